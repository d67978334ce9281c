"""Item pipelines, in the order in which items pass them: boilerplate → validation → dedupe → mongo."""

from newscrawler.extras import need

need("crawl", "scrapy")
