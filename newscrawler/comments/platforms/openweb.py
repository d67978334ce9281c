"""OpenWeb (Spot.IM): ``POST api-2-0.spot.im/v1.0.0/conversation/read``.

Source: Spot.IM's own iOS client (``OWConversationEndpoint.swift``: parameters, ``depth`` 2 for a page and 1 for the
replies of a comment) and several public readers of the endpoint (headers ``x-spot-id`` and ``x-post-id``, fields,
``has_next`` and ``offset`` of a conversation and of every comment). Not tried against the live service; some readers
ask ``/authenticate`` first, most do not.
"""

from __future__ import annotations

import json
import re
from typing import Any

from newscrawler.comments.json_object import CommentRows, JsonObject, at_seconds, read_json
from newscrawler.comments.markup import safe_html, text_of_html
from newscrawler.comments.own_markup import own_first
from newscrawler.comments.protocol import (
    CommentSection,
    ParseResult,
    PlatformRequest,
    PlatformResponse,
    ResponseError,
    check_page,
    unread_thread,
)
from newscrawler.html.page import Page
from newscrawler.items import Author, Comment, Thread
from newscrawler.jsontext import parse_json

__all__ = ["OpenWeb"]

_READ = "https://api-2-0.spot.im/v1.0.0/conversation/read"
_SPOT = re.compile(r"launcher\.spot\.im/spot/(sp_\w+)")
_WIDGET = (
    'script[src*="launcher.spot.im/spot/"], script#spotim-config, '
    "[data-spotim-module], [data-spot-im-module], [data-openweb-conversation]"
)
_POST = (
    'script[src*="launcher.spot.im/spot/"][data-post-id], [data-spotim-module][data-post-id], '
    "[data-spot-im-module][data-post-id], [data-openweb-conversation][data-post-id]"
)
_COUNT = 100
"""Top-level comments a page; public readers ask for 15 to 250."""


class OpenWeb:
    """See :class:`newscrawler.comments.protocol.Platform`."""

    name = "openweb"

    def detect(self, page: Page, copy_url: str) -> CommentSection | None:
        if own_first(page, _WIDGET) is None:
            return None
        spot, post = _configured(page) or _launched(page)
        if spot is None:
            return None
        thread = unread_thread(self.name, f"{spot}_{post or 'unknown'}", page, copy_url)
        if post is None:
            problem = "a Spot.IM launcher, but no data-post-id that names the conversation"
            return CommentSection(thread=thread, result=ParseResult(problem=problem))
        return CommentSection(thread=thread, result=ParseResult.with_request(lambda: _request(spot, post, "", 0, {})))

    def parse(self, thread: Thread, request: PlatformRequest, response: PlatformResponse) -> ParseResult:
        state = request.state
        talk = read_json(response, "a conversation").require_object("conversation")
        about = talk.optional_object("extract_data")
        check_page("OpenWeb", about.text("url") if about else None, thread)
        depths: dict[str, int | None] = dict(state["depths"])
        result = ParseResult(closed=talk.flag("read_only"))
        if not state["parent"]:
            result.declaredCount = talk.count("messages_count")
        rows = CommentRows()
        pending = _read_comments(rows, talk, state["parent"], thread, response)
        rows.thread_into(result, thread, depths)
        spot, post = state["spot"], state["post"]
        result.requests = [_request(spot, post, parent, offset, {parent: depths[parent]}) for parent, offset in pending]
        if talk.flag("has_next"):
            _add_next_page(talk.count("offset"), state, result)
        return result


def _read_comments(
    rows: CommentRows, talk: JsonObject, parent: str, thread: Thread, response: PlatformResponse
) -> list[tuple[str, int]]:
    """Read the comments of a conversation in reading order.

    Returns the comments whose replies are not all here, each with the offset from which to go on.
    """
    users = _users(talk)
    pending: list[tuple[str, int]] = []
    stack = [(row, parent) for row in reversed(talk.objects("comments"))]
    while stack:
        row, above = stack.pop()
        comment = rows.read(row, _comment, thread, above, users, response)
        if comment is None:
            continue
        replies = row.objects("replies", optional=True)
        stack.extend((reply, comment.nativeId) for reply in reversed(replies))
        if (offset := _next_offset(row, len(replies))) is not None:
            pending.append((comment.nativeId, offset))
    return pending


def _next_offset(row: JsonObject, replies: int) -> int | None:
    """Return the offset of a comment's replies that are not here; None when all are here.

    :param replies: number of replies that are here
    """
    if replies:
        return max(row.count("offset") or 0, replies) if row.flag("has_next") else None
    # Below the requested depth replies are only counted.
    return 0 if row.flag("has_next") or (row.count("replies_count") or 0) > 0 else None


