"""Lines about a story and not of it: its writer with the time, or the time alone."""

from __future__ import annotations

from newscrawler.expressions import expression
from newscrawler.language.bylines import without_by

__all__ = ["is_meta_line"]

_LONGEST = 160
"""Characters of such a line: three names with their roles, and a time with its label."""
_YEAR = expression(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_CLOCK = expression(r"(?<![\d.,:])(?:[01]?\d|2[0-3])[:.h時]\s?[0-5]\d(?![\d:]*[%\d])")
_UNCAPITALISED = 2
"""Words in small letters among the names, such as "and" and "on"."""
_NAMED = 2
"""Words in capitals of a full name."""
_TIME = 45
"""Characters of a time behind the names."""
_DIGIT = expression(r"\d")
_WORD = expression(r"[^\W\d_][\w'’.-]*")


def is_meta_line(text: str) -> bool:
    """Return whether a short line holds a date with its clock, or "By", names and a date.

    >>> is_meta_line("By Ann Lee, Bo Chen on Monday, April 15th, 2024 at 11:08 a.m.")
    True
    """
    if len(text) > _LONGEST or (digit := _DIGIT.search(text)) is None:
        return False
    if _YEAR.search(text) and _CLOCK.search(text):
        return True
    return _is_dated_byline(text, digit.start())


def _is_dated_byline(text: str, digit: int) -> bool:
    if len(text) - digit > _TIME or not _YEAR.search(text):
        return False
    names = without_by(text)
    if names == text.strip(" ,;|"):
        return False
    words = _WORD.findall(text[len(text) - len(names) : digit])
    small: int = sum(word[0].islower() for word in words)
    return small <= _UNCAPITALISED and len(words) - small >= _NAMED
