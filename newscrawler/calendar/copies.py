"""Rules of copies: looked at again by a hazard that falls with age and rises with observed changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from newscrawler.calendar.clock import hours_between, jittered, stored
from newscrawler.calendar.entries import Entry
from newscrawler.calendar.habits import Habits
from newscrawler.calendar.memories import CopyMemory
from newscrawler.calendar.visits import CopyVisit, Mark

__all__ = ["after_copy", "changes_until", "lesson", "listed", "multiplier", "retry_wait"]

ALL_CHANGES = 0.335
"""Changes of a copy that are expected in all. With :data:`HALF_AGE` the curve goes through the published shares: 21 %
of articles change within 24 hours, which is 82 % of those that change within a week."""

HALF_AGE = 2.3
"""Hours: the hazard falls with ``(1 + age / 2.3 h) ** -1.5``."""

HETEROGENEITY = 0.3
"""Shape of the gamma distribution of how much a copy is edited: few copies have most of the changes."""

MARKED: dict[Mark, float] = {"update": 3.0, "developing": 6.0, "live": 20.0}
"""Times as many changes as a copy without the mark. Guesses: no published figures are known."""

WORTH = 0.02
"""Chance of a change at which a look is worth its request."""

GROWTH = 0.5
"""Part of the time since the print, or since the last change, that a wait may last: changes come in bursts, and
NewsSniffer and newsdiffs begin anew after each."""

SHORTEST = timedelta(minutes=10)
LONGEST = timedelta(days=7)
END = timedelta(days=30)
"""Age at which a copy is no longer looked at, as newsdiffs does. A kill or a list wakes it."""

REST = timedelta(days=7)
"""Time without a change before a copy may end."""

FIRST_RETRY, LAST_RETRY = timedelta(minutes=5), timedelta(days=30)

AWAY = (timedelta(hours=1), timedelta(days=1), timedelta(days=7))
"""Waits after a page was found gone or withdrawn: pages that are restored are so soon."""

LIST_SLACK = timedelta(minutes=1)
LEAST_TRUST = 0.1
"""Share of stated changes that must be changes: some lists state the time at which the list was made."""

MOST_WRONG = 3
"""Stated changes of a copy in a row without a change, after which lists are not believed about it."""


def _sum_of_hazard(age: float) -> float:
    """Return the changes of an average copy up to an age in hours."""
    return float(ALL_CHANGES * (1 - (1 + age / HALF_AGE) ** -0.5))


def _age_of_sum(changes: float) -> float | None:
    """Return the age in hours at which an average copy had so many changes, None if it never has."""
    left = 1 - changes / ALL_CHANGES
    return HALF_AGE * (left**-2 - 1) if left > 0 else None


def multiplier(memory: CopyMemory, age: float, outlet: Habits) -> float:
    """Return how many times an average copy's changes are expected of this one (mean of a gamma posterior)."""
    prior = max((MARKED[mark] for mark in memory.marks), default=1.0) * outlet.editing()
    seen = _sum_of_hazard(age) * prior
    return prior * (HETEROGENEITY + memory.changes) / (HETEROGENEITY + seen)


def changes_until(entry: Entry, memory: CopyMemory, until: datetime, outlet: Habits) -> float:
    """Return the changes that are expected between the last visit and a time."""
    last = entry.last or entry.first
    before, then = hours_between(entry.first, last), hours_between(entry.first, until)
    return multiplier(memory, before, outlet) * max(0.0, _sum_of_hazard(then) - _sum_of_hazard(before))


