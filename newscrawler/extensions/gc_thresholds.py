"""How often Python looks for reference cycles while it crawls."""

from __future__ import annotations

import gc
from typing import Self

from scrapy.crawler import Crawler

__all__ = ["GcThresholds"]


class GcThresholds:
    """Scrapy extension that sets ``GC_THRESHOLDS``, for the whole process."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """
        :raises ValueError: the setting is not three numbers
        """
        given = crawler.settings.getlist("GC_THRESHOLDS")
        try:
            young, middle, old = map(int, given)
        except ValueError:
            raise ValueError(f"GC_THRESHOLDS={given!r}: use three numbers, as gc.set_threshold() takes them") from None
        gc.set_threshold(young, middle, old)
        return cls()
