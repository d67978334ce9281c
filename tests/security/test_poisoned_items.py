"""One outlet's trouble stays its own: what cannot be stored is put aside alone, and what came with it is stored."""

from __future__ import annotations

import asyncio
import random
import re
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pymongo.database import Database

from newscrawler.items import Author, Comment, Copy, Dateline, Rejection, Thread
from newscrawler.limits import MAX_URL_LENGTH
from newscrawler.pipelines.dedupe import DedupePipeline
from newscrawler.storage import CannotWriteError, Item, Writer
from newscrawler.storage import _connected as connected
from newscrawler.storage._batch import write_batch
from newscrawler.storage.pseudonyms import AuthorNames
from newscrawler.storage.spool import Spool, abandoned
from newscrawler.storage.trust import NO_TRUST
from tests.support.soak import times

Db = Database[dict[str, Any]]

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LONG = "https://hostile.example/" + "x" * 2_400_000
HONEST = 6


COLLECTIONS = ("stories", "copies", "revisions", "threads", "comments", "quarantine")


@pytest.fixture
def store(database: Db) -> Db:
    return database


def copy(url: str, **fields: Any) -> Copy:
    values: dict[str, Any] = {
        "url": url,
        "outlet": url.split("/")[2] if "//" in url else "hostile.example",
        "retrieved": NOW,
        "headline": f"A story of {url[:60]}",
        "byline": "Ada Harbor",
        "body": ["The harbour is as long as ever.", "So said the master of it."],
    }
    made: Copy = DedupePipeline().process_item(Copy(**values | fields))
    return made


def thread(**fields: Any) -> Thread:
    values: dict[str, Any] = {
        "platform": "hypertext",
        "nativeId": "hostile.example/x",
        "copyUrl": "https://hostile.example/x",
        "retrieved": NOW,
        "complete": True,
    }
    return Thread(**values | fields)


def comment(**fields: Any) -> Comment:
    values: dict[str, Any] = {
        "platform": "hypertext",
        "thread": thread().id,
        "nativeId": "1",
        "retrieved": NOW,
        "text": "Well said.",
    }
    return Comment(**values | fields)


def honest(number: int) -> Copy:
    return copy(f"https://honest.example/{number}")


def nested(levels: int) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for _ in range(levels):
        value = {"a": value}
    return value


MANY = "x" * 17_000_000
HOSTILE: dict[str, Item] = {
    "address of 2.4 MB": copy(LONG),
    "address of one character too many": copy("https://hostile.example/".ljust(MAX_URL_LENGTH + 1, "x")),
    "way of discovery": copy("https://hostile.example/x", discoveredVia=LONG),
    "name of an outlet": copy("https://hostile.example/x", outlet="x" * 300),
    "body beyond a document": copy("https://hostile.example/x", body=[MANY]),
    "half a surrogate pair": copy("https://hostile.example/x", edNote="\ud800"),
    "key of half a pair": copy("https://hostile.example/\udfff"),
    "number beyond 64 bits": copy("https://hostile.example/x", copyrightYear=2**64),
    "year 1 in another zone": copy(
        "https://hostile.example/x", datePublished=datetime.min.replace(tzinfo=UTC) - timedelta(0), version=-(2**63) - 1
    ),
    "time out of range": copy(
        "https://hostile.example/x",
        dateModified=datetime.max.replace(tzinfo=__import__("datetime").timezone(-timedelta(hours=9))),
    ),
    "dateline of a wrong type": copy("https://hostile.example/x", dateline=Dateline(located=3)),  # type: ignore[arg-type]
    "no text but a set": copy("https://hostile.example/x", section={1, 2}),
    "fetched in 2999": copy("https://hostile.example/x", retrieved=datetime(2999, 1, 1, tzinfo=UTC)),
    "fetched at no time": copy("https://hostile.example/x", retrieved="yesterday"),
    "thread nested too deeply": thread(cursor={"url": "https://x/", "state": nested(250)}),
    "thread nested beyond recursion": thread(cursor=nested(3_000)),
    "thread with NUL in a name": thread(cursor={"a\0b": 1}),
    "thread with an address too long": thread(copyUrl=LONG),
    "thread with a cursor too long": thread(cursor={"url": LONG}),
    "thread with an id too long": thread(nativeId=LONG),
    "thread in the future": thread(retrieved=datetime(2999, 1, 1, tzinfo=UTC)),
    "comment with a source too long": comment(source=LONG),
    "comment with an author too large": comment(author=Author(name=MANY)),
    "comment with an id too long": comment(nativeId=LONG),
    "comment with a large score": comment(score=2**70),
    "comment of 17 MB": comment(html=MANY),
    "comment in the future": comment(retrieved=datetime(2999, 1, 1, tzinfo=UTC)),
    "comment with a negative count": comment(upvoteCount=-1),
    "rejection of 17 MB": Rejection(url=LONG, stage="fetch", reason=MANY, retrieved=NOW, fragment=MANY),
    "rejection nested too deeply": Rejection(
        url="https://hostile.example/x", stage="fetch", reason="r", retrieved=NOW, item=nested(250)
    ),
    "rejection that names operators": Rejection(
        url="https://hostile.example/x", stage="fetch", reason="r", retrieved=NOW, item={"$ref": "a", "$id": {"$x": 1}}
    ),
    "rejection without a zone": Rejection(
        url="https://hostile.example/x", stage="fetch", reason="r", retrieved=NOW.replace(tzinfo=None)
    ),
    "rejection in the future": Rejection(
        url="https://hostile.example/x", stage="fetch", reason="r", retrieved=datetime(2999, 1, 1, tzinfo=UTC)
    ),
}


