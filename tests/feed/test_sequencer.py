"""Numbers without gaps, whoever writes them and whatever is lost."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from bson import Int64
from pymongo.database import Database

from newscrawler.feed import Event, Feed
from newscrawler.feed import _rescan as rescan
from newscrawler.feed._position import Lease, LeaseLostError, Scan
from newscrawler.feed._pruning import prune
from newscrawler.feed._stream import token_of_now
from newscrawler.storage import connect
from newscrawler.storage._batch import write_batch
from newscrawler.storage.backup import back_up, restore
from tests.support.cutting import Cutting
from tests.support.sequencing import Sequencing, sequencing, until
from tests.support.wire_items import copy

Db = Database[dict[str, Any]]

NOW = datetime.now(UTC)


def store_copy(database: Db, name: str, at: datetime | None = None) -> str:
    written = write_batch(database, [copy(f"https://{name}.example/{name}", headline=name, retrieved=at or NOW)])
    assert written.outcomes == ["added"]
    return f"https://{name}.example/{name}"


def copies(events: list[Event]) -> list[str | None]:
    return [each.id for each in events if each.collection == "copies"]


def event(number: int, at: datetime = NOW) -> dict[str, Any]:
    return {"_id": Int64(number), "schemaVersion": 6, "kind": "added", "at": at, "collection": "copies", "id": "x"}


def lose_position(database: Db) -> None:
    """Put a position that the server cannot find (test_forgotten.py has a server that forgot it)."""
    database["meta"].update_one({"_id": "feed"}, {"$set": {"token": {"_data": "8200"}}})


# --- who numbers ---------------------------------------------------------------------------------------------------


def test_a_sequencer_that_comes_again_goes_on_where_the_last_one_ended(store: Db) -> None:
    with sequencing(store) as first:
        here = store_copy(store, "a")
        assert copies(first.events()) == [here]
    meanwhile = store_copy(store, "b")
    with sequencing(store) as second:
        after = store_copy(store, "c")
        events = second.events()
    assert copies(events) == [here, meanwhile, after]
    assert [each.number for each in events if each.kind == "resync"] == [1]


def test_of_two_sequencers_one_works_and_the_other_takes_over_at_once_when_it_ends(store: Db) -> None:
    with sequencing(store, name="first") as first:
        second = Sequencing(store, name="second")
        try:
            store_copy(store, "a")
            first.events()
            assert first.feed.state().holder == "first"
            first.stop()
            until(lambda: second.feed.state().holder == "second")
            here = store_copy(store, "b")
            assert copies(second.events())[-1] == here
        finally:
            second.stop()
    assert Feed(store).state().holder is None


def test_a_lease_that_is_not_renewed_is_taken_when_it_ends_and_not_before(store: Db) -> None:
    dead = Lease.acquire(store, "a machine that lost its power")
    assert dead is not None
    assert Lease.acquire(store, "another") is None
    store["meta"].update_one({"_id": "feed"}, [{"$set": {"expires": "$$NOW"}}])
    time.sleep(0.01)
    taken = Lease.acquire(store, "another")
    assert taken is not None
    assert taken.fence > dead.fence


def test_a_sequencer_that_was_overtaken_can_write_nothing(store: Db) -> None:
    old = Lease.acquire(store, "old")
    assert old is not None
    old.move(old.position.moved(token_of_now(store), 1), [event(1)])
    store["meta"].update_one({"_id": "feed"}, [{"$set": {"expires": "$$NOW"}}])
    time.sleep(0.01)
    new = Lease.acquire(store, "new")
    assert new is not None
    with pytest.raises(LeaseLostError):
        old.move(old.position.moved(token_of_now(store), 1), [event(2)])
    new.move(new.position.moved(token_of_now(store), 1), [event(2)])
    assert [each.number for each in Feed(store).events(0)] == [1, 2]


# --- unknown results of a commit -----------------------------------------------------------------------------------


@pytest.fixture
def cutting(mongo_uri: str, tmp_path: Path) -> Iterator[Cutting]:
    with Cutting.before(mongo_uri) as cutting:
        yield cutting


@pytest.mark.parametrize("arrives", [True, False], ids=["committed", "not committed"])
def test_a_commit_without_an_answer_is_neither_lost_nor_repeated(store: Db, cutting: Cutting, arrives: bool) -> None:
    with connect(cutting.uri) as client, sequencing(client[store.name]) as working:
        first = store_copy(store, "a")
        working.events()
        # The driver itself tries a commit twice.
        cutting.cut("commitTransaction", times=2, arrives=arrives)
        second = store_copy(store, "b")
        until(lambda: cutting.left == 0)
        events = working.events()
    assert copies(events) == [first, second]
    assert any("interrupted" in line for line in working.said)


def test_a_transaction_that_is_still_open_is_waited_for(store: Db) -> None:
    lease = Lease.acquire(store, "x")
    assert lease is not None
    lease.move(lease.position.moved(token_of_now(store), 1), [event(1)])
    taken: list[Lease | None] = []
    with store.client.start_session() as session:
        session.start_transaction()
        moved = store["meta"].update_one({"_id": "feed", "number": 1}, {"$set": {"number": Int64(2)}}, session=session)
        store["feed"].insert_one(event(2), session=session)
        assert moved.matched_count == 1
        again = threading.Thread(target=lambda: taken.append(Lease.acquire(store, "x")))
        again.start()
        again.join(0.3)
        assert taken == []
        session.commit_transaction()
        again.join(30)
    assert taken[0] is not None
    assert taken[0].position.number == 2


# --- what was lost -------------------------------------------------------------------------------------------------


def test_after_a_lost_position_resync_is_said_and_what_changed_since_is_told_again(store: Db) -> None:
    with sequencing(store) as working:
        long_ago = store_copy(store, "old", NOW - timedelta(days=3))
        told = store_copy(store, "told")
        working.events()
    untold = store_copy(store, "untold")
    killed = store_copy(store, "killed")
    store["copies"].update_one({"_id": killed}, {"$set": {"pubStatus": "canceled"}})
    lose_position(store)
    before = Feed(store).last()
    with sequencing(store) as working:
        until(lambda: any(line.startswith("feed: everything") for line in working.said))
        later = store_copy(store, "later")
        events = working.events(before)
    assert (events[0].kind, events[0].collection) == ("resync", None)
    assert events[0].since is not None
    assert timedelta(hours=23) < NOW - events[0].since < timedelta(hours=25)
    assert [each for each in copies(events) if each != later] == sorted([untold, told, killed])
    assert long_ago not in copies(events)
    assert copies(events)[-1] == later
    assert {each.id: each.kind for each in events}[killed] == "killed"
    assert sum(each.kind == "resync" for each in events) == 1
    assert [each.outlet for each in events if each.id == untold] == ["untold.example"]


def test_a_scan_reads_every_document_once_and_goes_on_after_a_kill(store: Db, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rescan, "STEP", 3)
    urls = [store_copy(store, f"n{number}") for number in range(8)]
    scan: Scan | None = rescan.first_scan(NOW)
    read: list[str] = []
    while scan is not None:
        # As it is stored between two steps, and read by the next sequencer.
        found, scan = rescan.read_on(store, Scan(**scan.to_document()))
        read += [each["_id"] for collection, each in found if collection == "copies"]
    assert read == sorted(urls)


def test_what_is_written_while_documents_are_read_again_is_told_too(store: Db, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rescan, "STEP", 2)
    with sequencing(store) as working:
        working.events()
    urls = [store_copy(store, f"n{number:02}") for number in range(6)]
    lose_position(store)
    before = Feed(store).last()
    names = [f"m{number}" for number in range(4)]

    def read_on(database: Db, scan: Scan) -> Any:
        if names:
            urls.append(store_copy(store, names.pop()))
        if len(names) == 2:
            store["copies"].delete_one({"_id": urls[0]})
        return rescan.read_on(database, scan)

    monkeypatch.setattr("newscrawler.feed.sequencer.read_on", read_on)
    with sequencing(store) as working:
        until(lambda: any(line.startswith("feed: everything") for line in working.said))
        events = working.events(before)
    assert set(copies(events)) == set(urls)
    assert [each.kind for each in events if each.id == urls[0]][-1] == "removed"


def test_a_dropped_database_begins_another_feed(store: Db) -> None:
    with sequencing(store) as working:
        store_copy(store, "a")
        working.events()
        feed = working.feed.state().feed
        store.client.drop_database(store.name)
        until(lambda: working.feed.last() > 0 and working.feed.state().feed != feed)
        here = store_copy(store, "b")
        events = working.events()
        assert (events[0].number, events[0].kind, events[0].since) == (1, "resync", None)
        assert copies(events) == [here]
        assert "kind_1__id_1" in store["feed"].index_information()


def test_a_dropped_collection_is_said(store: Db) -> None:
    with sequencing(store) as working:
        store_copy(store, "a")
        before = working.events()[-1].number
        store.drop_collection("clusters")
        (said,) = working.events(before)
    assert (said.kind, said.collection, said.id) == ("resync", "clusters", None)


def test_a_restored_database_says_resync_under_another_identity(store: Db, tmp_path: Path) -> None:
    with sequencing(store) as working:
        store_copy(store, "a")
        working.events()
        before = working.feed.state()
    back_up(store, tmp_path / "backup")
    other = store.client[f"{store.name}-restored"]
    try:
        restore(other, tmp_path / "backup")
        with sequencing(other) as working:
            events = working.events(before.last)
            after = working.feed.state()
        assert events[0].kind == "resync"
        assert after.feed != before.feed
    finally:
        store.client.drop_database(other.name)


# --- what is kept --------------------------------------------------------------------------------------------------


def test_old_events_are_removed_from_the_lowest_number_without_gaps(store: Db) -> None:
    ages = [200, 100, 10, 100, 5, 0]
    store["feed"].insert_many([event(number, NOW - timedelta(days=age)) for number, age in enumerate(ages, 1)])
    assert prune(store, NOW - timedelta(days=90)) == 2
    assert [each["_id"] for each in store["feed"].find().sort("_id")] == [3, 4, 5, 6]


def test_the_last_event_is_kept_however_old(store: Db) -> None:
    store["feed"].insert_many([event(number, NOW - timedelta(days=200)) for number in (1, 2, 3)])
    assert prune(store, NOW) == 2
    assert Feed(store).first() == 3


def test_the_sequencer_removes_old_events(store: Db) -> None:
    with sequencing(store) as working:
        store_copy(store, "a")
        working.events()
    store["feed"].update_many({}, {"$set": {"at": NOW - timedelta(days=91)}})
    with sequencing(store, keep_days=90) as working:
        until(lambda: working.feed.first() == working.feed.last())
    with sequencing(store, keep_days=0) as working:
        store_copy(store, "b")
        working.events(working.feed.last())
