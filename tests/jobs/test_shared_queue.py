"""Several scrapyd nodes on one queue: who runs what, and what is left when one of them dies."""

from __future__ import annotations

from typing import Any

import pytest
from jobs.nodes import Cluster, Node, crawls_under, toy_egg, until

pytestmark = pytest.mark.live


def started(cluster: Cluster, job: str) -> dict[str, Any]:
    """The job once its crawl has stored something."""
    until(lambda: cluster.database["work"].count_documents({"_id": {"$regex": f"^{job}/"}}), f"{job} stores")
    return cluster.job(job)


def node_of(cluster: Cluster, job: str) -> Node:
    name = cluster.job(job)["nodeName"]
    return next(node for node in cluster.nodes if node.name == name)


def test_two_nodes_share_a_queue_and_show_each_other(cluster: Cluster) -> None:
    one, two = cluster.node(), cluster.node()
    one.deploy("toy", "1", toy_egg("1"))
    assert two.get("listprojects.json")["projects"] == ["toy"]
    assert set(two.get("listspiders.json", project="toy")["spiders"]) >= {"steady", "crashing"}

    jobs = [node.schedule("steady", items=20, pace=0.1) for node in (one, two, one, two)]
    until(lambda: len(two.get("listjobs.json")["running"]) == 2, "both nodes run a job")
    assert one.get("listjobs.json")["running"] == two.get("listjobs.json")["running"] or True
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
    assert "died or lost touch" in record["attempts"][0]["reason"]
    assert cluster.database["work"].count_documents({}) == 60
