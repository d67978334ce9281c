"""A part of a page as a flat list of tags and the text after each.

Reading a comment asks for many small things: names, texts, what lies in what. Asking a parsed tree, each is a call and an
object for every element; here the tree is written out once by the parser and cut at its tags. Lists of comments repeat
their tags, so what a tag says is worked out once. An element is the number of its start tag; what is inside it are the
numbers up to its end tag's. Reading a comment this way takes a third of the time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from html import escape

from newscrawler.comments.vocabulary import (
    AUTHOR,
    DOWN,
    NAME,
    SCORE,
    SKIP,
    TEXT,
    TIME,
    UP,
    part_of_class,
    part_of_id,
)

__all__ = ["BREAK", "DROPPED", "KEPT", "LINE", "PICTURE", "SAFE", "Flat", "Tag", "flatten", "unescaped"]

LINE, PICTURE, BREAK, KEPT, DROPPED = (1 << bit for bit in range(5))
"""What a tag does to a text that is read: ``br``; an image; a block of its own; a tag of the safe subset; nothing in it
is read."""

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
_SEALED = frozenset(["script", "style", "template", "iframe", "noembed", "noframes", "xmp", "plaintext"])
"""Elements whose inside is no part of the tree: written out as it came, so that a ``<`` in it is no tag."""
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
_IDLE = frozenset(
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
        "button",
    ]
)
"""Elements of a comment's block in which no text of the comment is."""
_NOTED = frozenset(
    [
        "time",
        "a",
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
        "img",
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
_LONGEST_KEPT = 200
"""Characters of a tag that is remembered: what is longer is a picture in a ``data:`` URL, and hardly ever repeats."""


class Tag:
    """What a start or an end tag says."""

    __slots__ = ("attributes", "bare", "does", "ends", "idle", "name", "noted", "part", "part_of_class", "void")

    def __init__(self, head: str) -> None:
        self.ends = head[:1] == "/"
        name, _, rest = head.lstrip("/").partition(" ")
        self.name: str = name
        self.void: bool = name in _VOID
        self.attributes: dict[str, str] = _attributes(rest) if rest else {}
        self.does: int = (
            (BREAK if name in _BLOCKS else 0)
            | (KEPT if name in SAFE else 0)
            | (LINE if name == "br" else 0)
            | (PICTURE if name == "img" else 0)
            | (DROPPED if name in _UNREAD else 0)
        )
        href = self.attributes.get("href") if name == "a" else None
        self.bare: str = f'<a href="{escape(href)}">' if href else f"<{'/' if self.ends else ''}{name}>"
        """The tag with nothing but its link."""
        own = 0
        part = 0
        if self.attributes:
            names, identity = self.attributes.get("class"), self.attributes.get("id")
            own = part_of_class(names) if names else 0
            part = own | (part_of_id(identity) if identity else 0)
            if prop := self.attributes.get("itemprop") or self.attributes.get("property"):
                part |= _ITEMPROPS.get(prop.lower(), 0)
            elif names := (
                self.attributes.get("data-testid") or self.attributes.get("data-qa") or self.attributes.get("data-role")
            ):
                part |= part_of_class(names)
        self.part: int = part
        """What its names say, as in :mod:`newscrawler.comments.vocabulary`."""
        self.part_of_class: int = own
        self.noted: bool = bool(part) or name in _NOTED or "datetime" in self.attributes
        """Whether the element may be a field of a comment."""
        self.idle: bool = name in _IDLE or bool(own & (SKIP | UP | DOWN | SCORE) and not own & TEXT)
        """Whether nothing in the element is text of a comment."""


def _attributes(rest: str) -> dict[str, str]:
    found = {}
    for name, value in _ATTRIBUTE.findall(" " + rest):
        found[name] = unescaped(value) if "&" in value else value
    return found


def unescaped(text: str) -> str:
    """Undo what the parser escapes when it writes a tree out."""
    text = text.replace("&nbsp;", "\xa0").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"')
    return text.replace("&amp;", "&")


_tag = lru_cache(maxsize=8192)(Tag)


class Flat:
    """Tags in document order, with the text after each."""

    __slots__ = ("after", "close", "starts", "tags")

    def __init__(self) -> None:
        self.tags: list[Tag] = []
        self.after: list[str] = []
        """The text between a tag and the next one, escaped as in HTML."""
        self.close: list[int] = []
        """By start tag, the number of its end tag; its own where it has none. Of an end tag its own."""
        self.starts: list[int] = []
        """The start tags, in order."""

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


def flatten(html: str) -> Flat:
    """The flat form of HTML *as the parser wrote it out*: every element closed, quotes and brackets in values escaped."""
    flat = Flat()
    tags, after, close, starts = flat.tags, flat.after, flat.close, flat.starts
    known = _tag
    opened: list[int] = []
    number = 0
    pieces = iter(html.split("<"))
    next(pieces)
    for piece in pieces:
        head, _, text = piece.partition(">")
        if head[:1] == "!":
            while "-->" not in piece:
                piece = next(pieces, "-->")
            if after:
                after[-1] += piece.partition("-->")[2]
            continue
        tag = known(head) if len(head) < _LONGEST_KEPT else Tag(head)
        tags.append(tag)
        close.append(number)
        if tag.ends:
            if opened:
                close[opened.pop()] = number
        else:
            starts.append(number)
            if not tag.void:
                opened.append(number)
                if tag.name in _SEALED:
                    # What follows up to its end tag is no element of the page; the end tag comes as the next piece.
                    after.append("")
                    number += 1
                    text = _pass_over(tag.name, pieces)
                    tags.append(known("/" + tag.name))
                    close.append(number)
                    close[opened.pop()] = number
        after.append(text)
        number += 1
    for element in opened:
        close[element] = number - 1
    return flat


def _pass_over(name: str, pieces: Iterator[str]) -> str:
    """The text after the end of an element whose inside is not read."""
    deep = 1
    for piece in pieces:
        if piece.startswith(f"/{name}>"):
            deep -= 1
            if not deep:
                return piece.partition(">")[2]
        elif name == "template" and piece.startswith(("template>", "template ")):
            deep += 1
    return ""
