"""*Runs*: crawls that run or ended, and one of them with all that its record says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from newscrawler.runs.states import ENDS, STATES, state_of
from newscrawler.runs.tally import BAD, COVERED
from newscrawler.serve.context import store
from newscrawler.serve.errors import ProblemError
from newscrawler.serve.pages.asked import choice, only
from newscrawler.serve.pages.figures import limits
from newscrawler.serve.pages.rendering import address, page
from newscrawler.storage.reader import AmbiguousKeyError, NotStoredError
from newscrawler.storage.runs import find_run, runs_page, server_time

__all__ = ["ROUTES"]

Document = dict[str, Any]

_ROWS = 40

_LOOKED_BACK = timedelta(days=30)
"""Time in which ended runs of one state are searched: no index knows how runs ended, and a year of them is millions."""

_EARLIER = 30
"""Runs of the same spider that a run is compared with."""


def _runs(request: Request) -> Response:
    only(request, {"spider", "outlet", "state", "after"})
    asked = {name: (request.query_params.get(name) or "").strip() for name in ("spider", "outlet")}
    state = choice(request, "state", ("", *STATES), "")
    database = store(request).database
    now, known = server_time(database), limits(request)
    wanted: Document = {name: value for name, value in asked.items() if value} | _of_state(state, now, known.dead_after)
    after = request.query_params.get("after") or None
    try:
        found = runs_page(database, wanted, after=after, limit=_ROWS)
    except ValueError:
        raise ProblemError(
            400, "Unusable parameter", f"after={(after or '')[:80]!r} is no place in this list."
        ) from None
    params = {**asked, "state": state}
    return page(
        request,
        "runs.html",
        now=now,
        runs=[(run, state_of(run, now, known.dead_after)) for run in found.runs],
        asked=params,
        states=[("", "any"), *((each, each) for each in STATES)],
        spiders=sorted(database["crawls"].distinct("spider")),
        is_any=not any(params.values()),
        since=now - _LOOKED_BACK if state in ENDS else None,
        bad=sorted(BAD),
        first=address("/runs", params) if after else None,
        next=address("/runs", params, after=found.later) if found.later else None,
    )


def _of_state(state: str, now: datetime, dead_after: timedelta) -> Document:
    """Return the condition that the runs of a state fulfil, as :func:`state_of` has it."""
    heard = now - dead_after
    if state in ENDS:
        return {"exitCode": int(ENDS[state]), "ended": {"$ne": None}, "started": {"$gte": now - _LOOKED_BACK}}
    return {
        "running": {"ended": None, "heartbeat": {"$gte": heard}},
        "dead": {"ended": None, "heartbeat": {"$lt": heard}},
    }.get(state, {})


def _run(request: Request) -> Response:
    only(request, ())
    asked = request.path_params["id"]
    database = store(request).database
    try:
        run = find_run(database, asked)
    except (NotStoredError, AmbiguousKeyError) as error:
        raise ProblemError(404, "No such run", f"{str(error)[:400]}; /runs lists all runs.") from None
    if run.id != asked:
        return RedirectResponse(f"/runs/{run.id}", 303)
    now, known = server_time(database), limits(request)
    earlier = runs_page(database, {"spider": run.spider, "outlet": run.outlet}, after=None, limit=_EARLIER).runs
    return page(
        request,
        "run.html",
        now=now,
        run=run,
        state=state_of(run, now, known.dead_after),
        outcomes=_counted(run.outcomes),
        bad=BAD,
        bad_count=run.count(*BAD),
        covered=[(name, run.share(name), run.coverage.get(name, 0)) for name in COVERED],
        counts=[
            ("Answers", _counted(run.statuses), "HTTP status"),
            ("Failures", _counted(run.downloadErrors), "Failure"),
            ("Threads", _counted(run.threads), "Outcome"),
            ("Comments", _counted(run.comments), "Outcome"),
            ("Refused", _counted(run.rejections), "Stage"),
            ("Selectors without a find", _counted(run.missed), "Selector"),
            ("Withheld texts", _counted(run.withheld), "Wish of the outlet"),
        ],
        earlier=[each.count("added") for each in earlier[::-1]],
        live=run.ended is None,
    )


def _counted(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return the counts above 0, the greatest first."""
    return sorted(((name, count) for name, count in counts.items() if count), key=lambda each: (-each[1], each[0]))


ROUTES: list[BaseRoute] = [Route("/runs", _runs), Route("/runs/{id}", _run)]
