"""Rules of lists: period by the observed rate, bounds that the outlet states, full readings, gaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import sqrt
from operator import attrgetter

from newscrawler.calendar import rates
from newscrawler.calendar.clock import jittered, number_of, retry_wait
from newscrawler.calendar.entries import Entry, Next, Why
from newscrawler.calendar.habits import Habits
from newscrawler.calendar.memories import ListMemory
from newscrawler.calendar.values import replaced
from newscrawler.calendar.visits import Listed, ListHints, ListVisit

__all__ = ["Gap", "after_list", "asks_in_full", "headline_number", "lower_bound", "overlaps", "retitled"]

WAITING = 0.1 / 60
"""Story-hours that the stories of a list wait, all together, before a request is worth it: six story-seconds.
So the period falls with the square root of the rate, which gives the least mean latency for a number of requests (the
threshold on marginal gain of Azar et al. 2018): 84 seconds at 6 stories an hour, 3.5 minutes at one. A request for a
list is one for all its stories, and no later look sees the changes before a story's first: they were 2 % of all changes
where half a story-minute was worth a request (measured by ``bench/simulate.py``)."""

OVERLAP = 1 / 3
"""Part of the list that two readings share at least (Media Cloud: nothing was missed then)."""

SHORTEST = timedelta(minutes=1)
LONGEST = timedelta(hours=2)
"""Of a list that brings nothing for weeks: its first story should not wait for half a day."""

MOST_STATED = timedelta(days=1)
"""An outlet that states more is read daily: such values are mistakes (``ttl`` in seconds)."""

MOST_CACHED = timedelta(hours=1)
"""``Cache-Control`` speaks to caches: a longer ``max-age`` is the default of a server for all its files."""

FIRST_RETRY, LAST_RETRY = timedelta(minutes=2), timedelta(hours=6)

MOST_IDS = 1_000
"""Hashes of entries kept of a reading: 8 kB. News sitemaps have up to 1,000 entries, feeds some 100."""

PINNED = 5
"""Entries of a list that may be pinned, or moved up by a change, while all others are replaced."""

_id_of = attrgetter("id")
_headline_of = attrgetter("headline")

SURE_ARRIVALS = 3.0
"""Expected entries after which an answer "unchanged" is checked by a full reading: it is true in 5 % of the cases."""

LONGEST_UNCHECKED = timedelta(hours=24)
DATED = timedelta(hours=1)
"""An entry with a time of change that is later than the reading before, or earlier by less, tells its change by that
time. Its headline adds nothing."""

_HEADLINE_BITS = 0x7FFF_FFFF
"""Of a headline's hash: it is compared with one other."""

LIE_SLACK = timedelta(minutes=10)
"""An outlet may print a story with an earlier time: only an older entry shows that "unchanged" was a lie."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Two readings of a list that share no entry: stories may have come and gone between them."""

    entry: str
    """:attr:`Entry.id` of the list."""

    outlet: str
    url: str

    since: datetime
    """The reading before."""

    until: datetime
    """The reading that shared nothing with it."""

    listed: int
    """Entries of the second reading."""

    missed: float | None
    """Entries that the list's rhythm lets expect beyond those. None: its rhythm is not known."""


def after_list(
    entry: Entry, memory: ListMemory, visit: ListVisit, at: datetime, outlet: Habits
) -> tuple[Next, Gap | None]:
    """Return the decision after a visit that counts, and the gap that the visit showed.

    :param at: time from which the next visit is counted, by the server's clock
    """
    hints = _merged(memory.hints, visit.hints)
    if hints != memory.hints or (visit.hub and visit.hub != memory.hub):
        memory = replaced(memory, hints=hints, hub=visit.hub or memory.hub)
    if visit.outcome == "failed":
        return _failed(entry, memory, at), None
    gap = None
    changed = entry.changed
    if visit.outcome == "unchanged":
        since = memory.known_to or visit.at
        memory = rates.observed(memory, since, visit.at, ())
        memory = replaced(memory, known_to=visit.at, unchanged=memory.unchanged + 1)
    else:
        gap, new, memory = _read(entry, memory, visit, outlet)
        changed = visit.at if new else changed
    wait, why = _wait(memory, at)
    least = lower_bound(hints)
    due = _allowed(at + jittered(wait, entry.id, entry.visits, least), hints)
    return Next(memory, due, "stated" if least > wait else why, changed), gap


def _failed(entry: Entry, memory: ListMemory, at: datetime) -> Next:
    failures = entry.failures + 1
    wait = retry_wait(failures, FIRST_RETRY, LAST_RETRY)
    due = _allowed(at + jittered(wait, entry.id, entry.visits, lower_bound(memory.hints)), memory.hints)
    return Next(memory, due, "retry", entry.changed, failures)


