"""One round of chaos: three workers on one crawl job, something dies, and afterwards everything is there, once.

``make chaos`` runs thirty rounds and prints the table; CI runs one of each kind.
"""

from __future__ import annotations

import os
import random
import re
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.database import Database

from bench.hosts import Fetch, Web
from newscrawler.storage import connect
from newscrawler.storage.local import replica_set as local_replica_set
from tests.support.nodes import Cluster, toy_egg
from tests.support.nodes import until as jobs_until
from tests.support.sameness import twice
from tests.support.workers import Crew, Worker, all_at_work, at_once, until

Documents = dict[str, Any]

HOSTS = 8
PAGES = 50 if "CHAOS_ROUNDS" in os.environ else 20
"""Of each host."""
DELAY = 0.05
NODE_HOSTS, NODE_PAGES = 4, 50
"""Where a node is killed."""
SLOW_S = 4.0
"""Latency of the web until the job of the dead node is at work elsewhere: 50 pages of a host, one after the other, take
200 s then, and the job's lease ends after ``JOB_LEASE_S``."""
LATENCY_S = 0.005
JOB_LEASE_S = 12
"""Seconds. A node that renews late on a loaded machine stops its crawl: that is not what is tried here."""

SETTINGS = {"FRONTIER_LEASE": 12, "DOWNLOAD_TIMEOUT": 6, "DOWNLOAD_DELAY": DELAY}
"""A host whose robots.txt does not come in time is asked for nothing else, and a busy machine takes seconds for one."""

FAKETIME = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)


@dataclass
class Round:
    """Results of one round."""

    number: int
    kind: str
    what: str
    """The fault and its victim."""
    seconds: float = 0.0
    pages: int = 0
    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    dead: list[str] = field(default_factory=list)
    """Dead letters, with their reasons."""
    again: int = 0
    """Pages fetched more than once, by how many fetches."""
    leased: int = 0
    """Requests that were leased to what was disturbed: as many may be fetched again."""
    at_once: list[tuple[Fetch, Fetch]] = field(default_factory=list)
    """Where two requests were under way at one host."""
    resumed: tuple[str, float] = ("", 0.0)
    """The worker that was stopped, and the ``time.monotonic()`` when it could go on."""
    jobs: str = "–"
    said: list[str] = field(default_factory=list)
    """Warnings and errors of the workers."""


class NotHereError(Exception):
    """This machine cannot do a kind of round; the message says what is missing."""


@dataclass
class Ground:
    """A replica set of three, and a folder."""

    var_dir: Path
    uri: str
    client: MongoClient[Documents]

    @classmethod
    @contextmanager
    def prepared(cls) -> Iterator[Ground]:
        var_dir = Path(tempfile.mkdtemp(prefix="newscrawler-chaos-"))
        try:
            uri = local_replica_set.ensure(var_dir)
            with connect(uri) as client:
                yield cls(var_dir, uri, client)
        finally:
            local_replica_set.stop(var_dir)
            shutil.rmtree(var_dir, ignore_errors=True)

    def kill_members(self, number: int, chance: random.Random) -> None:
        """SIGKILL for the primary, and others at random."""
        members = local_replica_set.statuses(self.var_dir)
        primary = [member for member in members if member.primary]
        others = [member for member in members if not member.primary]
        chance.shuffle(others)
        for member in (primary + others)[:number]:
            assert member.pid is not None
            os.kill(member.pid, signal.SIGKILL)

    def restart_members(self) -> None:
        local_replica_set.ensure(self.var_dir)

    def run(self, number: int, kind: str, chance: random.Random) -> Round:
        """One round in a database of its own.

        :raises NotHereError: this machine cannot do that
        """
        database = self.client[f"chaos-{secrets.token_hex(6)}"]
        folder = Path(tempfile.mkdtemp(prefix="newscrawler-round-"))
        began = time.monotonic()
        try:
            size = (NODE_HOSTS, NODE_PAGES) if kind == "node killed" else (HOSTS, PAGES)
            with Web(*size, latency=LATENCY_S) as web:
                result = _KINDS[kind](self, number, database, folder, web, chance)
                result.pages = len(web.urls)
                stored = set(database.copies.distinct("_id"))
                fetches = web.page_fetches()
                result.lost = sorted(web.urls - stored) + sorted(f"not a page: {url}" for url in stored - web.urls)
                result.twice = twice(database)
                result.dead = [
                    f"{each['request']['url']}: {each['reason']}"
                    for each in database.frontier.find({"died": {"$exists": True}})
                ]
                result.again = fetches.total() - len(fetches)
                result.at_once = at_once(web, *result.resumed)
                result.said = [
                    f"{log.stem}: {line}"
                    for log in sorted(folder.glob("*.log"))
                    for line in log.read_text(errors="replace").splitlines()
                    if " WARNING: " in line or " ERROR: " in line
                ]
        finally:
            self.restart_members()
            self.client.drop_database(database.name)
            shutil.rmtree(folder, ignore_errors=True)
        result.seconds = time.monotonic() - began
        return result


