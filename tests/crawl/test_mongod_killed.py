"""MongoDB dies in the middle of a crawl: nothing is lost, nothing is there twice, and the crawl ends by itself."""

from __future__ import annotations

import asyncio
import os
import random
import re
import secrets
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.database import Database
from pymongo.errors import PyMongoError

import newsroom
from newscrawler.runs.verdict import ExitCode
from newscrawler.storage import Writer
from newscrawler.storage.local import mongod as local_mongod
from newscrawler.storage.runs import runs
from newscrawler.storage.spool import waiting
from tests.support.crawls import Crawls, acknowledged
from tests.support.sameness import differences, twice
from tests.support.soak import times

Documents = dict[str, Any]

SEED = 20_261_124

ROUNDS = times(1, 3)

SLOW = 0.25
"""Seconds between two requests: the crawl makes 66, so that it outlasts a kill, the spool's beginning and a restart,
which takes 2 s on an idle machine and was seen to take 7 on a busy one."""

BRISK = 0.04
"""The same where nothing has to be outlasted; the crawl still writes in dozens of batches."""

PATIENCE_MS = 300
"""How long the crawls here wait for a server before they spool; in earnest they wait out an election."""

AT_LEAST_SPOOLED = 10
"""Items, so that it is no accident; the crawl has 321 to store."""

DEADLINE = 240
"""Seconds: many times what anything here takes on an idle machine."""

UNHURRIED = 120
"""STOP_SECONDS of a crawl that is to end by itself, also on a busy machine."""


@dataclass
class Ground:
    """A mongod of our own, the newsroom, and what an undisturbed crawl stores."""

    server: Path
    """VAR_DIR of the mongod; the crawls have another one, so that to them it is somebody else's server."""
    room: newsroom.Newsroom
    undisturbed: dict[str, dict[Any, Documents]]
    whole: int

    def crawls(self, var: Path, name: str) -> Crawls:
        """Crawls into a database of this server."""
        address = re.sub("&serverSelectionTimeoutMS=[0-9]+", "", local_mongod.uri(self.server))
        uri = f"{address}&serverSelectionTimeoutMS={PATIENCE_MS}"
        client: MongoClient[Documents] = MongoClient(uri, tz_aware=True)
        return Crawls(client[name], uri, var, self.room.host_map)


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    server = tmp_path_factory.mktemp("mongod")
    try:
        local_mongod.ensure(server)
        with newsroom.start() as room:
            ground = Ground(server, room, {}, 0)
            crawls = ground.crawls(tmp_path_factory.mktemp("undisturbed"), "undisturbed")
            crawls.run("crawl", "japantoday")
            ground.undisturbed = crawls.everything()
            ground.whole = stored(crawls.database)
            yield ground
    finally:
        local_mongod.stop(server)


@pytest.fixture
def crawls(ground: Ground, tmp_path: Path) -> Iterator[Crawls]:
    local_mongod.ensure(ground.server)
    crawls = ground.crawls(tmp_path / "var", f"test-{secrets.token_hex(6)}")
    yield crawls
    crawls.database.client.close()


def stored(database: Database[Documents]) -> int:
    names = ("copies", "threads", "comments")
    return sum(database[name].count_documents({}) for name in names)


def kill_mongod(server: Path) -> None:
    pid = local_mongod.status(server).pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    until(lambda: not local_mongod.status(server).running, "mongod to be dead")


def until(true: Callable[[], bool], what: str, process: subprocess.Popen[str] | None = None) -> None:
    deadline = time.monotonic() + DEADLINE
    while not true():
        if process is not None and process.poll() is not None:
            raise AssertionError(f"the crawl ended before {what}:\n{process.communicate()[0]}")
        assert time.monotonic() < deadline, f"waited {DEADLINE} s for {what}"
        time.sleep(0.005)


def started(crawls: Crawls, noted: Path, pace: float, **settings: Any) -> subprocess.Popen[str]:
    return crawls.start("crawl", "japantoday", DOWNLOAD_DELAY=pace, **crawls.noting(noted), **settings)


