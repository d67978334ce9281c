"""Comment threads of an outlet's stories, each followed from request to request to its end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import scrapy
from scrapy.http import Response
from twisted.python.failure import Failure

from newscrawler.comments import (
    Fallback,
    ForeignThreadError,
    ParseResult,
    PlatformRequest,
    PlatformResponse,
    RequestError,
    ResponseError,
    ThreadLimits,
    ThreadProgress,
)
from newscrawler.comments.keys import is_place_of_key
from newscrawler.html.page import PageError
from newscrawler.items import Comment, Comments, Thread, Unchanged
from newscrawler.meta import COMMENT_KEY, CONDITIONAL, RENDER, RENDERED
from newscrawler.sites import same_site
from newscrawler.spiders._answers import header
from newscrawler.urls import host_of

if TYPE_CHECKING:
    from newscrawler.spiders.syndication import SyndicationSpider

__all__ = ["Threads", "together"]


class Threads:
    """Threads of one spider.

    :param spider: its callbacks ``parse_answer`` and ``answer_failed`` hand on what they get
    """

    def __init__(self, spider: SyndicationSpider) -> None:
        self._spider = spider

    def follow(self, progress: ThreadProgress) -> Iterator[Any]:
        """Yield the thread's next request, or the thread when no request is left."""
        while (thread := progress.finished()) is not None:
            if (other := progress.alternative()) is not None:
                progress = other
                continue
            if not thread.complete:
                self._spider.logger.warning("%s: comments are not complete: %s", thread.copyUrl, thread.reason)
            yield thread
            return
        platform_request = progress.pending[0]
        yield scrapy.Request(
            platform_request.url,
            method=platform_request.method,
            headers=platform_request.headers,
            body=platform_request.body,
            callback=self._spider.parse_answer,
            errback=self._spider.answer_failed,
            cb_kwargs={"state": progress.to_state()},
            # Threads that were begun come before stories, so that few are open at a time.
            priority=5,
            # An endpoint may serve several pages from one address.
            dont_filter=True,
            meta=_meta(progress, platform_request),
        )

    def read(self, response: Response, state: dict[str, Any]) -> Iterator[Any]:
        """Yield the comments in a platform's answer, and the next request or the finished thread."""
        progress = ThreadProgress.from_state(state)
        platform_request = progress.pending[0]
        if not same_site(response.url, platform_request.url):
            came_from, asked = host_of(response.url), host_of(platform_request.url)
            reason = f"{progress.label}: it comes from {came_from}, and {asked} was asked"
            yield self._spider._rejection(response, "comments", reason)
            yield from self._given_up(progress, progress.pending.pop(0), reason)
            yield from self.follow(progress)
            return
        if response.status == 304:
            yield Unchanged(kind="thread", id=progress.thread.id, retrieved=self._spider.clock())
            return
        progress.pending.pop(0)
        headers = {key.decode("latin-1").lower(): value for key in response.headers if (value := header(response, key))}
        rendered = response.meta.get(RENDERED, {})
        platform_response = PlatformResponse(
            url=response.url,
            body=response.body,
            headers=headers,
            retrieved=self._spider.clock(),
            zone=self._spider._zone,
            **rendered,
        )
        try:
            result = self._spider._platforms[progress.thread.platform].parse(
                progress.thread, platform_request, platform_response
            )
        except (ResponseError, PageError) as error:
            reason = f"{progress.label}: {error}"
            yield self._spider._rejection(response, "comments", reason)
            if isinstance(error, ForeignThreadError):
                progress.disown()
            yield from self._given_up(progress, platform_request, reason)
        else:
            if result.unreadable is not None:
                yield self._spider._rejection(
                    response, "comments", f"{progress.label}: {result.problem}", result.unreadable
                )
            yield from self._taken(progress, result, len(response.body))
            if progress.answered_at_once:
                progress.thread.etag = header(response, "ETag")
                progress.thread.lastModified = header(response, "Last-Modified")
        yield from self.follow(progress)

    def fail(self, failure: Failure) -> Iterator[Any]:
        """Quarantine a comment request that failed after all retries; its thread becomes incomplete."""
        request: scrapy.Request = failure.request  # type: ignore[attr-defined]
        progress = ThreadProgress.from_state(request.cb_kwargs["state"])
        rejection = self._spider._failed(failure, "comments")
        yield rejection
        yield from self._given_up(progress, progress.pending.pop(0), f"{progress.label}: {rejection.reason}")
        yield from self.follow(progress)

    def _given_up(self, progress: ThreadProgress, platform_request: PlatformRequest, reason: str) -> Iterator[Any]:
        """Read a platform's second source in place of a response that did not come.

        Without a second source the thread is incomplete.
        """
        platform = self._spider._platforms[progress.thread.platform]
        try:
            result = (
                platform.fallback(progress.thread, platform_request, reason) if isinstance(platform, Fallback) else None
            )
        except RequestError as error:
            result, reason = None, f"{reason}; {error}"
        if result is None:
            progress.fail(reason)
        else:
            progress.note_fallback(reason)
            yield from self._taken(progress, result, 0)

    def _taken(self, progress: ThreadProgress, result: ParseResult, size: int) -> Iterator[Comments]:
        """Yield the comments of an answer; ask no more when the thread's limits are reached."""
        limits = ThreadLimits(
            answers=self._spider._most("THREAD_ANSWERS"),
            comments=self._spider._most("THREAD_COMMENTS"),
            bytes=self._spider._most("THREAD_BYTES"),
        )
        yield from together(progress.thread, progress.add(result))
        progress.stop_beyond(limits, size)


def together(thread: Thread, comments: list[Comment]) -> Iterator[Comments]:
    """Yield the comments of a page or answer as one item; nothing when the list is empty."""
    if comments:
        retrieved = comments[0].retrieved
        yield Comments(thread=thread.id, retrieved=retrieved, comments=comments, copyUrl=thread.copyUrl)


def _meta(progress: ThreadProgress, platform_request: PlatformRequest) -> dict[str, Any]:
    platform = progress.thread.platform
    keyed = (
        {COMMENT_KEY: platform}
        if is_place_of_key(platform, platform_request.url, platform_request.headers.get("Authorization"))
        else {}
    )
    return keyed | _manner(progress, platform_request)


def _manner(progress: ThreadProgress, platform_request: PlatformRequest) -> dict[str, Any]:
    if platform_request.render:
        # No conditional request: the validators of a rendered page are those of the page without its comments.
        # At most three attempts: a browser that died is back by then, a page that loops will loop again.
        return {RENDER: True, "max_retry_times": 2}
    # "Not modified" is true of the whole thread only where its first answer may be all of it.
    return {CONDITIONAL: progress.thread.id} if progress.is_first and progress.thread.cursor else {}
