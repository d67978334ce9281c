"""A download handler that tells the server when each request has left."""

from __future__ import annotations

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from newscrawler.downloader.hostmap import HostMapDownloadHandler


class LeavingTimeDownloadHandler(HostMapDownloadHandler):
    """The project's handler. ``X-Left`` of each request states when it left its slot; delays count from then."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._crawl = crawler

    async def download_request(self, request: Request) -> Response:
        assert self._crawl.engine is not None
        slot = self._crawl.engine.downloader.slots[request.meta["download_slot"]]
        request.headers["X-Left"] = repr(slot.lastseen)
        return await super().download_request(request)
