"""Items as documents, and the hashes of their contents.

The fields are those of the items (:mod:`newscrawler.storage._fields`). The order in which they are hashed is frozen
here.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any

import bson
from bson.errors import BSONError

from newscrawler.items import APART, Comment, Copy, Printing, Rejection, Thread
from newscrawler.limits import CLOCK_SKEW, MAX_URL_LENGTH
from newscrawler.storage._fields import Document, Fields
from newscrawler.storage.migrations import SCHEMA_VERSION

__all__ = [
    "COMMENT",
    "COPY",
    "PRINTING",
    "THREAD",
    "Document",
    "UnstorableError",
    "check_addresses",
    "comment_document",
    "comment_hash",
    "content_hash",
    "copy_content",
    "copy_document",
    "is_future",
    "moment",
    "observation",
    "plain",
    "quarantine_id",
    "seen",
    "thread_document",
    "too_deep",
]

_LARGEST = 12_000_000
"""Bytes. MongoDB takes 16 MiB; a story holds a copy's content and the addresses of at most 400 copies twice, 3.4 MB
if each is as long as it may be."""

_OUTLET_MAX = 253
"""Characters: the longest name of a host; a text dump's publisher takes its place."""

_DEPTH_MAX = 50
"""Levels. The server refuses a document below 180; no item of ours has more than 5 and a platform's state."""


# Frozen: another order or another name here would change every stored hash, and each copy, thread and comment would
# look changed at its next visit. A field that is added to an item is not added here (see Fields).
_HASHED_OF_COPY = (
    "headline",
    "byline",
    "authors",
    "agency",
    "creditText",
    "dateline",
    "body",
    "inLanguage",
    "datePublished",
    "datePublishedRaw",
    "datePublishedPrecision",
    "dateModified",
    "dateModifiedRaw",
    "version",
    "pubStatus",
    "edNote",
    "copyrightHolder",
    "copyrightNotice",
    "copyrightYear",
    "outlet",
    "publisher",
    "section",
    "representation",
)
_HASHED_OF_THREAD = (
    "platform",
    "nativeId",
    "copyUrl",
    "complete",
    "reason",
    "declaredCount",
    "collectedCount",
    "closed",
)
_HASHED_OF_COMMENT = (
    "platform",
    "thread",
    "nativeId",
    "author",
    "text",
    "html",
    "upvoteCount",
    "downvoteCount",
    "score",
    "parentItem",
    "depth",
    "state",
    "dateCreatedPrecision",
    "dateCreated",
    "dateCreatedRaw",
)

COPY = Fields(Copy, _HASHED_OF_COPY)
THREAD = Fields(Thread, _HASHED_OF_THREAD)
COMMENT = Fields(Comment, _HASHED_OF_COMMENT)
PRINTING = Fields(Printing)

_DATES_OF_COPY = ("datePublished", "datePublishedRaw")
_DATES_OF_COMMENT = ("dateCreated", "dateCreatedRaw")


class UnstorableError(ValueError):
    """The item can never be a document; the message states the reason."""


def moment(at: datetime) -> datetime:
    """Return the time as BSON keeps it, to the millisecond, so that it equals the value that is read back.

    :raises UnstorableError: for a time without a zone, or in the future, which would block later visits
    """
    if at.tzinfo is None:
        raise UnstorableError(f"retrieved {at.isoformat()} has no time zone")
    if is_future(at):
        raise UnstorableError(
            f"retrieved {at.isoformat()} lies in the future: a wrong date of an archive, or a wrong clock"
        )
    excess = at.microsecond % 1000
    return at.replace(microsecond=at.microsecond - excess) if excess else at


def is_future(at: datetime) -> bool:
    """Return whether the time has not come yet, so that nothing can have been fetched at it."""
    return at > datetime.now(UTC) + CLOCK_SKEW


def check_addresses(**addresses: str | None) -> None:
    """Refuse addresses for which no server can have been asked.

    :raises UnstorableError: names the field, and the limit or what is wrong
    """
    for name, address in addresses.items():
        if address is None:
            continue
        if not isinstance(address, str):
            raise UnstorableError(f"{name} is no address but {type(address).__name__}")
        if len(address) > MAX_URL_LENGTH:
            raise UnstorableError(
                f"{name} is an address of {len(address):,} characters; the limit is {MAX_URL_LENGTH:,}"
            )
        if not address.isascii():
            try:
                address.encode()
            except UnicodeError as error:
                raise UnstorableError(f"{name}: {error}") from error


