"""New York Post, a daily of New York; never tried live (docs/outlets.md)."""

from newscrawler.spiders.syndication import SyndicationSpider


class NYPostSpider(SyndicationSpider):
    """``scrapy crawl nypost``."""

    name = "nypost"
    outlet = "nypost.com"
    languages = ("en",)
    country = "US"
    looked_up = "2026-11-27"
    time_zone = "America/New_York"
    feeds = ("https://nypost.com/feed/",)
    story_url = r"/\d{4}/\d{2}/\d{2}/"
    expected_platform = "openweb"
