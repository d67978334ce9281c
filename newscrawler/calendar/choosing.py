"""Choice among due entries by marginal gain, within the budgets of their hosts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import exp

from newscrawler.calendar import copies, rates, threads
from newscrawler.calendar.clock import hours_between, number_of
from newscrawler.calendar.entries import Entry
from newscrawler.calendar.habits import NO_HABITS, Habits
from newscrawler.calendar.memories import CopyMemory, ListMemory, ThreadMemory

__all__ = ["Chosen", "choose", "gain"]

# Worth of what a request may bring, in stories.
STORY = 1.0
CHANGE = rates.CHANGE
COMMENT = 0.05
KILL = 2.0
"""A withdrawn text that is still shown as valid is worse than a story that comes later."""

GAP_LIST = 3.0
"""Stories that a walk after a gap is expected to bring."""

FIRST_LIST = 5.0
LAST_LOOK = 0.05
"""Votes and removals."""

MOST_WAITED = timedelta(days=1)
"""Of a list: after a pause the feed holds no more than it holds."""

LATENESS = 0.002
"""Gain that an hour of lateness adds: whatever is due has its turn, however small its gain."""


def gain(entry: Entry, now: datetime, *, outlet: Habits = NO_HABITS, platform: Habits = NO_HABITS) -> float:
    """Return the gain of a request now, in stories: the expected worth of what came since the last visit.

    :param outlet: what is known of the outlet
    :param platform: what is known of the platform, for threads
    """
    memory = entry.memory
    if isinstance(memory, ListMemory):
        worth = _of_list(entry, memory, now)
    elif isinstance(memory, CopyMemory):
        worth = _of_copy(entry, memory, now, outlet)
    else:
        worth = _of_thread(entry, memory, now, outlet, platform)
    late = hours_between(entry.due, now) if entry.due is not None else 0.0
    # A host that fails as a rule gets less of what there is.
    return float(worth * 0.5 ** min(entry.failures, 10) + LATENESS * late)


def _of_list(entry: Entry, memory: ListMemory, now: datetime) -> float:
    if memory.known_to is None:
        return FIRST_LIST * STORY
    since = max(memory.known_to, now - MOST_WAITED)
    hours = hours_between(since, now)
    came = STORY * rates.rate_at(memory, now) * rates.worth(memory) * hours
    return came + GAP_LIST * STORY if entry.why == "gap" else came


def _of_copy(entry: Entry, memory: CopyMemory, now: datetime, outlet: Habits) -> float:
    if entry.visits == entry.failures:
        # Nothing of the story is known yet.
        return STORY
    if entry.why == "killed" and not memory.away:
        return KILL
    if entry.why == "listed":
        return CHANGE * outlet.trust()
    if entry.why == "retitled":
        return CHANGE * outlet.headlines()
    return CHANGE * (1 - exp(-copies.changes_until(entry, memory, now, outlet)))


def _of_thread(entry: Entry, memory: ThreadMemory, now: datetime, outlet: Habits, platform: Habits) -> float:
    came = threads.comments_until(entry, memory, now, outlet, platform)
    return COMMENT * came + (LAST_LOOK if entry.why in {"afterDay", "afterWeek"} else 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Choice among due entries."""

    taken: tuple[Entry, ...]
    """Best first."""

    put_off: tuple[Entry, ...]
    """Due, and beyond the budgets of their hosts. They stay due."""

    gains: tuple[float, ...]
    """Gains of those that have to wait, in the same order."""


def choose(
    due: Iterable[Entry],
    budgets: Mapping[str, int],
    now: datetime,
    *,
    most: int | None = None,
    habits: Mapping[str, Habits] | None = None,
) -> Chosen:
    """Return the entries that are visited now, by gain, and those that have to wait.

    Entries that are not due are left out of both.

    :param budgets: requests that may be sent to a host now; a host that is missing has no limit
    :param most: requests to all hosts together; None: no limit
    :param habits: by the name of the outlet, or ``platform:<name>``
    """
    known = habits or {}
    ranked = sorted(
        ((-_known_gain(each, now, known), number_of(each.id), each) for each in due if each.due and each.due <= now),
        key=lambda row: row[:2],
    )
    left = dict(budgets)
    taken: list[Entry] = []
    put_off: list[Entry] = []
    gains: list[float] = []
    for loss, _, entry in ranked:
        budget = left.get(entry.host)
        if (budget is not None and budget < 1) or (most is not None and len(taken) >= most):
            put_off.append(entry)
            gains.append(-loss)
            continue
        taken.append(entry)
        if budget is not None:
            left[entry.host] = budget - 1
    return Chosen(taken=tuple(taken), put_off=tuple(put_off), gains=tuple(gains))


def _known_gain(entry: Entry, now: datetime, habits: Mapping[str, Habits]) -> float:
    outlet = habits.get(entry.outlet, NO_HABITS)
    memory = entry.memory
    platform = habits.get(f"platform:{memory.platform}", NO_HABITS) if isinstance(memory, ThreadMemory) else NO_HABITS
    return gain(entry, now, outlet=outlet, platform=platform)
