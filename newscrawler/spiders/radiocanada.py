"""Radio-Canada, Canada's public broadcaster in French; never tried live (docs/outlets.md)."""

from newscrawler.spiders.syndication import SyndicationSpider


class RadioCanadaSpider(SyndicationSpider):
    """``scrapy crawl radiocanada``."""

    name = "radiocanada"
    outlet = "ici.radio-canada.ca"
    languages = ("fr",)
    country = "CA"
    looked_up = "2026-11-27"
    feeds = ("https://ici.radio-canada.ca/rss/4159",)
    story_url = r"/nouvelle/\d+/"
    expected_platform = "viafoura"
