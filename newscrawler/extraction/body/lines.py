"""Lines inside the container that belong to the story."""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice, takewhile

from newscrawler.extraction.body.blocks import (
    EXCLUDED,
    HEADINGS,
    LEVELS,
    PROSE,
    QUOTATION,
    SENTENCE_ENDS,
    around,
    is_prose,
    is_unspaced,
    last_inside,
)
from newscrawler.html.outline import Box, Outline, Role, TextBlock
from newscrawler.language.agencies import find_agency
from newscrawler.language.boilerplate import boilerplate_kind
from newscrawler.language.bylines import starts_byline
from newscrawler.language.closings import is_closing
from newscrawler.language.metalines import is_meta_line
from newscrawler.language.pictures import CREDIT
from newscrawler.language.rights import parse_rights
from newscrawler.language.words import WORDS

__all__ = ["beside_picture", "is_no_text", "story_lines", "trimmed", "without_announcements", "without_pull_quotes"]

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
_RIGHTS_WITHIN = 4
"""Blocks at the end of the container of which one may state the rights."""
_TITLE = 25
"""Characters of a heading that may be the deck of the story; the title of a box of links has fewer."""
_ANNOUNCEMENT = 100
"""Characters of a line that announces a list or a video."""
_CLOSINGS = 4
"""Blocks at the end that may speak to the reader."""
_FEW_LINES = 2
"""Lines of data in a row, or of a signature: name and town."""
_LABEL_MAX = 40
"""Characters of a label: kicker, byline, time."""
_LONGEST_HEADING = 150
"""Characters of a heading; sentences of more are text in large type."""
_PULL_QUOTE = 30
_LONGEST_PULL_QUOTE = 400
"""Characters of a quotation that repeats words of the text."""
_QUOTATION_LEVELS = 3
"""Boxes around a line of which one is called a quotation."""
_QUOTE_SIGNS = "\"'“”„«»‚‘’›‹….– "
_RARE = 2
"""Paragraphs with a class that the story's paragraphs do not have."""
_LITTLE = 0.1
"""A box with less than this share of the container's weight holds little of the story."""
_ITEMS = frozenset(("li", "td", "th"))
_CELLS = frozenset(("td", "th"))
_ENTRIES = 3
"""Headings with links in one box that head prose of the story."""
_FEW_CELLS = 6
"""Cells of a table of data; one of the layout may have fewer."""
_NEVER = EXCLUDED & ~Role.ASIDE
"""Roles of texts that are not the story, even where a quotation has them."""
_ROWS = frozenset(("tr", "tbody", "thead"))

_OTHER_STORIES = re.compile(rf"(?:{WORDS.pattern('other_stories')})(?!\w)")
_LEADING_ON = re.compile(
    rf"\W{{0,3}}(?:(?:{WORDS.pattern('other_stories')})(?!\w)[^.!?:：]{{0,20}}|(?:{WORDS.pattern('announcing')}))\s?[:：]"
)
_LEADING_ON_MAX = 400
"""Characters of a line that leads on to other stories: a label and some titles."""
_SENTENCES = re.compile(r"[.!?…]['\"”’»]?(?:\s+[^\W\d_]|$)")
# Markup that was escaped by mistake, and short codes of an editor that were not replaced.
_MARKUP = re.compile(
    r"</?(?:img|iframe|script|noscript|style|ins|a|p|div|span|br|center|font|embed|object|!--)\b[^<>]*>"
    # No bracket opens inside: each of a long row of them would be searched to the end of the text.
    r"|\{\{[^{}]{0,400}\}\}|\{%[^{}]{0,400}%\}|\[/[a-z][\w-]{0,40}\]"
    r"|\[[a-z][\w-]{0,40}\s[^\[\]=]{0,200}=[^\[\]]{0,400}\]|\[[a-z]{1,40}[_-][\w-]{0,40}\]"
)
_SHORT_CODE = re.compile(r"\[([a-z][\w-]*)(?:\s[^\]]*)?\].*\[/\1\]")
_BRACKETS = "<[{%"
_PICTURE_LEVELS = 3
"""Boxes around a caption up to the one with its picture."""
_PICTURE_BOXES = frozenset(("div", "td", "center", "span", "section", "dl", "a"))
"""Elements that hold a picture with its caption; a paragraph holds one with its own text."""
_CAPTION_BOX = 400
"""Characters of a caption with its credit."""
_TITLES = frozenset(("h1", "h2", "h3", "h4"))
_SEPARATOR = 30
"""Characters of a line that separates parts of a text and has no letter or digit."""
_SHORT_ENDS = (".", "!", "?", "…", ".)", "!)", ".”", '."')
_MARKS = "[(>»•*–—- "
"""Signs in front of a label."""
_DIGIT = re.compile(r"\d")
_TWO_DIGITS = re.compile(r"\d\d")
# A line that is a date, with its label, clock and the minutes it takes to read, and nothing else.
_TIME_LINE = re.compile(
    r"(?:\D{0,40})?"
    r"(?:\d{1,4}[./-]\s?\d{1,2}[./-]\s?\d{1,4}|\d{1,2}\.? (?:de )?[^\W\d]{3,10}[.,]{0,2} (?:de )?\d{4}"
    r"|[^\W\d]{3,9}\.? \d{1,2}, \d{4}"
    r"|\d{4}年\d{1,2}月\d{1,2}日)"
    r"(?:[\s,|–-]*(?:\D{0,12})\d{1,2}[:.h時]\d{2}.{0,40})?"
    r"(?:[\s,|–-]*\D{0,14}\d{1,3} (?:Min|min|Mins?)\b.{0,8})?\.?"
)


