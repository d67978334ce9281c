"""Blocks in their flat form: what is in a comment's elements, and which of it belongs to the replies inside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from newscrawler.comments.structure.blocks import Block
from newscrawler.html.flat import Flat

__all__ = ["Placed", "lay_out"]


@dataclass(slots=True)
class Placed:
    """One block, flat."""

    flat: Flat
    """Shared with the blocks inside it and around it."""
    elements: list[int]
    """Its roots."""
    others: frozenset[int]
    """Roots of the other blocks right inside it."""
    parent: str | None
    unnamed: bool
    """As of its block."""


_MAX_CLIMB = 40
_MOST_CUT = 100
"""Answers that are cut out of a comment in broken markup, each by going through all of it."""


def lay_out(blocks: Sequence[Block], leading: int | None = None) -> list[Placed]:
    """The blocks, each in the flat form of the outermost block around it.

    :param leading: so many of them alone; the others are still known to be blocks of their own
    """
    owner = {root.mem_id: index for index, block in enumerate(blocks) for root in block.roots}
    outermost = _outermost(blocks, owner)
    inner: dict[int, list[int]] = {}
    for index, top in enumerate(outermost):
        if top != index:
            inner.setdefault(top, []).append(index)
    placed: dict[int, Placed] = {}
    for index in dict.fromkeys(outermost[:leading]):
        block = blocks[index]
        flat = Flat("".join(root.html or "" for root in block.roots))
        if index not in inner:
            placed[index] = Placed(flat, _roots(flat, len(block.roots)), frozenset(), block.parent, block.unnamed)
            continue
        # Both list the elements in document order: the parser's n-th is the n-th start tag.
        nodes = [node.mem_id for root in block.roots for node in root.css("*")]
        starts = flat.starts()
        if len(nodes) != len(starts):
            held: dict[int, list[Block]] = {}
            for other in inner[index]:
                held.setdefault(_nearest(blocks[other], owner, index), []).append(blocks[other])
            for each in (index, *inner[index]):
                placed[each] = _alone(blocks[each], held.get(each, ())[:_MOST_CUT])
            continue
        at: dict[int, list[int]] = {}
        of: dict[int, int] = {}
        for mem, element in zip(nodes, starts, strict=True):
            if mem in owner:
                of[element] = owner[mem]
                at.setdefault(owner[mem], []).append(element)
        others = _right_inside(flat, of)
        for each, elements in at.items():
            own = frozenset(others.get(each, ()))
            placed[each] = Placed(flat, elements, own, blocks[each].parent, blocks[each].unnamed)
    return [placed[index] for index in range(len(blocks))[:leading]]


def _right_inside(flat: Flat, of: dict[int, int]) -> dict[int, list[int]]:
    """By block the roots of the blocks right inside it. What is inside those is passed over with them: to list it as well would
    make each comment of a long thread cost as much as the thread.

    :param of: by root its block, in the order of the page
    """
    found: dict[int, list[int]] = {}
    around: list[int] = []
    for element, block in of.items():
        while around and flat.close[around[-1]] < element:
            around.pop()
        if around and of[around[-1]] != block:
            found.setdefault(of[around[-1]], []).append(element)
        around.append(element)
    return found


def _roots(flat: Flat, number: int) -> list[int]:
    elements = [0]
    while len(elements) < number:
        elements.append(flat.close[elements[-1]] + 1)
    return elements


def _nearest(block: Block, owner: dict[int, int], outermost: int) -> int:
    """The block right around a block."""
    step = block.node.parent
    for _ in range(_MAX_CLIMB):
        if step is None:
            break
        if step.mem_id in owner:
            return owner[step.mem_id]
        step = step.parent
    return outermost


def _alone(block: Block, others: Sequence[Block]) -> Placed:
    """A block in a flat form of its own, for markup so broken that start tags cannot be told from text."""
    html = "".join(root.html or "" for root in block.roots)
    for other in others:
        for root in other.roots:
            html = html.replace(root.html or "", "", 1)
    flat = Flat(html)
    return Placed(flat, _roots(flat, len(block.roots)), frozenset(), block.parent, block.unnamed)


def _outermost(blocks: Sequence[Block], owner: dict[int, int]) -> list[int]:
    """By block the outermost one around it, or itself."""
    around: dict[int, int | None] = {}
    found: list[int] = []
    for index, block in enumerate(blocks):
        passed: list[int] = []
        above: int | None = None
        step = block.node.parent
        while step is not None:
            mem = step.mem_id
            if mem in around:
                above = around[mem]
                break
            passed.append(mem)
            if mem in owner:
                above = found[owner[mem]]
                break
            step = step.parent
        for mem in passed:
            around[mem] = above
        found.append(index if above is None else above)
    return found
