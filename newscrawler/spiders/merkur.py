"""Münchner Merkur, a daily of Munich; never tried live (docs/outlets.md)."""

from newscrawler.spiders.syndication import SyndicationSpider


class MerkurSpider(SyndicationSpider):
    """``scrapy crawl merkur``."""

    name = "merkur"
    outlet = "merkur.de"
    languages = ("de",)
    country = "DE"
    looked_up = "2026-11-27"
    time_zone = "Europe/Berlin"
    feeds = ("https://www.merkur.de/welt/rssfeed.rdf", "https://www.merkur.de/wirtschaft/rssfeed.rdf")
    sitemaps = ("https://www.merkur.de/news.xml",)
    category_feed = "https://www.merkur.de/{category}/rssfeed.rdf"
    story_url = r"\d{7,}\.html(?:[?#]|$)"
    expected_platform = "disqus"
