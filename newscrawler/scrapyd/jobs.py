"""Life of a job in MongoDB: queued, leased by one node at a time, queued again if that node dies, ended, kept.

All times are the server's, so nodes with different clocks agree on which jobs are due and which leases are over. Every
change of a running job names the lease's fencing token: a node that slept past its lease can no longer change the job.
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

__all__ = ["ACTIVE_STATES", "JOB_FORMAT", "AttemptResult", "Job", "JobQueue", "JobState", "Lease", "TryLimits", "clock"]

Document = dict[str, Any]
JobState = Literal["pending", "running", "finished", "failed", "cancelled", "skipped"]
"""``skipped`` is a firing of a schedule for which no job was run; see :mod:`newscrawler.scrapyd.firing`."""

JOB_FORMAT = 1
"""Format that a node must understand to run a job. It is increased when an older node would run a newer job wrongly,
but not for new fields that an older node can ignore."""

_OVER: Document = {"state": {"$in": ["finished", "failed", "cancelled"]}, "started": {"$type": "date"}}

_NOW = "$$NOW"
"""Time of the MongoDB server, in pipelines."""

ENDLESS_SPIDERS = ("follow",)
"""Spiders whose jobs never end by themselves. Their tries are not limited: in the months of such a job more than three
nodes die, and each time another node has to take it over."""

_LONGEST_DELAY_MS = 600_000
"""Longest pause before the next try of such a job. A crawl that cannot start is tried every ten minutes."""

_ATTEMPTS_KEPT = 20
"""Attempts kept on record: more than any limit of tries, plus the interruptions of a long rolling restart."""

ACTIVE_STATES: tuple[JobState, ...] = ("pending", "running")
"""States of a job that has not ended."""


def clock() -> float:
    """Return seconds of a clock that runs while the machine sleeps, is never set, and is the same for all processes."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


@dataclass(frozen=True, slots=True)
class Lease:
    """Right to run a job, valid as long as it is renewed."""

    id: str
    """The job's ``_id``."""
    token: int
    """Fencing token: number of leases of this job so far. Only the newest lease may change the job."""
    until: float
    """End of the lease by :func:`clock` of this machine, never later than the end by the server's clock."""


@dataclass(frozen=True, kw_only=True)
class TryLimits:
    """Limits for repeating a job that failed."""

    tries: int = 3
    """Most attempts. A page that crashes the crawl crashes it every time; a busy machine or a deploy is over by the
    third."""
    delay: float = 30.0
    """Seconds before the second attempt, doubled for each further attempt: time for an outlet or a server to
    restart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptResult:
    """Result of one attempt to run a job."""

    kind: Literal["done", "broken", "unusable", "interrupted"]
    """``done``: the crawl ran to its end. ``broken``: worth another attempt. ``unusable``: it would fail again.
    ``interrupted``: the node was told to stop; this attempt does not count."""
    reason: str
    """One line for a person."""
    code: int | None = None
    signal: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Stored job; the fields are described in docs/collections/jobs.md."""

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
        """Build a job from its document. Unknown fields, written by a newer node, are ignored."""
        known: dict[str, Any] = {name: stored.get(name) for name in cls.__slots__ if name != "id"}
        return cls(id=stored["_id"], **known)

    @property
    def message(self) -> dict[str, Any]:
        """Message in the form of scrapyd's queues: spider arguments, ``name``, ``_job``, ``_version``, ``settings``."""
        version = {} if self.version is None else {"_version": self.version}
        return {**self.args, "name": self.spider, "_job": self.job, **version, "settings": dict(self.settings)}