def after_copy(entry: Entry, memory: CopyMemory, visit: CopyVisit, at: datetime, outlet: Habits) -> Entry:
    """Return the entry after a visit that counts."""
    if visit.outcome == "failed":
        failures = entry.failures + 1
        wait = retry_wait(failures, FIRST_RETRY, LAST_RETRY, visit.retry_after)
        return replace(entry, failures=failures, due=at + jittered(wait, entry.id, entry.visits), why="retry")
    if visit.outcome in {"gone", "killed"}:
        return _away(entry, memory, visit, at)
    first = entry.first if visit.published is None else min(stored(visit.published), visit.at)
    is_change = visit.outcome == "changed"
    memory = replace(
        memory,
        changes=memory.changes + is_change,
        marks=memory.marks if visit.marks is None else visit.marks,
        wrong=memory.wrong + 1 if entry.why == "listed" and not is_change else 0 if is_change else memory.wrong,
        away=0,
    )
    entry = replace(entry, first=first, memory=memory, failures=0, changed=visit.at if is_change else entry.changed)
    return _scheduled(entry, memory, at, outlet)


def lesson(entry: Entry, visit: CopyVisit) -> Habits | None:
    """Return the sums that a visit adds to the habits of its outlet, None if it adds nothing."""
    if visit.outcome not in {"changed", "unchanged"} or entry.last is None:
        return None
    before, then = hours_between(entry.first, entry.last), hours_between(entry.first, visit.at)
    is_change = visit.outcome == "changed"
    was_listed = entry.why == "listed"
    return Habits(
        changes=float(is_change),
        expected=max(0.0, _sum_of_hazard(then) - _sum_of_hazard(before)),
        listed=float(was_listed),
        right=float(was_listed and is_change),
    )


def _scheduled(entry: Entry, memory: CopyMemory, at: datetime, outlet: Habits) -> Entry:
    since = max(entry.first, entry.changed or entry.first)
    if at - entry.first >= END and at - since >= REST:
        return replace(entry, due=None, why="old")
    wait = min(_worth_waiting(entry, memory, at, outlet), (at - since) * GROWTH, LONGEST)
    due = at + jittered(max(wait, SHORTEST), entry.id, entry.visits)
    # The last look is at the end, not up to a week before it.
    end = max(entry.first + END, since + REST)
    return replace(entry, due=min(due, end) if end > at + SHORTEST else due, why="hazard")


def _worth_waiting(entry: Entry, memory: CopyMemory, at: datetime, outlet: Habits) -> timedelta:
    age = hours_between(entry.first, at)
    changes = WORTH / multiplier(memory, age, outlet)
    then = _age_of_sum(_sum_of_hazard(age) + changes)
    return LONGEST if then is None or then - age > LONGEST / timedelta(hours=1) else timedelta(hours=then - age)


def _away(entry: Entry, memory: CopyMemory, visit: CopyVisit, at: datetime) -> Entry:
    changed = visit.at if memory.away == 0 else entry.changed
    looked = replace(entry, memory=replace(memory, away=memory.away + 1), failures=0, changed=changed)
    if memory.away >= len(AWAY):
        return replace(looked, due=None, why="gone")
    wait = jittered(AWAY[memory.away], entry.id, entry.visits)
    return replace(looked, due=at + wait, why="killed" if visit.outcome == "killed" else "gone")


def retry_wait(failures: int, first: timedelta, last: timedelta, retry_after: float | None) -> timedelta:
    """Return the wait after so many failures in a row: doubled by each, and not less than the outlet asks for."""
    wait: timedelta = min(first * 2 ** min(failures - 1, 20), last)
    return max(wait, timedelta(seconds=min(retry_after, last.total_seconds()))) if retry_after else wait


def listed(entry: Entry, modified: datetime, at: datetime, outlet: Habits) -> Entry:
    """Return a copy's entry after a list stated a time of change."""
    memory = entry.memory
    if not isinstance(memory, CopyMemory):
        raise ValueError(f"{entry.id} is no copy: only copies are listed with a time of change")
    modified = stored(modified)
    if memory.listed is not None and modified <= memory.listed:
        return entry
    entry = replace(entry, memory=replace(memory, listed=modified))
    is_news = entry.last is not None and modified > entry.last + LIST_SLACK
    is_believed = memory.wrong < MOST_WRONG and outlet.trust() >= LEAST_TRUST
    if not is_news or not is_believed or entry.failures:
        return entry
    at = stored(at)
    return replace(entry, due=at, why="listed") if entry.due is None or entry.due > at else entry
