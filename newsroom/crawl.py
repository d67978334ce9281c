"""``make crawl``: crawl the demo newsroom with the production spiders, and show what was stored.

The newsroom is visited three times. In between it moves on: a story gets later versions and a correction, another is
killed. Where the last edition is stored already, it is visited once, and nothing is new.

The spiders are unmodified. Only the delays are switched off, because the newsroom is used by this process alone. The
full logs are in ``var/demo-<outlet>.log``.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import newsroom
from newsroom import HARBORLIGHT, JAPANTODAY, MORNINGTIDE, PLAINPRESS, Newsroom
from newsroom.wire import later_stories

__all__ = ["main"]

_ROOT = Path(__file__).resolve().parent.parent
_LOGS = Path(os.environ.get("NEWSCRAWLER_VAR") or _ROOT / "var")
_CRAWLS = {
    "japantoday": ["japantoday"],
    "harborlight": ["harborlight"],
    "plainpress": ["outlet", "-a", f"url=https://{PLAINPRESS}/"],
    "morningtide": ["outlet", "-a", f"url=https://{MORNINGTIDE}/"],
}
"""Arguments of ``scrapy crawl`` for each outlet of the newsroom."""

_LATER = ["-a", "since=2026-11-20"]
"""Arguments of the later visits: only stories of the day on which the newsroom moves on."""

_UNHURRIED = ["-s", "AUTOTHROTTLE_ENABLED=0", "-s", "DOWNLOAD_DELAY=0"]
_TOLD = re.compile(r" (?:WARNING|ERROR|CRITICAL): |stored: ")
"""Log lines that are printed: warnings, errors and the number of stored items."""

_TWO_SCREENS = 16
"""Comments that fill two screens: a comment takes about four lines."""


def main() -> int:
    """Crawl the four outlets three times, then show the list of stories and one whole story."""
    _LOGS.mkdir(parents=True, exist_ok=True)
    with newsroom.start() as room:
        print(f"crawl: the demo newsroom serves four outlets with stories of our own on {room.address}", flush=True)
        failed = _visits(room)
        shown = _shown(room)
    if failed:
        print(f"crawl: failed: {', '.join(failed)}; the logs above say why", file=sys.stderr)
        return 1
    print("\ncrawl: what is stored (scrapy stories)\n", flush=True)
    _scrapy("stories")
    print(f"\ncrawl: one of them with its copies and comments (scrapy stories --story {shown})\n", flush=True)
    _scrapy("stories", "--story", shown)
    for title, words in _looks(room):
        print(f"\ncrawl: {title} (scrapy {' '.join(words)})\n", flush=True)
        _scrapy(*words)
    if not os.environ.get("MONGODB_URI"):
        print("\ncrawl: the newsroom is closed; the local mongod goes on running: 'make stop' stops it", flush=True)
        print("crawl: 'make serve' opens a page on all of it: stories, versions, comments, runs", flush=True)
    return 0


def _looks(room: Newsroom) -> list[tuple[str, list[str]]]:
    """Return what else is shown: a title and the arguments of ``scrapy`` each."""
    changed = {outlet: room.edition.find(outlet, "quarry-dam").url for outlet in (HARBORLIGHT, PLAINPRESS)}
    return [
        ("wire texts under several headlines", ["clusters"]),
        ("who printed one of them, and which version", ["stories", "--cluster", changed[HARBORLIGHT]]),
        ("how a copy of it changed, the last time silently", ["stories", "--diff", changed[PLAINPRESS]]),
    ]


def _visits(room: Newsroom) -> list[str]:
    """Crawl the outlets, as often as the newsroom prints something new; return the names of crawls that failed."""
    if _is_last_edition_stored(room):
        while room.edition.move_on():
            pass
    failed = [name for name, arguments in _CRAWLS.items() if not _crawl(room, name, arguments)]
    while not failed and room.edition.move_on():
        print("crawl: some hours later: the newsroom has printed new versions of its latest stories", flush=True)
        failed = [name for name, arguments in _CRAWLS.items() if not _crawl(room, name, [*arguments, *_LATER])]
    return failed


def _is_last_edition_stored(room: Newsroom) -> bool:
    corrected = room.edition.find(HARBORLIGHT, "quarry-dam").url
    command = [sys.executable, "-m", "scrapy", "stories", "--story", corrected, "--full"]
    told = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=False).stdout
    note = next(story.ednote for story in later_stories()[-1] if story.name == "quarry-dam")
    return note is not None and " ".join(note.split()) in " ".join(told.split())


def _crawl(room: Newsroom, name: str, arguments: list[str]) -> bool:
    log = _LOGS / f"demo-{name}.log"
    # Scrapy appends to a log file that exists.
    log.unlink(missing_ok=True)
    # Not the command: without the newsroom's host map it would ask the live site.
    print(f"crawl: the demo's {name}", flush=True)
    began = time.monotonic()
    status = _scrapy("crawl", *arguments, *_UNHURRIED, "-s", f"LOG_FILE={log}", environment=room.environment)
    lines = log.read_text().splitlines() if log.exists() else []
    for line in lines:
        if _TOLD.search(line):
            print(f"       {line}", flush=True)
    print(f"       {time.monotonic() - began:.1f} s; the log: {os.path.relpath(log)}", flush=True)
    return status == 0 and not any(" ERROR: " in line or " CRITICAL: " in line for line in lines)


def _shown(room: Newsroom) -> str:
    """Return the URL of the story with the most comments under all its copies, at most two screens of them."""
    said = Counter[str]()
    for printed in room.edition.printed:
        said[printed.story] += len(printed.remarks)
    short = [story for story in room.edition.of(JAPANTODAY) if said[story.story] <= _TWO_SCREENS]
    return max(short, key=lambda story: said[story.story]).url


def _scrapy(*words: str, environment: dict[str, str] | None = None) -> int:
    command = [sys.executable, "-m", "scrapy", *words]
    return subprocess.call(command, cwd=_ROOT, env=os.environ | (environment or {}))


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        print("\ncrawl: interrupted; what was reported as stored is stored", file=sys.stderr)
        sys.exit(130)
