"""What the writer notes in the calendar and the ledger: each visit once, whatever is written again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pymongo.database import Database

from newscrawler.calendar import CopyMemory, Entry, ListMemory, ThreadMemory
from newscrawler.items import Copy, Gone, Listed, ListHints, ListRead, Rejection, Unchanged, WireVersion
from newscrawler.storage import holds, prepare
from newscrawler.storage._batch import write_batch
from newscrawler.storage._linking import link_stories
from newscrawler.storage.calendar import Calendar
from newscrawler.storage.erasure import Selection, erase, reapply
from newscrawler.storage.needles import Needles, search
from newscrawler.storage.pseudonyms import AuthorNames
from newscrawler.storage.spool import Spool
from tests.support.wire_items import LATER, NOON, again, copy, page

Db = Database[dict[str, Any]]

FEED = "https://a.example/feed"
MINUTE = timedelta(minutes=1)


def story(number: int | str) -> str:
    return f"https://a.example/story-{number}"


def read(*numbers: int | str, at: datetime = NOON, url: str = FEED, **fields: Any) -> ListRead:
    """A reading of a feed that names some stories, each printed a minute before."""
    links = [Listed(url=story(number), published=at - MINUTE) for number in numbers]
    given = {"outlet": "a.example", "kind": "feed", "outcome": "read", "links": links, **fields}
    return ListRead(url=url, retrieved=at, **given)


def dump(at: datetime) -> Copy:
    """A story of a text dump."""
    return replace(copy(headline="Another headline"), url="urn:sha256:00", outlet="unknown", retrieved=at)


def write(database: Db, *items: Any) -> list[str]:
    return list(write_batch(database, items).outcomes)


def entry(database: Db, id_: str) -> Entry:
    found = Calendar(database).entry(id_)
    assert found is not None, id_
    return found


def ids(database: Db) -> set[str]:
    return {each["_id"] for each in database["calendar"].find({"alias": {"$exists": False}}, {"_id": 1})}


def ledger(database: Db) -> dict[str, Any]:
    """Sums of all hours, without what is 0 and without the times from printing to storing."""
    sums: dict[str, Any] = {}
    for document in database["coverage"].find({}, {"_id": 0, "schemaVersion": 0, "latency": 0}):
        for name, number in document.items():
            if isinstance(number, dict):
                sums[name] = {key: sums.get(name, {}).get(key, 0) + each for key, each in number.items()}
            else:
                sums[name] = sums.get(name, 0) + number
    return {name: number for name, number in sums.items() if number}


# --- lists ------------------------------------------------------------------------------------------------------------


def test_stories_of_a_list_are_due_now(prepared: Db) -> None:
    write(prepared, read(1, 2))
    assert ids(prepared) == {f"list:{FEED}", f"copy:{story(1)}", f"copy:{story(2)}"}
    first = entry(prepared, f"copy:{story(1)}")
    assert (first.why, first.visits, first.outlet, first.host) == ("first", 0, "a.example", "a.example")
    assert first.first == NOON - MINUTE
    assert ledger(prepared) == {"listsRead": 1, "entries": 2, "storiesNew": 2}
    own = entry(prepared, f"list:{FEED}")
    assert (own.visits, own.last) == (1, NOON)


def test_hints_hub_and_validators_of_a_list_are_kept(prepared: Db) -> None:
    hints = ListHints(ttl=1800, skipHours=[3], skipDays=[6], maxAge=60, updatePeriod=900)
    write(prepared, read(1, hints=hints, hub="https://hub.example/", etag='"7"', lastModified="then"))
    memory = entry(prepared, f"list:{FEED}").memory
    assert isinstance(memory, ListMemory)
    assert (memory.hints.ttl, memory.hints.skip_hours, memory.hints.skip_days) == (1800, (3,), (6,))
    assert (memory.hints.max_age, memory.hints.update, memory.hub) == (60, 900, "https://hub.example/")
    write(prepared, read(at=NOON + LATER, outcome="unchanged"))
    stored = prepared["calendar"].find_one({"_id": f"list:{FEED}"})
    assert stored is not None
    assert (stored["etag"], stored["lastModified"], stored["visits"]) == ('"7"', "then", 2)


def test_a_further_page_brings_stories_and_is_no_list(prepared: Db) -> None:
    front, older = "https://a.example/news", "https://a.example/news?page=2"
    write(prepared, read(1, url=front, kind="section"), read(2, url=older, kind="section", partOf=front))
    assert ids(prepared) == {f"list:{front}", f"copy:{story(1)}", f"copy:{story(2)}"}
    assert ledger(prepared) == {"listsRead": 1, "entries": 1, "storiesNew": 2}


def test_sitemaps_of_an_index_are_lists_and_due_when_they_are_written_anew(prepared: Db) -> None:
    index, map_ = "https://a.example/maps.xml", "https://a.example/map-1.xml"
    dates = [NOON - timedelta(days=30 * number) for number in range(20)]
    maps = [Listed(url=f"https://a.example/map-{n + 1}.xml", modified=date) for n, date in enumerate(dates)]
    write(prepared, read(url=index, kind="sitemap", sitemaps=maps))
    lists = {each for each in ids(prepared) if each.startswith("list:")}
    assert len(lists) == 11
    assert f"list:{map_}" in lists
    assert "list:https://a.example/map-11.xml" not in lists
    write(prepared, read(1, url=map_, kind="sitemap", partOf=index, at=NOON + MINUTE))
    now = datetime.now(UTC)
    assert (entry(prepared, f"list:{map_}").due or now) > now
    maps[0] = replace(maps[0], modified=NOON + LATER)
    write(prepared, read(url=index, kind="sitemap", sitemaps=maps, at=NOON + LATER))
    assert (entry(prepared, f"list:{map_}").due or now) <= datetime.now(UTC)


def test_a_first_reading_takes_no_archive(prepared: Db) -> None:
    old = Listed(url=story("old"), published=NOON - timedelta(days=8))
    edited = Listed(url=story("edited"), published=NOON - timedelta(days=8), modified=NOON - LATER)
    write(prepared, read(links=[old, edited, Listed(url=story("new"))]))
    assert ids(prepared) == {f"list:{FEED}", f"copy:{story('edited')}", f"copy:{story('new')}"}
    assert ledger(prepared)["leftOut"] == {"old": 1}


def test_stories_without_times_are_spread_over_a_day(prepared: Db) -> None:
    write(prepared, read(kind="sitemap", links=[Listed(url=story(number)) for number in range(600)]))
    now = datetime.now(UTC)
    due = sorted(each["due"] for each in prepared["calendar"].find({"kind": "copy"}))
    at_once = [each for each in due if each <= now]
    assert (len(due), len(at_once)) == (600, 201)
    assert due[-1] > now + timedelta(hours=23)


def test_a_story_that_was_stored_before_is_not_new(prepared: Db) -> None:
    write(prepared, copy(story(1)))
    prepared["calendar"].drop()
    prepare(prepared)
    write(prepared, read(1, 2, at=NOON + LATER))
    known = entry(prepared, f"copy:{story(1)}")
    assert (known.last, known.outlet) == (NOON, "a.example")
    assert ledger(prepared)["storiesNew"] == 1


def test_a_list_that_states_a_change_makes_the_copy_due(prepared: Db) -> None:
    write(prepared, read(1), *page(story(1)))
    assert entry(prepared, f"copy:{story(1)}").why != "listed"
    write(prepared, read(links=[Listed(url=story(1), modified=NOON + LATER)], at=NOON + 2 * LATER))
    assert entry(prepared, f"copy:{story(1)}").why == "listed"


def headlined(headline: str, hours: int, url: str = FEED, address: str | None = None) -> ListRead:
    """A reading that shows the first story under a headline."""
    return read(links=[Listed(url=address or story(1), headline=headline)], at=NOON + hours * LATER, url=url)


def rest(database: Db) -> None:
    """Have copies wait, so that only a list can make them due."""
    database["calendar"].update_many({"kind": "copy"}, {"$set": {"due": datetime.now(UTC) + timedelta(days=1)}})


def test_a_list_that_shows_another_headline_makes_the_copy_due(prepared: Db) -> None:
    first = replace(copy(story(1)), retrieved=NOON + MINUTE)
    write(prepared, headlined("Ferry late", 0), first)
    rest(prepared)
    write(prepared, headlined("Ferry LATE", 1), headlined("Ferry sunk", 2, "https://a.example/news"))
    assert entry(prepared, f"copy:{story(1)}").why != "retitled"
    changed = headlined("Ferry sunk", 3)
    write(prepared, changed)
    write(prepared, changed)
    told = entry(prepared, f"copy:{story(1)}")
    assert told.why == "retitled"
    assert [claim.entry.id for claim in Calendar(prepared).claim(["a.example"], {}, "w", 9)].count(told.id) == 1
    # While it is visited, another list tells the same.
    write(prepared, headlined("Ferry found", 4, "https://a.example/news"))
    assert "queued" in (prepared["calendar"].find_one({"_id": told.id}) or {})
    write(prepared, replace(first, headline="Ferry sunk", retrieved=NOON + 5 * LATER))
    assert ledger(prepared)["toldChanged"] == ledger(prepared)["told"] == 1
    habits = prepared["habits"].find_one({"_id": "a.example"}) or {}
    assert (habits["retitled"], habits["retitledRight"]) == (1, 1)
    # A reading of before that comes from the spool tells nothing.
    rest(prepared)
    write(prepared, headlined("Ferry late", 2))
    assert entry(prepared, f"copy:{story(1)}").why != "retitled"


def test_a_headline_tells_of_the_copy_that_its_address_belongs_to(prepared: Db) -> None:
    asked = story("1?ref=feed")
    write(prepared, headlined("Ferry late", 0, address=asked), copy(story(1), asked=asked, retrieved=NOON + MINUTE))
    rest(prepared)
    write(prepared, headlined("Ferry sunk", 1, address=asked))
    assert entry(prepared, f"copy:{story(1)}").why == "retitled"


def test_headlines_that_change_at_each_reading_are_soon_not_believed(prepared: Db) -> None:
    first = replace(copy(story(1)), retrieved=NOON + MINUTE)
    write(prepared, headlined("Ferry, 0 comments", 0), first)
    for number in range(1, 8):
        rest(prepared)
        write(prepared, headlined(f"Ferry, {number} comments", number))
        write(prepared, replace(first, retrieved=NOON + number * LATER + MINUTE))
    assert ledger(prepared)["told"] == 3
    assert "toldChanged" not in ledger(prepared)


def test_two_readings_that_share_nothing_are_a_gap_and_the_other_lists_are_read_at_once(prepared: Db) -> None:
    section, map_ = "https://a.example/news", "https://a.example/map.xml"
    write(prepared, read(9, url=section, kind="section"), read(9, url=map_, kind="sitemap"), read(1, 2, 3))
    write(prepared, read(7, 8, 9, at=NOON + LATER))
    gap = prepared["gaps"].find_one({})
    assert gap is not None
    assert (gap["outlet"], gap["url"], gap["seen"], gap["closed"]) == ("a.example", FEED, 3, None)
    assert (gap["since"], gap["at"]) == (NOON, NOON + LATER)
    assert gap["walk"] == [f"list:{map_}", f"list:{section}"]
    assert {entry(prepared, each).why for each in gap["walk"]} == {"gap"}
    assert {claim.entry.id for claim in Calendar(prepared).claim(["a.example"], {}, "w", 50)} >= set(gap["walk"])
    write(prepared, read(4, 9, url=section, kind="section", at=NOON + 2 * LATER))
    write(prepared, read(5, 9, url=map_, kind="sitemap", at=NOON + 2 * LATER, outcome="failed", links=[]))
    assert (prepared["gaps"].find_one({}) or {})["closed"] is None
    write(prepared, read(5, 9, url=map_, kind="sitemap", at=NOON + 3 * LATER))
    closed = prepared["gaps"].find_one({}) or {}
    assert (closed["walk"], closed["found"], closed["closed"] is None) == ([], 2, False)
    assert ledger(prepared)["gaps"] == 1


# --- copies -----------------------------------------------------------------------------------------------------------


def test_visits_of_a_copy_are_counted_by_what_they_found(prepared: Db) -> None:
    first = copy(story(1))
    write(prepared, read(1), first)
    write(prepared, Unchanged(kind="copy", id=story(1), retrieved=NOON + LATER))
    write(prepared, replace(first, retrieved=NOON + 2 * LATER))
    rewritten = ["Another text, of which no word was there before: harbour master speaks.", *first.body[:2]]
    write(prepared, replace(first, body=rewritten, blocks=[], retrieved=NOON + 3 * LATER))
    write(prepared, Rejection(url=story(1), stage="fetch", reason="HTTP 503", retrieved=NOON + 4 * LATER))
    write(prepared, Rejection(url=story(1), stage="extraction", reason="no story", retrieved=NOON + 5 * LATER))
    gone = Gone(url=story(1), status=404, retrieved=NOON + 6 * LATER)
    write(prepared, gone, Rejection(url=story(1), stage="fetch", reason="HTTP 404", retrieved=gone.retrieved))
    after = entry(prepared, f"copy:{story(1)}")
    assert isinstance(after.memory, CopyMemory)
    assert (after.visits, after.memory.changes, after.why) == (7, 1, "gone")
    counted = {"stored": 1, "unchanged": 2, "changed": 1, "failed": 1, "rejected": 1, "gone": 1}
    assert ledger(prepared) == {"listsRead": 1, "entries": 1, "storiesNew": 1, **counted}


def test_latency_is_counted_from_the_printed_time(prepared: Db) -> None:
    write(prepared, copy(story(1), datePublished=NOON - 4 * MINUTE))
    write(prepared, copy(story(2), datePublished=NOON - timedelta(days=30)))
    write(prepared, copy(story(3), datePublished=NOON, datePublishedPrecision="day"))
    document = prepared["coverage"].find_one({})
    assert document is not None
    assert document["_id"] == {"outlet": "a.example", "hour": NOON}
    assert (document["stored"], document["latency"]) == (3, {"300": 1, "more": 1})


def test_a_copy_with_another_address_ends_the_entry_that_was_asked(prepared: Db) -> None:
    asked = story("1?ref=feed")
    write(prepared, read("1?ref=feed"))
    write(prepared, copy(story(1), asked=asked))
    assert ids(prepared) == {f"list:{FEED}", f"copy:{story(1)}"}
    assert entry(prepared, f"copy:{asked}").due is None
    write(prepared, Unchanged(kind="copy", id=asked, retrieved=NOON + LATER))
    assert entry(prepared, f"copy:{story(1)}").visits == 2
    changed = Listed(url=asked, modified=NOON + 3 * LATER)
    write(prepared, read(links=[changed], at=NOON + 4 * LATER))
    assert entry(prepared, f"copy:{story(1)}").why == "listed"
    assert ledger(prepared)["storiesNew"] == 1


def test_a_failure_is_that_of_the_address_that_was_asked(prepared: Db) -> None:
    write(prepared, read(1))
    moved = "https://a.example/moved"
    write(prepared, Rejection(url=moved, asked=story(1), stage="fetch", reason="HTTP 500", retrieved=NOON))
    assert (entry(prepared, f"copy:{story(1)}").failures, f"copy:{moved}" in ids(prepared)) == (1, False)


def test_wire_marks_reach_the_calendar(prepared: Db) -> None:
    write(prepared, copy(story(1), wireVersion=WireVersion(kind="update", number=1)))
    memory = entry(prepared, f"copy:{story(1)}").memory
    assert isinstance(memory, CopyMemory)
    assert memory.marks == ("update",)


def test_copies_of_archives_are_no_visits(prepared: Db) -> None:
    write(prepared, copy(story(1), discoveredVia="archive:old.warc"), dump(NOON))
    assert ids(prepared) == set()


def test_a_kill_makes_the_copies_of_the_cluster_due(prepared: Db) -> None:
    copies = [copy(f"https://{name}.example/ferry") for name in "abc"]
    link_stories(prepared, write_batch(prepared, copies).due)
    assert Calendar(prepared).claim(["c.example"], {}, "w", 5) == []
    notice = ["This story has been withdrawn."]
    for number, each in enumerate(copies[:2]):
        killed = replace(
            each, body=notice, blocks=[], signature=None, pubStatus="canceled", edNote=notice[0],
            retrieved=NOON + (number + 1) * LATER,
        )  # fmt: skip
        link_stories(prepared, write_batch(prepared, [killed]).due)
    (claim,) = Calendar(prepared).claim(["c.example"], {}, "w", 5)
    assert (claim.entry.url, claim.entry.why) == (copies[2].url, "killed")
    assert ledger(prepared)["killed"] == 2


def test_a_kill_that_comes_during_a_visit_has_the_copy_visited_again(prepared: Db) -> None:
    calendar = Calendar(prepared)
    write(prepared, read(1))
    (claim,) = calendar.claim(["a.example"], {}, "w", 5)
    assert calendar.make_due([story(1)]) == 1
    assert calendar.claim(["a.example"], {}, "other", 5) == []
    write(prepared, copy(story(1)))
    (second,) = calendar.claim(["a.example"], {}, "other", 5)
    assert (second.entry.why, second.number) == ("killed", claim.number + 1)
    write(prepared, Unchanged(kind="copy", id=story(1), retrieved=NOON + LATER))
    assert calendar.claim(["a.example"], {}, "w", 5) == []


# --- threads ----------------------------------------------------------------------------------------------------------


def test_threads_learn_from_the_times_of_their_comments(prepared: Db) -> None:
    items = page(story(1), comments=3)
    write(prepared, read(1), *items)
    thread = entry(prepared, "thread:hypertext:a.example/story-1")
    assert isinstance(thread.memory, ThreadMemory)
    assert (thread.memory.got, thread.memory.timed, thread.host) == (3, 3, "a.example")
    assert thread.first == entry(prepared, f"copy:{story(1)}").first
    assert (ledger(prepared)["commentsExpected"], ledger(prepared)["commentsGot"]) == (3, 3)
    write(prepared, Unchanged(kind="thread", id="hypertext:a.example/story-1", retrieved=NOON + LATER))
    assert entry(prepared, thread.id).visits == 2
    assert ledger(prepared)["threadsUnchanged"] == 1


def test_comments_of_earlier_batches_count_too(prepared: Db) -> None:
    *comments, thread = page(story(1), comments=3)[1:]
    write(prepared, copy(story(1)), *comments)
    write(prepared, thread)
    memory = entry(prepared, "thread:hypertext:a.example/story-1").memory
    assert isinstance(memory, ThreadMemory)
    assert (memory.got, memory.timed) == (3, 3)


def test_a_thread_of_which_nothing_came_has_failed(prepared: Db) -> None:
    items = page(story(1), comments=0)
    failed = replace(items[-1], complete=False, reason="HTTP 500", collectedCount=0)  # type: ignore[call-arg]
    write(prepared, items[0], failed)
    assert entry(prepared, "thread:hypertext:a.example/story-1").failures == 1
    assert ledger(prepared)["threadsFailed"] == 1


# --- once, whatever happens -------------------------------------------------------------------------------------------


def state(database: Db) -> list[Any]:
    """All documents of calendar, ledger, habits and gaps; times by the server's clock differ from run to run."""
    documents: list[Any] = []
    for name in ("calendar", "coverage", "habits", "gaps"):
        documents += [(name, each) for each in database[name].find({}, {"due": 0}).sort("_id")]
    return documents


