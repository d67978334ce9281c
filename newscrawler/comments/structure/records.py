"""Records: the texts and elements of one comment's block, each with the column that it has among blocks of one shape.

A column is named by the path of containers to it, from the block's root. Tags of running text (paragraphs, links, bold
words) are no containers unless they have a class, so that a commenter's own markup does not move a text to another
column.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from newscrawler.comments.structure.layout import FlatBlock
from newscrawler.html.flat import BUTTON, FlatHtml, Tag, unescaped
from newscrawler.html.page import fold

__all__ = ["Leaf", "Part", "Record", "chain", "column", "read_record"]

_FLOW = frozenset(
    word
    for line in (
        "p br a b i em strong u s font small big sup sub q blockquote code pre ins del mark cite abbr wbr tt",
        "center",
    )
    for word in line.split()
)
"""Tags of running text. Without a class they are part of the container around them."""

_BOLD = frozenset(["b", "strong", "cite", "dt", "h2", "h3", "h4", "h5", "h6", "th"])
_UNREAD = frozenset(
    word
    for line in (
        "script style template noscript textarea select svg iframe input object video audio nav dialog",
        "option",
    )
    for word in line.split()
)
"""Elements that hold no field; the controls inside a form are read by the reader of votes."""

_STATE = re.compile(r"(?:odd|even|alt|first|last|active|is-|has-|js-|by)", re.I)
"""Beginnings of classes that say in which state an element is, and not which part it is."""

_STATE_ALONE = re.compile(r"odd|even|alt|first|last", re.I)
"""A class that alternates or counts, where it is the only one."""

_DIGITS = re.compile(r"\d+")
_MOST_NODES = 4_000
"""Elements of one block; a block with more is no comment, and its fields are not looked for behind them."""

_LONGEST_KEY = 400
"""Characters of a column's name. Deeper elements share the name of the element around them."""

_LONGEST_CLASS = 300
"""Characters of a tag whose class names a column."""


class Part:
    """One element of a record."""

    __slots__ = ("_children", "_texts", "base", "bold", "control", "href", "key", "number", "parent", "tag")

    bold: bool
    """Whether the element is, or is in, bold words or a heading."""
    control: bool
    """Whether the element is, or is in, a button."""
    key: str
    """Name of the column."""
    base: Part
    """The container: the element itself, or the one around a tag of running text."""

    def __init__(self, number: int, tag: Tag, parent: Part | None) -> None:
        self.number = number
        self.tag = tag
        self.parent = parent
        self.href: str | None = parent.href if parent is not None else None
        """Address of the link that the element is or is in."""
        self.bold = parent is not None and (parent.bold or tag.name in _BOLD)
        self.control = (
            (parent is not None and parent.control) or bool(tag.roles & BUTTON) or 'role="button"' in tag.head
        )
        self._children: dict[str, int] = {}
        self._texts = 0
        if tag.name == "a" and (href := tag.value("href")):
            self.href = href
        name = "" if parent is None else column(tag.head)
        if parent is None or (name and len(parent.key) < _LONGEST_KEY):
            self.base = self
            self.key = "" if parent is None else parent.base.key_of_child(name)
        else:
            self.base = parent.base
            self.key = parent.key

    def key_of_child(self, name: str) -> str:
        """Return the column of a child; the second child of one name has a column of its own."""
        count = self._children[name] = self._children.get(name, -1) + 1
        return f"{self.key}>{name}" if not count else f"{self.key}>{name}[{count}]"

    def key_of_text(self) -> str:
        """Return the column of the next text in this container."""
        self._texts += 1
        return f"{self.key}#{self._texts}"


class Leaf:
    """One run of text of a record."""

    __slots__ = ("key", "part", "place", "text")

    def __init__(self, part: Part, place: int, text: str) -> None:
        self.part = part
        self.place = place
        """Number of the tag before the text."""
        self.text = text
        self.key = part.base.key_of_text()


class Record:
    """Texts and elements of one block in the order of the page, without those of the blocks inside it."""

    __slots__ = ("block", "flat", "leaves", "parts")

    def __init__(self, block: FlatBlock) -> None:
        self.block = block
        self.flat: FlatHtml = block.flat
        self.parts: list[Part] = []
        self.leaves: list[Leaf] = []


def read_record(block: FlatBlock) -> Record:
    """Read the texts and elements of a block."""
    record = Record(block)
    top = Part(block.elements[0], block.flat.tags[block.elements[0]], None)
    for root in block.elements:
        _read_root(record, root, top, is_first=root == block.elements[0])
    return record


def _read_root(record: Record, root: int, top: Part, *, is_first: bool) -> None:
    flat, nested = record.flat, record.block.nested
    tags, after, close = flat.tags, flat.text_after, flat.close
    end = close[root]
    opened: list[Part] = [top]
    ends: list[int] = [end]
    number = root
    if is_first:
        record.parts.append(top)
        _add_leaf(record, top, root, after[root])
        number += 1
    while number < end or (number == root and not is_first):
        while number >= ends[-1] and len(ends) > 1:
            ends.pop()
            opened.pop()
        tag = tags[number]
        if tag.is_end or tag.name == "!":
            _add_leaf(record, opened[-1], number, after[number])
        elif (
            tag.name in _UNREAD
            or number in nested
            or len(record.parts) >= _MOST_NODES
            or (tag.name == "form" and _asks(flat, number))
        ):
            number = close[number]
            if number < end:
                while number >= ends[-1] and len(ends) > 1:
                    ends.pop()
                    opened.pop()
                _add_leaf(record, opened[-1], number, after[number])
        else:
            part = Part(number, tag, opened[-1])
            record.parts.append(part)
            if close[number] > number:
                opened.append(part)
                ends.append(close[number])
            _add_leaf(record, opened[-1], number, after[number])
        number += 1


def _asks(flat: FlatHtml, form: int) -> bool:
    """Return whether a form asks for text. Other forms are around a comment with its buttons."""
    return any(tag.name == "textarea" for tag in flat.tags[form : flat.close[form]])


def _add_leaf(record: Record, part: Part, place: int, words: str) -> None:
    if words and not words.isspace():
        text = fold(unescaped(words) if "&" in words else words)
        if text:
            record.leaves.append(Leaf(part, place, text))


@lru_cache(maxsize=4096)
def column(head: str) -> str:
    """Return the name of a tag among its siblings; empty for a tag of running text."""
    name = head.partition(" ")[0]
    named = head[:_LONGEST_CLASS]
    for attribute in (' class="', ' itemprop="', ' data-testid="', ' data-role="'):
        if attribute in named:
            words = named.partition(attribute)[2].partition('"')[0].split()
            word = next((word for word in words if not _STATE.match(word)), words[0] if words else "")
            if word and not _STATE_ALONE.fullmatch(word):
                return f"{name}.{_DIGITS.sub('#', word)}"
    return "" if name in _FLOW else name


def chain(part: Part) -> Sequence[Part]:
    """Return an element and the elements around it, innermost first."""
    found = [part]
    while (above := found[-1].parent) is not None:
        found.append(above)
    return found
