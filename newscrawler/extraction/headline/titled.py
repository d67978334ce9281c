"""The block that prints a part of the page's title, whatever its tag.

Older pages print headlines in ``td`` and ``div``.
A title names headline, section and outlet in any order. The part that is printed right above the story is the headline.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from newscrawler.extraction.body.blocks import HEADINGS
from newscrawler.extraction.headline.titles import SHORTEST
from newscrawler.html.outline import Role, TextBlock
from newscrawler.html.structured import Structured, letters
from newscrawler.language.dates.spans import without_date_at_end

__all__ = ["HEADLINE_NAME", "TitleParts", "best_titled_block", "names_headline"]

# Without spaces around it a mark may join words of the headline: such parts count only where a block prints them.
_MARKS = re.compile(
    r"\s+[-–—·•«~>/]+\s+|\s*(?:[|｜ㅣ_»:：（(/]|::)\s*|(?<=[^\x00-\u2fff])[-–—]|[-–—](?=[^\x00-\u2fff])"
)
HEADLINE_NAME = re.compile(
    r"head(?:line|ing)s?(?![a-z])|(?<![a-z])hed(?![a-z])|titl?e?(?![a-z])|(?<!page)header$", re.I
)
"""Class or id of a block that prints a headline."""

_MOST_PARTS = 8
"""Parts of a title; a title with more is a list of keywords."""
_START_LETTERS = 15
_START_WORDS = 3
"""A block that prints the beginning or the end of a title, where no mark divides it, has at least so many."""
_START_SHARE = 0.4
_LONGEST = 300
"""Characters of a headline with its time or byline in the same block."""
_PROSE = 60
_STORY = 200
"""Characters of prose above a block that prints the title again, below the beginning of the story."""
_FAR = 20
"""Blocks between a headline and its text: byline, time, buttons, a picture with its caption."""

_NEVER = Role.COMMENTS | Role.FOOTER | Role.HIDDEN | Role.CAPTION | Role.TAGS
_NO_PROSE = _NEVER | Role.ASIDE | Role.LINK

# What the place of a block says, in shares of the title that it may outweigh.
_IS_HEADING, _IS_NAMED, _IS_NEAR = 0.3, 0.15, 0.3
_IS_LINKED, _IS_BESIDE, _IS_LISTED, _IS_BELOW = -0.5, -0.4, -0.2, -0.5


class TitleParts:
    """Parts of the page's title, and runs of parts."""

    def __init__(self, title: str, structured: Structured) -> None:
        self.whole = letters(title)
        self.title = title
        self.runs: set[str] = set()
        marks = list(_MARKS.finditer(title))
        if len(marks) < _MOST_PARTS:
            starts = [0, *(mark.end() for mark in marks)]
            ends = [*(mark.start() for mark in marks), len(title)]
            self.runs = {letters(title[start:end]) for start in starts for end in ends if end > start}
        self.runs.add(self.whole)
        self.runs = {run for run in self.runs if len(run) >= SHORTEST} - structured.own_names
        self._heads = {run[:SHORTEST] for run in self.runs}

    def may_begin(self, text: str) -> bool:
        """Return False only for texts of which no beginning prints a part of the title: nearly all of a page's."""
        head = letters(text)[:SHORTEST]
        return head in self.whole or head in self._heads

    def share(self, text: str) -> float:
        """Return the share of the title that a text prints, 0 where it prints no part of it."""
        wanted = letters(text)
        if wanted in self.runs:
            return len(wanted) / len(self.whole)
        if len(wanted) < max(_START_LETTERS, _START_SHARE * len(self.whole)) or len(text.split()) < _START_WORDS:
            return 0.0
        if self.whole.startswith(wanted) or self.whole.endswith(wanted):
            return len(wanted) / len(self.whole)
        return 0.0


def names_headline(block: TextBlock) -> bool:
    """Return whether the class or id of a block calls it a headline."""
    return bool(block.box.names and HEADLINE_NAME.search(block.box.names))


def best_titled_block(blocks: list[TextBlock], parts: TitleParts) -> tuple[float, TextBlock | None]:
    """Return the block that most probably prints the headline as a part of the title, with its weight."""
    prose = [block.number for block in blocks if _is_prose(block)]
    best: tuple[float, TextBlock | None] = (0.0, None)
    above = 0
    for block in blocks:
        if _is_prose(block):
            above += len(block.text)
        share = _share(block, parts)
        if not share:
            continue
        weight = share + weight_of_place(block, prose) + (_IS_BELOW if above - len(block.text) >= _STORY else 0.0)
        if weight > best[0]:
            best = weight, block
    return best


def weight_of_place(block: TextBlock, prose: list[int]) -> float:
    """Return what the tag, the name and the place of a block say for a headline.

    :param prose: numbers of the blocks of prose, in order
    """
    at = bisect_right(prose, block.number)
    near = 1 - (prose[at] - block.number) / _FAR if at < len(prose) else 0.0
    weight = _IS_NEAR * max(0.0, near)
    weight += _IS_HEADING if block.tag in HEADINGS else 0.0
    weight += _IS_NAMED if names_headline(block) else 0.0
    weight += _IS_LINKED if block.linked >= len(block.text) else 0.0
    weight += _IS_BESIDE if block.box.roles & Role.ASIDE else 0.0
    return weight + (_IS_LISTED if block.tag in ("li", "a") else 0.0)


def _is_prose(block: TextBlock) -> bool:
    return (
        len(block.text) > _PROSE
        and not block.box.roles & _NO_PROSE
        and 2 * block.linked < len(block.text)
        and block.tag not in HEADINGS
    )


def _share(block: TextBlock, parts: TitleParts) -> float:
    if len(block.text) > _LONGEST or block.box.roles & _NEVER:
        return 0.0
    if block.tag not in HEADINGS and (block.linked >= len(block.text) or block.box.roles & (Role.ASIDE | Role.LINK)):
        # A teaser or a breadcrumb, which names the page as its title does.
        return 0.0
    if not parts.may_begin(block.text):
        return 0.0
    return max((parts.share(text) for text in _texts(block.text)), default=0.0)


def _texts(text: str) -> Iterator[str]:
    yield text
    shorter = without_date_at_end(text)
    if shorter != text:
        yield shorter
