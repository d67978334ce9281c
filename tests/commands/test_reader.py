"""Answers of the read API, on a store that the real writer filled."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pymongo.database import Database

from newscrawler.items import Comment, Copy, Thread, Unchanged
from newscrawler.storage.reader import (
    AmbiguousKeyError,
    Change,
    FeedPositionLostError,
    NotStoredError,
    Reader,
    StoredComment,
    StoredStory,
    traverse,
)
from tests.support.commands_store import (
    BUSES,
    BUSES_THERE,
    FLAT,
    NESTED,
    STOCKS,
    UNDATED,
    VISIT,
    at,
    comment,
    comments,
    copies,
    rejection,
    thread,
    threads,
)

Store = Callable[..., None]
LATER = VISIT + timedelta(hours=3)


@pytest.fixture
def reader(filled: Database[dict[str, Any]]) -> Reader:
    return Reader(filled)


def headlines(stories: Iterator[StoredStory]) -> list[str | None]:
    return [stored.story.headline for stored in stories]


def key_of(reader: Reader, url: str) -> str:
    return reader.story(url).stored.story.key


class TestStories:
    def test_come_newest_first_and_undated_ones_last(self, reader: Reader) -> None:
        buses, stocks, lighthouse = reader.stories()
        assert buses.story.headline.casefold() == "tokyo to test driverless night buses"
        assert stocks.copies == (STOCKS,)
        assert lighthouse.story.datePublished is None

    def test_know_their_copies_and_outlets_and_when_they_were_seen(self, reader: Reader) -> None:
        buses = next(reader.stories())
        assert buses.copies == (BUSES_THERE, BUSES)
        assert buses.outlets == ("harborlight.example", "japantoday.com")
        assert buses.lead == BUSES
        assert buses.id == f"{buses.story.key}.0"
        assert buses.firstSeen == buses.lastSeen == buses.lastChanged == VISIT
        assert buses.story.datePublished == at(8, 30)
        assert buses.story.datePublished.tzinfo is not None

    def test_can_be_asked_by_outlet_agency_and_date(self, reader: Reader) -> None:
        assert len(list(reader.stories(outlet="japantoday.com"))) == 2
        assert [stored.copies for stored in reader.stories(agency="Reuters")] == [(STOCKS,)]
        assert [stored.lead for stored in reader.stories(since=at(0))] == [BUSES]
        assert list(reader.stories(outlet="japantoday.com", agency="AFP")) == []

    def test_can_be_asked_by_when_they_changed_latest_change_first(self, reader: Reader, store: Store) -> None:
        lighthouse = copies()[3]
        store(replace(lighthouse, body=[*lighthouse.body, "The cat was not asked."], retrieved=LATER))
        assert headlines(reader.stories(changed_since=LATER)) == ["Lighthouse keeper retires"]
        assert headlines(reader.stories(changed_since=VISIT))[0] == "Lighthouse keeper retires"

    def test_are_limited_only_when_asked(self, reader: Reader) -> None:
        assert len(list(reader.stories(limit=2))) == 2
        with pytest.raises(ValueError, match="limit 0: must be 1 or more"):
            reader.stories(limit=0)

    def test_refuse_a_time_without_a_zone(self, reader: Reader) -> None:
        with pytest.raises(ValueError, match="since 2026-11-20T00:00:00 has no time zone"):
            reader.stories(since=datetime(2026, 11, 20))  # noqa: DTZ001

    def test_know_how_many_comments_they_have(self, reader: Reader) -> None:
        stories = list(reader.stories())
        assert [reader.comment_counts(stories)[stored.id] for stored in stories] == [8, 0, 0]

    def test_the_outlets_and_agencies_that_there_are(self, reader: Reader) -> None:
        assert reader.outlets() == ["harborlight.example", "japantoday.com"]
        assert reader.agencies() == ["Kyodo", "Reuters"]


class TestStory:
    def test_is_found_by_id_key_beginning_of_key_and_copy_url(self, reader: Reader) -> None:
        key = key_of(reader, BUSES)
        for asked in (f"{key}.0", key, key[:10], f"{key[:10]}.0", key[:10].upper(), BUSES_THERE):
            assert reader.story(asked).stored.story.key == key

    @pytest.mark.parametrize("asked", ["ffff0000ffff", "", ".", "zz", "0.7", "https://japantoday.com/none", "a\uffffb"])
    def test_what_is_not_stored_is_named(self, reader: Reader, asked: str) -> None:
        with pytest.raises(NotStoredError) as refused:
            reader.story(asked)
        assert asked in str(refused.value) or repr(asked) in str(refused.value)

    def test_an_ambiguous_key_lists_the_candidates(self, reader: Reader, store: Store) -> None:
        tomorrow = replace(
            copies()[0], url=BUSES + "-2", datePublished=at(8, day=22), retrieved=at(9, day=22), body=["Other."]
        )
        store(tomorrow)
        key = key_of(reader, BUSES)
        with pytest.raises(AmbiguousKeyError, match=rf"{key}\.0, {key}\.1"):
            reader.story(key)
        assert reader.story(f"{key[:8]}.1").stored.copies == (tomorrow.url,)

    def test_holds_its_copies_as_printed_there_earliest_first(self, reader: Reader) -> None:
        first, second = reader.story(BUSES).copies
        assert (first.stored.copy.url, second.stored.copy.url) == (BUSES, BUSES_THERE)
        assert second.stored.copy.headline == "TOKYO TO TEST DRIVERLESS NIGHT BUSES"
        assert first.stored.revision == 0
        written = copies()[0]
        assert first.stored.copy == replace(written, key=first.stored.copy.key, signature=first.stored.copy.signature)

    def test_each_copy_holds_its_own_thread(self, reader: Reader) -> None:
        (flat,), (nested,) = (copy.threads for copy in reader.story(BUSES).copies)
        assert [flat.stored.thread, nested.stored.thread] == threads()
        assert nested.stored.thread.reason == "page 2: HTTP 500"


class TestComments:
    def test_of_a_flat_thread_stand_in_thread_order(self, reader: Reader) -> None:
        nodes = reader.comments(FLAT)
        assert [node.stored.comment for node in nodes] == comments()[:3]
        assert all(node.replies == () for node in nodes)

    def test_nest_under_what_they_answer(self, reader: Reader) -> None:
        read = [(node.stored.comment.nativeId, depth) for node, depth in traverse(reader.comments(NESTED))]
        assert read == [("a", 0), ("b", 1), ("c", 2), ("d", 0), ("e", 0)]

    def test_whose_parent_is_not_stored_stand_at_the_top_and_name_it(self, reader: Reader) -> None:
        orphan = reader.comments(NESTED)[-1].stored.comment
        assert (orphan.nativeId, orphan.parentItem) == ("e", "gone")

    def test_that_answer_each_other_or_themselves_are_not_dropped(self, reader: Reader, store: Store) -> None:
        store(
            thread("odd", BUSES),
            comment("japantoday:odd", "self", 0, parentItem="self"),
            comment("japantoday:odd", "x", 1, parentItem="y"),
            comment("japantoday:odd", "y", 2, parentItem="x"),
            comment("japantoday:odd", "under", 3, parentItem="y"),
        )
        read = sorted(node.stored.comment.nativeId for node, _ in traverse(reader.comments("japantoday:odd")))
        assert read == ["self", "under", "x", "y"]

    def test_answering_each_other_two_thousand_deep_are_read(self, reader: Reader, store: Store) -> None:
        chain = [comment(FLAT, f"n{i}", 10 + i, parentItem=f"n{i - 1}" if i else None) for i in range(2_000)]
        store(*chain)
        assert max(depth for _, depth in traverse(reader.comments(FLAT))) == 1_999

    def test_without_a_position_come_last_by_date(self, reader: Reader, store: Store) -> None:
        store(comment(FLAT, "z", None, dateCreated=at(9)), comment(FLAT, "y", None, dateCreated=at(10)))
        assert [node.stored.comment.nativeId for node in reader.comments(FLAT)] == ["1", "2", "3", "z", "y"]

    def test_keep_the_history_of_their_votes(self, reader: Reader, store: Store) -> None:
        store(replace(comments()[0], upvoteCount=7, score=7, retrieved=LATER))
        stored = reader.comments(FLAT)[0].stored
        assert [(seen.at, seen.score) for seen in stored.observations] == [(VISIT, 6), (LATER, 7)]
        assert stored.comment.score == 7

    def test_of_an_unknown_thread_are_none(self, reader: Reader) -> None:
        assert reader.comments("japantoday:0") == ()


def test_revisions_are_what_a_copy_read_before_oldest_first(reader: Reader, store: Store) -> None:
    first = copies()[0]
    second = replace(first, headline="Tokyo to test driverless night buses in spring", retrieved=LATER)
    third = replace(second, body=["Cancelled."], retrieved=LATER + timedelta(hours=1))
    assert reader.revisions(BUSES) == []
    store(second)
    store(third)
    one, two = reader.revisions(BUSES)
    assert (one.revision, one.copy.headline, one.copy.retrieved) == (0, first.headline, VISIT)
    assert (two.revision, two.copy.headline) == (1, second.headline)
    assert reader.story(BUSES).copies[0].stored.revision == 2


class TestQuarantine:
    def test_counts_what_is_met_again(self, reader: Reader, store: Store) -> None:
        store(rejection())
        store(replace(rejection(), retrieved=LATER))
        (entry,) = reader.quarantine()
        assert (entry.count, entry.firstSeen, entry.lastSeen) == (2, VISIT, LATER)
        assert (entry.rejection.url, entry.rejection.reason) == ("https://japantoday.com/x", "no headline")

    def test_comes_last_met_first_and_by_stage(self, reader: Reader, store: Store) -> None:
        store(rejection(reason="old"), replace(rejection(reason="new", stage="fetch"), retrieved=LATER))
        assert [entry.rejection.reason for entry in reader.quarantine()] == ["new", "old"]
        assert [entry.rejection.reason for entry in reader.quarantine(stage="extraction")] == ["old"]
        assert (reader.quarantine_count(), reader.quarantine_count(stage="fetch")) == (2, 1)

    def test_gives_the_item_back_as_it_was(self, reader: Reader, store: Store) -> None:
        copy = copies()[0]
        store(rejection(item={"_type": "Copy", **asdict(copy)}))
        (entry,) = reader.quarantine()
        assert entry.item() == copy
        assert reader.quarantined(entry.id[:12]) == entry

    @pytest.mark.parametrize(
        ("item", "why"),
        [({"_type": "Story"}, "is not one of Copy, Thread, Comment"), ({"_type": "Copy"}, "the Copy is incomplete")],
    )
    def test_says_why_what_was_kept_is_no_item(
        self, reader: Reader, store: Store, item: dict[str, Any], why: str
    ) -> None:
        store(rejection(item=item))
        (entry,) = reader.quarantine()
        with pytest.raises(ValueError, match=why):
            entry.item()

    def test_names_an_unknown_entry(self, reader: Reader) -> None:
        with pytest.raises(NotStoredError, match="no quarantine entry is stored under 'beef'"):
            reader.quarantined("beef")


class TestChanges:
    def test_tell_what_was_added_with_the_document(self, reader: Reader, store: Store) -> None:
        with reader.changes() as feed:
            store(comment(FLAT, "new", 3, text="Late."))
            (change,) = (change for change in feed.pending() if change.collection == "comments")
        assert (change.what, change.id, change.fields) == ("added", f"{FLAT}#new", ())
        assert isinstance(change.stored, StoredComment)
        assert change.stored.comment.text == "Late."
        assert abs(datetime.now(UTC) - change.at) < timedelta(minutes=1)

    def test_tell_what_changed_from_a_mere_visit(self, reader: Reader, store: Store) -> None:
        first, second, third = comments()[:3]
        with reader.changes() as feed:
            store(
                replace(first, upvoteCount=7, score=7, retrieved=LATER),
                replace(second, retrieved=LATER),
                replace(third, retrieved=LATER),
            )
            seen = {change.id: change for change in feed.pending() if change.collection == "comments"}
        assert {id: change.what for id, change in seen.items()} == {
            first.id: "changed",
            second.id: "seen",
            third.id: "seen",
        }
        assert {"upvoteCount", "score", "observations", "lastChanged"} <= set(seen[first.id].fields)
        assert isinstance(seen[first.id].stored, StoredComment)
        assert seen[first.id].stored.comment.score == 7
        assert seen[second.id].stored is None

    def test_a_second_crawl_that_finds_nothing_new_is_all_visits(self, reader: Reader, store: Store) -> None:
        again: list[Copy | Thread | Comment] = [*copies(), *threads(), *comments()]
        with reader.changes() as feed:
            store(*(replace(item, retrieved=LATER) for item in again))
            changes = list(feed.pending())
        assert {change.what for change in changes} == {"seen"}
        assert {change.collection for change in changes} == {"stories", "copies", "threads", "comments"}

    def test_an_unmodified_answer_is_a_visit(self, reader: Reader, store: Store) -> None:
        with reader.changes() as feed:
            store(Unchanged(kind="copy", id=BUSES, retrieved=LATER))
            assert {change.what for change in feed.pending()} == {"seen"}

    def test_resume_after_a_token_misses_and_repeats_nothing(self, reader: Reader, store: Store) -> None:
        with reader.changes() as feed:
            start = feed.token
        store(*(comment(FLAT, f"new{i}", 10 + i) for i in range(4)))

        def read(token: Any) -> list[Change]:
            with reader.changes(token) as feed:
                return [change for change in feed.pending() if change.what == "added"]

        every = read(start)
        assert len(every) == 4
        for index, change in enumerate(every):
            assert [later.id for later in read(change.token)] == [later.id for later in every[index + 1 :]]

    def test_the_token_moves_on_while_nothing_happens(self, reader: Reader, filled: Database[dict[str, Any]]) -> None:
        with reader.changes() as feed:
            before = feed.token
            filled["elsewhere"].insert_one({})
            assert list(feed.pending()) == []
            assert feed.token != before

    def test_a_removed_document_is_told(self, reader: Reader, filled: Database[dict[str, Any]]) -> None:
        with reader.changes() as feed:
            filled["comments"].delete_one({"_id": f"{FLAT}#1"})
            (change,) = feed.pending()
        assert (change.what, change.id, change.stored) == ("removed", f"{FLAT}#1", None)

    def test_go_on_after_the_database_was_dropped(
        self, reader: Reader, filled: Database[dict[str, Any]], store: Store
    ) -> None:
        with reader.changes() as feed:
            filled.client.drop_database(filled.name)
            store(copies()[3])
            assert UNDATED in [change.id for change in feed.pending() if change.what == "added"]

    @pytest.mark.parametrize("broken", [{"_data": "zz"}, {"_data": "00"}, {"_data": "8200"}])
    def test_a_token_that_the_server_does_not_know_is_refused(self, reader: Reader, broken: dict[str, str]) -> None:
        with pytest.raises(FeedPositionLostError), reader.changes(broken) as feed:
            feed.poll()

    def test_a_token_of_another_server_is_refused(self, reader: Reader, store: Store) -> None:
        with reader.changes() as feed:
            store(comment(FLAT, "new", 3))
            token = [change.token for change in feed.pending()][-1]["_data"]
        # The same time, another event
        middle = len(token) // 2
        foreign = token[:middle] + f"{int(token[middle], 16) ^ 1:X}" + token[middle + 1 :]
        with pytest.raises(FeedPositionLostError), reader.changes({"_data": foreign}) as feed:
            feed.poll()


def test_no_documented_question_scans_a_collection(filled: Database[dict[str, Any]], store: Store) -> None:
    store(rejection(), replace(copies()[0], headline="Other headline", retrieved=LATER))
    reader = Reader(filled)
    admin = filled.client.admin
    # The server itself refuses what no index serves
    admin.command("setParameter", 1, notablescan=True)
    try:
        assert list(reader.stories())
        assert list(reader.stories(outlet="japantoday.com", since=at(0)))
        assert list(reader.stories(agency="Kyodo", since=at(0)))
        assert list(reader.stories(changed_since=VISIT))
        stories = list(reader.stories(since=at(0)))
        assert reader.comment_counts(stories)
        assert reader.story(stories[0].id[:8])
        assert reader.story(BUSES)
        assert reader.comments(FLAT)
        assert reader.revisions(BUSES)
        (entry,) = reader.quarantine()
        assert list(reader.quarantine(stage="extraction"))
        assert reader.quarantine_count() == reader.quarantine_count(stage="extraction") == 1
        assert reader.quarantined(entry.id)
        assert reader.outlets()
        assert reader.agencies()
    finally:
        admin.command("setParameter", 1, notablescan=False)
