"""WordPress comments by the REST API: ``/wp-json/wp/v2/comments?post=<ID>``, else by the pages.

Source: the REST API handbook (per_page at most 100, ``offset``, ``X-WP-Total``) and the answers of
a real WordPress 6.1. Only approved comments are listed.

REST lists the replies to a trashed comment, which are orphans then; the page drops them with all that is below. So
REST is asked first. Where it is refused, switched off or knows fewer comments than the page shows, the page and its
``/comment-page-N`` are read for what is missing (:mod:`newscrawler.comments.platforms.wordpress_pages`), and the
thread is complete only when that adds up to the count that the page declares.
"""

from __future__ import annotations

import re
from collections.abc import Container
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode, urljoin

from newscrawler.comments.json_object import CommentRows
from newscrawler.comments.markup import safe_html, text_of_html
from newscrawler.comments.platforms.wordpress_pages import (
    comment_blocks,
    next_page_request,
    outside,
    page_request,
    read_page,
)
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
from newscrawler.jsontext import JsonLimitError, parse_json
from newscrawler.limits import whole_number
from newscrawler.sites import site_of
from newscrawler.urls import host_of

__all__ = ["WordPress"]

_ID_DIGITS = 18
"""Of a 64-bit number, as WordPress's database counts."""

_POST = re.compile(r"/wp/v2/(?:posts|pages)/(\d+)$")
_PER_PAGE = 100
"""The most that WordPress answers; 101 is an error."""


