"""The life of a job in MongoDB: queued, leased by one node at a time, handed back when that node dies, ended, kept.

All times are the server's, so that nodes whose clocks differ agree on what is due and whose lease is over. Every change
of a running job names the lease's token: who slept past its lease changes nothing any more.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from pymongo import ASCENDING, DESCENDING, ReturnDocument
from pymongo.database import Database

from newscrawler.storage.migrations import SCHEMA_VERSION

__all__ = ["JOB_FORMAT", "Ending", "Job", "JobQueue", "JobState", "Lease", "TryLimits", "clock", "live"]

Document = dict[str, Any]
JobState = Literal["pending", "running", "finished", "failed", "cancelled", "skipped"]
"""``skipped`` is a firing of a schedule that made no job; see :mod:`newscrawler.scrapyd.firing`."""

JOB_FORMAT = 1
"""What a node must understand to run a job. It grows when an older node would run a newer job wrongly; unknown fields that
an older node may ignore do not need it."""

_ATTEMPTS_KEPT = 20
"""More tries than any limit allows, plus the interruptions of a long rolling restart."""

live: tuple[JobState, ...] = ("pending", "running")
"""States of a job that is not over."""


def clock() -> float:
    """Seconds that go on while the machine sleeps, and that a set clock does not move; the same for all its processes."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to run a job, for as long as it is renewed."""

    id: str
    """The job's ``_id``."""
    token: int
    """Counts the leases of this job; only the newest may change it."""
    until: float
    """:func:`clock` of this machine, never later than the server's own limit."""


@dataclass(frozen=True, kw_only=True)
class TryLimits:
    """When a job that was broken off is tried again."""

    tries: int = 3
    """A page that crashes the crawl crashes it every time; a busy machine or a deploy is over by the third."""
    delay: float = 30.0
    """Seconds before the second try, twice as long before each further one: an outlet or a server restarts in that time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How an attempt ended."""

    kind: Literal["done", "broken", "unusable", "interrupted"]
    """``done``: it ran to its end. ``broken``: worth another try. ``unusable``: it would fail again. ``interrupted``: its
    node was told to stop; the next try does not count."""
    reason: str
    """One line for a person."""
    code: int | None = None
    signal: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job as it is stored; the fields are those of docs/collections/jobs.md."""

    id: str
    project: str
    spider: str
    job: str
    state: JobState
    priority: float
    version: str | None
    settings: dict[str, str]
    args: dict[str, str]
    queued: datetime
    due: datetime
    token: int
    tries: int
    node: str | None
    nodeName: str | None
    pid: int | None
    started: datetime | None
    ended: datetime | None
    exitCode: int | None
    signal: str | None
    reason: str | None
    schedule: str | None
    firing: datetime | None
    attempts: list[Document] = field(default_factory=list)

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Job:
        """From a document; fields that a newer node wrote are left aside."""
        known: dict[str, Any] = {name: stored.get(name) for name in _FIELDS}
        return cls(id=stored["_id"], **known)

    @property
    def message(self) -> dict[str, Any]:
        """As scrapyd's queues hand a job out: spider arguments beside ``name``, ``_job``, ``_version``, ``settings``."""
        version = {} if self.version is None else {"_version": self.version}
        return {**self.args, "name": self.spider, "_job": self.job, **version, "settings": dict(self.settings)}


_FIELDS = [name for name in Job.__slots__ if name != "id"]

_NOW = "$$NOW"


def _text(value: str) -> Document:
    # In an update pipeline a text that begins with $ would be read as a field
    return {"$literal": value}


def _document(
    project: str,
    spider: str,
    *,
    job: str | None,
    priority: float,
    version: str | None,
    settings: Mapping[str, str] | None,
    args: Mapping[str, str] | None,
) -> Document:
    """A pending job, but for its times."""
    return {
        "schemaVersion": SCHEMA_VERSION,
        "format": JOB_FORMAT,
        "project": project,
        "spider": spider,
        "job": job or uuid.uuid1().hex,
        "state": "pending",
        "priority": float(priority),
        "version": version,
        "settings": dict(settings or {}),
        "args": dict(args or {}),
        "token": 0,
        "tries": 0,
        "attempts": [],
        "node": None,
        "nodeName": None,
        "pid": None,
        "started": None,
        "leaseUntil": None,
        "exitCode": None,
        "signal": None,
        "reason": None,
    }


