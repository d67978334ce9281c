"""The shared frontier as Scrapy sees it: a scheduler, a downloader that sends nothing without a lease, and the
middlewares that follow each request.

Several processes that crawl the same spider with the same arguments share one crawl job. A request is acknowledged
when the engine has finished it: its callback has run, its items have passed the pipelines and the requests that it
yielded are in the frontier.
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

from newscrawler.frontier.engine_view import Limits, NewRequest
from newscrawler.frontier.lease_table import Lease
from newscrawler.frontier.requests import (
    RequestError,
    deserialise,
    host_of,
    identity,
    serialise,
    serialise_moved,
    strip_attempt,
)
from newscrawler.frontier.worker import Worker
from newscrawler.meta import FOUND_ON, LEASE, ROBOTS_UNREAD, STORY_LIMIT, VISIT
from newscrawler.storage import StorageError, resolve_uri
from newscrawler.storage.clock import elapsed
from newscrawler.storage.errors import STORE_UNUSABLE
from newscrawler.storage.runs import CRAWL_JOB_OVER
from newscrawler.writer_registry import writer_for

__all__ = ["LeaseLostError", "LeaseWatch", "LeasedDownloader", "SharedScheduler", "SpiderWatch"]

_log = logging.getLogger(__name__)

_STALE_JOB_S = 3600.0
"""An interrupted crawl job is resumed; after an hour its lists have new stories, and are requested again."""

_HOST_WAIT_S = 60.0
"""Time that a request without a lease of its own (a robots.txt that redirects to another host) waits for that host."""

_LEASE_POLL_S = 0.25
"""Seconds after which a request that waits for its lease checks again whether the crawl is being stopped."""

_REASON_MAX = 2_000
"""Characters of a reason that are kept."""

_schedulers: WeakKeyDictionary[Crawler, SharedScheduler] = WeakKeyDictionary()


class LeaseLostError(IgnoreRequest):
    """The request belongs to another worker by now: it is not sent, and its answer is not read."""


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
            engine=self,
        )
        crawler.signals.connect(self._spider_error, signals.spider_error)
        crawler.signals.connect(self._item_error, signals.item_error)
        crawler.signals.connect(self._response_downloaded, signals.response_downloaded)
        crawler.signals.connect(self._idle, signals.spider_idle)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        scheduler = cls(crawler)
        _schedulers[crawler] = scheduler
        return scheduler

    def open(self, spider: Spider) -> Deferred[None]:
        self._spider = spider
        assert self._crawler.engine is not None
        self._engine = self._crawler.engine
        # Crawls with the same arguments are one crawl job; a spider without ``given`` has no arguments.
        arguments = getattr(spider, "given", {})
        endless, background = getattr(spider, "endless", False), getattr(spider, "backfill", None) is not None
        return deferred_from_coro(self._open(spider.name, arguments, endless=endless, background=background))

    async def _open(self, spider: str, arguments: dict[str, str], *, endless: bool, background: bool) -> None:
        try:
            await self.worker.open(
                spider,
                arguments,
                stale=_STALE_JOB_S,
                endless=endless,
                background=background,
                scrapyd_job=self._crawler.settings.get("SCRAPYD_JOB") or None,
            )
        except StorageError as error:
            _log.error("%s", error)
            raise CloseSpider(STORE_UNUSABLE) from None

    def close(self, reason: str) -> Deferred[None]:
        self._is_closing = True
        self._sweep()
        return deferred_from_coro(self.worker.close(finished=reason == "finished"))

    def _idle(self) -> None:
        # Not when the scheduler is opened: the crawl would have no run record.
        if self.worker.job.is_over:
            raise CloseSpider(CRAWL_JOB_OVER)

    # --- in ---------------------------------------------------------------------------------------------------------

    def enqueue_request(self, request: Request) -> bool:
        parent: Lease | None = request.meta.pop(FOUND_ON, None)
        # A retry or a redirect carries the key of its lease. A request that a callback makes may have copied the
        # key, but it is a new request.
        if parent is None and (lease := self.lease_of(request)) is not None:
            self._continue(lease, request)
            return True
        fingerprint, prefix = self._fingerprint(request), self.worker.job.prefix
        source, ordinal = self._extra_identity(request, fingerprint, parent)
        known_by = fingerprint if source is None else identity(prefix, fingerprint, source, ordinal)
        # Most links are known: this look before any other work saves 3 % of a worker's time.
        if self.worker.knows(known_by):
            return False
        strip_attempt(request)
        try:
            kept = serialise(request, self._spider)
        except RequestError as error:
            _log.error("a request cannot be kept in the frontier: %s", error)
            self.count("frontier/refused", 1)
            if parent is not None:
                parent.dead_letter_reason = (
                    f"its callback yields a request that cannot be kept in the frontier: {error}"[:_REASON_MAX]
                )
            return False
        self.worker.enqueue(
            NewRequest(
                id=known_by if source is not None else identity(prefix, fingerprint),
                known_by=known_by,
                host=host_of(request),
                priority=request.priority,
                request=request,
                document=kept,
                limit=request.meta.get(STORY_LIMIT),
            )
        )
        return True

    def _continue(self, lease: Lease, request: Request) -> None:
        table = self.worker.table
        before = table.hosts.get(lease.host)
        if before is not None:
            before.fetching.discard(lease)
        lease.current = None
        if lease.lost:
            self.worker.acknowledge(lease)
            return
        host = host_of(request)
        if host in table.hosts:
            lease.host = host
            lease.priority = request.priority
            lease.request = request
            table.enqueue(lease)
            return
        assert lease.original is not None
        self.worker.acknowledge(lease, moved=(host, serialise_moved(lease.original, request)))

    def _extra_identity(self, request: Request, fingerprint: bytes, parent: Lease | None) -> tuple[bytes | None, int]:
        """Return the extra identity of a request: its visit, or with ``dont_filter`` the parent request's id and the
        ordinal among equal children."""
        source, ordinal = None, 0
        visit: str | None = request.meta.get(VISIT)
        if parent is None and visit is not None:
            # Any worker may make the request for this visit; the frontier has it once.
            return visit.encode(), 0
        if request.dont_filter:
            source = b"start" if parent is None else parent.id
            children = self._start_children if parent is None else parent.children
            ordinal = children.get(fingerprint, 0)
            children[fingerprint] = ordinal + 1
        if parent is None and self.worker.job.round > 1:
            source = b"start %d" % self.worker.job.round
        return source, ordinal

    # --- out --------------------------------------------------------------------------------------------------------

    def __len__(self) -> int:
        """Return the number of requests that this worker holds or has found."""
        return self.worker.held

    @property
    def held_by_host(self) -> dict[str, int]:
        """Number of requests that wait or are under way at each host of this worker."""
        return {host.name: len(host.ready) + len(host.fetching) for host in self.worker.table.hosts.values()}

    @property
    def hosts_elsewhere(self) -> frozenset[str]:
        """Hosts that other workers fetch from, as the last heartbeat showed them."""
        return self.worker.hosts_elsewhere

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
                    request = deserialise(request, self._spider)
                except RequestError as error:
                    lease.dead_letter_reason = f"the request cannot be read: {error}"[:_REASON_MAX]
                    self._finish(lease)
                    continue
            request.meta[LEASE] = lease.key
            if request.errback is not None and not isinstance(request.errback, partial):
                request.errback = partial(self._failed, lease, request.errback)
            lease.current = request
            return request
        return None

    def _next_lease(self) -> Lease | None:
        lease = self.worker.table.next(elapsed())
        if lease is None:
            # A host may have become free since the worker's last round.
            self._sweep()
            lease = self.worker.table.next(elapsed())
        return lease

    def _sweep(self) -> None:
        """Acknowledge the requests that the engine has finished: they are in none of its sets any more."""
        slot = self._engine._slot
        if slot is None:
            return
        fetched, worked_on = self._engine.downloader.active, slot.inprogress
        through = self.worker.table.sweep(fetched.__contains__, worked_on.__contains__)
        for lease in through:
            self._finish(lease)

    def _finish(self, lease: Lease) -> None:
        lease.current = None
        if (host := self.worker.table.hosts.get(lease.host)) is not None:
            host.fetching.discard(lease)
        self.worker.acknowledge(lease)

    def wake(self) -> None:
        """Wake the engine: it asks for requests, and says which requests it has finished."""
        self._sweep()
        if (slot := self._engine._slot) is not None and slot.closing is None:
            slot.nextcall.schedule()

    # --- requests on their way ---------------------------------------------------------------------------------------

    def lease_of(self, request: Request | None) -> Lease | None:
        """Return the lease of a request; None where it has no lease, or none of ours."""
        key = None if request is None else request.meta.get(LEASE)
        return None if key is None else self.worker.table.leases.get(key)

    def is_lost(self, request: Request | None) -> bool:
        """Return whether a request that was handed out is no longer ours.

        Sticky: once reported lost, a lease stays lost even if a later renewal succeeds, because its callback may
        have been aborted.
        """
        if request is None or LEASE not in request.meta:
            return False
        lease = self.lease_of(request)
        return lease is None or _has_ended(lease)

    def note_origin(self, output: Any, lease: Lease | None) -> Any:
        """Note in a request the lease of the page that it was found on."""
        if lease is not None and isinstance(output, Request):
            output.meta[FOUND_ON] = lease
        return output

    def _failed(self, lease: Lease, errback: Any, failure: Failure) -> Any:
        """Call an errback, and note where its requests were found: its output passes no spider middleware."""
        if isinstance(failure.value, LeaseLostError):
            return []
        output = errback(failure)
        return output if output is None else self._with_origin(iterate_spider_output(output), lease)

    def _with_origin(self, output: Any, lease: Lease) -> Any:
        if isinstance(output, AsyncIterator):
            return self._with_origin_later(output, lease)
        return self._with_origin_now(output, lease) if isinstance(output, Iterable) else output

    def _with_origin_now(self, output: Iterable[Any], lease: Lease) -> Iterator[Any]:
        for each in output:
            yield self.note_origin(each, lease)

    async def _with_origin_later(self, output: AsyncIterator[Any], lease: Lease) -> AsyncIterator[Any]:
        async for each in output:
            yield self.note_origin(each, lease)

    def fetch_failed(self, request: Request, reason: str) -> None:
        """Note that the last try of a request failed.

        In an endless crawl job that is no dead letter: the page is looked at again when the calendar says so.
        """
        if self.worker.endless:
            self.count("frontier/failed", 1)
        elif (lease := self.lease_of(request)) is not None:
            tries = request.meta.get("retry_times", 0) + 1
            lease.dead_letter_reason = f"{reason} ({tries} {'try' if tries == 1 else 'tries'})"[:_REASON_MAX]

    def is_retried(self, status: int) -> bool:
        """Return whether a request with this HTTP status is retried, because the fault may pass."""
        return status in self._retried_codes

    def _spider_error(self, failure: Failure, response: Response | Failure) -> None:
        self._note_error(response, "callback", failure)

    def _item_error(self, failure: Failure, response: Response | Failure | None) -> None:
        self._note_error(response, "pipeline", failure)

    def _note_error(self, response: Response | Failure | None, where: str, failure: Failure) -> None:
        lease = self.lease_of(getattr(response, "request", None))
        if lease is not None:
            lease.retry_reason = f"{where}: {type(failure.value).__name__}: {failure.value}"[:_REASON_MAX]

    # --- hosts --------------------------------------------------------------------------------------------------------

    def may_be_sent(self, request: Request) -> bool:
        """Return whether the request's host is ours for longer than the fetch may take."""
        return self._is_owned(host_of(request), request)

    async def wait_for_host(self, request: Request) -> None:
        """Wait until the request may be sent.

        :raises LeaseLostError: the request, or its host, belongs to another worker
        :raises IgnoreRequest: a request without a lease did not get its host within a minute
        """
        if LEASE in request.meta:
            await self._wait_with_lease(request)
        else:
            await self._wait_without_lease(request)

    async def _wait_with_lease(self, request: Request) -> None:
        host = host_of(request)
        while not self._is_owned(host, request):
            if self.is_lost(request):
                raise LeaseLostError(f"{request}: its lease has ended")
            if host not in self.worker.table.hosts:
                self._give_back(request)
                raise LeaseLostError(f"{request}: its host belongs to another worker")
            if self._is_shutting_down():
                self._give_back(request)
                raise LeaseLostError(f"{request}: the crawl was told to stop before it was sent")
            await self.worker.wait_for_heartbeat(_LEASE_POLL_S)

    def _give_back(self, request: Request) -> None:
        """Nack a request that was not sent: it is due at once, for any worker, and this was no try."""
        lease = self.lease_of(request)
        assert lease is not None
        self.worker.acknowledge(lease, untried=True)
        lease.lost = True

    async def _wait_without_lease(self, request: Request) -> None:
        host = host_of(request)
        demand = self.worker.on_demand
        demand[host] = demand.get(host, 0) + 1
        try:
            deadline = elapsed() + _HOST_WAIT_S
            while not self._is_owned(host, request):
                if elapsed() > deadline or self._is_shutting_down():
                    raise IgnoreRequest(f"{request}: {host} belongs to another worker")
                self.worker.heartbeat_soon()
                await self.worker.wait_for_heartbeat(_LEASE_POLL_S)
        finally:
            demand[host] -= 1
            if not demand[host]:
                del demand[host]

    def _is_owned(self, name: str, request: Request) -> bool:
        host, now = self.worker.table.hosts.get(name), elapsed()
        if host is None or host.ready_at > now:
            return False
        timeout = request.meta.get("download_timeout", self.worker.limits.timeout)
        return now + timeout <= host.valid_until and not self.is_lost(request)

    def _is_shutting_down(self) -> bool:
        slot = self._engine._slot
        return slot is None or slot.closing is not None

    def _slot_of(self, host: str) -> Slot | None:
        return self._engine.downloader.slots.get(host)

    def not_before(self, host: str) -> float | None:
        slot = self._slot_of(host)
        if slot is None or not slot.lastseen:
            return None
        wait = slot.lastseen + slot.delay - monotonic()
        return wait if wait > 0 else None

    def delay_of(self, host: str) -> float:
        slot = self._slot_of(host)
        if slot is not None:
            return slot.delay
        return self._crawler.settings.getfloat("DOWNLOAD_DELAY")

    def is_quiet(self, host: str) -> bool:
        slot = self._slot_of(host)
        return slot is None or not slot.active

    def _response_downloaded(self, response: Response) -> None:
        if response.status in (429, 503) and "Retry-After" in response.headers:
            self.worker.heartbeat_soon()

    # --- the start and the end ---------------------------------------------------------------------------------------

    def start_finished(self, *, failed: bool) -> None:
        """Note that the spider has given its seeds, or failed to."""
        self.worker.start_finished(failed=failed)

    @property
    def needs_seeds(self) -> bool:
        """Whether the spider's seeds are wanted: another worker may have given them."""
        return not self.worker.job.seeded

    def may_acknowledge(self) -> bool:
        return not writer_for(self._crawler).spool_waits

    def count(self, name: str, number: int) -> None:
        if number:
            self._stats.inc_value(name, number)


