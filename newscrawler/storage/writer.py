"""Write items into the store. An outcome is returned when the item is durable.

Group commit: a batch holds the items that came in while the batch before it was written, so that an idle writer
writes at once and a busy writer writes many items with each round trip. A wait of a few milliseconds for more items
was measured and only cost. A thread with a blocking client writes the batches: a fifth (100 documents) to a third
(one document) less processor time than the asynchronous client. One batch at a time, so that batches keep their
order.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Self, TypeGuard, TypeVar

from pymongo.errors import PyMongoError

from newscrawler.items import Comment, Thread, Unchanged
from newscrawler.storage._batch import Item, Written, collection_of
from newscrawler.storage._connected import ConnectedStore
from newscrawler.storage._linker import Linker
from newscrawler.storage._lookups import KnownCopy, ValidatorLookups, Validators, stored_copies
from newscrawler.storage._replay import Spooler
from newscrawler.storage._visits import Notes, visits_of
from newscrawler.storage._writes import CannotWriteError, Outcome
from newscrawler.storage.errors import SpoolError, StorageError, first_clause
from newscrawler.storage.pseudonyms import AuthorNames
from newscrawler.storage.retention import Retention
from newscrawler.storage.spool import refuse_foreign
from newscrawler.storage.trust import NO_TRUST, Trust

__all__ = ["KnownCopy", "Validators", "Writer"]

_BATCH = 200
"""Measured per page of 8 items: 0.55 ms of processor time at 50, 0.45 at 100, 0.38 at 200, 0.33 at 400. Beyond 200 the
gain is small, and the number of items grows that a lost connection sends to the spool."""

_NOTED_AT_ONCE = 100
"""Visits that one transaction notes, or some more. Measured in processor time for a page: 0.15 ms at 400 visits, and
1.5 ms where each page is noted by itself. An idle writer notes at once; a busy one when all that waits is written."""

_BACKLOG = 2_000
"""Items that wait before :meth:`Writer.write` blocks: ten batches, some 10 MB of comments."""

_log = logging.getLogger(__name__)

_Result = TypeVar("_Result")
_Entry = tuple[Item, "asyncio.Future[Outcome]"]


class Writer:
    """Writer of items into one database. It belongs to one event loop; close it.

    :param uri: of a replica set; a callable is asked in a thread at :meth:`open`, so that it may start a server
    :param database: its name; collections, validators and indexes are made as needed
    :param var_dir: where the spool is
    :param trust: outlets that the operator declares
    :param count: called with the name of each outcome, e.g. ``store/copies/added``
    :param names: how commenters' names are stored; items that are passed to :meth:`write` are changed accordingly
    :param retention: applied at :meth:`close`; None for no retention
    """

    def __init__(
        self,
        uri: str | Callable[[], str],
        database: str,
        var_dir: Path,
        *,
        trust: Trust = NO_TRUST,
        count: Callable[[str], object] | None = None,
        names: AuthorNames | None = None,
        retention: Retention | None = None,
    ) -> None:
        self._uri = uri
        self._trust = trust
        self._name = database
        self._var_dir = Path(var_dir)
        self._count = count or (lambda name: None)
        self._names = names or AuthorNames()
        self._retention = retention
        self._opening: asyncio.Future[None] | None = None
        self._closing: asyncio.Future[None] | None = None
        self._queue: deque[_Entry] = deque()
        self._room: deque[asyncio.Future[None]] = deque()
        self._unwritten: Counter[str] = Counter()
        self._unnoted: list[tuple[list[_Entry], list[Outcome]]] = []
        self._notes = Notes()
        self._pump: asyncio.Task[None] | None = None
        self._spooler: Spooler | None = None
        self._linker: Linker | None = None
        self._hurries = False

    @classmethod
    async def opened(cls, uri: str | Callable[[], str], database: str, var_dir: Path, **options: Any) -> Self:
        """Return a writer that has reached its database.

        :raises StorageError: see :meth:`open`
        """
        writer = cls(uri, database, var_dir, **options)
        await writer.open()
        return writer

    async def open(self) -> None:
        """Connect, prepare the schema, and take over the spools of dead processes. Further calls wait for the first.

        :raises StorageError: when the server does not answer, its schema is newer, the rule for names lacks its key,
            or other users may write to the spool
        """
        self._names.check()
        if self._opening is None:
            self._opening = asyncio.ensure_future(self._open())
        await asyncio.shield(self._opening)

    async def _open(self) -> None:
        directory = self._var_dir / "spool"
        refuse_foreign(directory)
        # One thread writes, so that batches keep their order; the other answers look-ups and pings meanwhile.
        self._writing = ThreadPoolExecutor(1, thread_name_prefix="store-write")
        self._reading = ThreadPoolExecutor(1, thread_name_prefix="store-read")
        try:
            self._store = await self._in_thread(self._connect)
        except BaseException:
            self._shut_threads()
            raise
        self._lookups = ValidatorLookups(self._store.database, self._reading)
        self._spooler = Spooler(
            self._store,
            directory,
            self._name,
            writing=self._writing,
            reading=self._reading,
            batch=_BATCH,
            count=self._count,
        )
        self._linker = Linker(self._store.database, self._store.uri, self._count, self._trust)
        if self._hurries:
            self._linker.hurry()
        if any(directory.glob("*.spool")):
            self._spooler.replay_soon()

    def _connect(self) -> ConnectedStore:
        return ConnectedStore(self._uri, self._name, self._var_dir, trust=self._trust, names=self._names)

    async def write(self, item: Item) -> Outcome:
        """:meth:`write_all` of one item."""
        return (await self.write_all([item]))[0]

    async def write_all(self, items: Sequence[Item]) -> list[Outcome]:
        """Write items; returns when they are durable: acknowledged by the majority, or fsynced in the spool.

        Blocks while the backlog is full. When the caller is cancelled, the items in the backlog are written all the
        same.

        :raises SpoolError: when neither MongoDB nor the disk takes them
        :raises TypeError: for an object that is not an item of the store
        """
        collections = [collection_of(item) for item in items]
        await self.open()
        # Before anything keeps them that outlives this process: MongoDB, the spool, and exports behind this pipeline.
        self._names.apply(items)
        # Counted before they wait for room, so that the visit of their thread, which may come first, waits for them.
        for item in items:
            if isinstance(item, Comment):
                self._unwritten[item.thread] += 1
        outcomes = [done.result() for done in await self._written(items)]
        for collection, outcome in zip(collections, outcomes, strict=True):
            self._count(f"store/{collection}/{outcome}")
        return outcomes

    async def _written(self, items: Sequence[Item]) -> list[asyncio.Future[Outcome]]:
        """Queue the items, and wait until each has an outcome."""
        waiting = deque(items)
        results: list[asyncio.Future[Outcome]] = []
        try:
            while waiting:
                while len(self._queue) >= _BACKLOG:
                    await self._wait_for_room()
                done: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
                results.append(done)
                self._queue.append((waiting.popleft(), done))
                if self._pump is None:
                    self._pump = asyncio.create_task(self._write_batches())
        except BaseException:
            for item in waiting:
                self._forget(item)
            raise
        # The futures are no tasks of ours: a cancelled wait leaves them to the batch that resolves them.
        pending = [done for done in results if not done.done()]
        if pending:
            await asyncio.wait(pending)
        return results

    @property
    def backlog(self) -> int:
        """Number of items that wait to be written."""
        return len(self._queue)

    @property
    def spool_waits(self) -> bool:
        """Whether items that this writer spooled are not yet in the store."""
        return self._spooler is not None and self._spooler.waits

    async def flush(self) -> None:
        """Wait until every item that was passed to :meth:`write` has its outcome."""
        while self._pump is not None or self._room:
            if self._pump is not None:
                await asyncio.shield(self._pump)
            else:
                await asyncio.sleep(0)

    async def validators(self, identity: str) -> Validators | None:
        """Return the HTTP validators of a stored copy (its URL) or thread (its id); None when neither is stored.

        None also for a copy whose comments have not been read as late as the copy itself: a visit that was cut short
        must not be answered "not modified". Without validators, but with ``hasVariants``, for an address that is not
        stored while others are that differ from it by parameters only.

        Look-ups that arrive together are answered by one query.

        :raises StorageError: when the server does not answer
        """
        await self.open()
        return await self._lookups.get(identity)

    async def copies_like(self, url: str, key: str | None, outlet: str) -> list[KnownCopy]:
        """Return the stored copy of an address, and the outlet's other copies of the story with that key.

        :param key: :attr:`newscrawler.items.Copy.key`; None to ask for the address alone
        :raises StorageError: when the server does not answer
        """
        await self.open()
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._reading, stored_copies, self._store.database, url, key, outlet)
        except PyMongoError as error:
            raise StorageError(f"MongoDB does not answer: {first_clause(error)}") from None

    def hurry(self) -> None:
        """Leave to other workers what they can do, so that :meth:`close` takes some seconds only."""
        self._hurries = True
        if self._linker is not None:
            self._linker.hurry()

    async def close(self) -> None:
        """Write the backlog, replay the spool if MongoDB is there, disconnect. Further calls wait for the first."""
        if self._opening is None:
            return
        if self._closing is None:
            self._closing = asyncio.ensure_future(self._close())
        await asyncio.shield(self._closing)

    async def _close(self) -> None:
        assert self._opening is not None
        try:
            await self._opening
        except StorageError:
            return
        assert self._spooler is not None
        self._spooler.stop()
        await self.flush()
        await self._spooler.close()
        if self._linker is not None:
            await self._linker.close(finish=not self.spool_waits)
        if not self.spool_waits and self._retention is not None:
            await self._in_thread(self._store.sweep, self._retention)
        self._store.close()
        self._shut_threads()

    def _shut_threads(self) -> None:
        self._writing.shutdown(wait=False)
        self._reading.shutdown(wait=False)

    # --- batches --------------------------------------------------------------------------------------------------

    async def _write_batches(self) -> None:
        try:
            while self._queue or self._unnoted:
                batch = self._next_batch()
                self._make_room()
                if batch:
                    await self._write_batch(batch)
                if self._unnoted and (not self._queue or len(self._notes) >= _NOTED_AT_ONCE):
                    await self._note()
                elif not batch:
                    # Threads only, whose comments have just got room: their turn is now.
                    await asyncio.sleep(0)
        finally:
            self._pump = None

    def _next_batch(self) -> list[_Entry]:
        """Take a batch from the queue. A thread that overtook its comments in the wait for room goes back to the
        end."""
        batch: list[_Entry] = []
        here: Counter[str] = Counter()
        late: list[_Entry] = []
        while self._queue and len(batch) < _BATCH:
            entry = self._queue.popleft()
            item = entry[0]
            if isinstance(item, Comment):
                here[item.thread] += 1
            elif _is_thread(item) and self._unwritten[item.id] > here[item.id]:
                late.append(entry)
                continue
            batch.append(entry)
        self._queue.extend(late)
        return batch

    async def _write_batch(self, batch: list[_Entry]) -> None:
        items = [item for item, _ in batch]
        try:
            outcomes = await self._stored(items)
        except Exception as error:
            self._fail(batch, error)
            return
        for item, _ in batch:
            self._forget(item)
        if outcomes == ["spooled"] * len(items):
            _tell(batch, outcomes)
            return
        self._unnoted.append((batch, outcomes))
        self._notes.add(visits_of(items, outcomes))

    async def _note(self) -> None:
        """Note the visits of the batches that are written, and tell their outcomes."""
        unnoted, notes = self._unnoted, self._notes
        self._unnoted, self._notes = [], Notes()
        try:
            await self._in_thread(self._store.note, notes)
        except CannotWriteError as error:
            _log.warning("MongoDB cannot be written to: %s; items go to the spool until it can", error)
            await self._spool_unnoted(unnoted)
            return
        for batch, outcomes in unnoted:
            _tell(batch, outcomes)

    async def _spool_unnoted(self, unnoted: list[tuple[list[_Entry], list[Outcome]]]) -> None:
        """Have the replay note visits: an item that is written again changes nothing."""
        assert self._spooler is not None
        for batch, _ in unnoted:
            try:
                await self._spooler.append([item for item, _ in batch])
            except Exception as error:
                self._fail(batch, error)
            else:
                _tell(batch, ["spooled"] * len(batch))

    def _fail(self, batch: list[_Entry], error: Exception) -> None:
        """Tell that items are not stored."""
        for item, done in batch:
            self._forget(item)
            if not done.cancelled():
                done.set_exception(error)
                done.exception()  # seen: a caller that was cancelled will not ask
        if not isinstance(error, SpoolError):
            _log.error("a batch of %d items could not be written", len(batch), exc_info=error)

    async def _stored(self, items: list[Item]) -> list[Outcome]:
        assert self._spooler is not None
        # While anything is spooled, later items go behind it, so that the order is kept.
        if not self._spooler.waits:
            try:
                written = await self._in_thread(self._store.write, items)
            except CannotWriteError as error:
                _log.warning("MongoDB cannot be written to: %s; items go to the spool until it can", error)
            else:
                self._count_written(written)
                return written.outcomes
        await self._spooler.append(items)
        return ["spooled"] * len(items)

    def _count_written(self, written: Written) -> None:
        if self._linker is not None:
            self._linker.add(written.due)
        counts = {f"store/stories/{outcome}": number for outcome, number in written.stories.items()}
        counts |= {"store/comments/vanished": written.vanished, "store/suppressed": written.suppressed}
        for name, number in counts.items():
            for _ in range(number):
                self._count(name)

    # --- waiting --------------------------------------------------------------------------------------------------

    async def _wait_for_room(self) -> None:
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._room.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._make_room()
            raise

    def _make_room(self) -> None:
        free = _BACKLOG - len(self._queue)
        while self._room and free > 0:
            turn = self._room.popleft()
            if not turn.done():
                turn.set_result(None)
                free -= 1

    def _forget(self, item: Item) -> None:
        """Note that an item does not wait to be written any more."""
        if isinstance(item, Comment):
            self._unwritten[item.thread] -= 1
            if self._unwritten[item.thread] <= 0:
                del self._unwritten[item.thread]

    def _in_thread(self, work: Callable[..., _Result], *arguments: Any) -> Awaitable[_Result]:
        return asyncio.get_running_loop().run_in_executor(self._writing, work, *arguments)


def _tell(batch: list[_Entry], outcomes: Sequence[Outcome]) -> None:
    """Tell the callers the outcomes of their items."""
    for (_, done), outcome in zip(batch, outcomes, strict=True):
        if not done.cancelled():
            done.set_result(outcome)


def _is_thread(item: Item) -> TypeGuard[Thread | Unchanged]:
    return isinstance(item, Thread) or (isinstance(item, Unchanged) and item.kind == "thread")
