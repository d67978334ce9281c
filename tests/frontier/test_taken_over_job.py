"""A scrapyd job that is taken over after its crawl job has ended: real nodes, and what the site was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pymongo.database import Database

from bench.hosts import Web
from tests.frontier.chaos import SETTINGS, hosts_egg
from tests.support.nodes import Cluster, until

pytestmark = pytest.mark.live

SLOW_S = 1.0
"""Latency of the web until a node is killed, so that its crawl has requests under way."""


@pytest.fixture
def web() -> Iterator[Web]:
    with Web(hosts=3, pages=10, latency=SLOW_S) as web:
        yield web


@pytest.fixture
def cluster(mongo_uri: str, database: Database[dict[str, Any]], web: Web) -> Iterator[Cluster]:
    hosts = ",".join(f"{host}={address}" for host, address in web.host_map.items())
    variables = {"NEWSCRAWLER_FRONTIER": "shared", "NEWSCRAWLER_HOST_MAP": hosts}
    with Cluster.made(mongo_uri, database, **variables) as cluster:
        yield cluster


def test_it_ends_at_once_and_fetches_nothing(cluster: Cluster, web: Web) -> None:
    # One place each: the node that is left is free for the other's job when its own has ended, and not before.
    one, two = cluster.node(), cluster.node()
    one.deploy("hosts", "1", hosts_egg())
    given = [("setting", f"{name}={value}") for name, value in {**SETTINGS, "AUTOTHROTTLE_ENABLED": 0}.items()]
    jobs = [one.schedule("hosts", "hosts", data=given) for _ in range(2)]
    owners = {"owner": {"$exists": True}, "due": {"$exists": True}}
    until(lambda: len(cluster.database.hosts.distinct("owner", owners)) == 2, "two workers with hosts")
    [taken_over] = [job for job in jobs if cluster.job(job)["nodeName"] == one.name]
    one.kill()
    leased = cluster.database.frontier.count_documents(
        {"owner": {"$regex": f"-{cluster.job(taken_over)['pid']}-"}, "done": {"$exists": False}}
    )
    web.latency = 0.0
    [other] = [job for job in jobs if job != taken_over]
    until(lambda: cluster.job(other)["state"] == "finished", "the other job ends the crawl job")
    until(cluster.all_over, "the dead node's job is taken over")

    record = cluster.job(taken_over)
    assert (record["state"], record["exitCode"], record["nodeName"]) == ("finished", 0, two.name)
    assert [attempt["node"] for attempt in record["attempts"]] == [one.name, two.name]
    last = cluster.database.crawls.find_one(sort=[("started", -1)])
    assert last is not None
    assert (last["reason"], last["requests"]) == ("crawl_job_over", 0)
    pages = web.page_fetches()
    assert set(cluster.database.copies.distinct("_id")) == web.urls
    assert pages.total() - len(web.urls) <= leased
    assert cluster.database.walks.count_documents({"open": True}) == 0