def _has_ended(lease: Lease) -> bool:
    """Return whether a lease is lost, or may be."""
    lease.lost = lease.lost or elapsed() > lease.valid_until
    return lease.lost


def _scheduler(crawler: Crawler) -> SharedScheduler:
    scheduler = _schedulers.get(crawler)
    assert scheduler is not None, "the middlewares belong to the shared scheduler"
    return scheduler


class LeasedDownloader(Downloader):
    """Scrapy's downloader, which checks before it sends a request whether the host is still ours.

    It checks after the delay and the wait for a slot, at the last moment: a worker that was suspended in between
    must not send.
    """

    async def _download(self, slot: Slot, request: Request) -> Response:
        scheduler = _scheduler(self.crawler)
        if not scheduler.may_be_sent(request):
            slot.transferring.add(request)
            try:
                await scheduler.wait_for_host(request)
            except BaseException:
                slot.transferring.discard(request)
                self._process_queue(slot)
                raise
            slot.transferring.discard(request)
        # The delay to the next request counts from the moment at which this one leaves, and it may have waited here.
        slot.lastseen = max(slot.lastseen, monotonic())
        return await super()._download(slot, request)


class LeaseWatch:
    """Downloader middleware next to the engine: sees the response or the exception that is left after all retries."""

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
            scheduler.fetch_failed(request, f"HTTP {response.status}")
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        if request.meta.pop(ROBOTS_UNREAD, False):
            _scheduler(self._crawler).fetch_failed(request, str(exception))
        elif not isinstance(exception, IgnoreRequest):
            _scheduler(self._crawler).fetch_failed(request, f"{type(exception).__name__}: {exception}")


class SpiderWatch:
    """Spider middleware next to the engine: notes where a request was found, and aborts the callback of a lost
    lease."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_start(self, start: AsyncIterator[Any]) -> AsyncIterator[Any]:
        scheduler = _scheduler(self._crawler)
        failed = True
        try:
            # Asked here and not sooner: the crawl job is joined after the middlewares are set up.
            if scheduler.needs_seeds:
                async for each in start:
                    yield each
            failed = False
        finally:
            scheduler.start_finished(failed=failed)

    async def process_spider_output(self, response: Response, result: AsyncIterator[Any]) -> AsyncIterator[Any]:
        scheduler = _scheduler(self._crawler)
        lease = scheduler.lease_of(response.request)
        async for each in result:
            # Hot path (once per yielded link): reuse the lease found above.
            if scheduler.is_lost(response.request) if lease is None else _has_ended(lease):
                _log.warning(
                    "%s: its lease ended while its callback ran; the remaining output is dropped", response.url
                )
                return
            yield scheduler.note_origin(each, lease)
