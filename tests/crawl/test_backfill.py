"""Past days of an outlet: complete days are not walked again, incomplete ones are never called complete."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

import newsroom
from newscrawler.storage.backfills import BackfillDay, days_of
from tests.support.backfilled import HOST, SITE, Daybook, running
from tests.support.crawls import Crawls

pytestmark = pytest.mark.live

ONE_AFTER_THE_OTHER: dict[str, Any] = {"DOWNLOAD_DELAY": 0.03, "CONCURRENT_REQUESTS_PER_DOMAIN": 1}
SHARED: dict[str, Any] = {"FRONTIER": "shared", "FRONTIER_LEASE": 6, "DOWNLOAD_TIMEOUT": 3}
SECOND_TO_SIXTH = ("daybook", "-a", "since=2026-01-02", "-a", "until=2026-01-06")


@pytest.fixture
def daybook(crawls: Crawls, monkeypatch: pytest.MonkeyPatch) -> Iterator[Daybook]:
    monkeypatch.setenv("NEWSCRAWLER_SPIDER_MODULES", "newsroom.spiders,tests.support.backfilled")
    with running() as outlet:
        crawls.hosts = {HOST: outlet.address}
        yield outlet


def asked_for(daybook: Daybook) -> set[str]:
    return {path for day in (2, 3, 4, 5) for path in daybook.of_day(day)}


def ledger(crawls: Crawls) -> dict[int, BackfillDay]:
    return {each.day.day: each for each in days_of(crawls.database, HOST)}


def complete(crawls: Crawls) -> set[int]:
    return {number for number, each in ledger(crawls).items() if each.complete}


def stored(crawls: Crawls) -> set[str]:
    return {copy["_id"].removeprefix(SITE) for copy in crawls.database["copies"].find({}, {"_id": 1})}


def kill_when_a_day_is_complete(crawls: Crawls, process: subprocess.Popen[str]) -> set[int]:
    """Kill a backfill between its first and its last complete day; returns the days that were complete."""
    deadline = time.monotonic() + 240
    while not complete(crawls):
        assert process.poll() is None, process.communicate()[0]
        assert time.monotonic() < deadline, "no day becomes complete"
        time.sleep(0.01)
    process.kill()
    process.communicate()
    crawls.end_transactions()
    return complete(crawls)


def test_after_a_kill_only_what_is_missing_is_asked(crawls: Crawls, daybook: Daybook) -> None:
    daybook.print_stories([1, 2, 3, 4, 5, 7, 8], 6)
    daybook.held = {min(daybook.of_day(day)) for day in (4, 5)}
    process = crawls.start("crawl", *SECOND_TO_SIXTH)
    before = kill_when_a_day_is_complete(crawls, process)
    daybook.released.set()
    assert before <= {2, 3}
    for day in before:
        assert daybook.of_day(day) <= stored(crawls), f"day {day} was called complete, and stories of it are missing"
    daybook.asked.clear()
    log = crawls.run("crawl", *SECOND_TO_SIXTH)
    assert f"backfill of {HOST}: 4 of 4 days are complete" in log
    assert {day for day in before if daybook.of_day(day) & daybook.stories_asked()} == set()
    assert "/sitemap.xml" not in daybook.asked, "a list that was read is read again"
    found = ledger(crawls)
    assert stored(crawls) == asked_for(daybook)
    assert {day: each.found for day, each in found.items()} == dict.fromkeys((2, 3, 4, 5), 6)
    assert all(each.stored + each.unchanged == 6 and each.open == 0 for each in found.values())
    daybook.asked.clear()
    assert "all 4 days of the backfill are complete already" in crawls.run("crawl", *SECOND_TO_SIXTH)
    assert daybook.asked.keys() <= {"/robots.txt"}


def test_workers_share_a_backfill_and_one_is_killed(crawls: Crawls, daybook: Daybook) -> None:
    daybook.print_stories([1, 2, 3, 4, 5, 7, 8], 6)
    workers = [crawls.start("crawl", *SECOND_TO_SIXTH, **ONE_AFTER_THE_OTHER, **SHARED) for _ in range(2)]
    owner = the_owner(crawls)
    killed = next(each for each in workers if f"-{each.pid}-" in owner)
    kill_when_a_day_is_complete(crawls, killed)
    (other,) = (each for each in workers if each is not killed)
    log, _ = other.communicate(timeout=120)
    assert other.returncode == 0, log
    assert "Traceback" not in log, log
    assert complete(crawls) == {2, 3, 4, 5}
    assert stored(crawls) == asked_for(daybook)
    assert {day: each.found for day, each in ledger(crawls).items()} == dict.fromkeys((2, 3, 4, 5), 6)


def the_owner(crawls: Crawls) -> str:
    """Name of the worker that has the outlet's host."""
    deadline = time.monotonic() + 240
    while not (host := crawls.database["hosts"].find_one({"_id": HOST}) or {}).get("owner"):
        assert time.monotonic() < deadline, "no worker takes the host"
        time.sleep(0.01)
    return host["owner"]


