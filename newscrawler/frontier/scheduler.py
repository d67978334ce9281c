"""The shared frontier as Scrapy sees it: a scheduler, a downloader that sends nothing without a lease, and the middlewares
that watch what becomes of a request.

Several processes that crawl the same spider with the same arguments share one walk. A request is acknowledged when the
engine is through with it: its callback has run, its items have passed the pipelines and the requests it yielded are in the
frontier.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterable, Iterator
from functools import partial
from time import monotonic
from typing import Any, Self
from weakref import WeakKeyDictionary

from scrapy import Request, Spider, signals
from scrapy.core.downloader import Downloader, Slot
from scrapy.core.scheduler import BaseScheduler
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, IgnoreRequest, NotConfigured
from scrapy.http import Response
from scrapy.utils.defer import deferred_from_coro
from scrapy.utils.spider import iterate_spider_output
from twisted.internet.defer import Deferred
from twisted.python.failure import Failure

from newscrawler.frontier.clock import elapsed
from newscrawler.frontier.holdings import Lease
from newscrawler.frontier.requests import (
    RequestError,
    forget_the_run,
    host_of,
    identity,
    on_its_way,
    restore,
    stored,
)
from newscrawler.frontier.worker import Found, Limits, Worker
from newscrawler.meta import FOUND_ON, LEASE, STORY_LIMIT
from newscrawler.storage import StorageError, resolve_uri
from newscrawler.storage.errors import STORE_UNUSABLE
from newscrawler.writer_registry import writer_for

__all__ = ["LeaseLostError", "LeaseWatch", "LeasedDownloader", "SharedScheduler", "SpiderWatch"]

_log = logging.getLogger(__name__)

_STALE_WALK_S = 3600.0
"""A walk that was interrupted is picked up where it was; after an hour the lists have new stories, and are asked again."""

_WAIT_FOR_A_HOST_S = 60.0
"""How long a request without a lease of its own (a robots.txt that redirects to another host) waits for that host."""

_schedulers: WeakKeyDictionary[Crawler, SharedScheduler] = WeakKeyDictionary()


class LeaseLostError(IgnoreRequest):
    """The request is another worker's by now: it is not sent, and its answer is not read."""


