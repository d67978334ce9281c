"""A crawl job that never ends: it stays open while it is empty, forgets what is done, and gives back what it holds."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import Any

import bson
from bson.raw_bson import RawBSONDocument
from pymongo.database import Database
from scrapy import Request

from newscrawler.frontier.engine_view import Limits, NewRequest
from newscrawler.frontier.lease_table import Lease
from newscrawler.frontier.requests import identity
from newscrawler.frontier.worker import Worker
from newscrawler.storage.clock import elapsed

Documents = dict[str, Any]
HOST = "granitepost.example"
LIMITS = Limits(lease=6, max_age=60, tries=3, timeout=3)
DEADLINE = 60


class Engine:
    """A crawl that fetches nothing by itself: the test takes the requests and says when they are done."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()

    def not_before(self, host: str) -> float | None:
        return None

    def delay_of(self, host: str) -> float:
        return 0.0

    def is_quiet(self, host: str) -> bool:
        return True

    def may_acknowledge(self) -> bool:
        return True

    def wake(self) -> None:
        pass

    def count(self, name: str, number: int) -> None:
        self.counts[name] += number


async def until(true: Callable[[], bool]) -> None:
    deadline = elapsed() + DEADLINE
    while not true():
        assert elapsed() < deadline
        await asyncio.sleep(0.02)


def visit(worker: Worker, name: str) -> NewRequest:
    request = Request(f"https://{HOST}/{name}")
    id = identity(worker.job.prefix, request.url.encode(), name.encode())
    document = RawBSONDocument(bson.encode({"url": request.url}))
    return NewRequest(id=id, known_by=id, host=HOST, priority=0, request=request, document=document, limit=None)


async def next_lease(worker: Worker) -> Lease:
    await until(lambda: worker.table.ready > 0)
    lease = worker.table.next(elapsed())
    assert lease is not None
    return lease


async def do(worker: Worker, name: str) -> None:
    """Have a visit requested, and report it done."""
    worker.enqueue(visit(worker, name))
    lease = await next_lease(worker)
    worker.table.hosts[lease.host].fetching.discard(lease)
    worker.acknowledge(lease)
    await until(lambda: worker.table.is_idle)


async def started(database: Database[Documents], uri: str, engine: Engine) -> Worker:
    worker = Worker(lambda: uri, database.name, LIMITS, per_host=1, engine=engine)
    await worker.open("follow", {}, stale=3600, endless=True)
    worker.start_finished(failed=False)
    return worker


def test_it_stays_open_while_empty_and_keeps_nothing_that_is_done(
    database: Database[Documents], mongo_uri: str
) -> None:
    async def follow() -> None:
        worker = await started(database, mongo_uri, engine := Engine())
        for number in range(3):
            await do(worker, "front")
            assert database.frontier.count_documents({}) == 0
            assert engine.counts["frontier/done"] == number + 1
        # Longer than a worker waits that has nothing to do in a job that ends.
        await asyncio.sleep(2 * LIMITS.heartbeat)
        assert not worker.is_over
        await do(worker, "front")
        await worker.close(finished=False)

    asyncio.run(follow())
    [job] = database.walks.find()
    assert job["open"]
    assert job["workers"] == {}


def test_what_it_holds_when_it_is_stopped_is_done_by_the_next_worker(
    database: Database[Documents], mongo_uri: str
) -> None:
    async def follow() -> None:
        worker = await started(database, mongo_uri, Engine())
        worker.enqueue(visit(worker, "front"))
        await next_lease(worker)
        await worker.close(finished=False)
        [left] = database.frontier.find()
        assert "owner" not in left
        assert left["tries"] == 0
        other = await started(database, mongo_uri, Engine())
        assert other.job.id == worker.job.id
        # The calendar gives the same visit again; the frontier has it already, and it is handed out once.
        other.enqueue(visit(other, "front"))
        lease = await next_lease(other)
        assert lease.id == left["_id"]
        await until(lambda: other.held == 1)
        assert other.table.next(elapsed()) is None
        other.acknowledge(lease)
        await until(lambda: other.table.is_idle)
        await other.close(finished=False)

    asyncio.run(follow())
    assert database.frontier.count_documents({}) == 0
    assert database.hosts.count_documents({"owner": {"$exists": True}}) == 0
