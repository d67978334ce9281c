"""The heading that prints the headline."""

from __future__ import annotations

import re
from typing import Any

from newscrawler.extraction.headline.titled import TitleParts, best_titled_block, weight_of_place
from newscrawler.extraction.headline.titles import SEPARATOR, SHORTEST, short_enough
from newscrawler.html.outline import Box, Outline, Role, TextBlock
from newscrawler.html.structured import Structured, letters
from newscrawler.language.dates.spans import is_date

__all__ = ["HEADLINE_TAGS", "printed_headline"]

HEADLINE_TAGS = frozenset(("h1", "h2", "h3", "h4"))
"""Tags of headings that may print a headline."""

_BESIDE = Role.ASIDE | Role.FOOTER | Role.COMMENTS
_NEVER = Role.COMMENTS | Role.FOOTER | Role.HIDDEN
_NO_PROSE = Role.ASIDE | Role.COMMENTS | Role.FOOTER | Role.HIDDEN | Role.CAPTION | Role.LINK | Role.TAGS
# Classes of headings that name a section or the outlet.
_SECTION_NAME = re.compile(r"categor|section|rubri|breadcrumb|logo|brand|site-?title", re.I)
_WORD = re.compile(r"\w+")

_PROSE = 60
"""Characters of a paragraph: more than a button or a teaser's line has."""
_STORY = 200
"""Characters of a story: more than its lead has."""
_ENOUGH = 0.3
"""A heading that repeats this share of a title is not a section that the title names too."""
_MOST = 0.5
_SAME_WORDS = 0.6
"""Share of words by which two headings are variations of one headline."""
_NEAR = 6
"""Blocks by which a section's or outlet's name in an ``h1`` stands above the headline at most."""
_H1_WEIGHT = 4
"""An ``h1`` goes before a lower heading that repeats up to four times as much of the title."""
_SECTION_LETTERS = 8
"""Letters of an ``h1`` that may be a section's name."""
_LABEL_LETTERS = 15
"""Letters of a lower heading that may be a label."""
_PARTS = 3
"""Blocks before and after one that may be parts of the same heading."""
_FEW_WORDS = 3
"""Words of a heading that is no label, though the titles have other words."""
_OWN_WORDS_IN_H1, _OWN_WORDS = 0.35, 0.3
"""The weight of such a heading, as a share of a title."""


class _Heading:
    """A heading, and how it compares with the page's titles."""

    __slots__ = ("above", "agreement", "block", "linked", "text")

    def __init__(self, block: TextBlock, text: str, agreement: float, above: int) -> None:
        self.block = block
        self.text = text
        """Its letters."""
        self.agreement = agreement
        """Share of a title that it repeats."""
        self.linked = block.linked >= len(block.text)
        self.above = above
        """Characters of prose above it."""

    @property
    def is_beside(self) -> bool:
        return bool(self.block.box.roles & _BESIDE)


def printed_headline(
    outline: Outline, structured: Structured, title: str | None, shared: str | None
) -> TextBlock | None:
    """Return the block that prints the headline.

    It is the ``h1`` that the title repeats, or a lower heading that repeats more of it; else the first heading that is
    neither the outlet's name nor a section's and has text below it.

    :param title: the page's title, or its headline where that is known
    :param shared: the title for sharing
    """
    stated: Any = short_enough(structured.article.get("headline"))
    search = _Search(structured, title, shared, str(stated or ""))
    found = search.run(outline.blocks)
    if found is not None and letters(found.text) not in search.known:
        # A kicker in the same element as the headline is the shorter part of it.
        found = max(_parts_of_heading(outline, found), key=lambda part: len(part.text))
    if found is not None and (search.sure or search.names_it(found) or search.begins_title(found)):
        return found
    return _of_any_tag(outline.blocks, found, search, [text for text in (title, shared) if text])


def _parts_of_heading(outline: Outline, block: TextBlock) -> list[TextBlock]:
    """Return the visible blocks of the heading element that a block is a part of: kicker, colon and headline."""
    heading = _heading_element(block)
    if heading is None:
        return [block]
    around = outline.blocks[max(0, block.number - _PARTS) : block.number + _PARTS + 1]
    return [
        part
        for part in around
        if part is block or (not part.box.roles & Role.HIDDEN and _heading_element(part) is heading)
    ]


