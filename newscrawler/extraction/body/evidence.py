"""Evidence of each box of a page for being the story: its prose, less the prose that belongs to other stories."""

from __future__ import annotations

from itertools import islice

from newscrawler.extraction.body.blocks import (
    EXCLUDED,
    HEADINGS,
    LEVELS,
    PROSE,
    SENTENCE,
    SENTENCE_ENDS,
    around,
    is_unspaced,
)
from newscrawler.extraction.body.readers import start_of_comments
from newscrawler.html.outline import Box, Outline, Role, TextBlock, without_numbered
from newscrawler.language.rights import parse_rights

__all__ = ["Evidence"]

_SAMPLE = 12
"""Blocks that are looked at to tell the script of the page."""
_TEASER = 20
"""Characters of a line that may be the linked headline of another story; a byline or a section is shorter."""
_WHOLLY = 0.8
"""Share of a line in links above which the line is a link."""
_BETWEEN = 4
"""A name and a day may stand between the headline and the text of a teaser."""
_TEASERS_HEADED = 3
"""Linked headings, each over one text, that make a list of teasers; a story may have one or two linked subheads."""
_TEASERS_LINED = 2
"""The same with lines that are no headings."""
_CARDS = 3
"""Boxes of one shape side by side, each with a linked headline and a text, that are teasers with all their text."""
_OF_HEADED = -1.0
"""Factor of the text of a teaser with a heading: it is evidence against the box around it."""
_OF_LINED = -0.5
_REST = 0.1
"""Teasers that leave less than this share of the prose are the story: a round-up."""
_ABOVE = 0.1
"""Factor of prose above the printed headline: the story stands below it."""
_BELOW = 0.3
"""A headline with less prose below it, relative to the prose above it, is not where the story begins."""
_STORY = 200
"""Characters of prose that a headline has below it at least where it is where the story begins."""
_NO_BEGINNING = Role.LEAD | Role.AUTHOR | Role.DATE | Role.LINK
"""Roles of prose below the headline that may stand apart from the text."""

_CELLS = frozenset(("td", "th"))
_FACTORS = {
    **dict.fromkeys(("p", "blockquote", "pre"), 1.0),
    **dict.fromkeys(("li", "dd", "td"), 0.6),
}
"""Weight of prose by its tag."""
_OTHER_FACTOR = 0.8
_SHORT_LINE = -4.0
"""Weight of a short line: a label, a button, a name."""
_ITEMS = frozenset(("li", "dd"))
_ITEM = 0.3
"""Weight of each character of a short item without links below a heading without one: a list that is the story's. Menus
have no heading, or links."""
_RIGHTS_LINE = 240
"""Characters of a line that says who has the rights."""


_Prose = tuple[TextBlock, float]
"""A block of prose and its weight."""


class Evidence:
    """Evidence of all boxes of a page, and the prose of each box in :attr:`Box.weight`.

    :param printed: the block that prints the headline, None where it is not known
    """

    def __init__(self, outline: Outline, printed: TextBlock | None) -> None:
        self.of_box = [0.0] * len(outline.boxes)
        """Evidence by the number of the box, above 0 where the box may be the story."""
        self.heaviest: dict[int, Box] = {}
        """Child with the most evidence of each box, by the number of the box."""
        self.first: TextBlock | None = None
        """First prose below the headline, where the story begins; None where the headline is not known."""
        self.prose: list[_Prose] = []
        """All prose, above the headline and of other stories too."""
        self._weigh(outline)
        self._subtract_teasers(outline, printed)
        if printed is not None:
            self._subtract_above(printed)
        self.end = start_of_comments(outline.blocks, self.first)
        """Number of the block that is a heading over comments below the story; None where there is none."""
        if self.end is not None:
            self._subtract_below(self.end)
        self._sum_up(outline.boxes)

    def _weigh(self, outline: Outline) -> None:
        """Give each box the weight of the blocks right inside it."""
        # A few blocks tell the script of all.
        sample = islice((block.text for block in outline.blocks if len(block.text) >= SENTENCE), _SAMPLE)
        unspaced = any(map(is_unspaced, sample))
        of_box = self.of_box
        below_heading = False
        for block in outline.blocks:
            weight = _weight(block, unspaced)
            if block.tag in HEADINGS:
                below_heading = not block.linked
            elif block.tag not in _ITEMS:
                below_heading = below_heading and weight < 0
            elif weight == _SHORT_LINE and below_heading and not block.linked:
                weight = _ITEM * len(block.text)
                of_box[block.box.number] += weight
                continue
            of_box[block.box.number] += weight
            if weight > 0:
                self.prose.append((block, weight))
        for box, weight in zip(outline.boxes, of_box, strict=True):
            box.weight = weight

    def _subtract_teasers(self, outline: Outline, printed: TextBlock | None) -> None:
        """Turn the texts of other stories, below their linked headlines, against the boxes around them."""
        teasers = _Teasers(outline.blocks, self.prose, printed)
        factors = teasers.factors()
        total = sum(weight for _, weight in self.prose)
        if sum(weight for block, weight in self.prose if block.number in factors) > (1 - _REST) * total:
            return
        for block, weight in self.prose:
            factor = factors.get(block.number)
            if factor is not None:
                self.of_box[block.box.number] += (factor - 1) * weight

    def _subtract_above(self, printed: TextBlock) -> None:
        """Take away most of the evidence above the headline, where the story begins with the headline."""
        start = printed.number
        below = sum(weight for block, weight in self.prose if block.number > start)
        above = [(block, weight) for block, weight in self.prose if block.number < start]
        if below < _STORY or below < _BELOW * sum(weight for _, weight in above):
            return
        for block, weight in above:
            self.of_box[block.box.number] += (_ABOVE - 1) * weight
        after = (block for block, _ in self.prose[len(above) :])
        self.first = next((block for block in after if not block.box.roles & _NO_BEGINNING), None)

    def _subtract_below(self, end: int) -> None:
        """Take away the evidence of the words of readers."""
        for block, weight in self.prose:
            if block.number > end:
                self.of_box[block.box.number] -= weight

    def _sum_up(self, boxes: list[Box]) -> None:
        """Add weight and evidence of each box to its parent's."""
        of_box, heaviest = self.of_box, self.heaviest
        # Children come after their parents, so one pass from the end sums the subtrees up.
        for box in reversed(boxes):
            parent = box.parent
            held = of_box[box.number]
            if parent is None or not (held or box.weight):
                continue
            parent.weight += box.weight
            of_box[parent.number] += held
            known = heaviest.get(parent.number)
            if known is None or held >= of_box[known.number]:
                heaviest[parent.number] = box


