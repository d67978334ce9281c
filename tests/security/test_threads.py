"""A thread that two copies name never changes its owner, and comments from another host never overwrite."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from pymongo.database import Database

from newscrawler.items import Author
from newscrawler.storage._batch import write_batch
from tests.support.wire_items import LATER, NOON, again, comment, copy, thread

Store = Database[dict[str, Any]]
VICTIM, HOSTILE = "https://victim.example/story", "https://hostile.example/story"
DISQUS = "https://disqus.com/embed/comments/?f=victimtimes"


@pytest.fixture
def store(database: Store) -> Store:
    return database


def visit(
    url: str, at: Any = NOON, *, number: int = 3, source: str | None = DISQUS, claim: bool = True, **fields: Any
) -> list[Any]:
    """A page whose thread ``disqus:victimtimes/post-9`` was read to its end."""
    printed = copy(url, retrieved=at)
    values = {"platform": "disqus", "nativeId": "victimtimes/post-9", "declaredCount": number, "collectedCount": number}
    below = thread(printed, **values)
    comments = [
        comment(below, n, source=source or url, copyUrl=url if claim else None, **fields) for n in range(number)
    ]
    return [printed, *comments, below]


def state(store: Store) -> dict[str, Any]:
    return {name: list(store[name].find().sort("_id")) for name in ("threads", "comments")}


FORGED = {"text": "What ann never said.", "author": Author(name="ann"), "upvoteCount": 9_999}


@pytest.mark.parametrize("claim", [True, False], ids=["told by the comment", "told by its thread alone"])
@pytest.mark.parametrize("source", [DISQUS, "https://hostile.example/forged", None])
@pytest.mark.parametrize("number", [0, 1, 3, 9])
def test_another_outlets_page_changes_nothing_of_a_thread(
    store: Store, number: int, source: str | None, claim: bool
) -> None:
    write_batch(store, visit(VICTIM))
    before = state(store)
    written = write_batch(store, visit(HOSTILE, NOON + LATER, number=number, source=source, claim=claim, **FORGED))
    assert state(store) == before
    assert written.vanished == 0
    assert written.outcomes == ["added", *["quarantined"] * (number + 1)]
    told = list(store["quarantine"].find({"url": HOSTILE}))
    assert [entry["stage"] for entry in told] == ["storage"]
    assert f"is that of {VICTIM}" in told[0]["reason"]
    # The owner goes on as before.
    written = write_batch(store, visit(VICTIM, NOON + 2 * LATER, number=2))
    assert written.vanished == 1
    assert store["threads"].find_one()["copyUrl"] == VICTIM  # type: ignore[index]


def test_the_same_page_again_is_counted_in_one_entry(store: Store) -> None:
    write_batch(store, visit(VICTIM))
    for hours in (1, 2):
        write_batch(store, visit(HOSTILE, NOON + hours * LATER))
    assert [entry["count"] for entry in store["quarantine"].find({"url": HOSTILE})] == [2]


def test_a_thread_is_claimed_with_its_first_comments(store: Store) -> None:
    """The victim's crawl is in the middle of a long thread when the hostile one finishes."""
    printed, *comments, below = visit(VICTIM)
    write_batch(store, [printed, *comments[:2]])
    write_batch(store, visit(HOSTILE, NOON + LATER, **FORGED))
    assert store["threads"].count_documents({}) == 0
    assert write_batch(store, [*comments[2:], below]).outcomes == ["added", "added"]
    assert [each["text"] for each in store["comments"].find().sort("_id")] == ["Comment 0", "Comment 1", "Comment 2"]
    assert [each["copyUrl"] for each in store["threads"].find()] == [VICTIM]


@pytest.mark.parametrize("number", range(5))
def test_of_two_crawls_at_once_one_is_first(store: Store, number: int) -> None:
    def run(url: str) -> list[str]:
        return list(write_batch(store, visit(url, text=url)).outcomes)

    with ThreadPoolExecutor(2) as pool:
        outcomes = dict(zip((VICTIM, HOSTILE), pool.map(run, (VICTIM, HOSTILE)), strict=True))
    owner = store["threads"].find_one()["copyUrl"]  # type: ignore[index]
    other = ({VICTIM, HOSTILE} - {owner}).pop()
    assert {each["text"] for each in store["comments"].find()} == {owner}
    assert store["comments"].count_documents({}) == 3
    assert outcomes[owner] == ["added"] * 5
    assert outcomes[other] == ["added", *["quarantined"] * 4]


