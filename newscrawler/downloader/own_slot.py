"""Every request in the slot of the host that it goes to, redirected ones too."""

from __future__ import annotations

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.utils.httpobj import urlparse_cached

__all__ = ["OwnSlot"]


class OwnSlot:
    """Makes delays and concurrency per host hold across redirects.

    Scrapy notes a request's slot in its meta, and a redirect copies the meta: the redirected request would be sent in
    the slot of the host it came from, beside and unknown to the slot of the host it goes to. So the note is dropped when
    the request has left the downloader. A slot that a spider chose by another name stays.
    """

    def __init__(self, crawler: Crawler) -> None:
        crawler.signals.connect(self._request_left_downloader, signals.request_left_downloader)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> OwnSlot:
        return cls(crawler)

    def _request_left_downloader(self, request: Request) -> None:
        if request.meta.get("download_slot") == (urlparse_cached(request).hostname or ""):
            del request.meta["download_slot"]
