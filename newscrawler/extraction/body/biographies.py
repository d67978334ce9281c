"""Paragraphs about the writer below a text: a note, and no part of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from newscrawler.html.structured import letters
from newscrawler.items import Block

__all__ = ["with_biographies_apart"]

_LAST = 3
"""Blocks at the end of which one may begin to speak about the writer."""
_LONGEST = 700
"""Characters of such a paragraph."""
_TEXT_ABOVE = 2
"""Paragraphs above it, at least."""
_WORDS = 2
"""Words of a name; one word may be anybody's."""


def with_biographies_apart(blocks: list[Block], authors: Iterable[str]) -> list[Block]:
    """Return the blocks, of which those from the writer's biography on are notes.

    A biography is a paragraph at the end that begins with the whole name of an author whom the text does not name
    before. In a conversation the name stands before a colon, and a signature is the name alone.
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
    """Return whether a paragraph begins with one of the names and goes on with words."""
    text = block.text
    if len(text) > _LONGEST or block.kind not in ("paragraph", "note", "quote"):
        return False
    opening = letters(text)
    return any(opening.startswith(name) and len(opening) > 2 * len(name) for name in names) and ":" not in text[:60]
