"""Killed stories: who may kill, and which copies still run the text."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from pymongo.database import Database

from newscrawler.alerts.evaluation import firing
from newscrawler.alerts.rules import Limits
from newscrawler.items import Copy
from newscrawler.storage._batch import write_batch
from newscrawler.storage._linking import link_stories
from newscrawler.storage.kills import still_running
from tests.support.wire_items import LATER, NOON, copy
from tests.support.wire_texts import printing

Db = Database[dict[str, Any]]


def store(database: Db, *copies: Copy) -> None:
    written = write_batch(database, copies)
    assert set(written.outcomes) <= {"added", "changed", "unchanged"}
    link_stories(database, written.due)


def withdrawn(story: Copy) -> Copy:
    """The page at a later visit: a notice in place of the text."""
    notice = "This story has been withdrawn."
    return replace(
        story, body=[notice], blocks=[], signature=None, pubStatus="canceled", edNote=notice, retrieved=NOON + LATER
    )


def running(database: Db) -> set[str]:
    return {each.url for each in still_running(database)}


A, B, C = (copy(f"https://{name}.example/ferry") for name in "abc")
OWN = copy("https://www.reuters.com/ferry")


def test_two_outlets_kill_and_the_others_are_listed(prepared: Db) -> None:
    store(prepared, A, B, C)
    store(prepared, withdrawn(A), withdrawn(B))
    (left,) = still_running(prepared)
    assert (left.url, left.since, left.by, left.seenAfter) == (C.url, NOON + LATER, ("a.example", "b.example"), False)
    store(prepared, replace(C, retrieved=NOON + 2 * LATER))
    (left,) = still_running(prepared)
    assert left.seenAfter


def test_one_outlet_kills_nothing_that_others_print(prepared: Db) -> None:
    store(prepared, A, B, C)
    store(prepared, withdrawn(A))
    assert running(prepared) == set()
    store(prepared, withdrawn(replace(A, url="https://m.a.example/ferry", key=A.key)))
    assert running(prepared) == set(), "two pages of one site are one outlet"


def test_the_agency_alone_kills_its_story(prepared: Db) -> None:
    store(prepared, A, OWN)
    store(prepared, withdrawn(replace(OWN, agency=None)))
    assert running(prepared) == {A.url}


@pytest.mark.parametrize("kept", [{"url": "https://reuters.com.evil.example/ferry"}, {"outlet": "reuters.com"}])
def test_no_other_page_is_the_agency(prepared: Db, kept: dict[str, Any]) -> None:
    store(prepared, A, B)
    store(prepared, withdrawn(replace(copy("https://evil.example/ferry"), **kept)))
    assert running(prepared) == set()


def test_the_list_ends_when_a_copy_withdraws_is_gone_or_the_kill_is_lifted(prepared: Db) -> None:
    d = copy("https://d.example/ferry")
    store(prepared, A, B, C, d)
    store(prepared, withdrawn(A), withdrawn(B))
    assert running(prepared) == {C.url, d.url}
    store(prepared, withdrawn(C))
    assert running(prepared) == {d.url}
    store(prepared, *(replace(each, retrieved=NOON + 2 * LATER) for each in (A, B, C)))
    assert running(prepared) == set()


def test_a_kill_counts_for_all_headlines_of_the_cluster(prepared: Db) -> None:
    wires = [printing(number) for number in range(4)]
    other = printing(9, seed=2)
    store(prepared, *wires, other)
    names = {story["cluster"] for story in prepared["stories"].find({"outlets": {"$ne": other.outlet}})}
    assert len(names) == 1
    assert None not in names
    store(prepared, withdrawn(wires[0]), withdrawn(wires[1]))
    assert running(prepared) == {wires[2].url, wires[3].url}


def test_notices_of_two_kills_do_not_join_them(prepared: Db) -> None:
    first, second = ([printing(number + 3 * seed, seed=seed) for number in range(3)] for seed in (1, 2))
    store(prepared, *first, *second)
    store(prepared, *map(withdrawn, first[:2]), *map(withdrawn, second[:1]))
    assert running(prepared) == {first[2].url}


def test_operators_are_told_until_it_is_over(prepared: Db) -> None:
    store(prepared, A, B, C)
    store(prepared, withdrawn(A), withdrawn(B))
    (alert,) = firing(prepared, Limits())
    assert alert.subject == C.url
    assert "c.example" in alert.message
    assert "2026-03-01" in alert.message
    store(prepared, withdrawn(C))
    assert firing(prepared, Limits()) == []
