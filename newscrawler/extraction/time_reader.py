"""A page's times parsed with what is known of the page: its zone, its language, when it was fetched."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from datetime import tzinfo as TimeZone  # noqa: N812

from newscrawler.extraction.printed_dates import find_dates
from newscrawler.extraction.times import Moment, parse_moment
from newscrawler.hrefs import host_of
from newscrawler.limits import whole_number
from newscrawler.page import Page, fold

__all__ = ["NEAR", "TimeReader"]

_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(T[\d:]+(?:Z|[+-][\d:]+)?)?$")
_EPOCH_DIGITS = (10, 13)
"""Of seconds and of milliseconds since 1970."""

# A day and a time this near to each other speak of the same publication.
NEAR = timedelta(days=2)


class TimeReader:
    """Parses with what is known of the page: its zone, its language, when it was fetched."""

    def __init__(self, page: Page, zone: TimeZone | None, language: str | None) -> None:
        self.now = page.retrieved
        self.zone = zone
        tag = (language or "").replace("_", "-").casefold()
        host = host_of(page.url)
        british = host.endswith((".uk", ".au", ".nz", ".ie", ".za", ".in", ".eu", ".de", ".at", ".ch"))
        self.month_first = tag in ("", "en", "en-us") and not british

    def moment(self, raw: str | None) -> Moment | None:
        """A stated time: an attribute, a meta value."""
        text = fold(raw)
        if not text or len(text) > 90:
            return None
        if text[0].isdigit() and (match := _COMPACT.match(text)):
            moment = parse_moment("-".join(match.groups()[:3]) + (match[4] or ""), self.zone, now=self.now)
            return moment and replace(moment, raw=text)
        if len(text) in _EPOCH_DIGITS and (number := whole_number(text, longest=13)) is not None:
            return self._epoch(number // 10 ** (len(text) - 10), text)
        if text[:4].isdigit() and text[4:5] in "-" and (moment := parse_moment(text, self.zone, now=self.now)):
            return moment
        return self.text(text) or parse_moment(text, self.zone, now=self.now)

    def _epoch(self, seconds: int, text: str) -> Moment | None:
        try:
            at = datetime.fromtimestamp(seconds, tz=self.now.tzinfo)
        except (ValueError, OverflowError, OSError):
            return None
        return Moment(at=at, precision="exact", raw=text) if at.year >= 1990 and at <= self.now else None

    def text(self, text: str) -> Moment | None:
        """The first date that a printed line holds."""
        dates = find_dates(text, self.zone, month_first=self.month_first, now=self.now, limit=1)
        if not dates:
            return None
        date = dates[0]
        return Moment(at=date.at, precision="exact" if date.exact else "day", raw=text[date.start : date.end].strip())

    def first(self, raws: Iterable[str | None]) -> Moment | None:
        """The first that is a time; a day only if none is exact."""
        day: Moment | None = None
        for raw in raws:
            moment = self.moment(raw)
            if moment and moment.precision == "exact" and (day is None or abs(moment.at - day.at) < NEAR):
                return moment
            day = day or moment
        return day
