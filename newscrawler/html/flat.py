"""A part of a page as a flat list of tags and the text after each.

The reader of comments asks for many small things: names, texts, whether an element is inside another. On a parsed
tree, each question is a call and an object for every element. Here the parser writes the tree out once, and the text
is cut at its tags. Lists of comments repeat their tags, so a tag is read once however often it occurs. An element is
identified by the number of its start tag; its content has the numbers up to that of its end tag.

Measured: comments are read in a little more than half the time that a parsed tree takes.
``tests/support/plain_html.py`` is the plain version, on the parser's tree; a differential test holds this module to
it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache
from html import escape
from typing import Any

from newscrawler.html.roles import (
    AUTHOR,
    DOWN,
    META,
    NAME,
    SCORE,
    SKIP,
    TEXT,
    TIME,
    UP,
    roles_of_class,
    roles_of_id,
)

__all__ = [
    "BREAK",
    "BUTTON",
    "DROPPED",
    "FIELDLESS",
    "IDLE",
    "IMAGE",
    "KEPT",
    "LINE",
    "LINKING",
    "NAMED",
    "PICTURE",
    "SAFE",
    "TIMED",
    "FlatHtml",
    "Tag",
    "unescaped",
    "without_notes",
]

LINE, PICTURE, BREAK, KEPT, DROPPED, IDLE = (1 << bit for bit in range(6))
"""Effects of a tag on the text that is read. ``LINE``: a line break. ``PICTURE``: an image. ``BREAK``: the element is
a block. ``KEPT``: the tag is in the safe subset. ``DROPPED``: the element is never text. ``IDLE``: the element is no
text of a comment (buttons, votes)."""

BUTTON, LINKING, NAMED, IMAGE, TIMED, FIELDLESS = (1 << bit for bit in range(20, 26))
"""Marks of a start tag beside its roles, in :attr:`Tag.roles`. They follow from its name. ``LINKING``: may lead to a
comment or state a time in its title. ``NAMED``: may be a field of a comment by its name alone. ``TIMED``: as
:attr:`Tag.has_time`. ``FIELDLESS``: as :attr:`Tag.is_dropped`."""

SAFE = frozenset(
    [
        "p",
        "br",
        "a",
        "em",
        "strong",
        "i",
        "b",
        "u",
        "s",
        "blockquote",
        "ul",
        "ol",
        "li",
        "code",
        "pre",
        "q",
        "sub",
        "sup",
    ]
)
"""Tags that are kept in a comment's markup."""

_BLOCKS = frozenset(
    [
        "p",
        "div",
        "blockquote",
        "li",
        "ul",
        "ol",
        "pre",
        "section",
        "article",
        "header",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "dl",
        "dt",
        "dd",
        "table",
        "tr",
        "figure",
        "hr",
    ]
)
_UNREAD = frozenset(
    [
        *("script", "style", "template", "noscript", "iframe", "noembed", "noframes", "xmp", "plaintext"),
        # The readings of a ruby repeat the words that they stand beside.
        *("rt", "rp", "rtc"),
    ]
)
"""Elements whose content is never text, in any text."""

_VOID = frozenset(
    [
        "area",
        "base",
        "basefont",
        "bgsound",
        "br",
        "col",
        "embed",
        "frame",
        "hr",
        "img",
        "input",
        "keygen",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    ]
)
"""Elements without an end tag."""

_DROPPED = frozenset(
    [
        "script",
        "style",
        "form",
        "textarea",
        "input",
        "select",
        "svg",
        "template",
        "noscript",
        "iframe",
        "nav",
        "dialog",
        "video",
        "audio",
        "object",
    ]
)
"""Elements that hold no field and no text of a comment."""

_SEALED_NAMES = frozenset(["script", "style", "template", "iframe", "noembed", "noframes", "xmp", "plaintext"])
"""Elements whose content is not part of the tree. The parser writes it out as it came, so a ``<`` in it is no tag."""

_NAMED = frozenset(["cite", "b", "strong", "h2", "h3", "h4", "h5", "h6", "dt", "header", "footer"])
_CANDIDATES = _NAMED | {"time", "abbr", "button"}
"""Elements that may be a field of a comment by their tag alone."""

_MARKS = (
    dict.fromkeys(_DROPPED, FIELDLESS)
    | dict.fromkeys(_NAMED, NAMED)
    | {"button": BUTTON, "a": LINKING, "abbr": LINKING, "img": IMAGE, "time": TIMED}
)

