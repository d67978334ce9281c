"""Outline of a page: its printed texts in order, and what each element states about itself.

Everything that looks at the visible page (headline, byline, times, body, rights) reads the outline instead of the tree,
so that the tree is walked once.
"""

from newscrawler.html.outline.model import Block, Box, Mark, Outline, Role
from newscrawler.html.outline.walk import read_outline

__all__ = ["Block", "Box", "Mark", "Outline", "Role", "read_outline"]
