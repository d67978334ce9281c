"""Thread of a node that renews its leases, passes cancellations on, and records the results of jobs.

It is a separate thread because scrapyd's reactor is blocked while it lists the spiders of an egg, and a lease must not
end during that time.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from twisted.logger import Logger

from newscrawler.scrapyd.deadline import DeadlinePipe
from newscrawler.scrapyd.jobs import AttemptResult, JobQueue, Lease, clock
from newscrawler.storage.errors import first_clause

__all__ = ["LeaseRenewer"]

_log = Logger()


@dataclass(slots=True)
class _Held:
    lease: Lease
    deadline_pipe: DeadlinePipe
    pid: int | None
    cancelled: Callable[[str, int], None]
    signalled: int = 0
    """Number of cancellations for which the crawl was signalled."""
    result: AttemptResult | None = None
    """Result of a crawl that has ended and is not yet recorded."""


class LeaseRenewer(threading.Thread):
    """Renews the leases of the node's jobs every ``interval`` seconds.

    :param beat: writes the node's heartbeat; called once in every round with the number of running jobs
    """

    def __init__(self, jobs: JobQueue, interval: float, beat: Callable[[int], None]) -> None:
        super().__init__(name="lease renewer", daemon=True)
        self._jobs = jobs
        self._interval = interval
        self._beat = beat
        self._held: dict[tuple[str, int], _Held] = {}
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._closing = False

    def hold(self, lease: Lease, deadline_pipe: DeadlinePipe, pid: int, cancelled: Callable[[str, int], None]) -> None:
        """Renew this lease from now on.

        :param cancelled: called in this thread with the signal and the number of cancellations so far
        """
        with self._lock:
            self._held[lease.id, lease.token] = _Held(lease, deadline_pipe, pid, cancelled)
        self._wake.set()

    def ended(self, lease: Lease, result: AttemptResult) -> None:
        """Record the result of the crawl as soon as MongoDB accepts it."""
        with self._lock:
            held = self._held.get((lease.id, lease.token))
            if held is not None:
                held.result = result
        self._wake.set()

    def close(self, timeout: float) -> None:
        """Record the remaining results and stop. Wait for at most ``timeout`` seconds."""
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
                # Any error must be survived: without this thread every crawl of the node would be killed.
                _log.error("job {id}: its lease is not renewed: {error}", id=each.lease.id, error=first_clause(error))
                if clock() > each.lease.until:
                    self._lost(each)
        try:
            self._beat(len(held))
        except Exception as error:
            _log.error("no heartbeat: {error}", error=first_clause(error))

    def _keep(self, held: _Held) -> None:
        if held.result is not None:
            state = self._jobs.end(held.lease, held.result)
            if state is None:
                _log.error("job {id} ended after its lease was lost; another node has it", id=held.lease.id)
            else:
                _log.info("job {id}: {reason}: {state}", id=held.lease.id, reason=held.result.reason, state=state)
            self._forget(held)
            return
        renewed = self._jobs.renew(held.lease, pid=held.pid)
        if renewed is None:
            self._lost(held)
            return
        held.lease, cancel = renewed
        held.deadline_pipe.renew(held.lease.until)
        if cancel is not None and cancel["times"] > held.signalled:
            held.signalled = cancel["times"]
            held.cancelled(cancel["signal"], held.signalled)

    def _lost(self, held: _Held) -> None:
        _log.error("job {id}: its lease was lost; its crawl is killed here", id=held.lease.id)
        held.deadline_pipe.renew(0)
        self._forget(held)

    def _forget(self, held: _Held) -> None:
        with self._lock:
            known = self._held.pop((held.lease.id, held.lease.token), None)
        if known is not None:
            held.deadline_pipe.close()
