"""Kinds of the blocks of a story's text: which are leads, subheads, lists, quotations, posts, tables, notes, credits.

The choice of the blocks is made before (:mod:`newscrawler.extraction.body.find`); a kind never adds or removes one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from newscrawler.extraction.body.blocks import HEADINGS, LEVELS, QUOTATION, SENTENCE_ENDS, is_prose, is_unspaced
from newscrawler.extraction.body.find import BodyFound
from newscrawler.html.outline import Box, Role, TextBlock
from newscrawler.items import APART, Block, BlockKind
from newscrawler.language.asides import heads_key_points, is_credit_line, is_note

__all__ = ["typed", "typed_blocks"]

_EDGE = 3
"""Blocks at the beginning and at the end in which notes and credits stand; in the middle they are reporting."""
_SUBHEAD = 100
"""Characters of a subhead."""
_POST_LINE = 240
"""Characters of the line that names the author of a post."""
_LAYOUT = 0.6
"""A table with this share of the text is the layout of the page, not data."""
_KEY_POINTS = 0.5
"""A list of key points is shorter than this share of the text below it."""
_TEXT_BELOW = 3
"""Paragraphs of prose below a list of key points."""

_ITEMS = frozenset(("li", "dt", "dd"))
_CELLS = frozenset(("td", "th", "tr", "caption"))
# A mention of an account: "@name", "@name@host.example", "@name.host.example".
_ACCOUNT = re.compile(r"(?<![\w.@])@\w[\w.@-]*\w")
_POSTED = "pic.twitter.com/"
"""Address that a platform puts behind the words of a post with a picture."""
_DASHES = ("—", "–", "―", "-", "&mdash;")
# A summary that calls itself so in its class, where the page has no words for it.
_SUMMARY_NAMES = re.compile(r"key-?_?(?:points?|takeaways?|facts?)|highlights|take-?aways?|tl-?dr", re.I)


def typed(texts: Iterable[str]) -> list[Block]:
    """Return paragraphs as blocks: a text dump, a declared selector or data for machines say no more of them."""
    return [Block(text=text) for text in texts]


def typed_blocks(found: BodyFound, printed: Sequence[TextBlock]) -> list[Block]:
    """Return the blocks of a page's text with their kinds.

    :param printed: all blocks of the page
    """
    kinds = _Kinds(found, printed)
    blocks = [Block(kind=kind, text=block.text) for block, kind in zip(found.blocks, kinds.all(), strict=True)]
    if all(block.kind in APART for block in blocks):
        # A withdrawal may be nothing but a note: it is then the text.
        return typed(found.paragraphs)
    return blocks


class _Kinds:
    """Facts about all blocks of a text, by which the kind of each is decided."""

    def __init__(self, found: BodyFound, printed: Sequence[TextBlock]) -> None:
        self.blocks = found.blocks
        self.container = found.box
        self.leads = found.leads
        self.key_points = _key_points(found.blocks, printed)
        self.around = [_tags_around(block, found.box) for block in found.blocks]
        self.posts = self._posts()
        self.layout = self._tables_of_layout()

    def all(self) -> list[BlockKind]:
        last = len(self.blocks) - _EDGE
        return [self._kind(index, at_edge=index < _EDGE or index >= last) for index in range(len(self.blocks))]

    def _kind(self, index: int, *, at_edge: bool) -> BlockKind:
        if index in self.key_points:
            return "note"
        block = self.blocks[index]
        if at_edge:
            if is_credit_line(block.text):
                return "credit"
            if is_note(block.text):
                return "note"
        if index < self.leads:
            return "lead"
        return self._kind_by_markup(index, block)

    def _kind_by_markup(self, index: int, block: TextBlock) -> BlockKind:
        tags = self.around[index]
        if index in self.posts:
            return "post"
        if tags.table is not None and tags.table not in self.layout:
            return "table"
        if tags.quotation is not None:
            return "quote"
        if self._is_lead(index, block) and not tags.item:
            # Some outlets set the lead as a heading.
            return "lead"
        if block.tag in HEADINGS:
            return "subhead"
        if tags.item:
            return "list"
        return "subhead" if self._is_subhead(index) else "paragraph"

    def _is_lead(self, index: int, block: TextBlock) -> bool:
        """Return whether the first paragraph is in a box that is called the lead."""
        container = self.container.roles if self.container is not None else 0
        return index <= self.leads and bool(block.box.roles & ~container & Role.LEAD)

    def _is_subhead(self, index: int) -> bool:
        """Return whether a short line without a full stop stands between paragraphs."""
        if not 0 < index < len(self.blocks) - 1:
            return False
        text = self.blocks[index].text
        if len(text) > _SUBHEAD or (text.endswith(SENTENCE_ENDS) and not text.endswith(("?", "？"))):
            return False
        above, below = self.blocks[index - 1], self.blocks[index + 1]
        return is_prose(above) and is_prose(below) and above.text.endswith(SENTENCE_ENDS) and not is_unspaced(text)

    def _posts(self) -> set[int]:
        """Return the blocks of quotations that begin or end with the account of their author in a line with a link.

        In a box of another kind the line has to be a signature: a dash, a name, the account.
        """
        by_quotation: dict[int, list[int]] = {}
        for index, tags in enumerate(self.around):
            if tags.quotation is not None:
                by_quotation.setdefault(tags.quotation, []).append(index)
        found = {index for held in by_quotation.values() if self._names_account(held) for index in held}
        for index, block in enumerate(self.blocks):
            if index not in found and block.linked and _is_signature(block.text):
                found.update(self._of_box(block.box))
        return found

    def _names_account(self, held: Sequence[int]) -> bool:
        if any(_POSTED in self.blocks[index].text for index in held):
            return True
        return any(
            block.linked and len(block.text) <= _POST_LINE and _ACCOUNT.search(block.text)
            for block in (self.blocks[held[-1]], self.blocks[held[0]])
        )

    def _of_box(self, box: Box) -> list[int]:
        """Return the blocks of the box around a line, and of the line's own box; only those of its own in the text's
        box."""
        own = [index for index, block in enumerate(self.blocks) if block.box is box or block.box.parent is box]
        if box is self.container:
            return []
        if len(own) > 1 or box.parent is None or box.parent is self.container:
            return own
        return [index for index, block in enumerate(self.blocks) if block.box.parent is box.parent]

    def _tables_of_layout(self) -> set[int]:
        if all(tags.table is None for tags in self.around):
            return set()
        size: Counter[int] = Counter()
        for block, tags in zip(self.blocks, self.around, strict=True):
            if tags.table is not None:
                size[tags.table] += len(block.text)
        total = sum(len(block.text) for block in self.blocks)
        return {table for table, length in size.items() if length >= _LAYOUT * total}


def _is_signature(text: str) -> bool:
    return len(text) <= _POST_LINE and text.startswith(_DASHES) and _ACCOUNT.search(text) is not None


class _Around:
    """Elements around a block, up to the container."""

    __slots__ = ("item", "quotation", "table")

    def __init__(self) -> None:
        self.item = False
        """Whether it is in an item of a list."""
        self.table: int | None = None
        """Number of the cell's table, by its box."""
        self.quotation: int | None = None
        """Number of the box of a quotation."""