_START, _EMPTY, _SEALED, _END, _NOTE, _ISLAND = range(6)
"""Kinds of tags: start tag; tag of a void element; start tag of a sealed element; end tag; HTML comment; the
beginning of an HTML comment with brackets in it. The order matters: up to ``_SEALED`` a tag begins an element."""

_ITEMPROPS = {
    "author": AUTHOR, "creator": AUTHOR, "datecreated": TIME, "datepublished": TIME, "commenttime": TIME, "text": TEXT,
    "commenttext": TEXT, "articlebody": TEXT, "reviewbody": TEXT, "upvotecount": UP, "downvotecount": DOWN,
    "foaf:name": NAME, "dc:date": TIME, "dc:created": TIME, "dc:date dc:created": TIME, "content:encoded": TEXT,
    "schema:author": AUTHOR, "schema:text": TEXT, "schema:datecreated": TIME, "datemodified": SKIP, "discusses": SKIP,
}  # fmt: skip
_NO_TEXT = SKIP | UP | DOWN | SCORE
_FIELD = _NO_TEXT | AUTHOR | NAME | TIME | TEXT | META
"""Roles that make an element a candidate. Most other elements are comments or lists of comments."""

_ATTRIBUTE = re.compile(r'\s([^\s=]+)="([^"]*)"')
_SEALED_START = re.compile(r"<(script|style|iframe|noembed|noframes|xmp|plaintext)(?=[ >])")
_TEMPLATE_TAG = re.compile(r"<template(?=[ >])|</template>")
_HEAD = re.compile(r"<([^>]*)")
_CUT_NOTE = re.compile(r"<!--[^<>]*<")
"""An HTML comment that was cut at a bracket inside it. Before dashes the part in front of the bracket looks whole."""

_LONGEST_CACHED = 200
"""Characters of a tag that is cached: a longer one is a picture in a ``data:`` URL, and hardly ever repeats."""

_MOST_CACHED = 8_192
"""Tags that are cached, some 10 MB of them. A site has a few hundred that repeat, a comment a few that do not."""


_BY_ROLES = frozenset(("class_roles", "effect", "has_time", "is_candidate", "roles"))
"""Values of a tag that follow from its attributes."""


class Tag:
    """One start or end tag, read.

    :param head: the tag as the parser writes it, without its brackets
    """

    __slots__ = (
        "_attributes",
        "_stripped",
        "class_roles",
        "effect",
        "has_time",
        "head",
        "is_candidate",
        "is_dropped",
        "is_end",
        "kind",
        "name",
        "roles",
    )

    kind: int
    effect: int
    """Effects on the text, such as :data:`BREAK`."""
    roles: int
    """Roles by class, id and microdata, as in :mod:`newscrawler.html.roles`, and marks such as :data:`BUTTON`."""
    class_roles: int
    """Roles by class alone."""
    has_time: bool
    """Whether it begins a ``time`` element or has an attribute with a time."""
    is_candidate: bool
    """Whether it begins an element that may be a field of a comment, or that holds no field."""
    is_dropped: bool
    """Whether the element holds no field and no text of a comment."""

    def __init__(self, head: str) -> None:
        name, _, rest = head.partition(" ")
        self.head = head
        self.name, self.kind, self.is_end, self.is_dropped, self._stripped, stated = _read_tag_name(name)
        self._attributes: dict[str, str] | None = None
        if rest and self.kind <= _SEALED:
            return
        self.effect, self.is_candidate, self.has_time, self.roles = stated
        self.class_roles = 0
        if self.kind == _ISLAND and head.endswith("--"):
            self.kind = _NOTE

    def __getattr__(self, name: str) -> Any:
        """Read the roles when one of the values that follow from them is asked for first.

        Most tags of a place that is searched for comments are never asked: reading them took a third of its time.
        """
        if name not in _BY_ROLES:
            raise AttributeError(f"a tag has no {name}")
        self._read_roles()
        return getattr(self, name)

    @property
    def attributes(self) -> dict[str, str]:
        """Values of all attributes by name."""
        found = self._attributes
        if found is None:
            found = self._attributes = {
                name: unescaped(value) if "&" in value else value for name, value in _ATTRIBUTE.findall(self.head)
            }
        return found

    def value(self, name: str) -> str | None:
        """Return the value of one attribute. Reading all takes 3 µs, and most tags are asked for one attribute only."""
        head = self.head
        start = head.find(f' {name}="')
        if start < 0:
            return None
        start += len(name) + 3
        value, quote, _ = head[start:].partition('"')
        if not quote:
            return None  # half a tag, in a script's text
        return unescaped(value) if "&" in value else value

    @property
    def stripped(self) -> str:
        """The tag without attributes; a link keeps its address."""
        if self._stripped is None:
            href = self.value("href")
            self._stripped = f'<a href="{escape(href)}">' if href else "<a>"
        return self._stripped

    def _read_roles(self) -> None:
        head = self.head
        self.effect, self.is_candidate, self.has_time, self.roles = _read_tag_name(head.partition(" ")[0])[-1]
        class_roles = roles = 0
        if ' class="' in head:
            class_roles = roles = roles_of_class(head.partition(' class="')[2].partition('"')[0])
        if ' id="' in head:
            roles |= roles_of_id(head.partition(' id="')[2].partition('"')[0])
        has_data = " data-" in head
        if "prop" in head or (has_data and (" data-testid" in head or " data-qa" in head or " data-role" in head)):
            roles |= self._declared_roles(has_data)
        if ' datetime="' in head or (has_data and (' data-utime="' in head or ' data-timestamp="' in head)):
            self.has_time = self.is_candidate = True
            roles |= TIMED
        elif roles & _FIELD or (self.name in ("a", "img") and self._is_link_or_picture()):
            self.is_candidate = True
        self.roles |= roles
        self.class_roles = class_roles
        if class_roles & _NO_TEXT and not class_roles & TEXT:
            self.effect |= IDLE

    def _declared_roles(self, has_data: bool) -> int:
        """Roles by microdata, RDFa, or the names that tests of the page's own use."""
        head = self.head
        if "prop" in head and (prop := self.value("itemprop") or self.value("property")):
            return _ITEMPROPS.get(prop.lower(), 0)
        if has_data and (' data-testid="' in head or ' data-qa="' in head or ' data-role="' in head):
            return roles_of_class(self.value("data-testid") or self.value("data-qa") or self.value("data-role") or "")
        return 0

    def _is_link_or_picture(self) -> bool:
        """Whether it is a link that may lead to a comment, or a picture with a label."""
        if self.name == "a":
            return "#" in self.head or "showComment=" in self.head
        return self.name == "img" and ' alt="' in self.head


