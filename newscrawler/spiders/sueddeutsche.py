"""Süddeutsche Zeitung, a daily of Munich; never tried live (docs/outlets.md)."""

from newscrawler.spiders.syndication import SyndicationSpider


class SueddeutscheSpider(SyndicationSpider):
    """``scrapy crawl sueddeutsche``."""

    name = "sueddeutsche"
    outlet = "sueddeutsche.de"
    languages = ("de",)
    country = "DE"
    looked_up = "2026-11-27"
    time_zone = "Europe/Berlin"
    feeds = ("https://rss.sueddeutsche.de/alles",)
    expected_platform = "coral"
