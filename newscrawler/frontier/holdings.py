"""What a worker holds: hosts, the requests leased to it, and which of them goes next. No I/O."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from scrapy import Request

from newscrawler.frontier.store import SUSPECT

__all__ = ["Holdings", "HostQueue", "Lease"]


@dataclass(slots=True, eq=False, kw_only=True)
class Lease:
    """One request that is leased to us."""

    id: bytes
    token: int
    tries: int
    host: str
    priority: int
    request: Request | Mapping[str, Any]
    """As it goes out next; a mapping where it comes from the store."""
    valid_until: float
    """:func:`~newscrawler.frontier.clock.elapsed` after which we must not count on it."""
    original: Mapping[str, Any] | None = None
    """As stored, where ``request`` is a retry or a redirect of it."""
    current: Request | None = None
    """What the engine works on."""
    began: float | None = None
    """When it was first handed to the engine."""
    lost: bool = False
    """Leased to another worker, or about to be: whatever comes of it here is dropped."""
    settled: bool = False
    """What became of it is decided, and on its way into the store."""
    dead: str | None = None
    """Why it has to be put aside."""
    trouble: str | None = None
    """Why it has to be done again."""
    children: dict[bytes, int] = field(default_factory=dict)
    """How often it has asked for each fingerprint with ``dont_filter``."""

    @property
    def key(self) -> str:
        """Names this lease in a request's meta."""
        return f"{self.id.hex()}:{self.token}"


@dataclass(slots=True, eq=False, kw_only=True)
class HostQueue:
    """A host that is ours, and what is ready to be asked there."""

    name: str
    token: int
    valid_until: float
    """:func:`~newscrawler.frontier.clock.elapsed` until which nobody else can own it."""
    taken_at: float
    ready_at: float
    """When its next request may be sent: it was another worker's, who sent one before."""
    ready: list[tuple[int, int, Lease]] = field(default_factory=list)
    fetching: set[Lease] = field(default_factory=set)
    looked_at: float = 0.0
    """When the store was last asked for more."""
    has_more: bool = True
    """Whether the store may hold more than it gave."""
    empty_since: float | None = None
    leaving: bool = False
    """Goes to another worker as soon as nothing is fetched from it."""
    served: int = 0
    """When it was last given a turn."""


class Holdings:
    """All that is leased to this worker.

    :param per_host: requests that may be fetched from one host at a time
    """

    def __init__(self, per_host: int) -> None:
        self.hosts: dict[str, HostQueue] = {}
        self.leases: dict[str, Lease] = {}
        self._per_host = per_host
        self._number = count()
        self._out: set[Lease] = set()

    # --- hosts ----------------------------------------------------------------------------------------------------

    def drop_host(self, name: str) -> list[Lease]:
        """Forget a host; returns the leases that were ready there, now forgotten too."""
        host = self.hosts.pop(name)
        ready = [lease for _, _, lease in host.ready]
        for lease in ready:
            self.forget(lease)
        return ready

    # --- leases ---------------------------------------------------------------------------------------------------

    def hold(self, lease: Lease) -> None:
        """A new lease, ready to go out."""
        self.leases[lease.key] = lease
        self.make_ready(lease)

    def make_ready(self, lease: Lease) -> None:
        """A held lease goes (again) into its host's queue; the host must be ours."""
        heapq.heappush(self.hosts[lease.host].ready, (-lease.priority, next(self._number), lease))

    def forget(self, lease: Lease) -> None:
        """A lease is settled or lost."""
        self.leases.pop(lease.key, None)
        self._out.discard(lease)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is held."""
        return not self.leases

    @property
    def ready(self) -> int:
        """How many requests wait to go out."""
        return sum(len(host.ready) for host in self.hosts.values())

    @property
    def has_suspect(self) -> bool:
        """Whether a request is held that has been lost several times."""
        return any(lease.tries > SUSPECT for lease in self.leases.values())

    def of_host(self, name: str) -> int:
        """How many leases of a host are held: ready, fetching, being scraped, or waiting for their acknowledgement."""
        return sum(lease.host == name for lease in self.leases.values())

    def withdraw(self, lease: Lease) -> None:
        """Take a lease that is lost out of its host's queue."""
        if (host := self.hosts.get(lease.host)) is not None:
            host.ready = [entry for entry in host.ready if entry[2] is not lease]
            heapq.heapify(host.ready)
            if lease.current is None:
                host.fetching.discard(lease)
        if lease.current is None:
            self.forget(lease)

    def next(self, now: float) -> Lease | None:
        """Hand out: the highest priority of all hosts that may be asked now; of equals, the host that waited longest."""
        best: HostQueue | None = None
        order = (0, 0)
        for host in self.hosts.values():
            if not host.ready or host.leaving or len(host.fetching) >= self._per_host:
                continue
            if host.ready_at > now or host.valid_until <= now or host.ready[0][2].valid_until <= now:
                continue
            its = (host.ready[0][0], host.served)
            if best is None or its < order:
                best, order = host, its
        if best is None:
            return None
        _, _, lease = heapq.heappop(best.ready)
        best.served = next(self._number)
        best.fetching.add(lease)
        self._out.add(lease)
        if lease.began is None:
            lease.began = now
        return lease

    def sweep(self, is_fetched: Callable[[Request], bool], is_worked_on: Callable[[Request], bool]) -> list[Lease]:
        """Look what the engine still works on; returns the leases that it is through with."""
        through = []
        for lease in list(self._out):
            request = lease.current
            if request is None:
                continue  # its retry or redirect is ready
            if is_fetched(request):
                continue
            if (host := self.hosts.get(lease.host)) is not None:
                host.fetching.discard(lease)
            if not is_worked_on(request):
                self._out.discard(lease)
                through.append(lease)
        return through
