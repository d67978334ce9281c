"""Crawls of a real server that changes meanwhile: killed in the middle of a thread, and again while readers write."""

from __future__ import annotations

import re
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from tests.support.crawls import Crawls


def kill_in_the_middle_of_a_thread(crawls: Crawls, *arguments: str, stored: int, **settings: object) -> None:
    """kill -9 when ``stored`` comments of a thread are written and the thread is not.

    Where all comments come with one answer the time between is short: it is tried again, with an empty store, when a
    crawl was killed too late or came to its end.
    """
    for _ in range(6):
        crawl = crawls.start(*arguments, **settings)
        deadline = time.monotonic() + 180
        try:
            while _half_read(crawls) < stored and crawl.poll() is None:
                assert time.monotonic() < deadline
                time.sleep(0.001)
        finally:
            crawl.kill()
            log, _ = crawl.communicate()
        if _half_read(crawls):
            return
        assert crawl.returncode in (0, -signal.SIGKILL), log
        for name in ("stories", "copies", "threads", "comments"):
            crawls.database[name].delete_many({})
    raise AssertionError("no crawl could be killed while a thread was half stored")


def _half_read(crawls: Crawls) -> int:
    """How many comments are stored whose thread is not."""
    known = crawls.database.threads.distinct("_id")
    return crawls.database.comments.count_documents({"thread": {"$nin": known}})


def crawl_meanwhile(crawls: Crawls, work: Iterable[object], *arguments: str, **settings: object) -> int:
    """Run crawls one after the other while the steps of ``work`` are done; returns the number of crawls."""
    crawl, count = crawls.start(*arguments, **settings), 1
    try:
        for _ in work:
            if crawl.poll() is not None:
                _assert_went_well(crawl)
                crawl, count = crawls.start(*arguments, **settings), count + 1
        _assert_went_well(crawl)
    finally:
        crawl.kill()
        crawl.communicate()
    return count


def _assert_went_well(crawl: subprocess.Popen[str]) -> None:
    log, _ = crawl.communicate(timeout=240)
    assert crawl.returncode == 0, log
    assert "Traceback" not in log, log


def assert_only_these_were_missed(crawls: Crawls, gone: Collection[str]) -> None:
    """No visit, those amid the changes included, took a comment for vanished that was there all the time."""
    missed = {row["nativeId"] for row in crawls.database.comments.find({"observations.state": "vanished"})}
    assert missed <= set(gone), f"there all the time and taken for vanished: {sorted(missed - set(gone))}"


def listed_as_vanished(crawls: Crawls, *stories: str) -> int:
    """How many comments of these stories ``scrapy stories`` lists as vanished."""
    # Stories with the same words are one, which is shown by the address of each.
    shown = {" ".join(crawls.run("stories", "--story", url).split()) for url in stories}
    found = (count for text in shown for count in re.findall(r" comments, complete, ([\d,]+) vanished", text))
    return sum(int(count.replace(",", "")) for count in found)


def table(server: str, phases: Mapping[str, Counter[str]], *, without: Collection[str] = ()) -> str:
    """Operations by kind and phase; a phase is given by all that was done up to its end."""
    lines = [f"| {server} | {' | '.join(phases)} | all |", f"|---|{'---|' * (len(phases) + 1)}"]
    ends = list(phases.values())
    for kind in [kind for kind in ends[-1] if kind not in without]:
        before = 0
        cells = []
        for end in ends:
            cells.append(f"{end[kind] - before:,}" if end[kind] > before else "–")
            before = end[kind]
        lines.append(f"| {kind} | {' | '.join(cells)} | {before:,} |")
    return "\n".join(lines)
