"""The way into the store: items in, outcomes out, each only when it is durable.

Group commit: a batch is what came in while the batch before it was being written, so that an idle writer writes at once
and a busy one writes many items with each round trip; waiting a few milliseconds for more was measured and only cost.
Batches are written by a thread with a blocking client: a fifth (100 documents) to a third (one document) less processor
time than the asynchronous one. One at a time, so that batches keep their order.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import Any, Self, TypeVar

from bson.codec_options import CodecOptions
from pymongo import MongoClient
from pymongo.database import Database
from pymongo.errors import PyMongoError

from newscrawler.items import Comment, Thread, Unchanged
from newscrawler.storage import schema
from newscrawler.storage._batch import Item, Written, collection_of, set_aside, write_batch
from newscrawler.storage._documents import Document
from newscrawler.storage._writes import CannotWriteError, Outcome
from newscrawler.storage.connection import connect
from newscrawler.storage.errors import SpoolError, StorageError, first_clause
from newscrawler.storage.local import mongod as local_mongod
from newscrawler.storage.pseudonyms import AuthorNames
from newscrawler.storage.retention import Retention, sweep
from newscrawler.storage.spool import Spool, abandoned, refuse_foreign
from newscrawler.storage.trust import NO_TRUST, Trust

__all__ = ["Validators", "Writer"]

_BATCH = 200
"""Measured per page of 8 items: 0.55 ms of processor time at 50, 0.45 at 100, 0.38 at 200, 0.33 at 400. Beyond 200 the
gain is small, and what a lost connection sends to the spool grows."""

_BACKLOG = 2_000
"""Items that wait before :meth:`Writer.write` blocks: ten batches, some 10 MB of comments."""

_TRIES = 2
"""The second try waits out an election or a restart, up to the client's server selection timeout."""

_RETRY_S = 1.0
"""How often a spool asks whether MongoDB is back: prompt for a person who restarts it, nothing for the machine."""

_TRIES_ALONE = 3
"""How often a spooled item is tried by itself on a server that answers, before it goes to quarantine: what is not the
item's fault (an election, a conflict) has passed by then, or the server does not take the quarantine's entry either."""

_PAUSE_S = 0.2
"""Between two of these tries; a batch of 200 items that all fail takes 80 s."""

_Result = TypeVar("_Result")

_CHANCES_AT_CLOSE = 3
"""A server that answers and refuses a replay three times, seconds apart, will not take it before the crawl ends."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a conditional request needs to know about a stored copy or thread."""

    etag: str | None
    lastModified: str | None
    threads: tuple[Thread, ...] = ()
    """The threads of a copy, as stored."""


