"""Worlds of outlets on a virtual clock for :mod:`bench.simulate`: their lists, stories, changes and comments.

A world is drawn from :class:`Rates` and a seed, day by day, so that a year needs no more memory than a month. Times are
seconds since midnight of a Monday, UTC. Nothing here knows how a crawl works: a list answers what it shows at a time, a
story which version it has, a thread which comments stand.

Published rates are named beside each parameter (``../shared/DESIGN.md``, section 8); the others are stated guesses, and
:meth:`Rates.perturbed` moves all of them.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from heapq import heappop, heappush
from random import Random
from typing import Final, Literal

__all__ = ["DAY", "HOUR", "MINUTE", "NEVER", "NewsList", "Outlet", "Rates", "Row", "Story", "Thread", "World"]

MINUTE: Final = 60.0
HOUR: Final = 3600.0
DAY: Final = 86400.0
NEVER: Final = math.inf

_APPEARS, _CHANGES, _VANISHES = range(3)

Mark = Literal["update", "developing", "live"]
Row = tuple[int, float | None, float | None, int]
"""Number of a story, time printed, time modified and number of the headline, as a list shows them."""


@dataclass(frozen=True, slots=True)
class Rates:
    """Parameters of a world. Shares are between 0 and 1, times in the unit of their names."""

    stories: float = 25.0
    """Median of the stories a day of an outlet; small outlets print 3, large ones 300."""
    spread: float = 1.0
    """Sigma of the logarithm of the stories a day."""
    weekend: float = 0.55
    """Stories of a weekend day, as a share of a weekday's."""
    bunched: float = 0.15
    """Share of stories that are printed in the same minute as others: imports from a wire, planned hours."""
    busy_day: float = 10.0
    """Factor on all rates on the busy day."""
    feed_sizes: tuple[int, ...] = (10, 10, 15, 20, 20, 25, 30, 50, 100)
    """Numbers of entries of feeds; 10 is the default of WordPress, 20 to 30 are usual for others."""
    # --- what lists say -------------------------------------------------------------------------------------------
    hourly: float = 0.3
    """Share of feeds with ``sy:updatePeriod`` hourly, the default of WordPress, though they change at once."""
    ttl: float = 0.2
    """Share of feeds with ``ttl``. Half of them are rebuilt at that period, half change at once."""
    cached: float = 0.3
    """Share of lists that a cache serves for one to five minutes, with Cache-Control that says so."""
    conditional: float = 0.65
    """Share of lists that answer conditional requests."""
    lying: float = 0.06
    """Share of those that say "unchanged" for hours though they changed (Media Cloud names such feeds)."""
    pinned: float = 0.1
    """Share of lists that keep a story at the top for a day."""
    by_change: float = 0.1
    """Share of feeds in the order of the last change instead of printing."""
    # --- changes of stories ---------------------------------------------------------------------------------------
    changed: float = 0.256
    """Share of stories that change within a week: 21 % within 24 h, which is 82 % (published)."""
    changed_first_day: float = 0.82
    sigma: float = 1.7
    """Sigma of the logarithm of the time of the first change."""
    again: float = 0.4
    """Probability that a change is followed by another within hours."""
    live: float = 0.005
    """Share of stories that change 10 to 40 times in half a day."""
    gone: float = 0.016
    """Share of stories that are gone within a week (published)."""
    killed: float = 0.002
    marked: float = 0.3
    """Share of the stories that will change and whose headline says so: developing, UPDATE 1-. Of live ones 0.8."""
    # --- comments -------------------------------------------------------------------------------------------------
    commented: float = 0.6
    """Share of outlets with comments."""
    comments: float = 8.0
    """Median over outlets of the mean number of comments of a thread."""
    empty: float = 0.4
    """Share of threads without any comment."""
    fastest: float = 8.0
    slowest: float = 25.0
    """Hours until 90 % of the comments are there, by outlet: 8 to 25 (published)."""
    second_wave: float = 0.03
    """Share of threads that get a fifth of their comments again, days later."""
    removed: float = 0.04
    """Share of comments that moderators remove, most within hours."""
    # --- hosts ----------------------------------------------------------------------------------------------------
    outages: float = 0.05
    """Outages of a host a day; they last half an hour to six hours."""
    # --- headlines ------------------------------------------------------------------------------------------------
    headlines: float = 0.14
    """Share of changes that change the headline. Published: titles of 6 % of articles change, where 25.6 % of articles
    change within a week, 40 % of these again. With 0.14 that is so (``tests/bench``)."""
    fed: float = 0.9
    """Share of feeds with the current headline; others keep the first."""
    mapped: float = 0.5
    """Share of sitemaps with headlines (``news:title``)."""
    fronted: float = 0.5
    """Share of section pages with the headline of the page; others have their own, which stays."""
    restless: float = 0.05
    """Share of lists that show other headlines each hour for a third of their stories though nothing changed: trials of
    headlines, counts, times in words."""

    def perturbed(self, seed: int) -> Rates:
        """Return other rates: each number times a factor of 0.7 to 1.4, with the same published shares of changes."""
        rng = Random(f"rates {seed}")
        kept = {"changed", "changed_first_day", "gone", "busy_day", "feed_sizes", "fastest", "slowest"}
        names = [each.name for each in fields(self) if each.name not in kept]
        return replace(self, **{name: getattr(self, name) * rng.uniform(0.7, 1.4) for name in names})


