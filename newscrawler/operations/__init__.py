"""Actions of an operator on the store, for the commands and for the dashboard: replay, purge, requeue, cancel.

Functions here take a database and return results; the callers ask, confirm and tell.
"""

from newscrawler.extras import need

need("crawl", "scrapy")
