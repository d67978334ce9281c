"""Rules of copies: looked at again by a hazard that falls with age and rises with observed changes."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import exp, sqrt

from newscrawler.calendar.clock import asked_wait, hours_between, jittered, retry_wait, stored
from newscrawler.calendar.entries import TOLD, Entry, Next, Why
from newscrawler.calendar.habits import MOST_TELLING, Habits
from newscrawler.calendar.memories import CopyMemory
from newscrawler.calendar.values import replaced
from newscrawler.calendar.visits import CopyVisit, Mark

__all__ = ["after_copy", "beginning", "changes_until", "following", "lesson", "listed", "retitled"]

ALL_CHANGES = 0.605
"""Changes of a copy that are expected in all. With :data:`HALF_AGE` the curve goes through the published shares (21 %
of articles change within 24 hours, which is 82 % of those that change within a week) if the number of a copy's changes
has a gamma distribution of shape 0.3 (:data:`SHAPE`): most copies have none, few have many."""

HALF_AGE = 4.8
"""Hours: the hazard falls with ``(1 + age / 4.8 h) ** -1.5``."""

SHAPE = 0.3
"""Shape of that distribution: what a copy that stays the same says of the time to come. Changes say nothing of it: they
come in chains, so they say more of the next hours than of the next week (:data:`FOLLOW_UP`)."""

MARKED: dict[Mark, float] = {"update": 3.0, "developing": 6.0, "live": 20.0}
"""Times as many changes as a copy without the mark. Guesses: no published figures are known."""

STIR_HOURS = 2.0
"""Hours in which the effect of a change on the hazard falls by ``e``: changes come in bursts, and NewsSniffer and
newsdiffs begin anew after each."""

FEW_CHANGES = 2.5
"""Recent changes that count half. One is often the last; several are a running story, and the evidence for it grows
faster than their number."""

FEW_LIVE = 0.5
"""The same of a page that says that it is written while something happens."""

FOLLOW_UP, SETTLED = 0.4, 0.3
"""Share of changes that another follows, and the rate an hour at which those follow. They are why a changed copy is
looked at soon, and why a late look loses a text: the next change has replaced it."""

COST = 0.00027
"""Texts lost that are worth a look."""

STALE = 0.0005
"""Texts lost that are as bad as an hour in which a change is not known. It alone lets copies be looked at whose next
change would not be followed by another."""

LEAST_STIR = 0.001
"""Recent changes that are forgotten, so that documents of quiet copies hold no number."""

FIRST_WAIT = timedelta(hours=1)
"""Part of a wait that does not depend on the age. The rest is as long as the time since the print or the last change,
at most: rules and habits may be wrong about a copy, so it is looked at after minutes, hours, a day, a week."""

STEPS = 4
"""Steps of Newton's method. The error is below 1 %."""

SHORTEST = timedelta(minutes=1)
LONGEST = timedelta(days=7)
END = timedelta(days=30)
"""Age at which a copy is no longer looked at, as newsdiffs does. A kill or a list wakes it."""

REST = timedelta(days=7)
"""Time without a change before a copy may end."""

FIRST_RETRY, LAST_RETRY = timedelta(minutes=5), timedelta(days=30)

AWAY = (timedelta(hours=1), timedelta(days=1), timedelta(days=7))
"""Waits after a page was found gone, withdrawn, or to be no story: what comes back, or becomes one, does so soon."""

LIST_SLACK = timedelta(minutes=1)
LEAST_TRUST = 0.1
"""Share of told changes that must be changes: some lists state the time at which the list was made, or show a count or
one of several headlines in turn. A look that is the calendar's own finds a change in one of a hundred."""

MOST_WRONG = 3
"""Told changes of a copy in a row without a change, after which lists are not believed about it."""


def _sum_of_hazard(age: float) -> float:
    """Return the changes of an average copy up to an age in hours."""
    return float(ALL_CHANGES * (1 - (1 + age / HALF_AGE) ** -0.5))


def _hazard(age: float) -> float:
    """Return the changes an hour of an average copy at an age in hours."""
    return float(ALL_CHANGES * 0.5 / HALF_AGE * (1 + age / HALF_AGE) ** -1.5)


def _stirred(memory: CopyMemory, hours: float) -> float:
    """Return the changes an hour that the changes of the last hours let expect, so many hours after the last visit."""
    stir = memory.stir * exp(-hours / STIR_HOURS)
    few = FEW_LIVE if "live" in memory.marks else FEW_CHANGES
    return stir / STIR_HOURS * stir * stir / (stir * stir + few * few) if stir else 0.0


def beginning(memory: CopyMemory, age: float, outlet: Habits) -> float:
    """Return how many times an average copy's changes are expected to begin in this one (mean of a gamma posterior)."""
    prior = max((MARKED[mark] for mark in memory.marks), default=1.0) * outlet.editing()
    return prior * SHAPE / (SHAPE + _sum_of_hazard(age) * prior)


