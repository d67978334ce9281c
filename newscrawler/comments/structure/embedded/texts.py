"""Texts of a page that may hold its comments as data: scripts, and attributes of any element.

Most pages have neither. A look at the names of the fields leaves out texts without a word for comments or answers, at a
hundredth of the time that reading them would take.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from itertools import accumulate, compress, islice
from urllib.parse import unquote

from newscrawler.comments.structure.embedded.keys import (
    AUTHOR,
    COMMENT,
    DISCUSSION,
    GATHERING,
    ID,
    NAME,
    PARENT,
    REPLY,
    TEXT,
    TIME,
    roles_of_key,
    speaks_of_comments,
    words_of_key,
)
from newscrawler.html.page import Page

__all__ = ["DataText", "attribute_texts", "may_hold_comments", "script_texts"]

_SHORTEST = 80
"""Characters of a text with a comment in it, and of an attribute."""

_MOST_ATTRIBUTES = 200
"""Attributes of a page that are read."""

_LONGEST_TAG = 2_000
"""Characters before an attribute in which the other attributes of its element are."""

_ATTRIBUTE = re.compile(
    r"""=(?:"(\s{0,40}(?:[\[{]|&\#0?91;|&\#0?123;|%7[Bb]|%5[Bb])[^"]{40,})"|'(\s{0,40}[\[{][^']{40,})')"""
)
_NAME_BEFORE = re.compile(r"([\w:@.-]{1,60})$")
"""Name of an attribute, at the end of what stands before its value."""

_MARKS = re.compile(rb"='[\[{]")
"""Beginning of JSON in single quotes. JSON in double quotes has its own quotes escaped."""

_ESCAPED_QUOTE = b"&quot;:"
_COMMENTS_IN_ATTRIBUTE = b"omments&quot;:"
"""Sign of the comments themselves, for pages that show comments too. It is found in half of the time."""

_NAME_OF_ELEMENT = re.compile(r"""\b(?:id|class|name|is|component|data-[\w-]+)=["']?([^"'<>]{1,200})""")
_WORD = re.compile(r"[\w-]+")
_BARE_PARTS = ("omment", "eplies")
"""Parts of names that are looked for where fields have no quotes around their names."""

_MOST_WORDS = 2
"""Words of the name of a comment's text: ``commentBody``; a setting has more."""

_MOST_PLACES = 20
"""Places of one name that are looked at."""

_CONTAINER = re.compile(r"[\s\\\"']{0,40}(?:\[[\s\\]{0,40}[^\s\]]|\{[\s\\]{0,40}[^\s}])")
"""Beginning of a list or an object that is not empty, also inside of a text."""

_LIST = re.compile(
    r"[\s\\\"']{0,40}(?:\[[\s\\]{0,40}[\[{\d]|\{[\s\\]{0,40}[\"'][\w:-]{0,40}\d[\w-]{0,40}\\{0,3}[\"']\s?:\s{0,40}\{)"
)
"""Beginning of a list of objects, or of a map of objects by id."""

_RECORDS = re.compile(r"\[[\s\\\"']{0,40}[\[{\d]|\d[\w-]{0,40}\\{0,3}[\"']\s?:\s{0,40}\{|\[\s{0,40}\\{0,3}[\"']")
"""Members of a list, or of a map by id."""

_DATA = re.compile(r"\s{0,40}[\[{]\s{0,40}[\"\[{\d]")
"""Beginning of JSON."""

_CONTAINING = COMMENT | DISCUSSION | GATHERING
"""Roles of the names of objects that may hold a list of comments; of others only lists do."""

_BARE_NAME = re.compile(
    r"([\w$-]{0,40})(?:\.\w{1,20}|\[\w{1,10}\]|['\"]?\]?)\s{0,4}"
    rf"(?:[:=(]\s{{0,4}}(?:JSON\.parse\()?(?={_CONTAINER.pattern})|\.push\()"
)
_END_OF_NAME = re.compile(r"[\w$-]{1,60}$")
_BRACKET = re.compile(r"[\[\]{}]")
_KIND = "__typename"
_KIND_OF_OBJECT = re.compile(r"__typename\\{0,3}\"\s?:\s?\\{0,3}\"(\w{1,60})")

_TURBO = "streamController"
"""Name by which pages enqueue a stream of which all names of fields are values too."""

_PARSING = "JSON.parse("

_ENGINE_ESCAPES = (("&q;", '"'), ("&s;", "'"), ("&l;", "<"), ("&g;", ">"), ("&a;", "&"))
"""Escapes of Angular in the state that it hands over."""

