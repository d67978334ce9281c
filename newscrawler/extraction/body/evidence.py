"""Evidence of each box of a page for being the story: its prose, less the prose that belongs to other stories."""

from __future__ import annotations

from itertools import islice

from newscrawler.extraction.body.blocks import (
    EXCLUDED,
    HEADINGS,
    PROSE,
    SENTENCE,
    SENTENCE_ENDS,
    is_unspaced,
)
from newscrawler.html.outline import Box, Outline, Role, TextBlock

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


_Prose = tuple[TextBlock, float]
"""A block of prose and its weight."""
_Kind = tuple[str, str]


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
        self._prose: list[_Prose] = []
        self._weigh(outline)
        self._subtract_teasers(outline, printed)
        if printed is not None:
            self._subtract_above(printed)
        self._sum_up(outline.boxes)

    def _weigh(self, outline: Outline) -> None:
        """Give each box the weight of the blocks right inside it."""
        # A few blocks tell the script of all.
        sample = islice((block.text for block in outline.blocks if len(block.text) >= SENTENCE), _SAMPLE)
        unspaced = any(map(is_unspaced, sample))
        of_box = self.of_box
        for block in outline.blocks:
            weight = _weight(block, unspaced)
            of_box[block.box.number] += weight
            if weight > 0:
                self._prose.append((block, weight))
        for box, weight in zip(outline.boxes, of_box, strict=True):
            box.weight = weight

    def _subtract_teasers(self, outline: Outline, printed: TextBlock | None) -> None:
        """Turn the texts right below the linked headlines of other stories against the boxes around them."""
        total = sum(weight for _, weight in self._prose)
        groups = _below_links(outline.blocks, self._prose, printed)
        if sum(weight for group in groups.values() for _, weight in group) > (1 - _REST) * total:
            return
        for (tag, _), group in groups.items():
            factor, least = (_OF_HEADED, _TEASERS_HEADED) if tag in HEADINGS else (_OF_LINED, _TEASERS_LINED)
            if len(group) >= least:
                for block, weight in group:
                    self.of_box[block.box.number] += (factor - 1) * weight

    def _subtract_above(self, printed: TextBlock) -> None:
        """Take away most of the evidence above the headline, where the story begins with the headline."""
        start = printed.number
        below = sum(weight for block, weight in self._prose if block.number > start)
        above = [(block, weight) for block, weight in self._prose if block.number < start]
        if below < _STORY or below < _BELOW * sum(weight for _, weight in above):
            return
        for block, weight in above:
            self.of_box[block.box.number] += (_ABOVE - 1) * weight
        after = (block for block, _ in self._prose[len(above) :])
        self.first = next((block for block in after if not block.box.roles & _NO_BEGINNING), None)

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
        return _FACTORS.get(block.tag, _OTHER_FACTOR) * (free - linked)
    # A table has a few words in each cell.
    return -4.0 if block.tag not in _CELLS else 0.0


def _below_links(blocks: list[TextBlock], prose: list[_Prose], printed: TextBlock | None) -> dict[_Kind, list[_Prose]]:
    """Return the prose right below linked headings and other lines that are links, by the tags of line and prose.

    A text that goes on after its first paragraph is no teaser. A list that begins with the first prose below the
    printed headline is a round-up, which is the story.
    """
    groups: dict[_Kind, list[_Prose]] = {}
    roundup: _Kind | None = None
    start = printed.number if printed is not None else -1
    last = -1
    group: list[_Prose] | None = None
    for each in prose:
        block = each[0]
        if group is not None and block.number == last + 1:
            group.pop()
        group = None
        begins = last < start < block.number
        line = _link_above(blocks[max(last + 1, block.number - _BETWEEN, start + 1 if begins else 0) : block.number])
        if line is not None:
            kind = (line.tag, block.tag)
            if begins:
                roundup = kind
            else:
                group = groups.setdefault(kind, [])
                group.append(each)
        last = block.number
    if roundup is not None:
        groups.pop(roundup, None)
    return groups


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
