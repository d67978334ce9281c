"""Documents of the calendar: an entry of :mod:`newscrawler.calendar`, and what the store keeps beside it.

Beside the entry's own fields a document has these:

- ``queued``: it is handed out (``by``, ``at``, ``until``, ``number`` of the visit, ``tries``); ``due`` is then the end
  of the lease;
- ``woken``: it has to be visited again (``at``, ``why``: a kill or a gap);
- ``putOff``: when it was due before the budget of its host was spent;
- ``revision`` of the copy at its last visit; ``alias``: the entry of the copy that the page belongs to;
- ``etag`` and ``lastModified`` of a list; ``walk``: the list is to be read because of a gap.

An entry that has ended has no ``due``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Literal

from pymongo import UpdateMany
from pymongo.client_session import ClientSession
from pymongo.database import Database

from newscrawler.calendar import Entry
from newscrawler.storage._fields import Document
from newscrawler.storage.migrations import SCHEMA_VERSION
from newscrawler.urls import host_of

__all__ = ["address_asked", "adopted", "document_of", "entry_of", "hour_of", "is_queued", "wake"]

_VISITED = ("queued", "putOff")
"""Fields of the store that end with a visit."""


def entry_of(document: Document) -> Entry:
    """Return the entry of a document; one that has ended has no ``due``."""
    return Entry.of({"due": None, **document})


def document_of(entry: Entry, beside: Document, *, visited: bool = True) -> Document:
    """Return the document of an entry.

    :param beside: the fields of the store, or the whole document before
    :param visited: whether a visit was noted: the entry is no longer handed out
    """
    document = {**beside, **entry.to_document(), "schemaVersion": SCHEMA_VERSION}
    if entry.due is None:
        del document["due"]
    if visited:
        for name in _VISITED:
            document.pop(name, None)
    return document


def adopted(stored: Document, now: datetime) -> tuple[Entry, Document]:
    """Return the entry of a copy that was stored before it had one, due now, and the fields of the store."""
    exact = stored.get("datePublishedPrecision") == "exact"
    seen = min(stored["lastSeen"], now)
    entry = Entry.for_copy(
        stored["_id"],
        outlet=stored["outlet"],
        host=host_of(stored["_id"]),
        at=min(stored["firstSeen"], seen),
        published=stored.get("datePublished") if exact else None,
    )
    return replace(entry, last=seen, believed=seen, due=now), {"revision": stored["revision"]}


def address_asked(cursor: Mapping[str, Any] | None, copy_url: str) -> str:
    """Return the address that a visit to a thread asks: the platform's, or that of the page."""
    return str((cursor or {}).get("url") or copy_url)


def is_queued(document: Document, now: datetime) -> bool:
    """Return whether an entry is handed out, and its lease is not over."""
    queued: Any = document.get("queued")
    return queued is not None and bool(queued["until"] > now)


def hour_of(at: datetime) -> datetime:
    """Return the beginning of the hour."""
    return at.replace(minute=0, second=0, microsecond=0)


def wake(
    database: Database[Document],
    ids: Iterable[str],
    why: Literal["gap", "killed"],
    session: ClientSession | None = None,
) -> int:
    """Make entries due now, also those that have ended; returns how many there are.

    An entry that is handed out is visited again after the visit that is under way, unless that began later.
    """
    wanted = sorted(set(ids))
    if not wanted:
        return 0
    queued = {"$gt": ["$queued.until", "$$NOW"]}
    woken = {"due": {"$min": [{"$ifNull": ["$due", "$$NOW"]}, "$$NOW"]}, "why": why}
    change: Document = {name: {"$cond": [queued, f"${name}", value]} for name, value in woken.items()}
    change["woken"] = {"at": "$$NOW", "why": why}
    if why == "gap":
        change["walk"] = True
    found = database["calendar"].bulk_write(
        [UpdateMany({"_id": {"$in": wanted}, "alias": {"$exists": False}}, [{"$set": change}])], session=session
    )
    return found.matched_count
