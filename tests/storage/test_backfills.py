"""The ledger of backfills in a real MongoDB: when a day is complete, and when it is not."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from pymongo.database import Database

from newscrawler.storage.backfills import BackfillLedger, Part, days_of, part_id, reopen

OUTLET = "ridgeherald.example"
FIRST, LAST = date(2026, 1, 1), date(2026, 1, 3)
DAYS = (FIRST, date(2026, 1, 2), LAST)


def the_list(name: str, first: date = FIRST, last: date = LAST) -> Part:
    url = f"https://{OUTLET}/{name}.xml"
    return Part(id=part_id(OUTLET, url, (FIRST, LAST)), kind="sitemap", url=url, first=first, last=last)


def story(name: str, first: date = FIRST, last: date | None = None) -> Part:
    url = f"https://{OUTLET}/{name}"
    return Part(id=part_id(OUTLET, url), kind="story", url=url, first=first, last=last or first)


@pytest.fixture
def ledger(database: Database[dict[str, Any]]) -> BackfillLedger:
    return BackfillLedger(database, OUTLET, FIRST, LAST)


MAP = the_list("sitemap")


def test_a_day_waits_for_its_lists_and_its_stories(ledger: BackfillLedger) -> None:
    assert ledger.begin([MAP]) == set()
    stories = [story("a"), story("b"), story("c", LAST)]
    assert ledger.register(stories) == {each.id for each in stories}
    assert ledger.close_story(stories[0].id, "stored") == []
    assert ledger.close_story(stories[1].id, "failed") == [], "the list may name more stories of the day"
    # The day without a story is complete with the list.
    assert ledger.close_list(MAP, "read", {"entries": 3}) == [FIRST, DAYS[1]]
    assert ledger.close_story(stories[2].id, "leftOut.otherDay") == [LAST]


def test_the_ledger_has_the_outcomes_of_a_day(ledger: BackfillLedger, database: Database[dict[str, Any]]) -> None:
    ledger.begin([MAP])
    outcomes = ("stored", "stored", "unchanged", "failed", "gone", "leftOut.otherDay")
    parts = [story(str(number)) for number in range(len(outcomes) + 1)]
    ledger.register(parts)
    ledger.close_list(MAP, "read", {})
    for part, outcome in zip(parts, outcomes, strict=False):
        ledger.close_story(part.id, outcome)
    (before, *_) = days_of(database, OUTLET)
    assert (before.complete, before.found, before.open) == (None, 7, 1)
    ledger.close_story(parts[-1].id, "stored")
    (day, *_) = days_of(database, OUTLET, FIRST, FIRST)
    assert day.complete is not None
    assert (day.found, day.stored, day.unchanged, day.failed, day.gone) == (7, 3, 1, 1, 1)
    assert (day.leftOut, day.open) == ({"otherDay": 1}, 0)


def test_what_is_noted_twice_counts_once(ledger: BackfillLedger, database: Database[dict[str, Any]]) -> None:
    for _ in range(2):
        ledger.begin([MAP])
        ledger.register([story("a"), story("b")])
    for _ in range(2):
        ledger.close_story(story("a").id, "stored")
    assert ledger.register([story("a"), story("b")]) == {story("b").id}, "what is done is not requested again"
    for _ in range(2):
        ledger.close_list(MAP, "read", {})
    assert ledger.close_story(story("b").id, "failed") == [FIRST]
    # It failed at one worker, and another has stored it since.
    ledger.close_story(story("b").id, "stored")
    ledger.close_story(story("b").id, "failed")
    assert Counter(part["outcome"] for part in database["backfillparts"].find({"kind": "story"})) == {"stored": 2}


def test_a_further_story_opens_a_complete_day_again(ledger: BackfillLedger) -> None:
    ledger.begin([MAP])
    assert set(ledger.close_list(MAP, "read", {})) == set(DAYS)
    late = story("late", LAST)
    ledger.register([late])
    assert ledger.complete_days() == {FIRST, DAYS[1]}
    assert ledger.close_story(late.id, "stored") == [LAST]


def test_a_list_that_is_not_read_to_its_end_keeps_its_days_open(ledger: BackfillLedger) -> None:
    second = the_list("second", DAYS[1], LAST)
    ledger.begin([MAP, second])
    ledger.leave_open(second, "the file ends within an entry", {"entries": 1})
    assert ledger.close_list(MAP, "read", {}) == [FIRST]
    assert [part.url for part in ledger.open_lists()] == [second.url]
    assert ledger.count_open() == (1, 0)


def test_a_story_that_may_be_of_any_day_keeps_all_open_and_counts_where_it_was_printed(
    ledger: BackfillLedger, database: Database[dict[str, Any]]
) -> None:
    ledger.begin([MAP])
    somewhen = story("somewhen", FIRST, LAST)
    ledger.register([somewhen])
    assert ledger.close_list(MAP, "read", {}) == []
    assert ledger.close_story(somewhen.id, "stored", printed=DAYS[1]) == list(DAYS)
    assert [day.found for day in days_of(database, OUTLET)] == [0, 1, 0]


def test_a_day_is_marked_that_a_killed_worker_had_finished(
    ledger: BackfillLedger, database: Database[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger.begin([MAP])
    ledger.register([story("a")])
    # All was written but the mark of the day.
    monkeypatch.setattr(ledger, "settle", lambda first, last: [])
    ledger.close_list(MAP, "read", {})
    ledger.close_story(story("a").id, "stored")
    other = BackfillLedger(database, OUTLET, FIRST, LAST)
    assert other.complete_days() == set()
    assert other.begin([MAP]) == set(DAYS)


def test_of_several_workers_each_day_is_completed_by_one(
    ledger: BackfillLedger, database: Database[dict[str, Any]]
) -> None:
    ledger.begin([MAP])
    parts = [story(str(number), DAYS[number % 3]) for number in range(60)]
    ledger.register(parts)
    ledger.close_list(MAP, "read", {})
    workers = [BackfillLedger(database, OUTLET, FIRST, LAST) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        # Each story is delivered to two workers.
        done = pool.map(lambda number: workers[number % 4].close_story(parts[number % 60].id, "stored"), range(120))
        completed = [day for days in done for day in days]
    assert sorted(completed) == list(DAYS)
    assert [day.stored for day in days_of(database, OUTLET)] == [20, 20, 20]


def test_days_that_are_opened_again_are_asked_for_again(
    ledger: BackfillLedger, database: Database[dict[str, Any]]
) -> None:
    ledger.begin([MAP])
    ledger.register([story("a"), story("c", LAST)])
    ledger.close_list(MAP, "read", {})
    ledger.close_story(story("a").id, "failed")
    ledger.close_story(story("c").id, "stored")
    assert reopen(database, OUTLET, FIRST, DAYS[1]) == 2
    assert ledger.begin([MAP]) == {LAST}
    assert [part.url for part in ledger.open_lists()] == [MAP.url]
    assert ledger.register([story("a"), story("c", LAST)]) == {story("a").id}
