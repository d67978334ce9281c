"""Spider that follows outlets for ever: the calendar says what is due, each outlet's spider says how it is read."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from typing import Any, ClassVar, Self

import scrapy
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Response
from scrapy.spiderloader import get_spider_loader
from scrapy.utils.project import get_project_settings
from twisted.python.failure import Failure

from newscrawler.meta import LIST, OUTLET, WALK
from newscrawler.spiders._outlets import declared_spiders
from newscrawler.spiders._pump import Pump
from newscrawler.spiders.syndication import ArgumentError, SyndicationSpider

__all__ = ["FollowSpider"]

_Found = AsyncIterator[Any]


class FollowSpider(SyndicationSpider):
    """``scrapy crawl follow``: follow the outlets of the operators' list until it is stopped (docs/following.md).

    Arguments:

    ``outlets``
        names of spiders, with commas between them; these outlets are followed in place of the list
    """

    name = "follow"
    endless: ClassVar[bool] = True
    arguments: ClassVar[frozenset[str]] = frozenset({"outlets"})

    def __init__(self, name: str | None = None, **arguments: str) -> None:
        super().__init__(name, **arguments)
        self._pump: Pump

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider._pump = Pump(crawler, spider, _names(spider.given.get("outlets")))
        crawler.signals.connect(spider._opened, signals.spider_opened)
        crawler.signals.connect(spider._started, signals.engine_started)
        crawler.signals.connect(spider._sent, signals.request_reached_downloader)
        crawler.signals.connect(spider._idle, signals.spider_idle)
        crawler.signals.connect(spider._closed, signals.spider_closed)
        return spider

    @classmethod
    def check_arguments(cls, arguments: dict[str, str]) -> None:
        super().check_arguments(arguments)
        if "outlets" not in arguments:
            return
        known = declared_spiders(get_spider_loader(get_project_settings()))
        names = _names(arguments["outlets"]) or []
        if not names:
            raise ArgumentError("outlets= names no spider, e.g. outlets=japantoday,theguardian")
        for each in names:
            if each not in known:
                raise ArgumentError(f"outlets: there is no outlet {each!r}; choose from: {', '.join(sorted(known))}")

    # --- the crawl's life -------------------------------------------------------------------------------------------

    async def start(self) -> AsyncIterator[Any]:
        """Request nothing: the pump asks the calendar."""
        return
        yield

    async def _opened(self) -> None:
        # Before the first request: requests of an earlier run may wait in the frontier for their outlets.
        await self._pump.open()

    def _started(self) -> None:
        self._pump.start()

    def _sent(self, request: scrapy.Request) -> None:
        self._pump.note_sent(request)

    def _idle(self) -> None:
        raise DontCloseSpider

    async def _closed(self) -> None:
        await self._pump.close()

    @property
    def own_addresses(self) -> tuple[str, ...]:
        """Addresses that the operators or the outlets' classes name."""
        return self._pump.own_addresses

    def asks_for(self, url: str) -> bool:
        """Return False: no request is dropped because another one was made."""
        return False

    # --- callbacks, which the outlet's own spider answers -----------------------------------------------------------

    async def parse_feed(self, response: Response) -> _Found:  # type: ignore[override]
        async for each in self._read_by_outlet("parse_feed", response):
            yield each

    async def parse_sitemap(self, response: Response, depth: int = 0) -> _Found:  # type: ignore[override]
        async for each in self._read_by_outlet("parse_sitemap", response, depth=depth):
            yield each

    async def parse_section(self, response: Response, page_number: int) -> _Found:  # type: ignore[override]
        async for each in self._read_by_outlet("parse_section", response, page_number=page_number):
            yield each

    async def parse_story(self, response: Response, via: str | None = None) -> _Found:  # type: ignore[override]
        async for each in self._read_by_outlet("parse_story", response, via=via):
            yield each

    async def parse_page(self, response: Response, state: dict[str, Any]) -> _Found:  # type: ignore[override]
        async for each in self._read_by_outlet("parse_page", response, state=state):
            yield each

    async def parse_answer(self, response: Response, state: dict[str, Any]) -> _Found:  # type: ignore[override]
        async for each in self._read_by_outlet("parse_answer", response, state=state):
            yield each

    async def discovery_failed(self, failure: Failure) -> _Found:  # type: ignore[override]
        async for each in self._read_by_outlet("discovery_failed", failure):
            yield each

    async def story_failed(self, failure: Failure) -> _Found:  # type: ignore[override]
        async for each in self._read_by_outlet("story_failed", failure):
            yield each

    async def page_failed(self, failure: Failure) -> _Found:  # type: ignore[override]
        async for each in self._read_by_outlet("page_failed", failure):
            yield each

    async def answer_failed(self, failure: Failure) -> _Found:  # type: ignore[override]
        async for each in self._read_by_outlet("answer_failed", failure):
            yield each

    async def _read_by_outlet(self, method: str, answer: Response | Failure, **arguments: Any) -> AsyncIterator[Any]:
        """Have an answer read by the spider of its outlet, and make the requests of that spider ours."""
        request: scrapy.Request = answer.request  # type: ignore[union-attr,assignment]
        self._pump.note_answer(request)
        delegate = await self._pump.delegate(request.meta[OUTLET])
        if delegate is None:
            self.crawler.stats.inc_value("follow/left_out/outlet_removed")
            self.logger.info("%s: its outlet is not in the list any more (left out)", request.url)
            return
        found: Iterable[Any] = getattr(delegate, method)(answer, **arguments)
        for each in found:
            yield self.adopted(each, request.meta) if isinstance(each, scrapy.Request) else each

    def adopted(self, request: scrapy.Request, meta: dict[str, Any]) -> scrapy.Request:
        """Return a request of an outlet's spider as one of ours: its answer comes back through this spider.

        :param meta: of the request whose answer led to it, or of the visit that it is made for; names the outlet
        """
        for part in ("callback", "errback"):
            method = getattr(request, part)
            if method is not None:
                setattr(request, part, getattr(self, method.__name__))
        request.meta[OUTLET] = meta[OUTLET]
        if LIST in request.meta and WALK in meta:
            request.meta[WALK] = meta[WALK]
        # The same page is asked for at each visit; the calendar, and not the duplicate filter, knows which are due.
        request.dont_filter = True
        return request


def _names(text: str | None) -> list[str] | None:
    return None if text is None else [name for each in text.split(",") if (name := each.strip())]
