"""Rules of other systems for :mod:`bench.simulate`: when a list, a copy or a thread is looked at again.

Each rule is that of the published system, with its published numbers, applied without a budget of requests and without
limits of hosts: a rival is never put off. Rules of copies and threads begin five minutes after a story is printed:
most rules of lists find it later.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from heapq import heappop, heappush

from bench.simulated_measures import Copies, Lists, Span, Threads
from bench.simulated_world import DAY, HOUR, MINUTE, NewsList, Story, World

__all__ = ["COPY_RULES", "LIST_RULES", "THREAD_RULES", "ListRival", "follow_copy", "follow_thread"]

_FOUND_AFTER = 5 * MINUTE
_LAST_LOOK = 30 * DAY
"""Age at which all rivals stop: newsdiffs' table ends there."""


@dataclass(slots=True)
class Reading:
    """A list as a rule for lists sees it after a reading."""

    news: NewsList
    at: float
    period: float
    """Seconds since the reading before; 0 at the first."""
    new: int
    total: int
    unchanged: bool
    lately: deque[float]
    """Times at which entries of the last week were found."""


def _fixed(period: float) -> Callable[[Reading], float]:
    return lambda reading: period


def _common_crawl(reading: Reading) -> float:
    """news-crawl's AdaptiveScheduler: begins with 12 hours, daily for sitemaps; 90 minutes to 90 days."""
    if not reading.period:
        return 24 * HOUR if reading.news.kind == "sitemap" else 12 * HOUR
    factor = 1.5 if reading.unchanged or not reading.new else 0.8
    return min(90 * DAY, max(90 * MINUTE, reading.period * factor))


def _media_cloud(reading: Reading) -> float:
    """rss-fetcher: an hour less below 33 % of known entries, ten minutes more above 67 %; 10 minutes to 6 hours."""
    advertised = reading.news.says.get("updatePeriod") or reading.news.says.get("ttl") or 0.0
    if not reading.period:
        return advertised or 6 * HOUR
    known = 1.0 if reading.unchanged or not reading.total else 1 - reading.new / reading.total
    period = reading.period
    if known < 0.33:
        period -= HOUR
    elif known >= 0.67:
        period += 10 * MINUTE
    return min(6 * HOUR, max(10 * MINUTE, advertised, period))


def _miniflux(reading: Reading) -> float:
    """miniflux with POLLING_SCHEDULER=entry_frequency: a week through the week's entries; 5 minutes to a day."""
    while reading.lately and reading.lately[0] < reading.at - 7 * DAY:
        reading.lately.popleft()
    weekly = len(reading.lately)
    period = 7 * DAY / weekly if weekly else DAY
    return max(reading.news.says.get("ttl", 0.0), reading.news.says.get("maxAge", 0.0), min(DAY, max(300.0, period)))


LIST_RULES: dict[str, Callable[[Reading], float]] = {
    "every 15 minutes": _fixed(15 * MINUTE),
    "every hour": _fixed(HOUR),
    "Common Crawl": _common_crawl,
    "Media Cloud": _media_cloud,
    "miniflux": _miniflux,
}


@dataclass(slots=True)
class _Polled:
    news: NewsList
    period: float = 0.0
    version: int = -1
    lately: deque[float] = field(default_factory=deque)


