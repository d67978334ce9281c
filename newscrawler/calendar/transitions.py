"""Entry after a visit. Pure: the same entry and visit give the same result, and a replayed visit changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from newscrawler.calendar import copies, lists, threads
from newscrawler.calendar.clock import CLOCK_TOLERANCE, stored
from newscrawler.calendar.entries import Entry, Next
from newscrawler.calendar.habits import NO_HABITS, Habits
from newscrawler.calendar.lists import Gap
from newscrawler.calendar.memories import CopyMemory, ListMemory, ThreadMemory
from newscrawler.calendar.values import replaced
from newscrawler.calendar.visits import CopyVisit, ListVisit, ThreadVisit, Visit

__all__ = ["Noted", "after", "counts", "due_now", "listed", "retitled"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """Result of a visit."""

    entry: Entry

    gap: Gap | None = None
    """Of a list: set if two readings share no entry."""

    learned: Habits | None = None
    """To be added to the habits of the outlet, and of the platform for a thread. None: nothing was learned."""


def counts(entry: Entry, visit: Visit, now: datetime | None = None) -> bool:
    """Return whether a visit is news for an entry: it is later than the last.

    A last visit that lies ahead of the server's clock came from a clock that jumped: it does not shut out later ones.
    """
    at = stored(visit.at)
    if entry.last is None or at > entry.last:
        return True
    if now is None or entry.last <= now + CLOCK_TOLERANCE or at == entry.last:
        return False
    return entry.believed is None or at > entry.believed


def after(
    entry: Entry,
    visit: Visit,
    *,
    now: datetime | None = None,
    outlet: Habits = NO_HABITS,
    platform: Habits = NO_HABITS,
) -> Noted:
    """Return the entry after a visit, with what the visit showed beside it.

    A visit that is not later than :attr:`Entry.last` changes nothing, so that replays are harmless.

    :param now: time by the server's clock; None: the visit's own time is believed
    :param outlet: what is known of the outlet
    :param platform: what is known of the platform, for threads
    :raises ValueError: when the visit is not one of the entry's kind
    """
    if not counts(entry, visit, now):
        return Noted(entry=entry)
    if stored(visit.at) != visit.at:
        visit = replaced(visit, at=stored(visit.at))
    # The next visit is counted from the server's time: a worker's clock may be ahead or behind.
    at = visit.at if now is None else stored(now)
    is_believed = now is None or visit.at <= now + CLOCK_TOLERANCE
    # The rules learn from no time that cannot be.
    seen = visit if is_believed else replaced(visit, at=at)
    decided, gap, learned = _decided(entry, seen, at, outlet, platform)
    # All fields are named, as in the rule of copies: this is done for each visit.
    changed = Entry(
        id=entry.id,
        kind=entry.kind,
        outlet=entry.outlet,
        host=entry.host,
        url=entry.url,
        memory=decided.memory,
        due=None if decided.due is None else stored(decided.due),
        why=decided.why,
        first=decided.first or entry.first,
        changed=decided.changed,
        failures=decided.failures,
        last=visit.at,
        believed=visit.at if is_believed else entry.believed,
        visits=entry.visits + 1,
    )
    return Noted(entry=changed, gap=gap, learned=learned)


def _decided(
    entry: Entry, visit: Visit, at: datetime, outlet: Habits, platform: Habits
) -> tuple[Next, Gap | None, Habits | None]:
    memory = entry.memory
    if isinstance(memory, ListMemory) and isinstance(visit, ListVisit):
        return *lists.after_list(entry, memory, visit, at, outlet), None
    if isinstance(memory, CopyMemory) and isinstance(visit, CopyVisit):
        return copies.after_copy(entry, memory, visit, at, outlet), None, copies.lesson(entry, memory, visit)
    if isinstance(memory, ThreadMemory) and isinstance(visit, ThreadVisit):
        decided, learned = threads.after_thread(entry, memory, visit, at, outlet, platform)
        return decided, None, learned
    raise ValueError(f"{entry.id} is a {entry.kind}, and {type(visit).__name__} is no visit of a {entry.kind}")


def due_now(entry: Entry, at: datetime, why: Literal["gap", "killed"]) -> Entry:
    """Return an entry that is due at once, also if it had ended.

    An entry whose last visit failed keeps its time: the outlet may have asked for it.

    :param why: ``gap``: a list of the outlet missed stories. ``killed``: a text of the copy's cluster was withdrawn
    """
    at = stored(at)
    if entry.due is not None and (entry.failures or entry.due <= at):
        at = entry.due
    return replaced(entry, due=at, why=why)


def listed(entry: Entry, modified: datetime, at: datetime, outlet: Habits = NO_HABITS) -> Entry:
    """Return a copy's entry after a list stated a time of change: due now if that is later than the last visit.

    Lists that state changes which are none are not believed for long.

    :raises ValueError: when the entry is no copy
    """
    return copies.listed(entry, modified, at, outlet)


def retitled(entry: Entry, since: datetime, at: datetime, outlet: Habits = NO_HABITS) -> Entry:
    """Return a copy's entry after a list showed another headline than before: due now.

    It is not due where a look found a change about then, and where the outlet's headlines change without the copies.

    :param since: reading of the list that showed the former headline
    :raises ValueError: when the entry is no copy
    """
    return copies.retitled(entry, since, at, outlet)
