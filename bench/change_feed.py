"""The numbered change feed: from a write to a waiting consumer, events a second, memory of many long polls.

    python -m bench.change_feed                       # a mongod of its own; a database that is made and dropped
    python -m bench.change_feed --mongo URI           # of a replica set
    python -m bench.change_feed --documents 1000000   # read again after a lost position; 200,000 unless given

Everything is measured on the real server process (``newscrawler serve``), which numbers and answers. The machine's load
is printed with the figures: both change with what else it does.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import secrets
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import urllib3
from pymongo.database import Database

from newscrawler.feed import Feed
from newscrawler.storage import connect, prepare
from newscrawler.storage.local import mongod as local_mongod

Documents = dict[str, Any]

WRITES = 400
"""Single writes whose way is timed, at :data:`PACE_S`."""
PACE_S = 0.03

CAUGHT_UP = 50_000
"""Events that a sequencer finds when it starts."""

POLLS = 200
"""Long polls at once."""

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)

DEADLINE_S = 600


def comment(number: int, at: datetime | None = None) -> Documents:
    """Return a comment of common size."""
    now = at or datetime.now(UTC)
    return {
        **{
            "_id": f"bench:thread-{number % 500}#{number}",
            "platform": "bench",
            "thread": f"bench:thread-{number % 500}",
        },
        **{
            "nativeId": str(number),
            "text": "Words of a commenter. " * 15,
            "author": {"name": f"reader {number % 900}"},
        },
        **{
            "firstSeen": now,
            "lastSeen": now,
            "lastChanged": now,
            "score": 3,
            "observations": [{"at": now, "score": 3}],
        },
    }


def fill(database: Database[Documents], first: int, number: int, at: datetime | None = None) -> None:
    """Store comments, 5,000 at once."""
    for begin in range(first, first + number, 5_000):
        documents = [comment(each, at) for each in range(begin, min(begin + 5_000, first + number))]
        database["comments"].insert_many(documents, ordered=False, bypass_document_validation=True)


@contextmanager
def served(uri: str, name: str) -> Iterator[tuple[str, int]]:
    """Start the server process; yields its address and process id."""
    environment = {**os.environ, "MONGODB_URI": uri, "MONGODB_DATABASE": name}
    command = [sys.executable, "-m", "newscrawler", "serve", "--port", "0", "-s", "SERVE_REQUESTS_PER_MINUTE=10000000"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment)
    assert process.stdout is not None
    try:
        line = next(each for each in process.stdout if "http://" in each)
        found = re.search(r"http://[^\s/]+", line)
        assert found is not None
        yield found[0], process.pid
    finally:
        process.terminate()
        process.wait(60)


def resident_mb(pid: int) -> float:
    """Return the memory that a process holds, in MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert found is not None
    return int(found[1]) / 1024


def caught_up(uri: str, database: Database[Documents]) -> str:
    """Measure the events a second of a sequencer that finds a backlog."""
    feed = Feed(database)
    with served(uri, database.name):
        until(lambda: feed.last() > 0)
    fill(database, 0, CAUGHT_UP)
    last = feed.last()
    with served(uri, database.name):
        until(lambda: feed.last() > last)
        began, first = time.perf_counter(), feed.last()
        until(lambda: feed.last() >= last + CAUGHT_UP)
        seconds = time.perf_counter() - began
    return f"caught up: {(last + CAUGHT_UP - first) / seconds:,.0f} events/s ({CAUGHT_UP:,} comments that waited)"


