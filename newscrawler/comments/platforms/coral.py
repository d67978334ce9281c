"""Coral (formerly Talk): ``POST <server>/api/graphql``.

Source: Coral's documentation of its GraphQL API (``story``, ``Comment``, connections of ``edges`` and ``pageInfo``) and
its own embed (``createStreamEmbed`` with ``rootURL``, ``storyID``, ``storyURL``). Not tried against a live server. Many
servers answer free queries only with a token (``RAW_QUERY_NOT_AUTHORIZED``): the operator's own one goes into
``COMMENT_KEYS`` under the server's host.
"""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qs

from newscrawler.comments.json_object import CommentRows, JsonObject, at_utc, read_json
from newscrawler.comments.keys import KEY_BEARER, Keys
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
from newscrawler.urls import host_of, parts_of

__all__ = ["Coral"]

_ROOT = re.compile(r"""rootURL["']?\s*:\s*["'](https?:\\?/\\?/[^"']+)["']""")
_STORY_ID = re.compile(r"""storyID["']?\s*:\s*["']([^"']+)["']""")
_STORY_URL = re.compile(r"""storyURL["']?\s*:\s*["'](https?:\\?/\\?/[^"']+)["']""")
_FIELDS = (
    "id body createdAt status deleted replyCount parent { id } author { id username } "
    "editing { edited } actionCounts { reaction { total } }"
)
_PAGE = "pageInfo { hasNextPage endCursor }"
# Coral's own page size, and two levels of replies below it: most threads are a few answers.
_REPLIES = f"replies(first: 20, orderBy: CREATED_AT_ASC) {{ edges {{ node {{ {_FIELDS} %s }} }} {_PAGE} }}"
_NODE = f"{_FIELDS} {_REPLIES % (_REPLIES % '')}"
_STORY = (
    "query Story($id: ID, $url: String, $after: Cursor) { story(id: $id, url: $url) { id url isClosed "
    "commentCounts { totalPublished } comments(first: 20, after: $after, orderBy: CREATED_AT_ASC) "
    f"{{ edges {{ node {{ {_NODE} }} }} {_PAGE} }} }} }}"
)
_COMMENT = (
    "query Replies($id: ID!, $after: Cursor) { comment(id: $id) { id "
    f"replies(first: 20, after: $after, orderBy: CREATED_AT_ASC) {{ edges {{ node {{ {_NODE} }} }} {_PAGE} }} }} }}"
)
_SHOWN = {"NONE", "APPROVED", "PREMOD", "SYSTEM_WITHHELD"}
"""States in which Coral shows a body, if only to its author; a REJECTED comment is listed where it has replies."""


class Coral:
    """See :class:`newscrawler.comments.protocol.Platform`.

    :param keys: the operator's: whether there is a token for a server's host
    """

    name = "coral"

    def __init__(self, keys: Keys | None = None) -> None:
        self._keys = keys or {}

    def detect(self, page: Page, copy_url: str) -> CommentSection | None:
        found = _framed(page) or (_embedded(page) if b"createStreamEmbed" in page.body else None)
        if found is None:
            return None
        root, story_id, story_url = found
        parts = parts_of(root)
        if not _is_root(root):
            return None
        thread = unread_thread(
            self.name,
            f"{parts.netloc.lower()}{parts.path.rstrip('/')}/{story_id or story_url or copy_url}",
            page,
            copy_url,
        )
        state = {"root": root, "variables": {"id": story_id, "url": story_url or copy_url}}
        return CommentSection(thread=thread, result=ParseResult.with_request(lambda: self._request(_STORY, state, {})))

    def parse(self, thread: Thread, request: PlatformRequest, response: PlatformResponse) -> ParseResult:
        state = request.state
        data = self._data(read_json(response, "a GraphQL result"), state["root"])
        depths: dict[str, int | None] = dict(state["depths"])
        result, of = ParseResult(), state.get("of")
        if of is not None:
            connection = data.require_object("comment").require_object("replies")
        elif (story := _story(data, state)) is not None:
            connection = _read_story(story, thread, result)
        else:
            # Coral makes a story when its first reader opens the section.
            return ParseResult(declaredCount=0)
        pending: list[tuple[str, str | None]] = []
        rows = CommentRows()
        _read_comments(rows, thread, connection, of, response, pending)
        rows.thread_into(result, thread, depths)
        for parent, cursor in pending:
            more = {"root": state["root"], "of": parent, "variables": {"id": parent, "after": cursor}}
            result.requests.append(self._request(_COMMENT, more, {parent: depths[parent]}))
        if (following := _next_cursor(connection)) is not None:
            self._add_next_page(following, state, result)
        return result

    def _add_next_page(self, cursor: str, state: dict[str, Any], result: ParseResult) -> None:
        if cursor == state["variables"].get("after"):
            result.problem = "Coral says that there are more comments, but gives no way on"
            return
        more, of = {**state, "variables": {**state["variables"], "after": cursor}}, state.get("of")
        query, depths = (_COMMENT, {of: state["depths"][of]}) if of else (_STORY, {})
        result.requests.append(self._request(query, more, depths))

    def _request(self, query: str, state: dict[str, Any], depths: dict[str, int | None]) -> PlatformRequest:
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self._keys.get(host_of(state["root"])):
            headers["Authorization"] = KEY_BEARER
        return PlatformRequest(
            url=f"{state['root'].rstrip('/')}/api/graphql",
            method="POST",
            headers=headers,
            body=json.dumps({"query": query, "variables": state["variables"]}),
            state={**state, "depths": depths},
        )

    def _data(self, result: JsonObject, root: str) -> JsonObject:
        errors = result.objects("errors", optional=True)
        if not errors:
            return result.require_object("data")
        extensions = errors[0].optional_object("extensions")
        code = extensions.text("code") if extensions else None
        if code == "RAW_QUERY_NOT_AUTHORIZED":
            advice = "is not accepted" if self._keys.get(host_of(root)) else "is missing"
            raise ResponseError(f"this Coral answers only with a token, which {advice}: COMMENT_KEYS {host_of(root)}")
        raise ResponseError(f"the server answers {code or 'an error'}: {errors[0].text('message')}"[:200])


