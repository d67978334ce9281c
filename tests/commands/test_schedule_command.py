"""``scrapy schedule``."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from pymongo.database import Database

Scrapy = Callable[..., Any]
Documents = Database[dict[str, Any]]

HOURLY = ("schedule", "add", "hourly", "15 * * * *", "japantoday")


def test_a_schedule_is_added_listed_run_and_removed(scrapy: Scrapy, database: Documents) -> None:
    assert "no schedules" in scrapy("schedule", "list").out
    options = (
        "--tz",
        "Asia/Tokyo",
        "-a",
        "limit=5",
        "--setting",
        "DOWNLOAD_DELAY=2",
        "--priority",
        "3",
        "--jitter",
        "60",
    )
    added = scrapy(*HOURLY, *options)
    assert (added.code, added.err) == (0, "")
    assert added.lines[0].startswith("hourly fires next at ")
    assert added.lines[0].endswith(":15:00 +0900")
    assert "has no egg yet" in added.lines[1]
    assert "no scrapyd node" in added.lines[2]

    (stored,) = database["schedules"].find()
    assert {name: stored[name] for name in ("args", "settings", "priority", "jitter", "project", "overlap")} == {
        "args": {"limit": "5"},
        "settings": {"DOWNLOAD_DELAY": "2"},
        "priority": 3.0,
        "jitter": 60.0,
        "project": "newscrawler",
        "overlap": False,
    }
    assert "queued job hourly-" in scrapy("schedule", "run", "hourly").out
    again = scrapy("schedule", "run", "hourly")
    assert (again.code, "allows no overlap" in again.err) == (1, True)
    (job,) = database["jobs"].find()
    assert (job["state"], job["args"], job["schedule"], job["firing"]) == ("pending", {"limit": "5"}, "hourly", None)

    listed = scrapy("schedule", "list").lines
    assert listed[0].split() == ["NAME", "CRON", "ZONE", "NEXT", "LAST", "CRAWL"]
    assert "pending" in listed[1]
    assert "japantoday -a limit=5" in listed[1]
    (shown,) = map(json.loads, scrapy("schedule", "list", "--json").lines)
    assert (shown["name"], shown["cron"], shown["last"]["state"]) == ("hourly", "15 * * * *", "pending")

    assert "removed hourly" in scrapy("schedule", "remove", "hourly").out
    assert database["schedules"].count_documents({}) == 0
    assert database["jobs"].count_documents({}) == 1


def test_replace(scrapy: Scrapy, database: Documents) -> None:
    scrapy(*HOURLY)
    refused = scrapy(*HOURLY)
    assert (refused.code, "--replace" in refused.err) == (1, True)
    assert scrapy("schedule", "add", "hourly", "45 3 * * *", "harborlight", "--replace").code == 0
    (stored,) = database["schedules"].find()
    assert (stored["cron"], stored["spider"]) == ("45 3 * * *", "harborlight")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((), 2, "an action is missing"),
        (("fire",), 2, "'fire' is not an action"),
        (("add", "x", "15 * * * *"), 2, "NAME CRON SPIDER"),
        (("add", "x", "15 * * *", "japantoday"), 2, "'15 * * *' is not a cron expression"),
        (("add", "x", "15 * * * *", "nosuch"), 2, "there is no spider 'nosuch'; choose from:"),
        (("add", "x", "15 * * * *", "japantoday", "-a", "limit=many"), 2, "limit"),
        (("add", "x", "15 * * * *", "japantoday", "-a", "limit"), 2, "-a 'limit' is not NAME=VALUE"),
        (("add", "x", "15 * * * *", "japantoday", "--tz", "Tokyo"), 2, "'Tokyo' is not a time zone"),
        (("add", "x", "15 * * * *", "japantoday", "--jitter", "-1"), 2, "--jitter '-1' is not a number of at least 0"),
        (("add", "x", "15 * * * *", "japantoday", "--grace", "inf"), 2, "--grace 'inf'"),
        (("add", "a/b", "15 * * * *", "japantoday"), 1, "'a/b' cannot be the name of a schedule"),
        (("remove", "x"), 1, "no schedule 'x'"),
        (("run", "x"), 1, "no schedule 'x'"),
        (("run",), 2, "run takes one NAME"),
    ],
)
def test_bad_input_is_one_line(
    scrapy: Scrapy, database: Documents, words: tuple[str, ...], code: int, said: str
) -> None:
    ran = scrapy("schedule", *words)
    assert ran.code == code
    assert said in ran.err
    assert ran.err.startswith("scrapy schedule: ")
    assert len(ran.err.splitlines()) == 1
    assert database["schedules"].count_documents({}) == 0
