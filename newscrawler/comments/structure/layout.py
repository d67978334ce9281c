"""Blocks as flat HTML: which elements belong to a comment, and which to the replies inside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from newscrawler.comments.structure.blocks import Block
from newscrawler.html.flat import FlatHtml

__all__ = ["FlatBlock", "flatten"]

_COUNT = re.compile(r"[^\d<]{0,30}\d[\d.,]{0,9}[^\d<]{0,24}(?:/\W*\d+\W*)?")
_LONGEST_COUNT = 60
"""Characters of a text with a count and its white space."""

_MAX_CLIMB = 40
"""Levels that are climbed to find the block around a block; no page of the evaluation nests comments deeper."""

_MOST_CUT = 100
"""Replies that are cut out of a comment in broken markup. For each of them the whole markup is searched."""


@dataclass(slots=True)
class FlatBlock:
    """One block, flat."""

    flat: FlatHtml
    """Shared with the blocks inside it and around it."""
    elements: list[int]
    """The block's own elements: one, or a ``dt`` with its ``dd``."""
    nested: frozenset[int]
    """Elements of the blocks directly inside it."""
    parent: str | None
    """As in :class:`~newscrawler.comments.structure.blocks.Block`."""
    is_unnamed: bool
    """As in :class:`~newscrawler.comments.structure.blocks.Block`."""

    @property
    def has_counts(self) -> bool:
        """Whether a short text has one number, as counts of votes do and most dates do not."""
        return any(
            len(text) < _LONGEST_COUNT and _COUNT.fullmatch(text)
            for text in self._texts()
            if text and not text.isspace()
        )

    def _texts(self) -> list[str]:
        """Return the texts of the block outside the blocks inside it: each of them is read on its own."""
        found: list[str] = []
        close, texts, nested = self.flat.close, self.flat.text_after, sorted(self.nested)
        for root in self.elements:
            at, end = root, close[root]
            for inner in nested:
                if at <= inner < end:
                    found += texts[at:inner]
                    at = close[inner]
            found += texts[at:end]
        return found


def flatten(blocks: Sequence[Block], leading: int | None = None) -> list[FlatBlock]:
    """Return the blocks, each in the flat HTML of the outermost block around it.

    :param leading: flatten only this many; the blocks after them still count as blocks of their own
    """
    owner = {root.mem_id: index for index, block in enumerate(blocks) for root in block.roots}
    outermost = _outermost(blocks, owner)
    inner: dict[int, list[int]] = {}
    for index, top in enumerate(outermost):
        if top != index:
            inner.setdefault(top, []).append(index)
    flattened: dict[int, FlatBlock] = {}
    for index in dict.fromkeys(outermost[:leading]):
        flat = FlatHtml(_html(blocks[index]))
        if index not in inner or blocks[index].is_run:
            count = 1 if blocks[index].is_run else len(blocks[index].roots)
            flattened[index] = _flat_block(blocks[index], flat, _roots(flat, count))
        else:
            flattened |= _flatten_nested(blocks, index, inner[index], flat, owner)
    return [flattened[index] for index in range(len(blocks))[:leading]]


def _flatten_nested(
    blocks: Sequence[Block], index: int, inner: Sequence[int], flat: FlatHtml, owner: dict[int, int]
) -> dict[int, FlatBlock]:
    """Return a block that holds others, and these, by index.

    :param owner: index of each block by the ``mem_id`` of its elements
    """
    # Both list the elements in document order: the n-th node of the parser is the n-th start tag.
    nodes = [node.mem_id for root in blocks[index].roots for node in root.css("*")]
    starts = flat.starts()
    if len(nodes) != len(starts):
        return _flatten_broken(blocks, index, inner, owner)
    elements_of: dict[int, list[int]] = {}
    block_of: dict[int, int] = {}
    for mem, element in zip(nodes, starts, strict=True):
        if mem in owner:
            block_of[element] = owner[mem]
            elements_of.setdefault(owner[mem], []).append(element)
    nested = _directly_inside(flat, block_of)
    return {
        each: _flat_block(blocks[each], flat, elements, nested.get(each, ())) for each, elements in elements_of.items()
    }


def _flatten_broken(
    blocks: Sequence[Block], index: int, inner: Sequence[int], owner: dict[int, int]
) -> dict[int, FlatBlock]:
    """Flatten each block alone, for markup so broken that start tags cannot be told from text."""
    replies: dict[int, list[Block]] = {}
    for other in inner:
        replies.setdefault(_around(blocks[other], owner, index), []).append(blocks[other])
    return {each: _flatten_alone(blocks[each], replies.get(each, ())[:_MOST_CUT]) for each in (index, *inner)}


def _flatten_alone(block: Block, replies: Sequence[Block]) -> FlatBlock:
    html = _html(block)
    for reply in replies:
        for root in reply.roots:
            html = html.replace(root.html or "", "", 1)
    flat = FlatHtml(html)
    return _flat_block(block, flat, _roots(flat, len(block.roots)))


def _flat_block(block: Block, flat: FlatHtml, elements: list[int], nested: Sequence[int] = ()) -> FlatBlock:
    return FlatBlock(flat, elements, frozenset(nested), block.parent, block.is_unnamed)


def _html(block: Block) -> str:
    if block.is_run:
        return f"<div>{''.join(_html_of_run(block))}</div>"
    return "".join(root.html or "" for root in block.roots)


def _html_of_run(block: Block) -> Iterator[str]:
    """Yield the siblings of a run with the texts between them and behind the last of them."""
    node: LexborNode | None = block.roots[0]
    last = block.roots[-1].mem_id
    behind = False
    if block.is_behind and node is not None:
        behind = node.mem_id == last
        node = node.next
    while node is not None and not (behind and node.tag != "-text"):
        yield node.html or ""
        behind = behind or node.mem_id == last
        node = node.next


def _directly_inside(flat: FlatHtml, block_of: dict[int, int]) -> dict[int, list[int]]:
    """Return for each block the elements of the blocks *directly* inside it.

    Deeper blocks are skipped together with their parents. Listing them would make each comment of a long thread cost as
    much as the thread.

    :param block_of: the block of each element, in the order of the page
    """
    found: dict[int, list[int]] = {}
    around: list[int] = []
    for element, block in block_of.items():
        while around and flat.close[around[-1]] < element:
            around.pop()
        if around and block_of[around[-1]] != block:
            found.setdefault(block_of[around[-1]], []).append(element)
        around.append(element)
    return found


def _roots(flat: FlatHtml, number: int) -> list[int]:
    elements = [0]
    while len(elements) < number:
        elements.append(flat.close[elements[-1]] + 1)
    return elements


def _around(block: Block, owner: dict[int, int], outermost: int) -> int:
    """Return the block directly around a block."""
    step = block.node.parent
    for _ in range(_MAX_CLIMB):
        if step is None:
            break
        if step.mem_id in owner:
            return owner[step.mem_id]
        step = step.parent
    return outermost


def _outermost(blocks: Sequence[Block], owner: dict[int, int]) -> list[int]:
    """Return for each block the outermost block around it, or itself."""
    known: dict[int, int | None] = {}
    found: list[int] = []
    for index, block in enumerate(blocks):
        passed: list[int] = []
        top: int | None = None
        step = block.node.parent
        while step is not None:
            mem = step.mem_id
            if mem in known:
                top = known[mem]
                break
            passed.append(mem)
            if mem in owner:
                top = found[owner[mem]]
                break
            step = step.parent
        for mem in passed:
            known[mem] = top
        found.append(index if top is None else top)
    return found
