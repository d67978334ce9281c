"""Threads: visited by the arrival of comments until closed or quiet, then after a day and a week."""

from __future__ import annotations

from datetime import timedelta
from math import log

import pytest

from newscrawler.calendar import Entry, Habits, ThreadMemory, ThreadVisit, after
from newscrawler.calendar.threads import intensity
from tests.calendar.made import DAY, HOUR, MINUTE, NOON, a_thread, due, thread_read


def arrivals(number: int, decay: float) -> list[timedelta]:
    """Return the ages of comments whose arrivals decay exponentially, at their quantiles."""
    return [timedelta(hours=-decay * log(1 - (n + 0.5) / number)) for n in range(number)]


def follow(ages: list[timedelta], closes: timedelta | None = None, outlet: Habits | None = None) -> tuple[list, list]:
    """Return the ages at which a thread is visited, and the reasons."""
    entry, visits, reasons, got = a_thread(published=NOON), [], [], 0
    while entry.due is not None and len(visits) < 200:
        at = entry.due
        visits.append(at - NOON)
        reasons.append(entry.why)
        there = [age for age in ages if age <= at - NOON and (closes is None or age < closes)]
        times = tuple(NOON + age for age in there[got:])
        got = len(there)
        visit = thread_read(at, got, *times, closed=closes is not None and at - NOON >= closes)
        entry = after(entry, visit, outlet=outlet or Habits()).entry
    assert entry.why == "quiet"
    return visits, reasons


@pytest.mark.parametrize("number", [1, 5, 20, 100, 1_000])
@pytest.mark.parametrize("decay", [3.5, 6.0, 11.0])
def test_nearly_all_comments_are_got_with_few_visits(number: int, decay: float) -> None:
    ages = arrivals(number, decay)
    visits, reasons = follow(ages)
    assert sum(age <= visits[-1] for age in ages) >= 0.98 * number
    assert len(visits) <= 9
    assert reasons[-2:] == ["afterDay", "afterWeek"]
    assert visits[-1] - visits[-2] == pytest.approx(timedelta(days=7), rel=0.11)


def test_a_thread_without_comments_costs_few_visits() -> None:
    visits, _ = follow([])
    assert len(visits) <= 6


def test_a_closed_thread_is_visited_twice_more() -> None:
    visits, reasons = follow(arrivals(100, 8.0), closes=2 * HOUR)
    assert reasons[-2:] == ["afterDay", "afterWeek"]
    closed = next(n for n, age in enumerate(visits) if age >= 2 * HOUR)
    assert len(visits) == closed + 3


def test_an_outlet_whose_comments_come_fast_is_quiet_sooner() -> None:
    fast = Habits(threads=50, comments=1_000, timed=1_000, ages=2_000)
    slow = Habits(threads=50, comments=1_000, timed=1_000, ages=20_000)
    ages = arrivals(20, 2.0)
    assert follow(ages, outlet=fast)[0][-1] < follow(ages, outlet=slow)[0][-1]


def test_an_outlet_is_shrunk_to_its_platform_and_that_to_what_is_published() -> None:
    platform = Habits(threads=500, comments=10_000, timed=10_000, ages=40_000)
    assert Habits().decay(Habits()) == 9.0
    assert Habits().decay(platform) == pytest.approx(4.0, rel=0.02)
    one = Habits(threads=1, comments=3, timed=3, ages=60)
    many = Habits(threads=200, comments=3_000, timed=3_000, ages=60_000)
    assert Habits().decay(platform) < one.decay(platform) < 6 < many.decay(platform)
    assert many.decay(platform) == pytest.approx(20.0, rel=0.03)


def test_what_is_to_come_follows_from_what_came() -> None:
    entry = a_thread(published=NOON)

    def to_come(got: int, hours: float) -> float:
        return intensity(entry, ThreadMemory(platform="isso", got=got), NOON + hours * HOUR, Habits(), Habits())[0]

    assert to_come(40, 4) > to_come(4, 4) > to_come(0, 4)
    assert to_come(40, 4) > to_come(40, 20) > to_come(40, 60)
    # 100 comments and a tenth of the time left: an exponential decay lets expect eleven more.
    assert to_come(100, 9 * log(10)) == pytest.approx(100 / 9, rel=0.1)


def test_a_discussion_that_wakes_is_followed_again() -> None:
    quiet_ages = arrivals(10, 3.0)
    entry, got = a_thread(published=NOON), 0
    while entry.why != "afterDay":
        there = [age for age in quiet_ages if age <= due(entry) - NOON]
        entry = after(entry, thread_read(due(entry), len(there), *(NOON + age for age in there[got:]))).entry
        got = len(there)
    at = due(entry)
    woken = after(entry, thread_read(at, got + 60, *[at - HOUR] * 60)).entry
    assert woken.why == "arrivals"
    assert due(woken) < at + DAY * 1.1


def test_a_thread_that_never_comes_whole_is_retried_less_and_less() -> None:
    entry, waits = a_thread(published=NOON), []
    for _ in range(6):
        at = due(entry)
        entry = after(entry, thread_read(at, 400, complete=False)).entry
        waits.append(due(entry) - at)
    assert waits[0] < 10 * MINUTE
    assert waits == sorted(waits)
    assert waits[-1] > HOUR


def lesson_of(comments: int) -> Habits:
    entry: Entry = a_thread(published=NOON)
    noted = after(entry, thread_read(NOON + 2 * HOUR, comments, *[NOON + HOUR] * comments, closed=True))
    assert noted.entry.why == "afterWeek" or noted.entry.why == "afterDay"
    assert noted.learned is not None
    return noted.learned


def test_a_thread_teaches_when_it_becomes_quiet_and_a_huge_one_not_more_than_fifty_comments() -> None:
    assert lesson_of(10) == Habits(threads=1, comments=10, timed=10, ages=10.0)
    huge = lesson_of(5_000)
    assert (huge.comments, huge.timed, huge.ages) == (5_000, pytest.approx(50), pytest.approx(50.0))


def test_a_thread_teaches_once() -> None:
    entry, lessons = a_thread(published=NOON), []
    while entry.due is not None:
        noted = after(entry, thread_read(entry.due, 3, closed=True))
        entry = noted.entry
        lessons += [noted.learned] if noted.learned else []
    assert len(lessons) == 1


def test_a_thread_that_is_gone_has_ended() -> None:
    entry = after(a_thread(), ThreadVisit(at=NOON, outcome="gone")).entry
    assert (entry.due, entry.why) == (None, "gone")


def test_an_answer_unchanged_brings_no_comment() -> None:
    entry = after(a_thread(published=NOON), thread_read(NOON + HOUR, 7)).entry
    entry = after(entry, ThreadVisit(at=NOON + 3 * HOUR, outcome="unchanged")).entry
    assert (entry.memory.got, entry.changed) == (7, NOON + HOUR)
