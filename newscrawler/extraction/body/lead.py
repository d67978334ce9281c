"""The lead: a summary printed between the headline and the body, in a box of its own."""

from __future__ import annotations

import re
from itertools import takewhile

from newscrawler.extraction.body.blocks import EXCLUDED, HEADINGS, LEVELS, is_prose
from newscrawler.extraction.body.lines import beside_picture, is_no_text
from newscrawler.html.outline import Box, Outline, Role, TextBlock
from newscrawler.html.structured import letters
from newscrawler.language.boilerplate import boilerplate_kind
from newscrawler.language.closings import is_closing
from newscrawler.language.metalines import is_meta_line
from newscrawler.language.pictures import CREDIT, starts_as_caption
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
_SHORTEST_NAMED = 15
"""The same of one that its own element calls a standfirst."""
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
"""A lead that begins like a paragraph is that paragraph again unless it is longer by this factor, …"""
_ALIKE = 0.8
"""… or only this share of its letters is that paragraph's beginning."""
_HEADLINE = 30
"""Letters of a headline that another heading repeats, with words around it or without some of its words."""
_STANDFIRST = re.compile(
    r"(?<![a-z])(?:dek|deck|stand-?first|strap-?line|sub-?(?:head-?line|header|title|line)|ingress|vorspann)",
    re.I,
)
"""Class names that say nothing but standfirst. A description or a summary may be anything's."""
_POINTS = 2
"""Items of a list that sums the story up."""
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
"""In a few words it is the year of a date."""


def find_lead(
    outline: Outline, printed: TextBlock | None, text: list[TextBlock], headlines: list[str], description: str | None
) -> list[TextBlock]:
    """Return the blocks of the lead, empty where there is none.

    :param printed: the block that prints the headline
    :param text: the blocks of the body
    :param headlines: forms of the headline, the printed one first
    :param description: the page's description of itself; a lead often repeats it
    """
    if not text:
        return []
    search = _Search(outline.blocks, text, headlines, description or "")
    first = text[0].number
    start = search.headline_block(outline, printed, first)
    found = _points_below(outline.blocks[start + 1 : first]) if start is not None else []
    for block in outline.blocks[(start + 1 if start is not None else max(0, first - _ABOVE)) : first]:
        is_lead = search.may_be_lead(block) and search.is_lead(block, found, below_headline=start is not None)
        if is_lead and not _speaks_to_reader(block.text):
            found.append(block)
    return found


def _points_below(blocks: list[TextBlock]) -> list[TextBlock]:
    """Return the items of a list that sums the story up right below its headline, above its byline.

    :param blocks: blocks between the headline and the text
    """
    if not blocks or blocks[0].tag != "li":
        return []
    around = blocks[0].box.parent
    points = list(takewhile(lambda block: block.tag == "li" and block.box.parent is around, blocks))
    roles = points[0].box.roles
    if len(points) < _POINTS or roles & (EXCLUDED | _NO_LEAD):
        return []
    return points if all(not block.linked and len(block.text) >= _SHORTEST for block in points) else []


class _Search:
    def __init__(self, printed: list[TextBlock], text: list[TextBlock], headlines: list[str], description: str) -> None:
        self.printed = printed
        self.headline = headlines[0] if headlines else ""
        self.headlines = [letters(headline) for headline in headlines]
        self.headline_letters = letters(self.headline)
        self.description = _opening(description)[:_DESCRIPTION]
        self.paragraphs = {_opening(block.text): block.text for block in text[:_FIRST_PARAGRAPHS]}
        """The first paragraphs by their openings."""

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
        if block.box.roles & _NO_LEAD or block.linked * 2 > length or length < _SHORTEST_NAMED:
            return False
        if length < _SHORTEST and not _is_standfirst(block):
            return False
        return not is_no_text(block)

    def is_lead(self, block: TextBlock, found: list[TextBlock], *, below_headline: bool) -> bool:
        opening = _opening(block.text)
        if self._repeats(block, opening, found):
            return False
        if CREDIT.search(block.text) or starts_as_caption(block.text):
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
        paragraph = self.paragraphs.get(opening)
        # The body often begins with the lead's first words.
        if paragraph is not None and _is_repeated(block.text, paragraph):
            return True
        if any(opening == headline[:_OPENING] for headline in self.headlines):
            return True
        if block.tag in HEADINGS and self._varies_headline(letters(block.text)):
            return True
        return any(opening == _opening(lead.text) for lead in found)

    def _varies_headline(self, heading: str) -> bool:
        """Return whether the letters of a heading are a headline's with others around them, or a part of them."""
        return any(
            min(len(heading), len(headline)) >= _HEADLINE and (headline in heading or heading in headline)
            for headline in self.headlines
        )

    def _is_of_other_kind(self, block: TextBlock) -> bool:
        """Return whether a block is a byline, a time, or the caption or credit of a picture."""
        roles = block.box.roles
        if (roles & (Role.AUTHOR | Role.DATE) and not _is_standfirst(block)) or is_meta_line(block.text):
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


def _is_standfirst(block: TextBlock) -> bool:
    """Return whether the block's own element calls it a standfirst, whatever the boxes around it hold."""
    if not block.box.own & Role.LEAD or _STANDFIRST.search(block.box.names) is None:
        return False
    return len(block.text) >= _SHORTEST or _YEAR.search(block.text) is None


def _is_repeated(lead: str, paragraph: str) -> bool:
    """Return whether a lead that begins like a paragraph is that paragraph, or its beginning."""
    if len(lead) >= _REPEATED * len(paragraph):
        return False
    begun, whole = letters(lead), letters(paragraph)
    return whole.startswith(begun[: round(_ALIKE * len(begun))])


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
