"""Several scrapyd nodes on one queue: who runs what, and what is left when one of them dies."""

from __future__ import annotations

import os
import signal
from typing import Any

import pytest

from tests.support.nodes import Cluster, Node, crawls_under, toy_egg, until

pytestmark = pytest.mark.live


def started(cluster: Cluster, job: str) -> dict[str, Any]:
    """The job once its crawl has stored something."""
    until(lambda: cluster.database["work"].count_documents({"_id": {"$regex": f"^{job}/"}}), f"{job} stores")
    return cluster.job(job)


def node_of(cluster: Cluster, job: str) -> Node:
    name = cluster.job(job)["nodeName"]
    return next(node for node in cluster.nodes if node.name == name)


def assert_one_after_the_other(cluster: Cluster, job: str) -> None:
    """Nothing that the first crawl of the job stored is later, by the server's clock, than the second one's lease."""
    first, second = cluster.job(job)["attempts"]
    times = [time for item in cluster.database["work"].find() for time in item["times"]]
    assert {time["pid"] for time in times} == {first["pid"], second["pid"]}
    assert max(time["at"] for time in times if time["pid"] == first["pid"]) < second["started"]


def test_two_nodes_share_a_queue_and_show_each_other(cluster: Cluster) -> None:
    one, two = cluster.node(), cluster.node()
    one.deploy("toy", "1", toy_egg("1"))
    assert two.get("listprojects.json")["projects"] == ["toy"]
    assert set(two.get("listspiders.json", project="toy")["spiders"]) >= {"steady", "crashing"}

    jobs = [node.schedule("steady", items=20, pace=0.1) for node in (one, two, one, two)]
    until(lambda: len(two.get("listjobs.json")["running"]) == 2, "both nodes run a job")
    assert {each["node"] for each in one.get("listjobs.json")["running"]} == {"n1", "n2"}
    until(cluster.all_over, "all jobs are over")

    for node in (one, two):
        shown = node.get("listjobs.json", project="toy")
        assert {each["id"] for each in shown["finished"]} == set(jobs)
        assert shown["pending"] == shown["running"] == []
        assert node.get("daemonstatus.json")["finished"] == 4
    assert {job["nodeName"] for job in cluster.jobs()} == {"n1", "n2"}
    assert [item["stored"] for item in cluster.database["work"].find()] == [1] * 80


def test_a_killed_node_s_job_is_finished_by_another(cluster: Cluster) -> None:
    one, two = cluster.node(), cluster.node()
    one.deploy("toy", "1", toy_egg("1"))
    job = one.schedule("steady", items=60, pace=0.1)
    started(cluster, job)
    victim = node_of(cluster, job)
    victim.kill()
    until(lambda: not crawls_under(victim.directory), "the dead node's crawl stops by itself")
    until(cluster.all_over, "the other node has finished it")

    record = cluster.job(job)
    survivor = two if victim is one else one
    assert record["state"] == "finished"
    assert record["nodeName"] == survivor.name
    assert [attempt["node"] for attempt in record["attempts"]] == [victim.name, survivor.name]
    assert "died or lost its connection" in record["attempts"][0]["reason"]
    assert cluster.database["work"].count_documents({}) == 60


def test_higher_priority_first_whichever_node_asks(cluster: Cluster) -> None:
    one = cluster.node()
    two = cluster.node(start=False)
    one.deploy("toy", "1", toy_egg("1"))
    first = one.schedule("steady", items=3000, pace=0.1)
    started(cluster, first)
    # Both nodes are to choose from a queue that is already there.
    asked = [(one.schedule("steady", items=1, priority=priority), priority) for priority in (0, 5, -1, 5, 9.5, 0)]
    # As they were taken: of two that were taken at once either may have the earlier time.
    is_taken = [{"$match": {"updateDescription.updatedFields.state": "running"}}]
    with cluster.database["jobs"].watch(is_taken, full_document="updateLookup") as taken:
        one.post("cancel.json", project="toy", job=first)
        two.start()
        until(cluster.all_over, "all jobs are over")
        order: dict[str, None] = {}
        while len(order) < len(asked):
            order[next(taken)["fullDocument"]["job"]] = None
    by_priority = sorted(asked, key=lambda each: -each[1])  # stable: equal ones as they were asked for
    assert list(order) == [job for job, _ in by_priority]


