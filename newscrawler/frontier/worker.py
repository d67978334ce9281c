"""A worker's exchange with the frontier: new requests go out, finished requests are acknowledged, leases are
renewed, hosts are shared evenly, and there is always something ready to be fetched.

One task, one thread, one blocking client. An exchange is one visit to that thread, with a few statements of many
documents each: it waits for the interpreter that the crawl holds, and so does its answer. The guarantees rest on the
order of the statements: links are stored before the page that they were found on is acknowledged.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import secrets
import socket
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from bson.raw_bson import RawBSONDocument
from pymongo import MongoClient
from pymongo.errors import PyMongoError
from scrapy import Request

from newscrawler.frontier import host_policy as policy
from newscrawler.frontier.acks import ack_of, is_nack
from newscrawler.frontier.engine_view import EngineView, Limits, NewRequest
from newscrawler.frontier.lease_table import HostQueue, Lease, LeaseTable
from newscrawler.frontier.store import AckResult, Claimed, CrawlJob, FrontierStore, Heartbeat, Host
from newscrawler.storage import StorageError, connect, prepare
from newscrawler.storage.clock import elapsed
from newscrawler.storage.errors import first_clause

__all__ = ["Worker"]

_log = logging.getLogger(__name__)
_Result = TypeVar("_Result")

_PAUSE_S, _LONG_PAUSE_S = 0.05, 0.2
"""Between two exchanges; the longer one where many requests are ready. An exchange costs some milliseconds of
processor time, however little it carries, so that the events of a twentieth of a second go out together."""

_LOOK_S = 1.0
"""Time after which we see a request that another worker found for a host of ours; a host's delay is as long."""

_STARVING_S = 0.3
"""Pause between two looks for hosts of a worker with nothing to do: short enough for a person who waits for a crawl to
end."""

_IDLE_S = 2.5
"""The same pause in an endless crawl job: each look is one small write. Requests that it makes itself are seen at once,
and those for hosts that it owns within a second."""

_DEAD_KEPT_S = 86_400.0
"""Time that an endless crawl job keeps a dead letter: a day to see it. Then the calendar's request for the same visit
is made once more, so that no page is given up for ever and the dead letters of months do not pile up."""

_DEAD_LOOK_S = 3_600.0
"""Pause between two looks of an endless crawl job for dead letters to remove."""

_CLOSING_S = 20.0
"""An election is over by then; a request that is not given back becomes due when its lease ends."""

_ADDED_AT_ONCE = 1_000
"""New requests that one exchange stores, some 1 MB; more are stored by several exchanges, one after the other."""

_KNOWN = 100_000
"""Requests that the frontier has for certain; some 10 MB, and the links of a list are looked up once."""

_OWN_FINDS = 10_000
"""Requests that we found and that wait in the frontier, some 10 MB: most come back to the host's owner, and need not
be read from their documents again."""


@dataclass(slots=True, eq=False, kw_only=True)
class _Exchange:
    """Statements of one exchange, and their answers; an answer is None where the exchange did not get that far."""

    documents: list[dict[str, Any]]
    elsewhere: set[str]
    """Hosts of the documents that are not ours."""
    results: list[AckResult]
    wants: dict[str, int]
    """Number of requests to claim, by host."""
    poison_allowed: bool
    """Whether a request that is suspected to be poison may be claimed."""
    new: set[bytes] | None = None
    """Ids of the documents that the frontier did not have."""
    fenced: int | None = None
    """Number of results that came too late: somebody else has the lease."""
    claimed: list[Claimed] | None = None


_Acknowledged = tuple[Lease | None, AckResult]


