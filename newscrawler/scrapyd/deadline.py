"""Pipe from scrapyd to a crawl that says until when the crawl may run.

scrapyd writes a deadline with every renewal of the job's lease. A thread of the crawl reads it. If scrapyd is gone
(the pipe ends) or the lease will soon be over, the thread stops the crawl as Ctrl-C would. If the lease *is* over, it
kills the crawl, so that the crawl does not run beside another node's crawl of the same job. The thread uses neither
MongoDB nor the time of day, so it also works if scrapyd was stopped (SIGSTOP), killed, or cut off from MongoDB.
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

__all__ = ["FD", "DeadlinePipe", "DeadlineWatch", "watch_from_environment"]

FD = 3
"""File descriptor of the pipe in the crawl process: the first after standard error."""

_VARIABLE = "NEWSCRAWLER_JOB_LIFELINE"
"""Environment variable ``<seconds of the lease>,<deadline>``, set if the process has such a pipe."""

_STOP_SHARE = 1 / 3
"""Share of the lease, before its end, for a clean stop, which waits for downloads (DOWNLOAD_TIMEOUT is 30 s)."""

_KILL_S, _KILL_SHARE = 3.0, 1 / 6
"""A crawl is killed this long before the end of its lease: three seconds, or this share of the lease if that is less. A
process dies within milliseconds; where 25 others wanted two processors it took up to 0.35 s, and in two runs of a test
on such a machine one second was not enough."""


class DeadlinePipe:
    """scrapyd's end of the pipe. Safe to use from any thread."""

    def __init__(self, lease_seconds: float) -> None:
        self.reading, self._writing = os.pipe()
        os.set_blocking(self._writing, False)
        self._lease = lease_seconds

    def environment(self, until: float) -> dict[str, str]:
        """Return the environment variables for the crawl process."""
        return {_VARIABLE: f"{self._lease},{until}"}

    def spawned(self) -> None:
        """Close scrapyd's copy of the crawl's end, after the process was started."""
        os.close(self.reading)

    def renew(self, until: float) -> None:
        """Let the crawl run until a time of :func:`newscrawler.scrapyd.jobs.clock`; 0 kills it at once."""
        # The pipe of a stopped crawl is full, the pipe of an ended crawl is broken.
        with contextlib.suppress(BlockingIOError, BrokenPipeError):
            os.write(self._writing, f"{until}\n".encode())

    def close(self) -> None:
        """Close the pipe; a crawl that still runs stops."""
        os.close(self._writing)


class DeadlineWatch:
    """Crawl's end of the pipe. Call :meth:`run` in a thread.

    :param stop: asks the crawl to stop cleanly, with the reason
    :param kill: ends the crawl at once, with the reason
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
        """Watch the deadline until the crawl is killed."""
        stopped, wait = False, 0.0
        while True:
            # Read waiting renewals first: a crawl that started slowly or was suspended has several.
            while self._connected and select.select([self._reading], [], [], wait)[0]:
                self._read()
                wait = 0.0
            left = self._until - clock()
            if left <= self._killed_before:
                return self._kill("the job's lease is over and another node may run the job")
            if not stopped and (not self._connected or left <= self._lease * _STOP_SHARE):
                why = "its lease was not renewed" if self._connected else "scrapyd is gone"
                self._stop(f"{why}; stopping, the job is queued again")
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
    """Start the watching thread if scrapyd has passed a pipe."""
    given = os.environ.pop(_VARIABLE, None)
    if given is None:
        return
    lease, until = map(float, given.split(","))
    os.set_inheritable(FD, False)
    watch = DeadlineWatch(FD, lease, until, stop=_stop, kill=_kill)
    threading.Thread(target=watch.run, name="deadline", daemon=True).start()


def _stop(why: str) -> None:
    _say(f"crawl: {why}\n")
    os.kill(os.getpid(), signal.SIGTERM)


def _kill(why: str) -> None:
    _say(f"crawl: {why}; killed\n")
    os.kill(os.getpid(), signal.SIGKILL)


def _say(line: str) -> None:
    # The reader of standard error may be gone, or suspended with a full pipe. Neither may keep the crawl alive.
    with contextlib.suppress(OSError):
        if select.select([], [2], [], 0)[1]:
            os.write(2, line.encode())
