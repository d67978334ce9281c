"""Record of each crawl in ``crawls`` while it runs, and the exit code that states how it ended."""

from newscrawler.extras import need

need("crawl", "scrapy")
