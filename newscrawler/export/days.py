"""The stories of a day, and what belongs to them, in batches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from pymongo.database import Database

from newscrawler.storage._fields import Document

__all__ = ["UNDATED", "Span", "batches_of", "next_day"]

UNDATED = "undated"
"""Name of the partition of stories without a date of publication."""

_BATCH = 200
"""Stories that are held in memory with their copies: some 4 MB."""

_BATCH_CHARACTERS = 4_000_000
"""Of the texts of a batch: a hostile outlet's stories may have a million each, and their copies as many."""

_ALWAYS = datetime(1, 1, 1, tzinfo=UTC)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The stories that an export takes."""

    since: datetime | None = None
    """Published then or later; without a date of publication: first seen then or later. None: from the first one."""
    until: datetime | None = None
    """Published before; without a date: first seen before. None: up to the last one."""
    outlet: str | None = None
    agency: str | None = None

    def query(self, day: str) -> Document:
        """Return the query for the stories of a day."""
        if day == UNDATED:
            query: Document = {"datePublished": None}
            seen = {**self._bound("$gte", self.since), **self._bound("$lt", self.until)}
            if seen:
                query["firstSeen"] = seen
        else:
            first = _midnight(date.fromisoformat(day))
            low = first if self.since is None else max(first, self.since)
            high = first + _DAY if self.until is None else min(first + _DAY, self.until)
            query = {"datePublished": {"$gte": low, "$lt": high}}
        return query | self.others()

    def others(self) -> Document:
        """Return the query's part that is not about time."""
        query: Document = {}
        if self.outlet is not None:
            query["outlets"] = self.outlet
        if self.agency is not None:
            query["agency"] = self.agency
        return query

    @staticmethod
    def _bound(operator: str, at: datetime | None) -> Document:
        return {} if at is None else {operator: at}


def next_day(database: Database[Document], span: Span, after: str | None) -> str | None:
    """Return the next day with a story of the span; None if there is none.

    Days without stories cost nothing: one wrong date of 1970 does not make 20,000 empty days.

    :param after: the day before; None: the first day
    """
    if after == UNDATED:
        return None
    low = span.since or _ALWAYS
    if after is not None:
        low = max(low, _midnight(date.fromisoformat(after)) + _DAY)
    dated: Document = {"$gte": low} | ({} if span.until is None else {"$lt": span.until})
    found = database["stories"].find_one(
        {"datePublished": dated} | span.others(), {"datePublished": 1}, sort=[("datePublished", 1), ("_id", 1)]
    )
    if found is not None:
        published: datetime = found["datePublished"]
        return published.astimezone(UTC).date().isoformat()
    undated = database["stories"].find_one(span.query(UNDATED), {"_id": 1})
    return None if undated is None else UNDATED


def batches_of(database: Database[Document], query: Document) -> Iterator[list[Document]]:
    """Yield the stories of a query in batches, in the order of their ids within a time of publication."""
    cursor = database["stories"].find(query).sort([("datePublished", 1), ("_id", 1)]).batch_size(_BATCH)
    with cursor:
        batch: list[Document] = []
        characters = 0
        for story in cursor:
            batch.append(story)
            characters += sum(map(len, story["body"]))
            if len(batch) == _BATCH or characters >= _BATCH_CHARACTERS:
                yield batch
                batch, characters = [], 0
        if batch:
            yield batch


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
