"""Elements around another element: the nearest of some, and whether there is one. The nesting of a page is limited."""

from __future__ import annotations

from collections.abc import Container

from selectolax.lexbor import LexborNode

__all__ = ["is_inside", "nearest"]


def nearest(node: LexborNode | None, wanted: Container[int], known: dict[int, int | None]) -> int | None:
    """Return the ``mem_id`` of the nearest wanted element at or around a node; None without one.

    :param wanted: ``mem_id`` of elements
    :param known: results for elements that were passed before, which this function fills. Elements share ancestors:
        without it, many elements deep in a page cost their number times their depth
    """
    passed: list[int] = []
    found: int | None = None
    while node is not None:
        mem = node.mem_id
        if mem in wanted:
            found = mem
            break
        if mem in known:
            found = known[mem]
            break
        passed.append(mem)
        node = node.parent
    for mem in passed:
        known[mem] = found
    return found


def is_inside(node: LexborNode | None, wanted: Container[int]) -> bool:
    """Return whether a node is one of some elements, or inside one.

    :param wanted: ``mem_id`` of elements
    """
    while node is not None:
        if node.mem_id in wanted:
            return True
        node = node.parent
    return False
