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
_TEASER = 30
"""Characters of a linked heading that is the headline of another story; the name of a section is shorter."""
_HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6"))


class BylinePlace:
    """Numbers of the blocks around the headline and below the text.

    Where another story stands above the headline, the names there are its authors'. Below the text it makes no
    difference: blogs sign below a list of related stories.
    """

    __slots__ = ("above", "below", "first", "last", "outline", "over", "title_roles", "top")

    def __init__(self, outline: Outline, body: BodyFound, top: int) -> None:
        blocks = outline.blocks
        first = body.blocks[0].number if body.blocks else top + _AROUND
        last = body.blocks[-1].number if body.blocks else first
        self.outline = outline
        self.top = top
        """Number of the block that prints the headline."""
        self.first = first
        """Number of the block that begins the text."""
        self.last = last if body.blocks else 0
        """Number of the block that ends the text; 0 where there is no text."""
        self.title_roles = blocks[top].box.roles if top < len(blocks) else 0
        """Roles of the headline. What they say of a block beside it cannot be true of the block alone."""
        begin = min(top, first)
        self.above = range(begin, max(first + _BLOCKS_OF_TEXT, top + _BELOW_HEADLINE))
        """From the headline to the first lines of the text."""
        self.over = range(_begin_of_story(blocks, begin), begin)
        """Lines of the story above the headline."""
        self.below = range(max(self.above.stop, last - 1), last + _AROUND)

    def at_headline(self) -> list[TextBlock]:
        """Return the blocks around the headline, those from the headline on first."""
        return self._blocks(self.above, self.over)

    def below_text(self) -> list[TextBlock]:
        """Return the blocks below the text."""
        return self._blocks(self.below)

    def _blocks(self, *places: range) -> list[TextBlock]:
        return [block for place in places for block in self.outline.blocks[place.start : place.stop]]

    def is_at_headline(self, mark: Mark) -> bool:
        """Return whether an element is around the headline."""
        return mark.block in self.above or mark.block in self.over

    def roles(self, block: TextBlock) -> int:
        """Return the roles of a block without those that the headline has too."""
        return block.box.roles & ~self.title_roles

    def near(self, marks: list[Mark]) -> list[Mark]:
        """Return the marks around the headline, else those below the text."""
        for place in (self.above, self.over, self.below):
            if found := [mark for mark in marks if mark.block in place]:
                return found[:MARKS]
        return []

    def nearest(self, marks: list[Mark]) -> list[Mark]:
        """Return the marks around the headline, else those below the text, else all."""
        return self.near(marks) or marks[:MARKS]


def _begin_of_story(blocks: list[TextBlock], begin: int) -> int:
    """Return the number of the first line above the headline; there is none where another story stands above it."""
    first = max(0, begin - _AROUND)
    return begin if any(map(_is_teaser, blocks[first:begin])) else first


def _is_teaser(block: TextBlock) -> bool:
    return block.linked == len(block.text) >= _TEASER and (block.tag in _HEADINGS or bool(block.box.roles & Role.LINK))
