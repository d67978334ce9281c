"""``scrapy quarantine``: look at what was refused, and store it once the reason is gone."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pymongo.database import Database

from newscrawler.storage.reader import Reader
from tests.support.commands_store import BUSES, FLAT, STOCKS, VISIT, comment, copies, rejection, thread

Scrapy = Callable[..., Any]
Store = Callable[..., None]


def kept(item: Any) -> dict[str, Any]:
    return {"_type": type(item).__name__, **asdict(item)}


class TestList:
    def test_shows_reason_count_and_url_last_met_first(
        self, scrapy: Scrapy, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("COLUMNS", "80")
        store(rejection())
        store(replace(rejection(), retrieved=VISIT + timedelta(days=1)))
        store(rejection(url="https://japantoday.com/y", stage="fetch", reason="HTTP 500"))
        header, first, first_url, second, second_url, total = scrapy("quarantine", "list").lines
        assert header.split() == ["ID", "LAST", "MET", "COUNT", "STAGE", "REASON"]
        assert first.split()[1:] == ["2026-11-21", "2", "extraction", "no", "headline"]
        assert first_url.strip() == "https://japantoday.com/x"
        assert second.split()[2:] == ["1", "fetch", "HTTP", "500"]
        assert second_url.strip() == "https://japantoday.com/y"
        assert total == "2 in quarantine"

    def test_can_be_asked_by_stage_limited_and_as_json(self, scrapy: Scrapy, store: Store) -> None:
        store(rejection(), rejection(stage="fetch", reason="HTTP 500"))
        assert scrapy("quarantine", "list", "--stage", "fetch").lines[-1] == "1 in quarantine from fetch"
        assert scrapy("quarantine", "list", "--limit", "1").lines[-1] == "2 in quarantine, 1 shown; see --limit"
        entries = [json.loads(line) for line in scrapy("quarantine", "list", "--json").lines]
        assert {entry["reason"] for entry in entries} == {"no headline", "HTTP 500"}
        assert entries[0]["lastSeen"] == VISIT.isoformat()

    def test_of_an_empty_quarantine(self, scrapy: Scrapy) -> None:
        assert scrapy("quarantine", "list").out == "0 in quarantine\n"


class TestShow:
    def test_tells_all_about_one(self, scrapy: Scrapy, store: Store, database: Database[Any]) -> None:
        store(rejection(item=kept(copies()[0]), fragment="<html>\x1b[2J"))
        (entry,) = Reader(database).quarantine()
        shown = scrapy("quarantine", "show", entry.id[:6]).out
        assert entry.id in shown
        assert "extraction: no headline" in shown
        assert "headline: Tokyo to test driverless night buses" in shown
        assert "<html>[2J" in shown

    @pytest.mark.parametrize(
        ("known", "command"),
        [
            ({}, "scrapy crawl japantoday -a url=https://japantoday.com/x"),
            ({"url": "https://example.com/a b"}, "scrapy crawl outlet -a url='https://example.com/a b'"),
            ({"stage": "comments"}, "scrapy crawl japantoday"),
            (
                {"url": "https://example.com/api", "stage": "discovery"},
                "scrapy crawl outlet -a url=https://example.com/",
            ),
            ({"url": "old news.warc.gz#12", "stage": "archive"}, "scrapy crawl archive -a path='old news.warc.gz'"),
            ({"url": "urn:sha256:ab", "stage": "archive"}, "scrapy crawl archive -a path=FILE_OR_FOLDER"),
        ],
    )
    def test_says_how_to_refetch_what_left_no_item(
        self, scrapy: Scrapy, store: Store, database: Database[Any], known: dict[str, str], command: str
    ) -> None:
        store(rejection(**known))
        (entry,) = Reader(database).quarantine()
        assert scrapy("quarantine", "show", entry.id).lines[-1] == f"no item was kept; refetch with: {command}"


class TestReplay:
    def test_stores_what_is_valid_now_and_removes_its_entry(
        self, scrapy: Scrapy, store: Store, database: Database[Any]
    ) -> None:
        for item in (copies()[0], thread("1234", BUSES), comment(FLAT, "1", 0, score=-2)):
            store(rejection(url=getattr(item, "url", BUSES), reason=type(item).__name__, item=kept(item)))
        ran = scrapy("quarantine", "replay", "--all")
        assert ran.lines[-1] == "replayed 3: 3 stored, 0 refused again, 0 without an item"
        assert ran.code == 0
        reader = Reader(database)
        tree = reader.story(BUSES)
        assert tree.stored.story.headline == "Tokyo to test driverless night buses"
        assert tree.copies[0].threads[0].comments[0].stored.comment.score == -2
        assert reader.quarantine_count() == 0

    def test_keeps_what_is_still_not_valid_and_says_why(
        self, scrapy: Scrapy, store: Store, database: Database[Any]
    ) -> None:
        store(rejection(stage="validation", item=kept(replace(copies()[0], headline=None))))
        (entry,) = Reader(database).quarantine()
        ran = scrapy("quarantine", "replay", entry.id)
        assert f"{entry.id[:8]}  refused again: no headline" in ran.lines[0]
        assert ran.lines[-1] == "replayed 1: 0 stored, 1 refused again, 0 without an item"
        assert ran.code == 1
        assert Reader(database).quarantined(entry.id).count == 1

    def test_says_how_to_refetch_what_left_no_item(self, scrapy: Scrapy, store: Store, database: Database[Any]) -> None:
        store(rejection(url=STOCKS))
        (entry,) = Reader(database).quarantine()
        ran = scrapy("quarantine", "replay", "--all")
        assert (
            ran.lines[0] == f"{entry.id[:8]}  no item was kept; refetch with: scrapy crawl japantoday -a url={STOCKS}"
        )
        assert ran.lines[-1] == "replayed 1: 0 stored, 0 refused again, 1 without an item"
        assert Reader(database).quarantine_count() == 1

    def test_goes_on_after_an_entry_that_holds_no_item(
        self, scrapy: Scrapy, store: Store, database: Database[Any]
    ) -> None:
        store(
            rejection(reason="odd", item={"_type": "Nonsense"}),
            rejection(reason="broken", item={"_type": "Copy", "url": 5}),
            rejection(reason="good", item=kept(copies()[0])),
        )
        ran = scrapy("quarantine", "replay", "--all")
        assert ran.lines[-1] == "replayed 3: 1 stored, 2 refused again, 0 without an item"
        assert "is not one of Copy, Thread, Comment" in ran.out
        assert next(Reader(database).stories()).lead == BUSES


class TestPurge:
    def test_removes_what_was_not_met_for_so_long(self, scrapy: Scrapy, store: Store, database: Database[Any]) -> None:
        now = datetime.now(UTC)
        store(replace(rejection(reason="old"), retrieved=now - timedelta(days=31)))
        store(replace(rejection(reason="new"), retrieved=now - timedelta(days=29)))
        assert scrapy("quarantine", "purge", "--older-than", "30").out == "purged 1 of quarantine\n"
        assert [entry.rejection.reason for entry in Reader(database).quarantine()] == ["new"]
        assert scrapy("quarantine", "purge", "--all").out == "purged 1 of quarantine\n"


@pytest.mark.parametrize(
    ("arguments", "said", "code"),
    [
        ([], "an action is missing; use list | show ID | replay", 2),
        (["burn"], "'burn' is not an action; use list | show ID", 2),
        (["list", "x"], "'x' is not an argument of this command", 2),
        (["list", "--limit", "0"], "--limit '0' is not a whole number", 2),
        (["show"], "show takes one ID; see `scrapy quarantine list`", 2),
        (["show", "beef"], "no quarantine entry is stored under 'beef'; list them with: scrapy quarantine list", 1),
        (["replay"], "replay takes either IDs or --all", 2),
        (["replay", "beef"], "no quarantine entry is stored under 'beef'", 1),
        (["replay", "beef", "--all"], "replay takes either IDs or --all", 2),
        (["purge"], "purge: say what to remove: --older-than DAYS or --all", 2),
        (["purge", "--older-than", "a week"], "--older-than 'a week' is not a whole number of at least 1", 2),
    ],
)
def test_an_error_is_one_line_that_names_the_input(scrapy: Scrapy, arguments: list[str], said: str, code: int) -> None:
    ran = scrapy("quarantine", *arguments)
    assert ran.err.startswith(f"scrapy quarantine: {said}")
    assert ran.err.count("\n") == 1
    assert (ran.out, ran.code) == ("", code)
