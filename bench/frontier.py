"""``make bench-frontier``: measure the shared frontier beside Scrapy's scheduler, by workers and by stored URLs.

Workers crawl :mod:`bench.hosts`, which is never the bottleneck, with a lean spider that stores nothing, so that the
figures show Scrapy and the scheduler. Rounds of both sides alternate. MongoDB and the site run on the same machine:
therefore the processor time of the workers alone is printed beside pages a second (wall clock). The second part makes
the frontier's statements directly, in turns on a frontier of ten thousand stored URLs and on one of two million.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from pymongo import MongoClient

from bench.hosts import name_of
from newscrawler.frontier.requests import identity
from newscrawler.frontier.store import AckResult, CrawlJob, FrontierStore
from newscrawler.storage import connect, prepare
from newscrawler.storage.local import mongod as local_mongod

__all__ = ["main"]

Document = dict[str, Any]

_HOSTS, _PAGES = 20, 600
"""Takes a worker about 35 s. Joining, finding the first pages and making sure at the end that no other worker holds a
request take about 1 s of it, whatever the size of the crawl."""

_ROUNDS = 5
"""The median of five rounds is right with up to two disturbed rounds: the same crawl can take a fifth longer a minute
later."""
_BATCH = 64
"""Requests in one statement, as for a worker at one busy host."""
_CYCLES = 40
_UNHURRIED = {
    "DOWNLOAD_DELAY": 0,
    "AUTOTHROTTLE_ENABLED": False,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
    "ITEM_PIPELINES": {},
    "ROBOTSTXT_OBEY": False,
    "LOG_LEVEL": "WARNING",
    "LOGSTATS_INTERVAL": 0,
    "STORES": "no",
}


@dataclass(slots=True)
class _Side:
    name: str
    frontier: str
    workers: int
    speeds: list[float] = field(default_factory=list)
    """Pages a second, wall clock."""
    cpu: list[float] = field(default_factory=list)
    """Milliseconds of the workers' processor time for a page."""


