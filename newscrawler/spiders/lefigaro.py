"""Le Figaro, a daily of Paris; never tried live (docs/outlets.md)."""

from newscrawler.spiders.syndication import SyndicationSpider


class LeFigaroSpider(SyndicationSpider):
    """``scrapy crawl lefigaro``."""

    name = "lefigaro"
    outlet = "lefigaro.fr"
    languages = ("fr",)
    country = "FR"
    looked_up = "2026-11-27"
    time_zone = "Europe/Paris"
    feeds = (
        "https://www.lefigaro.fr/rss/figaro_flash-actu.xml",
        "https://www.lefigaro.fr/rss/figaro_actualites.xml",
    )
    sitemaps = ("https://www.lefigaro.fr/sitemap_news.xml",)
    story_url = r"-\d{8}(?:[?#]|$)"