_NEAR = 1_000
"""Characters around a name in which the other fields of a comment are; its own text may be as long."""

_CODE = re.compile(r"\\u([0-9a-fA-F]{4})")
# No letter is given back: what follows a name is none. A text of 2,000 characters takes a fifth of the time.
_FIELD = re.compile(r"([^\W\d][\w$-]{0,40}+)\\{0,3}[\"']?\s?:")
_LONGEST_NAME = 60
"""Characters of the name of a field."""

_PROSE_VALUE = re.compile(
    r"[\"'>](?:[^\"'<>{}()=;:]{0,80}?[^\W\d_],? [^\W\d_]|[^\"'<>{}]{0,40}?[\u3040-\u9fff\uac00-\ud7af]{3})"
)


@dataclass(slots=True)
class DataText:
    """A text that may hold data."""

    text: str
    names: tuple[str, ...]
    """Names of its element: class, id and the attribute that it is in."""


def script_texts(page: Page) -> Iterator[DataText]:
    """Yield the scripts of a page that may hold comments as data."""
    for node, attributes in page.inline_scripts:
        text = node.text()
        if len(text) < _SHORTEST:
            continue
        if text.startswith(("{&q;", "[&q;")):
            for escape, letter in _ENGINE_ESCAPES:
                text = text.replace(escape, letter)
        names = tuple(word for value in attributes.values() if value for word in _WORD.findall(value[:_LONGEST_TAG]))
        if any(map(speaks_of_comments, names)) or may_hold_comments(text):
            yield DataText(text, names)


def attribute_texts(page: Page, *, shows_comments: bool) -> Iterator[DataText]:
    """Yield the attributes of a page that may hold comments as data.

    :param shows_comments: whether the page shows comments too
    """
    body = page.body
    if shows_comments:
        if _COMMENTS_IN_ATTRIBUTE not in body:
            return
    elif _ESCAPED_QUOTE not in body and not _MARKS.search(body):
        return
    # Bytes first: most pages with JSON in an attribute hold no comments in it, and need not be decoded.
    if any(_attributes(body.decode("latin-1"))):
        yield from _attributes(page.text)


def _attributes(text: str) -> Iterator[DataText]:
    for found in islice(_ATTRIBUTE.finditer(text), _MOST_ATTRIBUTES):
        start = max(text.rfind("<", 0, found.start()), found.start() - _LONGEST_TAG, 0)
        head = text[start : found.start()]
        name = _NAME_BEFORE.search(head[-_LONGEST_NAME - 1 :])
        if name is None or name[1].lower().startswith(("on", "style", "srcset")):
            continue
        around = (word for names in _NAME_OF_ELEMENT.findall(head) for word in _WORD.findall(names))
        names = (*around, name[1].removeprefix("data-").lstrip(":@"))
        value = _value_of_attribute(found[1] or found[2])
        if len(value) >= _SHORTEST and (any(map(speaks_of_comments, names)) or may_hold_comments(value)):
            yield DataText(value, names)


def _value_of_attribute(value: str) -> str:
    # Nearly all escapes are those of quotes: undoing the others one by one takes 20 times as long.
    value = value.replace("&quot;", '"')
    value = unescape(value) if "&" in value else value
    return unquote(value) if value[:1] == "%" else value


def may_hold_comments(text: str) -> bool:
    """Return whether a name of a field or kind in a text speaks of comments or answers, with fields of a comment near.

    The name must be that of a list or an object that is not empty, or of a part of a comment that is there twice:
    ``"commentsOpen": true`` is on half of all pages.
    """
    # Where all is data, all names have quotes.
    named = _DATA.match(text) is None and any(part in text for part in _BARE_PARTS)
    if named and _TURBO in text:
        return True
    if named and _PARSING in text:
        text = _undisguised(text)
    if any(_holds_fields(text, place) for place in _places(text)):
        return True
    return named and any(_holds_fields(text, place) for place in _places_of_bare_names(text))


@dataclass(slots=True)
class _Place:
    """A place in a text where something is called comments or answers."""

    at: int
    """Position of the name."""
    value: int
    """Position of its value."""
    roles: int
    """Roles of the name."""
    is_part: bool
    """Whether the name is that of a part of a comment, whose other parts stand on both sides."""


def _undisguised(text: str) -> str:
    """Return a script's text with the quotes and brackets of JSON that it holds percent-encoded or by code."""
    if "%22" in text:
        text = unquote(text)
    return text.replace("\\u0022", '"').replace("\\x22", '"')