@contextmanager
def _web() -> Iterator[int]:
    command = [sys.executable, "-m", "bench.hosts", str(_HOSTS), str(_PAGES)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield int(process.stdout.readline())
        process.communicate()


def _crawl(side: _Side, port: int, uri: str, folder: Path) -> None:
    settings = {
        **_UNHURRIED,
        "FRONTIER": side.frontier,
        "MONGODB_URI": uri,
        "MONGODB_DATABASE": "bench",
        "HOST_MAP": {name_of(number): f"127.0.0.1:{port}" for number in range(_HOSTS)},
    }
    processes = []
    for number in range(side.workers):
        given = json.dumps({**settings, "VAR_DIR": str(folder / str(number))})
        command = [sys.executable, "-m", "bench.hosts_crawl", given]
        processes.append(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
    told = [json.loads(process.communicate()[0].splitlines()[-1]) for process in processes]
    pages = sum(each["stats"]["response_received_count"] for each in told)
    assert pages == _HOSTS * _PAGES, f"{pages} pages"
    # From the opening of a spider to its close; workers start together and end together.
    side.speeds.append(pages / max(each["seconds"] for each in told))
    side.cpu.append(1000 * sum(each["cpu"] for each in told) / pages)


def _schedulers(uri: str, folder: Path, rounds: int) -> list[_Side]:
    sides = [
        _Side("Scrapy's own, 1 worker", "local", 1),
        _Side("shared, 1 worker", "shared", 1),
        _Side("shared, 2 workers", "shared", 2),
        _Side("shared, 3 workers", "shared", 3),
    ]
    with _web() as port:
        for number in range(rounds):
            for side in sides:
                _crawl(side, port, uri, folder)
                print(f"bench-frontier: round {number + 1}: {side.name}: {side.speeds[-1]:.0f} pages/s", flush=True)
    return sides


class _Stored:
    """A frontier with many URLs that are done."""

    def __init__(self, client: MongoClient[Document], number: int) -> None:
        self.number = number
        self.rates: list[float] = []
        self._database = client[f"bench-{number}"]
        prepare(self._database)
        self.store = FrontierStore(self._database, lease=60, tries=5)
        self.store.observe_clock()
        self.job: CrawlJob = self.store.join("bench", {}, "worker", stale=3600)
        self._fresh = number

    def fill(self) -> None:
        """Insert the URLs as a worker leaves them: acknowledged, without request."""
        now = self.store.clock.now()
        for start in range(0, self.number, 20_000):
            batch = [
                {**self._document(each, now), "token": 1, "tries": 1, "done": now}
                for each in range(start, min(start + 20_000, self.number))
            ]
            for document in batch:
                del document["due"], document["request"]
            self._database["frontier"].insert_many(batch, ordered=False)

    def _document(self, number: int, now: datetime) -> Document:
        host = name_of(number % _HOSTS)
        return {
            "_id": identity(self.job.prefix, number.to_bytes(8, "big")),
            "walk": self.job.id,
            "host": host,
            "priority": 0,
            "due": now,
            "token": 0,
            "tries": 0,
            "added": now,
            "request": {"url": f"http://{host}/pages/{number}.html", "callback": "parse_page", "errback": "failed"},
        }

    def measure(self, chance: random.Random) -> None:
        """Make the statements of some pages: for each a claim, an ack, one new link and nine known links."""
        began = time.perf_counter()
        for _ in range(_CYCLES):
            now = self.store.clock.now()
            new = [self._document(self._fresh + each, now) for each in range(_BATCH)]
            self._fresh += _BATCH
            known = [self._document(chance.randrange(self.number), now) for _ in range(9 * _BATCH)]
            assert len(self.store.add(new + known)) == _BATCH
            wants = {name_of(host): _BATCH for host in range(_HOSTS)}
            claimed = self.store.claim(self.job.id, "worker", wants, poison_allowed=True)
            assert len(claimed) == _BATCH
            self.store.acknowledge("worker", [AckResult(id=each.id, token=each.token) for each in claimed])
        self.rates.append(_CYCLES * _BATCH / (time.perf_counter() - began))


def _sizes(client: MongoClient[Document], rounds: int, numbers: tuple[int, ...]) -> list[_Stored]:
    frontiers = [_Stored(client, number) for number in numbers]
    for each in frontiers:
        each.fill()
        print(f"bench-frontier: {each.number:,} URLs stored", flush=True)
    chance = random.Random(5)
    for each in frontiers:
        each.measure(chance)  # the filled data is flushed, and the cache is warm
        each.rates.clear()
    for _ in range(rounds):
        for each in frontiers:
            each.measure(chance)
    return frontiers


def _crawls_table(sides: list[_Side]) -> str:
    own = sides[0]
    lines = ["| scheduler | pages/s | × | CPU of the workers, ms a page | × |", "|---|---|---|---|---|"]
    for side in sides:
        # Both of a round ran one after the other, so other work on the machine affected both.
        speed = statistics.median(one / other for one, other in zip(side.speeds, own.speeds, strict=True))
        cpu = statistics.median(one / other for one, other in zip(side.cpu, own.cpu, strict=True))
        lines.append(
            f"| {side.name} | {statistics.median(side.speeds):.0f} | {speed:.2f} "
            f"| {statistics.median(side.cpu):.2f} | {cpu:.2f} |"
        )
    return "\n".join(lines)


def _sizes_table(frontiers: list[_Stored]) -> str:
    lines = ["| URLs stored | pages a second through the frontier alone | × |", "|---|---|---|"]
    for each in frontiers:
        ratio = statistics.median(one / other for one, other in zip(each.rates, frontiers[0].rates, strict=True))
        lines.append(f"| {each.number:,} | {statistics.median(each.rates):,.0f} | {ratio:.2f} |")
    return "\n".join(lines)


def main() -> None:
    """Run both parts and print the tables."""
    parser = argparse.ArgumentParser(prog="python -m bench.frontier")
    parser.add_argument("--rounds", type=int, default=_ROUNDS)
    parser.add_argument("--stored", type=int, nargs="*", default=[10_000, 2_000_000])
    parser.add_argument("--skip-crawls", action="store_true", help="the second part alone")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="newscrawler-bench-"))
    try:
        uri = local_mongod.ensure(folder)
        if not options.skip_crawls:
            print(_crawls_table(_schedulers(uri, folder, options.rounds)), flush=True)
        if options.stored:
            with connect(uri) as client:
                print(_sizes_table(_sizes(client, options.rounds, tuple(options.stored))))
    finally:
        local_mongod.stop(folder)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
