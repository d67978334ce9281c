"""When a comment was written: which to believe of what its attribute says and what the page shows."""

from __future__ import annotations

import re
from collections.abc import Sequence

from newscrawler.language.dates.moment import Moment

__all__ = ["day_comes_first", "reconcile"]

_SLASHED = re.compile(r"(?<!\d)(\d{1,2})/(\d{1,2})/\d{2,4}")


def day_comes_first(texts: Sequence[str], language: str | None) -> bool:
    """Whether 03/04/2024 is in April: by the dates of the thread that leave no choice, else by the page's language."""
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
    """One time per comment out of (attribute, visible).

    An attribute is more exact than print, unless it is the same on every comment while print is not (a template's
    mistake), lacks the clock time that print has, or is a day and more away from a full printed date that other
    comments' attributes agree with.
    """
    stamps = {stamp.at for stamp, shown in pairs if stamp and shown}
    prints = {shown.at for stamp, shown in pairs if stamp and shown}
    constant = len(stamps) == 1 and len(prints) > 1
    return [_believed(stamp, shown, constant) for stamp, shown in pairs]


def _believed(stamp: Moment | None, shown: Moment | None, constant: bool) -> Moment | None:
    if stamp is None or shown is None:
        return stamp or shown
    if constant:
        return shown
    if shown.precision != "exact":
        return stamp
    if not stamp.shows_clock and stamp.at.date() == shown.at.date():
        if stamp.zoned and stamp.precision == "exact" and not shown.zoned:
            return Moment(shown.at.replace(tzinfo=stamp.at.tzinfo), "exact", shown.raw, zoned=True)
        return shown
    return stamp