def test_cancel_works_from_any_node(cluster: Cluster) -> None:
    one, two = cluster.node(), cluster.node()
    one.deploy("toy", "1", toy_egg("1"))
    running = [one.schedule("steady", items=3000, pace=0.1) for _ in range(2)]
    until(lambda: len(one.get("listjobs.json")["running"]) == 2, "both run")
    pending = one.schedule("steady")
    for job in running:
        started(cluster, job)

    assert two.post("cancel.json", project="toy", job=pending)["prevstate"] == "pending"
    for job in running:  # one of them runs on the node that is asked, the other does not
        assert one.post("cancel.json", project="toy", job=job)["prevstate"] == "running"
    assert two.post("cancel.json", project="toy", job="no-such-job")["prevstate"] is None
    until(cluster.all_over, "all are over")

    assert {job["state"] for job in cluster.jobs()} == {"cancelled"}
    assert {job["exitCode"] for job in cluster.jobs(job={"$in": running})} == {130}
    assert not cluster.database["runs"].count_documents({"job": pending})
    assert [two.get("status.json", job=job)["outcome"] for job in running] == ["cancelled"] * 2
    assert not crawls_under(cluster.directory)


def test_cancelling_twice_ends_a_crawl_that_does_not_listen(cluster: Cluster) -> None:
    one, two = cluster.node(), cluster.node(max_proc=1)
    one.deploy("toy", "1", toy_egg("1"))
    job = one.schedule("deaf", items=3000, pace=0.1)
    until(lambda: cluster.database["work"].count_documents({}) > 1, "it stores")
    other = two if node_of(cluster, job) is one else one
    other.post("cancel.json", project="toy", job=job)
    other.post("cancel.json", project="toy", job=job, signal="KILL")
    until(cluster.all_over, "it is over")
    record = cluster.job(job)
    assert (record["state"], record["signal"], record["cancel"]["times"]) == ("cancelled", "SIGKILL", 2)


def test_a_crash_is_tried_again_and_then_recorded_as_failed(cluster: Cluster) -> None:
    node = cluster.node(job_tries=3)
    node.deploy("toy", "1", toy_egg("1"))
    hopeless = node.schedule("crashing", crashes=99)
    recovering = node.schedule("crashing", crashes=1, sig="SIGABRT")
    code_9 = node.schedule("leaving", code=9)
    unusable = node.schedule("leaving", code=2)
    asked_to_stop = node.schedule("crashing", crashes=1, sig="SIGTERM", items=30)
    until(cluster.all_over, "all jobs are over")

    def told(job: str) -> tuple[str, list[str]]:
        record = cluster.job(job)
        return record["state"], [attempt["reason"] for attempt in record["attempts"]]

    assert told(hopeless) == ("failed", ["killed by SIGKILL"] * 3)
    assert told(recovering) == ("finished", ["killed by SIGABRT", "finished"])
    assert told(code_9) == ("failed", ["ended with exit code 9; see its log"] * 3)
    assert told(unusable) == ("failed", ["its spider or arguments cannot be used (exit code 2); see its log"])
    assert told(asked_to_stop) == ("finished", ["stopped by a signal before it was done", "finished"])
    shown = {each["id"]: each for each in node.get("listjobs.json")["finished"]}
    assert {key: shown[hopeless][key] for key in ("outcome", "signal", "exit_code", "tries")} == {
        "outcome": "failed",
        "signal": "SIGKILL",
        "exit_code": None,
        "tries": 3,
    }
    assert shown[code_9]["exit_code"] == 9
    assert node.get("status.json", job=hopeless)["outcome"] == "failed"


def test_history_and_queue_survive_a_restart_of_all_nodes(cluster: Cluster) -> None:
    nodes = [cluster.node(), cluster.node()]
    nodes[0].deploy("toy", "1", toy_egg("1"))
    done = nodes[0].schedule("steady", items=1)
    until(cluster.all_over, "it is over")
    long = [nodes[0].schedule("steady", items=100, pace=0.1, priority=1) for _ in range(2)]
    waiting = nodes[0].schedule("steady", items=1)
    for job in long:
        started(cluster, job)
    for node in nodes:
        node.stop()
    assert not crawls_under(cluster.directory)
    # Told to stop, a node hands its jobs back at once, and it was not their fault
    handed_back = cluster.jobs(job={"$in": long})
    assert {(job["state"], job["tries"], job["reason"]) for job in handed_back} == {
        ("pending", 0, "its node was stopped")
    }

    for node in nodes:
        node.start()
    assert [each["id"] for each in nodes[1].get("listjobs.json")["finished"]] == [done]
    assert nodes[1].get("listversions.json", project="toy")["versions"] == ["1"]
    until(cluster.all_over, "all jobs are over")
    for node in nodes:
        assert {each["id"] for each in node.get("listjobs.json")["finished"]} == {done, waiting, *long}
    assert cluster.database["work"].count_documents({}) == 202


