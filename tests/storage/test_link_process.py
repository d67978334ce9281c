"""The process that links stories beside a crawl: when there is one, what it leaves, and how it ends."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pymongo.database import Database
from scrapy.utils.test import get_crawler

from newscrawler import watchdog
from newscrawler.signals import told_to_stop
from newscrawler.storage import Writer
from newscrawler.storage._link_process import LinkProcess, ProcessDiedError
from newscrawler.storage._writes import CannotWriteError
from newscrawler.storage.trust import NO_TRUST
from newscrawler.writer_registry import writer_for
from tests.support.forking import Forked
from tests.support.wire_texts import printing

Db = Database[dict[str, Any]]

MANY = 60
"""Printings of one text: more than a slice."""

PARENT = """
import asyncio, sys
from pathlib import Path
from newscrawler.storage import Writer
from tests.support.forking import Forked
from tests.support.wire_texts import printing

async def crawl(uri, database, var):
    writer = await Writer.opened(uri, database, Path(var))
    await writer.write_all([printing(number) for number in range(60)])
    await asyncio.sleep(600)

asyncio.run(crawl(*sys.argv[1:]))
"""

pytestmark = pytest.mark.live


def linkers(pid: int) -> list[int]:
    """The processes below ``pid`` that link stories."""
    return [
        each for each in watchdog.descendants(pid) if any("_link_process" in word for word in watchdog.command(each))
    ]


def due(database: Db) -> int:
    return database["stories"].count_documents({"linkDue": {"$exists": True}})


def until(true: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + 120
    while not true():
        assert time.monotonic() < deadline, f"waited two minutes for {what}"
        time.sleep(0.1)


async def seen(true: Callable[[], object], what: str) -> None:
    await asyncio.to_thread(until, true, what)


def one_cluster(database: Db, stories: int) -> bool:
    return [each["storiesCount"] for each in database["clusters"].find()] == [stories] and due(database) == 0


def crawl(uri: str, database: Db, var: Path, work: Callable[[Writer], Any]) -> Counter[str]:
    """Run a writer; returns its counts. No process that links outlives it."""
    counts: Counter[str] = Counter()

    async def run() -> None:
        writer = await Writer.opened(uri, database.name, var, count=lambda name: counts.update([name]))
        try:
            await work(writer)
        finally:
            await writer.close()

    asyncio.run(run())
    assert linkers(os.getpid()) == []
    return counts


def test_many_stories_are_linked_by_a_process_that_comes_behind_the_crawl(
    mongo_uri: str, prepared: Db, tmp_path: Path
) -> None:
    async def work(writer: Writer) -> None:
        await writer.write_all([printing(number) for number in range(MANY)])
        await seen(lambda: linkers(os.getpid()), "a process")
        (pid,) = linkers(os.getpid())
        await seen(lambda: one_cluster(prepared, MANY), "the cluster")
        # There is none behind 19, which the tests themselves may run with.
        assert os.getpriority(os.PRIO_PROCESS, pid) >= min(os.getpriority(os.PRIO_PROCESS, 0) + 1, 19)
        assert os.getpgid(pid) != os.getpgid(0)  # of which Ctrl-C stops all
        words = " ".join(watchdog.command(pid))
        assert mongo_uri not in words, "others can read a password in arguments"

    counts = crawl(mongo_uri, prepared, tmp_path, work)
    assert counts["store/links/written"] == MANY * (MANY - 1) // 2
    assert counts["store/links/process_died"] == 0


def test_a_few_stories_start_no_process(mongo_uri: str, prepared: Db, tmp_path: Path) -> None:
    async def work(writer: Writer) -> None:
        await writer.write_all([printing(number) for number in range(3)])
        await seen(lambda: one_cluster(prepared, 3), "the cluster")
        assert linkers(os.getpid()) == []

    crawl(mongo_uri, prepared, tmp_path, work)


def test_a_crawl_that_ends_links_what_waits_without_a_process(mongo_uri: str, prepared: Db, tmp_path: Path) -> None:
    async def work(writer: Writer) -> None:
        await writer.write_all([printing(number) for number in range(20)])

    crawl(mongo_uri, prepared, tmp_path, work)
    assert one_cluster(prepared, 20)


def test_a_crawl_that_ends_has_its_process_link_what_waits(mongo_uri: str, prepared: Db, tmp_path: Path) -> None:
    async def work(writer: Writer) -> None:
        await writer.write_all([printing(number) for number in range(MANY)])
        await seen(lambda: one_cluster(prepared, MANY), "the cluster")
        (pid,) = linkers(os.getpid())
        os.kill(pid, signal.SIGSTOP)
        await writer.write_all([printing(number) for number in range(MANY, MANY + 20)])
        closing = asyncio.create_task(writer.close())
        await asyncio.sleep(1)
        assert due(prepared) == 20, "a thread of the crawl has linked them"
        os.kill(pid, signal.SIGCONT)
        await closing

    crawl(mongo_uri, prepared, tmp_path, work)
    assert one_cluster(prepared, MANY + 20)


def test_a_process_that_dies_is_counted_and_nothing_stays_unlinked(
    mongo_uri: str, prepared: Db, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def work(writer: Writer) -> None:
        await writer.write_all([printing(number) for number in range(MANY)])
        await seen(lambda: linkers(os.getpid()), "a process")
        (first,) = linkers(os.getpid())
        os.kill(first, signal.SIGKILL)
        await seen(lambda: "died" in caplog.text, "the warning")
        await writer.write_all([printing(number) for number in range(MANY, MANY + 20)])
        await seen(lambda: set(linkers(os.getpid())) - {first}, "another process")

    counts = crawl(mongo_uri, prepared, tmp_path, work)
    assert counts["store/links/process_died"] >= 1
    assert "exit status -9" in caplog.text
    assert one_cluster(prepared, MANY + 20)


def test_the_process_ends_when_its_crawl_is_killed(mongo_uri: str, prepared: Db, tmp_path: Path) -> None:
    parent = Forked([sys.executable, "-c", PARENT, mongo_uri, prepared.name, str(tmp_path)], text=True)
    try:
        until(lambda: linkers(parent.pid), "a process")
        (pid,) = linkers(parent.pid)
        until(lambda: ignores(pid, signal.SIGTERM) and ignores(pid, signal.SIGINT), "the process to be ready")
        os.kill(pid, signal.SIGTERM)
        os.kill(pid, signal.SIGINT)
        until(lambda: due(prepared) == 0, "the stories to be linked")
        assert linkers(parent.pid) == [pid]
    finally:
        parent.kill()
        parent.wait()
    until(lambda: not watchdog.command(pid), "the end of the process")


def test_a_crawl_that_was_told_to_stop_does_not_wait_for_linking(
    mongo_uri: str, prepared: Db, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    crawler = get_crawler(
        settings_dict={"MONGODB_URI": mongo_uri, "MONGODB_DATABASE": prepared.name, "VAR_DIR": str(tmp_path)}
    )

    async def run() -> float:
        writer = writer_for(crawler)
        await writer.write_all([printing(number) for number in range(MANY)])
        await seen(lambda: linkers(os.getpid()), "a process")
        (pid,) = linkers(os.getpid())
        os.kill(pid, signal.SIGSTOP)
        crawler.signals.send_catch_log(told_to_stop)
        began = time.monotonic()
        await writer.close()
        return time.monotonic() - began

    assert asyncio.run(run()) < 40, "a crawl that is not told waits for a minute"
    assert "wait to be linked" in caplog.text
    assert linkers(os.getpid()) == []
    assert due(prepared) == MANY


def ignores(pid: int, number: int) -> bool:
    """Whether a process ignores a signal."""
    (mask,) = (line.split()[1] for line in Path(f"/proc/{pid}/status").read_text().splitlines() if "SigIgn" in line)
    return bool(int(mask, 16) >> (number - 1) & 1)


def test_a_server_that_does_not_answer_is_told_and_the_process_stays(tmp_path: Path) -> None:
    process = LinkProcess("mongodb://127.0.0.1:9/?replicaSet=none&serverSelectionTimeoutMS=200", "nowhere", NO_TRUST)
    try:
        for _ in range(2):
            with pytest.raises(CannotWriteError, match="does not answer"):
                process.link(["a.0"])
        assert len(linkers(os.getpid())) == 1
    finally:
        process.close()


def test_a_process_that_is_closed_at_once_does_not_finish_what_it_does() -> None:
    process = LinkProcess("mongodb://127.0.0.1:9/?replicaSet=none&serverSelectionTimeoutMS=90000", "nowhere", NO_TRUST)

    async def run() -> float:
        asked = asyncio.create_task(asyncio.to_thread(process.link, ["a.0"]))
        await seen(lambda: linkers(os.getpid()), "a process")
        began = time.monotonic()
        await asyncio.to_thread(process.close, at_once=True)
        with pytest.raises(ProcessDiedError):
            await asked
        return time.monotonic() - began

    assert asyncio.run(run()) < 20
    assert linkers(os.getpid()) == []
