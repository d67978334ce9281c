"""Base of all outlets' spiders: it discovers stories, reads them and follows their comment sections to the end.

An outlet is a subclass with a few declarations. Its lists are read here, its stories in ``_stories``, its comment
sections in ``_threads``, and a backfill of past days is in ``_backfill``.
"""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from typing import Any, ClassVar, Self
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

import scrapy
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from newscrawler import settings as project
from newscrawler.comments import PLATFORMS, ThreadProgress, platforms
from newscrawler.discovery.canonical import normalised_or_none
from newscrawler.discovery.feeds import parse_feed
from newscrawler.discovery.links import MAX_ENTRIES, DiscoveryError, Feed, Link
from newscrawler.discovery.sections import next_page, story_links
from newscrawler.discovery.sitemaps import parse_sitemap
from newscrawler.discovery.spans import Span
from newscrawler.extensions.copy_addresses import is_with_parameters
from newscrawler.extensions.story_pages import StoryPages
from newscrawler.extraction import Selectors
from newscrawler.html.page import Page, PageError
from newscrawler.items import Comments, Copy, Gone, ListKind, ListRead, Rejection, Thread, Unchanged
from newscrawler.language.dates.zones import zone_of
from newscrawler.limits import FRAGMENT_CHARACTERS, MAX_URL_LENGTH
from newscrawler.meta import ANNOUNCED, CONDITIONAL, STORY, STORY_LIMIT, WALK
from newscrawler.signals import story_left_out
from newscrawler.sites import outlet_of, same_site
from newscrawler.spiders._answers import asked_story, failure_reason, header
from newscrawler.spiders._arguments import (
    ArgumentError,
    check_category,
    check_url,
    time_of,
    unknown_arguments,
    whole,
)
from newscrawler.spiders._backfill import Backfill, archive_problem, instants, span_of_arguments
from newscrawler.spiders._list_visits import list_meta, listed, root_of, unread_list, visit_of
from newscrawler.spiders._stories import Stories
from newscrawler.spiders._threads import Threads, together
from newscrawler.urls import host_of

__all__ = [
    "ArgumentError",
    "Item",
    "SyndicationSpider",
    "failure_reason",
    "now",
    "together",
    "unknown_arguments",
]

Item = Copy | Thread | Comments | Unchanged | Gone | ListRead | Rejection
_KINDS: dict[str, ListKind] = {
    "parse_feed": "feed",
    "parse_sitemap": "sitemap",
    "parse_section": "section",
    "parse_start": "section",
}
"""Kinds of lists by the names of their callbacks."""
_NO_FEED = Feed()
_UNDATED = datetime(1, 1, 2, tzinfo=UTC)
_STORY_SELECTORS = "story_selectors"
_ANNOUNCED = 200
"""Characters of an announced headline that are kept with a request; the longest real headline has 213."""
_NAMED = 5
"""Links to other sites that the log names for each source; it states the number of all."""


