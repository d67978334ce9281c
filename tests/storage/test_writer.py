"""The writer: durable outcomes, order for readers, bounded memory, look-ups."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections import Counter
from collections.abc import Coroutine
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pymongo.database import Database

from newscrawler.items import Thread
from newscrawler.storage import Outcome, StorageError, Validators, Writer
from newscrawler.storage import writer as writer_module
from tests.support.forking import Forked
from tests.support.wire_items import LATER, NOON, again, comment, contents, copy, page, paragraphs, thread

Db = Database[dict[str, Any]]


def run(work: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(asyncio.wait_for(work, 60))


def test_outcomes_and_counts(database: Db, mongo_uri: str, tmp_path: Path) -> None:
    counted: Counter[str] = Counter()

    async def crawl() -> list[list[Outcome]]:
        writer = await Writer.opened(mongo_uri, database.name, tmp_path, count=lambda name: counted.update([name]))
        visits = [page(), again(page(), NOON + LATER)]
        outcomes = [list(await asyncio.gather(*map(writer.write, visit))) for visit in visits]
        await writer.close()
        return outcomes

    assert run(crawl()) == [["added"] * 4, ["unchanged"] * 4]
    assert counted == {
        "store/stories/added": 1,
        "store/copies/added": 1,
        "store/comments/added": 2,
        "store/threads/added": 1,
        "store/copies/unchanged": 1,
        "store/comments/unchanged": 2,
        "store/threads/unchanged": 1,
    }


def test_what_waits_is_written_before_close_returns(database: Db, mongo_uri: str, tmp_path: Path) -> None:
    async def crawl() -> None:
        writer = await Writer.opened(mongo_uri, database.name, tmp_path)
        tasks = [asyncio.create_task(writer.write(item)) for item in page(comments=500)]
        await asyncio.sleep(0)
        await writer.close()
        assert {task.result() for task in tasks} == {"added"}

    run(crawl())
    assert database["comments"].count_documents({}) == 500


def test_cancelling_a_caller_does_not_take_its_item_back(database: Db, mongo_uri: str, tmp_path: Path) -> None:
    async def crawl() -> None:
        writer = await Writer.opened(mongo_uri, database.name, tmp_path)
        task = asyncio.create_task(writer.write(copy()))
        await asyncio.sleep(0)
        task.cancel()
        await writer.close()

    run(crawl())
    assert database["copies"].count_documents({}) == 1


def test_a_complete_thread_is_never_seen_before_its_comments(database: Db, mongo_uri: str, tmp_path: Path) -> None:
    """The thread is passed while hundreds of its comments still wait for room; a reader polls all the while."""
    below = thread(copy(), declaredCount=3_000, collectedCount=3_000)

    async def crawl() -> None:
        writer = await Writer.opened(mongo_uri, database.name, tmp_path)
        comments = [asyncio.create_task(writer.write(comment(below, number))) for number in range(3_000)]
        await asyncio.sleep(0)
        verdict = asyncio.create_task(writer.write(below))
        while not verdict.done():
            if await asyncio.to_thread(database["threads"].find_one, {"complete": True}):
                assert await asyncio.to_thread(database["comments"].count_documents, {}) == 3_000
            await asyncio.sleep(0)
        assert all(task.done() for task in comments)
        await writer.close()

    run(crawl())
    assert database["comments"].count_documents({}) == 3_000


def test_the_backlog_is_bounded(database: Db, mongo_uri: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer_module, "_BACKLOG", 50)
    monkeypatch.setattr(writer_module, "_BATCH", 20)
    below = thread(copy())

    async def crawl() -> int:
        writer = await Writer.opened(mongo_uri, database.name, tmp_path)
        tasks = [asyncio.create_task(writer.write(comment(below, number))) for number in range(500)]
        largest = 0
        while not all(task.done() for task in tasks):
            largest = max(largest, writer.backlog)
            await asyncio.sleep(0)
        await writer.close()
        return largest

    assert 20 <= run(crawl()) <= 50
    assert database["comments"].count_documents({}) == 500


def test_two_writers_that_race_make_one_story(database: Db, mongo_uri: str, tmp_path: Path) -> None:
    async def crawl() -> None:
        writers = [await Writer.opened(mongo_uri, database.name, tmp_path) for _ in range(2)]
        for number in range(20):
            printings = [
                copy(
                    f"https://{outlet}.example/{number}",
                    headline=f"Ferry {number} returns",
                    body=paragraphs(f"f{number}"),
                )
                for outlet in "abcd"
            ]
            await asyncio.gather(*(writer.write(each) for each in printings for writer in writers))
        for writer in writers:
            await writer.close()

    run(crawl())
    assert database["stories"].count_documents({}) == 20
    assert database["copies"].count_documents({}) == 80
    assert {len(story["copies"]) for story in database["stories"].find()} == {4}


RACER = """
import asyncio, sys
from datetime import datetime, timedelta
from pathlib import Path
from tests.support.forking import Forked
from tests.support.wire_items import NOON, copy, paragraphs
from newscrawler.storage import Writer

