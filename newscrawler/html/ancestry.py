"""Which of some elements another one stands in, asked for many elements of one page."""

from __future__ import annotations

from collections.abc import Container

from selectolax.lexbor import LexborNode

__all__ = ["nearest"]


def nearest(node: LexborNode | None, wanted: Container[int], known: dict[int, int | None]) -> int | None:
    """Return the ``mem_id`` of the nearest wanted element at or around a node; None where there is none.

    :param wanted: ``mem_id`` of elements
    :param known: answers for elements that were passed before. Ancestors are shared: without it, many elements deep in
        a page cost their number times their depth
    """
    passed: list[int] = []
    answer: int | None = None
    while node is not None:
        mem = node.mem_id
        if mem in wanted:
            answer = mem
            break
        if mem in known:
            answer = known[mem]
            break
        passed.append(mem)
        node = node.parent
    for mem in passed:
        known[mem] = answer
    return answer
