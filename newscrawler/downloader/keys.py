"""The operator's keys, put into requests as they leave: nothing before or after the network sees them."""

from __future__ import annotations

from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from newscrawler.comments.keys import HERE, Keys
from newscrawler.downloader.hostmap import HostMapDownloadHandler

__all__ = ["KeyedDownloadHandler"]


class KeyedDownloadHandler(HostMapDownloadHandler):
    """Fills in the key that ``COMMENT_KEYS`` has for a request's host, where the request says so, over https only."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._keys: Keys = crawler.settings.getdict("COMMENT_KEYS")

    async def download_request(self, request: Request) -> Response:
        parts = urlsplit(request.url)
        key = self._keys.get((parts.hostname or "").lower())
        if not key or parts.scheme != "https":
            return await super().download_request(request)
        keyed = request.replace(url=request.url.replace(HERE, key))
        for name, values in request.headers.items():
            keyed.headers[name] = [value.replace(HERE.encode(), key.encode()) for value in values]
        try:
            response = await super().download_request(keyed)
        except Exception as error:
            # Scrapy's errors name the URL, and are logged.
            error.args = tuple(part.replace(key, HERE) if isinstance(part, str) else part for part in error.args)
            raise
        finally:
            if "download_latency" in keyed.meta:  # AutoThrottle reads it from the request that it knows
                request.meta["download_latency"] = keyed.meta["download_latency"]
        if location := response.headers.get("Location"):
            response.headers["Location"] = location.replace(key.encode(), HERE.encode())
        return response.replace(url=response.url.replace(key, HERE))