class SharedScheduler(BaseScheduler):
    """Scrapy's scheduler on the shared frontier; switched on by ``FRONTIER = "shared"``."""

    def __init__(self, crawler: Crawler) -> None:
        if crawler.stats is None or crawler.request_fingerprinter is None:
            raise NotConfigured
        settings = crawler.settings
        self._crawler = crawler
        self._stats = crawler.stats
        self._fingerprint = crawler.request_fingerprinter.fingerprint
        self._start_children: dict[bytes, int] = {}
        self._retried_codes = frozenset(int(code) for code in settings.getlist("RETRY_HTTP_CODES"))
        self._is_closing = False
        limits = Limits(
            lease=settings.getfloat("FRONTIER_LEASE"),
            max_age=settings.getfloat("FRONTIER_MAX_AGE"),
            tries=settings.getint("FRONTIER_TRIES"),
            timeout=settings.getfloat("DOWNLOAD_TIMEOUT"),
        )
        self.worker = Worker(
            partial(resolve_uri, settings),
            settings["MONGODB_DATABASE"],
            limits,
            per_host=settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN"),
            not_before=self._not_before,
            delay_of=self._delay_of,
            is_quiet=self._is_quiet,
            may_acknowledge=self._may_acknowledge,
            on_work=self._look,
            count=self._count,
        )
        crawler.signals.connect(self._spider_error, signals.spider_error)
        crawler.signals.connect(self._item_error, signals.item_error)
        crawler.signals.connect(self._response_downloaded, signals.response_downloaded)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        scheduler = cls(crawler)
        _schedulers[crawler] = scheduler
        return scheduler

    def open(self, spider: Spider) -> Deferred[None]:
        self._spider = spider
        assert self._crawler.engine is not None
        self._engine = self._crawler.engine
        # Crawls with the same arguments are one walk; a spider that does not tell them has none.
        arguments = getattr(spider, "given", {})
        return deferred_from_coro(self._open(spider.name, arguments))

    async def _open(self, spider: str, arguments: dict[str, str]) -> None:
        try:
            await self.worker.open(spider, arguments, stale=_STALE_WALK_S)
        except StorageError as error:
            _log.error("%s", error)
            raise CloseSpider(STORE_UNUSABLE) from None

    def close(self, reason: str) -> Deferred[None]:
        self._is_closing = True
        self._sweep()
        return deferred_from_coro(self.worker.close(finished=reason == "finished"))

    # --- in ---------------------------------------------------------------------------------------------------------

    def enqueue_request(self, request: Request) -> bool:
        parent: Lease | None = request.meta.pop(FOUND_ON, None)
        # A retry or a redirect has its lease's name; a callback's own request may have copied it, and is another one.
        if parent is None and (lease := self.lease_of(request)) is not None:
            self._continue(lease, request)
            return True
        fingerprint, prefix = self._fingerprint(request), self.worker.walk.prefix
        source, ordinal = self._asked_by(request, fingerprint, parent)
        known_by = fingerprint if source is None else identity(prefix, fingerprint, source, ordinal)
        # Most links are known: to look before anything else is done with them saves 3 % of a worker's time.
        if self.worker.knows(known_by):
            return False
        forget_the_run(request)
        try:
            kept = stored(request, self._spider)
        except RequestError as error:
            _log.error("cannot be kept in the frontier: %s", error)
            self._count("frontier/refused", 1)
            if parent is not None:
                parent.dead = f"it asks for what cannot be kept in the frontier: {error}"[:2_000]
            return False
        self.worker.found(
            Found(
                id=known_by if source is not None else identity(prefix, fingerprint),
                known_by=known_by,
                host=host_of(request),
                priority=request.priority,
                request=request,
                stored=kept,
                limit=request.meta.get(STORY_LIMIT),
            )
        )
        return True

    def _continue(self, lease: Lease, request: Request) -> None:
        holdings = self.worker.holdings
        before = holdings.hosts.get(lease.host)
        if before is not None:
            before.fetching.discard(lease)
        lease.current = None
        if lease.lost:
            self.worker.settle(lease)
            return
        host = host_of(request)
        if host in holdings.hosts:
            lease.host = host
            lease.priority = request.priority
            lease.request = request
            holdings.make_ready(lease)
            return
        assert lease.original is not None
        self.worker.settle(lease, moved=(host, on_its_way(lease.original, request)))

    def _asked_by(self, request: Request, fingerprint: bytes, parent: Lease | None) -> tuple[bytes | None, int]:
        """What a request is told by beside its fingerprint: what asked for it, and which of several such of it."""
        source, ordinal = None, 0
        if request.dont_filter:
            source = b"start" if parent is None else parent.id
            children = self._start_children if parent is None else parent.children
            ordinal = children.get(fingerprint, 0)
            children[fingerprint] = ordinal + 1
        if parent is None and self.worker.walk.round > 1:
            source = b"start %d" % self.worker.walk.round
        return source, ordinal

    # --- out --------------------------------------------------------------------------------------------------------

    def has_pending_requests(self) -> bool:
        return not self.worker.is_over

    def next_request(self) -> Request | None:
        if self._is_closing:
            self._sweep()
            return None
        while (lease := self._next_lease()) is not None:
            request = lease.request
            if not isinstance(request, Request):
                try:
                    request = restore(request, self._spider)
                except RequestError as error:
                    lease.dead = f"it cannot be read: {error}"[:2_000]
                    self._through(lease)
                    continue
            request.meta[LEASE] = lease.key
            if request.errback is not None and not isinstance(request.errback, partial):
                request.errback = partial(self._failed, lease, request.errback)
            lease.current = request
            return request
        return None

    def _next_lease(self) -> Lease | None:
        lease = self.worker.holdings.next(elapsed())
        if lease is None:
            # A host may have become free since the worker's last round.
            self._sweep()
            lease = self.worker.holdings.next(elapsed())
        return lease

    def _sweep(self) -> None:
        """Find what the engine is through with: it is in none of its sets any more."""
        slot = self._engine._slot
        if slot is None:
            return
        fetched, worked_on = self._engine.downloader.active, slot.inprogress
        through = self.worker.holdings.sweep(fetched.__contains__, worked_on.__contains__)
        for lease in through:
            self._through(lease)

    def _through(self, lease: Lease) -> None:
        lease.current = None
        if (host := self.worker.holdings.hosts.get(lease.host)) is not None:
            host.fetching.discard(lease)
        self.worker.settle(lease)

    def _look(self) -> None:
        """Wake the engine: it asks for requests, and is told what it is through with."""
        self._sweep()
        if (slot := self._engine._slot) is not None and slot.closing is None:
            slot.nextcall.schedule()

    # --- what is watched ----------------------------------------------------------------------------------------------

    def lease_of(self, request: Request | None) -> Lease | None:
        """The lease that a request is carried by."""
        key = None if request is None else request.meta.get(LEASE)
        return None if key is None else self.worker.holdings.leases.get(key)

    def is_lost(self, request: Request | None) -> bool:
        """Whether a request was handed out, and is ours no more. Once said, it stays so: what was cut short because of it must
        not be acknowledged when the lease turns out to have been free all the while, and is renewed."""
        if request is None or LEASE not in request.meta:
            return False
        lease = self.lease_of(request)
        return lease is None or _has_ended(lease)

    def mark(self, output: Any, lease: Lease | None) -> Any:
        """Note which page a request was found on."""
        if lease is not None and isinstance(output, Request):
            output.meta[FOUND_ON] = lease
        return output

    def _failed(self, lease: Lease, errback: Any, failure: Failure) -> Any:
        """An errback's output comes past no spider middleware."""
        if isinstance(failure.value, LeaseLostError):
            return []
        output = errback(failure)
        return output if output is None else self._marked(iterate_spider_output(output), lease)

    def _marked(self, output: Any, lease: Lease) -> Any:
        if isinstance(output, AsyncIterator):
            return self._marked_later(output, lease)
        return self._marked_now(output, lease) if isinstance(output, Iterable) else output

    def _marked_now(self, output: Iterable[Any], lease: Lease) -> Iterator[Any]:
        for each in output:
            yield self.mark(each, lease)

    async def _marked_later(self, output: AsyncIterator[Any], lease: Lease) -> AsyncIterator[Any]:
        async for each in output:
            yield self.mark(each, lease)

    def fetched_in_vain(self, request: Request, reason: str) -> None:
        """The last try of a request failed."""
        if (lease := self.lease_of(request)) is not None:
            tries = request.meta.get("retry_times", 0) + 1
            lease.dead = f"{reason} ({tries} {'try' if tries == 1 else 'tries'})"[:2_000]

    def is_retried(self, status: int) -> bool:
        """Whether this HTTP status is one that may pass by itself."""
        return status in self._retried_codes

    def _spider_error(self, failure: Failure, response: Response | Failure) -> None:
        self._in_trouble(response, "callback", failure)

    def _item_error(self, failure: Failure, response: Response | Failure | None) -> None:
        self._in_trouble(response, "pipeline", failure)

    def _in_trouble(self, response: Response | Failure | None, where: str, failure: Failure) -> None:
        lease = self.lease_of(getattr(response, "request", None))
        if lease is not None:
            lease.trouble = f"{where}: {type(failure.value).__name__}: {failure.value}"[:2_000]

    # --- hosts --------------------------------------------------------------------------------------------------------

    def may_be_sent(self, request: Request) -> bool:
        """Whether the request's host is ours for longer than the fetch may take."""
        return self._is_ours(host_of(request), request)

    async def wait_for_its_host(self, request: Request) -> None:
        """Returns when the request may be sent.

        :raises LeaseLostError: it is another worker's
        :raises IgnoreRequest: its host is another worker's, and was not to be had
        """
        host = host_of(request)
        if LEASE in request.meta:
            while not self._is_ours(host, request):
                if self.is_lost(request) or self._is_shutting_down():
                    raise LeaseLostError(f"{request}: its lease has ended")
                if host not in self.worker.holdings.hosts:
                    lease = self.lease_of(request)
                    assert lease is not None
                    self.worker.settle(lease, untried=True)
                    lease.lost = True
                    raise LeaseLostError(f"{request}: its host is another worker's")
                await self.worker.next_beat(_A_MOMENT_S)
            return
        demand = self.worker.on_demand
        demand[host] = demand.get(host, 0) + 1
        try:
            deadline = elapsed() + _WAIT_FOR_A_HOST_S
            while not self._is_ours(host, request):
                if elapsed() > deadline or self._is_shutting_down():
                    raise IgnoreRequest(f"{request}: {host} is another worker's")
                self.worker.beat_soon()
                await self.worker.next_beat(_A_MOMENT_S)
        finally:
            demand[host] -= 1
            if not demand[host]:
                del demand[host]

    def _is_ours(self, name: str, request: Request) -> bool:
        host, now = self.worker.holdings.hosts.get(name), elapsed()
        if host is None or host.ready_at > now:
            return False
        timeout = request.meta.get("download_timeout", self.worker.limits.timeout)
        return now + timeout <= host.valid_until and not self.is_lost(request)

    def _is_shutting_down(self) -> bool:
        slot = self._engine._slot
        return slot is None or slot.closing is not None

    def _slot_of(self, host: str) -> Slot | None:
        return self._engine.downloader.slots.get(host)

    def _not_before(self, host: str) -> float | None:
        slot = self._slot_of(host)
        if slot is None or not slot.lastseen:
            return None
        wait = slot.lastseen + slot.delay - monotonic()
        return wait if wait > 0 else None

    def _delay_of(self, host: str) -> float:
        slot = self._slot_of(host)
        if slot is not None:
            return slot.delay
        return self._crawler.settings.getfloat("DOWNLOAD_DELAY")

    def _is_quiet(self, host: str) -> bool:
        slot = self._slot_of(host)
        return slot is None or not slot.active

    def _response_downloaded(self, response: Response) -> None:
        if response.status in (429, 503) and "Retry-After" in response.headers:
            self.worker.beat_soon()

    # --- small ----------------------------------------------------------------------------------------------------------

    def start_is_over(self, *, failed: bool) -> None:
        """The spider has given its first requests, or could not."""
        self.worker.start_is_over(failed=failed)

    @property
    def asks_for_the_start(self) -> bool:
        """Whether the spider's first requests are wanted: another worker may have given them."""
        return not self.worker.walk.seeded

    def _may_acknowledge(self) -> bool:
        return not writer_for(self._crawler).spool_waits

    def _count(self, name: str, number: int) -> None:
        if number:
            self._stats.inc_value(name, number)