def _places(text: str) -> Iterator[_Place]:
    pieces = text.split('":')
    if len(pieces) < 2:
        return
    names = [piece.rpartition('"')[2] for piece in pieces]
    different = set(names)
    escaped = {name: _unescaped(name) for name in different if "\\" in name}
    speaking = {name: roles_of_key(name) for name in filter(speaks_of_comments, different.difference(escaped))}
    speaking |= {name: roles_of_key(key) for name, key in escaped.items() if speaks_of_comments(key)}
    if speaking:
        yield from _places_of_fields(text, pieces, names, speaking)
    if _KIND in different:
        for found in _KIND_OF_OBJECT.finditer(text):
            if speaks_of_comments(found[1]):
                yield _Place(found.start(), found.end(), roles_of_key(found[1]), is_part=True)
                return


def _unescaped(name: str) -> str:
    """Return a name without the backslashes before its quotes, and with the letters that are written by code."""
    return _CODE.sub(lambda code: chr(int(code[1], 16)), name.rstrip("\\")) if "\\u" in name else name.rstrip("\\")


def _places_of_fields(text: str, pieces: list[str], names: list[str], speaking: dict[str, int]) -> Iterator[_Place]:
    """Yield the places of fields that hold a list or an object, or a part of a comment for the second time.

    :param pieces: the text, cut behind the name of each field
    :param names: name at the end of each piece
    :param speaking: roles of the names that speak of comments
    """
    seen: dict[str, int] = {}
    is_packed = text[:1] == "["
    ends = list(accumulate(map(len, pieces)))
    # The last piece is no name: no value follows it.
    for number in compress(range(len(names) - 1), map(speaking.__contains__, names)):
        at = ends[number] + 2 * (number + 1)
        name = names[number]
        roles = speaking[name]
        seen[name] = times = seen.get(name, 0) + 1
        if times > _MOST_PLACES:
            continue
        if _CONTAINER.match(pieces[number + 1]) and _may_contain(text, at, roles):
            yield _Place(at, at, roles, is_part=False)
        elif (times == 2 and _is_part_of_comment(name, roles)) or (
            is_packed and text[at : at + 2].strip()[:1].isdigit()
        ):
            yield _Place(at, at, roles, is_part=True)


def _may_contain(text: str, at: int, roles: int) -> bool:
    return text[at] == "[" or _LIST.match(text, at) is not None or bool(roles & _CONTAINING)


def _is_part_of_comment(name: str, roles: int) -> bool:
    """Return whether a name is that of a comment's parent, or of a comment's id or text."""
    if roles & PARENT or (roles & (COMMENT | REPLY) and roles & ID):
        return True
    words = words_of_key(name)
    return bool(roles & COMMENT) and len(words) <= _MOST_WORDS and bool(roles_of_key(words[-1]) & TEXT)


def _places_of_bare_names(text: str) -> Iterator[_Place]:
    for part in _BARE_PARTS:
        at = -1
        for _ in range(_MOST_PLACES):
            at = text.find(part, at + 1)
            if at < 0:
                break
            found = _BARE_NAME.match(text, at + len(part))
            if found is None:
                continue
            start = at - _LONGEST_NAME if at > _LONGEST_NAME else 0
            before = _END_OF_NAME.search(text[start:at])
            key = (before[0] if before else "") + part + found[1]
            if speaks_of_comments(key):
                # An object that is added to a list is a member of it.
                is_part = found[0].endswith(".push(") or "]" in found[0]
                yield _Place(at, found.end(), roles_of_key(key), is_part=is_part)


def _holds_fields(text: str, place: _Place) -> bool:
    """Return whether names of a comment's text and author are in what is named, or a list with prose is.

    For a part of a comment they are on both sides of it.
    """
    if place.is_part:
        near = text[max(0, place.at - _NEAR) : place.at + _NEAR]
    else:
        near = text[place.value : _end_of_container(text, place.value)]
        if not _RECORDS.search(near):
            return False
    roles = 0
    for name in _FIELD.findall(_unescaped(near)):
        roles |= roles_of_key(name)
    is_comment = place.roles & COMMENT
    if roles & TEXT and roles & (AUTHOR | NAME if is_comment else AUTHOR) and roles & (TIME | ID):
        return True
    if not is_comment or place.is_part:
        return False
    return _LIST.match(near) is not None and _PROSE_VALUE.search(near) is not None


def _end_of_container(text: str, at: int) -> int:
    """Return the end of the list or object at a position, or of the part of it that is looked at."""
    depth = 0
    for bracket in _BRACKET.finditer(text, at, at + 2 * _NEAR):
        depth += 1 if bracket[0] in "[{" else -1
        if depth <= 0:
            return bracket.end()
    return at + 2 * _NEAR
