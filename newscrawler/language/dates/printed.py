"""Dates as people print them, in the languages of some sixty countries, found inside a line of text.

The names of months, weekdays and parts of the day are data (:mod:`newscrawler.language.dates.words`); here stands how
dates and clocks are put together. What stands beside a clock is honoured or the clock is not believed: an offset or a
zone that is not known, or an hour that does not exist, leaves a day.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from datetime import tzinfo as TimeZone  # noqa: N812
from functools import lru_cache

from newscrawler.language.dates.folding import joined
from newscrawler.language.dates.moment import Printed
from newscrawler.language.dates.words import (
    CONNECTIVES,
    WEEKDAYS,
    ZONE_WORDS,
    half_of,
    month_of,
    months_of,
)
from newscrawler.language.dates.zones import ABBREVIATIONS, named_zone, place_zone

__all__ = ["Clock", "clock_in", "find_dates", "is_month"]

# Vowel signs of Arabic, Indic scripts and Thai are no letters to ``re``.
_LETTER = r"(?:[^\W\d_]|[\u064b-\u0655\u0900-\u0dff\u0e31-\u0e4e])"
_WORD = rf"(?:[\u0e00-\u0e7f]{{1,3}}\.[\u0e00-\u0e7f]{{1,3}}|{_LETTER}{{3,15}}(?: ال{_LETTER}{{3,6}})?|[\u0900-\u0dff]{{2}}|آب)"
_YEAR = r"(?:19|20|2[45])\d\d"
_D = r"0?[1-9]|[12]\d|3[01]"
_MARK = r"[\u200e\u200f]?"
_DATES = re.compile(
    r"(?<![\d/.])(?=[\d令平民])(?:"
    # 2021-03-05, 2021. 3. 5., 2021년 3월 5일
    rf"(?P<y1>(?:19|20)\d\d)(?P<s1>[-/.])\s?(?P<m1>0?[1-9]|1[0-2])(?P=s1)\s?(?P<d1>{_D})(?!\d)\.?"
    r"|(?P<era>令和|平成|民國|民国)?\s?(?P<y2>(?:19|20)\d\d|\d{1,3}|元)\s?[年년]\s?(?P<m2>\d{1,2})\s?[月월]\s?(?P<d2>\d{1,2})\s?[日號号일]"
    # 5 March 2021, 5. März 2021, 5 de marzo del 2021, 5-Mar-21, and Arabic months by both their names
    rf"|(?P<d3>{_D})(?:st|nd|rd|th|er|º|ª|-?го|-?е|\.º)?[.,]?(?:\s|-|/){{0,3}}(?:de |of |of the |d['’]|tháng |[\u0621-\u0652 ]{{2,14}}/ ?)?(?P<n3>{_WORD})[.،॰]?\s?,?(?:\s|-|/|'){{0,3}}(?:de |del |năm |m\. |ค\.ศ\. ?|พ\.ศ\. ?)?(?P<y3>{_YEAR})(?!\d)(?:\.(?=\s\d))?"
    rf"|(?P<d7>{_D})-(?P<n7>[A-Za-z]{{3}})-(?P<y7>\d\d)(?!\d)"
    # 5.3.2021, 05/03/21
    rf"|(?P<d5>{_D}){_MARK}\s?(?P<s5>[./-])\s?(?P<m5>{_D}){_MARK}\s?(?P=s5)\s?(?P<y5>(?:19|20)\d\d|[0-3]\d(?![\d.]))(?!\d)\.?"
    # Mon Oct 11 14:57:21 CEST 2021: the clock is read on its own
    rf"|(?P<d0>{_D}) (?P<c0>\d\d:\d\d:\d\d [A-Z]{{0,4}} ?)(?P<y0>(?:19|20)\d\d)(?!\d)"
    r"|(?P<d6>\d{1,2}) (?:tháng|thg) (?P<m6>\d{1,2})(?:,| năm)? (?P<y6>(?:19|20)\d\d)"
    # 2021. március 5., 2021 m. kovo 5 d., 2021. gada 5. marts
    rf"|(?P<y8>(?:19|20)\d\d)(?:\.| m\.|(?=\s[A-Z][a-z]{{2}}\s))\s?(?!gada)(?P<n8>{_WORD})\.?\s(?P<d8>{_D})(?!\d)\.?(?: d\.)?"
    rf"|(?P<y9>(?:19|20)\d\d)\. gada (?P<d9>{_D})\. (?P<n9>{_WORD})"
    # March 5, 2021: the month is looked for once its day is found, which is several times faster
    rf"|(?P<d4>{_D})(?:st|nd|rd|th)?(?:,|،|\s|\.){{1,3}}(?P<y4>(?:19|20)\d\d)(?!\d)"
    r")"
)  # fmt: skip
_MONTH_BEFORE = re.compile(rf"(?<!\w)({_WORD})\.?\s{{0,2}}$")
# "19 février à 08:50", "5 Mar '24": only where a text is nothing but a time.
_WITHOUT_YEAR = re.compile(
    rf"(?<![\d:/.-])(?P<d>{_D})(?:st|nd|rd|th|er|º|ª|-?го|-?е)?\.?(?:\s|-){{0,3}}(?:de |of |d['’])?(?P<n>{_WORD})[.,]{{0,2}}[\s-]{{0,3}}(?:de[l]? )?(?P<y>['’]\d\d)?(?![\d:])"
)
# Most lines have none of this; a set at the start is what ``re`` finds fast.
_DIGITS = re.compile(r"[\d-](?:(?<=\d)(?:\d{3}|[\s\u200f]{0,2}[./-]\s?\d\d?[\s\u200f]{0,2}[./-]|年)|(?<=-)\d\d(?!\d))")
_OTHER_DIGITS = {
    first + digit: ord("0") + digit
    for first in (0x660, 0x6F0, 0x966, 0x9E6, 0xAE6, 0xBE6, 0xC66, 0xE50, 0xFF10)
    for digit in range(10)
}
# Years that are counted from elsewhere: Reiwa, Heisei, the Republic of China; Buddhist years are 543 ahead.
_ERAS = {"令和": 2018, "平成": 1988, "民國": 1911, "民国": 1911}
_BUDDHIST = 543
_EARLIEST = 1990
"""Nothing that is crawled was written before the web."""
_SHORTEST_MONTH = 28
_LEEWAY = timedelta(days=1)
"""So far ahead of the retrieval a date may lie: it is tomorrow elsewhere."""

# --- clocks -------------------------------------------------------------------------------------------------------

_CLOCK = re.compile(
    r"(?<![\d:.])(?P<hour>[0-2]?\d)(?:"
    r"(?::|\.|\s?[hH]\s?|\s?Uhr\s?)(?P<minute>[0-5]\d)(?!\d)(?:(?::|\.(?=\d\d))(?P<second>[0-5]?\d)(?:[.,]\d+)?(?!\d))?"
    r"|\s?(?:[時时點点시]|นาฬิกา)\s?(?:(?P<minute2>[0-5]?\d)\s?(?:[分분]|นาที)?(?:\s?(?P<second2>[0-5]?\d)\s?(?:[秒초]|วินาที))?|(?![半間间간\d]))"
    r"|(?=\s{0,2}(?P<bare>[^\W\d_.])))"
)
_GAP = re.compile(r"\D{0,32}?(?=\d)")
"""Between a date and its clock."""
_GAP_MARKS = frozenset(" \t\u00a0\u202f\u2009,،、|·•(（)）–—-/@.：:'’\u200e\u200f॰")
_ENDS_A_TIME = "|:："
"""Beside an unknown word these begin another time: ``| Updated: 16:07``."""
_SPOKEN = re.compile(rf"{_LETTER}(?:{_LETTER}|[.'’׳״\"\u064b-\u0652](?=\S)|-(?={_LETTER}))*\.?")
_UNKNOWN_WORD = (3, 10)
"""Letters of the one word between a date and its clock that is in no table."""
_RUN = re.compile(r",?\s{0,2}[(（\[]?([^\s·•|,;()（）\[\]]{1,24}(?:\s[^\s·•|,;()（）\[\]]{1,24}){0,6})")
"""Up to seven words after a clock."""
_NO_SPACE = re.compile(r"\S+")
_SHORT_TAIL = 16
"""Characters after a clock that are remembered: `` pm``, `` Uhr`` stand on every comment of a page."""
_SPELLINGS = str.maketrans({"\u2212": "-", "Г": "G", "М": "M", "Т": "T"})
"""Of the minus sign, and of GMT in Cyrillic."""
_ZONE_BEFORE = re.compile(r"\s{0,2}(?P<zone>(?:(?:GMT|UTC)\s?)?[+\u2212-]\d\d:?\d\d|GMT|UTC)\s{1,2}(?=\d)")
_FILLER = re.compile(r"\s{0,2}(?:Uhr|hrs?|h|น\.?|ч\.|час(?:а|ов)?|ώρα|น|분|分|ش)(?![^\W\d_])\.?", re.I)
_OFFSET = re.compile(
    r"\s{0,2}[(（\[]?\s?(?P<zone>Z{1,2}(?!\w)|(?:(?:GMT|UTC|UT|ГМТ)(?:\s?[+\u2212-]\s?\d{1,2}(?::?\d\d)?(?!\d))?|[+\u2212-]\d\d:?\d\d(?!\d))(?!\w))"
)
_CAPITALS = re.compile(r"\s{0,2}[(（\[]?\s?([A-ZČМСК]{2,5})(?![\w.-])")
_LIKE_A_ZONE = re.compile(r"[A-Z]{2,4}T$")
# "16:07, ", "4:07 PM ET, Fri " before the date.
_CLOCK_BEFORE = re.compile(r"(?<![\d:.])[0-2]?\d[:h.時时點点시]\s?[0-5]\d(?!\d)")
_BEFORE = 48
"""Characters before a date in which its clock may stand."""
_HALF_BEFORE = 24
"""Characters before a clock in which the part of its day may stand."""
_GAP_BEFORE = re.compile(r"[\s,،|·•–)\]-]{0,3}(?:(?:on |am |le |del? |el |ngày )?(?:[^\W\d_]{2,12}[.,،]{0,2}\s)?)?")


class Clock:
    """A clock in a line: its hour of the day, and what is printed of its zone."""

    __slots__ = ("end", "hour", "minute", "second", "start", "understood", "zone")

    def __init__(self, start: int, end: int, hour: int, minute: int, second: int) -> None:
        self.start = start
        self.end = end
        self.hour = hour
        self.minute = minute
        self.second = second
        self.zone: TimeZone | None = None
        """The zone that is printed beside it, None where none is."""
        self.understood = True
        """Whether a printed zone is known."""


def clock_in(text: str, zone: TimeZone | None, language: str | None) -> Clock | None:
    """The first clock of a line that prints no date, such as "yesterday at 5:10 pm"; None where its zone is not known."""
    if not text.isascii():
        text = text.translate(_OTHER_DIGITS)
    for match in _CLOCK.finditer(text):
        before = text[max(0, match.start() - _HALF_BEFORE) : match.start()]
        half = _half_before(before, language, whole=True)[1] if before.strip() else None
        if (match["minute"] or match["minute2"] or match["bare"] or half) and (
            clock := _read_clock(text, match, half, zone=zone, language=language, strict=False)
        ) is not None:
            return clock if clock.understood else None
    return None


def _read_clock(
    text: str, match: re.Match[str], half: str | None, *, zone: TimeZone | None, language: str | None, strict: bool
) -> Clock | None:
    """Read what stands after an hour: the part of the day, the zone. None where it is no clock.

    :param match: of ``_CLOCK``
    :param half: the part of the day that stands before it
    :param strict: whether any other capitals after it are a zone that is not known
    """
    hour, end = int(match["hour"]), match.end()
    after, end = _half_after(text, end, language)
    half = after or half
    if match["bare"] and after is None:
        return None
    if half is not None:
        hour = _of_day(hour, half)
    if hour >= 24:
        return None
    clock = Clock(match.start(), end, hour, int(match["minute"] or match["minute2"] or 0), 0)
    clock.second = int(match["second"] or match["second2"] or 0)
    _read_zone(text, clock, zone, strict)
    return clock


def _of_day(hour: int, half: str) -> int:
    if hour > 12:
        return hour
    if half == "am":
        return hour % 12
    if half == "pm":
        return hour % 12 + 12
    if half == "noon":
        return hour if hour >= 10 else hour + 12
    # "at night": ten is before midnight, two after it.
    return hour % 12 + (12 if 6 <= hour < 12 else 0)


def _half_after(text: str, end: int, language: str | None) -> tuple[str | None, int]:
    """The part of the day after a clock, and where it ends."""
    left = len(text) - end
    if not left:
        return None, end
    if left <= _SHORT_TAIL:
        half, length = _half_of_tail(text[end:], language)
        return half, end + length
    return _first_half(text, end, language)


def _first_half(text: str, end: int, language: str | None) -> tuple[str | None, int]:
    for said, stop in _beginnings(text, end):
        if half := half_of(said, language):
            return half, stop
    return None, end


@lru_cache(maxsize=1024)
def _half_of_tail(tail: str, language: str | None) -> tuple[str | None, int]:
    return _first_half(tail, 0, language)


def _beginnings(text: str, end: int) -> Sequence[tuple[str, int]]:
    """The words after a clock, :func:`joined`, with where they end: all of them, then without the last one, and so on."""
    if end >= len(text) or (run := _RUN.match(text, end)) is None:
        return ()
    found: list[tuple[str, int]] = []
    said = ""
    for word in _NO_SPACE.finditer(text, run.start(1), run.end()):
        said += joined(word[0])
        found.insert(0, (said, word.end()))
    return found


def _read_zone(text: str, clock: Clock, outlet: TimeZone | None, strict: bool) -> None:
    if clock.end >= len(text):
        return
    while (filler := _FILLER.match(text, clock.end)) is not None:
        clock.end = filler.end()
    if clock.end >= len(text):
        return
    if (match := _OFFSET.match(text, clock.end)) is not None:
        clock.zone = named_zone(match["zone"].translate(_SPELLINGS).replace("ZZ", "Z"), outlet)
        clock.understood = clock.zone is not None
        clock.end = match.end()
        return
    capitals = _CAPITALS.match(text, clock.end)
    if capitals is not None and capitals[1] in ABBREVIATIONS:
        clock.zone = named_zone(capitals[1], outlet)
        clock.end = capitals.end()
        return
    for said, stop in _beginnings(text, clock.end):
        if place := ZONE_WORDS.get(said):
            clock.zone = place_zone(place)
            clock.end = stop
            return
    if capitals is not None and (strict or _LIKE_A_ZONE.match(capitals[1])):
        clock.understood = False
        clock.end = capitals.end(1)


@lru_cache(maxsize=1024)
def _half_before(gap: str, language: str | None, *, whole: bool) -> tuple[bool, str | None]:
    """Whether a clock may stand after ``gap``, and the part of the day that ends it.

    :param whole: the line is nothing but a time: whatever stands in the gap
    """
    if not gap or gap == " ":
        return True, None
    words = _SPOKEN.findall(gap)
    half: str | None = None
    for count in range(min(3, len(words)), 0, -1):
        if half := half_of(joined("".join(words[-count:])), language):
            words = words[:-count]
            break
    if whole:
        return True, half
    unknown = 0
    for word in words:
        bare = word.casefold().rstrip(".")
        if bare in CONNECTIVES or bare in WEEKDAYS or bare == "t" or (len(bare) <= 2 and not bare.isascii()):
            continue
        if f"({bare})" in gap.casefold() and len(bare) <= 3:
            continue
        unknown += 1
        if unknown > 1 or not _UNKNOWN_WORD[0] <= len(bare) <= _UNKNOWN_WORD[1]:
            return False, None
    if unknown and any(character in _ENDS_A_TIME for character in gap):
        return False, None
    marks = sum(character in ",،、|·•–—-/@" for character in gap)
    plain = all(character in _GAP_MARKS or character.isalpha() or character > "\u02ff" for character in gap)
    return plain and marks <= 3, half


# --- dates --------------------------------------------------------------------------------------------------------


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
    """The dates that a line prints, in order; none before 1990 or after ``now``.

    :param zone: for times that name none; UTC when None
    :param month_first: whether ``3/4/2019`` is a day in March
    :param language: tag of the page's language, for words that mean something else in another
    :param whole: the line is nothing but a time: its clock may stand anywhere, and the year may be left out
    :param strict: the text is meant for machines: capitals after the clock are a zone, known or not
    """
    dated = _DIGITS.search(text) is not None
    if not dated and not whole:
        return []
    finder = _Finder(text, zone, now, language, whole, strict)
    text = finder.text
    found: list[Printed] = []
    for match in _DATES.finditer(text) if dated else ():
        for order in (month_first, not month_first):
            days = finder.days(match, order)
            if days and (printed := finder.at(match, days)) is not None:
                found.append(printed)
                break
        if len(found) >= limit:
            break
    if whole and not found:
        for match in _WITHOUT_YEAR.finditer(text):
            if (days := finder.days_of_year(match)) and (printed := finder.at(match, days)) is not None:
                return [printed]
    return found


def is_month(word: str) -> bool:
    """Whether a word is a month's name or abbreviation in one of the languages: ``Aug.``, ``août``."""
    return bool(month_of(word.rstrip(".,")))