VISITS: list[list[Any]] = [
    [read(1, 2), *page(story(1)), *page(story(2))],
    again([read(2, 3), *page(story(1))], NOON + LATER),
    [
        Unchanged(kind="copy", id=story(2), retrieved=NOON + LATER),
        Unchanged(kind="thread", id="hypertext:a.example/story-2", retrieved=NOON + LATER),
        Rejection(url=story(3), stage="fetch", reason="HTTP 500", retrieved=NOON + LATER),
    ],
    again([read(7, 8), *page(story(2), comments=4)], NOON + 2 * LATER),
]
"""Batches of a crawl: stories, changes, failures, a gap."""


@pytest.mark.parametrize("number", range(4))
def test_a_batch_that_is_written_again_counts_nothing_twice(prepared: Db, number: int) -> None:
    for batch in VISITS[: number + 1]:
        write(prepared, *batch)
    before = state(prepared)
    write(prepared, *VISITS[number])
    assert state(prepared) == before


def test_batches_that_come_again_in_halves_count_nothing_twice(prepared: Db) -> None:
    for batch in VISITS:
        write(prepared, *batch)
    before = state(prepared)
    for batch in VISITS:
        for item in batch:
            write(prepared, item)
    assert state(prepared) == before


def test_a_spool_that_is_replayed_counts_what_was_not_noted(prepared: Db, tmp_path: Any) -> None:
    """The items of a crawl whose MongoDB went away: stored, or noted, or neither."""
    spool = Spool.create(tmp_path / "spool", prepared.name)
    for batch in VISITS:
        spool.append(batch)
    write(prepared, *VISITS[0])
    while items := spool.peek(3):
        write(prepared, *items)
        spool.advance()
    spool.close()
    replayed = ledger(prepared)
    for name in ("calendar", "coverage", "stories", "copies", "revisions", "threads", "comments", "gaps", "habits"):
        prepared[name].delete_many({})
    for batch in VISITS:
        write(prepared, *batch)
    assert replayed == ledger(prepared)
    assert (replayed["stored"], replayed["storiesNew"], replayed["gaps"]) == (2, 5, 1)


