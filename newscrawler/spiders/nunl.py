"""NU.nl, a Dutch news site; never tried live (docs/outlets.md)."""

from newscrawler.spiders.syndication import SyndicationSpider


class NUnlSpider(SyndicationSpider):
    """``scrapy crawl nunl``."""

    name = "nunl"
    outlet = "nu.nl"
    languages = ("nl",)
    country = "NL"
    looked_up = "2026-11-27"
    time_zone = "Europe/Amsterdam"
    feeds = ("https://www.nu.nl/rss/Algemeen",)
    story_url = r"/\d{6,}/[^/?#]+\.html"
    expected_platform = "coral"
