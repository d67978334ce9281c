"""*Outlets*: what was expected of each outlet, what came, and what may have been missed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pymongo import ASCENDING, DESCENDING
from pymongo.database import Database
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from newscrawler.alerts.evaluation import known_rhythm
from newscrawler.alerts.rhythm import Rhythm
from newscrawler.runs.states import state_of
from newscrawler.runs.tally import BAD, COVERED
from newscrawler.serve.context import store
from newscrawler.serve.errors import ProblemError
from newscrawler.serve.pages.asked import choice, only, page_number
from newscrawler.serve.pages.figures import kept, limits
from newscrawler.serve.pages.rendering import address, page
from newscrawler.serve.pages.strips import HEIGHT, Strip, strip_of
from newscrawler.storage.calendar import Calendar
from newscrawler.storage.coverage import HOUR, Coverage, coverage, gaps, sum_by_outlet, totals
from newscrawler.storage.outlets import FollowedOutlet
from newscrawler.storage.runs import runs_page, server_time

__all__ = ["ROUTES"]

Document = dict[str, Any]

_SPANS = {"24h": 24, "7d": 7 * 24}
"""Hours of the ledger that a page may show, by the value of its parameter."""

_ROWS = {"24h": 30, "7d": 15}
"""Outlets of a page: the ledgers of all their hours are read in 50 ms."""

_PAGES_READ = 20
"""Latest copies of an outlet whose fields its row shows."""

_PAGES_READ_THERE = 200
"""The same of an outlet's own page."""

_CORE = ("body", "datePublished", "byline")
"""Fields of a row: without one of the first two a story is of little use, and the third is part of its identity."""

_TOTALS_KEPT_S = 30.0

_PATIENCE_S = 20.0
"""Seconds that a reader who sorts all outlets by a figure waits for it: there is no page without it."""

_GAPS, _RUNS, _STORIES, _LISTS = 30, 10, 10, 100
"""Rows of the tables of an outlet."""

_Key = Callable[[Coverage], Any]

_SORTS: dict[str, tuple[_Key, tuple[str, ...], bool]] = {
    "stored": (lambda total: total.stored, ("stored",), False),
    "bad": (lambda total: total.failed + total.rejected, ("failed", "rejected"), False),
    "lists": (lambda total: total.listsFailed, ("listsFailed",), False),
    "gaps": (lambda total: total.gaps, ("gaps",), False),
    "p90": (lambda total: total.within(0.9) or 0.0, (), True),
    "comments": (
        lambda total: total.commentsExpected - total.commentsGot,
        ("commentsExpected", "commentsGot"),
        False,
    ),
    "story": (lambda total: (total.lastStory is not None, total.lastStory), (), False),
}
"""Orders of outlets: the figure, the counters that it needs, and whether it needs the latency."""

