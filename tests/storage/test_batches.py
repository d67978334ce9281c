"""Content of the store after visits in different orders."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from pymongo.database import Database

from newscrawler.items import Copy, Rejection, Unchanged
from newscrawler.storage import Reader
from tests.support.prepared import PreparedDatabases
from tests.support.wire_items import LATER, NOON, again, comment, contents, copy, page, paragraphs, thread

Db = Database[dict[str, Any]]
Write = Any


def test_a_page_becomes_a_story_a_copy_a_thread_and_its_comments(prepared: Db, write: Write) -> None:
    assert write(*page()) == ["added"] * 4
    tree = Reader(prepared).story("https://a.example/ferry")
    assert tree.stored.story.headline == "Ferry returns to harbor"
    assert [node.stored.comment.text for node in tree.copies[0].threads[0].comments] == ["Comment 0", "Comment 1"]


def test_what_is_read_back_equals_what_was_written(prepared: Db, write: Write) -> None:
    items = page()
    write(*items)
    tree = Reader(prepared).story("https://a.example/ferry")
    below = tree.copies[0].threads[0]
    assert [tree.copies[0].stored.copy, below.stored.thread] == [items[0], items[-1]]
    assert [node.stored.comment for node in below.comments] == items[1:-1]


def test_the_same_visit_written_twice_leaves_no_trace(prepared: Db, write: Write) -> None:
    write(*page())
    before = contents(prepared)
    assert write(*page()) == ["unchanged"] * 4
    assert contents(prepared) == before


def test_an_unchanged_visit_moves_lastSeen_and_nothing_else(prepared: Db, write: Write) -> None:  # noqa: N802
    write(*page())
    before = contents(prepared, "lastSeen")
    assert write(*again(page(), NOON + LATER)) == ["unchanged"] * 4
    assert contents(prepared, "lastSeen") == before
    for name in ("stories", "copies", "threads", "comments"):
        assert prepared[name].distinct("lastSeen") == [NOON + LATER]


def test_within_a_batch_the_second_sighting_meets_the_first(prepared: Db, write: Write) -> None:
    printed = copy()
    edited = replace(printed, headline="Ferry is back", retrieved=NOON + LATER)
    assert write(printed, printed, edited) == ["added", "unchanged", "changed"]
    assert prepared["revisions"].count_documents({}) == 1


def test_the_outlets_of_a_story_share_it_whatever_order_they_come_in(prepared_databases: PreparedDatabases) -> None:
    from newscrawler.storage._batch import write_batch

    printings: list[Copy] = [
        copy("https://a.example/x", headline="Ferry returns to harbor", datePublished=NOON),
        copy("https://b.example/y", headline="UPDATE 1-Ferry returns to harbor", datePublished=NOON - 3 * LATER),
        copy("https://c.example/z", datePublished=NOON - 5 * LATER, representation="partial", body=["Ferry is back."]),
        copy("https://d.example/w", datePublished=NOON - 12 * LATER, datePublishedPrecision="day"),
    ]
    seen = []
    for number, order in enumerate(list(permutations(printings))[::3]):
        with prepared_databases.lend() as store:
            if number % 2:
                write_batch(store, order)
            else:
                for each in order:
                    write_batch(store, [each])
            seen.append((number, contents(store)))
    first = seen[0][1]
    (story,) = first["stories"]
    # The earlier time that another copy prints is that copy's word alone.
    assert (story["lead"], story["datePublished"]) == ("https://b.example/y", NOON - 3 * LATER)
    assert story["outlets"] == ["a.example", "b.example", "c.example", "d.example"]
    assert len(first["copies"]) == 4
    for number, stored in seen:
        assert stored == first, f"order {number}"


@pytest.mark.parametrize("lost", [("copies",), ("copies", "threads", "comments"), ("threads",)])
def test_a_crash_in_the_middle_of_a_batch_is_healed_by_the_next_visit(
    prepared: Db, write: Write, lost: tuple[str, ...]
) -> None:
    write(*page())
    whole = contents(prepared)
    for name in lost:
        prepared[name].delete_many({})
    write(*page())
    assert contents(prepared) == whole


def test_a_headline_that_recurs_the_next_day_is_another_occurrence(prepared: Db, write: Write) -> None:
    today = copy("https://a.example/1", body=paragraphs("stocks"))
    tomorrow = copy("https://a.example/2", body=paragraphs("bonds"), datePublished=NOON + timedelta(hours=23))
    write(today, tomorrow)
    assert [(each["key"], each["occurrence"]) for each in prepared["stories"].find().sort("_id")] == [
        (today.key, 0),
        (today.key, 1),
    ]


def test_a_changed_copy_keeps_its_story_and_leaves_a_revision(prepared: Db, write: Write) -> None:
    write(copy(etag='"1"'))
    story = prepared["stories"].distinct("_id")
    edited = copy(headline="Ferry comes home", body=paragraphs("return"), retrieved=NOON + LATER, etag='"2"')
    assert write(edited) == ["changed"]
    assert write(replace(edited, retrieved=NOON + 2 * LATER)) == ["unchanged"]
    stored = prepared["copies"].find_one()
    assert stored is not None
    assert (stored["headline"], stored["revision"], stored["etag"]) == ("Ferry comes home", 1, '"2"')
    assert stored["lastChanged"] == NOON + LATER
    (revision,) = Reader(prepared).revisions("https://a.example/ferry")
    assert (revision.revision, revision.copy.headline) == (0, "Ferry returns to harbor")
    assert prepared["stories"].distinct("_id") == story
    assert prepared["stories"].distinct("headline") == ["Ferry comes home"]


def test_only_the_leads_change_shows_in_the_story(prepared: Db, write: Write) -> None:
    write(copy("https://a.example/x", datePublished=NOON - 2 * LATER), copy("https://b.example/y"))
    write(copy("https://b.example/y", edNote="Corrects the name", retrieved=NOON + LATER))
    assert prepared["stories"].distinct("edNote") == [None]
    write(copy("https://a.example/x", representation="partial", datePublished=NOON - 2 * LATER, retrieved=NOON + LATER))
    assert prepared["stories"].distinct("lead") == ["https://b.example/y"]
    assert prepared["stories"].distinct("edNote") == ["Corrects the name"]


def test_new_validators_without_new_content_are_no_revision(prepared: Db, write: Write) -> None:
    write(copy(etag='"1"'))
    assert write(copy(etag='"2"', retrieved=NOON + LATER)) == ["unchanged"]
    assert prepared["copies"].distinct("etag") == ['"2"']
    assert prepared["revisions"].count_documents({}) == 0


def test_an_older_copy_from_an_archive_is_kept_and_never_overwrites(prepared: Db, write: Write) -> None:
    write(copy())
    older = copy(headline="Ferry is lost", retrieved=NOON - LATER)
    for _ in range(2):
        assert write(older) == ["stale"]
    stored = prepared["copies"].find_one()
    assert stored is not None
    assert (stored["headline"], stored["firstSeen"], stored["lastSeen"]) == (
        "Ferry returns to harbor",
        NOON - LATER,
        NOON,
    )
    assert [each.copy.headline for each in Reader(prepared).revisions(older.url)] == ["Ferry is lost"]
    assert write(copy(headline="Ferry again", retrieved=NOON + LATER)) == ["changed"]
    assert prepared["revisions"].count_documents({}) == prepared["copies"].distinct("revision")[0] == 2


def test_changed_votes_add_an_observation(prepared: Db, write: Write) -> None:
    below = thread(copy())
    write(comment(below))
    for visit, votes in enumerate((3, 5, 5, 9)):
        write(comment(below, upvoteCount=votes, score=votes - 1, retrieved=NOON + visit * LATER))
    stored = prepared["comments"].find_one()
    assert stored is not None
    assert [(each["at"], each["upvoteCount"]) for each in stored["observations"]] == [
        (NOON, 3),
        (NOON + LATER, 5),
        (NOON + 3 * LATER, 9),
    ]
    assert (stored["upvoteCount"], stored["score"], stored["lastChanged"]) == (9, 8, NOON + 3 * LATER)


def test_unknown_votes_stay_unknown(prepared: Db, write: Write) -> None:
    write(comment(thread(copy()), upvoteCount=None, downvoteCount=None, score=-4))
    stored = prepared["comments"].find_one()
    assert stored is not None
    assert (stored["upvoteCount"], stored["downvoteCount"], stored["score"]) == (None, None, -4)


def test_an_edited_comment_keeps_what_it_said(prepared: Db, write: Write) -> None:
    below = thread(copy())
    write(comment(below, text="Before"))
    assert write(comment(below, text="After", state="edited", retrieved=NOON + LATER)) == ["changed"]
    stored = prepared["comments"].find_one()
    assert stored is not None
    assert [(each["text"], each["state"]) for each in stored["observations"]] == [
        ("Before", "visible"),
        ("After", "edited"),
    ]


def test_an_older_sighting_goes_to_its_place_in_the_history(prepared: Db, write: Write) -> None:
    below = thread(copy())
    write(comment(below), comment(below, upvoteCount=9, retrieved=NOON + 2 * LATER))
    between = comment(below, upvoteCount=6, retrieved=NOON + LATER)
    for _ in range(2):
        assert write(between) == ["stale"]
    stored = prepared["comments"].find_one()
    assert stored is not None
    assert [each["upvoteCount"] for each in stored["observations"]] == [3, 6, 9]
    assert stored["upvoteCount"] == 9


def test_a_shifted_position_is_no_change(prepared: Db, write: Write) -> None:
    below = thread(copy())
    write(comment(below))
    assert write(comment(below, position=1, retrieved=NOON + LATER)) == ["unchanged"]
    assert prepared["comments"].distinct("position") == [1]
    assert prepared["comments"].distinct("lastChanged") == [NOON]


def test_a_date_counted_back_from_now_keeps_its_first_reading(prepared: Db, write: Write) -> None:
    below = thread(copy())
    relative = {"dateCreatedPrecision": "relative", "dateCreated": NOON - LATER, "dateCreatedRaw": "1 hour ago"}
    write(comment(below, **relative))
    later = relative | {"dateCreated": NOON - LATER / 2, "dateCreatedRaw": "2 hours ago"}
    assert write(comment(below, **later, retrieved=NOON + 2 * LATER)) == ["unchanged"]
    assert write(comment(below, **later, upvoteCount=9, retrieved=NOON + 3 * LATER)) == ["changed"]
    assert prepared["comments"].distinct("dateCreated") == [NOON - LATER]


def test_a_page_that_answers_not_modified_was_seen(prepared: Db, write: Write) -> None:
    write(*page())
    before = contents(prepared, "lastSeen")
    below = thread(copy()).id
    seen = [
        Unchanged(kind="copy", id="https://a.example/ferry", retrieved=NOON + LATER),
        Unchanged(kind="thread", id=below, retrieved=NOON + LATER),
    ]
    assert write(*seen) == ["unchanged", "unchanged"]
    assert contents(prepared, "lastSeen") == before
    for name in ("stories", "copies", "threads", "comments"):
        assert prepared[name].distinct("lastSeen") == [NOON + LATER]


def test_a_comment_that_had_vanished_before_is_not_seen_again_by_not_modified(prepared: Db, write: Write) -> None:
    printed, first, second, below = page()
    write(printed, first, second, below)
    write(*again([printed, first, replace(below, collectedCount=1)], NOON + LATER))  # type: ignore[type-var]
    write(Unchanged(kind="thread", id=thread(copy()).id, retrieved=NOON + 2 * LATER))
    seen = {each["nativeId"]: each["lastSeen"] for each in prepared["comments"].find()}
    assert seen == {"0": NOON + 2 * LATER, "1": NOON}


def test_not_modified_for_what_is_not_stored_writes_nothing(prepared: Db, write: Write) -> None:
    assert write(Unchanged(kind="copy", id="https://a.example/gone", retrieved=NOON)) == ["stale"]
    assert write(Unchanged(kind="thread", id="p:gone", retrieved=NOON)) == ["stale"]


def test_a_thread_shows_its_latest_visit(prepared: Db, write: Write) -> None:
    below = thread(copy())
    write(below)
    failed = replace(below, complete=False, reason="page 2: HTTP 500", retrieved=NOON + LATER)
    assert write(failed) == ["changed"]
    assert write(replace(below, retrieved=NOON - LATER, collectedCount=1)) == ["stale"]
    stored = prepared["threads"].find_one()
    assert stored is not None
    assert (stored["complete"], stored["reason"], stored["collectedCount"]) == (False, "page 2: HTTP 500", 2)


def test_a_threads_cursor_may_hold_any_names(prepared: Db, write: Write) -> None:
    cursor = {"url": "https://a.example", "headers": {"X.Y": "1", "$z": "2"}, "state": {"page": 1}}
    assert write(thread(copy(), cursor=cursor)) == ["added"]
    assert write(thread(copy(), cursor={**cursor, "body": "q"}, retrieved=NOON + LATER)) == ["unchanged"]
    stored = prepared["threads"].find_one()
    assert stored is not None
    assert stored["cursor"] == {**cursor, "body": "q"}


def test_the_same_trouble_is_one_quarantine_entry(prepared: Db, write: Write) -> None:
    trouble = Rejection(url="https://a.example/x", stage="extraction", reason="no headline", retrieved=NOON)
    assert write(trouble, trouble) == ["quarantined", "quarantined"]
    write(replace(trouble, retrieved=NOON + LATER))
    write(replace(trouble, reason="no body"))
    entries = {each.rejection.reason: each.count for each in Reader(prepared).quarantine()}
    assert entries == {"no headline": 2, "no body": 1}


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (copy(headline=""), "headline"),
        (copy(headline="half a \ud800 pair"), "surrogate"),
        (copy(version=2**70), "8-byte"),
        (copy(edNote="x" * 17_000_000), "limit"),
        (replace(copy(), body=None), "body"),
        (comment(thread(copy()), downvoteCount=-1), "downvoteCount"),
        (comment(thread(copy()), state="hidden"), "state"),
        (comment(thread(copy()), source="\udc80"), "surrogate"),
        (thread(copy(), complete=None), "complete"),
        (thread(copy(), cursor={"a\0b": 1}), "NULL"),
        (comment(thread(copy()), retrieved=NOON.replace(tzinfo=None)), "time zone"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_what_mongodb_will_never_take_is_quarantined_and_the_rest_is_stored(
    prepared: Db, write: Write, broken: Any, reason: str
) -> None:
    good = page("https://good.example/x", headline="Another story", body=paragraphs("other"))
    assert write(*good, broken) == ["added"] * 4 + ["quarantined"]
    (entry,) = Reader(prepared).quarantine(stage="storage")
    assert reason in entry.rejection.reason
    assert entry.rejection.item is not None
    assert prepared["stories"].count_documents({}) == prepared["copies"].count_documents({}) == 1
