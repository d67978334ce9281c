"""Keyset paging: the documents of one list after a place, by one index, with bounded work.

A page takes up to one query for each sort key. Each of them reads one range of an index in its order, so that the
server neither sorts nor looks at what comes before the place. A single ``$or`` of the ranges would be one query, but
the server would choose its plan by trial.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pymongo import ASCENDING, DESCENDING
from pymongo.collection import Collection
from pymongo.errors import OperationFailure

from newscrawler.storage import cursors
from newscrawler.storage._fields import Document

__all__ = ["EXAMINED", "READ_AT_ONCE", "Key", "Keyset", "Weight"]

EXAMINED = 1_000
"""Documents that are compared for one page with a filter that no index holds. They take about 15 ms."""

HEAVIEST = 10_000_000
"""Characters of the texts of one page: 1,000 long stories. An outlet can make a story a hundred times as long, and
1,000 of those took a server 4 GB."""

READ_AT_ONCE = 100
"""Whole documents that are read at once where they are looked up by their ids: more than a page has by default, and few
enough that a page which becomes too heavy has read little in vain."""

_CHUNK = 200
"""Documents that are compared at once, so that a page that many of them match reads few."""

_BAD_HINT = 2
"""BadValue: no index has the name."""


class Weight:
    """Characters of the texts that were read for one page."""

    def __init__(self) -> None:
        self._characters = 0

    def add(self, document: Mapping[str, Any]) -> bool:
        """Add a document's texts; return whether they have become too much for one page."""
        self._characters += sum(map(len, document.get("body") or ())) + len(document.get("text") or "")
        return self._characters > HEAVIEST


@dataclass(frozen=True, slots=True)
class Key:
    """One field that a list is sorted by. The last one of a list is unique."""

    name: str
    kind: cursors.Kind
    descending: bool = False

    @property
    def direction(self) -> int:
        """The direction as MongoDB states it."""
        return DESCENDING if self.descending else ASCENDING

    def beyond(self, value: Any) -> Iterator[Any]:
        """Yield the conditions on the field that come after a value, in their order: null is the smallest value."""
        if value is not None:
            yield {"$lt" if self.descending else "$gt": value}
            if self.descending and self.kind == "date or null":
                yield None


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyset:
    """A sorted list."""

    collection: Collection[Document]
    name: str
    """Name of the list, for the digest in its cursors."""
    filters: Mapping[str, Any]
    """Everything that the caller chose, for the digest in its cursors."""
    keys: Sequence[Key]
    """Fields that it is sorted by."""
    index: str
    """Name of the index that the list is read by."""
    equal: Document = field(default_factory=dict)
    """Fields and values that the index holds before the keys."""
    bounds: Document = field(default_factory=dict)
    """Range of the first key, as ``{"$gte": …, "$lt": …}``; documents without the key are left out."""
    rest: Document = field(default_factory=dict)
    """Values and ranges of fields that the index does not hold: compared document by document."""

    def page(self, limit: int, after: str | None) -> tuple[list[Document], str | None]:
        """Return up to ``limit`` documents after a cursor's place, and the cursor of the place that was reached; None
        at the end of the list.

        :raises ValueError: when the cursor does not belong to the list
        """
        digest = cursors.digest(self.name, self.filters)
        place = None if after is None else cursors.decode(after, digest, [key.kind for key in self.keys])
        found: list[Document] = []
        # One more than asked for shows that there is a next page.
        read = self._compare if self.rest else self._read
        last = read(found, place, limit + 1)
        if len(found) > limit:
            found, last = found[:limit], found[limit - 1]
        if self.rest:
            found, heavy = self._whole(found)
            last = heavy or last
        return found, None if last is None else self._cursor(digest, last)

    def queries(self, place: Sequence[Any] | None) -> Iterator[Document]:
        """Yield queries for the ranges of the index that follow a place, in the order of the list.

        :param place: sort values; None for the beginning of the list
        """
        first = self.keys[0]
        if place is None:
            yield {**self.equal, **({first.name: self.bounds} if self.bounds else {})}
            return
        for depth, key in reversed(list(enumerate(self.keys))):
            same = {before.name: value for before, value in zip(self.keys[:depth], place, strict=False)}
            for condition in key.beyond(place[depth]):
                if depth or not self.bounds:
                    yield {**self.equal, **same, key.name: condition}
                elif condition is not None:
                    yield {**self.equal, key.name: {**self.bounds, **condition}}

    @property
    def sort(self) -> list[tuple[str, int]]:
        """The order as MongoDB states it."""
        return [(key.name, key.direction) for key in self.keys]

    def find(self, query: Document, number: int, fields: Mapping[str, Any] | None = None) -> Iterator[Document]:
        """Yield up to ``number`` documents of a range.

        The index is named to the server, which would otherwise choose one by trial and keep it for other values. A
        database that an older version prepared does not have it: there the server chooses.
        """
        cursor = self.collection.find(query, fields).sort(self.sort).limit(number).batch_size(_CHUNK)
        try:
            yield from cursor.clone().hint(self.index)
        except OperationFailure as error:
            if error.code != _BAD_HINT:
                raise
            yield from cursor

    def _read(self, found: list[Document], place: Sequence[Any] | None, wanted: int) -> Document | None:
        """Add documents to a list; returns the last one where their texts became too much for one page."""
        weight = Weight()
        for query in self.queries(place):
            for document in self.find(query, wanted - len(found)):
                found.append(document)
                if weight.add(document):
                    return document
            if len(found) == wanted:
                return None
        return None

    def _compare(self, found: list[Document], place: Sequence[Any] | None, wanted: int) -> Document | None:
        """Add documents that match to a list; returns the last one that was compared where the work was cut off."""
        fields = {key.name for key in self.keys} | {*self.rest}
        examined = 0
        for query in self.queries(place):
            for document in self.find(query, EXAMINED - examined, dict.fromkeys(fields, 1)):
                examined += 1
                if _matches(document, self.rest):
                    found.append(document)
                if examined == EXAMINED or len(found) == wanted:
                    return document
        return None

    def _whole(self, documents: list[Document]) -> tuple[list[Document], Document | None]:
        """Return the documents with all their fields, in their order, and the last one where their texts became too
        much for one page. Those that were removed meanwhile are left out."""
        read: list[Document] = []
        weight = Weight()
        for start in range(0, len(documents), READ_AT_ONCE):
            some = documents[start : start + READ_AT_ONCE]
            by_id = {each["_id"]: each for each in self.collection.find({"_id": {"$in": [one["_id"] for one in some]}})}
            for document in some:
                if (whole := by_id.get(document["_id"])) is None:
                    continue
                read.append(whole)
                if weight.add(whole):
                    return read, document
        return read, None

    def _cursor(self, digest: str, document: Document) -> str:
        return cursors.encode(digest, [document.get(key.name) for key in self.keys])


def _matches(document: Document, conditions: Document) -> bool:
    return all(_fits(document.get(name), condition) for name, condition in conditions.items())


def _fits(value: Any, condition: Any) -> bool:
    if not isinstance(condition, dict):
        return condition in value if isinstance(value, list) else bool(value == condition)
    if value is None:
        return False
    return bool(value >= condition.get("$gte", value) and ("$lt" not in condition or value < condition["$lt"]))
