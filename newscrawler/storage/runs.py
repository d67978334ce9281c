"""Run records in ``crawls``: written while a crawl runs, by the server's clock, and read back with their state."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from bson import json_util
from bson.codec_options import CodecOptions
from pymongo import DESCENDING, MongoClient
from pymongo.collection import Collection
from pymongo.database import Database
from pymongo.errors import PyMongoError

from newscrawler.private import NotPrivateError, private_directory, read_own, write_private
from newscrawler.storage.clock import server_time
from newscrawler.storage.connection import connect
from newscrawler.storage.errors import StorageError, first_clause
from newscrawler.storage.migrations import SCHEMA_VERSION
from newscrawler.storage.reader import AmbiguousKeyError, NotStoredError

__all__ = [
    "CRAWL_JOB_OVER",
    "Run",
    "RunLog",
    "RunState",
    "RunsPage",
    "find_run",
    "runs",
    "runs_page",
    "server_time",
    "unended",
]

Document = dict[str, Any]

CRAWL_JOB_OVER = "crawl_job_over"
"""Reason with which a crawl is closed whose scrapyd job was taken over after its crawl job had ended."""

_SUGGESTED = 5
"""Runs that the message about an ambiguous beginning lists."""

RunState = Literal["running", "dead", "ended"]

_AWARE: CodecOptions[Document] = CodecOptions(tz_aware=True, tzinfo=UTC)

_AWARE_JSON = json_util.JSONOptions(tz_aware=True, tzinfo=UTC)

_EMPTY: dict[str, Any] = {
    **dict.fromkeys(("outlet", "job", "ended", "reason", "exitCode", "pagesPerMinute")),
    **dict.fromkeys(("stories", "copies", "requests", "responses", "bytes", "errors", "replayed"), 0),
    **{
        name: {}
        for name in (
            *("arguments", "outcomes", "coverage", "missed", "withheld", "threads", "comments"),
            *("rejections", "statuses", "downloadErrors"),
        )
    },
    "lastErrors": [],
}
"""Fields of a run that has not counted anything yet."""

_log = logging.getLogger(__name__)


class RunLog:
    """Writer of one run's record. Blocking: use it in a thread. Close it.

    Times are the server's, so that nodes whose clocks differ are compared fairly. Where the server cannot be reached
    at the end, the record is kept under ``VAR_DIR/runs``, with this machine's time, and the next crawl here delivers
    it.
    """

    def __init__(self, uri: Callable[[], str], database: str, var_dir: Path, run: str) -> None:
        self._uri = uri
        self._name = database
        self._kept = var_dir / "runs"
        self._run = run
        self._client: MongoClient[Document] | None = None
        self._begun = False

    def note(self, known: Mapping[str, Any]) -> None:
        """Begin the record, or move its heartbeat and counts.

        :raises StorageError: when the server does not take it
        """
        times = {"heartbeat": True} if self._begun else {"started": True, "heartbeat": True}
        self._write(known, times)

    def end(self, known: Mapping[str, Any]) -> None:
        """Close the record. Where the server does not take it, it is kept on disk.

        :raises OSError: when the disk does not take it either
        """
        try:
            self._write(known, {"heartbeat": True, "ended": True})
        except StorageError as error:
            _log.warning("%s; the record of this run is kept in %s until the next crawl here", error, self._kept)
            self._keep({**known, "_id": self._run, "ended": datetime.now(UTC)})

    def deliver(self) -> None:
        """Write the records that earlier runs on this machine could not.

        :raises StorageError: when the server does not take them
        """
        if not self._kept.exists():
            return
        try:
            private_directory(self._kept)
        except OSError as error:
            raise StorageError(f"records of earlier runs are not delivered: {error}") from error
        for path in sorted(self._kept.glob("*.json")):
            try:
                held = json_util.loads(read_own(path), json_options=_AWARE_JSON)
                run, known, database = held["run"].pop("_id"), held["run"], held["database"]
            except NotPrivateError as error:
                _log.warning("a run record is not delivered: %s", error)
                continue
            except (ValueError, KeyError, TypeError, AttributeError):
                _log.warning("%s is not a run record; left alone", path)
                continue
            if database != self._name:
                continue
            started = {"started": known["ended"], "heartbeat": known["ended"]}
            with _as_storage_error():
                # A record that was never begun begins and ends at once.
                self._database()["crawls"].update_one(
                    {"_id": run}, {"$setOnInsert": started, "$set": known}, upsert=True
                )
            path.unlink(missing_ok=True)

    def close(self) -> None:
        if self._client is not None:
            self._client.close()

    def _write(self, known: Mapping[str, Any], times: Document) -> None:
        change: Document = {"$set": {"schemaVersion": SCHEMA_VERSION, **known}, "$currentDate": times}
        if "ended" not in times:
            change["$setOnInsert"] = {"ended": None}
        if not self._begun and "started" not in times:
            change["$currentDate"] = {"started": True, **times}
        with _as_storage_error():
            self._database()["crawls"].update_one({"_id": self._run}, change, upsert=True)
        self._begun = True

    def _database(self) -> Database[Document]:
        if self._client is None:
            self._client = connect(self._uri())
        return self._client[self._name]

    def _keep(self, record: Document) -> None:
        private_directory(self._kept)
        text = json_util.dumps({"database": self._name, "run": record}, json_options=json_util.CANONICAL_JSON_OPTIONS)
        write_private(self._kept / f"{self._run}.json", text)


@contextlib.contextmanager
def _as_storage_error() -> Iterator[None]:
    try:
        yield
    except PyMongoError as error:
        raise StorageError(f"MongoDB does not take the run record: {first_clause(error)}") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A crawl, running or over. Field names are those of the collection (docs/collections/crawls.md)."""

    id: str
    spider: str
    outlet: str | None
    """None for a crawl of several outlets or of saved pages."""
    arguments: dict[str, str]
    job: str | None
    """scrapyd's name of it; None for a crawl from the command line."""
    node: str
    pid: int
    version: str
    started: datetime
    heartbeat: datetime
    ended: datetime | None
    reason: str | None
    exitCode: int | None
    stories: int
    outcomes: dict[str, int]
    copies: int
    coverage: dict[str, int]
    missed: dict[str, int]
    withheld: dict[str, int]
    threads: dict[str, int]
    comments: dict[str, int]
    rejections: dict[str, int]
    requests: int
    responses: int
    bytes: int
    statuses: dict[str, int]
    downloadErrors: dict[str, int]
    pagesPerMinute: float | None
    errors: int
    lastErrors: list[str]
    replayed: int

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Run:
        """Return the run of a document. Fields that an older worker did not write are absent there, and empty here."""
        known = {name: document[name] for name in _NAMES if name in document}
        return cls(id=document["_id"], **{**_EMPTY, **known})

    def state(self, now: datetime, dead_after: timedelta) -> RunState:
        """Return the state; ``dead``: it did not end, and its heartbeat is older than ``dead_after``.

        :param now: the server's time, see :func:`server_time`
        """
        if self.ended is not None:
            return "ended"
        return "dead" if now - self.heartbeat > dead_after else "running"

    def seconds(self) -> float:
        """Return the seconds from its start to its end, or to its latest heartbeat."""
        return max(0.0, ((self.ended or self.heartbeat) - self.started).total_seconds())

    def share(self, field: str) -> float | None:
        """Return the share of the pages read that gave this field; None when no page was read."""
        return self.coverage.get(field, 0) / self.copies if self.copies else None

    def count(self, *outcomes: str) -> int:
        """Return the number of stories with any of these outcomes."""
        return sum(self.outcomes.get(outcome, 0) for outcome in outcomes)


