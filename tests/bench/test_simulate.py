"""A small simulated world: the real calendar holds the bounds of the large one, and its gaps are those that were made."""

from __future__ import annotations

import pytest

from bench.simulate import OURS, Result, run, tables
from bench.simulated_calendar import CalendarCrawl
from bench.simulated_measures import Span, quantile
from bench.simulated_world import DAY, HOUR, MINUTE, Rates, World
from tests.support.soak import times

OUTLETS, DAYS = times(8, 20), 4
"""The bounds hold for few outlets as for many; ``make soak`` has many, because each costs half a second."""
PAUSE = 2 * DAY + 10 * HOUR, 2 * DAY + 16 * HOUR


@pytest.fixture(scope="module")
def result() -> Result:
    world = World(Rates(stories=8, feed_sizes=(10, 10, 15, 20)), OUTLETS, DAYS, seed=11, busy=3)
    return run(world, Span.of(world, PAUSE))


def test_stories_are_stored_minutes_after_they_are_printed(result) -> None:
    lists = result.lists[OURS]
    assert lists.printed > 25 * OUTLETS
    assert quantile(lists.latencies, 0.5) <= 5 * MINUTE
    assert quantile(lists.latencies, 0.9) <= 15 * MINUTE
    assert lists.per_minute <= 1


def test_every_gap_that_was_made_is_recorded_and_no_other(result) -> None:
    lists = result.lists[OURS]
    # The pause of six hours and the day with ten times the news make some.
    assert lists.gaps >= 5
    assert lists.untold == 0
    assert lists.false == 0


def test_changes_are_seen_with_fewer_looks_than_newsdiffs_has(result) -> None:
    copies, newsdiffs = result.copies[OURS], result.copies["newsdiffs"]
    assert copies.changes > 5 * OUTLETS
    # A text that is replaced before the next look is seen by nobody.
    assert copies.share >= newsdiffs.share
    # newsdiffs' table has 89 looks in 30 days. The calendar has most of its looks in the days of this test.
    assert copies.each <= 0.6 * 89


def test_comments_are_there_after_few_visits(result) -> None:
    threads = result.threads[OURS]
    assert threads.final > 25 * OUTLETS
    assert threads.share >= 0.98
    assert threads.each <= 6


def test_no_host_gets_more_than_its_budget_also_after_a_pause(result) -> None:
    assert 0 < result.load.most_of_budget <= 1
    _, first, most = result.load.storm(PAUSE)
    assert first > 0
    # The shortest delay of a host is one second.
    assert most <= 60


def test_each_story_is_followed_at_its_own_address() -> None:
    """A story that a list pins is in it twice."""
    world = World(Rates(stories=10, spread=0, bunched=1, pinned=1, commented=0), 3, 1, seed=5, busy=0)
    crawl = CalendarCrawl(world, Span.of(world))
    for day in range(world.days):
        for story in world.day(day):
            crawl.print(story)
        crawl.advance((day + 1) * DAY)
    followed = [(id, subject.story.number) for id, subject in crawl._subjects.items() if id.startswith("copy:")]
    assert len(followed) > 50
    assert [id for id, number in followed if not id.endswith(f"/{number}")] == []


def test_a_run_is_the_same_each_time() -> None:
    def figures() -> str:
        world = World(Rates(stories=5), 3, 2, seed=5)
        return tables(run(world, Span.of(world)))

    assert figures() == figures()


def test_a_world_has_the_published_shares_of_changes() -> None:
    world = World(Rates(commented=0), 60, 6, seed=3)
    stories = [story for day in range(6) for story in world.day(day)]
    first_day = sum(bool(story.changes) and story.changes[0] <= story.printed + DAY for story in stories)
    week = sum(bool(story.changes) and story.changes[0] <= story.printed + 7 * DAY for story in stories)
    assert len(stories) > 5_000
    assert first_day / len(stories) == pytest.approx(0.21, abs=0.015)
    assert first_day / week == pytest.approx(0.82, abs=0.02)
    # Published: 6 % of titles.
    headlines = sum(bool(story.headlines) for story in stories)
    assert headlines / len(stories) == pytest.approx(0.06, abs=0.01)
    assert sum(story.gone < story.printed + 7 * DAY for story in stories) / len(stories) == pytest.approx(
        0.018, abs=0.005
    )