def _weight(block: TextBlock, unspaced: bool) -> float:
    """Return how much a block is evidence for (above 0) or against (below 0) the box around it being the story."""
    roles = block.box.roles
    length = len(block.text)
    linked = block.linked
    if unspaced:
        length *= 2
        linked *= 2
    if roles & EXCLUDED:
        return -0.02 * length
    if roles & Role.LINK:
        return -10 - 0.2 * length
    if block.tag in HEADINGS:
        return 0.0 if not linked else -5.0
    if linked > 0.6 * length:
        return -10 - 0.1 * length
    free = length - linked
    if free >= PROSE or (free >= SENTENCE and block.text.endswith(SENTENCE_ENDS)):
        if length <= _RIGHTS_LINE and parse_rights(block.text) is not None:
            return _SHORT_LINE
        return _FACTORS.get(block.tag, _OTHER_FACTOR) * (free - linked)
    # A table has a few words in each cell.
    return _SHORT_LINE if block.tag not in _CELLS else 0.0


class _Teasers:
    """Texts of other stories: prose right below linked headings and other lines that are links, where it is repeated.

    A list that begins with the first prose below the printed headline is a round-up, which is the story.
    """

    def __init__(self, blocks: list[TextBlock], prose: list[_Prose], printed: TextBlock | None) -> None:
        self.prose = prose
        self.pairs: dict[tuple[str, str], list[int]] = {}
        """Numbers of the texts by the tags of line and text."""
        self.cards: dict[tuple[int, str, str], set[int]] = {}
        """Numbers of the boxes around line and text by the box around them, their tag and their names."""
        self._pair(blocks, printed.number if printed is not None else -1)

    def _pair(self, blocks: list[TextBlock], start: int) -> None:
        last = -1
        pair: list[int] = []
        roundup: tuple[tuple[str, str], tuple[int, str, str]] | None = None
        for block, _ in self.prose:
            if pair and block.number == last + 1:
                # A text that goes on after its first paragraph is no teaser.
                pair.pop()
            pair = []
            begins = last < start < block.number
            line = _link_above(
                blocks[max(last + 1, block.number - _BETWEEN, start + 1 if begins else 0) : block.number]
            )
            if line is not None:
                tags, card = (line.tag, block.tag), _card(line.box, block.box)
                if begins:
                    roundup = tags, _kind(card)
                else:
                    pair = self.pairs.setdefault(tags, [])
                    pair.append(block.number)
                    self.cards.setdefault(_kind(card), set()).add(card.number)
            last = block.number
        if roundup is not None:
            self.pairs.pop(roundup[0], None)
            self.cards.pop(roundup[1], None)

    def factors(self) -> dict[int, float]:
        """Return the factors of the texts by their numbers."""
        found: dict[int, float] = {}
        for (tag, _), numbers in self.pairs.items():
            factor, least = (_OF_HEADED, _TEASERS_HEADED) if tag in HEADINGS else (_OF_LINED, _TEASERS_LINED)
            if len(numbers) >= least:
                found.update(dict.fromkeys(numbers, factor))
        cards = set().union(*(numbers for numbers in self.cards.values() if len(numbers) >= _CARDS))
        if cards:
            for block, _ in self.prose:
                if any(box.number in cards for box in islice(around(block.box), LEVELS)):
                    found.setdefault(block.number, _OF_LINED)
        return found


def _card(box: Box, other: Box) -> Box:
    """Return the innermost box around two boxes."""
    while box is not other:
        # A box is numbered after those around it.
        if box.number > other.number and box.parent is not None:
            box = box.parent
        elif other.parent is not None:
            other = other.parent
        else:
            break
    return box


def _kind(box: Box) -> tuple[int, str, str]:
    return box.parent.number if box.parent is not None else 0, box.tag, without_numbered(box.names)


def _link_above(between: list[TextBlock]) -> TextBlock | None:
    """Return the linked heading above a text, else the linked line right above it.

    :param between: blocks between the text and the prose above it
    """
    heading = next((block for block in reversed(between) if block.tag in HEADINGS), None)
    if heading is not None and _is_link(heading):
        return heading
    return between[-1] if between and _is_link(between[-1]) else None


def _is_link(block: TextBlock) -> bool:
    return len(block.text) >= _TEASER and block.linked > _WHOLLY * len(block.text)
