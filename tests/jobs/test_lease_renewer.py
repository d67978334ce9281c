"""The thread that keeps a node's leases, on a real queue."""

from __future__ import annotations

import os
import select
import time
from collections.abc import Iterator
from typing import Any

import pytest
from pymongo.database import Database

from newscrawler.scrapyd.deadline import DeadlinePipe
from newscrawler.scrapyd.jobs import AttemptResult, JobQueue, Lease
from newscrawler.scrapyd.lease_renewer import LeaseRenewer
from tests.support.nodes import until

Documents = Database[dict[str, Any]]

FINISHED = AttemptResult(kind="done", reason="finished", code=0)


@pytest.fixture
def queue(database: Documents) -> JobQueue:
    return JobQueue(database, lease=30)


@pytest.fixture
def renewer(queue: JobQueue) -> Iterator[LeaseRenewer]:
    renewer = LeaseRenewer(queue, 0.05, lambda _: None)
    renewer.start()
    yield renewer
    renewer.close(30)
    assert not renewer.is_alive()


def taken(queue: JobQueue) -> Lease:
    queue.add("p", "x")
    found = queue.take("n1:1:a", "n1", ["p"])
    assert found
    return found[0]


def told(pipe: DeadlinePipe) -> list[float]:
    """Deadlines that the crawl would have read so far."""
    if not select.select([pipe.reading], [], [], 0)[0]:
        return []
    return [float(line) for line in os.read(pipe.reading, 65_536).split()]


def test_a_lease_is_renewed_and_the_crawl_told(queue: JobQueue, renewer: LeaseRenewer, database: Documents) -> None:
    lease = taken(queue)
    before = database["jobs"].find_one({"_id": lease.id})
    pipe = DeadlinePipe(30)
    renewer.hold(lease, pipe, 4711, lambda *_: None)
    deadlines = until(lambda: told(pipe), "the crawl is told")
    assert deadlines[0] > lease.until
    after = database["jobs"].find_one({"_id": lease.id})
    assert before
    assert after
    assert after["leaseUntil"] > before["leaseUntil"]
    assert after["pid"] == 4711
    renewer.ended(lease, FINISHED)
    until(lambda: database["jobs"].find_one({"_id": lease.id, "state": "finished"}), "its end is recorded")


def test_a_lost_lease_kills_the_crawl_and_its_end_changes_nothing(
    queue: JobQueue, renewer: LeaseRenewer, database: Documents
) -> None:
    lease = taken(queue)
    pipe = DeadlinePipe(30)
    # Another node has it by now
    database["jobs"].update_one({"_id": lease.id}, {"$set": {"token": 2, "node": "n2:1:b", "nodeName": "n2"}})
    renewer.hold(lease, pipe, 1, lambda *_: None)
    assert until(lambda: told(pipe), "the crawl is told")[-1] == 0
    renewer.ended(lease, FINISHED)
    assert queue.end(lease, FINISHED) is None
    stored = database["jobs"].find_one({"_id": lease.id})
    assert stored
    assert (stored["state"], stored["token"], stored["nodeName"]) == ("running", 2, "n2")


def test_a_late_end_of_a_job_does_not_end_the_keeper(
    queue: JobQueue, renewer: LeaseRenewer, database: Documents
) -> None:
    """Ends are recorded also when they come after the time until which the lease was known to run."""
    lease = taken(queue)
    over = Lease(lease.id, lease.token, until=0.0)
    renewer.hold(over, DeadlinePipe(30), 1, lambda *_: None)
    renewer.ended(over, FINISHED)
    until(lambda: database["jobs"].find_one({"_id": lease.id, "state": "finished"}), "its end is recorded")
    time.sleep(0.2)
    assert renewer.is_alive()


def test_every_cancellation_is_passed_on_once(queue: JobQueue, renewer: LeaseRenewer, database: Documents) -> None:
    lease = taken(queue)
    asked: list[tuple[str, int]] = []
    renewer.hold(lease, DeadlinePipe(30), 1, lambda signal, times: asked.append((signal, times)))
    assert queue.mark_cancelled(lease.id, lease.token, signal="INT", by="n2") == 1
    until(lambda: asked == [("INT", 1)], "the first is passed on")
    assert queue.mark_cancelled(lease.id, lease.token, signal="KILL", by="n2") == 2
    until(lambda: asked == [("INT", 1), ("KILL", 2)], "the second is passed on")
    renewer.ended(lease, AttemptResult(kind="broken", reason="killed by SIGKILL", signal="SIGKILL"))
    until(lambda: database["jobs"].find_one({"_id": lease.id, "state": "cancelled"}), "it is cancelled")
