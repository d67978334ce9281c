"""Counters of the ledger: for each outlet and hour, what was looked at and what came."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime

from pymongo import UpdateOne
from pymongo.client_session import ClientSession
from pymongo.database import Database

from newscrawler.storage._entries import hour_of
from newscrawler.storage._fields import Document
from newscrawler.storage._ledger import LATENCIES
from newscrawler.storage.migrations import SCHEMA_VERSION

__all__ = ["Tallies"]


class Tallies:
    """Counts by outlet and hour, which are added to the ledger in the transaction that notes the visits."""

    def __init__(self) -> None:
        self._counts: defaultdict[tuple[str, datetime], Counter[str]] = defaultdict(Counter)

    def count(self, outlet: str, at: datetime, name: str, number: int = 1) -> None:
        """Count; a number of 0 makes the document of the hour all the same: somebody looked."""
        self._counts[outlet, hour_of(at)][name] += number

    def latency(self, outlet: str, at: datetime, printed: datetime) -> None:
        """Count the time from printing to the visit that stored a copy."""
        seconds = (at - printed).total_seconds()
        bound = next((str(bound) for bound in LATENCIES if seconds <= bound), "more")
        self.count(outlet, at, f"latency.{bound}")

    def write(self, database: Database[Document], session: ClientSession) -> None:
        """Add the counts to the ledger."""
        if not self._counts:
            return
        operations = []
        for (outlet, hour), counts in self._counts.items():
            added = {name: number for name, number in counts.items() if number}
            change: Document = {"$set": {"schemaVersion": SCHEMA_VERSION}, **({"$inc": added} if added else {})}
            operations.append(UpdateOne({"_id": {"outlet": outlet, "hour": hour}}, change, upsert=True))
        database["coverage"].bulk_write(operations, ordered=False, session=session)
