"""Jobs of a crawl that never ends: however many nodes die in its months, another one takes it over."""

from __future__ import annotations

from typing import Any

import pytest
from pymongo.database import Database

from newscrawler.scrapyd.jobs import AttemptResult, JobQueue, TryLimits

DEATHS = 5
NODE_DIED = AttemptResult(kind="broken", reason="its node died")


def states(database: Database[dict[str, Any]], spider: str) -> list[str | None]:
    """States of a job after each death of its node."""
    queue = JobQueue(database, limits=TryLimits(tries=3, delay=0))
    queue.add("newscrawler", spider)
    found: list[str | None] = []
    while (taken := queue.take("n1", "n1", ["newscrawler"])) is not None and len(found) < DEATHS:
        found.append(queue.end(taken[0], NODE_DIED))
    return found


def test_a_job_of_follow_is_queued_again_each_time(database: Database[dict[str, Any]]) -> None:
    assert states(database, "follow") == ["pending"] * DEATHS


def test_other_jobs_have_their_tries(database: Database[dict[str, Any]]) -> None:
    assert states(database, "japantoday") == ["pending", "pending", "failed"]


@pytest.mark.parametrize("kind", ["done", "unusable"])
def test_a_job_of_follow_that_ended_or_cannot_be_used_is_over(database: Database[dict[str, Any]], kind: Any) -> None:
    queue = JobQueue(database)
    queue.add("newscrawler", "follow")
    taken = queue.take("n1", "n1", ["newscrawler"])
    assert taken is not None
    assert queue.end(taken[0], AttemptResult(kind=kind, reason="so")) in ("finished", "failed")
