"""``scrapy tail``: what was added or changed, once each, over restarts."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pymongo.database import Database

from newscrawler.storage import connect, prepare
from newscrawler.storage._batch import write_batch
from newscrawler.storage.local import mongod as local_mongod
from tests.support.commands_store import BUSES, FLAT, VISIT, comment, comments, copies, threads
from tests.support.forking import Forked

Scrapy = Callable[..., Any]
Store = Callable[..., None]
LATER = VISIT + timedelta(hours=3)


def test_begins_now_and_says_so(scrapy: Scrapy, filled: Database[Any]) -> None:
    ran = scrapy("tail", "--once")
    assert (ran.out, ran.code) == ("", 0)
    assert ran.err == "scrapy tail: there is no saved position 'default'; following from now\n"


def test_prints_a_line_for_every_addition_and_change(scrapy: Scrapy, store: Store) -> None:
    scrapy("tail", "--once")
    store(*copies()[:1], *threads()[:1], *comments()[:1])
    added = [line[9:] for line in scrapy("tail", "--once").lines]
    assert added[0].startswith('+ story    Kyodo  "Tokyo to test driverless night buses"  (1 copy)  ')
    assert added[1:] == [
        f'+ copy     japantoday.com  "Tokyo to test driverless night buses"  {BUSES}',
        '+ comment  reader 1  ▲6 ▼0  "Text of 1."',
        f"+ thread   japantoday  3 of 3 comments  {BUSES}",
    ]
    store(copies()[1], replace(comments()[0], upvoteCount=7, score=7, retrieved=LATER))
    changed = [line[9:] for line in scrapy("tail", "--once").lines]
    assert changed[0].startswith("~ story    Kyodo")
    assert "(2 copies)" in changed[0]
    assert changed[-1] == '~ comment  reader 1  ▲7 ▼0  "Text of 1."  [score, upvoteCount]'


def test_an_unchanged_visit_prints_nothing(scrapy: Scrapy, filled: Database[Any], store: Store) -> None:
    scrapy("tail", "--once")
    items: list[Any] = [*copies(), *threads(), *comments()]
    store(*(replace(item, retrieved=LATER) for item in items))
    ran = scrapy("tail", "--once")
    assert (ran.out, ran.err, ran.code) == ("", "", 0)


def test_a_comment_that_vanished_and_came_back_is_told(scrapy: Scrapy, filled: Database[Any], store: Store) -> None:
    first, second, third = (replace(item, retrieved=LATER) for item in comments()[:3])
    below = replace(threads()[0], retrieved=LATER, collectedCount=2)
    scrapy("tail", "--once")
    store(second, third, below)
    assert [line[9:] for line in scrapy("tail", "--once").lines] == [
        '~ comment  reader 1  ▲6 ▼0  "Text of 1."  (vanished)  [state]',
        f"~ thread   japantoday  2 of 3 comments  {BUSES}  [collectedCount]",
    ]
    store(replace(first, retrieved=LATER + timedelta(hours=1)))
    (line,) = scrapy("tail", "--once").lines
    assert line[9:] == '~ comment  reader 1  ▲6 ▼0  "Text of 1."  [state]'


def test_each_consumer_has_its_own_position(scrapy: Scrapy, filled: Database[Any], store: Store) -> None:
    scrapy("tail", "--once", "--name", "a")
    scrapy("tail", "--once", "--name", "b")
    store(comment(FLAT, "new", 9))
    assert len(scrapy("tail", "--once", "--name", "a").lines) == 1
    assert len(scrapy("tail", "--once", "--name", "a").lines) == 0
    assert len(scrapy("tail", "--once", "--name", "b").lines) == 1


def test_json_holds_the_document(scrapy: Scrapy, filled: Database[Any], store: Store) -> None:
    scrapy("tail", "--once")
    store(comment(FLAT, "new", 9, text="Two\nlines."))
    (line,) = scrapy("tail", "--once", "--json").lines
    change = json.loads(line)
    assert (change["collection"], change["id"], change["what"]) == ("comments", f"{FLAT}#new", "added")
    assert change["document"]["text"] == "Two\nlines."


def test_a_position_that_mongodb_no_longer_knows_is_told_and_left(
    scrapy: Scrapy, filled: Database[Any], store: Store, tmp_path: Path
) -> None:
    scrapy("tail", "--once")
    path = tmp_path / "tail" / "default.token"
    kept = json.loads(path.read_text())
    path.write_text(json.dumps({**kept, "token": {"_data": "8200"}}))
    ran = scrapy("tail", "--once")
    assert "the position (saved 20" in ran.err
    assert "is no longer known to MongoDB" in ran.err
    assert ran.err.endswith("see `scrapy stories --changed-since`; following from now\n")
    assert (ran.out, ran.code) == ("", 0)
    store(comment(FLAT, "new", 9))
    assert len(scrapy("tail", "--once").lines) == 1


@pytest.mark.parametrize("content", ["", "{", '{"token": 1}', "[]"])
def test_a_damaged_position_is_not_silently_replaced(
    scrapy: Scrapy, database: Database[Any], tmp_path: Path, content: str
) -> None:
    path = tmp_path / "tail" / "default.token"
    path.parent.mkdir()
    path.write_text(content)
    ran = scrapy("tail", "--once")
    assert ran.code == 1
    assert ran.err.startswith(f"scrapy tail: {path} cannot be read")
    assert path.read_text() == content


def test_a_position_of_another_database_is_refused(scrapy: Scrapy, filled: Database[Any]) -> None:
    scrapy("tail", "--once")
    ran = scrapy("tail", "--once", "-s", "MONGODB_DATABASE=elsewhere")
    assert ran.code == 1
    assert f"belongs to the database {filled.name!r}; follow 'elsewhere' under another --name" in ran.err


@pytest.mark.parametrize(
    ("arguments", "said", "code"),
    [
        (["--name", "../up"], "--name '../up' becomes a file name: use letters, digits, - and _", 2),
        (["--onec"], "'--onec' is not an argument of this command; see -h", 2),
        (
            ["--once", "-s", "MONGODB_URI=mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=200"],
            "MongoDB at mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=200 does not answer",
            1,
        ),
    ],
)
def test_an_error_is_one_line_that_names_the_input(scrapy: Scrapy, arguments: list[str], said: str, code: int) -> None:
    ran = scrapy("tail", *arguments)
    assert ran.err.startswith(f"scrapy tail: {said}")
    assert ran.err.count("\n") == 1
    assert ran.code == code


@pytest.mark.live
class TestFollowing:
    @pytest.fixture
    def follow(self, mongo_uri: str, filled: Database[Any], tmp_path: Path) -> Iterator[Callable[[], Any]]:
        started: list[tuple[subprocess.Popen[str], threading.Timer]] = []

        def start() -> subprocess.Popen[str]:
            command = [sys.executable, "-m", "scrapy", "tail", "-s", f"MONGODB_URI={mongo_uri}"]
            command += ["-s", f"MONGODB_DATABASE={filled.name}", "-s", f"VAR_DIR={tmp_path}"]
            before = path.stat().st_mtime_ns if (path := tmp_path / "tail" / "default.token").exists() else None
            process = Forked(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            # A line that never comes is an end of file, and no wait for ever.
            limit = threading.Timer(300, process.kill)
            limit.start()
            started.append((process, limit))
            deadline = time.monotonic() + 240
            while before is None and not path.exists():
                assert process.poll() is None, process.stderr and process.stderr.read()
                assert time.monotonic() < deadline
                time.sleep(0.02)
            return process

        yield start
        for process, limit in started:
            limit.cancel()
            process.kill()
            process.wait()

    def test_prints_as_it_happens_and_ctrl_c_ends_it(self, follow: Callable[[], Any], store: Store) -> None:
        process = follow()
        store(comment(FLAT, "live", 9))
        assert '+ comment  reader live  score –  "Text of live."' in process.stdout.readline()
        process.send_signal(signal.SIGINT)
        rest, errors = process.communicate(timeout=240)
        assert (rest, process.returncode) == ("", 0)
        assert errors == "scrapy tail: there is no saved position 'default'; following from now\n"

    def test_killed_at_any_moment_it_misses_nothing(self, follow: Callable[[], Any], store: Store) -> None:
        printed: set[str] = set()
        for turn in range(3):
            process = follow()
            store(*(comment(FLAT, f"{turn}-{number}", 10 + number) for number in range(30)))
            printed.update(process.stdout.readline() for _ in range(7))
            process.kill()
            # Not communicate(): it leaves out what readline() has taken from the pipe beyond its line.
            printed.update(process.stdout)
        process = follow()
        expected = {f"reader {turn}-{number} " for turn in range(3) for number in range(30)}
        while missing := {name for name in expected if not any(name in line for line in printed)}:
            line = process.stdout.readline()
            assert line, f"not printed: {sorted(missing)}"
            printed.add(line)

    def test_a_restart_of_mongodb_is_waited_out(self) -> None:
        # A short path: a socket's may not be long
        directory = Path(tempfile.mkdtemp(prefix="newscrawler-tail-"))
        command = [sys.executable, "-m", "scrapy", "tail", "-s", "MONGODB_URI=", "-s", f"VAR_DIR={directory}"]
        try:
            with connect(local_mongod.ensure(directory)) as client:
                prepare(client["newscrawler"])
            process = Forked(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            assert "following from now" in process.stderr.readline()
            while not (directory / "tail" / "default.token").exists():
                time.sleep(0.02)
            local_mongod.stop(directory)
            assert "MongoDB does not answer; retrying until it does" in process.stderr.readline()
            with connect(local_mongod.ensure(directory)) as client:
                write_batch(client["newscrawler"], [comment(FLAT, "after", 0)])
            assert "reader after" in process.stdout.readline()
            process.send_signal(signal.SIGINT)
            assert process.communicate(timeout=240) == ("", "")
        finally:
            process.kill()
            process.wait()
            local_mongod.stop(directory)
            shutil.rmtree(directory)
