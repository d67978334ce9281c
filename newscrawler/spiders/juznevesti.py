"""Južne vesti, news from the south of Serbia, on WordPress; never tried live (docs/outlets.md)."""

from newscrawler.spiders.syndication import SyndicationSpider


class JuzneVestiSpider(SyndicationSpider):
    """``scrapy crawl juznevesti``."""

    name = "juznevesti"
    outlet = "juznevesti.com"
    languages = ("sr",)
    country = "RS"
    looked_up = "2026-11-27"
    time_zone = "Europe/Belgrade"
    feeds = ("https://www.juznevesti.com/feed/",)
    expected_platform = "wordpress"
