"""The real calendar on a virtual clock, for :mod:`bench.simulate`: no HTTP, no MongoDB, the same decisions.

:class:`CalendarCrawl` does what the store and the spider do: it keeps the entries, asks
:func:`newscrawler.calendar.choose` every ten seconds which of the due ones are visited, sends at most one request at a
time to a host, and gives each answer to :func:`newscrawler.calendar.after`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from itertools import count, islice
from math import ceil
from typing import Final

from bench.simulated_measures import Copies, Lists, Span, Threads
from bench.simulated_world import HOUR, MINUTE, NewsList, Outlet, Row, Story, World
from newscrawler.calendar import (
    NO_HABITS,
    CopyVisit,
    Entry,
    Habits,
    Listed,
    ListHints,
    ListMemory,
    ListVisit,
    Noted,
    ThreadVisit,
    Visit,
    after,
    asks_in_full,
    budgets,
    choose,
    due_now,
    gain,
    headlines_changed,
    listed,
    retitled,
)

__all__ = ["CalendarCrawl", "Load"]

_START: Final = datetime(2026, 1, 5, tzinfo=UTC)
_SECOND: Final = timedelta(seconds=1)

_TICK = 10.0
"""Seconds between two choices. The pump of the spider asks every second; ten cost a fifth and add five to a latency."""

_CANDIDATES = 100
"""Due entries of a host that are compared of each end of its queue, beside lists and new stories, as in the store."""

_AHEAD = 30.0
"""Seconds' worth of requests that are chosen at once for a host with more due than it has room for, as by the pump."""

_SLOT = budgets.SLOT / _SECOND

_HOURLY = 1200
"""Requests an hour that a host gets at most, where its delay would allow more."""


def _time(at: float) -> datetime:
    # In milliseconds, as the store keeps times.
    return _START + timedelta(milliseconds=round(at * 1000))


