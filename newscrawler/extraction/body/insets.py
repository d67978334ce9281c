"""Small boxes among the paragraphs that are not the story.

A story's paragraphs stand in wrappers of a few kinds, alike from paragraph to paragraph. A box of another kind that
holds a sentence or two is a teaser, a poll, a video's title or a call to subscribe, in whatever language.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice

from newscrawler.extraction.body.blocks import HEADINGS, LEVELS, QUOTATION
from newscrawler.html.outline import Box, TextBlock

__all__ = ["without_insets"]

_SENTENCES = 60
"""Characters outside links above which a text holds a sentence."""
_SPINE = 0.2
"""A kind of wrapper with this share of the prose is one of the story's."""
_INSET_MAX = 250
"""Characters: a larger box may be a part of the story."""
_INSET_SHARE = 0.1
"""The same as a share of the prose."""
_TEXTUAL = frozenset(
    (
        *("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "table", "tbody", "thead", "tr"),
        *("td", "th", "dl", "dt", "dd", "pre", "span", "strong", "b", "em", "i", "a"),
    )
)
"""Elements of text itself: they do not make a box of another kind."""
_KEPT = frozenset(("td", "th", "dd", "dt", "li", "pre", "blockquote"))
"""Lists and tables are data that only the story has, however they are wrapped."""
_DIGIT = re.compile(r"\d")


def without_insets(blocks: list[TextBlock], boxes: list[Box], container: Box) -> list[TextBlock]:
    """Return the blocks without those in small boxes that are built unlike the wrappers of the paragraphs."""
    kinds = _Kinds(blocks, boxes, container)
    prose = _prose_by_kind(blocks, kinds)
    if not prose:
        return blocks
    total = sum(prose.values())
    roots = _roots(boxes, kinds, _spine(prose, kinds))
    out: set[int] = set()
    for held in _boxed_after_begin(blocks, roots):
        if _is_inset(held, total, container):
            out.update(block.number for block in held)
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
            if box.tag not in _TEXTUAL:
                if box.tag == container.tag and box.parent is container.parent:
                    # Beside the container, and of its kind.
                    kind = 0
                else:
                    kind = known.setdefault((outer, box.tag, _without_numbered(box.names)), len(self.above))
                    if kind == len(self.above):
                        self.above.append(outer)
            self.of_box[box.number] = kind


@lru_cache(maxsize=10_000)
def _without_numbered(names: str) -> str:
    """Return class names without those that number a single element."""
    return " ".join(name for name in names.split() if not _DIGIT.search(name))


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
            while kind not in spine:
                spine.add(kind)
                kind = kinds.above[kind]
    return spine


def _roots(boxes: list[Box], kinds: _Kinds, spine: set[int]) -> dict[int, int]:
    """Return the outermost box of another kind around each box, both by their numbers."""
    roots: dict[int, int] = {}
    for number, kind in kinds.of_box.items():
        if kind not in spine:
            parent = boxes[number].parent
            roots[number] = roots.get(parent.number, number) if parent is not None else number
    return roots


def _boxed_after_begin(blocks: list[TextBlock], roots: dict[int, int]) -> list[list[TextBlock]]:
    """Return the blocks of each box of another kind that stands below the first sentence of the story."""
    boxed: dict[int, list[TextBlock]] = {}
    begun = False
    for block in blocks:
        root = roots.get(block.box.number)
        if root is None:
            begun = begun or len(block.text) > _SENTENCES
        elif begun:
            boxed.setdefault(root, []).append(block)
    return list(boxed.values())


def _is_inset(held: list[TextBlock], total: int, container: Box) -> bool:
    size = sum(len(block.text) for block in held)
    if size >= _INSET_MAX or size >= _INSET_SHARE * total:
        return False
    if all(block.tag in HEADINGS for block in held) or any(block.tag in _KEPT for block in held):
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
