"""Conditional requests: an outlet answers 304 (not modified) instead of sending an unchanged page again."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Protocol

from scrapy import Request
from scrapy.crawler import Crawler

from newscrawler.items import Thread
from newscrawler.meta import CONDITIONAL, HAS_VARIANTS, STORED_THREADS
from newscrawler.storage import StorageError
from newscrawler.writer_registry import writer_for

__all__ = ["ConditionalRequestMiddleware", "Validators"]

logger = logging.getLogger(__name__)


class Validators(Protocol):
    """Validators of the last stored answer, as the outlet sent them."""

    @property
    def etag(self) -> str | None:
        """The ``ETag`` header."""

    @property
    def lastModified(self) -> str | None:  # noqa: N802
        """The ``Last-Modified`` header."""

    @property
    def threads(self) -> tuple[Thread, ...]:
        """Comment threads of a stored copy. They are requested separately if the copy is not modified."""

    @property
    def hasVariants(self) -> bool:  # noqa: N802
        """Whether the address is not stored, and others are that differ by parameters only."""


class ConditionalRequestMiddleware:
    """Downloader middleware that requests a stored page only if it has changed.

    A request with :data:`newscrawler.meta.CONDITIONAL` (the id of a stored copy or thread) gets the stored
    validators, if there are any. An answer 304 then reaches the spider's callback. The copy's stored threads are under
    :data:`newscrawler.meta.STORED_THREADS`, and :data:`newscrawler.meta.HAS_VARIANTS` is set. Other requests are not
    changed.
    """

    def __init__(self, validators: Callable[[str], Awaitable[Validators | None]]) -> None:
        self._validators = validators

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ConditionalRequestMiddleware:
        async def validators(identity: str) -> Validators | None:
            # Called late: the writer opens with the pipelines, after the middlewares are built.
            return await writer_for(crawler).validators(identity)

        return cls(validators)

    async def process_request(self, request: Request) -> None:
        stored = request.meta.get(CONDITIONAL)
        if stored is None:
            return
        try:
            known = await self._validators(stored)
        except StorageError as error:
            # Without validators the whole page is fetched; its items wait in the spool until MongoDB answers.
            logger.warning("%s: requested without validators: %s", request.url, error)
            return
        if known is None:
            return
        request.meta[STORED_THREADS] = known.threads
        request.meta[HAS_VARIANTS] = known.hasVariants
        if not (known.etag or known.lastModified):
            return
        if known.etag:
            request.headers["If-None-Match"] = known.etag
        if known.lastModified:
            request.headers["If-Modified-Since"] = known.lastModified
        # Scrapy drops a 304 before the callback unless the request asks for it.
        handled = request.meta.get("handle_httpstatus_list", ())
        request.meta["handle_httpstatus_list"] = [*handled, *({304} - set(handled))]
