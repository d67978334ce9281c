"""Calendar whose days pass faster than the world's, for newsrooms that do in minutes what others do in days.

The environment variable ``NEWSCRAWLER_CALENDAR_TIME_SCALE`` is read here, and nowhere else. All workers of a database
need the same value. What is stored stays in real time: only the rules see times that are stretched, and what they
return is shrunk again. Periods that an outlet states (``ttl``, ``Retry-After``) are shortened like all others, so the
variable is for newsrooms of one's own. Alerts do not go faster: an outlet's rhythm and its silence are learned from the
hours of the coverage ledger, which are real ones.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from typing import Any, TypeVar

from newscrawler.calendar import choosing, lists, rates, transitions
from newscrawler.calendar.choosing import Chosen
from newscrawler.calendar.clock import stored
from newscrawler.calendar.entries import Entry
from newscrawler.calendar.habits import NO_HABITS, Habits
from newscrawler.calendar.memories import ListMemory
from newscrawler.calendar.transitions import Noted
from newscrawler.calendar.visits import Visit

__all__ = [
    "ENVIRONMENT",
    "Pace",
    "after",
    "asks_in_full",
    "choose",
    "expected",
    "gain",
    "listed",
    "retitled",
    "scale_of",
]

ENVIRONMENT = "NEWSCRAWLER_CALENDAR_TIME_SCALE"

MOST = 3_600
"""Largest scale: an hour in a second. Workers ask for due entries once a second."""

_FIXED = datetime(2026, 1, 1, tzinfo=UTC)
"""Time that stays where it is."""

_EARLIEST, _LATEST = datetime(2, 1, 1, tzinfo=UTC), datetime(9_000, 1, 1, tzinfo=UTC)
"""Bounds of stretched times: Python counts years from 1 to 9999."""

_T = TypeVar("_T")


def scale_of(text: str | None) -> int:
    """Return the scale that the environment states, 1 where it states none.

    :raises ValueError: when it is no whole number from 1 to 3600
    """
    if not text:
        return 1
    # Whole, so that a time which is stretched and shrunk is the same to the millisecond: visits are compared by it.
    if not text.isdecimal() or not 1 <= int(text) <= MOST:
        raise ValueError(f"{ENVIRONMENT}={text!r}: use a whole number from 1 (the world's time) to {MOST}")
    return int(text)


class Pace:
    """Rules of the calendar at a pace.

    :param scale: how many times as fast as the world
    """

    def __init__(self, scale: int) -> None:
        self.scale = scale

    def stretched(self, time: datetime) -> datetime:
        """Return the time that the rules see."""
        away = (time - _FIXED).total_seconds() * self.scale
        if away <= (_EARLIEST - _FIXED).total_seconds():
            return _EARLIEST
        if away >= (_LATEST - _FIXED).total_seconds():
            return _LATEST
        return _FIXED + (time - _FIXED) * self.scale

    def shrunk(self, time: datetime) -> datetime:
        """Return the real time of one that the rules returned, in milliseconds."""
        return stored(_FIXED + (time - _FIXED) // self.scale)

    def after(
        self,
        entry: Entry,
        visit: Visit,
        *,
        now: datetime | None = None,
        outlet: Habits = NO_HABITS,
        platform: Habits = NO_HABITS,
    ) -> Noted:
        """Return the entry after a visit (:func:`newscrawler.calendar.transitions.after`)."""
        if self.scale == 1:
            return transitions.after(entry, visit, now=now, outlet=outlet, platform=platform)
        seen = _mapped(entry, self._seen)
        noted = transitions.after(
            seen,
            _mapped(replace(visit, at=stored(visit.at)), self._seen),
            now=now and self._seen(now),
            outlet=outlet,
            platform=platform,
        )
        if noted.entry is seen:
            return Noted(entry=entry)
        return replace(noted, entry=_mapped(noted.entry, self.shrunk), gap=_mapped(noted.gap, self.shrunk))

    def listed(self, entry: Entry, modified: datetime, at: datetime, outlet: Habits = NO_HABITS) -> Entry:
        """Return a copy's entry after a stated time of change (:func:`newscrawler.calendar.transitions.listed`)."""
        return self._told(transitions.listed, entry, modified, at, outlet)

    def retitled(self, entry: Entry, since: datetime, at: datetime, outlet: Habits = NO_HABITS) -> Entry:
        """Return a copy's entry after another headline (:func:`newscrawler.calendar.transitions.retitled`)."""
        return self._told(transitions.retitled, entry, since, at, outlet)

    def _told(
        self,
        told: Callable[[Entry, datetime, datetime, Habits], Entry],
        entry: Entry,
        of: datetime,
        at: datetime,
        outlet: Habits,
    ) -> Entry:
        """Return a copy's entry after a list told something of it."""
        if self.scale == 1:
            return told(entry, of, at, outlet)
        seen = _mapped(entry, self._seen)
        changed = told(seen, self._seen(of), self._seen(at), outlet)
        return entry if changed is seen else _mapped(changed, self.shrunk)

    def gain(self, entry: Entry, now: datetime, *, outlet: Habits = NO_HABITS, platform: Habits = NO_HABITS) -> float:
        """Return the gain of a request now (:func:`newscrawler.calendar.choosing.gain`)."""
        if self.scale != 1:
            entry, now = _mapped(entry, self._seen), self._seen(now)
        return choosing.gain(entry, now, outlet=outlet, platform=platform)

    def choose(
        self,
        due: Iterable[Entry],
        budgets: Mapping[str, int],
        now: datetime,
        *,
        most: int | None = None,
        habits: Mapping[str, Habits] | None = None,
    ) -> Chosen:
        """Return the entries that are visited now (:func:`newscrawler.calendar.choosing.choose`)."""
        if self.scale == 1:
            return choosing.choose(due, budgets, now, most=most, habits=habits)
        entries = {entry.id: entry for entry in due}
        seen = (_mapped(entry, self._seen) for entry in entries.values())
        chosen = choosing.choose(seen, budgets, self._seen(now), most=most, habits=habits)
        return Chosen(
            taken=tuple(entries[each.id] for each in chosen.taken),
            put_off=tuple(entries[each.id] for each in chosen.put_off),
            gains=chosen.gains,
        )

    def asks_in_full(self, entry: Entry, now: datetime) -> bool:
        """Return whether the next request goes without validators (:func:`newscrawler.calendar.lists.asks_in_full`)."""
        if self.scale != 1:
            entry, now = _mapped(entry, self._seen), self._seen(now)
        return lists.asks_in_full(entry, now)

    def expected(self, memory: ListMemory, since: datetime, until: datetime) -> float:
        """Return the entries that a list lets expect (:func:`newscrawler.calendar.rates.expected`)."""
        if self.scale != 1:
            memory, since, until = _mapped(memory, self._seen), self._seen(since), self._seen(until)
        return rates.expected(memory, since, until)

    def _seen(self, time: datetime) -> datetime:
        return self.stretched(stored(time))


def _mapped(value: _T, change: Callable[[datetime], datetime]) -> _T:
    """Return a value whose times, and those within it, are changed."""
    changed: Any = value
    if isinstance(value, datetime):
        changed = change(value)
    elif isinstance(value, tuple):
        changed = tuple(_mapped(each, change) for each in value)
    elif is_dataclass(value) and not isinstance(value, type):
        held = {each.name: getattr(value, each.name) for each in fields(value)}
        changed = replace(value, **{name: _mapped(each, change) for name, each in held.items()})
    return changed  # type: ignore[no-any-return]


_PACE = Pace(scale_of(os.environ.get(ENVIRONMENT)))

after = _PACE.after
asks_in_full = _PACE.asks_in_full
choose = _PACE.choose
expected = _PACE.expected
gain = _PACE.gain
listed = _PACE.listed
retitled = _PACE.retitled
