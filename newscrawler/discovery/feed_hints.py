"""Wishes of an outlet about the next visit to a list: in the feed itself, and in the headers of the answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

from newscrawler.discovery._xml import local_name, text_of
from newscrawler.items import ListHints
from newscrawler.language.dates.words import weekday_names
from newscrawler.limits import whole_number

__all__ = ["answer_hints", "feed_hints"]

_MINUTE_S = 60
_HOUR_S = 3_600
_DAY_S = 86_400

_LONGEST_S = 31 * _DAY_S
"""Longer wishes are no wish about the next visit: a feed that is not to be read for a month is read never."""

_PERIODS = {
    "hourly": _HOUR_S,
    "daily": _DAY_S,
    "weekly": 7 * _DAY_S,
    "monthly": 30 * _DAY_S,
    "yearly": 365 * _DAY_S,
}
"""Values of ``sy:updatePeriod`` (RDF Site Summary 1.0, module Syndication)."""

_SKIPPED = 31
"""Hours or days that a feed may name; a week has 7 days and a day 24 hours."""

_CHANNEL = 200
"""Children of a channel that are read: hints come before the entries, or between few of them."""

_MAX_AGE = re.compile(r"(?:^|[,\s])max-age=\"?(\d{1,9})\b", re.I)

# An English weekday and its abbreviation follow each other: the day's number is half of the place.
_DAYS = {name: place // 2 for place, name in enumerate(weekday_names("en"))}


def feed_hints(channel: Any) -> ListHints:
    """Return the wishes that a feed states for itself: RSS ``ttl``, ``skipHours``, ``skipDays``, ``sy:updatePeriod``.

    What is not understood counts as not stated.

    :param channel: the element that holds them: RSS ``channel``, Atom ``feed``
    """
    fields: dict[str, Any] = {}
    for child in islice(channel, _CHANNEL):
        fields.setdefault(local_name(child), child)
    ttl = whole_number(text_of(fields["ttl"])) if "ttl" in fields else None
    return ListHints(
        ttl=_bounded(ttl and ttl * _MINUTE_S),
        updatePeriod=_update_period(fields),
        # Some feeds write 24 for midnight.
        skipHours=_skipped(fields.get("skipHours"), lambda text: _hour(whole_number(text))),
        skipDays=_skipped(fields.get("skipDays"), lambda text: _DAYS.get(text.strip().lower())),
    )


def answer_hints(hints: ListHints, cache_control: str | None, retry_after: int | None) -> ListHints:
    """Return the hints with those of the answer's headers.

    :param retry_after: seconds that the header ``Retry-After`` asks for; None where there is no such header
    """
    found = _MAX_AGE.search(cache_control or "")
    return replace(hints, maxAge=_bounded(int(found[1])) if found else None, retryAfter=_bounded(retry_after))


def _update_period(fields: dict[str, Any]) -> int | None:
    if "updatePeriod" not in fields:
        return None
    period = _PERIODS.get(text_of(fields["updatePeriod"]).strip().lower())
    frequency = whole_number(text_of(fields["updateFrequency"])) if "updateFrequency" in fields else 1
    return _bounded(period // frequency) if period and frequency else None


def _hour(number: int | None) -> int | None:
    return number % 24 if number is not None and number <= 24 else None


def _skipped(element: Any, read: Callable[[str], int | None]) -> list[int]:
    return sorted(set(_read_each(element, read))) if element is not None else []


def _read_each(element: Any, read: Callable[[str], int | None]) -> Iterator[int]:
    for child in islice(element, _SKIPPED):
        if (number := read(text_of(child))) is not None:
            yield number


def _bounded(seconds: int | None) -> int | None:
    return seconds if seconds and seconds <= _LONGEST_S else None
