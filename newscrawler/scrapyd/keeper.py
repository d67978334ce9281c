"""A node's thread that keeps its leases: it renews them, passes cancellations on, and records how jobs ended.

A thread of its own, because scrapyd's reactor stands still while it lists an egg's spiders, and a lease must not lapse
over that.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from twisted.logger import Logger

from newscrawler.scrapyd.jobs import Ending, JobQueue, Lease, clock
from newscrawler.scrapyd.lifeline import Lifeline
from newscrawler.storage.errors import first_clause

__all__ = ["Keeper"]

_log = Logger()


@dataclass(slots=True)
class _Held:
    lease: Lease
    lifeline: Lifeline
    pid: int | None
    cancelled: Callable[[str, int], None]
    signalled: int = 0
    """How often the crawl was signalled to cancel."""
    ending: Ending | None = None
    """Of a crawl that is over and not yet recorded."""


class Keeper(threading.Thread):
    """Renews every ``interval`` seconds.

    :param beat: called once in every round, with the number of jobs held: the node's heartbeat
    """

    def __init__(self, jobs: JobQueue, interval: float, beat: Callable[[int], None]) -> None:
        super().__init__(name="lease keeper", daemon=True)
        self._jobs = jobs
        self._interval = interval
        self._beat = beat
        self._held: dict[tuple[str, int], _Held] = {}
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._closing = False

    def hold(self, lease: Lease, lifeline: Lifeline, pid: int, cancelled: Callable[[str, int], None]) -> None:
        """Renew this lease from now on.

        :param cancelled: called in this thread with the signal and how often the job was cancelled
        """
        with self._lock:
            self._held[lease.id, lease.token] = _Held(lease, lifeline, pid, cancelled)
        self._wake.set()

    def ended(self, lease: Lease, ending: Ending) -> None:
        """Record how the crawl ended, as soon as MongoDB takes it."""
        with self._lock:
            held = self._held.get((lease.id, lease.token))
            if held is not None:
                held.ending = ending
        self._wake.set()

    def close(self, timeout: float) -> None:
        """Record what is left to record, and stop. Blocking."""
        self._closing = True
        self._wake.set()
        self.join(timeout)

    def run(self) -> None:
        while True:
            self._wake.clear()
            self._round()
            if self._closing and not self._held:
                return
            self._wake.wait(self._interval)

    def _round(self) -> None:
        with self._lock:
            held = list(self._held.values())
        for each in held:
            try:
                self._keep(each)
            except Exception as error:
                # Whatever it is: without this thread every crawl of the node would be killed
                _log.error("job {id}: its lease is not renewed: {error}", id=each.lease.id, error=first_clause(error))
                if clock() > each.lease.until:
                    self._lost(each)
        try:
            self._beat(len(held))
        except Exception as error:
            _log.error("no heartbeat: {error}", error=first_clause(error))

    def _keep(self, held: _Held) -> None:
        if held.ending is not None:
            state = self._jobs.end(held.lease, held.ending)
            if state is None:
                _log.error("job {id} ended after its lease was lost; another node has it", id=held.lease.id)
            else:
                _log.info("job {id}: {reason}: {state}", id=held.lease.id, reason=held.ending.reason, state=state)
            self._forget(held)
            return
        renewed = self._jobs.renew(held.lease, pid=held.pid)
        if renewed is None:
            self._lost(held)
            return
        held.lease, cancel = renewed
        held.lifeline.renew(held.lease.until)
        if cancel is not None and cancel["times"] > held.signalled:
            held.signalled = cancel["times"]
            held.cancelled(cancel["signal"], held.signalled)

    def _lost(self, held: _Held) -> None:
        _log.error("job {id}: its lease was lost; its crawl is killed here", id=held.lease.id)
        held.lifeline.renew(0)
        self._forget(held)

    def _forget(self, held: _Held) -> None:
        with self._lock:
            known = self._held.pop((held.lease.id, held.lease.token), None)
        if known is not None:
            held.lifeline.close()
