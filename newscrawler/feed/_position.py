"""The position of the feed, and the lease of the sequencer that may move it: one document of ``meta``.

Events are written in the transaction that moves the position. Each move names the fencing token of its lease and the
number from which it goes on, so that a sequencer which was overtaken can write nothing, and a batch whose commit had
no known result is never written twice: the next lease waits for that transaction, and reads how it ended.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Self

from bson import Int64
from bson.codec_options import CodecOptions
from pymongo import ReturnDocument, WriteConcern
from pymongo.client_session import ClientSession
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError, PyMongoError
from pymongo.read_concern import ReadConcern
from pymongo.read_preferences import ReadPreference

from newscrawler.program import program
from newscrawler.storage.changes import token_time

__all__ = ["LEASE_S", "Lease", "LeaseLostError", "Position", "Scan", "durable"]

Document = dict[str, Any]

LEASE_S = 6.0
"""A dead sequencer is replaced after this time. It is renewed three times as often, and with each batch; an election of
MongoDB takes longer, but nobody can take the lease meanwhile."""

_ID = "feed"

_DURABLE = WriteConcern(w="majority", j=True, wtimeout=20_000)
"""Nothing that is acknowledged is rolled back; 20 s are an election and more."""

_END = {"$add": ["$$NOW", int(LEASE_S * 1_000)]}
"""End of a lease that is taken or renewed now, by the server's clock."""


class LeaseLostError(Exception):
    """Another sequencer holds the lease, or the database was dropped."""


@dataclass(frozen=True, slots=True)
class Scan:
    """Progress of reading the documents again after a lost position."""

    since: datetime
    """Documents that changed before this time are left out."""
    collection: str
    after: str
    """Id of the last document that was read; empty at the beginning."""

    def to_document(self) -> Document:
        """Return the scan as it is stored."""
        return {"since": self.since, "collection": self.collection, "after": self.after}


@dataclass(frozen=True, slots=True)
class Position:
    """The last number of the feed, and the place in the server's change stream up to which everything is numbered."""

    number: int
    """0: the feed has no event yet."""
    token: Mapping[str, Any] | None
    """None: no place is known: the database is new, or was restored from a backup."""
    at: datetime | None = None
    """Time at which the place was last right."""
    scan: Scan | None = None

    @classmethod
    def of(cls, document: Document, database: str) -> Self:
        """Return the position of a stored document. The place belongs to a database: a copy of the document in another
        one has none."""
        scan = document.get("scan")
        return cls(
            number=int(document["number"]),
            token=document.get("token") if document.get("database") == database else None,
            at=document.get("at"),
            scan=None if scan is None else Scan(**scan),
        )

    def moved(self, token: Mapping[str, Any] | None, events: int = 0, scan: Scan | None = None) -> Position:
        """Return the position after some events, at a later place."""
        at = self.at if token is None else token_time(token).as_datetime()
        return replace(self, number=self.number + events, token=token, at=at, scan=scan)


class Lease:
    """The right to move the position, which other sequencers respect until it ends.

    :param fence: fencing token: grows with each lease
    """

    def __init__(self, database: Database[Document], position: Position, fence: int, session: ClientSession) -> None:
        self._database = database
        self._session = session
        self.position = position
        self.fence = fence

    @classmethod
    def acquire(cls, database: Database[Document], holder: str, name: str | None = None) -> Lease | None:
        """Take the lease if it is free, or was this holder's before; None where another sequencer holds it.

        A transaction that the last holder left open is ended first, which the server would do after a minute.

        :param holder: identity of the sequencer
        :param name: what people are shown; host, process and program by default
        """
        database = durable(database)
        stored = _stored(database, holder)
        if not stored["free"]:
            return None
        if left := stored.get("holder", {}).get("session"):
            database.client.admin.command("killSessions", [{"id": left}])
        session = database.client.start_session()
        shown = name or f"{socket.gethostname()}:{os.getpid()} {program()}"
        taken = {
            "holder": {"$literal": {"id": holder, "name": shown, "session": session.session_id["id"]}},
            "fence": {"$add": ["$fence", Int64(1)]},
            "expires": _END,
        }
        found = database["meta"].find_one_and_update(
            {"_id": _ID, "$expr": _free(holder)}, [{"$set": taken}], return_document=ReturnDocument.AFTER
        )
        if found is None:
            session.end_session()
            return None
        return cls(database, Position.of(found, database.name), int(found["fence"]), session)

    def move(self, position: Position, events: Sequence[Document] = (), *, feed: str | None = None) -> None:
        """Write events and the position after them, both or neither, and renew the lease.

        :param feed: another identity of the feed, from these events on
        :raises LeaseLostError: another sequencer has taken over; nothing was written
        :raises PyMongoError: it is not known whether anything was written: acquire again
        """
        if events:
            self._transact(position, events, feed)
        else:
            self._move(position, None, feed)
        self.position = position

    def release(self) -> None:
        """Let others have the lease at once."""
        mine = {"_id": _ID, "fence": self.fence}
        self._database["meta"].update_one(mine, {"$unset": {"holder": "", "expires": ""}})
        self._session.end_session()

    def _transact(self, position: Position, events: Sequence[Document], feed: str | None) -> None:
        session = self._session
        session.start_transaction(read_concern=ReadConcern("snapshot"), write_concern=_DURABLE)
        try:
            self._move(position, session, feed)
            self._database["feed"].insert_many(events, session=session)
        except BaseException:
            with contextlib.suppress(PyMongoError):
                session.abort_transaction()
            raise
        session.commit_transaction()

    def _move(self, position: Position, session: ClientSession | None, feed: str | None) -> None:
        change: Document = {
            "number": Int64(position.number),
            "token": {"$literal": position.token},
            "at": position.at,
            "database": self._database.name,
            "scan": "$$REMOVE" if position.scan is None else {"$literal": position.scan.to_document()},
            "expires": _END,
            **({} if feed is None else {"feed": feed}),
        }
        mine = {"_id": _ID, "fence": self.fence, "number": self.position.number}
        if not self._database["meta"].update_one(mine, [{"$set": change}], session=session).matched_count:
            raise LeaseLostError(f"the lease with the fencing token {self.fence} is over")


def _free(holder: str) -> Document:
    # A holder that comes again has lost its connection.
    return {"$or": [{"$lt": ["$expires", "$$NOW"]}, {"$eq": ["$holder.id", holder]}]}


def _stored(database: Database[Document], holder: str) -> Document:
    """Return the stored position, which is made where there is none, with ``free``: whether this holder may take it."""
    read: list[Document] = [{"$match": {"_id": _ID}}, {"$set": {"free": _free(holder)}}]
    for stored in database["meta"].aggregate(read):
        return stored
    first = {"feed": secrets.token_hex(8), "database": database.name, "number": Int64(0), "fence": Int64(0)}
    with contextlib.suppress(DuplicateKeyError):
        database["meta"].insert_one({"_id": _ID, **first})
    return {"free": True}


def durable(database: Database[Document]) -> Database[Document]:
    """Return the database as the feed reads and writes it, whatever its client's options are: by the primary, nothing
    that could be rolled back, with aware dates."""
    return database.with_options(
        codec_options=CodecOptions(tz_aware=True, tzinfo=UTC),
        read_preference=ReadPreference.PRIMARY,
        write_concern=_DURABLE,
        read_concern=ReadConcern("majority"),
    )