_A_MOMENT_S = 0.25
"""How often a request that waits for its lease looks whether the crawl is being stopped."""


def _has_ended(lease: Lease) -> bool:
    """Whether a lease is lost, or must be taken for it."""
    lease.lost = lease.lost or elapsed() > lease.valid_until
    return lease.lost


def _scheduler(crawler: Crawler) -> SharedScheduler:
    scheduler = _schedulers.get(crawler)
    assert scheduler is not None, "the middlewares belong to the shared scheduler"
    return scheduler


class LeasedDownloader(Downloader):
    """Scrapy's downloader, which asks before each request that leaves whether its host is still ours.

    After the delay and the wait for a slot, at the last moment: a worker that was stopped in between must not send.
    """

    async def _download(self, slot: Slot, request: Request) -> Response:
        scheduler = _scheduler(self.crawler)
        if not scheduler.may_be_sent(request):
            slot.transferring.add(request)
            try:
                await scheduler.wait_for_its_host(request)
            except BaseException:
                slot.transferring.discard(request)
                self._process_queue(slot)
                raise
            slot.transferring.discard(request)
        # The delay to the next one counts from when this one leaves, and it may have waited here.
        slot.lastseen = max(slot.lastseen, monotonic())
        return await super()._download(slot, request)


class LeaseWatch:
    """Downloader middleware next to the engine: sees what is left after all retries."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        scheduler = _scheduler(self._crawler)
        if scheduler.is_lost(request):
            raise LeaseLostError(f"{request}: its lease ended while it was fetched")
        if scheduler.is_retried(response.status):
            scheduler.fetched_in_vain(request, f"HTTP {response.status}")
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        if not isinstance(exception, IgnoreRequest):
            _scheduler(self._crawler).fetched_in_vain(request, f"{type(exception).__name__}: {exception}")


class SpiderWatch:
    """Spider middleware next to the engine: notes where a request was found, and cuts a callback short that lost its page."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_start(self, start: AsyncIterator[Any]) -> AsyncIterator[Any]:
        scheduler = _scheduler(self._crawler)
        failed = True
        try:
            # Asked here and not sooner: the walk is joined after the middlewares are set up.
            if scheduler.asks_for_the_start:
                async for each in start:
                    yield each
            failed = False
        finally:
            scheduler.start_is_over(failed=failed)

    async def process_spider_output(self, response: Response, result: AsyncIterator[Any]) -> AsyncIterator[Any]:
        scheduler = _scheduler(self._crawler)
        lease = scheduler.lease_of(response.request)
        async for each in result:
            # Asked for each link of each page: without looking the lease up again.
            if scheduler.is_lost(response.request) if lease is None else _has_ended(lease):
                _log.warning("%s: its lease ended while it was read; what is left of it is dropped", response.url)
                return
            yield scheduler.mark(each, lease)