@lru_cache(maxsize=512)
def _read_tag_name(written: str) -> tuple[str, int, bool, bool, str | None, tuple[int, bool, bool, int]]:
    """Return the fields of a tag that its name decides, in the order in which :class:`Tag` sets them.

    The last are those that attributes may change: effect, is_candidate, has_time, roles.
    """
    if written[:1] == "!":
        return "!", _ISLAND, False, False, None, (0, False, False, 0)
    name = written.removeprefix("/")
    effect = _effect_of(name)
    is_dropped = name in _DROPPED
    if name != written:
        return name, _END, True, is_dropped, f"<{written}>", (effect, False, False, 0)
    if name in _UNREAD:
        effect |= DROPPED
    if is_dropped or name == "button":
        effect |= IDLE
    kind = _EMPTY if name in _VOID else _SEALED if name in _SEALED_NAMES else _START
    is_candidate = is_dropped or name in _CANDIDATES
    stripped = None if name == "a" else f"<{name}>"
    return name, kind, False, is_dropped, stripped, (effect, is_candidate, name == "time", _MARKS.get(name, 0))


def _effect_of(name: str) -> int:
    effect = BREAK if name in _BLOCKS else 0
    if name in SAFE:
        effect |= KEPT
    if name == "br":
        effect |= LINE
    return effect | PICTURE if name == "img" else effect


def unescaped(text: str) -> str:
    """Undo the escapes that the parser makes when it writes a tree out."""
    text = text.replace("&nbsp;", "\xa0").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"')
    return text.replace("&amp;", "&")


class _TagCache(dict[str, Tag]):
    """Tags by the way they are written."""

    def __missing__(self, head: str) -> Tag:
        tag = Tag(head)
        if len(head) < _LONGEST_CACHED:
            if len(self) >= _MOST_CACHED:
                self.clear()
            self[head] = tag
        return tag


_TAGS = _TagCache()


