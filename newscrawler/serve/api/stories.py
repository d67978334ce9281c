"""``/api/stories``: stories with their text, and one story with its tree."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from itertools import chain
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from newscrawler.interchange import ninjs
from newscrawler.serve.api.answering import json_answer, page_answer, prefers, refused, served
from newscrawler.serve.api.asking import Asked, bad
from newscrawler.serve.api.table import JSON
from newscrawler.serve.api.threads import thread_fields
from newscrawler.serve.context import store
from newscrawler.storage.plain import stored_fields
from newscrawler.storage.reader import Page, Reader, StoredStory, traverse

__all__ = ["MOST_COMMENTS", "ROUTES", "selected", "stories_asked"]

MOST_COMMENTS = 10_000
"""Comments of one answer: some 10 MB. Beyond, a thread names the address of its comments instead."""

_FORMS = {"json": JSON, "ninjs": ninjs.MEDIA_TYPE}


def stories_asked(reader: Reader, asked: Asked) -> Page[StoredStory]:
    """Return the page of stories that the filters ask for.

    :raises ProblemError: the read API refuses a value
    """
    try:
        return reader.stories_page(
            query=asked["q"],
            **{name: asked[name] for name in ("outlet", "agency", "since", "until", "changed_since", "cluster")},
            **{name: asked[name] for name in ("limit", "after")},
        )
    except ValueError as error:
        raise refused(error) from None


def selected(document: Mapping[str, Any], wanted: Collection[str]) -> Mapping[str, Any]:
    """Return the wanted fields of a document and its id; all of them where none is named."""
    if not wanted:
        return document
    return {name: value for name, value in document.items() if name == "id" or name in wanted}


def _stories(request: Request, asked: Asked) -> Response:
    page = stories_asked(store(request).reader, asked)
    documents = (selected(stored_fields(stored), asked["fields"]) for stored in page.items)
    return page_answer(request, documents, page.next)


def _story(request: Request, asked: Asked) -> Response:
    reader = store(request).reader
    stored = reader.stored_story(asked["id"])
    form = prefers(request, asked["format"], _FORMS)
    if form == "ninjs":
        _refuse_parts(asked)
        document = ninjs.ninjs(stored, reader.copies(stored.id))
    else:
        document = {**stored_fields(stored), **_tree(request, reader, stored, asked["include"])}
    return json_answer(request, selected(document, asked["fields"]), media_type=_FORMS[form], vary="Accept")


def _refuse_parts(asked: Asked) -> None:
    """Refuse a choice of fields or parts: a part of a ninjs document would be none.

    :raises ProblemError: there is such a choice
    """
    for name in ("fields", "include"):
        if asked[name]:
            raise bad(name, f"{name!r} chooses from the JSON form, and ninjs is always whole: leave out one of both.")


def _tree(request: Request, reader: Reader, stored: StoredStory, parts: Collection[str]) -> dict[str, Any]:
    """Return the parts below a story that are wanted; a part brings those above it."""
    if not parts:
        return {}
    copies = [dict(stored_fields(copy)) for copy in reader.copies(stored.id)]
    if "threads" in parts or "comments" in parts:
        by_copy: dict[str, list[dict[str, Any]]] = {copy["url"]: [] for copy in copies}
        for thread in reader.threads(by_copy):
            by_copy[thread.thread.copyUrl].append(thread_fields(request, thread))
        for copy in copies:
            copy["threads"] = by_copy[copy["url"]]
        if "comments" in parts:
            _add_comments(reader, chain.from_iterable(by_copy.values()))
    return {"copies": copies}


def _add_comments(reader: Reader, threads: Iterable[dict[str, Any]]) -> None:
    """Add the comments of each thread in reading order, as long as they fit into one answer."""
    room = MOST_COMMENTS
    for thread in threads:
        count = reader.thread_comment_count(thread["id"])
        fits = count <= room
        thread["comments"] = (
            [stored_fields(node.stored) for node, _ in traverse(reader.comments(thread["id"]))] if fits else []
        )
        thread["commentsLeftOut"] = 0 if fits else count
        room -= count if fits else 0


ROUTES: list[BaseRoute] = [served("stories", _stories), served("story", _story)]
