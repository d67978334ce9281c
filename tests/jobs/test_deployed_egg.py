"""newscrawler itself, deployed by scrapyd-client, on nodes that are killed."""

from __future__ import annotations

import os
import random
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pymongo.database import Database

import newsroom
from newscrawler.storage import SCHEMA_VERSION, connect
from newsroom import Newsroom
from tests.support.crawls import Crawls
from tests.support.nodes import CREDENTIALS, ROOT, Cluster, Node, crawls_under, until
from tests.support.sameness import differences, twice
from tests.support.soak import times

pytestmark = pytest.mark.live

SEED = 20_261_124
KILLS = times(3, 6)

SMALL = {"limit": 3}
"""Arguments of a crawl of which only matters whether it runs."""

SPIDERS: dict[str, dict[str, str]] = {
    "japantoday": {},
    "harborlight": {},
    "outlet": {"url": "https://plainpress.example/"},
}

UNHURRIED = [("setting", "AUTOTHROTTLE_ENABLED=0"), ("setting", "CONCURRENT_REQUESTS_PER_DOMAIN=8")]


@pytest.fixture(scope="module")
def room() -> Iterator[Newsroom]:
    with newsroom.start() as room:
        yield room


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder from which an operator deploys; scrapyd-client builds in it."""
    place = tmp_path_factory.mktemp("checkout")
    shutil.copytree(ROOT / "newscrawler", place / "newscrawler", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "setup.py", "README.md", "scrapy.cfg"):
        shutil.copy(ROOT / name, place)
    return place


def deploy(checkout: Path, node: Node, version: str) -> str:
    """``scrapyd-client deploy`` as the operator's guide has it, with this node's address in scrapy.cfg."""
    configuration = (ROOT / "scrapy.cfg").read_text()
    (checkout / "scrapy.cfg").write_text(
        configuration.replace("http://127.0.0.1:6800", f"http://127.0.0.1:{node.port}")
    )
    done = subprocess.run(
        [str(Path(sys.executable).with_name("scrapyd-client")), "deploy", "--version", version],
        cwd=checkout,
        env={**os.environ, **CREDENTIALS},
        capture_output=True,
        text=True,
        timeout=1_800,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert '"status": "ok"' in done.stdout, done.stdout + done.stderr
    return done.stdout


def crawl(node: Node, spider: str, delay: float = 0, **fields: Any) -> str:
    answer = node.post(
        "schedule.json",
        [*UNHURRIED, ("setting", f"DOWNLOAD_DELAY={delay}")],
        project="newscrawler",
        spider=spider,
        **SPIDERS[spider],
        **fields,
    )
    assert answer["status"] == "ok", answer
    return str(answer["jobid"])


def stored(database: Database[dict[str, Any]]) -> int:
    return sum(database[name].estimated_document_count() for name in ("copies", "threads", "comments"))


def told(cluster: Cluster) -> str:
    """Why jobs are where they are, and the ends of their logs."""
    lines = [
        f"{job['spider']} {job['state']}: {[each['reason'] for each in job['attempts']]}" for job in cluster.jobs()
    ]
    for log in cluster.directory.glob("*/logs/**/*.log"):
        lines += [f"--- {log}", *log.read_text().splitlines()[-15:]]
    return "\n".join(lines)


def test_deployed_jobs_lose_nothing_and_store_nothing_twice_while_nodes_are_killed(
    cluster: Cluster,
    room: Newsroom,
    checkout: Path,
    mongo_uri: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    chance = random.Random(SEED)
    with connect(mongo_uri) as client:
        undisturbed = Crawls(client[f"test-{secrets.token_hex(6)}"], mongo_uri, tmp_path / "var", room.host_map)
        for spider, args in SPIDERS.items():
            undisturbed.run("crawl", spider, *(word for pair in args.items() for word in ("-a", "=".join(pair))))
        expected = undisturbed.everything()
        client.drop_database(undisturbed.database.name)
    whole = sum(len(expected[name]) for name in ("copies", "threads", "comments"))

    cluster.environment.update(room.environment)
    for _ in range(3):
        cluster.node(job_tries=KILLS + 1)
    deploy(checkout, cluster.nodes[0], "1.0")
    assert set(cluster.nodes[2].get("listspiders.json", project="newscrawler")["spiders"]) >= {*SPIDERS, "archive"}
    jobs = {crawl(cluster.nodes[n], spider, delay=0.1): spider for n, spider in enumerate(SPIDERS)}

    began, table = time.monotonic(), []
    for number in range(1, KILLS + 1):
        before = stored(cluster.database)
        target = before + chance.randint(1, max(1, (whole - before) // (2 * (KILLS - number + 1))))
        until(lambda target=target: stored(cluster.database) >= target or cluster.all_over(), "documents are stored")
        running = until(
            lambda: cluster.jobs(state="running", pid={"$ne": None}) or cluster.all_over(), "a job is at work"
        )
        if running is True:
            break
        job = chance.choice(running)
        victim = next(node for node in cluster.nodes if node.name == job["nodeName"])
        victim.kill()
        table.append((number, job["spider"], victim.name, stored(cluster.database)))
        victim.start()
    until(cluster.all_over, "all jobs are over", patience=300)
    took = time.monotonic() - began

    records = [cluster.job(job) for job in jobs]
    found = Crawls(cluster.database, mongo_uri, tmp_path / "var", room.host_map).everything()
    unlike = differences(expected, found)
    with capsys.disabled():
        print(f"\njobs: 3 nodes, {len(jobs)} jobs of the deployed egg, {len(table)} nodes killed (-9), {took:.0f} s")
        for number, spider, node, at_kill in table:
            print(f"  kill {number}: {node}, which ran {spider}, at {at_kill} of {whole} documents")
        for record in records:
            ran_on = [attempt["node"] for attempt in record["attempts"]]
            print(f"  {record['spider']}: {record['state']} after {len(ran_on)} attempts, on {', '.join(ran_on)}")
        lost = [each for each in unlike if each[2] == "missing"]
        print(f"  {len(lost)} lost, {len(twice(cluster.database))} twice, {len(unlike)} unlike an undisturbed crawl")
    assert {record["state"] for record in records} == {"finished"}, told(cluster)
    assert len(table) >= KILLS // 2, "the jobs were over too early"
    assert sum(len(record["attempts"]) for record in records) > len(jobs)
    assert unlike == []
    assert twice(cluster.database) == []
    assert not crawls_under(cluster.directory / "var")


def test_an_older_egg_runs_beside_a_newer_one_and_on_a_newer_store(
    cluster: Cluster, room: Newsroom, checkout: Path
) -> None:
    """An upgrade half done: the store has migrated, one job is pinned to the old egg, one takes the latest."""
    cluster.environment.update(room.environment)
    node = cluster.node(job_tries=1)
    deploy(checkout, node, "1.0")
    marked = checkout / "newscrawler" / "__init__.py"
    text = marked.read_text()
    marked.write_text(text.replace('__version__ = "', '__version__ = "99.'))
    try:
        deploy(checkout, node, "2.0")
    finally:
        marked.write_text(text)
    assert node.get("listversions.json", project="newscrawler")["versions"] == ["1.0", "2.0"]

    newer = {"version": SCHEMA_VERSION + 1, "writers": SCHEMA_VERSION}
    cluster.database["meta"].update_one({"_id": "schema"}, {"$set": newer})
    old = crawl(node, "harborlight", _version="1.0", **SMALL)
    latest = crawl(node, "japantoday", **SMALL)
    gone = crawl(node, "harborlight", _version="1.0", jobid="of-an-egg-that-is-deleted", priority=-1, **SMALL)
    # A field that this version does not know, on a job and on what it stores
    cluster.database["jobs"].update_one({"job": old}, {"$set": {"byNewer": "kept"}})
    later_format = cluster.job(latest) | {"_id": "x", "job": "for-newer-nodes", "format": 99, "state": "pending"}
    cluster.database["jobs"].insert_one(later_format)
    until(lambda: cluster.job(old)["state"] not in ("pending", "running"), "the old egg's job is over")
    assert node.post("delversion.json", project="newscrawler", version="1.0")["status"] == "ok"
    until(lambda: not cluster.jobs(state={"$in": ["pending", "running"]}, format=1), "all jobs that it knows are over")

    assert (cluster.job(old)["state"], cluster.job(old)["byNewer"]) == ("finished", "kept")
    assert cluster.job(latest)["state"] == "finished"
    assert cluster.job("for-newer-nodes")["state"] == "pending"
    assert cluster.database["stories"].count_documents({}) > 0
    # The pinned egg is gone: the job fails rather than run other code
    refused = cluster.job(gone)
    assert (refused["state"], refused["exitCode"]) == ("failed", 2)

    harmed = {"version": SCHEMA_VERSION + 1, "writers": SCHEMA_VERSION + 1}
    cluster.database["meta"].update_one({"_id": "schema"}, {"$set": harmed})
    stories = list(cluster.database["copies"].find())
    late = crawl(node, "harborlight", **SMALL)
    until(lambda: cluster.job(late)["state"] not in ("pending", "running"), "it is over")
    assert cluster.job(late)["state"] == "failed"
    assert list(cluster.database["copies"].find()) == stories
