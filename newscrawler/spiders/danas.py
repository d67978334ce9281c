"""Danas, a daily of Belgrade, on WordPress; never tried live (docs/outlets.md)."""

from newscrawler.spiders.syndication import SyndicationSpider


class DanasSpider(SyndicationSpider):
    """``scrapy crawl danas``."""

    name = "danas"
    outlet = "danas.rs"
    languages = ("sr",)
    country = "RS"
    looked_up = "2026-11-27"
    time_zone = "Europe/Belgrade"
    feeds = ("https://www.danas.rs/feed/",)
    expected_platform = "wordpress"