def test_what_was_stored_and_not_noted_is_counted_by_the_repetition(prepared: Db) -> None:
    """A worker is killed between the two: the frontier has the page asked again."""
    write(prepared, read(1))
    written = write_batch(prepared, [copy(story(1))])
    assert written.outcomes == ["added"]
    for name in ("calendar", "coverage", "habits"):
        prepared[name].delete_many({})
    write(prepared, read(1))
    prepared["calendar"].update_one({"_id": f"copy:{story(1)}"}, {"$unset": {"revision": ""}})
    write(prepared, copy(story(1), retrieved=NOON + MINUTE))
    assert ledger(prepared)["stored"] == 1


def test_two_writers_at_one_outlet_count_every_visit(prepared: Db) -> None:
    """Each of their transactions writes the ledger of the same outlet and hour."""
    write(prepared, read(*range(40)))
    batches = [page(story(number), comments=1) for number in range(40)]
    with ThreadPoolExecutor(2) as writers:
        list(writers.map(lambda batch: write(prepared, *batch), batches))
        list(writers.map(lambda batch: write(prepared, *again(batch, NOON + MINUTE)), batches[::-1]))
    assert {name: ledger(prepared)[name] for name in ("stored", "unchanged", "threadsRead", "commentsGot")} == {
        "stored": 40,
        "unchanged": 40,
        "threadsRead": 80,
        "commentsGot": 80,
    }
    assert {each["visits"] for each in prepared["calendar"].find({"kind": "copy"})} == {2}


