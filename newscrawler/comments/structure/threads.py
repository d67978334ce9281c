"""Parents of comments: by what a comment states, by printed depths, else by the nesting of the elements."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from selectolax.lexbor import LexborNode

from newscrawler.comments.structure.blocks import Block
from newscrawler.comments.structure.depths import parents_by_depth
from newscrawler.html.roles import BLOCK, SECTION, roles_of_class
from newscrawler.language.words import WORDS
from newscrawler.limits import whole_number

__all__ = ["parents"]

_DEPTH = re.compile(rf"(?:^|[\s_-])(?:{WORDS.pattern('depth')})[-_]?(\d{{1,2}})(?=\s|$)", re.I)
_DEPTH_ATTRIBUTES = ("data-depth", "data-level", "aria-level")
_MAX_CLIMB = 40
"""Levels that are climbed to find the comment around or before an element."""

_DEEPEST = 200
"""Levels of replies that are followed where a parent may be printed after its reply; no thread is this deep."""

_LONGEST_NAMES = 2_000
"""Characters of a ``class`` that are searched for a depth."""


def parents(blocks: Sequence[Block], stated: Sequence[str | None]) -> list[int | None]:
    """Return the index of each block's parent.

    :param stated: for each block the number of the comment that it names as its parent
    """
    printed = _by_depth(blocks)
    found = printed or _Nesting(blocks).parents()
    if printed is None and not any(stated) and all(above is None for above in found):
        found = parents_by_depth([block.node for block in blocks]) or found
    # While all parents come before their replies, no comment descends from a later one.
    in_order = all(above is None or above < index for index, above in enumerate(found))
    for index, above in _stated_parents(blocks, stated):
        if (in_order and above < index) or not _descends(above, index, found):
            found[index] = above
            in_order = in_order and above < index
    return found


def _stated_parents(blocks: Sequence[Block], stated: Sequence[str | None]) -> Iterator[tuple[int, int]]:
    """Yield the indices of each comment that names another comment as its parent, and of that parent."""
    numbers = {block.number: index for index, block in enumerate(blocks) if block.number}
    for index, number in enumerate(stated):
        above = numbers.get(number) if number else None
        if above is not None and above != index:
            yield index, above


def _descends(index: int, ancestor: int, parents: list[int | None]) -> bool:
    """Return whether a comment answers another, directly or not; True also when it is too deep to tell."""
    above: int | None = index
    for _ in range(_DEEPEST):
        if above is None:
            return False
        if above == ancestor:
            return True
        above = parents[above]
    return True


def _by_depth(blocks: Sequence[Block]) -> list[int | None] | None:
    """Return parents by a depth class or attribute; None unless every comment has one.

    Themes that forget to close an element still print it.
    """
    found: list[int | None] = []
    line: list[tuple[int, int]] = []
    for index, block in enumerate(blocks):
        depth = _depth(block)
        if depth is None:
            return None
        while line and line[-1][0] >= depth:
            line.pop()
        found.append(line[-1][1] if line else None)
        line.append((depth, index))
    return found


def _depth(block: Block) -> int | None:
    node = block.node
    depth = _stated_depth(node)
    return _stated_depth(node.parent) if depth is None and node.parent is not None else depth


def _stated_depth(node: LexborNode) -> int | None:
    attributes = node.attributes
    for name in _DEPTH_ATTRIBUTES:
        value = attributes.get(name)
        if value and (depth := whole_number(value)) is not None:
            return depth
    names = (attributes.get("class") or "")[:_LONGEST_NAMES]
    return _depth_of_class(names) if names else None


# Comments of one depth have the same classes but for a few.
@lru_cache(maxsize=1024)
def _depth_of_class(names: str) -> int | None:
    match = _DEPTH.search(names)
    return int(match.group(1)) if match else None


class _Nesting:
    """Parents by the nesting of elements: an inner block answers the outer; a list behind a block holds its replies."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._blocks = blocks
        self._index_of = {root.mem_id: index for index, block in enumerate(blocks) for root in block.roots}
        self._held = _count_held(blocks)
        self._before: dict[int, int | None] = {}
        """The comment before an element, for elements passed before; siblings share their ancestors."""

    def parents(self) -> list[int | None]:
        return [self._parent(block) for block in self._blocks]

    def _parent(self, block: Block) -> int | None:
        """Return the block around a block; else, for a block in a list of replies, the comment before the list."""
        step = block.node
        for _ in range(_MAX_CLIMB):
            above = step.parent
            if above is None:
                return None
            if above.mem_id in self._index_of:
                return self._index_of[above.mem_id]
            if (comment := self._comment_before(step)) is not None:
                return comment
            if self._held.get(above.mem_id, 0) >= len(self._blocks):
                return None
            step = above
        return None

    def _comment_before(self, step: LexborNode) -> int | None:
        """Return the comment before an element that is no comment itself."""
        mem = step.mem_id
        if mem in self._index_of:
            return None
        if mem not in self._before:
            self._before[mem] = self._find_before(step)
        return self._before[mem]

    def _find_before(self, step: LexborNode) -> int | None:
        for before in _previous(step):
            if before.mem_id in self._index_of:
                return self._index_of[before.mem_id]
            if held := self._held.get(before.mem_id):
                # <div><article/></div><div class="replies">…: the comment is wrapped, and the list of replies is not
                # an element of the same kind.
                return self._only(before) if held == 1 and _kind(before) != _kind(step) else None
        return None

    def _only(self, node: LexborNode) -> int | None:
        for inner in node.traverse(include_text=False):
            if inner.mem_id in self._index_of:
                return self._index_of[inner.mem_id]
        return None


def _count_held(blocks: Sequence[Block]) -> dict[int, int]:
    """Return the number of blocks inside each element around blocks."""
    held: dict[int, int] = {}
    # Most blocks are children of the same few elements: each of these is climbed from once.
    lists: dict[int, list[LexborNode]] = {}
    for block in blocks:
        if (above := block.node.parent) is not None:
            lists.setdefault(above.mem_id, []).append(above)
    for alike in lists.values():
        step: LexborNode | None = alike[0]
        for _ in range(_MAX_CLIMB):
            if step is None:
                break
            held[step.mem_id] = held.get(step.mem_id, 0) + len(alike)
            step = step.parent
    return held


def _previous(node: LexborNode) -> Iterator[LexborNode]:
    """Yield the nodes before a node, nearest first."""
    before = node.prev
    while before is not None:
        yield before
        before = before.prev


def _kind(node: LexborNode) -> tuple[str | None, int]:
    """Return the kind of an element among its siblings; "odd" and "even" are alike."""
    return node.tag, roles_of_class(node.attributes.get("class") or "") & (BLOCK | SECTION)
