"""The ledger of a backfill beside the crawl: what became of each story, noted when its items are durable."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from datetime import date, tzinfo
from functools import partial
from typing import Any, Self, TypeVar
from weakref import WeakKeyDictionary

from pymongo import MongoClient
from pymongo.errors import PyMongoError
from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response
from twisted.python.failure import Failure

from newscrawler.discovery.spans import Span
from newscrawler.items import Copy, Rejection, Unchanged
from newscrawler.meta import BACKFILL, PAGE_OF
from newscrawler.signals import item_stored, story_left_out
from newscrawler.storage import StorageError, connect, prepare, resolve_uri
from newscrawler.storage.backfills import BackfillLedger
from newscrawler.storage.errors import first_clause

__all__ = ["BackfillWatch", "SharedLedger", "ledger_for"]

_log = logging.getLogger(__name__)
_Result = TypeVar("_Result")

_GONE = ("HTTP 404", "HTTP 410")
"""Reasons by which an outlet says that a page is not there any more."""

_OF_COPIES = {"added": "stored", "changed": "stored", "unchanged": "unchanged", "stale": "unchanged"}
"""Outcome of a story by the outcome of the write of its copy. ``spooled`` is none: the store does not have it yet."""

_OUTSIDE, _OTHER = "leftOut.otherDay", "leftOut.otherAddress"

_left_out: ContextVar[set[str]] = ContextVar("left_out")
"""Stories that the callback that runs leaves out for their day."""

_ledgers: WeakKeyDictionary[Crawler, SharedLedger] = WeakKeyDictionary()


class SharedLedger:
    """The ledger of a crawl, for callbacks and middlewares: one client, one thread."""

    def __init__(self, crawler: Crawler, outlet: str, span: Span) -> None:
        self._uri = partial(resolve_uri, crawler.settings)
        self._database = crawler.settings["MONGODB_DATABASE"]
        self._outlet, self._span = outlet, span
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="backfill")
        self._client: MongoClient[dict[str, Any]] | None = None
        self._ledger: BackfillLedger | None = None

    async def ask(self, question: Callable[..., _Result], *arguments: Any) -> _Result:
        """Call a method of :class:`~newscrawler.storage.backfills.BackfillLedger`, given as a function, in the thread.

        :raises StorageError: when the server does not answer
        """
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._ask, question, arguments)

    def _ask(self, question: Callable[..., _Result], arguments: tuple[Any, ...]) -> _Result:
        try:
            return question(self._opened(), *arguments)
        except PyMongoError as error:
            raise StorageError(f"the ledger of the backfill does not answer: {first_clause(error)}") from error

    def _opened(self) -> BackfillLedger:
        if self._ledger is None:
            self._client = connect(self._uri())
            prepare(self._client[self._database])
            self._ledger = BackfillLedger(self._client[self._database], self._outlet, self._span.first, self._span.last)
        return self._ledger

    async def close(self) -> None:
        """Disconnect."""
        if self._client is not None:
            await asyncio.get_running_loop().run_in_executor(self._thread, self._client.close)
        self._thread.shutdown(wait=False)


def ledger_for(crawler: Crawler) -> SharedLedger:
    """Return the ledger of a crawl that is a backfill; :class:`BackfillWatch` has made it."""
    return _ledgers[crawler]


class BackfillWatch:
    """Spider middleware that notes the outcome of each story of a backfill, and at the end marks complete days.

    A story has an outcome when its copy has passed the pipelines and is durable in MongoDB, when its page is in
    quarantine, or when it was left out. Until it is noted, the story's request is not acknowledged; a worker that is
    killed before leaves the story open.

    Stat: ``backfill/OUTCOME`` for each story, ``backfill/days_completed``.
    """

    def __init__(self, crawler: Crawler, outlet: str, span: Span, zone: tzinfo) -> None:
        self._crawler, self._outlet = crawler, outlet
        self._span, self._zone = span, zone
        self._ledger = _ledgers[crawler] = SharedLedger(crawler, outlet, span)
        self._outcomes: dict[int, str] = {}
        self._dropping: set[asyncio.Task[None]] = set()
        connect_ = crawler.signals.connect
        connect_(self._item_stored, item_stored)
        connect_(self._item_scraped, signals.item_scraped)
        connect_(self._left_out, story_left_out)
        connect_(self._request_dropped, signals.request_dropped)
        connect_(self._spider_closed, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        spider: Any = crawler.spider
        if getattr(spider, "backfill", None) is None:
            raise NotConfigured
        return cls(crawler, spider.outlet, spider.backfill, spider.own_zone)

    # --- what callbacks give ----------------------------------------------------------------------------------------

    async def process_spider_output(self, response: Response, result: AsyncIterator[Any]) -> AsyncIterator[Any]:
        part = _part_of(response)
        if part is None:
            async for each in result:
                yield each
            return
        left_out: set[str] = set()
        _left_out.set(left_out)
        is_decided = False
        async for each in result:
            is_decided = is_decided or _decides(each)
            yield each
        if not is_decided:
            await self._note(part, _OUTSIDE if left_out else _OTHER)

    def _left_out(self, url: str) -> None:
        if (left_out := _left_out.get(None)) is not None:
            left_out.add(url)

    # --- what the store says ----------------------------------------------------------------------------------------

    def _item_stored(self, item: Any, outcome: str) -> None:
        if isinstance(item, Copy | Unchanged | Rejection):
            self._outcomes[id(item)] = outcome

    async def _item_scraped(self, item: Any, response: Response | Failure | None) -> None:
        written = self._outcomes.pop(id(item), None)
        part = _part_of(response)
        outcome = None if written is None or part is None else _outcome(item, written)
        if part is None or outcome is None:
            return
        published = item.datePublished if isinstance(item, Copy) else None
        await self._note(part, outcome, None if published is None else published.astimezone(self._zone).date())

    def _request_dropped(self, request: Request) -> None:
        """Account for a redirect to a story that the crawl has asked for already."""
        part = request.meta.get(BACKFILL)
        if part is not None and request.meta.get("redirect_urls"):
            task = asyncio.ensure_future(self._note(part, _OTHER))
            self._dropping.add(task)
            task.add_done_callback(self._dropping.discard)

    async def _note(self, part: str, outcome: str, printed: date | None = None) -> None:
        try:
            completed = await self._ledger.ask(BackfillLedger.close_story, part, outcome, printed)
        except StorageError as error:
            # The story stays open, and the next run asks for it: nothing is called complete that may not be.
            _log.warning("%s; a story of the backfill stays open", error)
            return
        self._count(f"backfill/{outcome}", 1)
        self._count("backfill/days_completed", len(completed))

    # --- the end --------------------------------------------------------------------------------------------------

    async def _spider_closed(self) -> None:
        if self._dropping:
            await asyncio.wait(self._dropping)
        try:
            completed = await self._ledger.ask(BackfillLedger.settle, self._span.first, self._span.last)
            complete = await self._ledger.ask(BackfillLedger.complete_days)
            lists, stories = await self._ledger.ask(BackfillLedger.count_open)
        except StorageError as error:
            _log.warning("%s; the days of the backfill are counted by the next run", error)
        else:
            self._count("backfill/days_completed", len(completed))
            self._tell(len(complete), lists, stories)
        await self._ledger.close()

    def _tell(self, complete: int, lists: int, stories: int) -> None:
        asked = len(self._span.days())
        left = f"; {lists:,} lists and {stories:,} stories are open: run it again" if complete < asked else ""
        _log.info("backfill of %s: %d of %d days are complete%s", self._outlet, complete, asked, left)

    def _count(self, name: str, number: int) -> None:
        if number and self._crawler.stats is not None:
            self._crawler.stats.inc_value(name, number)


def _part_of(response: Response | Failure | None) -> str | None:
    """Return the part whose page a response or failure is."""
    request: Request | None = getattr(response, "request", None)
    return None if request is None else request.meta.get(BACKFILL)


def _decides(output: Any) -> bool:
    """Return whether an output of a story's callback leads to the story's outcome: by the store, or by a further
    page."""
    if isinstance(output, Request):
        return PAGE_OF in output.meta
    return isinstance(output, Copy) or (isinstance(output, Rejection | Unchanged) and _is_of_story(output))


def _is_of_story(item: Rejection | Unchanged) -> bool:
    """Return whether an item says something of the story itself, and not of its comments."""
    if isinstance(item, Unchanged):
        return item.kind == "copy"
    return item.stage in ("fetch", "extraction") or (item.item or {}).get("_type") == "Copy"


def _outcome(item: Copy | Unchanged | Rejection, written: str) -> str | None:
    """Return the outcome of a story; None where the item decides nothing, or is not in MongoDB yet."""
    if written == "spooled":
        return None
    if isinstance(item, Copy):
        return _OF_COPIES.get(written, "failed")
    if not _is_of_story(item):
        return None
    if isinstance(item, Unchanged):
        return "unchanged"
    return "gone" if item.stage == "fetch" and item.reason.startswith(_GONE) else "failed"
