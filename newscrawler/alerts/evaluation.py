"""Evaluation of the rules on the data of the store."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from bson.codec_options import CodecOptions
from pymongo import ASCENDING, DESCENDING
from pymongo.database import Database

from newscrawler.alerts import rules
from newscrawler.alerts.rules import Alert, Limits
from newscrawler.storage.kills import still_running
from newscrawler.storage.runs import Run, runs, server_time

__all__ = ["firing"]

Document = dict[str, Any]

_WINDOW = timedelta(days=14)
"""Spiders without a run in this time are ignored: they are no longer crawled."""

_RUNS = 30
"""Most runs of a spider that are read in search of runs with enough pages."""

_AFTER_KILL = 200
"""Most copies of killed stories that are reported, each as an alert of its own; ``scrapy stories --after-kill`` lists
all."""


def firing(database: Database[Document], limits: Limits) -> list[Alert]:
    """Return all current alerts in a stable order."""
    database = database.with_options(codec_options=CodecOptions(tz_aware=True, tzinfo=UTC))
    now = server_time(database)
    return sorted({alert.id: alert for alert in _all(database, now, limits)}.values(), key=lambda alert: alert.id)


def _all(database: Database[Document], now: datetime, limits: Limits) -> Iterator[Alert]:
    latest_ended: dict[str, datetime] = {}
    for spider in sorted(database["crawls"].distinct("spider", {"started": {"$gte": now - _WINDOW}})):
        ended = list(islice((run for run in runs(database, spider=spider) if run.ended is not None), _RUNS))
        if ended:
            latest_ended[spider] = ended[0].started
        yield from rules.coverage_fell(spider, ended)
        yield from rules.errors(spider, ended, limits)
        yield from rules.badly_ended(spider, ended)
        yield from rules.incomplete_threads(spider, ended, limits)
    yield from rules.dead_runs(map(Run.of, database["crawls"].find({"ended": None})), latest_ended, now, limits)
    for spider in sorted(database["schedules"].distinct("spider")):
        yield from _silence(database, spider, now, limits)
    yield from _dead_letters(database)
    yield from _failed_jobs(database, now)
    yield from _dead_nodes(database, now, limits)
    yield from rules.after_kill(islice(still_running(database), _AFTER_KILL))


def _silence(database: Database[Document], spider: str, now: datetime, limits: Limits) -> Iterator[Alert]:
    crawls = database["crawls"]
    brought = {"spider": spider, "$or": [{"outcomes.added": {"$gt": 0}}, {"outcomes.changed": {"$gt": 0}}]}
    last = crawls.find_one(brought, sort=[("started", DESCENDING)])
    first = crawls.find_one({"spider": spider}, sort=[("started", ASCENDING)])
    due = database["schedules"].find_one({"spider": spider}, sort=[("next", ASCENDING)])
    watched: list[datetime] = [first["started"]] if first else []
    watched += [due["next"]] if due else []
    if watched:
        yield from rules.silence(spider, last["heartbeat"] if last else None, min(watched), now, limits)


def _dead_letters(database: Database[Document]) -> Iterator[Alert]:
    put_aside: list[Document] = [
        {"$match": {"died": {"$exists": True}}},
        {"$group": {"_id": "$walk", "pages": {"$sum": 1}}},
    ]
    by_walk = {found["_id"]: found["pages"] for found in database["frontier"].aggregate(put_aside)}
    spiders = {
        walk["_id"]: walk["spider"] for walk in database["walks"].find({"_id": {"$in": list(by_walk)}}, {"spider": 1})
    }
    pages: dict[str, int] = {}
    for walk, count in by_walk.items():
        spider = spiders.get(walk, "unknown")
        pages[spider] = pages.get(spider, 0) + count
    for spider, count in pages.items():
        yield Alert(
            rule="dead letters",
            subject=spider,
            message=f"{spider}: {count} pages were given up after several attempts; see scrapy frontier dead",
        )


def _failed_jobs(database: Database[Document], now: datetime) -> Iterator[Alert]:
    recent = {"state": "failed", "ended": {"$gte": now - timedelta(days=1)}}
    for job in database["jobs"].find(recent).sort("ended", DESCENDING):
        later = {"spider": job["spider"], "state": "finished", "ended": {"$gt": job["ended"]}}
        if database["jobs"].find_one(later) is None:
            yield Alert(
                rule="failed job",
                subject=job["spider"],
                message=f"{job['spider']}: job {job['job']} failed: {job.get('reason') or 'no reason given'}",
            )


def _dead_nodes(database: Database[Document], now: datetime, limits: Limits) -> Iterator[Alert]:
    latest: dict[str, Document] = {}
    for node in database["nodes"].find().sort("heartbeat", ASCENDING):
        latest[node["name"]] = node
    for name, node in latest.items():
        if node.get("stopped") is None and now - node["heartbeat"] > limits.dead_after:
            yield Alert(
                rule="dead node",
                subject=name,
                message=f"scrapyd node {name} on {node.get('host', 'an unknown host')} was last heard of at "
                f"{node['heartbeat']:%Y-%m-%d %H:%M} UTC; other nodes have taken its jobs",
            )
