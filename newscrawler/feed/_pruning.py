"""Removal of old events, the lowest numbers first, so that what is kept has no gaps whatever a clock has said."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pymongo.database import Database

__all__ = ["prune"]

Document = dict[str, Any]

_SLICE = 5_000
"""Events that are looked at and removed at once: 50 ms."""

_SLICES = 20
"""Slices of one call: 100,000 events, so that the sequencer soon goes on. The next call is a minute later."""


def prune(database: Database[Document], before: datetime) -> int:
    """Remove events from the lowest number up to the first that is not older than a time; returns how many.

    The last event is kept: without it nobody could tell which number comes first.
    """
    feed, removed = database["feed"], 0
    for _ in range(_SLICES):
        oldest = list(feed.find({}, {"at": 1}).sort("_id").limit(_SLICE + 1))
        old = 0
        while old < len(oldest) - 1 and oldest[old]["at"] < before:
            old += 1
        if old:
            removed += feed.delete_many({"_id": {"$lt": oldest[old]["_id"]}}).deleted_count
        if old < _SLICE:
            break
    return removed
