"""Japan Today's own comments: JSON from ``/rest.api/article/<ID>/comment``.

Shape from public code that reads the site, and from saved rows; not tried against the live service from here.
Threads are flat: a reply quotes or names, and no parent is stated.
"""

from __future__ import annotations

import html
import re
from datetime import datetime
from typing import Any

from newscrawler.comments.markup import safe_html, text_of_html
from newscrawler.comments.protocol import Answer, AnswerError, Ask, Batch, Section
from newscrawler.comments.rows import read_rows
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
"""What stands around the address of the route."""

_SITE = "https://japantoday.com/"
_ORDER = "popular"
"""The one order seen answered by the live service."""


class JapanToday:
    """See :class:`newscrawler.comments.protocol.Platform`.

    :param site: any address of the one site whose pages and answers are believed: the number of an article tells it
        only there
    """

    name = "japantoday"

    def __init__(self, site: str = _SITE) -> None:
        self._site = site

    def detect(self, page: Page, copy_url: str) -> Section | None:
        node = page.first("#comments-js") if same_site(page.url, self._site) else None
        if node is None:
            return None
        # selectolax undoes one level of escaping; the attribute has been seen escaped twice.
        data = html.unescape(node.attributes.get("data-json") or "").replace("\\/", "/")
        declared = _declared(page)
        route = _ROUTE.search(data)
        if route is None:
            thread = _thread(f"page:{copy_url}", copy_url, page.retrieved, declared)
            problem = "no comment route in data-json of #comments-js"
            return Section(thread=thread, batch=Batch(declaredCount=declared, problem=problem))
        host = _ROUTE_ENDS.split(data[: route.start()])[-1]
        url = joined(page.url, (host + route.group()).split("?")[0])
        if url is None or not same_site(url, self._site):
            thread = _thread(f"page:{copy_url}", copy_url, page.retrieved, declared)
            leads = host_of(url or "") or "no address"
            problem = f"the comment route in data-json of #comments-js leads to {leads}, another site"
            return Section(thread=thread, batch=Batch(declaredCount=declared, problem=problem))
        thread = _thread(route.group(1), copy_url, page.retrieved, declared)
        headers = {"X-Requested-With": "XMLHttpRequest", "Accept": "application/json"}
        batch = Batch.asking(lambda: Ask(url=f"{url}?order={_ORDER}", headers=headers), declaredCount=declared)
        return Section(thread=thread, batch=batch)

    def parse(self, thread: Thread, ask: Ask, answer: Answer) -> Batch:
        try:
            data = parse_json(answer.body)
        except ValueError as error:
            raise AnswerError(f"expected JSON, got {_looks_like(answer.body, error)}") from error
        rows = data.get("comments") if isinstance(data, dict) else None
        if not isinstance(rows, list):
            raise AnswerError("expected an object with a list under 'comments'")
        if data.get("success") is False:
            raise AnswerError(f"the endpoint says success=false: {str(data.get('message'))[:200]}")
        comments, problem, unreadable = read_rows(rows, lambda row, position: _comment(thread, row, position, answer))
        declared = stated_number(data.get("length"))
        if declared is not None and declared > len(rows):
            problem = problem or f"the endpoint declares {declared} comments and sent {len(rows)}"
        if declared is None and thread.declaredCount is None and not rows:
            problem = "the endpoint sent no comments, and does not say how many there are"
        return Batch(comments=comments, declaredCount=declared, problem=problem, unreadable=unreadable)


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


def _comment(thread: Thread, row: Any, position: int, answer: Answer) -> Comment:
    if not isinstance(row, dict):
        raise AnswerError(f"comments[{position}] is not an object")
    native_id = row.get("comment_id")
    if not isinstance(native_id, int | str) or isinstance(native_id, bool):
        raise AnswerError(f"comments[{position}] has no comment_id")
    body, user, created = row.get("body"), row.get("user"), row.get("date_created")
    if body is not None and not isinstance(body, str):
        raise AnswerError(f"comments[{position}].body is not text")
    if created is not None and not isinstance(created, str):
        raise AnswerError(f"comments[{position}].date_created is not text")
    name = user.get("name") if isinstance(user, dict) else None
    text = text_of_html(body)
    at = _time(created)
    return Comment(
        platform=thread.platform,
        thread=thread.id,
        nativeId=str(native_id).replace("\0", ""),
        retrieved=answer.retrieved,
        text=text,
        html=safe_html(body, thread.copyUrl),
        author=Author(name=name) if isinstance(name, str) and name else None,
        dateCreated=at,
        dateCreatedRaw=created,
        dateCreatedPrecision="exact" if at else None,
        upvoteCount=_count(row, "positive_rating", position),
        downvoteCount=_count(row, "negative_rating", position),
        score=_count(row, "rating", position),
        position=position,
        state="visible" if text else "removed",
        source=answer.url,
    )


def _count(row: dict[str, Any], field: str, position: int) -> int | None:
    value = row.get(field)
    if value is None:
        return None
    if isinstance(value, str) or (number := stated_number(value)) is None:
        raise AnswerError(f"comments[{position}].{field} is not a whole number of at most 9 digits: {value!r}"[:200])
    return number


def _time(text: str | None) -> datetime | None:
    try:
        at = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return at if at and at.tzinfo else None


def _looks_like(body: bytes, error: ValueError) -> str:
    if isinstance(error, JsonLimitError):
        return f"more than is read of it: {error}"
    start = body[:300].lstrip().lower()
    if start.startswith((b"{", b"[")):
        return f"{len(body):,} bytes of it that are broken: {error}"
    return "HTML" if start.startswith(b"<") else "an empty body" if not start else f"{start[:40]!r}"
