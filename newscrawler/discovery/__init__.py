"""Discovery: story links in feeds, sitemaps and list pages, and the proposals of ``scrapy probe``."""

from newscrawler.extras import need

need("crawl", "lxml", "selectolax", "w3lib")
