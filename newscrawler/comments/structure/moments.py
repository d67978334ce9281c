"""Time of a comment: the choice between the time in an attribute and the printed time."""

from __future__ import annotations

import re
from collections.abc import Sequence

from newscrawler.language.dates.moment import Moment

__all__ = ["day_comes_first", "reconcile"]

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
    if not _adds_clock(shown, stated):
        return stated
    if stated.zoned and stated.precision == "exact" and not shown.zoned:
        return Moment(shown.at.replace(tzinfo=stated.at.tzinfo), "exact", shown.raw, zoned=True)
    return shown


def _adds_clock(shown: Moment, stated: Moment) -> bool:
    """Return whether print has the time of the day that the attribute lacks, on the same day."""
    return shown.precision == "exact" and not stated.shows_clock and stated.at.date() == shown.at.date()
