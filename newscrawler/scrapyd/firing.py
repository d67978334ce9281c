"""Due schedules become jobs: exactly one job for each firing, however many nodes try.

The ``_id`` of a firing's job consists of the schedule's name and the firing's time, so only one node can insert it.
The schedule is moved on after that, by any node that finds it unmoved. A node may therefore be killed at any point;
the next node that looks continues from there.
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
"""Seconds between two queries for due schedules. cron's resolution is a minute; a query uses an index."""

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Decision:
    """Decision about a schedule's next firing: run it, or record it as missed."""

    what: Literal["fire", "miss"]
    firing: datetime
    then: datetime
    """Firing to decide about next. If ``what`` is ``miss``, all firings from ``firing`` until before this one are
    missed."""


def decide(cron: Cron, due: datetime, now: datetime, grace: timedelta) -> Decision:
    """Apply the catch-up policy: of all due firings only the latest is run, and only within ``grace``.

    Earlier due firings are recorded as missed.
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
    """Queue the jobs of all due firings. Return one line for the log for each firing."""
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
            # Another node was faster, or the schedule was replaced or removed.
            break
        due = then
    return done


def _carry_out(
    database: Database[Document], jobs: JobQueue, schedule: Schedule, decision: Decision
) -> tuple[list[str], datetime]:
    """Return the lines for the log, and the firing to decide about next."""
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
                skipped = f"schedule {schedule.name}: {firing:%Y-%m-%d %H:%M:%S} UTC skipped"
                return [f"{skipped}, its last job is pending or running"], decision.then
        until = decision.then
        jobs.skip(
            schedule.project, schedule.spider, **asked, firing_until=until, reason="missed: nothing fired it in time"
        )
        return [f"schedule {schedule.name}: missed from {firing:%Y-%m-%d %H:%M:%S} UTC on"], until
    except DuplicateKeyError:
        # Another node has decided about this firing, perhaps at another moment. That decision is kept.
        made = database["jobs"].find_one({"_id": id}, {"firingUntil": 1})
        until = (made or {}).get("firingUntil") or schedule.times.after(firing)
        return [], until


def _keys(error: DuplicateKeyError) -> Document:
    return dict((error.details or {}).get("keyPattern", {}))


class FiringThread(threading.Thread):
    """Thread that queues due jobs every second.

    :param say: called in this thread with each line for the log
    """

    def __init__(self, database: Database[Document], jobs: JobQueue, say: Callable[[str], None]) -> None:
        super().__init__(name="schedules", daemon=True)
        self._database = database
        self._jobs = jobs
        self._say = say
        self._closing = threading.Event()

    def close(self) -> None:
        """Stop the thread and wait for its end."""
        self._closing.set()
        self.join()

    def run(self) -> None:
        while not self._closing.is_set():
            try:
                for line in fire_due(self._database, self._jobs):
                    self._say(line)
            except Exception as error:
                # The next round may succeed; without this thread the node would seem healthy but fire nothing.
                self._say(f"schedules: {type(error).__name__}: {error}")
            self._closing.wait(_INTERVAL)
