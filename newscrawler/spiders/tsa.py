"""TSA, an Algerian news site, on WordPress; never tried live (docs/outlets.md)."""

from newscrawler.spiders.syndication import SyndicationSpider


class TSASpider(SyndicationSpider):
    """``scrapy crawl tsa``."""

    name = "tsa"
    outlet = "tsa-algerie.com"
    languages = ("fr",)
    country = "DZ"
    looked_up = "2026-11-27"
    time_zone = "Africa/Algiers"
    feeds = ("https://www.tsa-algerie.com/feed/",)
    expected_platform = "wordpress"
