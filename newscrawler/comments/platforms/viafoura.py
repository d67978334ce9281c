"""Viafoura: three steps, from the outlet's host to its section, to the page's container, to its comments.

    POST api.viafoura.co/v2/<host>/bootstrap/v2                                   → the section's UUID
    GET  livecomments.viafoura.co/v4/livecomments/<section>/contentcontainer/id   → the container's UUID and count
    GET  …/<section>/<container>/comments, and …/comments/<thread> for its replies

Source: public readers of these endpoints (``content_uuid``, ``parent_uuid``, which is the container's at the top level,
``date_created`` in milliseconds, ``more_available`` and ``starting_from``, ``reply_limit``). Not tried against the live
service. Comments name their author by ``actor_uuid`` only: names would cost a request for every account.
"""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlencode

from newscrawler.comments.json_object import CommentRows, JsonObject, at_seconds, read_json
from newscrawler.comments.markup import safe_html, text_of_html
from newscrawler.comments.own_markup import own_first
from newscrawler.comments.protocol import (
    CommentSection,
    ParseResult,
    PlatformRequest,
    PlatformResponse,
    ResponseError,
    unread_thread,
)
from newscrawler.html.page import Page
from newscrawler.items import Author, Comment, Thread
from newscrawler.sites import same_site
from newscrawler.urls import host_of

__all__ = ["Viafoura"]