class Worker:
    """Member of one crawl job.

    :param uri: asked in a thread, so that it may start a server
    :param per_host: requests that may be fetched from one host at a time
    """

    def __init__(
        self, uri: Callable[[], str], database: str, limits: Limits, *, per_host: int, engine: EngineView
    ) -> None:
        self.name = f"{_plain(socket.gethostname())}-{os.getpid()}-{secrets.token_hex(3)}"
        self.endless = False
        """Whether the crawl job stays open though it has nothing to do, and keeps no request that is done."""
        self.background = False
        """Whether the crawl job gives way: it leaves a host as soon as another job has a request for it."""
        self.limits = limits
        self.table = LeaseTable(per_host)
        self.job: CrawlJob
        self.is_over = False
        """Whether the crawl job has nothing left to do, here or elsewhere."""
        self.hosts_elsewhere: frozenset[str] = frozenset()
        """Hosts of this crawl job that other workers owned at the last heartbeat."""
        self.on_demand: dict[str, int] = {}
        """Hosts that requests without a lease wait for, with the number of those requests."""
        self._uri = uri
        self._database = database
        self._engine = engine
        self._new: list[NewRequest] = []
        self._results: list[_Acknowledged] = []
        self._known: dict[bytes, None] = {}
        self._own_finds: dict[bytes, Request] = {}
        self._event = asyncio.Event()
        self._heartbeat_done = asyncio.Condition()
        self._next_heartbeat = 0.0
        self._last_heartbeat = 0.0
        self._looked_for_end = 0.0
        self._looked_for_dead = -_DEAD_LOOK_S
        self._looked_for_others = 0.0
        self._is_failing = False
        self._start_finished = False
        self._start_failed = False
        self._seeded = False
        self._closing = False
        self._task: asyncio.Task[None] | None = None

    # --- opening and closing --------------------------------------------------------------------------------------

    async def open(
        self,
        spider: str,
        arguments: Mapping[str, str],
        *,
        stale: float,
        endless: bool = False,
        background: bool = False,
        scrapyd_job: str | None = None,
    ) -> None:
        """Connect, and join the crawl job of this spider with these arguments.

        Where that job is over (:attr:`CrawlJob.is_over`) the worker does nothing, and has nothing to close.

        :param stale: see :meth:`~newscrawler.frontier.store.FrontierStore.join`
        :param endless: whether the crawl job never ends by itself
        :param background: whether the crawl job gives way to others at their hosts
        :param scrapyd_job: id of the scrapyd job that this process runs; None: it runs none
        :raises StorageError: when the server does not answer or its schema is newer
        """
        self.endless = endless
        self.background = background
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="frontier")
        try:
            await self._in_thread(self._open, spider, arguments, stale, scrapyd_job)
        except BaseException:
            self._thread.shutdown(wait=False)
            raise
        if self.job.is_over:
            self.is_over = True
            _log.info("the crawl job %s has ended, and this scrapyd job took part: nothing is left to do", self.job.id)
            self._client.close()
            self._thread.shutdown(wait=False)
            return
        self._seeded = self.job.seeded
        _log.info("worker %s joins the crawl job %s", self.name, self.job.id)
        self._task = asyncio.create_task(self._run())

    def _open(self, spider: str, arguments: Mapping[str, str], stale: float, scrapyd_job: str | None) -> None:
        self._client: MongoClient[dict[str, Any]] = connect(self._uri())
        database = self._client[self._database]
        try:
            prepare(database)
            self._store = FrontierStore(database, lease=self.limits.lease, tries=self.limits.tries)
            self._store.observe_clock()
            self._store.purge_leftovers()
            self.job = self._store.join(
                spider, arguments, self.name, stale=stale, background=self.background, scrapyd_job=scrapyd_job
            )
        except (PyMongoError, StorageError) as error:
            self._client.close()
            raise StorageError(f"the frontier cannot be opened: {error}") from error

    async def close(self, *, finished: bool) -> None:
        """Acknowledge the requests that are done, give the others back, and leave.

        :param finished: whether the crawl ended because there was nothing left to do
        """
        self._closing = True
        self._event.set()
        if self._task is None:
            return
        await self._task
        deadline = elapsed() + _CLOSING_S
        while True:
            try:
                await self._give_back_everything(finished)
                break
            except (PyMongoError, StorageError) as error:
                if elapsed() > deadline:
                    _log.warning("not every request was given back; the rest is due when its lease ends: %s", error)
                    break
                await asyncio.sleep(0.5)
        self._client.close()
        self._thread.shutdown(wait=False)

    async def _give_back_everything(self, finished: bool) -> None:
        for lease in list(self.table.leases.values()):
            if lease.current is None:
                self.acknowledge(lease, untried=True)
        await self._exchange(self._new[:], self._acknowledgeable())
        hosts = [(host.name, host.token, self._not_before_of(host.name), False) for host in self.table.hosts.values()]
        if hosts:
            await self._in_thread(self._store.release_hosts, self.job.id, self.name, hosts)
            self.table.hosts.clear()
        await self._in_thread(self._store.leave, self.job.id, self.name)
        if finished and self.is_over and not self._start_failed:
            await self._in_thread(self._store.end, self.job.id)

    # --- called by the scheduler ----------------------------------------------------------------------------------

    def knows(self, known_by: bytes) -> bool:
        """Return whether the frontier has this request for certain."""
        return known_by in self._known

    @property
    def held(self) -> int:
        """Number of requests that are leased to this worker, or on their way into the frontier."""
        return len(self.table.leases) + len(self._new)

    def enqueue(self, new: NewRequest) -> None:
        """Take a request for the frontier."""
        self.is_over = False
        self._new.append(new)
        self._event.set()

    def start_finished(self, *, failed: bool) -> None:
        """Note that the spider has given its seeds, or failed to."""
        self._start_finished = True
        self._start_failed = failed
        self._event.set()

    def acknowledge(
        self, lease: Lease, *, untried: bool = False, moved: tuple[str, RawBSONDocument] | None = None
    ) -> None:
        """Ack or nack a lease: its request is done, dead, or to be tried again. Further calls for the lease do nothing.

        :param untried: the request was not started; this lease does not count as a try
        :param moved: host and request that take its place: a redirect to a host of another worker
        """
        if lease.acknowledged:
            return
        lease.acknowledged = True
        counter, result = ack_of(lease, self.limits.tries, untried, moved)
        if counter is not None:
            self._engine.count(counter, 1)
        self._results.append((lease, result))
        self._event.set()

    def heartbeat_soon(self) -> None:
        """Renew now: another worker must know something about a host even if this worker dies."""
        self._next_heartbeat = 0.0
        self._event.set()

    async def wait_for_heartbeat(self, seconds: float) -> None:
        """Wait for the next renewal, for at most ``seconds``."""
        async with self._heartbeat_done:
            try:
                await asyncio.wait_for(self._heartbeat_done.wait(), seconds)
            except TimeoutError:
                return

    # --- the exchange ---------------------------------------------------------------------------------------------

    async def _run(self) -> None:
        while not self._closing:
            await self._pause()
            try:
                await self._round()
            except (PyMongoError, StorageError) as error:
                if not self._is_failing:
                    _log.warning(
                        "the frontier does not answer; the crawl goes on with its leases: %s", first_clause(error)
                    )
                self._is_failing = True
                await asyncio.sleep(0.5)
            except Exception:
                # Whatever it was, leases must go on being renewed.
                _log.exception(
                    "an exchange with the frontier failed; the worker tries again. Report this traceback if it recurs"
                )
                await asyncio.sleep(0.5)
            else:
                if self._is_failing:
                    _log.info("the frontier answers again")
                self._is_failing = False

    async def _pause(self) -> None:
        if ready := self.table.ready:
            await asyncio.sleep(_LONG_PAUSE_S if policy.is_well_supplied(ready) else _PAUSE_S)
        longest = max(0.0, min(self._next_heartbeat - elapsed(), _LOOK_S if self.table.hosts else self._starving_s))
        if self._is_starving:
            longest = min(longest, self._starving_s)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._event.wait(), longest)
        self._event.clear()

    @property
    def _is_starving(self) -> bool:
        return self.table.is_idle and not self._new

    @property
    def _starving_s(self) -> float:
        """Pause between two looks for hosts while this worker has nothing to do."""
        if not self.endless:
            return _STARVING_S
        return min(_LOOK_S if self.table.hosts else _IDLE_S, self.limits.heartbeat)

    async def _round(self) -> None:
        self._engine.wake()  # the engine says which requests it has finished
        # Snapshot first: requests that arrive during this exchange belong to the next round, or the round might
        # never end.
        await self._exchange(self._new[:], self._acknowledgeable(), claims=True)
        await self._note_seeds()
        if self._is_heartbeat_due():
            await self._heartbeat()
            await self._exchange([], [], claims=True)  # of hosts that were taken just now
        if self.background:
            await self._give_way()
        await self._release_hosts()
        if self._is_starving and not self._results and (self._start_finished or self._seeded):
            await self._look_for_end()
        if self.endless:
            await self._drop_dead()
        if self.table.ready:
            self._engine.wake()

    async def _note_seeds(self) -> None:
        if self._start_finished and not self._seeded and not self._start_failed and not self._new:
            await self._in_thread(self._store.mark_seeded, self.job.id)
            self._seeded = True

    def _is_heartbeat_due(self) -> bool:
        now = elapsed()
        pause = min(_IDLE_S, self.limits.heartbeat) if self.endless else _STARVING_S
        return now >= self._next_heartbeat or (self._is_starving and now - self._last_heartbeat >= pause)

    def _acknowledgeable(self) -> list[_Acknowledged]:
        if self._engine.may_acknowledge():
            return self._results[:]
        # Items in this machine's spool are not stored, and we cannot promise that the spool can be replayed.
        return [entry for entry in self._results if is_nack(entry[1])]

    async def _exchange(self, new: list[NewRequest], results: list[_Acknowledged], *, claims: bool = False) -> None:
        """Visit the frontier.

        :param new: the first of the new requests
        :param claims: whether to bring back requests
        """
        while len(new) > _ADDED_AT_ONCE:
            await self._exchange(new[:_ADDED_AT_ONCE], [])
            new = new[_ADDED_AT_ONCE:]
        admitted = await self._admitted(new)
        at_once = self._leased_at_once(admitted)
        began = elapsed()
        wants = self._requests_to_claim(Counter(admitted[id].host for id in at_once)) if claims else {}
        if not (new or results or wants):
            return
        exchange = _Exchange(
            documents=self._documents(admitted, at_once),
            elsewhere={each.host for each in admitted.values()} - self.table.hosts.keys(),
            results=[result for _, result in results],
            wants=wants,
            poison_allowed=not self.table.has_poison_suspect,
        )
        try:
            await self._in_thread(self._run_exchange, exchange)
        finally:
            # Also when MongoDB went away in the middle: the statements that were answered have taken effect.
            if exchange.new is not None:
                del self._new[: len(new)]
                self._note_added(admitted, exchange, at_once, began)
                self._engine.count("frontier/known", len(new) - len(exchange.new))
            if exchange.fenced is not None:
                self._remove_acknowledged(results, exchange.fenced)
            if exchange.claimed is not None:
                self._add_claimed(exchange.claimed, wants, began)

    def _run_exchange(self, exchange: _Exchange) -> None:
        new = self._store.add(exchange.documents) if exchange.documents else set()
        if exchange.elsewhere:
            self._store.wake(self.job.id, exchange.elsewhere)
        exchange.new = new
        if exchange.results:
            exchange.fenced = self._store.acknowledge(self.name, exchange.results, removing=self.endless)
        if exchange.wants:
            exchange.claimed = self._store.claim(
                self.job.id, self.name, exchange.wants, poison_allowed=exchange.poison_allowed
            )

    # --- new requests ---------------------------------------------------------------------------------------------

    async def _admitted(self, new: list[NewRequest]) -> dict[bytes, NewRequest]:
        """Return the requests by id, without those beyond a limit."""
        limited = [each for each in new if each.limit is not None]
        admitted: set[bytes] = set()
        if limited:
            limit = max(each.limit or 0 for each in limited)
            ids = [each.id for each in limited]
            admitted = await self._in_thread(self._store.admitted, self.job.id, ids, limit)
        return {each.id: each for each in new if each.limit is None or each.id in admitted}

    def _leased_at_once(self, admitted: Mapping[bytes, NewRequest]) -> set[bytes]:
        """Return the requests that go into the frontier leased to us, because they are next in turn: that saves a
        claim."""
        chosen: set[bytes] = set()
        room: dict[str, int] = {}
        now = elapsed()
        for id, each in admitted.items():
            host = self.table.hosts.get(each.host)
            if host is None or host.has_more or host.leaving or host.valid_until <= now:
                continue
            if each.host not in room:
                room[each.host] = self._depth(each.host) - len(host.ready)
            if room[each.host] > 0:
                room[each.host] -= 1
                chosen.add(id)
        return chosen

    def _documents(self, admitted: Mapping[bytes, NewRequest], at_once: set[bytes]) -> list[dict[str, Any]]:
        now, until = self._store.clock.now(), self._store.clock.now(self.limits.lease)
        documents = []
        for id, each in admitted.items():
            is_leased = id in at_once
            document: dict[str, Any] = {
                "_id": id,
                "walk": self.job.id,
                "host": each.host,
                "priority": each.priority,
                "due": until if is_leased else now,
                "token": int(is_leased),
                "tries": int(is_leased),
                "added": now,
                "request": each.document,
            }
            if is_leased:
                document["owner"] = self.name
            documents.append(document)
        return documents

    def _note_added(
        self, admitted: Mapping[bytes, NewRequest], exchange: _Exchange, at_once: set[bytes], sent: float
    ) -> None:
        assert exchange.new is not None
        if exchange.elsewhere:
            # Hosts are taken with a heartbeat: at once when there is nothing else to do, or else once a second and not
            # with each page that names new hosts.
            soon = elapsed() if self.table.is_idle else self._last_heartbeat + _LOOK_S
            self._next_heartbeat = min(self._next_heartbeat, soon)
        if not self.endless:
            self._known.update(dict.fromkeys(each.known_by for each in admitted.values()))
            _keep_last(self._known, _KNOWN)
        self._engine.count("frontier/found", len(exchange.new))
        for id in exchange.new:
            new = admitted[id]
            if id in at_once:
                self._add_own_lease(new, sent)
                continue
            if (host := self.table.hosts.get(new.host)) is not None:
                host.has_more = True
                self._own_finds[id] = new.request
        _keep_last(self._own_finds, _OWN_FINDS)

    def _add_own_lease(self, new: NewRequest, sent: float) -> None:
        lease = Lease(
            id=new.id,
            token=1,
            tries=1,
            host=new.host,
            priority=new.priority,
            request=new.request,
            original=new.document,
            valid_until=self._valid_until(sent),
        )
        self._add_lease(lease)

    def _add_lease(self, lease: Lease) -> bool:
        """Hold a lease; give it back where its host is not ours any more."""
        if lease.host in self.table.hosts:
            self.table.add_lease(lease)
            return True
        self._results.append((None, AckResult(id=lease.id, token=lease.token, untried=True)))
        return False

    def _remove_acknowledged(self, results: list[_Acknowledged], fenced: int) -> None:
        self._engine.count("frontier/fenced", fenced)
        self._engine.count("frontier/done", sum(not is_nack(result) for _, result in results))
        acknowledged = set(map(id, results))
        self._results = [entry for entry in self._results if id(entry) not in acknowledged]
        for lease, _ in results:
            if lease is not None:
                self.table.remove(lease)

    # --- hosts ----------------------------------------------------------------------------------------------------

    async def _heartbeat(self) -> None:
        owned = {host.name: (host.token, self._not_before_of(host.name)) for host in self.table.hosts.values()}
        held = self._renewable()
        if self.on_demand:
            await self._in_thread(self._store.wake, self.job.id, list(self.on_demand))
        sent = elapsed()
        ids = [lease.id for lease in held]
        heartbeat = await self._in_thread(self._store.heartbeat, self.job.id, self.name, owned, ids)
        self._last_heartbeat = elapsed()
        self._next_heartbeat = self._last_heartbeat + self.limits.heartbeat
        self._renew_requests(heartbeat, held, self._valid_until(sent))
        self._renew_hosts(heartbeat, owned, self._valid_until(sent))
        self._seeded = self._seeded or heartbeat.seeded
        if not heartbeat.open and self._is_starving:
            self._reach_end()
        hosts = [host for host in heartbeat.hosts if self.job.id in host.jobs]
        now = self._store.clock.now()
        self.hosts_elsewhere = frozenset(
            host.name for host in hosts if host.owner in heartbeat.workers - {self.name} and host.due > now
        )
        self._choose_to_leave(hosts, heartbeat)
        await self._take_hosts(hosts, heartbeat.workers)
        async with self._heartbeat_done:
            self._heartbeat_done.notify_all()

    def _renewable(self) -> list[Lease]:
        """Return the leases that are ours and not yet held for too long."""
        now = elapsed()
        return [
            lease
            for lease in self.table.leases.values()
            if not lease.lost and (lease.began is None or now - lease.began < self.limits.max_age)
        ]

    def _renew_requests(self, heartbeat: Heartbeat, held: list[Lease], valid_until: float) -> None:
        for lease in held:
            if lease.id in heartbeat.kept:
                lease.valid_until = valid_until
            elif lease.key in self.table.leases:
                self._mark_lost(lease)
        now = elapsed()
        for lease in list(self.table.leases.values()):
            if lease.valid_until <= now:
                self._mark_lost(lease)

    def _mark_lost(self, lease: Lease) -> None:
        if not lease.lost:
            lease.lost = True
            self.table.withdraw(lease)

    def _renew_hosts(self, heartbeat: Heartbeat, owned: Mapping[str, object], valid_until: float) -> None:
        seen = {host.name: host for host in heartbeat.hosts}
        for name in owned:
            host = self.table.hosts.get(name)
            if host is None:
                continue
            stored = seen.get(name)
            if stored is not None and stored.owner == self.name and stored.token == host.token:
                host.valid_until = valid_until
            else:
                _log.warning("the host %s belongs to another worker now", name)
                self._give_back(self.table.drop_host(name))

    def _give_back(self, ready: list[Lease]) -> None:
        for lease in ready:
            result = AckResult(id=lease.id, token=lease.token, untried=lease.began is None, retry_after=0.0)
            self._results.append((None, result))

    def _choose_to_leave(self, hosts: list[Host], heartbeat: Heartbeat) -> None:
        mine = list(self.table.hosts.values())
        asked = {host.name for host in heartbeat.hosts if host.wanted_by not in (None, self.name)}
        for host in policy.hosts_asked_for(mine, asked, elapsed(), self.limits.heartbeat):
            host.leaving = True
        keeping = sum(not host.leaving for host in mine)
        number = policy.surplus(hosts, self.name, heartbeat.workers, keeping, self._store.clock.now())
        for host in policy.cheapest_to_leave(mine, number, self.on_demand):
            host.leaving = True

    async def _take_hosts(self, hosts: list[Host], workers: frozenset[str]) -> None:
        if self._closing:
            return
        if self.background:
            busy = await self._others_at(host.name for host in hosts)
            hosts = [host for host in hosts if host.name not in busy]
        clock = self._store.clock
        owned, needed = self.table.hosts.keys(), self.on_demand.keys()
        choice = policy.choose_hosts(hosts, owned, self.name, workers, needed, clock.now(), wary=clock.is_wary)
        if choice.take:
            sent = elapsed()
            for host in await self._in_thread(self._store.take_hosts, self.name, choice.take):
                self._add_host(host, sent)
        # A wish keeps the host from other jobs until it is granted, and a job in the background waits.
        if choice.ask_for and not self.background:
            await self._in_thread(self._store.want_hosts, self.name, choice.ask_for, 3 * self.limits.heartbeat)

    async def _give_way(self) -> None:
        """Leave the hosts at which other crawl jobs have something to do. Looked at as often as a host may be asked."""
        now = elapsed()
        if not self.table.hosts or now - self._looked_for_others < _LOOK_S:
            return
        self._looked_for_others = now
        for name in await self._others_at(self.table.hosts):
            if (host := self.table.hosts.get(name)) is not None:
                host.leaving = True

    async def _others_at(self, names: Iterable[str]) -> set[str]:
        return await self._in_thread(self._store.hosts_with_other_work, self.job.id, list(names))

    def _add_host(self, host: Host, sent: float) -> None:
        wait = 0.0
        if host.not_before is not None:
            clock = self._store.clock
            wait = max(0.0, (host.not_before - clock.now()).total_seconds() + clock.uncertainty)
        self.table.hosts[host.name] = HostQueue(
            name=host.name,
            token=host.token,
            valid_until=self._valid_until(sent),
            taken_at=sent,
            ready_at=elapsed() + wait,
        )
        if wait:
            asyncio.get_running_loop().call_later(wait + 0.001, self._engine.wake)

    async def _release_hosts(self) -> None:
        """Release the hosts that go to others, and those with nothing left to do."""
        released: list[tuple[str, int, datetime | None, bool]] = []
        for host in list(self.table.hosts.values()):
            if host.name in self.on_demand:
                continue
            if host.leaving:
                self._empty(host)
                is_released = not host.fetching and self._engine.is_quiet(host.name)
            else:
                is_released = self._is_abandoned(host)
            if is_released:
                released.append((host.name, host.token, self._not_before_of(host.name), not host.leaving))
        if not released:
            return
        # Requests are given back first, so that the next owner of the host finds them due.
        await self._exchange([], self._acknowledgeable())
        for name, _, _, _ in released:
            self._give_back(self.table.drop_host(name))
        await self._in_thread(self._store.release_hosts, self.job.id, self.name, released)

    def _empty(self, host: HostQueue) -> None:
        """Give back the requests that are ready at a host."""
        ready = [lease for _, _, lease in host.ready]
        host.ready.clear()
        for lease in ready:
            self.acknowledge(lease, untried=lease.began is None)

    def _is_abandoned(self, host: HostQueue) -> bool:
        """Return whether a host has had nothing to do for the time between two heartbeats."""
        if host.empty_since is None or elapsed() - host.empty_since <= self.limits.heartbeat:
            return False
        if self.table.of_host(host.name) or not self._engine.is_quiet(host.name):
            host.empty_since = None
            return False
        return True

    def _not_before_of(self, host: str) -> datetime | None:
        """Earliest time, by the server's clock, at which another worker may ask the host.

        Two workers see that clock through their own round trips, so each adds its own uncertainty: a host's delay is
        kept over a handover.
        """
        seconds = self._engine.not_before(host)
        return None if seconds is None else self._store.clock.now(seconds + self._store.clock.uncertainty)

    # --- requests -------------------------------------------------------------------------------------------------

    def _valid_until(self, sent: float) -> float:
        """Return when a lease ends that was granted or renewed by a statement sent at that time."""
        return sent + self.limits.lease - self.limits.margin

    def _depth(self, host: str) -> int:
        return policy.depth(len(self.table.hosts), self._engine.delay_of(host))

    def _requests_to_claim(self, arriving: Mapping[str, int]) -> dict[str, int]:
        """Return the number of requests to claim by host.

        :param arriving: number of requests that are about to be held, by host
        """
        if self._closing:
            return {}
        return policy.requests_to_claim(self.table.hosts.values(), self._depth, arriving, elapsed(), _LOOK_S)

    def _add_claimed(self, claimed: list[Claimed], wants: Mapping[str, int], sent: float) -> None:
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
                # Leased for the first time, it is as it was stored.
                request=own if own is not None and each.token == 1 else each.request,
                original=each.request,
                valid_until=self._valid_until(sent),
            )
            if self._add_lease(lease):
                self._engine.count("frontier/redelivered", int(each.tries > 1))
        self._engine.count("frontier/claimed", len(claimed))
        for name, number in got.items():
            if (queue := self.table.hosts.get(name)) is not None:
                queue.note_supply(number, wants[name])

    async def _look_for_end(self) -> None:
        now = elapsed()
        if now - self._looked_for_end < (self.limits.heartbeat if self.endless else _STARVING_S):
            return
        self._looked_for_end = now
        left = await self._in_thread(self._store.pending, self.job.id)
        if not self._is_starving:
            return
        if left is None:
            if (self._seeded or self._start_failed) and not self.endless:
                self._reach_end()
        elif left[0] not in self.table.hosts and left[1] <= self._store.clock.now():
            # The worker that stored it may have died before it could wake anybody.
            await self._in_thread(self._store.wake, self.job.id, [left[0]])

    async def _drop_dead(self) -> None:
        """Remove the old dead letters of an endless crawl job: it has no end at which somebody would."""
        if elapsed() - self._looked_for_dead >= _DEAD_LOOK_S:
            self._looked_for_dead = elapsed()
            await self._in_thread(self._store.drop_dead, self.job.id, _DEAD_KEPT_S)

    def _reach_end(self) -> None:
        if not self.is_over:
            self.is_over = True
            self._engine.wake()

    def _in_thread(self, work: Callable[..., _Result], *arguments: Any) -> Awaitable[_Result]:
        return asyncio.get_running_loop().run_in_executor(self._thread, work, *arguments)


def _keep_last(entries: dict[bytes, Any], number: int) -> None:
    while len(entries) > number:
        del entries[next(iter(entries))]


def _plain(name: str) -> str:
    """Return a name that may be the name of a field: without dots and dollars."""
    return "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in name)