@pytest.mark.parametrize("thread_first", [True, False])
def test_a_comment_from_another_site_is_refused(store: Store, thread_first: bool) -> None:
    """Whoever says so, and whether or not the comment is stored already."""
    write_batch(store, visit(VICTIM, source=VICTIM))
    before = state(store)
    _, *comments, below = visit(VICTIM, NOON + LATER, number=5, source="https://hostile.example/c", **FORGED)
    written = write_batch(store, comments if thread_first else [replace(each, copyUrl=None) for each in comments])
    assert written.outcomes == ["quarantined"] * 5
    assert state(store) == before
    # Same words from another site: not even seen there.
    same = [replace(each, retrieved=NOON + LATER) for each in visit(VICTIM, source="https://hostile.example/c")[1:-1]]
    assert write_batch(store, same).outcomes == ["quarantined"] * 3
    assert state(store) == before
    assert write_batch(store, [below]).vanished == 0


@pytest.mark.parametrize("other", ["https://victim.example/story-2", "https://www.victim.example/story"])
def test_another_page_of_the_outlet_brings_comments_and_not_the_thread(store: Store, other: str) -> None:
    write_batch(store, visit(VICTIM))
    written = write_batch(store, visit(other, NOON + LATER, number=4))
    assert written.outcomes == ["added", *["unchanged"] * 3, "added", "changed"]
    stored = store["threads"].find_one()
    assert stored is not None
    assert (stored["copyUrl"], stored["collectedCount"]) == (VICTIM, 4)
    assert write_batch(store, visit(VICTIM, NOON + 2 * LATER, number=4)).outcomes[-1] == "unchanged"


def test_a_thread_goes_with_a_story_that_its_outlet_moved(store: Store) -> None:
    write_batch(store, visit(VICTIM))
    moved = "https://victim.example/2026/story"
    write_batch(store, visit(moved, NOON + timedelta(days=2)))
    assert [each["copyUrl"] for each in store["threads"].find()] == [moved]
    write_batch(store, visit(HOSTILE, NOON + timedelta(days=20)))
    assert [each["copyUrl"] for each in store["threads"].find()] == [moved]


@pytest.mark.parametrize("own", ["https://hosted.example/@ann/s", "https://ann.github.io/s"])
def test_users_of_a_shared_host_are_outlets_of_their_own(store: Store, own: str) -> None:
    write_batch(store, visit(own))
    before = state(store)
    write_batch(store, visit(own.replace("ann", "eve"), NOON + timedelta(days=20), **FORGED))
    assert state(store) == before


def test_a_thread_of_its_own_comment_server_is_its_outlets_whoever_named_it_first(store: Store) -> None:
    def named(url: str, at: Any) -> list[Any]:
        printed = copy(url, retrieved=at)
        below = thread(printed, platform="isso", nativeId="isso.victim.example/a-story")
        source = "https://isso.victim.example/?uri=/a-story"
        return [printed, *(comment(below, n, source=source, copyUrl=url) for n in range(2)), below]

    write_batch(store, named(HOSTILE, NOON))
    write_batch(store, named(VICTIM, NOON + LATER))
    assert [each["copyUrl"] for each in store["threads"].find()] == [VICTIM]
    before = state(store)
    write_batch(store, named(HOSTILE, NOON + 2 * LATER))
    write_batch(store, named("https://isso.victim.example.evil.example/", NOON + 2 * LATER))
    assert state(store) == before


def test_writing_twice_leaves_what_writing_once_does(store: Store) -> None:
    items: list[Any] = visit(VICTIM)
    write_batch(store, items)
    write_batch(store, visit(HOSTILE, NOON + LATER))
    before = {**state(store), "quarantine": list(store["quarantine"].find())}
    write_batch(store, items)
    write_batch(store, visit(HOSTILE, NOON + LATER))
    write_batch(store, again(items[1:-1], NOON))
    assert {**state(store), "quarantine": list(store["quarantine"].find())} == before
