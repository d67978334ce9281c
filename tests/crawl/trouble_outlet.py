"""The demo newsroom's outlet on which everything goes wrong, declared like any other outlet."""

from newscrawler.spiders.syndication import SyndicationSpider


class TroubleSpider(SyndicationSpider):
    name = "trouble"
    outlet = "trouble.example"
    sections = ("https://trouble.example/",)
    story_selectors = ("li > a",)
