"""Documents that changed since a time, read again in bounded steps: what the feed tells after a lost position.

Every document of the followed collections is looked at, in the order of the ids: only stories and clusters have an
index of ``lastChanged``, and another one on copies, threads and comments would cost each write, for a day that may
never come. A step reads 5,000 small parts of documents, so that the sequencer goes on numbering what happens meanwhile;
a million documents take one to three minutes (``python -m bench.change_feed``).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from pymongo.database import Database

from newscrawler.feed._position import Scan
from newscrawler.storage.changes import FOLLOWED

__all__ = ["MARGIN", "first_scan", "read_on"]

Document = dict[str, Any]

MARGIN = timedelta(days=1)
"""Time before the lost position in which a document may have been visited that is stored after it: a spool waits for
MongoDB on a machine's disk, and clocks differ. What was changed in that time is told twice."""

STEP = 5_000
"""Documents that are looked at between two looks at the change stream: 50 ms."""

_NEEDED = dict.fromkeys(
    (
        *("firstSeen", "lastChanged", "outlet", "story", "copyUrl", "thread"),
        *("headline", "pubStatus", "afterKill", "erasure", "expired"),
    ),
    1,
)


def first_scan(at: datetime) -> Scan:
    """Return the scan that follows a position that was last right at a time."""
    return Scan(since=at - MARGIN, collection=FOLLOWED[0], after="")


def read_on(database: Database[Document], scan: Scan) -> tuple[list[tuple[str, Document]], Scan | None]:
    """Read the next step.

    :returns: collection and fields of each document that changed since, and the scan after them; None: it is over
    """
    after = {"_id": {"$gt": scan.after}} if scan.after else {}
    read = list(database[scan.collection].find(after, _NEEDED).sort("_id").limit(STEP))
    # A document without the time was put there by hand: it is told rather than left out.
    changed = [(scan.collection, each) for each in read if each.get("lastChanged", scan.since) >= scan.since]
    if len(read) == STEP:
        return changed, replace(scan, after=read[-1]["_id"])
    names: list[str] = [*FOLLOWED]
    place = names.index(scan.collection) + 1
    if place == len(names):
        return changed, None
    return changed, replace(scan, collection=names[place], after="")
