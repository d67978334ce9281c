"""``Crawl-delay`` of robots.txt: the time that a host demands between two requests."""

from __future__ import annotations

import logging

from scrapy import Request, signals
from scrapy.core.downloader import Slot
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.robotstxt import RobotParser

from newscrawler import settings as project

__all__ = ["CrawlDelay"]

logger = logging.getLogger(__name__)


class CrawlDelay:
    """Extension that keeps the delay of a host's slot at least as long as its ``Crawl-delay``.

    It also holds under AutoThrottle, which lowers a slot's delay after each answer, and it switches jitter off, which
    would sometimes halve the delay. A delay above ``CRAWL_DELAY_MAX`` seconds is logged and obeyed up to that limit:
    with an hour between pages an outlet could not be read at all.
    """

    def __init__(self, crawler: Crawler) -> None:
        if not crawler.settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        settings = crawler.settings
        self._crawler = crawler
        self._longest = settings.getfloat("CRAWL_DELAY_MAX", project.CRAWL_DELAY_MAX)
        self._user_agent = settings.get("ROBOTSTXT_USER_AGENT") or settings.get("USER_AGENT")
        self._delays: dict[str, float] = {}
        crawler.signals.connect(self._robots_parsed, signals.robots_parsed)
        # Scrapy makes a new slot after a minute without requests, so the delay is set before each request is queued …
        crawler.signals.connect(self._hold, signals.request_reached_downloader)
        # … and again after AutoThrottle's change (it connected first), before the next request leaves.
        crawler.signals.connect(self._hold, signals.response_downloaded)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CrawlDelay:
        return cls(crawler)

    def _robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        asked = robotparser.crawl_delay(self._user_agent)
        if asked is None or not asked > 0:
            return
        assert self._crawler.engine is not None
        host = self._crawler.engine.downloader.get_slot_key(request)
        delay = min(asked, self._longest)
        # http and https, or two ports, have separate robots.txt files and share the slot.
        self._delays[host] = max(delay, self._delays.get(host, 0.0))
        if asked > self._longest:
            logger.warning(
                "%s asks for %g s between requests; waiting %g s, the limit CRAWL_DELAY_MAX", host, asked, self._longest
            )
        else:
            logger.info("%s asks for %g s between requests", host, asked)
        slot = self._crawler.engine.downloader.slots.get(host)
        if slot is not None:
            self._raise(slot, host)

    def _hold(self, request: Request) -> None:
        host = request.meta.get("download_slot")
        if host not in self._delays:
            return
        assert self._crawler.engine is not None
        slot = self._crawler.engine.downloader.slots.get(host)
        if slot is not None:
            self._raise(slot, host)

    def _raise(self, slot: Slot, host: str) -> None:
        slot.delay = max(slot.delay, self._delays[host])
        slot.jitter = 0.0