@dataclass(slots=True)
class Thread:
    """Comments of one story: times in order, each with the time of its removal or :data:`NEVER`."""

    opened: float
    closes: float
    posted: list[float]
    removals: list[float]

    def count(self, at: float) -> int:
        """Return how many comments were posted by then, removed ones too."""
        return bisect_right(self.posted, at)


@dataclass(slots=True, eq=False)
class Story:
    """A story and all that will happen to it."""

    number: int
    outlet: int
    printed: float
    changes: list[float]
    gone: float
    killed: bool
    """Whether it is gone because it was killed."""
    mark: Mark | None
    """Sign in the headline that the text will change."""
    marked_until: float
    section: int
    on_feed: bool
    thread: Thread | None
    headlines: list[float] = field(default_factory=list)
    """Those of the changes that change the headline."""

    def version(self, at: float) -> int:
        return bisect_right(self.changes, at)


@dataclass(slots=True, eq=False)
class NewsList:
    """A feed, sitemap or section of an outlet: the entries that it shows, and truths about its readings."""

    number: int
    outlet: Outlet
    kind: Literal["feed", "sitemap", "section"]
    size: int
    section: int | None
    lag: float
    rebuilt: float
    """Period in seconds at which the list is built anew; 0: at once."""
    says: dict[str, float]
    """What the list advertises: ``ttl``, ``updatePeriod`` and ``maxAge`` in seconds."""
    conditional: bool
    lies: bool
    pins: bool
    by_change: bool
    dated: bool
    modified: bool
    headlines: Literal["none", "first", "current"] = "none"
    """Headlines that the list shows."""
    restless: bool = False
    """Whether headlines change by the hour."""
    turn: int = 0
    """Hour of the headlines of a restless list."""
    rows: dict[int, Row] = field(default_factory=dict)
    shown: dict[int, int] = field(default_factory=dict)
    """Stories in the list, oldest first, each with the count of placements when it was placed."""
    placed: int = 0
    version: int = 0
    pinned: Row | None = None
    cursor: int = 0
    read_at: int | None = None
    """Count of placements at the last full reading of the crawl."""
    lost: int = 0
    """Stories that left the list since the last full reading and that no reading saw."""
    _answer: tuple[int, tuple[Row, ...]] = (-1, ())

    @property
    def name(self) -> str:
        return f"{self.outlet.number}/{self.number}"

    def view(self) -> NewsList:
        """Return the same list for another crawl, with readings of its own, before anything was printed."""
        other = replace(self, rows={}, shown={})
        self.outlet.views.append(other)
        return other

    def look(self, at: float) -> tuple[int, tuple[Row, ...]]:
        """Return the version of the list and its rows, newest first, as served then."""
        self.advance(at)
        if self._answer[0] != self.version:
            rows = tuple(self.rows[n] for n in reversed(self.shown))
            self._answer = self.version, (self.pinned, *rows) if self.pinned else rows
        return self._answer

    def validator(self, at: float) -> int:
        """Return what a conditional request compares; that of a list that lies moves every six hours only."""
        return int(at // (6 * HOUR)) if self.lies else self.version

    def taken(self) -> tuple[bool, int]:
        """Note a full reading. Return whether nothing of the one before was left, and how many stories were lost."""
        before, lost = self.read_at, self.lost
        oldest = next(iter(self.shown.values()), None)
        broken = lost > 0 or (before is not None and oldest is not None and oldest > before)
        # An empty list is no reading to compare with.
        self.read_at, self.lost = (self.placed if self.shown else self.read_at), 0
        return broken, lost

    def advance(self, at: float) -> tuple[int, int]:
        """Return the version of the list and the number of its rows, as served then."""
        served = (at // self.rebuilt) * self.rebuilt if self.rebuilt else at
        log = self.outlet.log_until(served - self.lag)
        while self.cursor < self.outlet.dropped + len(log):
            time, kind, story = log[self.cursor - self.outlet.dropped]
            if time > served - self.lag:
                break
            self.cursor += 1
            if self._holds(story):
                self._apply(time, kind, story)
        if self.kind == "sitemap":
            self._age(served - 2 * DAY)
        if self.restless and self.turn != served // HOUR:
            self._turn(int(served // HOUR))
        return self.version, len(self.shown) + (self.pinned is not None)

    def _holds(self, story: Story) -> bool:
        if self.section is not None and story.section != self.section:
            return False
        return story.on_feed or self.kind != "feed"

    def _apply(self, time: float, kind: int, story: Story) -> None:
        number = story.number
        if kind == _VANISHES:
            self.version += self.shown.pop(number, None) is not None
            self.rows.pop(number, None)
            return
        if kind == _CHANGES and not (number in self.shown or self.by_change):
            return
        row = (
            number,
            story.printed if self.dated else None,
            time if self.modified else None,
            self._headline(number, bisect_right(story.headlines, time)),
        )
        if self.rows.get(number) == row:
            return
        self.version += 1
        self.rows[number] = row
        if self.pinned is not None and self.pinned[0] == number:
            self.pinned = row
        if kind == _APPEARS or self.by_change:
            self._place(number)
        if self.pins and kind == _APPEARS and number % max(10, round(self.outlet.daily)) == 0:
            self.pinned = row

    def _headline(self, number: int, changes: int) -> int:
        """Return the number of a story's headline after so many changes of it; 0: none is shown."""
        if self.headlines == "none":
            return 0
        shown = 1 + (changes if self.headlines == "current" else 0)
        return 2 * shown + (self.turn + number // 3) % 2 if self.restless and number % 3 == 0 else 2 * shown

    def _turn(self, turn: int) -> None:
        """Show other headlines of a third of the stories."""
        self.turn = turn
        self.version += 1
        for number, (_, printed, modified, headline) in self.rows.items():
            if number % 3 == 0 and headline:
                shown = headline // 2 * 2 + (turn + number // 3) % 2
                self.rows[number] = number, printed, modified, shown
                if self.pinned is not None and self.pinned[0] == number:
                    self.pinned = self.rows[number]

    def _place(self, number: int) -> None:
        self.shown.pop(number, None)
        self.placed += 1
        self.shown[number] = self.placed
        if len(self.shown) > self.size:
            self._drop(next(iter(self.shown)))

    def _age(self, oldest: float) -> None:
        while self.shown:
            number = next(iter(self.shown))
            printed = self.rows[number][1]
            if printed is None or printed >= oldest:
                return
            self.version += 1
            self._drop(number)

    def _drop(self, number: int) -> None:
        placed = self.shown.pop(number)
        del self.rows[number]
        self.lost += placed > (self.read_at if self.read_at is not None else self.placed)


@dataclass(slots=True, eq=False)
class Outlet:
    """An outlet, its host, habits and lists."""

    number: int
    host: str
    comment_host: str
    daily: float
    hours: tuple[float, ...]
    """Weight of each hour of the day (UTC), 1 on average."""
    delay: float
    """Seconds between two requests that the host allows."""
    ninety: float | None
    """Hours until 90 % of a thread's comments are there; None without comments."""
    mean_comments: float
    closing: float
    sections: int
    outages: list[tuple[float, float]]
    lists: list[NewsList] = field(default_factory=list)
    views: list[NewsList] = field(default_factory=list)
    """Lists that crawls read: the log is kept for the slowest of them."""
    dropped: int = 0
    """Events at the front of the log that all lists have passed and that were deleted."""
    _events: list[tuple[float, int, int, Story]] = field(default_factory=list)
    _log: deque[tuple[float, int, Story]] = field(default_factory=deque)

    def add(self, story: Story) -> None:
        """Take a story that will be printed."""
        for kind, times in ((_APPEARS, [story.printed]), (_CHANGES, story.changes), (_VANISHES, [story.gone])):
            for time in times:
                if time < NEVER:
                    heappush(self._events, (time, story.number, kind, story))

    def log_until(self, at: float) -> deque[tuple[float, int, Story]]:
        """Return the events in their order, at least up to that time, from event ``dropped`` on."""
        while self._events and self._events[0][0] <= at:
            time, _, kind, story = heappop(self._events)
            self._log.append((time, kind, story))
        if len(self._log) > 200:
            for _ in range(min((each.cursor for each in self.views), default=self.dropped) - self.dropped):
                self._log.popleft()
                self.dropped += 1
        return self._log

    def down(self, at: float) -> bool:
        return any(begin <= at < end for begin, end in self.outages)


class World:
    """Outlets of a seed. :meth:`day` prints one day; days are asked for in order."""

    def __init__(self, rates: Rates, outlets: int, days: int, seed: int, *, busy: int | None = None) -> None:
        self.rates, self.days, self.busy = rates, days, busy
        self._rng = Random(f"world {seed}")
        self._words = Random(f"words {seed}")
        """Of headlines: the rest of a world does not depend on them."""
        self._numbers = 0
        self._mu = _first_change(rates)
        self.outlets = [self._outlet(number) for number in range(outlets)]

    def day(self, day: int) -> Iterator[Story]:
        """Draw the stories of a day and give them to their outlets."""
        for outlet in self.outlets:
            factor = (self.rates.weekend if day % 7 >= 5 else 1.0) * (self.rates.busy_day if day == self.busy else 1.0)
            for time in self._times(outlet, day, factor):
                story = self._story(outlet, time)
                outlet.add(story)
                yield story

    # --- outlets --------------------------------------------------------------------------------------------------

    def _outlet(self, number: int) -> Outlet:
        rng, rates = self._rng, self.rates
        peak, evening, zone = rng.uniform(7, 11), rng.uniform(15, 19), rng.randrange(24)
        weights = [
            0.12 + math.exp(-(((hour - peak) / 3.0) ** 2)) + 0.8 * math.exp(-(((hour - evening) / 3.5) ** 2))
            for hour in range(24)
        ]
        total = sum(weights)
        outlet = Outlet(
            number=number,
            host=f"outlet{number}.example",
            comment_host=rng.choice([f"outlet{number}.example", f"platform{rng.randrange(5)}.example"]),
            daily=min(500.0, max(3.0, rng.lognormvariate(math.log(rates.stories), rates.spread))),
            hours=tuple(weights[(hour + zone) % 24] * 24 / total for hour in range(24)),
            delay=rng.choice((1.0, 1.0, 1.0, 2.0, 5.0, 10.0)),
            ninety=rng.uniform(rates.fastest, rates.slowest) if rng.random() < rates.commented else None,
            mean_comments=rng.lognormvariate(math.log(rates.comments), 1.0),
            closing=rng.choice((1 * DAY, 3 * DAY, 3 * DAY, 7 * DAY, 14 * DAY, NEVER, NEVER, NEVER)),
            sections=rng.choice((1, 2, 3)),
            outages=[
                (begin, begin + rng.uniform(0.5, 6) * HOUR)
                for begin in (rng.uniform(0, self.days * DAY) for _ in range(_poisson(rng, rates.outages * self.days)))
            ],
        )
        outlet.lists = list(self._lists(outlet))
        return outlet

    def _lists(self, outlet: Outlet) -> Iterator[NewsList]:
        rng = self._rng
        size = rng.choice(self.rates.feed_sizes)
        # An outlet that prints much has longer feeds, though some do not.
        if outlet.daily > 100 and rng.random() < 0.7:
            size = max(size, 50)
        yield self._list(outlet, 0, "feed", size, None)
        for section in range(outlet.sections if outlet.sections > 1 else 0):
            yield self._list(outlet, 1 + section, "section", rng.choice((15, 20, 30, 40)), section)
        if rng.random() < 0.6:
            yield self._list(outlet, 9, "sitemap", 1000, None)

    def _list(
        self, outlet: Outlet, number: int, kind: Literal["feed", "sitemap", "section"], size: int, section: int | None
    ) -> NewsList:
        rng, rates = self._rng, self.rates
        says, rebuilt = {}, 0.0
        if rng.random() < rates.cached:
            rebuilt = says["maxAge"] = rng.choice((60.0, 120.0, 300.0))
        if kind == "feed":
            if rng.random() < rates.hourly:
                says["updatePeriod"] = HOUR
            elif rng.random() < rates.ttl / (1 - rates.hourly):
                says["ttl"] = rng.choice((5.0, 15.0, 30.0, 60.0)) * MINUTE
                rebuilt = says["ttl"] if rng.random() < 0.5 else rebuilt
        conditional = rng.random() < rates.conditional * (0.5 if kind == "section" else 1.0)
        return NewsList(
            number=number,
            outlet=outlet,
            kind=kind,
            size=size,
            section=section,
            lag=rng.uniform(2, 10) * MINUTE if kind == "sitemap" else rng.uniform(0, 20),
            rebuilt=rebuilt,
            says=says,
            conditional=conditional,
            lies=conditional and rng.random() < rates.lying,
            pins=kind != "sitemap" and rng.random() < rates.pinned,
            by_change=kind == "feed" and rng.random() < rates.by_change,
            dated=kind != "section",
            modified=kind == "sitemap" or (kind == "feed" and rng.random() < 0.4),
            headlines=self._shown(kind),
            restless=self._words.random() < rates.restless,
        )

    def _shown(self, kind: Literal["feed", "sitemap", "section"]) -> Literal["none", "first", "current"]:
        rates, share = self.rates, self._words.random()
        if kind == "sitemap":
            return "current" if share < rates.mapped else "none"
        return "current" if share < (rates.fed if kind == "feed" else rates.fronted) else "first"

    # --- stories --------------------------------------------------------------------------------------------------

    def _times(self, outlet: Outlet, day: int, factor: float) -> Sequence[float]:
        rng, times = self._rng, []
        for hour in range(24):
            begin = day * DAY + hour * HOUR
            bunch = begin + rng.uniform(0, HOUR)
            for _ in range(_poisson(rng, outlet.daily * factor * outlet.hours[hour] / 24)):
                bunched = rng.random() < self.rates.bunched
                times.append(bunch + rng.uniform(0, 60) if bunched else begin + rng.uniform(0, HOUR))
        return sorted(times)

    def _story(self, outlet: Outlet, printed: float) -> Story:
        rng, rates = self._rng, self.rates
        self._numbers += 1
        changes = self._changes(printed)
        gone, killed = NEVER, rng.random() < rates.killed
        if killed or rng.random() < rates.gone:
            gone = printed + min(7 * DAY, rng.expovariate(1 / (1.5 * DAY)) + MINUTE)
            changes = [time for time in changes if time < gone]
        mark: Mark | None = "live" if len(changes) >= 10 else rng.choice(("update", "developing"))
        if rng.random() >= (0.8 if mark == "live" else rates.marked if changes else 0.02):
            mark = None
        return Story(
            number=self._numbers,
            outlet=outlet.number,
            printed=printed,
            changes=changes,
            gone=gone,
            killed=killed,
            mark=mark,
            # Half of the desks take the sign away with the last change, the others never do.
            marked_until=changes[-1] if changes and rng.random() < 0.5 else NEVER,
            section=rng.randrange(outlet.sections),
            on_feed=rng.random() < 0.97,
            thread=self._thread(outlet, printed) if outlet.ninety else None,
            headlines=[time for time in changes if self._words.random() < rates.headlines],
        )

    def _changes(self, printed: float) -> list[float]:
        rng, rates = self._rng, self.rates
        if rng.random() < rates.live:
            return sorted(printed + rng.uniform(0, 12 * HOUR) for _ in range(rng.randint(10, 40)))
        # Of the others fewer change, so that the published share holds for all.
        if rng.random() >= (rates.changed - rates.live) / (1 - rates.live) / _within_a_week(self._mu, rates.sigma):
            return []
        time = printed + rng.lognormvariate(self._mu, rates.sigma) * HOUR
        changes = [time]
        while rng.random() < rates.again and len(changes) < 20:
            time += rng.lognormvariate(math.log(2), 1.2) * HOUR
            changes.append(time)
        return changes

    def _thread(self, outlet: Outlet, printed: float) -> Thread:
        rng, rates = self._rng, self.rates
        closes = printed + outlet.closing
        if rng.random() < rates.empty:
            return Thread(printed, closes, [], [])
        # A logarithm with sigma 1.3 has a mean of exp(0.845) medians.
        mean = outlet.mean_comments / (1 - rates.empty) * rng.lognormvariate(-0.845, 1.3)
        fade = (outlet.ninety or 0) / math.log(10) * HOUR * rng.lognormvariate(0, 0.3)
        posted = self._posted(outlet, printed, fade, max(1, round(min(mean, 3000))))
        if rng.random() < rates.second_wave:
            again = printed + rng.uniform(1, 5) * DAY
            posted += self._posted(outlet, again, fade, max(1, len(posted) // 5))
        posted = sorted(time for time in posted if time < closes)
        return Thread(printed, closes, posted, [self._removal(time) for time in posted])

    def _posted(self, outlet: Outlet, begin: float, fade: float, count: int) -> list[float]:
        """Draw times that decay exponentially; at quiet hours of the outlet half of the comments wait some hours."""
        rng, posted = self._rng, []
        for _ in range(count):
            time = begin + rng.expovariate(1 / fade)
            if outlet.hours[int(time // HOUR) % 24] < 0.4 and rng.random() < 0.5:
                time += rng.uniform(2, 8) * HOUR
            posted.append(time)
        return posted

    def _removal(self, posted: float) -> float:
        rng = self._rng
        if rng.random() >= self.rates.removed:
            return NEVER
        return posted + rng.expovariate(1 / ((6 if rng.random() < 0.85 else 72) * HOUR))


def _first_change(rates: Rates) -> float:
    """Return the mean of the logarithm of the hours until the first change: the share of the first day must hold."""
    low, high = -3.0, 5.0
    for _ in range(60):
        mu = (low + high) / 2
        first_day = _normal((math.log(24) - mu) / rates.sigma) / _within_a_week(mu, rates.sigma)
        low, high = (mu, high) if first_day > rates.changed_first_day else (low, mu)
    return mu


def _within_a_week(mu: float, sigma: float) -> float:
    return _normal((math.log(168) - mu) / sigma)


def _normal(x: float) -> float:
    return 0.5 * (1 + math.erf(x / math.sqrt(2)))


def _poisson(rng: Random, mean: float) -> int:
    if mean > 50:
        return max(0, round(rng.gauss(mean, math.sqrt(mean))))
    limit, product, count = math.exp(-mean), rng.random(), 0
    while product > limit:
        product *= rng.random()
        count += 1
    return count
