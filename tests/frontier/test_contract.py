"""Internals of Scrapy on which the shared frontier depends.

When a test fails after an upgrade, read newscrawler/frontier/scheduler.py again: an ack may come too early, or a lease
may never end.
"""

from __future__ import annotations

import asyncio
import inspect
import json
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import scrapy
from scrapy import signals
from scrapy.core.downloader import Downloader
from scrapy.core.engine import ExecutionEngine
from scrapy.crawler import AsyncCrawlerProcess

from bench.hosts import Web, name_of
from tests.support import forking

PINNED = "2.19.0"


def test_this_is_the_scrapy_that_it_was_written_for() -> None:
    assert scrapy.__version__ == PINNED


def test_the_names_that_are_used_are_there() -> None:
    assert list(inspect.signature(Downloader._download).parameters) == ["self", "slot", "request"]
    assert list(inspect.signature(Downloader._process_queue).parameters) == ["self", "slot"]
    assert "self._slot.remove_request(request)" in inspect.getsource(ExecutionEngine._remove_request)


@pytest.mark.live
def test_a_request_is_in_the_engines_sets_until_its_items_have_passed() -> None:
    """Written down by a crawl of its own: where the request is at each stage of its life."""
    with Web(hosts=1, pages=1) as web:
        web.failing[name_of(0), "/"] = (503, 1, "")
        ran = forking.run(["tests.frontier.test_contract", str(web.port)], timeout=240)
    assert ran.returncode == 0, ran.stderr
    stages = [tuple(each) for each in json.loads(ran.stdout)]
    assert stages == [
        # stage, fetched (engine.downloader.active), worked on (engine._slot.inprogress), the same object as before
        ("handed out", False, False, True),
        ("reached the downloader", True, True, True),
        # The retry is handed to the scheduler while the request that it replaces is still worked on.
        ("handed in again", False, True, False),
        ("handed out", False, False, True),
        ("reached the downloader", True, True, True),
        ("callback", False, True, True),
        ("pipeline", False, True, True),
        ("pipeline, a while later", False, True, True),
        ("asked for the next", False, False, True),
    ]


STAGES: list[Any] = []


class Watched:
    """A scheduler of one request that notes where it is."""

    current: scrapy.Request | None = None
    waiting: scrapy.Request | None = None
    crawler: Any = None
    told = False

    @classmethod
    def from_crawler(cls, crawler: Any) -> Watched:
        Watched.crawler = crawler
        return cls()

    @staticmethod
    def note(stage: str, request: scrapy.Request | None = None) -> None:
        engine = Watched.crawler.engine
        current = Watched.current
        STAGES.append(
            (
                stage,
                current in engine.downloader.active,
                current in engine._slot.inprogress,
                request is None or request is current,
            )
        )

    def has_pending_requests(self) -> bool:
        return Watched.waiting is not None

    def enqueue_request(self, request: scrapy.Request) -> bool:
        if Watched.current is not None:
            self.note("handed in again", request)
        Watched.waiting = request
        return True

    def next_request(self) -> scrapy.Request | None:
        if Watched.waiting is None:
            done = Watched.current is not None and not Watched.told
            if done and STAGES[-1][0].startswith("pipeline, a while"):
                Watched.told = True
                self.note("asked for the next")
            return None
        Watched.current, Watched.waiting = Watched.waiting, None
        self.note("handed out")
        return Watched.current


class Slow:
    async def process_item(self, item: Any) -> Any:
        Watched.note("pipeline")
        await asyncio.sleep(0.2)
        Watched.note("pipeline, a while later")
        return item


class One(scrapy.Spider):
    name = "one"
    port: int

    async def start(self) -> Any:
        yield scrapy.Request(f"http://127.0.0.1:{self.port}/", headers={"Host": name_of(0)})

    def parse(self, response: Any) -> Iterator[Any]:
        Watched.note("callback", response.request)
        yield {"item": 1}


def main(port: str) -> None:
    process = AsyncCrawlerProcess(
        {
            "SCHEDULER": Watched,
            "ITEM_PIPELINES": {Slow: 1},
            "TELNETCONSOLE_ENABLED": False,
            "REMOTE_CONTROL_ENABLED": False,
            "DOWNLOAD_DELAY": 0,
            "LOG_LEVEL": "WARNING",
        }
    )
    crawler = process.create_crawler(One)
    crawler.signals.connect(
        lambda request: Watched.note("reached the downloader", request), signals.request_reached_downloader, weak=False
    )
    process.crawl(crawler, port=port)
    process.start()
    print(json.dumps(STAGES))


if __name__ == "__main__":
    main(sys.argv[1])
