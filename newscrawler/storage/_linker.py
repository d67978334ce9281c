"""Link stories beside the writer: after the outcomes of a batch are told, in a process of its own.

Ingest does not wait for it. What the backlog does not hold stays marked in the store (``linkDue``), and so does what a
killed process leaves; the next sweep of any worker links it. A small or slow crawl starts no process: few stories are
linked in a thread, and so is what waits when the crawl ends.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import pymongo
from pymongo.database import Database
from pymongo.errors import PyMongoError

from newscrawler.storage._fields import Document
from newscrawler.storage._fingerprints import Furniture
from newscrawler.storage._link_process import LinkProcess, ProcessDiedError
from newscrawler.storage._linking import SLICE, Linked, due_stories, link_stories
from newscrawler.storage._writes import CannotWriteError
from newscrawler.storage.errors import first_clause
from newscrawler.storage.trust import NO_TRUST, Trust

__all__ = ["Linker"]

_BACKLOG = 2_000
"""Stories that wait to be linked, at most: ids only. Others wait in the store."""

_SWEEP_S = 30.0
"""Between two sweeps for stories that others left; they find nothing by an index of nothing."""

_LEFT = timedelta(seconds=20)
"""Age of a mark that another worker left: a living one links within seconds."""

_SWEPT = 500
"""Stories that one sweep takes: some seconds of work."""

_GATHER_S = 2.0
"""Time in which stories gather before fewer than :data:`SLICE` are linked: ten round trips for each story alone would
cost a crawl a fifth of its speed, and readers do not mind the two seconds."""

_FEW = 10
"""Stories that have to be gathered before the process is started, which takes 0.5 s of processor time and 60 MB.
Fewer in :data:`_GATHER_S` take 3 % of a processor at most."""

_LINK_S = 10.0
"""Time for linking a slice here, which takes a second or two. A crawl that is told to stop while MongoDB is away must
not wait for it."""

_DUE_S = 5.0
"""Time for the look for such stories. A server that is away is asked again by the next sweep."""

_CLOSE_S = 60.0
"""Time that a crawl which ends takes for what waits. The rest is left to other workers."""

_HURRY_S = 3.0
"""The same for a crawl that was told to stop, which has 20 s for all that it still does."""

_log = logging.getLogger(__name__)


class Linker:
    """Links the stories of one writer. Belongs to one event loop; close it.

    :param uri: of the database
    :param count: called with the name of each outcome, e.g. ``store/links/written``
    :param trust: which outlets may kill a story alone
    """

    def __init__(
        self, database: Database[Document], uri: str, count: Callable[[str], object], trust: Trust = NO_TRUST
    ) -> None:
        self._database = database
        self._count = count
        self._trust = trust
        self._backlog: dict[str, None] = {}
        self._furniture = Furniture()
        self._process = LinkProcess(uri, database.name, trust)
        self._ending = False
        self._gathered = asyncio.Event()
        """Whether a wait for more stories is over: there is a slice, or the crawl ends."""
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="store-link")
        self._close_s = _CLOSE_S
        self._closing: asyncio.Timeout | None = None
        self._task: asyncio.Task[None] | None = None
        self._sweeping: asyncio.Task[None] | None = asyncio.create_task(self._sweep_for_ever())

    def add(self, ids: Iterable[str]) -> None:
        """Have stories linked soon. Beyond the backlog they are left to a later sweep."""
        for id_ in ids:
            if len(self._backlog) < _BACKLOG:
                self._backlog[id_] = None
        if len(self._backlog) >= SLICE:
            self._gathered.set()
        if self._backlog and self._task is None:
            self._task = asyncio.create_task(self._link_all())

    async def _link_all(self) -> None:
        try:
            while self._backlog:
                await self._gather()
                ids = list(self._backlog)[:SLICE]
                for id_ in ids:
                    del self._backlog[id_]
                if not await self._link(ids):
                    # They stay marked: when MongoDB is back, a sweep finds them.
                    self._backlog.clear()
        finally:
            self._task = None

    async def _gather(self) -> None:
        """Wait until enough stories are there, for some time at most."""
        if len(self._backlog) < SLICE and not self._ending:
            self._gathered.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._gathered.wait(), _GATHER_S)

    async def _link(self, ids: list[str]) -> bool:
        """Link a slice; returns False where MongoDB is away. What is not linked stays marked for a later sweep."""
        here = not self._process.is_running and (self._ending or len(ids) < _FEW)
        link = self._linked if here else self._process.link
        try:
            done = await asyncio.get_running_loop().run_in_executor(self._thread, link, ids)
        except (PyMongoError, CannotWriteError) as error:
            _log.warning("stories could not be linked; a later sweep does it: %s", first_clause(error))
            return False
        except ProcessDiedError as error:
            self._count("store/links/process_died")
            _log.warning("the process that links stories died; %d are left to a later sweep: %s", len(ids), error)
        except Exception:
            _log.exception("%d stories could not be linked, e.g. %s", len(ids), ids[0])
        else:
            self._tell(done)
        return True

    def _tell(self, done: Linked) -> None:
        counts = {"links/written": done.links, "links/left_out": done.left_out, "clusters/changed": done.clusters}
        for name, number in counts.items():
            for _ in range(number):
                self._count(f"store/{name}")

    async def _sweep_for_ever(self) -> None:
        while True:
            await self._sweep(_LEFT)
            await asyncio.sleep(_SWEEP_S)

    async def _sweep(self, age: timedelta) -> None:
        loop = asyncio.get_running_loop()
        try:
            found = await loop.run_in_executor(self._thread, self._due, age)
        except PyMongoError as error:
            _log.debug("no sweep for stories to be linked: %s", first_clause(error))
            return
        self.add(found)

    def _linked(self, ids: list[str]) -> Linked:
        with pymongo.timeout(_LINK_S):
            return link_stories(self._database, ids, self._trust, self._furniture)

    def _due(self, age: timedelta) -> list[str]:
        with pymongo.timeout(_DUE_S):
            return due_stories(self._database, age, _SWEPT)

    def hurry(self) -> None:
        """Have :meth:`close`, now or later, take a few seconds at most."""
        self._close_s = _HURRY_S
        if self._closing is not None:
            self._closing.reschedule(asyncio.get_running_loop().time() + _HURRY_S)

    async def close(self, *, finish: bool = True) -> None:
        """Link what waits, and what a replay has marked.

        :param finish: False where MongoDB is away: what waits is marked in the store, and a crawl that was told to stop
            has some seconds only
        """
        self._ending = True
        self._gathered.set()
        if self._sweeping is not None:
            self._sweeping.cancel()
            await asyncio.wait([self._sweeping])
        is_idle = False
        if finish:
            try:
                async with asyncio.timeout(self._close_s) as self._closing:
                    await self._finish()
                is_idle = True
            except TimeoutError:
                _log.warning("%d stories wait to be linked; the next crawl does it", len(self._backlog))
            finally:
                self._closing = None
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
        # A process without work is not asked to end: the crawl would wait for the end of its interpreter.
        await asyncio.to_thread(self._process.close, at_once=is_idle or not finish)
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def _finish(self) -> None:
        if self._task is not None:
            await asyncio.shield(self._task)
        await self._sweep(timedelta(0))
        if self._task is not None:
            await asyncio.shield(self._task)
