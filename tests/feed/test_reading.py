"""Reading by numbers: where to go on, and when a consumer must begin anew."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from bson import Int64
from pymongo.database import Database

from newscrawler.feed import Event, Feed, FeedGoneError

Db = Database[dict[str, Any]]

NOW = datetime(2026, 11, 28, 10, 30, tzinfo=UTC)
KINDS = ("resync", "added", "changed", "added", "killed", "changed")


@pytest.fixture
def feed(store: Db) -> Feed:
    """Six events."""
    store["meta"].insert_one({"_id": "feed", "feed": "f1", "database": store.name, "number": 6, "fence": 1})
    store["feed"].insert_many(
        {"_id": Int64(number), "schemaVersion": 6, "kind": kind, "at": NOW} for number, kind in enumerate(KINDS, 1)
    )
    return Feed(store)


def numbers(events: Any) -> list[int]:
    return [each.number for each in events]


def test_a_database_without_a_sequencer_has_no_events(store: Db) -> None:
    feed = Feed(store)
    assert (feed.events(0), feed.last(), feed.first()) == ([], 0, None)
    assert (feed.state().holder, feed.state().at) == (None, None)


def test_events_come_oldest_first_and_next_goes_on(feed: Feed) -> None:
    first = feed.page(0, 4)
    assert numbers(first.events) == [1, 2, 3, 4]
    second = feed.page(first.next, 4, feed=first.feed)
    assert (numbers(second.events), second.next, second.last) == ([5, 6], 6, 6)
    third = feed.page(second.next)
    assert (third.events, third.next) == ((), 6)
    assert (feed.first(), feed.last()) == (1, 6)


def test_an_event_is_typed(feed: Feed) -> None:
    assert feed.events(4, 1) == [Event(number=5, at=NOW, kind="killed")]


def test_next_passes_over_kinds_that_were_not_asked_for(feed: Feed) -> None:
    page = feed.page(0, 10, {"killed", "resync"})
    assert (numbers(page.events), page.next) == ([1, 5], 6)
    page = feed.page(0, 2, {"killed", "resync"})
    assert (numbers(page.events), page.next) == ([1, 5], 5)
    assert feed.page(0, 10, {"a kind of the future"}).next == 6


def test_events_that_are_not_kept_any_more_are_refused_with_the_first_that_is(store: Db, feed: Feed) -> None:
    store["feed"].delete_many({"_id": {"$lt": 4}})
    for kinds in (None, {"killed"}):
        with pytest.raises(FeedGoneError, match="the first is 4") as gone:
            feed.page(2, 10, kinds)
        assert (gone.value.first, gone.value.last) == (4, 6)
    assert numbers(feed.events(3)) == [4, 5, 6]


def test_a_number_beyond_the_end_is_of_another_feed(feed: Feed) -> None:
    with pytest.raises(FeedGoneError, match="there is no event 7: the last is 6"):
        feed.events(7)


def test_a_page_of_a_feed_that_was_replaced_is_refused(store: Db, feed: Feed) -> None:
    page = feed.page(0, 4)
    store["meta"].update_one({"_id": "feed"}, {"$set": {"feed": "f2"}})
    with pytest.raises(FeedGoneError, match="the feed f1 was replaced"):
        feed.page(page.next, feed=page.feed)


@pytest.mark.parametrize(("after", "limit"), [(-1, 10), (0, 0)])
def test_nonsense_is_refused(feed: Feed, after: int, limit: int) -> None:
    with pytest.raises(ValueError, match="after must be 0 or more, limit 1 or more"):
        feed.events(after, limit)


def test_followers_get_what_is_there_and_then_what_comes(store: Db, feed: Feed) -> None:
    following = feed.follow(4, poll=0)
    assert [getattr(next(following), "number", None) for _ in range(3)] == [5, 6, None]
    store["feed"].insert_one({"_id": Int64(7), "schemaVersion": 6, "kind": "added", "at": NOW})
    store["meta"].update_one({"_id": "feed"}, {"$set": {"number": 7}})
    assert next(each for each in following if each is not None).number == 7


def test_each_question_is_answered_by_an_index(store: Db, feed: Feed) -> None:
    admin = store.client.admin
    # The server itself refuses what no index serves
    admin.command("setParameter", 1, notablescan=True)
    try:
        feed.page(2, 3, {"added"})
        feed.state()
        list(feed.page(1, 3).events)
    finally:
        admin.command("setParameter", 1, notablescan=False)
    store["feed"].insert_many(
        {"_id": Int64(number), "schemaVersion": 6, "kind": "added", "at": NOW} for number in range(7, 2_000)
    )
    rare = store["feed"].find({"_id": {"$gt": 1}, "kind": {"$in": ["changed", "killed"]}}).sort("_id").limit(10)
    assert "kind_1__id_1" in repr(rare.explain()["queryPlanner"]["winningPlan"])