_BOOTSTRAP = "https://api.viafoura.co/v2"
_COMMENTS = "https://livecomments.viafoura.co/v4/livecomments"
_HOST = re.compile(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_LIMIT, _REPLIES = 100, 50
"""The service's limits, as public readers state them."""


class Viafoura:
    """See :class:`newscrawler.comments.protocol.Platform`."""

    name = "viafoura"

    def detect(self, page: Page, copy_url: str) -> CommentSection | None:
        widget = own_first(page, "vf-conversations, vf-comments, .vf-commenting, .viafoura .vf-comments-widget")
        if widget is None:
            return None
        host = _domain(page)
        container = widget.attributes.get("vf-container-id") or page.meta.get("vf:container_id")
        thread = unread_thread(self.name, f"{host.removeprefix('www.')}/{container or 'unknown'}", page, copy_url)
        if not container:
            problem = "a Viafoura widget, but no meta vf:container_id that names its container"
            return CommentSection(thread=thread, result=ParseResult(problem=problem))
        request = PlatformRequest(
            url=f"{_BOOTSTRAP}/{host}/bootstrap/v2?session=false",
            method="POST",
            headers={"Content-Type": "application/json", "Accept": "application/json"},
            body=json.dumps({"section": "", "section_tree": "", "session": "false"}),
            state={"step": "bootstrap", "container_id": container},
        )
        return CommentSection(thread=thread, result=ParseResult(requests=[request]))

    def parse(self, thread: Thread, request: PlatformRequest, response: PlatformResponse) -> ParseResult:
        state = request.state
        data = read_json(response, f"Viafoura's {state['step']}")
        if state["step"] == "bootstrap":
            section = data.require_object("result").require_object("settings").require_id("site_uuid")
            url = f"{_COMMENTS}/{section}/contentcontainer/id?{urlencode({'container_id': state['container_id']})}"
            return ParseResult(requests=[_get(url, step="container", section=section)])
        if state["step"] == "container":
            base = f"{_COMMENTS}/{state['section']}/{data.require_id('content_container_uuid')}/comments"
            return ParseResult(requests=[_page_request(base)], declaredCount=data.count("total_visible_content"))
        return _parse_comments(thread, request, data, response)


def _domain(page: Page) -> str:
    """Return the host under which the outlet's section is registered; a page cannot name another site's."""
    stated = page.meta.get("vf:domain") or ""
    return (
        stated.lower() if _HOST.fullmatch(stated) and same_site(f"https://{stated}/", page.url) else host_of(page.url)
    )


def _parse_comments(
    thread: Thread, request: PlatformRequest, data: JsonObject, response: PlatformResponse
) -> ParseResult:
    root: str | None = request.state["root"]
    rows = _flat(data.objects("contents"))
    if "more_available" not in data.value:
        raise ResponseError("expected true or false at answer.more_available, got nothing")
    tops = [row for row in rows if _is_top(row)] if root is None else []
    result = ParseResult()
    taken = rows if root else _whole_threads(rows, request, result)
    depths: dict[str, int | None] = dict(request.state["depths"])
    read = CommentRows()
    for row in taken:
        read.read(row, _comment, thread, root is None and _is_top(row), response)
    read.thread_into(result, thread, depths)
    if data.flag("more_available"):
        _add_next_page(rows if root else tops, depths, request, result)
    return result


def _is_top(row: JsonObject) -> bool:
    """Return whether a row is at the top level: its parent is the container."""
    return row.value.get("parent_uuid") in (None, row.value.get("content_container_uuid"))


def _whole_threads(rows: list[JsonObject], request: PlatformRequest, result: ParseResult) -> list[JsonObject]:
    """Return the comments at the top level, and the replies of those whose replies are all here.

    Threads that are cut off get a request of their own.
    """
    threads: dict[str, list[JsonObject]] = {}
    for row in rows:
        if not _is_top(row):
            threads.setdefault(_plain_id(row.value.get("thread_uuid")), []).append(row)
    taken: list[JsonObject] = []
    for top in filter(_is_top, rows):
        native_id = _plain_id(top.value.get("content_uuid"))
        replies = threads.pop(native_id, [])
        taken.append(top)
        if "content_uuid" in top.value and len(replies) < (top.count("total_replies") or 0):
            result.requests.append(_page_request(request.state["base"], native_id))
        else:
            taken.extend(replies)
    return [*taken, *(reply for replies in threads.values() for reply in replies)]


def _add_next_page(
    rows: list[JsonObject], depths: dict[str, int | None], request: PlatformRequest, result: ParseResult
) -> None:
    """Request the page after the last of the rows that are counted."""
    root = request.state["root"]
    ids = [row.value["content_uuid"] for row in rows if "content_uuid" in row.value]
    last = _plain_id(ids[-1]) if ids else None
    if last is None or last == request.state["after"]:
        result.problem = "Viafoura says that there are more comments, but sends no further ones"
    else:
        result.requests.append(_page_request(request.state["base"], root, last, depths if root else {}))


def _plain_id(value: Any) -> str:
    """Return an id in the form that :meth:`~newscrawler.comments.json_object.JsonObject.require_id` returns."""
    return str(value).replace("\0", "")


def _flat(rows: list[JsonObject]) -> list[JsonObject]:
    """Return all rows. Replies come beside their comments, or inside them under ``replies.contents``."""
    flat: list[JsonObject] = []
    stack = rows[::-1]
    while stack:
        row = stack.pop()
        flat.append(row)
        replies = row.optional_object("replies")
        if replies is not None:
            stack.extend(replies.objects("contents", optional=True)[::-1])
    return flat


def _page_request(
    base: str, root: str | None = None, after: str | None = None, depths: dict[str, int | None] | None = None
) -> PlatformRequest:
    query: dict[str, Any] = {"limit": _LIMIT}
    if root is None:
        query |= {"reply_limit": _REPLIES, "sorted_by": "newest"}  # the one order seen answered
    if after:
        query["starting_from"] = after
    url = f"{base}/{root}?{urlencode(query)}" if root else f"{base}?{urlencode(query)}"
    return _get(url, step="comments", base=base, root=root, after=after, depths=depths or ({root: 0} if root else {}))


def _get(url: str, **state: Any) -> PlatformRequest:
    return PlatformRequest(url=url, headers={"Accept": "application/json"}, state=state)


def _comment(row: JsonObject, thread: Thread, is_top: bool, response: PlatformResponse) -> Comment:
    markup, state = row.text("content"), row.text("state")
    created, up, down = row.number("date_created"), row.count("total_likes"), row.count("total_dislikes")
    at = at_seconds(created / 1000 if created is not None else None)
    text = text_of_html(markup) if state in (None, "visible") else None
    return Comment(
        platform=thread.platform,
        thread=thread.id,
        nativeId=row.require_id("content_uuid"),
        retrieved=response.retrieved,
        text=text,
        html=safe_html(markup, thread.copyUrl) if text else None,
        author=_author(row) if text else None,
        dateCreated=at,
        dateCreatedRaw=str(created) if created is not None else None,
        dateCreatedPrecision="exact" if at else None,
        upvoteCount=up,
        downvoteCount=down,
        score=_score(up, down),
        parentItem=None if is_top else row.require_id("parent_uuid"),
        state="removed" if text is None else "edited" if row.flag("is_edited") else "visible",
        source=response.url,
    )


def _score(up: int | None, down: int | None) -> int | None:
    return None if up is None or down is None else up - down


def _author(row: JsonObject) -> Author | None:
    actor, user_id = row.optional_object("actor"), row.optional_id("actor_uuid")
    name = actor.text("name") if actor else None
    return Author(name=name, id=user_id) if name or user_id else None