def test_one_visit_that_two_workers_tell_counts_once(prepared: Db) -> None:
    """Two workers replay the same spool, or a lease ended while its worker was still writing."""
    write(prepared, read(1, 2))
    with ThreadPoolExecutor(4) as writers:
        list(writers.map(lambda _: write(prepared, *VISITS[1]), range(8)))
    counted = ledger(prepared)
    assert (counted["listsRead"], counted["stored"], counted["threadsRead"], counted["storiesNew"]) == (2, 1, 1, 3)


def test_a_worker_with_a_wrong_clock_sets_no_far_due(prepared: Db) -> None:
    """Four minutes ahead is within the tolerance of the store: it refuses more as a visit in the future."""
    ahead = datetime.now(UTC).replace(microsecond=0) + 4 * MINUTE
    write(prepared, read(1, at=ahead), copy(story(1), retrieved=ahead, datePublished=ahead - LATER))
    due = entry(prepared, f"copy:{story(1)}").due
    assert due is not None
    assert due < datetime.now(UTC) + 2 * LATER
    write(prepared, Unchanged(kind="copy", id=story(1), retrieved=ahead - 3 * LATER))
    assert entry(prepared, f"copy:{story(1)}").visits == 1


# --- databases that were there before ---------------------------------------------------------------------------------


