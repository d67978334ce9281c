"""Pump from the calendar to the engine: asks what is due, and makes requests of it, as many as the crawl can send."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any, Protocol, TypeVar

import scrapy
from pymongo import MongoClient
from pymongo.errors import PyMongoError
from scrapy.crawler import Crawler
from scrapy.spiderloader import get_spider_loader

from newscrawler import settings as project
from newscrawler.calendar import Entry, ListForm
from newscrawler.items import Thread
from newscrawler.meta import VISIT
from newscrawler.spiders._outlets import Delegates, declared_spiders, outlet_of_spider
from newscrawler.spiders._visits import request_for, visit_meta
from newscrawler.spiders.syndication import SyndicationSpider
from newscrawler.storage import StorageError, connect, resolve_uri
from newscrawler.storage.calendar import Calendar, Claim
from newscrawler.storage.errors import first_clause
from newscrawler.storage.outlets import FollowedOutlet, followed
from newscrawler.urls import host_of

__all__ = ["Pump"]

_log = logging.getLogger(__name__)
_Result = TypeVar("_Result")

_BUSY_S = 0.1
"""Seconds between two looks while the last one brought as much as was asked for."""

_OUTLETS_S = 5.0
"""Seconds between two looks at the list of outlets: an operator who pauses an outlet need not wait."""

_FRESH_S = 1.0
"""Seconds for which the list of outlets is believed to lack an outlet that a request names."""

_PAUSE_S = 5.0
"""Seconds after MongoDB did not answer."""

_HELD = 256
"""Requests that a worker holds, waiting or under way: some seconds of the fastest crawl, as in the frontier."""

_AT_ONCE = 64
"""Visits of one look."""

_HOST_S = 30.0
"""Seconds' worth of requests that wait for a host. What waits longer could not be overtaken by what is worth more."""

_HOUR_S = 3_600.0

_LIST_FORMS: tuple[tuple[str, ListForm], ...] = (("feeds", "feed"), ("sitemaps", "sitemap"), ("sections", "section"))


class _Follower(Protocol):
    """The spider that the requests are made for."""

    def adopted(self, request: scrapy.Request, meta: dict[str, Any]) -> scrapy.Request:
        """Return a request of an outlet's spider as one of its own."""


