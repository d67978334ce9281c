"""Disqus: ``disqus.com/embed/comments/`` for the start of a thread, ``threads/listPosts`` for all of a long one.

Source: the API's documentation (``threads/listPosts``: cursor, ``limit`` at most 100, ``order``), and public readers of
the embed (``script#disqus-threadData`` with ``cursor`` and ``response.{posts,thread}``). Not tried against the live
service. ``listPosts`` needs the operator's own public API key: ``COMMENT_KEYS`` with ``disqus.com``. Without it a thread is
complete only when the embed shows all of it (50 comments).
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl, urlencode

from newscrawler.comments.json_object import Rows, Shape, at_utc, read_json
from newscrawler.comments.keys import PARAMETER, Keys
from newscrawler.comments.markup import safe_html, text_of_html
from newscrawler.comments.own_markup import own_first
from newscrawler.comments.protocol import Answer, AnswerError, Ask, Batch, Section, check_page
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

    def detect(self, page: Page, copy_url: str) -> Section | None:
        if own_first(page, "#disqus_thread") is None:
            return None
        scripts = "\n".join(f"{node.attributes.get('src') or ''}\n{node.text()}" for node in page.tree.css("script"))
        found = _SHORTNAME.search(scripts)
        shortname = (found.group(1) or found.group(2)) if found else None
        identifier, url = _literal(_IDENTIFIER.search(scripts)), _literal(_URL.search(scripts))
        url = (page.link(url) if url else None) or copy_url
        thread = Thread(
            platform=self.name,
            nativeId=f"{shortname or 'unknown'}/{identifier or url}",
            copyUrl=copy_url,
            retrieved=page.retrieved,
            complete=False,
        )
        if shortname is None:
            problem = "a #disqus_thread, but no Disqus shortname in the page's scripts"
            return Section(thread=thread, batch=Batch(problem=problem))
        query = {"base": "default", "f": shortname, "t_u": url}
        if identifier:
            query["t_i"] = identifier
        state = {"step": "embed", "forum": shortname}
        return Section(thread=thread, batch=Batch(asks=[Ask(url=f"{_EMBED}?{urlencode(query)}", state=state)]))

    def parse(self, thread: Thread, ask: Ask, answer: Answer) -> Batch:
        return self._embed(thread, ask, answer) if ask.state["step"] == "embed" else _list(thread, ask, answer)

    def _embed(self, thread: Thread, ask: Ask, answer: Answer) -> Batch:
        page = Page(
            answer.url, answer.body, content_type=answer.headers.get("content-type"), retrieved=answer.retrieved
        )
        node = page.first("script#disqus-threadData") if answer.body.strip() else None
        if node is None:
            raise AnswerError("expected script#disqus-threadData, got a page without it")
        try:
            data = Shape(parse_json(node.text()), "disqus-threadData")
        except ValueError:
            raise AnswerError("expected JSON in script#disqus-threadData") from None
        _check(data)
        response, cursor = data.need("response"), data.need("cursor")
        about = response.need("thread")
        names, asked = about.value.get("identifiers"), dict(parse_qsl(parts_of(ask.url).query)).get("t_i")
        if asked and isinstance(names, list) and names and asked not in names:
            # Disqus did not know the identifier and went by the address, which may be any page's.
            raise AnswerError(f"expected the thread of {asked!r}, got that of {names[0]!r}"[:200])
        check_page("Disqus", about.text("link"), thread)
        declared = about.count("posts")
        batch = Batch(declaredCount=declared, closed=about.flag("isClosed"))
        _posts(response.parts("posts"), thread, answer).into(batch, thread)
        if not cursor.flag("hasNext"):
            return batch
        if self._has_key:
            # The list holds what readers see; the tombstones that keep its threads together are in the embed alone.
            batch.comments = [comment for comment in batch.comments if comment.state == "removed"]
            depths = {comment.nativeId: comment.depth for comment in batch.comments}
            batch.asks = [_list_ask(ask.state["forum"], about.identity("id"), None, depths)]
        else:
            batch.problem = (
                f"the embed shows {len(batch.comments)} of {declared or 'more'} comments; the rest needs the operator's "
                "Disqus API key: set COMMENT_KEYS with disqus.com"
            )
        return batch


def _list(thread: Thread, ask: Ask, answer: Answer) -> Batch:
    data = read_json(answer, "posts")
    _check(data)
    cursor = data.need("cursor")
    depths: dict[str, int | None] = dict(ask.state["depths"])
    fresh = [row for row in data.parts("response") if str(row.value.get("id")) not in depths]
    batch = _posts(fresh, thread, answer).into(Batch(), thread, depths)
    following = cursor.text("next")
    if cursor.flag("hasNext"):
        if not following or following == ask.state["cursor"]:
            batch.problem = "Disqus says that there are more comments, but gives no way on"
        else:
            batch.asks = [_list_ask(ask.state["forum"], ask.state["thread"], following, depths)]
    return batch


def _list_ask(forum: str, thread_id: str, cursor: str | None, depths: dict[str, int | None]) -> Ask:
    # Oldest first: parents come before replies, and what is written meanwhile comes last.
    query = {"thread": thread_id, "forum": forum, "limit": "100", "order": "asc"}
    if cursor:
        query["cursor"] = cursor
    state: dict[str, Any] = {"step": "list", "forum": forum, "thread": thread_id, "cursor": cursor, "depths": depths}
    url = f"{_LIST}?{urlencode(query)}{PARAMETER}"
    return Ask(url=url, headers={"Accept": "application/json"}, state=state)


def _check(data: Shape) -> None:
    code = data.count("code")
    if code != 0:
        raise AnswerError(f"expected code 0, got {code!r}: {str(data.value.get('response'))[:150]}")


def _literal(match: re.Match[str] | None) -> str | None:
    """A JavaScript string; what a script computes is not known here."""
    if match is None:
        return None
    return _ESCAPE.sub(lambda escape: chr(int(escape[1], 16)) if escape[1] else escape[2], match.group(1)[1:-1]) or None


def _posts(posts: list[Shape], thread: Thread, answer: Answer) -> Rows:
    rows = Rows()
    for post in posts:
        rows.read(post, _comment, thread, answer)
    return rows


def _comment(row: Shape, thread: Thread, answer: Answer) -> Comment:
    markup = row.text("message") or row.text("raw_message")
    removed = row.flag("isDeleted") or row.flag("isSpam")
    created, likes, dislikes = row.text("createdAt"), row.count("likes"), row.count("dislikes")
    at = at_utc(created)
    text = None if removed else text_of_html(markup)
    return Comment(
        platform=thread.platform,
        thread=thread.id,
        nativeId=row.identity("id"),
        retrieved=answer.retrieved,
        text=text,
        html=None if removed else safe_html(markup, answer.url),
        author=None if removed else _author(row.part("author"), answer),
        dateCreated=at,
        dateCreatedRaw=created,
        dateCreatedPrecision="exact" if at else None,
        upvoteCount=likes,
        downvoteCount=dislikes,
        score=row.count("points"),
        parentItem=row.reference("parent"),
        state="removed" if text is None else "edited" if row.flag("isEdited") else "visible",
        source=answer.url,
    )


def _author(author: Shape | None, answer: Answer) -> Author | None:
    if author is None:
        return None
    url = author.text("profileUrl") or author.text("url")
    name = author.text("name") or author.text("username")
    return Author(name=name, id=author.reference("id"), url=linked_address(answer.url, url) if url else None)