def latency(url: str, database: Database[Documents]) -> str:
    """Measure the way from the beginning of a write to the long poll that tells it."""
    begun: dict[str, float] = {}
    took: dict[str, float] = {}
    ready = threading.Event()

    def consume() -> None:
        pool = urllib3.PoolManager()
        link = f"{url}/api/feed?after={Feed(database).last()}&wait=30"
        ready.set()
        while len(took) < WRITES:
            page = json.loads(pool.request("GET", link, timeout=60).data)
            seen = time.perf_counter()
            took.update({each["id"]: seen - begun[each["id"]] for each in page["items"] if each["id"] in begun})
            link = page["next"]

    consumer = threading.Thread(target=consume, daemon=True)
    consumer.start()
    ready.wait()
    for number in range(WRITES):
        document = comment(10_000_000 + number)
        begun[document["_id"]] = time.perf_counter()
        database["comments"].insert_one(document, bypass_document_validation=True)
        time.sleep(PACE_S)
    consumer.join(DEADLINE_S)
    ranked = sorted(took.values())
    middle, late = statistics.median(ranked), ranked[int(len(ranked) * 0.99)]
    return f"write → consumer: p50 {middle * 1e3:.0f} ms, p99 {late * 1e3:.0f} ms ({len(ranked)} single writes)"


def many_polls(url: str, pid: int, database: Database[Documents]) -> str:
    """Measure the memory of the server while many requests wait, and the time in which one write answers all."""
    before = resident_mb(pid)
    where = urlsplit(url)
    asked = f"GET /api/feed?after={Feed(database).last()}&wait=60 HTTP/1.1\r\nHost: {where.netloc}\r\n\r\n".encode()
    polls = [socket.create_connection((where.hostname, where.port)) for _ in range(POLLS)]
    for each in polls:
        each.sendall(asked)
    time.sleep(5)
    waiting = resident_mb(pid)
    began = time.perf_counter()
    database["comments"].insert_one(comment(20_000_000), bypass_document_validation=True)
    for each in polls:
        assert b"200 OK" in each.recv(65_536)
    seconds = time.perf_counter() - began
    for each in polls:
        each.close()
    return (
        f"{POLLS} long polls: {before:.0f} MB before, {waiting:.0f} MB while they wait, {resident_mb(pid):.0f} MB "
        f"after they were answered, all within {seconds * 1e3:.0f} ms of a write"
    )


def read_again(uri: str, database: Database[Documents], documents: int) -> str:
    """Measure the time of ``resync`` over many documents of which few changed."""
    database["comments"].delete_many({})
    fill(database, 30_000_000, documents, LONG_AGO)
    fill(database, 90_000_000, 1_000)
    feed = Feed(database)
    database["meta"].update_one({"_id": "feed"}, {"$set": {"token": {"_data": "8200"}}})
    last = feed.last()
    with served(uri, database.name):
        until(lambda: feed.last() > last)
        began = time.perf_counter()
        until(lambda: not feed.state().resyncing)
        seconds = time.perf_counter() - began
    number = database["comments"].estimated_document_count()
    return f"resync: {number:,} documents read again in {seconds:.1f} s, {feed.last() - last - 1:,} had changed"


def until(true: Any) -> None:
    """Wait for a condition."""
    deadline = time.monotonic() + DEADLINE_S
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def measure(uri: str, documents: int) -> None:
    """Print all figures."""
    with connect(uri) as client:
        database = client[f"bench-feed-{secrets.token_hex(4)}"]
        prepare(database)
        try:
            print(caught_up(uri, database), flush=True)
            with served(uri, database.name) as (url, pid):
                until(lambda: Feed(database).state().holder is not None)
                print(latency(url, database), flush=True)
                print(many_polls(url, pid, database), flush=True)
            print(read_again(uri, database, documents), flush=True)
            print(
                f"load of the machine: {', '.join(f'{each:.1f}' for each in os.getloadavg())} on {os.cpu_count()} cores"
            )
        finally:
            client.drop_database(database.name)


def main() -> int:
    """Run the measurement on the given server, or on one of its own."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mongo", metavar="URI", help="replica set; a mongod of its own if it is not given")
    parser.add_argument("--documents", type=int, default=200_000, help="documents of the store that is read again")
    options = parser.parse_args()
    if options.mongo:
        measure(options.mongo, options.documents)
        return 0
    var_dir = Path(tempfile.mkdtemp(prefix="newscrawler-bench-"))
    try:
        measure(local_mongod.ensure(var_dir), options.documents)
    finally:
        local_mongod.stop(var_dir)
        shutil.rmtree(var_dir, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
