"""The text of a story, in steps: container, lines, insets, ends, lead."""

from __future__ import annotations

from newscrawler.extraction.body.blocks import HEADINGS, SENTENCE_ENDS, blocks_inside
from newscrawler.extraction.body.container import Container, find_container, set_aside_other_articles, with_siblings
from newscrawler.extraction.body.galleries import set_aside_galleries
from newscrawler.extraction.body.insets import without_insets
from newscrawler.extraction.body.lead import find_lead
from newscrawler.extraction.body.lines import story_lines, trimmed, without_announcements, without_pull_quotes
from newscrawler.html.outline import Box, Outline, Role, TextBlock
from newscrawler.html.structured import letters

__all__ = ["BodyFound", "find_body"]

_HEADLINE_WITHIN = 12
"""Blocks at the beginning of the container of which one may repeat the headline."""
_LEAD = 120
"""Characters of a lead above the headline; a kicker or a byline is shorter."""


class BodyFound:
    """The text of a story."""

    __slots__ = ("blocks", "box", "leads", "paragraphs", "signatures")

    def __init__(self, box: Box | None, blocks: list[TextBlock], leads: int = 0) -> None:
        self.box = box
        """The container; None on a page without text."""
        self.blocks = blocks
        self.leads = leads
        """Number of blocks at the beginning that are a lead above the container's text."""
        self.paragraphs = [block.text for block in blocks]
        self.signatures: list[str] = []
        """Short lines that were left out at both ends of the text; one may be the writer's name."""


def find_body(outline: Outline, printed: TextBlock | None, headline: str | None, description: str | None) -> BodyFound:
    """Choose the box with the most evidence for being the story, take its paragraphs, and the lead above it.

    :param printed: the block that prints the headline, where the story begins
    :param headline: the headline, where no block prints it
    :param description: the page's description of itself in its head; a lead often repeats it
    """
    headlines = [headline] if headline else []
    if printed is not None:
        headlines.insert(0, printed.text)
        set_aside_other_articles(outline, printed)
        set_aside_galleries(outline, printed)
        headline = printed.text
    container = find_container(outline, printed)
    box = container.box
    if box is None:
        return BodyFound(None, [])
    inside = [block for each in with_siblings(outline, box) for block in blocks_inside(outline, each)]
    lines = _between(_below_headline(story_lines(inside, outline, box), headline), container)
    lines = without_announcements(without_insets(lines, outline.boxes, box), outline.blocks)
    text = trimmed(without_pull_quotes(lines))
    lead = find_lead(outline, printed, text, headlines, description)
    found = BodyFound(box, lead + text, len(lead))
    if text:
        first, last = text[0].number, text[-1].number
        found.signatures = [
            block.text for block in lines if not first <= block.number <= last and block.tag not in HEADINGS
        ]
    return found


def _below_headline(lines: list[TextBlock], headline: str | None) -> list[TextBlock]:
    """Remove the headline and the lines above it (kicker, byline, time), except a lead that some layouts set there."""
    if not headline:
        return lines
    wanted = letters(headline)
    at = next(
        (
            index
            for index, block in enumerate(lines[:_HEADLINE_WITHIN])
            if block.tag in HEADINGS and letters(block.text) == wanted
        ),
        None,
    )
    if at is None:
        return lines
    return [block for block in lines[:at] if _is_lead_above(block)] + lines[at + 1 :]


def _between(lines: list[TextBlock], container: Container) -> list[TextBlock]:
    """Return the lines from the headline, where the story begins with it, to its end."""
    if container.headline is not None:
        start = container.headline.number
        lines = [block for block in lines if block.number > start or _is_lead_above(block)]
    if container.end is not None:
        lines = [block for block in lines if block.number < container.end]
    return lines


def _is_lead_above(block: TextBlock) -> bool:
    """Return whether a block above the headline is a lead; a kicker or a byline is shorter, and no sentence."""
    return bool(block.box.roles & Role.LEAD) or (len(block.text) >= _LEAD and block.text.endswith(SENTENCE_ENDS))
