"""What each crawl did: its record in ``crawls`` while it runs, and the exit code that tells a script how it ended."""

from newscrawler.extras import need

need("crawl", "scrapy")
