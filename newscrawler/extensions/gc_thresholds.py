"""Thresholds of Python's collector of reference cycles during a crawl."""

from __future__ import annotations

import gc
from typing import Self

from scrapy.crawler import Crawler

__all__ = ["GcThresholds"]


class GcThresholds:
    """Scrapy extension that applies the setting ``GC_THRESHOLDS`` to the whole process."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Apply the setting.

        :raises ValueError: the setting is not three numbers
        """
        given = crawler.settings.getlist("GC_THRESHOLDS")
        try:
            young, middle, old = map(int, given)
        except ValueError:
            raise ValueError(
                f"GC_THRESHOLDS={given!r}: use three numbers, the arguments of gc.set_threshold()"
            ) from None
        gc.set_threshold(young, middle, old)
        return cls()
