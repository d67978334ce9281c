"""Choice among due entries: by marginal gain, within the budgets of hosts; what is put off is told and has its turn."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from newscrawler.calendar import Entry, Habits, after, choose, due_now, gain
from tests.calendar.made import (
    DAY,
    HOUR,
    MINUTE,
    NOON,
    a_copy,
    a_list,
    a_thread,
    due,
    looked,
    read,
    stories,
    thread_read,
)

READ = after(a_list(), read(NOON, *stories(1, 30, NOON, 10 * MINUTE))).entry
SEEN = after(a_copy(published=NOON), looked(NOON, "new", published=NOON)).entry
HEARD = after(a_thread(published=NOON), thread_read(NOON + HOUR, 20)).entry


def at_host(entry: Entry, host: str) -> Entry:
    return replace(entry, id=f"{entry.id}@{host}", host=host)


@pytest.mark.parametrize("entry", [READ, SEEN, HEARD], ids=["list", "copy", "thread"])
def test_the_longer_ago_a_visit_the_more_a_request_gains(entry: Entry) -> None:
    gains = [gain(entry, NOON + HOUR + hours * HOUR) for hours in (0.1, 1, 5, 20)]
    assert gains == sorted(gains)
    assert gains[0] < gains[-1]


def test_what_is_certain_goes_before_what_is_likely() -> None:
    now = NOON + 2 * MINUTE
    new, killed = a_copy(name="new"), due_now(replace(SEEN, id="copy:killed"), NOON, "killed")
    due_soon = [replace(each, due=NOON) for each in (SEEN, HEARD)]
    chosen = choose([*due_soon, new, killed], {}, now)
    assert [each.id for each in chosen.taken[:2]] == ["copy:killed", new.id]
    assert chosen.put_off == ()


def test_a_host_gets_no_more_than_its_budget_and_the_rest_is_told() -> None:
    entries = [at_host(a_copy(name=str(n)), "a.example") for n in range(10)]
    entries += [at_host(a_copy(name=str(n)), "b.example") for n in range(3)]
    chosen = choose(entries, {"a.example": 4, "c.example": 0}, NOON)
    assert sum(each.host == "a.example" for each in chosen.taken) == 4
    assert sum(each.host == "b.example" for each in chosen.taken) == 3, "no limit is known"
    assert {each.id for each in (*chosen.taken, *chosen.put_off)} == {each.id for each in entries}
    assert choose(entries, {"a.example": 0, "b.example": 0}, NOON).taken == ()
    assert len(choose(entries, {}, NOON, most=5).taken) == 5


def test_what_is_not_due_is_in_neither() -> None:
    later, ended = replace(a_copy(), due=NOON + MINUTE), replace(a_copy(), due=None, why="old")
    chosen = choose([later, ended], {}, NOON)
    assert (chosen.taken, chosen.put_off) == ((), ())


def test_the_choice_does_not_depend_on_the_order_of_entries() -> None:
    entries = [a_copy(name=str(n)) for n in range(20)]
    budgets = {"gazette.example": 7}
    assert choose(entries, budgets, NOON) == choose(entries[::-1], budgets, NOON)


def test_whatever_is_due_has_its_turn_however_small_its_gain() -> None:
    old = replace(SEEN, id="copy:old", first=NOON - 25 * DAY, last=NOON - DAY, due=NOON)
    now, days = NOON, 0
    while days < 60:
        rivals = [replace(SEEN, id=f"copy:{n}", first=now - HOUR, last=now - HOUR, due=now) for n in range(3)]
        taken = choose([old, *rivals], {"gazette.example": 1}, now).taken
        if taken[0].id == "copy:old":
            break
        now, days = now + DAY, days + 1
    assert 0 < days < 30


def test_a_page_that_fails_gets_less_of_a_scarce_budget() -> None:
    failing = replace(a_copy(name="failing"), visits=3, failures=3, last=NOON - HOUR)
    assert choose([failing, a_copy(name="fine")], {"gazette.example": 1}, NOON).taken[0].id.endswith("fine")


def test_habits_of_outlet_and_platform_count() -> None:
    habits = {"platform:isso": Habits(threads=100, comments=10_000), "gazette.example": Habits(threads=1, comments=1)}
    now = NOON + 3 * HOUR
    plain = gain(HEARD, now)
    informed = gain(HEARD, now, outlet=habits["gazette.example"], platform=habits["platform:isso"])
    assert informed > plain
    rival = replace(SEEN, due=NOON, last=NOON)
    for known in ({}, habits):
        chosen = choose([replace(HEARD, due=NOON), rival], {}, now, habits=known)
        assert len(chosen.taken) == 2


def test_after_a_long_pause_no_host_is_stormed_and_dues_spread_again() -> None:
    """Two weeks without a machine: all is due at once, and each round takes what the budget allows, best first."""
    entries = [replace(SEEN, id=f"copy:{n}", due=NOON + n * MINUTE) for n in range(500)]
    now, waiting, rounds = NOON + 14 * DAY, {each.id: each for each in entries}, 0
    dues: list[datetime] = []
    while waiting:
        chosen = choose(waiting.values(), {"gazette.example": 60}, now)
        assert len(chosen.taken) <= 60
        for each in chosen.taken:
            visited = after(each, looked(now)).entry
            assert due(visited) > now
            dues.append(due(visited))
            del waiting[each.id]
        now, rounds = now + MINUTE, rounds + 1
    assert rounds == 9
    minutes = {(each - NOON) // MINUTE for each in dues}
    assert len(minutes) > 250, "they do not come together again"
    assert max(dues) - min(dues) > timedelta(hours=12)
