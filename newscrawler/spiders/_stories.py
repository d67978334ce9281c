"""Stories of an outlet: a page becomes a copy, with its further pages and the comments that are on it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

import scrapy
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from newscrawler.comments import ThreadProgress, detect
from newscrawler.discovery.canonical import canonical_url
from newscrawler.discovery.story_pages import next_story_page
from newscrawler.extensions.story_pages import StoryPages, kept_meta
from newscrawler.extraction import ExtractedArticle, extract_html
from newscrawler.extraction.access import access_fields
from newscrawler.extraction.reservations import read_reservations, reservation_fields
from newscrawler.html.page import Page, PageError
from newscrawler.items import Copy, Gone, Rejection, Thread, Unchanged, body_of
from newscrawler.meta import ANNOUNCED, BACKFILL, CONDITIONAL, PAGE_OF, STORED_THREADS
from newscrawler.sites import outlet_of, same_site
from newscrawler.spiders._answers import (
    asked_story,
    failure_reason,
    header,
    require_html,
    stated_by_file,
    stated_wishes,
)
from newscrawler.spiders._threads import together

if TYPE_CHECKING:
    from newscrawler.spiders.syndication import SyndicationSpider

__all__ = ["Stories"]

_GONE = (404, 410)
"""Statuses by which an outlet says that a page is not there. Any other, such as 403 or 503, says that we do not get
it."""


class Stories:
    """Stories of one spider.

    :param spider: its callbacks ``parse_story``, ``story_failed``, ``parse_page`` and ``page_failed`` hand on what they
        get
    """

    def __init__(self, spider: SyndicationSpider) -> None:
        self._spider = spider

    def read(self, response: Response, via: str | None = None) -> Iterator[Any]:
        """Yield the copy of a story page, and its comments as far as they are on the page; request the others."""
        if (stray := self._spider._stray(response, "fetch")) is not None:
            yield stray
            return
        if response.status == 304:
            yield from self._unchanged(response)
            return
        page = self._spider._page(response)
        try:
            require_html(response)
            found = extract_html(page, self._spider.selectors)
            url = canonical_url(page, found.printing.headline)
        except PageError as error:
            yield self._spider._rejection(response, "extraction", str(error))
            return
        if page.mislabelled:
            self._spider.logger.warning("%s: declared as %s; read as what it is", response.url, page.mislabelled)
        self._spider._note_missed(found.missed, response.url)
        copy = self._copy(found, url, response, via, page)
        if copy.representation == "full" and (following := next_story_page(page)) is not None:
            yield self._page_request(following, StoryPages.begin(response, page, via, copy), response)
            return
        yield from self._story_items(copy, page, response)

    def _story_items(self, copy: Copy, page: Page, response: Response) -> Iterator[Any]:
        """Yield a copy and the comments on its first page; request the others."""
        url = copy.url
        if self._spider._is_outside(copy.datePublished):
            self._spider._leave_out(url)
            return
        section = detect(page, url, self._spider._platforms, self._spider.comment_platforms)
        copy.commentPlatform = section.thread.platform if section else None
        yield copy
        if copy.url != url:
            # Another page of the crawl, or the store, has shown under which address it belongs.
            section = detect(page, copy.url, self._spider._platforms, self._spider.comment_platforms)
        if section is not None:
            progress, comments = ThreadProgress.start(section)
            yield from together(progress.thread, comments)
            if not self._has_own_visits(progress.thread, response):
                yield from self._spider.thread_requests(progress)

    def _has_own_visits(self, thread: Thread, response: Response) -> bool:
        """Return whether a thread is read at visits of its own, by its endpoint: it is in the calendar already."""
        known = response.meta.get(STORED_THREADS, ()) if self._spider.is_followed and thread.cursor is not None else ()
        return any(each.id == thread.id for each in known)

    def _page_request(self, url: str, pages: StoryPages, response: Response) -> scrapy.Request:
        return scrapy.Request(
            url,
            callback=self._spider.parse_page,
            errback=self._spider.page_failed,
            cb_kwargs={"state": pages.to_state()},
            # As answers of threads: a story that was begun is finished first.
            priority=5,
            dont_filter=True,
            meta={**kept_meta(response, ANNOUNCED, BACKFILL), PAGE_OF: pages.url},
        )

    def read_page(self, response: Response, state: dict[str, Any]) -> Iterator[Any]:
        """Add a further page to its story; request the next one, or yield the story."""
        pages = StoryPages.from_state(state)
        page = self._spider._page(response)
        following = None
        try:
            require_html(response)
            found = extract_html(page, self._spider.selectors)
            following = next_story_page(page)
        except PageError as error:
            pages.reason = str(error)
        else:
            if not pages.add(found.printing.headline, found.printing.blocks):
                following = None
        if following is not None and pages.number >= self._spider._most("PAGES_PER_STORY"):
            following, pages.reason = None, f"more than {self._spider._most('PAGES_PER_STORY')} pages (PAGES_PER_STORY)"
        if following is not None:
            yield self._page_request(following, pages, response)
        else:
            yield from self.joined(pages)

    def fail_page(self, failure: Failure) -> Iterator[Any]:
        """Yield a story without the page that could not be fetched."""
        request: scrapy.Request = failure.request  # type: ignore[attr-defined]
        pages = StoryPages.from_state(request.cb_kwargs["state"])
        pages.reason = failure_reason(failure.value, self._spider.settings)
        yield from self.joined(pages)

    def joined(self, pages: StoryPages) -> Iterator[Any]:
        """Yield a story with the text of its further pages."""
        response = pages.response()
        page = pages.page(self._spider._zone)
        found = extract_html(page, self._spider.selectors)
        copy = self._copy(found, canonical_url(page, found.printing.headline), response, pages.via, page)
        copy.blocks = pages.joined(found.printing.blocks)
        copy.body = body_of(copy.blocks)
        self._spider.crawler.stats.inc_value("stories/of_several_pages")
        if pages.reason is not None:
            self._spider.logger.warning(
                "%s: page %d did not come: %s (partial)", pages.url, pages.number + 1, pages.reason
            )
            self._spider.crawler.stats.inc_value("stories/pages_missing")
            copy.representation, copy.partialReason = "partial", "pages"
        yield from self._story_items(copy, page, response)

    def _copy(self, found: ExtractedArticle, url: str, response: Response, via: str | None, page: Page) -> Copy:
        spider = self._spider
        return Copy.printed(
            found.printing,
            url=url,
            outlet=spider.outlet if spider.outlet and same_site(url, spider._home) else outlet_of(url),
            publisher=spider.publisher or found.publisher,
            section=found.section,
            labelled=list(found.labelled),
            retrieved=page.retrieved,
            etag=header(response, "ETag"),
            lastModified=header(response, "Last-Modified"),
            discoveredVia=via,
            asked=asked_story(response.request),
            **access_fields(found.access),
            **reservation_fields(read_reservations(page, stated_wishes(response), stated_by_file(response))),
        )

    def _unchanged(self, response: Response) -> Iterator[Any]:
        """Report the stored copy as unchanged. Comments on the page are unchanged too; an endpoint is asked again."""
        url = response.meta[CONDITIONAL]
        # Both get the same time: the store takes a thread that was seen before its copy for a visit that was cut short.
        at = self._spider.clock()
        yield Unchanged(kind="copy", id=url, retrieved=at)
        for thread in response.meta.get(STORED_THREADS, ()):
            if thread.cursor is None:
                yield Unchanged(kind="thread", id=thread.id, retrieved=at)
            elif not self._spider.is_followed:
                yield from self._spider.thread_requests(ThreadProgress.revisit(thread, at))

    def fail(self, failure: Failure) -> Iterator[Rejection | Gone]:
        """Quarantine a story page that could not be fetched; report one that is not there any more."""
        rejection = self._spider._failed(failure, "fetch")
        # First: of two visits of one time the calendar notes the first.
        yield from self._gone(failure, rejection.retrieved)
        yield rejection

    def _gone(self, failure: Failure, at: datetime) -> Iterator[Gone]:
        """Report a story page that is not there any more."""
        error = failure.value
        if not isinstance(error, HttpError) or error.response.status not in _GONE:
            return
        request: scrapy.Request = failure.request  # type: ignore[attr-defined]
        url = request.meta.get(CONDITIONAL)
        # What a redirect found on another site says nothing about the outlet's page.
        if url is not None and same_site(error.response.url, url):
            yield Gone(url=url, status=error.response.status, retrieved=at)
