"""Who answers whom: by what a comment states, by printed depths, else by how the elements lie in each other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from selectolax.lexbor import LexborNode

from newscrawler.comments.structure.blocks import Block
from newscrawler.html.roles import BLOCK, SECTION, part_of_class
from newscrawler.limits import whole_number

__all__ = ["parents"]

_DEPTH = re.compile(r"(?:^|[\s_-])(?:depth|level|lvl|ebene|nesting|niveau)[-_]?(\d{1,2})(?=\s|$)", re.I)
_MAX_CLIMB = 40
_DEEPEST = 200
"""Answers to answers that are followed where a parent may be printed after its reply: no thread is this deep."""

_LONGEST_NAMES = 2_000
"""Characters of a ``class`` that are searched for a depth."""


def parents(blocks: Sequence[Block], stated: Sequence[str | None]) -> list[int | None]:
    """Index of each block's parent.

    :param stated: per block the number of the comment that it names as its parent
    """
    found = _by_depth(blocks) or _by_nesting(blocks)
    numbers = {block.number: index for index, block in enumerate(blocks) if block.number}
    # While all parents come before their replies, no comment descends from a later one.
    in_order = all(above is None or above < index for index, above in enumerate(found))
    for index, number in enumerate(stated):
        above = numbers.get(number) if number else None
        if above is None or above == index:
            continue
        if (in_order and above < index) or not _descends(above, index, found):
            found[index] = above
            in_order = in_order and above < index
    return found


def _descends(index: int, ancestor: int, parents: list[int | None]) -> bool:
    """Whether a comment answers another, directly or not; also when it is too deep to tell."""
    above: int | None = index
    for _ in range(_DEEPEST):
        if above is None:
            return False
        if above == ancestor:
            return True
        above = parents[above]
    return True


def _by_depth(blocks: Sequence[Block]) -> list[int | None] | None:
    """By a depth class or attribute, when every comment has one: themes that forget to close an element still print it."""
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
    for step in (node, node.parent):
        if step is None:
            return None
        attributes = step.attributes
        for name in ("data-depth", "data-level", "aria-level"):
            value = attributes.get(name)
            if value and (depth := whole_number(value)) is not None:
                return depth
        names = (attributes.get("class") or "")[:_LONGEST_NAMES]
        if names and (depth := _depth_of_class(names)) is not None:
            return depth
    return None


# Comments of one depth have the same classes but for a few.
@lru_cache(maxsize=1024)
def _depth_of_class(names: str) -> int | None:
    match = _DEPTH.search(names)
    return int(match.group(1)) if match else None


def _by_nesting(blocks: Sequence[Block]) -> list[int | None]:
    index_of = {root.mem_id: index for index, block in enumerate(blocks) for root in block.roots}
    held: dict[int, int] = {}
    # Most blocks are children of the same few elements: from each of these it is climbed once.
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
    behind: dict[int, int | None] = {}
    return [_parent(block, index_of, held, behind, len(blocks)) for block in blocks]


def _parent(
    block: Block, index_of: dict[int, int], held: dict[int, int], behind: dict[int, int | None], count: int
) -> int | None:
    """The block around a block; else, for a list of replies, the comment that the list stands behind.

    :param behind: what :func:`_behind` said of elements that were passed before; siblings share their ancestors
    """
    step = block.node
    for _ in range(_MAX_CLIMB):
        above = step.parent
        if above is None:
            return None
        if above.mem_id in index_of:
            return index_of[above.mem_id]
        if (mem := step.mem_id) not in index_of:
            if mem not in behind:
                behind[mem] = _behind(step, index_of, held)
            if (comment := behind[mem]) is not None:
                return comment
        if held.get(above.mem_id, 0) >= count:
            return None
        step = above
    return None


def _behind(step: LexborNode, index_of: dict[int, int], held: dict[int, int]) -> int | None:
    """The comment that an element stands behind."""
    before = step.prev
    while before is not None:
        if before.mem_id in index_of:
            return index_of[before.mem_id]
        if held.get(before.mem_id):
            break
        before = before.prev
    # <div><article/></div><div class="replies">…: the comment is wrapped, the list of replies is not its like
    if before is not None and held[before.mem_id] == 1 and _kind(before) != _kind(step):
        return _only(before, index_of)
    return None


def _kind(node: LexborNode) -> tuple[str | None, int]:
    """What an element is among its siblings; "odd" and "even" are alike."""
    return node.tag, part_of_class(node.attributes.get("class") or "") & (BLOCK | SECTION)


def _only(node: LexborNode, index_of: dict[int, int]) -> int | None:
    for inner in node.traverse(include_text=False):
        if inner.mem_id in index_of:
            return index_of[inner.mem_id]
    return None
