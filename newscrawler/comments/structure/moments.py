"""Time of a comment: the choice between the time in an attribute and the printed time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from newscrawler.language.dates.clocks import clock_in
from newscrawler.language.dates.moment import Moment
from newscrawler.language.dates.words import WEEKDAYS

__all__ = ["day_comes_first", "reconcile", "with_clock"]

_NUMBERS = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_SLASHED = re.compile(r"(?<!\d)(\d{1,2})/(\d{1,2})/\d{2,4}")
_NUMERIC = re.compile(
    r"(?<![\d/.-])(?P<first>0?[1-9]|[12]\d|3[01])(?P<sign>[/-])(?P<second>0?[1-9]|[12]\d|3[01])(?P=sign)"
    r"(?P<year>(?:19|20)\d\d|(?<=/)\d\d)(?![\d/])"
)
_HALF_DAY = re.compile(r"\d\s*[ap]\.?m\b", re.I)
_WORD_BEFORE = re.compile(r"([^\W\d_]{2,12})[.,]?\s+$")
_MOST_SHORT_YEAR = 99
"""A year of two digits; there were hardly any comments before 2000."""

_MONTHS = 12
_FEWEST_DAYS = 3
"""Days of a thread whose distances tell the order of day and month."""

_CLOSE, _MONTH = 4, 28
"""Two days tell the order too where they are close in one order and a month or more apart in the other."""

_FAR = 6
"""In the wrong order days of one week are months apart: a thread is that many times as long."""


def day_comes_first(texts: Sequence[str], language: str | None, now: datetime | None = None) -> bool:
    """Return whether 03/04/2024 is in April, by the dates of a thread.

    A day above 12 decides, then a printed day of the week, then that comments are neither in the future nor spread over
    far more time than in the other order; else the page's language and its clocks.

    :param now: aware; when the page was fetched
    """
    dates = [(text, match) for text in texts if (match := _NUMERIC.search(text))]
    for _, match in dates:
        if int(match["first"]) > _MONTHS:
            return True
        if int(match["second"]) > _MONTHS:
            return False
    for evidence in (_by_weekday(dates), _by_time(dates, now)):
        if evidence is not None:
            return evidence
    return not (language or "").lower().startswith(("en-us", "en_us")) and not any(
        _HALF_DAY.search(text) and _SLASHED.search(text) for text in texts
    )


def _day(match: re.Match[str], *, day_first: bool) -> date:
    one, other = int(match["first"]), int(match["second"])
    year = int(match["year"])
    return date(
        year if year > _MOST_SHORT_YEAR else 2000 + year, other if day_first else one, one if day_first else other
    )


def _by_weekday(dates: Sequence[tuple[str, re.Match[str]]]) -> bool | None:
    """Return the order in which the printed days of the week are right; None where none or both are."""
    rights = {True: 0, False: 0}
    for text, match in dates:
        before = _WORD_BEFORE.search(text[: match.start()].casefold())
        weekday = WEEKDAYS.get(before[1]) if before else None
        for day_first in rights:
            rights[day_first] += weekday == _day(match, day_first=day_first).isoweekday()
    return None if rights[True] == rights[False] else rights[True] > rights[False]


def _by_time(dates: Sequence[tuple[str, re.Match[str]]], now: datetime | None) -> bool | None:
    """Return the order in which no comment is in the future, or in which comments are close to each other."""
    orders = {day_first: [_day(match, day_first=day_first) for _, match in dates] for day_first in (True, False)}
    if now is not None and dates:
        latest = (now + timedelta(days=1)).date()
        is_future = {day_first: max(days) > latest for day_first, days in orders.items()}
        if is_future[True] != is_future[False]:
            return is_future[False]
    spans = {day_first: (max(days) - min(days)).days if days else 0 for day_first, days in orders.items()}
    if len(set(orders[True])) < _FEWEST_DAYS and not min(spans.values()) < _CLOSE < _MONTH <= max(spans.values()):
        return None
    if _FAR * spans[True] < spans[False]:
        return True
    return False if _FAR * spans[False] < spans[True] else None


def with_clock(stated: Moment, texts: Sequence[str], language: str | None) -> Moment | None:
    """Return a stated day with the time of the day that is printed beside day and month, where print has no year."""
    if stated.shows_clock:
        return None
    for text in texts:
        clock = clock_in(text, None, language)
        if clock is None or _YEAR.search(text):
            continue
        numbers = {int(number) for number in _NUMBERS.findall(text[: clock.start] + " " + text[clock.end :])}
        if {stated.at.day, stated.at.month} <= numbers:
            at = stated.at.replace(hour=clock.hour, minute=clock.minute, second=clock.second)
            return Moment(at, "exact", text, zoned=stated.zoned)
    return None


def reconcile(pairs: Sequence[tuple[Moment | None, Moment | None]]) -> list[Moment | None]:
    """Return one time for each comment, out of its pair (attribute, print).

    An attribute is more exact than print, unless it is the same on every comment while print is not (a template's
    mistake), or lacks the time of the day that print has.
    """
    stated_times = {stated.at for stated, shown in pairs if stated and shown}
    printed = {shown.at for stated, shown in pairs if stated and shown}
    constant = len(stated_times) == 1 and len(printed) > 1
    return [_believed(stated, shown, constant) for stated, shown in pairs]


def _believed(stated: Moment | None, shown: Moment | None, constant: bool) -> Moment | None:
    """Return the time to believe of an attribute and print.

    :param constant: whether the attribute is the same on all comments
    """
    if stated is None or shown is None:
        return stated or shown
    if constant:
        return shown
    if (dated := _with_stated_year(stated, shown)) is not None:
        return dated
    if not _adds_clock(shown, stated):
        return stated
    if stated.zoned and stated.precision == "exact" and not shown.zoned:
        return Moment(shown.at.replace(tzinfo=stated.at.tzinfo), "exact", shown.raw, zoned=True)
    return shown


def _with_stated_year(stated: Moment, shown: Moment) -> Moment | None:
    """Return a printed time without a year on the day that the attribute states; None where they do not agree."""
    if shown.precision != "exact" or stated.shows_clock or _YEAR.search(shown.raw):
        return None
    if (shown.at.month, shown.at.day) != (stated.at.month, stated.at.day) or shown.at.year == stated.at.year:
        return None
    return Moment(shown.at.replace(year=stated.at.year), "exact", shown.raw, zoned=shown.zoned)


def _adds_clock(shown: Moment, stated: Moment) -> bool:
    """Return whether print has the time of the day that the attribute lacks, on the same day."""
    return shown.precision == "exact" and not stated.shows_clock and stated.at.date() == shown.at.date()