def _story(data: JsonObject, state: dict[str, Any]) -> JsonObject | None:
    """Return the story of a result; None where the server has no such story.

    :raises ResponseError: when it is another story than the requested one
    """
    story = data.optional_object("story")
    if story is None:
        if "story" not in data.value:
            raise ResponseError(f"expected a story at {data.path}.story, got nothing")
        return None
    asked = state["variables"].get("id")
    if asked and story.optional_id("id") not in (None, asked):
        # The server did not know the id and went by the address, which may be any story's.
        raise ResponseError(f"expected the story {asked!r} at {story.path}.id, got {story.optional_id('id')!r}"[:200])
    return story


def _read_story(story: JsonObject, thread: Thread, result: ParseResult) -> JsonObject:
    """Read the facts about a thread; returns its comments."""
    check_page("Coral", story.text("url"), thread)
    counts = story.optional_object("commentCounts")
    result.declaredCount = counts.count("totalPublished") if counts else None
    result.closed = story.flag("isClosed")
    comments = story.require_object("comments")
    if result.declaredCount is None and not comments.objects("edges"):
        # The query asks for both: an empty list without a count is not known to be an empty thread.
        raise ResponseError(f"expected a count at {story.path}.commentCounts.totalPublished beside no comments")
    return comments


def _embedded(page: Page) -> tuple[str, str | None, str | None] | None:
    for script in page.tree.css("script"):
        code = script.text()
        if "createStreamEmbed" in code and (root := _ROOT.search(code)):
            story_id, story_url = _STORY_ID.search(code), _STORY_URL.search(code)
            return (
                root.group(1).replace("\\/", "/"),
                story_id.group(1) if story_id else None,
                story_url.group(1).replace("\\/", "/") if story_url else None,
            )
    return None


def _is_root(url: str) -> bool:
    # With a query or a fragment the server would be asked for something else than the thread that the id names.
    parts = parts_of(url)
    return bool(parts.hostname) and "@" not in parts.netloc and "?" not in url and "#" not in url


def _framed(page: Page) -> tuple[str, str | None, str | None] | None:
    frame = own_first(page, 'iframe[src*="/embed/stream?"]')
    if frame is None:
        return None
    url = page.link(frame.attributes.get("src") or "") or ""
    query = parse_qs(parts_of(url).query)
    if "storyURL" not in query and "storyID" not in query:
        return None
    return url.split("/embed/stream?")[0], query.get("storyID", [None])[0], query.get("storyURL", [None])[0]


def _read_comments(
    rows: CommentRows,
    thread: Thread,
    connection: JsonObject,
    parent: str | None,
    response: PlatformResponse,
    pending: list[tuple[str, str | None]],
) -> None:
    """Read comments in reading order. ``pending`` gets comments that have more replies, with the cursor for them."""
    for edge in connection.objects("edges"):
        node = edge.require_object("node")
        comment = rows.read(node, _comment, thread, parent, response)
        if comment is None:
            continue
        replies = node.optional_object("replies")
        if replies is not None:
            _read_comments(rows, thread, replies, comment.nativeId, response, pending)
            if (following := _next_cursor(replies)) is not None:
                pending.append((comment.nativeId, following))
        elif node.count("replyCount"):
            pending.append((comment.nativeId, None))


def _next_cursor(connection: JsonObject) -> str | None:
    about = connection.require_object("pageInfo")
    if not about.flag("hasNextPage"):
        return None
    cursor = about.text("endCursor")
    if cursor is None:
        raise ResponseError(f"expected text at {about.path}.endCursor, got nothing")
    return cursor


def _comment(node: JsonObject, thread: Thread, parent: str | None, response: PlatformResponse) -> Comment:
    markup, status, created = node.text("body"), node.text("status"), node.text("createdAt")
    removed = node.flag("deleted") or (status is not None and status not in _SHOWN)
    text = None if removed else text_of_html(markup)
    author, answered = node.optional_object("author"), node.optional_object("parent")
    likes = _likes(node.optional_object("actionCounts"))
    at = at_utc(created)
    return Comment(
        platform=thread.platform,
        thread=thread.id,
        nativeId=node.require_id("id"),
        retrieved=response.retrieved,
        text=text,
        html=safe_html(markup, thread.copyUrl) if text else None,
        author=Author(name=author.text("username"), id=author.optional_id("id")) if author else None,
        dateCreated=at,
        dateCreatedRaw=created,
        dateCreatedPrecision="exact" if at else None,
        upvoteCount=likes,
        score=likes,
        parentItem=answered.require_id("id") if answered else parent,
        state="removed" if text is None else "edited" if _is_edited(node.optional_object("editing")) else "visible",
        source=response.url,
    )


def _likes(actions: JsonObject | None) -> int | None:
    reaction = actions.optional_object("reaction") if actions else None
    return reaction.count("total") if reaction else None


def _is_edited(editing: JsonObject | None) -> bool:
    return editing is not None and editing.flag("edited")
