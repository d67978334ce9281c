"""Days that addresses state: of a sitemap or archive page, the days that it lists; of a story, the day it is from."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import parse_qsl, urlsplit

__all__ = ["Span", "day_of_address", "span_of_address", "spans_of"]

_YEAR = r"(?<!\d)(?P<y>(?:19|20)\d\d)"
_MONTH = r"(?P<m>0[1-9]|1[0-2])"
_DAY = r"(?P<d>0[1-9]|[12]\d|3[01])"
_FORMS = (
    # 2026/01/05, 2026-1-5, 20260105
    re.compile(rf"{_YEAR}(?P<s>[/_.-])(?P<m>1[0-2]|0?[1-9])(?P=s)(?P<d>[12]\d|3[01]|0?[1-9])(?!\d)"),
    re.compile(rf"{_YEAR}{_MONTH}{_DAY}(?!\d)"),
    # 2026/01, 2026-1, 202601
    re.compile(rf"{_YEAR}[/_.-](?P<m>1[0-2]|0?[1-9])(?!\d)"),
    re.compile(rf"{_YEAR}{_MONTH}(?!\d)"),
    # A year alone stands between separators: in ``post-sitemap2024.xml`` it is a number of a sitemap.
    re.compile(r"(?<![^/_.-])(?P<y>(?:19|20)\d\d)(?![^/_.-])"),
)
"""Days, months and years in a path; the most exact form first."""

_PARAMETERS = {
    **dict.fromkeys(("yyyy", "year", "y"), "y"),
    **dict.fromkeys(("mm", "month", "m"), "m"),
    **dict.fromkeys(("dd", "day", "d"), "d"),
}
"""Parameters that state a part of a day: ``sitemap.xml?yyyy=2026&mm=01&dd=05``."""

_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Span:
    """Some days, one after the other."""

    first: date
    last: date
    """The last day of the span, not the day after it."""

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"{self.last} lies before {self.first}")

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def within(self, other: Span) -> Span | None:
        """Return the days that both have; None where there are none."""
        first, last = max(self.first, other.first), min(self.last, other.last)
        return Span(first, last) if first <= last else None

    def days(self) -> list[date]:
        """Return the days in their order."""
        return [self.first + timedelta(number) for number in range((self.last - self.first).days + 1)]


def span_of_address(url: str) -> Span | None:
    """Return the day, month or year that an address states in its path or parameters; None where it states none.

    >>> span_of_address("https://quay.example/sitemap-2026-02.xml")
    Span(first=datetime.date(2026, 2, 1), last=datetime.date(2026, 2, 28))
    """
    parts = urlsplit(url)
    named = {_PARAMETERS[name]: value for name, value in parse_qsl(parts.query) if name in _PARAMETERS}
    if "y" in named and all(value.isascii() and value.isdigit() for value in named.values()):
        return _span(named)
    for text in (parts.path, parts.query):
        for form in _FORMS:
            if (match := form.search(text)) is not None:
                return _span(match.groupdict())
    return None


def spans_of(urls: Iterable[str]) -> dict[str, Span]:
    """Return the spans of the sitemaps of one index.

    Addresses that differ only in their numbers are of one kind: where one of them states no day, month or year, the
    numbers of the others are numbers of sitemaps (``sitemap-1.xml`` to ``sitemap-2400.xml``) and no years.
    """
    kinds: defaultdict[str, dict[str, Span | None]] = defaultdict(dict)
    for url in urls:
        kinds[_DIGITS.sub("#", url)][url] = span_of_address(url)
    return {
        url: span
        for kind in kinds.values()
        if all(span is not None for span in kind.values())
        for url, span in kind.items()
        if span is not None
    }


def day_of_address(url: str) -> date | None:
    """Return the day that a story's address states (``/2026/01/05/bridge-closed``); None where it states none."""
    path = urlsplit(url).path
    for form in _FORMS[:2]:
        if (match := form.search(path)) is not None:
            span = _span(match.groupdict())
            return span.first if span is not None else None
    return None


def _span(parts: dict[str, str]) -> Span | None:
    """Return the span of a year, with a month and a day where they are there; None where the calendar has no such
    day."""
    year, month, day = (int(parts[name]) if parts.get(name) else None for name in ("y", "m", "d"))
    assert year is not None
    try:
        first = date(year, month or 1, day or 1)
        if month is None:
            return Span(first, date(year, 12, 31))
        return Span(first, first if day is not None else date(year + month // 12, month % 12 + 1, 1) - timedelta(1))
    except (ValueError, OverflowError):
        return None
