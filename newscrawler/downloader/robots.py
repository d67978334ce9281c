"""robots.txt within limits: Protego turns 10 MB of rules into 240 MB, and Scrapy keeps the rules of every host."""

from __future__ import annotations

import logging

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.http import Response

__all__ = ["BoundedRobotsTxt"]

logger = logging.getLogger(__name__)

_MAX_BYTES = 500 * 1024
"""Bytes of one file that are read: the minimum that RFC 9309 demands, and what Google reads. News sites have 1 to 10
KB."""

_MAX_HELD = 4_000_000
"""Bytes of all files whose rules are kept, about 1,000 hosts; their rules take 100 MB. Beyond that the oldest host's
rules are dropped and requested again if they are needed."""

_LEAST = 1_000
"""Bytes that each host counts as a minimum."""


class BoundedRobotsTxt(RobotsTxtMiddleware):
    """Scrapy's middleware with a limit for each file and for all files together. It replaces Scrapy's (100)."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._held: dict[str, int] = {}

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if len(response.body) > _MAX_BYTES:
            logger.warning("%s: %d bytes; the first %d are read", response.url, len(response.body), _MAX_BYTES)
            self._stats.inc_value("robotstxt/cut")
            # A rule that is cut in the middle would forbid more or less than it should.
            response = response.replace(body=response.body[:_MAX_BYTES].rpartition(b"\n")[0])
        await super()._parse_robots(response, netloc, request)
        self._held[netloc] = max(_LEAST, len(response.body))
        while sum(self._held.values()) > _MAX_HELD and len(self._held) > 1:
            oldest = next(iter(self._held))
            del self._held[oldest], self._parsers[oldest]
