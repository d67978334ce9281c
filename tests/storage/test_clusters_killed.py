"""kill -9 of two workers while the printings of one wire text arrive: one cluster, no link lost or doubled."""

from __future__ import annotations

import os
import random
import secrets
import signal
import sys
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from pymongo.database import Database
from pymongo.errors import PyMongoError

from newscrawler.storage import connect, prepare
from newscrawler.storage.clusters import link_due
from tests.support.forking import Forked
from tests.support.prepared import PATIENT
from tests.support.soak import SOAK, times

Db = Database[dict[str, Any]]

SEED = 20_261_128
COPIES = 60
ROUNDS = times(1, 20)
KILLS = 2
"""Times in a round that both workers are killed before they may finish."""

PAIRS = COPIES * (COPIES - 1) // 2

WORKER = """
import asyncio, random, sys
from pathlib import Path
from newscrawler.storage import Writer, _linker
from tests.support.wire_items import LATER, NOON
from tests.support.wire_texts import printing

# Many small transactions, so that a kill comes between them, in the process that links.
_linker._GATHER_S, _linker._FEW = 0.02, 1

async def crawl(uri, database, seed, copies, var):
    numbers = list(range(int(copies)))
    random.Random(int(seed)).shuffle(numbers)
    writer = await Writer.opened(uri, database, Path(var))
    for number in numbers:
        await writer.write(printing(number, at=NOON + number * LATER))
    await writer.close()

asyncio.run(crawl(*sys.argv[1:]))
"""


def start(uri: str, name: str, seed: int, var: Path) -> Forked:
    return Forked([sys.executable, "-c", WORKER, uri, name, str(seed), str(COPIES), str(var)], text=True)


def kill(worker: Forked) -> None:
    """Kill a worker and its process that links, with no word to either."""
    listed = [path.read_text().split() for path in Path(f"/proc/{worker.pid}/task").glob("*/children")]
    for pid in [worker.pid, *(int(child) for children in listed for child in children)]:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    worker.wait()


def links_when_killed(database: Db, uri: str, chance: random.Random, var: Path) -> int:
    """Start two workers, kill both when some more links are stored; returns how many links were stored then."""
    target = database["links"].count_documents({}) + chance.randint(1, PAIRS // 4)
    workers = [start(uri, database.name, chance.randrange(1_000), var) for _ in range(2)]
    deadline = time.monotonic() + 180
    try:
        while any(worker.poll() is None for worker in workers):
            if database["links"].count_documents({}) >= target:
                break
            assert time.monotonic() < deadline, "the workers neither link nor end"
            time.sleep(chance.random() / 20)
    finally:
        for worker in workers:
            kill(worker)
    return database["links"].count_documents({})


def finished(database: Db, uri: str, var: Path) -> None:
    """Have one more worker crawl everything, and link what is due. A transaction of a killed worker keeps its stories
    for a minute at most."""
    assert start(uri, database.name, 1, var).wait(240) == 0
    deadline = time.monotonic() + 150
    while database["stories"].find_one({"linkDue": {"$exists": True}}):
        assert time.monotonic() < deadline, "stories stay due"
        with suppress(PyMongoError):
            link_due(database)
        time.sleep(0.2)


@pytest.mark.live
def test_two_workers_killed_while_a_cluster_arrives(mongo_uri: str, tmp_path: Path) -> None:
    chance = random.Random(SEED)
    print(
        f"\n{'round':>5}  {'links when killed':<20} {'clusters':>8} {'stories':>7} {'links':>6} {'twice':>5} {'due':>4}"
    )
    between = 0
    for number in range(1, ROUNDS + 1):
        with connect(f"{mongo_uri}&{PATIENT}") as client:
            database = client[f"test-{secrets.token_hex(6)}"]
            try:
                prepare(database)
                killed = [links_when_killed(database, mongo_uri, chance, tmp_path) for _ in range(KILLS)]
                finished(database, mongo_uri, tmp_path)
                pairs = Counter(tuple(sorted((each["a"], each["b"]))) for each in database["links"].find())
                named = Counter(story["cluster"] for story in database["stories"].find())
                due = database["stories"].count_documents({"linkDue": {"$exists": True}})
                twice = sum(count > 1 for count in pairs.values())
                print(f"{number:>5}  {killed!s:<20} {len(named):>8} {sum(named.values()):>7} {len(pairs):>6} {twice:>5} "
                      f"{due:>4}")  # fmt: skip
                (cluster,) = database["clusters"].find()
                assert named == {cluster["_id"]: COPIES}
                assert cluster["storiesCount"] == COPIES
                assert (len(pairs), twice, due) == (PAIRS, 0, 0)
                between += any(0 < links < PAIRS for links in killed)
            finally:
                client.drop_database(database.name)
    assert between or not SOAK, "no kill came while links were written"
