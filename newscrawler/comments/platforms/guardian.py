"""The Guardian's discussion API: ``discussion.theguardian.com/discussion-api/discussion/p/<key>``.

Source: two saved answers of the service, and the Guardian's own reader of it (guardian/dotcom-rendering,
``discussionApi.tsx``: the paging and ``maxResponses`` parameters, ``comment/<id>`` for a thread that is cut off,
and the error of discussions that are only offered unthreaded). Not tried against the live service from here.
Replies are listed under their top-level comment; ``responseTo`` names the comment that each one really answers.
"""

from __future__ import annotations

import re
from urllib.parse import urlencode

from newscrawler.comments.json_object import CommentRows, JsonObject, at_utc, read_json
from newscrawler.comments.markup import safe_html, text_of_html
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
from newscrawler.urls import host_of

__all__ = ["Guardian"]

_API = "https://discussion.theguardian.com/discussion-api"
_KEY = re.compile(rb"shortUrlId(?:&quot;|\")\s*:\s*(?:&quot;|\")/?(p/\w+)")
_NO_COMMENTS = re.compile(rb"isCommentable(?:&quot;|\")\s*:\s*false")
_PAGE_SIZE = 100
"""Top-level comments a page; the most that the site's own pages ask for, as with the replies under one of them."""
_LINEAR = "DISCUSSION_ONLY_AVAILABLE_IN_LINEAR_FORMAT"


class Guardian:
    """See :class:`newscrawler.comments.protocol.Platform`."""

    name = "guardian"

    def detect(self, page: Page, copy_url: str) -> CommentSection | None:
        host = host_of(page.url)
        if host != "theguardian.com" and not host.endswith(".theguardian.com"):
            return None
        key = _KEY.search(page.body)
        if key is None or _NO_COMMENTS.search(page.body):
            return None
        native_id = key.group(1).decode("ascii")
        thread = unread_thread(self.name, native_id, page, copy_url)
        return CommentSection(thread=thread, result=ParseResult(requests=[_page_request(native_id, 1, threaded=True)]))

    def parse(self, thread: Thread, request: PlatformRequest, response: PlatformResponse) -> ParseResult:
        data = read_json(response, "a discussion")
        if data.text("status") != "ok":
            if data.text("errorCode") == _LINEAR and request.state.get("threaded"):
                return ParseResult(requests=[_page_request(thread.nativeId, 1, threaded=False)])
            raise ResponseError(f"expected status ok, got {data.text('status')!r}: {data.text('message')!r}"[:200])
        if "of" in request.state:
            replies = data.require_object("comment").objects("responses", optional=True)
            rows = CommentRows()
            for row in replies:
                rows.read(row, _comment, thread, request.state["of"], response)
            return rows.thread_into(ParseResult(), thread, {request.state["of"]: 0})
        return _page(thread, request, data, response)


def _page(thread: Thread, request: PlatformRequest, data: JsonObject, response: PlatformResponse) -> ParseResult:
    discussion = data.require_object("discussion")
    number, pages = int(request.state["page"]), data.count("pages")
    if pages is None:
        raise ResponseError("expected the number of pages at answer.pages, got nothing")
    depths: dict[str, int | None] = dict(request.state.get("depths", {}))
    result = ParseResult(
        declaredCount=discussion.count("commentCount"),
        closed=discussion.flag("isClosedForComments"),
    )
    rows = CommentRows()
    for row in discussion.objects("comments"):
        _read_thread(rows, row, thread, response, result)
    rows.thread_into(result, thread, depths)
    if result.declaredCount is None and not result.comments:
        result.problem = result.problem or "the discussion has neither comments nor their number (commentCount)"
    if number < pages:
        threaded = bool(request.state["threaded"])
        # Threads come whole, so that only a discussion without them needs to remember its comments.
        result.requests.append(
            _page_request(thread.nativeId, number + 1, threaded=threaded, depths={} if threaded else depths)
        )
    return result


def _read_thread(
    rows: CommentRows, row: JsonObject, thread: Thread, response: PlatformResponse, result: ParseResult
) -> None:
    """Read a comment at the top level and its replies; request the replies when the row lacks some."""
    top = rows.read(row, _comment, thread, None, response)
    if top is None:
        return
    replies = row.objects("responses", optional=True)
    about = row.optional_object("metaData")
    if len(replies) < ((about and about.count("responseCount")) or 0):
        result.requests.append(_replies_request(top.nativeId))
        return
    for reply in replies:
        rows.read(reply, _comment, thread, top.nativeId, response)


def _page_request(
    key: str, page: int, *, threaded: bool, depths: dict[str, int | None] | None = None
) -> PlatformRequest:
    # Oldest first: what is written while the pages are read lands on the last one.
    query = {"page": page, "pageSize": _PAGE_SIZE, "orderBy": "oldest", "displayThreaded": str(threaded).lower()}
    if threaded:
        query["maxResponses"] = _PAGE_SIZE
    state = {"page": page, "threaded": threaded, "depths": depths or {}}
    return PlatformRequest(
        url=f"{_API}/discussion/{key}?{urlencode(query)}", headers={"Accept": "application/json"}, state=state
    )


def _replies_request(native_id: str) -> PlatformRequest:
    url = f"{_API}/comment/{native_id}?displayThreaded=true&displayResponses=true"
    return PlatformRequest(url=url, headers={"Accept": "application/json"}, state={"of": native_id})


def _comment(row: JsonObject, thread: Thread, root: str | None, response: PlatformResponse) -> Comment:
    native_id, markup, status = row.require_id("id"), row.text("body"), row.text("status")
    if status is None:
        raise ResponseError(f"expected a status at {row.path}.status, got nothing")
    # A moderated comment keeps its place and its votes; its body is the moderators' notice.
    text = text_of_html(markup) if status == "visible" else None
    answered, recommends = row.optional_object("responseTo"), row.count("numRecommends")
    created = row.text("isoDateTime")
    at = at_utc(created)
    return Comment(
        platform=thread.platform,
        thread=thread.id,
        nativeId=native_id,
        retrieved=response.retrieved,
        text=text,
        html=safe_html(markup, thread.copyUrl) if text else None,
        author=_author(row.optional_object("userProfile")),
        dateCreated=at,
        dateCreatedRaw=created,
        dateCreatedPrecision="exact" if at else None,
        upvoteCount=recommends,
        score=recommends,
        parentItem=answered.require_id("commentId") if answered else root,
        state="visible" if text else "removed",
        source=response.url,
    )


def _author(profile: JsonObject | None) -> Author | None:
    if profile is None:
        return None
    return Author(name=profile.text("displayName"), id=profile.optional_id("userId"), url=profile.text("webUrl"))
