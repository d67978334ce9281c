"""Pages of work that waits for an operator: frontier, dead letters, quarantine, schedules, jobs and followed outlets.

Each action is a form that :mod:`newscrawler.serve.pages.actions` answers; who may only read sees no form.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, get_args, get_type_hints

from pymongo import ASCENDING, DESCENDING
from pymongo.database import Database
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from newscrawler.alerts.evaluation import firing
from newscrawler.frontier.inspection import NoSuchRequestError, count_dead_letters, crawl_jobs, dead_letters, hosts
from newscrawler.items import Rejection
from newscrawler.operations.quarantine import refetch_command
from newscrawler.scrapyd.jobs import Job, JobQueue
from newscrawler.scrapyd.schedules import Schedule, Schedules
from newscrawler.serve.context import store
from newscrawler.serve.errors import ProblemError
from newscrawler.serve.pages.figures import kept, limits
from newscrawler.serve.pages.notices import noticed_page
from newscrawler.serve.pages.project import project
from newscrawler.serve.pages.queries import asked, options
from newscrawler.serve.pages.rendering import address
from newscrawler.storage import audit
from newscrawler.storage.clock import server_time
from newscrawler.storage.outlets import followed
from newscrawler.storage.reader import AmbiguousKeyError, NotStoredError, Page, QuarantineEntry

__all__ = ["LETTERS", "PLACES", "REPLAYED", "ROUTES"]

Document = dict[str, Any]

PLACES = (
    ("/work", "Overview"),
    ("/work/frontier", "Frontier"),
    ("/work/dead", "Dead letters"),
    ("/work/quarantine", "Quarantine"),
    ("/work/schedules", "Schedules"),
    ("/work/jobs", "Jobs"),
    ("/work/outlets", "Followed outlets"),
)
"""Address and label of each page."""

LETTERS = 80
"""Dead letters of a page: a form has at most 100 fields."""

REPLAYED = 200
"""Entries of quarantine that one request replays: some seconds."""

_ENTRIES = 50
"""Entries of quarantine of a page."""

_JOBS = 60
"""Jobs of each state that are listed."""

_OUTLETS = 2_000
"""Followed outlets that are listed."""

_HOSTS = 200
"""Hosts of a crawl job that are listed, those with most requests."""

_MOST_COUNTED = 100_000
"""Requests of a crawl job that are counted for a page, at most; a count costs a microsecond for each."""

_ALERTS_KEPT_S = 20.0
"""As the page of what runs now, with which it shares the figure."""

_AUDIT = 20
"""Latest actions that an operator sees."""

_VALUE = 4_000
"""Characters of a field of a rejected item that are shown."""

_STAGES = get_args(get_type_hints(Rejection)["stage"])


def _page(request: Request, template: str, *, status: int = 200, **context: Any) -> Response:
    path = request.url.path
    tabs = [(url, label, path == url or (url != "/work" and path.startswith(f"{url}/"))) for url, label in PLACES]
    return noticed_page(request, template, status=status, tabs=tabs, **context)


# --- overview ---------------------------------------------------------------------------------------------------------


def show_overview(request: Request) -> Response:
    """Show how much waits, what is wrong, and to operators what was done last."""
    asked(request)
    database = store(request).database
    known = limits(request)
    jobs = crawl_jobs(database, most=_MOST_COUNTED)
    states = {state: database["jobs"].count_documents({"state": state}) for state in ("pending", "running")}
    outlets = followed(database)
    return _page(
        request,
        "work.html",
        waiting=sum(job.waiting for job in jobs),
        leased=sum(job.leased for job in jobs),
        crawl_jobs=len(jobs),
        dead=count_dead_letters(database),
        quarantined=store(request).reader.quarantine_count(),
        states=states,
        schedules=database["schedules"].count_documents({}),
        outlets=len(outlets),
        paused=sum(outlet.state == "paused" for outlet in outlets),
        alerts=kept(request).get("alerts", lambda: firing(database, known), seconds=_ALERTS_KEPT_S),
        lines=list(audit.lines(database, _AUDIT)),
    )


# --- frontier ---------------------------------------------------------------------------------------------------------


def show_frontier(request: Request) -> Response:
    """Show the crawl jobs of the shared frontier."""
    asked(request)
    found = crawl_jobs(store(request).database, most=_MOST_COUNTED, with_ended=True)
    return _page(request, "frontier.html", jobs=found, most_counted=_MOST_COUNTED)


def show_crawl_job(request: Request) -> Response:
    """Show the hosts of one crawl job."""
    asked(request)
    database, job = store(request).database, request.path_params["job"]
    try:
        found, is_whole = hosts(database, job, _HOSTS + 1)
    except NoSuchRequestError as error:
        raise ProblemError(404, "No such crawl job", f"{error.args[0]}; /work/frontier lists all.") from error
    return _page(
        request,
        "crawl_job.html",
        job=job,
        hosts=found[:_HOSTS],
        is_more=len(found) > _HOSTS,
        is_whole=is_whole,
        dead=count_dead_letters(database, job),
    )


def show_dead(request: Request) -> Response:
    """Show dead letters, those of one crawl job or of all."""
    query = asked(request, "job")
    database, job = store(request).database, query.get("job")
    try:
        letters = list(islice(dead_letters(database, job), LETTERS))
    except NoSuchRequestError as error:
        raise ProblemError(404, "No such crawl job", f"{error.args[0]}; /work/frontier lists all.") from error
    return _page(request, "dead.html", letters=letters, total=count_dead_letters(database, job), job=job)


# --- quarantine -------------------------------------------------------------------------------------------------------


def show_quarantine(request: Request) -> Response:
    """Show what could not be stored, the latest met first."""
    query = asked(request, "stage", "after")
    reader = store(request).reader
    problem = ""
    found: Page[QuarantineEntry] = Page(items=(), next=None)
    try:
        found = reader.quarantine_page(stage=query.get("stage"), after=query.get("after"), limit=_ENTRIES)
    except ValueError as error:
        problem = str(error)
    return _page(
        request,
        "quarantine.html",
        status=422 if problem else 200,
        problem=problem,
        entries=found.items,
        total=reader.quarantine_count(stage=query.get("stage")),
        all=reader.quarantine_count(),
        stages=options(_STAGES),
        query=query,
        most_replayed=REPLAYED,
        first=address("/work/quarantine", query, after=None) if "after" in query else None,
        next=address("/work/quarantine", query, after=found.next) if found.next else None,
    )


def show_entry(request: Request) -> Response:
    """Show one entry of quarantine: reason, item, fragment, and how to fetch it again."""
    asked(request)
    try:
        entry = store(request).reader.quarantined(request.path_params["id"])
    except (NotStoredError, AmbiguousKeyError) as error:
        raise ProblemError(
            404,
            "No such entry",
            f"{error.args[0]}: it was replayed or purged, or never was.",
        ) from error
    item = entry.rejection.item or {}
    return _page(
        request,
        "entry.html",
        entry=entry,
        rejection=entry.rejection,
        fields=[(name, _shown(value)) for name, value in item.items()],
        refetch=refetch_command(entry.rejection, project(request)),
    )


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) else str(value)
    return text if len(text) <= _VALUE else f"{text[:_VALUE]}… ({len(text) - _VALUE:,} more characters)"


# --- schedules, jobs, outlets -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ScheduleRow:
    """A schedule and the job that it asked for last."""

    schedule: Schedule
    last: Job | None


def show_schedules(request: Request) -> Response:
    """Show recurring crawls with their next and last firings."""
    asked(request)
    database = store(request).database
    rows = []
    for schedule in Schedules(database, JobQueue(database)).all():
        last = database["jobs"].find_one({"schedule": schedule.name}, sort=[("queued", DESCENDING)])
        rows.append(ScheduleRow(schedule, None if last is None else Job.of(last)))
    return _page(
        request,
        "schedules.html",
        rows=rows,
        now=server_time(database),
        has_nodes=bool(database["nodes"].count_documents({"stopped": None}, limit=1)),
    )


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job, and whether its node was asked to end it."""

    job: Job
    asked: datetime | None
    """Time at which it was cancelled last."""


