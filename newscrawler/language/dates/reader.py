"""The reader of times: what an attribute states, what a line prints, what a comment shows.

All of them are read with what is known beforehand: the zone and the language of the page, and when it was fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from datetime import tzinfo as TimeZone  # noqa: N812

from newscrawler.expressions import expression
from newscrawler.items import Precision
from newscrawler.language.dates.moment import Moment
from newscrawler.language.dates.printed import find_dates
from newscrawler.language.dates.relative import read_relative
from newscrawler.language.dates.zones import zone_of
from newscrawler.language.text import fold

__all__ = ["NEAR", "TimeReader"]

NEAR = timedelta(days=2)
"""A day and a time this near to each other speak of the same publication."""

_COMPACT = expression(r"((?:19|20)\d\d)(\d\d)(\d\d)(?:T?(\d\d):?(\d\d)(?::?(\d\d))?(?:\.\d+)?(Z|[+-]\d\d:?\d\d)?)?$")
_EITHER_ORDER = expression(r"(?<![\d/.-])(\d\d?)([./-])(\d\d?)\2\s?(?:\d\d)?\d\d(?!\d)")
_MONTHS = 12
_DIGIT = expression(r"\d")
_EPOCHS = {10: 1, 13: 1000}
"""Since 1970, by the number of digits: seconds, milliseconds."""
_ISO_DAY = 10
"""Characters of an ISO day."""
_SHORTEST_ATTRIBUTE = 8
_LONGEST_STATED = 90
_LONGEST_SHOWN = 160
"""Characters of a date with its words; what is longer is a text that mentions one."""
_REMEMBERED = 4096
"""Texts of a page of which is known what time they show."""
_EARLIEST = 1990
_LEEWAY = timedelta(days=1)
"""So far ahead of the retrieval a time may lie: it is tomorrow elsewhere."""
_BRITISH = (".uk", ".au", ".nz", ".ie", ".za", ".in", ".eu", ".de", ".at", ".ch")
"""Ends of hosts whose English pages print the day first."""
_LANGUAGE_OF_COUNTRY = {"pl": "pl", "hr": "hr", "cz": "cs"}
"""Countries whose month names mean something else next door, for pages that state no language."""


class TimeReader:
    """Reads times with what is known of the page that they stand on.

    :param now: aware; when the page was fetched
    :param zone: the outlet's, for times that state none; None where it is not known
    :param host: of the page; its country tells the zone where ``zone`` is None
    :param language: tag of the page's language
    :param month_first: whether ``3/4/2019`` is a day in March; None: by language and host
    """

    __slots__ = ("_shown", "language", "month_first", "now", "zone")

    def __init__(
        self,
        now: datetime,
        zone: TimeZone | None = None,
        *,
        host: str = "",
        language: str | None = None,
        month_first: bool | None = None,
    ) -> None:
        self.now = now
        self.zone = zone or zone_of(host, language)
        self.language = language or _LANGUAGE_OF_COUNTRY.get(host.rpartition(".")[2])
        if month_first is None:
            tag = (language or "").replace("_", "-").casefold()
            month_first = tag in ("", "en", "en-us") and not host.endswith(_BRITISH)
        self.month_first = month_first
        # A comment's words are looked at several times: whether they are a time decides what they are not.
        self._shown: dict[bool, dict[str, Moment | None]] = {False: {}, True: {}}

    def stated(self, raw: str | None) -> Moment | None:
        """A time that is stated for machines: an attribute, a meta value; None when it is no date or in the future."""
        text = fold(raw)
        if not text or len(text) > _LONGEST_STATED:
            return None
        if text[0].isdigit():
            if len(text) in _EPOCHS and text.isascii() and text.isdigit():
                return self._since_1970(int(text), text)
            if (match := _COMPACT.match(text)) is not None:
                return self._iso("-".join(match.groups()[:3]) + _clock_of(match), text)
            if text[:4].isdigit() and (moment := self._iso(text, text)) is not None:
                return moment
        dates = find_dates(
            text, self.zone, month_first=self.month_first, now=self.now, limit=1, language=self.language, strict=True
        )
        return dates[0] if dates else None

    def text(self, line: str) -> Moment | None:
        """The first date that a printed line holds."""
        dates = find_dates(line, self.zone, month_first=self.month_first, now=self.now, limit=1, language=self.language)
        return dates[0] if dates else None

    def other_order(self, moment: Moment) -> Moment | None:
        """The same printed numbers with day and month exchanged; None where they can be read in one way only."""
        match = _EITHER_ORDER.search(moment.raw)
        if match is None or match[1] == match[3] or int(match[1]) > _MONTHS or int(match[3]) > _MONTHS:
            return None
        start, end = match.start(), match.end(3)
        other = self.text(f"{moment.raw[:start]}{match[3]}{match[2]}{match[1]}{moment.raw[end:]}")
        if other is not None:
            other.raw = moment.raw
        return other

    def first(self, raws: Iterable[str | None]) -> Moment | None:
        """The first of stated times; a day only if none is exact."""
        day: Moment | None = None
        for raw in raws:
            moment = self.stated(raw)
            if moment and moment.precision == "exact" and (day is None or abs(moment.at - day.at) < NEAR):
                return moment
            day = day or moment
        return day

    def attribute(self, value: str | None) -> Moment | None:
        """A time in an attribute of a comment: as stated, else as shown."""
        text = (value or "").strip()
        if not _SHORTEST_ATTRIBUTE <= len(text) <= _LONGEST_SHOWN:
            return None
        stated = self.stated(text)
        return _whole(stated, text) if stated is not None else self.shown(text, month_first=False)

    def shown(self, text: str, *, month_first: bool = False) -> Moment | None:
        """A text that shows a time and little else, with or without a year; else a time that counts back."""
        known = self._shown[month_first]
        try:
            return known[text]
        except KeyError:
            if len(known) >= _REMEMBERED:
                known.clear()
            known[text] = moment = self._read_shown(text, month_first)
            return moment

    def _read_shown(self, text: str, month_first: bool) -> Moment | None:
        folded = " ".join(text.split())
        if not folded or len(folded) > _LONGEST_SHOWN:
            return None
        dates = _DIGIT.search(folded) and find_dates(
            folded, self.zone, month_first=month_first, now=self.now, limit=1, language=self.language, whole=True
        )
        if dates:
            return _whole(dates[0], folded)
        at = read_relative(folded, self.now, self.zone, self.language)
        return Moment(at, "relative", folded) if at else None

    def _since_1970(self, number: int, text: str) -> Moment | None:
        at = datetime.fromtimestamp(number / _EPOCHS[len(text)], UTC)
        return self._plausible(at, "exact", text, zoned=True)

    def _iso(self, iso: str, text: str) -> Moment | None:
        try:
            at = datetime.fromisoformat(iso)
        except ValueError:
            return None
        zoned = at.tzinfo is not None
        if not zoned:
            at = at.replace(tzinfo=self.zone or UTC)
        return self._plausible(at, "day" if len(iso) <= _ISO_DAY else "exact", text, zoned=zoned)

    def _plausible(self, at: datetime, precision: Precision, raw: str, *, zoned: bool) -> Moment | None:
        try:
            if at.year < _EARLIEST or at > self.now + _LEEWAY:
                return None
        except (OverflowError, ValueError):
            # A year or an offset that no time can have shows only when it is compared.
            return None
        return Moment(at, precision, raw, zoned)


def _clock_of(match: re.Match[str]) -> str:
    hour, minute, second, zone = match.groups()[3:]
    return f"T{hour}:{minute}:{second or '00'}{zone or ''}" if hour else ""


def _whole(moment: Moment, text: str) -> Moment:
    moment.raw = text
    return moment