@dataclass(slots=True)
class Load:
    """Requests of a crawl: by kind, by host and hour, and after the pause."""

    requests: Counter[str] = field(default_factory=Counter)
    most_of_budget: float = 0.0
    """Requests of the busiest host and hour, as a share of its budget."""
    late: int = 0
    """Requests that were sent more than a minute after they were due, because their host had no room."""
    minutes: Counter[int] = field(default_factory=Counter)
    """Requests in each minute from an hour before the pause to an hour after it."""
    host_minutes: Counter[tuple[str, int]] = field(default_factory=Counter)
    """The same of the first minute after the pause, by host."""

    def join(self, other: Load) -> None:
        """Add the load of another world. Its hosts have the same names, so the busier ones count."""
        self.requests.update(other.requests)
        self.most_of_budget = max(self.most_of_budget, other.most_of_budget)
        self.late += other.late
        self.minutes.update(other.minutes)
        self.host_minutes |= other.host_minutes

    def storm(self, pause: tuple[float, float]) -> tuple[float, int, int]:
        """Return requests a minute before the pause, those in the first minute after it, and most of one host."""
        before = [n for minute, n in self.minutes.items() if minute * MINUTE < pause[0]]
        first = int(pause[1] // MINUTE)
        return sum(before) / 60, self.minutes[first], max(self.host_minutes.values(), default=0)


@dataclass(slots=True)
class _Host:
    delay: float
    free: float = 0.0
    hour: int = -1
    slot: int = -1
    spent: int = 0
    spent_in_slot: int = 0
    waiting: dict[str, Entry] = field(default_factory=dict)
    lists: list[str] = field(default_factory=list)
    new: dict[str, None] = field(default_factory=dict)
    """Those that wait and were never visited."""
    ordered: int = -1
    """Hour in which those that wait were put in order."""

    @property
    def budget(self) -> int:
        return min(_HOURLY, int(3600 / self.delay))

    def room(self, now: float) -> int:
        """Return how many requests can be sent until the next choice, which is later if more are due than that."""
        if self.hour != now // HOUR:
            self.hour, self.spent = int(now // HOUR), 0
        if self.slot != now // _SLOT:
            self.slot, self.spent_in_slot = int(now // _SLOT), 0
        by_delay = ceil((now + _TICK - max(self.free, now)) / self.delay)
        if 0 < by_delay < len(self.waiting):
            by_delay = ceil(_AHEAD / self.delay)
        return max(0, min(by_delay, budgets.left(self.budget, self.spent, self.spent_in_slot)))

    def candidates(self) -> Iterable[str]:
        """Return the entries that are compared: of both ends of the queue, lists, and the newest never visited."""
        if len(self.waiting) <= 2 * _CANDIDATES:
            return self.waiting
        lists = [each for each in self.lists if each in self.waiting]
        ends = islice(self.waiting, _CANDIDATES), islice(reversed(self.waiting), _CANDIDATES)
        return dict.fromkeys([*lists, *islice(reversed(self.new), _CANDIDATES), *ends[0], *ends[1]])

    def remove(self, id: str) -> None:
        """Take an entry that is visited from the queue."""
        del self.waiting[id]
        self.new.pop(id, None)

    def send(self, now: float) -> float:
        """Return the time of the next request."""
        at = max(now, self.free)
        self.free = at + self.delay
        self.spent += 1
        self.spent_in_slot += 1
        return at


@dataclass(slots=True)
class _Lists:
    """A list with what the crawl remembers of its last answer."""

    news: NewsList
    hints: ListHints
    validator: int | None = None
    rows: Sequence[Row] = ()
    seen: tuple[Listed, ...] = ()
    _shown: dict[int, tuple[Row, Listed]] = field(default_factory=dict)
    """Rows as the calendar gets them, by the number of the story. A row that did not change is the same object."""

    def take(self, rows: Sequence[Row]) -> list[tuple[int, Listed]]:
        """Take a reading into ``seen``. Return the rows that are new or changed."""
        if rows is self.rows:
            return []
        self.rows = rows
        seen, changed, known = [], [], self._shown
        for row in rows:
            shown = known.get(row[0])
            if shown is None or shown[0] is not row:
                shown = known[row[0]] = row, self._listed(row)
                changed.append((row[0], shown[1]))
            seen.append(shown[1])
        self.seen = tuple(seen)
        if len(known) > 2 * len(rows) + 100:
            self._shown = {row[0]: known[row[0]] for row in rows}
        return changed

    def _listed(self, row: Row) -> Listed:
        number, printed, modified, headline = row
        return Listed(
            id=f"https://{self.news.outlet.host}/{number}",
            published=None if printed is None else _time(printed),
            modified=None if modified is None else _time(modified),
            headline=headline,
        )


@dataclass(slots=True)
class _Followed:
    """A story that the crawl knows."""

    story: Story
    outlet: Outlet
    version: int | None = None
    visits: list[float] = field(default_factory=list)
    comments: int = 0
    posted: int = 0
    left: int = 1
    """Entries of the story that have not ended."""


class CalendarCrawl:
    """Crawl of a world by the calendar."""

    def __init__(self, world: World, span: Span) -> None:
        self.lists, self.copies, self.threads = Lists(span, len(world.outlets)), Copies(span), Threads(span)
        self.load = Load()
        self._span, self._world = span, world
        self._now = 0.0
        self._serial = count()
        self._unknown: dict[int, Story] = {}
        self._entries: dict[str, Entry] = {}
        self._subjects: dict[str, _Lists | _Followed] = {}
        self._due: list[tuple[float, int, str]] = []
        self._habits: dict[str, Habits] = {}
        self._hosts: dict[str, _Host] = {}
        self._waiting: set[str] = set()
        self._others: dict[str, list[str]] = defaultdict(list)
        """Ids of sections and sitemaps by outlet: they are read after a gap."""
        for outlet in world.outlets:
            self._hosts[outlet.host] = _Host(outlet.delay)
            self._hosts.setdefault(outlet.comment_host, _Host(1.0))
            for news in outlet.lists:
                self._take(outlet, news.view())

    def print(self, story: Story) -> None:
        """Take a story that will be printed: the crawl does not know it until a list shows it."""
        self._unknown[story.number] = story
        self.lists.print(story)

    def advance(self, until: float) -> None:
        """Run the crawl until that time."""
        while True:
            soonest = self._due[0][0] if self._due else until
            now = self._now + _TICK if self._waiting else max(self._now + _TICK, ceil(soonest / _TICK) * _TICK)
            now = self._span.awake(now)
            if now >= until:
                return
            self._now = now
            self._collect(now)
            self._choose(now)

    def finish(self) -> None:
        """Note the visits of the threads that are still followed."""
        for id, subject in self._subjects.items():
            if id.startswith("thread:") and isinstance(subject, _Followed):
                self.threads.whole(subject.story, subject.visits)

    # --- due entries ----------------------------------------------------------------------------------------------

    def _take(self, outlet: Outlet, news: NewsList) -> None:
        says = news.says
        hints = ListHints(
            ttl=says.get("ttl"), update=says.get("updatePeriod"), max_age=says.get("maxAge"), delay=outlet.delay
        )
        url = f"https://{outlet.host}/list/{news.number}"
        entry = Entry.for_list(url, outlet=outlet.host, host=outlet.host, form=news.kind, at=_time(0))
        self._put(entry, _Lists(news, hints))
        self._hosts[outlet.host].lists.append(entry.id)
        if news.kind != "feed":
            self._others[outlet.host].append(entry.id)

    def _put(self, entry: Entry, subject: _Lists | _Followed) -> None:
        self._subjects[entry.id] = subject
        self._plan(entry)

    def _plan(self, entry: Entry) -> None:
        self._entries[entry.id] = entry
        if entry.due is not None:
            heappush(self._due, ((entry.due - _START) / _SECOND, next(self._serial), entry.id))

    def _collect(self, now: float) -> None:
        while self._due and self._due[0][0] <= now:
            due, _, id = heappop(self._due)
            entry = self._entries.get(id)
            if entry is not None and entry.due is not None and (entry.due - _START) / _SECOND == due:
                self._hosts[entry.host].waiting[id] = entry
                if entry.why == "first":
                    self._hosts[entry.host].new[id] = None
                self._waiting.add(entry.host)

    def _choose(self, now: float) -> None:
        rooms: dict[str, int] = {}
        due: list[Entry] = []
        ready: list[Entry] = []
        for name in sorted(self._waiting):
            host = self._hosts[name]
            room = host.room(now)
            if room >= len(host.waiting):
                # All are taken, in whichever order they are compared.
                ready += [self._entries[id] for id in host.waiting]
            elif room:
                rooms[name] = room
                if len(host.waiting) > 2 * _CANDIDATES and host.ordered != now // HOUR:
                    self._order(host, now)
                # What a list or a kill has moved in the meantime has its new entry.
                due += [self._entries[id] for id in host.candidates()]
        if due:
            ready += choose(due, rooms, _time(now), habits=self._habits).taken
        for entry in ready:
            host = self._hosts[entry.host]
            host.remove(entry.id)
            if not host.waiting:
                self._waiting.discard(entry.host)
            self._visit(self._entries[entry.id], host, host.send(now))

    def _order(self, host: _Host, now: float) -> None:
        """Put a backlog in the order of gain, as the store does with what it puts off.

        The store does so every five minutes. Once an hour costs a twelfth, and the order is somewhat worse.
        """
        host.ordered, time = int(now // HOUR), _time(now)
        gains = {id: -self._gain(self._entries[id], time) for id in host.waiting}
        host.waiting = {id: host.waiting[id] for id in sorted(host.waiting, key=gains.__getitem__)}

    def _gain(self, entry: Entry, time: datetime) -> float:
        outlet = self._habits.get(entry.outlet, NO_HABITS)
        platform = self._habits.get(f"platform:{getattr(entry.memory, 'platform', '')}", NO_HABITS)
        return gain(entry, time, outlet=outlet, platform=platform)

    # --- visits ---------------------------------------------------------------------------------------------------

    def _visit(self, entry: Entry, host: _Host, at: float) -> None:
        self._count(entry, host, at)
        subject = self._subjects[entry.id]
        if isinstance(subject, _Lists):
            self._read(entry, subject, at)
        elif entry.kind == "copy":
            self._look(entry, subject, at)
        else:
            self._listen(entry, subject, at)

    def _count(self, entry: Entry, host: _Host, at: float) -> None:
        load, pause = self.load, self._span.pause
        load.requests[entry.kind] += 1
        load.most_of_budget = max(load.most_of_budget, host.spent / host.budget)
        if entry.due is not None and at - (entry.due - _START) / _SECOND > MINUTE:
            load.late += 1
        if pause[0] - HOUR <= at < pause[1] + HOUR:
            load.minutes[int(at // MINUTE)] += 1
            if pause[1] <= at < pause[1] + MINUTE:
                load.host_minutes[entry.host, int(at // MINUTE)] += 1

    def _note(self, entry: Entry, visit: Visit) -> Noted:
        memory = entry.memory
        platform = f"platform:{getattr(memory, 'platform', '')}"
        noted = after(
            entry,
            visit,
            outlet=self._habits.get(entry.outlet, NO_HABITS),
            platform=self._habits.get(platform, NO_HABITS),
        )
        if noted.learned is not None:
            for name in (entry.outlet, platform) if entry.kind == "thread" else (entry.outlet,):
                self._habits[name] = self._habits.get(name, NO_HABITS).plus(noted.learned)
        self._plan(noted.entry)
        return noted

    def _read(self, entry: Entry, lists: _Lists, at: float) -> None:
        news, time = lists.news, _time(at)
        self.lists.requests += 1
        if news.outlet.down(at):
            self.lists.failed += 1
            self._note(entry, ListVisit(at=time, outcome="failed"))
            return
        rows = news.look(at)[1]
        validator = news.validator(at)
        if news.conditional and validator == lists.validator and not asks_in_full(entry, time):
            self._note(entry, ListVisit(at=time, outcome="unchanged"))
            return
        fresh = self._seen(entry, lists, rows, at)
        noted = self._note(entry, ListVisit(at=time, outcome="read", seen=lists.seen, fresh=fresh, hints=lists.hints))
        lists.validator = validator
        broken, lost = news.taken()
        self.lists.gap(broken, lost, noted.gap is not None)
        if noted.gap is not None:
            for id in self._others[entry.outlet]:
                if id != entry.id:
                    self._plan(due_now(self._entries[id], time, "gap"))

    def _seen(self, entry: Entry, lists: _Lists, rows: Sequence[Row], at: float) -> int:
        """Take the stories of a reading: new ones become entries, times of change and headlines are passed on."""
        outlet, time, fresh = lists.news.outlet, _time(at), 0
        changed = lists.take(rows)
        for number, shown in changed:
            story = self._unknown.pop(number, None)
            if story is not None:
                fresh += 1
                copy = Entry.for_copy(
                    shown.id,
                    outlet=outlet.host,
                    host=outlet.host,
                    at=time,
                    published=shown.published,
                    modified=shown.modified,
                )
                self._put(copy, _Followed(story, outlet))
            elif shown.modified is not None and (known := self._entries.get(f"copy:{shown.id}")) is not None:
                self._move(known, listed(known, shown.modified, time, self._habits.get(outlet.host, NO_HABITS)))
        memory = entry.memory
        if changed and isinstance(memory, ListMemory) and memory.read_at is not None:
            for shown in headlines_changed(memory, [shown for _, shown in changed]):
                if (known := self._entries.get(f"copy:{shown.id}")) is not None:
                    habits = self._habits.get(outlet.host, NO_HABITS)
                    self._move(known, retitled(known, memory.read_at, time, habits))
        return fresh

    def _move(self, before: Entry, entry: Entry) -> None:
        if entry is not before:
            self._plan(entry)

    def _look(self, entry: Entry, followed: _Followed, at: float) -> None:
        story, time = followed.story, _time(at)
        is_first = followed.version is None
        if followed.outlet.down(at):
            noted = self._note(entry, CopyVisit(at=time, outcome="failed"))
        elif at >= story.gone:
            self._looked(entry, followed, at)
            noted = self._note(entry, CopyVisit(at=time, outcome="killed" if story.killed else "gone"))
        else:
            version = story.version(at)
            if is_first:
                self.lists.find(story, at)
                self.copies.first(story, at)
                if not self._span.follows(story):
                    self._end(entry, followed)
                    return
                self._open(followed, at)
            else:
                self._looked(entry, followed, at)
            noted = self._note(
                entry,
                CopyVisit(
                    at=time,
                    outcome="new" if is_first else "unchanged" if version == followed.version else "changed",
                    published=_time(story.printed),
                    marks=(story.mark,) if story.mark and at <= story.marked_until else (),
                ),
            )
            followed.version = version
        if noted.entry.due is None:
            self.copies.over(story)
            self._end(noted.entry, followed)

    def _looked(self, entry: Entry, followed: _Followed, at: float) -> None:
        due = None if entry.due is None else (entry.due - _START) / _SECOND
        self.copies.again(followed.story, at, due, (self._span.pause, *followed.outlet.outages))

    def _open(self, followed: _Followed, at: float) -> None:
        story, outlet = followed.story, followed.outlet
        if story.thread is not None:
            followed.left += 1
            entry = Entry.for_thread(
                f"{outlet.comment_host}:{story.number}",
                url=f"https://{outlet.comment_host}/{story.number}",
                outlet=outlet.host,
                host=outlet.comment_host,
                platform=outlet.comment_host,
                at=_time(at),
                published=_time(story.printed),
            )
            self._put(entry, followed)

    def _listen(self, entry: Entry, followed: _Followed, at: float) -> None:
        thread, time = followed.story.thread, _time(at)
        if thread is None or (entry.host == entry.outlet and followed.outlet.down(at)):
            self._note(entry, ThreadVisit(at=time, outcome="failed"))
            return
        followed.visits.append(at)
        posted = thread.count(at)
        new = [n for n in range(followed.posted, posted) if thread.removals[n] > at]
        followed.posted = posted
        followed.comments += len(new)
        noted = self._note(
            entry,
            ThreadVisit(
                at=time,
                outcome="read",
                got=followed.comments,
                times=tuple(_time(thread.posted[n]) for n in new),
                closed=at >= thread.closes,
            ),
        )
        if noted.entry.due is None:
            self.threads.whole(followed.story, followed.visits)
            self._end(noted.entry, followed)

    def _end(self, entry: Entry, followed: _Followed) -> None:
        """Forget an entry that has ended; a list does not wake it in a simulation."""
        followed.left -= 1
        del self._entries[entry.id], self._subjects[entry.id]
