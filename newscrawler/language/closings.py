"""Lines below a text that speak to the reader: how to reach the writer, whom to follow, what to subscribe to."""

from __future__ import annotations

import re

from newscrawler.expressions import expression
from newscrawler.guarded import Guarded
from newscrawler.language.tables import load

__all__ = ["is_closing"]

_WORDS = load("closings")
_CLOSING = Guarded.folded(rf"(?<!\w)(?:{_WORDS.pattern('closing')})")
_LABEL = rf"[^\w\s]?\s?(?:{_WORDS.pattern('opening')})"
_OPENING = expression(
    rf"{_LABEL}(?!\w).{{0,100}}?(?:\S@\S|\(at\)|@\w|https?:|www\.|twitter|facebook|instagram|\d{{3}})"
    rf"|{_LABEL}\s?[:：]",
    re.I,
)
_LONGEST = 180
"""Characters of such a line."""
_HEAD = 140
"""Characters in which it says so: a paragraph may end with a link to send it to a friend."""
_MARKS = "–—-*•([ "


def is_closing(line: str) -> bool:
    """Return whether a line below a text speaks to the reader.

    Ask it of the last lines alone.

    >>> is_closing("Ada Quist can be reached at ada@tidings.example.")
    True
    """
    line = line.lstrip(_MARKS)
    return len(line) <= _LONGEST and bool(_OPENING.match(line) or _CLOSING.search(line[:_HEAD]))
