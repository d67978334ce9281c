"""docs/security.md: what a crawl exposes, which is nothing."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

import newsroom
from newscrawler import settings
from tests.support.crawls import Crawls

ROOT = Path(__file__).parents[2]


def test_what_runs_code_is_off() -> None:
    assert settings.EXTENSIONS["scrapy.extensions.remote_control.RemoteControl"] is None
    assert settings.REMOTE_CONTROL_ENABLED is False
    assert settings.TELNETCONSOLE_ENABLED is False


def listening(pid: int) -> list[str]:
    """Local addresses of a process's listening TCP sockets, as /proc prints them."""
    sockets = set()
    for descriptor in Path(f"/proc/{pid}/fd").iterdir():
        try:
            sockets |= set(re.findall(r"socket:\[(\d+)\]", str(descriptor.readlink())))
        except OSError:
            continue
    return [
        fields[1]
        for table in ("tcp", "tcp6")
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]
        if (fields := line.split())[3] == "0A" and fields[9] in sockets
    ]


@pytest.mark.live
@pytest.mark.parametrize("remote", [False, True])
def test_a_running_crawl_listens_on_nothing(crawls: Crawls, remote: bool) -> None:
    with newsroom.start() as room:
        crawls.hosts = room.host_map
        process = crawls.start("crawl", "japantoday", DOWNLOAD_DELAY=0.2, TELNETCONSOLE_ENABLED=int(remote))
        try:
            deadline = time.monotonic() + 120
            while not crawls.database.copies.count_documents({}):
                assert process.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.05)
            # That the look finds a listener is shown by turning one on.
            assert bool(listening(process.pid)) is remote
        finally:
            process.kill()
            process.communicate()


def test_the_tests_that_the_page_names_are_there() -> None:
    page = (ROOT / "docs/security.md").read_text()
    for path in re.findall(r"`(tests/[\w/]+\.py)`", page):
        assert (ROOT / path).is_file(), path
