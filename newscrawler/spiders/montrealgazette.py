"""Montreal Gazette, an English daily of Montreal (Postmedia); never tried live (docs/outlets.md)."""

from newscrawler.spiders.syndication import SyndicationSpider


class MontrealGazetteSpider(SyndicationSpider):
    """``scrapy crawl montrealgazette``."""

    name = "montrealgazette"
    outlet = "montrealgazette.com"
    languages = ("en",)
    country = "CA"
    looked_up = "2026-11-27"
    time_zone = "America/Toronto"
    feeds = ("https://montrealgazette.com/feed/",)
    expected_platform = "viafoura"
