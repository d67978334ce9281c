"""``Retry-After`` of answers 429 and 503: all requests to the host pause as long as it asks."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response

from newscrawler import settings as project

__all__ = ["RetryAfter", "seconds_to_wait"]

logger = logging.getLogger(__name__)

_SMALLEST_DELAY = 0.001
"""Seconds: a slot without any delay does not look at ``lastseen``."""


class RetryAfter:
    """Extension that pauses a host's slot after an answer 429, or 503 with ``Retry-After``.

    Scrapy's RetryMiddleware retries the request, and logs it if it gives up. The retries wait for the pause like all
    other requests to the host. It is an extension because a middleware sees an answer only after the slot has sent
    its next request.

    Settings: ``RETRY_AFTER_MAX`` is the longest pause in seconds (a longer one is logged and shortened), and
    ``RETRY_AFTER_DEFAULT`` is the pause after a 429 without ``Retry-After``.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._longest = crawler.settings.getfloat("RETRY_AFTER_MAX", project.RETRY_AFTER_MAX)
        self._unstated = crawler.settings.getfloat("RETRY_AFTER_DEFAULT", project.RETRY_AFTER_DEFAULT)
        crawler.signals.connect(self._response_downloaded, signals.response_downloaded)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RetryAfter:
        return cls(crawler)

    def _response_downloaded(self, response: Response, request: Request) -> None:
        if response.status not in {429, 503}:
            return
        asked = seconds_to_wait(response.headers.get("Retry-After"), datetime.now(UTC))
        if asked is None:
            if response.status == 503:  # the host is out of order, which says nothing about our pace
                return
            asked = self._unstated
        pause = min(asked, self._longest)
        if pause <= 0:
            return
        host = request.meta["download_slot"]
        if asked > self._longest:
            logger.warning(
                "%s answers %d and asks for %.0f s; pausing %.0f s, the limit RETRY_AFTER_MAX",
                host, response.status, asked, pause,
            )  # fmt: skip
        else:
            logger.info("%s answers %d: pausing %.0f s", host, response.status, pause)
        assert self._crawler.engine is not None
        slot = self._crawler.engine.downloader.slots[host]
        # A slot with a delay sends nothing until `delay` seconds after `lastseen`.
        slot.lastseen = max(slot.lastseen, monotonic() + pause)
        slot.delay = slot.delay or _SMALLEST_DELAY
        assert self._crawler.stats is not None
        self._crawler.stats.inc_value("retry_after/pauses")


def seconds_to_wait(header: bytes | None, now: datetime) -> float | None:
    """Return the seconds from now that a ``Retry-After`` header asks for, or None if it is not valid.

    :param header: seconds or an HTTP date
    :param now: current time, with a time zone
    """
    text = (header or b"").decode("latin-1").strip()
    if text.isascii() and text.isdigit():
        return float(text[:12])
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return max(0.0, (until.replace(tzinfo=until.tzinfo or UTC) - now).total_seconds())
