"""The places on a page where the story's byline may stand."""

from __future__ import annotations

from newscrawler.extraction.body import BodyFound
from newscrawler.html.outline import Mark, Outline, Role, TextBlock

__all__ = ["MARKS", "NO_BYLINE", "BylinePlace"]

MARKS = 40
"""Elements of an author's class that are read. A page of more lists authors, and nested ones would be read
repeatedly."""
NO_BYLINE = Role.COMMENTS | Role.HIDDEN | Role.CAPTION
"""Roles of a place without a byline."""

_AROUND = 12
"""Blocks above the headline and below the text among which a byline may stand."""
_BELOW_HEADLINE = 8
_BLOCKS_OF_TEXT = 5
"""Blocks at the beginning of the text among which a byline may be."""


class BylinePlace:
    """Numbers of the blocks around the headline and below the text."""

    __slots__ = ("above", "below", "last", "top")

    def __init__(self, body: BodyFound, top: int) -> None:
        first = body.blocks[0].number if body.blocks else top + _AROUND
        last = body.blocks[-1].number if body.blocks else first
        self.top = top
        """Number of the block that prints the headline."""
        self.last = last if body.blocks else 0
        """Number of the block that ends the text; 0 where there is no text."""
        self.above = range(max(0, min(top, first) - _AROUND), max(first + _BLOCKS_OF_TEXT, top + _BELOW_HEADLINE))
        self.below = range(max(self.above.stop, last - 1), last + _AROUND)

    def blocks(self, outline: Outline) -> list[TextBlock]:
        """Return the blocks of both places."""
        above, below = self.above, self.below
        return outline.blocks[above.start : above.stop] + outline.blocks[below.start : below.stop]

    def near(self, marks: list[Mark]) -> list[Mark]:
        """Return the marks around the headline, else those below the text."""
        above = [mark for mark in marks if mark.block in self.above][:MARKS]
        return above or [mark for mark in marks if mark.block in self.below][:MARKS]

    def nearest(self, marks: list[Mark]) -> list[Mark]:
        """Return the marks around the headline, else those below the text, else all."""
        return self.near(marks) or marks[:MARKS]
