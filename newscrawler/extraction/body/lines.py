"""Lines inside the container that belong to the story."""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice

from newscrawler.extraction.body.blocks import (
    EXCLUDED,
    HEADINGS,
    SENTENCE_ENDS,
    is_prose,
    is_unspaced,
    last_inside,
)
from newscrawler.html.outline import Box, Outline, Role, TextBlock
from newscrawler.language.boilerplate import boilerplate_kind
from newscrawler.language.pictures import CREDIT
from newscrawler.language.words import WORDS

__all__ = ["story_lines", "trimmed", "without_announcements"]

_LONG = 200
"""Characters of a paragraph that is the story's although its box says otherwise."""
_HEADING_MAX = 60
"""Characters of a heading over other stories."""
_CAPTION_MAX = 300
"""Characters of a caption of up to two sentences."""
_SHORT_CAPTION = 60
"""Characters of a line that may be a credit without any sign of one."""
_LINE_MAX = 160
"""Characters of a line of boilerplate."""
_LABEL_MAX = 40
"""Characters of a label: kicker, byline, time."""
_RARE = 2
"""Paragraphs with a class that the story's paragraphs do not have."""
_LITTLE = 0.1
"""A box with less than this share of the container's weight holds little of the story."""
_ITEMS = frozenset(("li", "td", "th"))
_ROWS = frozenset(("tr", "tbody", "thead"))

_OTHER_STORIES = re.compile(rf"(?:{WORDS.pattern('other_stories')})(?!\w)")
_DIGIT = re.compile(r"\d")
# A line that is a date, with its label, clock and the minutes it takes to read, and nothing else.
_TIME_LINE = re.compile(
    r"(?:\D{0,40})?"
    r"(?:\d{1,4}[./-]\s?\d{1,2}[./-]\s?\d{1,4}|\d{1,2}\.? [^\W\d]{3,9}\.? \d{4}|[^\W\d]{3,9}\.? \d{1,2}, \d{4}"
    r"|\d{4}年\d{1,2}月\d{1,2}日)"
    r"(?:[\s,|–-]*(?:\D{0,12})\d{1,2}[:.h時]\d{2}.{0,40})?"
    r"(?:[\s,|–-]*\D{0,14}\d{1,3} (?:Min|min|Mins?)\b.{0,8})?\.?"
)


def story_lines(inside: list[TextBlock], outline: Outline, container: Box) -> list[TextBlock]:
    """Return the blocks that are the story's.

    :param inside: all blocks of the container
    """
    of_others = _lines_of_other_stories(inside, outline.boxes, container)
    lines = _Lines(inside, container)
    return [block for block in inside if block.number not in of_others and lines.belongs(block)]


class _Lines:
    """Facts about all lines of the container, by which each line is judged."""

    def __init__(self, blocks: list[TextBlock], container: Box) -> None:
        self.container_roles = container.roles
        boxes = (block.box for block in blocks)
        self.paragraph_classes = Counter(
            box.names for box in boxes if box.names and box.tag == "p" and not box.roles & EXCLUDED
        )
        """Number of paragraphs by their class names."""
        self.is_link_list = _link_lists(blocks)

    def belongs(self, block: TextBlock) -> bool:
        """Return whether a block is the story's text."""
        roles = block.box.roles & ~self.container_roles
        if roles and self._is_set_apart(block, roles):
            return False
        if block.tag == "h1" or ((block.linked or block.tag in _ITEMS) and self._is_of_links(block)):
            return False
        length = len(block.text)
        if length >= _CAPTION_MAX:
            return True
        return not _is_caption(block.text) and (length >= _LINE_MAX or not _is_boilerplate(block.text))

    def _is_set_apart(self, block: TextBlock, roles: int) -> bool:
        """Return whether the boxes around a block say that it is not the story's text."""
        length = len(block.text)
        if roles & (EXCLUDED | Role.LINK | Role.BOX):
            is_paragraph = length > _LONG and block.box.names in self.paragraph_classes
            if not is_paragraph or roles & (Role.COMMENTS | Role.FOOTER | Role.CAPTION):
                return True
        return bool(roles & (Role.AUTHOR | Role.DATE)) and length < _LONG

    def _is_of_links(self, block: TextBlock) -> bool:
        """Return whether a block is links for the most part, or a line of its own kind with a link."""
        linked, text = block.linked, block.text
        length = len(text)
        if block.tag in _ITEMS and (around := _list_around(block.box)) is not None:
            if self.is_link_list[around.number]:
                return True
        elif linked > 0.6 * length and (linked > 0.9 * length or not text.endswith(SENTENCE_ENDS)):
            return True
        # A class of its own and a link: how to write to the author, the other parts of a series.
        names = block.box.names
        return (
            linked > 0.3 * length
            and length < _LINE_MAX
            and block.tag == "p"
            and names != ""
            and self.paragraph_classes[names] <= _RARE
        )


