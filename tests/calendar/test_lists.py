"""Lists: the period follows the rate, the outlet's bounds are kept, gaps are told, lies are found out."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from newscrawler.calendar import (
    Entry,
    Gap,
    Listed,
    ListHints,
    ListMemory,
    ListVisit,
    after,
    asks_in_full,
    due_now,
    expected,
)
from newscrawler.calendar.rates import rate_at
from tests.calendar.made import DAY, HOUR, MINUTE, NOON, a_list, due, read, stories


def memory_of(entry: Entry) -> ListMemory:
    assert isinstance(entry.memory, ListMemory)
    return entry.memory


def followed(
    days: float, every: timedelta, *, size: int = 30, hints: ListHints | None = None, entry: Entry | None = None
) -> Entry:
    """Return a list that got a story at even distances and was visited whenever it was due."""
    entry = entry or a_list()
    while due(entry) < NOON + days * DAY:
        at = due(entry)
        last = int((at - NOON) / every)
        seen = (Listed(id=str(number), published=NOON + number * every) for number in range(last, last - size, -1))
        entry = after(entry, read(at, *seen, hints=hints or ListHints())).entry
    return entry


def period(entry: Entry) -> timedelta:
    assert entry.last is not None
    return due(entry) - entry.last


def test_a_list_with_more_stories_is_read_more_often() -> None:
    periods = [period(followed(2, every)) for every in (2 * MINUTE, 10 * MINUTE, HOUR, 8 * HOUR)]
    assert periods == sorted(periods)
    assert MINUTE * 0.9 <= periods[0] < 3 * MINUTE
    assert HOUR / 4 < periods[-1] <= 2.2 * HOUR


def test_the_first_reading_teaches_the_rate_by_the_times_of_its_entries() -> None:
    busy = after(a_list(), read(NOON, *stories(1, 50, NOON, 2 * MINUTE))).entry
    calm = after(a_list(), read(NOON, *stories(1, 50, NOON, 3 * HOUR))).entry
    assert period(busy) < period(calm) / 3
    midnights = after(a_list(), read(NOON, *stories(1, 50, NOON.replace(hour=0), DAY))).entry
    assert sum(memory_of(midnights).hours) == 0, "days without hours teach nothing"


def test_a_night_without_stories_is_known() -> None:
    entry, number = a_list(), 0
    at = NOON
    while at < NOON + 10 * DAY:
        # Twelve stories an hour from 6 to 18, none at night.
        number += 6 <= at.hour < 18
        at += 5 * MINUTE
        while due(entry) <= at:
            when = due(entry)
            entry = after(entry, read(when, *(Listed(id=str(n)) for n in range(number, number - 30, -1)))).entry
    memory = memory_of(entry)
    day, night = NOON + 11 * DAY, NOON + 11 * DAY + 12 * HOUR
    assert rate_at(memory, day) > 8 * rate_at(memory, night)
    assert expected(memory, night, night + HOUR) < 2 < 10 < expected(memory, day, day + HOUR)
    assert expected(memory, day, day + DAY) == pytest.approx(144, rel=0.15)


def test_two_readings_overlap_by_a_third_of_the_list() -> None:
    # Ten entries and a story each minute: at the best period for latency alone the list would move on by more.
    entry = followed(1, MINUTE, size=10)
    assert period(entry) <= 10 * MINUTE * 2 / 3


def test_ten_times_the_news_is_met_within_an_hour() -> None:
    calm = followed(3, 20 * MINUTE)
    at = due(calm)
    first = int((at - NOON) / (20 * MINUTE)) + 1
    entry, busy_from = calm, at
    while due(entry) < busy_from + HOUR:
        at = due(entry)
        last = first + int((at - busy_from) / (2 * MINUTE))
        noted = after(entry, read(at, *(Listed(id=str(number)) for number in range(last, last - 30, -1))))
        assert noted.gap is None
        entry = noted.entry
    assert period(entry) < 0.7 * period(calm), "the square root of ten, as far as an hour teaches it"


BOUNDS = [
    (ListHints(ttl=3600), HOUR),
    (ListHints(update=5400), 1.5 * HOUR),
    (ListHints(max_age=1200), 20 * MINUTE),
    (ListHints(retry_after=7200), 2 * HOUR),
    (ListHints(delay=300), 5 * MINUTE),
    (ListHints(ttl=600, update=3600, max_age=60), HOUR),
    (ListHints(ttl=10**9), DAY),
    (ListHints(max_age=10**9), HOUR),
]


@pytest.mark.parametrize(("hints", "least"), BOUNDS)
def test_the_outlet_says_how_often_at_most(hints: ListHints, least: timedelta) -> None:
    for number in range(20):
        fresh = a_list(url=f"https://gazette.example/feed/{number}")
        entry = after(fresh, read(NOON, *stories(1, 50, NOON, MINUTE), hints=hints)).entry
        assert entry.why == "stated"
        assert 1.0 <= period(entry) / least <= 1.2, "later by jitter, never earlier"


def test_hours_and_days_to_skip_are_skipped() -> None:
    hints = ListHints(skip_hours=(12, 13, 14), skip_days=(3,))
    entry = after(a_list(), read(NOON, *stories(1, 50, NOON, MINUTE), hints=hints)).entry
    assert NOON.replace(hour=15) <= due(entry) < NOON.replace(hour=16)
    late = NOON.replace(hour=23, minute=59)
    entry = after(entry, read(late, *stories(1, 50, late, MINUTE), hints=hints)).entry
    assert due(entry).date() == (NOON + 2 * DAY).date(), "NOON is a Wednesday, and Thursday is skipped"
    everything = ListHints(skip_hours=tuple(range(24)))
    assert period(after(a_list(), read(NOON, *stories(1, 50, NOON, MINUTE), hints=everything)).entry) < HOUR


def test_what_was_stated_stays_until_the_next_reading_but_retry_after_is_for_once() -> None:
    entry = after(a_list(), read(NOON, *stories(1, 50, NOON, MINUTE), hints=ListHints(ttl=3600))).entry
    unchanged = after(entry, ListVisit(at=NOON + HOUR, outcome="unchanged")).entry
    assert period(unchanged) >= HOUR
    refused = after(entry, ListVisit(at=NOON + HOUR, outcome="failed", hints=ListHints(retry_after=86_400))).entry
    assert period(refused) >= DAY
    again = after(refused, ListVisit(at=NOON + 3 * DAY, outcome="unchanged")).entry
    assert period(again) < 2 * HOUR


# --- gaps ---------------------------------------------------------------------------------------------------------------


def test_readings_that_share_nothing_are_a_gap() -> None:
    entry = after(a_list(), read(NOON, *stories(1, 30))).entry
    noted = after(entry, read(NOON + HOUR, *stories(61, 30)))
    assert noted.gap == Gap(
        entry=entry.id,
        outlet="gazette.example",
        url=entry.url,
        since=NOON,
        until=NOON + HOUR,
        listed=30,
        missed=None,
    )
    assert after(noted.entry, read(NOON + 2 * HOUR, *stories(62, 30))).gap is None


def test_a_pinned_entry_that_another_replaces_hides_no_overlap() -> None:
    pins = [Listed(id=f"https://gazette.example/pinned-{name}") for name in "ab"]
    entry = a_list()
    for at, first, pin in ((0, 1, 0), (1, 3, 0)):
        entry = after(entry, read(NOON + at * HOUR, pins[pin], *stories(first, 9))).entry
    # All but the newest story of before have left, and another is pinned.
    noted = after(entry, read(NOON + 2 * HOUR, pins[1], *stories(11, 9)))
    assert noted.gap is None
    assert after(entry, read(NOON + 2 * HOUR, pins[1], *stories(12, 9))).gap is not None


def test_answers_without_entries_or_without_a_list_are_no_gap_and_hide_none() -> None:
    entry = after(a_list(), read(NOON, *stories(1, 30))).entry
    for minutes, visit in enumerate(
        (ListVisit(at=NOON, outcome="failed"), ListVisit(at=NOON, outcome="unchanged"), read(NOON)), start=1
    ):
        noted = after(entry, ListVisit(at=NOON + minutes * MINUTE, outcome=visit.outcome))
        assert noted.gap is None
        entry = noted.entry
    assert after(entry, read(NOON + HOUR, *stories(2, 30))).gap is None
    assert after(entry, read(NOON + HOUR, *stories(61, 30))).gap is not None


def test_a_gap_says_how_many_entries_the_rhythm_lets_expect_beyond_those_listed() -> None:
    entry = followed(3, 5 * MINUTE)
    until = NOON + 4 * DAY
    gap = after(entry, read(until, *stories(100_000, 30))).gap
    assert gap is not None
    assert gap.missed == pytest.approx(288 - 30, rel=0.2)


def test_a_sitemap_of_thousands_is_remembered_by_its_newest_entries() -> None:
    seen = stories(1, 5_000, NOON, MINUTE)
    entry = after(a_list(), read(NOON, *reversed(seen))).entry
    assert len(memory_of(entry).ids) == 1_000
    noted = after(entry, read(NOON + HOUR, *reversed(seen[1:]), Listed(id="new", published=NOON + MINUTE)))
    assert noted.gap is None
    assert memory_of(noted.entry).new == pytest.approx(memory_of(entry).new + 1, rel=0.01), (
        "one that left brings none in"
    )


# --- conditional requests ---------------------------------------------------------------------------------------------


def unchanged_for(entry: Entry, hours: int) -> tuple[Entry, datetime]:
    at = NOON
    for hour in range(1, hours + 1):
        at = NOON + hour * HOUR
        entry = after(entry, ListVisit(at=at, outcome="unchanged")).entry
    return entry, at


def test_an_answer_unchanged_is_believed_until_stories_should_have_come() -> None:
    entry = after(a_list(), read(NOON, *stories(1, 30, NOON, HOUR))).entry
    assert not asks_in_full(entry, NOON + 30 * MINUTE)
    entry, at = unchanged_for(entry, 2)
    assert not asks_in_full(entry, at)
    entry, at = unchanged_for(entry, 6)
    assert asks_in_full(entry, at)


def test_a_quiet_list_is_read_in_full_once_a_day() -> None:
    entry = after(a_list(), read(NOON, *stories(1, 30, NOON, 5 * DAY))).entry
    entry = after(entry, ListVisit(at=NOON + 20 * HOUR, outcome="unchanged")).entry
    assert not asks_in_full(entry, NOON + 23 * HOUR)
    assert asks_in_full(entry, NOON + 25 * HOUR)


def test_a_list_that_lied_twice_is_asked_in_full_until_it_was_honest_again() -> None:
    entry = after(a_list(), read(NOON, *stories(1, 30, NOON, HOUR))).entry
    at = NOON
    for day in range(2):
        at = NOON + (day + 1) * 12 * HOUR
        entry = after(entry, ListVisit(at=at, outcome="unchanged")).entry
        # The full reading shows what was printed hours before the answer "unchanged".
        entry = after(entry, read(at + HOUR, *stories(2 + 5 * day, 30, at - 2 * HOUR, HOUR))).entry
    assert memory_of(entry).lies == 2
    assert asks_in_full(entry, at + 2 * HOUR)


def test_entries_that_came_after_the_answer_are_no_lie() -> None:
    entry = after(a_list(), read(NOON, *stories(1, 30, NOON, HOUR))).entry
    entry = after(entry, ListVisit(at=NOON + HOUR, outcome="unchanged")).entry
    entry = after(entry, read(NOON + 2 * HOUR, *stories(2, 30, NOON + 90 * MINUTE, HOUR))).entry
    assert (memory_of(entry).lies, memory_of(entry).honest) == (0, 1)


def test_after_a_gap_elsewhere_a_list_is_read_in_full() -> None:
    entry = after(a_list(), read(NOON, *stories(1, 30, NOON, HOUR))).entry
    entry = due_now(entry, NOON + MINUTE, "gap")
    assert (due(entry), entry.why, asks_in_full(entry, NOON + MINUTE)) == (NOON + MINUTE, "gap", True)


# --- worth ------------------------------------------------------------------------------------------------------------


def test_a_list_whose_stories_are_known_from_elsewhere_is_read_less() -> None:
    first = leading = after(a_list(), read(NOON, *stories(1, 30, NOON, 10 * MINUTE))).entry
    echo = first
    for hour in range(1, 30):
        seen = stories(1 + 6 * hour, 30, NOON + hour * HOUR, 10 * MINUTE)
        leading = after(leading, read(NOON + hour * HOUR, *seen, fresh=6)).entry
        echo = after(echo, read(NOON + hour * HOUR, *seen, fresh=0)).entry
    assert period(echo) > 2 * period(leading)


def test_a_list_that_tells_changes_is_worth_reading_for_them() -> None:
    entry = after(a_list(), read(NOON, *stories(1, 30, NOON, 10 * MINUTE))).entry
    plain = telling = entry
    for hour in range(1, 30):
        at = NOON + hour * HOUR
        seen = stories(1 + hour, 30, at, HOUR)
        plain = after(plain, read(at, *seen, fresh=0)).entry
        told = (
            *seen[:3],
            *(Listed(id=each.id, published=each.published, modified=at) for each in seen[3:6]),
            *seen[6:],
        )
        telling = after(telling, read(at, *told, fresh=0)).entry
    assert period(telling) < period(plain)
