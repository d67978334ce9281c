"""Spider whose callbacks raise, for test_callback_errors.py: within a page, at its start, and in an errback."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scrapy.http import Response
from twisted.python.failure import Failure

from newscrawler.items import Rejection
from newscrawler.spiders.syndication import SyndicationSpider


class RaisingSpider(SyndicationSpider):
    name = "raising"
    outlet = "outlet.example"
    feeds = ("https://outlet.example/feed",)
    sections = ("https://outlet.example/story-list", "https://outlet.example/closed-list")

    def parse_feed(self, response: Response) -> Iterator[Any]:
        raise KeyError("feed")

    def parse_section(self, response: Response, page_number: int) -> Iterator[Any]:
        yield from super().parse_section(response, page_number)
        raise ValueError("Exceeds the limit (4300 digits)\nand more of the value that is at fault")

    def discovery_failed(self, failure: Failure) -> Iterator[Rejection]:
        yield from super().discovery_failed(failure)
        raise OverflowError

    def parse_story(self, response: Response, via: str | None = None) -> Iterator[Any]:
        yield from super().parse_story(response, via)
        raise ZeroDivisionError("a division")