def _heading_element(block: TextBlock) -> Box | None:
    box = block.box
    if block.tag not in HEADLINE_TAGS:
        return None
    while box.parent is not None and box.parent.tag == block.tag:
        box = box.parent
    return box


def _of_any_tag(
    blocks: list[TextBlock], found: TextBlock | None, search: _Search, titles: list[str]
) -> TextBlock | None:
    """Return the block of any tag that prints a part of a title, where the heading that was found prints less of it."""
    weight = search.weight_of(found, blocks) if found is not None else 0.0
    for title in titles:
        titled_weight, titled = best_titled_block(blocks, TitleParts(title, search.structured))
        if titled_weight > weight:
            weight, found = titled_weight, titled
    return found


class _Search:
    """Headings of a page in order, sorted by how well they fit."""

    def __init__(self, structured: Structured, title: str | None, shared: str | None, stated: str) -> None:
        self.structured = structured
        self.own_names = structured.own_names
        self.trusted = [letters(text) for text in (shared, stated) if text]
        """Titles that name the headline alone."""
        self.known = [name for name in (*self.trusted, letters(title or "")) if name]
        self.title_parts = {letters(part) for part in SEPARATOR.split(title or "")}
        self.headings: list[_Heading] = []
        self.sure = False
        """The search ended at a heading that is the headline without doubt."""
        self.prose = 0
        """Characters of prose so far."""
        self.aside_h1: TextBlock | None = None
        """An ``h1`` in breadcrumbs or in a sticky bar: the headline itself may vary from it."""
        self.untrusted_h1: TextBlock | None = None
        """An ``h1`` that only the page's title repeats: it may name the story's subject."""
        self.beside: TextBlock | None = None
        """A lower heading that repeats the title, in a place beside the story."""
        self.best: TextBlock | None = None
        self.most = 0.0

    def run(self, blocks: list[TextBlock]) -> TextBlock | None:
        for block in blocks:
            if block.tag not in HEADLINE_TAGS:
                if len(block.text) > _PROSE and not block.box.roles & _NO_PROSE:
                    self.prose += max(0, len(block.text) - 2 * block.linked)
                continue
            heading = self._heading(block)
            if heading is not None and (self._is_sure_h1(heading) if block.tag == "h1" else self._is_sure(heading)):
                self.sure = True
                return block
        return (
            self.aside_h1
            or self.untrusted_h1
            or self.best
            or self.beside
            or _highest_with_story(self.headings, self.prose)
        )

    def names_it(self, block: TextBlock) -> bool:
        """Return whether a heading without a link repeats most of a title."""
        if block.linked >= len(block.text) or block.box.roles & Role.ASIDE:
            return False
        return self._agreement(letters(block.text)) >= _MOST

    def begins_title(self, block: TextBlock) -> bool:
        """Return whether an ``h1`` of several words prints the beginning of a title, of which another part follows."""
        text = letters(block.text)
        return (
            block.tag == "h1"
            and block.linked < len(block.text)
            and len(block.text.split()) >= _FEW_WORDS
            and any(name.startswith(text) for name in self.known)
        )

    def weight_of(self, block: TextBlock, blocks: list[TextBlock]) -> float:
        """Return how well a heading fits, in shares of a title that it repeats."""
        agreement = self._agreement(letters(block.text))
        prose = [other.number for other in blocks if len(other.text) > _PROSE and not other.box.roles & _NO_PROSE]
        weight = agreement + weight_of_place(block, prose)
        if agreement or block.linked >= len(block.text) or len(block.text.split()) < _FEW_WORDS:
            return weight
        return weight + (_OWN_WORDS_IN_H1 if block.tag == "h1" else _OWN_WORDS)

    def _agreement(self, text: str) -> float:
        return max((_agreement(text, name) for name in self.known), default=0.0)

    def _heading(self, block: TextBlock) -> _Heading | None:
        """Return the heading, None where it cannot be the headline."""
        text = letters(block.text)
        if len(text) < SHORTEST or block.box.roles & _NEVER or text in self.own_names or is_date(block.text):
            return None
        agreement = self._agreement(text)
        heading = _Heading(block, text, agreement, self.prose)
        self.headings.append(heading)
        return heading

    def _is_sure_h1(self, heading: _Heading) -> bool:
        """Return whether an ``h1`` is the headline without doubt; else note how well it fits."""
        agreement = heading.agreement
        # The outlet's name at the head of the page is a link to its front page.
        is_name = heading.linked and not _MOST < agreement < 1 and heading.text not in self.trusted
        if len(heading.text) <= _SECTION_LETTERS or is_name:
            agreement = 0.0
        elif agreement > _ENOUGH:
            if heading.block.box.roles & Role.ASIDE:
                self.aside_h1 = self.aside_h1 or heading.block
            elif heading.linked and agreement < 1 and heading.text not in self.trusted:
                # The story may link to itself; a part of the title may be the outlet's name as well.
                pass
            elif self.trusted and not any(_agreement(heading.text, name) for name in self.trusted):
                self.untrusted_h1 = self.untrusted_h1 or heading.block
            else:
                return True
        self._weigh(heading.block, _H1_WEIGHT * agreement)
        return False

    def _is_sure(self, heading: _Heading) -> bool:
        """Return whether a lower heading is the headline without doubt; else note how well it fits."""
        block = heading.block
        if self.aside_h1 is not None and not heading.is_beside and _varies(block, self.aside_h1):
            return True
        if self._is_below_subject(heading):
            return True
        agreement = heading.agreement
        if heading.is_beside:
            if agreement > _MOST and len(heading.text) > _LABEL_LETTERS and not heading.linked:
                self.beside = self.beside or block
            agreement = 0.0
        elif len(heading.text) <= _LABEL_LETTERS and (heading.text not in self.title_parts or agreement < _ENOUGH):
            agreement = 0.0
        self._weigh(block, agreement)
        return False

    def _is_below_subject(self, heading: _Heading) -> bool:
        """Return whether the title names the subject in an ``h1``, and the shared title the headline below it."""
        subject = self.untrusted_h1
        return subject is not None and heading.text in self.trusted and heading.block.number - subject.number <= _NEAR

    def _weigh(self, block: TextBlock, agreement: float) -> None:
        if agreement <= self.most:
            return
        if self.best is None or self.best.tag != "h1" or block.number - self.best.number <= _NEAR:
            self.most, self.best = agreement, block


