"""Spool items that MongoDB cannot take, and replay them once it can."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from newscrawler.storage._batch import Item
from newscrawler.storage._connected import ConnectedStore
from newscrawler.storage._writes import CannotWriteError
from newscrawler.storage.spool import Spool, abandoned

__all__ = ["Spooler"]

_RETRY_S = 1.0
"""Pause between two questions of a spool whether MongoDB is back: prompt for a person who restarts it, nothing for the
machine."""

_CHANCES_AT_CLOSE = 3
"""A server that answers and refuses a replay three times, seconds apart, will not take it before the crawl ends."""

_log = logging.getLogger(__name__)

_Result = TypeVar("_Result")


class Spooler:
    """The spool of one writer, and its way back into the store. Belongs to one event loop.

    :param directory: of the spool
    :param name: of the database
    :param writing: the thread that writes, so that batches keep their order
    :param reading: the thread that asks whether MongoDB is back
    :param batch: items that are replayed at once
    :param count: called with ``store/spool/replayed`` for each item
    """

    def __init__(
        self,
        store: ConnectedStore,
        directory: Path,
        name: str,
        *,
        writing: ThreadPoolExecutor,
        reading: ThreadPoolExecutor,
        batch: int,
        count: Callable[[str], object],
    ) -> None:
        self._store = store
        self._directory = directory
        self._name = name
        self._writing = writing
        self._reading = reading
        self._batch = batch
        self._count = count
        self._spool: Spool | None = None
        self._lock = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None
        self._is_closing = False

    @property
    def waits(self) -> bool:
        """Whether items that this writer spooled are not yet in the store."""
        return self._spool is not None

    async def append(self, items: Sequence[Item]) -> None:
        """Spool items, and replay them when MongoDB is back.

        :raises SpoolError: when the disk does not take them
        """
        async with self._lock:
            await self._in_thread(self._writing, self._append, items)
            self.replay_soon()

    def _append(self, items: Sequence[Item]) -> None:
        if self._spool is None:
            self._spool = Spool.create(self._directory, self._name)
        self._spool.append(items)

    def replay_soon(self) -> None:
        """Begin to replay this writer's spool, and those of dead processes."""
        if self._task is None:
            self._task = asyncio.create_task(self._replay())

    def stop(self) -> None:
        """Give up soon where MongoDB is away or refuses the replay."""
        self._is_closing = True

    async def close(self) -> None:
        """Wait for the replay, and leave the rest to the next crawl."""
        if self._task is not None:
            await self._task
        if self._spool is not None:
            self._spool.close()

    async def _replay(self) -> None:
        chances = _CHANCES_AT_CLOSE
        try:
            while chances:
                if self._is_closing:
                    chances -= 1
                reason = await self._in_thread(self._reading, self._store.why_away)
                if reason is None:
                    try:
                        await self._replay_all()
                        return
                    except CannotWriteError as error:
                        reason = str(error)
                elif self._is_closing:
                    chances = 0
                _log.debug("the spool waits: %s", reason)
                if chances:
                    await asyncio.sleep(_RETRY_S)
            _log.warning("items wait in %s; the next crawl replays them: %s", self._directory, reason)
        finally:
            self._task = None

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
        async with self._lock:
            # Nothing is appended under the lock: the items that are read now are the last.
            await self._replay_file(self._spool)
            self._spool.remove()
            self._spool = None

    def _abandoned(self) -> list[Spool]:
        return list(abandoned(self._directory, self._name))

    async def _replay_file(self, spool: Spool) -> None:
        number = 0
        while items := await self._in_thread(self._writing, spool.peek, self._batch):
            await self._in_thread(self._writing, self._store.write_again, items)
            spool.advance()
            for _ in items:
                self._count("store/spool/replayed")
            number += len(items)
        if number:
            _log.info("replayed %d items from the spool %s", number, spool.path.name)

    def _in_thread(
        self, threads: ThreadPoolExecutor, work: Callable[..., _Result], *arguments: Any
    ) -> Awaitable[_Result]:
        return asyncio.get_running_loop().run_in_executor(threads, work, *arguments)
