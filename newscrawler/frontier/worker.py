"""A worker's exchange with the frontier: what was found goes out, what is done is acknowledged, leases are renewed, hosts
are shared fairly, and there is always something ready to be fetched.

One task, one thread, one blocking client. A round is one visit to that thread, with a few statements of many documents
each: it waits for the interpreter that the crawl holds, and so does its answer. The statements' order is what the guarantees
rest on: links are stored before the page that they were found on is acknowledged.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import secrets
import socket
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from bson.raw_bson import RawBSONDocument
from pymongo import MongoClient
from pymongo.errors import PyMongoError
from scrapy import Request

from newscrawler.frontier.clock import elapsed
from newscrawler.frontier.holdings import Holdings, HostQueue, Lease
from newscrawler.frontier.store import Beat, Claimed, FrontierStore, Host, Outcome, Walk
from newscrawler.storage import StorageError, connect, prepare
from newscrawler.storage.errors import first_clause

__all__ = ["Found", "Limits", "Worker"]

_log = logging.getLogger(__name__)
_Result = TypeVar("_Result")

_GROUP_S, _GROUP_WELL_SUPPLIED_S = 0.05, 0.2
"""What happens in a twentieth of a second goes out together; where much is ready, in a fifth: a visit costs some
milliseconds of processor time whatever it brings."""

_READY = 256
"""Requests that are held ready over all hosts: half a second of the fastest crawl. A round takes a tenth of a second where MongoDB
shares the processor with the crawl, and twice as many gained nothing. What dies with a worker is due again only when its
lease ends."""

_READY_AT_ONE_HOST = 64
_READY_S = 5.0
"""Seconds' worth of requests that are held for a host with a delay: two rounds of anything that could hold us up."""

_MOST_HOSTS = 256
"""A worker sends some 100 requests a second at best, so that 256 hosts with a delay of a second keep it busy."""

_LOOK_S = 1.0
"""How soon a request that another worker found for a host of ours is seen; a host's delay is as long."""

_STARVING_S = 0.3
"""How often a worker with nothing to do looks for hosts: soon enough for a person who waits for a crawl to end."""

_WANTED_S = 60.0
"""How long a request that belongs to no lease (a robots.txt that redirects to another host) waits for its host."""

_CLOSING_S = 20.0
"""An election is over by then; what is not given back becomes due by itself."""

_ADDED_AT_ONCE = 1_000
_SEEN = 100_000
"""Requests that the frontier has for certain; some 10 MB, and a listing's links are looked up once."""

_OWN_FINDS = 10_000
"""Requests that we found and that wait in the frontier, some 10 MB: most come back to the host's owner, and need not be read
from their documents again."""

_AFTER_TROUBLE_S = (5.0, 20.0, 60.0, 300.0)
"""Before a page whose callback or pipeline failed is tried again: what passes by itself passes in minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How leases are held; see ``FRONTIER_*`` in settings.py."""

    lease: float
    max_age: float
    tries: int
    timeout: float
    """Seconds that a fetch may take."""

    @property
    def margin(self) -> float:
        """How much sooner than the server we think that a lease has ended."""
        return self.lease / 12

    @property
    def beat(self) -> float:
        """Seconds between two renewals: a lease outlasts five that fail, and a fetch that begins after two."""
        return self.lease / 6


@dataclass(slots=True, eq=False, kw_only=True)
class Found:
    """A request on its way into the frontier."""

    id: bytes
    known_by: bytes
    """What :meth:`Worker.knows` is asked: the fingerprint, or the id where that does not tell it."""
    host: str
    priority: int
    request: Request
    stored: RawBSONDocument
    limit: int | None
    """It counts among the first so many of the walk, or is left out."""


@dataclass(slots=True, eq=False, kw_only=True)
class _Visit:
    """What a round brings to the frontier, and what it brings back; None: it did not get that far."""

    documents: list[dict[str, Any]]
    elsewhere: set[str]
    """Hosts of the documents that are not ours."""
    outcomes: list[Outcome]
    wants: dict[str, int]
    """Host and how many of its requests to claim."""
    suspect: bool
    """Whether one that has been lost several times may be among them."""
    new: set[bytes] | None = None
    fenced: int | None = None
    claimed: list[Claimed] | None = None


_Settled = tuple[Lease | None, Outcome]


