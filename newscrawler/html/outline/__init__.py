"""Outline of a page: its printed texts in order, and what each element states about itself.

Everything that looks at the visible page (headline, byline, times, body, rights) reads the outline instead of the tree,
so that the tree is traversed once.
"""

from newscrawler.html.outline.concealed import read_concealed
from newscrawler.html.outline.model import Box, Mark, Outline, Role, TextBlock, without_numbered
from newscrawler.html.outline.traversal import outline_of, read_outline

__all__ = [
    "Box", "Mark", "Outline", "Role", "TextBlock", "outline_of", "read_concealed", "read_outline", "without_numbered",
]  # fmt: skip
