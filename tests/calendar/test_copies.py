"""Copies: looked at again by a hazard that falls with age and rises with observed changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from newscrawler.calendar import CopyMemory, CopyVisit, Entry, Habits, after, listed
from newscrawler.calendar.copies import (
    COST,
    _best_hours,
    _hours_to_lose,
    _lost_between,
    _sum_of_hazard,
    beginning,
    following,
)
from tests.calendar.made import DAY, HOUR, MINUTE, NOON, a_copy, due, looked

USUAL = Habits(changes=1_000, expected=1_000)


def looks(
    until: timedelta,
    changes: tuple[timedelta, ...] = (),
    marks: tuple[str, ...] = (),
    outlet: Habits = USUAL,
) -> list[timedelta]:
    """Return the ages at which a copy is visited that changes at given ages."""
    entry, ages, seen = a_copy(published=NOON), [], 0
    while entry.due is not None and entry.due < NOON + until:
        at = entry.due
        ages.append(at - NOON)
        there = sum(change <= at - NOON for change in changes)
        outcome = "new" if len(ages) == 1 else "changed" if there > seen else "unchanged"
        seen = there
        entry = after(entry, looked(at, outcome, published=NOON, marks=marks), outlet=outlet).entry
    return ages


def test_a_copy_is_looked_at_after_minutes_hours_a_day_and_a_week_and_then_no_more() -> None:
    ages = looks(400 * DAY)
    for begin, end in ((MINUTE, HOUR), (HOUR, 6 * HOUR), (6 * HOUR, DAY), (DAY, 3 * DAY), (3 * DAY, 10 * DAY)):
        assert any(begin <= age < end for age in ages), (begin, end)
    assert 29 * DAY < ages[-1] <= 30 * DAY, "the last look is at the end"
    assert len(ages) < 97, "the looks of newsdiffs' table"


def test_waits_grow_with_age() -> None:
    ages = looks(30 * DAY)
    waits = [later - earlier for earlier, later in pairwise(ages)]
    assert waits[len(waits) // 2] > 3 * waits[0]


def test_a_change_brings_looks_and_no_change_lets_them_go_again() -> None:
    quiet, changed = looks(3 * DAY), looks(3 * DAY, changes=(DAY,))
    after_it = [age for age in changed if DAY <= age < DAY + 6 * HOUR]
    assert len(after_it) >= 2 * max(1, sum(DAY <= age < DAY + 6 * HOUR for age in quiet))
    assert [age for age in changed if age < DAY] == [age for age in quiet if age < DAY]


def test_a_running_story_is_looked_at_every_few_minutes() -> None:
    every_half_hour = tuple(30 * MINUTE * n for n in range(1, 13))
    ages = looks(6 * HOUR, changes=every_half_hour, marks=("live",))
    seen = {next((age for age in ages if age >= change), None) for change in every_half_hour}
    assert len(seen - {None}) >= 11, "nearly each change is seen by itself"
    assert len([age for age in ages if 5 * HOUR <= age < 6 * HOUR]) >= 8


@pytest.mark.parametrize("mark", ["update", "developing", "live"])
def test_signs_that_a_text_will_change_bring_looks(mark: str) -> None:
    assert len(looks(DAY, marks=(mark,))) > len(looks(DAY))


def test_an_outlet_that_edits_much_is_looked_at_more_and_one_that_never_does_less() -> None:
    number = [len(looks(7 * DAY, outlet=Habits(changes=changes, expected=500))) for changes in (5, 500, 5_000)]
    assert number[0] < number[1] < number[2]


def test_where_lists_tell_changes_few_looks_are_the_calendars_own() -> None:
    tells = Habits(changes=1_000, expected=1_000, toldYoung=300, toldRecent=300, toldOld=300)
    assert len(looks(7 * DAY, outlet=tells)) < 0.6 * len(looks(7 * DAY))


@pytest.mark.parametrize("hazard", [1e-4, 1e-3, 0.01, 0.1, 1.0, 5.0])
def test_no_other_wait_costs_less(hazard: float) -> None:
    def price(wait: float) -> float:
        return hazard * _lost_between(hazard, wait) + COST / wait

    best = _hours_to_lose(hazard, hazard)
    assert min(price(best * factor) for factor in (0.2, 0.5, 0.8, 1.25, 2.0, 5.0)) > price(best)


def test_lists_that_tell_changes_spare_looks_unless_changes_follow_each_other_faster_than_they_tell() -> None:
    assert _best_hours(0.01, 0.95, telling=0.2) > 3 * _best_hours(0.01, 0.0, telling=0.2)
    assert _best_hours(2.0, 0.95, telling=0.2) == _best_hours(2.0, 0.0, telling=0.2) < 0.05


def test_a_list_that_states_times_of_change_is_believed_for_two_days_before_it_told_one() -> None:
    outlet = Habits(changes=100, expected=100)
    assert outlet.told(10, is_stated=True) > 0.5 > outlet.told(10)
    assert outlet.told(72, is_stated=True) == 0
    found = outlet.with_changes(10, told=0, found=100)
    assert found.told(10, is_stated=True) < 0.05, "what is learned counts more"


def test_the_rates_are_the_published_ones() -> None:
    """21 % of articles change within a day, which is 82 % of those that change within a week."""

    def share(hours: float) -> float:
        # A gamma mixture of Poisson processes.
        return 1 - (1 + _sum_of_hazard(hours) / 0.3) ** -0.3

    assert share(24) == pytest.approx(0.21, abs=0.01)
    assert share(24) / share(168) == pytest.approx(0.82, abs=0.01)


def test_a_copy_that_stays_the_same_for_long_is_expected_to_change_less() -> None:
    quiet = [beginning(CopyMemory(), hours, USUAL) for hours in (0.0, 5.0, 50.0)]
    assert quiet == sorted(quiet, reverse=True)
    assert quiet[0] == pytest.approx(1.0, abs=0.01)


def test_a_change_is_expected_to_be_followed_within_hours() -> None:
    assert following(None, 1.0) == 0
    assert following(0.0, 1_000.0) == pytest.approx(0.4), "the share of changes that another follows"
    assert following(0.0, 1.0) > 2 * following(5.0, 1.0) > 20 * following(24.0, 1.0) > 0


def test_a_change_of_days_ago_brings_few_looks() -> None:
    """Changes come in chains: two on the first day say little of the week."""
    quiet, changed = looks(30 * DAY), looks(30 * DAY, changes=(HOUR, 3 * HOUR))
    late = [sum(age > 3 * DAY for age in ages) for ages in (quiet, changed)]
    assert abs(late[0] - late[1]) <= 3


@pytest.mark.parametrize(("outcome", "why"), [("gone", "gone"), ("killed", "killed"), ("rejected", "rejected")])
def test_a_page_without_its_story_is_looked_at_three_more_times(outcome: str, why: str) -> None:
    entry = after(a_copy(), looked(NOON, "new")).entry
    for wait in (HOUR, DAY, 7 * DAY):
        at = due(entry)
        entry = after(entry, looked(at, outcome)).entry
        assert entry.why == why
        assert due(entry) - at == pytest.approx(wait, rel=0.11)
    entry = after(entry, looked(due(entry), outcome)).entry
    assert (entry.due, entry.why) == (None, why)


def test_a_page_that_is_back_is_followed_again() -> None:
    entry = after(a_copy(), looked(NOON, "new")).entry
    entry = after(entry, looked(NOON + HOUR, "gone")).entry
    entry = after(entry, looked(NOON + 2 * HOUR, "changed")).entry
    assert (entry.why, entry.memory.away) == ("hazard", 0)


def test_an_old_story_is_looked_at_once() -> None:
    entry = after(a_copy(published=NOON - 400 * DAY), looked(NOON, "new", published=NOON - 400 * DAY)).entry
    assert (entry.due, entry.why) == (None, "old")


def told_and_looked(outcome: str) -> Habits | None:
    entry = after(a_copy(published=NOON), looked(NOON, "new", published=NOON)).entry
    at = NOON + 10 * MINUTE
    entry = listed(replace(entry, due=NOON + DAY), at, at)
    assert (due(entry), entry.why) == (at, "listed")
    return after(entry, looked(at + MINUTE, outcome)).learned


def test_it_is_learned_whether_lists_are_right() -> None:
    right, wrong = told_and_looked("changed"), told_and_looked("unchanged")
    assert (right.listed, right.right, right.toldYoung) == (1, 1, 1)
    assert right.toldTimes == 1
    assert right.toldHours == pytest.approx(1 / 60), "looked at a minute after the time that the list states"
    assert right.plus(Habits()).telling() < Habits().telling()
    assert (wrong.listed, wrong.right, wrong.toldYoung) == (1, 0, 0)


def test_a_change_that_a_look_found_before_its_list_told_it_counts_as_told() -> None:
    entry = after(a_copy(published=NOON), looked(NOON, "new", published=NOON)).entry
    noted = after(entry, looked(NOON + HOUR, "changed"))
    assert (noted.learned.foundYoung, noted.learned.toldYoung) == (1, 0)
    entry = listed(noted.entry, NOON + 50 * MINUTE, NOON + 2 * HOUR)
    assert entry.due == noted.entry.due, "the text was read after that change"
    learned = noted.learned.plus(after(entry, looked(NOON + 3 * HOUR)).learned)
    assert (learned.foundYoung, learned.toldYoung) == (0, 1)


def visited_at(at: datetime) -> Entry:
    return after(a_copy(at=at, published=NOON), CopyVisit(at=at, outcome="new", published=NOON)).entry


def test_a_copy_that_is_found_late_is_looked_at_by_its_age() -> None:
    assert due(visited_at(NOON)) - NOON < HOUR < due(visited_at(NOON + 5 * DAY)) - (NOON + 5 * DAY)
