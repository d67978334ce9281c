"""A small frontier: one crawl job with a request of each kind."""

from __future__ import annotations

from typing import Any

from pymongo.database import Database

from newscrawler.frontier.requests import identity
from newscrawler.frontier.store import AckResult, CrawlJob, FrontierStore

REASON = "HTTP 503 (4 tries)\x1b[2J"


def frontier_store(database: Database[dict[str, Any]]) -> FrontierStore:
    store = FrontierStore(database, lease=60, tries=5)
    store.observe_clock()
    return store


def stored_crawl_job(database: Database[dict[str, Any]], category: str = "world") -> CrawlJob:
    """Four requests: one done, one held, one waiting, one dead."""
    frontier = frontier_store(database)
    job = frontier.join("japantoday", {"category": category}, "worker-1", stale=600)
    now = frontier.clock.now()
    documents = [
        {
            "_id": identity(job.prefix, name.encode()),
            "walk": job.id,
            "host": "japantoday.com",
            "priority": -number,
            "due": now,
            "token": 0,
            "tries": 0,
            "added": now,
            "request": {"url": f"https://japantoday.com/{name}"},
        }
        for number, name in enumerate(("done", "dead", "held", "waiting"))
    ]
    frontier.add(documents)
    frontier.wake(job.id, ["japantoday.com"])
    frontier.take_hosts("worker-1", frontier.heartbeat(job.id, "worker-1", {}, []).hosts)
    done, dead, _ = frontier.claim(job.id, "worker-1", {"japantoday.com": 3}, poison_allowed=True)
    frontier.acknowledge(
        "worker-1", [AckResult(id=done.id, token=1), AckResult(id=dead.id, token=1, dead_letter_reason=REASON)]
    )
    frontier.mark_seeded(job.id)
    return job
