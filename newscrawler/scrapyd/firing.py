"""Turns due schedules into jobs, exactly one for each firing, however many nodes try.

A firing's job has the schedule and the time in its ``_id``: of all who insert it one succeeds. Only then is the schedule
moved on, by whoever finds it unmoved; so a node may be killed at any point, and the next to look goes on from there.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from newscrawler.scrapyd.cron import Cron, CronError
from newscrawler.scrapyd.jobs import JobQueue
from newscrawler.scrapyd.schedules import Schedule

__all__ = ["Decision", "FiringThread", "decide", "fire_due"]

_INTERVAL = 1.0
"""Seconds between two looks: cron's own resolution is a minute, and a look is one indexed query."""

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a schedule's next firing."""

    what: Literal["fire", "miss"]
    firing: datetime
    then: datetime
    """The firing to look at next. Missed are all from ``firing`` up to, and without, this one."""


def decide(cron: Cron, due: datetime, now: datetime, grace: timedelta) -> Decision:
    """The stated rule for what is late: the latest of the firings that are due is made, if it is not later than ``grace``;
    those before it are missed.
    """
    since = now - grace
    firing = due if due >= since else cron.after(since - timedelta(microseconds=1))
    latest = None
    while firing <= now:
        latest, firing = firing, cron.after(firing)
    if latest is None:
        return Decision("miss", due, firing)
    return Decision("fire", due, firing) if latest == due else Decision("miss", due, latest)


def fire_due(database: Database[Document], jobs: JobQueue) -> list[str]:
    """Make the jobs of all firings that are due; a line for each thing done."""
    done = []
    due = database["schedules"].find({"$expr": {"$lte": ["$next", "$$NOW"]}}, {"document": "$$ROOT", "now": "$$NOW"})
    for found in due:
        schedule = Schedule.of(found["document"])
        try:
            done += _fire(database, jobs, schedule, found["now"])
        except CronError as error:
            done.append(f"schedule {schedule.name}: {error}")
    return done


def _fire(database: Database[Document], jobs: JobQueue, schedule: Schedule, now: datetime) -> list[str]:
    done = []
    due, cron = schedule.next, schedule.times
    assert due
    while due <= now:
        decision = decide(cron, due, now, timedelta(seconds=schedule.grace))
        said, then = _carry_out(database, jobs, schedule, decision)
        moved = database["schedules"].update_one(
            {"_id": schedule.name, "next": due, "cron": schedule.cron, "timeZone": schedule.timeZone},
            {"$set": {"next": then}},
        )
        done += said
        if not moved.matched_count:
            # Another node was faster, or the schedule was replaced or removed
            break
        due = then
    return done


def _carry_out(
    database: Database[Document], jobs: JobQueue, schedule: Schedule, decision: Decision
) -> tuple[list[str], datetime]:
    """What was done, and the firing to look at next."""
    firing = decision.firing
    id = f"{schedule.name}@{firing:%Y-%m-%dT%H:%M:%SZ}"
    asked: Document = {
        "job": f"{schedule.name}-{firing:%Y%m%dT%H%M%S}",
        "id": id,
        "priority": schedule.priority,
        "version": schedule.version,
        "settings": schedule.settings,
        "args": schedule.args,
        "schedule": schedule.name,
        "firing": firing,
    }
    try:
        if decision.what == "fire":
            try:
                delay = random.uniform(0, schedule.jitter)
                jobs.add(schedule.project, schedule.spider, **asked, delay=delay, exclusive=not schedule.overlap)
                return [f"schedule {schedule.name}: {firing:%Y-%m-%d %H:%M:%S} UTC fired"], decision.then
            except DuplicateKeyError as error:
                if "exclusive" not in _keys(error):
                    raise
                jobs.skip(
                    schedule.project, schedule.spider, **asked, reason="its last job was still pending or running"
                )
                return [
                    f"schedule {schedule.name}: {firing:%Y-%m-%d %H:%M:%S} UTC skipped, its last job is live"
                ], decision.then
        until = decision.then
        jobs.skip(
            schedule.project, schedule.spider, **asked, firing_until=until, reason="missed: nothing fired it in time"
        )
        return [f"schedule {schedule.name}: missed from {firing:%Y-%m-%d %H:%M:%S} UTC on"], until
    except DuplicateKeyError:
        # Another node has decided about this firing, at another moment perhaps: what it decided holds
        made = database["jobs"].find_one({"_id": id}, {"firingUntil": 1})
        until = (made or {}).get("firingUntil") or schedule.times.after(firing)
        return [], until


def _keys(error: DuplicateKeyError) -> Document:
    return dict((error.details or {}).get("keyPattern", {}))


class FiringThread(threading.Thread):
    """Looks every second.

    :param say: called in this thread with what was done or went wrong
    """

    def __init__(self, database: Database[Document], jobs: JobQueue, say: Callable[[str], None]) -> None:
        super().__init__(name="schedules", daemon=True)
        self._database = database
        self._jobs = jobs
        self._say = say
        self._closing = threading.Event()

    def close(self) -> None:
        """Stop looking. Blocking."""
        self._closing.set()
        self.join()

    def run(self) -> None:
        while not self._closing.is_set():
            try:
                for line in fire_due(self._database, self._jobs):
                    self._say(line)
            except Exception as error:
                # Whatever it was, the next look may be better, and a node without this thread would look well
                self._say(f"schedules: {type(error).__name__}: {error}")
            self._closing.wait(_INTERVAL)
