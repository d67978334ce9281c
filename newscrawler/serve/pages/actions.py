"""Actions of operators: each is a POST that leaves an audit line and leads back with one sentence of its result.

An action that removes something for good asks for a tick (``sure``), so that no single click does it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import islice
from typing import Any, Literal

from pymongo.database import Database
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from newscrawler.frontier import inspection
from newscrawler.frontier.inspection import NoSuchRequestError, dead_letters
from newscrawler.operations.frontier import requeue
from newscrawler.operations.jobs import NoSuchJobError, cancel
from newscrawler.operations.quarantine import purge, replay
from newscrawler.scrapyd.jobs import JobQueue
from newscrawler.scrapyd.schedules import ScheduleError, Schedules
from newscrawler.serve.context import store
from newscrawler.serve.pages.notices import done
from newscrawler.serve.pages.project import project
from newscrawler.serve.pages.rendering import address
from newscrawler.serve.pages.work import LETTERS, REPLAYED
from newscrawler.serve.security import audited, client, form, operating
from newscrawler.storage import outlets
from newscrawler.storage.outlets import OutletsError
from newscrawler.storage.reader import NotStoredError, QuarantineEntry

__all__ = ["ROUTES"]

_PICK = "pick:"
"""Beginning of the name of a box that chooses one of a list; the rest is the id."""

_LETTER = re.compile(r"[0-9a-f]{48}")
_ENTRY = re.compile(r"[0-9a-f]{32}")

_LONGEST_DAYS = 36_500

_UNSURE = "Nothing was removed: tick the box that says that you mean it."
_NOTHING = "Nothing was changed: choose at least one line of the list."


def _chosen(request: Request, pattern: re.Pattern[str]) -> list[str]:
    """Return the ids that are ticked. What is no id is left out: no form of ours sends it."""
    ids = [name.removeprefix(_PICK) for name in form(request) if name.startswith(_PICK)]
    return [id for id in ids if pattern.fullmatch(id)]


def _is_sure(request: Request) -> bool:
    return form(request).get("sure") == "yes"


def _count(number: int, noun: str, nouns: str | None = None) -> str:
    return f"{number:,} {noun if number == 1 else nouns or noun + 's'}"


def _answer(request: Request, to: str, text: str, kind: Literal["ok", "warn", "bad"] = "ok") -> Response:
    """Note the result in the audit line, and lead back with it."""
    audited(request, outcome=f"{'refused' if kind == 'bad' else 'done'}: {text}")
    return done(request, to, text, kind)


# --- dead letters and crawl jobs --------------------------------------------------------------------------------------


@operating("frontier.requeue")
def requeue_letters(request: Request) -> Response:
    """Make dead letters due again: those that are ticked, or with ``all`` those of the list."""
    database, job = store(request).database, form(request).get("job") or None
    to = address("/work/dead", job=job)
    ids = _letters(database, job) if form(request).get("all") else _chosen(request, _LETTER)
    if not ids:
        return _answer(request, to, _NOTHING, "bad")
    try:
        requeued, overtaken = requeue(database, project(request), ids)
    except NoSuchRequestError as error:
        return _answer(request, to, f"Stopped: {error.args[0]}; somebody else may have requeued it.", "warn")
    audited(request, subject=", ".join(requeued))
    text = f"{_count(len(requeued), 'dead letter')} requeued; a crawl that runs takes them, or the spider's next one."
    if overtaken:
        text += (
            f" {_count(len(overtaken), 'was', 'were')} left alone: a newer crawl of the same spider and arguments "
            "requests the page itself."
        )
    return _answer(request, to, text, "warn" if overtaken else "ok")


def _letters(database: Database[dict[str, Any]], job: str | None) -> list[str]:
    try:
        return [letter.id for letter in islice(dead_letters(database, job), LETTERS)]
    except NoSuchRequestError:
        return []


@operating("frontier.discard")
def discard_letters(request: Request) -> Response:
    """Remove the dead letters that are ticked."""
    to = address("/work/dead", job=form(request).get("job") or None)
    ids = _chosen(request, _LETTER)
    if not ids:
        return _answer(request, to, _NOTHING, "bad")
    if not _is_sure(request):
        return _answer(request, to, _UNSURE, "bad")
    removed = inspection.discard(store(request).database, ids)
    audited(request, subject=", ".join(ids))
    return _answer(
        request,
        to,
        f"{_count(removed, 'dead letter')} removed; a page is requested again only if a crawl finds its link again.",
    )


@operating("frontier.drop")
def drop_job(request: Request) -> Response:
    """Remove a crawl job with its requests."""
    job = request.path_params["job"]
    if not _is_sure(request):
        return _answer(request, "/work/frontier", _UNSURE, "bad")
    try:
        removed = inspection.drop(store(request).database, job)
    except NoSuchRequestError as error:
        return _answer(request, "/work/frontier", f"Nothing was removed: {error.args[0]}.", "bad")
    return _answer(
        request,
        "/work/frontier",
        f"The crawl job {job} is dropped with {_count(removed, 'request')}; the spider's next crawl begins afresh.",
    )


# --- quarantine -------------------------------------------------------------------------------------------------------


@operating("quarantine.replay")
def replay_entries(request: Request) -> Response:
    """Pass the items of entries through the pipelines again: those that are ticked, or with ``all`` the latest."""
    reader = store(request).reader
    stage = form(request).get("stage") or None
    to = address("/work/quarantine", stage=stage)
    if form(request).get("all"):
        entries = list(reader.quarantine(stage=stage, limit=REPLAYED))
    else:
        entries = list(_entries(request))
    if not entries:
        return _answer(request, to, _NOTHING, "bad")
    counts = Counter(each.result for each in replay(store(request).database, project(request), entries))
    audited(request, subject=", ".join(entry.id[:8] for entry in entries))
    refused, bare = counts["refused"], counts["bare"]
    text = (
        f"{_count(len(entries), 'entry', 'entries')} replayed: {counts['stored']:,} stored, {refused:,} refused again, "
        f"{bare:,} without an item."
    )
    return _answer(request, to, text, "warn" if refused or bare else "ok")


def _entries(request: Request) -> Iterable[QuarantineEntry]:
    """Yield the ticked entries that are still there."""
    for id in _chosen(request, _ENTRY):
        try:
            yield store(request).reader.quarantined(id)
        except NotStoredError:
            continue  # another operator was faster; the number of replayed entries says so


@operating("quarantine.replay")
def replay_entry(request: Request) -> Response:
    """Pass the item of one entry through the pipelines again."""
    id = request.path_params["id"]
    path = f"/work/quarantine/{id}"
    try:
        entry = store(request).reader.quarantined(id)
    except NotStoredError as error:
        return _answer(request, "/work/quarantine", f"Nothing was replayed: {error.args[0]}.", "bad")
    (result,) = replay(store(request).database, project(request), [entry])
    if result.result == "stored":
        return _answer(request, "/work/quarantine", f"The item of {id[:8]} is stored, and its entry is removed.")
    if result.result == "bare":
        return _answer(request, path, "No item was kept: fetch its page again with the command below.", "warn")
    return _answer(request, path, f"Refused again: {result.reason}", "warn")


@operating("quarantine.purge")
def purge_entries(request: Request) -> Response:
    """Remove entries: those that are ticked, or those that were not met for some days."""
    to = address("/work/quarantine", stage=form(request).get("stage") or None)
    ids, days = _chosen(request, _ENTRY), form(request).get("days", "").strip()
    if not _is_sure(request):
        return _answer(request, to, _UNSURE, "bad")
    if days and not (re.fullmatch(r"[0-9]{1,6}", days) and 1 <= int(days) <= _LONGEST_DAYS):
        return _answer(request, to, f"Nothing was removed: {days[:20]!r} is no number of days from 1.", "bad")
    if not ids and not days:
        return _answer(request, to, _NOTHING, "bad")
    database = store(request).database
    removed, held = purge(database, older_than=int(days)) if days else purge(database, ids=ids)
    audited(request, subject=f"older than {days} days" if days else ", ".join(id[:8] for id in ids))
    text = f"{_count(removed, 'entry', 'entries')} removed."
    if held:
        text += f" {_count(held, 'is', 'are')} kept by a legal hold."
    return _answer(request, to, text, "warn" if held else "ok")


@operating("quarantine.purge")
def purge_entry(request: Request) -> Response:
    """Remove one entry."""
    id = request.path_params["id"]
    if not _is_sure(request):
        return _answer(request, f"/work/quarantine/{id}", _UNSURE, "bad")
    removed, held = purge(store(request).database, ids=[id])
    if held:
        return _answer(request, f"/work/quarantine/{id}", "Nothing was removed: a legal hold keeps the entry.", "bad")
    text = f"The entry {id[:8]} is removed." if removed else "Nothing was removed: there is no such entry any more."
    return _answer(request, "/work/quarantine", text, "ok" if removed else "bad")


# --- schedules, jobs, outlets -----------------------------------------------------------------------------------------


@operating("schedule.run")
def run_schedule(request: Request) -> Response:
    """Queue the crawl of a schedule now."""
    database = store(request).database
    try:
        job = Schedules(database, JobQueue(database)).run(request.path_params["name"])
    except ScheduleError as error:
        return _answer(request, "/work/schedules", f"Nothing was queued: {error}.", "bad")
    return _answer(request, "/work/schedules", f"Queued as job {job}; a node takes it within seconds.")


@operating("jobs.cancel")
def cancel_job(request: Request) -> Response:
    """Cancel a job."""
    id = request.path_params["id"]
    if not _is_sure(request):
        return _answer(request, "/work/jobs", "Nothing was cancelled: tick the box that says that you mean it.", "bad")
    try:
        result = cancel(store(request).database, id, f"web:{client(request).name}")
    except NoSuchJobError as error:
        return _answer(request, "/work/jobs", f"Nothing was cancelled: {error.args[0]}.", "bad")
    if result == "cancelled":
        return _answer(request, "/work/jobs", f"The job {id} is cancelled; it had not begun.")
    return _answer(request, "/work/jobs", f"The node of job {id} ends its crawl in seconds; cancel again to kill it.")


@operating("outlets.pause")
def pause_outlet(request: Request) -> Response:
    """Stop following an outlet for now."""
    return _set_state(request, "paused", "paused: requests under way are finished, nothing new is requested")


@operating("outlets.resume")
def resume_outlet(request: Request) -> Response:
    """Follow an outlet again."""
    return _set_state(request, "active", "followed again")


def _set_state(request: Request, state: outlets.OutletState, words: str) -> Response:
    name = request.path_params["name"]
    try:
        is_new = outlets.set_state(store(request).database, name, state)
    except OutletsError as error:
        return _answer(request, "/work/outlets", f"Nothing was changed: {error}.", "bad")
    return _answer(request, "/work/outlets", f"{name} is {words if is_new else f'{state} already'}.")


ROUTES: list[BaseRoute] = [
    Route("/work/dead/requeue", requeue_letters, methods=["POST"]),
    Route("/work/dead/discard", discard_letters, methods=["POST"]),
    Route("/work/frontier/{job}/drop", drop_job, methods=["POST"]),
    Route("/work/quarantine/replay", replay_entries, methods=["POST"]),
    Route("/work/quarantine/purge", purge_entries, methods=["POST"]),
    Route("/work/quarantine/{id}/replay", replay_entry, methods=["POST"]),
    Route("/work/quarantine/{id}/purge", purge_entry, methods=["POST"]),
    Route("/work/schedules/{name}/run", run_schedule, methods=["POST"]),
    Route("/work/jobs/{id}/cancel", cancel_job, methods=["POST"]),
    Route("/work/outlets/{name}/pause", pause_outlet, methods=["POST"]),
    Route("/work/outlets/{name}/resume", resume_outlet, methods=["POST"]),
]