def _tags_around(block: TextBlock, container: Box | None) -> _Around:
    found = _Around()
    box: Box | None = block.box
    in_cell = False
    for _ in range(LEVELS):
        if box is None or box is container:
            break
        tag = box.tag
        if tag in _ITEMS:
            found.item = True
        elif tag in _CELLS:
            in_cell = True
        elif tag == "table" and in_cell:
            found.table = box.number
        elif _is_quotation(box):
            found.quotation = box.number
        box = box.parent
    return found


def _is_quotation(box: Box) -> bool:
    return box.tag == "blockquote" or (box.tag != "p" and box.names != "" and _is_called_quotation(box.names))


@lru_cache(maxsize=4_096)
def _is_called_quotation(names: str) -> bool:
    """Return whether class names say quotation. A search for each block takes a tenth of the time of all kinds."""
    return QUOTATION.search(names) is not None


# --- key points -----------------------------------------------------------------------------------------------------


def _key_points(blocks: Sequence[TextBlock], printed: Sequence[TextBlock]) -> set[int]:
    """Return the blocks of a box that sums the text up above it: its heading, and its items.

    The box is a list above the first paragraph that is called so by its heading or its class.

    :param printed: all blocks of the page: the heading may have been left out of the text
    """
    start, end = _first_list(blocks)
    if start == end:
        start, end = _first_box(blocks, printed)
    below = blocks[end:]
    if start == end or sum(map(is_prose, below)) < _TEXT_BELOW:
        return set()
    if _size(blocks[start:end]) >= _KEY_POINTS * _size(below):
        return set()
    number = blocks[start].number
    if number and heads_key_points(printed[number - 1].text):
        is_text = start and blocks[start - 1].number == number - 1
        return set(range(start - 1 if is_text else start, end))
    return set(range(start, end)) if _is_called_summary(blocks[start].box) else set()


def _first_list(blocks: Sequence[TextBlock]) -> tuple[int, int]:
    """Return where a list at the beginning of the text begins and ends; the same place twice where there is none."""
    start = next((index for index, block in enumerate(blocks[:_EDGE]) if _is_item(block)), 0)
    end = next((index for index in range(start, len(blocks)) if not _is_item(blocks[index])), len(blocks))
    return start, end


def _first_box(blocks: Sequence[TextBlock], printed: Sequence[TextBlock]) -> tuple[int, int]:
    """Return where the paragraphs below a heading of key points begin and end, which stand in one box."""
    for start, block in enumerate(blocks[:_EDGE]):
        if block.number and heads_key_points(printed[block.number - 1].text):
            around = block.box.parent
            ends = (index for index in range(start, len(blocks)) if blocks[index].box.parent is not around)
            return start, next(ends, len(blocks))
    return 0, 0


def _is_item(block: TextBlock) -> bool:
    return block.tag == "li" or (block.box.parent is not None and block.box.parent.tag == "li")


def _is_called_summary(box: Box | None) -> bool:
    for _ in range(LEVELS):
        if box is None:
            break
        if box.names and _SUMMARY_NAMES.search(box.names):
            return True
        box = box.parent
    return False


def _size(blocks: Iterable[TextBlock]) -> int:
    return sum(len(block.text) for block in blocks)
