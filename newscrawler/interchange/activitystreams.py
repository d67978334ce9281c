"""A comment thread as ActivityStreams 2.0. Pure.

A comment that nobody can read any more (removed, vanished or erased) is a ``Tombstone``: its place in the thread and
its votes stay, its words and its author are not shown, also where the store still has them.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from newscrawler.interchange.exchange import comment_urn, exact_time, rfc3339, thread_urn, uri
from newscrawler.items import Author
from newscrawler.storage.reader import CommentNode, StoredComment, StoredThread, traverse

__all__ = ["CONTEXT", "MEDIA_TYPE", "activitystreams"]

MEDIA_TYPE = "application/activity+json"

CONTEXT: list[Any] = [
    "https://www.w3.org/ns/activitystreams",
    {
        "schema": "http://schema.org/",
        "upvoteCount": "schema:upvoteCount",
        "downvoteCount": "schema:downvoteCount",
        "score": "urn:newscrawler:terms:score",
        "dateCreatedRaw": "urn:newscrawler:terms:dateCreatedRaw",
    },
]
"""The vocabulary, with the four terms that it has no word for: votes, and a time as it was printed."""

_UNREADABLE = frozenset(("removed", "vanished"))
"""States of comments that are tombstones here. An erased comment is stored as removed."""


def activitystreams(stored: StoredThread, comments: Sequence[CommentNode]) -> dict[str, Any]:
    """Return the thread as an ``OrderedCollection`` of ``Note`` and ``Tombstone``, in reading order.

    :param comments: its comments as a tree, as :meth:`Reader.comments` returns them
    """
    thread = stored.thread
    listed = [node.stored for node, _ in traverse(comments)]
    return {
        "@context": CONTEXT,
        "id": thread_urn(stored.id),
        "type": "OrderedCollection",
        "url": uri(thread.copyUrl),
        "updated": rfc3339(stored.lastChanged),
        "totalItems": len(listed),
        "orderedItems": [_object(comment, stored.id) for comment in listed],
    }


def _object(stored: StoredComment, thread: str) -> dict[str, Any]:
    comment = stored.comment
    place = {
        "id": comment_urn(thread, comment.nativeId),
        "context": thread_urn(thread),
        "inReplyTo": thread_urn(thread) if comment.parentItem is None else comment_urn(thread, comment.parentItem),
    }
    votes = {name: getattr(comment, name) for name in ("upvoteCount", "downvoteCount", "score")}
    shape = {**place, **{name: value for name, value in votes.items() if value is not None}}
    if comment.state in _UNREADABLE:
        return {**shape, "type": "Tombstone", "formerType": "Note", "deleted": _deleted(stored)}
    return {**shape, "type": "Note", **_words(stored)}


def _deleted(stored: StoredComment) -> str:
    """Return the time of the visit that first found the comment in its state."""
    at = stored.lastChanged
    for observation in reversed(stored.observations):
        if observation.state != stored.comment.state:
            break
        at = observation.at
    return rfc3339(at)


def _words(stored: StoredComment) -> dict[str, Any]:
    comment = stored.comment
    fields = {
        "content": comment.html if comment.html is not None else _paragraphs(comment.text),
        "mediaType": "text/html",
        "attributedTo": None if comment.author is None else _person(comment.author),
        "published": exact_time(comment.dateCreated, comment.dateCreatedPrecision),
        "dateCreatedRaw": comment.dateCreatedRaw,
        "updated": rfc3339(stored.lastChanged) if comment.state == "edited" else None,
    }
    return {name: value for name, value in fields.items() if value is not None}


def _paragraphs(text: str | None) -> str:
    paragraphs = (text or "").split("\n\n")
    return "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs if paragraph.strip())


def _person(author: Author) -> dict[str, str] | None:
    fields = {"name": author.name, "url": None if author.url is None else uri(author.url)}
    known = {name: value for name, value in fields.items() if value is not None}
    return {"type": "Person", **known} if known else None
