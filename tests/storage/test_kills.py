"""Killed stories: who may kill, and which copies still run the text."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from pymongo.database import Database

from newscrawler.alerts.evaluation import firing
from newscrawler.alerts.rules import Limits
from newscrawler.items import Copy, Gone
from newscrawler.storage._batch import write_batch
from newscrawler.storage._linking import link_stories
from newscrawler.storage.clusters import cut_link, link_due
from newscrawler.storage.kills import still_running
from newscrawler.storage.reader import Reader
from tests.support.wire_items import LATER, NOON, copy
from tests.support.wire_texts import printing

Db = Database[dict[str, Any]]


def store(database: Db, *copies: Copy | Gone) -> None:
    written = write_batch(database, copies)
    assert set(written.outcomes) <= {"added", "changed", "unchanged"}
    link_stories(database, written.due)


def withdrawn(story: Copy) -> Copy:
    """The page at a later visit: a notice in place of the text."""
    notice = "This story has been withdrawn."
    return replace(
        story, body=[notice], blocks=[], signature=None, pubStatus="canceled", edNote=notice, retrieved=NOON + LATER
    )


def restored(story: Copy, hours: int) -> Copy:
    return replace(story, retrieved=NOON + hours * LATER)


def marks(database: Db) -> dict[str, datetime]:
    """Stored marks by the copy's URL."""
    found = database["copies"].find({"afterKill": {"$exists": True}})
    return {each["_id"]: each["afterKill"]["since"] for each in found}


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


def test_the_mark_is_stored_and_readers_are_told(prepared: Db) -> None:
    store(prepared, A, B, C)
    with Reader(prepared).changes() as feed:
        store(prepared, withdrawn(A), withdrawn(B))
        told = [(each.collection, each.id, each.what) for each in feed.pending() if "afterKill" in each.fields]
    (shown,) = (each.stored for each in Reader(prepared).story(C.url).copies if each.stored.copy.url == C.url)
    assert shown.afterKill is not None
    assert shown.afterKill.since == NOON + LATER
    assert told == [("copies", C.url, "changed")]


def test_an_edited_notice_does_not_move_the_time_of_the_kill(prepared: Db) -> None:
    store(prepared, A, B, C)
    store(prepared, withdrawn(A), withdrawn(B))
    edited = [
        replace(withdrawn(each), body=["This story is withdrawn. A new one follows."], retrieved=NOON + 5 * LATER)
        for each in (A, B)
    ]
    store(prepared, *edited)
    changed = prepared["copies"].find_one({"_id": A.url})
    assert changed is not None
    assert changed["lastChanged"] == NOON + 5 * LATER
    assert marks(prepared) == {C.url: NOON + LATER}


def test_the_mark_goes_with_the_kill_the_text_or_the_page(prepared: Db) -> None:
    d, e = (copy(f"https://{name}.example/ferry") for name in "de")
    store(prepared, A, B, C, d, e)
    store(prepared, withdrawn(A), withdrawn(B))
    assert marks(prepared).keys() == {C.url, d.url, e.url}
    store(prepared, withdrawn(C))
    assert marks(prepared).keys() == {d.url, e.url}
    store(prepared, Gone(url=d.url, status=404, retrieved=NOON + 2 * LATER))
    assert marks(prepared).keys() == {e.url}
    store(prepared, restored(d, 3))
    assert marks(prepared) == dict.fromkeys((d.url, e.url), NOON + LATER), "a page that is back is marked again"
    before = prepared["copies"].find_one({"_id": e.url})
    store(prepared, *(restored(each, 4) for each in (A, B, C)))
    after = prepared["copies"].find_one({"_id": e.url})
    assert marks(prepared) == {}
    assert before is not None
    assert after is not None
    assert after["lastChanged"] > before["lastChanged"]
    assert after["revision"] == before["revision"]


def test_a_copy_that_comes_after_the_kill_is_marked(prepared: Db) -> None:
    store(prepared, A, B)
    store(prepared, withdrawn(A), withdrawn(B))
    assert marks(prepared) == {}
    store(prepared, restored(C, 2))
    second = replace(C, url="https://c.example/ferry-again")
    store(prepared, restored(second, 3))
    assert marks(prepared) == dict.fromkeys((C.url, second.url), NOON + LATER)


def test_another_headline_that_comes_after_the_kill_is_marked(prepared: Db) -> None:
    wires = [printing(number) for number in range(4)]
    store(prepared, *wires[:3])
    store(prepared, withdrawn(wires[0]), withdrawn(wires[1]))
    store(prepared, wires[3])
    store(prepared, replace(wires[3], url=f"{wires[3].url}-again"))
    assert marks(prepared).keys() == {wires[2].url, wires[3].url, f"{wires[3].url}-again"}


def test_a_story_that_is_cut_off_from_the_killed_ones_loses_its_mark(prepared: Db) -> None:
    wires = [printing(number) for number in range(3)]
    store(prepared, *wires)
    store(prepared, withdrawn(wires[0]), withdrawn(wires[1]))
    assert marks(prepared).keys() == {wires[2].url}
    ids = [prepared["copies"].find_one({"_id": each.url})["story"] for each in wires]
    cut_link(prepared, ids[0], ids[2], "an editor")
    cut_link(prepared, ids[1], ids[2], "an editor")
    link_due(prepared)
    assert marks(prepared) == {}


def test_the_kill_of_a_worker_that_was_killed_is_applied_by_another(prepared: Db) -> None:
    store(prepared, A, B, C)
    write_batch(prepared, [withdrawn(A), withdrawn(B)])
    assert marks(prepared) == {}
    link_due(prepared)
    assert marks(prepared).keys() == {C.url}
    write_batch(prepared, [restored(A, 2)])
    link_due(prepared)
    assert marks(prepared) == {}


def test_two_workers_that_prove_and_lift_a_kill_at_once_leave_no_wrong_mark(prepared: Db) -> None:
    """Whichever comes first, the marks follow from what is stored in the end."""
    wires = [printing(number) for number in range(5)]
    store(prepared, *wires)

    def visit(story: Copy) -> None:
        store(prepared, story)

    with ThreadPoolExecutor(2) as workers:
        for number in range(1, 8, 2):
            list(workers.map(visit, [replace(withdrawn(each), retrieved=NOON + number * LATER) for each in wires[:2]]))
            assert marks(prepared).keys() == {each.url for each in wires[2:]}
            list(workers.map(visit, [restored(wires[0], number + 1), restored(wires[1], number + 1)]))
            assert marks(prepared) == {}


def test_unchanged_copies_of_a_killed_story_are_not_looked_at_again(prepared: Db) -> None:
    store(prepared, A, B, C)
    store(prepared, withdrawn(A), withdrawn(B))
    written = write_batch(prepared, [restored(C, 2)])
    assert (written.outcomes, written.due) == (["unchanged"], set())
    assert prepared["stories"].count_documents({"linkDue": {"$exists": True}}) == 0
