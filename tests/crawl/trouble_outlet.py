"""The demo newsroom's outlet on which everything goes wrong, declared like any other outlet."""

from __future__ import annotations

from typing import Any, Self

from scrapy.crawler import Crawler

from newscrawler.comments.platforms.japantoday import JapanToday
from newscrawler.spiders.syndication import SyndicationSpider


class TroubleSpider(SyndicationSpider):
    name = "trouble"
    outlet = "trouble.example"
    sections = ("https://trouble.example/",)
    story_selectors = ("li > a",)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Its pages speak Japan Today's bytes, which are believed of Japan Today's own site alone."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider._platforms = {**spider._platforms, "japantoday": JapanToday("https://trouble.example/")}
        return spider