def following(since: float | None, hours: float) -> float:
    """Return the probability that another change follows within hours.

    :param since: hours since the last change, in which none followed; None: the copy never changed
    """
    if since is None:
        return 0.0
    return _still_follows(since) * (1 - exp(-SETTLED * hours))


def changes_until(entry: Entry, memory: CopyMemory, until: datetime, outlet: Habits) -> float:
    """Return the changes that are expected between the last visit and a time."""
    last = entry.last or entry.first
    before, then = hours_between(entry.first, last), hours_between(entry.first, until)
    begun = beginning(memory, before, outlet) * max(0.0, _sum_of_hazard(then) - _sum_of_hazard(before))
    since = hours_between(entry.changed, last) if memory.changes and entry.changed else None
    return begun + following(since, then - before) + _stirred(memory, (then - before) / 2) * (then - before)


def after_copy(entry: Entry, memory: CopyMemory, visit: CopyVisit, at: datetime, outlet: Habits) -> Next:
    """Return the decision after a visit that counts.

    :param at: time from which the next visit is counted, by the server's clock
    """
    if visit.outcome == "failed":
        failures = entry.failures + 1
        wait = retry_wait(failures, FIRST_RETRY, LAST_RETRY)
        due = at + jittered(wait, entry.id, entry.visits, asked_wait(visit.retry_after))
        return Next(memory, due, "retry", entry.changed, failures)
    if visit.outcome in {"gone", "killed", "rejected"}:
        return _away(entry, memory, visit, at)
    first = entry.first if visit.published is None else min(stored(visit.published), visit.at)
    is_change = visit.outcome == "changed"
    was_told = entry.why in TOLD
    # All fields are named, which takes a third of the time of a copy: this is done for each look.
    memory = CopyMemory(
        changes=memory.changes + is_change,
        stir=_stir(entry, memory, visit),
        marks=memory.marks if visit.marks is None else visit.marks,
        listed=memory.listed,
        wrong=0 if is_change else memory.wrong + was_told,
        untold=memory.untold + (is_change and not was_told),
        late=0,
        away=0,
    )
    changed = visit.at if is_change else entry.changed
    since = max(first, changed or first)
    if at - first >= END and at - since >= REST:
        return Next(memory, None, "old", changed, first=first)
    due = at + jittered(_best_wait(memory, first, since, at, outlet), entry.id, entry.visits)
    # The last look is at the end, not up to a week before it.
    end = max(first + END, since + REST)
    return Next(memory, min(due, end) if end > at + SHORTEST else due, "hazard", changed, first=first)


def lesson(entry: Entry, memory: CopyMemory, visit: CopyVisit) -> Habits | None:
    """Return the sums that a visit adds to the habits of its outlet, None if it adds nothing."""
    if visit.outcome not in {"changed", "unchanged"} or entry.last is None:
        return None
    before, then = hours_between(entry.first, entry.last), hours_between(entry.first, visit.at)
    is_change = visit.outcome == "changed"
    was_listed, was_retitled = entry.why == "listed", entry.why == "retitled"
    was_told = entry.why in TOLD
    is_timed = was_listed and is_change and memory.listed is not None
    lesson = Habits(
        changes=float(is_change),
        expected=max(0.0, _sum_of_hazard(then) - _sum_of_hazard(before)),
        listed=float(was_listed),
        right=float(was_listed and is_change),
        retitled=float(was_retitled),
        retitledRight=float(was_retitled and is_change),
        toldTimes=float(is_timed),
        toldHours=_telling(memory, visit) if is_timed else 0.0,
    )
    told = memory.late + (is_change and was_told)
    found = (is_change and not was_told) - memory.late
    return lesson.with_changes(then, told, found) if told or found else lesson


def _telling(memory: CopyMemory, visit: CopyVisit) -> float:
    return min(hours_between(memory.listed, visit.at), MOST_TELLING) if memory.listed else 0.0


def _best_wait(memory: CopyMemory, first: datetime, since: datetime, at: datetime, outlet: Habits) -> timedelta:
    """Return the wait of a copy.

    :param since: the last change, or the print
    """
    age = hours_between(first, at)
    hazard = beginning(memory, age, outlet) * _hazard(age) + _stirred(memory, 0.0)
    if memory.changes:
        hazard += _following_rate(hours_between(since, at))
    told = outlet.told(age, is_stated=memory.listed is not None)
    wait = timedelta(hours=_best_hours(hazard, told, outlet.telling()))
    return max(min(wait, FIRST_WAIT + (at - since), LONGEST), SHORTEST)


def _following_rate(since: float) -> float:
    """Return the rate an hour at which another change follows, so many hours after the last one."""
    return SETTLED * _still_follows(since)


def _still_follows(since: float) -> float:
    """Return the probability that another change follows at all, where none has in so many hours."""
    left = FOLLOW_UP * exp(-SETTLED * since)
    return left / (1 - FOLLOW_UP + left)


