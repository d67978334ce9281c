"""Budget of a host: an hour's requests come in twelve parts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from newscrawler.calendar.budgets import left, slot_of, until_next_slot


@pytest.mark.parametrize(
    ("hourly", "spent", "in_slot", "expected"),
    [
        pytest.param(1200, 0, 0, 100, id="a twelfth at once"),
        pytest.param(1200, 400, 30, 70, id="the rest of the slot"),
        pytest.param(1200, 400, 100, 0, id="the slot is spent"),
        pytest.param(1200, 1190, 0, 10, id="the hour is nearly spent"),
        pytest.param(1200, 1300, 0, 0, id="the budget was lowered"),
        pytest.param(1, 0, 0, 1, id="one request an hour is one"),
        pytest.param(0, 0, 0, 0, id="a budget of none"),
    ],
)
def test_what_is_left_for_a_host_now(hourly, spent, in_slot, expected) -> None:
    assert left(hourly, spent, in_slot) == expected


@pytest.mark.parametrize(("minute", "slot"), [(0, 0), (4, 0), (5, 1), (59, 11)])
def test_an_hour_has_slots_of_five_minutes(minute, slot) -> None:
    now = datetime(2026, 3, 4, 12, minute, 30, tzinfo=UTC)
    assert slot_of(now) == slot
    assert slot_of(now + until_next_slot(now)) == (slot + 1) % 12
    assert until_next_slot(now) == timedelta(minutes=5 * (slot + 1) - minute, seconds=-30)
