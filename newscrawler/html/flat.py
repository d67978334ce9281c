"""A part of a page as a flat list of tags and the text after each.

Reading a comment asks for many small things: names, texts, what lies in what. Asking a parsed tree, each is a call and an
object for every element; here the tree is written out once by the parser and cut at its tags. Lists of comments repeat
their tags, so what a tag says is worked out once. An element is the number of its start tag; what is inside it are the
numbers up to its end tag's. Reading comments this way takes a little more than half the time.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache
from html import escape

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
    part_of_class,
    part_of_id,
)

__all__ = ["BREAK", "DROPPED", "IDLE", "KEPT", "LINE", "PICTURE", "SAFE", "Flat", "Tag", "unescaped", "without_notes"]

LINE, PICTURE, BREAK, KEPT, DROPPED, IDLE = (1 << bit for bit in range(6))
"""What a tag does to a text that is read: ``br``; an image; a block of its own; a tag of the safe subset; what it begins is
never read; what it begins is no text of a comment."""

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
"""Tags that are kept of a comment's markup."""
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
_UNREAD = frozenset(["script", "style", "template", "noscript", "iframe", "noembed", "noframes", "xmp", "plaintext"])
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
_SEALED_NAMES = frozenset(["script", "style", "template", "iframe", "noembed", "noframes", "xmp", "plaintext"])
"""Elements whose inside is no part of the tree: written out as it came, so that a ``<`` in it is no tag."""
_START, _EMPTY, _SEALED, _END, _NOTE, _ISLAND = range(6)
"""Kinds of tags: with an end to come; without one; with what is no part of the tree inside; an end; a comment of the
page's author; the same with brackets in it."""

_NOTED = frozenset(
    [
        "time",
        "abbr",
        "cite",
        "b",
        "strong",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "dt",
        "header",
        "footer",
        "button",
    ]
)

_ITEMPROPS = {
    "author": AUTHOR, "creator": AUTHOR, "datecreated": TIME, "datepublished": TIME, "commenttime": TIME, "text": TEXT,
    "commenttext": TEXT, "articlebody": TEXT, "reviewbody": TEXT, "upvotecount": UP, "downvotecount": DOWN,
    "foaf:name": NAME, "dc:date": TIME, "dc:created": TIME, "dc:date dc:created": TIME, "content:encoded": TEXT,
    "schema:author": AUTHOR, "schema:text": TEXT, "schema:datecreated": TIME, "datemodified": SKIP, "discusses": SKIP,
}  # fmt: skip
_ATTRIBUTE = re.compile(r'\s([^\s=]+)="([^"]*)"')
_SEALED_START = re.compile(r"<(script|style|iframe|noembed|noframes|xmp|plaintext)(?=[ >])")
_TEMPLATE_TAG = re.compile(r"<template(?=[ >])|</template>")
_HEAD = re.compile(r"<([^>]*)")
_CUT_NOTE = re.compile(r"<!--[^<>]*<")
"""A comment that was cut at a bracket inside it, in front of which it looks whole where dashes stand."""

_LONGEST_KEPT = 200
"""Characters of a tag that is remembered: what is longer is a picture in a ``data:`` URL, and hardly ever repeats."""

_MOST_KEPT = 8_192
"""Tags that are remembered, some 10 MB of them. A site has a few hundred that repeat, a comment a few that do not."""


class Tag:
    """What a start or an end tag says."""

    __slots__ = (
        "_attributes",
        "_bare",
        "does",
        "dropped",
        "ends",
        "head",
        "kind",
        "name",
        "noted",
        "part",
        "part_of_class",
        "timed",
    )

    def __init__(self, head: str) -> None:
        name, _, rest = head.partition(" ")
        self.head = head
        self.name, self.kind, self.ends, self.does, self.dropped, self.noted, self.timed, self._bare = _of_name(name)
        self._attributes: dict[str, str] | None = None
        self.part = self.part_of_class = 0
        if rest and self.kind <= _SEALED:
            self._read_names()
        elif self.kind == _ISLAND and head.endswith("--"):
            self.kind = _NOTE

    kind: int
    does: int
    part: int
    """What its names say, as in :mod:`newscrawler.html.roles`."""
    timed: bool
    """Whether it begins a ``time`` or has an attribute for one."""
    noted: bool
    """Whether it begins an element that may be a field of a comment, or in which nothing is."""
    dropped: bool
    """Whether nothing in the element is a field or text of a comment."""

    @property
    def attributes(self) -> dict[str, str]:
        """Values by name."""
        found = self._attributes
        if found is None:
            found = self._attributes = {
                name: unescaped(value) if "&" in value else value for name, value in _ATTRIBUTE.findall(self.head)
            }
        return found

    def value(self, name: str) -> str | None:
        """The value of one attribute: most tags that are asked are asked for no other, and reading all takes 3 µs."""
        head = self.head
        start = head.find(f' {name}="')
        if start < 0:
            return None
        start += len(name) + 3
        value, quote, _ = head[start:].partition('"')
        if not quote:
            return None  # half a tag, of a script's text
        return unescaped(value) if "&" in value else value

    @property
    def bare(self) -> str:
        """The tag with nothing but its link."""
        if self._bare is None:
            href = self.value("href")
            self._bare = f'<a href="{escape(href)}">' if href else "<a>"
        return self._bare

    def _read_names(self) -> None:
        head = self.head
        own = part = 0
        if ' class="' in head:
            own = part = part_of_class(head.partition(' class="')[2].partition('"')[0])
        if ' id="' in head:
            part |= part_of_id(head.partition(' id="')[2].partition('"')[0])
        has_data = " data-" in head
        if "prop" in head and (prop := self.value("itemprop") or self.value("property")):
            part |= _ITEMPROPS.get(prop.lower(), 0)
        elif has_data and (' data-testid="' in head or ' data-qa="' in head or ' data-role="' in head):
            part |= part_of_class(self.value("data-testid") or self.value("data-qa") or self.value("data-role") or "")
        if ' datetime="' in head or (has_data and (' data-utime="' in head or ' data-timestamp="' in head)):
            self.timed = self.noted = True
        elif part & _FIELD or (
            ("#" in head or "showComment=" in head) if self.name == "a" else self.name == "img" and ' alt="' in head
        ):
            self.noted = True
        self.part, self.part_of_class = part, own
        if own & _NO_TEXT and not own & TEXT:
            self.does |= IDLE