class FlatHtml:
    """Tags in document order, with the text after each.

    :param html: *as the parser wrote it out*: every element closed, brackets in texts and values escaped
    """

    __slots__ = ("_candidates", "close", "tags", "text_after")

    def __init__(self, html: str) -> None:
        self._candidates: list[int] | None = None
        if not self._cut(html):
            # Some of it was written out as it came, and a bracket in that is no tag.
            self._cut(_without_islands(html))

    def _cut(self, html: str) -> bool:
        """Cut at every bracket; returns False when not all brackets were those of tags."""
        pieces = html.replace("<", ">").split(">")
        self.tags: list[Tag] = list(map(_TAGS.__getitem__, pieces[1::2]))
        self.text_after: list[str] = pieces[2::2]
        """Text between a tag and the next one, escaped as in HTML."""
        close = self.close = list(range(len(self.tags)))
        """For a start tag the number of its end tag; for other tags their own number."""
        opened: list[int] = []
        has_note = False
        sound = len(pieces) == 2 * html.count("<") + 1 and not pieces[0]
        for number, tag in enumerate(self.tags):
            kind = tag.kind
            if kind == _START:
                opened.append(number)
            elif kind == _END:
                if opened:
                    close[opened.pop()] = number
                else:
                    sound = False
            elif kind == _SEALED:
                opened.append(number)
                sound = False
            elif kind == _ISLAND:
                sound = False
            elif kind == _NOTE:
                has_note = True
        return sound and not opened and not (has_note and _CUT_NOTE.search(html))

    def starts(self) -> list[int]:
        """Return all elements in document order."""
        return [number for number, tag in enumerate(self.tags) if tag.kind <= _SEALED]

    def candidates(self, root: int, end: int, nested: Sequence[int] = ()) -> list[int]:
        """Return the element ``root``, and the elements up to ``end`` that may be fields of a comment.

        :param nested: elements of other comments, in order; they are returned, and elements inside them are not
        """
        candidates = self._candidates
        if candidates is None:
            candidates = self._candidates = [number for number, tag in enumerate(self.tags) if tag.is_candidate]
        found, at = [root], root
        for other in nested:
            found += candidates[bisect_right(candidates, at) : bisect_left(candidates, other)]
            found.append(other)
            at = self.close[other]
        found += candidates[bisect_right(candidates, at) : bisect_right(candidates, end)]
        return found

    def text(self, element: int) -> str:
        """Return all text in an element."""
        end = self.close[element]
        text = self.text_after[element] if end == element + 1 else "".join(self.text_after[element:end])
        return unescaped(text) if "&" in text else text

    def is_inside(self, inner: int, outer: int) -> bool:
        """Return whether ``inner``, an element or the text after a tag, is in the element ``outer`` or is that
        element.
        """
        return inner == outer or outer < inner < self.close[outer]

    def parent_of(self, element: int) -> int | None:
        """Return the element around an element; None for the outermost ones."""
        close = self.close
        end = close[element]
        for before in range(element - 1, -1, -1):
            if close[before] > end and not self.tags[before].is_end:
                return before
        return None


def _without_islands(html: str) -> str:
    """Return the HTML without comments, scripts and similar content, in one pass for each kind."""
    html = _without_templates(_without_sealed(without_notes(html)))
    if all(">" in piece for piece in html.split("<")[1:]):
        return html
    # A tag that was never closed has become part of the next tag's name, or an attribute of the tag before it.
    return _HEAD.sub(lambda head: "<" + head[1].replace("<", ""), html)


def without_notes(html: str) -> str:
    """Return HTML that a parser wrote out, without its comments."""
    kept: list[str] = []
    at = 0
    while (start := html.find("<!--", at)) >= 0 and (end := html.find("-->", start + 4)) >= 0:
        kept.append(html[at:start])
        at = end + 3
    return "".join(kept) + html[at:]


def _without_sealed(html: str) -> str:
    kept: list[str] = []
    at = 0
    unclosed: set[str] = set()
    for opening in _SEALED_START.finditer(html):
        name = opening[1]
        if opening.start() < at or name in unclosed:
            continue
        inside = html.find(">", opening.end())
        end = html.find(f"</{name}>", inside) if inside >= 0 else -1
        if end < 0:
            unclosed.add(name)
            continue
        kept += (html[at : opening.start()], f"<{name}></{name}>")
        at = end + len(name) + 3
    return "".join(kept) + html[at:]


def _without_templates(html: str) -> str:
    """Return the HTML with the outermost templates emptied; a template that is not closed stays as it is."""
    opened: list[int] = []
    whole: list[tuple[int, int]] = []
    for tag in _TEMPLATE_TAG.finditer(html):
        if tag[0][1] != "/":
            opened.append(tag.start())
        elif opened:
            start = opened.pop()
            while whole and whole[-1][0] > start:
                whole.pop()
            whole.append((start, tag.end()))
    kept: list[str] = []
    at = 0
    for start, end in whole:
        kept += (html[at:start], "<template></template>")
        at = end
    return "".join(kept) + html[at:]
