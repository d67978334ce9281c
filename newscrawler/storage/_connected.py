"""A connected store: blocking writes with their retries. The writer calls it in its threads."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import UTC
from pathlib import Path
from typing import TypeVar

from bson.codec_options import CodecOptions
from pymongo import MongoClient
from pymongo.database import Database
from pymongo.errors import PyMongoError

from newscrawler.storage import schema
from newscrawler.storage._batch import Item, Written, note_visits, set_aside, write_batch, write_items
from newscrawler.storage._calendar import VisitNotes
from newscrawler.storage._documents import Document
from newscrawler.storage._visits import Notes
from newscrawler.storage._writes import CannotWriteError
from newscrawler.storage.connection import connect
from newscrawler.storage.errors import StorageError, first_clause
from newscrawler.storage.local import mongod as local_mongod
from newscrawler.storage.pseudonyms import AuthorNames
from newscrawler.storage.retention import Retention, sweep
from newscrawler.storage.trust import Trust

__all__ = ["ConnectedStore"]

_TRIES_ALONE = 3
"""Number of times that a spooled item is tried by itself on a server that answers, before it goes to quarantine. A
fault that is not the item's (an election, a conflict) has passed by then, or the server does not take the quarantine's
entry either."""

_PAUSE_S = 0.2
"""Between two of these tries; a batch of 200 items that all fail takes 80 s."""

_HELD_S = 120.0
"""Time in which a try does not count that another transaction has kept from its documents. The server ends that of a
killed worker after 60 s, which it looks for every 30 s."""

_log = logging.getLogger(__name__)
_Result = TypeVar("_Result")


class ConnectedStore:
    """One database, with its schema brought up to date. Close it.

    :param uri: of a replica set; a callable may start a server
    :param name: of the database
    :raises StorageError: when the server does not answer, or its schema is newer
    """

    def __init__(
        self, uri: str | Callable[[], str], name: str, var_dir: Path, *, trust: Trust, names: AuthorNames
    ) -> None:
        uri = uri() if callable(uri) else uri
        self.uri = uri
        self._var_dir = var_dir
        self._is_local = uri == local_mongod.uri(var_dir)
        self._trust = trust
        self._names = names
        self._client: MongoClient[Document] = connect(uri)
        self.database: Database[Document] = self._client.get_database(
            name, codec_options=CodecOptions(tz_aware=True, tzinfo=UTC)
        )
        self._calendar = VisitNotes(self.database)
        try:
            schema.prepare(self.database)
        except StorageError:
            self._client.close()
            raise

    def close(self) -> None:
        """Disconnect."""
        self._client.close()

    def write(self, items: list[Item]) -> Written:
        """Write a batch. Its visits are to be noted by :meth:`note`.

        :raises CannotWriteError: when MongoDB does not take it in two tries
        """
        return self._in_two_tries(lambda: write_items(self.database, items, self._trust))

    def note(self, notes: Notes) -> None:
        """Note the visits of written batches in the calendar.

        :raises CannotWriteError: when MongoDB does not take them in two tries
        """
        self._in_two_tries(lambda: note_visits(self._calendar, notes))

    def write_again(self, items: list[Item]) -> None:
        """Write spooled items. An item that MongoDB keeps refusing, while it takes others, goes to quarantine.

        :raises CannotWriteError: when MongoDB does not take writes now
        """
        # A crawl with another rule for names may have spooled them.
        self._names.apply(items)
        refusal = self._refusal(items)
        if refusal is None:
            return
        if self.why_away() is not None:
            raise refusal
        if len(items) > 1:
            middle = len(items) // 2
            self.write_again(items[:middle])
            self.write_again(items[middle:])
            return
        tries, held_until = 1, time.monotonic() + _HELD_S
        while tries < _TRIES_ALONE:
            time.sleep(_PAUSE_S)
            refusal = self._refusal(items)
            if refusal is None:
                return
            tries += time.monotonic() > held_until or not _is_held(refusal)
        set_aside(self.database, items[0], f"not written in {_TRIES_ALONE} tries from the spool: {refusal}")

    def _in_two_tries(self, write: Callable[[], _Result]) -> _Result:
        """Return what a write returns. The second try waits out an election or a restart, up to the client's server
        selection timeout."""
        try:
            return write()
        except CannotWriteError:
            self._revive()
            return write()

    def _refusal(self, items: list[Item]) -> CannotWriteError | None:
        """Write the items; returns why MongoDB did not take them, or None when it did."""
        try:
            write_batch(self.database, items, self._trust, self._calendar)
        except CannotWriteError as error:
            return error
        return None

    def why_away(self) -> str | None:
        """Return why MongoDB does not take writes; None when it may."""
        self._revive()
        try:
            hello = self._client.admin.command("hello")
        except PyMongoError as error:
            return first_clause(error)
        return None if hello.get("isWritablePrimary", True) else "no primary"

    def _revive(self) -> None:
        """Restart the local mongod, which is ours; a cluster is its operator's."""
        if self._is_local:
            try:
                local_mongod.ensure(self._var_dir)
            except StorageError as error:
                _log.warning("%s", error)

    def sweep(self, retention: Retention) -> None:
        """Apply retention; a failure is left to the next crawl."""
        try:
            done = sweep(self.database, retention)
        except (PyMongoError, CannotWriteError, StorageError) as error:
            _log.warning("retention could not be applied; the next crawl does it: %s", first_clause(error))
            return
        if done is not None and (done.comments or done.quarantine or done.held):
            _log.info(
                "retention: removed earlier words of %d removed comments and %d entries of quarantine; %d held",
                done.comments,
                done.quarantine,
                done.held,
            )


def _is_held(refusal: CannotWriteError) -> bool:
    """Return whether the time was over before the server took a write: another transaction has the document."""
    cause = refusal.__cause__
    return isinstance(cause, PyMongoError) and (cause.timeout or cause.has_error_label("TransientTransactionError"))
