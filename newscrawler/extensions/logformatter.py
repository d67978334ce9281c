"""What Scrapy logs of each page and item."""

from __future__ import annotations

import logging
from typing import Any, Self

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.logformatter import LogFormatter, LogFormatterResult
from twisted.python.failure import Failure

from newscrawler.printable import make_records_printable

__all__ = ["QuietLogFormatter"]


class QuietLogFormatter(LogFormatter):
    """Makes the DEBUG records of pages and items only where somebody reads them.

    Scrapy makes them at any LOG_LEVEL and lets the handler drop them: 5 % of a crawl's processor time (measured).
    """

    def __init__(self, verbose: bool = True) -> None:
        self._verbose = verbose

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        # No later than the first record that holds a page's words
        make_records_printable()
        level = crawler.settings.get("LOG_LEVEL")
        return cls(verbose=logging.getLevelName(level) <= logging.DEBUG if isinstance(level, str) else True)

    # None is what Scrapy documents for "no record"; its annotations do not say so.
    def crawled(  # type: ignore[override]
        self, request: Request, response: Response, spider: Spider
    ) -> LogFormatterResult | None:
        return super().crawled(request, response, spider) if self._verbose else None

    def scraped(  # type: ignore[override]
        self, item: Any, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult | None:
        return super().scraped(item, response, spider) if self._verbose else None
