"""Time of a comment: the choice between the time in an attribute and the printed time."""

from __future__ import annotations

import re
from collections.abc import Sequence

from newscrawler.language.dates.clocks import clock_in
from newscrawler.language.dates.moment import Moment

__all__ = ["day_comes_first", "reconcile", "with_clock"]

_NUMBERS = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_SLASHED = re.compile(r"(?<!\d)(\d{1,2})/(\d{1,2})/\d{2,4}")


def day_comes_first(texts: Sequence[str], language: str | None) -> bool:
    """Return whether 03/04/2024 is in April: by the thread's dates with a day above 12, else the page's language."""
    for text in texts:
        if match := _SLASHED.search(text):
            if int(match.group(1)) > 12:
                return True
            if int(match.group(2)) > 12:
                return False
    return not (language or "").lower().startswith(("en-us", "en_us")) and not any(
        re.search(r"\d\s*[ap]\.?m\b", text, re.I) and _SLASHED.search(text) for text in texts
    )


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
