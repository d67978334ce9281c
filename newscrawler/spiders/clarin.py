"""Clarín, a daily of Buenos Aires; never tried live (docs/outlets.md)."""

from newscrawler.spiders.syndication import SyndicationSpider


class ClarinSpider(SyndicationSpider):
    """``scrapy crawl clarin``."""

    name = "clarin"
    outlet = "clarin.com"
    languages = ("es",)
    country = "AR"
    looked_up = "2026-11-27"
    time_zone = "America/Argentina/Buenos_Aires"
    feeds = ("https://www.clarin.com/rss/lo-ultimo/", "https://www.clarin.com/rss/mundo/")
    sections = ("https://www.clarin.com/agencias/",)
    category_feed = "https://www.clarin.com/rss/{category}/"
    story_url = r"_0_[\w-]+\.html"
    expected_platform = "viafoura"
