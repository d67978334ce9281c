"""A calendar that goes sixty times as fast: what takes a minute takes a second, and all times stay real."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from newscrawler.calendar import ListHints, after, choose
from newscrawler.calendar.clock import stored
from newscrawler.calendar.pace import MOST, Pace, scale_of
from tests.calendar.made import HOUR, MINUTE, NOON, a_copy, a_list, a_thread, looked, read, stories, thread_read

FAST = Pace(60)
SECOND = timedelta(seconds=1)


def test_a_copy_waits_as_many_seconds_as_it_waited_minutes() -> None:
    real = after(a_copy(), looked(NOON, "new")).entry
    fast = FAST.after(a_copy(), looked(NOON, "new")).entry
    assert real.due is not None
    assert fast.due == stored(NOON + (real.due - NOON) / 60)
    assert fast.last == real.last == NOON


def test_a_wait_that_an_outlet_states_is_shortened_too() -> None:
    fast = FAST.after(a_list(), read(NOON, *stories(1, 3, NOON), hints=ListHints(ttl=1800))).entry
    assert fast.why == "stated"
    assert fast.due is not None
    assert 30 * SECOND <= fast.due - NOON <= 36 * SECOND


def test_a_gap_has_real_times() -> None:
    entry = FAST.after(a_list(), read(NOON, *stories(1, 10, NOON))).entry
    later = NOON + 3 * SECOND
    noted = FAST.after(entry, read(later, *stories(50, 60, later)), now=later)
    assert noted.gap is not None
    assert (noted.gap.since, noted.gap.until) == (NOON, later)


def test_a_replayed_visit_changes_nothing() -> None:
    at = NOON + timedelta(milliseconds=1)
    visit = thread_read(at, 3, NOON - MINUTE)
    entry = FAST.after(a_thread(), visit, now=at).entry
    assert entry.last == at
    assert FAST.after(entry, visit, now=at + SECOND).entry is entry


def test_what_is_chosen_is_what_was_given() -> None:
    due = FAST.after(a_copy(), looked(NOON, "new")).entry
    later = NOON + timedelta(minutes=1)
    chosen = FAST.choose([due, a_list()], {}, later)
    assert {entry.id for entry in chosen.taken} == {due.id, a_list().id}
    assert all(entry is due or entry == a_list() for entry in chosen.taken)
    assert choose([due], {}, NOON).taken == ()


def test_times_beyond_the_years_of_python_are_as_far_as_can_be() -> None:
    for year in (1, 1850, 9999):
        time = datetime(year, 6, 1, tzinfo=UTC)
        assert Pace(MOST).stretched(time).tzinfo is UTC
    assert Pace(MOST).stretched(NOON) < Pace(MOST).stretched(NOON + HOUR)


@pytest.mark.parametrize(("text", "scale"), [(None, 1), ("", 1), ("1", 1), ("60", 60), ("3600", 3600)])
def test_the_environment_states_a_whole_number(text: str | None, scale: int) -> None:
    assert scale_of(text) == scale


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "fast", "3601"])
def test_anything_else_is_an_error_that_names_the_variable(text: str) -> None:
    with pytest.raises(ValueError, match=r"NEWSCRAWLER_CALENDAR_TIME_SCALE.*whole number from 1"):
        scale_of(text)
