"""``scrapy crawl follow`` on an alive newsroom: what is printed and changed after its start is stored, politely."""

from __future__ import annotations

import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from newscrawler.calendar.pace import ENVIRONMENT
from newsroom import HARBORLIGHT, PLAINPRESS
from newsroom.alive import AliveNewsroom, Event, Rhythm, Schedule, overlaps
from newsroom.alive.record import PrintedCopy
from tests.support.crawls import Crawls

pytestmark = pytest.mark.live

DEADLINE = 120
"""Seconds: many times what anything here takes on an idle machine."""

FAST = {"FRONTIER_LEASE": 6, "DOWNLOAD_TIMEOUT": 3, "CALENDAR_LOOK": 0.2, "CONCURRENT_REQUESTS_PER_DOMAIN": 1}
LATENCY = 0.05
"""Seconds of an answer, so that two requests at one host would be seen to meet."""

HOUR = timedelta(hours=1)

FIRST = [Event(at=-600.0 * (number + 1), kind="print", story=number, outlet=HARBORLIGHT) for number in range(4)]


@dataclass
class Followed:
    """A newsroom, and the crawls that follow it, with a calendar whose minutes take a fifth of a second."""

    room: AliveNewsroom
    crawls: Crawls
    process: subprocess.Popen[str] | None = None

    def start(self, *arguments: str, **settings: Any) -> None:
        self.process = self.crawls.start("crawl", "follow", *arguments, **{**FAST, **settings})

    def let(self, event: Event) -> None:
        """Have something happen in the newsroom now."""
        self.room._coming.append(event)

    def printed(self, story: int, outlet: str) -> PrintedCopy:
        self.until(lambda: self._copy(story, outlet) is not None, f"{outlet} prints {story}")
        copy = self._copy(story, outlet)
        assert copy is not None
        return copy

    def _copy(self, story: int, outlet: str) -> PrintedCopy | None:
        copies = list(self.room.record.copies.values())
        return next((each for each in copies if each.story == f"wire-{story:04d}" and each.outlet == outlet), None)

    def body(self, copy: PrintedCopy) -> list[str]:
        stored = self.crawls.database.copies.find_one({"_id": copy.url})
        return [] if stored is None else list(stored["body"])

    def until(self, true: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + DEADLINE
        while not true():
            if self.process is not None and self.process.poll() is not None:
                raise AssertionError(f"ended before {what}:\n{self.process.communicate()[0]}")
            if time.monotonic() > deadline:
                raise AssertionError(f"waited {DEADLINE} s for {what}:\n{self.stop()[1]}")
            time.sleep(0.05)

    def stop(self) -> tuple[int, str]:
        """Stop the crawl as systemd does; returns its exit code and its log."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        log, _ = self.process.communicate(timeout=240)
        code, self.process = self.process.returncode, None
        assert "Traceback" not in log, log
        return code, log


@pytest.fixture
def followed(crawls: Crawls, monkeypatch: pytest.MonkeyPatch) -> Iterator[Followed]:
    monkeypatch.setenv(ENVIRONMENT, "300")
    schedule = Schedule(3, Rhythm(), tuple(sorted(FIRST, key=lambda event: event.at)), ())
    with AliveNewsroom(schedule) as room:
        room.start()
        room.latency = LATENCY
        crawls.hosts = dict(room.host_map)
        followed = Followed(room, crawls)
        yield followed
        if followed.process is not None:
            followed.process.kill()
            followed.process.communicate()


def unpaid(followed: Followed) -> dict[str, tuple[int, int]]:
    """Return the hosts that were sent more requests than their budgets say, with both numbers."""
    spent: Counter[str] = Counter()
    for each in followed.crawls.database.budgets.find():
        spent[each["_id"]["host"]] += each["spent"]
    asked = Counter(each.host for each in followed.room.asked())
    return {host: (number, spent[host]) for host, number in asked.items() if number > spent[host]}


def test_what_happens_after_its_start_is_stored_and_it_stops_cleanly(followed: Followed) -> None:
    database = followed.crawls.database
    told = followed.crawls.run("outlets", "add", "harborlight", "--most-per-hour", "100000")
    assert "requests a day" in told
    # A lease that no slow machine lets end: a request that is handed out again is sent twice and claimed once.
    followed.start(FRONTIER="shared", FRONTIER_LEASE=60, CRAWL_HEARTBEAT=0.5, CRAWL_RECORD_HOURS=3 / 3600)
    followed.until(lambda: database.copies.count_documents({}) == len(FIRST), "the stories of before")

    followed.let(Event(at=followed.room.seconds, kind="print", story=7, outlet=HARBORLIGHT))
    fresh = followed.printed(7, HARBORLIGHT)
    followed.until(lambda: bool(followed.body(fresh)), "the new story")

    followed.let(Event(at=followed.room.seconds, kind="edit", story=7, outlet=HARBORLIGHT))
    followed.until(lambda: len(fresh.versions) == 2, "the edit")
    followed.until(lambda: "edit 7" in followed.body(fresh)[-1], "the edited text")

    # An outlet that is added now is picked up, and one that is paused is left alone.
    followed.crawls.run("outlets", "pause", "harborlight")
    followed.crawls.run("outlets", "add", PLAINPRESS, "--feed", f"https://{PLAINPRESS}/feed.xml")
    followed.let(Event(at=followed.room.seconds, kind="print", story=8, outlet=PLAINPRESS))
    other = followed.printed(8, PLAINPRESS)
    followed.until(lambda: bool(followed.body(other)), "the added outlet's story")

    code, log = followed.stop()
    assert code == 130, log
    assert overlaps(followed.room.asked()) == []
    # Every request is in the budget of its host: those that were claimed, robots.txt and further pages of comments.
    assert not unpaid(followed)
    assert database.frontier.count_documents({"done": {"$exists": True}}) == 0
    assert database.frontier.count_documents({"owner": {"$exists": True}}) == 0
    [job] = database.walks.find()
    assert job["open"]
    runs = list(database.crawls.find().sort("started", 1))
    assert len(runs) > 1
    assert [run["reason"] for run in runs] == ["continued"] * (len(runs) - 1) + ["shutdown"]
    assert sum(run["outcomes"].get("added", 0) for run in runs) == database.copies.count_documents({})


def test_another_headline_in_a_list_has_the_page_read_at_once(followed: Followed) -> None:
    database = followed.crawls.database
    followed.start("-a", "outlets=harborlight", FRONTIER="local")
    later = datetime.now(UTC) + timedelta(days=1)
    rest = {"kind": "copy", "visits": {"$gt": 0}, "queued": {"$exists": False}}

    def all_rest() -> bool:
        """Have the copies wait for a day, so that only lists can make them due."""
        database.calendar.update_many(rest, {"$set": {"due": later}})
        shown = database.calendar.count_documents({"kind": "list", "memory.headlines": {"$exists": True}})
        return shown > 0 and database.calendar.count_documents({"kind": "copy", "due": {"$gt": later - HOUR}}) == len(
            FIRST
        )

    followed.until(all_rest, "lists with headlines, and copies that wait")
    found = followed.room._copy(HARBORLIGHT, FIRST[0].story)
    assert found is not None
    printed, copy = found
    # Without a time of change.
    printed.headline = "Nothing like it was seen before"
    followed.room._alive.version += 1

    def headline() -> str:
        return str((database.copies.find_one({"_id": copy.url}) or {}).get("headline"))

    followed.until(lambda: headline() == printed.headline, "the page with the other headline")
    assert followed.stop()[0] == 130
    counted = list(database.coverage.find({"_id.outlet": HARBORLIGHT}))
    assert sum(each.get("told", 0) for each in counted) == sum(each.get("toldChanged", 0) for each in counted) == 1


def test_the_local_scheduler_gives_its_visits_back(followed: Followed) -> None:
    database = followed.crawls.database
    followed.start("-a", "outlets=harborlight", FRONTIER="local", DOWNLOAD_DELAY=1, DOWNLOAD_TIMEOUT=90)
    followed.until(
        lambda: database.calendar.count_documents({"kind": "copy", "queued": {"$exists": True}}) > 1, "visits"
    )
    followed.room.latency = 60.0  # the outlet hangs: what waits cannot be finished in time
    code, log = followed.stop()
    assert code == 130, log
    assert "given back" in log
    assert database.calendar.count_documents({"queued": {"$exists": True}}) == 0
    assert database.calendar.count_documents({"kind": "copy", "visits": 0}) > 0
