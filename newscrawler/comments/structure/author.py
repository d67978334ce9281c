"""Author of a comment: the name, cleaned of dates and phrases, and the link of the name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from newscrawler.comments.structure.scan import HEADINGS, CommentScan
from newscrawler.guarded import Guarded, caseless
from newscrawler.html.flat import FlatHtml, Tag, unescaped
from newscrawler.html.page import fold
from newscrawler.html.roles import AUTHOR, DOWN, NAME, SCORE, SKIP, TEXT, TIME, UP
from newscrawler.language.dates.reader import TimeReader
from newscrawler.language.words import WORDS

__all__ = ["FoundAuthor", "author_in_text", "clean_name", "find_author", "first_words", "name_of_picture"]

_NAME_LENGTH = 80
"""Characters of a name; a longer "name" is a sentence."""

_LINE_LENGTH = 200
"""Characters of a line that may hold a name with date and phrases."""

_SHORT_LENGTH, _SHORT_SPACES = 40, 4
"""Limits of a name that nothing but its place marks as a name."""

_PHRASE = frozenset(("b", "strong", "cite", "em"))
"""Elements inside an author's element that may set the name apart from the words before it."""

_NOT_NAME = SKIP | TIME | UP | DOWN | SCORE | TEXT
_DIGIT = re.compile(r"\d")
_SAYS_SO = re.compile(rf"\s*(?:{WORDS.bounded('say', 'said_at')}\s*[:.…]*)+\s*$", re.I)
_SAYING = tuple(map(caseless, WORDS.spellings("say", "said_at")))
"""Words that follow a name, in all spellings."""

_AFTER_SAYING = " :.…)"
_BEFORE_NAME = re.compile(
    rf"^\W*(?:(?:(?:{WORDS.pattern('sent')})\s+)?(?:{WORDS.pattern('sent_by')})\s?:?|(?:{WORDS.pattern('named')}):)\s+",
    re.I,
)
_DATE_AFTER = re.compile(
    rf"\s+(?:(?:{WORDS.pattern('before_date', 'before_clock')}|,)\s+)?\d{{1,4}}[./-]\d{{1,2}}[./-]\d{{2,4}}\b.*$|"
    rf"\s+(?:{WORDS.pattern('before_date')})\s+(?:[^\W\d_]{{2,10}}\.?,?\s+)?\d.*\d{{4}}.*$|"
    r"\s*[|·•–—,]\s+(?:[^\W\d_]{2,10}\.?,?\s+)?\d.*(?:\d{4}|\d:\d\d|\d[./-]\d).*$",
    re.I,
)
_SENT_AFTER = re.compile(rf"\s+(?:{WORDS.pattern('sent')})\s*:.*\d.*$", re.I)
"""A day without a year behind a name: "Ann Posted: Oct.28 at 4:22 pm"."""

_CLOCK_AFTER = re.compile(r"\s+[:|·•–—@-]?\s*\d{1,2}:\d{2}(?!\d).*$")
"""A time of the day behind a name: "Ann : 12:21 PM, May 3"."""

_DATE_BEFORE = Guarded.on_hints(re.compile(r"^[^|]*(?:\s\d{4}|\d[./-]\d)[^|]*\s\|\s(?=[^|\d]+$)"), (" | ",), given=fold)
"""A day and a bar before a name: "October 22, 2012 | Ann"."""

_BEHIND_NAME = Guarded.on_hints(re.compile(r"\s(?:@[\w.@-]+|\|\s.*)$"), (" @", " | "), given=fold)
"""A name of an account or buttons behind a name: "Ann @ann@birds.example", "Ann | link | reply"."""

_GUEST = re.compile(rf"\s*\((?:{WORDS.pattern('guest')})\)$", re.I)
"""Words that Drupal and other software add to the name of a commenter without an account."""

_AVATAR_OF = re.compile(
    rf"^(?:{WORDS.pattern('portrait')})\s+(?:{WORDS.pattern('portrait_of')})\s+(.+)$"
    rf"|^(.+?)(?:{WORDS.pattern('genitive')}) (?:{WORDS.pattern('portrait')})$"
    rf"|^(.+?) (?:{WORDS.pattern('portrait_behind')})$",
    re.I,
)
_AVATAR = re.compile(rf"(?:{WORDS.pattern('portrait')})\W*\d*", re.I)
_SPEAKS = re.compile(rf"^([^\n:]{{1,60}}?)\s+(?:{WORDS.pattern('say')})\s*:\s*", re.I)
_NO_NAME = re.compile(
    rf"(?:\d+\s+)?(?:{WORDS.pattern('comments', 'comment', 'answers', 'answer')})(?:\W*\d+)?\W*$", re.I
)
"""A count of comments, in the place of a name."""

_AFTER_NAME = Guarded(_SAYS_SO, lambda name: caseless(name).rstrip(_AFTER_SAYING).endswith(_SAYING), given=fold)
"""The filter reads the last word of a name. The expression takes 20 µs, because it is tried at every space."""


@dataclass(slots=True)
class FoundAuthor:
    """Author of a comment; all None when none was found."""

    name: str | None = None
    link: str | None = None
    element: int | None = None
    """The element of the name; for a name without an element of its own, the tag before it."""
    is_weak: bool = False
    """Whether nothing but its place or its bold letters says that it is a name."""


def find_author(scan: CommentScan) -> FoundAuthor:
    """Return the author by elements of names, then by the first bold words, then by the label of an avatar."""
    flat = scan.flat
    for element in (*scan.names, *scan.authors):
        if name := _name(scan, element):
            return FoundAuthor(name, _profile(flat, element), element)
    bold = scan.first_bold
    if bold is not None and (name := _name(scan, bold)) and _is_name_alone(flat.tags[bold], name):
        return FoundAuthor(name, _profile(flat, bold), bold, is_weak=True)
    for label in scan.labels:
        if name := _name_in_label(label):
            return FoundAuthor(name, is_weak=True)
    return FoundAuthor()