def _best_hours(hazard: float, told: float, telling: float) -> float:
    """Return the wait in hours at which looks and lost texts cost least.

    :param told: share of changes that lists tell
    :param telling: hours after which a list tells a change
    """
    own = _hours_to_lose(hazard, hazard)
    if not told or own >= telling:
        return own if not told else _hours_to_lose(hazard, hazard * (1 - told))
    # Looks that are quicker than the lists, or looks for what lists do not tell.
    rest = _hours_to_lose(hazard, hazard * (1 - told))
    left = hazard * told * _lost(hazard, telling) + hazard * (1 - told) * _lost_between(hazard, rest) + COST / rest
    return own if hazard * _lost_between(hazard, own) + COST / own < left else rest


def _lost(hazard: float, hours: float) -> float:
    """Return the texts that are lost of a change that is found after hours: another change may have replaced it."""
    rate = SETTLED + hazard
    return (FOLLOW_UP * SETTLED + hazard) / rate * (1 - exp(-rate * hours)) + STALE * hours


def _lost_between(hazard: float, wait: float) -> float:
    """Return the texts that are lost of a change at a random time of a wait in hours."""
    rate = SETTLED + hazard
    x = rate * wait
    return (FOLLOW_UP * SETTLED + hazard) / rate * (1 - (1 - exp(-x)) / x) + STALE * wait / 2


def _hours_to_lose(hazard: float, own: float) -> float:
    """Return the wait ``T`` in hours at which looks cost as much as what they save.

    A change at a random time of the wait is lost if another follows within it: a share ``p`` of changes is followed,
    at a rate ``s``. That is ``own * p * (1 - (1 - exp(-s * T)) / (s * T))`` an hour, and ``own * STALE * T / 2`` for
    the time in which the change is not known. Looks cost ``COST / T``. The sum is least where
    ``1 - exp(-x) * (1 + x) + x * x * STALE / (2 * s * p) == COST * s / (own * p)`` for ``x = s * T``.

    :param hazard: changes an hour
    :param own: those that no list tells
    """
    rate = SETTLED + hazard
    brought = FOLLOW_UP * SETTLED + hazard
    cost, stale = COST * rate * rate / (own * brought), STALE / (2 * brought)
    # The left side is at most this parabola, so its root is not beyond.
    x = sqrt(2 * cost / (1 + 2 * stale))
    for _ in range(STEPS):
        decay = exp(-x)
        x -= (1 - decay * (1 + x) + stale * x * x - cost) / (x * (decay + 2 * stale))
    return x / rate


def _stir(entry: Entry, memory: CopyMemory, visit: CopyVisit) -> float:
    hours = hours_between(entry.last or visit.at, visit.at)
    left = memory.stir * exp(-hours / STIR_HOURS) + (visit.outcome == "changed")
    return left if left > LEAST_STIR else 0.0


def _away(entry: Entry, memory: CopyMemory, visit: CopyVisit, at: datetime) -> Next:
    changed = visit.at if memory.away == 0 else entry.changed
    looked = replaced(memory, away=memory.away + 1)
    why: Why = "gone" if visit.outcome == "gone" else "killed" if visit.outcome == "killed" else "rejected"
    if memory.away >= len(AWAY):
        return Next(looked, None, why, changed)
    wait = jittered(AWAY[memory.away], entry.id, entry.visits)
    return Next(looked, at + wait, why, changed)


def listed(entry: Entry, modified: datetime, at: datetime, outlet: Habits) -> Entry:
    """Return a copy's entry after a list stated a time of change."""
    memory = _memory_of_copy(entry)
    modified = stored(modified)
    if memory.listed is not None and modified <= memory.listed:
        return entry
    is_news = entry.last is not None and modified > entry.last + LIST_SLACK
    # The list would have told it: a look was there before.
    late = 0 if is_news else memory.untold
    memory = replaced(memory, listed=modified, untold=0, late=memory.late + late)
    return _woken(replaced(entry, memory=memory), at, "listed", is_news and outlet.trust() >= LEAST_TRUST)


def retitled(entry: Entry, since: datetime, at: datetime, outlet: Habits) -> Entry:
    """Return a copy's entry after a list showed another headline.

    :param since: reading of the list that showed the former headline
    """
    memory = _memory_of_copy(entry)
    if entry.last is None:
        return entry
    # Lists are late: a change that a look found about then is the one that the headline tells of.
    if entry.changed is not None and entry.changed > since - timedelta(hours=outlet.telling()):
        if not memory.untold:
            return entry
        return replaced(entry, memory=replaced(memory, untold=0, late=memory.late + memory.untold))
    return _woken(entry, at, "retitled", outlet.headlines() >= LEAST_TRUST)


def _memory_of_copy(entry: Entry) -> CopyMemory:
    if not isinstance(entry.memory, CopyMemory):
        raise ValueError(f"{entry.id} is no copy: only copies change")
    return entry.memory


def _woken(entry: Entry, at: datetime, why: Why, is_believed: bool) -> Entry:
    """Return a copy's entry that is due now, if what the list tells is believed and nothing speaks against it."""
    at, memory = stored(at), _memory_of_copy(entry)
    if not is_believed or memory.wrong >= MOST_WRONG or entry.failures or (entry.due and entry.due <= at):
        return entry
    return replaced(entry, due=at, why=why)