def test_stories_of_a_database_without_a_calendar_are_looked_at_again(prepared: Db) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    write(prepared, *page(story(1), at=now - LATER, datePublished=now - 2 * LATER))
    write(prepared, copy(story(2), retrieved=now - timedelta(days=31), datePublished=now - timedelta(days=32)))
    write(prepared, dump(now))
    prepared["calendar"].drop()
    prepared["meta"].update_one({"_id": "schema"}, {"$set": {"version": 4}})
    prepare(prepared)
    assert ids(prepared) == {f"copy:{story(1)}", "thread:hypertext:a.example/story-1"}
    begun = entry(prepared, f"copy:{story(1)}")
    assert begun.last == now - LATER
    assert now <= (begun.due or now) <= datetime.now(UTC) + timedelta(days=1)
    write(prepared, Unchanged(kind="copy", id=story(1), retrieved=now))
    assert ledger(prepared)["unchanged"] == 1


# --- erasures ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pause between two passes is for crawls that are killed; no test here kills one."""
    monkeypatch.setattr("newscrawler.storage.erasure._PAUSE_S", 0.0)


def run(database: Db, var: Path, *, dry: bool = False, **selection: Any) -> int:
    """Erase; returns how many entries ended."""
    return erase(database, var, Selection(**selection), AuthorNames(), dry=dry).counts["calendar"]


