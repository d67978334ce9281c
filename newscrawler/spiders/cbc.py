"""CBC News, Canada's public broadcaster; never tried live (docs/outlets.md)."""

from newscrawler.spiders.syndication import SyndicationSpider


class CBCSpider(SyndicationSpider):
    """``scrapy crawl cbc``."""

    name = "cbc"
    outlet = "cbc.ca"
    languages = ("en",)
    country = "CA"
    looked_up = "2026-11-27"
    feeds = (
        "https://www.cbc.ca/webfeed/rss/rss-topstories",
        "https://www.cbc.ca/webfeed/rss/rss-world",
        "https://www.cbc.ca/webfeed/rss/rss-canada",
    )
    story_url = r"/news/.+-\d+\.\d+(?:[?#]|$)"
    expected_platform = "viafoura"
