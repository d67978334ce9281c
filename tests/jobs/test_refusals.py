"""Refusals of scrapyd at its start, and of a crawl under it. Access is tested in tests/deploy/test_exposure.py."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.nodes import ROOT, Cluster, Node, toy_egg, until

pytestmark = pytest.mark.live


def refused(node: Node) -> str:
    """Return the message of a scrapyd that does not start."""
    node.launch()
    assert node.wait() != 0
    lines = node.log().splitlines()
    assert not any("Traceback" in line for line in lines), node.log()
    return lines[-1]


def test_without_mongodb_uri_scrapyd_does_not_start(cluster: Cluster) -> None:
    node = cluster.node(start=False)
    node.environment["MONGODB_URI"] = ""
    assert refused(node).startswith("MONGODB_URI is not set: scrapyd's nodes share one MongoDB")
    assert not (cluster.directory / "var" / "mongo").exists()


def test_an_unreachable_mongodb_is_named_without_its_password(cluster: Cluster) -> None:
    node = cluster.node(start=False)
    node.environment["MONGODB_URI"] = "mongodb://crawler:secret@127.0.0.1:1/?serverSelectionTimeoutMS=300"
    said = refused(node)
    assert said.startswith("MongoDB at mongodb://crawler:***@127.0.0.1:1/")
    assert "secret" not in node.log()


@pytest.mark.parametrize(("option", "value"), [("job_lease", "0"), ("job_tries", "many"), ("job_retry_delay", "-1")])
def test_an_option_that_makes_no_sense_is_named(cluster: Cluster, option: str, value: str) -> None:
    assert refused(cluster.node(start=False, **{option: value})) == (
        f"scrapyd.conf: {option} = {value} is not a number above 0"
    )


def test_a_crawl_under_any_scrapyd_makes_no_database_of_its_own(tmp_path: Path) -> None:
    """As plain scrapyd starts a crawl of this project, with nothing of ours in its configuration."""
    environment = {name: value for name, value in os.environ.items() if name != "MONGODB_URI"}
    environment |= {"SCRAPY_PROJECT": "default", "NEWSCRAWLER_VAR": str(tmp_path / "var")}
    done = subprocess.run(
        [sys.executable, "-m", "scrapyd.runner", "crawl", "outlet", "-a", "url=https://plainpress.example/"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert "MONGODB_URI is not set: a crawl under scrapyd stores into the cluster's MongoDB" in done.stderr
    assert done.returncode != 0
    assert not (tmp_path / "var" / "mongo").exists()


def test_an_egg_s_settings_are_used_whatever_the_node_was_started_with(cluster: Cluster) -> None:
    node = cluster.node(start=False)
    node.environment["SCRAPY_SETTINGS_MODULE"] = "newscrawler.settings"
    node.start()
    assert node.deploy("toy", "1", toy_egg("1"))["spiders"] == 4
    job = node.schedule("steady", items=1)
    until(cluster.all_over, "it is over")
    assert cluster.job(job)["state"] == "finished"


def test_scrapyd_s_own_api_and_pages_work(cluster: Cluster) -> None:
    node = cluster.node()
    egg = toy_egg("1")
    assert node.deploy("toy", "1", egg)["spiders"] == 4
    node.deploy("toy", "1.10", egg)
    node.deploy("toy", "1.9", egg)
    assert node.get("listversions.json", project="toy")["versions"] == ["1", "1.9", "1.10"]
    job = node.schedule("steady", items=1, jobid="my-own-id")
    assert job == "my-own-id"
    until(cluster.all_over, "it is over")
    status = node.get("daemonstatus.json")
    assert {name: status[name] for name in ("pending", "running", "finished", "node_name")} == {
        "pending": 0,
        "running": 0,
        "finished": 1,
        "node_name": "n1",
    }
    (finished,) = node.get("listjobs.json", project="toy")["finished"]
    assert "Spider closed (finished)" in node.page(finished["log_url"].lstrip("/"))
    assert "my-own-id" in node.page("jobs")
    assert "toy" in node.page("")
    assert node.get("status.json", job=job)["currstate"] == "finished"

    for asked, said in (
        ({"project": "nosuch", "spider": "steady"}, "project 'nosuch' not found"),
        ({"project": "toy", "spider": "nosuch"}, "spider 'nosuch' not found"),
        ({"project": "toy", "spider": "steady", "_version": "7"}, "version '7' not found"),
    ):
        answer = node.post("schedule.json", **asked)
        assert (answer["status"], answer["message"]) == ("error", said)
    assert node.post("delversion.json", project="toy", version="1.9")["status"] == "ok"
    assert node.post("delversion.json", project="toy", version="1.9")["message"] == "version '1.9' not found"
    assert node.get("listversions.json", project="toy")["versions"] == ["1", "1.10"]
    assert node.post("delproject.json", project="toy")["status"] == "ok"
    assert node.get("listprojects.json")["projects"] == []
    assert "not found" in node.post("delproject.json", project="toy")["message"]
    assert "ZIP" in node.post("addversion.json", project="toy", version="1", egg="no egg")["message"]