_THREE = ("worker-1", "worker-2", "worker-3")


@contextmanager
def _crew(
    ground: Ground, database: Database[Documents], folder: Path, web: Web, workers: Sequence[str] = _THREE
) -> Iterator[Crew]:
    crew = Crew(database, ground.uri, folder, web, settings=SETTINGS)
    try:
        for name in workers:
            crew.start(name)
        yield crew
    finally:
        crew.kill_all()


def _at_work(crew: Crew, chance: random.Random) -> None:
    """Wait until all work, and then for a moment that is another one in each round."""
    all_at_work(crew)
    target = chance.randint(len(crew.stored()) + 1, HOSTS * PAGES * 2 // 3)
    until(lambda: len(crew.stored()) >= target, f"{target} pages", *crew.workers)


def _leased(database: Database[Documents], *workers: Worker) -> int:
    pids = "|".join(str(worker.process.pid) for worker in workers)
    return database.frontier.count_documents({"owner": {"$regex": f"-({pids})-"}})


def _ended(*workers: Worker, may_complain: bool = False) -> list[dict[str, Any]]:
    return [worker.wait(may_complain=may_complain) for worker in workers]


def _asked_twice(told: Iterable[dict[str, Any]]) -> int:
    """Return what workers that nobody disturbed asked for twice: on a busy machine answers and renewals come too late."""
    names = ("retry/count", "frontier/lost")
    return sum(each["stats"].get(name, 0) for each in told for name in names)


def _worker_killed(
    ground: Ground, number: int, database: Database[Documents], folder: Path, web: Web, chance: random.Random
) -> Round:
    with _crew(ground, database, folder, web) as crew:
        _at_work(crew, chance)
        victims = chance.sample(crew.workers, chance.choice((1, 2)))
        for victim in victims:
            victim.kill()
        leased = _leased(database, *victims)
        # No new one joins: on a loaded machine it may come when the job has ended, and begin another.
        told = _ended(*(worker for worker in crew.workers if worker not in victims))
        leased += _asked_twice(told)
        return Round(number, "worker killed", f"{len(victims)} of 3", leased=leased)


def _worker_stopped(
    ground: Ground, number: int, database: Database[Documents], folder: Path, web: Web, chance: random.Random
) -> Round:
    with _crew(ground, database, folder, web) as crew:
        _at_work(crew, chance)
        victim = chance.choice(crew.workers)
        victim.process.send_signal(signal.SIGSTOP)
        pause = SETTINGS["FRONTIER_LEASE"] * chance.uniform(1.2, 2.0)
        goes_on = time.monotonic() + pause
        leased = 0
        while time.monotonic() < goes_on:
            # The most of all looks: on a busy machine its last statement takes effect seconds later.
            leased = max(leased, _leased(database, victim))
            time.sleep(0.1)
        resumed = (victim.name, time.monotonic())
        victim.process.send_signal(signal.SIGCONT)
        told = _ended(*crew.workers)
        own = _asked_twice(each for each, worker in zip(told, crew.workers, strict=True) if worker is victim)
        others = _asked_twice(told) - own
        # Whoever was stopped loses what it held, each once, and works on; what it loses beyond that comes later.
        leased = max(leased, own) + others
        what = f"for {pause:.0f} s, lease {SETTINGS['FRONTIER_LEASE']} s"
        return Round(number, "worker stopped", what, leased=leased, resumed=resumed)


def _primary_killed(
    ground: Ground, number: int, database: Database[Documents], folder: Path, web: Web, chance: random.Random
) -> Round:
    with _crew(ground, database, folder, web) as crew:
        _at_work(crew, chance)
        leased = _leased(database, *crew.workers)
        ground.kill_members(1, chance)
        time.sleep(chance.uniform(0.5, 5.0))
        ground.restart_members()
        _ended(*crew.workers, may_complain=True)
        return Round(number, "primary killed", "of 3, and restarted", leased=leased)


def _disk_full(
    ground: Ground, number: int, database: Database[Documents], folder: Path, web: Web, chance: random.Random
) -> Round:
    disk = folder / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", str(disk)], capture_output=True, text=True, check=False
    )
    if mounted.returncode != 0:
        raise NotHereError(f"a full disk needs root, to mount a small tmpfs: {mounted.stderr.strip()}")
    try:
        with _crew(ground, database, folder, web, workers=()) as crew:
            for name in _THREE:
                (disk / name).mkdir()
            _fill(disk / "full")
            impatient = f"{ground.uri}&serverSelectionTimeoutMS=1500"
            for name in _THREE:
                crew.start(name, VAR_DIR=str(disk / name), MONGODB_URI=impatient)
            _at_work(crew, chance)
            leased = _leased(database, *crew.workers)
            ground.kill_members(2, chance)
            until(lambda: any("SpoolError" in worker.log.read_text() for worker in crew.workers), "the spool to fail")
            time.sleep(chance.uniform(0.0, 3.0))
            ground.restart_members()
            # What is held now was given out again since, and its writes may fail once more.
            leased += _leased(database, *crew.workers)
            told = _ended(*crew.workers, may_complain=True)
            failed = sum(each["stats"].get("frontier/again", 0) for each in told)
            what = f"{failed} pages failed in the pipeline"
            return Round(number, "disk full, no primary", what, leased=leased + failed)
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=False)


