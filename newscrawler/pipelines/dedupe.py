"""Third pipeline: set each copy's dedupe key and body signature."""

from __future__ import annotations

from typing import Any

from newscrawler.dedupe import body_signature, story_key
from newscrawler.items import Copy

__all__ = ["DedupePipeline"]


class DedupePipeline:
    """Set ``key`` and ``signature`` of every :class:`~newscrawler.items.Copy`; other items pass.

    The writer chooses the occurrence of the key that a copy joins, because only the write is atomic.
    """

    def process_item(self, item: Any) -> Any:
        if isinstance(item, Copy):
            item.key = story_key(item.headline, item.byline)
            item.signature = body_signature(item.body)
        return item
