"""Isso, a comment server that outlets run themselves: ``GET <endpoint>/?uri=<thread>``.

Source: Isso 0.14's own code (``views/comments.py``, ``js/app/api.js``), and tried against that server. A deleted
comment with replies stays as ``mode`` 4 without text and author; one without replies vanishes. Threads are two levels
deep: a reply to a reply hangs under its top-level comment.
"""

from __future__ import annotations

from collections.abc import Sequence
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
from newscrawler.urls import parts_of

__all__ = ["Isso"]

_LIMIT = 500
"""Comments requested per level in one request, about 300 KB. Most threads fit into one response, which a conditional
request can ask for."""
_OVERLAP = 0.01
"""Seconds by which two responses overlap."""
_SCRIPTS = ("/js/embed.min.js", "/js/embed.dev.js")
_VISIBLE, _DELETED = 1, 4


class Isso:
    """See :class:`newscrawler.comments.protocol.Platform`."""

    name = "isso"

    def detect(self, page: Page, copy_url: str) -> CommentSection | None:
        node = own_first(page, "#isso-thread")
        if node is None:
            return None
        endpoint = _endpoint(page)
        if endpoint is None:
            return None
        # The embed script's own rule: the attribute, else the path of the page that it stands on.
        uri = node.attributes.get("data-isso-id") or parts_of(page.url).path or "/"
        parts = parts_of(endpoint)
        # With a query or a fragment the server would be asked for something else than the thread that the id names.
        if "?" in endpoint or "#" in endpoint:
            return None
        thread = unread_thread(
            self.name, f"{parts.netloc.lower()}{parts.path}{uri if uri.startswith('/') else '/' + uri}", page, copy_url
        )
        return CommentSection(thread=thread, result=ParseResult.with_request(lambda: _request(endpoint, uri)))

    def parse(self, thread: Thread, request: PlatformRequest, response: PlatformResponse) -> ParseResult:
        state = request.state
        known, read = set(state.get("known", ())), int(state.get("read", 0))
        data = read_json(response, "a thread")
        shown, hidden = data.objects("replies"), _require_count(data, "hidden_replies")
        result = ParseResult()
        if state["parent"] is None:
            result.declaredCount = _require_count(data, "total_replies")
        rows = CommentRows()
        fresh = [row for row in shown if str(row.count("id")) not in known]
        for row in fresh:
            _read_row(row, rows, thread, state, response, result)
        rows.thread_into(result, thread, {state["parent"]: 0} if state["parent"] else None)
        # Isso counts as hidden all comments that this response does not show, also those that were read before.
        left = hidden + len(shown) - read - len(fresh)
        if fresh and (left > 0 or len(shown) >= _LIMIT):
            result.requests.append(_next_request(state, state["parent"], shown, read + len(fresh)))
        elif left > 0:
            result.problem = f"the server counts {left} more comments and sends none of them"
        return result


def _read_row(
    row: JsonObject,
    rows: CommentRows,
    thread: Thread,
    state: dict[str, Any],
    response: PlatformResponse,
    result: ParseResult,
) -> None:
    """Read a comment with its replies, and request the replies that are hidden."""
    top = rows.read(row, _comment, thread, response)
    replies = row.objects("replies", optional=state["parent"] is not None)
    for reply in replies:
        rows.read(reply, _comment, thread, response)
    below = len(replies) + (row.count("hidden_replies") or 0)
    if below < (row.count("total_replies") or 0):
        result.problem = (
            f"{row.count('total_replies')} replies counted at {row.path}, and only {below} listed or hidden"
        )
    if top is not None and row.count("hidden_replies"):
        result.requests.append(_next_request(state, top.nativeId, replies, len(replies)))


def _endpoint(page: Page) -> str | None:
    for script in page.tree.css("script[data-isso]"):
        return _address(page, script.attributes.get("data-isso"))
    for script in page.tree.css('script[src*="/js/embed."]'):
        source = (script.attributes.get("src") or "").split("?")[0]
        for name in _SCRIPTS:
            if source.endswith(name):
                return _address(page, source.removesuffix(name))
    return None


def _address(page: Page, href: str | None) -> str | None:
    url = page.link(href or "/")
    return url.rstrip("/") if url else None


def _request(endpoint: str, uri: str, parent: str | None = None, after: float = 0, **progress: Any) -> PlatformRequest:
    query = {"uri": uri, "limit": _LIMIT, "nested_limit": _LIMIT, "sort": "oldest"}
    if parent:
        query["parent"] = parent
    if after:
        query["after"] = repr(after)
    state = {"endpoint": endpoint, "uri": uri, "parent": parent, **progress}
    return PlatformRequest(url=f"{endpoint}/?{urlencode(query)}", headers={"Accept": "application/json"}, state=state)


def _next_request(state: dict[str, Any], parent: str | None, shown: Sequence[JsonObject], read: int) -> PlatformRequest:
    """Request the comments after the time of the last one shown. An offset would skip comments when others are deleted.

    :param read: number of comments of this level that were read
    """
    times = [created for row in shown if (created := row.number("created")) is not None]
    known = [str(row.count("id")) for row in shown]
    # A little earlier: the time passes through text, and several comments may have the same time.
    return _request(state["endpoint"], state["uri"], parent, max(times, default=0) - _OVERLAP, known=known, read=read)


def _require_count(data: JsonObject, name: str) -> int:
    value = data.count(name)
    if value is None:
        raise ResponseError(f"expected a whole number at {data.path}.{name}, got nothing")
    return value


def _comment(row: JsonObject, thread: Thread, response: PlatformResponse) -> Comment:
    mode = row.count("mode")
    if mode not in (_VISIBLE, _DELETED):
        raise ResponseError(f"expected mode {_VISIBLE} or {_DELETED} at {row.path}.mode, got {mode!r}")
    markup, created = row.text("text"), row.number("created")
    likes, dislikes = row.count("likes"), row.count("dislikes")
    removed = mode == _DELETED
    at = at_seconds(created)
    return Comment(
        platform=thread.platform,
        thread=thread.id,
        nativeId=row.require_id("id"),
        retrieved=response.retrieved,
        text=None if removed else text_of_html(markup),
        html=None if removed else safe_html(markup, thread.copyUrl),
        author=_author(row),
        dateCreated=at,
        dateCreatedRaw=repr(created) if created is not None else None,
        dateCreatedPrecision="exact" if at else None,
        upvoteCount=likes,
        downvoteCount=dislikes,
        score=likes - dislikes if likes is not None and dislikes is not None else None,
        parentItem=row.optional_id("parent"),
        state="removed" if removed else "edited" if row.number("modified") is not None else "visible",
        source=response.url,
    )


def _author(row: JsonObject) -> Author | None:
    # `hash` is made of the mail address or the network, not of an account, so it is no id.
    name, url = row.text("author"), row.text("website")
    return Author(name=name, url=url) if name or url else None
