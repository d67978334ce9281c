"""Workers as processes of their own, on a web of many hosts that writes down who asked what."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pymongo.database import Database

from bench.hosts import Fetch, Web, overlaps
from tests.support.forking import Forked

Documents = dict[str, Any]


ROOT = Path(__file__).parents[2]
DEADLINE = 240
"""Seconds: many times what anything here takes on an idle machine."""


@dataclass
class Worker:
    """A process that crawls, and what it said."""

    name: str
    process: subprocess.Popen[str]
    log: Path

    def kill(self) -> None:
        """As a machine dies."""
        self.process.kill()
        self.process.communicate()

    def wait(self, *, may_complain: bool = False) -> dict[str, Any]:
        """Wait for the worker's own end and return its figures; its log must have no error unless ``may_complain``."""
        out, _ = self.process.communicate(timeout=DEADLINE)
        log = self.log.read_text()
        assert self.process.returncode == 0, log
        assert may_complain or "Traceback" not in log, log
        return dict(json.loads(out.splitlines()[-1]))


@dataclass
class Crew:
    """Workers that share one frontier."""

    database: Database[Documents]
    mongo_uri: str
    folder: Path
    web: Web
    workers: list[Worker] = field(default_factory=list)
    settings: dict[str, Any] = field(default_factory=dict)

    def start(self, name: str = "", *, environment: dict[str, str] | None = None, **settings: Any) -> Worker:
        name = name or f"worker-{len(self.workers) + 1}"
        given = {
            "FRONTIER": "shared",
            "MONGODB_URI": self.mongo_uri,
            "MONGODB_DATABASE": self.database.name,
            "VAR_DIR": str(self.folder / name),
            "HOST_MAP": self.web.host_map,
            "USER_AGENT": name,
            "DOWNLOAD_DELAY": 0,
            "AUTOTHROTTLE_ENABLED": False,
            "LOG_LEVEL": "INFO",
            "STATS_DUMP": False,
            **self.settings,
            **settings,
        }
        log = self.folder / f"{name}.log"
        command = [sys.executable, "-m", "bench.hosts_crawl", json.dumps(given)]
        with log.open("a") as errors:
            process = Forked(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True)
        worker = Worker(name, process, log)
        self.workers.append(worker)
        return worker

    def kill_all(self) -> None:
        for worker in self.workers:
            if worker.process.poll() is None:
                worker.kill()

    def stored(self) -> set[str]:
        return set(self.database.copies.distinct("_id"))


_SLOW_S = 2.0
"""Latency of the web until all workers are at work: a busy machine starts one 20 s before another, which would be done
by then."""

_ON_ITS_WAY_S = 0.5


def at_once(web: Web, resumed: str = "", since: float = 0.0) -> list[tuple[Fetch, Fetch]]:
    """Where two requests were under way at one host.

    A worker that is stopped between its last look at the lease and the socket sends that request when it goes on: no
    lease can call that back. It is left out, if it left its slot in the resumed worker's first half second or before.

    :param since: the ``time.monotonic()`` when that worker could go on
    """
    return [
        (one, other)
        for one, other in overlaps(list(web.fetches))
        if not any(
            each.client == resumed and each.began >= since and each.left - since < _ON_ITS_WAY_S
            for each in (one, other)
        )
    ]


def all_at_work(crew: Crew) -> None:
    """Wait until each worker has fetched something."""
    names = {worker.name for worker in crew.workers}
    latency, crew.web.latency = crew.web.latency, _SLOW_S
    until(lambda: {fetch.client for fetch in list(crew.web.fetches)} >= names, "all to work", *crew.workers)
    crew.web.latency = latency


def until(true: Callable[[], bool], what: str, *workers: Worker) -> None:
    """Wait for a condition; a worker that ends first is an error."""
    deadline = time.monotonic() + DEADLINE
    while not true():
        for worker in workers:
            if worker.process.poll() is not None:
                raise AssertionError(f"{worker.name} ended before {what}:\n{worker.log.read_text()}")
        assert time.monotonic() < deadline, f"waited {DEADLINE} s for {what}"
        time.sleep(0.03)
