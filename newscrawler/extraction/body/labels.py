"""Lines of a text that stand right below a label of an advertisement or of related stories.

They look like text where an outlet marks the label alone. They stay in the text, because a subhead may stand there; a
store asks whether two visits differ in them alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from newscrawler.html.outline import TextBlock
from newscrawler.language.furniture import furniture_kind, is_title

__all__ = ["lines_below_labels"]

_LABEL_MAX = 60
"""Characters of a label."""
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_KINDS = ("related", "advertising", "page")


def lines_below_labels(page: Sequence[TextBlock], text: Sequence[TextBlock]) -> list[str]:
    """Return the lines below labels that were left out of the text, in order. A heading is a subhead of the text.

    :param page: all blocks of the page, in order
    :param text: those of the story
    """
    chosen = {block.number for block in text}
    found: list[str] = []
    is_below = False
    for before, block in pairwise(page):
        if block.number not in chosen or block.tag in _HEADINGS or not is_title(block.text):
            is_below = False
            continue
        if before.number not in chosen:
            is_below = len(before.text) <= _LABEL_MAX and furniture_kind(before.text) in _KINDS
        if is_below:
            found.append(block.text)
    return found
