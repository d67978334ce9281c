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

from newscrawler.comments.json_object import Rows, Shape, at_utc, read_json
from newscrawler.comments.keys import BEARER, Keys
from newscrawler.comments.markup import safe_html, text_of_html
from newscrawler.comments.own_markup import own_first
from newscrawler.comments.protocol import Answer, AnswerError, Ask, Batch, Section, check_page
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

    def detect(self, page: Page, copy_url: str) -> Section | None:
        found = _framed(page) or (_embedded(page) if b"createStreamEmbed" in page.body else None)
        if found is None:
            return None
        root, story_id, story_url = found
        parts = parts_of(root)
        # With a query or a fragment the server would be asked for something else than the thread that the id names.
        if not parts.hostname or "@" in parts.netloc or "?" in root or "#" in root:
            return None
        thread = Thread(
            platform=self.name,
            nativeId=f"{parts.netloc.lower()}{parts.path.rstrip('/')}/{story_id or story_url or copy_url}",
            copyUrl=copy_url,
            retrieved=page.retrieved,
            complete=False,
        )
        state = {"root": root, "variables": {"id": story_id, "url": story_url or copy_url}}
        return Section(thread=thread, batch=Batch.asking(lambda: self._ask(_STORY, state, {})))

    def parse(self, thread: Thread, ask: Ask, answer: Answer) -> Batch:
        state = ask.state
        data = self._data(read_json(answer, "a GraphQL result"), state["root"])
        depths: dict[str, int | None] = dict(state["depths"])
        batch = Batch()
        if (of := state.get("of")) is None:
            story = data.part("story")
            if story is None and "story" not in data.value:
                raise AnswerError(f"expected a story at {data.path}.story, got nothing")
            if story is None:
                # Coral makes a story when its first reader opens the section.
                return Batch(declaredCount=0)
            asked = state["variables"].get("id")
            if asked and story.reference("id") not in (None, asked):
                # The server did not know the id and went by the address, which may be any story's.
                raise AnswerError(
                    f"expected the story {asked!r} at {story.path}.id, got {story.reference('id')!r}"[:200]
                )
            check_page("Coral", story.text("url"), thread)
            counts = story.part("commentCounts")
            batch.declaredCount = counts.count("totalPublished") if counts else None
            batch.closed = story.flag("isClosed")
            connection = story.need("comments")
        else:
            connection = data.need("comment").need("replies")
        pending: list[tuple[str, str | None]] = []
        rows = Rows()
        _walk(rows, thread, connection, of, answer, pending)
        rows.into(batch, thread, depths)
        for parent, cursor in pending:
            more = {"root": state["root"], "of": parent, "variables": {"id": parent, "after": cursor}}
            batch.asks.append(self._ask(_COMMENT, more, {parent: depths[parent]}))
        following = _following(connection)
        if following is not None:
            if following == state["variables"].get("after"):
                batch.problem = "Coral says that there are more comments, but gives no way on"
            else:
                more = {**state, "variables": {**state["variables"], "after": following}}
                batch.asks.append(self._ask(_COMMENT if of else _STORY, more, {of: state["depths"][of]} if of else {}))
        return batch

    def _ask(self, query: str, state: dict[str, Any], depths: dict[str, int | None]) -> Ask:
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self._keys.get(host_of(state["root"])):
            headers["Authorization"] = BEARER
        return Ask(
            url=f"{state['root'].rstrip('/')}/api/graphql",
            method="POST",
            headers=headers,
            body=json.dumps({"query": query, "variables": state["variables"]}),
            state={**state, "depths": depths},
        )

    def _data(self, result: Shape, root: str) -> Shape:
        errors = result.parts("errors", optional=True)
        if not errors:
            return result.need("data")
        extensions = errors[0].part("extensions")
        code = extensions.text("code") if extensions else None
        if code == "RAW_QUERY_NOT_AUTHORIZED":
            advice = "is not accepted" if self._keys.get(host_of(root)) else "is missing"
            raise AnswerError(f"this Coral answers only with a token, which {advice}: COMMENT_KEYS {host_of(root)}")
        raise AnswerError(f"the server answers {code or 'an error'}: {errors[0].text('message')}"[:200])


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


def _framed(page: Page) -> tuple[str, str | None, str | None] | None:
    frame = own_first(page, 'iframe[src*="/embed/stream?"]')
    if frame is None:
        return None
    url = page.link(frame.attributes.get("src") or "") or ""
    query = parse_qs(parts_of(url).query)
    if "storyURL" not in query and "storyID" not in query:
        return None
    return url.split("/embed/stream?")[0], query.get("storyID", [None])[0], query.get("storyURL", [None])[0]


def _walk(
    rows: Rows,
    thread: Thread,
    connection: Shape,
    parent: str | None,
    answer: Answer,
    pending: list[tuple[str, str | None]],
) -> None:
    """Comments in reading order; ``pending`` gets those whose replies are not all here, with where to go on."""
    for edge in connection.parts("edges"):
        node = edge.need("node")
        comment = rows.read(node, _comment, thread, parent, answer)
        if comment is None:
            continue
        replies = node.part("replies")
        if replies is not None:
            _walk(rows, thread, replies, comment.nativeId, answer, pending)
            if (following := _following(replies)) is not None:
                pending.append((comment.nativeId, following))
        elif node.count("replyCount"):
            pending.append((comment.nativeId, None))


def _following(connection: Shape) -> str | None:
    about = connection.need("pageInfo")
    if not about.flag("hasNextPage"):
        return None
    cursor = about.text("endCursor")
    if cursor is None:
        raise AnswerError(f"expected text at {about.path}.endCursor, got nothing")
    return cursor


def _comment(node: Shape, thread: Thread, parent: str | None, answer: Answer) -> Comment:
    markup, status, created = node.text("body"), node.text("status"), node.text("createdAt")
    removed = node.flag("deleted") or (status is not None and status not in _SHOWN)
    text = None if removed else text_of_html(markup)
    author, editing, actions = node.part("author"), node.part("editing"), node.part("actionCounts")
    reaction = actions.part("reaction") if actions else None
    likes = reaction.count("total") if reaction else None
    answered = node.part("parent")
    at = at_utc(created)
    return Comment(
        platform=thread.platform,
        thread=thread.id,
        nativeId=node.identity("id"),
        retrieved=answer.retrieved,
        text=text,
        html=safe_html(markup, thread.copyUrl) if text else None,
        author=Author(name=author.text("username"), id=author.reference("id")) if author else None,
        dateCreated=at,
        dateCreatedRaw=created,
        dateCreatedPrecision="exact" if at else None,
        upvoteCount=likes,
        score=likes,
        parentItem=answered.identity("id") if answered else parent,
        state="removed" if text is None else "edited" if editing and editing.flag("edited") else "visible",
        source=answer.url,
    )
