"""Redirects to an address that the crawl has asked for already are reported, not dropped in silence."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler

from newscrawler.extensions.callback_errors import send_rejection
from newscrawler.items import Rejection
from newscrawler.meta import STORY

__all__ = ["DroppedRedirects"]

_KNOWN_STORY = "discovery/redirected_to_known_story"


class DroppedRedirects:
    """Scrapy extension that accounts for redirects which the duplicate filter drops.

    Stories that are gone redirect to the front page, and stories behind a wall to the page of subscriptions: the first
    is read there and quarantined, the others are dropped by the duplicate filter. Each becomes an entry of quarantine.
    A redirect to another story of the crawl loses nothing, because the story is stored from its own address; it is
    counted, unless that address leads back.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._led: dict[str, str] = {}
        """Address of a story that led to another story of the crawl → that story's address."""
        crawler.signals.connect(self._dropped, signals.request_dropped)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def _dropped(self, request: Request) -> None:
        way = request.meta.get("redirect_urls")
        if not way:
            return
        stage: Literal["fetch", "discovery"] = "fetch" if request.meta.get(STORY) else "discovery"
        asks_for = getattr(self._crawler.spider, "asks_for", None)
        if asks_for is None or not asks_for(request.url):
            self._reject(way[0], f"redirected to {request.url}, which this crawl has asked for already", stage)
            return
        assert self._crawler.stats is not None
        self._crawler.stats.inc_value(_KNOWN_STORY)
        self._led[way[0]] = request.url
        for url in self._circle(way[0]):
            self._reject(url, f"redirect loop: {self._led[url]} leads back here", stage)

    def _circle(self, start: str) -> list[str]:
        """Return the addresses that lead to each other and back to ``start``; empty where the way ends at a page."""
        way = [start]
        while (url := self._led.get(way[-1])) is not None and url not in way:
            way.append(url)
        return way if url == start else []

    def _reject(self, url: str, reason: str, stage: Literal["fetch", "discovery"]) -> None:
        rejection = Rejection(url=url, stage=stage, reason=reason, retrieved=datetime.now(UTC))
        send_rejection(self._crawler, rejection)