class Pump:
    """Hands visits that are due to the engine. Belongs to one crawl.

    :param names: spiders whose outlets are followed; None: those of the operators' list
    """

    def __init__(self, crawler: Crawler, spider: _Follower, names: Sequence[str] | None) -> None:
        self._crawler = crawler
        self._spider = spider
        self._names = names
        settings = crawler.settings
        self._look_s = settings.getfloat("CALENDAR_LOOK", project.CALENDAR_LOOK)
        self._lease = timedelta(seconds=settings.getfloat("CALENDAR_LEASE", project.CALENDAR_LEASE))
        self._delegates = Delegates(crawler)
        self._handed: dict[str, Claim] = {}
        """Visits that were made requests in this process and have no answer yet; not kept for the shared frontier."""
        self._sent: Counter[str] = Counter()
        """Requests since the last look that no claim counted, by host: pages of comments, robots.txt, retries."""
        self._listed: set[str] = set()
        self._name = f"{os.uname().nodename}-{os.getpid()}-{secrets.token_hex(3)}"
        self._looked = -_OUTLETS_S
        self._is_failing = False
        self._task: asyncio.Task[None] | None = None
        self._client: MongoClient[dict[str, Any]] | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="calendar")
        self._updating = asyncio.Lock()

    # --- life -------------------------------------------------------------------------------------------------------

    async def open(self) -> None:
        """Read the list of outlets. Where MongoDB does not answer, the pump tries again."""
        try:
            await self._update_outlets()
        except (StorageError, PyMongoError) as error:
            self._note_failure(error)
        if not self._delegates.active:
            _log.warning("no outlet is followed yet; add one: scrapy outlets add NAME (docs/following.md)")

    def start(self) -> None:
        """Begin to ask the calendar."""
        self._task = asyncio.create_task(self._run())

    async def close(self) -> None:
        """Stop, and give back the visits that this process holds alone."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        try:
            await self._spend()
            if self._handed:
                given = await self._give_back(list(self._handed.values()))
                _log.info("%d visits that were not made are given back to the calendar", given)
        except (StorageError, PyMongoError) as error:
            _log.warning("visits are not given back, and are due when their leases end: %s", first_clause(error))
        finally:
            self._thread.shutdown(wait=False)
            if self._client is not None:
                self._client.close()

    async def _run(self) -> None:
        while True:
            pause = _PAUSE_S
            try:
                pause = await self._round()
            except (StorageError, PyMongoError) as error:
                self._note_failure(error)
            except Exception:
                # Whatever it was, the crawl must go on.
                _log.exception("a look into the calendar failed; it is tried again. Report this traceback if it recurs")
            else:
                if self._is_failing:
                    _log.info("the calendar answers again")
                self._is_failing = False
            await asyncio.sleep(pause)

    def _note_failure(self, error: Exception) -> None:
        if not self._is_failing:
            _log.warning("the calendar does not answer, nothing new is requested: %s", first_clause(error))
        self._is_failing = True

    async def _round(self) -> float:
        """Hand out what is due; returns the seconds until the next look."""
        await self._spend()
        if monotonic() - self._looked >= _OUTLETS_S:
            await self._update_outlets()
        outlets = self._delegates.active
        number = min(_AT_ONCE, _HELD - self._held())
        if number < 1 or not outlets or self._is_closing():
            return self._look_s
        budgets, full = self._budgets(), self._full_hosts()
        claims = await self._ask(
            lambda calendar: calendar.claim(sorted(outlets), budgets, self._name, number, self._lease, without=full)
        )
        threads = await self._ask(lambda calendar: _threads_of(calendar, claims))
        for place, claim in enumerate(claims):
            if self._is_closing():
                await self._give_back(claims[place:])
                break
            self._hand_out(claim, threads.get(claim.entry.id))
        return min(_BUSY_S, self._look_s) if len(claims) == number else self._look_s

    def _hand_out(self, claim: Claim, thread: Thread | None) -> None:
        entry = claim.entry
        delegate = self._delegates.get(entry.outlet)
        if delegate is None or claim.id in self._handed:
            return
        assert self._crawler.engine is not None
        assert self._crawler.stats is not None
        request = request_for(
            entry, delegate, now=datetime.now(UTC), validators=(claim.etag, claim.lastModified), thread=thread
        )
        if request is None:
            # Its thread was erased. Without a visit its lease ends, and in the end it counts as failed.
            self._crawler.stats.inc_value("follow/left_out/not_stored")
            return
        meta = visit_meta(claim)
        request.meta[VISIT] = claim.id
        if not self._is_shared:
            self._handed[claim.id] = claim
        self._crawler.stats.inc_value(f"follow/visits/{entry.kind}")
        self._crawler.engine.crawl(self._spider.adopted(request, meta))

    def note_answer(self, request: scrapy.Request) -> None:
        """Note that a visit has its answer, or its failure."""
        self._handed.pop(request.meta.get(VISIT, ""), None)

    def note_sent(self, request: scrapy.Request) -> None:
        """Note that a request is sent. The first one of a visit was counted when it was claimed."""
        is_again = "retry_times" in request.meta or "redirect_times" in request.meta
        if VISIT not in request.meta or is_again:
            self._sent[host_of(request.url)] += 1

    async def _spend(self) -> None:
        """Count what was sent into the budgets of its hosts; no write where nothing was."""
        sent, self._sent = self._sent, Counter()
        if not sent:
            return
        try:
            await self._ask(lambda calendar: calendar.spend(sent))
        except (StorageError, PyMongoError):
            self._sent.update(sent)
            raise

    # --- how much ---------------------------------------------------------------------------------------------------

    @property
    def _is_shared(self) -> bool:
        return bool(self._crawler.settings.get("FRONTIER") == "shared")

    @property
    def _scheduler(self) -> Any:
        slot = self._slot
        return None if slot is None else slot.scheduler

    @property
    def _slot(self) -> Any:
        engine = self._crawler.engine
        return None if engine is None else engine._slot

    def _is_closing(self) -> bool:
        return self._slot is None or self._slot.closing is not None

    def _held(self) -> int:
        slot = self._slot
        return 0 if slot is None else len(slot.scheduler) + len(slot.inprogress)

    def _budgets(self) -> dict[str, int]:
        """Return the most requests an hour by host, as the operator and the delays allow."""
        budgets = {host: self._most_an_hour(host) for host in self._waiting()}
        for outlet, delegate in self._delegates.active.items():
            most = self._delegates.most_per_hour(outlet)
            for host in {host_of(url) for url in delegate.own_addresses}:
                allowed = self._most_an_hour(host)
                budgets[host] = allowed if most is None else min(most, allowed)
        return budgets

    def _full_hosts(self) -> frozenset[str]:
        """Return the hosts that need no request now: enough wait here, or another worker fetches from the host."""
        full = frozenset(host for host, number in self._waiting().items() if number >= self._depth(host))
        return full | self._scheduler.hosts_elsewhere if self._is_shared else full

    def _waiting(self) -> Counter[str]:
        """Return the number of requests that wait here, by host."""
        if self._is_shared:
            return Counter(self._scheduler.held_by_host)
        return Counter(claim.entry.host for claim in self._handed.values())

    def _delay(self, host: str) -> float:
        assert self._crawler.engine is not None
        slot = self._crawler.engine.downloader.slots.get(host)
        return slot.delay if slot is not None else self._crawler.settings.getfloat("DOWNLOAD_DELAY")

    def _depth(self, host: str) -> int:
        return max(2, int(_HOST_S / max(self._delay(host), _HOST_S / _AT_ONCE)))

    def _most_an_hour(self, host: str) -> int:
        return int(_HOUR_S / max(self._delay(host), 0.001))

    # --- outlets ----------------------------------------------------------------------------------------------------

    async def delegate(self, outlet: str) -> SyndicationSpider | None:
        """Return the spider that reads an outlet's pages; None where the outlet is not in the list.

        :raises StorageError: the list cannot be read
        """
        found = self._delegates.get(outlet)
        if found is None:
            # Another worker may have seen a new outlet first, since the last look at the list.
            await asyncio.sleep(max(0.0, self._looked + _FRESH_S - monotonic()))
            if monotonic() - self._looked >= _FRESH_S:
                await self._update_outlets()
            found = self._delegates.get(outlet)
        return found

    @property
    def own_addresses(self) -> tuple[str, ...]:
        """Addresses that operators and classes declare."""
        return tuple(url for each in self._delegates.active.values() for url in each.own_addresses)

    async def _update_outlets(self) -> None:
        async with self._updating:
            told, refused = self._delegates.update(await self._in_thread(self._outlets))
            for line in told:
                _log.info("%s", line)
            for line in refused:
                _log.error("%s", line)
            lists = list(self._lists())
            if fresh := [entry for entry in lists if entry.id not in self._listed]:
                await self._ask(lambda calendar: calendar.add(fresh))
            self._listed = {entry.id for entry in lists}
            self._looked = monotonic()

    def _lists(self) -> Iterable[Entry]:
        for outlet, delegate in self._delegates.active.items():
            for attribute, form in _LIST_FORMS:
                for url in getattr(delegate, attribute):
                    yield Entry.for_list(url, outlet=outlet, host=host_of(url), form=form, at=datetime.now(UTC))

    # --- in the thread ----------------------------------------------------------------------------------------------

    def _database(self) -> Any:
        settings = self._crawler.settings
        if self._client is None:
            self._client = connect(resolve_uri(settings))
        return self._client[settings["MONGODB_DATABASE"]]

    def _outlets(self) -> list[FollowedOutlet]:
        if self._names is None:
            return followed(self._database())
        spiders = declared_spiders(get_spider_loader(self._crawler.settings))
        return [outlet_of_spider(spiders[name]) for name in self._names]

    def _give_back(self, claims: Sequence[Claim]) -> Awaitable[int]:
        return self._ask(lambda calendar: calendar.give_back(claims))

    def _ask(self, question: Callable[[Calendar], _Result]) -> Awaitable[_Result]:
        return self._in_thread(lambda: question(Calendar(self._database())))

    def _in_thread(self, work: Callable[[], _Result]) -> Awaitable[_Result]:
        return asyncio.get_running_loop().run_in_executor(self._thread, work)


def _threads_of(calendar: Calendar, claims: Iterable[Claim]) -> dict[str, Thread]:
    """Return the threads that are stored, by the ids of their entries."""
    ids = [claim.entry.id for claim in claims if claim.entry.kind == "thread"]
    found = {id: calendar.thread(id.partition(":")[2]) for id in ids}
    return {id: thread for id, thread in found.items() if thread is not None}
