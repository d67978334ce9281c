"""Dates as people print them, in the languages of about sixty countries, found inside a line of text.

The names of months, weekdays and parts of the day are data (:mod:`newscrawler.language.dates.words`). This module
knows how they are combined; clocks are read by :mod:`newscrawler.language.dates.clocks`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from datetime import tzinfo as TimeZone  # noqa: N812

from newscrawler.expressions import expression
from newscrawler.items import Precision
from newscrawler.language.dates.clocks import (
    CLOCK,
    LETTER,
    OTHER_DIGITS,
    SPOKEN,
    Clock,
    named_before,
    part_before,
    read_clock,
    read_gap,
    zone_before,
)
from newscrawler.language.dates.folding import joined
from newscrawler.language.dates.moment import Printed
from newscrawler.language.dates.words import WEEKDAYS, ZONE_WORDS, month_of, months_of
from newscrawler.language.dates.zones import place_zone

__all__ = ["find_dates", "is_month"]

Day = tuple[int, int, int]
"""Year, month and day."""

_WORD = (
    rf"(?:[\u0e00-\u0e7f]{{1,3}}\.[\u0e00-\u0e7f]{{1,3}}"
    rf"|{LETTER}{{3,15}}(?: ال{LETTER}{{3,6}})?|[\u0900-\u0dff]{{2}}|آب)"
)
"""Word that may be a month. Arabic names have two words; Thai abbreviations have dots inside."""

_YEAR = r"(?:19|20|2[45])\d\d"
_D = r"0?[1-9]|[12]\d|3[01]"
_MARK = r"[\u200e\u200f]?"
_ORDINAL = r"st|nd|rd|th|er|º|ª|-?го|-?е"

_DATES = expression(
    # Each alternative ends with a group whose name ends with the number of the alternative.
    r"(?<![\d/.])(?=[\d令平民])(?:"
    # 2021-03-05, 2021. 3. 5., 2021년 3월 5일
    rf"(?P<y1>(?:19|20)\d\d)(?P<s1>[-/.])\s?(?P<m1>0?[1-9]|1[0-2])(?P=s1)\s?(?P<d1>{_D})(?!\d)\.?"
    r"|(?P<era>令和|平成|民國|民国)?\s?(?P<y2>(?:19|20)\d\d|\d{1,3}|元)\s?[年년]"
    r"\s?(?P<m2>\d{1,2})\s?[月월]\s?(?P<d2>\d{1,2})\s?[日號号일]"
    # 5 March 2021, 5. März 2021, 5 de marzo del 2021, 5-Mar-21, and Arabic months by both their names
    rf"|(?P<d3>{_D})(?:{_ORDINAL}|\.º)?[.,]?(?:\s|-|/){{0,3}}"
    r"(?:de |of |of the |d['’]|tháng |[\u0621-\u0652 ]{2,14}/ ?)?"
    rf"(?P<n3>{_WORD})[.،॰]?\s?,?(?:\s|-|/|'){{0,3}}(?:de |del |năm |m\. |ค\.ศ\. ?|พ\.ศ\. ?)?"
    rf"(?P<y3>{_YEAR})(?!\d)(?:\.(?=\s\d))?"
    rf"|(?P<d7>{_D})-(?P<n7>[A-Za-z]{{3}})-(?P<y7>\d\d)(?!\d)"
    # 5.3.2021, 05/03/21
    rf"|(?P<d5>{_D}){_MARK}\s?(?P<s5>[./-])\s?(?P<m5>{_D}){_MARK}\s?(?P=s5)\s?"
    r"(?P<y5>(?:19|20)\d\d|[0-3]\d(?![\d.]))(?!\d)\.?"
    # Mon Oct 11 14:57:21 CEST 2021: the clock inside is read separately
    rf"|(?P<d0>{_D}) (?P<c0>\d\d:\d\d:\d\d [A-Z]{{0,4}} ?)(?P<y0>(?:19|20)\d\d)(?!\d)"
    r"|(?P<d6>\d{1,2}) (?:tháng|thg) (?P<m6>\d{1,2})(?:,| năm)? (?P<y6>(?:19|20)\d\d)"
    # 2021. március 5., 2021 m. kovo 5 d., 2021. gada 5. marts
    r"|(?P<y8>(?:19|20)\d\d)(?:\.| m\.|(?=\s[A-Z][a-z]{2}\s))\s?(?!gada)"
    rf"(?P<n8>{_WORD})\.?\s(?P<d8>{_D})(?!\d)\.?(?: d\.)?"
    rf"|(?P<y9>(?:19|20)\d\d)\. gada (?P<d9>{_D})\. (?P<n9>{_WORD})"
    # March 5, 2021: the month is searched after its day is found, which is several times faster
    rf"|(?P<d4>{_D})(?:st|nd|rd|th)?(?:,|،|\s|\.){{1,3}}(?P<y4>(?:19|20)\d\d)(?!\d)"
    r")"
)
_NUMERIC_FORMS = "126"
_EITHER_ORDER = "5"
_MONTH_FIRST_FORMS = "40"
_CLOCK_INSIDE = "y0"
_SHORT_YEARS = "57"
"""Alternatives of ``_DATES``, by number: month as a number, day and month in either order, month before the day,
clock between day and year, year of two digits possible."""

_MONTH_BEFORE = expression(rf"(?<!\w)({_WORD})\.?\s{{0,2}}$")
_BEFORE_DAY = 20
"""Characters before a day in which its month may stand."""

_WITHOUT_YEAR = expression(
    rf"(?<![\d:/.-])(?P<d>{_D})(?:{_ORDINAL})?\.?(?:\s|-){{0,3}}(?:de |of |d['’])?(?P<n>{_WORD})[.,]{{0,2}}[\s-]{{0,3}}"
    r"(?:de[l]? )?(?P<y>['’]\d\d)?(?![\d:])"
)
"""``19 février à 08:50``, ``5 Mar '24``: only for a text that is nothing but a time."""

