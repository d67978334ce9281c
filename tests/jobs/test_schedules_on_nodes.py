"""Schedules on real nodes: each firing makes exactly one job, whoever dies."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from newscrawler.feed import Feed
from newscrawler.scrapyd.cron import Cron
from newscrawler.scrapyd.jobs import JobQueue
from newscrawler.scrapyd.schedules import Schedule, Schedules
from newscrawler.storage import prepare
from tests.support.forking import Forked
from tests.support.nodes import ROOT, Cluster, toy_egg, until
from tests.support.soak import times

pytestmark = pytest.mark.live

EVERY_SECOND = "* * * * * *"

KILLS_OF_EACH = times(1, 2)
MADE_BETWEEN_KILLS = 6
"""Jobs."""


def schedules(cluster: Cluster) -> Schedules:
    prepare(cluster.database)
    return Schedules(cluster.database, JobQueue(cluster.database))


def firings(cluster: Cluster, name: str) -> list[dict[str, Any]]:
    return list(cluster.database["jobs"].find({"schedule": name}).sort("firing", 1))


def test_every_firing_makes_one_job_while_nodes_are_killed(
    cluster: Cluster, capsys: pytest.CaptureFixture[str]
) -> None:
    """Three nodes run a schedule of each second and of each two seconds; each is killed at the moment of a start."""
    nodes = [cluster.node(), cluster.node(), cluster.node()]
    # No node knows the project, so the jobs stay where they are put
    asked = schedules(cluster)
    fast = asked.add(Schedule(name="fast", cron=EVERY_SECOND, project="p", spider="x", overlap=True))
    slow = asked.add(Schedule(name="slow", cron="*/2 * * * * *", project="p", spider="x", overlap=True))
    kills = 0
    made = {"state": "pending"}
    for node in nodes * KILLS_OF_EACH:
        wanted = cluster.database["jobs"].count_documents(made) + MADE_BETWEEN_KILLS
        until(lambda wanted=wanted: cluster.database["jobs"].count_documents(made) >= wanted, "schedules fire")
        # On the second, when all three look for what is due
        now = cluster.database.client.admin.command("hello")["localTime"]
        time.sleep(1 - now.microsecond / 1e6)
        node.kill()
        kills += 1
        node.start()
    asked.remove("fast")
    asked.remove("slow")
    time.sleep(2)

    told = []
    for schedule in (fast, slow):
        jobs = firings(cluster, schedule.name)
        fired = [job for job in jobs if job["state"] == "pending"]
        missed = [job for job in jobs if job["state"] == "skipped"]
        assert all("firingUntil" in job for job in missed)
        # Every firing from the first to the last is there, once: made, or in the range of what was missed
        cron, at, seen = Cron(schedule.cron, "UTC"), schedule.next, set()
        assert at
        for job in jobs:
            assert job["firing"] == at
            at = job.get("firingUntil") or cron.after(at)
            seen.add(job["firing"])
        assert len(seen) == len(jobs)
        told.append((schedule.name, len(fired), len(missed)))
    with capsys.disabled():
        print(f"\nschedules: 3 nodes, {kills} killed at the moment of a firing (and started again)")
        for name, made_count, missed_count in told:
            print(f"  {name}: {made_count} firings made exactly once, 0 twice, {missed_count} recorded as missed")
    assert sum(made_count for _, made_count, _ in told) >= kills * MADE_BETWEEN_KILLS


def test_what_nobody_could_fire_is_made_up_within_its_grace_and_else_on_record(cluster: Cluster) -> None:
    asked = schedules(cluster)
    day = timedelta(days=1)
    for name, grace in (("forgiving", 2 * day), ("strict", timedelta(minutes=10))):
        asked.add(Schedule(name=name, cron="30 4 * * *", project="p", spider="x", grace=grace.total_seconds()))
        (stored,) = cluster.database["schedules"].find({"_id": name})
        # As if all nodes had been off for three days
        cluster.database["schedules"].update_one({"_id": name}, {"$set": {"next": stored["next"] - 3 * day}})
    cluster.node()

    until(lambda: len(firings(cluster, "forgiving")) == 2 and len(firings(cluster, "strict")) == 1, "they are decided")
    missed, made = firings(cluster, "forgiving")
    assert (missed["state"], made["state"]) == ("skipped", "pending")
    assert made["firing"] - missed["firing"] == 2 * day
    (missed,) = firings(cluster, "strict")
    assert missed["state"] == "skipped"
    assert missed["firingUntil"] - missed["firing"] == 3 * day
    assert all(each["next"] > datetime.now(UTC) - timedelta(minutes=1) for each in cluster.database["schedules"].find())


def test_jobs_of_a_schedule_run_one_at_a_time_on_all_nodes(cluster: Cluster) -> None:
    nodes = [cluster.node(), cluster.node()]
    nodes[0].deploy("toy", "1", toy_egg("1"))
    asked = schedules(cluster)
    asked.add(
        Schedule(
            name="s", cron=EVERY_SECOND, project="toy", spider="steady", args={"items": "20", "pace": "0.1"}, grace=1
        )
    )
    done = {"schedule": "s", "state": "finished"}
    until(lambda: cluster.database["jobs"].count_documents(done) >= 3, "three of its jobs have run")
    asked.remove("s")
    until(cluster.all_over, "the last is over")

    ran = sorted(cluster.jobs(**done), key=lambda job: job["started"])
    for earlier, later in pairwise(ran):
        assert later["queued"] >= earlier["ended"]
    skipped = cluster.jobs(schedule="s", state="skipped")
    assert skipped
    assert {job["reason"] for job in skipped} <= {
        "its last job was still pending or running",
        "missed: nothing fired it in time",
    }


def test_schedules_are_fired_without_scrapyd_too(cluster: Cluster) -> None:
    schedules(cluster).add(Schedule(name="s", cron=EVERY_SECOND, project="p", spider="x", overlap=True))
    server = Forked(
        [sys.executable, "-m", "scrapy", "schedule", "serve"],
        cwd=ROOT,
        env=os.environ | cluster.environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        until(lambda: len(firings(cluster, "s")) >= 3, "it fires")
    finally:
        server.terminate()
        said, _ = server.communicate(timeout=240)
    assert server.returncode == 0
    assert "schedule s: " in said


def test_nodes_number_the_change_feed_and_take_over_from_each_other(cluster: Cluster) -> None:
    prepare(cluster.database)
    feed = Feed(cluster.database)
    nodes = [cluster.node(), cluster.node()]
    until(lambda: feed.last() == 1, "a node numbers")
    first = feed.state().holder
    assert first is not None
    (holding,) = [node for node in nodes if f":{node.process.pid} " in first]
    holding.kill()
    cluster.database["comments"].insert_one({"_id": "x"}, bypass_document_validation=True)
    until(lambda: feed.last() == 2, "the other node takes over")
    assert feed.state().holder != first
