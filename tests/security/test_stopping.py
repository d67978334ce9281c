"""SIGTERM ends every crawl in time, plain or rendered, whatever its only thread does. From the case `feed-cdata`."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from newscrawler import watchdog
from newscrawler.runs.verdict import ExitCode
from tests.support.crawls import Crawls
from tests.support.loopback import listening
from tests.support.scripted_outlet import HOST, SECTION, SHOWN, SITE, running, story

CHROMIUM = Path("/usr/bin/chromium")
STUCK_SECONDS = 2.0
"""No test says how soon a crawl ends: after the half of STOP_SECONDS it leaves what hangs, and after all of it it is
killed, which its exit code shows."""

STUCK_ENOUGH_S = 0.3
"""Processor time, a hundred times what a line of the log takes."""

pytestmark = pytest.mark.live


class Started:
    """A crawl whose log is read while it runs."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.log = ""
        self._reading = threading.Thread(target=self._read)
        self._reading.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.log += line

    def until(self, seen: Callable[[], object]) -> None:
        deadline = time.monotonic() + 240
        while not seen():
            assert self.process.poll() is None, self.log
            assert time.monotonic() < deadline, self.log
            time.sleep(0.05)

    def processor_s(self) -> float:
        """Return the processor time that the process has used, in seconds."""
        used = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()[11:13]
        return sum(map(int, used)) / os.sysconf("SC_CLK_TCK")

    def stopped(self) -> float:
        """Seconds from SIGTERM to the end of the process. Nothing of it lives on."""
        below = watchdog.descendants(self.process.pid)
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=240)
        finally:
            self.process.kill()
        took = time.monotonic() - began
        self._reading.join()
        print(f"\nended {took:.1f} s after SIGTERM, code {self.process.returncode}")
        deadline = time.monotonic() + 240
        while left := [words for pid in below if "mongod" not in str(words := watchdog.command(pid)) and words]:
            assert time.monotonic() < deadline, left
            time.sleep(0.05)
        return took


@contextmanager
def started(crawls: Crawls, *arguments: str, **settings: object) -> Iterator[Started]:
    process = crawls.start("crawl", *arguments, RETRY_TIMES=0, **settings)
    try:
        yield Started(process)
    finally:
        process.kill()


@contextmanager
def outlet(silent: str | None = None) -> Iterator[str]:
    """Stories with comments; the path ``silent`` is never answered."""
    over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == silent:
                over.wait()
            body = story(self.path.rpartition("/")[2], SHOWN).encode() if self.path.startswith("/story/") else b""
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            with suppress(OSError):
                self.wfile.write(body)

        def log_message(self, *arguments: Any) -> None:
            pass

    with listening(Handler) as address:
        try:
            yield address
        finally:
            over.set()


@pytest.mark.parametrize(
    ("where", "frontier"),
    [("in_c", "local"), ("in_c", "shared"), ("in_an_expression", "local"), ("in_python", "local")],
)
def test_a_crawl_that_is_stuck_in_a_page_is_killed(crawls: Crawls, where: str, frontier: str) -> None:
    with outlet() as address:
        crawls.hosts = {HOST: address}
        with started(
            crawls,
            "stuck",
            "-a",
            f"where={where}",
            STOP_SECONDS=STUCK_SECONDS,
            SPIDER_MODULES="tests.security.stuck_spider",
            FRONTIER=frontier,
        ) as crawl:
            crawl.until(lambda: "stuck now" in crawl.log)
            # It may not have come from its log to where it is stuck.
            said = crawl.processor_s()
            crawl.until(lambda: crawl.processor_s() > said + STUCK_ENOUGH_S)
            took = crawl.stopped()
    assert crawl.process.returncode == -signal.SIGKILL, crawl.log
    assert took > STUCK_SECONDS - 1
    assert "told to stop, but did not end within 2 s; killed. It was in " in crawl.log
    assert f"in {where}" in crawl.log.splitlines()[-1]
    # What was reported as stored is stored, and the record waits to be seen as dead.
    (copy,) = crawls.database.copies.find()
    assert copy["_id"].endswith("/story/fine")
    (record,) = crawls.database.crawls.find()
    assert (record["reason"], record["exitCode"]) == (None, None)
    assert "DEAD" in crawls.run("crawls", "-s", "CRAWL_DEAD_AFTER=0.1")


@pytest.mark.parametrize("frontier", ["local", "shared"])
def test_a_page_that_does_not_come_is_left(crawls: Crawls, frontier: str) -> None:
    with outlet(silent="/story/silent") as address:
        crawls.hosts = {HOST: address}
        with started(crawls, "outlet", "-a", f"url={SITE}/story/silent", FRONTIER=frontier) as crawl:
            crawl.until(lambda: "this is run" in crawl.log)
            time.sleep(2)
            crawl.stopped()
    assert crawl.process.returncode == ExitCode.INTERRUPTED, crawl.log
    assert "1 requests in progress are abandoned" in crawl.log
    assert "Traceback" not in crawl.log, crawl.log
    assert crawls.database.quarantine.count_documents({}) == 0
    (record,) = crawls.database.crawls.find()
    assert (record["reason"], record["exitCode"]) == ("shutdown", ExitCode.INTERRUPTED)
    if frontier == "shared":
        # It was not acknowledged: another worker gets it when the lease ends.
        assert crawls.database.frontier.count_documents({"done": {"$exists": False}}) >= 1


RENDERED = {
    "comes without end": "setInterval(() => fetch('/api/comments?thread=full&after=0').then(() => 0), 50)",
    "computes": "for (;;);",
    "takes memory": "const keep = []; setInterval(() => keep.push(new Uint8Array(1e6).fill(1)), 100)",
}


@pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Chromium: apt-get install chromium")
@pytest.mark.parametrize("script", RENDERED)
def test_a_rendered_page_is_left(crawls: Crawls, script: str) -> None:
    with running() as served:
        crawls.hosts = {HOST: served.address}
        served.pages["full"] = story(
            "full", f"{SECTION.format('full')}<script>setTimeout(() => {{{RENDERED[script]}}}, 50)</script>"
        )
        served.fill("full", 400, replies=1)
        with started(
            crawls, "outlet", "-a", f"url={SITE}/story/full", RENDER_ANSWER_SECONDS=30, DOWNLOAD_DELAY=0.5
        ) as crawl:
            crawl.until(lambda: any(path.startswith("/static/") for path in served.asked))
            time.sleep(1)
            crawl.stopped()
    assert crawl.process.returncode == ExitCode.INTERRUPTED, crawl.log
    assert "Traceback" not in crawl.log, crawl.log
    assert crawls.database.copies.count_documents({}) == 1


def test_a_crawl_that_is_not_stuck_does_not_wait(crawls: Crawls) -> None:
    with outlet() as address:
        crawls.hosts = {HOST: address}
        with started(
            crawls, "outlet", "-a", f"url={SITE}/story/fine", STOP_SECONDS=50, CLOSESPIDER_TIMEOUT=60, DOWNLOAD_DELAY=1
        ) as crawl:
            crawl.until(lambda: "this is run" in crawl.log)
            crawl.stopped()
    assert crawl.process.returncode == ExitCode.INTERRUPTED, crawl.log
    assert "are abandoned" not in crawl.log
    assert "Traceback" not in crawl.log, crawl.log