_DIGITS = expression(r"[\d-](?:(?<=\d)(?:\d{3}|[\s\u200f]{0,2}[./-]\s?\d\d?[\s\u200f]{0,2}[./-]|年)|(?<=-)\d\d(?!\d))")
"""Digits of a date, which most lines lack. ``re`` is fast at searching a set at the start of an expression."""

_ERAS = {"令和": 2018, "平成": 1988, "民國": 1911, "民国": 1911}
"""Year before the first year of Reiwa, Heisei and the Republic of China."""

_BUDDHIST, _BUDDHIST_FROM = 543, 2400
"""Buddhist years are 543 ahead; a year from 2400 on is one."""

_EARLIEST = 1990
"""Earliest year: nothing that is crawled was written before the web."""

_SHORTEST_MONTH = 28

_LEEWAY = timedelta(days=1)
"""Longest time that a date may lie after the retrieval: it is tomorrow elsewhere."""

_GAP = expression(r"\D{0,32}?(?=\d)")
"""Text between a date and its clock."""

_CLOCK_BEFORE = expression(r"(?<![\d:.])[0-2]?\d[:h.時时點点시]\s?[0-5]\d(?!\d)")
"""Clock before a date: ``16:07, ``, ``4:07 PM ET, Fri ``."""

_BEFORE = 48
"""Characters before a date in which its clock may stand."""

_GAP_BEFORE = expression(r"[\s,،|·•–)\]-]{0,3}(?:(?:on |am |le |del? |el |ngày )?(?:[^\W\d_]{2,12}[.,،]{0,2}\s)?)?")
"""Text between a clock and the date after it."""


def find_dates(
    text: str,
    zone: TimeZone | None,
    *,
    month_first: bool,
    now: datetime,
    limit: int = 4,
    language: str | None = None,
    whole: bool = False,
    strict: bool = False,
) -> list[Printed]:
    """Return the dates of a line in order, none before 1990 or after ``now``.

    :param zone: zone of times without one; UTC if None
    :param month_first: whether ``3/4/2019`` is a day in March
    :param now: when the text was retrieved, with a time zone
    :param limit: most dates that are returned
    :param language: tag of the page's language, for words that have another meaning in another language
    :param whole: whether the line is nothing but a time: its clock may stand anywhere, and the year may be missing
    :param strict: whether the text is meant for machines: capitals after the clock are a zone, known or not
    """
    dated = _DIGITS.search(text) is not None
    if not dated and not whole:
        return []
    finder = _Finder(text, zone, now, language, whole, strict)
    found: list[Printed] = []
    for printed in finder.dates(month_first) if dated else ():
        found.append(printed)
        if len(found) >= limit:
            break
    if whole and not found:
        printed_without_year = next(finder.dates_without_year(), None)
        return [] if printed_without_year is None else [printed_without_year]
    return found


