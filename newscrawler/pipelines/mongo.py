"""Last pipeline: store every item in MongoDB. An item has passed it when it is durable."""

from __future__ import annotations

import logging
from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider

from newscrawler.items import Comments
from newscrawler.signals import item_stored
from newscrawler.storage import StorageError, Writer
from newscrawler.storage.errors import STORE_UNUSABLE
from newscrawler.writer_registry import writer_for

__all__ = ["MongoPipeline", "summary"]

_log = logging.getLogger(__name__)

_OUTCOMES = ("added", "changed", "unchanged", "vanished", "stale")


class MongoPipeline:
    """Store Copy, Thread, Comments, Unchanged, Gone, ListRead and Rejection items.

    See :class:`newscrawler.storage.Writer`.

    Stats: ``store/<collection>/<outcome>`` for every item, ``store/stories/added|changed`` for the stories behind the
    copies, ``store/comments/vanished`` for comments that a thread no longer has, ``store/suppressed`` for items that
    lost words of the suppression list, ``store/spool/replayed`` for items that came back from the spool.
    """

    def __init__(self, crawler: Crawler, writer: Writer) -> None:
        self._crawler = crawler
        self._writer = writer

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler, writer_for(crawler))

    async def open_spider(self) -> None:
        """Connect before the first request: a crawl that cannot store must not burden an outlet."""
        try:
            await self._writer.open()
        except StorageError as error:
            _log.error("%s", error)
            raise CloseSpider(STORE_UNUSABLE) from None

    async def process_item(self, item: Any) -> Any:
        if isinstance(item, Comments):
            for comment in item.comments:
                comment.copyUrl = item.copyUrl
            await self._writer.write_all([*item.comments, *item.rejections])
        else:
            outcome = await self._writer.write(item)
            self._crawler.signals.send_catch_log(item_stored, item=item, outcome=outcome)
        return item

    async def close_spider(self) -> None:
        """Close the writer and log a summary, also after SIGTERM or Ctrl-C, when the last items have passed."""
        await self._writer.close()
        _log.info("stored: %s", summary(self._crawler.stats.get_stats()))


def summary(stats: dict[str, Any]) -> str:
    """Return one line for people: ``0 stories added, 0 copies added, 0 changed, 180 unchanged; …``."""

    def number(collection: str, outcome: str) -> int:
        return int(stats.get(f"store/{collection}/{outcome}", 0))

    def told(collection: str) -> str:
        counts = [(outcome, number(collection, outcome)) for outcome in _OUTCOMES]
        return ", ".join(f"{count:,} {outcome}" for outcome, count in counts if count) or "none"

    spooled = sum(value for name, value in stats.items() if name.startswith("store/") and name.endswith("/spooled"))
    quarantined = sum(
        value for name, value in stats.items() if name.startswith("store/") and name.endswith("/quarantined")
    )
    stale = number("copies", "stale")
    parts = [
        f"{number('stories', 'added'):,} stories added, {number('copies', 'added'):,} copies added, "
        f"{number('copies', 'changed'):,} changed, {number('copies', 'unchanged'):,} unchanged"
        + (f", {stale:,} older than stored" if stale else ""),
        f"threads {told('threads')}",
        f"comments {told('comments')}",
        f"quarantine {quarantined:,}",
        f"spooled {spooled:,}"
        + (f", replayed {stats['store/spool/replayed']:,}" if "store/spool/replayed" in stats else ""),
    ]
    if suppressed := stats.get("store/suppressed"):
        parts.append(f"suppressed {suppressed:,} (docs/readers.md)")
    return "; ".join(parts)
