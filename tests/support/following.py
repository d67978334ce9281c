"""Workers that follow the alive newsroom, killed at times that a seed draws, and the comparison at the end."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pymongo.database import Database

from newscrawler.calendar.pace import ENVIRONMENT
from newscrawler.discovery.canonical import normalise_url
from newscrawler.runs.verdict import ExitCode
from newscrawler.storage.outlets import FollowedOutlet, add
from newsroom import HARBORLIGHT, JAPANTODAY, MORNINGTIDE, PLAINPRESS
from newsroom.alive import AliveNewsroom, Schedule
from newsroom.alive.comparison import Comparison, Promise, compare

__all__ = ["OUTLETS_FOLLOWED", "Follower", "Following", "following"]

Documents = dict[str, Any]

ROOT = Path(__file__).parents[2]

LATENCY_S = 0.02
"""Seconds between a request and its answer: two requests at a host can be seen to overlap."""

DEADLINE_S = 300
"""Seconds: many times what anything takes on an idle machine."""

STOP_S = 60
"""Seconds until a follower that is told to stop has to be gone: three times what it gives itself (STOP_SECONDS)."""

_STOPPED = (ExitCode.OK, ExitCode.INTERRUPTED)

SETTINGS = {
    "FRONTIER": "shared",
    "FRONTIER_LEASE": 6,
    "DOWNLOAD_TIMEOUT": 3,
    "DOWNLOAD_DELAY": 0,
    "AUTOTHROTTLE_ENABLED": 0,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    # The calendar is the better retry: it comes back within seconds.
    "RETRY_TIMES": 1,
    "CALENDAR_LEASE": 30,
    "LOG_LEVEL": "INFO",
}

OUTLETS_FOLLOWED = (
    FollowedOutlet(name="japantoday", outlet=JAPANTODAY, spider="japantoday"),
    FollowedOutlet(name="harborlight", outlet=HARBORLIGHT, spider="harborlight"),
    FollowedOutlet(
        name=PLAINPRESS,
        outlet=PLAINPRESS,
        feeds=[f"https://{PLAINPRESS}/feed.xml"],
        sitemaps=[f"https://{PLAINPRESS}/sitemap-news.xml"],
        languages=["en"],
        storyUrl=r"/story/[^/]+/[^/]+$",
    ),
    FollowedOutlet(
        name=MORNINGTIDE,
        outlet=MORNINGTIDE,
        feeds=[f"https://{MORNINGTIDE}/rss"],
        sections=[f"https://{MORNINGTIDE}/"],
        languages=["en"],
    ),
)
"""Two outlets by their spiders, two by documents as operators write them."""


@dataclass
class Follower:
    """A process of ``scrapy crawl follow``."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    is_killed: bool = False

    def kill(self) -> None:
        """As a machine dies."""
        self.process.kill()
        self.process.wait()
        self.is_killed = True

    def stop(self) -> str:
        """Stop it as an operator does; returns its log."""
        if not self.is_killed:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(STOP_S)
        return self.log.read_text(encoding="utf-8")


@dataclass
class Following:
    """An alive newsroom and those who follow it."""

    room: AliveNewsroom
    database: Database[Documents]
    mongo_uri: str
    folder: Path
    scale: int
    followers: list[Follower] = field(default_factory=list)

    def start(self, name: str) -> Follower:
        settings = {**SETTINGS, "USER_AGENT": name}
        options = [part for key, value in settings.items() for part in ("-s", f"{key}={value}")]
        log = self.folder / f"{name}.log"
        with log.open("ab") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", "scrapy", "crawl", "follow", *options],
                cwd=ROOT,
                env=self._environment(name),
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        follower = Follower(name, process, log)
        self.followers.append(follower)
        return follower

    def _environment(self, name: str) -> dict[str, str]:
        return {
            **os.environ,
            **self.room.environment,
            ENVIRONMENT: str(self.scale),
            "MONGODB_URI": self.mongo_uri,
            "MONGODB_DATABASE": self.database.name,
            "NEWSCRAWLER_VAR": str(self.folder / name),
            "NEWSCRAWLER_CONTACT": "tests@plainpress.example",
        }

    def wait_for(self, true: Callable[[], bool], what: str) -> None:
        """Wait for something that comes sooner or later, however slow this machine is."""
        deadline = time.monotonic() + DEADLINE_S
        while not true():
            for follower in self.followers:
                assert follower.is_killed or follower.process.poll() is None, follower.log.read_text()
            assert time.monotonic() < deadline, f"waited {DEADLINE_S} s for {what}"
            time.sleep(0.2)

    def begin(self) -> None:
        """Let the news begin once all followers are there, who learn of the outlets while they run."""
        joined = "joins the crawl job"
        self.wait_for(lambda: all(joined in each.log.read_text() for each in self.followers), "all to join")
        self.room.begin()
        for outlet in OUTLETS_FOLLOWED:
            add(self.database, outlet)

    def has_all_copies(self) -> bool:
        """Whether every page that was printed and is not gone is stored."""
        stored = set(self.database["copies"].distinct("_id"))
        return all(normalise_url(each.url) in stored for each in self.room.record.copies.values() if not each.gone)

    def until(self, seconds: float, *happenings: tuple[float, Callable[[], object]]) -> None:
        """Follow until so many seconds after the newsroom's start; do each thing at its time."""
        for at, happen in [*sorted(happenings, key=lambda each: each[0]), (seconds, lambda: None)]:
            while self.room.seconds < at:
                time.sleep(min(0.2, max(0.0, at - self.room.seconds)))
                for follower in self.followers:
                    assert follower.is_killed or follower.process.poll() is None, follower.log.read_text()
            happen()

    def kill_one(self, chance: random.Random) -> None:
        """Kill a worker that is alive."""
        chance.choice([each for each in self.followers if not each.is_killed]).kill()

    def compared(self, promise: Promise, *, may_complain: bool = False) -> Comparison:
        """Stop all, and compare what happened with what is stored."""
        until = self.room.at(self.room.seconds)
        for follower in self.followers:
            log = follower.stop()
            assert follower.is_killed or follower.process.returncode in _STOPPED, log
            assert may_complain or "Traceback" not in log, log
        killed = [follower.name for follower in self.followers if follower.is_killed]
        return compare(self.room.record, self.room.asked(), self.database, until=until, promise=promise, killed=killed)


@contextmanager
def following(
    schedule: Schedule, database: Database[Documents], mongo_uri: str, folder: Path, workers: int
) -> Iterator[Following]:
    """Start an alive newsroom and workers that follow it; whatever still runs at the end is killed."""
    room = AliveNewsroom(schedule)
    room.latency = LATENCY_S
    scale = round(60 / schedule.rhythm.minute)
    with room.start():
        here = Following(room, database, mongo_uri, folder, scale)
        try:
            for number in range(workers):
                here.start(f"follower-{number + 1}")
            here.begin()
            yield here
        finally:
            for follower in here.followers:
                if follower.process.poll() is None:
                    follower.kill()
