"""La Nación, a daily of Buenos Aires; never tried live (docs/outlets.md)."""

from newscrawler.spiders.syndication import SyndicationSpider


class LaNacionSpider(SyndicationSpider):
    """``scrapy crawl lanacion``."""

    name = "lanacion"
    outlet = "lanacion.com.ar"
    languages = ("es",)
    country = "AR"
    looked_up = "2026-11-27"
    time_zone = "America/Argentina/Buenos_Aires"
    feeds = ("https://www.lanacion.com.ar/arc/outboundfeeds/rss/?outputType=xml",)
    sitemaps = ("https://www.lanacion.com.ar/sitemap-articles-0.xml",)
    sections = ("https://www.lanacion.com.ar/agencias/",)
    story_url = r"-nid\d+/?(?:[?#]|$)"
    expected_platform = "viafoura"