class _Finder:
    """Reads the dates of one line."""

    __slots__ = ("before", "language", "latest", "line", "now", "strict", "text", "whole", "zone")

    def __init__(
        self, text: str, zone: TimeZone | None, now: datetime, language: str | None, whole: bool, strict: bool
    ) -> None:
        self.line = text
        self.text = text if text.isascii() else text.translate(_OTHER_DIGITS)
        """The line with its digits as ASCII, of the same length."""
        self.before: re.Match[str] | None = None
        self.zone = zone
        self.now = now
        self.latest = now + _LEEWAY
        self.language = language
        self.whole = whole
        self.strict = strict

    def days(self, match: re.Match[str], month_first: bool) -> list[tuple[int, int, int]]:
        """The days that a match may mean; several where its month's name is another month in another language."""
        self.before = None
        # Which alternative it was: each ends with a group of its own number.
        tail = (match.lastgroup or "")[-1]
        year, day = match["y" + tail], match["d" + tail]
        months: tuple[int, ...]
        if tail in "126":
            months = (int(match["m" + tail]),)
        elif tail == "5":
            first, second = int(day), int(match["m5"])
            if len(year) == 2 and match["s5"] == "." and len(day) < 2 and len(match["m5"]) < 2:
                # A version or a paragraph's number.
                return []
            swap = second > 12 or (month_first and match["s5"] != "." and first <= 12)
            months, day = ((first,), str(second)) if swap else ((second,), str(first))
        elif tail in "40":
            self.before = before = _MONTH_BEFORE.search(match.string[max(0, match.start() - 20) : match.start()])
            months = months_of(before[1], self.language) if before else ()
        else:
            months = months_of(match["n" + tail], self.language)
        if len(year) == 2 and tail in "57":
            year = "20" + year
        number = 1 if year == "元" else int(year)
        number += _ERAS.get(match["era"] or "", 0)
        if number >= 2400:
            number -= _BUDDHIST
        return _existing(number, months, int(day))

    def days_of_year(self, match: re.Match[str]) -> list[tuple[int, int, int]]:
        """Of a date without a year: the last one possible, as pages leave out the current year."""
        months, day = months_of(match["n"], self.language), int(match["d"])
        if match["y"]:
            return _existing(2000 + int(match["y"][1:]), months, day)
        found: list[tuple[int, int, int]] = []
        for month in months:
            passed = (month, day) <= (self.now.month, self.now.day)
            found += _existing(self.now.year if passed else self.now.year - 1, (month,), day)
        return found

    def at(self, match: re.Match[str], days: list[tuple[int, int, int]]) -> Printed | None:
        """The date with its clock; None where it lies out of all reach."""
        start, end = match.span()
        if self.before is not None:
            # The month that stands before the day
            start -= len(self.before[0])
            self.before = None
        inside = match.lastgroup == "y0"
        clock = self._inside(match) if inside else self._after(end) or self._before(start)
        day = days[0]
        if len(days) > 1:
            days = [each for each in days if _weekday_near(self.text, start, end, each)] or days
            day = days[0]
        exact = clock is not None and clock.understood and len(days) == 1
        zone = (clock.zone if clock is not None else None) or self.zone or UTC
        if clock is not None:
            start, end = min(start, clock.start), max(end, clock.end)
        if exact and clock is not None:
            at = datetime(*day, clock.hour, clock.minute, clock.second, tzinfo=zone)
        else:
            at = datetime(*day, tzinfo=zone)
        try:
            if at.year < _EARLIEST or at > self.latest:
                return None
        except OverflowError:
            return None
        zoned = exact and clock is not None and clock.zone is not None
        raw = self.line[start:end].strip()
        return Printed(at, "exact" if exact else "day", raw, zoned, start, end)

    def _inside(self, match: re.Match[str]) -> Clock | None:
        clock = _CLOCK.match(self.text, match.start("c0"))
        return self._clock(clock, None) if clock is not None else None

    def _after(self, end: int) -> Clock | None:
        zone = _ZONE_BEFORE.match(self.text, end)
        end = zone.end() if zone is not None else end
        gap = _GAP.match(self.text, end)
        if gap is not None and (match := _CLOCK.match(self.text, gap.end())):
            likely, half = _half_before(gap[0], self.language, whole=self.whole)
            if likely and (clock := self._clock(match, half)) is not None:
                if clock.zone is None and zone is not None:
                    clock.zone = named_zone(zone["zone"].translate(_SPELLINGS), self.zone)
                    clock.understood = clock.zone is not None
                elif clock.zone is None and not gap[0].isascii():
                    # Chinese names the zone before the clock.
                    places = (ZONE_WORDS.get(joined(word)) for word in _SPOKEN.findall(gap[0]))
                    clock.zone = next((place_zone(place) for place in places if place), None)
                return clock
        if self.whole and (match := _CLOCK_BEFORE.search(self.text, end)):
            return self._anywhere(match, end)
        return None

    def _before(self, start: int) -> Clock | None:
        if start < 4:
            return None
        begin = max(0, start - _BEFORE)
        for match in _CLOCK_BEFORE.finditer(self.text, begin, start):
            clock = self._anywhere(match, begin)
            if clock is not None and clock.end <= start:
                if self.whole:
                    return clock
                gap = _GAP_BEFORE.match(self.text, clock.end, start)
                if gap is not None and gap.end() == start:
                    return clock
        return None

    def _anywhere(self, found: re.Match[str], begin: int) -> Clock | None:
        match = _CLOCK.match(self.text, found.start())
        if match is None:
            return None
        before = self.text[max(begin, match.start() - _HALF_BEFORE) : match.start()]
        half = _half_before(before, self.language, whole=True)[1] if before.strip() else None
        return self._clock(match, half)

    def _clock(self, match: re.Match[str], half: str | None) -> Clock | None:
        return _read_clock(self.text, match, half, zone=self.zone, language=self.language, strict=self.strict)


def _existing(year: int, months: tuple[int, ...], day: int) -> list[tuple[int, int, int]]:
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


def _weekday_near(text: str, start: int, end: int, day: tuple[int, int, int]) -> bool:
    """Whether a weekday beside the date is that of ``day``."""
    near = _SPOKEN.findall(text[max(0, start - 20) : start] + " " + text[end : end + 20])
    weekday = datetime(*day).isoweekday()  # noqa: DTZ001
    return any(WEEKDAYS.get(word.casefold().rstrip(".,")) == weekday for word in near)
