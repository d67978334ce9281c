"""Writing to quarantine: each trouble once, however often it is met."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import bson
from pymongo import UpdateOne
from pymongo.database import Database

from newscrawler.items import Rejection
from newscrawler.storage._documents import Document, moment, quarantine_id
from newscrawler.storage._writes import CannotWriteError, update
from newscrawler.storage.migrations import SCHEMA_VERSION

__all__ = ["quarantine"]

_ITEM_MAX = 1_000_000
"""An item that was refused for its size must fit here with room to spare; what a person needs of it is its beginning."""

_SHOWN = 4_000


def quarantine(database: Database[Document], rejections: Sequence[Rejection]) -> None:
    """Keep the rejections. One that is met again counts, unless it is the same visit written twice."""
    operations = []
    for rejection in rejections:
        at = moment(rejection.retrieved)
        change: Document = {
            "$setOnInsert": {"firstSeen": at},
            "$set": {
                "schemaVersion": SCHEMA_VERSION,
                "url": _writable(str(rejection.url)),
                "stage": rejection.stage,
                "reason": _writable(str(rejection.reason)),
                "retrieved": at,
                "lastSeen": at,
                "lastChanged": at,
                "item": _item(rejection.item),
                "fragment": _writable(rejection.fragment),
            },
            "$inc": {"count": 1},
        }
        # A visit that was already counted does not match, and its upsert ends in a duplicate key: nothing is written.
        guard = {"_id": quarantine_id(rejection), "lastSeen": {"$lt": at}}
        operations.append(UpdateOne(guard, change, upsert=True))
    _, refused = update(database["quarantine"], operations)
    if refused:
        raise CannotWriteError(f"the quarantine refused an entry: {next(iter(refused.values())).reason}")


def _item(item: dict[str, Any] | None) -> dict[str, Any] | None:
    if item is None:
        return None
    try:
        if len(bson.encode(item)) <= _ITEM_MAX:
            return item
    except (bson.errors.BSONError, UnicodeError, OverflowError):
        pass
    # Too large, or not storable as it is, which may be why it is here.
    return {"_type": item.get("_type"), "shown": _writable(repr(item)[:_SHOWN])}


def _writable(text: str | None) -> Any:
    return text if text is None else text.encode("utf-8", "backslashreplace").decode()
