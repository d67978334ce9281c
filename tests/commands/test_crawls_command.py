"""``scrapy crawls``: runs as they stand in the store, and which of them are dead."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pymongo.database import Database
from pymongo.errors import WriteError

from newscrawler.storage import StorageError
from newscrawler.storage.runs import RunLog, find_run, runs, server_time
from tests.support.collection_docs import named, page

Scrapy = Callable[..., Any]
Log = Callable[..., RunLog]

KNOWN: dict[str, Any] = {
    "spider": "japantoday",
    "arguments": {"limit": "5"},
    "job": None,
    "node": "crawler-1",
    "pid": 812,
    "version": "0.1.0",
    "reason": None,
    "exitCode": None,
    "stories": 5,
    "outcomes": {"added": 3, "failed": 2},
    "copies": 3,
    "coverage": {"byline": 3, "agency": 2},
    "missed": {"headline": 3, "section": 1},
    "withheld": {"tdm": 2},
    "threads": {"added": 3, "incomplete": 1},
    "comments": {"added": 41},
    "rejections": {"fetch": 2},
    "requests": 9,
    "responses": 8,
    "bytes": 81_234,
    "statuses": {"200": 6, "404": 2},
    "downloadErrors": {"DownloadTimeoutError": 1},
    "pagesPerMinute": 61.5,
    "errors": 1,
    "lastErrors": ["it\x1b[2J went wrong"],
    "replayed": 0,
}


@pytest.fixture
def log(mongo_uri: str, database: Database[Any], tmp_path: Path) -> Iterator[Log]:
    """Makes run logs, as crawls have them."""
    made: list[RunLog] = []

    def make(run: str, uri: str = mongo_uri) -> RunLog:
        made.append(RunLog(lambda: uri, database.name, tmp_path, run))
        return made[-1]

    yield make
    for each in made:
        each.close()


def aged(database: Database[Any], run: str, **ago: float) -> None:
    at = server_time(database) - timedelta(**ago)
    database["crawls"].update_one({"_id": run}, {"$set": {"started": at, "heartbeat": at}})


class TestRunLog:
    def test_a_record_lives_by_the_servers_clock(self, log: Log, database: Database[Any]) -> None:
        before = server_time(database)
        written = log("a1")
        written.note({**KNOWN, "stories": 1})
        (begun,) = runs(database)
        assert before - timedelta(seconds=1) <= begun.started == begun.heartbeat
        assert begun.ended is None
        written.note(KNOWN)
        (alive,) = runs(database)
        assert (alive.started, alive.stories) == (begun.started, 5)
        assert alive.heartbeat > begun.heartbeat
        written.end({**KNOWN, "reason": "finished", "exitCode": 0})
        (over,) = runs(database)
        assert over.ended == over.heartbeat > alive.heartbeat
        assert (over.reason, over.exitCode, over.share("byline"), over.share("agency")) == ("finished", 0, 1.0, 2 / 3)

    def test_silence_makes_it_dead_and_a_sign_of_life_alive_again(self, log: Log, database: Database[Any]) -> None:
        written = log("a1")
        written.note(KNOWN)
        aged(database, "a1", seconds=91)

        def state() -> str:
            return find_run(database, "a1").state(server_time(database), timedelta(seconds=90))

        assert state() == "dead"
        written.note(KNOWN)
        assert state() == "running"
        written.end(KNOWN)
        aged(database, "a1", days=1)
        assert state() == "ended"

    def test_the_end_that_no_server_took_is_delivered_by_the_next_run_here(
        self, log: Log, database: Database[Any], tmp_path: Path
    ) -> None:
        log("a1").note(KNOWN)
        away = log("a1", "mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=100")
        with pytest.raises(StorageError):
            away.note(KNOWN)
        at = datetime.now(UTC)
        away.end({**KNOWN, "reason": "finished", "exitCode": 6})
        assert find_run(database, "a1").ended is None
        assert (tmp_path / "runs" / "a1.json").exists()
        log("b2").deliver()
        delivered = find_run(database, "a1")
        assert delivered.ended is not None
        assert abs(delivered.ended - at) < timedelta(seconds=10)
        assert (delivered.exitCode, delivered.stories) == (6, 5)
        assert not list((tmp_path / "runs").iterdir())

    def test_what_is_no_record_is_left_alone(self, log: Log, database: Database[Any], tmp_path: Path) -> None:
        (tmp_path / "runs").mkdir()
        (tmp_path / "runs" / "x.json").write_text('{"half')
        log("b2").deliver()
        assert (tmp_path / "runs" / "x.json").exists()

    @pytest.mark.parametrize("nonsense", [{"stories": -1}, {"outcomes": {"added": "3"}}, {"node": ""}])
    def test_the_validator_refuses_nonsense(self, log: Log, database: Database[Any], nonsense: dict[str, Any]) -> None:
        with pytest.raises(StorageError, match="failed validation") as raised:
            log("a1").note({**KNOWN, **nonsense})
        assert isinstance(raised.value.__cause__, WriteError)

    def test_every_field_is_on_the_page(self, log: Log, database: Database[Any]) -> None:
        log("a1").note(KNOWN)
        written = set(database["crawls"].find_one() or {})
        assert written - named(page("crawls")) == set()


class TestCommand:
    def test_lists_runs_with_their_states_last_started_first(
        self, scrapy: Scrapy, log: Log, database: Database[Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("COLUMNS", "140")
        log("d0d0d0d0d0d0").note(KNOWN)
        aged(database, "d0d0d0d0d0d0", hours=2)
        log("e1e1e1e1e1e1").end({**KNOWN, "reason": "finished", "exitCode": 3})
        aged(database, "e1e1e1e1e1e1", hours=1)
        log("f2f2f2f2f2f2").note({**KNOWN, "spider": "harborlight", "arguments": {}})
        header, *lines = scrapy("crawls").lines
        assert header.split() == [
            "RUN", "STARTED", "STATE", "TOOK", "STORIES", "ADDED", "BAD", "PAGES/MIN", "NODE", "SPIDER",
        ]  # fmt: skip
        assert [(line.split()[0], line.split()[3]) for line in lines] == [
            ("f2f2f2f2", "running"), ("e1e1e1e1", "errors"), ("d0d0d0d0", "DEAD"),
        ]  # fmt: skip
        assert lines[2].split()[5:] == ["5", "3", "2", "62", "crawler-1", "japantoday", "-a", "limit=5"]

    @pytest.mark.parametrize(
        ("options", "found"),
        [
            (("--state", "dead"), ["d0"]),
            (("--state", "running"), ["f2"]),
            (("--state", "no stories"), ["e1"]),
            (("--spider", "harborlight"), ["f2"]),
            (("--limit", "2"), ["f2", "e1"]),
            (("--since", "2999-01-01"), []),
        ],
    )
    def test_can_be_asked(
        self, scrapy: Scrapy, log: Log, database: Database[Any], options: tuple[str, ...], found: list[str]
    ) -> None:
        log("d0").note(KNOWN)
        aged(database, "d0", hours=2)
        log("e1").end({**KNOWN, "reason": "finished", "exitCode": 4})
        aged(database, "e1", hours=1)
        log("f2").note({**KNOWN, "spider": "harborlight"})
        assert [json.loads(line)["id"] for line in scrapy("crawls", *options, "--json").lines] == found

    def test_shows_one_by_its_first_digits_or_its_job(self, scrapy: Scrapy, log: Log, database: Database[Any]) -> None:
        log("d0d0d0d0d0d0").note({**KNOWN, "job": "6487ec79947edab326d6db28a2d86511e8247444"})
        aged(database, "d0d0d0d0d0d0", minutes=5)
        shown = scrapy("crawls", "d0d0")
        assert shown.lines[0] == "run d0d0d0d0d0d0 of japantoday"
        assert "  state      DEAD, last heard of 5m 0s ago" in shown.lines
        assert "  stories    5: 3 added, 2 failed" in shown.lines
        assert "byline 100%" in shown.out
        assert "agency 67%" in shown.out
        assert "  selectors  headline found nothing on 3 pages, section found nothing on 1 page" in shown.lines
        assert "  threads    3 added, 1 incomplete" in shown.lines
        assert "  fetched    8 pages with 9 requests, 0.1 MB, 62 pages a minute" in shown.lines
        assert shown.lines[-1].strip() == "it[2J went wrong"
        assert scrapy("crawls", "6487ec79947edab326d6db28a2d86511e8247444").out == shown.out

    def test_json_adds_what_follows_from_the_record(self, scrapy: Scrapy, log: Log) -> None:
        log("d0").end({**KNOWN, "exitCode": 7})
        told = json.loads(scrapy("crawls", "d0", "--json").out)
        assert (told["state"], told["coverageShare"]) == ("lost", {"byline": 1.0, "agency": 0.667})
        assert told["outcomes"] == KNOWN["outcomes"]

    @pytest.mark.parametrize(
        ("arguments", "said", "code"),
        [
            (["--state", "asleep"], "--state 'asleep' is not one of running, dead, ok", 2),
            (["--since", "soon"], "--since 'soon' is not a date", 2),
            (["a", "b"], "'b' is not an argument of this command", 2),
            (["beef"], "no run is stored under 'beef'; list them with: scrapy crawls", 1),
            (["d"], "'d' is the beginning of several: d0, d1; list them with: scrapy crawls", 1),
            (["--spider", "nobody"], "no crawl has --spider 'nobody'; there are: japantoday", 0),
        ],
    )
    def test_an_error_is_one_line_that_names_the_input(
        self, scrapy: Scrapy, log: Log, arguments: list[str], said: str, code: int
    ) -> None:
        log("d0").note(KNOWN)
        log("d1").note(KNOWN)
        ran = scrapy("crawls", *arguments)
        assert ran.err.startswith(f"scrapy crawls: {said}")
        assert (ran.err.count("\n"), ran.out, ran.code) == (1, "", code)

    def test_of_an_empty_store(self, scrapy: Scrapy) -> None:
        assert scrapy("crawls").err == "scrapy crawls: nothing has been crawled yet; e.g.: scrapy crawl japantoday\n"
