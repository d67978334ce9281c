"""The Salt Lake Tribune, a daily of Salt Lake City; never tried live (docs/outlets.md)."""

from newscrawler.spiders.syndication import SyndicationSpider


class SaltLakeTribuneSpider(SyndicationSpider):
    """``scrapy crawl sltrib``."""

    name = "sltrib"
    outlet = "sltrib.com"
    languages = ("en",)
    country = "US"
    looked_up = "2026-11-27"
    time_zone = "America/Denver"
    feeds = ("https://www.sltrib.com/arc/outboundfeeds/rss/?outputType=xml",)
    story_url = r"/\d{4}/\d{2}/\d{2}/"
    expected_platform = "coral"
