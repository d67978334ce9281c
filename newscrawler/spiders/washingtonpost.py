"""The Washington Post, a daily of Washington; never tried live (docs/outlets.md)."""

from newscrawler.spiders.syndication import SyndicationSpider


class WashingtonPostSpider(SyndicationSpider):
    """``scrapy crawl washingtonpost``."""

    name = "washingtonpost"
    outlet = "washingtonpost.com"
    languages = ("en",)
    country = "US"
    looked_up = "2026-11-27"
    time_zone = "America/New_York"
    feeds = ("https://feeds.washingtonpost.com/rss/world",)
    story_url = r"/\d{4}/\d{2}/\d{2}/"
    expected_platform = "coral"
