"""Rules of threads: visited by the arrival of comments until closed or quiet, then twice for votes and removals."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import exp, log

from newscrawler.calendar.clock import asked_wait, hours_between, jittered, retry_wait
from newscrawler.calendar.entries import Entry, Next, Why
from newscrawler.calendar.habits import MOST_OF_A_THREAD, Habits
from newscrawler.calendar.memories import ThreadMemory
from newscrawler.calendar.values import replaced
from newscrawler.calendar.visits import ThreadVisit

__all__ = ["after_thread", "comments_until", "intensity"]

HETEROGENEITY = 0.5
"""Shape of the gamma distribution of how many comments a thread gets: few threads have most of them."""

WORTH = 0.35
"""Part of a thread's expected comments that is worth a visit."""

QUIET = 0.5
"""Expected comments below which a thread is quiet."""

QUIET_SHARE = 0.02
"""And part of those that came: a thread of a thousand comments may miss twenty until the last two visits."""

LEAST_HOURS = 0.25
"""Shortest interval that says how fast comments come."""

SHORTEST = timedelta(minutes=15)
LONGEST = timedelta(hours=24)
AFTER: tuple[tuple[timedelta, Why], ...] = ((timedelta(days=7), "afterWeek"), (timedelta(days=1), "afterDay"))
"""Waits of the last visits, by the number that is left after them."""

END = timedelta(days=30)
"""Age at which a thread is quiet, whatever comes: spam comes for years."""

FIRST_RETRY, LAST_RETRY = timedelta(minutes=5), timedelta(days=7)


def intensity(
    entry: Entry, memory: ThreadMemory, at: datetime, outlet: Habits, platform: Habits
) -> tuple[float, float]:
    """Return the comments that are still to come at a time, and the hours in which they decay by ``e``.

    Comments come as a Poisson process whose rate decays exponentially; the number that a thread gets in all is gamma
    distributed among threads. The mean of the posterior is exact.
    """
    decay = outlet.decay(platform)
    left = exp(-hours_between(entry.first, at) / decay)
    size = outlet.size(platform)
    in_all = (HETEROGENEITY + memory.got) / (HETEROGENEITY / size + 1 - left)
    # A discussion that lives longer than the model: what the last interval brought goes on, and decays from now.
    return max(in_all * left, memory.pace * decay * 0.5), decay


def comments_until(entry: Entry, memory: ThreadMemory, until: datetime, outlet: Habits, platform: Habits) -> float:
    """Return the comments that are expected between the last visit and a time."""
    last = entry.last or entry.first
    coming, decay = intensity(entry, memory, last, outlet, platform)
    return coming * (1 - exp(-hours_between(last, until) / decay))


def after_thread(
    entry: Entry, memory: ThreadMemory, visit: ThreadVisit, at: datetime, outlet: Habits, platform: Habits
) -> tuple[Next, Habits | None]:
    """Return the decision after a visit that counts, and the habits that a thread teaches when it becomes quiet.

    :param at: time from which the next visit is counted, by the server's clock
    """
    failures = entry.failures + 1
    wait = retry_wait(failures, FIRST_RETRY, LAST_RETRY)
    retry = at + jittered(wait, entry.id, entry.visits, asked_wait(visit.retry_after))
    if visit.outcome == "failed":
        return Next(memory, retry, "retry", entry.changed, failures), None
    if visit.outcome == "gone":
        return Next(memory, None, "gone", entry.changed), None
    before = memory.got
    memory = _read(entry, memory, visit)
    changed = visit.at if memory.got > before else entry.changed
    decided, learned = _scheduled(entry, memory, at, changed, outlet, platform)
    if not visit.complete and decided.why == "arrivals" and decided.due is not None and retry < decided.due:
        # A thread that never comes whole is retried less and less, as one that fails.
        return Next(memory, retry, "partial", changed, failures), None
    return decided, learned


def _read(entry: Entry, memory: ThreadMemory, visit: ThreadVisit) -> ThreadMemory:
    got = max(memory.got, visit.got) if visit.outcome == "read" else memory.got
    ages = [hours_between(entry.first, min(time, visit.at)) for time in visit.times if time is not None]
    hours = hours_between(entry.last or entry.first, visit.at)
    return replaced(
        memory,
        got=got,
        timed=memory.timed + len(ages),
        ages=memory.ages + sum(ages),
        pace=(got - memory.got) / max(hours, LEAST_HOURS) if entry.last is not None else 0.0,
        closed=memory.closed if visit.closed is None else visit.closed,
    )


def _scheduled(
    entry: Entry,
    memory: ThreadMemory,
    at: datetime,
    changed: datetime | None,
    outlet: Habits,
    platform: Habits,
) -> tuple[Next, Habits | None]:
    coming, decay = intensity(entry, memory, at, outlet, platform)
    quiet = max(QUIET, QUIET_SHARE * memory.got)
    if memory.closed or coming < quiet or at - entry.first >= END:
        return _last_looks(entry, memory, at, changed)
    # At the latest when the thread becomes quiet.
    worth = min(max(1.0, WORTH * (memory.got + coming)), coming - quiet * 0.9)
    hours = -decay * log(1 - worth / coming)
    wait = min(max(timedelta(hours=hours), SHORTEST), LONGEST)
    return Next(memory, at + jittered(wait, entry.id, entry.visits), "arrivals", changed), None


def _last_looks(
    entry: Entry, memory: ThreadMemory, at: datetime, changed: datetime | None
) -> tuple[Next, Habits | None]:
    learned = _lesson(memory) if memory.looks == len(AFTER) else None
    if not memory.looks:
        return Next(memory, None, "quiet", changed), learned
    looks = memory.looks - 1
    wait, why = AFTER[looks]
    due = at + jittered(wait, entry.id, entry.visits)
    return Next(replaced(memory, looks=looks), due, why, changed), learned


def _lesson(memory: ThreadMemory) -> Habits:
    # A huge thread is not to speak for all others.
    weight = min(1.0, MOST_OF_A_THREAD / memory.timed) if memory.timed else 0.0
    return Habits(threads=1, comments=memory.got, timed=memory.timed * weight, ages=memory.ages * weight)
