"""Lines of a text that name its writer: a paragraph about the writer is a note, a byline a credit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from newscrawler.html.structured import letters
from newscrawler.items import Block
from newscrawler.language.bylines import starts_lead, tells_of_writer

__all__ = ["with_biographies_apart", "with_bylines_apart"]

_LAST = 3
"""Blocks at the end of which one may begin to speak about the writer."""
_LONGEST = 700
"""Characters of such a paragraph."""
_TEXT_ABOVE = 2
"""Paragraphs above it, at least."""
_FIRST = 4
"""Blocks at the head of which one may be the byline, below a summary."""
_BYLINE_MAX = 100
"""Characters of a byline."""
_BESIDE_NAMES = 12
"""Letters beside each name: "by", "and", a word for the writer's work."""
_WORDS = 2
"""Words of a name; one word may be anybody's."""


def with_biographies_apart(blocks: list[Block], authors: Iterable[str]) -> list[Block]:
    """Return the blocks, of which those from the writer's biography on are notes.

    A biography is a paragraph at the end that begins with the whole name of an author whom the text does not name
    before, and goes on with what writers do: somebody in the story may have the name of its writer.
    """
    names = [name for author in authors if len(author.split()) >= _WORDS for name in _forms(author)]
    start = max(_TEXT_ABOVE, len(blocks) - _LAST)
    if not names or start >= len(blocks):
        return blocks
    at = next((index for index in range(start, len(blocks)) if _is_about(blocks[index], names)), None)
    if at is None:
        return blocks
    above = " ".join(letters(block.text) for block in blocks[:at])
    if any(name in above for name in names if letters(blocks[at].text).startswith(name)):
        return blocks
    return [*blocks[:at], *(replace(block, kind="note") for block in blocks[at:])]


def _forms(author: str) -> set[str]:
    """Return the letters of a name, and of its last words: a title may stand before it."""
    return {letters(author), letters(" ".join(author.split()[-_WORDS:]))}


def _is_about(block: Block, names: list[str]) -> bool:
    """Return whether a paragraph begins with one of the names and goes on with what writers do."""
    text = block.text
    if len(text) > _LONGEST or block.kind not in ("paragraph", "note", "quote"):
        return False
    opening = letters(text)
    return any(opening.startswith(name) and tells_of_writer(_behind(text, len(name))) for name in names)


def _behind(text: str, count: int) -> str:
    """Return what follows the first letters of a text, spaces and signs between them not counted."""
    for end in range(count, len(text)):
        if len(letters(text[:end])) >= count:
            return text[end:]
    return ""


def with_bylines_apart(blocks: list[Block], authors: Iterable[str]) -> list[Block]:
    """Return the blocks, of which a line at the head that is the authors' names and a word before them is a credit."""
    names = [letters(author) for author in authors]
    if not names:
        return blocks
    at = next((index for index, block in enumerate(blocks[:_FIRST]) if _is_byline(block, names)), None)
    if at is None or len(blocks) == 1:
        return blocks
    return [*blocks[:at], replace(blocks[at], kind="credit"), *blocks[at + 1 :]]


def _is_byline(block: Block, names: list[str]) -> bool:
    """Return whether a short line says "by" and names nobody else."""
    if len(block.text) > _BYLINE_MAX or block.kind not in ("paragraph", "subhead", "lead"):
        return False
    line = letters(block.text)
    if not all(name in line for name in names) or not starts_lead(block.text):
        return False
    return len(line) - sum(map(len, names)) <= _BESIDE_NAMES * len(names)