def _read(entry: Entry, memory: ListMemory, visit: ListVisit, outlet: Habits) -> tuple[Gap | None, int, ListMemory]:
    """Return the gap, the number of new entries, and the memory after a full reading."""
    window, horizon = _window(visit.seen)
    ids = tuple(map(number_of, map(_id_of, window)))
    if memory.known_to is None or not memory.ids:
        memory = _first_reading(memory, window, visit)
        new: list[Listed] = []
        gap = None
    else:
        known = set(memory.ids)
        new = [each for each, id in zip(window, ids, strict=True) if id not in known and _is_later(each, memory)]
        gap = _gap(entry, memory, visit, ids)
        memory = _checked(memory, new, visit)
        since = memory.known_to or visit.at
        middle = since + (visit.at - since) / 2
        times = [each.published or middle for each in new]
        # An outlet that states changes which are none tells little.
        told = _told(memory, window, ids, known) * outlet.trust()
        told += len(retitled(memory, window)) * outlet.headlines()
        memory = rates.observed(memory, since, visit.at, times, fresh=visit.fresh, told=told)
    # An empty answer is no reading to compare with: the next would show a gap that was none.
    headlines = tuple(map(_headline_of, window))
    if not ids:
        ids, headlines, horizon = memory.ids, memory.headlines, memory.horizon
    memory = replaced(
        memory,
        ids=ids,
        headlines=headlines if any(headlines) else (),
        pinned=_pinned(memory, ids),
        horizon=horizon,
        read_at=visit.at,
        known_to=visit.at,
        unchanged=0,
    )
    return gap, len(new), memory


def _pinned(memory: ListMemory, ids: Sequence[int]) -> int | None:
    """Return the first entry of a reading if it stayed there while others came below it."""
    if not ids or not memory.ids or ids[0] != memory.ids[0]:
        return None
    return ids[0] if ids[0] == memory.pinned or (len(ids) > 1 and ids[1] not in memory.ids) else None


def _window(seen: Sequence[Listed]) -> tuple[Sequence[Listed], datetime | None]:
    """Return the entries that are remembered, and the time of the oldest if not all are."""
    if len(seen) <= MOST_IDS:
        return seen, None
    times = [each.published or each.modified for each in seen]
    if None in times:
        half = MOST_IDS // 2
        return [*seen[:half], *seen[-half:]], None
    latest = sorted(seen, key=lambda each: (each.published or each.modified, each.id), reverse=True)[:MOST_IDS]
    return latest, latest[-1].published or latest[-1].modified


def _is_later(listed: Listed, memory: ListMemory) -> bool:
    time = listed.published or listed.modified
    return memory.horizon is None or time is None or time > memory.horizon


def _told(memory: ListMemory, window: Sequence[Listed], ids: Sequence[int], known: set[int]) -> int:
    """Return how many known entries state a change since the last reading."""
    since = memory.read_at
    if since is None:
        return 0
    stated = ((each.modified, id) for each, id in zip(window, ids, strict=True) if each.modified is not None)
    return sum(id in known for modified, id in stated if modified > since)


def headline_number(headline: str | None) -> int:
    """Return the hash by which a list's headlines are compared, 0 for none. Letter case and spaces do not count."""
    words = " ".join((headline or "").casefold().split())
    return number_of(words) & _HEADLINE_BITS or 1 if words else 0


def retitled(memory: ListMemory, seen: Sequence[Listed]) -> list[Listed]:
    """Return the entries that a list shows under another headline than at its last full reading.

    Those whose time of change tells it are left out.
    """
    if memory.read_at is None or not memory.headlines or len(memory.headlines) != len(memory.ids):
        return []
    before = dict(zip(memory.ids, memory.headlines, strict=True))
    dated = memory.read_at - DATED
    return [
        each
        for each in seen
        if each.headline
        and before.get(number_of(each.id), 0) not in (0, each.headline)
        and (each.modified is None or each.modified < dated)
    ]


def _first_reading(memory: ListMemory, window: Sequence[Listed], visit: ListVisit) -> ListMemory:
    """Learn the rate from the times of the entries: a week of them, or as long as the list reaches back."""
    week = visit.at - rates.LONGEST_OBSERVATION
    times = sorted(each.published for each in window if each.published and week <= each.published <= visit.at)
    # Days without a time of the day say nothing about hours.
    if len(times) < 3 or not any((time.hour, time.minute) != (0, 0) for time in times):
        return memory
    memory = rates.observed(memory, times[0], visit.at, times[1:])
    return replaced(memory, came=0.0, awaited=0.0)


