"""Numbered pictures of something else among the paragraphs: ``1/31``, ``2/31``, each with its caption."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newscrawler.extraction.body.blocks import EXCLUDED, around, is_prose, last_inside
from newscrawler.html.outline import Box, Outline, Role, TextBlock

__all__ = ["set_aside_galleries"]

_COUNTER = re.compile(r"(\d{1,3})\s?/\s?(\d{1,3})(?![\d/.,])")
_COUNTER_WITHIN = 9
"""Characters in which a counter stands at the head of a line."""
_PICTURES = 4
"""Counters in a row that make a gallery; a score or a fraction stands alone."""
_PROSE_ABOVE = 3
"""Paragraphs of a story above a gallery in it. A gallery that is the story stands below an introduction."""


def set_aside_galleries(outline: Outline, printed: TextBlock) -> None:
    """Give the role *aside* to galleries below paragraphs of the story, each with the heading in its box.

    :param printed: the block that prints the headline
    """
    for row in _rows(outline.blocks):
        first, last = row[0], row[-1]
        above = (b for b in outline.blocks[printed.number + 1 : first.number] if not b.box.roles & EXCLUDED)
        if sum(map(is_prose, above)) < _PROSE_ABOVE:
            continue
        box = _box_of_gallery(outline, first, last)
        if box is not None:
            for inside in outline.boxes[box.number : last_inside(outline.boxes, box) + 1]:
                inside.roles |= Role.ASIDE


def _rows(blocks: list[TextBlock]) -> Iterator[list[TextBlock]]:
    """Yield rows of lines that begin with counters of one total, each one higher than the one before."""
    row: list[TextBlock] = []
    number = total = 0
    for block in blocks:
        text = block.text
        if not text[0].isdigit() or "/" not in text[:_COUNTER_WITHIN] or (found := _COUNTER.match(text)) is None:
            continue
        this, of = int(found[1]), int(found[2])
        if not row or of != total or this != number + 1:
            if len(row) >= _PICTURES:
                yield row
            row = []
        row.append(block)
        number, total = this, of
    if len(row) >= _PICTURES:
        yield row


def _box_of_gallery(outline: Outline, first: TextBlock, last: TextBlock) -> Box | None:
    """Return the largest box around the first and the last counter without prose above or below the gallery.

    None where the innermost box around both holds prose of the story.
    """
    outer = {box.number for box in around(last.box)}
    found: Box | None = None
    for box in around(first.box):
        if box.number not in outer:
            continue
        end = last_inside(outline.boxes, box)
        if any(box.number <= b.box.number <= end and is_prose(b) for b in outline.blocks[: first.number]):
            break
        if found is not None and any(
            box.number <= b.box.number <= end and is_prose(b) and not _is_inside(b.box, found)
            for b in outline.blocks[last.number + 1 :]
        ):
            break
        found = box
    return found


def _is_inside(box: Box, outer: Box) -> bool:
    return any(each is outer for each in around(box))
