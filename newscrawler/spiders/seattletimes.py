"""The Seattle Times, a daily of Seattle; never tried live (docs/outlets.md)."""

from newscrawler.spiders.syndication import SyndicationSpider


class SeattleTimesSpider(SyndicationSpider):
    """``scrapy crawl seattletimes``."""

    name = "seattletimes"
    outlet = "seattletimes.com"
    languages = ("en",)
    country = "US"
    looked_up = "2026-11-27"
    time_zone = "America/Los_Angeles"
    feeds = (
        "https://www.seattletimes.com/feed/",
        "https://www.seattletimes.com/nation-world/world/feed/",
    )
    expected_platform = "coral"