def overlaps(before: Sequence[int], now: Sequence[int], pinned: int | None = None) -> bool:
    """Return whether two readings prove that nothing came and went between them.

    Lists put new entries at one end. The oldest entry proves something if it was there before, and if those that were
    newer then are still there: otherwise it is pinned, or was changed and moved up while all others were replaced. A
    list that shares many entries in another order is one whose order says nothing: there the number is the proof.

    :param pinned: entry that was pinned before, so that it was not newer than those below it
    """
    known = set(before)
    shared = sum(map(known.__contains__, now))
    if not shared:
        return False
    # One new entry alone has replaced no others, though one may have been removed.
    if shared > max(PINNED, len(now) * OVERLAP / 2) or len(now) - shared <= 1:
        return True
    if now[-1] in known:
        newer = [id for id in before[: before.index(now[-1])] if id != pinned]
        return 2 * sum(map(set(now).__contains__, newer)) >= len(newer)
    # A list that puts new entries at its end begins with what the former reading ended with. One entry alone may be the
    # oldest of then, which was pinned since.
    head = next(place for place, id in enumerate(now) if id not in known)
    return 1 < head < len(before) and list(now[:head]) == list(before[-head:])


def _gap(entry: Entry, memory: ListMemory, visit: ListVisit, ids: Sequence[int]) -> Gap | None:
    if not ids or not memory.ids or memory.read_at is None or overlaps(memory.ids, ids, memory.pinned):
        return None
    since = memory.read_at
    hours = sum(memory.hours)
    missed = max(0.0, rates.expected(memory, since, visit.at) - len(ids)) if hours >= 24 else None
    return Gap(
        entry=entry.id,
        outlet=entry.outlet,
        url=entry.url,
        since=since,
        until=visit.at,
        listed=len(ids),
        missed=missed,
    )


def _checked(memory: ListMemory, new: Sequence[Listed], visit: ListVisit) -> ListMemory:
    """Judge the answers "unchanged" since the last full reading by this one."""
    if not memory.unchanged or memory.read_at is None or memory.known_to is None:
        return memory
    denied = memory.known_to - LIE_SLACK
    is_lie = any(each.published is not None and memory.read_at < each.published < denied for each in new)
    # Without times: more came since the last answer than the rate of the list can explain.
    timeless = sum(each.published is None for each in new)
    is_lie = is_lie or timeless > 2 + 4 * rates.expected(memory, memory.known_to, visit.at)
    if is_lie:
        return replaced(memory, lies=memory.lies + 1)
    return replaced(memory, honest=memory.honest + 1, lies=memory.lies // 2)


def asks_in_full(entry: Entry, now: datetime) -> bool:
    """Return whether the next request of a list goes without validators: some feeds answer "unchanged" wrongly."""
    memory = entry.memory
    if not isinstance(memory, ListMemory) or memory.read_at is None or entry.why == "gap" or memory.lies >= 2:
        return True
    if not memory.unchanged:
        return False
    sure = SURE_ARRIVALS if not memory.lies else 1.0
    return now - memory.read_at > LONGEST_UNCHECKED or rates.expected(memory, memory.read_at, now) > sure


def _merged(before: ListHints, now: ListHints | None) -> ListHints:
    if now is None:
        # Retry-After was said once, for one wait.
        return replaced(before, retry_after=None) if before.retry_after is not None else before
    return now


def lower_bound(hints: ListHints) -> timedelta:
    """Return the shortest wait that the outlet allows."""
    stated = max(hints.ttl or 0.0, hints.update or 0.0, hints.retry_after or 0.0, hints.delay or 0.0, 0.0)
    cached = min(max(hints.max_age or 0.0, 0.0), MOST_CACHED.total_seconds())
    return timedelta(seconds=max(min(stated, MOST_STATED.total_seconds()), cached))


def _wait(memory: ListMemory, at: datetime) -> tuple[timedelta, Why]:
    size = len(memory.ids)
    # The most that stays below the bound with twice its standard deviation to spare (arrivals are Poisson's).
    most_new = (sqrt(1 + size * (1 - OVERLAP)) - 1) ** 2 if size else float("inf")
    by_rate = rates.wait_for(memory, at, WAITING, float("inf"), LONGEST)
    by_overlap = rates.wait_for(memory, at, float("inf"), most_new, by_rate)
    wait: timedelta = max(min(by_rate, by_overlap), SHORTEST)
    return wait, "overlap" if by_overlap < by_rate else "rate"


def _allowed(due: datetime, hints: ListHints) -> datetime:
    """Return the first time from ``due`` on that is in no hour and on no day that the outlet asks to skip."""
    if len(set(hints.skip_hours)) >= 24 or len(set(hints.skip_days)) >= 7:
        # All of the time is a mistake, not a wish.
        return due
    due = due.astimezone(UTC)
    for _ in range(7 * 24):
        if due.hour not in hints.skip_hours and due.weekday() not in hints.skip_days:
            break
        next_hour = due.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        # Minutes and seconds stay, so that lists do not all come at the full hour.
        due = next_hour + timedelta(minutes=due.minute, seconds=due.second, microseconds=due.microsecond)
    return due