def is_month(word: str) -> bool:
    """Return whether a word is a month's name or abbreviation in one of the languages: ``Aug.``, ``août``."""
    return bool(month_of(word.rstrip(".,")))


class _Finder:
    """Reader of the dates of one line."""

    __slots__ = ("before", "language", "latest", "line", "now", "strict", "text", "whole", "zone")

    def __init__(
        self, text: str, zone: TimeZone | None, now: datetime, language: str | None, whole: bool, strict: bool
    ) -> None:
        self.line = text
        self.text = text if text.isascii() else text.translate(OTHER_DIGITS)
        """The line with ASCII digits, of the same length."""
        self.before: re.Match[str] | None = None
        """The month before the day of the current match."""
        self.zone = zone
        self.now = now
        self.latest = now + _LEEWAY
        self.language = language
        self.whole = whole
        self.strict = strict

    def dates(self, month_first: bool) -> Iterator[Printed]:
        for match in _DATES.finditer(self.text):
            for order in (month_first, not month_first):
                days = self._days(match, order)
                if days and (printed := self._at(match, days)) is not None:
                    yield printed
                    break

    def dates_without_year(self) -> Iterator[Printed]:
        for match in _WITHOUT_YEAR.finditer(self.text):
            if (days := self._days_of_year(match)) and (printed := self._at(match, days)) is not None:
                yield printed

    def _days(self, match: re.Match[str], month_first: bool) -> list[Day]:
        """Return the possible days of a match; several if its month's name is another month in another language."""
        self.before = None
        form = (match.lastgroup or "")[-1]
        if form == _EITHER_ORDER:
            months, day = _numeric(match, month_first)
        else:
            months, day = self._months(match, form), int(match["d" + form])
        return _existing(_full_year(match, form), months, day)

    def _months(self, match: re.Match[str], form: str) -> tuple[int, ...]:
        if form in _NUMERIC_FORMS:
            return (int(match["m" + form]),)
        if form in _MONTH_FIRST_FORMS:
            start = match.start()
            self.before = before = _MONTH_BEFORE.search(match.string[max(0, start - _BEFORE_DAY) : start])
            return months_of(before[1], self.language) if before else ()
        return months_of(match["n" + form], self.language)

    def _days_of_year(self, match: re.Match[str]) -> list[Day]:
        """Return the days of a date without a year: the last possible ones, because pages omit the current year."""
        self.before = None
        months, day = months_of(match["n"], self.language), int(match["d"])
        if match["y"]:
            return _existing(2000 + int(match["y"][1:]), months, day)
        found: list[Day] = []
        for month in months:
            passed = (month, day) <= (self.now.month, self.now.day)
            found += _existing(self.now.year if passed else self.now.year - 1, (month,), day)
        return found

    def _at(self, match: re.Match[str], days: list[Day]) -> Printed | None:
        """Return the date with its clock, or None if it is out of range."""
        start, end = match.span()
        if self.before is not None:
            start -= len(self.before[0])
        clock = self._clock_of(match, start, end)
        if len(days) > 1:
            days = [day for day in days if _weekday_near(self.text, start, end, day)] or days
        if clock is not None:
            start, end = min(start, clock.start), max(end, clock.end)
        understood = clock if clock is not None and clock.understood and len(days) == 1 else None
        at = self._time(days[0], clock, understood)
        if not self._is_possible(at):
            return None
        precision: Precision = "day" if understood is None else "exact"
        zoned = understood is not None and understood.zone is not None
        return Printed(at, precision, self.line[start:end].strip(), zoned, start, end)

    def _time(self, day: Day, clock: Clock | None, understood: Clock | None) -> datetime:
        zone = (clock.zone if clock is not None else None) or self.zone or UTC
        if understood is None:
            return datetime(*day, tzinfo=zone)
        return datetime(*day, understood.hour, understood.minute, understood.second, tzinfo=zone)

    def _is_possible(self, at: datetime) -> bool:
        try:
            return at.year >= _EARLIEST and at <= self.latest
        except OverflowError:
            return False

    def _clock_of(self, match: re.Match[str], start: int, end: int) -> Clock | None:
        if match.lastgroup == _CLOCK_INSIDE:
            inside = CLOCK.match(self.text, match.start("c0"))
            return self._read(inside, None) if inside is not None else None
        return self._after(end) or self._before(start)

    def _after(self, end: int) -> Clock | None:
        begin, zoned, zone = zone_before(self.text, end, self.zone)
        clock = self._right_after(begin, zoned)
        if clock is not None:
            if clock.zone is None and zoned:
                clock.zone, clock.understood = zone, zone is not None
            return clock
        if self.whole and (match := _CLOCK_BEFORE.search(self.text, begin)):
            return self._anywhere(match, begin)
        return None

    def _right_after(self, begin: int, zoned: bool) -> Clock | None:
        """Read a clock that is separated from its date by nothing but connecting words and marks."""
        gap = _GAP.match(self.text, begin)
        match = CLOCK.match(self.text, gap.end()) if gap is not None else None
        if gap is None or match is None:
            return None
        likely, half = (True, part_before(gap[0], self.language)) if self.whole else read_gap(gap[0], self.language)
        clock = self._read(match, half) if likely else None
        if clock is not None and clock.zone is None and not zoned and not gap[0].isascii():
            # Chinese names the zone before the clock.
            places = (ZONE_WORDS.get(joined(word)) for word in SPOKEN.findall(gap[0]))
            clock.zone = next((place_zone(place) for place in places if place), None)
        return clock

    def _before(self, start: int) -> Clock | None:
        if start < 4:
            return None
        begin = max(0, start - _BEFORE)
        for match in _CLOCK_BEFORE.finditer(self.text, begin, start):
            clock = self._anywhere(match, begin)
            if clock is not None and clock.end <= start and (self.whole or self._leads_to(clock.end, start)):
                return clock
        return None

    def _leads_to(self, end: int, start: int) -> bool:
        gap = _GAP_BEFORE.match(self.text, end, start)
        return gap is not None and gap.end() == start

    def _anywhere(self, found: re.Match[str], begin: int) -> Clock | None:
        match = CLOCK.match(self.text, found.start())
        if match is None:
            return None
        return self._read(match, named_before(self.text, match.start(), begin, self.language))

    def _read(self, match: re.Match[str], half: str | None) -> Clock | None:
        return read_clock(self.text, match, half, zone=self.zone, language=self.language, strict=self.strict)


