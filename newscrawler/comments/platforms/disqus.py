"""Disqus: ``disqus.com/embed/comments/`` for the start of a thread, ``threads/listPosts`` for all of a long one.

Source: the API's documentation (``threads/listPosts``: cursor, ``limit`` at most 100, ``order``), and public readers
of the embed (``script#disqus-threadData`` with ``cursor`` and ``response.{posts,thread}``). Not tried against the
live service. ``listPosts`` needs the operator's own public API key: ``COMMENT_KEYS`` with ``disqus.com``. Without it
a thread is complete only when the embed shows all of it (50 comments).
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl, urlencode

from newscrawler.comments.json_object import CommentRows, JsonObject, at_utc, read_json
from newscrawler.comments.keys import KEY_PARAMETER, Keys
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
from newscrawler.urls import linked_address, parts_of

__all__ = ["Disqus"]

_EMBED = "https://disqus.com/embed/comments/"
_LIST = "https://disqus.com/api/3.0/threads/listPosts.json"
_HOST = "disqus.com"
_SHORTNAME = re.compile(
    r"""(?<![\w-])-*+([\w-]++)\.disqus\.com/embed\.js|disqus_?shortname["']?\s*[:=]\s*["']([\w-]+)["']""", re.I
)
_STRING = r"""\s*[:=]\s*("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')"""
_IDENTIFIER = re.compile(r"""(?:disqus_?identifier["']?|\bpage\.identifier)""" + _STRING, re.I)
_URL = re.compile(r"""(?:disqus_?url["']?|\bpage\.url)""" + _STRING, re.I)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))")


class Disqus:
    """See :class:`newscrawler.comments.protocol.Platform`.

    :param keys: the operator's: whether there is one for ``disqus.com``
    """

    name = "disqus"

    def __init__(self, keys: Keys | None = None) -> None:
        self._has_key = bool(keys and keys.get(_HOST))

    def detect(self, page: Page, copy_url: str) -> CommentSection | None:
        if own_first(page, "#disqus_thread") is None:
            return None
        shortname, identifier, url = _configured(page)
        url = (page.link(url) if url else None) or copy_url
        thread = unread_thread(self.name, f"{shortname or 'unknown'}/{identifier or url}", page, copy_url)
        if shortname is None:
            problem = "a #disqus_thread, but no Disqus shortname in the page's scripts"
            return CommentSection(thread=thread, result=ParseResult(problem=problem))
        query = {"base": "default", "f": shortname, "t_u": url}
        if identifier:
            query["t_i"] = identifier
        state = {"step": "embed", "forum": shortname}
        return CommentSection(
            thread=thread,
            result=ParseResult(requests=[PlatformRequest(url=f"{_EMBED}?{urlencode(query)}", state=state)]),
        )

    def parse(self, thread: Thread, request: PlatformRequest, response: PlatformResponse) -> ParseResult:
        parse = self._parse_embed if request.state["step"] == "embed" else _parse_list
        return parse(thread, request, response)

    def _parse_embed(self, thread: Thread, request: PlatformRequest, response: PlatformResponse) -> ParseResult:
        data = _embedded_data(response)
        posts, cursor = data.require_object("response"), data.require_object("cursor")
        about = posts.require_object("thread")
        _check_identifier(about, request)
        check_page("Disqus", about.text("link"), thread)
        declared = about.count("posts")
        result = ParseResult(declaredCount=declared, closed=about.flag("isClosed"))
        _read_posts(posts.objects("posts"), thread, response).thread_into(result, thread)
        if not cursor.flag("hasNext"):
            return result
        if self._has_key:
            # The list holds what commenters see; the tombstones that keep its threads together are in the embed alone.
            result.comments = [comment for comment in result.comments if comment.state == "removed"]
            depths = {comment.nativeId: comment.depth for comment in result.comments}
            result.requests = [_list_request(request.state["forum"], about.require_id("id"), None, depths)]
        else:
            result.problem = (
                f"the embed shows {len(result.comments)} of {declared or 'more'} comments; the rest needs the "
                "operator's Disqus API key: set COMMENT_KEYS with disqus.com"
            )
        return result


def _configured(page: Page) -> tuple[str | None, str | None, str | None]:
    """Return the forum's shortname, and the thread's identifier and address, as the page's scripts state them."""
    scripts = "\n".join(f"{node.attributes.get('src') or ''}\n{node.text()}" for node in page.tree.css("script"))
    found = _SHORTNAME.search(scripts)
    shortname = (found.group(1) or found.group(2)) if found else None
    return shortname, _literal(_IDENTIFIER.search(scripts)), _literal(_URL.search(scripts))