def story_lines(inside: list[TextBlock], outline: Outline, container: Box) -> list[TextBlock]:
    """Return the blocks that are the story's.

    :param inside: all blocks of the container
    """
    of_others = _lines_of_other_stories(inside, outline.boxes, container) | _lines_about_rights(inside, container)
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
        self.first_plain = next((b.number for b in blocks if self._is_plain(b) and is_prose(b)), 0)
        """Number of the first paragraph of the story's own kind."""
        self.last_plain = _last_plain(blocks, container)
        """Number of the last prose that nothing sets apart; what is called the author's below it is about him."""
        self.is_link_list = _link_lists(blocks)
        self.headed = _linked_headings(blocks)
        tables = (_list_around(block.box) for block in blocks if block.tag in _CELLS)
        self.cells = Counter(table.number for table in tables if table is not None)
        """Number of cells with text by table."""

    def _is_plain(self, block: TextBlock) -> bool:
        """Return whether a block is a paragraph without a class, or of a class that several have."""
        names = block.box.names
        return block.tag == "p" and (not names or self.paragraph_classes[names] > _RARE)

    def belongs(self, block: TextBlock) -> bool:
        """Return whether a block is the story's text."""
        roles = block.box.roles & ~self.container_roles
        if block.tag == "h1" or (roles and self._is_set_apart(block, roles)) or is_no_text(block):
            return False
        return not self._is_link(block) and not _is_furniture(block)

    def _is_link(self, block: TextBlock) -> bool:
        """Return whether a block leads to other pages."""
        if not block.linked and block.tag not in _ITEMS:
            return False
        if block.number not in self.headed and self._is_of_links(block):
            return True
        return block.linked > 0 and len(block.text) < _LEADING_ON_MAX and _leads_on(block)

    def _is_set_apart(self, block: TextBlock, roles: int) -> bool:
        """Return whether the boxes around a block say that it is not the story's text."""
        if roles & Role.ASIDE and not roles & (_NEVER | Role.LINK) and _is_post(block):
            # A class of a post names the platform that it was posted on.
            return False
        if roles & (EXCLUDED | Role.LINK | Role.BOX) and not self._is_paragraph(block, roles):
            return True
        return bool(roles & (Role.AUTHOR | Role.DATE)) and self._is_of_author_or_date(block, roles)

    def _is_paragraph(self, block: TextBlock, roles: int) -> bool:
        """Return whether a block is a paragraph of the story although its box says otherwise."""
        if len(block.text) <= _LONG or roles & (Role.COMMENTS | Role.FOOTER | Role.CAPTION):
            return False
        wrapper = block.box.parent
        is_aside = wrapper is not None and wrapper.own & Role.ASIDE and wrapper.tag != "aside"
        return not is_aside and block.box.names in self.paragraph_classes

    def _is_of_author_or_date(self, block: TextBlock, roles: int) -> bool:
        """Return whether a block that its box calls an author's, or a date, is one."""
        if roles & Role.AUTHOR:
            if block.number > self.last_plain:
                return True
        elif block.tag == "p" and is_prose(block) and not _DIGIT.search(block.text):
            # A sentence without a number is no date.
            return False
        return len(block.text) < _LONG and not self._is_cell_of_data(block)

    def _is_cell_of_data(self, block: TextBlock) -> bool:
        """Return whether a block is a cell of a table with several rows: its class tells what the column holds."""
        if block.tag not in _CELLS or (table := _list_around(block.box)) is None:
            return False
        return self.cells[table.number] >= _FEW_CELLS

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
            and not (block.number < self.first_plain and text.endswith(SENTENCE_ENDS) and linked < 0.9 * length)
        )


