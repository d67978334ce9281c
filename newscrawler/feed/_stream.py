"""The server's change stream, reduced by the server to what an event needs."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pymongo.change_stream import DatabaseChangeStream
from pymongo.database import Database

from newscrawler.storage.changes import FOLLOWED, position_lost

__all__ = ["Stream", "Told", "token_of_now"]

Document = dict[str, Any]
Token = Mapping[str, Any]

_WAIT_MS = 200
"""Milliseconds for which the server holds a request while nothing happens. It answers at once when something does."""

_BUFFER = 1_000
"""Events of one answer: some 300 KB."""

_ENDED = "invalidate"
_LOST_DOCUMENTS = frozenset({"drop", "rename"})
"""Operations that take all documents of a collection away, without an event for each."""

_UPDATED = "$updateDescription.updatedFields"
_TRUNCATED = {"$ifNull": ["$updateDescription.truncatedArrays", []]}
_KNOWN = ("outlet", "story", "copyUrl", "thread")
"""Fields of a document that its event tells."""


def _names_of(value: str) -> Document:
    """Return the expression for the field names of a document that may be missing."""
    return {"$map": {"input": {"$objectToArray": {"$ifNull": [value, {}]}}, "in": "$$this.k"}}


_PIPELINE: list[Document] = [
    {"$match": {"$or": [{"ns.coll": {"$in": list(FOLLOWED)}}, {"operationType": _ENDED}]}},
    # A story with its text has 10 to 30 KB, and so has an update of it: 100 times what an event is made of.
    {
        "$project": {
            "operationType": 1,
            "ns.coll": 1,
            "documentKey": 1,
            "clusterTime": 1,
            "wallTime": 1,
            "written": {
                "$cond": [{"$eq": ["$operationType", "replace"]}, _names_of("$fullDocument"), _names_of(_UPDATED)]
            },
            "taken": {
                "$concatArrays": [
                    {"$ifNull": ["$updateDescription.removedFields", []]},
                    {"$map": {"input": _TRUNCATED, "in": "$$this.field"}},
                ]
            },
            "values": {
                name: {"$ifNull": [f"{_UPDATED}.{name}", f"$fullDocument.{name}"]} for name in ("pubStatus", "headline")
            },
            "known": {name: f"$fullDocument.{name}" for name in _KNOWN},
        }
    },
]


@dataclass(frozen=True, slots=True)
class Told:
    """One operation on a followed collection, as the server told it."""

    operation: str
    collection: str
    id: str | None
    """None: the operation concerns the whole collection."""
    at: datetime
    written: tuple[str, ...]
    """Paths of fields that got a value; all fields of a document that was replaced."""
    taken: tuple[str, ...]
    """Paths of fields that were removed, and of arrays that were shortened."""
    values: Mapping[str, Any]
    known: Mapping[str, Any]
    """Fields of an added or replaced document that say what it belongs to."""

    @property
    def loses_documents(self) -> bool:
        """Whether documents are gone that have no operations of their own."""
        return self.operation in _LOST_DOCUMENTS


class Stream:
    """An open change stream of a database.

    :param token: the position to begin after
    :raises FeedPositionLostError: the server does not know the position any more
    """

    def __init__(self, database: Database[Document], token: Token) -> None:
        with position_lost():
            self._stream = _watch(database, token)
        self.ended = False
        """Whether the database was dropped, which ends the stream."""

    @property
    def token(self) -> Token | None:
        """The position after what was taken, or later where nothing is between."""
        return self._stream.resume_token

    def take(self, limit: int) -> list[Told]:
        """Return the next operations, at most ``limit``: without waiting where some are known, otherwise as soon as
        there is one; none after a fifth of a second without any.

        :raises FeedPositionLostError: the server does not know the position any more
        """
        taken: list[Told] = []
        with position_lost():
            while len(taken) < limit and (event := self._stream.try_next()) is not None:
                if event["operationType"] == _ENDED:
                    self.ended = True
                    break
                taken.append(_told(event))
                if not _is_buffered(self._stream):
                    break
        return taken

    def close(self) -> None:
        """End the stream on the server too."""
        self._stream.close()


def token_of_now(database: Database[Document]) -> Token:
    """Return a position that no change precedes which a read could miss from now on."""
    with closing(_watch(database, None)) as stream:
        # The server states a position with its first answer, and at the latest with the next.
        while (token := stream.resume_token) is None:
            stream.try_next()
        return token


def _watch(database: Database[Document], token: Token | None) -> DatabaseChangeStream[Document]:
    return database.watch(_PIPELINE, start_after=token, max_await_time_ms=_WAIT_MS, batch_size=_BUFFER)


def _is_buffered(stream: DatabaseChangeStream[Document]) -> bool:
    """Return whether the next operation is here already. pymongo has no public way to ask, and to ask the server would
    hold back what is here (tests/feed/test_contract.py)."""
    return bool(stream._cursor._has_next())


def _told(event: Document) -> Told:
    key = event.get("documentKey")
    return Told(
        operation=event["operationType"],
        collection=event["ns"]["coll"],
        id=None if key is None else str(key["_id"]),
        at=event["wallTime"] if "wallTime" in event else event["clusterTime"].as_datetime(),
        written=tuple(event["written"]),
        taken=tuple(event["taken"] or ()),
        values=event["values"],
        known=event["known"],
    )
