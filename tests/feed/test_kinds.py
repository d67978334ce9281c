"""What each event says of what happened to a document."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pymongo.database import Database

from newscrawler.feed import Event
from newscrawler.storage._batch import write_batch
from newscrawler.storage._linking import link_stories
from newscrawler.storage.clusters import cut_link
from newscrawler.storage.erasure import Selection, erase
from newscrawler.storage.pseudonyms import AuthorNames
from newscrawler.storage.retention import Retention, expire
from tests.support.sequencing import Sequencing
from tests.support.wire_items import LATER, NOON, again, comment, copy, page, thread
from tests.support.wire_texts import printing

Db = Database[dict[str, Any]]


def store_items(database: Db, *items: Any) -> None:
    link_stories(database, write_batch(database, items).due)


def told(events: list[Event]) -> set[tuple[str | None, str | None, str]]:
    return {(each.collection, each.id, each.kind) for each in events}


def story_of(database: Db, url: str) -> str:
    found = database["copies"].find_one({"_id": url})
    assert found is not None
    return str(found["story"])


def test_the_first_event_says_that_nothing_before_is_known(working: Sequencing) -> None:
    (first,) = working.events()
    assert (first.number, first.kind, first.collection, first.since) == (1, "resync", None, None)


def test_additions_are_numbered_in_the_order_in_which_they_were_stored(store: Db, working: Sequencing) -> None:
    items = page(comments=2)
    store_items(store, *items)
    below = thread(items[0])
    story = story_of(store, items[0].url)
    added = [each for each in working.events(1) if each.kind == "added"]
    assert [(each.collection, each.id) for each in added] == [
        ("stories", story),
        ("copies", items[0].url),
        ("comments", f"{below.id}#0"),
        ("comments", f"{below.id}#1"),
        ("threads", below.id),
    ]
    assert all(each.fields == () for each in added)
    assert [each.outlet for each in added] == [None, *["a.example"] * 4]
    assert [each.story for each in added] == [story] * 5
    assert [each.thread for each in added] == [None, None, *[below.id] * 3]
    assert all(abs(each.at - datetime.now(UTC)) < timedelta(minutes=10) for each in added)


def test_a_visit_that_finds_nothing_new_is_no_event(store: Db, working: Sequencing) -> None:
    items = page()
    store_items(store, *items)
    before = working.events()[-1].number
    store_items(store, *again(items, NOON + LATER))
    assert working.events(before) == []


def test_a_change_names_the_fields(store: Db, working: Sequencing) -> None:
    items = page(comments=1)
    store_items(store, *items)
    before = working.events()[-1].number
    voted = replace(items[1], upvoteCount=9, score=8, retrieved=NOON + LATER)
    store_items(store, replace(items[0], headline="Ferry returns to harbour", retrieved=NOON + LATER), voted)
    events = {each.id: each for each in working.events(before)}
    changed = events[f"{thread(items[0]).id}#0"]
    assert changed.kind == "changed"
    assert {"upvoteCount", "score", "lastChanged"} <= set(changed.fields)
    assert (changed.outlet, changed.story) == ("a.example", story_of(store, items[0].url))
    assert "text" not in changed.fields


def test_a_removal_is_told_without_what_nobody_knows_any_more(store: Db, working: Sequencing) -> None:
    items = page(comments=1)
    store_items(store, *items)
    before = working.events()[-1].number
    store["comments"].delete_many({})
    (removed,) = working.events(before)
    assert (removed.kind, removed.collection, removed.story) == ("removed", "comments", None)


def test_stories_that_print_one_text_are_linked(store: Db, working: Sequencing) -> None:
    first, second = printing(0), printing(1)
    store_items(store, first, second)
    events = working.events(1)
    linked = {str(each.id): each for each in events if each.kind == "linked"}
    assert set(linked) == {story_of(store, first.url), story_of(store, second.url)}
    assert all("cluster" in each.fields and each.collection == "stories" for each in linked.values())
    assert [each.kind for each in events if each.collection == "clusters"] == ["added"]
    before = events[-1].number
    cut_link(store, *sorted(linked), by="a tester")
    assert told(working.events(before)) >= {("stories", each, "linked") for each in linked}


def test_a_kill_is_told_of_the_pages_that_withdraw_the_story_and_the_pages_that_still_run_it(
    store: Db, working: Sequencing
) -> None:
    copies = [copy(f"https://{name}.example/ferry") for name in "abc"]
    store_items(store, *copies)
    before = working.events()[-1].number
    notice = "This story has been withdrawn."
    store_items(
        store,
        *(
            replace(
                each,
                body=[notice],
                blocks=[],
                signature=None,
                pubStatus="canceled",
                edNote=notice,
                retrieved=NOON + LATER,
            )
            for each in copies[:2]
        ),
    )
    events = working.events(before)
    killed = {each.id: each for each in events if each.kind == "killed"}
    assert set(killed) >= {each.url for each in copies}
    assert "afterKill" in killed[copies[2].url].fields
    assert "pubStatus" in killed[copies[0].url].fields
    assert killed[copies[2].url].story == story_of(store, copies[2].url)


def test_an_erased_comment_and_an_erased_copy_are_told_without_their_words(
    store: Db, working: Sequencing, tmp_path: Path
) -> None:
    items = page(comments=2)
    store_items(store, *items)
    before = working.events()[-1].number
    erase(store, tmp_path, Selection(authors=("reader 1",)), AuthorNames())
    erase(store, tmp_path, Selection(urls=(items[0].url,)), AuthorNames())
    events = working.events(before)
    erased = told(events)
    below = thread(items[0])
    assert {
        ("comments", f"{below.id}#0", "erased"),
        ("comments", f"{below.id}#1", "erased"),
        ("copies", items[0].url, "erased"),
        ("stories", story_of(store, items[0].url), "erased"),
    } <= erased
    assert [each for each in events if each.kind != "erased"] == []
    whole = repr(list(store["feed"].find()))
    assert not any(word in whole for word in ("reader 1", "Comment 1", "Ferry returns"))


def test_words_that_retention_removes_are_erased(store: Db, working: Sequencing) -> None:
    items = page(comments=1)
    store_items(store, *items)
    gone = replace(items[1], state="removed", text=None, author=None, retrieved=NOON + LATER)
    store_items(store, gone)
    before = working.events()[-1].number
    done = expire(store, Retention(removed_days=1, quarantine_days=1))
    assert done.comments == 1
    assert [each.kind for each in working.events(before)] == ["erased"]


def test_a_comment_before_its_thread_is_found_by_the_claim_of_its_page(store: Db, working: Sequencing) -> None:
    printed = copy()
    below = thread(printed)
    store_items(store, printed)
    store["claims"].insert_one({"_id": below.id, "copyUrl": printed.url, "at": NOON, "schemaVersion": 6})
    before = working.events()[-1].number
    store_items(store, comment(below))
    (added,) = [each for each in working.events(before) if each.collection == "comments"]
    assert (added.outlet, added.story) == ("a.example", story_of(store, printed.url))