def test_a_node_that_slept_past_its_lease_leaves_the_job_to_its_new_owner(cluster: Cluster) -> None:
    one, two = cluster.node(), cluster.node()
    one.deploy("toy", "1", toy_egg("1"))
    job = one.schedule("steady", items=200, pace=0.1)
    started(cluster, job)
    sleeper = node_of(cluster, job)
    sleeper.signal(signal.SIGSTOP)
    # Its crawl, which nobody stopped, notices by itself that its lease is not renewed
    until(lambda: cluster.job(job)["token"] == 2, "another node takes the job")
    until(lambda: not crawls_under(sleeper.directory), "the first crawl is gone", patience=10)
    sleeper.signal(signal.SIGCONT)
    until(cluster.all_over, "it is over")
    assert_one_after_the_other(cluster, job)
    record = cluster.job(job)
    assert record["state"] == "finished"
    assert record["nodeName"] == (two if sleeper is one else one).name
    assert cluster.database["runs"].count_documents({"job": job}) == 2


def test_a_frozen_machine_kills_its_crawl_when_it_wakes(cluster: Cluster) -> None:
    one = cluster.node()
    cluster.node()
    one.deploy("toy", "1", toy_egg("1"))
    job = one.schedule("steady", items=150, pace=0.1)
    started(cluster, job)
    frozen = node_of(cluster, job)
    (crawl,) = crawls_under(frozen.directory)
    frozen.signal(signal.SIGSTOP)
    os.kill(crawl, signal.SIGSTOP)
    until(lambda: cluster.job(job)["token"] == 2, "another node takes the job")
    until(lambda: cluster.database["runs"].count_documents({"job": job}) == 2, "and runs it")
    before = cluster.database["work"].count_documents({})
    # The crawl alone wakes first: it must not go on, although nobody tells it anything
    os.kill(crawl, signal.SIGCONT)
    until(lambda: not crawls_under(frozen.directory), "the old crawl is killed", patience=10)
    frozen.signal(signal.SIGCONT)
    until(cluster.all_over, "it is over")
    assert cluster.job(job)["state"] == "finished"
    assert before < cluster.database["work"].count_documents({}) == 150


def test_a_crawl_that_ignores_its_scrapyd_s_death_is_killed_before_the_job_goes_on(cluster: Cluster) -> None:
    one = cluster.node()
    cluster.node()
    one.deploy("toy", "1", toy_egg("1"))
    job = one.schedule("deaf", items=100, pace=0.1)
    until(lambda: cluster.database["work"].count_documents({}) > 2, "it stores")
    victim = node_of(cluster, job)
    victim.kill()
    until(lambda: cluster.job(job)["token"] == 2, "the other node takes the job")
    until(lambda: not crawls_under(victim.directory), "the orphan is gone", patience=10)
    until(cluster.all_over, "the job is over")
    assert_one_after_the_other(cluster, job)
    assert cluster.job(job)["state"] == "finished"


def test_a_node_that_keeps_dying_of_a_job_is_not_the_end_of_all_nodes(cluster: Cluster) -> None:
    """A job whose nodes die is given up after as many tries as one that crashes."""
    nodes = [cluster.node(job_tries=2), cluster.node(job_tries=2)]
    nodes[0].deploy("toy", "1", toy_egg("1"))
    job = nodes[0].schedule("steady", items=3000, pace=0.1)
    for runs in (1, 2):
        until(lambda runs=runs: cluster.database["runs"].count_documents({"job": job}) == runs, "it runs")
        victim = node_of(cluster, job)
        victim.kill()
        if runs == 1:
            until(lambda: cluster.job(job)["token"] == 2, "the other node takes it")
    nodes[0].start()
    until(cluster.all_over, "it is given up")
    record = cluster.job(job)
    assert (record["state"], record["tries"]) == ("failed", 2)
    assert "died or lost its connection" in record["reason"]


def test_slots_are_not_lost_to_a_job_that_cannot_be_started(cluster: Cluster) -> None:
    node = cluster.node(job_tries=2)
    node.deploy("toy", "1", toy_egg("1"))
    odd = node.schedule("steady", jobid="../../outside")
    good = node.schedule("steady", items=1)
    until(cluster.all_over, "both are over")
    assert cluster.job(good)["state"] == "finished"
    record = cluster.job(odd)
    assert record["state"] == "failed"
    assert "cannot be started: DirectoryTraversalError" in record["reason"]


def test_arguments_and_settings_arrive_as_they_were_given(cluster: Cluster) -> None:
    node = cluster.node()
    node.deploy("toy", "1", toy_egg("1"))
    args = {"items": "1", "$set": "$pace", "a.b": "{$x: 1}", "ü": "日本 'quoted'"}
    answer = node.post(
        "schedule.json", [("setting", "DOWNLOAD_DELAY=2"), *args.items()], project="toy", spider="steady"
    )
    until(cluster.all_over, "it is over")
    record = cluster.job(answer["jobid"])
    assert record["args"] == args
    assert record["settings"] == {"DOWNLOAD_DELAY": "2"}
    assert record["state"] == "finished"