def _last_plain(blocks: list[TextBlock], container: Box) -> int:
    """Return the number of the last prose that nothing sets apart, else that of the last block."""
    apart = (EXCLUDED | Role.AUTHOR | Role.LINK | Role.BOX) & ~container.roles
    last = blocks[-1].number if blocks else 0
    return next((b.number for b in reversed(blocks) if not b.box.roles & apart and is_prose(b)), last)


def _is_furniture(block: TextBlock) -> bool:
    """Return whether a line is the caption of a picture, a time, or belongs to the outlet's page."""
    length = len(block.text)
    if length >= _CAPTION_MAX or _is_quoted(block):
        return False
    return _is_caption(block.text) or (length < _LINE_MAX and _is_boilerplate(block.text))


def beside_picture(block: TextBlock, printed: list[TextBlock]) -> bool:
    """Return whether a block stands in a small box with a picture and little else: it is the caption.

    :param printed: all blocks of the page
    """
    box: Box | None = block.box
    for _ in range(_PICTURE_LEVELS):
        if box is None:
            break
        if box.pictured and box.tag in _PICTURE_BOXES:
            return _is_caption_box(box, block, printed)
        box = box.parent
    return False


def _is_caption_box(box: Box, block: TextBlock, printed: list[TextBlock]) -> bool:
    size = 0
    before, after = reversed(printed[: block.number]), islice(printed, block.number, None)
    for direction in (before, after):
        for each in direction:
            if box not in islice(around(each.box), LEVELS):
                break
            size += len(each.text)
            if size > _CAPTION_BOX or each.tag in _TITLES:
                return False
    return True


def _is_quoted(block: TextBlock) -> bool:
    """Return whether a block stands right in a quotation, or in a paragraph of it."""
    return _quotation_around(block.box) is not None


def _quotation_around(box: Box) -> Box | None:
    parent = box.parent
    return box if box.tag == "blockquote" else parent if parent is not None and parent.tag == "blockquote" else None


def _is_post(block: TextBlock) -> bool:
    """Return whether a block is of a quotation that its class, or that of the box around it, sets apart."""
    quotation = _quotation_around(block.box)
    if quotation is None or quotation.parent is None:
        return False
    return bool((quotation.own | quotation.parent.own) & Role.ASIDE) and quotation.parent.tag != "aside"


def _leads_on(block: TextBlock) -> bool:
    """Return whether a line is a label with a colon, and links or titles of other stories behind it."""
    text = block.text
    # In lower case the expression passes over its alternatives several times as fast.
    label = _LEADING_ON.match(text[:_LABEL_MAX].lower())
    return label is not None and (block.linked > 0.3 * len(text) or not _SENTENCES.search(text, label.end()))


def is_no_text(block: TextBlock) -> bool:
    """Return whether a block is a row of signs between paragraphs, or markup that the page prints."""
    text = block.text
    if block.tag == "pre":
        return False
    if text[0] in _BRACKETS:
        if _SHORT_CODE.fullmatch(text):
            return True
        text = _MARKUP.sub("", text)
    return len(text) < _SEPARATOR and block.tag not in _CELLS and not any(map(str.isalnum, text))


def _is_caption(text: str) -> bool:
    has_sign = ":" in text or "©" in text or "/" in text or len(text) < _SHORT_CAPTION
    return has_sign and CREDIT.search(text) is not None


def _is_boilerplate(text: str) -> bool:
    if _DIGIT.search(text) and _TIME_LINE.fullmatch(text):
        return True
    return boilerplate_kind(text) is not None