_NAMES = tuple(field.name for field in fields(Run) if field.name != "id")


def runs(
    database: Database[Document],
    *,
    spider: str | None = None,
    job: str | None = None,
    since: datetime | None = None,
    limit: int = 0,
) -> Iterator[Run]:
    """Yield runs, last started first.

    :param since: started then or later
    :param limit: 0 for all
    """
    query: Document = {}
    if spider is not None:
        query["spider"] = spider
    if job is not None:
        query["job"] = job
    if since is not None:
        query["started"] = {"$gte": since}
    newest_first = [("started", DESCENDING), ("_id", DESCENDING)]
    for document in _crawls(database).find(query).sort(newest_first).limit(limit):
        yield Run.of(document)


def unended(database: Database[Document]) -> Iterator[Run]:
    """Yield the runs that did not end, those that were heard of last first: they run, or are dead."""
    yield from map(Run.of, _crawls(database).find({"ended": None}).sort("heartbeat", DESCENDING))


@dataclass(frozen=True, slots=True)
class RunsPage:
    """Part of a list of runs."""

    runs: list[Run]
    later: str | None
    """``after`` of the next part; None: this is the last one."""


def runs_page(database: Database[Document], wanted: Mapping[str, Any], *, after: str | None, limit: int) -> RunsPage:
    """Return runs, last started first.

    :param wanted: conditions on the documents
    :param after: :attr:`RunsPage.later` of the part before; None for the first part
    :raises ValueError: ``after`` is no such value
    """
    query = {"$and": [dict(wanted), _started_before(after)]} if after else dict(wanted)
    found = _crawls(database).find(query).sort([("started", DESCENDING), ("_id", DESCENDING)]).limit(limit + 1)
    listed = [Run.of(document) for document in found]
    later = None
    if len(listed) > limit:
        last = listed[limit - 1]
        later = f"{last.started.isoformat()}~{last.id}"
    return RunsPage(listed[:limit], later)


def _started_before(after: str) -> Document:
    at, _, id = after.partition("~")
    try:
        started = datetime.fromisoformat(at).astimezone(UTC) if "+" in at else None
    except (ValueError, OverflowError):
        started = None
    if started is None or not id:
        raise ValueError(f"{after[:60]!r} is no place in the list of runs; take the one that a page gives")
    return {"$or": [{"started": {"$lt": started}}, {"started": started, "_id": {"$lt": id}}]}


def _crawls(database: Database[Document]) -> Collection[Document]:
    return database["crawls"].with_options(codec_options=_AWARE)


def find_run(database: Database[Document], key: str) -> Run:
    """Return one run by its id, the first digits of it, or its scrapyd job.

    :raises NotStoredError: when there is no such run
    :raises AmbiguousKeyError: when there are several
    """
    if (job := next(runs(database, job=key, limit=1), None)) is not None:
        return job
    within = {"_id": {"$gte": key, "$lt": key + "\uffff"}}
    found = list(_crawls(database).find(within).limit(_SUGGESTED + 1)) if key else []
    if not found:
        raise NotStoredError(f"no run is stored under {key!r}")
    if len(found) > 1:
        some = ", ".join(document["_id"] for document in found[:_SUGGESTED])
        raise AmbiguousKeyError(
            f"{key!r} is the beginning of several: {some}{', …' if len(found) > _SUGGESTED else ''}"
        )
    return Run.of(found[0])
