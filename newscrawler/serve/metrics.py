"""``/metrics``: the state of the crawls for Prometheus, computed from MongoDB, so that a dead run shows.

Counters are sums over the whole coverage ledger, which nobody removes from: every server has the same values, and a
restart resets none. Labels have values of closed sets; outlets beyond the first 200 are counted as ``other``.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, get_args, get_type_hints

from pymongo.database import Database
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

import newscrawler
from newscrawler.alerts.evaluation import firing
from newscrawler.frontier.inspection import crawl_jobs
from newscrawler.items import Rejection
from newscrawler.runs.states import STATES, end_of
from newscrawler.serve.context import store
from newscrawler.serve.exposition import CONTENT_TYPE, Metric, Sample, text_of
from newscrawler.serve.pages.figures import kept, limits
from newscrawler.serve.pages.now import nodes
from newscrawler.storage._ledger import LATENCIES
from newscrawler.storage.clock import server_time
from newscrawler.storage.coverage import Coverage, totals
from newscrawler.storage.runs import unended
from newscrawler.storage.spool import waiting

__all__ = ["METRICS", "ROUTES"]

Document = dict[str, Any]

OTHER = "other"
"""Label value of all that is not in the closed set."""

_MOST_OUTLETS = 200
"""Outlets with series of their own, those that were visited first: a later one never takes the place of another, and
15 series for each are no load for Prometheus."""

_DAY = timedelta(days=1)

_COUNTED_S = 30.0
"""Seconds for which the counts of requests, quarantine and alerts are kept: Prometheus asks every 15 to 60 s, and a
count of two million requests takes a second."""

_PATIENCE_S = 5.0
"""Seconds that a scrape waits for such a count; Prometheus gives up after 10. A count that is not there in time has no
sample."""

_SETTLED_S = 3_600.0
"""Seconds between two looks whether a day is over."""

_MOST_REQUESTS = 1_000_000
"""Requests of one crawl job that are counted."""

_RULES = (
    *("copies that still run a killed story", "coverage fell", "dead letters", "dead node", "dead run", "ended badly"),
    *("errors", "failed job", "gaps", "incomplete threads", "silence"),
)
"""Names of the alert rules; a test compares them with the rules."""

_JOB_STATES = ("pending", "running", "finished", "failed", "cancelled", "skipped")
_NODE_STATES = ("alive", "dead", "stopped")
_STAGES: tuple[str, ...] = get_args(get_type_hints(Rejection)["stage"])
_COLLECTIONS = ("stories", "copies", "revisions", "threads", "comments", "clusters")

_OUTLET = ("outlet",)
_BY_RESULT = ("outlet", "result")

BUILD = Metric("newscrawler_build_info", "gauge", "Always 1; the label is the version.", ("version",))
RUNS = Metric(
    "newscrawler_runs",
    "gauge",
    "Runs of the last 24 hours: running, dead (without a heartbeat), or ended, by the meaning of the exit code.",
    ("state",),
)
RUN_HEARTBEAT = Metric(
    "newscrawler_run_last_heartbeat_timestamp_seconds", "gauge", "Latest heartbeat of any run, as seconds since 1970."
)
PAGES = Metric("newscrawler_pages_per_second", "gauge", "Pages that the running crawls read, as they last said.")
NODES = Metric("newscrawler_nodes", "gauge", "scrapyd nodes of the last week by state.", ("state",))
NODE_HEARTBEAT = Metric(
    "newscrawler_node_last_heartbeat_timestamp_seconds",
    "gauge",
    "Latest heartbeat of any scrapyd node, as seconds since 1970.",
)
SLOTS = Metric("newscrawler_node_slots", "gauge", "Crawls that the nodes that are alive can run at the same time.")
JOBS = Metric(
    "newscrawler_jobs",
    "gauge",
    "scrapyd jobs that are pending or running now, and jobs that ended in the last 24 hours, by state.",
    ("state",),
)
FRONTIER = Metric(
    "newscrawler_frontier_requests",
    "gauge",
    "Requests of the shared frontier: waiting, leased by a worker, and dead letters.",
    ("state",),
)
QUARANTINE = Metric(
    "newscrawler_quarantine_entries",
    "gauge",
    "Inputs that could not be stored, by the stage that refused them.",
    ("stage",),
)
SPOOL = Metric("newscrawler_spool_files", "gauge", "Spool files on the machine of this server.")
DOCUMENTS = Metric("newscrawler_documents", "gauge", "Documents in the store, about.", ("collection",))
ALERTS = Metric("newscrawler_alerts", "gauge", "Alerts that are firing, by rule.", ("rule",))
OPEN_GAPS = Metric(
    "newscrawler_open_gaps", "gauge", "Gaps of the last 24 hours whose other lists have not all been read yet."
)
FEED_EVENTS = Metric("newscrawler_feed_events_total", "counter", "Events of the change feed: number of the last one.")
FEED_POSITION = Metric(
    "newscrawler_feed_position_timestamp_seconds",
    "gauge",
    "Time up to which the change feed has every change, as seconds since 1970.",
)
STORED = Metric("newscrawler_copies_stored_total", "counter", "Copies that were stored for the first time.", _OUTLET)
CHANGED = Metric("newscrawler_copies_changed_total", "counter", "Copies whose content changed.", _OUTLET)
NAMED = Metric("newscrawler_stories_discovered_total", "counter", "Stories that a list named and nobody knew.", _OUTLET)
WITHDRAWN = Metric("newscrawler_copies_withdrawn_total", "counter", "Copies that were killed or are gone.", _OUTLET)
STORY_VISITS = Metric(
    "newscrawler_story_failures_total", "counter", "Pages of stories that failed or were rejected.", _BY_RESULT
)
LIST_VISITS = Metric("newscrawler_list_visits_total", "counter", "Visits of lists, by result.", _BY_RESULT)
THREAD_VISITS = Metric("newscrawler_thread_visits_total", "counter", "Visits of threads, by result.", _BY_RESULT)
DECLARED = Metric(
    "newscrawler_comments_declared_total",
    "counter",
    "Comments that threads declared, summed over their visits.",
    _OUTLET,
)
COLLECTED = Metric(
    "newscrawler_comments_collected_total",
    "counter",
    "Comments of these threads that are stored, summed over their visits.",
    _OUTLET,
)
GAPS = Metric(
    "newscrawler_gaps_total", "counter", "Readings of a list that share no story with the one before.", _OUTLET
)
WITHIN = Metric(
    "newscrawler_copies_stored_within_total",
    "counter",
    "Copies of all outlets that were stored within this time after they were printed; +Inf: all whose time is known.",
    ("seconds",),
)

METRICS: tuple[Metric, ...] = (
    *(BUILD, RUNS, RUN_HEARTBEAT, PAGES, NODES, NODE_HEARTBEAT, SLOTS, JOBS, FRONTIER, QUARANTINE, SPOOL, DOCUMENTS),
    *(ALERTS, OPEN_GAPS, FEED_EVENTS, FEED_POSITION),
    *(STORED, CHANGED, NAMED, WITHDRAWN, STORY_VISITS, LIST_VISITS, THREAD_VISITS, DECLARED, COLLECTED, GAPS, WITHIN),
)
"""Every metric, in the order of the page."""

_COUNTERS: Mapping[str, tuple[Metric, str | None]] = {
    "stored": (STORED, None),
    "changed": (CHANGED, None),
    "storiesNew": (NAMED, None),
    "killed": (WITHDRAWN, None),
    "gone": (WITHDRAWN, None),
    "failed": (STORY_VISITS, "failed"),
    "rejected": (STORY_VISITS, "rejected"),
    "listsRead": (LIST_VISITS, "read"),
    "listsUnchanged": (LIST_VISITS, "unchanged"),
    "listsFailed": (LIST_VISITS, "failed"),
    "threadsRead": (THREAD_VISITS, "read"),
    "threadsUnchanged": (THREAD_VISITS, "unchanged"),
    "threadsFailed": (THREAD_VISITS, "failed"),
    "threadsGone": (THREAD_VISITS, "gone"),
    "commentsExpected": (DECLARED, None),
    "commentsGot": (COLLECTED, None),
    "gaps": (GAPS, None),
}
"""Counter of the ledger → its metric, and its ``result``."""


def _metrics(request: Request) -> Response:
    database = store(request).database
    now = server_time(database)
    dead_after = limits(request).dead_after
    samples = [
        Sample(BUILD, 1, (newscrawler.__version__,)),
        *_of_runs(database, now, dead_after),
        *_of_nodes(database, now, dead_after),
        *_of_jobs(database, now),
        *_of_documents(database, now),
        *_of_feed(database),
        *_of_spool(Path(store(request).settings["VAR_DIR"]) / "spool"),
        *_counted(request, "frontier", lambda: _of_frontier(database)),
        *_counted(request, "quarantine", lambda: _of_quarantine(database)),
        *_counted(request, "alerts", lambda: _of_alerts(request)),
        *_of_ledger(request, now),
    ]
    return Response(text_of(METRICS, samples), media_type=CONTENT_TYPE, headers={"Cache-Control": "no-store"})


def _counted(request: Request, name: str, count: Callable[[], Iterable[Sample]]) -> list[Sample]:
    """Return samples that are counted beside the requests; none while they are counted for the first time."""
    found = kept(request).get(("metrics", name), lambda: list(count()), seconds=_COUNTED_S, patience=_PATIENCE_S)
    return found or []


def _by_state(metric: Metric, counts: Mapping[str, int], known: Iterable[str]) -> Iterator[Sample]:
    """Yield a sample for each known value, and one for the rest if there is any."""
    known = tuple(known)
    for value in known:
        yield Sample(metric, counts.get(value, 0), (value,))
    rest = sum(count for value, count in counts.items() if value not in known)
    if rest:
        yield Sample(metric, rest, (OTHER,))


def _of_runs(database: Database[Document], now: datetime, dead_after: timedelta) -> Iterator[Sample]:
    under_way = [run for run in unended(database) if now - run.heartbeat <= _DAY]
    states = Counter(run.state(now, dead_after) for run in under_way)
    # A thousand outlets have 24,000 runs a day: the server counts them.
    by_code = {"$group": {"_id": "$exitCode", "count": {"$sum": 1}, "heartbeat": {"$max": "$heartbeat"}}}
    ended = list(database["crawls"].aggregate([{"$match": {"ended": {"$gte": now - _DAY}}}, by_code]))
    yield from _by_state(RUNS, states + Counter({end_of(each["_id"]): each["count"] for each in ended}), STATES)
    alive = [run for run in under_way if run.state(now, dead_after) == "running"]
    yield Sample(PAGES, sum(run.pagesPerMinute or 0 for run in alive) / 60)
    beats = (*(run.heartbeat for run in under_way), *(each["heartbeat"].replace(tzinfo=UTC) for each in ended))
    yield from _latest(RUN_HEARTBEAT, beats)


def _latest(metric: Metric, times: Iterable[datetime]) -> Iterator[Sample]:
    latest = max(times, default=None)
    if latest is not None:
        yield Sample(metric, latest.timestamp())


def _of_nodes(database: Database[Document], now: datetime, dead_after: timedelta) -> Iterator[Sample]:
    machines = nodes(database, now, dead_after)
    yield from _by_state(NODES, Counter(node.state for node in machines), _NODE_STATES)
    yield Sample(SLOTS, sum(node.slots or 0 for node in machines if node.state == "alive"))
    yield from _latest(NODE_HEARTBEAT, (node.heartbeat for node in machines))


def _of_jobs(database: Database[Document], now: datetime) -> Iterator[Sample]:
    lately = {"$or": [{"state": {"$in": ["pending", "running"]}}, {"ended": {"$gte": now - _DAY}}]}
    found = database["jobs"].aggregate([{"$match": lately}, {"$group": {"_id": "$state", "count": {"$sum": 1}}}])
    yield from _by_state(JOBS, {each["_id"]: each["count"] for each in found}, _JOB_STATES)


def _of_documents(database: Database[Document], now: datetime) -> Iterator[Sample]:
    for name in _COLLECTIONS:
        yield Sample(DOCUMENTS, database[name].estimated_document_count(), (name,))
    unfinished: Document = {"at": {"$gte": now - _DAY}, "closed": None, "walk": {"$ne": []}}
    yield Sample(OPEN_GAPS, database["gaps"].count_documents(unfinished))


def _of_feed(database: Database[Document]) -> Iterator[Sample]:
    """Yield the state of the change feed; nothing before its first sequencer has run."""
    position = database["meta"].find_one({"_id": "feed"}, {"number": 1, "at": 1})
    if position is None:
        return
    if position.get("number") is not None:
        yield Sample(FEED_EVENTS, position["number"])
    if position.get("at") is not None:
        yield Sample(FEED_POSITION, position["at"].timestamp())


def _of_spool(folder: Path) -> Iterator[Sample]:
    """Yield the files of this machine's spool; nothing where nothing was ever spooled."""
    if folder.is_dir():
        yield Sample(SPOOL, waiting(folder))


