"""G4Media, a Romanian news site, on WordPress; never tried live (docs/outlets.md)."""

from newscrawler.spiders.syndication import SyndicationSpider


class G4MediaSpider(SyndicationSpider):
    """``scrapy crawl g4media``."""

    name = "g4media"
    outlet = "g4media.ro"
    languages = ("ro",)
    country = "RO"
    looked_up = "2026-11-27"
    time_zone = "Europe/Bucharest"
    feeds = ("https://www.g4media.ro/feed",)
    story_url = r"/[^/?#]+\.html(?:[?#]|$)"
    expected_platform = "wordpress"
