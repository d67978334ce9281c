"""Everything that a worker holds: its hosts, the requests leased to it, and which request goes out next. No I/O."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from scrapy import Request

from newscrawler.frontier.store import POISON_TRIES
from newscrawler.storage.clock import elapsed

__all__ = ["HostQueue", "Lease", "LeaseTable"]


@dataclass(slots=True, eq=False, kw_only=True)
class Lease:
    """Lease of one request to this worker."""

    id: bytes
    token: int
    """Fencing token."""
    tries: int
    host: str
    priority: int
    request: Request | Mapping[str, Any]
    """The request that goes out next; a mapping where it comes from the store."""
    valid_until: float
    """:func:`~newscrawler.frontier.clock.elapsed` after which we must not rely on the lease."""
    original: Mapping[str, Any] | None = None
    """The request as stored, where ``request`` is a retry or a redirect of it."""
    current: Request | None = None
    """The request that the engine works on."""
    began: float | None = None
    """Time at which the request was first handed to the engine."""
    lost: bool = False
    """Leased to another worker, or about to be: every result of the request is dropped here."""
    acknowledged: bool = False
    """The ack or nack is decided, and on its way into the store."""
    dead_letter_reason: str | None = None
    """Why the request becomes a dead letter."""
    retry_reason: str | None = None
    """Why the request has to be tried again."""
    children: dict[bytes, int] = field(default_factory=dict)
    """Number of requests with ``dont_filter`` that its callback has yielded, by fingerprint."""

    @property
    def key(self) -> str:
        """Name of this lease in a request's meta."""
        return f"{self.id.hex()}:{self.token}"


@dataclass(slots=True, eq=False, kw_only=True)
class HostQueue:
    """A host that this worker owns, and the requests that are ready to be sent to it."""

    name: str
    token: int
    """Fencing token."""
    valid_until: float
    """:func:`~newscrawler.frontier.clock.elapsed` until which nobody else can own the host."""
    taken_at: float
    ready_at: float
    """Time at which the next request may be sent: its former owner may have sent one a moment ago."""
    ready: list[tuple[int, int, Lease]] = field(default_factory=list)
    fetching: set[Lease] = field(default_factory=set)
    looked_at: float = 0.0
    """Time at which the store was last asked for more requests."""
    has_more: bool = True
    """Whether the store may hold more requests than it gave."""
    empty_since: float | None = None
    leaving: bool = False
    """Goes to another worker as soon as nothing is fetched from it."""
    served: int = 0
    """Turn in which a request was last handed out. The host with the smallest has waited longest."""

    def may_be_asked(self, now: float, per_host: int) -> bool:
        """Return whether a request of this host may go out now."""
        if not self.ready or self.leaving or len(self.fetching) >= per_host:
            return False
        return self.ready_at <= now < self.valid_until and now < self.ready[0][2].valid_until

    def note_supply(self, got: int, wanted: int) -> None:
        """Note how many of the requests that were wanted of this host the store had."""
        self.has_more = got == wanted
        self.looked_at = elapsed()
        if got or self.ready or self.fetching:
            self.empty_since = None
        elif self.empty_since is None:
            self.empty_since = self.looked_at


class LeaseTable:
    """All leases of this worker.

    :param per_host: requests that may be fetched from one host at a time
    """

    def __init__(self, per_host: int) -> None:
        self.hosts: dict[str, HostQueue] = {}
        self.leases: dict[str, Lease] = {}
        self._per_host = per_host
        self._number = count()
        self._handed_out: set[Lease] = set()

    # --- hosts ----------------------------------------------------------------------------------------------------

    def drop_host(self, name: str) -> list[Lease]:
        """Remove a host; returns the leases that were ready there, which are removed too."""
        host = self.hosts.pop(name)
        ready = [lease for _, _, lease in host.ready]
        for lease in ready:
            self.remove(lease)
        return ready

    # --- leases ---------------------------------------------------------------------------------------------------

    def add_lease(self, lease: Lease) -> None:
        """Add a new lease and queue its request."""
        self.leases[lease.key] = lease
        self.enqueue(lease)

    def enqueue(self, lease: Lease) -> None:
        """Put the request of a lease (again) into the queue of its host, which must be ours."""
        heapq.heappush(self.hosts[lease.host].ready, (-lease.priority, next(self._number), lease))

    def remove(self, lease: Lease) -> None:
        """Remove a lease that is acknowledged or lost."""
        self.leases.pop(lease.key, None)
        self._handed_out.discard(lease)

    @property
    def is_idle(self) -> bool:
        """Whether there is no lease."""
        return not self.leases

    @property
    def ready(self) -> int:
        """Number of requests that wait to go out."""
        return sum(len(host.ready) for host in self.hosts.values())

    @property
    def has_poison_suspect(self) -> bool:
        """Whether there is a lease whose earlier workers were lost several times."""
        return any(lease.tries > POISON_TRIES for lease in self.leases.values())

    def of_host(self, name: str) -> int:
        """Return the number of leases of a host: ready, fetched, scraped, or waiting for their acknowledgement."""
        return sum(lease.host == name for lease in self.leases.values())

    def withdraw(self, lease: Lease) -> None:
        """Take a lease that is lost out of its host's queue."""
        if (host := self.hosts.get(lease.host)) is not None:
            host.ready = [entry for entry in host.ready if entry[2] is not lease]
            heapq.heapify(host.ready)
            if lease.current is None:
                host.fetching.discard(lease)
        if lease.current is None:
            self.remove(lease)

    def next(self, now: float) -> Lease | None:
        """Hand out a request: the highest priority of all hosts that may be asked now; of equals, the host that
        waited longest."""
        best: HostQueue | None = None
        order = (0, 0)
        for host in self.hosts.values():
            if not host.may_be_asked(now, self._per_host):
                continue
            its = (host.ready[0][0], host.served)
            if best is None or its < order:
                best, order = host, its
        if best is None:
            return None
        _, _, lease = heapq.heappop(best.ready)
        best.served = next(self._number)
        best.fetching.add(lease)
        self._handed_out.add(lease)
        if lease.began is None:
            lease.began = now
        return lease

    def sweep(self, is_fetched: Callable[[Request], bool], is_worked_on: Callable[[Request], bool]) -> list[Lease]:
        """Ask which requests the engine still works on; returns the leases of those that it has finished."""
        finished = []
        for lease in list(self._handed_out):
            request = lease.current
            if request is None:
                continue  # its retry or redirect is ready
            if is_fetched(request):
                continue
            if (host := self.hosts.get(lease.host)) is not None:
                host.fetching.discard(lease)
            if not is_worked_on(request):
                self._handed_out.discard(lease)
                finished.append(lease)
        return finished
