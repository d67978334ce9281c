"""Answers inside the block of a comment: an element that calls itself an answer, with a text and a time of its own.

Shops of words put the owner's answer into the comment that it answers. Without this its text becomes part of the
commenter's, or its author and time replace the commenter's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from newscrawler.comments.structure.blocks import Block
from newscrawler.comments.structure.layout import FlatBlock
from newscrawler.html.flat import FlatHtml, unescaped
from newscrawler.language.dates.reader import TimeReader

__all__ = ["Answer", "answers_in"]

_SIGN = re.compile(r'class="[^"]*(?:repl|answer|respon|antwort|risp|owner|admin|staff|editor|redak)', re.I)
"""Classes of an element that answers, or that speaks for the page's owner."""

_HOLDING = frozenset(["div", "li", "dd", "td", "p", "blockquote", "section", "article", "aside", "ul", "table", "tr"])
_NO_FIELD = frozenset(["form", "button", "textarea", "script", "style"])
_DATED = re.compile(r"\d[./-]\d|\d{4}|\d:\d\d|\d\s?[^\W\d_]|年")
_LONGEST_LINE = 120
_MOST = 3
"""Answers of one comment."""

_FEWEST = 4
"""Characters of an answer beside its name and time."""

_FEWEST_LINES = 3
"""Texts of an answer: its time, its name and its words."""

Answer = tuple[int, int]
"""Index of the block, and the element in its flat HTML."""


def answers_in(blocks: Sequence[Block], flats: Sequence[FlatBlock], reader: TimeReader) -> Iterator[Answer]:
    """Yield the answers in the blocks."""
    for index, block in enumerate(flats):
        if blocks[index].is_run:
            continue
        found = 0
        for root in block.elements:
            for element in _signed(block, root):
                if found < _MOST and _is_answer(block, root, element, reader):
                    found += 1
                    yield index, element


def _signed(block: FlatBlock, root: int) -> Iterator[int]:
    """Yield the outermost elements in a block that call themselves answers."""
    flat = block.flat
    number, end = root + 1, flat.close[root]
    while number < end:
        tag = flat.tags[number]
        if number in block.nested or (not tag.is_end and tag.name in _NO_FIELD):
            number = flat.close[number]
        elif not tag.is_end and tag.name in _HOLDING and ' class="' in tag.head and _SIGN.search(tag.head):
            if flat.close[number] > number + 2 and not any(flat.is_inside(other, number) for other in block.nested):
                yield number
            number = flat.close[number]
        number += 1


def _is_answer(block: FlatBlock, root: int, element: int, reader: TimeReader) -> bool:
    """Return whether an element holds a text and a time, and the comment before it too."""
    flat = block.flat
    return _speaks(flat, root, element, reader) and _speaks(flat, element, flat.close[element], reader)


def _speaks(flat: FlatHtml, first: int, last: int, reader: TimeReader) -> bool:
    """Return whether a part of a block holds a time, and two other texts: a name and words."""
    times = characters = texts = 0
    lines = [words for words in flat.text_after[first:last] if words and not words.isspace()]
    if len(lines) < _FEWEST_LINES:
        return False
    for words in lines:
        text = " ".join(unescaped(words).split())
        if len(text) <= _LONGEST_LINE and not times and _DATED.search(text) and reader.text(text) is not None:
            times += 1
        else:
            texts += 1
            characters += len(text)
    return times > 0 and texts >= 2 and characters >= _FEWEST
