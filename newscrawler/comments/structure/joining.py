"""Groups that are one thread: replies of another shape inside the comments, and comments that stand in two boxes.

The group that reads best is the thread. Another group that reads as comments belongs to it where its members stand
inside those of the thread, as replies do, or beside them and in the same form: the same element with the same fields.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from newscrawler.comments.structure.alignment import Alignment
from newscrawler.comments.structure.blocks import Block
from newscrawler.comments.structure.fields import Fields
from newscrawler.comments.structure.layout import flatten
from newscrawler.comments.structure.records import column
from newscrawler.html.ancestry import is_inside
from newscrawler.language.dates.reader import TimeReader

__all__ = ["Mined", "joined", "may_be_part"]

_MAX_CLIMB = 40
"""Levels that are climbed to learn in which members an element is."""

_MOST_JOINED = 3
"""Groups that are added to a thread."""

_LONGEST_START = 400
"""Characters of a start tag that are read."""


@dataclass(slots=True)
class Mined:
    """A group that reads as comments."""

    blocks: list[Block]
    fields: list[Fields]
    worth: float


def joined(best: Mined, others: Iterable[Mined], reader: TimeReader) -> Mined:
    """Return the thread with the groups that are parts of it, in the order of the page."""
    parts = [best]
    for _ in range(_MOST_JOINED):
        part = next((one for one in others if one not in parts and _is_part(_together(parts), one)), None)
        if part is None:
            break
        parts.append(part)
    return best if len(parts) == 1 else _read_anew(parts, reader)


def may_be_part(thread: Mined, blocks: Sequence[Block]) -> bool:
    """Return whether a group that was not read may add to a thread: unless each of its members is one of the thread, or
    holds one."""
    held: set[int] = set()
    for block in thread.blocks:
        step: LexborNode | None = block.node
        for _ in range(_MAX_CLIMB):
            if step is None:
                break
            held.add(step.mem_id)
            step = step.parent
    return not any(block.is_run for block in blocks) and not all(block.node.mem_id in held for block in blocks)


def _together(parts: Sequence[Mined]) -> Mined:
    return Mined([block for one in parts for block in one.blocks], [each for one in parts for each in one.fields], 0)


def _read_anew(parts: Sequence[Mined], reader: TimeReader) -> Mined:
    """Return all parts as one thread; each is read without the members of others inside its own."""
    blocks = _together(parts).blocks
    order = _order(block.node for block in blocks)
    blocks.sort(key=lambda block: order[block.node.mem_id])
    flats = {id(block): flat for block, flat in zip(blocks, flatten(blocks), strict=True)}
    fields: dict[int, Fields] = {}
    for part in parts:
        read = Alignment([flats[id(block)] for block in part.blocks], reader).fields()
        fields |= {id(block): one for block, one in zip(part.blocks, read, strict=True)}
    return Mined(blocks, [fields[id(block)] for block in blocks], sum(part.worth for part in parts))


def _is_part(thread: Mined, other: Mined) -> bool:
    """Return whether another group adds to a thread: no member holds one of the thread, and no text is told twice."""
    if any(block.is_run for block in (*thread.blocks, *other.blocks)):
        return False
    mine = {root.mem_id for block in thread.blocks for root in block.roots}
    theirs = {root.mem_id for block in other.blocks for root in block.roots}
    if mine & theirs or any(is_inside(block.node.parent, theirs) for block in thread.blocks):
        return False
    texts = {one.text for one in thread.fields}
    is_timed = any(one.has_time for one in thread.fields)
    if any(one.text in texts or not one.author or one.has_time != is_timed for one in other.fields):
        return False
    inside = sum(is_inside(block.node.parent, mine) for block in other.blocks)
    if not inside:
        return _are_alike(thread, other)
    return inside == len(other.blocks) and not _are_one_in_each(thread, other)


def _are_one_in_each(thread: Mined, other: Mined) -> bool:
    """Return whether each member of a thread holds one member of another group: its head, and no reply."""
    return len(thread.blocks) == len(other.blocks) and all(
        is_inside(inner.node.parent, {root.mem_id for root in outer.roots})
        for outer, inner in zip(thread.blocks, other.blocks, strict=True)
    )


def _are_alike(thread: Mined, other: Mined) -> bool:
    """Return whether members of two lists are the same kind of element."""
    shapes = {_shape(block.node) for block in thread.blocks}
    return all(
        _shape(block.node) in shapes or ((inner := block.node.child) is not None and _shape(inner) in shapes)
        for block in other.blocks
    )


def _shape(node: LexborNode) -> str:
    names = (node.attributes.get("class") or "")[:_LONGEST_START]
    return column(f'{node.tag} class="{names}"')


def _order(nodes: Iterable[LexborNode]) -> dict[int, int]:
    """Return the places of some elements in the order of the page."""
    wanted = list(nodes)
    paths = {node.mem_id: _path(node) for node in wanted}
    return {mem: place for place, mem in enumerate(sorted(paths, key=lambda mem: paths[mem]))}


def _path(node: LexborNode) -> tuple[int, ...]:
    """Return the place of an element among its siblings, and those of the elements around it, outermost first."""
    found: list[int] = []
    step: LexborNode | None = node
    for _ in range(_MAX_CLIMB):
        if step is None:
            break
        place, before = 0, step.prev
        while before is not None:
            place, before = place + 1, before.prev
        found.append(place)
        step = step.parent
    return tuple(reversed(found))
