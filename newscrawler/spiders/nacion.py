"""La Nación (Costa Rica), a daily of San José; never tried live (docs/outlets.md)."""

from newscrawler.spiders.syndication import SyndicationSpider


class NacionSpider(SyndicationSpider):
    """``scrapy crawl nacion``."""

    name = "nacion"
    outlet = "nacion.com"
    languages = ("es",)
    country = "CR"
    looked_up = "2026-11-27"
    time_zone = "America/Costa_Rica"
    feeds = ("https://www.nacion.com/arc/outboundfeeds/rss/?outputType=xml",)
    story_url = r"/story/?(?:[?#]|$)"
    expected_platform = "viafoura"
