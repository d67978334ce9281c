from newscrawler.extras import need

need("crawl", "lxml", "selectolax", "w3lib")
