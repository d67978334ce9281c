"""``Retry-After`` of 429 and 503: a host that asks for a pause gets one, for all its requests."""

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


class RetryAfter:
    """Pauses a host's slot when it answers 429, or 503 with ``Retry-After``.

    The request itself is retried, and in the end given up with a log line, by Scrapy's RetryMiddleware; its retries wait
    for the pause like every other request to the host. This is an extension and no middleware because a middleware sees
    an answer only after the slot has sent its next request.

    Settings: ``RETRY_AFTER_MAX`` is the longest pause in seconds (a longer one is logged and cut), ``RETRY_AFTER_DEFAULT``
    the pause after a 429 that names none.
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
            if response.status == 503:  # out of order, which is not a word about our pace
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
        # The slot sends nothing before `delay` seconds after `lastseen`, if it has a delay at all.
        slot.lastseen = max(slot.lastseen, monotonic() + pause)
        slot.delay = slot.delay or _SMALLEST_DELAY
        assert self._crawler.stats is not None
        self._crawler.stats.inc_value("retry_after/pauses")


_SMALLEST_DELAY = 0.001


def seconds_to_wait(header: bytes | None, now: datetime) -> float | None:
    """What a ``Retry-After`` header asks for, in seconds from now; None when it asks for nothing that can be read.

    :param header: seconds or an HTTP date
    :param now: aware
    """
    text = (header or b"").decode("latin-1").strip()
    if text.isascii() and text.isdigit():
        return float(text[:12])
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return max(0.0, (until.replace(tzinfo=until.tzinfo or UTC) - now).total_seconds())
