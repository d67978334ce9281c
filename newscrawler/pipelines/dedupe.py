"""Third pipeline: every copy gets its dedupe key and its body signature."""

from __future__ import annotations

from typing import Any

from newscrawler.dedupe import body_signature, story_key
from newscrawler.items import Copy

__all__ = ["DedupePipeline"]


class DedupePipeline:
    """Sets ``key`` and ``signature`` of every :class:`~newscrawler.items.Copy`; other items pass.

    Which occurrence of the key a copy joins is decided where it is written, because only there it is atomic.
    """

    def process_item(self, item: Any) -> Any:
        if isinstance(item, Copy):
            item.key = story_key(item.headline, item.byline)
            item.signature = body_signature(item.body)
        return item
