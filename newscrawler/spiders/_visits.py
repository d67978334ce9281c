"""Requests for the visits that the calendar asks for, as the outlet's own spider makes them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import scrapy

from newscrawler.calendar import Entry, ListMemory, asks_in_full
from newscrawler.comments import ThreadProgress
from newscrawler.discovery.links import Link
from newscrawler.items import Thread
from newscrawler.meta import OUTLET, VISIT, WALK
from newscrawler.spiders.syndication import SyndicationSpider
from newscrawler.storage.calendar import Claim

__all__ = ["request_for", "visit_meta"]

_NEW_STORY = 5
"""Priority of a story that was never read: after lists (10), before what is looked at again (0)."""

_WALKED = frozenset({"first", "gap"})
"""Reasons for which the further pages of a list page are read."""


def visit_meta(claim: Claim) -> dict[str, Any]:
    """Return the keys of ``meta`` that are the same for all requests of a visit."""
    return {OUTLET: claim.entry.outlet, VISIT: claim.id}


def request_for(
    entry: Entry,
    delegate: SyndicationSpider,
    *,
    now: datetime,
    validators: tuple[str | None, str | None] = (None, None),
    thread: Thread | None = None,
) -> scrapy.Request | None:
    """Return the first request of a visit, with callbacks of ``delegate``; None for a thread that is not stored.

    :param validators: ``ETag`` and ``Last-Modified`` of the last answer, for a list
    :param thread: the stored thread, where the entry is a thread; None where it is not stored
    """
    if isinstance(entry.memory, ListMemory):
        return _list_request(entry, entry.memory, delegate, now, validators)
    if entry.kind == "thread" and thread is None:
        return None
    if thread is not None and thread.cursor is not None:
        found = next(delegate.thread_requests(ThreadProgress.revisit(thread, delegate.clock())), None)
        if isinstance(found, scrapy.Request):
            found.priority = 0
            return found
    url = entry.url if thread is None else thread.copyUrl
    request = delegate.story_request(Link(url=url, via="calendar"))
    if entry.why == "first":
        request.priority += _NEW_STORY
    return request


def _list_request(
    entry: Entry,
    memory: ListMemory,
    delegate: SyndicationSpider,
    now: datetime,
    validators: tuple[str | None, str | None],
) -> scrapy.Request:
    request = delegate.list_request(entry.url, memory.form)
    if entry.why in _WALKED:
        request.meta[WALK] = True
    etag, modified = validators
    if not (etag or modified) or asks_in_full(entry, now):
        return request
    if etag:
        request.headers["If-None-Match"] = etag
    if modified:
        request.headers["If-Modified-Since"] = modified
    # Scrapy drops a 304 before the callback unless the request asks for it.
    request.meta["handle_httpstatus_list"] = [304]
    return request
