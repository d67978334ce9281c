"""Addresses for operators: outlets, coverage, gaps, crawls, alerts and quarantine. All of them are read only."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

from bson.codec_options import CodecOptions
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from newscrawler import settings as project
from newscrawler.serve.api.answering import json_answer, list_answer, page_answer, refused, served
from newscrawler.serve.api.asking import Asked, bad
from newscrawler.serve.context import Store, store
from newscrawler.storage.coverage import Coverage, sum_by_outlet
from newscrawler.storage.outlets import followed
from newscrawler.storage.plain import quarantine_fields
from newscrawler.storage.runs import Run, find_run, runs_page, server_time

__all__ = ["ROUTES"]

_LEDGER = timedelta(days=1)
"""Time of the ledger that is shown if ``since`` is not given."""

_FIRST = datetime.min.replace(tzinfo=UTC)
"""First time that Python has: nothing is subtracted from it."""

_LONGEST_OF_ALL = timedelta(days=2)
_LONGEST_OF_ONE = timedelta(days=31)
"""Most of the ledger in one answer: of all outlets (1,000 outlets give 48,000 entries) and of one."""

_ALERT = ("rule", "subject", "message", "since", "lastSeen", "cleared")


def _outlets(request: Request, asked: Asked) -> Response:
    found = store(request)
    shown = [asdict(each) for each in followed(found.database)]
    return json_answer(request, {"items": found.reader.outlets(), "followed": shown})


def _agencies(request: Request, asked: Asked) -> Response:
    return json_answer(request, {"items": store(request).reader.agencies()})


def _coverage(request: Request, asked: Asked) -> Response:
    found = store(request)
    since, until = _span_asked(found, asked)
    hours = found.reader.coverage(outlet=asked["outlet"], since=since, until=until)
    entries = sum_by_outlet(hours) if asked["by"] == "outlet" else hours
    return list_answer(request, map(_coverage_fields, entries))


def _span_asked(found: Store, asked: Asked) -> tuple[datetime, datetime]:
    """Return the beginning and the end of the ledger that is asked for.

    :raises ProblemError: it is more than one answer holds
    """
    now = server_time(found.database)
    since = asked["since"] or max(asked["until"] or now, _FIRST + _LEDGER) - _LEDGER
    until = asked["until"] or now + timedelta(hours=1)
    longest = _LONGEST_OF_ALL if asked["outlet"] is None else _LONGEST_OF_ONE
    if until - since > longest + timedelta(hours=1):
        what = "all outlets: give until, or an outlet" if asked["outlet"] is None else "one outlet: give until"
        raise bad("since", f"one answer has at most {longest.days} days of {what}.")
    return since, until


def _coverage_fields(coverage: Coverage) -> dict[str, Any]:
    half, most = coverage.within(0.5), coverage.within(0.9)
    return {**asdict(coverage), "halfWithin": _finite(half), "mostWithin": _finite(most)}


def _finite(seconds: float | None) -> float | None:
    """Return the seconds; None also for the interval without a bound, which JSON has no number for."""
    return None if seconds is None or math.isinf(seconds) else seconds


def _gaps(request: Request, asked: Asked) -> Response:
    found = store(request).reader.gaps(outlet=asked["outlet"], since=asked["since"], limit=asked["limit"])
    return list_answer(request, map(asdict, found))


def _runs(request: Request, asked: Asked) -> Response:
    found = store(request)
    wanted: dict[str, Any] = {} if asked["spider"] is None else {"spider": asked["spider"]}
    if asked["since"] is not None:
        wanted["started"] = {"$gte": asked["since"]}
    try:
        page = runs_page(found.database, wanted, after=asked["after"], limit=asked["limit"])
    except ValueError as error:
        raise bad("after", f"{error}; begin again without a cursor") from None
    return page_answer(request, _run_fields(found, page.runs), page.later)


def _run(request: Request, asked: Asked) -> Response:
    found = store(request)
    return json_answer(request, next(_run_fields(found, [find_run(found.database, asked["id"])])))


def _run_fields(found: Store, listed: Iterable[Run]) -> Iterator[dict[str, Any]]:
    now = server_time(found.database)
    dead_after = timedelta(seconds=float(found.settings.get("CRAWL_DEAD_AFTER") or project.CRAWL_DEAD_AFTER))
    for run in listed:
        yield {**asdict(run), "state": run.state(now, dead_after), "seconds": run.seconds()}


def _alerts(request: Request, asked: Asked) -> Response:
    query = {"cleared": None} if asked["state"] == "current" else {}
    aware: CodecOptions[dict[str, Any]] = CodecOptions(tz_aware=True, tzinfo=UTC)
    alerts = store(request).database["alerts"].with_options(codec_options=aware)
    found = alerts.find(query).sort([("lastSeen", -1), ("_id", 1)]).limit(asked["limit"])
    return list_answer(request, map(_alert_fields, found))


def _alert_fields(document: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": document["_id"], **{name: document.get(name) for name in _ALERT}}


def _quarantine(request: Request, asked: Asked) -> Response:
    reader = store(request).reader
    try:
        page = reader.quarantine_page(stage=asked["stage"], limit=asked["limit"], after=asked["after"])
    except ValueError as error:
        raise refused(error) from None
    return page_answer(request, map(quarantine_fields, page.items), page.next)


def _quarantined(request: Request, asked: Asked) -> Response:
    return json_answer(request, quarantine_fields(store(request).reader.quarantined(asked["id"])))


ROUTES: list[BaseRoute] = [
    served("outlets", _outlets),
    served("agencies", _agencies),
    served("coverage", _coverage),
    served("gaps", _gaps),
    served("runs", _runs),
    served("run", _run),
    served("alerts", _alerts),
    served("quarantine", _quarantine),
    served("quarantined", _quarantined),
]
