"""Tests on single blocks and boxes that the steps of finding the text share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from newscrawler.html.outline import Box, Outline, Role, TextBlock
from newscrawler.language.text import UNSPACED

__all__ = [
    "EXCLUDED", "HEADINGS", "LEVELS", "PROSE", "QUOTATION", "SENTENCE", "SENTENCE_ENDS", "around", "blocks_inside",
    "is_prose", "is_unspaced", "last_inside",
]  # fmt: skip

EXCLUDED = Role.ASIDE | Role.COMMENTS | Role.HIDDEN | Role.FOOTER | Role.CAPTION | Role.TAGS
"""Roles of texts that are not the story."""
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
SENTENCE_ENDS = (
    *(
        ".",
        "!",
        "?",
        "…",
        "。",
        "！",
        "？",
        '"',
        "”",
        "“",
        "»",
        "«",
        "」",
        "’",
        ")",
        ":",
        "）",
        "।",
        "؟",
        "'",
        "›",
        "]",
    ),
    ";",
)
PROSE = 80
"""Characters outside links of a block that is prose, whatever it ends with."""
SENTENCE = 25
"""Characters of prose that ends like a sentence."""
LEVELS = 8
"""Boxes around a line that are asked what the line is; a page may be nested thousands deep."""
QUOTATION = re.compile(r"quote|zitat|citat|citaz", re.I)

_DEEPEST = 64
"""Boxes around a block that are looked at."""
_UNSPACED = re.compile(f"[{UNSPACED}]")
_UNSPACED_PROSE = 12
"""Characters of prose in a script without spaces."""


def is_unspaced(text: str) -> bool:
    """Return whether a text has letters of a script without spaces between words."""
    return not text.isascii() and _UNSPACED.search(text) is not None


def is_prose(block: TextBlock) -> bool:
    """Return whether a block is long enough to be prose, or ends like a sentence and is not too short for one."""
    free = len(block.text) - block.linked
    if free >= PROSE or (free >= SENTENCE and block.text.endswith(SENTENCE_ENDS)):
        return True
    return free > _UNSPACED_PROSE and is_unspaced(block.text)


def around(box: Box | None) -> Iterator[Box]:
    """Yield a box and the boxes around it, innermost first."""
    for _ in range(_DEEPEST):
        if box is None:
            break
        yield box
        box = box.parent


def blocks_inside(outline: Outline, box: Box) -> list[TextBlock]:
    """Return the blocks of a box: the boxes inside it follow it in number without a gap."""
    first, last = box.number, last_inside(outline.boxes, box)
    return [block for block in outline.blocks if first <= block.box.number <= last]


def last_inside(boxes: list[Box], box: Box) -> int:
    """Return the number of the last box inside a box."""
    last = box.number
    for inner in islice(boxes, box.number + 1, None):
        # A parent outside is numbered before the box itself.
        if inner.parent is None or inner.parent.number < box.number:
            break
        last = inner.number
    return last
