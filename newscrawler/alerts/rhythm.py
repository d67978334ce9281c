"""Rhythm of an outlet: stories that are usual at each hour of the week, and the silence that is unusual for it. Pure.

A silence is measured in stories: the number that the outlet usually prints in that time. So a night weighs nothing and
a Monday morning weighs much. How many stories a silence may weigh is learned from the outlet's own past silences
(docs/coverage.md has the reasons and what was measured).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate

__all__ = ["HISTORY", "ObservedHour", "Rhythm", "rhythm_of"]

HISTORY = timedelta(days=42)
"""Time before the last story from which a rhythm is learned: each hour of the week six times. Longer would learn the
summer's rhythm for the autumn."""

_LEAST_HOURS = 14 * 24
"""Fewest hours that were watched: each hour of the week twice, so that a weekend was seen and seen again."""

_LEAST_STORIES = 10
"""Fewest stories of a rhythm. Below it the rate is not known to a third."""

_WATCHED = 26
"""Hours for which a look at the outlet's lists counts: a daily crawl, the rarest that has a rhythm of hours, may be two
hours late. After a longer pause nobody watched, and the next hour brings what was printed in the pause."""

_PRIOR_WEEKS = 2.0
"""Weight, in observations of an hour of the week, of the product of the rates of its hour and of its weekday: of six
observations, one news event at night is an hour's rate, and it is not usual."""

_COMMON = 0.98
"""Quantile of the hours with stories above which an hour is no measure of others: it is a catching-up."""

_SHIFT = 1
"""Hours by which an outlet's clock may be ahead or behind: summer time changes it, and an edition may be late. So many
hours at the beginning and at the end of a silence weigh nothing."""

_FALSE_ALARMS = 0.1
"""False alarms for each outlet and year: 20 a year for 200 outlets. Ten times fewer would cost another 3 to 4 stories
of delay, because the delay grows with the logarithm."""

_TYPICAL, _LONG = 0.5, 0.9
"""Quantiles of the past silences that give the scale of their tail. One silence in ten may be an outage of the past:
it does not move the quantile, as it would move a mean."""

_TAIL = 0.15
"""Shape of the tail (generalised Pareto). Silences between independent stories have 0. Holidays and slow news days
make the tail heavier than six weeks can show."""

_LEAST_LONG = 24.0
"""Hours of silence below which only its weight counts: an outlet that is never silent for an hour has no longest
silence that could be a measure."""

_LEVEL_HOURS, _LEVEL_PRIOR = 12, 2.0
"""Hours before a silence in which its day is compared with the usual, and stories of a usual day that are added to
both: on a holiday a silence weighs what it would weigh at the rate of that morning."""

_WEEK = 7 * 24
_YEAR = 365.25 * 24
_HOUR = timedelta(hours=1)
_MONDAY = datetime(2024, 1, 1, tzinfo=UTC)
"""A Monday, 0:00 UTC; hours are numbered from it."""


