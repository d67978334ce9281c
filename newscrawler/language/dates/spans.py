"""Dates as parts of a line: whether a line is nothing but a date, and where a date at its end begins."""

from __future__ import annotations

from datetime import UTC, datetime

from newscrawler.expressions import expression
from newscrawler.language.dates.printed import find_dates
from newscrawler.language.dates.words import is_weekday

__all__ = ["is_date", "without_date_at_end"]

_ANY_TIME = datetime(2900, 1, 1, tzinfo=UTC)
"""Time of retrieval for lines of which only the words matter."""
_LONGEST = 60
"""Characters of a date with weekday, clock and zone."""
_WORD = expression(r"[^\W\d_]+")
_ZONE = 6
"""Letters after a clock that may name its zone: ``IST``, ``Uhr``, ``a.m. ET``."""


def is_date(text: str) -> bool:
    """Return whether a line is a date, with or without its weekday and clock, and nothing else."""
    if len(text) > _LONGEST:
        return False
    found = find_dates(text, None, month_first=True, now=_ANY_TIME, limit=1)
    return bool(found) and _is_empty(text[: found[0].start]) and _is_rest(text[found[0].end :])


def without_date_at_end(text: str) -> str:
    """Return a line without the date and clock at its end: ``Quay closes Monday January 7 2019 09:43 IST``."""
    found = find_dates(text[-_LONGEST:], None, month_first=True, now=_ANY_TIME, limit=1)
    if not found or not _is_rest(text[-_LONGEST:][found[0].end :]):
        return text
    head = text[: max(0, len(text) - _LONGEST) + found[0].start].rstrip(" ,;:|–—-·•@")
    last = head.rpartition(" ")[2]
    if is_weekday(last.strip(".,")):
        head = head[: -len(last)].rstrip(" ,;:|–—-·•@")
    return head


def _is_empty(text: str) -> bool:
    return all(is_weekday(word) for word in _WORD.findall(text)) and not any(map(str.isdigit, text))


def _is_rest(text: str) -> bool:
    """Return whether the text after a date is its clock, zone or weekday."""
    words = [word for word in _WORD.findall(text) if not is_weekday(word)]
    return sum(map(len, words)) <= _ZONE and len(text) <= _LONGEST // 2