class WordPress:
    """See :class:`newscrawler.comments.protocol.Platform`."""

    name = "wordpress"

    def detect(self, page: Page, copy_url: str) -> CommentSection | None:
        blocks, inside = comment_blocks(page)
        root = outside(page.tree.css('link[rel="https://api.w.org/"][href]'), inside)
        post_id = _post_id(page, inside)
        api = page.link(root.attributes.get("href") or "") if root is not None else None
        if api is None or post_id is None:
            return None
        host = host_of(page.url).removeprefix("www.")
        thread = unread_thread(self.name, f"{host}/{post_id}", page, copy_url, closed=_closed(page))
        if site_of(api) != site_of(page.url):
            # Another site's answers would be stored in this one's name: wordpress.com lists its guests' comments so.
            return CommentSection(thread=thread, result=ParseResult.with_request(lambda: page_request(copy_url, {})))
        state = {"api": api, "post": post_id, "offset": 0, "depths": {}, "shown": len(blocks)}
        return CommentSection(thread=thread, result=ParseResult.with_request(lambda: _list_request(state)))

    def parse(self, thread: Thread, request: PlatformRequest, response: PlatformResponse) -> ParseResult:
        if "api" not in request.state:
            return read_page(thread, request, response)
        rows, total = _rows(response)
        depths, offset = dict(request.state["depths"]), int(request.state.get("offset", 0))
        if offset and not _joins(rows, depths):
            # Comments that were deleted meanwhile have moved the following ones to earlier offsets.
            earlier = _at(max(0, offset - _PER_PAGE // 2), request.state)
            return ParseResult(requests=[_list_request(earlier)], declaredCount=total)
        read = CommentRows()
        for position, row in enumerate(_not_read(rows, depths), len(depths)):
            read.read(row, _comment, thread, position, response)
        result = read.into(ParseResult(declaredCount=total))
        for comment in result.comments:
            _set_depth(comment, depths)
        if len(rows) > 1 and offset + len(rows) < total:
            # The last comment is requested once more: it proves that nothing moved.
            result.requests = [_list_request(_at(offset + len(rows) - 1, {**request.state, "depths": depths}))]
        else:
            _check_number(result, thread, request, depths, total)
        return result

    def fallback(self, thread: Thread, request: PlatformRequest, reason: str) -> ParseResult | None:
        """Read the pages when REST has no readable answer, and the next page when a page has none."""
        if "api" in request.state:
            return ParseResult(requests=[page_request(thread.copyUrl, request.state["depths"])])
        following = next_page_request(request)
        return ParseResult(requests=[following]) if following else None


def _rows(response: PlatformResponse) -> tuple[list[Any], int]:
    """Return the rows of a response and the number of comments of the post.

    :raises ResponseError: when it is another response than the REST API's
    """
    try:
        rows = parse_json(response.body)
    except JsonLimitError as error:
        raise ResponseError(f"expected JSON within limits from the WordPress REST API, got {error}") from None
    except ValueError as error:
        raise ResponseError("expected JSON from the WordPress REST API") from error
    if not isinstance(rows, list):
        raise ResponseError("expected a list of comments from the WordPress REST API")
    total = whole_number(response.headers.get("x-wp-total", ""))
    if total is None:
        raise ResponseError("the answer lacks X-WP-Total: not the WordPress REST API")
    return rows, total


def _list_request(state: dict[str, Any]) -> PlatformRequest:
    # By id: comments that arrive while the answers are read land on the last one and move nothing, and a parent comes
    # before its replies.
    # Back at the beginning an answer is asked for anew, by another name.
    position = {"offset": state["offset"]} if state["depths"] else {"page": 1}
    query = {"post": state["post"], "per_page": _PER_PAGE, **position, "order": "asc", "orderby": "id"}
    api = state["api"]
    base = urljoin(api, "wp/v2/comments") if "?" not in api else f"{api}wp/v2/comments"
    separator = "&" if "?" in base else "?"
    return PlatformRequest(
        url=f"{base}{separator}{urlencode(query)}", headers={"Accept": "application/json"}, state=state
    )


def _at(offset: int, state: dict[str, Any]) -> dict[str, Any]:
    """The state at that place, or a little before: what was asked is not asked again, and answers may overlap."""
    asked = [*state.get("asked", ()), state.get("offset", 0)]
    while offset > 0 and offset in asked:
        offset -= 1
    return {**state, "offset": offset, "asked": asked}


def _not_read(rows: list[Any], depths: dict[str, int | None]) -> list[Any]:
    """Return the rows without the comments that an earlier response held."""
    return [row for row in rows if not isinstance(row, dict) or str(row.get("id")) not in depths]


def _check_number(
    result: ParseResult, thread: Thread, request: PlatformRequest, depths: dict[str, int | None], total: int
) -> None:
    """Request the page when it shows more comments than REST has sent; note a problem when REST declares more."""
    if len(depths) < request.state.get("shown", 0):
        result.requests = [page_request(thread.copyUrl, depths)]
    elif len(depths) < total:
        result.problem = result.problem or f"X-WP-Total is {total} and {len(depths)} were sent"


def _joins(rows: list[Any], depths: dict[str, int | None]) -> bool:
    """Return whether the answer begins at or before the end of the comments that were read before.

    Comments that are trashed or deleted meanwhile move all that follow them up, past the place where the next answer
    begins.
    """
    first = rows[0].get("id") if rows and isinstance(rows[0], dict) else None
    return isinstance(first, int) and first <= max(map(int, depths), default=0)


def _post_id(page: Page, inside: Container[int]) -> str | None:
    if (linked := _linked_post_id(page, inside)) is not None:
        return linked
    shortlink = outside(page.tree.css("link[rel=shortlink][href]"), inside)
    match = re.search(r"[?&]p=(\d+)$", (shortlink and shortlink.attributes.get("href")) or "")
    if match:
        return match.group(1)
    field = outside(page.tree.css("#comment_post_ID[value]"), inside)
    value = (field and field.attributes.get("value")) or ""
    number = whole_number(value, longest=_ID_DIGITS)
    return None if number is None else str(number)


def _linked_post_id(page: Page, inside: Container[int]) -> str | None:
    known: dict[int, int | None] = {}
    for link in page.tree.css('link[rel=alternate][type="application/json"][href]'):
        if outside([link], inside, known) and (match := _POST.search(link.attributes.get("href") or "")):
            return match.group(1)
    return None


def _closed(page: Page) -> bool | None:
    if page.first("#commentform"):
        return False
    return True if page.first(".no-comments") else None


def _comment(row: Any, thread: Thread, position: int, response: PlatformResponse) -> Comment:
    number = row.get("id") if isinstance(row, dict) else None
    if not isinstance(number, int) or isinstance(number, bool):
        raise ResponseError(f"comment {position} has no numeric id")
    markup, created, parent = _markup(row), _string(row.get("date_gmt")), row.get("parent")
    at = _time(created)
    text = text_of_html(markup)
    return Comment(
        platform=thread.platform,
        thread=thread.id,
        nativeId=str(number),
        retrieved=response.retrieved,
        text=text,
        html=safe_html(markup, thread.copyUrl),
        author=_author(row),
        dateCreated=at,
        dateCreatedRaw=created,
        dateCreatedPrecision="exact" if at else None,
        parentItem=str(parent) if isinstance(parent, int) and parent else None,
        position=position,
        state="visible" if text else "removed",
        source=response.url,
    )


def _set_depth(comment: Comment, depths: dict[str, int | None]) -> None:
    """Set the depth from parents read before. REST lists replies whose parent was trashed; their depth is unknown."""
    if comment.parentItem is None:
        comment.depth = 0
    elif comment.parentItem not in depths:
        comment.state = "orphaned"
    elif (above := depths[comment.parentItem]) is not None:
        comment.depth = above + 1
    depths[comment.nativeId] = comment.depth


def _markup(row: dict[str, Any]) -> str | None:
    content = row.get("content")
    return _string(content.get("rendered")) if isinstance(content, dict) else None


def _author(row: dict[str, Any]) -> Author | None:
    name, number, url = row.get("author_name"), row.get("author"), row.get("author_url")
    if not name and not number and not url:
        return None
    return Author(
        name=text_of_html(_string(name)),
        id=str(number) if isinstance(number, int) and number else None,
        url=_string(url) or None,
    )


def _string(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _time(created: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(created).replace(tzinfo=UTC) if created is not None else None
    except ValueError:
        return None
