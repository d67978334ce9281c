"""Small boxes among the paragraphs that are not the story.

A story's paragraphs stand in wrappers of a few kinds, alike from paragraph to paragraph. A box of another kind that
holds a sentence or two is a teaser, a poll, a video's title or a call to subscribe, in whatever language.
"""

from __future__ import annotations

import re
from itertools import islice

from newscrawler.extraction.body.blocks import HEADINGS, LEVELS, QUOTATION, is_prose
from newscrawler.html.outline import Box, TextBlock, without_numbered
from newscrawler.language.walls import asks_reader

__all__ = ["without_insets"]

_SENTENCES = 60
"""Characters outside links above which a text holds a sentence."""
_SPINE = 0.2
"""A kind of wrapper with this share of the prose is one of the story's."""
_INSET_MAX = 250
"""Characters: a larger box may be a part of the story."""
_INSET_SHARE = 0.1
"""The same as a share of the prose."""
_SUBHEAD = 100
"""Characters of a heading."""
_ALIKE = 2
"""Headings of one shape in a text."""
_STATEMENT_ENDS = (".", "!", "…", ":", ",", ";", "。", "！", '"', "”", "»", "」")
"""Ends of a line that is no heading; a question may be one."""
_CLOCK = re.compile(r"\d[:.h]\d\d(?!\d)")
"""A time of day, as at the head of an entry of a live blog."""
_CALLED_SUBHEAD = re.compile(
    r"(?:sub|cross|mid)-?_?(?:head|heading|headline|title)|(?:zwischen|unter)(?:titel|ueberschrift)|intertitre"
    r"|ladillo|mellomtit|mellanrubrik|mellemrubrik|tussenkop|srodtytul|h[2-6](?![0-9])",
    re.I,
)
_WALL_MAX = 1500
"""Characters of a box that asks for an account or for consent, at most."""
_WALL_SHARE = 0.7
"""The same as a share of the prose: half of the text may be behind the wall."""
_TEXTUAL = frozenset(
    (
        *("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "table", "tbody", "thead", "tr"),
        *("td", "th", "dl", "dt", "dd", "pre", "span", "strong", "b", "em", "i", "a"),
    )
)
"""Elements of text itself: they do not make a box of another kind."""
_KEPT = frozenset(("td", "th", "dd", "dt", "li", "pre", "blockquote"))
"""Lists and tables are data that only the story has, however they are wrapped."""


def without_insets(blocks: list[TextBlock], boxes: list[Box], container: Box) -> list[TextBlock]:
    """Return the blocks without those in small boxes that are built unlike the wrappers of the paragraphs."""
    kinds = _Kinds(blocks, boxes, container)
    prose = _prose_by_kind(blocks, kinds)
    if not prose:
        return blocks
    total, most = sum(prose.values()), max(prose, key=prose.__getitem__)
    boxed = _boxed_after_begin(blocks, _roots(boxes, kinds, _spine(prose, kinds)))
    subheads = _subheads(blocks, boxed, kinds)
    insets = [held for root, held in boxed.items() if root not in subheads and _is_inset(held, total, container)]
    beside = _boxed_after_begin(blocks, _roots(boxes, kinds, kinds.around(most)))
    insets += [held for held in beside.values() if _asks_reader(held, total)]
    heads = _heads_of_entries(insets, kinds)
    out = {block.number for held in insets for block in held} - heads
    return [block for block in blocks if block.number not in out] if out else blocks


class _Kinds:
    """Kinds of wrappers, by tags and classes down from the container, which is kind 0."""

    def __init__(self, blocks: list[TextBlock], boxes: list[Box], container: Box) -> None:
        self.of_box: dict[int, int] = {}
        """Kind of each box from the container on, by the box's number."""
        self.above = [0]
        """Kind around each kind."""
        known: dict[tuple[int, str, str], int] = {}
        first = min((block.box.number for block in blocks), default=container.number)
        last = max((block.box.number for block in blocks), default=container.number)
        for box in islice(boxes, min(first, container.number + 1), last + 1):
            outer = kind = self.of_box.get(box.parent.number, 0) if box.parent is not None else 0
            # A wrapper without a name says nothing about what is in it.
            if box.tag not in _TEXTUAL and (box.names or box.tag != "div"):
                if box.tag == container.tag and box.parent is container.parent:
                    # Beside the container, and of its kind.
                    kind = 0
                else:
                    kind = known.setdefault((outer, box.tag, without_numbered(box.names)), len(self.above))
                    if kind == len(self.above):
                        self.above.append(outer)
            self.of_box[box.number] = kind

    def around(self, kind: int) -> set[int]:
        """Return a kind and the kinds around it."""
        found = {0}
        while kind not in found:
            found.add(kind)
            kind = self.above[kind]
        return found


def _prose_by_kind(blocks: list[TextBlock], kinds: _Kinds) -> dict[int, int]:
    prose: dict[int, int] = {}
    for block in blocks:
        free = len(block.text) - block.linked
        if free > _SENTENCES:
            kind = kinds.of_box.get(block.box.number, 0)
            prose[kind] = prose.get(kind, 0) + free
    return prose


def _spine(prose: dict[int, int], kinds: _Kinds) -> set[int]:
    """Return the kinds that hold much of the prose, and the kinds around them."""
    total, most = sum(prose.values()), max(prose.values())
    spine = {0}
    for kind, free in prose.items():
        if free == most or free >= _SPINE * total:
            spine |= kinds.around(kind)
    return spine


def _roots(boxes: list[Box], kinds: _Kinds, spine: set[int]) -> dict[int, int]:
    """Return the outermost box of another kind around each box, both by their numbers."""
    roots: dict[int, int] = {}
    for number, kind in kinds.of_box.items():
        if kind not in spine:
            parent = boxes[number].parent
            roots[number] = roots.get(parent.number, number) if parent is not None else number
    return roots


def _heads_of_entries(insets: list[list[TextBlock]], kinds: _Kinds) -> set[int]:
    """Return the numbers of headings without links in boxes of one shape, as over the entries of a live blog.

    The boxes hold no prose; the other lines in them are times and names.
    """
    by_kind: dict[int, list[int]] = {}
    for held in insets:
        headings = [block for block in held if block.tag in HEADINGS and not block.linked]
        if len(headings) == 1 and not any(is_prose(block) for block in held if block is not headings[0]):
            by_kind.setdefault(kinds.of_box.get(headings[0].box.number, 0), []).append(headings[0].number)
    return {number for numbers in by_kind.values() if len(numbers) >= _ALIKE for number in numbers}


def _boxed_after_begin(blocks: list[TextBlock], roots: dict[int, int]) -> dict[int, list[TextBlock]]:
    """Return the blocks of each box of another kind that stands below the first sentence, by the box's number."""
    boxed: dict[int, list[TextBlock]] = {}
    begun = False
    for block in blocks:
        root = roots.get(block.box.number)
        if root is None:
            begun = begun or len(block.text) > _SENTENCES
        elif begun:
            boxed.setdefault(root, []).append(block)
    return boxed


def _subheads(blocks: list[TextBlock], boxed: dict[int, list[TextBlock]], kinds: _Kinds) -> set[int]:
    """Return the boxes, by their numbers, that are a heading of the paragraphs below them.

    A heading is a short line over prose in a box of one shape with other headings, or in one that is called so.
    """
    place = {block.number: index for index, block in enumerate(blocks)}
    by_kind: dict[int, list[int]] = {}
    for root, held in boxed.items():
        if len(held) == 1 and _may_head(held[0], blocks, place[held[0].number]):
            by_kind.setdefault(kinds.of_box.get(held[0].box.number, 0), []).append(root)
    found: set[int] = set()
    for alike in by_kind.values():
        if len(alike) < _ALIKE:
            found.update(root for root in alike if _CALLED_SUBHEAD.search(boxed[root][0].box.names))
        elif len({boxed[root][0].text for root in alike}) == len(alike):
            found.update(alike)
    return found


def _may_head(line: TextBlock, blocks: list[TextBlock], index: int) -> bool:
    """Return whether a line without links is short, no sentence, and stands right above prose."""
    text = line.text
    if line.linked or len(text) > _SUBHEAD or text.endswith(_STATEMENT_ENDS) or index + 1 == len(blocks):
        return False
    if _CLOCK.search(text):
        return False
    return is_prose(blocks[index + 1]) and blocks[index + 1].box is not line.box


def _asks_reader(held: list[TextBlock], total: int) -> bool:
    """Return whether a box with less text than the story asks for an account, or for consent to show something."""
    size = sum(len(block.text) for block in held)
    return size < min(_WALL_MAX, _WALL_SHARE * total) and asks_reader(" ".join(block.text for block in held))


def _is_inset(held: list[TextBlock], total: int, container: Box) -> bool:
    size = sum(len(block.text) for block in held)
    if size >= _INSET_MAX or size >= _INSET_SHARE * total:
        return False
    if any(block.tag in _KEPT for block in held) or (len(held) == 1 and held[0].tag in HEADINGS):
        return False
    return not any(_is_quotation(block.box, container) for block in held)


def _is_quotation(box: Box | None, container: Box) -> bool:
    for _ in range(LEVELS):
        if box is None or box is container:
            break
        if box.tag == "blockquote" or QUOTATION.search(box.names):
            return True
        box = box.parent
    return False
