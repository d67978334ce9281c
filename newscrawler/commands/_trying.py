"""Live try of an outlet's declarations: each is asked for, and read as a crawl reads it."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any

from scrapy import Request
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError

from newscrawler.commands._looked_at import Source, StoryRead
from newscrawler.commands._visiting import UnreachedError, Visit
from newscrawler.discovery.canonical import normalise_url
from newscrawler.discovery.feeds import parse_feed
from newscrawler.discovery.links import DiscoveryError
from newscrawler.discovery.sitemaps import parse_sitemap
from newscrawler.extensions.story_pages import StoryPages
from newscrawler.items import Copy, Rejection
from newscrawler.program import program
from newscrawler.spiders.syndication import SyndicationSpider

__all__ = ["Declared", "Tried", "try_outlet"]

_UNDATED = datetime(1, 1, 2, tzinfo=UTC)


@dataclass(slots=True)
class Declared(Source):
    """A declared feed, sitemap or section, and what came of it; ``stories`` are those that a crawl would take."""

    kind: str = "feed"
    """``feed``, ``sitemap`` or ``section``."""
    status: int | None = None
    """HTTP status of the answer; None where there was none."""


@dataclass(slots=True)
class Tried:
    """An outlet that was tried."""

    name: str
    outlet: str
    expected_platform: str | None
    declared: list[Declared] = field(default_factory=list)
    story: StoryRead | None = None
    """The newest story that was found; None where none was."""

    @property
    def found_other_platform(self) -> bool:
        """Whether the story shows another comment platform than the expected one. No platform is no other platform."""
        shown = self.story.platform if self.story else None
        return shown is not None and self.expected_platform is not None and shown != self.expected_platform

    @property
    def holds(self) -> bool:
        """Whether all declarations are right."""
        troubles = [each.trouble for each in self.declared] + [self.story.trouble if self.story else "none"]
        return not any(troubles) and not self.found_other_platform


async def try_outlet(visit: Visit, kind: type[SyndicationSpider]) -> Tried:
    """Request everything that an outlet declares, one after the other, and the newest story that this leads to."""
    tried = Tried(kind.name, kind.outlet, kind.expected_platform or next(iter(kind.comment_platforms), None))
    stories: dict[str, datetime | None] = {}
    for role, urls in (("feed", kind.feeds), ("sitemap", kind.sitemaps), ("section", kind.sections)):
        for url in urls:
            async for declared in _followed(visit, kind, role, url, stories):
                tried.declared.append(declared)
    if stories:
        dated = [(at, url) for url, at in stories.items() if at is not None]
        tried.story = await _story(visit, kind, max(dated)[1] if dated else next(iter(stories)))
    return tried


async def _followed(
    visit: Visit, kind: type[SyndicationSpider], role: str, url: str, stories: dict[str, datetime | None]
) -> Any:
    """Yield the declared list; after an index also the first sitemap in it that a crawl would read."""
    for depth in count():
        # Each list gets its own spider, because a spider requests a story only for the first list that shows it.
        spider = kind.from_crawler(visit.crawler)
        declared = Declared(url, kind=role)
        following = None
        try:
            response = await _ask(visit, url)
        except UnreachedError as error:
            declared.status = error.error.response.status if isinstance(error.error, HttpError) else None
            declared.trouble = str(error)
        else:
            declared.status = response.status
            following = _read(spider, declared, response, depth, stories)
        yield declared
        # An index too deep gives no sitemap, as in a crawl (SITEMAP_DEPTH).
        if following is None:
            return
        url = following


def _read(
    spider: SyndicationSpider,
    declared: Declared,
    response: Response,
    depth: int,
    stories: dict[str, datetime | None],
) -> str | None:
    """Note what a crawl would read from the answer; return the newest sitemap that it would request next, or None."""
    results = list(_parsed(spider, declared.kind, response, depth))
    times = _times(spider, declared.kind, response)
    taken = [each.url for each in _requests(results, "parse_story")]
    maps = [each.url for each in _requests(results, "parse_sitemap")]
    declared.stories = len(taken)
    declared.sitemaps = len(maps) or None
    declared.newest = max((times[url] for url in taken if url in times), default=None)
    for url in taken:
        stories.setdefault(url, times.get(url))
    if not taken and not maps:
        declared.trouble = _trouble(results)
    return max(maps, key=lambda url: times.get(url, _UNDATED), default=None)


def _trouble(results: Iterable[Any]) -> str:
    reasons = [each.reason for each in results if isinstance(each, Rejection)]
    return "; ".join(reasons) or "it lists no story of this outlet"


def _parsed(spider: SyndicationSpider, kind: str, response: Response, depth: int) -> Iterator[Any]:
    if kind == "section":
        return spider.parse_section(response, page_number=1)
    return spider.parse_feed(response) if kind == "feed" else spider.parse_sitemap(response, depth)


def _times(spider: SyndicationSpider, kind: str, response: Response) -> dict[str, datetime]:
    """Return the times that a feed or sitemap states for its stories and sitemaps, by normalised address."""
    if kind == "section":
        return {}
    times = {}
    with suppress(DiscoveryError):
        feed = (parse_feed if kind == "feed" else parse_sitemap)(
            response.body, response.url, spider.list_zone(response.url)
        )
        for link in (*feed.links, *feed.sitemaps):
            if (at := link.published or link.modified) is not None:
                times[link.url] = at
                with suppress(ValueError):
                    times[normalise_url(link.url)] = at
    return times


def _requests(results: Iterable[Any], callback: str) -> Iterator[Request]:
    for each in results:
        if isinstance(each, Request) and each.callback is not None and each.callback.__name__ == callback:
            yield each


async def _story(visit: Visit, kind: type[SyndicationSpider], url: str) -> StoryRead:
    spider = kind.from_crawler(visit.crawler)
    try:
        results = list(spider.parse_story(await _ask(visit, url)))
    except UnreachedError as error:
        return StoryRead(url, trouble=str(error))
    for request in _requests(results, "parse_page"):
        # One page is asked for: the first of a story of several pages shows whether the declarations are right.
        results += spider.joined(StoryPages.from_state(request.cb_kwargs["state"]))
    copies = [each for each in results if isinstance(each, Copy)]
    if not copies:
        reasons = [each.reason for each in results if isinstance(each, Rejection)]
        return StoryRead(url, trouble="; ".join(reasons) or "no story is read from it")
    story = StoryRead.of(url, copies[0])
    story.platform = copies[0].commentPlatform
    return story


async def _ask(visit: Visit, url: str) -> Response:
    print(f"{program()} outlets: asks {url}", file=sys.stderr)
    return await visit.ask(url)
