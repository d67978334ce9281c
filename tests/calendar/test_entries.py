"""Entries: documents, replays, failures, clocks."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import bson
import pytest
from bson.codec_options import CodecOptions

from newscrawler.calendar import (
    CopyMemory,
    CopyVisit,
    Entry,
    Habits,
    ListHints,
    ListMemory,
    ListVisit,
    ThreadVisit,
    after,
    due_now,
    listed,
)
from newscrawler.calendar.entries import _PLAIN
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

VISITED = {
    "list": after(
        a_list(),
        read(NOON, *stories(1, 30, NOON), hints=ListHints(ttl=300, skip_hours=(2, 3)), hub="https://hub.example/"),
    ).entry,
    "copy": after(a_copy(), looked(NOON, "new", published=NOON - HOUR, marks=("update",))).entry,
    "thread": after(a_thread(), thread_read(NOON, 3, NOON - MINUTE, None, NOON - 5 * MINUTE)).entry,
}
FAILED: dict[str, Any] = {
    "list": lambda at: ListVisit(at=at, outcome="failed"),
    "copy": lambda at: CopyVisit(at=at, outcome="failed"),
    "thread": lambda at: ThreadVisit(at=at, outcome="failed"),
}
FRESH = {"list": a_list(), "copy": a_copy(), "thread": a_thread()}
KINDS = ("list", "copy", "thread")


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_entry_is_due_at_once(kind) -> None:
    entry = FRESH[kind]
    assert (entry.kind, entry.due, entry.why, entry.visits) == (kind, NOON, "first", 0)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("entries", [FRESH, VISITED], ids=["fresh", "visited"])
def test_an_entry_is_the_same_after_it_was_stored(kind, entries) -> None:
    entry = entries[kind]
    stored = bson.decode(bson.encode(entry.to_document()), CodecOptions(tz_aware=True))
    assert Entry.of(stored) == entry
    assert Entry.of({**stored, "queued": True}) == entry, "fields of the store are its own"


def test_a_document_has_each_attribute() -> None:
    assert {"id", "memory", *_PLAIN} == {each.name for each in fields(Entry)}


@pytest.mark.parametrize("kind", KINDS)
def test_a_visit_that_is_replayed_changes_nothing(kind) -> None:
    entry = VISITED[kind]
    for at in (NOON, NOON - HOUR, NOON + timedelta(microseconds=900)):
        assert after(entry, FAILED[kind](at), now=NOON + HOUR).entry is entry


@pytest.mark.parametrize("kind", KINDS)
def test_each_failure_doubles_the_wait_and_no_entry_is_given_up(kind) -> None:
    entry, at, waits = VISITED[kind], NOON, []
    for _ in range(40):
        at = due(entry)
        entry = after(entry, FAILED[kind](at)).entry
        assert entry.why == "retry"
        waits.append(due(entry) - at)
    assert entry.failures == 40
    assert all(1.5 < later / earlier < 2.6 for earlier, later in pairwise(waits[2:7])), waits[:7]
    assert HOUR < waits[-1] < 40 * DAY


@pytest.mark.parametrize("kind", KINDS)
def test_a_success_ends_the_back_off(kind) -> None:
    entry = VISITED[kind]
    for minutes in range(1, 6):
        entry = after(entry, FAILED[kind](NOON + minutes * MINUTE)).entry
    visit = {"list": ListVisit, "copy": CopyVisit, "thread": ThreadVisit}[kind](at=NOON + HOUR, outcome="unchanged")
    entry = after(entry, visit).entry
    assert (entry.failures, entry.why == "retry") == (0, False)
    assert due(entry) < NOON + DAY


@pytest.mark.parametrize("kind", KINDS)
def test_retry_after_is_kept(kind):
    visit = FAILED[kind](NOON + MINUTE)
    visit = replace(visit, hints=ListHints(retry_after=5400)) if kind == "list" else replace(visit, retry_after=5400)
    assert due(after(VISITED[kind], visit).entry) >= NOON + MINUTE + timedelta(seconds=5400)


@pytest.mark.parametrize("kind", KINDS)
def test_a_clock_that_jumped_ahead_shuts_out_no_later_visit(kind) -> None:
    ahead = FAILED[kind](NOON + 400 * DAY)
    entry = after(VISITED[kind], ahead, now=NOON + HOUR).entry
    assert due(entry) < NOON + 2 * HOUR, "the next visit is counted from the server's time"
    assert after(entry, ahead, now=NOON + HOUR).entry is entry, "a replay stays harmless"
    later = after(entry, FAILED[kind](NOON + 2 * HOUR), now=NOON + 2 * HOUR).entry
    assert (later.last, later.visits) == (NOON + 2 * HOUR, entry.visits + 1)


def test_a_visit_of_another_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="is a list, and CopyVisit is no visit of a list"):
        after(a_list(), looked(NOON))


def test_a_printed_time_that_lies_ahead_does_not_count() -> None:
    assert a_copy(published=NOON + 3 * DAY).first == NOON
    assert a_copy(published=NOON - DAY).first == NOON - DAY


def test_a_kill_makes_a_copy_due_that_had_ended() -> None:
    ended = replace(VISITED["copy"], due=None, why="old")
    woken = due_now(ended, NOON + 90 * DAY, "killed")
    assert (woken.due, woken.why) == (NOON + 90 * DAY, "killed")


def test_an_entry_that_fails_keeps_its_time_because_its_outlet_may_have_asked_for_it() -> None:
    refused = after(VISITED["copy"], CopyVisit(at=NOON + HOUR, outcome="failed", retry_after=86_400)).entry
    woken = due_now(refused, NOON + 2 * HOUR, "killed")
    assert (woken.due, woken.why) == (refused.due, "killed")


def test_the_rules_learn_nothing_from_a_time_that_cannot_be() -> None:
    entry = after(VISITED["list"], ListVisit(at=NOON + 400 * DAY, outcome="unchanged"), now=NOON + HOUR).entry
    assert isinstance(entry.memory, ListMemory)
    assert entry.memory.known_to == NOON + HOUR
    assert sum(entry.memory.hours) < 6.5, "the week before the first reading does not become longer"


def test_a_list_that_states_a_later_change_makes_a_copy_due() -> None:
    entry = VISITED["copy"]
    woken = listed(entry, NOON + HOUR, NOON + HOUR)
    assert (woken.due, woken.why) == (min(due(entry), NOON + HOUR), "hazard" if due(entry) < NOON + HOUR else "listed")
    same = listed(entry, NOON - HOUR, NOON + HOUR)
    assert (same.due, same.why) == (entry.due, entry.why), "the text was read after that change"


def test_a_list_whose_changes_are_none_is_not_believed_any_more() -> None:
    entry = VISITED["copy"]
    for hours in range(1, 4):
        entry = replace(listed(entry, NOON + hours * HOUR, NOON + hours * HOUR), why="listed")
        entry = after(entry, looked(NOON + hours * HOUR + MINUTE)).entry
    assert isinstance(entry.memory, CopyMemory)
    assert entry.memory.wrong == 3
    assert listed(entry, NOON + 9 * HOUR, NOON + 9 * HOUR).due == entry.due
    distrusted = Habits(listed=100, right=2)
    assert listed(VISITED["copy"], NOON + HOUR, NOON + HOUR, distrusted).due == VISITED["copy"].due
