"""A few pages for a command, asked for as politely as a crawl asks: robots.txt, delays, one at a time, and the
guard.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, TypeVar

from scrapy import Request, Spider
from scrapy.crawler import Crawler, CrawlerProcessBase
from scrapy.http import Response
from scrapy.settings import BaseSettings
from scrapy.spidermiddlewares.httperror import HttpError

from newscrawler.commands._asking import FailureError
from newscrawler.spiders.syndication import failure_reason

__all__ = ["UnreachedError", "Visit", "prepare", "run_visit"]

_T = TypeVar("_T")

_PRIORITY = 35
"""Above the project's settings (20), below the command line's (40)."""

_QUIET: dict[str, Any] = {
    # The command prints what it finds; warnings of a crawl speak of quarantine, to which nothing is written here.
    "LOG_LEVEL": "CRITICAL",
    "FRONTIER": "local",
    "ITEM_PIPELINES": {},
    # A person waits for the answer, and may try again: one repetition covers a connection that broke.
    "RETRY_TIMES": 1,
}

_STORING = ("newscrawler.runs.record.RunRecord", "newscrawler.extensions.callback_errors.CallbackErrors")
"""Extensions that write to MongoDB, which a visit does not need."""

_ASKING_THE_STORE = ("newscrawler.downloader.conditional.ConditionalRequestMiddleware",)
"""Middlewares that read MongoDB. A visit wants the whole page, not the answer that it has not changed; and without
MONGODB_URI a local mongod would be started and left running."""


class UnreachedError(Exception):
    """A page did not come; the message says why."""

    def __init__(self, request: Request, error: Exception, settings: BaseSettings) -> None:
        super().__init__(failure_reason(error, settings))
        self.request = request
        self.error = error


class Visit:
    """The way to pages, one after the other."""

    def __init__(self, crawler: Crawler, most: int | None = None) -> None:
        self.crawler = crawler
        self.asked = 0
        """Pages asked for; robots.txt, redirects and repetitions come on top: see :attr:`requests`."""
        self.most = most

    @property
    def requests(self) -> int:
        """Requests sent, all kinds together."""
        assert self.crawler.stats is not None
        sent: int = self.crawler.stats.get_value("downloader/request_count", 0)
        return sent

    @property
    def left(self) -> int | None:
        """Pages that may still be asked for; None where there is no limit."""
        return None if self.most is None else self.most - self.asked

    async def ask(self, request: Request | str) -> Response:
        """Return the page, redirects followed, as a spider would be given it.

        :raises UnreachedError: when it does not come with a status of success
        :raises RuntimeError: when no page is left to ask for
        """
        if self.left is not None and self.left < 1:
            raise RuntimeError(f"more than {self.most} pages are asked for")
        self.asked += 1
        if isinstance(request, str):
            request = Request(request)
        assert self.crawler.engine is not None
        try:
            response = await self.crawler.engine.download_async(request)
            if not 200 <= response.status < 300:
                raise HttpError(response)
        except Exception as error:
            raise UnreachedError(request, error, self.crawler.settings) from error
        return response


def prepare(settings: BaseSettings) -> None:
    """Set what a visit needs, below the command line's settings. To be called before the crawler process is made."""
    for name, value in _QUIET.items():
        settings.set(name, value, priority=_PRIORITY)
    for name, without in (("EXTENSIONS", _STORING), ("DOWNLOADER_MIDDLEWARES", _ASKING_THE_STORE)):
        settings.set(name, {**settings.getdict(name), **dict.fromkeys(without)}, priority=_PRIORITY)


def run_visit(
    process: CrawlerProcessBase,
    kind: type[Spider],
    look: Callable[[Crawler], Awaitable[_T]],
    **arguments: Any,
) -> _T:
    """Run ``look`` within Scrapy's engine and return what it returns.

    :param kind: spider whose declarations the crawl's parts read; its own requests are not sent
    :raises FailureError: when the visit was stopped before its end
    """
    outcome: list[_T] = []
    errors: list[Exception] = []

    async def start(spider: Spider) -> AsyncIterator[Any]:
        try:
            outcome.append(await look(spider.crawler))
        except Exception as error:
            errors.append(error)
        return
        yield

    visitor = type(kind.__name__, (kind,), {"start": start, "__module__": kind.__module__})
    process.crawl(process.create_crawler(visitor), **arguments)
    process.start()
    if errors:
        raise errors[0]
    if not outcome:
        raise FailureError("stopped before it was through; nothing is written")
    return outcome[0]