def _linked_headings(blocks: list[TextBlock]) -> set[int]:
    """Return the numbers of headings with links that each head prose beside them: the entries of a list of places.

    A teaser has a box of its own for its heading and its excerpt.
    """
    by_parent: dict[int, list[int]] = {}
    for index, heading in enumerate(blocks):
        if not heading.linked or heading.tag not in HEADINGS:
            continue
        # A line between the two may be an address, or a time.
        text = next(filter(is_prose, blocks[index + 1 : index + 3]), None)
        parent = heading.box.parent
        if text is None or parent is None or parent is not text.box.parent:
            continue
        if 3 * text.linked < len(text.text):
            by_parent.setdefault(parent.number, []).append(heading.number)
    return {number for numbers in by_parent.values() if len(numbers) >= _ENTRIES for number in numbers}


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
        if (
            len(block.text) > _HEADING_MAX
            or block.number in out
            or not _OTHER_STORIES.match(block.text.lower().lstrip(_MARKS))
        ):
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
                # Text right inside a box around the section has a lower number.
                if not section.number <= other.box.number <= last:
                    break
                out.add(other.number)
    return out


def _lines_about_rights(blocks: list[TextBlock], container: Box) -> set[int]:
    """Return the numbers of the blocks at the end that share a small box with a line of rights."""
    for block in blocks[-_RIGHTS_WITHIN:]:
        section = block.box.parent
        if section is None or section.number <= container.number or not _states_rights(block.text):
            continue
        held = [each for each in blocks if section in islice(around(each.box), LEVELS)]
        if held[-1] is blocks[-1] and 2 * _size(held) < _size(blocks):
            return {each.number for each in held}
    return set()


def _states_rights(text: str) -> bool:
    return ("©" in text or "opyright" in text) and parse_rights(text) is not None


def _size(blocks: list[TextBlock]) -> int:
    """Return the characters of some blocks; one of a script without spaces counts as two."""
    return sum(len(block.text) * (1 + is_unspaced(block.text)) for block in blocks)


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
    """Remove headings over what was left out: links, or all the rest of a small box.

    :param printed: all blocks of the page
    """
    kept: list[TextBlock] = []
    for index, block in enumerate(blocks):
        if block.tag in HEADINGS and index + 1 < len(blocks):
            following = blocks[index + 1]
            between = printed[block.number + 1 : following.number]
            if following.tag in HEADINGS and _are_links(between):
                continue
            if between and _is_left_alone(block, between, following):
                continue
        kept.append(block)
    return kept


def _are_links(blocks: list[TextBlock]) -> bool:
    linked = sum(each.linked for each in blocks)
    return linked > 0 and linked * 2 > sum(len(each.text) for each in blocks)


def _is_left_alone(heading: TextBlock, between: list[TextBlock], following: TextBlock) -> bool:
    """Return whether all blocks behind a heading, which were left out, are of the heading's own box.

    :param between: blocks from the heading to the next one that is kept
    :param following: the next one that is kept
    """
    box = heading.box.parent
    if box is None or box in around(following.box):
        return False
    return all(box in around(each.box) for each in between) and any(map(is_prose, between))


def without_pull_quotes(blocks: list[TextBlock]) -> list[TextBlock]:
    """Remove quotations in large type that repeat words of a paragraph of the text."""
    quotes = [block for block in blocks if _may_be_pull_quote(block) and _in_pull_quote(block)]
    if not quotes or len(quotes) == len(blocks):
        return blocks
    numbers = {block.number for block in quotes}
    text = "\n".join(block.text for block in blocks if block.number not in numbers)
    repeated = {block.number for block in quotes if block.text.strip(_QUOTE_SIGNS) in text}
    return [block for block in blocks if block.number not in repeated] if repeated else blocks


def _may_be_pull_quote(block: TextBlock) -> bool:
    is_heading = block.tag in HEADINGS and not block.text.endswith(SENTENCE_ENDS)
    return _PULL_QUOTE <= len(block.text) <= _LONGEST_PULL_QUOTE and not is_heading


def _in_pull_quote(block: TextBlock) -> bool:
    """Return whether a class says quotation; an element that quotes without a class may quote somebody again."""
    return any(
        box.names != "" and QUOTATION.search(box.names) is not None
        for box in islice(around(block.box), _QUOTATION_LEVELS)
    )


# --- both ends of the text ------------------------------------------------------------------------------------------


def trimmed(blocks: list[TextBlock]) -> list[TextBlock]:
    """Remove labels and headings that are left at both ends, and lines that speak to the reader at the end."""
    blocks = _without_closings(blocks)
    end = _end_of_text(blocks)
    # Above the first prose stand the kicker, the byline, the time; a heading only right above it.
    first = next((index for index in range(end) if is_prose(blocks[index])), None)
    if first is None:
        return blocks[:end]
    above = list(takewhile(lambda block: _may_stand_above(block, blocks[first]), reversed(blocks[:first])))
    start = first - len(above)
    kept = [block for block in reversed(above) if not _is_title_of_box(block, blocks[first])]
    return kept + blocks[first : end + _lines_at_end(blocks, start, end)]


