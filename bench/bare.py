"""Bare download, for comparison with the ingest: the same requests in the same order, answers are dropped unread."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import scrapy
from scrapy.http import Response

from bench.corpus import Corpus, Story

__all__ = ["BareSpider"]


class BareSpider(scrapy.Spider):
    """Request the lists, then each story's page, then its comments. Paths come from the corpus, not from parsing."""

    name = "bare"

    def __init__(self, corpus: Corpus, address: str) -> None:
        super().__init__()
        self._root = f"http://{address}"
        self._lists = corpus.lists
        self._stories = corpus.stories

    async def start(self) -> AsyncIterator[scrapy.Request]:
        for path in self._lists:
            yield scrapy.Request(self._root + path, callback=self.parse_list, priority=10, cb_kwargs={"path": path})

    def parse_list(self, response: Response, path: str) -> Iterator[scrapy.Request]:
        """Request every story once the feed has been answered, like a spider that parses the feed."""
        if path == self._lists[0]:
            for story in self._stories:
                yield scrapy.Request(self._root + story.path, callback=self.parse_story, cb_kwargs={"story": story})

    def parse_story(self, response: Response, story: Story) -> Iterator[scrapy.Request]:
        """Drop the page and request its comments."""
        url = f"{self._root}/rest.api/article/{story.number}/comment?order=popular"
        headers = {"X-Requested-With": "XMLHttpRequest", "Accept": "application/json"}
        yield scrapy.Request(url, callback=self.parse_answer, headers=headers, priority=5, dont_filter=True)

    def parse_answer(self, response: Response) -> None:
        """Drop the answer."""