class Worker:
    """Takes part in one walk.

    :param uri: asked in a thread, so that it may start a server
    :param per_host: requests that may be fetched from one host at a time
    :param not_before: for a host, seconds until it may be asked again; None when at once
    :param delay_of: seconds between two requests to a host
    :param is_quiet: whether nothing is being fetched from a host
    :param may_acknowledge: whether what the pipelines took is in MongoDB, and not on this machine's disk alone
    :param on_work: called when there is something to hand out, or nothing any more
    :param count: told the name of what happened and how often
    """

    def __init__(
        self,
        uri: Callable[[], str],
        database: str,
        limits: Limits,
        *,
        per_host: int,
        not_before: Callable[[str], float | None],
        delay_of: Callable[[str], float],
        is_quiet: Callable[[str], bool],
        may_acknowledge: Callable[[], bool],
        on_work: Callable[[], object],
        count: Callable[[str, int], object],
    ) -> None:
        self.name = f"{_plain(socket.gethostname())}-{os.getpid()}-{secrets.token_hex(3)}"
        self.limits = limits
        self.holdings = Holdings(per_host)
        self.walk: Walk
        self.is_over = False
        """The walk has nothing left to do, here or elsewhere."""
        self.on_demand: dict[str, int] = {}
        """Hosts that are wanted for requests that belong to no lease, and for how many."""
        self._uri = uri
        self._database = database
        self._not_before, self._delay_of, self._is_quiet = not_before, delay_of, is_quiet
        self._may_acknowledge, self._on_work, self._count = may_acknowledge, on_work, count
        self._found: list[Found] = []
        self._outcomes: list[_Settled] = []
        self._seen: dict[bytes, None] = {}
        self._own_finds: dict[bytes, Request] = {}
        self._event = asyncio.Event()
        self._beaten = asyncio.Condition()
        self._next_beat = 0.0
        self._last_beat = 0.0
        self._looked_for_end = 0.0
        self._in_trouble = False
        self._start_is_over = False
        self._start_failed = False
        self._seeded = False
        self._closing = False
        self._task: asyncio.Task[None] | None = None

    # --- opening and closing --------------------------------------------------------------------------------------

    async def open(self, spider: str, arguments: Mapping[str, str], *, stale: float) -> None:
        """Connect, and join the walk of this spider with these arguments.

        :raises StorageError: when the server does not answer or its schema is newer
        """
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="frontier")
        try:
            await self._in_thread(self._open, spider, arguments, stale)
        except BaseException:
            self._thread.shutdown(wait=False)
            raise
        self._seeded = self.walk.seeded
        _log.info("worker %s joins the walk %s", self.name, self.walk.id)
        self._task = asyncio.create_task(self._run())

    def _open(self, spider: str, arguments: Mapping[str, str], stale: float) -> None:
        self._client: MongoClient[dict[str, Any]] = connect(self._uri())
        database = self._client[self._database]
        try:
            prepare(database)
            self._store = FrontierStore(database, lease=self.limits.lease, tries=self.limits.tries)
            self._store.look_at_the_clock()
            self._store.purge_leftovers()
            self.walk = self._store.join(spider, arguments, self.name, stale=stale)
        except (PyMongoError, StorageError) as error:
            self._client.close()
            raise StorageError(f"the frontier cannot be opened: {error}") from error

    async def close(self, *, finished: bool) -> None:
        """Acknowledge what is done, give back what is not, and leave.

        :param finished: the crawl ended because there was nothing left to do
        """
        self._closing = True
        self._event.set()
        if self._task is not None:
            await self._task
            deadline = elapsed() + _CLOSING_S
            while True:
                try:
                    await self._last_words(finished)
                    break
                except (PyMongoError, StorageError) as error:
                    if elapsed() > deadline:
                        _log.warning(
                            "not everything was given back; it is due by itself when its lease ends: %s", error
                        )
                        break
                    await asyncio.sleep(0.5)
        if self._task is not None:
            self._client.close()
            self._thread.shutdown(wait=False)

    async def _last_words(self, finished: bool) -> None:
        for lease in list(self.holdings.leases.values()):
            if lease.current is None:
                self.settle(lease, untried=True)
        await self._exchange(self._found[:], self._acknowledgeable())
        hosts = [
            (host.name, host.token, self._not_before_of(host.name), False) for host in self.holdings.hosts.values()
        ]
        if hosts:
            await self._in_thread(self._store.release_hosts, self.walk.id, self.name, hosts)
            self.holdings.hosts.clear()
        await self._in_thread(self._store.leave, self.walk.id, self.name)
        if finished and self.is_over and not self._start_failed:
            await self._in_thread(self._store.end, self.walk.id)

    # --- what the scheduler calls ---------------------------------------------------------------------------------

    def knows(self, known_by: bytes) -> bool:
        """Whether the frontier has this request for certain."""
        return known_by in self._seen

    def found(self, found: Found) -> None:
        """A request for the frontier."""
        self.is_over = False
        self._found.append(found)
        self._event.set()

    def start_is_over(self, *, failed: bool) -> None:
        """The spider has given its first requests."""
        self._start_is_over = True
        self._start_failed = failed
        self._event.set()

    def settle(self, lease: Lease, *, untried: bool = False, moved: tuple[str, RawBSONDocument] | None = None) -> None:
        """A lease is through: done, dead, or to be done again."""
        if lease.settled:
            return
        lease.settled = True
        outcome = Outcome(id=lease.id, token=lease.token, untried=untried, moved=moved)
        if lease.lost:
            # What came of it here was cut short. If nobody has it yet it is due at once; if somebody has, this changes nothing.
            self._count("frontier/lost", 1)
            self._outcomes.append((lease, Outcome(id=lease.id, token=lease.token, again_in=0.0)))
            self._event.set()
            return
        if untried or moved is not None:
            self._count("frontier/returned", 1)
        elif lease.dead is not None:
            self._count("frontier/dead", 1)
            outcome = Outcome(id=lease.id, token=lease.token, dead=lease.dead)
        elif lease.trouble is not None and lease.tries >= self.limits.tries:
            self._count("frontier/dead", 1)
            outcome = Outcome(id=lease.id, token=lease.token, dead=lease.trouble)
        elif lease.trouble is not None:
            self._count("frontier/again", 1)
            pause = _AFTER_TROUBLE_S[min(lease.tries, len(_AFTER_TROUBLE_S)) - 1]
            outcome = Outcome(id=lease.id, token=lease.token, again_in=pause, reason=lease.trouble)
        self._outcomes.append((lease, outcome))
        self._event.set()

    def beat_soon(self) -> None:
        """Renew now: there is something about a host that another worker must know even if we die."""
        self._next_beat = 0.0
        self._event.set()

    async def next_beat(self, seconds: float) -> None:
        """Wait for the next renewal, or so long."""
        async with self._beaten:
            try:
                await asyncio.wait_for(self._beaten.wait(), seconds)
            except TimeoutError:
                return

    @property
    def is_closing(self) -> bool:
        """Whether :meth:`close` was called."""
        return self._closing

    # --- the exchange ---------------------------------------------------------------------------------------------

    async def _run(self) -> None:
        while not self._closing:
            await self._pause()
            try:
                await self._round()
            except (PyMongoError, StorageError) as error:
                if not self._in_trouble:
                    _log.warning("the frontier does not answer, going on with what is at hand: %s", first_clause(error))
                self._in_trouble = True
                await asyncio.sleep(0.5)
            except Exception:
                # Whatever it was, leases must go on being renewed.
                _log.exception("a round of the frontier failed")
                await asyncio.sleep(0.5)
            else:
                if self._in_trouble:
                    _log.info("the frontier answers again")
                self._in_trouble = False

    async def _pause(self) -> None:
        if ready := self.holdings.ready:
            await asyncio.sleep(_GROUP_S if ready < _READY // 2 else _GROUP_WELL_SUPPLIED_S)
        longest = max(0.0, min(self._next_beat - elapsed(), _LOOK_S if self.holdings.hosts else _STARVING_S))
        if self._is_starving:
            longest = min(longest, _STARVING_S)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._event.wait(), longest)
        self._event.clear()

    @property
    def _is_starving(self) -> bool:
        return self.holdings.is_idle and not self._found

    async def _round(self) -> None:
        self._on_work()  # the engine tells what it is through with
        # Now: what is found or through while we are away is the next round's, or there would always be more to store.
        await self._exchange(self._found[:], self._acknowledgeable(), claims=True)
        if self._start_is_over and not self._seeded and not self._start_failed and not self._found:
            await self._in_thread(self._store.seeded, self.walk.id)
            self._seeded = True
        now = elapsed()
        if now >= self._next_beat or (self._is_starving and now - self._last_beat >= _STARVING_S):
            await self._beat()
            await self._exchange([], [], claims=True)  # of hosts that were taken just now
        await self._let_go()
        if self._is_starving and not self._outcomes and (self._start_is_over or self._seeded):
            await self._look_for_the_end()
        if self.holdings.ready:
            self._on_work()

    def _acknowledgeable(self) -> list[_Settled]:
        if self._may_acknowledge():
            return self._outcomes[:]
        # What lies in this machine's spool is not stored: whether it can be replayed is not ours to promise.
        return [entry for entry in self._outcomes if _is_not_done(entry[1])]

    async def _exchange(self, found: list[Found], outcomes: list[_Settled], *, claims: bool = False) -> None:
        """Visit the frontier.

        :param found: the first of what is found
        :param claims: whether to bring back requests
        """
        while len(found) > _ADDED_AT_ONCE:
            await self._exchange(found[:_ADDED_AT_ONCE], [])
            found = found[_ADDED_AT_ONCE:]
        wanted = await self._admitted(found)
        at_once = self._to_be_held(wanted)
        began = elapsed()
        wants = self._wants(Counter(wanted[id].host for id in at_once)) if claims else {}
        if not (found or outcomes or wants):
            return
        visit = _Visit(
            documents=self._documents(wanted, at_once),
            elsewhere={each.host for each in wanted.values()} - self.holdings.hosts.keys(),
            outcomes=[outcome for _, outcome in outcomes],
            wants=wants,
            suspect=not self.holdings.has_suspect,
        )
        try:
            await self._in_thread(self._visit, visit)
        finally:
            # Also when MongoDB went away in the middle: what was reached is so.
            if visit.new is not None:
                del self._found[: len(found)]
                self._added(wanted, visit, at_once, began)
                self._count("frontier/known", len(found) - len(visit.new))
            if visit.fenced is not None:
                self._forget(outcomes, visit.fenced)
            if visit.claimed is not None:
                self._claimed(visit.claimed, wants, began)

    def _visit(self, visit: _Visit) -> None:
        new = self._store.add(visit.documents) if visit.documents else set()
        if visit.elsewhere:
            self._store.wake(self.walk.id, visit.elsewhere)
        visit.new = new
        if visit.outcomes:
            visit.fenced = self._store.settle(self.name, visit.outcomes)
        if visit.wants:
            visit.claimed = self._store.claim(self.walk.id, self.name, visit.wants, suspect=visit.suspect)

    # --- what was found -------------------------------------------------------------------------------------------

    async def _admitted(self, found: list[Found]) -> dict[bytes, Found]:
        """Without those that a limit leaves out."""
        limited = [each for each in found if each.limit is not None]
        admitted: set[bytes] = set()
        if limited:
            limit = max(each.limit or 0 for each in limited)
            ids = [each.id for each in limited]
            admitted = await self._in_thread(self._store.admitted, self.walk.id, ids, limit)
        return {each.id: each for each in found if each.limit is None or each.id in admitted}

    def _to_be_held(self, wanted: Mapping[bytes, Found]) -> set[bytes]:
        """What goes into the frontier as leased to us, because its turn would be next: that saves a claim."""
        chosen: set[bytes] = set()
        room: dict[str, int] = {}
        now = elapsed()
        for id, each in wanted.items():
            host = self.holdings.hosts.get(each.host)
            if host is None or host.has_more or host.leaving or host.valid_until <= now:
                continue
            if each.host not in room:
                room[each.host] = self._depth(host) - len(host.ready)
            if room[each.host] > 0:
                room[each.host] -= 1
                chosen.add(id)
        return chosen

    def _documents(self, wanted: Mapping[bytes, Found], at_once: set[bytes]) -> list[dict[str, Any]]:
        now, until = self._store.clock.now(), self._store.clock.now(self.limits.lease)
        documents = []
        for id, each in wanted.items():
            is_held = id in at_once
            document: dict[str, Any] = {
                "_id": id,
                "walk": self.walk.id,
                "host": each.host,
                "priority": each.priority,
                "due": until if is_held else now,
                "token": int(is_held),
                "tries": int(is_held),
                "added": now,
                "request": each.stored,
            }
            if is_held:
                document["owner"] = self.name
            documents.append(document)
        return documents

    def _added(self, wanted: Mapping[bytes, Found], visit: _Visit, at_once: set[bytes], sent: float) -> None:
        assert visit.new is not None
        if visit.elsewhere:
            # Hosts are taken with a beat: at once when there is nothing else to do, else not with each page that names new ones.
            soon = elapsed() if self.holdings.is_idle else self._last_beat + _LOOK_S
            self._next_beat = min(self._next_beat, soon)
        self._seen.update(dict.fromkeys(each.known_by for each in wanted.values()))
        _keep_last(self._seen, _SEEN)
        self._count("frontier/found", len(visit.new))
        for id in visit.new:
            found = wanted[id]
            if id in at_once:
                self._hold(found, sent)
                continue
            if (host := self.holdings.hosts.get(found.host)) is not None:
                host.has_more = True
                self._own_finds[id] = found.request
        _keep_last(self._own_finds, _OWN_FINDS)

    def _hold(self, found: Found, sent: float) -> None:
        lease = Lease(
            id=found.id,
            token=1,
            tries=1,
            host=found.host,
            priority=found.priority,
            request=found.request,
            original=found.stored,
            valid_until=sent + self.limits.lease - self.limits.margin,
        )
        if found.host in self.holdings.hosts:
            self.holdings.hold(lease)
        else:
            self._outcomes.append((None, Outcome(id=lease.id, token=lease.token, untried=True)))

    def _forget(self, outcomes: list[_Settled], fenced: int) -> None:
        self._count("frontier/fenced", fenced)
        self._count("frontier/done", sum(not _is_not_done(outcome) for _, outcome in outcomes))
        settled = set(map(id, outcomes))
        self._outcomes = [entry for entry in self._outcomes if id(entry) not in settled]
        for lease, _ in outcomes:
            if lease is not None:
                self.holdings.forget(lease)

    # --- hosts ----------------------------------------------------------------------------------------------------

    async def _beat(self) -> None:
        now = elapsed()
        owned = {host.name: (host.token, self._not_before_of(host.name)) for host in self.holdings.hosts.values()}
        held = [
            lease
            for lease in self.holdings.leases.values()
            if not lease.lost and (lease.began is None or now - lease.began < self.limits.max_age)
        ]
        if self.on_demand:
            await self._in_thread(self._store.wake, self.walk.id, list(self.on_demand))
        sent = elapsed()
        beat = await self._in_thread(self._store.beat, self.walk.id, self.name, owned, [lease.id for lease in held])
        self._last_beat = elapsed()
        self._next_beat = self._last_beat + self.limits.beat
        valid_until = sent + self.limits.lease - self.limits.margin
        self._renew_requests(beat, held, valid_until)
        self._renew_hosts(beat, owned, valid_until)
        self._seeded = self._seeded or beat.seeded
        if not beat.open and self.holdings.is_idle and not self._found:
            self._is_at_its_end()
        self._choose_to_leave(beat)
        await self._take(beat)
        async with self._beaten:
            self._beaten.notify_all()

    def _renew_requests(self, beat: Beat, held: list[Lease], valid_until: float) -> None:
        for lease in held:
            if lease.id in beat.kept:
                lease.valid_until = valid_until
            elif lease.key in self.holdings.leases:
                self._lose(lease)
        now = elapsed()
        for lease in list(self.holdings.leases.values()):
            if lease.valid_until <= now:
                self._lose(lease)

    def _lose(self, lease: Lease) -> None:
        if not lease.lost:
            lease.lost = True
            self.holdings.withdraw(lease)

    def _renew_hosts(self, beat: Beat, owned: Mapping[str, object], valid_until: float) -> None:
        told = {host.name: host for host in beat.hosts}
        for name in owned:
            host = self.holdings.hosts.get(name)
            if host is None:
                continue
            seen = told.get(name)
            if seen is not None and seen.owner == self.name and seen.token == host.token:
                host.valid_until = valid_until
            else:
                _log.warning("%s is another worker's now", name)
                self._give_back(self.holdings.drop_host(name))

    def _give_back(self, ready: list[Lease]) -> None:
        for lease in ready:
            self._outcomes.append(
                (None, Outcome(id=lease.id, token=lease.token, untried=lease.began is None, again_in=0.0))
            )

    def _choose_to_leave(self, beat: Beat) -> None:
        mine = list(self.holdings.hosts.values())
        told = {host.name: host for host in beat.hosts}
        now = elapsed()
        for host in mine:
            wanted_by = told[host.name].wanted_by if host.name in told else None
            if wanted_by not in (None, self.name) and now - host.taken_at > self.limits.beat:
                host.leaving = True
        surplus = self._surplus(beat)
        # The ones that cost least to give: nothing under way, little ready.
        for host in sorted(mine, key=lambda host: (len(host.fetching), len(host.ready))):
            if surplus <= 0:
                break
            if not host.leaving and host.name not in self.on_demand:
                host.leaving = True
                surplus -= 1

    def _surplus(self, beat: Beat) -> int:
        """How many hosts to give to other workers of the walk that have fewer than their share."""
        ours = [host for host in beat.hosts if self.walk.id in host.walks]
        others = beat.workers - {self.name}
        if not others:
            return 0
        share, rest = divmod(len(ours), len(beat.workers))
        theirs = dict.fromkeys(others, 0)
        free = 0
        now = self._store.clock.now()
        for host in ours:
            if host.owner in theirs and host.due > now:
                theirs[host.owner] += 1
            elif host.owner != self.name and host.due <= now:
                free += 1
        needed = sum(max(0, share - number) for number in theirs.values()) - free
        mine = sum(not host.leaving for host in self.holdings.hosts.values())
        return min(needed, mine - share - bool(rest))

    async def _take(self, beat: Beat) -> None:
        if self._closing:
            return
        now = self._store.clock.now()
        ours = [host for host in beat.hosts if self.walk.id in host.walks and host.name not in self.holdings.hosts]
        share = -(-sum(self.walk.id in host.walks for host in beat.hosts) // max(1, len(beat.workers)))
        room = min(share, _MOST_HOSTS) - len(self.holdings.hosts)
        free, taken = [], []
        for host in ours:
            if host.owner is None or host.due <= now:
                # A lease that ended by a clock that jumped may be alive.
                if host.wanted_by in (None, self.name) and not (host.owner and self._store.clock.is_wary):
                    free.append(host)
            elif host.owner not in beat.workers or host.name in self.on_demand:
                taken.append(host.name)
        demanded = [host for host in free if host.name in self.on_demand]
        chosen = demanded + [host for host in free if host not in demanded][: max(0, room - len(demanded))]
        if chosen:
            sent = elapsed()
            for host in await self._in_thread(self._store.take_hosts, self.name, chosen):
                self._own(host, sent)
        if taken and (room > len(chosen) or self.on_demand):
            await self._in_thread(self._store.want_hosts, self.name, taken, 3 * self.limits.beat)

    def _own(self, host: Host, sent: float) -> None:
        wait = 0.0
        if host.not_before is not None:
            clock = self._store.clock
            wait = max(0.0, (host.not_before - clock.now()).total_seconds() + clock.uncertainty)
        queue = HostQueue(
            name=host.name,
            token=host.token,
            valid_until=sent + self.limits.lease - self.limits.margin,
            taken_at=sent,
            ready_at=elapsed() + wait,
        )
        self.holdings.hosts[host.name] = queue
        if wait:
            asyncio.get_running_loop().call_later(wait + 0.001, self._on_work)

    async def _let_go(self) -> None:
        """Release the hosts that others are to have, and those with nothing left to do."""
        gone: list[tuple[str, int, datetime | None, bool]] = []
        now = elapsed()
        for host in list(self.holdings.hosts.values()):
            if host.name in self.on_demand:
                continue
            if host.leaving:
                if host.ready:
                    ready = [lease for _, _, lease in host.ready]
                    host.ready.clear()
                    for lease in ready:
                        self.settle(lease, untried=lease.began is None)
                if host.fetching or not self._is_quiet(host.name):
                    continue
                gone.append((host.name, host.token, self._not_before_of(host.name), False))
            elif host.empty_since is not None and now - host.empty_since > self.limits.beat:
                if self.holdings.of_host(host.name) or not self._is_quiet(host.name):
                    host.empty_since = None
                    continue
                gone.append((host.name, host.token, self._not_before_of(host.name), True))
        if not gone:
            return
        # Given back first, so that whoever takes the host finds them due.
        await self._exchange([], self._acknowledgeable())
        for name, _, _, _ in gone:
            self._give_back(self.holdings.drop_host(name))
        await self._in_thread(self._store.release_hosts, self.walk.id, self.name, gone)

    def _not_before_of(self, host: str) -> datetime | None:
        """Earliest time, by the server's clock, at which another worker may ask the host.

        Two workers see that clock through their own round trips, so each adds its own uncertainty: a host's delay is
        kept over a handover.
        """
        seconds = self._not_before(host)
        return None if seconds is None else self._store.clock.now(seconds + self._store.clock.uncertainty)

    # --- requests -------------------------------------------------------------------------------------------------

    def _depth(self, host: HostQueue) -> int:
        """How many requests are held ready for a host."""
        number = max(2, min(_READY_AT_ONE_HOST, _READY // max(1, len(self.holdings.hosts))))
        delay = self._delay_of(host.name)
        return number if delay <= 0 else max(2, min(number, int(_READY_S / delay)))

    def _wants(self, on_their_way: Mapping[str, int]) -> dict[str, int]:
        """How many requests to claim of which host.

        :param on_their_way: how many of a host are about to be held
        """
        if self._closing:
            return {}
        now = elapsed()
        wants: dict[str, int] = {}
        for host in self.holdings.hosts.values():
            if host.leaving or host.valid_until <= now:
                continue
            depth, ready = self._depth(host), len(host.ready) + on_their_way.get(host.name, 0)
            if ready <= depth // 2 and (host.has_more or now - host.looked_at >= _LOOK_S):
                wants[host.name] = depth - ready
        return wants

    def _claimed(self, claimed: list[Claimed], wants: Mapping[str, int], sent: float) -> None:
        got = dict.fromkeys(wants, 0)
        for each in claimed:
            got[each.host] += 1
            own = self._own_finds.pop(each.id, None)
            lease = Lease(
                id=each.id,
                token=each.token,
                tries=each.tries,
                host=each.host,
                priority=each.priority,
                # Leased for the first time it is as it was stored.
                request=own if own is not None and each.token == 1 else each.request,
                original=each.request,
                valid_until=sent + self.limits.lease - self.limits.margin,
            )
            if each.host in self.holdings.hosts:
                self.holdings.hold(lease)
                self._count("frontier/redelivered", int(each.tries > 1))
            else:
                self._outcomes.append((None, Outcome(id=lease.id, token=lease.token, untried=True)))
        self._count("frontier/claimed", len(claimed))
        for name, number in got.items():
            if (queue := self.holdings.hosts.get(name)) is None:
                continue
            queue.has_more = number == wants[name]
            queue.looked_at = elapsed()
            if number or queue.ready or queue.fetching:
                queue.empty_since = None
            elif queue.empty_since is None:
                queue.empty_since = queue.looked_at

    async def _look_for_the_end(self) -> None:
        now = elapsed()
        if now - self._looked_for_end < _STARVING_S:
            return
        self._looked_for_end = now
        left = await self._in_thread(self._store.pending, self.walk.id)
        if not self._is_starving:
            return
        if left is None:
            if self._seeded or self._start_failed:
                self._is_at_its_end()
        elif left[0] not in self.holdings.hosts and left[1] <= self._store.clock.now():
            # Whoever stored it may have died before saying so.
            await self._in_thread(self._store.wake, self.walk.id, [left[0]])

    def _is_at_its_end(self) -> None:
        if not self.is_over:
            self.is_over = True
            self._on_work()

    def _in_thread(self, work: Callable[..., _Result], *arguments: Any) -> Awaitable[_Result]:
        return asyncio.get_running_loop().run_in_executor(self._thread, work, *arguments)


def _keep_last(entries: dict[bytes, Any], number: int) -> None:
    while len(entries) > number:
        del entries[next(iter(entries))]


def _is_not_done(outcome: Outcome) -> bool:
    return outcome.untried or outcome.dead is not None or outcome.again_in is not None or outcome.moved is not None


def _plain(name: str) -> str:
    """For a field's name: without dots and dollars."""
    return "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in name)
