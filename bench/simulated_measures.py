"""Measures of a crawl in a simulated world: the truth beside what the crawl saw."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import TypeVar

from bench.simulated_world import DAY, HOUR, NEVER, Story, Thread, World

__all__ = ["Copies", "Lists", "Span", "Threads", "added", "quantile"]

_Measures = TypeVar("_Measures", "Lists", "Copies", "Threads")


LIVE = 10
"""Changes of a story from which on it is a live report, as in :mod:`bench.simulated_world`."""

BRIEF = 300.0
"""Seconds: a text that was replaced sooner could be found by a look a minute only."""


@dataclass(frozen=True, slots=True)
class Span:
    """Times of a run in seconds: what is measured and when the crawl sleeps."""

    end: float
    begin: float
    """Stories printed before are no part of latency: a crawl that starts has learned nothing."""
    settled: float
    """Stories printed later are no part of the measures of copies and threads: their week is not over."""
    pause: tuple[float, float]
    every: int = 1
    """Copies and threads of every n-th story are followed; the others are stored and not looked at again."""

    @classmethod
    def of(cls, world: World, pause: tuple[float, float] | None = None, every: int = 1) -> Span:
        end = world.days * DAY
        return cls(end, min(3 * DAY, end / 4), max(end - 8 * DAY, end / 2), pause or (NEVER, NEVER), every)

    def awake(self, at: float) -> float:
        """Return the time itself, or the end of the pause that it lies in."""
        return self.pause[1] if self.pause[0] <= at < self.pause[1] else at

    def counts(self, story: Story) -> bool:
        """Return whether the story's copy and thread are measured."""
        return self.begin <= story.printed < self.settled and self.follows(story)

    def follows(self, story: Story) -> bool:
        """Return whether the story's copy and thread are visited again."""
        return story.number % self.every == 0


@dataclass(slots=True)
class Lists:
    """Measures of lists: latency of stories, requests, gaps."""

    span: Span
    outlets: int
    latencies: array[float] = field(default_factory=lambda: array("f"))
    """Seconds from printing to the time when the crawl had the story, of measured stories."""
    printed: int = 0
    found: int = 0
    requests: int = 0
    failed: int = 0
    gaps: int = 0
    """Full readings before which entries were lost: they left the list and no reading saw them there."""
    lost: int = 0
    """Entries of these gaps."""
    recorded: int = 0
    open: int = 0
    """Recorded gaps of which the list itself cannot tell whether an entry was lost: it turned over exactly once."""
    false: int = 0
    """Recorded gaps though entries of the reading before were still in the list."""
    untold: int = 0
    """Gaps that were made and not recorded."""

    def print(self, story: Story) -> None:
        self.printed += story.printed >= self.span.begin

    def find(self, story: Story, at: float) -> None:
        if story.printed >= self.span.begin:
            self.found += 1
            self.latencies.append(at - story.printed)

    def gap(self, broken: bool, lost: int, recorded: bool) -> None:
        """Note the truth of one full reading and whether the crawl recorded a gap."""
        self.gaps += lost > 0
        self.lost += lost
        self.recorded += recorded
        self.open += recorded and broken and not lost
        self.false += recorded and not broken
        self.untold += lost > 0 and not recorded

    @property
    def per_minute(self) -> float:
        """List requests a minute and outlet."""
        return self.requests / (self.span.end / 60) / self.outlets