def _is_caption(text: str) -> bool:
    has_sign = ":" in text or "©" in text or "/" in text or len(text) < _SHORT_CAPTION
    return has_sign and CREDIT.search(text) is not None


def _is_boilerplate(text: str) -> bool:
    if _DIGIT.search(text) and _TIME_LINE.fullmatch(text):
        return True
    return boilerplate_kind(text) is not None


def _list_around(box: Box) -> Box | None:
    """Return the list or table that an item or cell is in."""
    parent = box.parent
    while parent is not None and parent.tag in _ROWS:
        parent = parent.parent
    return parent


def _link_lists(blocks: list[TextBlock]) -> dict[int, bool]:
    """Return for each list or table, by its number, whether it is links for the most part."""
    held: dict[int, tuple[int, int]] = {}
    for block in blocks:
        if block.tag in _ITEMS and (around := _list_around(block.box)) is not None:
            length, linked = held.get(around.number, (0, 0))
            held[around.number] = length + len(block.text), linked + block.linked
    return {number: linked > 0.5 * length for number, (length, linked) in held.items()}


# --- other stories among the paragraphs -----------------------------------------------------------------------------


def _lines_of_other_stories(blocks: list[TextBlock], boxes: list[Box], container: Box) -> set[int]:
    """Return the numbers of the blocks below a heading that announces other stories, the heading included."""
    out: set[int] = set()
    for index, block in enumerate(blocks):
        # In lower case the expression passes over its alternatives several times as fast.
        if len(block.text) > _HEADING_MAX or block.number in out or not _OTHER_STORIES.match(block.text.lower()):
            continue
        section = _section_around(block.box, container)
        out.add(block.number)
        following = islice(blocks, index + 1, None)
        if section is block.box or section is container:
            # The heading stands among the paragraphs.
            for other in following:
                if (other.tag in HEADINGS and not other.linked) or other.linked * 2 < len(other.text):
                    break
                out.add(other.number)
        else:
            last = last_inside(boxes, section)
            for other in following:
                if other.box.number > last:
                    break
                out.add(other.number)
    return out


def _section_around(box: Box, container: Box) -> Box:
    """Return the largest box around a heading that holds little of the story."""
    while (
        box.parent is not None
        and box.parent is not container
        and box.parent.number > container.number
        and box.parent.weight < _LITTLE * container.weight
    ):
        box = box.parent
    return box


def without_announcements(blocks: list[TextBlock], printed: list[TextBlock]) -> list[TextBlock]:
    """Remove headings over nothing but links that were left out.

    :param printed: all blocks of the page
    """
    kept: list[TextBlock] = []
    for index, block in enumerate(blocks):
        if block.tag in HEADINGS and index + 1 < len(blocks) and blocks[index + 1].tag in HEADINGS:
            between = printed[block.number + 1 : blocks[index + 1].number]
            linked = sum(each.linked for each in between)
            if linked and linked * 2 > sum(len(each.text) for each in between):
                continue
        kept.append(block)
    return kept


# --- both ends of the text ------------------------------------------------------------------------------------------


def trimmed(blocks: list[TextBlock]) -> list[TextBlock]:
    """Remove labels and headings that are left at both ends."""
    end = len(blocks)
    while end and (blocks[end - 1].tag in HEADINGS or _is_label(blocks[end - 1])):
        end -= 1
    # Above the first prose stand the kicker, the byline, the time; a heading only right above it.
    first = next((index for index in range(end) if is_prose(blocks[index])), None)
    if first is None:
        return blocks[:end]
    start = first
    while start and (blocks[start - 1].tag in HEADINGS or blocks[start - 1].tag == "li"):
        start -= 1
    return blocks[start:end]


def _is_label(block: TextBlock) -> bool:
    text = block.text
    return (
        len(text) < _LABEL_MAX
        and not text.endswith(SENTENCE_ENDS)
        and block.tag not in (*_ITEMS, "blockquote")
        and not is_unspaced(text)
    )
