"""Write to quarantine: each fault once, however often it is met."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import bson
from pymongo import UpdateOne
from pymongo.database import Database

from newscrawler.items import Rejection
from newscrawler.limits import MAX_URL_LENGTH
from newscrawler.storage._documents import Document, UnstorableError, moment, quarantine_id, too_deep
from newscrawler.storage._erasing import screen_rejections
from newscrawler.storage._writes import CannotWriteError, update
from newscrawler.storage.migrations import SCHEMA_VERSION

__all__ = ["quarantine"]

_ITEM_MAX = 1_000_000
"""Bytes. An item that was refused for its size must fit here with room to spare; a person needs only its beginning."""

_SHOWN = 4_000
"""Characters of an item that is too large to be kept."""

_FRAGMENT_MAX = 8_000
"""Characters. A fragment is for a person to read, and no outlet may fill a disk with rejected input."""

_REASON_MAX = 2_000
"""Characters. The longest reason of our own names a rule of the validator and is below 700."""


def quarantine(database: Database[Document], rejections: Sequence[Rejection]) -> list[str]:
    """Keep the rejections, without words that are on the suppression list; returns the ids of their entries.

    A rejection that is met again is counted, unless it is the same visit written twice. An entry is bounded: longer
    values are cut, and an item that the server refuses is kept as its beginning.

    :raises CannotWriteError: when the server takes no entry now
    """
    rejections = screen_rejections(database, rejections)
    ids = [quarantine_id(each) for each in rejections]
    _, refused = update(database["quarantine"], [_operation(each, _item(each.item)) for each in rejections])
    if not refused:
        return ids
    again = [_operation(rejections[position], _beginning(rejections[position].item)) for position in sorted(refused)]
    _, refused = update(database["quarantine"], again)
    if refused:
        raise CannotWriteError(f"the quarantine refused an entry: {next(iter(refused.values())).reason}")
    return ids


def _operation(rejection: Rejection, item: Document | None) -> UpdateOne:
    at = _when(rejection.retrieved)
    change: Document = {
        "$setOnInsert": {"firstSeen": at},
        "$set": {
            "schemaVersion": SCHEMA_VERSION,
            "url": _writable(rejection.url, MAX_URL_LENGTH),
            "stage": _writable(rejection.stage, 100) or "storage",
            "reason": _writable(rejection.reason, _REASON_MAX),
            "retrieved": at,
            "lastSeen": at,
            "lastChanged": at,
            "item": item,
            "fragment": None if rejection.fragment is None else _writable(rejection.fragment, _FRAGMENT_MAX),
        },
        "$inc": {"count": 1},
    }
    # A visit that was already counted does not match, and its upsert ends in a duplicate key: nothing is written.
    guard = {"_id": quarantine_id(rejection), "lastSeen": {"$lt": at}}
    return UpdateOne(guard, change, upsert=True)


def _when(at: Any) -> datetime:
    """Return the time of the visit; now where it is unusable or in the future, which may be why the item was
    rejected."""
    try:
        return moment(at)
    except (UnstorableError, AttributeError, TypeError):
        return moment(datetime.now(UTC))


def _item(item: dict[str, Any] | None) -> Document | None:
    if item is None:
        return None
    try:
        if len(bson.encode(item)) <= _ITEM_MAX and not too_deep(item):
            return item
    except (bson.errors.BSONError, UnicodeError, OverflowError, ValueError, TypeError, RecursionError):
        pass
    # Too large, or not storable as it is, which may be why it was rejected.
    return _beginning(item)


def _beginning(item: dict[str, Any] | None) -> Document | None:
    if item is None:
        return None
    try:
        shown = repr(item)[:_SHOWN]
    except RecursionError:
        shown = "nested too deeply to be shown"
    return {"_type": _writable(item.get("_type"), 100), "shown": _writable(shown, _SHOWN)}


def _writable(value: Any, length: int) -> str:
    """Return a text that BSON takes, of at most ``length`` characters; a text that is cut ends in an ellipsis."""
    text = str(value)
    if len(text) > length:
        text = text[: length - 1] + "…"
    return text.encode("utf-8", "backslashreplace").decode()