def ended(process: subprocess.Popen[str], code: ExitCode = ExitCode.OK) -> str:
    log, _ = process.communicate(timeout=DEADLINE)
    assert process.returncode == code, log
    assert "Traceback" not in log, log
    assert "Spider closed (finished)" in log, log
    return log


def spooled_and_replayed(log: str) -> tuple[int, int]:
    found = re.search(r"stored: .*; spooled ([\d,]+)(?:, replayed ([\d,]+))?$", log, re.MULTILINE)
    assert found is not None, log
    return int(found[1].replace(",", "")), int((found[2] or "0").replace(",", ""))


def assert_nothing_is_lost(ground: Ground, crawls: Crawls) -> None:
    assert differences(ground.undisturbed, crawls.everything()) == []
    assert twice(crawls.database) == []
    assert waiting(crawls.var / "spool") == 0


@pytest.mark.live
def test_killed_and_restarted_in_the_middle_of_a_crawl(ground: Ground, tmp_path: Path) -> None:
    chance = random.Random(SEED)
    print(
        f"\n{'round':>5} {'at kill':>8} {'whole':>6} {'acknowledged':>12} {'spooled':>8} {'replayed':>8} {'lost':>5} {'twice':>5}"
    )
    for number in range(1, ROUNDS + 1):
        crawls = ground.crawls(tmp_path / f"var-{number}", f"test-{secrets.token_hex(6)}")
        target = chance.randint(1, ground.whole // 10)
        process = started(crawls, tmp_path / f"acknowledged-{number}", SLOW)
        until(lambda: stored(crawls.database) >= target, f"{target} documents", process)  # noqa: B023
        at_kill = stored(crawls.database)
        kill_mongod(ground.server)
        until(lambda: waiting(crawls.var / "spool") > 0, "items in the spool", process)  # noqa: B023
        local_mongod.ensure(ground.server)
        assert process.poll() is None, "the crawl ended before mongod was back"
        spooled, replayed = spooled_and_replayed(ended(process))
        found, double = differences(ground.undisturbed, crawls.everything()), twice(crawls.database)
        noted = sum(map(len, acknowledged(tmp_path / f"acknowledged-{number}").values()))
        print(
            f"{number:>5} {at_kill:>8} {ground.whole:>6} {noted:>12} {spooled:>8} {replayed:>8} {len(found):>5} {len(double):>5}"
        )
        assert 0 < at_kill < ground.whole
        assert noted == ground.whole
        assert spooled == replayed > 0
        assert_nothing_is_lost(ground, crawls)


@pytest.mark.live
def test_a_local_mongod_is_restarted_by_the_crawl_itself(ground: Ground, tmp_path: Path) -> None:
    chance = random.Random(SEED)
    var = tmp_path / "var"
    try:
        uri = local_mongod.ensure(var)
        client: MongoClient[Documents] = MongoClient(uri, tz_aware=True, serverSelectionTimeoutMS=DEADLINE * 1000)
        # Without MONGODB_URI the mongod of VAR_DIR is the crawl's own.
        crawls = Crawls(client[f"test-{secrets.token_hex(6)}"], "", var, ground.room.host_map)
        noted = tmp_path / "acknowledged"
        process = started(crawls, noted, SLOW)
        pids = set()
        for third in (0, 1, 2):
            target = third * ground.whole // 4 + chance.randint(1, ground.whole // 5)
            until(lambda: stored_or_none(crawls.database) >= target, f"{target} documents", process)  # noqa: B023
            pids.add(local_mongod.status(var).pid)
            kill_mongod(var)
        ended(process)
        # The last kill may have come when all was stored, and the crawl had no use for a mongod any more.
        local_mongod.ensure(var)
        assert len(pids) == 3
        assert sum(map(len, acknowledged(noted).values())) == ground.whole
        assert_nothing_is_lost(ground, crawls)
        client.close()
    finally:
        local_mongod.stop(var)


def stored_or_none(database: Database[Documents]) -> int:
    try:
        return stored(database)
    except PyMongoError:
        return -1


@pytest.mark.live
@pytest.mark.parametrize("crawl_is_killed_too", [False, True])
def test_dead_until_after_the_crawl(ground: Ground, crawls: Crawls, tmp_path: Path, crawl_is_killed_too: bool) -> None:
    noted = tmp_path / "acknowledged"
    process = started(crawls, noted, SLOW if crawl_is_killed_too else BRISK)
    until(lambda: stored(crawls.database) > 0, "the crawl to store", process)
    at_kill = stored(crawls.database)
    kill_mongod(ground.server)
    if crawl_is_killed_too:
        # More than MongoDB ever had: those were reported when they were in the spool.
        until(lambda: number_of(acknowledged(noted)) > at_kill + AT_LEAST_SPOOLED, "items in the spool", process)
        process.kill()
        process.communicate()
    else:
        log = ended(process, ExitCode.SPOOLED)
        spooled, replayed = spooled_and_replayed(log)
        assert spooled > 0 == replayed
        # The record of the run could not be closed either.
        assert len(list((crawls.var / "runs").glob("*.json"))) == 1
        assert re.search("items wait in .*; the next crawl replays them", log)
        assert number_of(acknowledged(noted)) == ground.whole
    assert waiting(crawls.var / "spool") == 1

    local_mongod.ensure(ground.server)
    reported = acknowledged(noted)
    # MongoDB was dead for most of the crawl.
    assert number_of(reported) - stored(crawls.database) >= AT_LEAST_SPOOLED
    assert brought_back(crawls) >= AT_LEAST_SPOOLED
    assert_all_is_there(reported, crawls)
    assert waiting(crawls.var / "spool") == 0

    crawls.run("crawl", "japantoday")
    assert_nothing_is_lost(ground, crawls)
    # ... and was by the next crawl; one that was killed stays without an end.
    _, first = runs(crawls.database)
    assert first.exitCode == (None if crawl_is_killed_too else ExitCode.SPOOLED)
    assert not list((crawls.var / "runs").glob("*"))


def number_of(ids: dict[str, set[str]]) -> int:
    return sum(map(len, ids.values()))


def brought_back(crawls: Crawls) -> int:
    """Return the number of items that a new writer replays from the spool, without a crawl."""
    stats: Counter[str] = Counter()

    async def open_and_close() -> None:
        writer = await Writer.opened(
            crawls.mongo_uri, crawls.database.name, crawls.var, count=lambda name: stats.update([name])
        )
        await writer.close()

    asyncio.run(open_and_close())
    return stats["store/spool/replayed"]


def assert_all_is_there(reported: dict[str, set[str]], crawls: Crawls) -> None:
    for collection, identities in reported.items():
        assert identities <= set(crawls.database[collection].distinct("_id"))


@pytest.mark.live
@pytest.mark.parametrize("mongod_is_dead", [False, True])
def test_sigterm_lets_the_last_items_through(
    ground: Ground, crawls: Crawls, tmp_path: Path, mongod_is_dead: bool
) -> None:
    noted = tmp_path / "acknowledged"
    process = started(crawls, noted, SLOW if mongod_is_dead else BRISK, STOP_SECONDS=UNHURRIED)
    until(lambda: stored(crawls.database) > 0, "the crawl to store", process)
    if mongod_is_dead:
        kill_mongod(ground.server)
        until(lambda: waiting(crawls.var / "spool") > 0, "items in the spool", process)
    process.send_signal(signal.SIGTERM)
    log, _ = process.communicate(timeout=DEADLINE)
    assert process.returncode == (ExitCode.SPOOLED if mongod_is_dead else ExitCode.INTERRUPTED), log
    assert "Traceback" not in log, log
    assert "Spider closed (shutdown)" in log
    spooled, _ = spooled_and_replayed(log)
    local_mongod.ensure(ground.server)
    assert (spooled > 0) == mongod_is_dead == (brought_back(crawls) > 0)
    assert_all_is_there(acknowledged(noted), crawls)
    assert 0 < stored(crawls.database) < ground.whole

    crawls.run("crawl", "japantoday")
    assert_nothing_is_lost(ground, crawls)