async def crawl(uri, database, outlet, var):
    writer = await Writer.opened(uri, database, Path(var))
    print("ready", flush=True)
    sys.stdin.readline()
    # Half of the printings are dated before midnight, half after.
    midnight = NOON + timedelta(hours=12)
    for number in range(40):
        for late in (0, 1):
            at = midnight + timedelta(minutes=-5 if late == (outlet == "a") else 5)
            url = f"https://{outlet}{late}.example/{number}"
            await writer.write(copy(url, headline=f"Ferry {number} returns", body=paragraphs(f"f{number}"), datePublished=at))
    await writer.close()

asyncio.run(crawl(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4]))
"""


@pytest.mark.live
def test_two_processes_that_race_across_midnight_make_one_story(database: Db, mongo_uri: str, tmp_path: Path) -> None:
    racers = [
        Forked(
            [sys.executable, "-c", RACER, mongo_uri, database.name, outlet, str(tmp_path)],
            cwd=Path(__file__).parents[2],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for outlet in ("a", "b")
    ]
    for racer in racers:
        assert racer.stdout is not None
        assert racer.stdout.readline() == "ready\n"
    for racer in racers:
        racer.communicate("go\n", timeout=240)
        assert racer.returncode == 0
    assert database["stories"].count_documents({}) == 40
    assert {len(story["copies"]) for story in database["stories"].find()} == {4}
    assert set(database["copies"].distinct("story")) == set(database["stories"].distinct("_id"))


def test_validators_of_copies_and_threads(database: Db, mongo_uri: str, tmp_path: Path) -> None:
    printed = copy(etag='"1"', lastModified="Sun, 01 Mar 2026 12:00:00 GMT")
    below = thread(printed, etag='"t"', cursor={"url": "https://a.example/comments"})

    async def crawl() -> list[Validators | None]:
        writer = await Writer.opened(mongo_uri, database.name, tmp_path)
        await asyncio.gather(writer.write(printed), writer.write(below))
        asked = (printed.url, below.id, "https://a.example/unknown", printed.url)
        found = await asyncio.gather(*map(writer.validators, asked))
        await writer.close()
        return found

    of_copy, of_thread, unknown, again = run(crawl())
    assert (of_copy.etag, of_copy.lastModified) == ('"1"', "Sun, 01 Mar 2026 12:00:00 GMT")
    assert of_copy.threads == (below,)
    assert isinstance(of_copy.threads[0], Thread)
    assert (of_thread.etag, of_thread.threads) == ('"t"', ())
    assert unknown is None
    assert again == of_copy


def test_look_ups_that_arrive_together_are_one_query(
    database: Db, mongo_uri: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    async def crawl() -> None:
        writer = await Writer.opened(mongo_uri, database.name, tmp_path)
        look_up = writer._lookups._look_up

        def counted(ids: Any) -> Any:
            asked.append(len(ids))
            return look_up(ids)

        monkeypatch.setattr(writer._lookups, "_look_up", counted)
        await asyncio.gather(*(writer.validators(f"https://a.example/{n}") for n in range(100)))
        await writer.close()

    run(crawl())
    assert asked == [100]


def test_a_server_that_does_not_answer_ends_the_crawl_before_it_begins(tmp_path: Path) -> None:
    async def crawl() -> None:
        writer = Writer("mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=200", "x", tmp_path)
        with pytest.raises(StorageError):
            await writer.open()
        await writer.close()

    run(crawl())


def test_what_is_no_item_is_a_programming_error(database: Db, mongo_uri: str, tmp_path: Path) -> None:
    async def crawl() -> None:
        writer = Writer(mongo_uri, database.name, tmp_path)
        with pytest.raises(TypeError, match="not dict"):
            await writer.write({})  # type: ignore[arg-type]
        await writer.close()

    run(crawl())


def test_the_same_crawl_twice_leaves_the_same_store(database: Db, mongo_uri: str, tmp_path: Path) -> None:
    async def crawl(at: timedelta) -> None:
        writer = await Writer.opened(mongo_uri, database.name, tmp_path)
        pages = [
            page(f"https://{outlet}.example/{n}", NOON + at, headline=f"Ferry {n} returns", body=paragraphs(f"f{n}"))
            for n in range(10)
            for outlet in "abc"
        ]
        await asyncio.gather(*(writer.write(item) for items in pages for item in items))
        await writer.close()

    run(crawl(timedelta()))
    before = contents(database, "lastSeen")
    run(crawl(LATER))
    assert contents(database, "lastSeen") == before
    assert [len(before[name]) for name in ("stories", "copies", "threads", "comments")] == [10, 30, 30, 60]


def test_a_kill_between_a_story_and_its_copy_leaves_one_story(database: Db, mongo_uri: str, tmp_path: Path) -> None:
    """Even of an undated copy with a body too short to be compared."""
    item = copy(datePublished=None, datePublishedRaw=None, datePublishedPrecision=None, body=["Ferry back."])

    async def crawl() -> None:
        writer = await Writer.opened(mongo_uri, database.name, tmp_path)
        await writer.write(item)
        await writer.close()

    run(crawl())
    assert item.signature is None
    database["copies"].delete_one({"_id": item.url})
    run(crawl())
    assert [story["copies"] for story in database["stories"].find()] == [[item.url]]
    assert database["copies"].count_documents({}) == 1


def test_documents_of_a_version_that_did_not_know_a_field_yet(database: Db, mongo_uri: str, tmp_path: Path) -> None:
    """Fields are added within a schema version: what lacks one is read, and gets it at the next visit."""

    async def crawl(at: datetime) -> Validators | None:
        writer = await Writer.opened(mongo_uri, database.name, tmp_path)
        known = await writer.validators("https://a.example/ferry")
        for item in again(page(), at):
            await writer.write(item)
        await writer.close()
        return known

    run(crawl(NOON))
    database["copies"].update_many({}, {"$unset": {"commentPlatform": "", "etag": ""}})
    database["threads"].update_many({}, {"$unset": {"cursor": "", "etag": ""}})
    assert run(crawl(NOON + LATER)) is None
    assert "commentPlatform" in (database["copies"].find_one() or {})


def test_a_look_up_that_fails_is_told_to_who_asked(
    database: Db, mongo_uri: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the error: an answer that never comes would stop the crawl without a word."""

    async def crawl() -> None:
        writer = await Writer.opened(mongo_uri, database.name, tmp_path)
        monkeypatch.setattr(writer._lookups, "_look_up", lambda identities: {}["no such key"])
        with pytest.raises(StorageError, match="no such key"):
            await writer.validators("https://a.example/ferry")
        await writer.close()

    run(crawl())