@dataclass(frozen=True, slots=True)
class ObservedHour:
    """Ledger of one hour of an outlet, as far as its rhythm needs it."""

    at: datetime
    """Its beginning, aware."""
    stories: int
    """Stories that were stored within a day after they were printed."""
    looks: int
    """Lists that were read or were unchanged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """Usual stories of an outlet by hour of the week, and the longest silence that is usual."""

    rates: tuple[float, ...]
    """Stories an hour for each hour of the week; the first is Monday 0:00 UTC."""
    limit: float
    """Stories that a silence may weigh: a heavier one is expected once in ten years."""
    longest: float
    """Hours that a silence may last whatever it weighs: a longer one is expected once in ten years. Infinite where the
    past silences are too few. It finds editions that are missing: each weighs many stories, and is one event."""
    level: float
    """Stories of the hours up to the last story as a share of the usual, at most 1."""

    def rate(self, at: datetime) -> float:
        """Return the usual stories of the hour of a time, aware."""
        return self.rates[int(_hours(at)) % _WEEK]

    def expected(self, since: datetime, until: datetime) -> float:
        """Return the number of stories that are usual in the whole hours between two times, both aware.

        The first and the last of these hours are left out.
        """
        return _expected(_sums(self.rates), math.ceil(_hours(since)), math.floor(_hours(until)))

    def is_silent(self, last_story: datetime, now: datetime) -> bool:
        """Return whether the time since the last story is unusual.

        :param last_story: beginning of the last hour with a story, aware
        """
        begin = last_story + _HOUR
        return (now - begin) / _HOUR > self.longest or self.level * self.expected(begin, now) > self.limit


def rhythm_of(observed: Iterable[ObservedHour]) -> Rhythm | None:
    """Return the rhythm of an outlet; None while too little is known.

    The silence that lasts until now is no part of it: hours after the last story are ignored, so an alert does not
    end because silence has become usual.
    """
    hours = {int(_hours(hour.at)): hour for hour in observed}
    last = max((at for at, hour in hours.items() if hour.stories), default=None)
    if last is None:
        return None
    counts = _counts(hours, last)
    if len(counts) < _LEAST_HOURS or sum(counts.values()) < _LEAST_STORIES:
        return None
    rates = _rates(counts)
    sums = _sums(rates)
    silences = _silences(counts, sums)
    return Rhythm(
        rates=rates,
        limit=_limit(sorted(weight for weight, _ in silences), len(counts)),
        longest=_longest([lasted for _, lasted in silences], len(counts)),
        level=_level(counts, sums, last + 1),
    )


def _hours(at: datetime) -> float:
    return (at - _MONDAY) / _HOUR


def _counts(hours: dict[int, ObservedHour], last: int) -> dict[int, int]:
    """Return the stories of each watched hour of the history, by its number."""
    counts: dict[int, int] = {}
    looked: int | None = None
    for at in range(min(hours), last + 1):
        hour = hours.get(at)
        # Of an hour that ends a pause, and of the first of all, the stories are older than the hour.
        if looked is not None and at - looked <= _WATCHED:
            counts[at] = hour.stories if hour else 0
        if hour is not None and (hour.looks or hour.stories):
            looked = at
    oldest = last - int(HISTORY / _HOUR)
    recent = {at: count for at, count in counts.items() if at > oldest}
    common = _quantile(sorted(count for count in recent.values() if count), _COMMON)
    return {at: min(count, math.ceil(common)) for at, count in recent.items()}


def _rates(counts: dict[int, int]) -> tuple[float, ...]:
    stories, weeks = [0] * _WEEK, [0] * _WEEK
    for at, count in counts.items():
        stories[at % _WEEK] += count
        weeks[at % _WEEK] += 1
    rate = sum(stories) / sum(weeks)
    by_hour = [_share(stories[hour::24], weeks[hour::24]) for hour in range(24)]
    by_day = [_share(stories[day : day + 24], weeks[day : day + 24]) for day in range(0, _WEEK, 24)]
    return tuple(
        # Nothing is expected at an hour at which nobody ever looked.
        (stories[at] + _PRIOR_WEEKS * by_hour[at % 24] * by_day[at // 24] / rate) / (weeks[at] + _PRIOR_WEEKS)
        if weeks[at]
        else 0.0
        for at in range(_WEEK)
    )


def _share(stories: Sequence[int], weeks: Sequence[int]) -> float:
    return sum(stories) / sum(weeks) if sum(weeks) else 0.0


def _sums(rates: Sequence[float]) -> tuple[float, ...]:
    """Return the usual stories from the beginning of the week until each hour; the last is the sum of the week."""
    return tuple(accumulate(rates, initial=0.0))


def _expected(sums: Sequence[float], begin: int, end: int) -> float:
    """Return the usual stories from one hour to another, by the least that a shifted clock allows."""
    begin, end = begin + _SHIFT, end - _SHIFT
    return max(0.0, _until(sums, end) - _until(sums, begin)) if begin < end else 0.0


def _until(sums: Sequence[float], hour: int) -> float:
    weeks, within = divmod(hour, _WEEK)
    return weeks * sums[-1] + sums[within]


def _silences(counts: dict[int, int], sums: Sequence[float]) -> list[tuple[float, int]]:
    """Return the weight in stories, and the hours, of each past silence."""
    silences: list[tuple[float, int]] = []
    begin: int | None = None
    before: int | None = None
    for at in sorted(counts):
        if before is not None and at != before + 1:
            # Nobody watched, so nobody knows how long this silence was.
            begin = None
        before = at
        if not counts[at]:
            continue
        if begin is not None and at > begin:
            silences.append((_level(counts, sums, begin) * _expected(sums, begin, at), at - begin))
        begin = at + 1
    return silences


def _level(counts: dict[int, int], sums: Sequence[float], before: int) -> float:
    """Return the stories of the hours before a silence as a share of the usual, at most 1."""
    watched = [at for at in range(before - _LEVEL_HOURS, before) if at in counts]
    printed = sum(counts[at] for at in watched)
    usual = sum(_until(sums, at + 1) - _until(sums, at) for at in watched)
    return min(1.0, (printed + _LEVEL_PRIOR) / (usual + _LEVEL_PRIOR))


def _limit(silences: Sequence[float], hours: int) -> float:
    """Return the weight that a silence exceeds ``_FALSE_ALARMS`` times a year.

    The tail of the past silences has a scale, which is at least 1: that of stories that are independent of each other.
    """
    typical = _quantile(silences, _TYPICAL)
    scale = max(1.0, (_quantile(silences, _LONG) - typical) / math.log((1 - _TYPICAL) / (1 - _LONG)))
    a_year = (len(silences) + 1) * (1 - _TYPICAL) * _YEAR / hours
    return typical + scale * (math.pow(a_year / _FALSE_ALARMS, _TAIL) - 1) / _TAIL


def _longest(silences: Sequence[int], hours: int) -> float:
    """Return the hours that a silence exceeds ``_FALSE_ALARMS`` times a year.

    Of n independent silences with an exponential tail, the next one exceeds c times the longest with a probability of
    about n^-c. A year has more silences than the history, by the ratio of their hours.
    """
    if len(silences) < 3:
        return math.inf
    factor = 1 + math.log(_YEAR / hours / _FALSE_ALARMS) / math.log(len(silences))
    return max(_LEAST_LONG, factor * max(silences))


def _quantile(values: Sequence[float], share: float) -> float:
    """Return a quantile of sorted values, 0 if there are none."""
    return values[min(len(values) - 1, int(share * len(values)))] if values else 0.0
