"""National Post, a Canadian daily (Postmedia); never tried live (docs/outlets.md)."""

from newscrawler.spiders.syndication import SyndicationSpider


class NationalPostSpider(SyndicationSpider):
    """``scrapy crawl nationalpost``."""

    name = "nationalpost"
    outlet = "nationalpost.com"
    languages = ("en",)
    country = "CA"
    looked_up = "2026-11-27"
    feeds = ("https://nationalpost.com/feed", "https://nationalpost.com/category/news/canada/feed")
    sitemaps = ("https://nationalpost.com/sitemap-news.xml",)
    expected_platform = "viafoura"