@pytest.mark.parametrize("poison", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_poisoned_item_is_put_aside_alone(store: Db, poison: Item) -> None:
    batch = [honest(0), honest(1), poison, honest(2)]
    assert write_batch(store, batch).outcomes == ["added", "added", "quarantined", "added"]
    (entry,) = store["quarantine"].find()
    assert entry["reason"]
    assert len(entry["url"]) <= MAX_URL_LENGTH
    assert entry["retrieved"] < datetime.now(UTC) + timedelta(minutes=5)
    assert store["copies"].count_documents({"outlet": "honest.example"}) == 3


def test_an_entry_of_the_quarantine_is_bounded(store: Db) -> None:
    write_batch(store, list(HOSTILE.values()))
    sizes = [each["size"] for each in store["quarantine"].aggregate([{"$project": {"size": {"$bsonSize": "$$ROOT"}}}])]
    assert len(sizes) > 20
    assert max(sizes) < 1_100_000


@pytest.mark.parametrize("poison", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_poisoned_item_goes_through_the_spool_and_blocks_nothing(
    store: Db, mongo_uri: str, tmp_path: Path, poison: Item
) -> None:
    spool = Spool.create(tmp_path / "spool", store.name)
    spool.append([honest(0), poison, honest(1)])
    spool.close()

    async def crawl() -> None:
        await (await Writer.opened(mongo_uri, store.name, tmp_path)).close()

    asyncio.run(asyncio.wait_for(crawl(), 60))
    assert list((tmp_path / "spool").iterdir()) == []
    assert store["copies"].count_documents({"outlet": "honest.example"}) == 2
    # Half a pair and NUL in a name are escaped on their way through the spool, and then are texts like any other.
    hostile = store["copies"].count_documents({"outlet": "hostile.example"})
    escaped = hostile + sum(store[name].count_documents({}) for name in ("threads", "comments"))
    assert store["quarantine"].count_documents({}) + escaped == 1


texts = st.text(max_size=40) | st.sampled_from(["\ud800", "\0", "$where", "a.b", "x" * 3_000, ""])
numbers = st.integers(-(2**70), 2**70) | st.none()
moments = st.datetimes(timezones=st.sampled_from([UTC])) | st.just(NOW) | st.none()
anything = st.recursive(
    texts | numbers | st.booleans() | st.none() | moments | st.binary(max_size=10) | st.floats(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
_COPY_FIELDS = tuple(Copy.__dataclass_fields__)
_THREAD_FIELDS = tuple(Thread.__dataclass_fields__)
_COMMENT_FIELDS = tuple(Comment.__dataclass_fields__)


def broken(base: Any, names: tuple[str, ...]) -> st.SearchStrategy[Any]:
    return st.dictionaries(st.sampled_from(names), anything, min_size=1, max_size=3).map(
        lambda fields: replace(base, **fields)
    )


broken_items = (
    broken(copy("https://hostile.example/x"), _COPY_FIELDS)
    | broken(thread(), _THREAD_FIELDS)
    | broken(comment(), _COMMENT_FIELDS)
)


@settings(max_examples=times(20, 500), deadline=None, suppress_health_check=list(HealthCheck))
@given(poison=broken_items)
def test_whatever_an_item_holds_those_beside_it_are_stored(store: Db, poison: Item) -> None:
    for name in COLLECTIONS:
        store[name].delete_many({})
    outcomes = write_batch(store, [honest(0), poison, honest(1)]).outcomes
    # A batch that failed half-way is written again by halves: an item that was stored by then is unchanged.
    assert {outcomes[0], outcomes[2]} <= {"added", "unchanged"}
    assert store["copies"].count_documents({"outlet": "honest.example"}) == 2
    if outcomes[1] == "quarantined":
        assert store["quarantine"].count_documents({}) == 1


@pytest.mark.parametrize("fields", [{"blocks": ["x"]}, {"blocks": "abc"}, {"body": 5}])
def test_a_text_of_another_type_is_quarantined_alone(store: Db, fields: dict[str, Any]) -> None:
    for name in COLLECTIONS:
        store[name].delete_many({})
    poison = replace(copy("https://hostile.example/x"), **fields)
    assert write_batch(store, [honest(0), poison, honest(1)]).outcomes[1] == "quarantined"
    assert store["copies"].count_documents({"outlet": "honest.example"}) == 2


# --- the spool ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["first", "middle"])
def test_a_damaged_entry_of_the_spool_costs_that_entry(store: Db, mongo_uri: str, tmp_path: Path, where: str) -> None:
    spool = Spool.create(tmp_path / "spool", store.name)
    begins = [spool.path.stat().st_size]
    for number in range(4):
        spool.append([honest(number)])
        begins.append(spool.path.stat().st_size)
    spool.close()
    data = bytearray(spool.path.read_bytes())
    data[begins[0 if where == "first" else 2] + 30] ^= 0xFF
    spool.path.write_bytes(bytes(data))

    async def crawl() -> None:
        await (await Writer.opened(mongo_uri, store.name, tmp_path)).close()

    asyncio.run(asyncio.wait_for(crawl(), 60))
    assert list((tmp_path / "spool").iterdir()) == []
    assert store["copies"].count_documents({}) == 3
    (entry,) = store["quarantine"].find()
    assert "checksum" in entry["reason"]
    assert entry["fragment"]


def test_what_no_document_can_hold_is_spooled_as_its_rejection(tmp_path: Path) -> None:
    spool = Spool.create(tmp_path / "spool", "x")
    spool.append([honest(0), copy("https://hostile.example/x", section={1}), thread(cursor=nested(5_000)), honest(1)])  # type: ignore[list-item]
    spool.close()
    (claimed,) = abandoned(tmp_path / "spool", "x")
    kinds = [type(item).__name__ for item in claimed.peek(10)]
    claimed.close()
    assert kinds == ["Copy", "Rejection", "Rejection", "Copy"]


def test_an_entry_that_fails_for_an_unknown_reason_is_set_aside_after_a_few_tries(
    store: Db, mongo_uri: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that answers, takes other items and refuses this one with a word that means "not now" for ever."""
    monkeypatch.setattr(connected, "_PAUSE_S", 0.01)
    tries = []

    def refusing(database: Db, items: list[Item], *rest: Any) -> Any:
        if any(getattr(item, "url", "") == honest(3).url for item in items):
            tries.append(len(items))
            raise CannotWriteError("a lock that never opens")
        return write_batch(database, items, *rest)

    monkeypatch.setattr(connected, "write_batch", refusing)
    spool = Spool.create(tmp_path / "spool", store.name)
    spool.append([honest(number) for number in range(HONEST)])
    spool.close()

    async def crawl() -> None:
        await (await Writer.opened(mongo_uri, store.name, tmp_path)).close()

    asyncio.run(asyncio.wait_for(crawl(), 60))
    assert tries.count(1) == 3
    assert store["copies"].count_documents({}) == HONEST - 1
    (entry,) = store["quarantine"].find()
    assert "a lock that never opens" in entry["reason"]
    assert entry["item"]["url"] == honest(3).url
    assert list((tmp_path / "spool").iterdir()) == []


@pytest.mark.live
def test_an_item_that_a_killed_worker_s_transaction_keeps_waiting_is_stored_when_that_is_over(
    store: Db, mongo_uri: str, tmp_path: Path
) -> None:
    """The server ends such a transaction after one minute, or one and a half: longer than three tries take."""
    write_batch(store, [honest(1)])
    changed = replace(honest(1), headline="Another headline", retrieved=NOW + timedelta(hours=1))
    impatient = re.sub(r"serverSelectionTimeoutMS=\d+", "serverSelectionTimeoutMS=3000", mongo_uri, flags=re.I)
    opened = connected.ConnectedStore(impatient, store.name, tmp_path, trust=NO_TRUST, names=AuthorNames())
    with store.client.start_session() as session, ThreadPoolExecutor(1) as thread_of_its_own:
        session.start_transaction()
        store["copies"].update_one({"_id": changed.url}, {"$set": {"lastSeen": changed.retrieved}}, session=session)
        replay = thread_of_its_own.submit(opened.write_again, [changed])
        time.sleep(15)
        assert not replay.done()
        session.abort_transaction()
        replay.result(60)
    opened.close()
    assert store["quarantine"].count_documents({}) == 0
    assert [each["headline"] for each in store["copies"].find()] == ["Another headline"]


def test_a_batch_of_poison_is_told_apart_in_time(store: Db) -> None:
    """Every tenth of 200 items is poisoned in a way that only the server notices."""
    chance = random.Random(1)
    items: list[Item] = [honest(number) for number in range(200)]
    for position in chance.sample(range(200), 20):
        items[position] = thread(
            nativeId=f"hostile.example/{position}", cursor={"url": "https://x/", "state": nested(250)}
        )
    outcomes = write_batch(store, items).outcomes
    assert outcomes.count("quarantined") == 20
    assert store["copies"].count_documents({}) == 180
