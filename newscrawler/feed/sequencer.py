"""The sequencer: numbers the changes of stored documents into the feed, in the order in which the server applied them.

Any number of processes may run one; the lease lets one of them work. Writers of stories know nothing of it: it reads
the server's change stream. A batch of events and the position after them are written in one transaction, so that a kill
at any moment leaves no gap and no event twice.

Where the position is lost (the server's log of changes no longer reaches back to it, or the database was restored), the
feed says ``resync``, and the documents that changed since are told again, interleaved with what happens meanwhile.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bson import Int64
from pymongo.database import Database
from pymongo.errors import PyMongoError

from newscrawler.feed._belonging import Belonging
from newscrawler.feed._position import LEASE_S, Lease, LeaseLostError, Position, Scan, durable
from newscrawler.feed._pruning import prune
from newscrawler.feed._rescan import first_scan, read_on
from newscrawler.feed._stream import Stream, Told, token_of_now
from newscrawler.feed.events import kind_of, kind_of_state
from newscrawler.storage.changes import FeedPositionLostError, classify
from newscrawler.storage.clock import elapsed, server_time
from newscrawler.storage.errors import StorageError, first_clause
from newscrawler.storage.migrations import SCHEMA_VERSION
from newscrawler.storage.schema import prepare

__all__ = ["Sequencer"]

Document = dict[str, Any]

BATCH = 1_000
"""Events of one transaction: 20 to 60 ms. A larger one would hold back its first events for longer."""

_RENEW_S = LEASE_S / 3
_CANDIDATE_S = 1.0
"""Seconds between two tries of a sequencer that waits for the lease: one read by id."""

_AGAIN_S = 0.5
"""Seconds before the next try after an error."""

_REFUSED_S = 30.0
"""Seconds before the next try where the server refuses even a new position: each try writes ``resync``."""

_PRUNE_S = 60.0
"""Seconds between two removals of old events."""

KEEP_DAYS = 90.0
"""``RETAIN_FEED_DAYS``, unless an operator states another."""


class Sequencer:
    """Numbers the changes of one database, for as long as it holds the lease.

    :param database: from any client that may write
    :param keep_days: days that events are kept; 0 keeps all
    :param say: called with each line for the log, in the thread that runs
    :param name: what people are shown as the holder; host, process and program by default
    """

    def __init__(
        self,
        database: Database[Document],
        *,
        keep_days: float = KEEP_DAYS,
        say: Callable[[str], object] = lambda _: None,
        name: str | None = None,
    ) -> None:
        self._database = durable(database)
        self._keep = timedelta(days=keep_days)
        self._say = say
        self._name = name
        self._id = secrets.token_hex(8)
        self._belonging = Belonging(self._database)
        self._renewed = self._pruned = 0.0

    def run(self, stop: threading.Event) -> None:
        """Number changes whenever the lease can be had, until ``stop`` is set. Errors of MongoDB are told and tried
        again."""
        while not stop.is_set():
            try:
                lease = Lease.acquire(self._database, self._id, self._name)
                if lease is None:
                    stop.wait(_CANDIDATE_S)
                    continue
                self._work(lease, stop)
                lease.release()
            except LeaseLostError as error:
                self._say(f"feed: {error}")
            except FeedPositionLostError as error:
                # A new position, which the server itself has just stated, is refused too.
                self._say(f"feed: the change stream cannot be followed: {error}")
                stop.wait(_REFUSED_S)
            except (PyMongoError, StorageError) as error:
                self._say(f"feed: numbering is interrupted: {first_clause(error)}")
                stop.wait(_AGAIN_S)

    def _work(self, lease: Lease, stop: threading.Event) -> None:
        self._say(f"feed: numbering after {lease.position.number} (fencing token {lease.fence})")
        with closing(self._opened(lease)) as stream:
            while not stop.is_set():
                try:
                    self._step(lease, stream)
                except FeedPositionLostError as lost:
                    self._resync(lease, str(lost))
                    return
                if stream.ended:
                    # The position was dropped with everything else: the next lease begins another feed.
                    self._say("feed: the database was dropped")
                    return

    def _opened(self, lease: Lease) -> Stream:
        """Open the change stream at the position; make a position first where there is none."""
        if lease.position.number == 0:
            # A database that was dropped has no indexes any more.
            prepare(self._database)
            self._resync(lease, "nothing is in the feed yet")
        elif lease.position.token is None:
            # Numbers of the backup's feed may have been given to other events since.
            self._resync(lease, "the database was restored", feed=secrets.token_hex(8))
        assert lease.position.token is not None
        try:
            return Stream(self._database, lease.position.token)
        except FeedPositionLostError as lost:
            self._resync(lease, str(lost))
        return Stream(self._database, lease.position.token)

    def _resync(self, lease: Lease, reason: str, *, feed: str | None = None) -> None:
        """Begin at a new place, and say so: what changed before this place is read from the documents."""
        token = token_of_now(self._database)
        now = server_time(self._database)
        scan = None if lease.position.number == 0 else _scan_after(lease.position, now)
        self._say(f"feed: resync: {reason}")
        event: Document = {"kind": "resync", "at": now}
        if scan is not None:
            event["since"] = scan.since
        lease.move(lease.position.moved(token, 1, scan), _numbered(lease.position, [event]), feed=feed)
        self._renewed = elapsed()

    def _step(self, lease: Lease, stream: Stream) -> None:
        """Write what was told since the last step, and the next part of a scan."""
        events = self._events(stream.take(BATCH))
        scan = lease.position.scan
        if scan is not None:
            found, rest = read_on(self._database, scan)
            events += self._read_again(found, scan.since)
            scan = rest
            if scan is None:
                self._say("feed: everything that changed since the lost position is in the feed")
        if events or scan != lease.position.scan or elapsed() - self._renewed > _RENEW_S:
            lease.move(lease.position.moved(stream.token, len(events), scan), _numbered(lease.position, events))
            self._renewed = elapsed()
        if self._keep and elapsed() - self._pruned > _PRUNE_S:
            prune(self._database, server_time(self._database) - self._keep)
            self._pruned = elapsed()

    def _events(self, told: Sequence[Told]) -> list[Document]:
        found = [(each, event) for each in told if (event := _event(each)) is not None]
        of = self._belonging.of((each.collection, each.id, each.known) for each, _ in found if each.id is not None)
        return [event | of.get((each.collection, each.id or ""), {}) for each, event in found]

    def _read_again(self, found: Sequence[tuple[str, Document]], since: datetime) -> list[Document]:
        if not found:
            return []
        now = server_time(self._database)
        of = self._belonging.of((collection, each["_id"], each) for collection, each in found)
        return [
            {
                "kind": kind_of_state(each, since),
                "at": now,
                "collection": collection,
                "id": each["_id"],
                **of[collection, each["_id"]],
            }
            for collection, each in found
        ]


def _scan_after(position: Position, now: datetime) -> Scan:
    """Return the scan after a lost position. One that was under way begins again, from its own time."""
    scan = first_scan(position.at or now)
    return scan if position.scan is None else replace(scan, since=min(scan.since, position.scan.since))


def _event(told: Told) -> Document | None:
    """Return the event of an operation, without its number; None for a visit that changed nothing."""
    if told.loses_documents:
        return {"kind": "resync", "at": told.at, "collection": told.collection}
    classified = classify(told.operation, [*told.written, *told.taken])
    if classified is None or told.id is None or classified[0] == "seen":
        return None
    what, changed = classified
    written = {path.partition(".")[0] for path in told.written}
    event: Document = {"kind": kind_of(told.collection, what, changed, written, told.values), "at": told.at}
    event |= {"collection": told.collection, "id": told.id}
    return event | ({"fields": list(changed)} if changed else {})


def _numbered(position: Position, events: Sequence[Document]) -> list[Document]:
    """Return the events with the numbers after a position."""
    return [
        {"_id": Int64(number), "schemaVersion": SCHEMA_VERSION, **event}
        for number, event in enumerate(events, position.number + 1)
    ]
