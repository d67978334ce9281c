"""Many crawls in one process: ``python -m tests.security.crawl_many PLAN.json``.

A process for each of a thousand crawls would take longer to start than to crawl. Each crawl here is the project's own
spider with the project's own settings, as ``scrapy crawl`` runs it, a few at a time.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.utils.project import get_project_settings

AT_ONCE = 6
LONGEST = 120.0
"""Seconds of one crawl: an attack that holds a crawl for longer has won."""


def main(plan: dict[str, Any]) -> None:
    """Run the plan's phases one after the other, and the crawls of each phase a few at a time.

    :param plan: ``{"settings": {…}, "phases": [[{"spider", "arguments"}, …], …], "report": FILE}``
    """
    settings = get_project_settings()
    for name, value in plan["settings"].items():
        settings.set(name, value, priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    report: list[dict[str, Any]] = []

    async def one(wanted: dict[str, Any], free: asyncio.Semaphore) -> None:
        async with free:
            crawler = process.create_crawler(wanted["spider"])
            began = time.monotonic()
            try:
                await asyncio.wait_for(process.crawl(crawler, **wanted["arguments"]), LONGEST)
                ended = "finished"
            except TimeoutError:
                ended = "too long"
            stats = crawler.stats.get_stats() if crawler.stats else {}
            report.append({
                "arguments": wanted["arguments"],
                "ended": ended,
                "seconds": time.monotonic() - began,
                "reason": stats.get("finish_reason"),
                "errors": stats.get("log_count/ERROR", 0),
                "stats": {name: value for name, value in stats.items() if isinstance(value, int)},
            })  # fmt: skip

    async def all_of_them() -> None:
        for phase in plan["phases"]:
            free = asyncio.Semaphore(AT_ONCE)
            await asyncio.gather(*(one(wanted, free) for wanted in phase))

    loop = asyncio.get_event_loop()
    # Keeps the process from stopping its reactor between two crawls.
    task = loop.create_task(all_of_them())
    process._active.add(task)  # type: ignore[arg-type]
    task.add_done_callback(process._active.discard)
    process.start(install_signal_handlers=False)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    Path(plan["report"]).write_text(json.dumps({"crawls": report, "peak_mb": peak}), "utf-8")


if __name__ == "__main__":
    main(json.loads(Path(sys.argv[1]).read_text("utf-8")))
