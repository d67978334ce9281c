"""Items as documents. Written out by hand: ``dataclasses.asdict`` copies deeply and costs ten times as much."""

from __future__ import annotations

from datetime import datetime
from hashlib import blake2b
from typing import Any

import bson
from bson.errors import BSONError

from newscrawler.items import Comment, Copy, Printing, Rejection, Thread
from newscrawler.storage.migrations import SCHEMA_VERSION

__all__ = [
    "Document",
    "UnstorableError",
    "comment_document",
    "content_hash",
    "copy_content",
    "copy_document",
    "moment",
    "observation",
    "printing",
    "quarantine_id",
    "seen",
    "thread_document",
]

Document = dict[str, Any]

_LARGEST = 15_000_000
"""MongoDB takes 16 MiB; a story holds a copy's content and more."""


class UnstorableError(ValueError):
    """The item can never be a document; the message says why."""


def moment(at: datetime) -> datetime:
    """The time as BSON keeps it, to the millisecond, so that it equals what is read back.

    :raises UnstorableError: for a time without a zone
    """
    if at.tzinfo is None:
        raise UnstorableError(f"retrieved {at.isoformat()} has no time zone")
    excess = at.microsecond % 1000
    return at.replace(microsecond=at.microsecond - excess) if excess else at


def content_hash(content: Document, **rest: Any) -> str:
    """32 hex digits over the BSON of the content: the same on every machine and Python version.

    :param rest: what is stored beside the content and not part of the hash
    :raises UnstorableError: for a text, number or name that BSON cannot hold, or too much of it. So it is known before
        anything is written, and one bad item does not stop those around it.
    """
    try:
        encoded = bson.encode(content)
        size = len(encoded) + len(bson.encode(rest))
    except (BSONError, UnicodeError, OverflowError) as error:
        raise UnstorableError(str(error)) from error
    if size > _LARGEST:
        raise UnstorableError(f"a document of {size:,} bytes; the limit is {_LARGEST:,}")
    return blake2b(encoded, digest_size=16).hexdigest()


def seen(at: datetime) -> Document:
    """What every document carries, at its first sighting."""
    return {"schemaVersion": SCHEMA_VERSION, "firstSeen": at, "lastSeen": at, "lastChanged": at}


def printing(item: Printing) -> Document:
    """The fields that stories and copies share."""
    dateline = item.dateline
    return {
        "headline": item.headline,
        "byline": item.byline,
        "authors": item.authors,
        "agency": item.agency,
        "creditText": item.creditText,
        "dateline": None if dateline is None else {"located": dateline.located, "date": dateline.date},
        "body": item.body,
        "inLanguage": item.inLanguage,
        "datePublished": item.datePublished,
        "datePublishedRaw": item.datePublishedRaw,
        "datePublishedPrecision": item.datePublishedPrecision,
        "dateModified": item.dateModified,
        "dateModifiedRaw": item.dateModifiedRaw,
        "version": item.version,
        "pubStatus": item.pubStatus,
        "edNote": item.edNote,
        "copyrightHolder": item.copyrightHolder,
        "copyrightNotice": item.copyrightNotice,
        "copyrightYear": item.copyrightYear,
    }


def copy_content(copy: Copy) -> tuple[Document, str]:
    """What makes a revision when it changes, and its hash.

    HTTP validators, the way of discovery and the time of the visit are not content. Neither is a date counted back from
    "3 hours ago", which differs at every visit.
    """
    content = printing(copy)
    content["outlet"] = copy.outlet
    content["publisher"] = copy.publisher
    content["section"] = copy.section
    content["representation"] = copy.representation
    hashed = content
    if copy.datePublishedPrecision == "relative":
        hashed = {**content, "datePublished": None, "datePublishedRaw": None}
    beside = (
        copy.url,
        copy.etag,
        copy.lastModified,
        copy.discoveredVia,
        copy.commentPlatform,
        copy.key,
        copy.signature,
        content["datePublishedRaw"],
    )
    return content, content_hash(hashed, beside=beside)


def copy_document(copy: Copy, content: Document, digest: str, story: str) -> Document:
    """A copy at its first sighting."""
    at = moment(copy.retrieved)
    return {
        "_id": copy.url,
        "url": copy.url,
        **content,
        "retrieved": at,
        "etag": copy.etag,
        "lastModified": copy.lastModified,
        "discoveredVia": copy.discoveredVia,
        "commentPlatform": copy.commentPlatform,
        "key": copy.key,
        "signature": copy.signature,
        "story": story,
        "contentHash": digest,
        "revision": 0,
        **seen(at),
    }


def thread_document(thread: Thread) -> Document:
    """A thread at its first sighting."""
    at = moment(thread.retrieved)
    content = {
        "platform": thread.platform,
        "nativeId": thread.nativeId,
        "copyUrl": thread.copyUrl,
        "complete": thread.complete,
        "reason": thread.reason,
        "declaredCount": thread.declaredCount,
        "collectedCount": thread.collectedCount,
        "closed": thread.closed,
    }
    return {
        "_id": thread.id,
        **content,
        "retrieved": at,
        "etag": thread.etag,
        "lastModified": thread.lastModified,
        "cursor": thread.cursor,
        "contentHash": content_hash(content, beside=(thread.etag, thread.lastModified, thread.cursor)),
        **seen(at),
    }


def comment_document(comment: Comment) -> Document:
    """A comment at its first sighting.

    Its position, which every newer comment may shift, and the page that it was read from are not content; neither is a
    date counted back from "3 hours ago".
    """
    at = moment(comment.retrieved)
    author = comment.author
    content: Document = {
        "platform": comment.platform,
        "thread": comment.thread,
        "nativeId": comment.nativeId,
        "author": None if author is None else {"name": author.name, "id": author.id, "url": author.url},
        "text": comment.text,
        "html": comment.html,
        "upvoteCount": comment.upvoteCount,
        "downvoteCount": comment.downvoteCount,
        "score": comment.score,
        "parentItem": comment.parentItem,
        "depth": comment.depth,
        "state": comment.state,
        "dateCreatedPrecision": comment.dateCreatedPrecision,
    }
    dates = {"dateCreated": comment.dateCreated, "dateCreatedRaw": comment.dateCreatedRaw}
    if comment.dateCreatedPrecision != "relative":
        content.update(dates)
    digest = content_hash(content, source=comment.source, **dates)
    return {
        "_id": comment.id,
        **content,
        **dates,
        "position": comment.position,
        "source": comment.source,
        "retrieved": at,
        "contentHash": digest,
        "observations": [observation(content, at)],
        **seen(at),
    }


def observation(comment: Document, at: datetime) -> Document:
    """What a visit saw of a comment. Texts are added where they change."""
    return {
        "at": at,
        "upvoteCount": comment["upvoteCount"],
        "downvoteCount": comment["downvoteCount"],
        "score": comment["score"],
        "state": comment["state"],
    }


def quarantine_id(rejection: Rejection) -> str:
    """Stable over reruns: the same trouble with the same page is one entry."""
    said = "\0".join((rejection.url, rejection.stage, rejection.reason))
    return blake2b(said.encode("utf-8", "replace"), digest_size=16).hexdigest()