def _embedded_data(response: PlatformResponse) -> JsonObject:
    """Return the JSON of an embed.

    :raises ResponseError: when the page has none, or Disqus reports an error in it
    """
    node = response.page().first("script#disqus-threadData") if response.body.strip() else None
    if node is None:
        raise ResponseError("expected script#disqus-threadData, got a page without it")
    try:
        data = JsonObject(parse_json(node.text()), "disqus-threadData")
    except ValueError:
        raise ResponseError("expected JSON in script#disqus-threadData") from None
    _check_code(data)
    return data


def _check_identifier(about: JsonObject, request: PlatformRequest) -> None:
    """Check that the thread is the requested one.

    :raises ResponseError: when Disqus did not know the identifier and went by the address, which may be any page's
    """
    names, asked = about.value.get("identifiers"), dict(parse_qsl(parts_of(request.url).query)).get("t_i")
    if asked and isinstance(names, list) and names and asked not in names:
        raise ResponseError(f"expected the thread of {asked!r}, got that of {names[0]!r}"[:200])


def _parse_list(thread: Thread, request: PlatformRequest, response: PlatformResponse) -> ParseResult:
    data = read_json(response, "posts")
    _check_code(data)
    cursor = data.require_object("cursor")
    depths: dict[str, int | None] = dict(request.state["depths"])
    fresh = [row for row in data.objects("response") if str(row.value.get("id")) not in depths]
    result = _read_posts(fresh, thread, response).thread_into(ParseResult(), thread, depths)
    following = cursor.text("next")
    if cursor.flag("hasNext"):
        if not following or following == request.state["cursor"]:
            result.problem = "Disqus says that there are more comments, but gives no way on"
        else:
            result.requests = [_list_request(request.state["forum"], request.state["thread"], following, depths)]
    return result


def _list_request(forum: str, thread_id: str, cursor: str | None, depths: dict[str, int | None]) -> PlatformRequest:
    # Oldest first: parents come before replies, and what is written meanwhile comes last.
    query = {"thread": thread_id, "forum": forum, "limit": "100", "order": "asc"}
    if cursor:
        query["cursor"] = cursor
    state: dict[str, Any] = {"step": "list", "forum": forum, "thread": thread_id, "cursor": cursor, "depths": depths}
    url = f"{_LIST}?{urlencode(query)}{KEY_PARAMETER}"
    return PlatformRequest(url=url, headers={"Accept": "application/json"}, state=state)


def _check_code(data: JsonObject) -> None:
    code = data.count("code")
    if code != 0:
        raise ResponseError(f"expected code 0, got {code!r}: {str(data.value.get('response'))[:150]}")


def _literal(match: re.Match[str] | None) -> str | None:
    """Return the value of a JavaScript string literal; computed values are not known here."""
    if match is None:
        return None
    return _ESCAPE.sub(lambda escape: chr(int(escape[1], 16)) if escape[1] else escape[2], match.group(1)[1:-1]) or None


def _read_posts(posts: list[JsonObject], thread: Thread, response: PlatformResponse) -> CommentRows:
    rows = CommentRows()
    for post in posts:
        rows.read(post, _comment, thread, response)
    return rows


def _comment(row: JsonObject, thread: Thread, response: PlatformResponse) -> Comment:
    markup = row.text("message") or row.text("raw_message")
    removed = row.flag("isDeleted") or row.flag("isSpam")
    created, likes, dislikes = row.text("createdAt"), row.count("likes"), row.count("dislikes")
    at = at_utc(created)
    text = None if removed else text_of_html(markup)
    return Comment(
        platform=thread.platform,
        thread=thread.id,
        nativeId=row.require_id("id"),
        retrieved=response.retrieved,
        text=text,
        html=None if removed else safe_html(markup, response.url),
        author=None if removed else _author(row.optional_object("author"), response),
        dateCreated=at,
        dateCreatedRaw=created,
        dateCreatedPrecision="exact" if at else None,
        upvoteCount=likes,
        downvoteCount=dislikes,
        score=row.count("points"),
        parentItem=row.optional_id("parent"),
        state="removed" if text is None else "edited" if row.flag("isEdited") else "visible",
        source=response.url,
    )


def _author(author: JsonObject | None, response: PlatformResponse) -> Author | None:
    if author is None:
        return None
    url = author.text("profileUrl") or author.text("url")
    name = author.text("name") or author.text("username")
    return Author(name=name, id=author.optional_id("id"), url=linked_address(response.url, url) if url else None)
