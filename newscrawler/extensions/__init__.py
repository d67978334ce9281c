"""Scrapy extensions and other classes that settings name: stopping in time, logs, spider loading, memory."""

from newscrawler.extras import need

need("crawl", "scrapy")