@pytest.mark.usefixtures("quick")
def test_an_erased_copy_and_its_thread_are_never_asked_again(prepared: Db, tmp_path: Path) -> None:
    first, second = page(story(1), at=NOON), page(story(2), at=NOON)
    write(prepared, read(1, 2), *first, *second)
    others = {f"list:{FEED}", f"copy:{story(2)}", f"thread:{second[-1].id}"}
    assert ids(prepared) == {*others, f"copy:{story(1)}", f"thread:{first[-1].id}"}
    assert run(prepared, tmp_path, urls=(story(1),), dry=True) == 2
    assert len(ids(prepared)) == 5
    assert run(prepared, tmp_path, urls=(story(1),)) == 2
    assert ids(prepared) == others
    # Neither a list, nor a visit that was under way, nor one that found the same, the page gone or another address.
    later = NOON + LATER
    write(prepared, read(1, 2, 3, at=later))
    write(prepared, *page(story(1), at=later))
    write(prepared, Unchanged(kind="copy", id=story(1), retrieved=later + MINUTE))
    write(prepared, Unchanged(kind="thread", id=first[-1].id, retrieved=later + MINUTE))
    write(prepared, Gone(url=story(1), status=410, retrieved=later + 2 * MINUTE))
    write(prepared, replace(copy(story(1), retrieved=later + 3 * MINUTE), asked=story("1-amp")))
    assert ids(prepared) == {*others, f"copy:{story(3)}"}
    assert Calendar(prepared).make_due([story(1)]) == 0