class ListRival:
    """Crawl that reads all lists of a world by one rule and fetches stories in the moment in which it sees them."""

    def __init__(self, rule: Callable[[Reading], float], world: World, span: Span) -> None:
        self.measures = Lists(span, len(world.outlets))
        self._rule, self._span = rule, span
        self._stories: dict[int, Story] = {}
        polled = [_Polled(news.view()) for outlet in world.outlets for news in outlet.lists]
        # All begin within the first quarter of an hour, as a queue would make them.
        self._due = [(n * 900 / len(polled), n, each) for n, each in enumerate(polled)]

    def print(self, story: Story) -> None:
        self._stories[story.number] = story
        self.measures.print(story)

    def advance(self, until: float) -> None:
        """Run the crawl until that time."""
        while self._due[0][0] < until:
            due, n, polled = heappop(self._due)
            at = self._span.awake(due)
            period = self._read(polled, at)
            heappush(self._due, (at + period, n, polled))

    def _read(self, polled: _Polled, at: float) -> float:
        news, measures = polled.news, self.measures
        measures.requests += 1
        if news.outlet.down(at):
            measures.failed += 1
            return polled.period or HOUR
        version, total = news.advance(at)
        unchanged, new = version == polled.version, 0
        if not unchanged:
            shown = news.shown.keys() | {news.pinned[0]} if news.pinned else news.shown.keys()
            for number in self._stories.keys() & shown:
                new += 1
                measures.find(self._stories.pop(number), at)
                polled.lately.append(at)
        broken, lost = news.taken()
        measures.gap(broken, lost, recorded=False)
        reading = Reading(news, at, polled.period, new, total, unchanged, polled.lately)
        polled.version, polled.period = version, self._rule(reading)
        return polled.period


# --- copies -----------------------------------------------------------------------------------------------------------

CopyRule = Callable[[float, float, bool], float | None]
"""Age, last wait and whether the last look found a change → seconds until the next look; None: no more."""


def _newsdiffs(age: float, wait: float, changed: bool) -> float | None:
    for upto, period in ((3 * HOUR, 15 * MINUTE), (DAY, HOUR), (7 * DAY, 3 * HOUR), (30 * DAY, 3 * DAY)):
        if age < upto:
            return period
    return None


def _newssniffer(age: float, wait: float, changed: bool) -> float | None:
    """NewsSniffer: each wait is 1.2 of the one before, and half an hour (our assumption) after a change."""
    return None if age >= _LAST_LOOK else 30 * MINUTE if changed or not wait else wait * 1.2


def _adaptive(age: float, wait: float, changed: bool) -> float | None:
    """Common Crawl's rule for lists, as if it were used for stories, which it never visits again."""
    if age >= _LAST_LOOK:
        return None
    return 90 * MINUTE if not wait else max(90 * MINUTE, wait * (0.8 if changed else 1.5))


def _at_ages(*ages: float) -> CopyRule:
    """Look at these ages, whatever happens."""
    return lambda age, wait, changed: next((each - age for each in ages if each > age + 1), None)


COPY_RULES: dict[str, CopyRule] = {
    "newsdiffs": _newsdiffs,
    "NewsSniffer": _newssniffer,
    "Common Crawl": _adaptive,
    "after a day and a week": _at_ages(DAY, 7 * DAY),
}
THREAD_RULES: dict[str, CopyRule] = {
    "every hour for two days": _at_ages(*(hour * HOUR for hour in range(1, 49))),
    "six fixed ages": _at_ages(2 * HOUR, 6 * HOUR, 14 * HOUR, 28 * HOUR, 3 * DAY, 8 * DAY),
    "Common Crawl": _adaptive,
    "once, after two days": _at_ages(2 * DAY),
}


def _visits(rule: CopyRule, story: Story, span: Span, changed: Callable[[float, float], bool]) -> Iterator[float]:
    before, wait, again = story.printed + _FOUND_AFTER, 0.0, False
    while True:
        following = rule(before - story.printed, wait, again)
        if following is None or before + following >= span.end:
            return
        at = span.awake(before + following)
        yield at
        wait, again, before = following, changed(before, at), at


def follow_copy(rule: CopyRule, story: Story, copies: Copies) -> None:
    """Look at a story again by a rule and note its looks."""
    first = story.printed + _FOUND_AFTER
    copies.first(story, first)
    for at in _visits(rule, story, copies.span, lambda before, at: story.version(at) > story.version(before)):
        copies.again(story, at)
        if at >= story.gone:
            break
    copies.over(story)


def follow_thread(rule: CopyRule, story: Story, threads: Threads) -> None:
    """Visit a story's thread by a rule, the first time with the story, and note the visits."""
    thread = story.thread
    if thread is None:
        return
    visits = [story.printed + _FOUND_AFTER]
    for at in _visits(rule, story, threads.span, lambda before, at: thread.count(at) > thread.count(before)):
        visits.append(at)
    threads.whole(story, visits)
