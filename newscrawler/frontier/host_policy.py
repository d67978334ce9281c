"""Rules for the hosts that a worker takes, keeps and gives away, and for the number of requests it holds for each.

Pure functions, no I/O.

The workers of a crawl job share its hosts evenly: each has the number of hosts divided by the number of workers, and
the rest goes to those that came first. No worker can see more than the last heartbeat showed, so each rule must be
safe when two workers apply it to pictures that differ by a moment: a host changes hands by its lease alone
(:mod:`newscrawler.frontier.store`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from newscrawler.frontier.lease_table import HostQueue
from newscrawler.frontier.store import Host

__all__ = [
    "HostChoice",
    "cheapest_to_leave",
    "choose_hosts",
    "depth",
    "hosts_asked_for",
    "is_well_supplied",
    "requests_to_claim",
    "surplus",
]

_READY = 256
"""Requests that are held ready over all hosts: half a second of the fastest crawl. A round takes a tenth of a second
where MongoDB shares the processor with the crawl, and twice as many gained nothing. The requests that die with a
worker are due again only when its lease ends."""

_READY_AT_ONE_HOST = 64
_READY_S = 5.0
"""Seconds' worth of requests that are held for a host with a delay: two rounds of anything that could hold us up."""

_MOST_HOSTS = 256
"""A worker sends some 100 requests a second at best, so that 256 hosts with a delay of a second keep it busy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HostChoice:
    """Hosts that a worker tries to get."""

    take: list[Host]
    """Hosts that nobody owns."""
    ask_for: list[str]
    """Names of hosts whose owners are asked for a turn."""


def is_well_supplied(ready: int) -> bool:
    """Return whether so many requests are ready that the next exchange may wait."""
    return ready >= _READY // 2


def depth(hosts: int, delay: float) -> int:
    """Return the number of requests to hold ready for a host.

    :param hosts: number of hosts of the worker
    :param delay: seconds between two requests to this host
    """
    number = max(2, min(_READY_AT_ONE_HOST, _READY // max(1, hosts)))
    return number if delay <= 0 else max(2, min(number, int(_READY_S / delay)))


def requests_to_claim(
    hosts: Iterable[HostQueue],
    depth_of: Callable[[str], int],
    arriving: Mapping[str, int],
    now: float,
    look_every: float,
) -> dict[str, int]:
    """Return the number of requests to claim by host.

    :param depth_of: number of requests to hold ready for a host
    :param arriving: number of requests that are about to be held, by host
    :param look_every: seconds after which the store is asked again for a host that had nothing more
    """
    wanted: dict[str, int] = {}
    for host in hosts:
        if host.leaving or host.valid_until <= now:
            continue
        number, ready = depth_of(host.name), len(host.ready) + arriving.get(host.name, 0)
        if ready <= number // 2 and (host.has_more or now - host.looked_at >= look_every):
            wanted[host.name] = number - ready
    return wanted


def surplus(hosts: Sequence[Host], me: str, workers: Collection[str], keeping: int, now: datetime) -> int:
    """Return the number of hosts to give to other workers that have fewer than their share; may be negative.

    :param hosts: all hosts of the crawl job, as the last heartbeat showed them
    :param me: name of this worker
    :param workers: names of the workers that are alive
    :param keeping: number of hosts that this worker owns and does not leave already
    :param now: the server's time
    """
    theirs = {worker: 0 for worker in workers if worker != me}
    if not theirs:
        return 0
    share, rest = divmod(len(hosts), len(workers))
    free = 0
    for host in hosts:
        if host.owner in theirs and host.due > now:
            theirs[host.owner] += 1
        elif host.owner != me and host.due <= now:
            free += 1
    needed = sum(max(0, share - number) for number in theirs.values()) - free
    return min(needed, keeping - share - bool(rest))


def hosts_asked_for(mine: Iterable[HostQueue], asked: Collection[str], now: float, stay: float) -> list[HostQueue]:
    """Return the hosts to give to a worker that asked for them.

    :param mine: hosts that this worker owns
    :param asked: names of hosts that another worker asked for
    :param stay: seconds that a host stays at least, or it would be handed to and fro
    """
    return [host for host in mine if host.name in asked and now - host.taken_at > stay]


def cheapest_to_leave(mine: Iterable[HostQueue], number: int, needed: Collection[str]) -> list[HostQueue]:
    """Return the ``number`` hosts that are cheapest to give away: nothing being fetched, few requests ready.

    :param needed: names of hosts that a request of ours without a lease waits for; they stay
    """
    staying = [host for host in mine if not host.leaving and host.name not in needed]
    return sorted(staying, key=lambda host: (len(host.fetching), len(host.ready)))[: max(0, number)]


def choose_hosts(
    hosts: Sequence[Host],
    owned: Collection[str],
    me: str,
    workers: Collection[str],
    needed: Collection[str],
    now: datetime,
    *,
    wary: bool,
) -> HostChoice:
    """Return the hosts to take, and the hosts to ask their owners for.

    :param hosts: all hosts of the crawl job, as the last heartbeat showed them
    :param owned: names of the hosts of this worker
    :param workers: names of the workers that are alive
    :param needed: names of hosts that a request of ours without a lease waits for; they come first
    :param now: the server's time
    :param wary: whether the server's time jumped a moment ago: a lease that has ended by it may be alive
    """
    share = -(-len(hosts) // max(1, len(workers)))
    room = min(share, _MOST_HOSTS) - len(owned)
    free, foreign = [], []
    for host in hosts:
        if host.name in owned:
            continue
        if not _is_available(host, now):
            if host.owner not in workers or host.name in needed:
                foreign.append(host.name)
        elif host.wanted_by in (None, me) and not (host.owner and wary):
            free.append(host)
    first = [host for host in free if host.name in needed]
    rest = [host for host in free if host.name not in needed]
    take = first + rest[: max(0, room - len(first))]
    return HostChoice(take=take, ask_for=foreign if room > len(take) or needed else [])


def _is_available(host: Host, now: datetime) -> bool:
    return host.owner is None or host.due <= now
