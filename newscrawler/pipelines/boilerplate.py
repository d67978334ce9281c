"""First pipeline: remove boilerplate from the text; rights lines, dateline and editor's note get their own fields."""

from __future__ import annotations

from typing import Any

from newscrawler.items import APART, Block, Copy, body_of
from newscrawler.language.agencies import find_agency, is_agency
from newscrawler.language.boilerplate import boilerplate_kind
from newscrawler.language.datelines import parse_dateline
from newscrawler.language.rights import Rights, parse_rights

__all__ = ["BoilerplatePipeline", "clean"]

_HEAD = 3
"""Paragraphs in which a dateline is searched: a note or a summary may be above it."""


class BoilerplatePipeline:
    """Clean every :class:`~newscrawler.items.Copy`; other items pass."""

    def process_item(self, item: Any) -> Any:
        if isinstance(item, Copy):
            clean(item)
        return item


def clean(copy: Copy) -> None:
    """Drop boilerplate and set rights lines and the editor's note apart from the body, in place.

    A rights line whose holder is a wire agency states the story's rights. The rights line of another holder names the
    publisher; it states the story's rights only where no agency's line does.
    """
    copy.settle_blocks()
    house = _take_rights(copy)
    for block in copy.blocks:
        if block.text == copy.edNote:
            block.kind = "note"
    _split_dateline(copy)
    copy.body = body_of(copy.blocks)
    if house and not is_agency(house.holder):
        copy.publisher = copy.publisher or house.holder
        if copy.copyrightNotice is None:
            _state_rights(copy, house)


def _take_rights(copy: Copy) -> Rights | None:
    """Type rights lines as credits and drop boilerplate; return the first rights line that the copy does not get."""
    kept: list[Block] = []
    house: Rights | None = None
    for block in copy.blocks:
        if rights := parse_rights(block.text):
            block.kind = "credit"
            kept.append(block)
            if copy.copyrightNotice is None and is_agency(rights.holder):
                _state_rights(copy, rights)
            else:
                house = house or rights
        elif boilerplate_kind(block.text) is None:
            kept.append(block)
    copy.blocks = kept
    return house


def _split_dateline(copy: Copy) -> None:
    """Move a dateline with an agency out of the text. ``OSAKA —`` alone stays, because ``NATO —`` looks the same."""
    text = [block for block in copy.blocks if block.kind not in APART]
    for block in text[:_HEAD]:
        paragraph = block.text
        found = parse_dateline(paragraph)
        if found and found.agency and paragraph[found.end :].strip():
            copy.dateline = copy.dateline or found.dateline
            if copy.agency is None:
                copy.agency, copy.creditText = found.agency, paragraph[: found.end].strip(" -–—−")
            block.text = paragraph[found.end :].strip()
            return


def _state_rights(copy: Copy, rights: Rights) -> None:
    copy.copyrightNotice = rights.notice
    copy.copyrightHolder = rights.holder
    copy.copyrightYear = rights.year
    if copy.agency is None and (agency := find_agency(rights.holder)):
        copy.agency, copy.creditText = agency, rights.notice