def _fill(file: Path) -> None:
    with pytest.raises(OSError, match="No space left"):
        file.write_bytes(bytes(1_000_000))


def _clock_off(
    ground: Ground, number: int, database: Database[Documents], folder: Path, web: Web, chance: random.Random
) -> Round:
    if FAKETIME is None:
        raise NotHereError("a wrong clock needs libfaketime: apt-get install faketime")
    offset = chance.choice(("+5m", "-5m"))
    wrong = {
        **os.environ,
        "LD_PRELOAD": str(FAKETIME),
        "FAKETIME": offset,
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "PYTHONPATH": str(Path(__file__).with_name("wrong_clock")),
    }
    with _crew(ground, database, folder, web, workers=("right", "victim")) as crew:
        crew.start("wrong", environment=wrong)
        _at_work(crew, chance)
        right, victim, mistaken = crew.workers
        victim.kill()
        leased = _leased(database, victim)
        _ended(right, mistaken)
        assert any(fetch.client == "wrong" for fetch in web.fetches)
        return Round(number, "clock off", f"{offset}; another killed", leased=leased)


def _node_killed(
    ground: Ground, number: int, database: Database[Documents], folder: Path, web: Web, chance: random.Random
) -> Round:
    settings = {**SETTINGS, "FRONTIER_LEASE": 10, "DOWNLOAD_TIMEOUT": 5}
    web.latency = SLOW_S  # until the dead node's job has found the crawl job still open
    environment = {
        "MONGODB_URI": ground.uri,
        "MONGODB_DATABASE": database.name,
        "NEWSCRAWLER_VAR": str(folder / "var"),
        "NEWSCRAWLER_CONTACT": "tests@plainpress.example",
        "NEWSCRAWLER_FRONTIER": "shared",
        "NEWSCRAWLER_HOST_MAP": ",".join(f"{host}={address}" for host, address in web.host_map.items()),
    }
    cluster = Cluster(database, environment, folder)
    try:
        # Two places each, so that the others can take the dead one's job while they are at their own.
        nodes = [cluster.node(job_lease=JOB_LEASE_S, job_tries=9, max_proc=2) for _ in range(3)]
        nodes[0].deploy("hosts", "1", hosts_egg())
        given = [("setting", f"{name}={value}") for name, value in settings.items()]
        given.append(("setting", "AUTOTHROTTLE_ENABLED=0"))
        jobs = [nodes[0].schedule("hosts", "hosts", data=given) for _ in range(3)]
        owners = {"owner": {"$exists": True}, "due": {"$exists": True}}
        jobs_until(lambda: len(database.hosts.distinct("owner", owners)) == 3, "three workers with hosts")
        time.sleep(chance.uniform(0.0, 2.0))
        at_work = [
            (node, [job for job in cluster.jobs(state="running") if job["nodeName"] == node.name]) for node in nodes
        ]
        victim, [job] = chance.choice([(node, running) for node, running in at_work if len(running) == 1])
        victim.kill()
        leased = database.frontier.count_documents({"owner": {"$regex": f"-{job['pid']}-"}})
        jobs_until(lambda: _is_back(cluster, job), "the dead node's job to be taken over")
        web.latency = LATENCY_S
        jobs_until(cluster.all_over, "all jobs to be over", patience=240)
        states = [cluster.job(each)["state"] for each in jobs]
        record = cluster.job(job["job"])
        assert record["nodeName"] != victim.name, record
        return Round(
            number,
            "scrapyd node killed",
            f"{victim.name} of 3",
            leased=leased,
            jobs=f"{states.count('finished')}/{len(jobs)}",
        )
    finally:
        cluster.close()


