"""A list that shows another headline of a story says that the copy changed, as long as that is true as a rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from newscrawler.calendar import (
    CopyMemory,
    Entry,
    Habits,
    Listed,
    ListMemory,
    after,
    gain,
    headline_number,
    headlines_changed,
    retitled,
)
from newscrawler.calendar.pace import Pace
from tests.calendar.made import DAY, HOUR, MINUTE, NOON, a_copy, a_list, due, looked, read


def listed(number: int, headline: str | None, modified: datetime | None = None) -> Listed:
    return Listed(id=f"https://gazette.example/{number}", headline=headline_number(headline), modified=modified)


def shown(*seen: Listed) -> ListMemory:
    """Memory of a list that showed something at noon."""
    memory = after(a_list(), read(NOON, *seen)).entry.memory
    assert isinstance(memory, ListMemory)
    return memory


def known(published: datetime = NOON) -> Entry:
    entry = after(a_copy(published=published), looked(NOON, "new", published=published)).entry
    return replace(entry, due=NOON + DAY)


def test_headlines_are_compared_by_their_words() -> None:
    assert headline_number(None) == headline_number(" \n") == 0
    assert headline_number("Harbour  Closed\n") == headline_number("harbour closed") != headline_number("Harbour open")
    assert all(0 < headline_number(str(number)) < 2**31 for number in range(1_000))


def test_only_entries_that_were_shown_with_another_headline_count() -> None:
    memory = shown(listed(1, "Ferry late"), listed(2, "Crane falls"), listed(3, None), listed(4, "Fog"))
    now = listed(1, "Ferry sunk"), listed(2, "Crane Falls"), listed(3, "New"), listed(4, None), listed(5, "Fire")
    assert [each.id for each in headlines_changed(memory, now)] == ["https://gazette.example/1"]
    assert headlines_changed(ListMemory(form="feed"), now) == []
    assert headlines_changed(replace(memory, headlines=memory.headlines[:2]), now) == []


def test_a_time_of_change_says_more_than_a_headline() -> None:
    memory = shown(listed(1, "Ferry late"), listed(2, "Fog"))
    now = listed(1, "Ferry sunk", NOON + MINUTE), listed(2, "Fog lifts", NOON - DAY)
    assert [each.id for each in headlines_changed(memory, now)] == ["https://gazette.example/2"]


def test_an_answer_without_entries_keeps_the_headlines() -> None:
    entry = after(a_list(), read(NOON, listed(1, "Ferry late"))).entry
    for number, visit in enumerate((read(NOON + HOUR), read(NOON + 2 * HOUR)), start=1):
        entry = after(entry, visit).entry
        assert isinstance(entry.memory, ListMemory)
        assert len(headlines_changed(entry.memory, [listed(1, "Ferry sunk")])) == 1, number


def test_a_copy_with_another_headline_is_due_now() -> None:
    at = NOON + 10 * MINUTE
    entry = retitled(known(), NOON, at)
    assert (due(entry), entry.why) == (at, "retitled")
    assert gain(entry, at) > gain(known(), at)
    # One that has ended too; not one whose first visit is to come, whose last one failed, or that is due already.
    assert retitled(replace(known(), due=None, why="old"), NOON, at).due == at
    for other in (a_copy(), replace(known(), failures=1), replace(known(), due=NOON)):
        assert retitled(other, NOON, at) is other
    with pytest.raises(ValueError, match="no copy"):
        retitled(a_list(), NOON, at)


def test_a_change_that_a_look_found_since_the_former_headline_is_the_one_it_tells_of() -> None:
    noted = after(known(), looked(NOON + HOUR, "changed"))
    entry = retitled(noted.entry, NOON + 50 * MINUTE, NOON + 2 * HOUR)
    assert (entry.due, entry.why) == (noted.entry.due, "hazard")
    assert retitled(entry, NOON + 50 * MINUTE, NOON + 3 * HOUR) is entry
    learned = noted.learned.plus(after(entry, looked(NOON + 3 * HOUR)).learned)
    assert (learned.foundYoung, learned.toldYoung) == (0, 1)
    later = replace(noted.entry, due=NOON + DAY)
    assert retitled(later, NOON + 2 * HOUR, NOON + 3 * HOUR).why == "retitled"


def test_headlines_that_change_without_their_copies_wake_none_for_ever() -> None:
    """Of one copy three times in a row, of an outlet as long as one in ten came with a change."""
    habits, woken = Habits(), 0
    for number in range(40):
        entry, at = replace(known(), id=f"copy:https://gazette.example/{number}"), NOON
        for _ in range(5):
            at += HOUR
            told = retitled(replace(entry, due=at + DAY), at - MINUTE, at, habits)
            if told.why != "retitled":
                break
            woken += 1
            noted = after(told, looked(at))
            entry, habits = noted.entry, habits.plus(noted.learned)
        assert isinstance(entry.memory, CopyMemory)
        assert entry.memory.wrong <= 3
    assert (woken, habits.retitled, habits.retitledRight) == (9, 9, 0)
    assert habits.trust() == Habits().trust(), "times of change are judged by themselves"
    right = after(retitled(known(), NOON, NOON + HOUR), looked(NOON + HOUR, "changed")).learned
    assert (right.retitled, right.retitledRight, right.listed, right.toldYoung) == (1, 1, 0, 1)
    assert retitled(known(), NOON, NOON + HOUR, habits.plus(right)).why == "retitled"


def test_it_is_the_same_at_another_pace() -> None:
    at = NOON + 10 * MINUTE
    entry = Pace(300).retitled(known(), NOON, at)
    assert (due(entry), entry.why) == (at, "retitled")
