"""The shared frontier: requests on MongoDB, leased to workers, with one worker at a time for each host."""

from newscrawler.extras import need

need("crawl", "scrapy")
