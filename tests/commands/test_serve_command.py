"""``newscrawler serve`` as a process: where it starts, where it refuses to, and how it stops."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import urllib3
from pymongo.database import Database

from newscrawler.storage import prepare, tokens
from tests.support.forking import Forked

Scrapy = Callable[..., Any]


@contextmanager
def started(
    uri: str, database: Database[Any], tmp_path: Path, *args: str
) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """The process, and the lines that it has printed until requests are answered."""
    environment = os.environ | {
        "MONGODB_URI": uri,
        "MONGODB_DATABASE": database.name,
        "NEWSCRAWLER_VAR": str(tmp_path),
    }
    command = [sys.executable, "-m", "newscrawler", "serve", "--port", "0", *args]
    log = (tmp_path / "log").open("w")
    with log, Forked(command, stdout=subprocess.PIPE, stderr=log, text=True, env=environment) as process:
        try:
            assert process.stdout is not None
            lines = []
            while line := process.stdout.readline():
                lines.append(line.rstrip())
                if "Ctrl-C" in line:
                    break
            yield process, lines
        finally:
            process.kill()


@pytest.mark.live
def test_it_prints_its_address_and_a_link_and_stops_when_it_is_told(
    mongo_uri: str, database: Database[Any], tmp_path: Path
) -> None:
    with started(mongo_uri, database, tmp_path) as (process, lines):
        address, link, _ = lines
        url = address.removeprefix("serve: ")
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+", url)
        assert link.startswith(f"serve: sign in as operator, once: {url}/login?key=ncl_")
        http = urllib3.PoolManager(retries=False)
        assert http.request("GET", f"{url}/").status == 200
        key = link.partition("key=")[2]
        assert http.request("GET", f"{url}/login?key={key}").status == 200
        process.send_signal(signal.SIGTERM)
        process.wait(60)
    log = (tmp_path / "log").read_text()
    assert "Traceback" not in log
    assert key not in log
    assert re.search(r" newscrawler\.serve\.access: GET / 200 \d+ ms anonymous$", log, re.MULTILINE)


@pytest.mark.live
def test_with_a_token_in_the_store_it_prints_no_link(mongo_uri: str, database: Database[Any], tmp_path: Path) -> None:
    prepare(database)
    _, secret = tokens.issue(database, "desk", "read", by="tests")
    with started(mongo_uri, database, tmp_path, "--host", "0.0.0.0") as (_, lines):
        assert len(lines) == 2
        url = lines[0].removeprefix("serve: ")
        http = urllib3.PoolManager(retries=False)
        assert http.request("GET", f"{url}/api/stories").status == 401
        assert http.request("GET", f"{url}/api/stories", headers={"Authorization": f"Bearer {secret}"}).status == 200


@pytest.mark.parametrize(
    "args",
    [
        ("--host", "0.0.0.0"),
        ("--host", "::"),
        # A socket for an empty address listens on all of them.
        ("-s", "SERVE_HOST="),
        ("--require-token",),
        ("-s", "SERVE_HOSTS=a.example"),
    ],
)
def test_where_every_request_needs_a_token_it_does_not_start_without_one(scrapy: Scrapy, args: tuple[str, ...]) -> None:
    ran = scrapy("serve", "--port", "0", *args)
    assert (ran.code, ran.out) == (1, "")
    assert "needs a token, and none is valid: issue one with `scrapy token add NAME --role operate`" in ran.err


def test_a_port_that_is_taken_is_named_with_the_remedy(scrapy: Scrapy) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ran = scrapy("serve", "--port", str(port))
    assert ran.code == 1
    assert f"cannot listen on 127.0.0.1, port {port}: Address already in use; see --host and --port" in ran.err


@pytest.mark.parametrize("port", ["x", "-1", "70000"])
def test_a_port_that_is_none_is_refused(scrapy: Scrapy, port: str) -> None:
    ran = scrapy("serve", f"--port={port}")
    assert ran.code in (1, 2)
    assert ran.err.count("\n") == 1
    assert "port" in ran.err


@pytest.mark.parametrize("number", ["0", "-5", "many"])
def test_a_rate_that_would_refuse_every_request_is_refused_at_the_start(scrapy: Scrapy, number: str) -> None:
    ran = scrapy("serve", "--host", "0.0.0.0", "-s", f"SERVE_REQUESTS_PER_MINUTE={number}")
    assert ran.code == 2
    assert ran.err.splitlines()[-1].endswith(
        f"SERVE_REQUESTS_PER_MINUTE {number!r} is not a whole number of at least 1"
    )


# 999,999 days ago there was no date.
@pytest.mark.parametrize("days", ["-1", "nan", "999999"])
def test_days_that_its_sequencer_cannot_use_are_refused_at_the_start(
    scrapy: Scrapy, monkeypatch: pytest.MonkeyPatch, days: str
) -> None:
    monkeypatch.setenv("NEWSCRAWLER_RETAIN_FEED_DAYS", days)
    ran = scrapy("serve", "--host", "0.0.0.0")
    assert ran.code == 1
    assert f"NEWSCRAWLER_RETAIN_FEED_DAYS={days!r} is not a number of days: 90, or 0 to keep all events" in ran.err