@pytest.mark.usefixtures("quick")
def test_an_entry_that_a_restore_or_an_old_worker_left_ends(prepared: Db, tmp_path: Path) -> None:
    items = page(story(1), at=NOON)
    write(prepared, *items)
    before = list(prepared["calendar"].find())
    run(prepared, tmp_path, urls=(story(1),))
    prepared["calendar"].insert_many(before)
    assert reapply(prepared).counts["calendar"] == 2
    assert ids(prepared) == set()
    prepared["calendar"].insert_many(before)
    write(prepared, *page(story(1), at=NOON + LATER))
    assert ids(prepared) == set()


@pytest.mark.usefixtures("quick")
def test_what_is_not_erased_goes_on_to_be_visited(prepared: Db, tmp_path: Path) -> None:
    """A thread goes alone; words of a commenter, pseudonyms and legal holds end no visit."""
    first, second = page(story(1), at=NOON), page(story(2), at=NOON)
    write(prepared, *first, *second)
    all_ = ids(prepared)
    assert run(prepared, tmp_path, authors=("reader 0",)) == 0
    assert run(prepared, tmp_path, threads=(first[-1].id,), how="pseudonymised") == 0
    holds.add(prepared, "url", story(2), "case 12/2026", AuthorNames())
    assert run(prepared, tmp_path, urls=(story(2),)) == 0
    assert ids(prepared) == all_
    assert run(prepared, tmp_path, threads=(first[-1].id,)) == 1
    write(prepared, *page(story(1), at=NOON + LATER))
    assert ids(prepared) == all_ - {f"thread:{first[-1].id}"}
    assert entry(prepared, f"copy:{story(1)}").visits == 2


def test_a_name_in_an_address_of_the_calendar_is_no_trace_of_a_commenter(prepared: Db, tmp_path: Path) -> None:
    write(prepared, read("quayrunner-wins", 2))
    hits = search(prepared, tmp_path, Needles(names=["quayrunner"]))
    assert hits.total == 0
    assert hits.elsewhere["calendar.url"] == 1
