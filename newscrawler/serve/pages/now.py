"""*Now*: what runs, what is silent, what died, and what waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from pymongo import ASCENDING
from pymongo.database import Database
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from newscrawler.alerts.evaluation import firing
from newscrawler.alerts.notices import since as began
from newscrawler.alerts.rules import Alert, Limits
from newscrawler.feed import Feed
from newscrawler.frontier.inspection import CrawlJobStatus, crawl_jobs
from newscrawler.runs.states import state_of
from newscrawler.runs.tally import BAD
from newscrawler.serve.context import store
from newscrawler.serve.pages.figures import kept, limits
from newscrawler.serve.pages.rendering import address, page
from newscrawler.storage.coverage import HOUR, stored_by_hour
from newscrawler.storage.runs import Run, runs, server_time, unended

__all__ = ["ROUTES"]

Document = dict[str, Any]

_DAY = timedelta(days=1)

_ENDED = 8
"""Ended crawls that are shown: the latest; all are at /runs."""

_SHOWN = 50
"""Rows of a table here. What is beyond it is counted, and listed elsewhere."""

_MOST_COUNTED = 10_000
"""Requests of a crawl job that are counted: a glance needs no more, and a count costs a microsecond for each."""

_ALERTS_KEPT_S = 20.0
"""The rules look at weeks of runs and ledgers, which takes a second for 1,000 outlets."""

_HOURS_KEPT_S = 60.0

_WARNINGS = frozenset({"gaps", "coverage fell", "incomplete threads", "dead letters"})
"""Rules about what may be missing; all others say that something does not work."""

_LAG_S = 60.0
"""Lag of the change feed from which it is marked: a sequencer that takes over needs half a minute."""

_OF_SPIDERS = frozenset({"silence", "errors", "ended badly", "coverage fell", "incomplete threads"})
"""Rules whose subject begins with the name of a spider."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A scrapyd node, by its latest run."""

    name: str
    host: str | None
    state: str
    """``alive``, ``dead`` or ``stopped``."""
    slots: int | None
    running: int | None
    version: str | None
    heartbeat: datetime


def nodes(database: Database[Document], now: datetime, dead_after: timedelta) -> list[Node]:
    """Return the nodes of the last week, by name, as the rule ``dead node`` sees them."""
    latest = {each["name"]: each for each in database["nodes"].find().sort("heartbeat", ASCENDING)}
    return [_node(latest[name], now, dead_after) for name in sorted(latest)]


def _node(found: Document, now: datetime, dead_after: timedelta) -> Node:
    heard: datetime = found["heartbeat"]
    state = "stopped" if found.get("stopped") else "dead" if now - heard > dead_after else "alive"
    known = {name: found.get(name) for name in ("host", "slots", "running", "version")}
    return Node(name=found["name"], state=state, heartbeat=heard, **known)


def _now(request: Request) -> Response:
    database = store(request).database
    now, known = server_time(database), limits(request)
    _begin(request, database, now, known)
    under_way = list(unended(database))
    alive = [run for run in under_way if run.state(now, known.dead_after) == "running"]
    dead = [run for run in under_way if run not in alive and now - run.heartbeat <= _DAY]
    machines = nodes(database, now, known.dead_after)
    jobs = crawl_jobs(database, most=_MOST_COUNTED)
    alerts, is_evaluated = _alerts(request, database, known)
    return page(
        request,
        "now.html",
        now=now,
        under_way=[*dead, *alive][:_SHOWN],
        states={run.id: state_of(run, now, known.dead_after) for run in under_way},
        running=len(alive),
        dead=len(dead),
        left_out=max(0, len(alive) + len(dead) - _SHOWN),
        pages_a_second=sum(run.pagesPerMinute or 0 for run in alive) / 60,
        machines=machines,
        nodes_alive=sum(node.state == "alive" for node in machines),
        nodes_dead=sum(node.state == "dead" for node in machines),
        jobs=jobs[:_SHOWN],
        queue=_queue(jobs),
        alerts=alerts[:_SHOWN],
        alert_count=len(alerts),
        silent=sum(alert.rule == "silence" for alert in alerts),
        is_evaluated=is_evaluated,
        links={alert.id: _place(alert) for alert in alerts[:_SHOWN]},
        warnings=_WARNINGS,
        began=began(database),
        ended=_ended(database, now, known),
        hours=_hours(request, database, now),
        bad=sorted(BAD),
        most_counted=_MOST_COUNTED,
        feed=Feed(database).state(),
        lag_limit=_LAG_S,
    )


def _ended(database: Database[Document], now: datetime, known: Limits) -> list[tuple[Run, str]]:
    """Return the latest ended runs with their states."""
    latest = (run for run in runs(database, since=now - _DAY, limit=4 * _ENDED) if run.ended is not None)
    return [(run, state_of(run, now, known.dead_after)) for run, _ in zip(latest, range(_ENDED), strict=False)]


def _queue(jobs: Sequence[CrawlJobStatus]) -> dict[str, Any]:
    """Return sums over the crawl jobs; ``is_more``: a count stopped at its limit."""
    return {
        "waiting": sum(job.waiting for job in jobs),
        "leased": sum(job.leased for job in jobs),
        "dead": sum(job.dead for job in jobs),
        "is_more": any(job.waiting + job.leased >= _MOST_COUNTED for job in jobs),
    }


def _begin(request: Request, database: Database[Document], now: datetime, known: Limits) -> None:
    """Begin what takes long, before the rest of the page is read."""
    kept(request).start("alerts", lambda: firing(database, known), seconds=_ALERTS_KEPT_S)
    since = _first_hour(now)
    kept(request).start(("hours", since), lambda: stored_by_hour(database, since=since), seconds=_HOURS_KEPT_S)


def _alerts(request: Request, database: Database[Document], known: Limits) -> tuple[list[Alert], bool]:
    """Return the current alerts, and whether the rules were evaluated; otherwise they are those that were recorded."""
    found = kept(request).get("alerts", lambda: firing(database, known), seconds=_ALERTS_KEPT_S)
    if found is not None:
        return found, True
    recorded = database["alerts"].find({"cleared": None}).sort([("since", ASCENDING), ("_id", ASCENDING)])
    return [Alert(rule=each["rule"], subject=each["subject"], message=each["message"]) for each in recorded], False


def _place(alert: Alert) -> tuple[str, str] | None:
    """Return the address and the label of the page that shows more of an alert; None where there is none."""
    if alert.rule in ("silence", "gaps") and "." in alert.subject:
        return f"/outlets/{quote(alert.subject, safe='')}", "Outlet"
    if alert.rule == "dead run":
        return f"/runs/{quote(alert.subject, safe='')}", "Run"
    if alert.rule in _OF_SPIDERS:
        return address("/runs", spider=alert.subject.partition(" ")[0]), "Runs"
    return ("/work", "Work") if alert.rule in ("dead letters", "failed job") else None


def _first_hour(now: datetime) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0) - 23 * HOUR


def _hours(request: Request, database: Database[Document], now: datetime) -> list[tuple[datetime, int]] | None:
    """Return the stories stored in each of the last 24 hours; None while they are counted."""
    since = _first_hour(now)
    found = kept(request).get(
        ("hours", since), lambda: stored_by_hour(database, since=since), seconds=_HOURS_KEPT_S, patience=0.05
    )
    return None if found is None else [(at, found.get(at, 0)) for at in (since + n * HOUR for n in range(24))]


ROUTES: list[BaseRoute] = [Route("/", _now)]
