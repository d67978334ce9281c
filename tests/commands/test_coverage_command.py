"""``scrapy coverage``: outlets, hours of an outlet, and gaps."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from pymongo.database import Database

from tests.support.coverage_store import LIGHT, PLAIN, a_day, keep_calendar, note, note_gap, this_hour

Scrapy = Callable[..., Any]

HOUR = timedelta(hours=1)


def cells(line: str) -> list[str]:
    """The cells of a line; a single space is part of a cell."""
    return [cell.strip() for cell in line.split("  ") if cell.strip()]


class TestOutlets:
    def test_a_line_for_each(self, scrapy: Scrapy, database: Database[Any]) -> None:
        now = a_day(database)
        ran = scrapy("coverage")
        heading, light, plain = map(cells, ran.lines)
        assert heading == [
            "LISTS", "BAD LISTS", "ENTRIES", "NEW", "STORED", "CHANGED", "BAD PAGES", "LEFT OUT", "GAPS", "50%", "90%",
            "COMMENTS", "LAST STORY", "OUTLET",
        ]  # fmt: skip
        last = f"{now - 3 * HOUR:%Y-%m-%d %H:%M}"
        assert light == ["24/24", "0", "200", "9", "8", "3", "2", "33", "1", "<5m", "long", "48/50", last, LIGHT]
        assert plain == ["0", "2", "0", "0", "0", "0", "0", "0", "0", "–", "–", "–", "–", PLAIN]
        assert ran.code == 0

    def test_the_last_day_if_no_time_is_asked_for(self, scrapy: Scrapy, database: Database[Any]) -> None:
        now = a_day(database)
        note(database, PLAIN, now - 30 * HOUR, listsRead=7)
        shown = [json.loads(line) for line in scrapy("coverage", "--json").lines]
        assert [(each["outlet"], each["listsRead"]) for each in shown] == [(LIGHT, 10), (PLAIN, 0)]
        since = (now - 40 * HOUR).isoformat()
        shown = [json.loads(line) for line in scrapy("coverage", "--json", "--since", since).lines]
        assert [(each["outlet"], each["listsRead"]) for each in shown] == [(LIGHT, 10), (PLAIN, 7)]

    def test_json_has_the_fields_and_the_shares(self, scrapy: Scrapy, database: Database[Any]) -> None:
        a_day(database)
        light = json.loads(scrapy("coverage", "--json").lines[0])
        assert light["leftOut"] == {"other_site": 3, "limit": 30}
        assert (light["halfWithin"], light["mostWithin"]) == (300, None)
        assert (light["commentsExpected"], light["commentsGot"], light["listsFailed"]) == (50, 48, 0)

    def test_nothing_yet(self, scrapy: Scrapy, database: Database[Any]) -> None:
        ran = scrapy("coverage", "--since", "2026-01-01")
        assert (ran.out, ran.code) == ("", 0)
        assert ran.err == "scrapy coverage: no outlet was visited since 2026-01-01 00:00 UTC\n"


class TestHours:
    def test_hours_without_a_visit_are_shown(self, scrapy: Scrapy, database: Database[Any]) -> None:
        now = a_day(database)
        heading, busy, empty, quiet, *this = map(cells, scrapy("coverage", "--outlet", LIGHT).lines)
        assert (heading[0], heading[-2:]) == ("HOUR", ["USUAL", "LEFT OUT BECAUSE"])
        assert busy[:6] == [f"{now - 3 * HOUR:%Y-%m-%d %H:%M}", "12/12", "0", "200", "9", "8"]
        assert busy[-2:] == ["–", "30 limit, 2 other_site"]
        assert empty == [f"{now - 2 * HOUR:%Y-%m-%d %H:%M}", "not visited", "–"]
        assert (quiet[1], quiet[-1]) == ("12/12", "1 other_site")
        assert all(hour[1:] == ["not visited", "–"] for hour in this)

    def test_the_usual_stories_stand_beside_them(self, scrapy: Scrapy, database: Database[Any]) -> None:
        now = this_hour(database)
        for hours in range(1, 21 * 24):
            note(database, LIGHT, now - hours * HOUR, listsRead=6, stored=5)
        _, *shown = map(cells, scrapy("coverage", "--outlet", LIGHT).lines)
        assert {hour[-1] for hour in shown} == {"5.0"}

    def test_an_outlet_without_a_ledger(self, scrapy: Scrapy, database: Database[Any]) -> None:
        ran = scrapy("coverage", "--outlet", "harbourlight.example")
        assert (ran.code, ran.err) == (
            2, "scrapy coverage: --outlet 'harbourlight.example' has no ledger; nothing has been crawled yet\n",
        )  # fmt: skip
        a_day(database)
        assert f"there are: {LIGHT}, {PLAIN}" in scrapy("coverage", "--outlet", "harbourlight.example").err

    def test_bad_times(self, scrapy: Scrapy, database: Database[Any]) -> None:
        assert scrapy("coverage", "--since", "yesterday").code == 2
        ran = scrapy("coverage", "--since", "2999-01-01")
        assert (ran.code, "is in the future" in ran.err) == (2, True)


class TestGaps:
    def test_the_latest_first(self, scrapy: Scrapy, database: Database[Any]) -> None:
        now = this_hour(database)
        note_gap(database, LIGHT, now - 3 * HOUR, missed=7.4, closed=now - 2 * HOUR, found=6)
        note_gap(database, PLAIN, now, walk=["list:a", "list:b"])
        heading, plain, light = map(cells, scrapy("coverage", "--gaps").lines)
        assert heading == ["FROM", "UNTIL", "LISTED", "MISSED", "FOUND", "WALKED", "OUTLET", "LIST"]
        assert plain[2:] == ["20", "–", "0", "2 to do", PLAIN, f"https://{PLAIN}/feed"]
        assert light[1:6] == [
            f"{now - 3 * HOUR:%Y-%m-%d %H:%M}",
            "20",
            "about 7",
            "6",
            f"{now - 2 * HOUR:%Y-%m-%d %H:%M}",
        ]
        shown = [json.loads(line) for line in scrapy("coverage", "--gaps", "--json").lines]
        assert [(gap["outlet"], gap["missed"], gap["found"]) for gap in shown] == [(PLAIN, None, 0), (LIGHT, 7.4, 6)]

    def test_none(self, scrapy: Scrapy, database: Database[Any]) -> None:
        now = a_day(database)
        note_gap(database, PLAIN, now - 2 * HOUR)
        ran = scrapy("coverage", "--gaps", "--outlet", LIGHT)
        assert ran.err.startswith(f"scrapy coverage: no gap was found of {LIGHT} since ")


class TestAlerts:
    """``scrapy alerts`` on a ledger of three weeks with five stories every hour."""

    def fill(self, database: Database[Any], *, silent_for: int) -> None:
        keep_calendar(database, LIGHT)
        now = this_hour(database)
        for hours in range(silent_for, silent_for + 21 * 24):
            note(database, LIGHT, now - hours * HOUR, listsRead=6, stored=5)

    def schedule(self, database: Database[Any], **run: Any) -> None:
        """A scheduled spider whose last story came in a run of 30 hours ago."""
        now = this_hour(database)
        who = {"spider": "harborlight", "node": "n", "pid": 1, "version": "0", "schemaVersion": 5, **run}
        at = now - 30 * HOUR
        when = {"started": at, "heartbeat": at, "ended": at, "exitCode": 0, "outcomes": {"added": 5}}
        database["crawls"].insert_one({"_id": "r1", **who, **when})
        due = {"_id": "harborlight", "spider": "harborlight", "next": now}
        database["schedules"].insert_one(due, bypass_document_validation=True)

    def told(self, scrapy: Scrapy) -> dict[str, str]:
        return {alert["id"]: alert["message"] for alert in map(json.loads, scrapy("alerts", "--json").lines)}

    def test_a_silence_that_is_usual(self, scrapy: Scrapy, database: Database[Any]) -> None:
        self.fill(database, silent_for=2)
        assert self.told(scrapy) == {}

    def test_a_silence_that_is_not_says_where_stories_get_lost(self, scrapy: Scrapy, database: Database[Any]) -> None:
        self.fill(database, silent_for=10)
        now = this_hour(database)
        (message,) = self.told(scrapy).values()
        assert re.match(
            rf"{LIGHT} has brought no new story for (9 hours, in which 35|10 hours, in which 40) are usual: ", message
        )
        assert message.endswith(f": its lists were not visited; see scrapy coverage --outlet {LIGHT}")
        for counted, said in (
            ({"listsFailed": 4}, "none of 4 visits could read a list"),
            ({"listsRead": 6}, "its lists were read 6 times and named no new story"),
            ({"listsRead": 6, "storiesNew": 3}, "its lists named 3 new stories, none of which was stored"),
            ({"listsRead": 6, "storiesNew": 3, "failed": 2, "rejected": 1}, "3 pages of stories went wrong"),
        ):
            database["coverage"].delete_one({"_id.hour": now - HOUR})
            note(database, LIGHT, now - HOUR, **counted)
            assert said in self.told(scrapy)[f"silence: {LIGHT}"]

    def test_old_stories_that_a_backfill_stores_end_no_silence(self, scrapy: Scrapy, database: Database[Any]) -> None:
        self.fill(database, silent_for=10)
        note(database, LIGHT, this_hour(database) - HOUR, listsRead=6, stored=50, latency={"more": 40, "604800": 10})
        assert list(self.told(scrapy)) == [f"silence: {LIGHT}"]
        note(database, LIGHT, this_hour(database) - 2 * HOUR, listsRead=6, stored=51, latency={"more": 50, "300": 1})
        assert self.told(scrapy) == {}

    def test_the_fixed_limit_counts_only_while_no_rhythm_is_known(
        self, scrapy: Scrapy, database: Database[Any]
    ) -> None:
        self.fill(database, silent_for=1)
        self.schedule(database, outlet=LIGHT)
        assert self.told(scrapy) == {}
        database["coverage"].delete_many({})
        assert list(self.told(scrapy)) == ["silence: harborlight"]

    def test_a_spider_of_unknown_outlets_keeps_the_fixed_limit(self, scrapy: Scrapy, database: Database[Any]) -> None:
        self.fill(database, silent_for=1)
        self.schedule(database)
        assert list(self.told(scrapy)) == ["silence: harborlight"]

    def test_an_outlet_that_was_paused_or_removed_may_be_silent(self, scrapy: Scrapy, database: Database[Any]) -> None:
        self.fill(database, silent_for=10)
        paused = {"_id": "harborlight", "outlet": LIGHT, "state": "paused"}
        database["outlets"].insert_one(paused, bypass_document_validation=True)
        assert self.told(scrapy) == {}
        database["outlets"].update_one(
            {"_id": "harborlight"}, {"$set": {"state": "active"}}, bypass_document_validation=True
        )
        assert list(self.told(scrapy)) == [f"silence: {LIGHT}"]
        database["calendar"].delete_many({"outlet": LIGHT})
        assert self.told(scrapy) == {}

    def test_gaps_of_the_last_day(self, scrapy: Scrapy, database: Database[Any]) -> None:
        now = this_hour(database)
        note_gap(database, LIGHT, now - 30 * HOUR)
        assert self.told(scrapy) == {}
        note_gap(database, LIGHT, now - 3 * HOUR, closed=now - 2 * HOUR, found=2)
        message = self.told(scrapy)[f"gaps: {LIGHT}"]
        assert f"https://{LIGHT}/feed named between {now - 5 * HOUR:%Y-%m-%d %H:%M} and" in message
        assert "its other lists, read since, named 2 new stories" in message
        note_gap(database, PLAIN, now)
        assert "it has no other list" in self.told(scrapy)[f"gaps: {PLAIN}"]
        note_gap(database, LIGHT, now - HOUR, walk=["list:a"])
        message = self.told(scrapy)[f"gaps: {LIGHT}"]
        assert "and 1 more in the last day; its other lists are still to be read" in message
