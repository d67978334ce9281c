"""Measure the time that structural comment extraction adds to article extraction, on the same parsed page.

    .venv/bin/python -m bench.comment_speed             the 70 labelled pages
    .venv/bin/python -m bench.comment_speed --profile   where the comments' share goes

Each round reads every page once: parse and article first, then the comments from the same tree, in CPU time. Both
times come from the same round, so a busy machine slows both. The pages are not part of this repository. They are
expected in ``../shared/eval``, or in the folder that ``EVAL_PAGES`` names.
"""

from __future__ import annotations

import argparse
import cProfile
import gc
import json
import os
import pstats
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from newscrawler.comments.structure import read_structure
from newscrawler.extraction import Selectors, extract_html
from newscrawler.html.flat import _TAGS
from newscrawler.html.page import Page
from newscrawler.items import Thread
from newscrawler.language.dates.relative import read_relative

__all__ = ["main"]

PAGES = Path(os.environ.get("EVAL_PAGES", Path(__file__).resolve().parents[2] / "shared" / "eval")) / "comments"
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
UTC_ZONE = ZoneInfo("UTC")


@dataclass(slots=True)
class _Sample:
    name: str
    url: str
    body: bytes
    comments: int
    """As labelled."""


def main() -> int:
    """Measure, and print the medians of all rounds."""
    parser = argparse.ArgumentParser(prog="python -m bench.comment_speed", description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--pages", action="store_true", help="a line for each page, dearest first")
    parser.add_argument("--profile", action="store_true", help="profile the comments' share instead")
    arguments = parser.parse_args()
    if not (PAGES / "labels").is_dir():
        print(f"no labelled pages under {PAGES}; set EVAL_PAGES to the folder above comments/", file=sys.stderr)
        return 1
    samples = list(_samples())
    if arguments.profile:
        _profile(samples)
        return 0
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    rounds = [_round(samples) for _ in range(arguments.rounds + 1)][1:]  # the first one warms up
    parts = (("all", lambda n: True), ("with comments", lambda n: n > 0), ("without", lambda n: n == 0))
    print("| pages | | parse and article | comments | added | by page |\n|---|---|---|---|---|---|")
    for name, wanted in parts:
        picked = [index for index, sample in enumerate(samples) if wanted(sample.comments)]
        articles = [sum(times[index][0] for index in picked) for times in rounds]
        comments = [sum(times[index][1] for index in picked) for times in rounds]
        added = statistics.median(extra / base for extra, base in zip(comments, articles, strict=True))
        by_page = statistics.median(
            statistics.median(times[index][1] / times[index][0] for times in rounds) for index in picked
        )
        print(
            f"| {name} | {len(picked)} | {_ms(articles, len(picked))} | {_ms(comments, len(picked))} "
            f"| {added:.1%} | {by_page:.1%} |"
        )
    if arguments.pages:
        dear = sorted(range(len(samples)), key=lambda index: -min(times[index][1] for times in rounds))
        for index in dear:
            article, comment = (min(times[index][part] for times in rounds) * 1000 for part in (0, 1))
            sample = samples[index]
            print(f"{comment:7.2f} ms on {article:7.2f}  {sample.comments:3} comments  {sample.name}")
    return 0


def _samples() -> Sequence[_Sample]:
    found = []
    for path in sorted((PAGES / "labels").glob("*.json")):
        label = json.loads(path.read_text(encoding="utf-8"))
        url = label.get("url") or ""
        html = (PAGES / "pages" / f"{path.stem}.html").read_bytes()
        address = url if "://" in url else "https://page.example/"
        found.append(_Sample(path.stem, address, html, len(label["comments"])))
    return found


def _round(samples: Sequence[_Sample]) -> list[tuple[float, float]]:
    # Class names stay cached, as they do between pages of one outlet. The numbers and dates of these comments would be
    # new.
    _TAGS.clear()
    read_relative.cache_clear()
    return [_one(sample) for sample in samples]


def _one(sample: _Sample) -> tuple[float, float]:
    """Return the CPU seconds of parsing and article extraction, and of the comments after it."""
    gc.collect()
    gc.disable()
    try:
        page = Page(sample.url, sample.body, content_type="text/html", retrieved=NOW)
        start = time.process_time()
        extract_html(page, Selectors(), UTC_ZONE)
        between = time.process_time()
        read_structure(page).comments(_thread(page), page, 0)
        return between - start, time.process_time() - between
    finally:
        gc.enable()


def _thread(page: Page) -> Thread:
    return Thread(platform="hypertext", nativeId=page.url, copyUrl=page.url, retrieved=NOW, complete=False)


def _ms(rounds: Sequence[float], pages: int) -> str:
    return f"{statistics.median(rounds) / pages * 1000:.2f} ms"


def _profile(samples: Sequence[_Sample]) -> None:
    profile = cProfile.Profile()
    for _ in range(5):
        for sample in samples:
            page = Page(sample.url, sample.body, content_type="text/html", retrieved=NOW)
            extract_html(page, Selectors(), UTC_ZONE)
            profile.enable()
            read_structure(page).comments(_thread(page), page, 0)
            profile.disable()
    pstats.Stats(profile).sort_stats("tottime").print_stats(30)


if __name__ == "__main__":
    sys.exit(main())