def _text(value: str) -> Document:
    # In an update pipeline a text that begins with $ would be read as a field.
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
    """Return the document of a pending job without its times."""
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
    """Collection ``jobs`` as a shared queue.

    :param lease: seconds without a renewal after which a job is given to another node
    """

    def __init__(self, database: Database[Document], *, lease: float = 60.0, limits: TryLimits | None = None) -> None:
        self._jobs = database["jobs"]
        self._lease = lease
        self._limits = limits or TryLimits()

    # --- queueing ---

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
        """Queue a job and return its ``_id``.

        :param id: ``_id`` of the job, for a request that may be repeated but must make only one job
        :param delay: seconds before it may start
        :param exclusive: refuse the job while another exclusive job of its schedule is pending or running
        :raises DuplicateKeyError: the id exists, or such an exclusive job is pending or running
        """
        id = id or uuid.uuid4().hex
        document = _document(project, spider, job=job, priority=priority, version=version, settings=settings, args=args)
        # Only if there is one: the index of schedules contains no other jobs.
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
        """Record a firing for which no job is run.

        :param firing_until: for several skipped firings: the next firing that was not skipped
        :raises DuplicateKeyError: there is already a decision about the firing
        """
        document = _document(project, spider, job=job, priority=priority, version=version, settings=settings, args=args)
        document |= {"state": "skipped", "reason": reason, "schedule": schedule, "firing": firing}
        if firing_until is not None:
            document["firingUntil"] = firing_until
        self._insert(id, document, 0)

    def _insert(self, id: str, document: Document, delay: float) -> None:
        # An upsert that never matches: an insert would use this machine's time instead of the server's.
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

    # --- running ---

    def take(self, node: str, node_name: str, projects: Collection[str]) -> tuple[Lease, Job] | None:
        """Lease the next due job: highest priority first, then longest queued. Return None if no job is due."""
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
        """Renew a lease. Return it with its later end and the job's ``cancel`` field, or None if the lease was lost."""
        before = clock()
        kept = self._jobs.find_one_and_update(
            {**self._held(lease), "$expr": {"$gt": ["$leaseUntil", _NOW]}},
            [{"$set": {"leaseUntil": self._lease_from_now, "pid": pid}}],
            projection={"cancel": 1},
        )
        if kept is None:
            return None
        return Lease(lease.id, lease.token, before + self._lease), kept.get("cancel")

    def end(self, lease: Lease, result: AttemptResult) -> JobState | None:
        """Record the result of an attempt and queue the job again if it is to be repeated. Return its new state.

        None means that the lease was lost and nothing was changed.
        """
        return self._end(self._held(lease), result)

    def reclaim(self) -> list[tuple[str, JobState]]:
        """Queue jobs again whose leases were not renewed. Return ``(_id, new state)`` of each."""
        expired: Document = {"state": "running", "$expr": {"$lte": ["$leaseUntil", _NOW]}}
        found = []
        for left in self._jobs.find(expired, {"token": 1, "nodeName": 1}):
            result = AttemptResult(
                kind="broken", reason=f"node {left['nodeName']} died or lost its connection: the lease was not renewed"
            )
            state = self._end({"_id": left["_id"], "token": left["token"], **expired}, result)
            if state is not None:
                found.append((left["_id"], state))
        return found

    @property
    def _lease_from_now(self) -> Document:
        return {"$add": [_NOW, round(self._lease * 1000)]}

    @staticmethod
    def _held(lease: Lease) -> Document:
        return {"_id": lease.id, "state": "running", "token": lease.token}

    def _end(self, query: Document, result: AttemptResult) -> JobState | None:
        tries: Any = {"$add": ["$tries", 0 if result.kind == "interrupted" else 1]}
        delay: Any = 0
        state: Any
        if result.kind == "done":
            state = "finished"
        else:
            if result.kind == "unusable":
                again: Any = "failed"
            elif result.kind == "interrupted":
                again = "pending"
            else:
                is_endless = {"$in": ["$spider", list(ENDLESS_SPIDERS)]}
                is_tried_again = {"$or": [is_endless, {"$lt": [tries, self._limits.tries]}]}
                again = {"$cond": [is_tried_again, "pending", "failed"]}
                doubled = {"$multiply": [round(self._limits.delay * 1000), {"$pow": [2, {"$min": ["$tries", 30]}]}]}
                delay = {"$cond": [is_endless, {"$min": [doubled, _LONGEST_DELAY_MS]}, doubled]}
            state = {"$cond": [{"$gt": ["$cancel", None]}, "cancelled", again]}
        over = {"$ne": ["$state", "pending"]}
        attempt = {
            "node": "$nodeName",
            "pid": "$pid",
            "started": "$started",
            "ended": _NOW,
            "exitCode": result.code,
            "signal": result.signal,
            "reason": _text(result.reason),
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
                        "exitCode": result.code,
                        "signal": result.signal,
                        "reason": _text(result.reason),
                        "leaseUntil": None,
                    }
                },
                # This stage reads the fields that the first stage has set.
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

    # --- cancelling ---

    def cancel_pending(self, id: str, by: str) -> bool:
        """Cancel a pending job. Return False if it is no longer pending."""
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
        """Ask the node that runs a job to signal the crawl.

        :returns: number of such requests so far, or None if the job is not running
        """
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

    # --- listing ---

    def count(self, project: str) -> int:
        """Return the number of pending jobs of a project."""
        return self._jobs.count_documents({"project": project, "state": "pending"})

    def pending(self, project: str) -> Iterator[Job]:
        """Return the pending jobs of a project in the order in which they will be leased."""
        order = [("priority", DESCENDING), ("queued", ASCENDING), ("_id", ASCENDING)]
        return map(Job.of, self._jobs.find({"project": project, "state": "pending"}).sort(order))

    def running(self) -> Iterator[Job]:
        """Return the running jobs of all nodes, the longest-running first."""
        return map(Job.of, self._jobs.find({"state": "running"}).sort([("started", ASCENDING), ("_id", ASCENDING)]))

    def over(self, limit: int) -> Iterator[Job]:
        """Return jobs that ran and have ended, with any result, the last ended first."""
        return map(Job.of, self._jobs.find(_OVER).sort([("ended", DESCENDING), ("_id", DESCENDING)]).limit(limit))

    def count_over(self, limit: int) -> int:
        """Return the number of jobs that :meth:`over` returns."""
        return self._jobs.count_documents(_OVER, limit=limit)
