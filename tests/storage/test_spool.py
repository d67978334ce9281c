"""When MongoDB is away: the spool takes the items, nothing is lost, nothing is there twice."""

from __future__ import annotations

import asyncio
import os
import resource
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Coroutine, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from newscrawler.items import Block, Dateline, Rejection, Unchanged
from newscrawler.storage import Outcome, SpoolError, Writer, connect
from newscrawler.storage.local import mongod as local_mongod
from newscrawler.storage.spool import Spool, abandoned
from tests.support.forking import Forked
from tests.support.spooling import impatient, pages
from tests.support.wire_items import LATER, NOON, comment, copy, thread

ITEMS = [
    copy(dateline=Dateline(located="TOKYO", date="Aug 17"), signature=-(2**63)),
    copy(body=["It sails."], blocks=[Block(kind="lead", text="It sails."), Block(kind="credit", text="(Reuters)")]),
    comment(thread(copy()), upvoteCount=None),
    thread(copy(), cursor={"url": "x", "headers": {"a.b": "$c"}}),
    Unchanged(kind="copy", id="https://a.example/x", retrieved=NOON),
    Rejection(url="urn:x", stage="fetch", reason="HTTP 500", retrieved=NOON, item={"_type": "Copy"}),
]


def run(work: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(asyncio.wait_for(work, 120))


def test_items_come_back_as_they_were_in_their_order(tmp_path: Path) -> None:
    spool = Spool.create(tmp_path / "spool", "x")
    spool.append(ITEMS[:2])
    assert spool.peek(10) == ITEMS[:2]
    assert spool.peek(10) == ITEMS[:2]
    spool.advance()
    spool.append(ITEMS[2:])
    assert spool.peek(10) == ITEMS[2:]
    spool.advance()
    assert spool.peek(10) == []
    spool.remove()
    assert list((tmp_path / "spool").iterdir()) == []


def test_only_its_owner_reads_it(tmp_path: Path) -> None:
    spool = Spool.create(tmp_path / "spool", "x")
    assert stat.S_IMODE(spool.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(spool.path.parent.stat().st_mode) == 0o700
    spool.close()


def test_a_file_is_claimed_by_one_and_only_for_its_database(tmp_path: Path) -> None:
    directory = tmp_path / "spool"
    mine = Spool.create(directory, "x")
    mine.append(ITEMS)
    assert list(abandoned(directory, "x")) == []
    mine.close()
    assert list(abandoned(directory, "y")) == []
    (claimed,) = abandoned(directory, "x")
    assert list(abandoned(directory, "x")) == []
    assert claimed.peek(10) == ITEMS
    claimed.close()


@pytest.mark.parametrize("cut", [1, 7, 9, 40])
def test_a_torn_tail_costs_only_the_item_that_was_never_acknowledged(
    tmp_path: Path, cut: int, caplog: pytest.LogCaptureFixture
) -> None:
    spool = Spool.create(tmp_path / "spool", "x")
    spool.append(ITEMS[:4])
    whole = spool.path.stat().st_size
    spool.append(ITEMS[4:])
    spool.close()
    os.truncate(spool.path, whole + cut)
    (claimed,) = abandoned(tmp_path / "spool", "x")
    assert claimed.peek(10) == ITEMS[:4]
    claimed.advance()
    claimed.remove()
    assert f"ends in {cut} bytes" in caplog.text
    assert [path.suffix for path in (tmp_path / "spool").iterdir()] == [".damaged"]


def test_a_full_disk_is_an_error_and_keeps_what_was_there(tmp_path: Path) -> None:
    spool = Spool.create(tmp_path / "spool", "x")
    spool.append(ITEMS)
    size = spool.path.stat().st_size
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 100, hard))
    try:
        with pytest.raises(SpoolError, match="not stored"):
            spool.append(ITEMS)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert spool.path.stat().st_size == size
    assert spool.peek(10) == ITEMS
    spool.close()


@pytest.fixture
def var_dir() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="newscrawler-test-"))
    yield made
    local_mongod.stop(made)
    shutil.rmtree(made)


def kill(var_dir: Path) -> None:
    pid = local_mongod.status(var_dir).pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)


@pytest.mark.live
def test_mongod_killed_during_writes_and_restarted_loses_nothing(var_dir: Path) -> None:
    outcomes: Counter[str] = Counter()

    async def crawl() -> None:
        writer = await Writer.opened(impatient(var_dir), "x", var_dir)

        async def visit(number: int) -> None:
            outcomes.update(await asyncio.gather(*map(writer.write, pages(number))))

        await asyncio.gather(*map(visit, range(60)))
        kill(var_dir)
        await asyncio.gather(*map(visit, range(60, 120)))
        assert outcomes["spooled"] == 60 * 7
        back = asyncio.create_task(asyncio.to_thread(local_mongod.ensure, var_dir))
        visits = []
        for number in range(120, 200):
            visits.append(asyncio.create_task(visit(number)))
            await asyncio.sleep(0.02)
        await back
        await asyncio.gather(*visits)
        await writer.close()

    run(crawl())
    assert sum(outcomes.values()) == 200 * 7
    with connect(local_mongod.ensure(var_dir)) as client:
        counts = {name: client["x"][name].count_documents({}) for name in ("stories", "copies", "threads", "comments")}
        assert counts == {"stories": 200, "copies": 200, "threads": 200, "comments": 1_000}
        assert client["x"]["quarantine"].count_documents({}) == 0
    assert list((var_dir / "spool").iterdir()) == []