class SyndicationSpider(scrapy.Spider):
    """Crawl an outlet: feeds, sitemaps and list pages → stories → their comment sections.

    Arguments (``scrapy crawl NAME -a name=value``):

    ``url``
        only this story
    ``category``
        only this section of the outlet
    ``since``
        ISO date or time; older stories are left out
    ``until``
        ISO date after ``since``: the crawl is a backfill of the days from ``since`` to the day before ``until``, from
        sitemaps and archive pages (docs/backfill.md)
    ``limit``
        maximum number of stories
    ``pages``
        number of pages that are read of each list (default 3; in a backfill 50)
    """

    outlet: ClassVar[str] = ""
    """Host without ``www.``. Empty: the spider takes any host."""
    publisher: ClassVar[str | None] = None
    """Organisation behind the outlet, where its pages do not state it."""
    languages: ClassVar[tuple[str, ...]] = ()
    """Languages of its stories (BCP 47, as schema.org's ``inLanguage``), the main one first."""
    country: ClassVar[str | None] = None
    """Country of its newsroom (ISO 3166-1 alpha-2, as schema.org's ``addressCountry``)."""
    looked_up: ClassVar[str | None] = None
    """Day (ISO 8601) on which the declarations were taken from the sources in docs/outlets.md. None: other sources."""
    tried: ClassVar[str | None] = None
    """Day (ISO 8601) on which the declarations were last right on the live site (``scrapy outlets --try``). None: they
    were never tried."""
    time_zone: ClassVar[str | None] = None
    """Zone of times that the outlet prints without a zone. None: the zone of the host's country or of the page's
    language."""
    feeds: ClassVar[tuple[str, ...]] = ()
    sitemaps: ClassVar[tuple[str, ...]] = ()
    sections: ClassVar[tuple[str, ...]] = ()
    """List pages."""
    category_feed: ClassVar[str] = ""
    """A category's feed, with ``{category}``."""
    category_page: ClassVar[str] = ""
    """A category's list page, with ``{category}``."""
    archive_sitemaps: ClassVar[tuple[str, ...]] = ()
    """Sitemaps of past days. Only a backfill reads them, beside ``sitemaps``."""
    archive_page: ClassVar[str] = ""
    """Page that lists the stories of a past day, with ``{year}``, ``{month}`` and ``{day}``; without ``{day}`` those of
    a month. Months and days have two digits; ``{month:d}`` has one where one is enough. Only a backfill reads it."""
    story_selectors: ClassVar[tuple[str, ...]] = ()
    """CSS selectors of story links on list pages. Empty: links are judged by their shape."""
    story_url: ClassVar[str] = ""
    """Regular expression that a story's URL matches. Empty: any URL on the outlet's site."""
    selectors: ClassVar[Selectors] = Selectors()
    comment_platforms: ClassVar[tuple[str, ...]] = ()
    """Names of the comment platforms that the outlet uses, first choice first. Empty: all platforms are looked for."""
    expected_platform: ClassVar[str | None] = None
    """Comment platform that a source names, where no page was read. ``scrapy outlets --try`` compares it with the
    platform that it finds. A crawl ignores it: an outlet that moved to another platform loses no comments."""
    render_comments: ClassVar[bool | None] = None
    """Whether a browser renders the outlet's stories for comments that have no endpoint. None: only pages that show
    signs of needing a browser."""
    arguments: ClassVar[frozenset[str]] = frozenset({"url", "category", "since", "until", "limit", "pages"})
    endless: ClassVar[bool] = False
    """Whether the crawl never ends by itself: its crawl job stays open, and its run record begins anew every day."""

    def __init__(self, name: str | None = None, **arguments: str) -> None:
        super().__init__(name)
        self.check_arguments(arguments)
        self.given = arguments
        self.url = arguments.get("url")
        self.category = arguments.get("category")
        self.since = time_of(arguments.get("since"))
        self.until: datetime | None = None
        """End of the days that a backfill asks for: later stories are left out. None: the crawl is no backfill."""
        self.backfill = self._backfill_span(arguments)
        """Days that a backfill asks for; None: the crawl is no backfill."""
        if self.backfill is not None:
            self.since, self.until = instants(self.backfill, self.own_zone)
            self._backfill = Backfill(self, self.backfill, self.own_zone)
        self.limit = whole("limit", arguments.get("limit"))
        # Three pages hold two or three days of a busy outlet; older stories have been seen by earlier crawls.
        self.pages = whole("pages", arguments.get("pages")) or 3
        self._asked: dict[str, str] = {}
        self._maps: set[str] = set()
        self._missed: set[str] = set()
        self._zone = ZoneInfo(self.time_zone) if self.time_zone else None
        self.is_followed = False
        """Whether it works for the spider ``follow``: the calendar decides when stories and threads are requested."""
        self.clock: Callable[[], datetime] = now
        """Clock for the times of visits. For a saved page it returns the time at which the page was saved."""
        self._platforms = PLATFORMS
        self._stories = Stories(self)
        self._threads = Threads(self)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Make a spider whose comment platforms know which keys the operator has (``COMMENT_KEYS``)."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider._platforms = platforms(crawler.settings.getdict("COMMENT_KEYS"), render=cls.render_comments)
        return spider

    @classmethod
    def check_arguments(cls, arguments: dict[str, str]) -> None:
        """Refuse unknown and unusable arguments before a crawl starts.

        :raises ArgumentError: names the argument and the remedy
        """
        if unknown := unknown_arguments(arguments, cls.arguments):
            known = ", ".join(sorted(cls.arguments))
            raise ArgumentError(f"{cls.name} has no argument {', '.join(sorted(unknown))!r}; it takes {known}")
        if (url := arguments.get("url")) is not None:
            check_url(url, cls.outlet)
        if (category := arguments.get("category")) is not None:
            if not (cls.category_feed or cls.category_page):
                raise ArgumentError(f"{cls.name} has no categories")
            check_category(category)
        time_of(arguments.get("since"))
        whole("limit", arguments.get("limit"))
        whole("pages", arguments.get("pages"))
        cls._backfill_span(arguments)

    @classmethod
    def _backfill_span(cls, arguments: dict[str, str]) -> Span | None:
        """Return the days that a backfill asks for; None where there is no ``until``."""
        until = arguments.get("until")
        if until is None:
            return None
        for name in ("url", "category"):
            if name in arguments:
                raise ArgumentError(
                    f"until= asks for a backfill, which takes whole days of the outlet: leave out {name}="
                )
        if not (cls.sitemaps or cls.archive_sitemaps or cls.archive_page):
            raise ArgumentError(
                f"{cls.name} declares no sitemaps, archive_sitemaps or archive_page, which a backfill reads: see "
                "scrapy probe"
            )
        if cls.archive_page and (problem := archive_problem(cls.archive_page)) is not None:
            raise ArgumentError(problem)
        try:
            return span_of_arguments(arguments.get("since"), until, now().astimezone(cls._own_zone()).date())
        except ValueError as error:
            raise ArgumentError(str(error)) from None

    @classmethod
    def _own_zone(cls) -> tzinfo:
        return ZoneInfo(cls.time_zone) if cls.time_zone else zone_of(cls.outlet, None) or UTC

    @property
    def own_zone(self) -> tzinfo:
        """Zone of the outlet's days: the declared zone, else that of its host's country, else UTC."""
        return self._own_zone()

    @property
    def own_addresses(self) -> tuple[str, ...]:
        """Addresses that the operator or the outlet's class names, not a page. A port in them is trusted."""
        given = (self.url,) if self.url else ()
        of_category = (self.category_feed, self.category_page) if self.category else ()
        archive = (*self.archive_sitemaps, *filter(None, (self.archive_page,))) if self.backfill is not None else ()
        return (*given, *self.feeds, *self.sitemaps, *self.sections, *of_category, *archive)

    def asks_for(self, url: str) -> bool:
        """Tell whether this crawl has requested a story under the address."""
        return normalised_or_none(url) in self._asked

    # --- discovery ------------------------------------------------------------------------------------------------

    async def start(self) -> AsyncIterator[Any]:
        """Request one story, one category, past days, or everything that the outlet declares."""
        if self.backfill is not None:
            async for each in self._backfill.start():
                yield each
            return
        if self.url:
            for request in self._story_requests([Link(url=self.url, via="argument")], found_on="argument"):
                yield request
            return
        for kind, urls in self._lists():
            for url in urls:
                yield self.list_request(url, kind)

    def _lists(self) -> Iterator[tuple[ListKind, tuple[str, ...]]]:
        """Yield the addresses of the lists of one category, or of all that the outlet declares, by their kind."""
        if not self.category:
            yield from (("feed", self.feeds), ("sitemap", self.sitemaps), ("section", self.sections))
            return
        if self.category_feed:
            yield "feed", (self.category_feed.format(category=self.category),)
        if self.category_page:
            yield "section", (self.category_page.format(category=self.category),)

    def list_zone(self, url: str) -> tzinfo | None:
        """Return the zone of times that a feed or sitemap at the address states without one; None: not known."""
        return self._zone or zone_of(host_of(url), None)

    def _discovery_request(self, url: str, callback: Any, part_of: str | None = None, **kwargs: Any) -> scrapy.Request:
        """Request a list.

        :param part_of: address of the list whose page or index leads to it; None for a list of its own
        """
        kind = _KINDS.get(callback.__name__)
        return scrapy.Request(
            url,
            callback=callback,
            errback=self.discovery_failed,
            # Lists come before stories: the newest must be known before `limit` and `since` choose among them.
            priority=10,
            cb_kwargs=kwargs,
            meta=list_meta(url, kind, part_of) if kind else {},
        )

    def list_request(self, url: str, kind: ListKind) -> scrapy.Request:
        """Return the request for a list that the outlet declares."""
        if kind == "feed":
            return self._discovery_request(url, self.parse_feed)
        if kind == "sitemap":
            return self._discovery_request(url, self.parse_sitemap)
        return self._discovery_request(url, self.parse_section, page_number=1)

    def story_request(self, link: Link) -> scrapy.Request:
        """Return the request for a story's page, whose address is normalised."""
        return self._story_request(link.url, link)

    def parse_feed(self, response: Response) -> Iterator[Any]:
        """Yield the visit to an RSS, Atom or JSON feed, and request its stories."""
        return self._read_feed(response, "feed", parse_feed, 0)

    def parse_sitemap(self, response: Response, depth: int = 0) -> Iterator[Any]:
        """Yield the visit to a sitemap, and request its stories, and the sitemaps of an index that changed after
        ``since``.

        :param depth: number of indexes that led to this sitemap
        """
        return self._read_feed(response, "sitemap", parse_sitemap, depth)

    def _read_feed(
        self, response: Response, kind: ListKind, parse: Callable[[bytes, str, tzinfo | None], Feed], depth: int
    ) -> Iterator[Any]:
        if (visit := self._unchanged_list(response, kind)) is not None:
            yield visit
            return
        try:
            feed = parse(response.body, response.url, self.list_zone(response.url))
        except DiscoveryError as error:
            yield from self._unreadable(
                response, kind, self._rejection(response, "discovery", f"not a {kind}: {error}")
            )
            return
        yield from self._unread_entries(response, feed)
        yield self._list_read(response, kind, feed.links, feed)
        if feed.sitemaps and not self.is_followed:
            yield from self._sitemap_requests(response, feed.sitemaps, depth + 1)
        yield from self._story_requests(feed.links, found_on=response.url)

    async def parse_backfill_list(self, response: Response, state: dict[str, Any]) -> AsyncIterator[Any]:
        """Note in the ledger which stories of past days a sitemap or archive page lists, and request them."""
        async for each in self._backfill.read(response, state):
            yield each

    # --- visits to lists ------------------------------------------------------------------------------------------

    def _unchanged_list(self, response: Response, kind: ListKind) -> ListRead | None:
        """Return the visit that an answer 304 is; None for an answer with a list."""
        if response.status != 304:
            return None
        return visit_of(response, kind, self._outlet_of_list(response.url), self.clock())

    def _without_list(self, response: Response) -> Iterable[Rejection | ListRead] | None:
        """Return what is told of a list page that has nothing to read, because it is on another site or unchanged; None
        for any other.
        """
        if (stray := self._stray(response, "discovery")) is not None:
            return self._unreadable(response, "section", stray)
        visit = self._unchanged_list(response, "section")
        return None if visit is None else [visit]

    def _list_read(self, response: Response, kind: ListKind, links: Sequence[Link], feed: Feed = _NO_FEED) -> ListRead:
        """Return the visit to a list that was read, with all stories of the outlet that it names."""
        visit = visit_of(response, kind, self._outlet_of_list(response.url), self.clock())
        left_out: Counter[str] = Counter()
        own = list(self._own_stories(links, left_out))
        most = self._most("LINKS_PER_SOURCE")
        left_out["LINKS_PER_SOURCE"] = max(0, len(own) - most)
        left_out.update(no_link=feed.skipped, MAX_ENTRIES=feed.left, cut_entry=int(feed.is_cut))
        visit.links = listed(_newest_first(own, most)[:most])
        visit.sitemaps = listed(feed.sitemaps)
        visit.leftOut = {reason: number for reason, number in left_out.items() if number}
        visit.hints = replace(feed.hints, maxAge=visit.hints.maxAge, retryAfter=visit.hints.retryAfter)
        visit.hub = visit.hub or feed.hub
        return visit

    def _own_stories(self, links: Iterable[Link], left_out: Counter[str]) -> Iterator[Link]:
        """Yield the outlet's stories, each normalised address once."""
        shown: set[str] = set()
        for link in links:
            url = self._own_address(link)
            why = "no_address" if url is None else self._why_no_story(url)
            if url is None or why is not None:
                left_out[why or "no_address"] += 1
            elif url not in shown:
                shown.add(url)
                yield replace(link, url=url)

    def _unreadable(self, response: Response, kind: ListKind, rejection: Rejection) -> Iterator[Rejection | ListRead]:
        """Quarantine an answer that is not the list, and tell of the visit."""
        yield rejection
        visit = visit_of(response, kind, self._outlet_of_list(response.url), rejection.retrieved)
        visit.outcome, visit.reason = "failed", rejection.reason
        yield visit

    def _outlet_of_list(self, url: str) -> str:
        return self.outlet or outlet_of(self.url or url)

    # --- requests for what lists name -----------------------------------------------------------------------------

    def _sitemap_requests(self, response: Response, links: list[Link], depth: int) -> Iterator[Any]:
        if depth > (deepest := self._most("SITEMAP_DEPTH")):
            yield self._rejection(response, "discovery", f"an index below {deepest} others (SITEMAP_DEPTH)")
            return
        limit, beyond = self._most("SITEMAPS_PER_CRAWL"), 0
        for link in _newest_first(links, limit):
            if self.since and link.modified and link.modified < self.since:
                continue
            if link.url not in self._maps and len(self._maps) >= limit:
                beyond += 1
                continue
            self._maps.add(link.url)
            yield self._discovery_request(link.url, self.parse_sitemap, root_of(response), depth=depth)
        if beyond:
            yield self._beyond(response.url, "SITEMAPS_PER_CRAWL", f"more than {limit:,} sitemaps", beyond)

    def _unread_entries(self, response: Response, feed: Feed) -> Iterator[Rejection]:
        if feed.left:
            yield self._beyond(response.url, "MAX_ENTRIES", f"more than {MAX_ENTRIES:,} entries", feed.left)
        if feed.skipped:
            self.crawler.stats.inc_value("discovery/left_out/no_link", feed.skipped)
            self.logger.warning("%s: %d entries have no link (left out)", response.url, feed.skipped)
        if feed.is_cut:
            self.crawler.stats.inc_value("discovery/left_out/cut_entry")
            yield self._rejection(response, "discovery", "the file ends within an entry, which is left out")

    def _beyond(self, source: str, limit: str, problem: str, number: int) -> Rejection:
        """Count, log and quarantine the number of links that a source has beyond a limit."""
        self.crawler.stats.inc_value(f"discovery/left_out/{limit}", number)
        self.logger.warning("%s: %s (%s): %d left out (quarantined)", source, problem, limit, number)
        return Rejection(
            url=source,
            stage="discovery",
            reason=f"{problem} ({limit})",
            retrieved=self.clock(),
            fragment=f"{number:,} left out",
        )

    def parse_section(self, response: Response, page_number: int) -> Iterator[Any]:
        """Yield the visit to a list page, and request its stories and its next page."""
        if (done := self._without_list(response)) is not None:
            yield from done
            return
        page = self._page(response)
        try:
            links = story_links(page, self.story_selectors, re.compile(self.story_url) if self.story_url else None)
            following = next_page(page)
        except PageError as error:
            reason = f"list page cannot be read: {error}"
            yield from self._unreadable(response, "section", self._rejection(response, "discovery", reason))
            return
        if (empty := self._no_links(response, page_number) if not links else None) is not None:
            yield from self._unreadable(response, "section", empty)
        else:
            yield self._list_read(response, "section", links)
        found = list(self._story_requests(links, found_on=response.url))
        yield from found
        if following and page_number < self.pages and self._goes_on(response, found):
            first = root_of(response)
            yield self._discovery_request(following, self.parse_section, first, page_number=page_number + 1)

    def _goes_on(self, response: Response, found: Iterable[Any]) -> bool:
        """Return whether the pages after a list page are read.

        A page without a new story shows that earlier pages and feeds gave all that follow.

        :param found: requests for the stories of the page
        """
        if self.is_followed:
            return bool(response.meta.get(WALK, False))
        return any(isinstance(each, scrapy.Request) for each in found)

    def _no_links(self, response: Response, page_number: int) -> Rejection | None:
        """Return the rejection of a list page without story links; None for pages after the first, which may be
        empty.
        """
        if self.story_selectors:
            self._note_missed([_STORY_SELECTORS], response.url)
        if page_number > 1:
            return None
        reason = f"no story links on this list page: the markup changed? (see {self.name}'s story_selectors)"
        return self._rejection(response, "discovery", reason)

    def discovery_failed(self, failure: Failure) -> Iterator[Rejection | ListRead]:
        """Quarantine a feed, sitemap or list that could not be fetched, and tell of the visit."""
        rejection = self._failed(failure, "discovery")
        yield rejection
        request: scrapy.Request = failure.request  # type: ignore[attr-defined]
        response = failure.value.response if isinstance(failure.value, HttpError) else None
        outlet = self._outlet_of_list(request.url)
        visit = unread_list(request, response, outlet, rejection.retrieved, rejection.reason)
        if visit is not None:
            yield visit

    def _story_requests(self, links: Sequence[Link], found_on: str) -> Iterator[scrapy.Request | Rejection]:
        """Request the stories that no other source has shown.

        The shared frontier may have a source read twice. Its stories are then requested again, because it is not known
        here whether the first requests were sent. A spider that is followed requests none: the calendar does.
        """
        if self.is_followed:
            return
        left_out: Counter[str] = Counter()
        beyond: Counter[str] = Counter()
        requests: list[scrapy.Request] = []
        for url, link in self._stories_of_source(links, found_on, left_out):
            if url not in self._asked:
                if self.limit is not None and len(self._asked) >= self.limit:
                    break
                if (reached := self._limit_reached(len(requests))) is not None:
                    beyond[reached] += 1
                    continue
                self._asked[url] = found_on
            requests.append(self._story_request(url, link))
        # An idle downloader sends the first that it is given, before it has seen the priorities of the others.
        yield from sorted(requests, key=lambda request: -request.priority)
        yield from self._report_left_out(found_on, left_out, beyond)

    def _stories_of_source(
        self, links: Sequence[Link], found_on: str, left_out: Counter[str]
    ) -> Iterator[tuple[str, Link]]:
        """Yield address and link of each story that may be requested, once.

        :param left_out: links that are not stories of the outlet are counted here, by stat
        """
        shown: set[str] = set()
        for link in _newest_first(links, self._most("LINKS_PER_SOURCE")):
            url = self._own_address(link)
            if url is None:
                left_out["no_address"] += 1
                continue
            if url in shown:
                continue
            if link.via != "argument" and (why := self._why_no_story(url)) is not None:
                left_out[why] += 1
                self._name_other_site(why, left_out[why], url, found_on)
                continue
            if self._asked.get(url, found_on) != found_on:
                continue
            shown.add(url)
            if self._is_outside(link.published or link.modified):
                self._leave_out(url)
                continue
            yield url, link

    def _name_other_site(self, why: str, number: int, url: str, found_on: str) -> None:
        """Log the first links of a source that lead to other sites."""
        if why == "other_site" and number <= _NAMED:
            self.logger.info("%s: leads to another site than %s (left out): %s", found_on, self._home, url)

    def _own_address(self, link: Link) -> str | None:
        """Return the story's address, normalised: the first of those that the source states which is on the outlet's
        site, else the first.
        """
        urls = [url for each in (link.url, *link.others) if (url := normalised_or_none(each))]
        return next((url for url in urls if same_site(url, self._home)), urls[0] if urls else None)

    def _is_outside(self, published: datetime | None) -> bool:
        """Return whether a time lies before ``since``, or in a backfill after the days that are asked for."""
        if published is None:
            return False
        return (self.since is not None and published < self.since) or (
            self.until is not None and published >= self.until
        )

    def _story_request(self, url: str, link: Link) -> scrapy.Request:
        meta: dict[str, Any] = {CONDITIONAL: url, STORY: True}
        if link.title:
            meta[ANNOUNCED] = link.title[:_ANNOUNCED]
        if self.limit is not None:
            # Each of several workers would take this many: the shared frontier counts the stories of all workers.
            meta[STORY_LIMIT] = self.limit
        return scrapy.Request(
            url,
            callback=self.parse_story,
            errback=self.story_failed,
            cb_kwargs={"via": link.via},
            meta=meta,
            # The plain address of a story is read before others of its addresses, so that its copy has it.
            priority=-1 if is_with_parameters(url) else 0,
        )

    def _limit_reached(self, taken: int) -> str | None:
        """Return the setting that allows no further story; None while there is room.

        :param taken: number of stories of this source
        """
        if taken >= self._most("LINKS_PER_SOURCE"):
            return "LINKS_PER_SOURCE"
        return "STORIES_PER_CRAWL" if len(self._asked) >= self._most("STORIES_PER_CRAWL") else None

    def _report_left_out(self, found_on: str, left_out: Counter[str], beyond: Counter[str]) -> Iterator[Rejection]:
        """Count the links of a source that were left out; links beyond a limit are quarantined too."""
        for why, number in left_out.items():
            self.crawler.stats.inc_value(f"discovery/left_out/{why}", number)
        for limit, number in beyond.items():
            yield self._beyond(found_on, limit, f"more than {self._most(limit):,} stories", number)
        if elsewhere := left_out["other_site"]:
            self.logger.info("%s: %d links lead to other sites than %s (left out)", found_on, elsewhere, self._home)

    def _leave_out(self, url: str) -> None:
        self.crawler.signals.send_catch_log(story_left_out, url=url)

    def _why_no_story(self, url: str) -> str | None:
        """Return the stat that counts the link as left out, None for a story's address."""
        if not same_site(url, self._home):
            return "other_site"
        return "no_story" if self.story_url and re.search(self.story_url, url) is None else None

    @property
    def _home(self) -> str:
        """Address on the outlet's site."""
        return f"https://{self.outlet}/" if self.outlet else self.url or ""

    def _stray(self, response: Response, stage: Any) -> Rejection | None:
        """Return the rejection of a page on another site; None for a page of the outlet.

        A page that a redirect reached on another site would be stored as the outlet's own.
        """
        if same_site(response.url, self._home):
            return None
        asked = (response.meta.get("redirect_urls") or [response.request.url if response.request else response.url])[0]
        reason = f"it leads from {host_of(asked)} to {host_of(response.url)}, which is another site"
        if asked == self.url:
            remedy = f"if that is the outlet, use -a url={shlex.quote(response.url[:MAX_URL_LENGTH])}"
        else:
            there = shlex.quote(_root(response.url))
            remedy = f"its stories are stored by a crawl of its own: scrapy crawl outlet -a url={there}"
        self.logger.warning("%s: %s (quarantined); %s", asked, reason, remedy)
        return Rejection(
            url=asked,
            stage=stage,
            reason=f"{reason}; {remedy}",
            retrieved=self.clock(),
            asked=asked_story(response.request),
        )

    # --- stories --------------------------------------------------------------------------------------------------

    def parse_story(self, response: Response, via: str | None = None) -> Iterator[Any]:
        """Yield the copy of a story page, and its comments as far as they are on the page; request the others."""
        return self._stories.read(response, via)

    def parse_page(self, response: Response, state: dict[str, Any]) -> Iterator[Any]:
        """Add a further page to its story; request the next one, or yield the story."""
        return self._stories.read_page(response, state)

    def story_failed(self, failure: Failure) -> Iterator[Rejection | Gone]:
        """Quarantine a story page that could not be fetched; report one that is not there any more."""
        return self._stories.fail(failure)

    def page_failed(self, failure: Failure) -> Iterator[Any]:
        """Yield a story without the page that could not be fetched."""
        return self._stories.fail_page(failure)

    def joined(self, pages: StoryPages) -> Iterator[Any]:
        """Yield a story with the text of its further pages."""
        return self._stories.joined(pages)

    def _note_missed(self, names: Iterable[str], url: str) -> None:
        """Count declared selectors that found nothing; warn of each selector once in a crawl."""
        for name in names:
            if (crawler := getattr(self, "crawler", None)) is not None:
                crawler.stats.inc_value(f"selectors/{name}/missed")
            if name in self._missed:
                continue
            self._missed.add(name)
            declared = self.story_selectors if name == _STORY_SELECTORS else getattr(self.selectors, name)
            self.logger.warning(
                "%s: the declared selector %s=%r finds nothing, and what it should find is guessed or left out "
                "(told once; the stat selectors/%s/missed counts it). Was it misspelled, or has the outlet changed its "
                "markup?",
                url,
                name,
                declared,
                name,
            )

    # --- comment sections -----------------------------------------------------------------------------------------

    def thread_requests(self, progress: ThreadProgress) -> Iterator[Any]:
        """Yield the next request of a thread, or the thread where no request is left."""
        return self._threads.follow(progress)

    def parse_answer(self, response: Response, state: dict[str, Any]) -> Iterator[Any]:
        """Yield the comments in a platform's answer, and the next request or the finished thread."""
        return self._threads.read(response, state)

    def answer_failed(self, failure: Failure) -> Iterator[Any]:
        """Quarantine a comment request that failed after all retries; its thread becomes incomplete."""
        return self._threads.fail(failure)

    # --- shared ---------------------------------------------------------------------------------------------------

    def _most(self, setting: str) -> int:
        """Return a limit of the settings; the project's default where the spider has no settings or they lack it."""
        own: int = getattr(project, setting)
        given = getattr(self, "settings", None)
        return own if given is None else given.getint(setting, own)

    def _page(self, response: Response) -> Page:
        return Page(
            response.url,
            response.body,
            content_type=header(response, "Content-Type"),
            retrieved=self.clock(),
            zone=self._zone,
        )

    def _rejection(self, response: Response, stage: Any, reason: str, fragment: str | None = None) -> Rejection:
        self.logger.warning("%s: %s (quarantined)", response.url, reason)
        if fragment is None:
            fragment = response.body[:FRAGMENT_CHARACTERS].decode("utf-8", "replace")
        return Rejection(
            url=response.url,
            stage=stage,
            reason=reason,
            retrieved=self.clock(),
            fragment=fragment[:FRAGMENT_CHARACTERS],
            asked=asked_story(response.request),
        )

    def _failed(self, failure: Failure, stage: Any) -> Rejection:
        request: scrapy.Request = failure.request  # type: ignore[attr-defined]
        error = failure.value
        fragment = None
        if isinstance(error, HttpError):
            fragment = error.response.body[:FRAGMENT_CHARACTERS].decode("utf-8", "replace") or None
        reason = failure_reason(error, self.settings)
        self.logger.warning("%s: %s (quarantined)", request.url, reason)
        return Rejection(
            url=request.url,
            stage=stage,
            reason=reason,
            retrieved=self.clock(),
            fragment=fragment,
            asked=asked_story(request),
        )


def _newest_first(links: Sequence[Link], limit: int) -> Sequence[Link]:
    """Return the links in their order, or the newest first where there are more than ``limit``."""
    if len(links) <= limit:
        return links
    return sorted(links, key=lambda link: link.published or link.modified or _UNDATED, reverse=True)


def now() -> datetime:
    """Return the time in UTC, to the millisecond, because BSON keeps no more."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


def _root(url: str) -> str:
    """Return the front page of the address's host."""
    return urljoin(url, "/")
