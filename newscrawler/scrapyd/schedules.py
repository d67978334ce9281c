"""Recurring crawls, stored in the collection ``schedules``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from typing import Any

from pymongo import ASCENDING
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from newscrawler.scrapyd.cron import Cron
from newscrawler.scrapyd.jobs import JobQueue
from newscrawler.storage.migrations import SCHEMA_VERSION

__all__ = ["Schedule", "ScheduleError", "Schedules"]

Document = dict[str, Any]

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")
"""Allowed names: a name becomes part of a log file's name."""


class ScheduleError(ValueError):
    """The schedule cannot be added or run; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Recurring crawl; the fields are described in docs/collections/schedules.md."""

    name: str
    cron: str
    timeZone: str = "UTC"
    project: str
    spider: str
    version: str | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    args: Mapping[str, str] = field(default_factory=dict)
    priority: float = 0.0
    overlap: bool = False
    jitter: float = 0.0
    grace: float = 3600.0
    """Seconds after its time within which a firing is still run. A daily crawl that runs an hour late still finds the
    day's news; a longer outage needs an operator anyway."""
    next: datetime | None = None

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Schedule:
        """Build a schedule from its document. Unknown fields, written by a newer version, are ignored."""
        known = {each.name: stored[each.name] for each in fields(cls) if each.name in stored}
        return cls(name=stored["_id"], **known)

    @property
    def times(self) -> Cron:
        """Times at which the schedule fires.

        :raises CronError: the expression or the zone is not valid
        """
        return Cron(self.cron, self.timeZone)


class Schedules:
    """Operations of the commands on schedules."""

    def __init__(self, database: Database[Document], jobs: JobQueue) -> None:
        self._database = database
        self._schedules = database["schedules"]
        self._jobs = jobs

    def add(self, schedule: Schedule, *, replace: bool = False) -> Schedule:
        """Store a schedule and return it with its next firing.

        :param replace: replace a schedule of the same name; its past firings stay on record
        :raises CronError: the expression or the zone is not valid
        :raises ScheduleError: the name is not allowed or exists already
        """
        if not _NAME.fullmatch(schedule.name):
            raise ScheduleError(f"{schedule.name!r} cannot be the name of a schedule; use letters, digits, _ . -")
        first = schedule.times.after(self._now())
        document = {each.name: getattr(schedule, each.name) for each in fields(schedule)} | {
            "schemaVersion": SCHEMA_VERSION,
            "priority": float(schedule.priority),
            "jitter": float(schedule.jitter),
            "grace": float(schedule.grace),
            "next": first,
        }
        del document["name"]
        if replace:
            self._schedules.update_one({"_id": schedule.name}, {"$set": document}, upsert=True)
        else:
            try:
                self._schedules.insert_one({"_id": schedule.name, **document})
            except DuplicateKeyError:
                raise ScheduleError(f"schedule {schedule.name!r} exists already; replace it with --replace") from None
        return self.find(schedule.name)

    def find(self, name: str) -> Schedule:
        """Return the schedule of a name.

        :raises ScheduleError: there is no schedule of this name
        """
        stored = self._schedules.find_one({"_id": name})
        if stored is None:
            raise ScheduleError(f"there is no schedule {name!r}; see `scrapy schedule list`")
        return Schedule.of(stored)

    def all(self) -> Iterator[Schedule]:
        """Return all schedules, ordered by name."""
        return map(Schedule.of, self._schedules.find().sort("_id", ASCENDING))

    def remove(self, name: str) -> None:
        """Remove a schedule; its jobs stay on record.

        :raises ScheduleError: there is no schedule of this name
        """
        if not self._schedules.delete_one({"_id": name}).deleted_count:
            raise ScheduleError(f"there is no schedule {name!r}; see `scrapy schedule list`")

    def run(self, name: str) -> str:
        """Queue a schedule's crawl now, in addition to its firings. Return scrapyd's id of the job.

        :raises ScheduleError: there is no schedule of this name, or it allows no overlap and its last job is still
            pending or running
        """
        schedule = self.find(name)
        job = f"{name}-{self._now():%Y%m%dT%H%M%S}-asked"
        try:
            self._jobs.add(
                schedule.project,
                schedule.spider,
                job=job,
                priority=schedule.priority,
                version=schedule.version,
                settings=schedule.settings,
                args=schedule.args,
                schedule=name,
                exclusive=not schedule.overlap,
            )
        except DuplicateKeyError:
            raise ScheduleError(f"a job of {name!r} is pending or running, and it allows no overlap") from None
        return job

    def _now(self) -> datetime:
        at: datetime = self._database.client.admin.command("hello")["localTime"]
        return at if at.tzinfo else at.replace(tzinfo=UTC)
