"""``/api/threads``: comment threads, flat, as trees and as ActivityStreams."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote, unquote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from newscrawler.interchange import activitystreams
from newscrawler.serve.api.answering import checked, json_answer, page_answer, prefers, refused
from newscrawler.serve.api.asking import Asked
from newscrawler.serve.api.table import JSON
from newscrawler.serve.context import store
from newscrawler.serve.errors import ProblemError
from newscrawler.storage.plain import stored_fields
from newscrawler.storage.reader import CommentNode, Reader, StoredThread, traverse

__all__ = ["ROUTES", "thread_fields"]

_MOST_WHOLE = 10_000
"""Comments of a thread that is sent whole: some 10 MB."""

_DEEPEST = 50
"""Levels of answers in answers: a reader of JSON may refuse 100 levels of brackets, and each level here has two."""

_FORMS = {"json": JSON, "activitystreams": activitystreams.MEDIA_TYPE}

_BEGIN = "/api/threads/"


def thread_fields(request: Request, thread: StoredThread) -> dict[str, Any]:
    """Return a thread with the address of its comments."""
    url = f"{request.base_url}api/threads/{quote(thread.id, safe='')}/comments"
    return {**stored_fields(thread), "commentsUrl": url}


def _by_address(request: Request) -> Response:
    """Answer for a thread or its comments. An id may hold ``/``, so the address is read as it was sent, where it is
    ``%2F``."""
    rest = request.scope["raw_path"].decode("ascii", "replace").partition(_BEGIN)[2]
    before, _, last = rest.rpartition("/")
    if before and last == "comments":
        request.path_params["id"] = unquote(before)
        return checked(request, "comments", _comments)
    request.path_params["id"] = unquote(rest)
    return checked(request, "thread", _thread)


def _thread(request: Request, asked: Asked) -> Response:
    reader = store(request).reader
    thread = reader.thread(asked["id"])
    form = prefers(request, asked["format"], _FORMS)
    if form == "json":
        return json_answer(request, thread_fields(request, thread), vary="Accept")
    document = activitystreams.activitystreams(thread, _whole(reader, thread.id))
    return json_answer(request, document, media_type=activitystreams.MEDIA_TYPE, vary="Accept")


def _comments(request: Request, asked: Asked) -> Response:
    reader = store(request).reader
    thread = reader.thread(asked["id"])
    if asked["shape"] == "tree":
        return page_answer(request, _nested(_whole(reader, thread.id), _DEEPEST), None)
    try:
        page = reader.comments_page(thread.id, limit=asked["limit"], after=asked["after"])
    except ValueError as error:
        raise refused(error) from None
    return page_answer(request, map(stored_fields, page.items), page.next)


def _whole(reader: Reader, thread: str) -> tuple[CommentNode, ...]:
    count = reader.thread_comment_count(thread)
    if count > _MOST_WHOLE:
        detail = f"The thread has {count:,} comments, and at most {_MOST_WHOLE:,} are sent at once: use shape=flat."
        raise ProblemError(422, "Too many comments", detail)
    return reader.comments(thread)


def _nested(nodes: Sequence[CommentNode], levels: int) -> Iterator[dict[str, Any]]:
    """Yield comments with their answers under ``replies``. Below the last level all answers are in one list."""
    for node in nodes:
        replies = (
            list(_nested(node.replies, levels - 1))
            if levels > 1
            else [{**stored_fields(below.stored), "replies": []} for below, _ in traverse(node.replies)]
        )
        yield {**stored_fields(node.stored), "replies": replies}


ROUTES: list[BaseRoute] = [Route(_BEGIN + "{id:path}", _by_address, methods=["GET"], name="api.thread")]
