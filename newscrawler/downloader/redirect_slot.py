"""Redirected requests wait in the slot of the host that they are redirected to."""

from __future__ import annotations

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.utils.httpobj import urlparse_cached

__all__ = ["RedirectSlot"]


class RedirectSlot:
    """Extension that keeps delays and concurrency per host across redirects.

    Scrapy writes the name of a request's slot into its meta, and a redirect copies the meta. The redirected request
    would be sent in the slot of the first host and ignore the delay of the second. The extension removes the name
    when the request has left the downloader, unless a spider chose a slot of another name.
    """

    def __init__(self, crawler: Crawler) -> None:
        crawler.signals.connect(self._request_left_downloader, signals.request_left_downloader)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RedirectSlot:
        return cls(crawler)

    def _request_left_downloader(self, request: Request) -> None:
        if request.meta.get("download_slot") == (urlparse_cached(request).hostname or ""):
            del request.meta["download_slot"]