class Writer:
    """Writes items into one database. Belongs to one event loop; close it.

    :param uri: of a replica set; a callable is asked in a thread at :meth:`open`, so that it may start a server
    :param database: its name; collections, validators and indexes are made as needed
    :param var_dir: where the spool is
    :param trust: what the operator declares of outlets
    :param count: told the name of each outcome, e.g. ``store/copies/added``
    :param names: how readers' names are stored; items that are passed to :meth:`write` are changed accordingly
    :param retention: swept at :meth:`close`; None for no sweep
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
        self._queue: deque[tuple[Item, asyncio.Future[Outcome]]] = deque()
        self._room: deque[asyncio.Future[None]] = deque()
        self._unwritten: Counter[str] = Counter()
        self._pump: asyncio.Task[None] | None = None
        self._replaying: asyncio.Task[None] | None = None
        self._spool: Spool | None = None
        self._spool_lock = asyncio.Lock()
        self._asked: dict[str, asyncio.Future[Validators | None]] = {}
        self._answering: asyncio.Task[None] | None = None

    @classmethod
    async def opened(cls, uri: str | Callable[[], str], database: str, var_dir: Path, **options: Any) -> Self:
        """A writer that has reached its database.

        :raises StorageError: see :meth:`open`
        """
        writer = cls(uri, database, var_dir, **options)
        await writer.open()
        return writer

    async def open(self) -> None:
        """Connect, prepare the schema, and take over what dead processes left in the spool. Further calls wait for the first.

        :raises StorageError: when the server does not answer, its schema is newer, the rule for names lacks its key, or the
            spool is not this user's alone
        """
        self._names.check()
        if self._opening is None:
            self._opening = asyncio.ensure_future(self._open())
        await asyncio.shield(self._opening)

    async def _open(self) -> None:
        refuse_foreign(self._var_dir / "spool")
        # One thread writes, so that batches keep their order; the other answers look-ups and pings meanwhile.
        self._writing = ThreadPoolExecutor(1, thread_name_prefix="store-write")
        self._reading = ThreadPoolExecutor(1, thread_name_prefix="store-read")
        loop = asyncio.get_running_loop()
        try:
            await loop.run_in_executor(self._writing, self._connect)
        except BaseException:
            self._shut_threads()
            raise
        if any((self._var_dir / "spool").glob("*.spool")):
            self._replaying = asyncio.create_task(self._replay())

    def _connect(self) -> None:
        uri = self._uri() if callable(self._uri) else self._uri
        self._is_local = uri == local_mongod.uri(self._var_dir)
        self._client: MongoClient[Document] = connect(uri)
        self._database: Database[Document] = self._client.get_database(
            self._name, codec_options=CodecOptions(tz_aware=True, tzinfo=UTC)
        )
        try:
            schema.prepare(self._database)
        except StorageError:
            self._client.close()
            raise

    async def write(self, item: Item) -> Outcome:
        """:meth:`write_all` of one item."""
        return (await self.write_all([item]))[0]

    async def write_all(self, items: Sequence[Item]) -> list[Outcome]:
        """Returns when the items are durable: acknowledged by the majority, or fsynced in the spool.

        Blocks while the backlog is full. Cancelling the caller does not take back what is in it.

        :raises SpoolError: when neither MongoDB nor the disk takes them
        :raises TypeError: for what is not an item of the store
        """
        collections = [collection_of(item) for item in items]
        await self.open()
        # Before anything holds them that outlives this process: MongoDB, the spool, and exports behind this pipeline.
        self._names.apply(items)
        # Counted before they wait for room, so that their thread's verdict, which may come first, waits for them.
        waiting = deque(items)
        for item in items:
            if isinstance(item, Comment):
                self._unwritten[item.thread] += 1
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
                self._forget(item.thread if isinstance(item, Comment) else None)
            raise
        # Shielded by not being tasks of ours: a cancelled wait leaves the futures to the batch that resolves them.
        pending = [done for done in results if not done.done()]
        if pending:
            await asyncio.wait(pending)
        outcomes = [done.result() for done in results]
        for collection, outcome in zip(collections, outcomes, strict=True):
            self._count(f"store/{collection}/{outcome}")
        return outcomes

    @property
    def backlog(self) -> int:
        """How many items wait to be written."""
        return len(self._queue)

    @property
    def spool_waits(self) -> bool:
        """Whether items that this writer spooled are not yet in the store."""
        return self._spool is not None

    async def flush(self) -> None:
        """Returns when everything that was passed to :meth:`write` has its outcome."""
        while self._pump is not None or self._room:
            if self._pump is not None:
                await asyncio.shield(self._pump)
            else:
                await asyncio.sleep(0)

    async def validators(self, identity: str) -> Validators | None:
        """HTTP validators of a stored copy (its URL) or thread (its id); None when neither is stored.

        None also for a copy whose comments have not been read as late as the copy itself: a visit that was cut short must
        not be told "not modified".

        Look-ups that arrive together are answered by one query.

        :raises StorageError: when the server does not answer
        """
        await self.open()
        answer = self._asked.get(identity)
        if answer is None:
            answer = self._asked[identity] = asyncio.get_running_loop().create_future()
        if self._answering is None:
            self._answering = asyncio.create_task(self._answer())
        return await asyncio.shield(answer)

    async def close(self) -> None:
        """Write what waits, replay the spool if MongoDB is there, disconnect. Further calls wait for the first."""
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
        await self.flush()
        if self._replaying is not None:
            await self._replaying
        if self._spool is not None:
            self._spool.close()
        elif self._retention is not None:
            await self._in_thread(self._writing, self._sweep, self._retention)
        self._client.close()
        self._shut_threads()

    def _shut_threads(self) -> None:
        self._writing.shutdown(wait=False)
        self._reading.shutdown(wait=False)

    # --- batches --------------------------------------------------------------------------------------------------

    async def _write_batches(self) -> None:
        try:
            while self._queue:
                batch = self._next_batch()
                self._make_room()
                if batch:
                    await self._write_batch(batch)
                else:
                    # Threads only, whose comments have just got room: their turn is now.
                    await asyncio.sleep(0)
        finally:
            self._pump = None

    def _next_batch(self) -> list[tuple[Item, asyncio.Future[Outcome]]]:
        """From the queue's head; a thread that overtook its comments in the wait for room goes back to the end."""
        batch: list[tuple[Item, asyncio.Future[Outcome]]] = []
        here: Counter[str] = Counter()
        late: list[tuple[Item, asyncio.Future[Outcome]]] = []
        while self._queue and len(batch) < _BATCH:
            entry = self._queue.popleft()
            item = entry[0]
            if isinstance(item, Comment):
                here[item.thread] += 1
            elif (isinstance(item, Thread) or (isinstance(item, Unchanged) and item.kind == "thread")) and (
                self._unwritten[item.id] > here[item.id]
            ):
                late.append(entry)
                continue
            batch.append(entry)
        self._queue.extend(late)
        return batch

    async def _write_batch(self, batch: list[tuple[Item, asyncio.Future[Outcome]]]) -> None:
        items = [item for item, _ in batch]
        try:
            outcomes = await self._stored(items)
        except Exception as error:
            for item, done in batch:
                self._forget(item.thread if isinstance(item, Comment) else None)
                if not done.cancelled():
                    done.set_exception(error)
                    done.exception()  # seen: a caller that was cancelled will not ask
            if not isinstance(error, SpoolError):
                _log.exception("a batch of %d items could not be written", len(items))
            return
        for (item, done), outcome in zip(batch, outcomes, strict=True):
            if isinstance(item, Comment):
                self._forget(item.thread)
            if not done.cancelled():
                done.set_result(outcome)

    async def _stored(self, items: list[Item]) -> list[Outcome]:
        # While anything is spooled, what comes later goes behind it: the order is kept.
        if self._spool is None:
            try:
                written = await self._in_thread(self._writing, self._try_batch, items)
            except CannotWriteError as error:
                _log.warning("MongoDB cannot be written to: %s; items go to the spool until it can", error)
            else:
                for outcome, number in written.stories.items():
                    for _ in range(number):
                        self._count(f"store/stories/{outcome}")
                for _ in range(written.vanished):
                    self._count("store/comments/vanished")
                for _ in range(written.suppressed):
                    self._count("store/suppressed")
                return written.outcomes
        async with self._spool_lock:
            await self._in_thread(self._writing, self._append, items)
            if self._replaying is None:
                self._replaying = asyncio.create_task(self._replay())
        return ["spooled"] * len(items)

    def _try_batch(self, items: list[Item]) -> Written:
        for attempt in range(_TRIES):
            try:
                return write_batch(self._database, items, self._trust)
            except CannotWriteError:
                if attempt == _TRIES - 1:
                    raise
                self._revive()
        raise AssertionError

    def _sweep(self, retention: Retention) -> None:
        try:
            done = sweep(self._database, retention)
        except (PyMongoError, CannotWriteError, StorageError) as error:
            _log.warning("retention could not be swept, the next crawl does it: %s", first_clause(error))
            return
        if done is not None and (done.comments or done.quarantine or done.held):
            _log.info(
                "retention: earlier words of %d removed comments and %d entries of quarantine are gone; %d held",
                done.comments,
                done.quarantine,
                done.held,
            )

    def _revive(self) -> None:
        """The local mongod is ours to restart; a cluster is its operator's."""
        if self._is_local:
            try:
                local_mongod.ensure(self._var_dir)
            except StorageError as error:
                _log.warning("%s", error)

    def _append(self, items: list[Item]) -> None:
        if self._spool is None:
            self._spool = Spool.create(self._var_dir / "spool", self._name)
        self._spool.append(items)

    # --- the spool's way back -------------------------------------------------------------------------------------

    async def _replay(self) -> None:
        chances = _CHANCES_AT_CLOSE
        try:
            while chances:
                if self._closing is not None:
                    chances -= 1
                reason = await self._in_thread(self._reading, self._why_away)
                if reason is None:
                    try:
                        await self._replay_all()
                        return
                    except CannotWriteError as error:
                        reason = str(error)
                elif self._closing is not None:
                    chances = 0
                _log.debug("the spool waits: %s", reason)
                if chances:
                    await asyncio.sleep(_RETRY_S)
            _log.warning("items wait in %s, the next crawl replays them: %s", self._var_dir / "spool", reason)
        finally:
            self._replaying = None

    async def _replay_all(self) -> None:
        for spool in await self._in_thread(self._writing, self._abandoned):
            try:
                await self._replay_file(spool)
                spool.remove()
            finally:
                spool.close()
        if self._spool is None:
            return
        await self._replay_file(self._spool)
        async with self._spool_lock:
            # Nothing is appended under the lock: what is read now is the rest.
            await self._replay_file(self._spool)
            self._spool.remove()
            self._spool = None

    async def _replay_file(self, spool: Spool) -> None:
        number = 0
        while items := await self._in_thread(self._writing, spool.peek, _BATCH):
            await self._in_thread(self._writing, self._write_again, items)
            spool.advance()
            for _ in items:
                self._count("store/spool/replayed")
            number += len(items)
        if number:
            _log.info("replayed %d items from the spool %s", number, spool.path.name)

    def _write_again(self, items: list[Item]) -> None:
        """Write spooled items. One that MongoDB refuses again and again, while it takes others, goes to quarantine.

        :raises CannotWriteError: when MongoDB does not take writes now
        """
        # Spooled by a crawl with another rule, perhaps.
        self._names.apply(items)
        try:
            write_batch(self._database, items, self._trust)
            return
        except CannotWriteError as error:
            reason = str(error)
        if self._why_away() is not None:
            raise CannotWriteError(reason)
        if len(items) > 1:
            middle = len(items) // 2
            self._write_again(items[:middle])
            self._write_again(items[middle:])
            return
        for _ in range(_TRIES_ALONE - 1):
            time.sleep(_PAUSE_S)
            try:
                write_batch(self._database, items, self._trust)
                return
            except CannotWriteError as error:
                reason = str(error)
        set_aside(self._database, items[0], f"not written in {_TRIES_ALONE} tries from the spool: {reason}")

    def _abandoned(self) -> list[Spool]:
        return list(abandoned(self._var_dir / "spool", self._name))

    def _why_away(self) -> str | None:
        """Why MongoDB does not take writes; None when it may."""
        self._revive()
        try:
            hello = self._client.admin.command("hello")
        except PyMongoError as error:
            return first_clause(error)
        return None if hello.get("isWritablePrimary", True) else "no primary"

    # --- look-ups -------------------------------------------------------------------------------------------------

    async def _answer(self) -> None:
        try:
            while self._asked:
                # One turn of the loop: whoever asks in it is answered by the same query.
                await asyncio.sleep(0)
                asked, self._asked = self._asked, {}
                try:
                    found = await self._in_thread(self._reading, self._look_up, list(asked))
                except Exception as error:
                    # Whatever it was: who asked must not wait for ever.
                    said = first_clause(error)
                    if not isinstance(error, PyMongoError):
                        _log.exception("a look-up failed")
                        said = f"{type(error).__name__}: {said}"
                    trouble = StorageError(f"MongoDB does not answer: {said}")
                    for answer in asked.values():
                        answer.set_exception(trouble)
                        answer.exception()
                else:
                    for identity, answer in asked.items():
                        answer.set_result(found.get(identity))
        finally:
            self._answering = None

    def _look_up(self, identities: list[str]) -> dict[str, Validators]:
        within = {"$in": identities}
        found: dict[str, Validators] = {}
        under: dict[str, list[Document]] = {}
        for document in self._database["threads"].find({"$or": [{"_id": within}, {"copyUrl": within}]}):
            found[document["_id"]] = Validators(etag=document.get("etag"), lastModified=document.get("lastModified"))
            under.setdefault(document["copyUrl"], []).append(document)
        wanted = {"etag": 1, "lastModified": 1, "commentPlatform": 1, "lastSeen": 1}
        for document in self._database["copies"].find({"_id": within}, wanted):
            threads = under.get(document["_id"], [])
            if _comments_were_read(document, threads):
                found[document["_id"]] = Validators(
                    etag=document.get("etag"),
                    lastModified=document.get("lastModified"),
                    threads=tuple(_thread(thread) for thread in threads),
                )
        return found

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

    def _forget(self, thread: str | None) -> None:
        if thread is not None:
            self._unwritten[thread] -= 1
            if self._unwritten[thread] <= 0:
                del self._unwritten[thread]

    def _in_thread(
        self, threads: ThreadPoolExecutor, work: Callable[..., _Result], *arguments: Any
    ) -> Awaitable[_Result]:
        return asyncio.get_running_loop().run_in_executor(threads, work, *arguments)


def _comments_were_read(copy: Document, threads: list[Document]) -> bool:
    """A section with an endpoint of its own is asked again at every visit; one on the page is read with it or not at all."""
    if "commentPlatform" not in copy:
        # Written by a version that did not note it: one full answer settles the question.
        return False
    if copy["commentPlatform"] is None:
        return True
    on_page = [thread for thread in threads if thread.get("cursor") is None]
    return bool(threads) and all(thread["complete"] and thread["lastSeen"] >= copy["lastSeen"] for thread in on_page)


_THREAD_FIELDS = tuple(Thread.__dataclass_fields__)


def _thread(document: Document) -> Thread:
    return Thread(**{name: document[name] for name in _THREAD_FIELDS if name in document})
