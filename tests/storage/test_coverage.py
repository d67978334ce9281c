"""The coverage ledger, read by hour and added up."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pymongo.database import Database

from newscrawler.storage import Coverage, Reader, _ledger, sum_by_outlet
from newscrawler.storage.coverage import COUNTERS, OLD
from tests.support.coverage_store import LIGHT, PLAIN, a_day, note_gap, this_hour

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def counted(**latency: int) -> Coverage:
    return Coverage(outlet=LIGHT, since=AT, until=AT + HOUR, leftOut={}, latency=latency)


def test_every_counter_that_is_written_is_read() -> None:
    assert sorted(COUNTERS) == sorted(_ledger.COUNTERS)
    assert {str(bound) for bound in _ledger.LATENCIES} | {"more"} >= {"86400", *OLD}


class TestLatency:
    def test_a_share_lies_below_a_bound(self) -> None:
        many = counted(**{"60": 5, "300": 4, "900": 1})
        assert [many.within(share) for share in (0.1, 0.5, 0.51, 0.9, 0.91, 1.0)] == [60, 60, 300, 300, 900, 900]

    def test_bounds_are_in_the_order_of_numbers(self) -> None:
        assert counted(**{"1800": 1, "300": 1, "60": 1}).within(0.5) == 300

    def test_the_last_interval_has_no_bound(self) -> None:
        late = counted(**{"more": 2, "604800": 2})
        assert (late.within(0.5), late.within(0.9)) == (604_800, math.inf)

    def test_nothing_is_said_of_no_copies(self) -> None:
        assert counted().within(0.5) is None
        assert counted(**{"60": 0}).within(0.5) is None


def test_hours_come_oldest_first_with_their_counters(prepared: Database[Any]) -> None:
    now = a_day(prepared)
    busy, quiet, failed = Reader(prepared).coverage()
    assert [(each.outlet, each.since) for each in (busy, quiet, failed)] == [
        (LIGHT, now - 3 * HOUR), (LIGHT, now - HOUR), (PLAIN, now),
    ]  # fmt: skip
    assert (busy.until, busy.lastStory, busy.looks, busy.stored) == (now - 2 * HOUR, now - 3 * HOUR, 12, 8)
    assert (quiet.looks, quiet.stored, quiet.lastStory, quiet.latency) == (12, 0, None, {})
    assert (failed.looks, failed.listsFailed) == (0, 2)


def test_a_copy_that_was_printed_long_before_is_not_fresh() -> None:
    def fresh(**latency: int) -> int:
        return replace(counted(**latency), stored=9).fresh

    # Copies without a printed time may be new.
    assert fresh() == 9
    assert fresh(**{"86400": 2}) == 9
    assert fresh(**{"60": 1, "604800": 3, "more": 4}) == 2


def test_an_outlet_and_times_are_chosen(prepared: Database[Any]) -> None:
    now = a_day(prepared)
    reader = Reader(prepared)

    def found(**asked: Any) -> list[tuple[str, datetime]]:
        return [(each.outlet, each.since) for each in reader.coverage(**asked)]

    assert found(outlet=PLAIN) == [(PLAIN, now)]
    # The hour in which a time lies is asked for too.
    assert found(since=now - HOUR + timedelta(minutes=59)) == [(LIGHT, now - HOUR), (PLAIN, now)]
    assert found(until=now - HOUR) == [(LIGHT, now - 3 * HOUR)]
    assert found(outlet=LIGHT, since=now) == []
    with pytest.raises(ValueError, match="no time zone"):
        reader.coverage(since=datetime(2026, 11, 20))  # noqa: DTZ001


def test_sums_have_every_counter(prepared: Database[Any]) -> None:
    now = a_day(prepared)
    light, plain = sum_by_outlet(Reader(prepared).coverage())
    assert (light.since, light.until, light.lastStory) == (now - 3 * HOUR, now, now - 3 * HOUR)
    assert (light.listsDue, light.looks, light.entries, light.storiesNew, light.stored) == (24, 24, 200, 9, 8)
    assert (light.changed, light.unchanged, light.failed, light.rejected, light.gaps) == (3, 4, 1, 1, 1)
    assert light.leftOut == {"other_site": 3, "limit": 30}
    assert (light.within(0.5), light.within(0.9)) == (300, math.inf)
    assert (light.commentsExpected, light.commentsGot) == (50, 48)
    assert (plain.outlet, plain.lastStory, plain.within(0.5)) == (PLAIN, None, None)


def test_gaps_come_latest_first(prepared: Database[Any]) -> None:
    now = this_hour(prepared)
    note_gap(prepared, LIGHT, now - 30 * HOUR, closed=now - 29 * HOUR, found=4, missed=7.5)
    note_gap(prepared, LIGHT, now - HOUR, walk=["list:https://harborlight.example/news"])
    note_gap(prepared, PLAIN, now - 2 * HOUR)
    reader = Reader(prepared)
    assert [gap.outlet for gap in reader.gaps()] == [LIGHT, PLAIN, LIGHT]
    assert [gap.outlet for gap in reader.gaps(since=now - 24 * HOUR)] == [LIGHT, PLAIN]
    latest, first = reader.gaps(outlet=LIGHT)
    assert (latest.since, latest.at, latest.seen, latest.missed) == (now - 3 * HOUR, now - HOUR, 20, None)
    assert (latest.closed, latest.walk) == (None, ("list:https://harborlight.example/news",))
    assert (first.closed, first.found, first.missed) == (now - 29 * HOUR, 4, 7.5)
    assert len(list(reader.gaps(limit=1))) == 1
    with pytest.raises(ValueError, match="limit 0"):
        reader.gaps(limit=0)
