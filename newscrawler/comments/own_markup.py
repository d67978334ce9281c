"""Elements by which a page itself says where its comments are. Elements in a comment are its commenter's."""

from __future__ import annotations

from selectolax.lexbor import LexborNode

from newscrawler.comments.structure import structure_of
from newscrawler.html.page import Page

__all__ = ["own_first"]


def own_first(page: Page, selector: str) -> LexborNode | None:
    """Return the first node that a CSS selector matches outside the comments in the page; None without one.

    A frame or an empty place for a widget in a comment would have the comments of the story read from any address
    that its commenter likes, or not at all.
    """
    nodes = page.tree.css(selector)
    if not nodes:
        return None
    structure = structure_of(page)
    return next((node for node in nodes if structure.words_around(node) is None), None)
