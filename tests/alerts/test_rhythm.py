"""When an outlet's silence is unusual for it: on ledgers drawn at random by rates that the rule does not know.

All seeds are fixed. ``python -m bench.rhythms`` measures more outlets, and the seeds here are not among its own.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from random import Random

import pytest

from bench.rhythms import BEGIN, LEARNING, WORLDS, hours_of, measure
from newscrawler.alerts.rhythm import ObservedHour, Rhythm, rhythm_of

HOUR = timedelta(hours=1)
DAY = 24
WEEK = 7 * DAY

Count = Callable[[int], int]


def ledger(count: Count, hours: int = 6 * WEEK) -> list[ObservedHour]:
    """Hours from a Monday, each with so many stories, all of them watched."""
    return hours_of([count(at) for at in range(hours)])


def by_day(at: int) -> int:
    """Four stories an hour from 8 to 20, none at night."""
    return 4 if 8 <= at % DAY < 20 else 0


def on_weekdays(at: int) -> int:
    return by_day(at) if at % WEEK < 5 * DAY else 0


def known(hours: list[ObservedHour]) -> Rhythm:
    rhythm = rhythm_of(hours)
    assert rhythm is not None
    return rhythm


def reported_after(hours: list[ObservedHour], rhythm: Rhythm | None = None) -> int:
    """Hours from the last story until the silence is reported."""
    rhythm = rhythm or known(hours)
    last = max(hour.at for hour in hours if hour.stories)
    return next(after for after in range(1, 4 * WEEK) if rhythm.is_silent(last, last + after * HOUR))


class TestWhenItIsKnown:
    def test_not_before_each_hour_of_the_week_was_watched_twice(self) -> None:
        assert rhythm_of(ledger(by_day, 13 * DAY)) is None
        assert rhythm_of(ledger(by_day, 15 * DAY)) is not None

    def test_not_by_a_handful_of_stories(self) -> None:
        assert rhythm_of(ledger(lambda at: at % (5 * DAY) == 8)) is None
        assert rhythm_of(ledger(lambda at: at % (4 * DAY) == 8)) is not None

    def test_not_without_a_story(self) -> None:
        assert rhythm_of(ledger(lambda at: 0)) is None
        assert rhythm_of([]) is None

    def test_not_by_hours_that_nobody_watched(self) -> None:
        """One crawl a week: nobody knows when its stories were printed."""
        hours = [hour for hour in ledger(lambda at: 20) if hour.at.weekday() == 0 and hour.at.hour == 6]
        assert rhythm_of(hours) is None


class TestRhythm:
    def test_nothing_is_expected_at_night_and_at_closed_weekends(self) -> None:
        rhythm = known(ledger(on_weekdays))
        monday = BEGIN + 6 * WEEK * HOUR
        assert rhythm.rate(monday + 12 * HOUR) == pytest.approx(4, rel=0.1)
        assert rhythm.rate(monday + 3 * HOUR) == 0
        assert rhythm.expected(monday - 48 * HOUR, monday) == 0
        assert rhythm.expected(monday, monday + DAY * HOUR) == pytest.approx(48, rel=0.1)
        # The clock may be an hour late.
        assert rhythm.expected(monday, monday + 9 * HOUR) == 0
        assert rhythm.expected(monday, monday + 10 * HOUR) == pytest.approx(4, rel=0.1)

    def test_only_whole_hours_count(self) -> None:
        rhythm = known(ledger(lambda at: 4))
        noon = BEGIN + 12 * HOUR
        assert rhythm.expected(noon, noon + HOUR * 0.9) == 0
        assert rhythm.expected(noon, noon + HOUR * 3.9) == rhythm.expected(noon, noon + HOUR * 3) == pytest.approx(4)
        assert rhythm.expected(noon - HOUR * 0.1, noon + HOUR * 3) == pytest.approx(4)

    def test_stories_of_a_pause_are_no_rhythm_of_the_hour_that_ends_it(self) -> None:
        stopped = range(4 * WEEK, 4 * WEEK + 3 * DAY)
        hours = [hour for at, hour in enumerate(ledger(by_day)) if at not in stopped]
        caught_up = stopped.stop + 2  # at night, when nothing is printed
        hours = [
            ObservedHour(hour.at, stories=200, looks=1) if hour.at == BEGIN + caught_up * HOUR else hour
            for hour in hours
            if not BEGIN + stopped.start * HOUR <= hour.at < BEGIN + caught_up * HOUR
        ]
        assert known(hours).rate(BEGIN + caught_up * HOUR) == 0

    def test_the_stories_of_one_night_are_not_usual(self) -> None:
        night = 5 * WEEK + 2 * DAY + 2
        rhythm = known(ledger(lambda at: 30 if at == night else by_day(at)))
        assert rhythm.rate(BEGIN + night * HOUR) < 1

    def test_a_silence_never_becomes_usual_while_it_lasts(self) -> None:
        hours = ledger(by_day)
        grown = ledger(lambda at: by_day(at) if at < 6 * WEEK else 0, 9 * WEEK)
        assert known(grown) == known(hours)
        assert known(grown).is_silent(hours[-5].at, grown[-1].at)


class TestSilence:
    def test_a_busy_outlet_is_reported_within_its_day_and_not_at_night(self) -> None:
        noon = ledger(by_day, 6 * WEEK - 12)
        evening = ledger(by_day)
        assert 3 <= reported_after(noon) <= 8
        # The last story is of 19:00; at 8:00 nothing is wrong yet.
        assert 13 + 3 <= reported_after(evening) <= 13 + 8

    def test_a_weekend_is_no_silence_where_weekends_are_quiet(self) -> None:
        friday = ledger(on_weekdays, 6 * WEEK - 2 * DAY)
        assert 48 + 13 + 3 <= reported_after(friday) <= 48 + 13 + 8
        assert reported_after(ledger(by_day, 6 * WEEK - 2 * DAY)) < 24

    def test_editions_that_are_missing_are_found_by_their_time(self) -> None:
        def edition(at: int) -> int:
            return 60 if at % DAY == 5 + (at // DAY * 7 % 4 == 0) else 0

        assert 24 < reported_after(ledger(edition)) <= 60

    def test_crawls_once_a_day_have_a_rhythm_of_days(self) -> None:
        hours = [hour for hour in ledger(lambda at: 12) if hour.at.hour == 6]
        assert 24 < reported_after(hours) <= 60

    def test_an_hour_of_summer_time_is_no_silence(self) -> None:
        rhythm = known(ledger(lambda at: 40 if 8 <= at % DAY < 20 else 0))
        evening, morning = BEGIN + (6 * WEEK - 5) * HOUR, BEGIN + (6 * WEEK + 8) * HOUR
        assert not rhythm.is_silent(evening, morning + HOUR)
        assert rhythm.is_silent(evening, morning + 2 * HOUR)

    def test_a_week_without_stories_in_the_past_delays_a_report_by_hours(self) -> None:
        hours = ledger(lambda at: 0 if 2 * WEEK <= at < 3 * WEEK else by_day(at))
        assert reported_after(hours) <= reported_after(ledger(by_day)) + 12

    def test_on_a_slow_day_a_silence_weighs_less(self) -> None:
        holiday = 5 * WEEK + DAY

        def slow(at: int) -> int:
            return int(at % DAY in (8, 14)) if at >= holiday else by_day(at)

        usual, today = ledger(by_day, holiday + 15), ledger(slow, holiday + 15)
        assert reported_after(today) > reported_after(usual)


WORLDS_AND_FIXED = [("independent stories", 0), ("closed at weekends", 40), ("slow and busy hours", 0)]


@pytest.mark.parametrize(("world", "fixed"), WORLDS_AND_FIXED)
def test_false_alarms_of_a_year(world: str, fixed: int) -> None:
    """One outlet for a year: twenty stories a day, some 300 nights, 50 weekends, and silences by chance."""
    measured = measure(WORLDS[world], 20, [7])
    assert measured.false == 0
    assert measured.false_fixed >= fixed
    assert measured.delay(0.5) <= 48


def test_each_stop_of_a_busy_outlet_is_reported() -> None:
    stories = WORLDS["uneven days"](Random(7), 200)
    for last in range(LEARNING, 20 * WEEK, 61):
        hours = hours_of([count if at <= last else 0 for at, count in enumerate(stories[: last + 1])])
        assert reported_after(hours) <= 24
