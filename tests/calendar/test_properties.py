"""Properties that hold for any sequence of visits: nothing storms, nothing is forgotten, replays change nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawler.calendar import (
    CopyVisit,
    Entry,
    Habits,
    Listed,
    ListHints,
    ListVisit,
    ThreadVisit,
    Visit,
    after,
    asks_in_full,
    choose,
    counts,
    gain,
)
from tests.calendar.made import MINUTE, NOON, a_copy, a_list, a_thread
from tests.support.soak import times

LONGEST = timedelta(days=33)
"""Longest wait of an entry that has not ended: a failing copy's, with jitter."""

seconds = st.integers(-86_400, 40 * 86_400)
moments = seconds.map(lambda s: NOON + timedelta(seconds=s))
dates = st.none() | st.integers(-10 * 365 * 86_400, 10 * 365 * 86_400).map(lambda s: NOON + timedelta(seconds=s))
amounts = st.none() | st.floats(0, 1e12)
hints = st.builds(
    ListHints,
    ttl=amounts,
    update=amounts,
    max_age=amounts,
    retry_after=amounts,
    delay=amounts,
    skip_hours=st.lists(st.integers(0, 23), max_size=24).map(tuple),
    skip_days=st.lists(st.integers(0, 6), max_size=7).map(tuple),
)
listings = st.builds(Listed, id=st.integers(0, 40).map(str), published=dates, modified=dates)
list_visits = st.builds(
    ListVisit,
    at=moments,
    outcome=st.sampled_from(["read", "read", "unchanged", "failed"]),
    seen=st.lists(listings, max_size=12, unique_by=lambda each: each.id).map(tuple),
    fresh=st.none() | st.integers(0, 12),
    hints=st.none() | hints,
)
copy_visits = st.builds(
    CopyVisit,
    at=moments,
    outcome=st.sampled_from(["new", "changed", "unchanged", "failed", "rejected", "gone", "killed"]),
    published=dates,
    marks=st.none() | st.lists(st.sampled_from(["update", "developing", "live"]), max_size=2).map(tuple),
    retry_after=amounts,
)
thread_visits = st.builds(
    ThreadVisit,
    at=moments,
    outcome=st.sampled_from(["read", "read", "unchanged", "failed", "gone"]),
    got=st.integers(0, 100_000),
    times=st.lists(dates, max_size=5).map(tuple),
    closed=st.none() | st.booleans(),
    complete=st.booleans(),
    retry_after=amounts,
)
sums = st.floats(0, 1e6)
habits = st.builds(Habits, **dict.fromkeys(("threads", "comments", "timed", "ages", "changes", "expected"), sums))
histories = st.one_of(
    st.tuples(st.just(a_list()), st.lists(list_visits, min_size=1, max_size=12)),
    st.tuples(st.just(a_copy()), st.lists(copy_visits, min_size=1, max_size=12)),
    st.tuples(st.just(a_thread()), st.lists(thread_visits, min_size=1, max_size=12)),
)


def in_order(visits: list[Any]) -> list[Any]:
    return sorted(visits, key=lambda each: each.at)


@given(histories, habits, habits)
@settings(max_examples=times(25, 1_000))
def test_an_entry_is_due_later_and_not_too_late_or_has_ended_with_a_reason(history, outlet, platform) -> None:
    entry, visits = history
    for visit in visits:
        now = max(visit.at, NOON)
        noted = after(entry, visit, now=now, outlet=outlet, platform=platform)
        if noted.entry is entry:
            continue
        entry = noted.entry
        if entry.due is None:
            assert entry.why in {"old", "quiet", "gone", "killed", "rejected"}
        else:
            # The shortest wait is a minute, and jitter takes a tenth of it.
            assert now + 0.89 * MINUTE <= entry.due <= now + LONGEST
        assert gain(entry, now, outlet=outlet, platform=platform) >= 0
        assert asks_in_full(entry, now) in {True, False}


@given(histories, st.integers(1, 400))
@settings(max_examples=times(25, 1_000))
def test_replayed_and_late_visits_change_nothing(history, late) -> None:
    entry, visits = history
    for visit in in_order(visits):
        entry = after(entry, visit).entry
        assert after(entry, visit).entry is entry
        assert not counts(entry, visit)
    assert all(after(entry, visit).entry is entry for visit in visits)


@given(histories)
@settings(max_examples=times(25, 1_000))
def test_the_same_visits_give_the_same_entry_also_through_the_store(history) -> None:
    entry, visits = history
    once = again = entry
    for visit in in_order(visits):
        once = after(once, visit).entry
        again = after(Entry.of(again.to_document()), visit).entry
    assert once == again


@given(histories, st.integers(1, 5_000))
@settings(max_examples=times(25, 1_000))
def test_a_visit_from_the_future_is_forgotten_by_the_next(history, days) -> None:
    entry, visits = history
    visits = in_order(visits)
    now = max(visits[-1].at, NOON) + MINUTE
    for visit in visits:
        entry = after(entry, visit, now=now).entry
    jumped: Visit = type(visits[0])(at=now + timedelta(days=days), outcome="unchanged")
    entry = after(entry, jumped, now=now).entry
    assert entry.due is None or entry.due <= now + LONGEST
    later = type(visits[0])(at=now + MINUTE, outcome="unchanged")
    healed = after(entry, later, now=now + MINUTE).entry
    assert healed.last == later.at


@given(st.lists(st.integers(0, 3), min_size=1, max_size=40), st.integers(0, 20), st.integers(0, 40))
@settings(max_examples=times(25, 1_000))
def test_a_choice_takes_all_that_budgets_allow_and_loses_nothing(hosts, budget, most) -> None:
    copies = [
        Entry.for_copy(f"https://h{host}.example/{n}", outlet="o.example", host=f"h{host}.example", at=NOON)
        for n, host in enumerate(hosts)
    ]
    chosen = choose(copies, {"h0.example": budget, "h1.example": 1}, NOON, most=most)
    assert sorted(each.id for each in (*chosen.taken, *chosen.put_off)) == sorted(each.id for each in copies)
    allowed = min(hosts.count(0), budget) + min(hosts.count(1), 1) + hosts.count(2) + hosts.count(3)
    assert len(chosen.taken) == min(allowed, most)
