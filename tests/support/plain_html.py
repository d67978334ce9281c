"""Plain version of :class:`newscrawler.html.flat.FlatHtml` on the parser's tree: slow and simple."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

__all__ = ["NO_CONTENT", "PlainHtml"]

_PROPER = re.compile(r"[\w:.-]+")
NO_CONTENT = frozenset(("script", "style", "template", "iframe", "noembed", "noframes", "xmp", "plaintext"))
"""Elements whose content is no part of the tree, or only as one raw text."""


class PlainHtml:
    """Elements of a tree in document order, by number: the first is 0.

    :param root: the outermost element
    """

    def __init__(self, root: LexborNode) -> None:
        self.nodes = list(_elements(root))
        self._number = {node.mem_id: number for number, node in enumerate(self.nodes)}

    def names(self) -> list[str]:
        """Return the names of all elements."""
        return [(node.tag or "").replace("<", "") for node in self.nodes]

    def attributes(self, number: int) -> dict[str, str]:
        """Return the attributes of an element, without those that a mistake in the markup made of values."""
        attributes = self.nodes[number].attributes
        return {name: value or "" for name, value in attributes.items() if _PROPER.fullmatch(name)}

    def text(self, number: int) -> str:
        """Return all text in an element."""
        return "".join(_texts(self.nodes[number]))

    def parent_of(self, number: int) -> int | None:
        """Return the element around an element; None for the outermost element."""
        parent = self.nodes[number].parent
        return None if parent is None else self._number.get(parent.mem_id)

    def is_inside(self, inner: int, outer: int) -> bool:
        """Return whether an element is in another element or is that element."""
        step: int | None = inner
        while step is not None and step != outer:
            step = self.parent_of(step)
        return step is not None


def _elements(node: LexborNode) -> Iterator[LexborNode]:
    yield node
    if node.tag not in NO_CONTENT:
        for child in node.iter(include_text=False):
            if child.tag != "-comment":
                yield from _elements(child)


def _texts(node: LexborNode) -> Iterator[str]:
    if node.tag in NO_CONTENT:
        return
    for child in node.iter(include_text=True):
        if child.tag == "-text":
            yield child.text(deep=False) or ""
        elif child.tag != "-comment":
            yield from _texts(child)