@dataclass(slots=True)
class Copies:
    """Measures of copies: changes that a look found, and looks. A change is seen when a look finds its text."""

    span: Span
    stories: int = 0
    looks: int = 0
    """Looks after the first."""
    changes: int = 0
    seen: int = 0
    delays: array[float] = field(default_factory=lambda: array("f"))
    withdrawn: int = 0
    withdrawn_seen: int = 0
    missed: Counter[str] = field(default_factory=Counter)
    """Changes that no look found, by cause. Those after the last look are not among them."""
    _versions: dict[int, int] = field(default_factory=dict)

    def first(self, story: Story, at: float) -> None:
        if self.span.counts(story) and at < story.gone:
            self.stories += 1
            self.changes += bisect_right(story.changes, self.span.end)
            self.withdrawn += story.gone <= self.span.end
            version = self._versions[story.number] = story.version(at)
            self.missed["before the first look"] += version

    def again(
        self, story: Story, at: float, due: float | None = None, idle: Sequence[tuple[float, float]] = ()
    ) -> None:
        """Note a look after the first.

        :param due: time when the look was due; None: at once
        :param idle: times in which nobody could look: outages and the pause of the crawl
        """
        before = self._versions.get(story.number)
        if before is None:
            return
        self.looks += 1
        if at >= story.gone:
            self.withdrawn_seen += 1
            self._miss(story, before + 1, story.version(story.gone), at if due is None else due, idle)
            del self._versions[story.number]
            return
        version = story.version(at)
        if version > before:
            self._miss(story, before + 1, version - 1, at if due is None else due, idle)
            self.seen += 1
            self.delays.append(at - story.changes[version - 1])
            self._versions[story.number] = version

    def _miss(self, story: Story, first: int, last: int, due: float, idle: Sequence[tuple[float, float]]) -> None:
        """Count the changes between two looks that the later look did not find, by cause."""
        for number in range(first, last + 1):
            begin = story.changes[number - 1]
            end = story.changes[number] if number < len(story.changes) else story.gone
            self.missed[_cause(story, begin, end, due, idle)] += 1

    def over(self, story: Story) -> None:
        """Forget a story that is not looked at again."""
        self._versions.pop(story.number, None)

    @property
    def share(self) -> float:
        return self.seen / self.changes if self.changes else 1.0

    @property
    def each(self) -> float:
        """Looks of a story."""
        return self.looks / self.stories if self.stories else 0.0


@dataclass(slots=True)
class Threads:
    """Measures of threads: comments that stand at the end and that the crawl has, removals it knows, visits."""

    span: Span
    threads: int = 0
    busy: int = 0
    """Threads with at least one comment."""
    visits: int = 0
    busy_visits: int = 0
    final: int = 0
    final_got: int = 0
    posted: int = 0
    got: int = 0
    removals: int = 0
    """Removals of comments that the crawl has."""
    removals_seen: int = 0

    def whole(self, story: Story, visits: Sequence[float]) -> None:
        """Note all visits of the thread of a story, in order."""
        thread = story.thread
        if thread is None or not self.span.counts(story):
            return
        self.threads += 1
        self.visits += len(visits)
        if thread.posted and thread.posted[0] < self.span.end:
            self.busy += 1
            self.busy_visits += len(visits)
            self._comments(thread, visits)

    def _comments(self, thread: Thread, visits: Sequence[float]) -> None:
        last = visits[-1] if visits else -1.0
        for posted, removed in zip(thread.posted, thread.removals, strict=True):
            if posted >= self.span.end:
                break
            self.posted += 1
            at = bisect_right(visits, posted - 1e-9)
            got = at < len(visits) and visits[at] < removed
            self.got += got
            if removed > self.span.end:
                self.final += 1
                self.final_got += got
            elif got:
                self.removals += 1
                self.removals_seen += last >= removed

    @property
    def share(self) -> float:
        return self.final_got / self.final if self.final else 1.0

    @property
    def each(self) -> float:
        """Visits of a thread."""
        return self.visits / self.threads if self.threads else 0.0


def _cause(story: Story, begin: float, end: float, due: float, idle: Sequence[tuple[float, float]]) -> str:
    """Return why no look found a text that was there from a change to the next one, or until its page was gone."""
    if any(from_ < end and begin < until for from_, until in idle):
        return "outage or pause"
    if due < end:
        return "host without room"
    if len(story.changes) >= LIVE:
        return "live report"
    if end - begin < BRIEF:
        return "replaced within five minutes"
    age = begin - story.printed
    return "first six hours" if age < 6 * HOUR else "first two days" if age < 2 * DAY else "later"


def added(one: _Measures, other: _Measures) -> _Measures:
    """Add the measures of another world, and return the first."""
    for name in (each.name for each in fields(one)):
        value = getattr(one, name)
        if isinstance(value, (int, array, Counter)):
            setattr(one, name, value + getattr(other, name))
    return one


def quantile(values: Sequence[float], share: float) -> float:
    """Return the value that this share of the values does not exceed; 0.0 without values."""
    if not values:
        return 0.0
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
