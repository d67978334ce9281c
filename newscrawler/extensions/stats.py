"""Scrapy's statistics without a deprecation check at each count."""

from __future__ import annotations

from scrapy.statscollectors import MemoryStatsCollector

__all__ = ["CrawlStats"]


class CrawlStats(MemoryStatsCollector):
    """Scrapy's own collector, whose methods are called as they are.

    Scrapy wraps them in a check for an old argument, and a page is counted some 80 times.
    """

    __getattribute__ = object.__getattribute__
