"""AP News, the agency's own site; never tried live (docs/outlets.md)."""

from newscrawler.spiders.syndication import SyndicationSpider


class APNewsSpider(SyndicationSpider):
    """``scrapy crawl apnews``."""

    name = "apnews"
    outlet = "apnews.com"
    languages = ("en",)
    country = "US"
    looked_up = "2026-11-27"
    sitemaps = ("https://apnews.com/news-sitemap-content.xml",)
    story_url = r"/article/[^/?#]+"
    expected_platform = "viafoura"