class JobQueue:
    """The collection ``jobs``, as nodes use it.

    :param lease: seconds that a node may be silent before its jobs are given to others
    """

    def __init__(self, database: Database[Document], *, lease: float = 60.0, limits: TryLimits | None = None) -> None:
        self._jobs = database["jobs"]
        self._lease = lease
        self._limits = limits or TryLimits()

    # --- asking for a crawl ---

    def add(
        self,
        project: str,
        spider: str,
        *,
        job: str | None = None,
        id: str | None = None,
        priority: float = 0.0,
        version: str | None = None,
        settings: Mapping[str, str] | None = None,
        args: Mapping[str, str] | None = None,
        delay: float = 0.0,
        schedule: str | None = None,
        firing: datetime | None = None,
        exclusive: bool = False,
    ) -> str:
        """Queue a job; its ``_id``.

        :param id: where the same request may come twice and must make one job
        :param delay: seconds before it may start
        :param exclusive: refuse it while another exclusive job of its schedule is pending or running
        :raises DuplicateKeyError: the id is taken, or such a job is live
        """
        id = id or uuid.uuid4().hex
        document = _document(project, spider, job=job, priority=priority, version=version, settings=settings, args=args)
        # Only where there is one: the index of schedules holds nothing else
        if schedule is not None:
            document |= {"schedule": schedule, "firing": firing}
        if exclusive:
            document["exclusive"] = schedule
        self._insert(id, document, delay)
        return id

    def skip(
        self,
        project: str,
        spider: str,
        *,
        id: str,
        job: str,
        schedule: str,
        firing: datetime,
        reason: str,
        firing_until: datetime | None = None,
        priority: float = 0.0,
        version: str | None = None,
        settings: Mapping[str, str] | None = None,
        args: Mapping[str, str] | None = None,
    ) -> None:
        """Record that a firing made no job.

        :param firing_until: of several at once: the next that was not skipped
        :raises DuplicateKeyError: the firing is decided
        """
        document = _document(project, spider, job=job, priority=priority, version=version, settings=settings, args=args)
        document |= {"state": "skipped", "reason": reason, "schedule": schedule, "firing": firing}
        if firing_until is not None:
            document["firingUntil"] = firing_until
        self._insert(id, document, 0)

    def _insert(self, id: str, document: Document, delay: float) -> None:
        # An upsert that never finds anything: an insert would take this machine's time instead of the server's
        self._jobs.update_one(
            {"_id": id, "token": {"$lt": 0}},
            [
                {"$set": {name: {"$literal": value} for name, value in document.items()}},
                {
                    "$set": {
                        "queued": _NOW,
                        "due": {"$add": [_NOW, round(delay * 1000)]},
                        "ended": {"$cond": [{"$eq": ["$state", "skipped"]}, _NOW, None]},
                    }
                },
            ],
            upsert=True,
        )

    # --- running it ---

    def take(self, node: str, node_name: str, projects: Collection[str]) -> tuple[Lease, Job] | None:
        """Lease the next job: highest priority, then longest queued. None when nothing is due."""
        before = clock()
        taken = self._jobs.find_one_and_update(
            {
                "state": "pending",
                "project": {"$in": sorted(projects)},
                "format": {"$lte": JOB_FORMAT},
                "$expr": {"$lte": ["$due", _NOW]},
            },
            [
                {
                    "$set": {
                        "state": "running",
                        "token": {"$add": ["$token", 1]},
                        "node": _text(node),
                        "nodeName": _text(node_name),
                        "pid": None,
                        "started": _NOW,
                        "leaseUntil": self._lease_from_now,
                    }
                }
            ],
            sort=[("priority", DESCENDING), ("queued", ASCENDING), ("_id", ASCENDING)],
            return_document=ReturnDocument.AFTER,
        )
        if taken is None:
            return None
        return Lease(taken["_id"], taken["token"], before + self._lease), Job.of(taken)

    def renew(self, lease: Lease, *, pid: int | None) -> tuple[Lease, Document | None] | None:
        """The lease with a later end, and the job's mark of cancelling, if any. None when it was lost."""
        before = clock()
        kept = self._jobs.find_one_and_update(
            {**self._held(lease), "$expr": {"$gt": ["$leaseUntil", _NOW]}},
            [{"$set": {"leaseUntil": self._lease_from_now, "pid": pid}}],
            projection={"cancel": 1},
        )
        if kept is None:
            return None
        return Lease(lease.id, lease.token, before + self._lease), kept.get("cancel")

    def end(self, lease: Lease, ending: Ending) -> JobState | None:
        """Record how an attempt ended, and queue the job again where that is due. None when the lease was lost."""
        return self._end(self._held(lease), ending)

    def reclaim(self) -> list[tuple[str, JobState]]:
        """Queue again what nodes left behind that did not renew their leases; ``_id`` and new state of each."""
        expired: Document = {"state": "running", "$expr": {"$lte": ["$leaseUntil", _NOW]}}
        found = []
        for left in self._jobs.find(expired, {"token": 1, "nodeName": 1}):
            ending = Ending(
                kind="broken", reason=f"node {left['nodeName']} died or lost touch: its lease was not renewed"
            )
            state = self._end({"_id": left["_id"], "token": left["token"], **expired}, ending)
            if state is not None:
                found.append((left["_id"], state))
        return found

    @property
    def _lease_from_now(self) -> Document:
        return {"$add": [_NOW, round(self._lease * 1000)]}

    @staticmethod
    def _held(lease: Lease) -> Document:
        return {"_id": lease.id, "state": "running", "token": lease.token}

    def _end(self, query: Document, ending: Ending) -> JobState | None:
        tries: Any = {"$add": ["$tries", 0 if ending.kind == "interrupted" else 1]}
        delay: Any = 0
        state: Any
        if ending.kind == "done":
            state = "finished"
        else:
            if ending.kind == "unusable":
                again: Any = "failed"
            elif ending.kind == "interrupted":
                again = "pending"
            else:
                again = {"$cond": [{"$lt": [tries, self._limits.tries]}, "pending", "failed"]}
                delay = {"$multiply": [round(self._limits.delay * 1000), {"$pow": [2, "$tries"]}]}
            state = {"$cond": [{"$gt": ["$cancel", None]}, "cancelled", again]}
        over = {"$ne": ["$state", "pending"]}
        attempt = {
            "node": "$nodeName",
            "pid": "$pid",
            "started": "$started",
            "ended": _NOW,
            "exitCode": ending.code,
            "signal": ending.signal,
            "reason": _text(ending.reason),
        }
        changed = self._jobs.find_one_and_update(
            query,
            [
                {
                    "$set": {
                        "state": state,
                        "due": {"$add": [_NOW, delay]},
                        "tries": tries,
                        "attempts": {"$slice": [{"$concatArrays": ["$attempts", [attempt]]}, -_ATTEMPTS_KEPT]},
                        "exitCode": ending.code,
                        "signal": ending.signal,
                        "reason": _text(ending.reason),
                        "leaseUntil": None,
                    }
                },
                # What this stage looks at is what the first one has set
                {
                    "$set": {
                        "ended": {"$cond": [over, _NOW, None]},
                        "node": {"$cond": [over, "$node", None]},
                        "pid": {"$cond": [over, "$pid", None]},
                        "exclusive": {"$cond": [over, "$$REMOVE", "$exclusive"]},
                    }
                },
            ],
            return_document=ReturnDocument.AFTER,
            projection={"state": 1},
        )
        return None if changed is None else changed["state"]

    # --- calling it off ---

    def cancel_pending(self, id: str, by: str) -> bool:
        """Call a job off that is not running. False when it is not pending any more."""
        done = self._jobs.update_one(
            {"_id": id, "state": "pending"},
            [
                {"$set": {"state": "cancelled", "ended": _NOW, "reason": "cancelled before it ran"}},
                {"$set": {"cancel": {"at": _NOW, "by": _text(by), "signal": None, "times": 1}}},
                {"$unset": "exclusive"},
            ],
        )
        return done.modified_count == 1

    def mark_cancelled(self, id: str, token: int, *, signal: str | int, by: str) -> int | None:
        """Ask the node that runs a job to signal it; how often it was asked so far, or None when it is not running."""
        marked = self._jobs.find_one_and_update(
            {"_id": id, "token": token, "state": "running"},
            {
                "$inc": {"cancel.times": 1},
                "$currentDate": {"cancel.at": True},
                "$set": {"cancel.signal": str(signal), "cancel.by": by},
            },
            return_document=ReturnDocument.AFTER,
            projection={"cancel": 1},
        )
        return None if marked is None else int(marked["cancel"]["times"])

    # --- looking ---

    def count(self, project: str) -> int:
        """Pending jobs of a project."""
        return self._jobs.count_documents({"project": project, "state": "pending"})

    def pending(self, project: str) -> Iterator[Job]:
        """In the order in which they will be taken."""
        order = [("priority", DESCENDING), ("queued", ASCENDING), ("_id", ASCENDING)]
        return map(Job.of, self._jobs.find({"project": project, "state": "pending"}).sort(order))

    def running(self) -> Iterator[Job]:
        """On all nodes, the longest-running first."""
        return map(Job.of, self._jobs.find({"state": "running"}).sort([("started", ASCENDING), ("_id", ASCENDING)]))

    def over(self, limit: int) -> Iterator[Job]:
        """Jobs that ran and are over, whatever came of them, the last ended first."""
        return map(Job.of, self._jobs.find(_OVER).sort([("ended", DESCENDING), ("_id", DESCENDING)]).limit(limit))

    def count_over(self, limit: int) -> int:
        """How many :meth:`over` gives."""
        return self._jobs.count_documents(_OVER, limit=limit)


_OVER: Document = {"state": {"$in": ["finished", "failed", "cancelled"]}, "started": {"$type": "date"}}