def test_a_backfill_gives_way_to_a_live_crawl_of_its_outlet(crawls: Crawls, daybook: Daybook) -> None:
    slow = {**SHARED, "FRONTIER_LEASE": 12, "DOWNLOAD_DELAY": 0.1, "CONCURRENT_REQUESTS_PER_DOMAIN": 1}
    daybook.pause = 0.7
    daybook.print_stories([2, 3, 4, 5], 8)
    past = crawls.start("crawl", *SECOND_TO_SIXTH, **slow)
    deadline = time.monotonic() + 240
    while not daybook.stories_asked():
        assert time.monotonic() < deadline, "the backfill asks for no story"
        time.sleep(0.01)
    crawls.run("crawl", "daybooknow", **slow)
    log, _ = past.communicate(timeout=120)
    assert past.returncode == 0, log
    order = [path for path in daybook.asked if path.startswith(("/story/", "/now/"))]
    live = [number for number, path in enumerate(order) if path.startswith("/now/")]
    assert len(live) == 20
    assert live == list(range(live[0], live[0] + 20)), f"a past story was asked for between live ones: {order}"
    assert order[-1].startswith("/story/"), "the backfill was over before the live crawl: nothing was shown"
    assert complete(crawls) == {2, 3, 4, 5}


def test_what_is_not_stored_is_counted_and_what_is_not_read_stays_open(crawls: Crawls, daybook: Daybook) -> None:
    daybook.print_stories([1, 2, 3, 4, 5, 7], 5)
    gone, broken, late, undated, archived = sorted(daybook.of_day(3))
    # A day before, as the page itself says, though the sitemap's time of change is of the 4th.
    edited = sorted(daybook.of_day(1))[0]
    daybook.touched[edited] = daybook.printed[edited] + timedelta(days=3)
    daybook.touched[late] = daybook.printed[late] + timedelta(days=30)
    daybook.touched[undated] = None
    daybook.listed_by_archive.add(archived)
    daybook.answers |= {
        gone: (404, ""),
        broken: (500, ""),
        # A day that the outlet has no page for, and a page that does not come.
        "/archive/2026/01/02": (404, ""),
        "/archive/2026/01/05": (503, ""),
    }
    quick = ("-s", "RETRY_ENABLED=0")
    log = crawls.run("crawl", *SECOND_TO_SIXTH, *quick)
    assert "3 of 4 days are complete; 1 lists and 0 stories are open: run it again" in log
    found = ledger(crawls)
    assert {day for day, each in found.items() if each.complete} == {2, 3, 4}
    assert (found[3].found, found[3].stored, found[3].gone, found[3].failed) == (5, 3, 1, 1)
    assert (found[4].found, found[4].stored, found[4].leftOut) == (6, 5, {"otherDay": 1})
    monthly = crawls.database["backfillparts"].find_one({"url": f"{SITE}/sitemap-2026-01.xml"})
    assert monthly["counts"]["changed_later"] == 6
    assert sum(monthly["counts"][name] for name in ("listed", "of_other_days", "changed_later")) == 29
    table = crawls.run("backfills")
    assert f"{HOST}  2026-01-02  2026-01-05    3 of 4" in table
    by_day = crawls.run("backfills", "--outlet", HOST, "--open")
    assert "2026-01-05      5       5" in by_day
    assert "2026-01-03" not in by_day
    assert f"open: {SITE}/archive/2026/01/05: it did not come yet" in by_day
    del daybook.answers["/archive/2026/01/05"]
    daybook.asked.clear()
    crawls.run("crawl", *SECOND_TO_SIXTH, *quick)
    assert complete(crawls) == {2, 3, 4, 5}
    assert daybook.stories_asked() <= daybook.of_day(5)


def test_what_a_limit_cuts_is_told_and_taken_first_by_the_next_run(crawls: Crawls, daybook: Daybook) -> None:
    daybook.print_stories([2, 3, 4, 5], 5)
    log = crawls.run("crawl", *SECOND_TO_SIXTH, STORIES_PER_CRAWL=8, LOG_LEVEL="INFO")
    first = daybook.stories_asked()
    assert len(first) == 8
    assert "more than 8 stories (STORIES_PER_CRAWL)" in log
    assert crawls.database["quarantine"].count_documents({"reason": {"$regex": "STORIES_PER_CRAWL"}}) > 0
    assert "0 lists and 12 stories are open: run it again" in log
    daybook.asked.clear()
    log = crawls.run("crawl", *SECOND_TO_SIXTH, STORIES_PER_CRAWL=8)
    assert "more than 8 stories (STORIES_PER_CRAWL)" in log
    second = daybook.stories_asked()
    assert (len(second), first & second) == (8, set())
    daybook.asked.clear()
    crawls.run("crawl", *SECOND_TO_SIXTH, STORIES_PER_CRAWL=8)
    assert len(daybook.stories_asked()) == 4
    assert complete(crawls) == {2, 3, 4, 5}
    assert stored(crawls) == asked_for(daybook)


def test_the_demo_newsroom_is_filled_in_from_its_sitemap(crawls: Crawls) -> None:
    first, after = date(2026, 11, 20), date(2026, 11, 22)
    with newsroom.start() as room:
        crawls.hosts = room.host_map
        log = crawls.run("crawl", "harborlight", "-a", f"since={first}", "-a", f"until={after}")
        assert "2 of 2 days are complete" in log
        for day in days_of(crawls.database, "harborlight.example"):
            accounted = day.stored + day.unchanged + day.failed + day.gone + sum(day.leftOut.values())
            assert accounted == day.found
        assert sum(day.stored for day in days_of(crawls.database)) == crawls.database["copies"].count_documents({}) > 0
