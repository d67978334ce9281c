"""robots.txt within limits: Protego turns 10 MB of rules into 240 MB, and Scrapy keeps the rules of every host."""

from __future__ import annotations

import logging
from time import monotonic

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import DownloadCancelledError, IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import RobotParser
from scrapy.utils.httpobj import urlparse_cached

from newscrawler.meta import ROBOTS_UNREAD

__all__ = ["BoundedRobotsTxt"]

logger = logging.getLogger(__name__)

_MAX_BYTES = 500 * 1024
"""Bytes of one file that are read: the minimum that RFC 9309 demands, and what Google reads. News sites have 1 to 10
KB."""

_MAX_HELD = 4_000_000
"""Bytes of all files whose rules are kept, about 1,000 hosts; their rules take 100 MB. Beyond that the oldest host's
rules are dropped and requested again if they are needed."""

_KEPT_S = 86_400.0
"""Seconds for which rules are kept: a crawl that never ends has to see new ones (RFC 9309, 2.4: a day)."""

_UNREAD_S = 3_600.0
"""Seconds after which a robots.txt that could not be read is asked for again."""

_LEAST = 1_000
"""Bytes that each host counts as a minimum."""


_TOO_MANY = 429
_SERVER_ERROR = 500

_NOTHING = b"User-agent: *\nDisallow: /\n"
"""Rules of a host whose own cannot be read."""


class BoundedRobotsTxt(RobotsTxtMiddleware):
    """Scrapy's middleware with a limit for each file and for all files together. It replaces Scrapy's (100).

    A host whose robots.txt cannot be read because of a server or network error is not asked for anything else
    (RFC 9309, 2.3.1.4). Scrapy would take it for a host without rules.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._held: dict[str, int] = {}
        self._unread: dict[str, str] = {}
        """Hosts whose robots.txt could not be read, with the reason."""
        self._asked: dict[str, float] = {}
        """``time.monotonic()`` at which the rules of a host came, or did not."""

    async def process_request(self, request: Request) -> None:  # type: ignore[override]
        """Ask for the rules of the request's host, unless they are known and not too old."""
        self._forget_old(urlparse_cached(request).netloc)
        await super().process_request(request)

    def _forget_old(self, netloc: str) -> None:
        asked = self._asked.get(netloc)
        if asked is None or monotonic() - asked < (_UNREAD_S if netloc in self._unread else _KEPT_S):
            return
        for kept in (self._parsers, self._held, self._unread, self._asked):
            kept.pop(netloc, None)

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Refuse a request that the rules forbid, or whose host's rules cannot be read.

        :raises IgnoreRequest: with the reason
        """
        if (why := self._unread.get(urlparse_cached(request).netloc)) is not None:
            self._stats.inc_value("robotstxt/forbidden")
            request.meta[ROBOTS_UNREAD] = True
            raise IgnoreRequest(
                f"robots.txt cannot be read ({why}), so that nothing else is asked for: try again later"
            )
        super().process_request_2(rp, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        # A refused address and a file beyond DOWNLOAD_MAXSIZE say nothing of the server.
        if not isinstance(exc, IgnoreRequest | DownloadCancelledError):
            self._note_unread(netloc, type(exc).__name__)
        super()._robots_error(exc, netloc)
        self._asked[netloc] = monotonic()

    def _note_unread(self, netloc: str, why: str) -> None:
        logger.warning("%s: robots.txt cannot be read (%s): nothing else is asked for within an hour", netloc, why)
        self._stats.inc_value("robotstxt/unread")
        self._unread[netloc] = why

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= _SERVER_ERROR or response.status == _TOO_MANY:
            self._note_unread(netloc, f"HTTP {response.status}")
            response = response.replace(body=_NOTHING)
        if len(response.body) > _MAX_BYTES:
            logger.warning("%s: %d bytes; the first %d are read", response.url, len(response.body), _MAX_BYTES)
            self._stats.inc_value("robotstxt/cut")
            # A rule that is cut in the middle would forbid more or less than it should.
            response = response.replace(body=response.body[:_MAX_BYTES].rpartition(b"\n")[0])
        await super()._parse_robots(response, netloc, request)
        self._asked[netloc] = monotonic()
        self._held[netloc] = max(_LEAST, len(response.body))
        while sum(self._held.values()) > _MAX_HELD and len(self._held) > 1:
            oldest = next(iter(self._held))
            del self._held[oldest], self._parsers[oldest]
            self._asked.pop(oldest, None)
