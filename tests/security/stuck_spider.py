"""An outlet one of whose pages keeps the crawl's only thread busy, for test_stopping.py."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from itertools import repeat
from typing import Any, ClassVar, Self

from scrapy.crawler import Crawler
from scrapy.http import Response

from newscrawler.items import Copy
from newscrawler.signals import item_stored
from newscrawler.spiders.syndication import SyndicationSpider


def in_c() -> None:
    """No other thread of Python runs meanwhile, and no handler of a signal."""
    sum(repeat(1, 10**12))


def in_an_expression() -> None:
    re.match("(a*)*b", "a" * 60)


def in_python() -> None:
    for _ in repeat(None):
        pass


class StuckSpider(SyndicationSpider):
    name = "stuck"
    outlet = "quaytimes.example"
    arguments: ClassVar[frozenset[str]] = frozenset({"where"})

    @classmethod
    def from_crawler(cls, crawler: Crawler, *arguments: Any, **words: Any) -> Self:
        spider = super().from_crawler(crawler, *arguments, **words)
        crawler.signals.connect(spider.go_on, item_stored)
        return spider

    def go_on(self, item: Any) -> None:
        """Once the first story is stored, the page that is stuck."""
        if isinstance(item, Copy):
            request = self._discovery_request("https://quaytimes.example/story/stuck", self.parse_stuck)
            self.crawler.engine.crawl(request)

    ways: ClassVar[dict[str, Callable[[], None]]] = {
        each.__name__: each for each in (in_c, in_an_expression, in_python)
    }

    async def start(self) -> AsyncIterator[Any]:
        yield self._discovery_request("https://quaytimes.example/story/fine", self.parse_story)

    async def parse_stuck(self, response: Response) -> AsyncIterator[Any]:
        self.logger.info("stuck now")
        self.ways[self.given["where"]]()
        yield None
