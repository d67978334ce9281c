"""The lead: a summary printed between the headline and the body, in a box of its own."""

from __future__ import annotations

from newscrawler.extraction.body.blocks import EXCLUDED, LEVELS, is_prose
from newscrawler.extraction.body.lines import beside_picture, is_no_text
from newscrawler.html.outline import Box, Outline, Role, TextBlock
from newscrawler.html.structured import letters
from newscrawler.language.boilerplate import boilerplate_kind
from newscrawler.language.closings import is_closing
from newscrawler.language.metalines import is_meta_line
from newscrawler.language.pictures import CREDIT
from newscrawler.language.walls import asks_reader

__all__ = ["find_lead"]

_NO_LEAD = Role.COMMENTS | Role.HIDDEN | Role.FOOTER | Role.TAGS | Role.LINK
"""Roles of a block that is no lead. A lead may stand in the page's header, or in a box that is called a teaser."""
_OPENING = 60
"""Letters by which two texts are compared: they begin alike if these agree."""
_OPENING_CHARACTERS = 160
"""Characters that nearly always hold them; the rest of a long paragraph need not be looked at."""
_DESCRIPTION = 40
"""The same for the page's description, which may be cut."""
_VARIATION = 8
"""Characters by which two printings of a headline differ at most: quotes and dashes."""
_SHORTEST = 40
"""Characters of a lead."""
_SHORTEST_PROSE = 60
"""Characters of a lead that nothing but its place tells."""
_ABOVE = 15
"""Blocks above the text in which a lead is looked for where no headline is printed."""
_FIRST_PARAGRAPHS = 4
"""Paragraphs of the text with which a lead is compared."""
_FIGURES = frozenset(("figure", "figcaption"))
_OFFER = 180
"""Characters of a line above the text that speaks to the reader."""
_REPEATED = 1.5
"""A lead that begins like a paragraph is that paragraph again unless it is longer by this factor."""


def find_lead(
    outline: Outline, printed: TextBlock | None, text: list[TextBlock], headline: str | None, description: str | None
) -> list[TextBlock]:
    """Return the blocks of the lead, empty where there is none.

    :param printed: the block that prints the headline
    :param text: the blocks of the body
    :param description: the page's description of itself; a lead often repeats it
    """
    if not text:
        return []
    search = _Search(outline.blocks, text, headline or "", description or "")
    first = text[0].number
    start = search.headline_block(outline, printed, first)
    found: list[TextBlock] = []
    for block in outline.blocks[(start + 1 if start is not None else max(0, first - _ABOVE)) : first]:
        is_lead = search.may_be_lead(block) and search.is_lead(block, found, below_headline=start is not None)
        if is_lead and not _speaks_to_reader(block.text):
            found.append(block)
    return found


class _Search:
    def __init__(self, printed: list[TextBlock], text: list[TextBlock], headline: str, description: str) -> None:
        self.printed = printed
        self.headline = headline
        self.headline_letters = letters(headline)
        self.description = _opening(description)[:_DESCRIPTION]
        self.paragraphs = {_opening(block.text): len(block.text) for block in text[:_FIRST_PARAGRAPHS]}
        """Lengths of the first paragraphs by their openings."""

    def headline_block(self, outline: Outline, printed: TextBlock | None, first: int) -> int | None:
        """Return the number of the block above the text that prints the headline."""
        if printed is not None and printed.number < first:
            return printed.number
        if not self.headline_letters:
            return None
        alike = (b for b in outline.blocks[:first] if abs(len(b.text) - len(self.headline)) < _VARIATION)
        return next((block.number for block in alike if letters(block.text) == self.headline_letters), None)

    def may_be_lead(self, block: TextBlock) -> bool:
        length = len(block.text)
        if block.box.roles & _NO_LEAD or block.linked * 2 > length or length < _SHORTEST:
            return False
        return not is_no_text(block)

    def is_lead(self, block: TextBlock, found: list[TextBlock], *, below_headline: bool) -> bool:
        opening = _opening(block.text)
        if self._repeats(block, opening, found):
            return False
        if self.description and opening[:_DESCRIPTION] == self.description:
            return True
        if self._is_of_other_kind(block):
            return False
        roles = block.box.roles
        if roles & Role.LEAD and _own_roles_around(block.box) & Role.LEAD:
            return True
        if roles & EXCLUDED or not below_headline or not is_prose(block):
            return False
        return len(block.text) >= _SHORTEST_PROSE or bool(found and found[-1].box.parent is block.box.parent)

    def _repeats(self, block: TextBlock, opening: str, found: list[TextBlock]) -> bool:
        """Return whether a block is the headline, another lead, or a paragraph of the body printed once more."""
        # The body often begins with the lead's first words.
        if len(block.text) < _REPEATED * self.paragraphs.get(opening, 0):
            return True
        return opening == self.headline_letters[:_OPENING] or any(opening == _opening(lead.text) for lead in found)

    def _is_of_other_kind(self, block: TextBlock) -> bool:
        """Return whether a block is a byline, a time, or the caption or credit of a picture."""
        roles = block.box.roles
        if roles & (Role.AUTHOR | Role.DATE) or CREDIT.search(block.text) or is_meta_line(block.text):
            return True
        return beside_picture(block, self.printed) or bool(roles & Role.CAPTION and _is_caption(block.box))


def _is_caption(box: Box) -> bool:
    """Return whether the nearest box that states any roles is a caption, or the block is in a figure."""
    if _own_roles_around(box) & Role.CAPTION:
        return True
    around: Box | None = box
    for _ in range(LEVELS):
        if around is None:
            break
        if around.tag in _FIGURES:
            return True
        around = around.parent
    return False


def _speaks_to_reader(text: str) -> bool:
    """Return whether a line offers a newsletter or an account; a lead is longer, or says more."""
    return len(text) <= _OFFER and (boilerplate_kind(text) is not None or is_closing(text) or asks_reader(text))


def _own_roles_around(box: Box | None) -> int:
    """Return the own roles of the nearest box that states any."""
    for _ in range(LEVELS):
        if box is None or box.own:
            break
        box = box.parent
    return box.own if box is not None else 0


def _opening(text: str) -> str:
    found = letters(text[:_OPENING_CHARACTERS])
    # The last letter may be cut off from its accent.
    return (found if len(found) > _OPENING or len(text) <= _OPENING_CHARACTERS else letters(text))[:_OPENING]
