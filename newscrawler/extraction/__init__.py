"""Page → story fields. Pure functions: no I/O, no Scrapy."""

from newscrawler.extras import need

need("crawl", "selectolax")

from newscrawler.extraction.article import Found, Selectors, extract_html

__all__ = ["Found", "Selectors", "extract_html"]
