"""Extension that keeps a run's record in ``crawls`` up to date while the crawl runs."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import socket
from collections import deque
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any, Self

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

import newscrawler
from newscrawler import settings as project
from newscrawler.items import Copy, Rejection, Thread, Unchanged
from newscrawler.meta import STORY
from newscrawler.runs.tally import Tally, outcome_of_rejection
from newscrawler.runs.verdict import ExitCode, verdict
from newscrawler.signals import item_stored, story_left_out
from newscrawler.sites import outlet_of
from newscrawler.storage import Outcome, StorageError, resolve_uri
from newscrawler.storage.runs import RunLog
from newscrawler.writer_registry import writer_for

__all__ = ["CONTINUED", "EXIT_CODE", "RunRecord"]

EXIT_CODE = "run/exit_code"
"""Stat in which a run leaves its exit code for the process that started it."""

CONTINUED = "continued"
"""Reason of a record that is closed although its crawl goes on."""

_LAST_ERRORS = 5
"""Log lines that a record shows: enough to see the kind of error; the log has all lines."""

_LINE = 250
"""Characters of such a line, and of its exception's message: enough for the error, without the item that caused it."""

_log = logging.getLogger(__name__)


class RunRecord:
    """Counts a run and writes its record: at the start, at every heartbeat, and at the end with its exit code.

    Settings: ``CRAWL_HEARTBEAT``, seconds between two writes; ``CRAWL_ERROR_SHARE``, the share of stories that may go
    wrong before the exit code says so. Where MongoDB does not take a heartbeat the crawl goes on, and the next one is
    tried. The id of the run stands in its log, and in the stat ``run/id``.

    A crawl that never ends (a spider with ``endless``) has a record for each ``CRAWL_RECORD_HOURS``: the record is
    closed with the reason ``continued``, and the next one counts from nothing. So each has an exit code, and neither
    the record nor the memory of the crawl grows.
    """

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self._crawler = crawler
        self._every = settings.getfloat("CRAWL_HEARTBEAT", project.CRAWL_HEARTBEAT)
        self._error_share = settings.getfloat("CRAWL_ERROR_SHARE", project.CRAWL_ERROR_SHARE)
        self._longest = settings.getfloat("CRAWL_RECORD_HOURS", project.CRAWL_RECORD_HOURS) * 3_600
        self._counted: dict[str, Any] = {}
        """Stats that records before this one have counted."""
        self._id = secrets.token_hex(6)
        self._tally = Tally()
        self._exceptions_elsewhere = 0
        self._errors = _ErrorLines()
        self._began = monotonic()
        self._beating: asyncio.Task[None] | None = None
        self._written = self._log()
        connect = crawler.signals.connect
        connect(self._engine_started, signals.engine_started)
        connect(self._item_stored, item_stored)
        connect(self._left_out, story_left_out)
        connect(self._item_error, signals.item_error)
        connect(self._spider_error, signals.spider_error)
        connect(self._spider_closed, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    # --- the run's life -------------------------------------------------------------------------------------------

    async def _engine_started(self) -> None:
        # Not at spider_opened: that signal is also sent for a spider that is closed for want of a store.
        logging.getLogger().addHandler(self._errors)
        self._began = monotonic()
        self._crawler.stats.set_value("run/id", self._id)
        await self._note()
        _log.info("this is run %s (scrapy crawls %s)", self._id, self._id)
        await self._in_thread(self._deliver)
        self._beating = asyncio.create_task(self._beat())

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(self._every)
            if self._is_endless and monotonic() - self._began >= self._longest:
                await self._begin_anew()
            await self._note()

    @property
    def _is_endless(self) -> bool:
        return getattr(self._crawler.spider, "endless", False)

    async def _begin_anew(self) -> None:
        """Close the record of a crawl that goes on, and begin the next one."""
        code = self._verdict("finished")
        _log.info("run %s: %s; the crawl goes on", self._id, code.words)
        ended, fields = self._written, {**self._fields(), "reason": CONTINUED, "exitCode": int(code)}
        self._id = secrets.token_hex(6)
        self._written = self._log()
        self._tally = Tally()
        self._exceptions_elsewhere = 0
        self._errors.lines.clear()
        self._counted = dict(self._crawler.stats.get_stats())
        self._began = monotonic()
        self._crawler.stats.set_value("run/id", self._id)
        try:
            await self._in_thread(ended.end, fields)
        except OSError as error:
            _log.error("the record of the run before cannot be written: %s", error)
        finally:
            ended.close()
        _log.info("this is run %s (scrapy crawls %s)", self._id, self._id)

    def _log(self) -> RunLog:
        settings = self._crawler.settings
        return RunLog(partial(resolve_uri, settings), settings["MONGODB_DATABASE"], Path(settings["VAR_DIR"]), self._id)

    async def _note(self) -> None:
        try:
            await self._in_thread(self._written.note, self._fields())
        except StorageError as error:
            _log.warning("%s; it is tried again in %g s", error, self._every)

    def _deliver(self) -> None:
        try:
            self._written.deliver()
        except StorageError as error:
            _log.warning("%s; records of earlier runs stay in %s", error, self._crawler.settings["VAR_DIR"])

    async def _spider_closed(self, reason: str) -> None:
        writer = writer_for(self._crawler)
        # The last items may be on their way to the store still.
        await writer.close()
        code = self._verdict(reason)
        self._crawler.stats.set_value(EXIT_CODE, int(code))
        if self._beating is None:
            return
        self._beating.cancel()
        logging.getLogger().removeHandler(self._errors)
        withheld = _under(self._stats(), "reservations/")
        _log.info("run %s: %s%s", self._id, code.words, _told(withheld))
        try:
            await self._in_thread(self._written.end, {**self._fields(), "reason": reason, "exitCode": int(code)})
        finally:
            self._written.close()

    def _verdict(self, reason: str) -> ExitCode:
        return verdict(
            reason,
            self._outcomes(),
            lost_items=self._tally.lost_items,
            other_exceptions=self._exceptions_elsewhere,
            spool_waits=writer_for(self._crawler).spool_waits,
            error_share=self._error_share,
            # A worker that joins a crawl job late may find that the others have done everything; in a crawl that never
            # ends nothing may be due; the stories of a backfill may have been read by an earlier run.
            idle_is_ok=self._is_endless
            or self._crawler.settings.get("FRONTIER") == "shared"
            or getattr(self._crawler.spider, "backfill", None) is not None,
        )

    async def _in_thread(self, work: Any, *arguments: Any) -> None:
        await asyncio.get_running_loop().run_in_executor(None, work, *arguments)

    # --- counting -------------------------------------------------------------------------------------------------

    def _item_stored(self, item: Any, outcome: Outcome) -> None:
        tally = self._tally
        if isinstance(item, Copy):
            tally.story(item.url, outcome)
            if outcome != "quarantined":
                tally.copy(item)
        elif isinstance(item, Unchanged):
            if item.kind == "copy":
                tally.story(item.id, outcome)
        elif isinstance(item, Rejection):
            tally.rejections[item.stage] += 1
            story = outcome_of_rejection(item.stage, (item.item or {}).get("_type"))
            if story is not None:
                tally.story(item.url, story)
        elif isinstance(item, Thread) and not item.complete:
            tally.incomplete_threads += 1

    def _left_out(self, url: str) -> None:
        self._tally.story(url, "older")

    def _item_error(self, item: Any) -> None:
        if isinstance(item, Copy):
            self._tally.story(item.url, "lost")
        elif isinstance(item, Unchanged) and item.kind == "copy":
            self._tally.story(item.id, "lost")
        else:
            self._tally.lost_items += 1

    def _spider_error(self, response: Response | Failure | None) -> None:
        request = getattr(response, "request", None)
        if request is not None and request.meta.get(STORY):
            self._tally.story(request.url, "error")
        else:
            self._exceptions_elsewhere += 1

    # --- the record -----------------------------------------------------------------------------------------------

    def _outcomes(self) -> dict[str, int]:
        return {name: count for name, count in self._tally.outcomes.items() if count}

    def _stats(self) -> dict[str, Any]:
        """Return the crawl's stats without what earlier records of it have counted."""
        stats = self._crawler.stats.get_stats().items()
        left = (
            (name, value - self._counted.get(name, 0) if isinstance(value, int) else value) for name, value in stats
        )
        return {name: value for name, value in left if value}

    def _fields(self) -> dict[str, Any]:
        stats = self._stats()
        outcomes, seconds = self._outcomes(), monotonic() - self._began
        responses: int = stats.get("response_received_count", 0)
        return {
            **self._identity(),
            "stories": self._tally.stories,
            "outcomes": outcomes,
            "copies": self._tally.copies,
            "coverage": dict(self._tally.coverage),
            "missed": _missed(stats),
            "withheld": _under(stats, "reservations/"),
            "threads": {**_under(stats, "store/threads/"), "incomplete": self._tally.incomplete_threads},
            "comments": _under(stats, "store/comments/"),
            "rejections": dict(self._tally.rejections),
            "requests": stats.get("downloader/request_count", 0),
            "responses": responses,
            "bytes": stats.get("downloader/response_bytes", 0),
            "statuses": _under(stats, "downloader/response_status_count/"),
            "downloadErrors": _under(stats, "downloader/exception_type_count/"),
            # Over less than a second the quotient says nothing.
            "pagesPerMinute": round(responses / seconds * 60, 1) if seconds >= 1 else None,
            "errors": stats.get("log_count/ERROR", 0) + stats.get("log_count/CRITICAL", 0),
            "lastErrors": list(self._errors.lines),
            "replayed": stats.get("store/spool/replayed", 0),
        }

    def _identity(self) -> dict[str, Any]:
        spider: Spider | None = self._crawler.spider
        assert spider is not None
        arguments = {name: str(value) for name, value in getattr(spider, "given", {}).items()}
        return {
            "spider": spider.name,
            "outlet": getattr(spider, "outlet", "") or outlet_of(getattr(spider, "url", None) or "") or None,
            # scrapyd passes its job's name as an argument of the spider.
            "job": arguments.pop("_job", None),
            "arguments": arguments,
            "node": socket.gethostname(),
            "pid": os.getpid(),
            "version": newscrawler.__version__,
            "reason": None,
            "exitCode": None,
        }


class _ErrorLines(logging.Handler):
    """Keeps the last lines of the log that report errors."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: deque[str] = deque(maxlen=_LAST_ERRORS)

    def emit(self, record: logging.LogRecord) -> None:
        line = record.getMessage()[:_LINE]
        if record.exc_info and record.exc_info[1] is not None:
            error = record.exc_info[1]
            line = f"{type(error).__name__}: {str(error)[:_LINE]} ({line})"
        self.lines.append(line.encode("utf-8", "backslashreplace").decode())


def _told(withheld: Mapping[str, int]) -> str:
    """Return how many texts were not stored because their outlets reserve them; empty where there were none."""
    if not withheld:
        return ""
    parts = ", ".join(f"{count:,} {wish}" for wish, count in sorted(withheld.items()))
    return f"; {sum(withheld.values()):,} texts are not stored, because their outlets reserve them ({parts})"


def _missed(stats: dict[str, Any]) -> dict[str, int]:
    """Return the number of pages in which each declared selector found nothing."""
    prefix, suffix = "selectors/", "/missed"
    return {
        name.removeprefix(prefix).removesuffix(suffix): value
        for name, value in stats.items()
        if name.startswith(prefix) and name.endswith(suffix)
    }


def _under(stats: dict[str, Any], prefix: str) -> dict[str, int]:
    """Return the stats below a prefix. The dotted name of a class, a path to MongoDB, is cut to its last part."""
    found: dict[str, int] = {}
    for name, value in stats.items():
        if name.startswith(prefix):
            last = name.removeprefix(prefix).rpartition(".")[2]
            found[last] = found.get(last, 0) + value
    return found
