"""A printed line cut where its elements say that something else begins.

The text of a line runs a name into what stands beside it: ``Ann LeeIn Travel``, ``By Ann Lee Courier Business Editor``.
The elements keep them apart: the name is a link or an element of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from newscrawler.html.outline import TextBlock
from newscrawler.html.page import fold
from newscrawler.language.bylines import ends_as_label, ends_with_name, is_author_label, joins_next
from newscrawler.language.names import is_full_name, is_wide

__all__ = ["Segment", "lines_of", "segments_of"]

_NODES = 160
"""Nodes of an element that are read. A byline with its portrait and its buttons has some 60."""
_BREAKS = frozenset(
    (
        *("br", "hr", "div", "p", "ul", "ol", "li", "section", "article", "header", "footer", "h1", "h2", "h3", "h4"),
        *("h5", "h6", "table", "tbody", "tr", "td", "th", "dl", "dt", "dd", "address", "center", "figure", "main"),
    )
)
_UNREAD = frozenset(("script", "style", "svg", "noscript", "template", "select", "textarea", "iframe", "-comment"))
_SECTION_LINK = re.compile(
    r"\b(?:tags?|categor(?:y|ies|ia|ie)|kategorien?|rubrik|thema|themen|topics?|sections?)\b"
    r"|(?:^|/)(?:rss|feeds?)(?:[/.?]|$)|\.(?:rss|xml|atom)$",
    re.I,
)
"""Links to sections, tags and feeds."""
_EDGES = " ,;|/·•●–—-"
_PART_OF_NAME = re.compile(r"(?:first|last|given|family|sur|middle|vor|nach)[-_]?name", re.I)
"""Classes of elements that hold a part of one name."""


@dataclass(slots=True)
class Segment:
    """A part of a line that is one unit to its page."""

    text: str
    links: dict[str, str]
    """Texts of the links inside it, by address."""


@dataclass(slots=True)
class _Piece:
    text: str
    element: LexborNode
    link: str | None
    leads_elsewhere: bool


def lines_of(block: TextBlock, linking: re.Pattern[str] | None = None) -> list[list[Segment]]:
    """Return the printed lines of a block, each cut into segments; at least one line with one segment.

    :param linking: only lines with a link to an address of this pattern are asked for
    """
    lines = _lines(block.box.node)
    if linking is not None:
        lines = [line for line in lines if any(piece.link and linking.search(piece.link) for piece in line)]
    own = [line for line in lines if fold("".join(piece.text for piece in line)) in block.text]
    return [cut for line in own if (cut := _cut(line))] or [[Segment(block.text, {})]]


def segments_of(node: LexborNode) -> list[list[Segment]]:
    """Return the lines of an element, each cut into segments."""
    return [_cut(line) for line in _lines(node)]


def _lines(root: LexborNode) -> list[list[_Piece]]:
    """Return the texts of an element by line: line breaks and blocks end a line."""
    lines: list[list[_Piece]] = [[]]
    for piece in _pieces(root):
        if piece is None:
            if lines[-1]:
                lines.append([])
        elif lines[-1] or piece.text.strip():
            lines[-1].append(piece)
    return [line for line in lines if line]


def _pieces(root: LexborNode) -> Iterator[_Piece | None]:
    """Yield the texts inside an element in document order, None at each end of a line."""
    opened: list[tuple[LexborNode, str | None, bool, bool]] = []
    link, elsewhere = _link(root)
    node, parent = root.first_child, root
    for _ in range(_NODES):
        while node is None:
            if not opened:
                return
            parent, link, elsewhere, breaks = opened.pop()
            if breaks:
                yield None
            node, parent = parent.next, parent.parent or root
        tag = node.tag or ""
        if tag == "-text":
            if text := node.text_content:
                yield _Piece(text, parent, link, elsewhere)
        elif tag in ("br", "hr"):
            yield None
        elif tag not in _UNREAD:
            breaks = tag in _BREAKS
            if breaks:
                yield None
            opened.append((node, link, elsewhere, breaks))
            if tag == "a":
                link, elsewhere = _link(node)
            parent, node = node, node.first_child
            continue
        node = node.next


def _link(node: LexborNode) -> tuple[str | None, bool]:
    """Return the address of a link, and whether it leads to a section, a tag or a feed instead of an author."""
    if node.tag != "a":
        return None, False
    attributes = node.attributes
    href = attributes.get("href") or ""
    return href, bool(_SECTION_LINK.search(f"{attributes.get('rel') or ''} {href.partition('?')[0]}"))


def _cut(line: list[_Piece]) -> list[Segment]:
    """Return the segments of a line."""
    cutter = _Cutter()
    for piece in line:
        cutter.add(piece)
    cutter.end()
    return [segment for segment in cutter.segments if any(map(str.isalnum, segment.text))]


class _Cutter:
    """Segments of a line so far, and the text and links of the one that has begun."""

    def __init__(self) -> None:
        self.segments: list[Segment] = []
        self._text = ""
        self._links: dict[str, str] = {}
        self._before: _Piece | None = None
        self._is_credited = False
        """The last link followed "by" or another such link."""

    def add(self, piece: _Piece) -> None:
        if piece.leads_elsewhere and not self._credits():
            self.end()
            self._before = None
            return
        if self._before is not None and _begins_another(self._text, self._before, piece):
            if _are_alike(self._before, piece):
                self._text += ", "
            else:
                self.end()
        if ends_as_label(self._text):
            self._text += ": " if is_author_label(self._text.strip()) else " "
        self._text += piece.text
        if piece.link:
            self._links[piece.link] = fold(self._links.get(piece.link, "") + piece.text)
        if piece.text.strip():
            self._before = piece

    def end(self) -> None:
        """End the segment that has begun."""
        if text := fold(self._text).strip(_EDGES):
            self.segments.append(Segment(text, self._links))
        self._text, self._links = "", {}

    def _credits(self) -> bool:
        """Return whether a link that leads to a topic is a name all the same: ``By``, ``By Ann Lee,`` stand before."""
        text = self._text.rstrip()
        self._is_credited = ends_as_label(text) or (self._is_credited and bool(text) and joins_next(text, " "))
        return self._is_credited


def _begins_another(text: str, before: _Piece, piece: _Piece) -> bool:
    """Return whether a piece says something else than the pieces before it."""
    left, right = text.rstrip(), piece.text.lstrip()
    if piece.element.mem_id == before.element.mem_id or not left or not right:
        return False
    if ends_as_label(left) or joins_next(left, right):
        return False
    is_unspaced = len(left) == len(text) and len(right) == len(piece.text)
    if is_unspaced and (_are_glued(left[-1], right[0]) or (is_wide(left[-1]) and _are_siblings(before, piece))):
        return True
    return ends_with_name(before.text.strip()) and not _PART_OF_NAME.search(piece.element.attributes.get("class") or "")


def _are_siblings(before: _Piece, piece: _Piece) -> bool:
    one, other = before.element.parent, piece.element.parent
    return one is not None and other is not None and one.mem_id == other.mem_id


def _are_glued(left: str, right: str) -> bool:
    """Return whether two letters without a space between them end and begin a line: ``Ann LeeMay 3``.

    A drop cap and a word in bold go on in lower case.
    """
    return left.isalnum() and right.isalnum() and (right.isupper() or right.isdigit() or left.isdigit())


def _are_alike(before: _Piece, piece: _Piece) -> bool:
    """Return whether two pieces are members of a list: the same kind of element with the same class."""
    one, other = before.element, piece.element
    return (
        one.tag == other.tag
        and one.attributes.get("class") == other.attributes.get("class")
        and is_full_name(piece.text.strip())
    )