_NO_TEXT = SKIP | UP | DOWN | SCORE
_FIELD = _NO_TEXT | AUTHOR | NAME | TIME | TEXT | META
"""What makes an element one to be noted; most others say that they are of a comment or a list of them."""


@lru_cache(maxsize=512)
def _of_name(written: str) -> tuple[str, int, bool, int, bool, bool, bool, str | None]:
    """What the name alone says, as a tag has it."""
    if written[:1] == "!":
        return "!", _ISLAND, False, 0, False, False, False, None
    name = written.removeprefix("/")
    does = (
        (BREAK if name in _BLOCKS else 0)
        | (KEPT if name in SAFE else 0)
        | (LINE if name == "br" else 0)
        | (PICTURE if name == "img" else 0)
    )
    if name != written:
        return name, _END, True, does, name in _DROPPED, False, False, f"<{written}>"
    does |= (DROPPED if name in _UNREAD else 0) | (IDLE if name in _DROPPED or name == "button" else 0)
    kind = _EMPTY if name in _VOID else _SEALED if name in _SEALED_NAMES else _START
    noted = name in _NOTED or name in _DROPPED
    return name, kind, False, does, name in _DROPPED, noted, name == "time", None if name == "a" else f"<{name}>"


def unescaped(text: str) -> str:
    """Undo what the parser escapes when it writes a tree out."""
    text = text.replace("&nbsp;", "\xa0").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"')
    return text.replace("&amp;", "&")


class _Tags(dict[str, Tag]):
    """Tags by how they are written."""

    def __missing__(self, head: str) -> Tag:
        tag = Tag(head)
        if len(head) < _LONGEST_KEPT:
            if len(self) >= _MOST_KEPT:
                self.clear()
            self[head] = tag
        return tag


_TAGS = _Tags()


class Flat:
    """Tags in document order, with the text after each.

    :param html: *as the parser wrote it out*: every element closed, brackets in texts and values escaped
    """

    __slots__ = ("_noted", "after", "close", "tags")

    def __init__(self, html: str) -> None:
        self._noted: list[int] | None = None
        if not self._cut(html):
            # Something in it was written out as it came, in which a bracket is no tag.
            self._cut(_without_islands(html))

    def _cut(self, html: str) -> bool:
        """Cut at every bracket; False when these were not all of tags."""
        pieces = html.replace("<", ">").split(">")
        self.tags: list[Tag] = list(map(_TAGS.__getitem__, pieces[1::2]))
        self.after: list[str] = pieces[2::2]
        """The text between a tag and the next one, escaped as in HTML."""
        close = self.close = list(range(len(self.tags)))
        """By start tag, the number of its end tag; its own where it has none. Of an end tag its own."""
        opened: list[int] = []
        noted = False
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
                noted = True
        return sound and not opened and not (noted and _CUT_NOTE.search(html))

    def starts(self) -> list[int]:
        """The elements, in order."""
        return [number for number, tag in enumerate(self.tags) if tag.kind <= _SEALED]

    def noted(self, root: int, end: int, others: Sequence[int] = ()) -> list[int]:
        """The element ``root``, and those up to ``end`` that may be fields of a comment.

        :param others: elements among them that are listed in any case, and what is inside them is not; in order
        """
        noted = self._noted
        if noted is None:
            noted = self._noted = [number for number, tag in enumerate(self.tags) if tag.noted]
        found, at = [root], root
        for other in others:
            found += noted[bisect_right(noted, at) : bisect_left(noted, other)]
            found.append(other)
            at = self.close[other]
        found += noted[bisect_right(noted, at) : bisect_right(noted, end)]
        return found

    def text(self, element: int) -> str:
        """All text in an element."""
        end = self.close[element]
        text = self.after[element] if end == element + 1 else "".join(self.after[element:end])
        return unescaped(text) if "&" in text else text

    def inside(self, inner: int, outer: int) -> bool:
        """Whether an element, or the text after a tag, is in an element, or is that element."""
        return inner == outer or outer < inner < self.close[outer]

    def above(self, element: int) -> int | None:
        """The element around an element; None for the outermost ones."""
        close = self.close
        end = close[element]
        for before in range(element - 1, -1, -1):
            if close[before] > end and not self.tags[before].ends:
                return before
        return None


def _without_islands(html: str) -> str:
    """Without comments, scripts and the like, in one pass for each kind."""
    html = _without_templates(_without_sealed(without_notes(html)))
    # A tag that was never closed has become part of the next one's name, or an attribute of the one before it.
    return _HEAD.sub(lambda head: "<" + head[1].replace("<", ""), html)


def without_notes(html: str) -> str:
    """Return what a parser wrote out without its comments."""
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
    """With nothing in the outermost templates; a template that is not closed stays as it is."""
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
