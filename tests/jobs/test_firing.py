"""Schedules become jobs: exactly one for a firing, and a stated rule for what is late."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymongo.database import Database

from newscrawler.scrapyd import firing as firing_module
from newscrawler.scrapyd.cron import Cron
from newscrawler.scrapyd.firing import Decision, decide, fire_due
from newscrawler.scrapyd.jobs import AttemptResult, JobQueue
from newscrawler.scrapyd.schedules import Schedule, ScheduleError, Schedules

Documents = Database[dict[str, Any]]

HOURLY = Cron("0 * * * *", "UTC")


def at(hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, 11, 24, hour, minute, second, tzinfo=UTC)


@pytest.mark.parametrize(
    ("due", "now", "grace", "expected"),
    [
        (at(10), at(10, 0, 1), 3600, Decision("fire", at(10), at(11))),
        (at(10), at(10, 59), 3600, Decision("fire", at(10), at(11))),
        # Two are late: the latest is made up, the one before it is missed
        (at(10), at(11, 0, 1), 3600, Decision("miss", at(10), at(11))),
        (at(11), at(11, 0, 1), 3600, Decision("fire", at(11), at(12))),
        (at(3), at(11, 30), 3600, Decision("miss", at(3), at(11))),
        # Too late for all of them
        (at(10), at(10, 31), 1800, Decision("miss", at(10), at(11))),
        (at(3), at(11, 45), 1800, Decision("miss", at(3), at(12))),
        (at(10), at(10), 0, Decision("fire", at(10), at(11))),
        (at(10), at(10, 0, 1), 0, Decision("miss", at(10), at(11))),
    ],
)
def test_the_rule_for_late_firings(due: datetime, now: datetime, grace: int, expected: Decision) -> None:
    assert decide(HOURLY, due, now, timedelta(seconds=grace)) == expected


@given(late=st.integers(0, 40_000), grace=st.integers(0, 20_000))
def test_late_firings_are_made_once_or_missed_once(late: int, grace: int) -> None:
    """Whatever the delay: every firing is accounted for, at most one is made, and it is the latest."""
    cron, due, now = Cron("*/10 * * * *", "UTC"), at(0), at(0) + timedelta(seconds=late)
    made, missed = [], []
    while due <= now:
        decision = decide(cron, due, now, timedelta(seconds=grace))
        assert decision.firing == due < decision.then
        if decision.what == "fire":
            made.append(due)
            assert decision.then == cron.after(due)
        while due < decision.then:
            if decision.what == "miss":
                missed.append(due)
            due = cron.after(due)
    expected = [at(0) + timedelta(minutes=10 * n) for n in range(late // 600 + 1)]
    assert sorted(made + missed) == expected
    assert made == ([expected[-1]] if now - expected[-1] <= timedelta(seconds=grace) else [])


@pytest.fixture
def prepared(database: Documents) -> Documents:
    return database


def scheduled(database: Documents, late: timedelta = timedelta(0), **given: Any) -> Schedules:
    """A schedule ``s`` that was due ``late`` ago."""
    schedules = Schedules(database, JobQueue(database))
    fields: dict[str, Any] = {"cron": "* * * * *", "project": "p", "spider": "x", **given}
    schedules.add(Schedule(name="s", **fields))
    now = database.client.admin.command("hello")["localTime"].replace(second=0, microsecond=0)
    database["schedules"].update_one({"_id": "s"}, {"$set": {"next": now - late}})
    return schedules


def states(database: Documents) -> list[str]:
    return [job["state"] for job in database["jobs"].find().sort("firing", 1)]


def test_many_that_fire_at_once_make_one_job(prepared: Documents) -> None:
    scheduled(prepared, overlap=True)
    barrier = threading.Barrier(8)

    def fire() -> None:
        barrier.wait()
        fire_due(prepared, JobQueue(prepared))

    threads = [threading.Thread(target=fire) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert states(prepared) == ["pending"]


@pytest.mark.parametrize("late", [timedelta(0), timedelta(minutes=5), timedelta(hours=3)])
def test_one_that_dies_between_the_job_and_the_schedule_leaves_it_to_the_next(
    prepared: Documents, monkeypatch: pytest.MonkeyPatch, late: timedelta
) -> None:
    """Whatever it had decided holds, although the next one looks at another time."""
    scheduled(prepared, late=late, grace=600)
    carry_out = firing_module._carry_out

    class Killed(BaseException):
        pass

    def die(*args: Any) -> Any:
        carry_out(*args)
        raise Killed

    monkeypatch.setattr(firing_module, "_carry_out", die)
    with pytest.raises(Killed):
        fire_due(prepared, JobQueue(prepared))
    decided = list(prepared["jobs"].find())
    assert len(decided) == 1
    monkeypatch.setattr(firing_module, "_carry_out", carry_out)
    fire_due(prepared, JobQueue(prepared))

    assert prepared["jobs"].find_one({"_id": decided[0]["_id"]}) == decided[0]
    times = list(prepared["jobs"].find().sort("firing", 1))
    for earlier, later in pairwise(times):
        assert later["firing"] == earlier.get("firingUntil", later["firing"])
    assert states(prepared).count("pending") == 1
    after = prepared["schedules"].find_one({"_id": "s"})
    assert after
    assert after["next"] > times[-1]["firing"]


def test_missed_firings_are_on_record_with_their_reason(prepared: Documents) -> None:
    scheduled(prepared, late=timedelta(hours=3), grace=120)
    fire_due(prepared, JobQueue(prepared))
    missed, made = prepared["jobs"].find().sort("firing", 1)
    assert (missed["state"], missed["reason"]) == ("skipped", "missed: nothing fired it in time")
    assert missed["firingUntil"] == made["firing"]
    assert made["firing"] - missed["firing"] >= timedelta(hours=3) - timedelta(minutes=1)
    assert made["state"] == "pending"


def test_a_schedule_without_overlap_skips_a_firing_while_its_job_is_live(prepared: Documents) -> None:
    queue = JobQueue(prepared)
    schedules = scheduled(prepared, cron="* * * * * *", grace=1)
    fire_due(prepared, queue)
    taken = queue.take("n1:1:a", "n1", ["p"])
    assert taken

    skipped: dict[str, Any] = {"state": "skipped", "reason": "its last job was still pending or running"}
    while not prepared["jobs"].count_documents(skipped):
        fire_due(prepared, queue)
    assert prepared["jobs"].count_documents({"state": {"$ne": "skipped"}}) == 1
    with pytest.raises(ScheduleError, match="allows no overlap"):
        schedules.run("s")

    queue.end(taken[0], AttemptResult(kind="done", reason="finished", code=0))
    schedules.run("s")
    assert prepared["jobs"].count_documents({"state": "pending"}) == 1


def test_jitter_delays_the_start_and_not_the_firing(prepared: Documents) -> None:
    scheduled(prepared, jitter=3600)
    queue = JobQueue(prepared)
    fire_due(prepared, queue)
    (job,) = prepared["jobs"].find()
    assert timedelta(0) <= job["due"] - job["queued"] <= timedelta(hours=1)
    assert job["firing"].second == 0
    if job["due"] - job["queued"] > timedelta(seconds=30):
        assert queue.take("n1:1:a", "n1", ["p"]) is None


def test_a_replaced_schedule_keeps_its_firings_and_fires_anew(prepared: Documents) -> None:
    schedules = scheduled(prepared)
    fire_due(prepared, JobQueue(prepared))
    with pytest.raises(ScheduleError, match="--replace"):
        schedules.add(Schedule(name="s", cron="0 4 * * *", project="p", spider="y"))
    replaced = schedules.add(Schedule(name="s", cron="0 4 * * *", project="p", spider="y"), replace=True)
    assert (replaced.spider, replaced.next and replaced.next.hour) == ("y", 4)
    assert states(prepared) == ["pending"]
    schedules.remove("s")
    assert states(prepared) == ["pending"]
    with pytest.raises(ScheduleError, match="no schedule"):
        schedules.remove("s")


def test_a_schedule_of_a_newer_version_is_read_and_kept(prepared: Documents) -> None:
    scheduled(prepared)
    prepared["schedules"].update_one({"_id": "s"}, {"$set": {"byNewer": {"kept": True}}})
    fire_due(prepared, JobQueue(prepared))
    (stored,) = prepared["schedules"].find()
    assert stored["byNewer"] == {"kept": True}
    assert states(prepared) == ["pending"]