_SHOWN = ("", "followed", "paused", "unvisited", "gaps", "failing")
"""Kinds of outlets that the list may be narrowed to; empty: all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    name: str
    total: Coverage | None
    """None: it was not visited."""
    strip: Strip
    state: str
    kind: str
    fields: dict[str, float] | None
    spent: int
    budget: int | None


def _outlets(request: Request) -> Response:
    only(request, {"span", "sort", "page", "q", "show"})
    span = choice(request, "span", _SPANS, "24h")
    sort = choice(request, "sort", [*_SORTS, *(f"-{name}" for name in _SORTS), "outlet", "-outlet"], "outlet")
    show = choice(request, "show", _SHOWN, "")
    number, text = page_number(request), (request.query_params.get("q") or "").strip().lower()
    database = store(request).database
    now = server_time(database)
    since = _first_hour(now, span)
    followed = _followed(database)
    known = sorted({*database["coverage"].distinct("_id.outlet"), *followed})
    names = _chosen(known, followed, text, show, lambda: _totals(request, span, since, ("gaps", "listsFailed")))
    names = _sorted(names, sort, lambda key: _totals(request, span, since, _SORTS[key][1], latency=_SORTS[key][2]))
    rows = _ROWS[span]
    visible = names[(number - 1) * rows : number * rows]
    params = {"span": span, "sort": sort, "show": show, "q": text}
    return page(
        request,
        "outlets.html",
        now=now,
        rows=_rows(request, visible, followed, since, _SPANS[span]),
        span=span,
        sort=sort,
        show=show,
        q=text,
        count=len(names),
        known=len(known),
        followed=len(followed),
        first=(number - 1) * rows + 1,
        asked=params,
        sortable=(*_SORTS, "outlet"),
        previous=address("/outlets", params, page=number - 1) if number > 1 else None,
        next=address("/outlets", params, page=number + 1) if number * rows < len(names) else None,
        strip_height=HEIGHT,
        core=_CORE,
        pages_read=_PAGES_READ,
    )


def _first_hour(now: datetime, span: str) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0) - (_SPANS[span] - 1) * HOUR


def _followed(database: Database[Document]) -> dict[str, Document]:
    """Return the outlets that are followed, by host: state and budget."""
    found = database["outlets"].find({}, {"outlet": 1, "state": 1, "mostPerHour": 1})
    return {each["outlet"]: each for each in found}


def _totals(
    request: Request, span: str, since: datetime, names: Collection[str], *, latency: bool = False
) -> dict[str, Coverage]:
    """Return sums of counters of all outlets that were visited, by outlet."""
    database = store(request).database
    found = kept(request).get(
        ("totals", span, since, tuple(names), latency),
        lambda: {each.outlet: each for each in totals(database, since=since, names=names, latency=latency)},
        seconds=_TOTALS_KEPT_S,
        patience=_PATIENCE_S,
    )
    if found is None:
        raise ProblemError(503, "Too slow", "The ledger was not added up in time; sort by outlet, or ask again.")
    return found


def _chosen(
    known: Sequence[str],
    followed: dict[str, Document],
    text: str,
    show: str,
    visited: Callable[[], dict[str, Coverage]],
) -> list[str]:
    names = [name for name in known if text in name] if text else list(known)
    if show in ("followed", "paused"):
        state = {"followed": "active"}.get(show, show)
        return [name for name in names if name in followed and followed[name].get("state") == state]
    if show:
        sums = visited()
        holds: dict[str, Callable[[Coverage | None], bool]] = {
            "unvisited": lambda total: total is None,
            "gaps": lambda total: total is not None and total.gaps > 0,
            "failing": lambda total: total is not None and total.listsFailed > 0,
        }
        return [name for name in names if holds[show](sums.get(name))]
    return names


def _sorted(names: list[str], sort: str, summed: Callable[[str], dict[str, Coverage]]) -> list[str]:
    """Return the names in the asked order; outlets that were not visited come last."""
    key, descending = sort.lstrip("-"), sort.startswith("-")
    if key == "outlet":
        return sorted(names, reverse=descending)
    sums, figure = summed(key), _SORTS[key][0]
    visited = sorted((name for name in names if name in sums), key=lambda name: figure(sums[name]), reverse=descending)
    return visited + [name for name in names if name not in sums]


def _rows(
    request: Request, names: Sequence[str], followed: dict[str, Document], since: datetime, count: int
) -> list[_Row]:
    database, silent = store(request).database, _silent(request)
    hours: dict[str, list[Coverage]] = {name: [] for name in names}
    for hour in coverage(database, outlet=names, since=since):
        hours[hour.outlet].append(hour)
    spent = Calendar(database).spent(names) if names else {}
    shares = field_shares(database, names, _CORE, _PAGES_READ)
    made = []
    for name in names:
        known = followed.get(name, {})
        state, kind = _state(hours[name], known, silent=name in silent)
        row = _Row(
            name=name,
            total=next(iter(sum_by_outlet(hours[name])), None),
            strip=strip_of(hours[name], since, count),
            state=state,
            kind=kind,
            fields=shares.get(name),
            spent=spent.get(name, 0),
            budget=known.get("mostPerHour"),
        )
        made.append(row)
    return made


def _state(hours: Sequence[Coverage], known: Document, *, silent: bool) -> tuple[str, str]:
    """Return the state of an outlet in a word, and the kind of its badge.

    :param hours: its ledger, the oldest hour first
    :param silent: whether the rule of silence holds for it
    """
    if known.get("state") == "paused":
        return "paused", "idle"
    if not hours:
        return "not visited", "warn" if known else "idle"
    if hours[-1].listsFailed and not hours[-1].looks:
        return "lists fail", "bad"
    if silent:
        return "silent", "bad"
    if any(hour.fresh > 0 for hour in hours):
        return "ok", "ok"
    return ("old stories only", "idle") if any(hour.stored for hour in hours) else ("no story", "warn")


def _silent(request: Request) -> set[str]:
    """Return the outlets that are silent by the rules of alerts, as far as these were evaluated lately."""
    alerts = kept(request).known("alerts") or []
    return {alert.subject for alert in alerts if alert.rule == "silence"}


def field_shares(
    database: Database[Document], outlets: Iterable[str], fields: Iterable[str], pages: int
) -> dict[str, dict[str, float]]:
    """Return the share of each outlet's latest copies that have each field; an outlet without a copy is left out.

    :param pages: number of copies that are looked at
    """
    has = {
        name: {"$sum": {"$cond": [{"$in": [{"$ifNull": [f"${name}", None]}, [None, "", []]]}, 0, 1]}} for name in fields
    }
    # One round trip for all outlets: each is looked up in the index of outlet and time.
    asked = [{"outlet": outlet} for outlet in outlets]
    latest = [{"$sort": {"lastChanged": -1}}, {"$limit": pages}, {"$group": {"_id": None, "pages": {"$sum": 1}, **has}}]
    copies = {"from": "copies", "localField": "outlet", "foreignField": "outlet", "pipeline": latest, "as": "copies"}
    found = database.aggregate([{"$documents": asked}, {"$lookup": copies}]) if asked else ()
    return {
        each["outlet"]: {name: counts[name] / counts["pages"] for name in has}
        for each in found
        for counts in each["copies"]
    }


# --- one outlet -------------------------------------------------------------------------------------------------------


def _outlet(request: Request) -> Response:
    only(request, {"span"})
    name, span = request.path_params["outlet"], choice(request, "span", _SPANS, "24h")
    held = store(request)
    database = held.database
    now, known = server_time(database), limits(request)
    since = _first_hour(now, span)
    followed = database["outlets"].find_one({"outlet": name})
    hours = list(coverage(database, outlet=name, since=since))
    stories = list(held.reader.stories(outlet=name, limit=_STORIES))
    lists = _lists(database, name)
    if not (followed or hours or stories or lists or _was_visited(database, name)):
        raise ProblemError(404, "No such outlet", f"Nothing is known of {name[:200]!r}; /outlets lists all outlets.")
    rhythm = known_rhythm(database, name, now)
    ended = runs_page(database, {"outlet": name}, after=None, limit=_RUNS)
    return page(
        request,
        "outlet.html",
        now=now,
        name=name,
        span=span,
        spans=[(address(f"/outlets/{name}", span=each), each, each == span) for each in _SPANS],
        followed=None if followed is None else FollowedOutlet.of(followed),
        state=_state(hours, followed or {}, silent=name in _silent(request)),
        total=next(iter(sum_by_outlet(hours)), None),
        hours=_hourly(hours, since, now, rhythm),
        line=_line(hours, since, _SPANS[span]),
        usual=None if rhythm is None else [rhythm.rate(since + n * HOUR) for n in range(_SPANS[span])],
        week=_week(rhythm),
        lists=lists,
        gaps=list(gaps(database, outlet=name, limit=_GAPS)),
        runs=[(run, state_of(run, now, known.dead_after)) for run in ended.runs],
        bad=sorted(BAD),
        stories=stories,
        fields=field_shares(database, [name], COVERED, _PAGES_READ_THERE).get(name),
        pages_read=_PAGES_READ_THERE,
        spent=Calendar(database).spent([name]).get(name, 0),
    )


def _was_visited(database: Database[Document], name: str) -> bool:
    return database["coverage"].find_one({"_id.outlet": name}, {"_id": 1}) is not None


def _hourly(
    hours: Sequence[Coverage], since: datetime, now: datetime, rhythm: Rhythm | None
) -> list[tuple[datetime, Coverage | None, float | None]]:
    """Return each hour until now, the latest first, with its ledger and the stories that are usual at it."""
    visited = {hour.since: hour for hour in hours}
    listed, at = [], since
    while at <= now:
        listed.append((at, visited.get(at), None if rhythm is None else rhythm.rate(at)))
        at += HOUR
    return listed[::-1]


def _line(hours: Sequence[Coverage], since: datetime, count: int) -> list[tuple[datetime, int | None]]:
    """Return the copies stored in each hour; None: it was not visited."""
    stored = {hour.since: hour.stored for hour in hours}
    return [(at, stored.get(at)) for at in (since + n * HOUR for n in range(count))]


def _week(rhythm: Rhythm | None) -> list[tuple[str, list[tuple[float, int]]]] | None:
    """Return the usual stories by day of the week and hour, each with its level from 0 to 5."""
    if rhythm is None:
        return None
    most = max(rhythm.rates) or 1.0
    days = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    return [
        (day, [(rate, round(5 * rate / most)) for rate in rhythm.rates[24 * number : 24 * (number + 1)]])
        for number, day in enumerate(days)
    ]


def _lists(database: Database[Document], name: str) -> list[Document]:
    """Return the outlet's lists in the calendar, the soonest due first."""
    fields = ("url", "due", "why", "last", "changed", "visits", "failures", "queued")
    found = database["calendar"].find({"outlet": name, "kind": "list"}, dict.fromkeys(fields, 1))
    listed = found.sort([("due", ASCENDING), ("_id", DESCENDING)]).limit(_LISTS)
    return [{field: each.get(field) for field in fields} for each in listed]


ROUTES: list[BaseRoute] = [Route("/outlets", _outlets), Route("/outlets/{outlet}", _outlet)]
