"""The Harbor Light, a WordPress outlet of the demo newsroom: what declaring a WordPress site takes."""

from newscrawler.spiders.syndication import SyndicationSpider


class HarborLightSpider(SyndicationSpider):
    """``scrapy crawl harborlight``."""

    name = "harborlight"
    outlet = "harborlight.example"
    languages = ("en",)
    sitemaps = ("https://harborlight.example/wp-sitemap.xml",)
    feeds = ("https://harborlight.example/feed/",)
    expected_platform = "wordpress"
