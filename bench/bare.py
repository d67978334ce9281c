"""What the ingest is compared with: the same requests in the same pattern, and every answer dropped unread."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import scrapy
from scrapy.http import Response

from bench.corpus import Corpus, Story

__all__ = ["BareSpider"]


class BareSpider(scrapy.Spider):
    """Lists first, then each story's page, then its comments' answer; the paths come from the corpus, not from parsing."""

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
        """Every story, when the feed has come, as a spider does that reads it."""
        if path == self._lists[0]:
            for story in self._stories:
                yield scrapy.Request(self._root + story.path, callback=self.parse_story, cb_kwargs={"story": story})

    def parse_story(self, response: Response, story: Story) -> Iterator[scrapy.Request]:
        """The page is dropped, its comments are asked for."""
        url = f"{self._root}/rest.api/article/{story.number}/comment?order=popular"
        headers = {"X-Requested-With": "XMLHttpRequest", "Accept": "application/json"}
        yield scrapy.Request(url, callback=self.parse_answer, headers=headers, priority=5, dont_filter=True)

    def parse_answer(self, response: Response) -> None:
        """Dropped."""