def _numeric(match: re.Match[str], month_first: bool) -> tuple[tuple[int, ...], int]:
    """Return the months and the day of a date in numbers, in either order; no months if it is no date."""
    year, mark = match["y5"], match["s5"]
    if len(year) == 2 and mark == "." and len(match["d5"]) < 2 and len(match["m5"]) < 2:
        # The number of a version or a paragraph.
        return (), 0
    first, second = int(match["d5"]), int(match["m5"])
    if second > 12 or (month_first and mark != "." and first <= 12):
        return (first,), second
    return (second,), first


def _full_year(match: re.Match[str], form: str) -> int:
    year = match["y" + form]
    if len(year) == 2 and form in _SHORT_YEARS:
        year = "20" + year
    number = 1 if year == "元" else int(year)
    number += _ERAS.get(match["era"] or "", 0)
    return number - _BUDDHIST if number >= _BUDDHIST_FROM else number


def _existing(year: int, months: tuple[int, ...], day: int) -> list[Day]:
    if len(months) == 1 and 1 <= day <= _SHORTEST_MONTH and 1 <= months[0] <= 12:
        return [(year, months[0], day)] if year >= _EARLIEST else []
    found = []
    for month in months:
        try:
            datetime(year, month, day)  # noqa: DTZ001
        except ValueError:
            continue
        found.append((year, month, day))
    return found


def _weekday_near(text: str, start: int, end: int, day: Day) -> bool:
    """Return whether a weekday beside the date is that of ``day``."""
    near = SPOKEN.findall(text[max(0, start - 20) : start] + " " + text[end : end + 20])
    weekday = datetime(*day).isoweekday()  # noqa: DTZ001
    return any(WEEKDAYS.get(word.casefold().rstrip(".,")) == weekday for word in near)
