"""Cost of following an outlet, in requests: found by letting the rules themselves run on an outlet of plain habits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from math import ceil, exp

from newscrawler.calendar.entries import Entry
from newscrawler.calendar.habits import DECAY_HOURS, THREAD_COMMENTS
from newscrawler.calendar.transitions import after
from newscrawler.calendar.visits import CopyVisit, Listed, ListVisit, ThreadVisit, Visit

__all__ = ["Cost", "cost"]

_BEGIN = datetime(2026, 1, 5, tzinfo=UTC)
"""A Monday. No real time: the rules know only distances."""

_DAY = timedelta(days=1)

_SETTLED_DAYS = 2
"""Days after which a list's rate is known."""

_LISTED = 30
"""Entries of a list; feeds have 10 to 100."""

_MOST_VISITS = 10_000
"""Visits after which a rule that never ends is cut off: two days of a list that is read every minute are 2,880."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Requests that an outlet gets."""

    lists: float
    """Requests a day for all its lists."""
    looks: int
    """Requests for one story's page over its life; one that does not change."""
    visits: int
    """Requests for one thread over its life; one of a usual number of comments that fit one answer."""

    def a_day(self, stories: float) -> int:
        """Return all requests of a day with that many stories, each with a thread, once the crawl has gone on for a
        month.
        """
        return ceil(self.lists + stories * (self.looks + self.visits))


@lru_cache(maxsize=256)
def cost(lists: int, stories: float) -> Cost:
    """Return what following an outlet costs it.

    :param lists: number of feeds, sitemaps and list pages
    :param stories: stories that it prints in a day, each in one of the lists
    """
    own = stories / lists if lists else 0.0
    return Cost(lists=lists * _reads_a_day(own), looks=_looks(), visits=_thread_visits())


def _reads_a_day(stories: float) -> float:
    """Return the readings of one list on the third day, at that many new entries a day."""
    until = _BEGIN + (_SETTLED_DAYS + 1) * _DAY
    entry = Entry.for_list("https://a.example/feed", outlet="a.example", host="a.example", form="feed", at=_BEGIN)
    times = _visited(entry, lambda at: ListVisit(at=at, outcome="read", seen=_seen(at, stories)), until)
    return sum(at >= until - _DAY for at in times)


def _seen(at: datetime, stories: float) -> tuple[Listed, ...]:
    """Return the newest entries of a list that gets a story at even distances, and had a full list at the beginning."""
    came = int((at - _BEGIN) / _DAY * stories)
    every = _DAY / stories if stories else _DAY
    return tuple(
        Listed(id=f"https://a.example/{number}", published=_BEGIN + number * every)
        for number in range(came, came - _LISTED, -1)
    )


@lru_cache(maxsize=1)
def _looks() -> int:
    entry = Entry.for_copy("https://a.example/1", outlet="a.example", host="a.example", at=_BEGIN, published=_BEGIN)
    first = CopyVisit(at=_BEGIN, outcome="new", published=_BEGIN)
    visited = _visited(entry, lambda at: first if at == _BEGIN else CopyVisit(at=at, outcome="unchanged"))
    return len(visited)


@lru_cache(maxsize=1)
def _thread_visits() -> int:
    entry = Entry.for_thread(
        "a:1",
        url="https://a.example/1",
        outlet="a.example",
        host="a.example",
        platform="a",
        at=_BEGIN,
        published=_BEGIN,
    )
    got = 0

    def visit(at: datetime) -> ThreadVisit:
        nonlocal got
        hours = (at - _BEGIN).total_seconds() / 3_600
        there = round(THREAD_COMMENTS * (1 - exp(-hours / DECAY_HOURS)))
        came, got = there - got, there
        return ThreadVisit(at=at, outcome="read", got=there, times=(at,) * came)

    return len(_visited(entry, visit))


def _visited(entry: Entry, visit: Callable[[datetime], Visit], until: datetime | None = None) -> list[datetime]:
    """Return the times at which the rules have an entry visited, until it ends or until a time."""
    times: list[datetime] = []
    while entry.due is not None and (until is None or entry.due < until) and len(times) < _MOST_VISITS:
        times.append(entry.due)
        entry = after(entry, visit(entry.due)).entry
    return times
