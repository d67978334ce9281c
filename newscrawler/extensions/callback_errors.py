"""Quarantine of pages whose callback or errback raised an exception, so that they are not lost in the log."""

from __future__ import annotations

import traceback
from datetime import UTC, datetime
from typing import Any, Literal, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from newscrawler.items import Rejection
from newscrawler.limits import FRAGMENT_CHARACTERS

__all__ = ["CallbackErrors", "one_line", "send_rejection"]

_STAGES: dict[str, Literal["extraction", "comments", "archive"]] = {
    "parse_story": "extraction",
    "story_failed": "extraction",
    "parse_page": "extraction",
    "page_failed": "extraction",
    "parse_answer": "comments",
    "answer_failed": "comments",
    "replay": "archive",
}
"""Stage of a quarantine entry by the name of the callback or errback. All others are of stage ``discovery``."""

_MESSAGE = 300
"""Most characters of an exception's message. Some messages quote a whole page."""


class CallbackErrors:
    """Scrapy extension that sends a :class:`~newscrawler.items.Rejection` through the pipelines for each spider error.

    The error is still logged and counted, and the shared frontier retries the page. All attempts count in the same
    quarantine entry, because the reason is the same.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        crawler.signals.connect(self._spider_error, signals.spider_error)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def _spider_error(self, failure: Failure, response: Response | Failure) -> None:
        request: Request | None = getattr(response, "request", None)
        page = response if isinstance(response, Response) else None
        error = failure.value
        if error is None or (request is None and page is None):
            return
        handler = _handler(error, request)
        rejection = Rejection(
            url=page.url if page is not None else request.url if request is not None else "unknown",
            stage=_STAGES.get(handler, "discovery"),
            reason=f"{handler} raised {one_line(error)}",
            retrieved=datetime.now(UTC),
            fragment=page.body[:FRAGMENT_CHARACTERS].decode("utf-8", "replace") if page is not None else None,
        )
        send_rejection(self._crawler, rejection)


def send_rejection(crawler: Crawler, rejection: Rejection) -> None:
    """Send a rejection through the pipelines, from outside of a callback."""
    engine: Any = crawler.engine
    # Registered with the scraper at once, so that the crawl does not end before the item is stored.
    engine.scraper._start_itemproc_nowait(rejection)


def one_line(error: BaseException) -> str:
    """Return the exception's class and the first line of its message, the same at each visit."""
    message = str(error).partition("\n")[0][:_MESSAGE]
    return f"{type(error).__name__}: {message}" if message else type(error).__name__


def _handler(error: BaseException, request: Request | None) -> str:
    """Return the name of the callback or errback that raised.

    An HTTP error is passed to the errback, so only the traceback shows which of the two raised.
    """
    callback, errback = (None, None) if request is None else (request.callback, request.errback)
    name = _name(errback)
    ran = {frame.name for frame in traceback.extract_tb(error.__traceback__)}
    return name if name is not None and name in ran else _name(callback) or name or "parse"


def _name(handler: Any) -> str | None:
    # The shared frontier wraps errbacks in a partial whose last argument is the errback of the spider.
    return getattr(getattr(handler, "args", (handler,))[-1], "__name__", None)