def _name_in_label(label: str) -> str | None:
    match = _AVATAR_OF.match(label)
    return fold(next(filter(None, match.groups()), None) if match else None) or None


def name_of_picture(label: str) -> str | None:
    """Return the name of the person whose portrait has a label; None where the label is no name."""
    name = _name_in_label(label) or label
    if not _is_short(name) or name[-1] in ".!?…" or "." in name or _AVATAR.fullmatch(name):
        return None
    return name if any(map(str.isalpha, name)) else None


def first_words(scan: CommentScan, body: int | None, time: int | None, reader: TimeReader) -> FoundAuthor:
    """Return the author of a comment whose parts have no names: the first short text, if it has an element of its own.

    :param body: element of the text
    :param time: element of the time, or the tag before it
    """
    flat = scan.flat
    for place, words in scan.loose_texts()[:2]:
        if (body is not None and place >= body) or flat.tags[place].is_end or flat.close[place] != place + 1:
            return FoundAuthor()
        if place == time or not any(letter.isalpha() for letter in words) or reader.shown(words):
            continue
        name = _unmarked_name(words)
        return FoundAuthor() if name is None else FoundAuthor(name, _profile(flat, place), place)
    return FoundAuthor()


def _unmarked_name(words: str) -> str | None:
    """Return the name in words that only their place marks as a name; None for a sentence, a date or a count."""
    name = clean_name(words)
    if name is None or not _is_short(name) or name[-1] in ".!?…" or _DIGIT.search(name):
        return None
    return name


def author_in_text(text: str) -> tuple[str, str | None] | None:
    """Split ``Una says: …`` into the name and the text after it; None for another text."""
    match = _SPEAKS.match(text)
    return None if match is None else (match.group(1), text[match.end() :].strip() or None)


def _is_name_alone(tag: Tag, name: str) -> bool:
    """Return whether bold words are a name. A heading with a number is a title."""
    return _is_short(name) and not (tag.name in HEADINGS and _DIGIT.search(name))


def _is_short(name: str) -> bool:
    return len(name) <= _SHORT_LENGTH and name.count(" ") <= _SHORT_SPACES


def _name(scan: CommentScan, element: int) -> str | None:
    flat = scan.flat
    tag = flat.tags[element]
    return (fold(tag.value("content")) or None) if tag.name == "meta" else _name_inside(scan, element)


def _name_inside(scan: CommentScan, element: int) -> str | None:
    """Return the name in an element, without buttons, times and votes inside it."""
    flat = scan.flat
    tags, after, close = flat.tags, flat.text_after, flat.close
    pieces: list[str] = []
    number, end = element, close[element]
    while number < end:
        tag = tags[number]
        if number != element and not tag.is_end:
            if tag.is_dropped or tag.name == "button" or number in scan.times:
                number = close[number]
            elif tag.name in _PHRASE:
                pieces = _without_phrase(pieces)
            elif tag.value("itemprop") == "name" and (name := fold(flat.text(number))):
                return name
            elif _is_other_field(tag):
                number = close[number]
        if number < end and (words := after[number]) and not words.isspace():
            pieces.append(unescaped(words) if "&" in words else words)
        number += 1
    return clean_name(" ".join(pieces))


def _without_phrase(pieces: list[str]) -> list[str]:
    """Drop a phrase such as "von" in ``von <b>name</b>``."""
    return [] if pieces and _BEFORE_NAME.match(" ".join(pieces) + " x") else pieces


def _is_other_field(tag: Tag) -> bool:
    roles = tag.class_roles
    return bool(roles & _NOT_NAME) and not roles & (AUTHOR | NAME)


def clean_name(text: str) -> str | None:
    """Return the name in a line, without date and phrases; None when it is no name."""
    name = fold(text)
    if name.isalnum():
        return name if len(name) <= _NAME_LENGTH else None
    if len(name) > _LINE_LENGTH:
        return None
    name = _without_additions(name).strip(" ,:;|·•–—>-/")
    if "(" in name or ")" in name:
        name = _without_open_brackets(name)
    return name if 0 < len(name) <= _NAME_LENGTH and not name.isspace() and not _NO_NAME.match(name) else None


def _without_additions(name: str) -> str:
    if _DIGIT.search(name):
        name = _DATE_AFTER.sub("", name) or name
        name = _SENT_AFTER.sub("", name) or name
        name = _CLOCK_AFTER.sub("", name) or name
    if name[-1:] == ")":
        name = _GUEST.sub("", name) or name
    name = _BEHIND_NAME.without(_DATE_BEFORE.without(name)) or name
    name = _AFTER_NAME.without(name) or name
    return _BEFORE_NAME.sub("", name, count=1) or name


def _without_open_brackets(name: str) -> str:
    """Return a name without a bracket at its beginning that is closed behind its date, and one at its end."""
    if name.count("(") == name.count(")"):
        return name
    return name.lstrip("( ") if name[0] == "(" else name.rstrip(" )(")


def _profile(flat: FlatHtml, element: int) -> str | None:
    """Return the address of the first link in an element, or of the link right around it."""
    tags = flat.tags
    for number in range(element, flat.close[element] + 1):
        if tags[number].name == "a" and (href := tags[number].value("href")):
            return _web_link(href)
    around = flat.parent_of(element)
    return _web_link(tags[around].value("href")) if around is not None and tags[around].name == "a" else None


def _web_link(href: str | None) -> str | None:
    return href if href and not href.startswith(("#", "javascript:")) else None
