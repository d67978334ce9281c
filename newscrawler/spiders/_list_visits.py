"""Visits to lists of stories, as items: built from the answer to a request for a feed, sitemap or list page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

from scrapy import Request
from scrapy.http import Response

from newscrawler.discovery.feed_hints import answer_hints
from newscrawler.discovery.links import Link
from newscrawler.downloader.retry_after import seconds_to_wait
from newscrawler.items import Listed, ListHints, ListKind, ListRead
from newscrawler.meta import LIST

__all__ = ["list_meta", "listed", "root_of", "unread_list", "visit_of"]

_HUB = re.compile(r"<([^<>]{1,2000})>[^,]{0,200}?;\s{0,9}rel=\"?hub\"?(?=[\s;,]|$)", re.I)
"""The hub of a header ``Link: <https://hub.example/>; rel="hub"``."""


def list_meta(url: str, kind: ListKind, part_of: str | None) -> dict[str, Any]:
    """Return the ``meta`` of a request for a list.

    :param part_of: address of the list whose page or index leads to it; None for a list that the outlet declares
    """
    return {LIST: {"url": url, "kind": kind, "partOf": part_of}}


def visit_of(response: Response, kind: ListKind, outlet: str, at: datetime) -> ListRead:
    """Return the visit to a list that answered, without its links.

    :param kind: of a request that has no :func:`list_meta`
    :param at: time of the visit, aware
    """
    request = response.request
    visit = _begun(request, response.url, kind, outlet, at)
    visit.status = response.status
    visit.outcome = "unchanged" if response.status == 304 else "read"
    visit.etag, visit.lastModified = _header(response, "ETag"), _header(response, "Last-Modified")
    visit.hints = _hints(response, visit.hints)
    visit.hub = _hub(response)
    return visit


def unread_list(request: Request, response: Response | None, outlet: str, at: datetime, reason: str) -> ListRead | None:
    """Return the visit to a list that could not be read; None for a request that is not for a list.

    :param response: the answer that told so; None where there was no answer
    """
    if LIST not in request.meta:
        return None
    visit = _begun(request, request.url, "section", outlet, at)
    visit.outcome, visit.reason = "failed", reason
    if response is not None:
        visit.status = response.status
        visit.hints = _hints(response, visit.hints)
    return visit


def root_of(response: Response) -> str:
    """Return the address of the list that the outlet declares, and that the answer is a page or a sitemap of."""
    request = response.request
    given = request.meta.get(LIST) if request is not None else None
    return (given["partOf"] or given["url"]) if given else _asked(request, response.url)


def listed(links: Iterable[Link]) -> list[Listed]:
    """Return what a list says of addresses, as the item has it."""
    return [
        Listed(url=link.url, published=link.published, modified=link.modified, headline=link.title) for link in links
    ]


def _begun(request: Request | None, url: str, kind: ListKind, outlet: str, at: datetime) -> ListRead:
    given = request.meta.get(LIST) if request is not None else None
    if given is None:
        given = {"url": _asked(request, url), "kind": kind, "partOf": None}
    return ListRead(
        url=given["url"], kind=given["kind"], partOf=given["partOf"], outlet=outlet, retrieved=at, outcome="read"
    )


def _asked(request: Request | None, url: str) -> str:
    """Return the address that was asked for, before redirects."""
    if request is None:
        return url
    first: str = (request.meta.get("redirect_urls") or [request.url])[0]
    return first


def _hints(response: Response, hints: ListHints) -> ListHints:
    seconds = seconds_to_wait(response.headers.get("Retry-After"), datetime.now(UTC))
    return answer_hints(hints, _header(response, "Cache-Control"), None if seconds is None else int(seconds))


def _hub(response: Response) -> str | None:
    for header in response.headers.getlist("Link"):
        if (found := _HUB.search(header.decode("latin-1")[:4_000])) is not None:
            hub: str = urljoin(response.url, found[1])
            return hub
    return None


def _header(response: Response, name: str) -> str | None:
    value: bytes = response.headers.get(name) or b""
    return value.decode("latin-1") or None
