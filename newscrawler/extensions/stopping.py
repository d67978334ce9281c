"""Stop of a crawl within a fixed time after a signal, whatever the crawl is doing."""

from __future__ import annotations

import asyncio
import faulthandler
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from functools import partial
from types import FrameType
from typing import Any, BinaryIO, Self

from scrapy import signals
from scrapy.crawler import Crawler

from newscrawler import watchdog
from newscrawler.signals import told_to_stop

__all__ = ["StopInTime"]

_SIGNALS = (signal.SIGTERM, signal.SIGINT)
_LEAVE_SHARE = 0.5
"""Share of the time for requests in progress. The rest is for storing items, possibly during an election of MongoDB
or into the spool, and for the run record."""

_log = logging.getLogger(__name__)


class StopInTime:
    """Scrapy extension that ends the process within ``STOP_SECONDS`` after SIGTERM or Ctrl-C.

    Scrapy waits for requests in progress. A rendered page, or an outlet that asked for a pause, can take minutes.
    After half of the time such requests are abandoned. They were not acknowledged, so a shared frontier makes them
    due again when their leases end; otherwise the next crawl requests them. The crawl then closes as usual and writes
    its record.

    A callback that computes for minutes cannot be abandoned. A separate process (:mod:`newscrawler.watchdog`) kills
    the crawl when the time is over. Acknowledged items are durable, and the record shows a dead run. The watchdog is
    told of the signal by Python's ``faulthandler``, which also writes a traceback: its handler runs at once, even
    during code that lets neither threads nor Python's signal handlers run.

    The statistic ``stop/left`` counts abandoned requests.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._seconds = crawler.settings.getfloat("STOP_SECONDS")
        self._told: BinaryIO | None = None
        self._before: dict[int, Callable[[int, FrameType | None], Any]] = {}
        self._leaving: asyncio.TimerHandle | None = None
        self._left: Any = None
        crawler.signals.connect(self._engine_stopped, signals.engine_stopped)
        self._listen()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def _listen(self) -> None:
        handlers = {number: signal.getsignal(number) for number in _SIGNALS}
        self._before = {number: handler for number, handler in handlers.items() if callable(handler)}
        in_charge = threading.current_thread() is threading.main_thread() and signal.SIGTERM in self._before
        if not in_charge:
            return  # Scrapy does not handle the signal here: it ends the process
        self._loop = asyncio.get_running_loop()
        reading, writing = os.pipe()
        self._told = os.fdopen(writing, "wb", buffering=0)
        try:
            subprocess.Popen(
                [sys.executable, "-I", "-S", watchdog.__file__, "stop", str(os.getpid()), str(self._seconds)],
                stdin=reading,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
            )
        finally:
            os.close(reading)
        for number, handler in self._before.items():
            signal.signal(number, partial(self._signal, handler))
            faulthandler.register(number, file=self._told, all_threads=False, chain=True)

    def _signal(self, before: Callable[[int, FrameType | None], Any], number: int, frame: FrameType | None) -> None:
        self._loop.call_soon_threadsafe(self._begin)
        before(number, frame)

    def _begin(self) -> None:
        if self._leaving is None:
            self._crawler.signals.send_catch_log(told_to_stop)
            self._leaving = self._loop.call_later(self._seconds * _LEAVE_SHARE, self._leave)

    def _leave(self) -> None:
        """Let the engine close as if no request were in progress."""
        engine = self._crawler.engine
        slot = engine._slot if engine is not None else None
        if slot is None or not slot.inprogress:
            return
        assert self._crawler.stats is not None
        self._crawler.stats.set_value("stop/left", len(slot.inprogress))
        _log.warning(
            "told to stop %g s ago (STOP_SECONDS): %d requests in progress are abandoned; the next crawl repeats them",
            self._seconds * _LEAVE_SHARE,
            len(slot.inprogress),
        )
        slot.inprogress = _Left()
        slot._maybe_fire_closing()
        self._left = slot

    def _engine_stopped(self) -> None:
        if self._left is not None:
            # Abandoned requests end with the process and then use the slot, which the engine has dropped.
            assert self._crawler.engine is not None
            self._left.closing = None
            self._crawler.engine._slot = self._left
            self._loop.set_exception_handler(_without_the_left)
        if self._told is None or self._leaving is not None:
            return  # stopping: the watchdog waits for the end of the process
        for number, before in self._before.items():
            faulthandler.unregister(number)
            signal.signal(number, before)
        self._told.close()
        self._told = None


def _without_the_left(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    if not str(context.get("message")).startswith("Task was destroyed but it is pending"):
        loop.default_exception_handler(context)


class _Left(set[Any]):
    """Abandoned requests. It is no error if one ends nevertheless."""

    remove = set.discard
