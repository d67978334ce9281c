"""Record of the items that a crawl reports as stored, in a file that survives a SIGKILL."""

from __future__ import annotations

import os
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler

from newscrawler.items import Comments, Copy, Thread


class Acknowledgements:
    """Appends ``<collection> <id>`` to the file ACKNOWLEDGEMENTS for every item that came through the pipelines.

    ``item_scraped`` fires when the last pipeline has returned, which is when the item is durable. One ``write`` for
    each line: what the kernel has taken survives the process.
    """

    def __init__(self, path: str) -> None:
        self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls(crawler.settings["ACKNOWLEDGEMENTS"])
        crawler.signals.connect(extension.item_scraped, signals.item_scraped)
        return extension

    def item_scraped(self, item: Any) -> None:
        if isinstance(item, Copy):
            self._note("copies", item.url)
        elif isinstance(item, Thread):
            self._note("threads", item.id)
        elif isinstance(item, Comments):
            for comment in item.comments:
                self._note("comments", comment.id)

    def _note(self, collection: str, identity: str) -> None:
        os.write(self._descriptor, f"{collection} {identity}\n".encode())
