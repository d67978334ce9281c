"""``scrapy feed``: who numbers, what was numbered, and a sequencer in the foreground."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from bson import Int64
from pymongo.database import Database

from newscrawler.feed import Feed
from newscrawler.storage import prepare
from tests.support.commands_store import FLAT, comment, comments
from tests.support.forking import Forked
from tests.support.sequencing import sequencing, until

Scrapy = Callable[..., Any]
Store = Callable[..., None]
Db = Database[Any]

AT = datetime(2026, 11, 28, 10, 30, tzinfo=UTC)


@pytest.fixture
def fed(database: Db) -> Db:
    """Five events; nobody numbers now."""
    prepare(database)
    database["meta"].insert_one(
        {"_id": "feed", "feed": "f1", "number": 5, "fence": 1, "at": AT, "database": database.name}
    )
    more = {"collection": "comments", "id": f"{FLAT}#1", "fields": ["score", "upvoteCount"]}
    kinds = ("resync", "added", "changed", "erased", "removed")
    database["feed"].insert_many(
        {"_id": Int64(number), "schemaVersion": 6, "kind": kind, "at": AT, **(more if kind == "changed" else {})}
        for number, kind in enumerate(kinds, 1)
    )
    return database


def test_the_state_says_who_numbers_and_how_far(scrapy: Scrapy, fed: Db) -> None:
    ran = scrapy("feed")
    assert ran.code == 1
    assert ran.lines[0] == "events    1 to 5"
    assert ran.lines[1].startswith("numbered  everything until ")
    assert ran.lines[2].endswith("(behind)")
    assert ran.lines[3] == "holder    nobody: start a scrapyd node, `scrapy serve` or `scrapy feed run`"
    with sequencing(fed, name="node-3:77 scrapyd"):
        ran = scrapy("feed", "--json")
        assert ran.code == 0
        assert json.loads(ran.out)["holder"] == "node-3:77 scrapyd"
        assert "node-3:77 scrapyd" in scrapy("feed").out


def test_a_store_that_was_never_numbered_says_so(scrapy: Scrapy, filled: Db) -> None:
    ran = scrapy("feed")
    assert ran.lines[:2] == ["events    none", "numbered  nothing yet"]
    assert scrapy("feed", "--after", "0").out == ""


def test_events_are_printed_oldest_first(scrapy: Scrapy, fed: Db) -> None:
    ran = scrapy("feed", "--after", "1")
    assert [line.split()[0] for line in ran.lines] == ["2", "3", "4", "5"]
    assert ran.lines[1].endswith(f"changed comments {FLAT}#1  [score, upvoteCount]")
    ran = scrapy("feed", "--after", "0", "--kinds", "resync,erased", "--json")
    assert [json.loads(line)["number"] for line in ran.lines] == [1, 4]
    assert json.loads(ran.lines[0]) == {"number": 1, "at": AT.isoformat(), "kind": "resync"}


def test_events_that_are_gone_have_an_exit_code_and_a_remedy(scrapy: Scrapy, fed: Db) -> None:
    fed["feed"].delete_many({"_id": {"$lt": 4}})
    ran = scrapy("feed", "--after", "1")
    assert (ran.out, ran.code) == ("", 3)
    assert ran.err == (
        "scrapy feed: events after 1 are not kept: the first is 4; read the documents anew, then follow from 5\n"
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["walk"], "'walk' is not run, the only argument of this command; see -h"),
        (["--after", "x"], "--after 'x' is not a whole number of at least 0"),
        (["--follow"], "--follow and --kinds need --after N: the number of the last event that you have"),
        (["run", "--after", "1"], "run prints no events; leave --after out"),
        (["--after", "1", "--kinds", "all"], "--kinds 'all' is not one of added, changed, removed, linked,"),
    ],
)
def test_an_error_is_one_line_that_names_the_input(scrapy: Scrapy, arguments: list[str], said: str) -> None:
    ran = scrapy("feed", *arguments)
    assert ran.err.startswith(f"scrapy feed: {said}")
    assert (ran.err.count("\n"), ran.code) == (1, 2)


@pytest.mark.parametrize("days", ["-1", "nan", "999999"])
def test_days_that_a_sequencer_cannot_use_are_refused(scrapy: Scrapy, days: str) -> None:
    ran = scrapy("feed", "run", "-s", f"RETAIN_FEED_DAYS={days}")
    assert ran.err.startswith("scrapy feed: RETAIN_FEED_DAYS is ")
    assert (ran.err.count("\n"), ran.code) == (1, 1)


@pytest.mark.live
def test_run_numbers_and_follow_prints_until_both_are_interrupted(database: Db, mongo_uri: str, store: Store) -> None:
    def start(*arguments: str) -> subprocess.Popen[str]:
        settings = ["-s", f"MONGODB_URI={mongo_uri}", "-s", f"MONGODB_DATABASE={database.name}"]
        command = [sys.executable, "-m", "newscrawler", "feed", *arguments, *settings]
        return Forked(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    run = start("run")
    until(lambda: Feed(database).last() == 1)
    follow = start("--after", "1", "--follow", "--json")
    store(*comments()[:1], comment(FLAT, "new", 9))
    assert follow.stdout is not None
    assert [json.loads(next(follow.stdout))["number"] for _ in range(2)] == [2, 3]
    for process in (follow, run):
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=240)
        assert process.returncode == 0, out
    assert "feed: numbering after 0" in out
    assert Feed(database).state().holder is None
