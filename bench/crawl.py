"""One crawl of a round, in a process of its own: ``python -m bench.crawl`` with a :class:`Task` as JSON.

The measured time is from the opening of the spider to its close: the first request, every answer, the last durable
write and the flush. It does not include starting the interpreter, imports and connecting to MongoDB.
"""

from __future__ import annotations

import cProfile
import json
import os
import pstats
import sys
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from types import FrameType
from typing import Any, Literal

from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings
from scrapy.utils.project import get_project_settings

from bench.bare import BareSpider
from bench.corpus import HOST, Corpus

__all__ = ["Measured", "Side", "Task"]

Side = Literal["bare", "ingest"]

# One host replaces all hosts of a real crawl: it may use every slot, and needs no delay.
_UNHURRIED = {"DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_ENABLED": False, "LOG_LEVEL": "WARNING", "LOGSTATS_INTERVAL": 0}
_PROJECT_PARTS = ("ITEM_PIPELINES", "DOWNLOADER_MIDDLEWARES", "SPIDER_MIDDLEWARES", "EXTENSIONS", "DOWNLOAD_HANDLERS")


@dataclass(frozen=True, slots=True)
class Task:
    """One crawl to run: its side, its corpus and its database."""

    side: Side
    corpus: str
    """Folder of the corpus."""
    address: str
    """``127.0.0.1:port`` of the server."""
    report: str
    """File that :class:`Measured` is written to, as JSON."""
    mongodb_uri: str = ""
    database: str = ""
    spool: str = ""
    """Folder for files that the ingest keeps on disk."""
    profile: str = ""
    """File for cProfile's figures; empty: not profiled."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Figures of one crawl."""

    seconds: float
    cpu: float
    """CPU seconds of the crawler process."""
    linking: float
    """CPU seconds of the process that it had link its stories."""
    stats: dict[str, Any]
    """Scrapy's statistics, numbers only."""


def main(task: Task) -> None:
    """Crawl and write the report."""
    settings = get_project_settings()
    settings.setdict(_UNHURRIED, priority="cmdline")
    settings.set("CONCURRENT_REQUESTS_PER_DOMAIN", settings.getint("CONCURRENT_REQUESTS"), priority="cmdline")
    process = AsyncCrawlerProcess(_bare(settings) if task.side == "bare" else _ingest(settings, task))
    crawler = process.create_crawler(BareSpider if task.side == "bare" else "japantoday")
    arguments = {"corpus": Corpus(Path(task.corpus)), "address": task.address} if task.side == "bare" else {}
    profilers = _profile_threads() if task.profile else []
    began = (0.0, 0.0)

    def opened() -> None:
        nonlocal began
        for profiler in profilers[:1]:
            profiler.enable()
        began = (time.perf_counter(), time.process_time())

    def closed() -> None:
        seconds, cpu = time.perf_counter() - began[0], time.process_time() - began[1]
        if profilers:
            _dump(profilers, task.profile)
        assert crawler.stats is not None
        stats = {name: value for name, value in crawler.stats.get_stats().items() if isinstance(value, int | float)}
        # The other process of a crawl, its watchdog, has not ended yet.
        ended = os.times()
        linking = ended.children_user + ended.children_system
        Path(task.report).write_text(json.dumps(asdict(Measured(seconds, cpu, linking, stats))))

    crawler.signals.connect(opened, signal=signals.spider_opened)
    crawler.signals.connect(closed, signal=signals.spider_closed)
    process.crawl(crawler, **arguments)
    process.start()


def _profile_threads() -> list[cProfile.Profile]:
    """Return a profiler for this thread, not yet enabled, and the list of profilers of threads that start later."""
    profilers = [cProfile.Profile()]

    def follow(frame: FrameType, event: str, argument: object) -> None:
        # Enabling the profiler replaces this function in the calling thread.
        profilers.append(cProfile.Profile())
        profilers[-1].enable()

    threading.setprofile(follow)
    return profilers


def _dump(profilers: list[cProfile.Profile], file: str) -> None:
    threading.setprofile(None)
    profilers[0].disable()
    # pstats refuses the profiler of a thread without calls.
    stats = pstats.Stats(profilers[0])
    for profiler in profilers[1:]:
        profiler.create_stats()
        if profiler.stats:
            stats.add(profiler)
    stats.dump_stats(file)


def _ingest(settings: Settings, task: Task) -> Settings:
    settings.set("HOST_MAP", {HOST: task.address}, priority="cmdline")
    settings.set("MONGODB_URI", task.mongodb_uri, priority="cmdline")
    settings.set("MONGODB_DATABASE", task.database, priority="cmdline")
    settings.set("VAR_DIR", task.spool, priority="cmdline")
    return settings


def _bare(settings: Settings) -> Settings:
    """Return settings with the project's numbers (concurrency, timeouts, sizes) but without its components, robots.txt
    included."""
    for name in _PROJECT_PARTS:
        settings.set(name, {}, priority="cmdline")
    settings.set("ROBOTSTXT_OBEY", False, priority="cmdline")
    return settings


if __name__ == "__main__":
    main(Task(**json.loads(sys.argv[1])))
