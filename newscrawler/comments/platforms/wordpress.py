"""WordPress comments by the REST API: ``/wp-json/wp/v2/comments?post=<ID>``, else by the pages.

Source: the REST API handbook (per_page at most 100, ``offset``, ``X-WP-Total``) and the answers of
a real WordPress 6.1. Only approved comments are listed.

REST lists the replies to a trashed comment, which are orphans then; the page drops them with all that is below. So REST
is asked first. Where it is refused, switched off or knows fewer comments than the page shows, the page and its
``/comment-page-N`` are read for what is missing (:mod:`newscrawler.comments.platforms.wordpress_pages`), and the thread is
complete only when that adds up to the count that the page declares.
"""

from __future__ import annotations

import re
from collections.abc import Container
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode, urljoin

from newscrawler.comments.markup import safe_html, text_of_html
from newscrawler.comments.platforms.wordpress_pages import comment_blocks, next_page_ask, outside, page_ask, read_page
from newscrawler.comments.protocol import Answer, AnswerError, Ask, Batch, Section
from newscrawler.comments.rows import read_rows
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

    def detect(self, page: Page, copy_url: str) -> Section | None:
        blocks, inside = comment_blocks(page)
        root = outside(page.tree.css('link[rel="https://api.w.org/"][href]'), inside)
        post_id = _post_id(page, inside)
        api = page.link(root.attributes.get("href") or "") if root is not None else None
        if api is None or post_id is None:
            return None
        host = host_of(page.url).removeprefix("www.")
        thread = Thread(
            platform=self.name,
            nativeId=f"{host}/{post_id}",
            copyUrl=copy_url,
            retrieved=page.retrieved,
            complete=False,
            closed=_closed(page),
        )
        if site_of(api) != site_of(page.url):
            # Another site's answers would be stored in this one's name: wordpress.com lists its guests' comments so.
            return Section(thread=thread, batch=Batch.asking(lambda: page_ask(copy_url, {})))
        state = {"api": api, "post": post_id, "offset": 0, "depths": {}, "shown": len(blocks)}
        return Section(thread=thread, batch=Batch.asking(lambda: _ask(state)))

    def parse(self, thread: Thread, ask: Ask, answer: Answer) -> Batch:
        if "api" not in ask.state:
            return read_page(thread, ask, answer)
        try:
            rows = parse_json(answer.body)
        except JsonLimitError as error:
            raise AnswerError(f"expected JSON within limits from the WordPress REST API, got {error}") from None
        except ValueError as error:
            raise AnswerError("expected JSON from the WordPress REST API") from error
        if not isinstance(rows, list):
            raise AnswerError("expected a list of comments from the WordPress REST API")
        depths, offset = dict(ask.state["depths"]), int(ask.state.get("offset", 0))
        total = _header(answer, "x-wp-total")
        if total is None:
            raise AnswerError("the answer lacks X-WP-Total: not the WordPress REST API")
        if offset and not _joins(rows, depths):
            # What was read at this place is further up now, and what follows it too.
            return Batch(asks=[_ask(_at(max(0, offset - _PER_PAGE // 2), ask.state))], declaredCount=total)
        fresh = [row for row in rows if not isinstance(row, dict) or str(row.get("id")) not in depths]
        read = len(depths)
        comments, problem, unreadable = read_rows(fresh, lambda row, index: _comment(thread, row, read + index, answer))
        for comment in comments:
            _place(comment, depths)
        read = len(depths)
        batch = Batch(comments=comments, declaredCount=total, problem=problem, unreadable=unreadable)
        shown = ask.state.get("shown", 0)
        if len(rows) > 1 and offset + len(rows) < total:
            # The last one once more: it proves that nothing moved.
            batch.asks = [_ask(_at(offset + len(rows) - 1, {**ask.state, "depths": depths}))]
        elif read < shown:
            batch.asks = [page_ask(thread.copyUrl, depths)]
        elif read < total:
            batch.problem = problem or f"X-WP-Total is {total} and {read} were sent"
        return batch

    def instead(self, thread: Thread, ask: Ask, reason: str) -> Batch | None:
        """The pages, when REST gives no answer that can be read; the next page, when one of them gives none."""
        if "api" in ask.state:
            return Batch(asks=[page_ask(thread.copyUrl, ask.state["depths"])])
        following = next_page_ask(ask)
        return Batch(asks=[following]) if following else None


def _ask(state: dict[str, Any]) -> Ask:
    # By id: comments that arrive while the answers are read land on the last one and move nothing, and a parent comes
    # before its replies.
    # Back at the beginning an answer is asked for anew, by another name.
    place = {"offset": state["offset"]} if state["depths"] else {"page": 1}
    query = {"post": state["post"], "per_page": _PER_PAGE, **place, "order": "asc", "orderby": "id"}
    api = state["api"]
    base = urljoin(api, "wp/v2/comments") if "?" not in api else f"{api}wp/v2/comments"
    separator = "&" if "?" in base else "?"
    return Ask(url=f"{base}{separator}{urlencode(query)}", headers={"Accept": "application/json"}, state=state)


def _at(offset: int, state: dict[str, Any]) -> dict[str, Any]:
    """The state at that place, or a little before: what was asked is not asked again, and answers may overlap."""
    asked = [*state.get("asked", ()), state.get("offset", 0)]
    while offset > 0 and offset in asked:
        offset -= 1
    return {**state, "offset": offset, "asked": asked}


def _joins(rows: list[Any], depths: dict[str, int | None]) -> bool:
    """Whether the answer begins no later than what was read before ends.

    Comments that are trashed or deleted meanwhile move all that follow them up, past the place where the next answer begins.
    """
    first = rows[0].get("id") if rows and isinstance(rows[0], dict) else None
    return isinstance(first, int) and first <= max(map(int, depths), default=0)


def _post_id(page: Page, inside: Container[int]) -> str | None:
    known: dict[int, int | None] = {}
    for link in page.tree.css('link[rel=alternate][type="application/json"][href]'):
        if outside([link], inside, known) and (match := _POST.search(link.attributes.get("href") or "")):
            return match.group(1)
    shortlink = outside(page.tree.css("link[rel=shortlink][href]"), inside)
    match = re.search(r"[?&]p=(\d+)$", (shortlink and shortlink.attributes.get("href")) or "")
    if match:
        return match.group(1)
    field = outside(page.tree.css("#comment_post_ID[value]"), inside)
    value = (field and field.attributes.get("value")) or ""
    number = whole_number(value, longest=_ID_DIGITS)
    return None if number is None else str(number)


def _closed(page: Page) -> bool | None:
    if page.first("#commentform"):
        return False
    return True if page.first(".no-comments") else None


def _comment(thread: Thread, row: Any, position: int, answer: Answer) -> Comment:
    if not isinstance(row, dict) or not isinstance(row.get("id"), int) or isinstance(row["id"], bool):
        raise AnswerError(f"comment {position} has no numeric id")
    content = row.get("content")
    markup = content.get("rendered") if isinstance(content, dict) else None
    parent = row.get("parent")
    created = row.get("date_gmt")
    at = _time(created)
    text = text_of_html(markup if isinstance(markup, str) else None)
    return Comment(
        platform=thread.platform,
        thread=thread.id,
        nativeId=str(row["id"]),
        retrieved=answer.retrieved,
        text=text,
        html=safe_html(markup if isinstance(markup, str) else None, thread.copyUrl),
        author=_author(row),
        dateCreated=at,
        dateCreatedRaw=created if isinstance(created, str) else None,
        dateCreatedPrecision="exact" if at else None,
        parentItem=str(parent) if isinstance(parent, int) and parent else None,
        position=position,
        state="visible" if text else "removed",
        source=answer.url,
    )


def _place(comment: Comment, depths: dict[str, int | None]) -> None:
    """Depth from the parents read before; REST lists replies whose parent was trashed, which have none to count from."""
    if comment.parentItem is None:
        comment.depth = 0
    elif comment.parentItem not in depths:
        comment.state = "orphaned"
    elif (above := depths[comment.parentItem]) is not None:
        comment.depth = above + 1
    depths[comment.nativeId] = comment.depth


def _author(row: dict[str, Any]) -> Author | None:
    name, number, url = row.get("author_name"), row.get("author"), row.get("author_url")
    if not name and not number and not url:
        return None
    return Author(
        name=text_of_html(name) if isinstance(name, str) and name else None,
        id=str(number) if isinstance(number, int) and number else None,
        url=url if isinstance(url, str) and url else None,
    )


def _time(created: Any) -> datetime | None:
    if not isinstance(created, str):
        return None
    try:
        return datetime.fromisoformat(created).replace(tzinfo=UTC)
    except ValueError:
        return None


def _header(answer: Answer, name: str) -> int | None:
    value = answer.headers.get(name, "")
    return whole_number(value)