def _agreement(text: str, name: str) -> float:
    """Return how much of a title a heading repeats; 0 where it repeats nothing of it."""
    if text in name:
        return len(text) / len(name)
    if len(name) > 12 and name in text and len(text) < 2 * len(name):
        return len(name) / len(text)
    return 0.0


def _varies(block: TextBlock, aside: TextBlock) -> bool:
    """Return whether a heading is the headline of which an ``h1`` beside the story is a variation."""
    if block.number - aside.number > 2 * _NEAR or len(block.text) <= _LABEL_LETTERS:
        return False
    words = _words(block.text)
    return len(words & _words(aside.text)) > _SAME_WORDS * len(words)


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))


# --- pages whose titles do not name the headline --------------------------------------------------------------------


def _highest_with_story(headings: list[_Heading], prose: int) -> TextBlock | None:
    """Return the highest heading with a story below it.

    :param prose: characters of prose of the page
    """
    own = [heading for heading in headings if not heading.is_beside]
    first = next((heading.block for heading in own if heading.block.tag == "h1"), None)
    for number in _candidates(own, "h1"):
        # The whole page is below it, subheads included, unless it stands at the foot.
        above = own[number].above
        if above <= prose / 2 or prose - above >= 5 * _STORY:
            return own[number].block
    for level in ("h2", "h3", "h4"):
        for number in _candidates(own, level):
            if first is not None and first.linked >= len(first.text):
                return first
            if _prose_below(own, number, prose) >= _STORY:
                return own[number].block
    return first if prose < _STORY else None


def _candidates(headings: list[_Heading], level: str) -> list[int]:
    return [
        number
        for number, heading in enumerate(headings)
        if heading.block.tag == level and not heading.linked and not _SECTION_NAME.search(heading.block.box.names)
    ]


def _prose_below(headings: list[_Heading], number: int, prose: int) -> int:
    """Return the characters of prose between a heading and the next one of its level or above."""
    heading = headings[number]
    rest = map(headings.__getitem__, range(number + 1, len(headings)))
    below = next((later.above for later in rest if later.block.tag <= heading.block.tag), prose)
    return below - heading.above
