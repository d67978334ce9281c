"""Spider for any outlet: only a URL is given, nothing is declared."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any, ClassVar

from scrapy.http import Response

from newscrawler.discovery.links import Link
from newscrawler.discovery.sections import feed_links, is_story_page, section_links, story_links
from newscrawler.html.page import PageError
from newscrawler.sites import same_site
from newscrawler.spiders.syndication import ArgumentError, SyndicationSpider

__all__ = ["OutletSpider"]


class OutletSpider(SyndicationSpider):
    """``scrapy crawl outlet -a url=https://…/``: crawl the stories that a start page and its sections link to.

    The URL may be a front page, a section or a single story; the page itself shows which.
    """

    name = "outlet"
    arguments: ClassVar[frozenset[str]] = frozenset({"url", "since", "limit", "pages"})

    @classmethod
    def check_arguments(cls, arguments: dict[str, str]) -> None:
        super().check_arguments(arguments)
        if not arguments.get("url"):
            raise ArgumentError("outlet needs a start page: -a url=https://example.com/")

    async def start(self) -> AsyncIterator[Any]:
        assert self.url is not None
        yield self._discovery_request(self.url, self.parse_start)

    def parse_start(self, response: Response) -> Iterator[Any]:
        """Read the start page as a story, or as a list of stories with a feed and sections."""
        if (done := self._without_list(response)) is not None:
            yield from done
            return
        page = self._page(response)
        try:
            links = story_links(page)
            feeds = [url for url in feed_links(page) if same_site(url, response.url)]
        except PageError as error:
            yield from self._unreadable(response, "section", self._rejection(response, "discovery", str(error)))
            return
        sections = [] if is_story_page(page) else section_links(page)
        if is_story_page(page) or not (links or feeds or sections):
            # Without links, feeds or sections it may be a story without markup; extraction rejects other pages.
            yield from self.parse_story(response, via="argument")
            return
        yield from self._list_requests(response, links, feeds, sections)

    def _list_requests(
        self, response: Response, links: Sequence[Link], feeds: Sequence[str], sections: Sequence[str]
    ) -> Iterator[Any]:
        for url in feeds[:1]:
            yield self._discovery_request(url, self.parse_feed)
        own = [link for link in links if same_site(link.url, response.url)]
        yield self._list_read(response, "section", own)
        yield from self._story_requests(own, found_on=response.url)
        for url in sections:
            yield self._discovery_request(url, self.parse_section, page_number=1)
