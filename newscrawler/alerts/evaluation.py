"""Evaluation of the rules on the data of the store."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from bson.codec_options import CodecOptions
from pymongo import ASCENDING, DESCENDING
from pymongo.database import Database
from scrapy.settings import BaseSettings

from newscrawler.alerts import rules
from newscrawler.alerts.rhythm import HISTORY, ObservedHour, Rhythm, rhythm_of
from newscrawler.alerts.rules import Alert, Limits
from newscrawler.storage.coverage import OLD, Coverage, coverage, gaps, sum_by_outlet
from newscrawler.storage.kills import still_running
from newscrawler.storage.runs import runs, server_time, unended

__all__ = ["firing", "known_rhythm", "limits_of"]

Document = dict[str, Any]

_WINDOW = timedelta(days=14)
"""Spiders without a run, and outlets without a visit in this time are ignored: they are no longer crawled."""

_RUNS = 30
"""Most runs of a spider that are read in search of runs with enough pages."""

_AFTER_KILL = 200
"""Most copies of killed stories that are reported, each as an alert of its own; ``scrapy stories --after-kill`` lists
all."""

_GAPS = timedelta(days=1)
"""Time for which a gap is reported: what can be fetched again was fetched within minutes, and the ledger keeps it."""

_LEARNED = HISTORY + timedelta(days=2)
"""Time before the last story whose ledger is read: the first hours only show when somebody began to watch."""

_LIVELY = timedelta(hours=2)
"""An outlet with a story in the last two hours is not asked for its rhythm: no silence of a whole hour has passed."""


def limits_of(settings: BaseSettings) -> Limits:
    """Return the limits that the settings ``ALERT_…`` and ``CRAWL_DEAD_AFTER`` state."""
    return Limits(
        silence=timedelta(hours=settings.getfloat("ALERT_SILENCE_HOURS")),
        error_share=settings.getfloat("ALERT_ERROR_SHARE"),
        incomplete_share=settings.getfloat("ALERT_INCOMPLETE_SHARE"),
        dead_after=timedelta(seconds=settings.getfloat("CRAWL_DEAD_AFTER")),
    )


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
    yield from rules.dead_runs(unended(database), latest_ended, now, limits)
    rhythmic, silent = _unusual_silences(database, now)
    yield from silent
    for spider in sorted(database["schedules"].distinct("spider")):
        if not _is_of(database, spider, rhythmic, now):
            yield from _silence(database, spider, now, limits)
    yield from rules.gaps(gaps(database, since=now - _GAPS))
    yield from _dead_letters(database)
    yield from _failed_jobs(database, now)
    yield from _dead_nodes(database, now, limits)
    yield from rules.after_kill(islice(still_running(database), _AFTER_KILL))


def _unusual_silences(database: Database[Document], now: datetime) -> tuple[set[str], list[Alert]]:
    """Return the outlets whose own rhythm says when they are silent, and the alerts of those that are."""
    rhythmic: set[str] = set()
    alerts: list[Alert] = []
    for outlet, last_story in _last_stories(database, now).items():
        if now - last_story < _LIVELY:
            rhythmic.add(outlet)
            continue
        hours = list(coverage(database, outlet=outlet, since=last_story - _LEARNED))
        rhythm = rhythm_of(map(_observed, hours))
        if rhythm is not None:
            rhythmic.add(outlet)
            if _is_wanted(database, outlet):
                after = sum_by_outlet(hour for hour in hours if hour.since > last_story)
                alerts += rules.unusual_silence(outlet, rhythm, last_story, after[0] if after else None, now)
    return rhythmic, alerts


def _is_wanted(database: Database[Document], outlet: str) -> bool:
    """Return whether an outlet has lists in the calendar, and no operator has paused it."""
    lists = database["calendar"].find_one({"outlet": outlet, "kind": "list"}, {"_id": 1})
    paused = database["outlets"].find_one({"outlet": outlet, "state": "paused"}, {"_id": 1})
    return lists is not None and paused is None


def known_rhythm(database: Database[Document], outlet: str, now: datetime) -> Rhythm | None:
    """Return the rhythm of an outlet that is visited; None while it is not known."""
    last_story = _last_stories(database, now, outlet).get(outlet)
    if last_story is None:
        return None
    return rhythm_of(map(_observed, coverage(database, outlet=outlet, since=last_story - _LEARNED)))


def _observed(hour: Coverage) -> ObservedHour:
    return ObservedHour(hour.since, stories=hour.fresh, looks=hour.looks)


def _last_stories(database: Database[Document], now: datetime, outlet: str | None = None) -> dict[str, datetime]:
    """Return the last hour with a new story of each outlet that is still visited."""
    hour = "$_id.hour"
    fresh = {"$subtract": ["$stored", {"$sum": [f"$latency.{bound}" for bound in OLD]}]}
    asked: Document = {} if outlet is None else {"_id.outlet": outlet}
    found = database["coverage"].aggregate(
        [
            {"$match": {**asked, "_id.hour": {"$gte": now - HISTORY - _WINDOW}}},
            {
                "$group": {
                    "_id": "$_id.outlet",
                    "story": {"$max": {"$cond": [{"$gt": [fresh, 0]}, hour, None]}},
                    "visit": {"$max": hour},
                }
            },
            {"$match": {"story": {"$ne": None}, "visit": {"$gte": now - _WINDOW}}},
        ]
    )
    return {each["_id"]: each["story"] for each in sorted(found, key=lambda each: str(each["_id"]))}


def _is_of(database: Database[Document], spider: str, rhythmic: set[str], now: datetime) -> bool:
    """Return whether all outlets that a spider crawls have a rhythm of their own."""
    outlets = set(database["crawls"].distinct("outlet", {"spider": spider, "started": {"$gte": now - _WINDOW}}))
    return bool(outlets) and outlets <= rhythmic


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
