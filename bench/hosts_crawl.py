"""One worker that crawls :mod:`bench.hosts` in its own process: ``python -m bench.hosts_crawl`` with settings as JSON.

The spider is lean, so that the scheduler is measured. Its items are real copies and pass the project's pipelines.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from typing import Any, ClassVar

import scrapy
from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.http import Response
from scrapy.utils.project import get_project_settings

from bench.hosts import name_of
from newscrawler.downloader.rendering import RenderingDownloadHandler
from newscrawler.items import Copy

__all__ = ["HostsSpider"]


class HostsSpider(scrapy.Spider):
    """Spider that follows every link."""

    name = "hosts"
    # Every page has the same text, and would be taken for what an outlet sends in place of its stories.
    custom_settings: ClassVar[dict[str, Any]] = {  # type: ignore[misc]
        "SPIDER_MIDDLEWARES": {"newscrawler.extensions.answers.JudgedAnswers": None}
    }

    def __init__(self, stores: str = "yes", **arguments: str) -> None:
        super().__init__()
        self.given = {"stores": stores}
        self._stores = stores == "yes"

    async def start(self) -> AsyncIterator[scrapy.Request]:
        yield scrapy.Request(f"http://{name_of(0)}/", callback=self.parse_page, errback=self.failed)

    def parse_page(self, response: Response) -> Iterator[Any]:
        """Yield a copy, and a request for each link."""
        if self._stores:
            yield Copy(
                url=response.url,
                outlet=response.url.split("/")[2],
                headline=response.css("h1::text").get(),
                body=["The ferry left at noon."],
                retrieved=datetime.now(UTC),
            )
        for link in response.css("a::attr(href)").getall():
            yield scrapy.Request(response.urljoin(link), callback=self.parse_page, errback=self.failed)

    def failed(self, failure: Any) -> None:
        """Log a request that failed."""
        self.logger.warning("%s: %s", failure.request.url, failure.value)


class LeavingTimeDownloadHandler(RenderingDownloadHandler):
    """The project's download handler. Header ``X-Left`` of each request states when it left its host's slot."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._crawl = crawler

    async def download_request(self, request: scrapy.Request) -> Response:
        """Set the header to the slot's own time, from which the delay is counted."""
        assert self._crawl.engine is not None
        slot = self._crawl.engine.downloader.slots[request.meta["download_slot"]]
        request.headers["X-Left"] = repr(slot.lastseen)
        return await super().download_request(request)


def main(given: dict[str, Any]) -> None:
    """Crawl, and print the figures as a last line of JSON."""
    settings = get_project_settings()
    stamped = dict.fromkeys(("http", "https"), LeavingTimeDownloadHandler)
    settings.set("DOWNLOAD_HANDLERS", {**settings["DOWNLOAD_HANDLERS"], **stamped}, priority="cmdline")
    settings.setdict(given, priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(HostsSpider)
    began = (0.0, 0.0)

    def opened() -> None:
        nonlocal began
        began = (time.perf_counter(), time.process_time())

    def closed(reason: str) -> None:
        assert crawler.stats is not None
        stats = {name: value for name, value in crawler.stats.get_stats().items() if isinstance(value, int | float)}
        took = {"seconds": time.perf_counter() - began[0], "cpu": time.process_time() - began[1]}
        print(json.dumps({**took, "reason": reason, "stats": stats}), flush=True)

    crawler.signals.connect(opened, signals.spider_opened)
    crawler.signals.connect(closed, signals.spider_closed)
    process.crawl(crawler, stores=given.get("STORES", "yes"))
    process.start()


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
