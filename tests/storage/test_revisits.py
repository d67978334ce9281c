"""Later visits of a thread: comments that vanish, return, are edited or removed; no stored comment is lost."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from pymongo.database import Database

from newscrawler.items import Author, Comment, Unchanged
from newscrawler.storage import Item
from newscrawler.storage._batch import write_batch
from tests.support.wire_items import LATER, NOON, comment, copy, thread

Db = Database[dict[str, Any]]
Write = Any

BELOW = thread(copy())


def at(visit: float) -> datetime:
    return NOON + visit * LATER


def reading(visit: float, *numbers: int, complete: bool = True, **fields: Any) -> list[Item]:
    """Return the items of a visit of the thread: these comments, and the thread."""
    verdict = replace(
        BELOW,
        retrieved=at(visit),
        complete=complete,
        reason=None if complete else "answer 2: HTTP 500",
        declaredCount=len(numbers),
        collectedCount=len(numbers),
    )
    return [*(comment(BELOW, number, retrieved=at(visit), **fields) for number in numbers), verdict]


def states(database: Db) -> dict[str, str]:
    return {each["nativeId"]: each["state"] for each in database["comments"].find().sort("_id")}


def stored(database: Db, number: int = 0) -> dict[str, Any]:
    found = database["comments"].find_one({"nativeId": str(number)})
    assert found is not None
    return found


# --- vanishing ----------------------------------------------------------------------------------------------------


def test_what_a_complete_reading_does_not_find_has_vanished(prepared: Db, write: Write) -> None:
    write(*reading(0, 0, 1))
    write(*reading(1, 0))
    assert states(prepared) == {"0": "visible", "1": "vanished"}
    gone = stored(prepared, 1)
    assert (gone["text"], gone["author"]["name"], gone["upvoteCount"]) == ("Comment 1", "reader 1", 3)
    assert (gone["lastSeen"], gone["lastChanged"]) == (at(0), at(1))
    assert [(each["at"], each["state"], each["score"]) for each in gone["observations"]] == [
        (at(0), "visible", 2),
        (at(1), "vanished", 2),
    ]


def test_it_is_counted_once(prepared: Db) -> None:
    write_batch(prepared, reading(0, 0, 1))
    assert write_batch(prepared, reading(1, 0)).vanished == 1
    before = stored(prepared, 1)
    assert write_batch(prepared, reading(1, 0)).vanished == 0
    assert write_batch(prepared, reading(2, 0)).vanished == 0
    assert stored(prepared, 1) == before


def test_a_thread_that_is_read_to_its_end_and_empty_has_lost_all(prepared: Db, write: Write) -> None:
    write(*reading(0, 0, 1))
    write(*reading(1))
    assert states(prepared) == {"0": "vanished", "1": "vanished"}


def test_a_tombstone_vanishes_too_and_an_orphan(prepared: Db, write: Write) -> None:
    write(*reading(0, 0, state="removed", text=None), *reading(0, 1, state="orphaned", parentItem="77"))
    write(*reading(1))
    assert states(prepared) == {"0": "vanished", "1": "vanished"}


def test_what_comes_back_is_seen_again(prepared: Db, write: Write) -> None:
    write(*reading(0, 0, 1))
    write(*reading(1, 0))
    assert write(*reading(2, 0, 1))[1] == "changed"
    back = stored(prepared, 1)
    assert (back["state"], back["lastSeen"], back["lastChanged"]) == ("visible", at(2), at(2))
    assert [each["state"] for each in back["observations"]] == ["visible", "vanished", "visible"]
    write(*reading(3, 0))
    assert states(prepared)["1"] == "vanished"


def test_an_incomplete_reading_proves_nothing(prepared: Db, write: Write) -> None:
    write(*reading(0, 0, 1))
    write(*reading(1, 0, complete=False))
    assert states(prepared) == {"0": "visible", "1": "visible"}


def test_not_modified_proves_nothing_and_touches_nothing_that_vanished(prepared: Db, write: Write) -> None:
    write(*reading(0, 0, 1))
    write(*reading(1, 0))
    before = stored(prepared, 1)
    write(Unchanged(kind="thread", id=BELOW.id, retrieved=at(2)))
    assert stored(prepared, 1) == before
    assert stored(prepared, 0)["lastSeen"] == at(2)
    assert states(prepared)["0"] == "visible"


def test_a_crawl_killed_in_the_middle_of_a_thread_proves_nothing(prepared: Db, write: Write) -> None:
    write(*reading(0, 0, 1, 2))
    first = reading(1, 0, 1)[0]
    write(first)
    assert set(states(prepared).values()) == {"visible"}
    # The next crawl reads the thread whole, and finishes what that one left.
    write(*reading(2, 0, 1))
    assert states(prepared) == {"0": "visible", "1": "visible", "2": "vanished"}


def test_killed_between_the_vanished_and_their_thread_the_next_visit_leaves_the_same(
    prepared: Db, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(*reading(0, 0, 1))
    with monkeypatch.context() as patch:

        def killed(*_: Any) -> Any:
            raise KeyboardInterrupt

        patch.setattr("newscrawler.storage._batch.write_threads", killed)
        with pytest.raises(KeyboardInterrupt):
            write(*reading(1, 0))
    assert states(prepared)["1"] == "vanished"
    assert prepared["threads"].distinct("lastSeen") == [at(0)]
    once = stored(prepared, 1)
    write(*reading(1, 0))
    assert stored(prepared, 1) == once


def test_a_comment_of_a_visit_that_left_no_thread_vanishes_too(prepared: Db, write: Write) -> None:
    write(*reading(0, 0, 1)[:2])
    write(*reading(1, 0))
    assert states(prepared) == {"0": "visible", "1": "vanished"}


def test_a_reading_whose_comments_are_not_all_stored_proves_nothing(prepared: Db, write: Write) -> None:
    write(*reading(0, 0, 1))
    first, second, verdict = reading(1, 0, 1)
    assert write(first, replace(second, state="liked"), verdict)[1] == "quarantined"  # type: ignore[type-var]
    assert states(prepared) == {"0": "visible", "1": "visible"}


def test_other_threads_are_not_touched(prepared: Db, write: Write) -> None:
    other = thread(copy("https://b.example/ferry"))
    write(*reading(0, 0), comment(other, 7), other)
    write(*reading(1))
    assert states(prepared) == {"0": "vanished", "7": "visible"}


# --- several workers ----------------------------------------------------------------------------------------------


def test_an_older_reading_does_not_take_what_a_newer_one_saw(prepared: Db, write: Write) -> None:
    write(*reading(0, 0))
    write(*reading(2, 0, 1))
    write(*reading(1, 0))
    assert states(prepared) == {"0": "visible", "1": "visible"}


def test_a_sighting_older_than_the_vanishing_joins_the_history_and_brings_nothing_back(
    prepared: Db, write: Write
) -> None:
    write(*reading(0, 0, 1))
    write(*reading(3, 0))
    assert write(comment(BELOW, 1, upvoteCount=9, score=8, retrieved=at(2))) == ["stale"]
    gone = stored(prepared, 1)
    assert (gone["state"], gone["lastSeen"], gone["upvoteCount"]) == ("vanished", at(2), 3)
    assert [(each["upvoteCount"], each["state"]) for each in gone["observations"]] == [
        (3, "visible"),
        (9, "visible"),
        (3, "vanished"),
    ]


def test_a_sighting_newer_than_the_vanishing_brings_it_back(prepared: Db, write: Write) -> None:
    write(*reading(0, 0, 1))
    write(*reading(2, 0))
    write(*reading(3, 1, complete=False))
    assert states(prepared) == {"0": "visible", "1": "visible"}


@pytest.mark.parametrize("seed", range(4))
def test_workers_that_read_one_thread_at_once_agree_in_the_end(database: Db, mongo_uri: str, seed: int) -> None:
    """Readings of a thread that changes under them, written by four workers in any order and all at once."""
    chance = random.Random(seed)
    readings = [
        reading(visit, *sorted(chance.sample(range(12), chance.randrange(12))), complete=chance.random() < 0.7)
        for visit in range(40)
    ]
    queue = list(range(40))
    # A worker is late by a few visits, as one whose answers were slow.
    queue.sort(key=lambda visit: visit + chance.random() * 6)
    with ThreadPoolExecutor(4) as workers:
        list(workers.map(lambda visit: write_batch(database, readings[visit]), queue))
    seen: dict[str, datetime] = {}
    for visit in readings:
        for item in visit:
            if isinstance(item, Comment):
                seen[item.nativeId] = max(seen.get(item.nativeId, item.retrieved), item.retrieved)
    for each in database["comments"].find():
        times = [observed["at"] for observed in each["observations"]]
        assert times == sorted(set(times))
        assert each["lastSeen"] == seen[each["nativeId"]]
        assert each["observations"][-1]["state"] == each["state"]
        if each["state"] == "vanished":
            assert times[-1] > each["lastSeen"]
    last = reading(50, 1, 3, 5)
    write_batch(database, last)
    expected = {number: "visible" if number in ("1", "3", "5") else "vanished" for number in {*seen, "1", "3", "5"}}
    assert states(database) == expected


# --- words --------------------------------------------------------------------------------------------------------


def test_a_removed_comment_keeps_in_its_history_what_it_said_and_who(prepared: Db, write: Write) -> None:
    write(*reading(0, 0, html="<p>Comment 0</p>"))
    write(*reading(1, 0, text=None, html=None, author=None, state="removed"))
    removed = stored(prepared)
    assert (removed["text"], removed["author"], removed["state"]) == (None, None, "removed")
    first, second = removed["observations"]
    assert (first["text"], first["html"], first["author"]["name"]) == ("Comment 0", "<p>Comment 0</p>", "reader 0")
    assert (second["text"], second["author"], second["state"]) == (None, None, "removed")


def test_every_wording_of_an_edited_comment_is_kept(prepared: Db, write: Write) -> None:
    for visit, text in enumerate(("One", "Two", "Two", "Three")):
        write(*reading(visit, 0, text=text))
    assert [(each["at"], each["text"]) for each in stored(prepared)["observations"]] == [
        (at(0), "One"),
        (at(1), "Two"),
        (at(3), "Three"),
    ]


def test_votes_alone_repeat_no_words(prepared: Db, write: Write) -> None:
    write(*reading(0, 0), *reading(1, 0, upvoteCount=8, score=7))
    assert all("text" not in each and "author" not in each for each in stored(prepared)["observations"])


def test_a_changed_name_is_kept_too(prepared: Db, write: Write) -> None:
    write(*reading(0, 0))
    write(*reading(1, 0, author=Author(name="Una")))
    assert [each["author"]["name"] for each in stored(prepared)["observations"]] == ["reader 0", "Una"]


def test_an_older_wording_from_an_archive_goes_to_its_place(prepared: Db, write: Write) -> None:
    write(*reading(0, 0, text="Now"), *reading(4, 0, text="Now"))
    assert write(comment(BELOW, 0, text="Between", retrieved=at(2))) == ["stale"]
    history = [(each["at"], each["text"]) for each in stored(prepared)["observations"]]
    assert history == [(at(0), "Now"), (at(2), "Between"), (at(4), "Now")]
    assert write(comment(BELOW, 0, text="Before", retrieved=at(-1))) == ["stale"]
    history = [(each["at"], each["text"]) for each in stored(prepared)["observations"]]
    assert history == [(at(-1), "Before"), (at(0), "Now"), (at(2), "Between"), (at(4), "Now")]
    assert stored(prepared)["text"] == "Now"
