"""Recurring crawls as data: the collection ``schedules``."""

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
"""It becomes part of a log file's name."""


class ScheduleError(ValueError):
    """The schedule cannot be added or run; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A recurring crawl; the fields are those of docs/collections/schedules.md."""

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
    """An hour late, a daily crawl still finds the day's news; a longer outage has somebody looking at it."""
    next: datetime | None = None

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Schedule:
        """From a document; fields that a newer version wrote are left aside."""
        known = {each.name: stored[each.name] for each in fields(cls) if each.name in stored}
        return cls(name=stored["_id"], **known)

    @property
    def times(self) -> Cron:
        """When it fires.

        :raises CronError: it cannot be read
        """
        return Cron(self.cron, self.timeZone)


class Schedules:
    """What the commands do with schedules."""

    def __init__(self, database: Database[Document], jobs: JobQueue) -> None:
        self._database = database
        self._schedules = database["schedules"]
        self._jobs = jobs

    def add(self, schedule: Schedule, *, replace: bool = False) -> Schedule:
        """Store a schedule; it as stored, with its next firing.

        :param replace: take the place of one of that name; its firings so far stay on record
        :raises CronError: its times are wrong
        :raises ScheduleError: its name cannot be used or is taken
        """
        if not _NAME.fullmatch(schedule.name):
            raise ScheduleError(f"{schedule.name!r} is no name for a schedule: use letters, digits, _ . -")
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
                raise ScheduleError(f"there is a schedule {schedule.name!r}; --replace replaces it") from None
        return self.find(schedule.name)

    def find(self, name: str) -> Schedule:
        """
        :raises ScheduleError: there is none of that name
        """
        stored = self._schedules.find_one({"_id": name})
        if stored is None:
            raise ScheduleError(f"no schedule {name!r}; see `scrapy schedule list`")
        return Schedule.of(stored)

    def all(self) -> Iterator[Schedule]:
        """By name."""
        return map(Schedule.of, self._schedules.find().sort("_id", ASCENDING))

    def remove(self, name: str) -> None:
        """It fires no more; its jobs stay.

        :raises ScheduleError: there is none of that name
        """
        if not self._schedules.delete_one({"_id": name}).deleted_count:
            raise ScheduleError(f"no schedule {name!r}; see `scrapy schedule list`")

    def run(self, name: str) -> str:
        """Queue its crawl now, beside its firings; scrapyd's id of the job.

        :raises ScheduleError: there is none of that name, or it allows no overlap and a job of it is live
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
