"""One crawl of a round, in a process of its own: ``python -m bench.crawl`` with a :class:`Task` as JSON.

What is measured runs from the opening of the spider to its close: the first request, every answer, the last durable
write and the flush. Starting the interpreter, importing and connecting to MongoDB lie outside.
"""

from __future__ import annotations

import cProfile
import json
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

# One host stands for all the hosts of a real crawl: it may use every slot, and nobody needs to be spared.
_UNHURRIED = {"DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_ENABLED": False, "LOG_LEVEL": "WARNING", "LOGSTATS_INTERVAL": 0}
_PROJECT_PARTS = ("ITEM_PIPELINES", "DOWNLOADER_MIDDLEWARES", "SPIDER_MIDDLEWARES", "EXTENSIONS", "DOWNLOAD_HANDLERS")


@dataclass(frozen=True, slots=True)
class Task:
    """What to crawl, from where, into what."""

    side: Side
    corpus: str
    """Folder."""
    address: str
    """``127.0.0.1:port`` of the server."""
    report: str
    """File that :class:`Measured` is written to, as JSON."""
    mongodb_uri: str = ""
    database: str = ""
    spool: str = ""
    """Folder for what the ingest keeps on disk."""
    profile: str = ""
    """File for cProfile's figures; empty: not profiled."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What came of it."""

    seconds: float
    cpu: float
    """CPU seconds of the crawler process."""
    stats: dict[str, Any]
    """Scrapy's, numbers only."""


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
        Path(task.report).write_text(json.dumps(asdict(Measured(seconds, cpu, stats))))

    crawler.signals.connect(opened, signal=signals.spider_opened)
    crawler.signals.connect(closed, signal=signals.spider_closed)
    process.crawl(crawler, **arguments)
    process.start()


def _profile_threads() -> list[cProfile.Profile]:
    """A profiler for this thread, to be enabled, and one for each thread that starts from now on."""
    profilers = [cProfile.Profile()]

    def follow(frame: FrameType, event: str, argument: object) -> None:
        # Enabling replaces this function in the thread that has just called it.
        profilers.append(cProfile.Profile())
        profilers[-1].enable()

    threading.setprofile(follow)
    return profilers


def _dump(profilers: list[cProfile.Profile], file: str) -> None:
    threading.setprofile(None)
    profilers[0].disable()
    # A profiler whose thread saw no call has nothing to add, and pstats refuses it.
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
    """The project's numbers (concurrency, timeouts, sizes) with nothing of the project running, robots.txt included."""
    for name in _PROJECT_PARTS:
        settings.set(name, {}, priority="cmdline")
    settings.set("ROBOTSTXT_OBEY", False, priority="cmdline")
    return settings


if __name__ == "__main__":
    main(Task(**json.loads(sys.argv[1])))
