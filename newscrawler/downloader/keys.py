"""Operator's keys for comment platforms, put into requests at the network: no other part of a crawl sees them."""

from __future__ import annotations

from typing import TypeVar
from urllib.parse import quote, urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from newscrawler.comments.keys import KEY_BEARER, KEY_PARAMETER, KEY_PLACEHOLDER, Keys
from newscrawler.downloader.hostmap import HostMapDownloadHandler
from newscrawler.meta import COMMENT_KEY
from newscrawler.urls import parts_of

__all__ = ["KeyedDownloadHandler", "KeysHidden"]

_Text = TypeVar("_Text", str, bytes)


class KeyedDownloadHandler(HostMapDownloadHandler):
    """Download handler that replaces a key's placeholder in requests of platform modules, over https only."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._keys: Keys = crawler.settings.getdict("COMMENT_KEYS")

    async def download_request(self, request: Request) -> Response:
        key = _key_for(request, self._keys)
        if not key:
            return await super().download_request(request)
        url = request.url
        keyed = request.replace(url=url.removesuffix(KEY_PLACEHOLDER) + key if url.endswith(KEY_PARAMETER) else url)
        if keyed.headers.get("Authorization") == KEY_BEARER.encode():
            keyed.headers["Authorization"] = f"Bearer {key}"
        try:
            response = await super().download_request(keyed)
        except Exception as error:
            # Scrapy's errors contain the URL and are logged.
            error.args = tuple(_hidden(part, key) if isinstance(part, str) else part for part in error.args)
            raise
        finally:
            if "download_latency" in keyed.meta:  # AutoThrottle reads it from the original request
                request.meta["download_latency"] = keyed.meta["download_latency"]
        for name, values in response.headers.items():
            response.headers[name] = [_hidden(value, key.encode()) for value in values]
        return response.replace(url=_hidden(response.url, key))


class KeysHidden:
    """Downloader middleware that removes a key from the body of an answer that repeats it.

    It runs after decompression, because it cannot find the key in compressed bytes.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._keys: Keys = crawler.settings.getdict("COMMENT_KEYS")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> KeysHidden:
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """Return the response without the key."""
        key = _key_for(request, self._keys)
        if not key:
            return response
        body = _hidden(response.body, key.encode())
        return response if body == response.body else response.replace(body=body)


def _key_for(request: Request, keys: Keys) -> str | None:
    """Return the key for a request of a platform module to the key's host over https, without foreign redirects."""
    if COMMENT_KEY not in request.meta:
        return None
    parts = urlsplit(request.url)
    host = (parts.hostname or "").lower()
    way = [parts_of(url) for url in request.meta.get("redirect_urls", ())]
    # A redirect of another host could choose where the key is sent.
    if parts.scheme != "https" or any(part.scheme != "https" or (part.hostname or "").lower() != host for part in way):
        return None
    return keys.get(host)


def _hidden(text: _Text, key: _Text) -> _Text:
    """Return the text with :data:`KEY_PLACEHOLDER` in place of the key, as it is and percent-encoded."""
    if isinstance(text, bytes):
        return text.replace(key, KEY_PLACEHOLDER.encode()).replace(
            quote(key, safe="").encode(), KEY_PLACEHOLDER.encode()
        )
    return text.replace(key, KEY_PLACEHOLDER).replace(quote(key, safe=""), KEY_PLACEHOLDER)