def _add_next_page(offset: int | None, state: dict[str, Any], result: ParseResult) -> None:
    if offset is None or offset <= state["offset"]:
        result.problem = "OpenWeb says that there are more comments, but gives no way on"
        return
    # Replies come together with the comment that they answer: a further page needs the depth of its parent only.
    known = {state["parent"]: state["depths"][state["parent"]]} if state["parent"] else {}
    result.requests.append(_request(state["spot"], state["post"], state["parent"], offset, known))


def _configured(page: Page) -> tuple[str | None, str | None] | None:
    """Return spot and post from the JSON block in which some outlets keep the launcher's settings."""
    node = page.first("script#spotim-config")
    try:
        config = parse_json(node.text())["config"] if node is not None else {}
        return str(config["spotId"]), str(config["uuid"]).replace("_", "$")
    except (ValueError, KeyError, TypeError):
        return None


def _launched(page: Page) -> tuple[str | None, str | None]:
    script = page.first('script[src*="launcher.spot.im/spot/"]')
    found = _SPOT.search((script.attributes.get("src") if script is not None else "") or "")
    if found is None:
        found = next((m for node in page.tree.css("script") if (m := _SPOT.search(node.text()))), None)
    node = own_first(page, _POST)
    return found.group(1) if found else None, (node.attributes.get("data-post-id") if node is not None else "") or None


def _request(spot: str, post: str, parent: str, offset: int, depths: dict[str, int | None]) -> PlatformRequest:
    # Oldest first: what is written while the pages are read lands on the last one.
    body: dict[str, Any] = {
        "conversation_id": f"{spot}_{post}",
        "sort_by": "oldest",
        "offset": offset,
        "count": _COUNT,
        "depth": 1 if parent else 2,
    }
    if parent:
        body["parent_id"] = parent
    return PlatformRequest(
        url=_READ,
        method="POST",
        headers={
            "Content-Type": "application/json",
            "Accept": "application/json",
            "x-spot-id": spot,
            "x-post-id": post,
        },
        body=json.dumps(body),
        state={"spot": spot, "post": post, "parent": parent, "offset": offset, "depths": depths},
    )


def _users(talk: JsonObject) -> dict[str, JsonObject]:
    """Return the users by id; the service sends them as a map or as a list."""
    value = talk.value.get("users")
    if value is None:
        return {}
    if isinstance(value, list):
        return {user.require_id("id"): user for user in talk.objects("users")}
    users = talk.require_object("users")
    return {key: JsonObject(user, f"{users.path}.{key}") for key, user in users.value.items()}


def _comment(
    row: JsonObject, thread: Thread, parent: str, users: dict[str, JsonObject], response: PlatformResponse
) -> Comment:
    removed = row.flag("deleted")
    written = row.number("written_at") or row.number("time")
    up, down, score = _votes(row.optional_object("rank"))
    at = at_seconds(written)
    markup = "" if removed else _markup(row)
    text = text_of_html(markup)
    return Comment(
        platform=thread.platform,
        thread=thread.id,
        nativeId=row.require_id("id"),
        retrieved=response.retrieved,
        text=text,
        html=safe_html(markup, thread.copyUrl),
        author=None if removed else _author(row, users),
        dateCreated=at,
        dateCreatedRaw=str(written) if written is not None else None,
        dateCreatedPrecision="exact" if at else None,
        upvoteCount=up,
        downvoteCount=down,
        score=score,
        parentItem=row.optional_id("parent_id") or parent or None,
        state="removed" if text is None else "edited" if row.flag("edited") else "visible",
        source=response.url,
    )


def _votes(rank: JsonObject | None) -> tuple[int | None, int | None, int | None]:
    """Return up votes, down votes and score."""
    if rank is None:
        return None, None, None
    up, down = rank.count("ranks_up"), rank.count("ranks_down")
    return up, down, up - down if up is not None and down is not None else None


def _markup(row: JsonObject) -> str:
    """Return the text parts in order; pictures and animations become ``[image]`` and ``[animation]``."""
    parts = row.objects("content", optional=True)
    if not parts and not row.flag("deleted"):
        raise ResponseError(f"expected a list at {row.path}.content, got nothing")
    return "\n".join(part.text("text") or f"[{part.text('type') or 'attachment'}]" for part in parts)


def _author(row: JsonObject, users: dict[str, JsonObject]) -> Author | None:
    user_id = row.optional_id("user_id")
    user = users.get(user_id or "")
    name = (user and (user.text("display_name") or user.text("user_name"))) or row.text("user_display_name")
    return Author(name=name or None, id=user_id) if name or user_id else None
