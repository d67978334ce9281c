"""Fox News, an American broadcaster; never tried live (docs/outlets.md)."""

from newscrawler.spiders.syndication import SyndicationSpider


class FoxNewsSpider(SyndicationSpider):
    """``scrapy crawl foxnews``."""

    name = "foxnews"
    outlet = "foxnews.com"
    languages = ("en",)
    country = "US"
    looked_up = "2026-11-27"
    feeds = (
        "https://moxie.foxnews.com/google-publisher/latest.xml",
        "https://moxie.foxnews.com/google-publisher/world.xml",
    )
    sitemaps = ("https://www.foxnews.com/sitemap.xml?type=news",)
    expected_platform = "openweb"
