"""Alerts for operators: rules over run records, jobs, nodes and the frontier, and notices to a webhook."""

from newscrawler.extras import need

need("crawl", "urllib3")