def too_deep(value: Any, levels: int = _DEPTH_MAX) -> bool:
    """Return whether the value is nested more deeply than a document may be."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return any(levels == 0 or too_deep(each, levels - 1) for each in inner if isinstance(each, dict | list | tuple))


def content_hash(content: Document, **rest: Any) -> str:
    """Return 32 hex digits over the BSON of the content: the same on every machine and Python version.

    :param rest: values that are stored beside the content and are not part of the hash
    :raises UnstorableError: for a text, number or name that BSON cannot hold, or too much content. So a bad item is
        known before anything is written, and does not stop the items around it.
    """
    try:
        encoded = bson.encode(content)
        size = len(encoded) + len(bson.encode(rest))
    except RecursionError as error:
        raise UnstorableError("nested too deeply for a document") from error
    except (BSONError, UnicodeError, OverflowError) as error:
        raise UnstorableError(str(error)) from error
    if size > _LARGEST:
        raise UnstorableError(f"a document of {size:,} bytes; the limit is {_LARGEST:,}")
    return blake2b(encoded, digest_size=16).hexdigest()


def plain(value: Any) -> Any:
    """Return the value with dictionaries in place of the items in it, at any depth.

    Does what :meth:`itemadapter.ItemAdapter.asdict` does, which imports Scrapy wherever it is installed.

    :raises RecursionError: for a value that is nested too deeply, or contains itself
    """
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, list | set | tuple):
        return value.__class__(map(plain, value))
    return value


def seen(at: datetime) -> Document:
    """Return the fields that every document has, at its first sighting."""
    return {"schemaVersion": SCHEMA_VERSION, "firstSeen": at, "lastSeen": at, "lastChanged": at}


def copy_content(copy: Copy) -> tuple[Document, str, str]:
    """Return the content of a copy, its hash, and the hash that it would have if it were stored without blocks.

    A copy with another hash becomes a new revision. HTTP validators, the way of discovery and the time of the visit are
    not content. Neither is a date counted back from "3 hours ago", which differs at every visit. Of the blocks the
    notes and credits are hashed: the body holds the other texts, and a kind is our reading of the page, which a new
    version of newscrawler may change.

    :raises UnstorableError: when the copy can never be a document
    """
    check_addresses(url=copy.url, discoveredVia=copy.discoveredVia)
    if len(copy.outlet) > _OUTLET_MAX:
        raise UnstorableError(f"outlet is a name of {len(copy.outlet):,} characters; the limit is {_OUTLET_MAX}")
    copy.settle_blocks()
    content = COPY.document(copy)
    hashed = COPY.hashed(content)
    if copy.datePublishedPrecision == "relative":
        hashed = {**hashed, **dict.fromkeys(_DATES_OF_COPY)}
    beside = COPY.document_beside(copy)
    del beside["retrieved"]
    # The blocks are as large as the body, and the document holds both.
    rest = [*beside.values(), content["datePublishedRaw"], content["blocks"]]
    without = content_hash(hashed, beside=rest)
    apart = [block.text for block in copy.blocks if block.kind in APART]
    return content, content_hash({**hashed, "apart": apart}, beside=rest) if apart else without, without


def copy_document(copy: Copy, content: Document, digest: str, story: str) -> Document:
    """Return the document of a copy at its first sighting."""
    at = moment(copy.retrieved)
    return {
        "_id": copy.url,
        **content,
        **COPY.document_beside(copy),
        "retrieved": at,
        "story": story,
        "contentHash": digest,
        "revision": 0,
        **seen(at),
    }


def thread_document(thread: Thread) -> Document:
    """Return the document of a thread at its first sighting.

    :raises UnstorableError: when the thread can never be a document
    """
    at = moment(thread.retrieved)
    cursor = thread.cursor or {}
    check_addresses(nativeId=thread.nativeId, copyUrl=thread.copyUrl, cursor=cursor.get("url"))
    if too_deep(cursor):
        raise UnstorableError(f"cursor is nested in more than {_DEPTH_MAX} levels")
    content = THREAD.document(thread)
    beside = THREAD.document_beside(thread)
    beside["retrieved"] = at
    return {
        "_id": thread.id,
        **content,
        **beside,
        "contentHash": content_hash(THREAD.hashed(content), beside=beside),
        **seen(at),
    }


def comment_document(comment: Comment) -> Document:
    """Return the document of a comment at its first sighting.

    Its position, which every newer comment may shift, and the page that it was read from are not content; neither is a
    date counted back from "3 hours ago".

    :raises UnstorableError: when the comment can never be a document
    """
    at = moment(comment.retrieved)
    author = comment.author
    check_addresses(
        thread=comment.thread.partition(":")[2],
        nativeId=comment.nativeId,
        source=comment.source,
        parentItem=comment.parentItem,
        copyUrl=comment.copyUrl,
        author=None if author is None else author.url,
    )
    content = COMMENT.document(comment)
    beside = COMMENT.document_beside(comment)
    beside["retrieved"] = at
    if not comment.archived:
        del beside["archived"]
    return {
        "_id": comment.id,
        **content,
        **beside,
        "contentHash": _comment_hash(content, beside=beside),
        "observations": [observation(content, at)],
        **seen(at),
    }


def comment_hash(comment: Document) -> str:
    """Return ``contentHash`` of a stored comment; see :func:`content_hash`."""
    return _comment_hash({name: comment[name] for name in COMMENT.content if name in comment})


def _comment_hash(content: Document, **rest: Any) -> str:
    hashed = COMMENT.hashed(content)
    if content["dateCreatedPrecision"] == "relative":
        rest = {**rest, **{name: content[name] for name in _DATES_OF_COMMENT}}
        hashed = {name: value for name, value in hashed.items() if name not in _DATES_OF_COMMENT}
    return content_hash(hashed, **rest)


def observation(comment: Document, at: datetime) -> Document:
    """Return the observation of a comment at a visit. Texts are added where they change."""
    return {
        "at": at,
        "upvoteCount": comment["upvoteCount"],
        "downvoteCount": comment["downvoteCount"],
        "score": comment["score"],
        "state": comment["state"],
    }


def quarantine_id(rejection: Rejection) -> str:
    """Return the id of an entry, stable over reruns: the same fault of the same page is one entry."""
    # The address of a broken item may not be a text.
    identity = "\0".join(map(str, (rejection.url, rejection.stage, rejection.reason)))
    return blake2b(identity.encode("utf-8", "replace"), digest_size=16).hexdigest()