def _is_back(cluster: Cluster, job: Documents) -> bool:
    """Return whether a job that was at work has been taken over, and its new worker is in the crawl job, or has seen
    that the others ended it: on a slow machine they may be faster."""
    now = cluster.job(job["job"])
    if now["state"] == "finished":
        return True
    joined = [name for each in cluster.database.walks.find() for name in each["workers"]]
    return now["nodeName"] != job["nodeName"] and any(f"-{now.get('pid')}-" in name for name in joined)


def hosts_egg() -> bytes:
    """The bench's spider with the project's settings."""
    # A class of its own: Scrapy finds the spiders that a module defines.
    egg = toy_egg("1", "from bench.hosts_crawl import HostsSpider\n\nclass Hosts(HostsSpider):\n    pass\n")
    return _with_settings(egg, "from newscrawler.settings import *\nSPIDER_MODULES = ['toy.spiders']\n")


def _with_settings(egg: bytes, settings: str) -> bytes:
    import io
    import zipfile

    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(egg)) as before, zipfile.ZipFile(changed, "w") as after:
        for name in before.namelist():
            after.writestr(name, settings if name == "toy/settings.py" else before.read(name))
    return changed.getvalue()


_Kind = Callable[[Ground, int, Database[Documents], Path, Web, random.Random], Round]

_KINDS: dict[str, _Kind] = {
    "worker killed": _worker_killed,
    "worker stopped": _worker_stopped,
    "primary killed": _primary_killed,
    "disk full": _disk_full,
    "clock off": _clock_off,
    "node killed": _node_killed,
}

KINDS = tuple(_KINDS)


def table(rounds: list[Round]) -> str:
    """For people, and for docs/frontier.md."""
    lines = [
        "| round | what happened | to whom | pages | lost | dead | twice | fetched again | of leased | two at a host | jobs | s |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {each.number} | {each.kind} | {each.what} | {each.pages} | {len(each.lost)} | {len(each.dead)} | {len(each.twice)} "
        f"| {each.again} | {each.leased} | {len(each.at_once)} | {each.jobs} | {each.seconds:.0f} |"
        for each in rounds
    ]
    return re.sub(r"  +", " ", "\n".join(lines))
