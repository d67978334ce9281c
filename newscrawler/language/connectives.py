"""Words that join two names of a byline, in the languages that agencies print in.

One table for all readers of bylines. :mod:`newscrawler.dedupe.byline` reads a frozen one instead, because the keys of
stored stories are made with it.
"""

from __future__ import annotations

import re

from newscrawler.expressions import expression
from newscrawler.language.tables import load

__all__ = ["BY_WORDS", "CONNECTIVES", "JOINING", "JOINING_IN_CAPITALS", "joins_names"]

_BYLINES = load("bylines")
_ANY_CASE = _BYLINES.words("and")
_LOWER_CASE = _BYLINES.words("and_in_lower_case")
_BEFORE_FULL_NAME = _BYLINES.words("and_before_full_name")

CONNECTIVES = (*_ANY_CASE, *_LOWER_CASE, *_BEFORE_FULL_NAME)
BY_WORDS = _BYLINES.words("by", "by_or_name")
"""Words before the names of a byline: ``by``, ``von``."""

_FULL_NAME = r"(?=\S+\s+\S)"
_WORDS = rf"(?i:{'|'.join(map(re.escape, _ANY_CASE))})|{'|'.join(_LOWER_CASE)}"
_AFTER_SIGN = rf"(?:{_WORDS}|{'|'.join(_BEFORE_FULL_NAME)})"
_SPACED = rf"\s+(?:(?:{_WORDS})\s+|(?:{'|'.join(_BEFORE_FULL_NAME)})\s+{_FULL_NAME})"
_CAPITALS = "|".join(word.upper() for word in (*_LOWER_CASE, *_BEFORE_FULL_NAME))

JOINING = rf"(?:{_SPACED}|\s*[,;|/•·、\n]\s*{_AFTER_SIGN}\s+)"
"""Pattern of a connective between two names, with the white space and the sign around it. Case-sensitive."""
JOINING_IN_CAPITALS = rf"(?:{JOINING}|\s+(?:{_CAPITALS})\s+{_FULL_NAME})"
"""In a line of capitals the short words cannot be told from initials: they join names where a full name follows."""


_JOINED = expression(rf"\s(?:{'|'.join(map(re.escape, CONNECTIVES))})\s", re.I)


def joins_names(text: str) -> bool:
    """Return whether a text has a word that joins names, in any case."""
    return bool(_JOINED.search(text))
