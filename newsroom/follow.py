"""``make follow``: follow the alive newsroom by one worker for some minutes, and show what came of it.

An hour of the newsroom takes a minute. The outlets are added to the operators' list by ``scrapy outlets add`` and
followed by ``scrapy crawl follow``, as in production; only the delays are switched off, because the newsroom is used by
this process alone. The news and what is stored of it live in a database of their own, which is made anew each time.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from newscrawler import settings as project
from newscrawler.calendar.pace import ENVIRONMENT
from newscrawler.runs.verdict import ExitCode
from newscrawler.storage import connect, resolve_uri
from newsroom import MORNINGTIDE, PLAINPRESS
from newsroom.alive import AliveNewsroom, Rhythm, Schedule
from newsroom.alive.comparison import Promise, compare

__all__ = ["main"]

_ROOT = Path(__file__).resolve().parent.parent
_LOG = Path(os.environ.get("NEWSCRAWLER_VAR") or _ROOT / "var") / "demo-follow.log"

_DATABASE = "newscrawler-follow-demo"

_SCALE = 60

_MINUTES = 3.0
"""Minutes for which the newsroom is followed, three hours of its time: copies are looked at five times by then."""

_TOLD_S = 15.0
"""Seconds between two lines of progress."""

_ADDED = (
    ("japantoday",),
    ("harborlight",),
    (PLAINPRESS, "--feed", f"https://{PLAINPRESS}/feed.xml", "--sitemap", f"https://{PLAINPRESS}/sitemap-news.xml"),
    (MORNINGTIDE, "--feed", f"https://{MORNINGTIDE}/rss", "--section", f"https://{MORNINGTIDE}/"),
)
"""Arguments of ``scrapy outlets add``: two outlets have spiders, two are declared here."""

_UNHURRIED = ("-s", "AUTOTHROTTLE_ENABLED=0", "-s", "DOWNLOAD_DELAY=0", "-s", f"LOG_FILE={_LOG}")


def main() -> int:
    """Follow the newsroom, then show coverage and how the store differs from what happened."""
    _LOG.parent.mkdir(parents=True, exist_ok=True)
    _LOG.unlink(missing_ok=True)
    minutes = float(os.environ.get("MINUTES") or _MINUTES)
    with connect(resolve_uri({"MONGODB_URI": project.MONGODB_URI, "VAR_DIR": project.VAR_DIR})) as client:
        client.drop_database(_DATABASE)
        # Other news at each run; of the same seed it would be the same.
        schedule = Schedule.made(int(time.time()), Rhythm(minute=60 / _SCALE))
        with AliveNewsroom(schedule).start() as room:
            environment = {**room.environment, ENVIRONMENT: str(_SCALE), "MONGODB_DATABASE": _DATABASE}
            print(
                f"follow: the alive newsroom serves four outlets on {room.address}; an hour takes a minute", flush=True
            )
            if any(_scrapy(environment, "outlets", "add", *each) for each in _ADDED):
                return 1
            failed = _follow(room, environment, minutes)
            until = room.at(room.seconds)
            _show(environment)
            found = compare(room.record, room.asked(), client[_DATABASE], until=until, promise=Promise(scale=_SCALE))
    print(f"\nfollow: what happened, and what is stored of it\n\n{found.table()}")
    print(f"\nfollow: the log: {os.path.relpath(_LOG)}; make follow MINUTES=20 follows for longer")
    if not os.environ.get("MONGODB_URI"):
        print("follow: the newsroom is closed; the local mongod goes on running: 'make stop' stops it", flush=True)
    return 1 if failed or found.problems else 0


def _follow(room: AliveNewsroom, environment: dict[str, str], minutes: float) -> bool:
    """Follow for some minutes, telling how much is stored; returns whether the crawl failed."""
    print(f"follow: scrapy crawl follow, for {minutes:g} minutes", flush=True)
    crawl = subprocess.Popen(_command("crawl", "follow", *_UNHURRIED), cwd=_ROOT, env=os.environ | environment)
    try:
        end = time.monotonic() + minutes * 60
        while time.monotonic() < end and crawl.poll() is None:
            time.sleep(min(_TOLD_S, max(0.0, end - time.monotonic())))
            said = sum(1 for _ in room.record.said())
            print(
                f"       {room.seconds / 60:4.1f} hours of the newsroom: {len(room.record.copies)} pages printed, "
                f"{said} comments made, {len(room.visits)} requests",
                flush=True,
            )
    finally:
        # Once: the crawl finishes what is under way.
        crawl.send_signal(signal.SIGINT)
        status = crawl.wait()
    failed = status not in (ExitCode.OK, ExitCode.INTERRUPTED)
    if failed:
        print(f"follow: the crawl ended with exit code {status}; {os.path.relpath(_LOG)} says why", file=sys.stderr)
    return failed


def _show(environment: dict[str, str]) -> None:
    for title, words in (
        ("the outlets that are followed", ("outlets", "list")),
        ("what each outlet brought", ("coverage",)),
        ("what may have been missed", ("coverage", "--gaps")),
    ):
        print(f"\nfollow: {title} (scrapy {' '.join(words)})\n", flush=True)
        _scrapy(environment, *words)


def _scrapy(environment: dict[str, str], *words: str) -> int:
    return subprocess.call(_command(*words), cwd=_ROOT, env=os.environ | environment)


def _command(*words: str) -> list[str]:
    return [sys.executable, "-m", "scrapy", *words]


if __name__ == "__main__":
    sys.exit(main())