def _of_frontier(database: Database[Document]) -> Iterator[Sample]:
    jobs = crawl_jobs(database, most=_MOST_REQUESTS)
    yield Sample(FRONTIER, sum(job.waiting for job in jobs), ("waiting",))
    yield Sample(FRONTIER, sum(job.leased for job in jobs), ("leased",))
    # Of crawl jobs that have ended too.
    dead = database["frontier"].count_documents({"died": {"$exists": True}}, hint="walk_1_died_-1")
    yield Sample(FRONTIER, dead, ("dead",))


def _of_quarantine(database: Database[Document]) -> Iterator[Sample]:
    found = database["quarantine"].aggregate([{"$group": {"_id": "$stage", "count": {"$sum": 1}}}])
    yield from _by_state(QUARANTINE, {each["_id"]: each["count"] for each in found}, _STAGES)


def _of_alerts(request: Request) -> Iterator[Sample]:
    found = firing(store(request).database, limits(request))
    yield from _by_state(ALERTS, Counter(alert.rule for alert in found), _RULES)


# --- The ledger -----------------------------------------------------------------------------------------------------


class _Ledger:
    """Sums over the ledger. Days that are over are added up once: a year of 1,000 outlets takes seconds."""

    def __init__(self, database: Database[Document]) -> None:
        self._database = database
        self._until: datetime | None = None
        self._sums: dict[str, Coverage] = {}
        self._lock = threading.Lock()

    def settle(self, now: datetime) -> None:
        """Add up the days that are over and have not been added up yet."""
        # Yesterday may still get counts: from a spool that is stored late.
        settled = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0) - _DAY
        with self._lock:
            if self._until is None or self._until < settled:
                self._sums = self._added(since=self._until, until=settled)
                self._until = settled

    def read(self) -> list[Coverage] | None:
        """Return the sums of all hours, by outlet, those first that were visited first; None before the first
        :meth:`settle`."""
        with self._lock:
            if self._until is None:
                return None
            found = self._added(since=self._until, until=None)
        return sorted(found.values(), key=lambda each: (each.since, each.outlet))

    def _added(self, *, since: datetime | None, until: datetime | None) -> dict[str, Coverage]:
        later = totals(self._database, since=since, until=until, names=_COUNTERS, latency=True)
        return self._sums | {each.outlet: _sum_of(self._sums.get(each.outlet), each) for each in later}


