"""Time of a crawl by part of the package: cProfile's own times of functions, added up by part.

cProfile adds about the same time to every call, so code of many small calls looks slower than it is: Scrapy's share
is smaller than shown, and the shares of lexbor, zlib and BSON are larger.
"""

from __future__ import annotations

import pstats
from collections import defaultdict
from pathlib import Path
from typing import Any

__all__ = ["WAITING", "gathered", "slowest"]

Function = tuple[str, int, str]

# Fragments of file names; the first match wins. The time of other code (C functions, the standard library, small
# libraries) is added to its callers.
_PARTS = (
    ("newscrawler/extraction/", "extraction"),
    ("newscrawler/html/page.py", "extraction"),
    ("newscrawler/comments/", "comments"),
    ("newscrawler/discovery/", "discovery"),
    ("newscrawler/downloader/", "downloader parts"),
    ("newscrawler/storage/", "storage"),
    ("newscrawler/pipelines/mongo.py", "storage"),
    ("/pymongo/", "storage"),
    ("/bson/", "storage"),
    ("newscrawler/dedupe/", "dedupe"),
    ("newscrawler/pipelines/dedupe.py", "dedupe"),
    ("newscrawler/pipelines/", "boilerplate, validation"),
    ("newscrawler/", "spider"),
    ("/scrapy/", "Scrapy"),
    ("/twisted/", "Scrapy"),
    ("/asyncio/", "Scrapy"),
)
WAITING = "waiting"
# C functions in which a thread waits for an answer, a lock or the next job.
_WAITS = ("poll", "sleep", "recv_into", "'acquire' of '_thread.lock'", "SimpleQueue")
# Longest chain of helpers that call each other; the time of deeper chains is shown as "other".
_LEVELS = 30


def gathered(profile: Path) -> dict[str, float]:
    """Return seconds by part, largest first."""
    stats = _read(profile)
    parts: dict[str, float] = defaultdict(float)
    pending: dict[Function, float] = {}
    for function, (_, _, own, _, _) in stats.items():
        pending[function] = own
    for _ in range(_LEVELS):
        passed: dict[Function, float] = defaultdict(float)
        for function, seconds in pending.items():
            part = _part(function)
            callers = stats[function][4]
            total = sum(edge[3] for edge in callers.values())
            if part is not None:
                parts[part] += seconds
            elif total <= 0:
                parts["other"] += seconds
            else:
                for caller, edge in callers.items():
                    passed[caller] += seconds * edge[3] / total
        pending = passed
    parts["other"] += sum(pending.values())
    return dict(sorted(parts.items(), key=lambda entry: -entry[1]))


def slowest(profile: Path, count: int = 25) -> list[tuple[str, int, float]]:
    """Return functions by own time: name, calls, seconds."""
    rows = [
        (_name(function), calls, own)
        for function, (_, calls, own, _, _) in _read(profile).items()
        if _part(function) != WAITING
    ]
    return sorted(rows, key=lambda row: -row[2])[:count]


def _read(profile: Path) -> dict[Function, Any]:
    return pstats.Stats(str(profile)).stats  # type: ignore[attr-defined,no-any-return]


def _part(function: Function) -> str | None:
    file, _, name = function
    if file == "~":
        return WAITING if any(word in name for word in _WAITS) else None
    return next((part for fragment, part in _PARTS if fragment in file), None)


def _name(function: Function) -> str:
    file, line, name = function
    return name if file == "~" else f"{'/'.join(Path(file).parts[-3:])}:{line} {name}"
