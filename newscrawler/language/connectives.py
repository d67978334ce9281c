"""Words that join two names of a byline, in the languages that agencies print in.

One table for all readers of bylines in :mod:`newscrawler.extraction`. :mod:`newscrawler.dedupe.byline` keeps a frozen list of
its own, because the keys of stored stories are made with it.
"""

from __future__ import annotations

import re

__all__ = ["CONNECTIVES", "JOINING", "JOINING_IN_CAPITALS"]

_ANY_CASE = (
    *("and", "und", "et", "och", "og", "sowie", "oraz", "with", "avec", "και", "та", "és", "și", "şi", "và", "dengan"),
    *("&", "和", "与", "與"),
)
"""Never a name or an initial, so they join names however they are written: ``Ann Lee And Bo Chen``."""
_LOWER_CASE = ("y", "e", "i", "dan", "con", "mit", "met", "com", "med", "ve", "ile", "ja", "и", "і")
"""Names and initials too when they have a capital (Dan Brown, Con Houlihan, Ann E Lee), so they join in lower case only."""
_BEFORE_FULL_NAME = ("en",)
"""Dutch "and" is also Spanish and French "in" (``en Madrid``): it joins names where a full name follows."""

CONNECTIVES = (*_ANY_CASE, *_LOWER_CASE, *_BEFORE_FULL_NAME)

_FULL_NAME = r"(?=\S+\s+\S)"
_WORDS = rf"(?i:{'|'.join(map(re.escape, _ANY_CASE))})|{'|'.join(_LOWER_CASE)}"
_AFTER_SIGN = rf"(?:{_WORDS}|{'|'.join(_BEFORE_FULL_NAME)})"
_SPACED = rf"\s+(?:(?:{_WORDS})\s+|(?:{'|'.join(_BEFORE_FULL_NAME)})\s+{_FULL_NAME})"
_CAPITALS = "|".join(word.upper() for word in (*_LOWER_CASE, *_BEFORE_FULL_NAME))

JOINING = rf"(?:{_SPACED}|\s*[,;|/•·、\n]\s*{_AFTER_SIGN}\s+)"
"""Pattern of a connective between two names, with the white space and the sign around it. Case-sensitive."""
JOINING_IN_CAPITALS = rf"(?:{JOINING}|\s+(?:{_CAPITALS})\s+{_FULL_NAME})"
"""In a line of capitals the short words cannot be told from initials: they join names where a full name follows."""