def _sum_of(earlier: Coverage | None, later: Coverage) -> Coverage:
    if earlier is None:
        return later
    return Coverage(
        outlet=later.outlet,
        since=min(earlier.since, later.since),
        until=max(earlier.until, later.until),
        leftOut={},
        latency=Counter(earlier.latency) + Counter(later.latency),
        **{name: getattr(earlier, name) + getattr(later, name) for name in _COUNTERS},
    )


def _of_ledger(request: Request, now: datetime) -> Iterator[Sample]:
    ledger = _ledger(request)
    kept(request).get(("metrics", "ledger"), lambda: ledger.settle(now), seconds=_SETTLED_S, patience=_PATIENCE_S)
    outlets = ledger.read()
    if outlets is None:
        return
    counts: Counter[tuple[Metric, tuple[str, ...]]] = Counter()
    for place, each in enumerate(outlets):
        outlet = each.outlet if place < _MOST_OUTLETS else OTHER
        for name, (metric, result) in _COUNTERS.items():
            counts[metric, (outlet,) if result is None else (outlet, result)] += getattr(each, name)
    for (metric, labels), count in counts.items():
        yield Sample(metric, count, labels)
    yield from _of_latency(outlets)


def _ledger(request: Request) -> _Ledger:
    state = request.app.state
    if not hasattr(state, "ledger"):
        state.ledger = _Ledger(store(request).database)
    found: _Ledger = state.ledger
    return found


def _of_latency(outlets: Iterable[Coverage]) -> Iterator[Sample]:
    counted: Counter[str] = sum((Counter(each.latency) for each in outlets), Counter())
    reached = 0
    for bound in LATENCIES:
        reached += counted[str(bound)]
        yield Sample(WITHIN, reached, (str(bound),))
    yield Sample(WITHIN, reached + counted["more"], ("+Inf",))


ROUTES: list[BaseRoute] = [Route("/metrics", _metrics)]