def _end_of_text(blocks: list[TextBlock]) -> int:
    """Return the index behind the last block that is neither a label nor a heading nor an announcement."""
    end = len(blocks)
    while end and (_is_heading(blocks[end - 1]) or _is_label(blocks[end - 1])):
        end -= 1
    if end > 1 and _announces(blocks[end - 1]) and is_prose(blocks[end - 2]):
        end -= 1
    return end


def _is_heading(block: TextBlock) -> bool:
    """Return whether a block is a heading; sentences may be set as one for their size."""
    return block.tag in HEADINGS and not (len(block.text) >= _LONGEST_HEADING and block.text.endswith(SENTENCE_ENDS))


def _may_stand_above(block: TextBlock, first: TextBlock) -> bool:
    if block.tag == "li" or block.tag in HEADINGS:
        return True
    return _is_short_sentence(block, first) or _is_title_line(block, first)


def _is_title_line(block: TextBlock, first: TextBlock) -> bool:
    """Return whether a line above the first prose is a title of its own, in a paragraph of the same kind.

    A kicker is shorter; a byline begins like one, a line with a day or a clock has digits.
    """
    text = block.text
    if not _LABEL_MAX <= len(text) < PROSE or block.linked or _kind_of_line(block) != _kind_of_line(first):
        return False
    return not (_TWO_DIGITS.search(text) or starts_byline(text) or is_meta_line(text))


def _is_title_of_box(block: TextBlock, first: TextBlock) -> bool:
    """Return whether a heading above the first prose is a few words beside it, such as those over tools or links."""
    if block.tag not in HEADINGS or len(block.text) >= _TITLE:
        return False
    outer = block.box.parent
    return find_agency(block.text) is not None or (outer is not None and outer not in around(first.box))


def _is_short_sentence(block: TextBlock, first: TextBlock) -> bool:
    """Return whether a line above the first prose is a sentence of a few words, in a paragraph of the same kind."""
    text = block.text
    return (
        block.tag == "p"
        and _kind_of_line(block) == _kind_of_line(first)
        and not block.linked
        and text.endswith(_SHORT_ENDS)
        and " " in text
        and not starts_byline(text.rstrip("."))
        and not is_meta_line(text)
    )


def _without_closings(blocks: list[TextBlock]) -> list[TextBlock]:
    """Return the blocks without the last ones that speak to the reader or introduce the writer."""
    head, tail = blocks[:-_CLOSINGS], blocks[-_CLOSINGS:]
    if not any(map(is_prose, head)):
        return blocks
    return head + [block for block in tail if not is_closing(block.text)]


def _lines_at_end(blocks: list[TextBlock], start: int, end: int) -> int:
    """Return how many of the labels behind the last sentence are text: lines of data, and signatures as in the text."""
    kind = _kind_of_line(blocks[end - 1])
    labels = list(takewhile(lambda block: _kind_of_line(block) == kind and not block.linked, blocks[end:]))
    if len(labels) < _FEW_LINES:
        return 0
    if 2 * sum(_DIGIT.search(block.text) is not None for block in labels) > len(labels):
        return len(labels)
    text = blocks[start:end]
    signatures = sum(
        is_prose(before) and _is_label(first) and _is_label(second) and first.tag not in HEADINGS
        for before, first, second in zip(text, text[1:], text[2:], strict=False)
    )
    return _FEW_LINES if signatures >= _FEW_LINES else 0


def _kind_of_line(block: TextBlock) -> tuple[str, str, Box | None]:
    return block.tag, _DIGIT.sub("", block.box.names), block.box.parent


def _announces(block: TextBlock) -> bool:
    """Return whether a last line announces what was left out below it: ``Online:``, ``See it in action:``."""
    return len(block.text) < _ANNOUNCEMENT and block.text.endswith((":", "："))


def _is_label(block: TextBlock) -> bool:
    text = block.text
    return (
        len(text) < _LABEL_MAX
        and not text.endswith(SENTENCE_ENDS)
        and block.tag not in (*_ITEMS, "blockquote")
        and not is_unspaced(text)
    )