@pytest.mark.live
def test_the_local_mongod_is_started_again_by_the_crawl_itself(var_dir: Path) -> None:
    async def crawl() -> set[Outcome]:
        writer = await Writer.opened(local_mongod.ensure(var_dir), "x", var_dir)
        await asyncio.gather(*map(writer.write, pages(0)))
        kill(var_dir)
        outcomes = set(await asyncio.gather(*map(writer.write, pages(1))))
        await writer.close()
        return outcomes

    assert run(crawl()) <= {"added", "spooled"}
    with connect(local_mongod.ensure(var_dir)) as client:
        assert client["x"]["comments"].count_documents({}) == 10


@pytest.mark.live
def test_what_a_crawl_could_not_write_the_next_one_replays(var_dir: Path) -> None:
    async def first() -> None:
        writer = await Writer.opened(impatient(var_dir), "x", var_dir)
        kill(var_dir)
        assert set(await asyncio.gather(*map(writer.write, pages(0)))) == {"spooled"}
        await writer.close()

    async def second() -> None:
        writer = await Writer.opened(local_mongod.ensure(var_dir), "x", var_dir)
        await writer.close()

    run(first())
    assert len(list((var_dir / "spool").glob("*.spool"))) == 1
    run(second())
    with connect(local_mongod.ensure(var_dir)) as client:
        assert client["x"]["comments"].count_documents({}) == 5
        assert client["x"]["threads"].distinct("complete") == [True]
    assert list((var_dir / "spool").iterdir()) == []


@pytest.mark.live
def test_without_mongodb_and_without_a_spool_a_write_says_so(var_dir: Path) -> None:
    async def crawl() -> None:
        writer = await Writer.opened(impatient(var_dir), "x", var_dir)
        kill(var_dir)
        (var_dir / "spool").write_text("not a directory")
        with pytest.raises(SpoolError, match="not stored"):
            await writer.write(copy())
        (var_dir / "spool").unlink()
        assert await writer.write(copy()) == "spooled"
        await writer.close()

    run(crawl())


KILLED = """
import asyncio, sys
from pathlib import Path
from tests.support.forking import Forked
from tests.support.spooling import impatient, pages
from newscrawler.storage import Writer

async def crawl(var):
    writer = await Writer.opened(impatient(var), "x", var)
    for number in range(10_000):
        items = pages(number)
        for item, outcome in zip(items, await asyncio.gather(*map(writer.write, items))):
            print(getattr(item, "url", None) or item.id, flush=True)

asyncio.run(crawl(Path(sys.argv[1])))
"""


@pytest.mark.live
def test_kill_9_of_crawl_and_of_mongod_keeps_all_that_was_reported(var_dir: Path) -> None:
    local_mongod.ensure(var_dir)
    crawl = Forked([sys.executable, "-c", KILLED, str(var_dir)], stdout=subprocess.PIPE, text=True)
    assert crawl.stdout is not None
    reported = [crawl.stdout.readline().strip() for _ in range(200)]
    kill(var_dir)
    reported += [crawl.stdout.readline().strip() for _ in range(200)]
    crawl.kill()
    reported += [line.strip() for line in crawl.communicate()[0].splitlines(keepends=True) if line.endswith("\n")]

    async def recover() -> None:
        await (await Writer.opened(local_mongod.ensure(var_dir), "x", var_dir)).close()

    run(recover())
    assert list((var_dir / "spool").iterdir()) == []
    with connect(local_mongod.ensure(var_dir)) as client:
        assert list(client["x"]["quarantine"].find()) == []
        names = ("copies", "threads", "comments")
        stored = {identity for name in names for identity in client["x"][name].distinct("_id")}
        assert set(reported) <= stored
        stories = {url for story in client["x"]["stories"].find() for url in story["copies"]}
        assert set(client["x"]["copies"].distinct("_id")) <= stories


@pytest.mark.live
def test_replaying_again_over_newer_visits_changes_nothing(var_dir: Path) -> None:
    """A process killed during its replay leaves a file whose beginning is already stored, and maybe outdated."""
    below = thread(copy())
    spool = Spool.create(var_dir / "spool", "x")
    spool.append([copy(), comment(below), below])
    spool.close()
    saved = spool.path.read_bytes()
    uri = local_mongod.ensure(var_dir)

    async def crawl(*items: Any) -> None:
        writer = await Writer.opened(uri, "x", var_dir)
        await asyncio.gather(*map(writer.write, items))
        await writer.close()

    run(crawl())
    newer = [copy(headline="Ferry again", retrieved=NOON + LATER), comment(below, score=9, retrieved=NOON + LATER)]
    run(crawl(*newer, replace(below, retrieved=NOON + LATER)))
    with connect(uri) as client:
        names = ("stories", "copies", "revisions", "threads", "comments")
        before = {name: list(client["x"][name].find()) for name in names}
        spool.path.write_bytes(saved)
        run(crawl())
        assert not spool.path.exists()
        assert {name: list(client["x"][name].find()) for name in names} == before
