"""Rate of a list's new entries by hour of the day, and the time at which the next visit is worth its request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from math import sqrt

from newscrawler.calendar.clock import hours_between
from newscrawler.calendar.memories import ListMemory
from newscrawler.calendar.values import replaced

__all__ = ["expected", "observed", "rate_at", "wait_for", "worth"]

FADE_HOURS = 14 * 24.0
"""Half-life of the profile: two weeks hold each weekday twice."""

BURST_HOURS = 3.0
"""Half-life of the comparison of the last hours with the profile: a day with ten times the news is met within one."""

PRIOR_RATE = 1.0
"""Entries an hour of a list of which nothing is known."""

PRIOR_HOURS = 3.0
"""Hours of observation that count as much as the prior."""

HOUR_WEIGHT = 2.0
"""Hours of observation of one hour of the day that count as much as the mean of all."""

BURST_WEIGHT = 2.0
"""Expected entries of the last hours that count as much as the profile."""

LEAST_BURST, MOST_BURST = 0.25, 30.0
"""Bounds of the comparison: a quiet morning does not put a list to sleep."""

CHANGE = 0.5
"""Worth of a change that a list tells, in stories: it saves the looks that would find it later."""

LONGEST_OBSERVATION = timedelta(days=7)
"""Exposure of one step: more says nothing about the hours of the day that shorter steps would not say."""


def _hour(time: datetime) -> int:
    return time.astimezone(UTC).hour


def _mean(memory: ListMemory) -> float:
    return (sum(memory.counts) + PRIOR_RATE * PRIOR_HOURS) / (sum(memory.hours) + PRIOR_HOURS)


def _of_hour(memory: ListMemory, hour: int, mean: float) -> float:
    return (memory.counts[hour] + mean * HOUR_WEIGHT) / (memory.hours[hour] + HOUR_WEIGHT)


def _burst(memory: ListMemory) -> float:
    factor = (memory.came + BURST_WEIGHT) / (memory.awaited + BURST_WEIGHT)
    return min(MOST_BURST, max(LEAST_BURST, factor))


def rate_at(memory: ListMemory, time: datetime) -> float:
    """Return the entries new to a list that are expected in an hour at this time."""
    return _of_hour(memory, _hour(time), _mean(memory)) * _burst(memory)


def expected(memory: ListMemory, since: datetime, until: datetime) -> float:
    """Return the entries new to a list that its hours of the day let expect between two times.

    The last hours' burst does not count: silence is judged by the rhythm, not by the silence before.
    """
    mean = _mean(memory)
    days = (until - since) // timedelta(days=1)
    whole = sum(_of_hour(memory, hour, mean) for hour in range(24)) * days if days > 0 else 0.0
    parts = _split(since + timedelta(days=max(0, days)), until)
    return whole + sum(_of_hour(memory, hour, mean) * hours for hour, hours in parts)


def worth(memory: ListMemory) -> float:
    """Return the worth of a new entry of a list in stories.

    Less than 1 where other lists told most of its entries before; more where the list tells changes too.
    """
    return (memory.fresh + CHANGE * memory.told + 2) / (memory.new + 2)


def _split(since: datetime, until: datetime) -> Iterator[tuple[int, float]]:
    """Yield ``(hour of the day, hours)`` of the parts of a time span."""
    since = since.astimezone(UTC)
    left = hours_between(since, until)
    hour = since.hour
    part = min(left, 1 - (since.minute * 60 + since.second) / 3600)
    while left > 0:
        yield hour, part
        left -= part
        hour = (hour + 1) % 24
        part = min(left, 1.0)


def observed(
    memory: ListMemory,
    since: datetime,
    until: datetime,
    times: Iterable[datetime],
    *,
    fresh: int | None = None,
    told: float = 0.0,
) -> ListMemory:
    """Return the memory with the entries that came between two times.

    :param times: of each entry; outside the time span the nearer end counts
    :param fresh: how many the store knew from nowhere; None: all
    :param told: changes of known entries that the list told
    """
    times = [min(max(time, since), until) for time in times]
    since = max(since, until - LONGEST_OBSERVATION)
    hours = hours_between(since, until)
    awaited = expected(memory, since, until)
    fade, fast = 0.5 ** (hours / FADE_HOURS), 0.5 ** (hours / BURST_HOURS)
    counts = [value * fade for value in memory.counts]
    exposure = [value * fade for value in memory.hours]
    for hour, part in _split(since, until):
        exposure[hour] += part
    for time in times:
        counts[_hour(time)] += 1
    return replaced(
        memory,
        counts=tuple(counts),
        hours=tuple(exposure),
        came=memory.came * fast + len(times),
        awaited=memory.awaited * fast + awaited,
        new=memory.new * fade + len(times),
        fresh=memory.fresh * fade + (len(times) if fresh is None else min(fresh, len(times))),
        told=memory.told * fade + told,
    )


def wait_for(memory: ListMemory, since: datetime, waiting: float, most_new: float, longest: timedelta) -> timedelta:
    """Return how long after ``since`` a list is visited next.

    :param waiting: story-hours that stories may have waited by then, all together
    :param most_new: entries that may be new by then: a later visit could miss some
    """
    mean, burst, share = _mean(memory), _burst(memory), worth(memory)
    new = waited = done = 0.0
    for hour, hours in _split(since, since + longest):
        rate = _of_hour(memory, hour, mean) * burst
        until = min(_hours_to_wait(new * share, rate * share, waiting - waited), (most_new - new) / rate)
        if until <= hours:
            return timedelta(hours=done + max(0.0, until))
        waited += (new * hours + rate * hours * hours / 2) * share
        new += rate * hours
        done += hours
    return longest


def _hours_to_wait(new: float, rate: float, waiting: float) -> float:
    """Return the hours until ``new`` stories and those that come at ``rate`` waited so long, all together."""
    return (sqrt(new * new + 2 * rate * max(0.0, waiting)) - new) / rate
