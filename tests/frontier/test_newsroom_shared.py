"""The real spiders on the shared frontier: stories, copies and whole threads, by several workers that are killed."""

from __future__ import annotations

import random
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient

import newsroom
from newscrawler.storage import connect
from tests.support.crawls import Crawls
from tests.support.sameness import differences, twice

pytestmark = pytest.mark.live

Documents = dict[str, Any]

SEED = 20_261_124
SPIDERS = (("japantoday",), ("harborlight",), ("outlet", "-a", "url=https://plainpress.example/"))
SHARED = {"FRONTIER": "shared", "FRONTIER_LEASE": 12, "DOWNLOAD_TIMEOUT": 6}
"""A busy machine takes seconds for an answer."""
SLOW = {"DOWNLOAD_DELAY": 0.05, "CONCURRENT_REQUESTS_PER_DOMAIN": 1}
"""So that a kill finds something under way."""


@dataclass
class Ground:
    """The newsroom, the server, and what one process with Scrapy's own scheduler stores."""

    client: MongoClient[Documents]
    uri: str
    room: newsroom.Newsroom
    folder: Path
    undisturbed: dict[str, dict[Any, Documents]]

    def crawls(self) -> Crawls:
        name = f"test-{secrets.token_hex(6)}"
        return Crawls(self.client[name], self.uri, self.folder / name, self.room.host_map)


@pytest.fixture(scope="module")
def ground(mongo_uri: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    with connect(mongo_uri) as client, newsroom.start() as room:
        ground = Ground(client, mongo_uri, room, tmp_path_factory.mktemp("shared"), {})
        crawls = ground.crawls()
        for spider in SPIDERS:
            crawls.run("crawl", *spider)
        ground.undisturbed = crawls.everything()
        client.drop_database(crawls.database.name)
        yield ground


def test_two_workers_store_what_one_process_stores(ground: Ground) -> None:
    crawls = ground.crawls()
    ground.room.forget()
    for spider in SPIDERS:
        workers = [crawls.start("crawl", *spider, **SHARED) for _ in range(2)]
        for worker in workers:
            log, _ = worker.communicate(timeout=240)
            assert worker.returncode == 0, log
            assert "Traceback" not in log, log
    stories = {
        (host, path): number
        for (host, path, status), number in ground.room.counts.items()
        if status == 200 and path != "/robots.txt"
    }
    print(f"\n{len(stories)} pages and answers, {sum(stories.values())} fetches")
    assert differences(ground.undisturbed, crawls.everything()) == []
    assert twice(crawls.database) == []
    assert crawls.database.frontier.count_documents({}) == 0
    ground.client.drop_database(crawls.database.name)


def test_a_limit_holds_over_all_workers(ground: Ground) -> None:
    crawls = ground.crawls()
    workers = [crawls.start("crawl", "japantoday", "-a", "limit=7", **SHARED) for _ in range(3)]
    for worker in workers:
        log, _ = worker.communicate(timeout=240)
        assert worker.returncode == 0, log
    assert crawls.database.copies.count_documents({}) == 7
    ground.client.drop_database(crawls.database.name)


def test_killed_in_the_middle_of_stories_and_threads(ground: Ground) -> None:
    chance = random.Random(SEED)
    crawls = ground.crawls()
    kills = 0
    for spider in SPIDERS:
        crew = [crawls.start("crawl", *spider, **SHARED, **SLOW) for _ in range(2)]
        pause = chance.uniform(1.0, 3.0)
        before = crawls.database.comments.count_documents({})
        deadline = time.monotonic() + 120
        while crawls.database.comments.count_documents({}) == before and crew[0].poll() is None:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        time.sleep(pause)
        if crew[0].poll() is None:
            crew[0].kill()
            kills += 1
        crew[0].communicate()
        log, _ = crew[1].communicate(timeout=240)
        assert crew[1].returncode == 0, log
        assert "Traceback" not in log, log
    print(f"\n{kills} workers killed")
    assert kills >= 2
    assert [each["reason"] for each in crawls.database.frontier.find({"died": {"$exists": True}})] == []
    found = crawls.everything()
    assert differences(ground.undisturbed, found) == []
    assert twice(crawls.database) == []
    crawls.end_transactions()
    ground.client.drop_database(crawls.database.name)
