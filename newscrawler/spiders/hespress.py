"""Hespress, Morocco's largest news site, on WordPress; never tried live (docs/outlets.md)."""

from newscrawler.spiders.syndication import SyndicationSpider


class HespressSpider(SyndicationSpider):
    """``scrapy crawl hespress``."""

    name = "hespress"
    outlet = "hespress.com"
    languages = ("ar",)
    country = "MA"
    looked_up = "2026-11-27"
    time_zone = "Africa/Casablanca"
    feeds = ("https://www.hespress.com/feed",)
    story_url = r"-\d+\.html(?:[?#]|$)"
    expected_platform = "wordpress"
