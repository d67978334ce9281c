"""Item pipelines, in the order items meet them: boilerplate → validation → dedupe → mongo."""

from newscrawler.extras import need

need("crawl", "scrapy")
