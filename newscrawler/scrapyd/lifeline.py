"""The pipe on which scrapyd tells a crawl until when it may run.

scrapyd writes a deadline with every renewal of the job's lease. A thread of the crawl watches: when scrapyd is gone (the
pipe ends) or the lease will soon be over, it stops the crawl as Ctrl-C would; when the lease *is* over, it kills it, so
that no crawl runs beside the one that another node has started. Nothing here asks MongoDB or looks at the time of day, and
it works for a crawl whose scrapyd was stopped (SIGSTOP), killed, or cut off from MongoDB.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import threading
import time
from collections.abc import Callable

from newscrawler.scrapyd.jobs import clock

__all__ = ["FD", "Lifeline", "LifelineWatch", "watch_from_environment"]

FD = 3
"""The pipe's number in the crawl process: the first after standard error."""

_VARIABLE = "NEWSCRAWLER_JOB_LIFELINE"
"""``<seconds of the lease>,<deadline>``: set where there is such a pipe."""

_STOP_SHARE = 1 / 3
"""Of the lease, before its end: what a clean stop gets, which waits for the pages under way (DOWNLOAD_TIMEOUT 30 s)."""

_KILL_S, _KILL_SHARE = 1.0, 1 / 12
"""Before the lease's end, the smaller of a second and this part of it: a process dies in milliseconds, on a busy machine in
tenths of a second."""


class Lifeline:
    """scrapyd's end. May be used from any thread."""

    def __init__(self, lease_seconds: float) -> None:
        self.reading, self._writing = os.pipe()
        os.set_blocking(self._writing, False)
        self._lease = lease_seconds

    def environment(self, until: float) -> dict[str, str]:
        """What the crawl's process needs beside the pipe."""
        return {_VARIABLE: f"{self._lease},{until}"}

    def spawned(self) -> None:
        """Close scrapyd's copy of the crawl's end."""
        os.close(self.reading)

    def renew(self, until: float) -> None:
        """Let the crawl run until then (:func:`newscrawler.scrapyd.jobs.clock`); 0 kills it at once."""
        # A full pipe belongs to a crawl that is stopped; a broken one to a crawl that is over
        with contextlib.suppress(BlockingIOError, BrokenPipeError):
            os.write(self._writing, f"{until}\n".encode())

    def close(self) -> None:
        """Without this pipe the crawl stops."""
        os.close(self._writing)


class LifelineWatch:
    """The crawl's end: call :meth:`run` in a thread.

    :param stop: asks the crawl to stop cleanly
    :param kill: ends it now
    """

    def __init__(
        self,
        reading: int,
        lease_seconds: float,
        until: float,
        *,
        stop: Callable[[str], None],
        kill: Callable[[str], None],
    ) -> None:
        self._reading = reading
        self._lease = lease_seconds
        self._killed_before = min(_KILL_S, lease_seconds * _KILL_SHARE)
        self._until = until
        self._stop = stop
        self._kill = kill
        self._connected = True
        self._rest = b""

    def run(self) -> None:
        """Returns when it has killed the crawl."""
        stopped, wait = False, 0.0
        while True:
            # First what was written meanwhile: a crawl that took long to start, or was stopped, has renewals waiting
            while self._connected and select.select([self._reading], [], [], wait)[0]:
                self._read()
                wait = 0.0
            left = self._until - clock()
            if left <= self._killed_before:
                return self._kill("the job's lease is over and the job another node's")
            if not stopped and (not self._connected or left <= self._lease * _STOP_SHARE):
                why = "its lease was not renewed" if self._connected else "scrapyd is gone"
                self._stop(f"{why}; stopping, the job goes back to the queue")
                stopped = True
            wait = max(0.0, left - (self._killed_before if stopped else self._lease * _STOP_SHARE))
            if not self._connected:
                time.sleep(wait)

    def _read(self) -> None:
        data = os.read(self._reading, 65_536)
        self._connected = bool(data)
        *lines, self._rest = (self._rest + data).split(b"\n")
        if lines:
            self._until = float(lines[-1])


def watch_from_environment() -> None:
    """Watch the lifeline where scrapyd has given one; otherwise do nothing."""
    given = os.environ.pop(_VARIABLE, None)
    if given is None:
        return
    lease, until = map(float, given.split(","))
    os.set_inheritable(FD, False)
    watch = LifelineWatch(FD, lease, until, stop=_stop, kill=_kill)
    threading.Thread(target=watch.run, name="lifeline", daemon=True).start()


def _stop(why: str) -> None:
    _say(f"crawl: {why}\n")
    os.kill(os.getpid(), signal.SIGTERM)


def _kill(why: str) -> None:
    _say(f"crawl: {why}; killed\n")
    os.kill(os.getpid(), signal.SIGKILL)


def _say(line: str) -> None:
    # Whoever read standard error is gone, or stopped with the pipe full: neither may keep the crawl alive
    with contextlib.suppress(OSError):
        if select.select([], [2], [], 0)[1]:
            os.write(2, line.encode())
