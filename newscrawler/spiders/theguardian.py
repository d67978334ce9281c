"""The Guardian, a daily of London; never tried live (docs/outlets.md)."""

from newscrawler.spiders.syndication import SyndicationSpider


class TheGuardianSpider(SyndicationSpider):
    """``scrapy crawl theguardian``."""

    name = "theguardian"
    outlet = "theguardian.com"
    languages = ("en",)
    country = "GB"
    looked_up = "2026-11-27"
    time_zone = "Europe/London"
    feeds = (
        "https://www.theguardian.com/world/rss",
        "https://www.theguardian.com/us-news/rss",
        "https://www.theguardian.com/uk-news/rss",
    )
    sitemaps = ("https://www.theguardian.com/sitemaps/news.xml",)
    category_feed = "https://www.theguardian.com/{category}/rss"
    story_url = r"/\d{4}/[a-z]{3}/\d{2}/"
    expected_platform = "guardian"
