"""Conditional requests: an outlet that says "not modified" need not print its page again."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Protocol

from scrapy import Request
from scrapy.crawler import Crawler

from newscrawler.items import Thread
from newscrawler.meta import CONDITIONAL, STORED_THREADS
from newscrawler.storage import StorageError
from newscrawler.writer_registry import writer_for

__all__ = ["ConditionalRequestMiddleware", "Validators"]

logger = logging.getLogger(__name__)


class Validators(Protocol):
    """What the store knows of the last answer, as the outlet sent it."""

    @property
    def etag(self) -> str | None:
        """The ``ETag`` header."""

    @property
    def lastModified(self) -> str | None:  # noqa: N802
        """The ``Last-Modified`` header."""

    @property
    def threads(self) -> tuple[Thread, ...]:
        """The comment sections of a stored copy: "not modified" leaves them to be asked by themselves."""


class ConditionalRequestMiddleware:
    """Asks only for what changed since it was stored.

    A request with :data:`newscrawler.meta.CONDITIONAL` (the id of a stored copy or thread) carries the validators that the store
    holds for it, if any. The answer 304 then reaches the spider's callback, with the copy's stored threads under
    :data:`newscrawler.meta.STORED_THREADS`; no other request is touched.
    """

    def __init__(self, validators: Callable[[str], Awaitable[Validators | None]]) -> None:
        self._validators = validators

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ConditionalRequestMiddleware:
        async def validators(identity: str) -> Validators | None:
            # Asked for late: the writer opens with the pipelines, after the middlewares are built.
            return await writer_for(crawler).validators(identity)

        return cls(validators)

    async def process_request(self, request: Request) -> None:
        stored = request.meta.get(CONDITIONAL)
        if stored is None:
            return
        try:
            known = await self._validators(stored)
        except StorageError as error:
            # The page is read whole and its items wait in the spool; it must not be lost to the crawl.
            logger.warning("%s: asked without validators: %s", request.url, error)
            return
        if known is None or not (known.etag or known.lastModified):
            return
        request.meta[STORED_THREADS] = known.threads
        if known.etag:
            request.headers["If-None-Match"] = known.etag
        if known.lastModified:
            request.headers["If-Modified-Since"] = known.lastModified
        # Scrapy drops a 304 before the callback unless the request asks for it.
        handled = request.meta.get("handle_httpstatus_list", ())
        request.meta["handle_httpstatus_list"] = [*handled, *({304} - set(handled))]
