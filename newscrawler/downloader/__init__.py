from newscrawler.extras import need

need("crawl", "scrapy")
