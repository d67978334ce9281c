"""Saved input: WARC and WET records, gzip members, pages and texts in folders."""

from newscrawler.extras import need

need("crawl", "warcio", "selectolax")
