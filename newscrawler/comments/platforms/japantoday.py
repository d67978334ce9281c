"""Japan Today's own comments: JSON from ``/rest.api/article/<ID>/comment``.

Source: public code that reads the site, and saved rows; not tried against the live service from here. Threads are flat:
a reply quotes or names the comment that it answers, and no parent is stated.
"""

from __future__ import annotations

import html
import re
from datetime import datetime
from typing import Any

from newscrawler.comments.json_object import CommentRows, JsonObject
from newscrawler.comments.markup import safe_html, text_of_html
from newscrawler.comments.protocol import CommentSection, ParseResult, PlatformRequest, PlatformResponse, ResponseError
from newscrawler.html.page import Page
from newscrawler.items import Author, Comment, Thread
from newscrawler.jsontext import JsonLimitError, parse_json
from newscrawler.limits import grouped_number, stated_number
from newscrawler.sites import same_site
from newscrawler.urls import host_of, joined

__all__ = ["JapanToday"]

_DIGITS = re.compile(r"\d+")
_ROUTE = re.compile(r"/rest\.api/article/([0-9]{1,18})/comment[^\s\"'<>\\]*")
_ROUTE_ENDS = re.compile(r"[\s\"'<>]")
"""Characters that end an address in HTML."""

_SITE = "https://japantoday.com/"
_ORDER = "popular"
"""The only order that the live service has been seen to answer."""


class JapanToday:
    """See :class:`newscrawler.comments.protocol.Platform`.

    :param site: any address of the one site whose pages and responses are believed, because an article's number
        identifies the article on that site only
    """

    name = "japantoday"

    def __init__(self, site: str = _SITE) -> None:
        self._site = site

    def detect(self, page: Page, copy_url: str) -> CommentSection | None:
        node = page.first("#comments-js") if same_site(page.url, self._site) else None
        if node is None:
            return None
        # selectolax undoes one level of escaping; the attribute has been seen escaped twice.
        data = html.unescape(node.attributes.get("data-json") or "").replace("\\/", "/")
        declared = _declared(page)
        route = _ROUTE.search(data)
        if route is None:
            return _broken("no comment route in data-json of #comments-js", page, copy_url, declared)
        host = _ROUTE_ENDS.split(data[: route.start()])[-1]
        url = joined(page.url, (host + route.group()).split("?")[0])
        if url is None or not same_site(url, self._site):
            target = host_of(url or "") or "no address"
            problem = f"the comment route in data-json of #comments-js leads to {target}, another site"
            return _broken(problem, page, copy_url, declared)
        thread = _thread(route.group(1), copy_url, page.retrieved, declared)
        headers = {"X-Requested-With": "XMLHttpRequest", "Accept": "application/json"}
        result = ParseResult.with_request(
            lambda: PlatformRequest(url=f"{url}?order={_ORDER}", headers=headers), declaredCount=declared
        )
        return CommentSection(thread=thread, result=result)

    def parse(self, thread: Thread, request: PlatformRequest, response: PlatformResponse) -> ParseResult:
        rows, length = _rows(response)
        read = CommentRows()
        for position, row in enumerate(rows):
            read.read(row, _comment, thread, position, response)
        result = read.into(ParseResult(declaredCount=length))
        if length is not None and length > len(rows):
            result.problem = result.problem or f"the endpoint declares {length} comments and sent {len(rows)}"
        if length is None and thread.declaredCount is None and not rows:
            result.problem = "the endpoint sent no comments, and does not say how many there are"
        return result


def _rows(response: PlatformResponse) -> tuple[list[Any], int | None]:
    """Return the rows of a response and the number of comments that it states.

    :raises ResponseError: when it is another response than the endpoint's
    """
    try:
        data = parse_json(response.body)
    except ValueError as error:
        raise ResponseError(f"expected JSON, got {_looks_like(response.body, error)}") from error
    rows = data.get("comments") if isinstance(data, dict) else None
    if not isinstance(rows, list):
        raise ResponseError("expected an object with a list under 'comments'")
    if data.get("success") is False:
        raise ResponseError(f"the endpoint says success=false: {str(data.get('message'))[:200]}")
    return rows, stated_number(data.get("length"))


def _broken(problem: str, page: Page, copy_url: str, declared: int | None) -> CommentSection:
    """Return a section that cannot be requested, named after its page."""
    thread = _thread(f"page:{copy_url}", copy_url, page.retrieved, declared)
    return CommentSection(thread=thread, result=ParseResult(declaredCount=declared, problem=problem))


def _thread(native_id: str, copy_url: str, retrieved: datetime, declared: int | None) -> Thread:
    return Thread(
        platform=JapanToday.name,
        nativeId=native_id,
        copyUrl=copy_url,
        retrieved=retrieved,
        complete=False,
        declaredCount=declared,
    )


def _declared(page: Page) -> int | None:
    node = page.first("[itemprop=commentCount]")
    if node is None:
        return None
    found = _DIGITS.search((node.attributes.get("content") or node.text()).replace(",", ""))
    return grouped_number(found.group()) if found else None


def _comment(row: Any, thread: Thread, position: int, response: PlatformResponse) -> Comment:
    fields = JsonObject(row, f"comments[{position}]")
    native_id, body, created = fields.require_id("comment_id"), fields.text("body"), fields.text("date_created")
    user = fields.value.get("user")
    name = user.get("name") if isinstance(user, dict) else None
    text = text_of_html(body)
    at = _time(created)
    return Comment(
        platform=thread.platform,
        thread=thread.id,
        nativeId=native_id,
        retrieved=response.retrieved,
        text=text,
        html=safe_html(body, thread.copyUrl),
        author=Author(name=name) if isinstance(name, str) and name else None,
        dateCreated=at,
        dateCreatedRaw=created,
        dateCreatedPrecision="exact" if at else None,
        upvoteCount=fields.count("positive_rating"),
        downvoteCount=fields.count("negative_rating"),
        score=fields.count("rating"),
        position=position,
        state="visible" if text else "removed",
        source=response.url,
    )


def _time(text: str | None) -> datetime | None:
    try:
        at = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return at if at and at.tzinfo else None


def _looks_like(body: bytes, error: ValueError) -> str:
    if isinstance(error, JsonLimitError):
        return f"JSON beyond the limits: {error}"
    start = body[:300].lstrip().lower()
    if start.startswith((b"{", b"[")):
        return f"{len(body):,} bytes of broken JSON: {error}"
    return "HTML" if start.startswith(b"<") else "an empty body" if not start else f"{start[:40]!r}"
