"""Texts of single elements."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from newscrawler.html.page import fold

__all__ = ["inline_text"]

_SPACED_MARK = re.compile(r"\s+([,.])(?=\s|$)")


def inline_text(node: LexborNode) -> str:
    """Return the text of an inline element: its parts kept apart, punctuation at the word that it belongs to."""
    text = fold(node.text(separator=" "))
    # An element of an author's class may be around half of the page, which the expression would go through.
    return _SPACED_MARK.sub(r"\1", text) if " ," in text or " ." in text else text