def show_jobs(request: Request) -> Response:
    """Show jobs of the scrapyd nodes: those that run, those that wait, and those that ended last."""
    asked(request)
    database = store(request).database
    return _page(
        request,
        "jobs.html",
        running=_jobs(database, {"state": "running"}, [("started", ASCENDING), ("_id", ASCENDING)]),
        pending=_jobs(database, {"state": "pending"}, [("priority", DESCENDING), ("queued", ASCENDING)]),
        over=[each for state in ("failed", "cancelled", "finished", "skipped") for each in _ended(database, state)],
        counts={state: database["jobs"].count_documents({"state": state}) for state in ("running", "pending")},
        most=_JOBS,
    )


def _jobs(database: Database[Document], query: Document, order: list[tuple[str, int]]) -> list[JobRow]:
    found = database["jobs"].find(query).sort(order).limit(_JOBS)
    return [JobRow(Job.of(each), (each.get("cancel") or {}).get("at")) for each in found]


def _ended(database: Database[Document], state: str) -> list[JobRow]:
    return _jobs(database, {"state": state}, [("ended", DESCENDING), ("_id", DESCENDING)])[: _JOBS // 4]


def show_outlets(request: Request) -> Response:
    """Show the outlets that ``crawl follow`` follows."""
    asked(request)
    found = followed(store(request).database)
    return _page(request, "followed.html", outlets=found[:_OUTLETS], total=len(found))


ROUTES: list[BaseRoute] = [
    Route("/work", show_overview, methods=["GET"]),
    Route("/work/frontier", show_frontier, methods=["GET"]),
    Route("/work/frontier/{job}", show_crawl_job, methods=["GET"]),
    Route("/work/dead", show_dead, methods=["GET"]),
    Route("/work/quarantine", show_quarantine, methods=["GET"]),
    Route("/work/quarantine/{id}", show_entry, methods=["GET"]),
    Route("/work/schedules", show_schedules, methods=["GET"]),
    Route("/work/jobs", show_jobs, methods=["GET"]),
    Route("/work/outlets", show_outlets, methods=["GET"]),
]
