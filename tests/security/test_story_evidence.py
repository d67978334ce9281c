"""A story belongs to those who printed it: no copy alone takes it over, withdraws it, dates it anew or splits it."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import bson
import pytest
from pymongo.database import Database

from newscrawler.archives import Record
from newscrawler.items import Comment, Copy, Rejection, Thread, Unchanged
from newscrawler.pipelines.dedupe import DedupePipeline
from newscrawler.spiders.archive import ArchiveSpider
from newscrawler.storage import SCHEMA_VERSION, Trust
from newscrawler.storage._batch import write_batch
from newscrawler.storage._evidence import MAX_COPIES, MAX_OF_SITE

Db = Database[dict[str, Any]]

PRINTED = datetime(2026, 3, 1, 8, tzinfo=UTC)
SEEN = datetime(2026, 3, 1, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
NOTE = "This story has been withdrawn by the agency."


def words(topic: str, paragraphs: int = 8) -> list[str]:
    return [
        f"{topic} sentence {n} tells of {topic}-{n * 7 % 11}, of {topic}-{n * 5 % 13} and of what {topic} "
        f"means for place {n} and its {n + 3} people"
        for n in range(paragraphs)
    ]


TRUTH, LIES = words("drum"), words("shares")


def copy(host: str, path: str = "story", **fields: Any) -> Copy:
    values: dict[str, Any] = {
        "url": f"https://{host}/{path}",
        "outlet": host.removeprefix("www."),
        "retrieved": SEEN,
        "headline": "Museum returns drum to Isle of Tarn",
        "byline": "Oona Delacroix",
        "body": TRUTH,
        "datePublished": PRINTED,
        "datePublishedRaw": PRINTED.isoformat(),
        "datePublishedPrecision": "exact",
    }
    made: Copy = DedupePipeline().process_item(Copy(**values | fields))
    return made


HOSTILE: dict[str, dict[str, Any]] = {
    "earlier by 11.5 h, other text, withdrawn": {
        "body": LIES,
        "datePublished": PRINTED - 11.5 * HOUR,
        "pubStatus": "canceled",
        "edNote": NOTE,
    },
    "earlier by 20 minutes": {"body": LIES, "datePublished": PRINTED - 20 * MINUTE},
    "the same text but for a paragraph": {"body": [*TRUTH[:-1], LIES[0]], "datePublished": PRINTED - HOUR},
    "the same text, withdrawn": {"datePublished": PRINTED - HOUR, "pubStatus": "canceled", "edNote": NOTE},
    "withheld": {"pubStatus": "withheld", "edNote": NOTE},
    "credits the agency": {"body": LIES, "agency": "Reuters", "creditText": "(Reuters)", "pubStatus": "canceled"},
    "a day, and a year before": {"body": LIES, "datePublished": PRINTED - 8 * HOUR, "datePublishedPrecision": "day"},
    "undated": {"datePublished": None, "datePublishedRaw": None, "datePublishedPrecision": None, "edNote": NOTE},
    "later version": {"body": LIES, "version": 9, "dateModified": PRINTED + HOUR},
    "smallest address": {"url": "https://0.example/0", "outlet": "0.example", "body": LIES},
    "names the agency as its outlet": {"outlet": "reuters.com", "agency": "Reuters", "pubStatus": "canceled"},
}
SHOWN = ("lead", "headline", "body", "pubStatus", "edNote", "datePublished", "agency", "version", "dateModified")


@pytest.fixture
def store(database: Db) -> Db:
    return database


def write(store: Db, *items: Any, trust: Trust | None = None) -> list[str]:
    return list(write_batch(store, items, trust or Trust()).outcomes)


def shown(store: Db) -> dict[str, Any]:
    (story,) = store["stories"].find()
    return {name: story[name] for name in SHOWN}


@pytest.mark.parametrize("lie", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("others", [1, 2])
def test_a_hostile_copy_that_comes_later_changes_nothing_of_the_story(
    store: Db, lie: dict[str, Any], others: int
) -> None:
    for number in range(others):
        write(store, copy(f"honest{number}.example", retrieved=SEEN + number * MINUTE))
    before = shown(store)
    write(store, copy("hostile.example", retrieved=SEEN + HOUR, **lie))
    assert shown(store) == before
    write(store, copy("hostile.example", retrieved=SEEN + 2 * HOUR, **{**lie, "edNote": NOTE, "pubStatus": "canceled"}))
    assert shown(store) == before
    assert store["copies"].count_documents({"pubStatus": "canceled", "edNote": NOTE}) == 1, "as printed there"


@pytest.mark.parametrize("lie", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_copy_that_comes_first_loses_to_two_that_agree(store: Db, lie: dict[str, Any]) -> None:
    write(store, copy("hostile.example", **lie))
    write(store, copy("one.example", retrieved=SEEN + HOUR), copy("two.example", retrieved=SEEN + HOUR))
    story = next(store["stories"].find({"outlets": "one.example"}))
    assert "two.example" in story["outlets"]
    if lie.get("body", TRUTH) != TRUTH:
        assert story["lead"] != "https://hostile.example/story"
        assert story["body"] == TRUTH
    assert story["pubStatus"] == "usable"
    assert story["edNote"] is None or lie.get("pubStatus", "usable") == "usable"


def test_an_outlet_that_was_first_does_not_take_the_story_with_a_later_text(store: Db) -> None:
    write(store, copy("hostile.example"))
    write(store, copy("honest.example", retrieved=SEEN + HOUR))
    # In small steps, each of which is the same text as the one before.
    for step in range(1, len(TRUTH) + 1):
        body = [*LIES[:step], *TRUTH[step:]]
        write(store, copy("hostile.example", retrieved=SEEN + (1 + step) * HOUR, body=body))
    assert shown(store)["body"] == TRUTH
    assert shown(store)["lead"] == "https://honest.example/story"


def test_an_outlet_that_was_first_does_not_date_the_story_anew(store: Db) -> None:
    write(
        store, copy("hostile.example"), copy("honest.example", retrieved=SEEN + MINUTE, datePublished=PRINTED + MINUTE)
    )
    write(store, copy("hostile.example", retrieved=SEEN + HOUR, datePublished=PRINTED - timedelta(days=400)))
    assert abs(shown(store)["datePublished"] - PRINTED) <= MINUTE


@pytest.mark.parametrize("body", [TRUTH, LIES])
def test_the_window_counts_from_the_first_copy(store: Db, body: list[str]) -> None:
    write(store, copy("honest.example"))
    for step in range(1, 5):
        earlier = PRINTED - step * 11.5 * HOUR
        write(
            store, copy("hostile.example", f"{step}", body=body, datePublished=earlier, retrieved=SEEN + step * MINUTE)
        )
    second = copy("second.example", body=words("other"), datePublished=PRINTED + 10 * MINUTE, retrieved=SEEN + HOUR)
    write(store, second)
    stories = {copy["outlet"]: copy["story"] for copy in store["copies"].find()}
    assert stories["second.example"] == stories["honest.example"]


def test_copies_of_one_site_are_one_outlet(store: Db) -> None:
    write(store, copy("honest.example"))
    hosts = ["hostile.example", "www.hostile.example", "a.hostile.example", "b.hostile.example", "m.hostile.example"]
    for number, host in enumerate(hosts):
        lie = copy(host, body=LIES, pubStatus="canceled", edNote=NOTE, retrieved=SEEN + (number + 1) * MINUTE)
        write(store, lie)
    assert (shown(store)["body"], shown(store)["pubStatus"]) == (TRUTH, "usable")
    # The public suffix list's private section: these are two people's.
    write(store, *(copy(f"{name}.github.io", body=LIES, pubStatus="canceled", retrieved=SEEN + HOUR) for name in "ab"))
    assert shown(store)["pubStatus"] == "canceled"


def test_two_outlets_withdraw_a_story_and_the_only_one_does(store: Db) -> None:
    write(store, copy("one.example", pubStatus="canceled", edNote=NOTE))
    assert (shown(store)["pubStatus"], shown(store)["edNote"]) == ("canceled", NOTE)
    write(store, copy("two.example", retrieved=SEEN + HOUR), copy("three.example", retrieved=SEEN + HOUR))
    assert (shown(store)["pubStatus"], shown(store)["edNote"]) == ("usable", None)
    write(store, copy("two.example", pubStatus="canceled", edNote=NOTE, retrieved=SEEN + 2 * HOUR))
    assert (shown(store)["pubStatus"], shown(store)["edNote"]) == ("canceled", NOTE)


def test_the_agencys_own_outlet_withdraws_a_story(store: Db) -> None:
    write(store, copy("one.example"), copy("two.example"))
    write(store, copy("www.reuters.com", agency="Reuters", pubStatus="canceled", edNote=NOTE, retrieved=SEEN + HOUR))
    assert (shown(store)["pubStatus"], shown(store)["edNote"]) == ("canceled", NOTE)
    for hostile in ("reuters.com.example", "notreuters.com", "reuters.co"):
        store["stories"].delete_many({})
        store["copies"].delete_many({})
        write(store, copy("one.example"), copy("two.example"))
        write(store, copy(hostile, agency="Reuters", pubStatus="canceled", retrieved=SEEN + HOUR))
        assert shown(store)["pubStatus"] == "usable"


def test_the_operators_order_decides_whoever_comes_first(store: Db) -> None:
    trust = Trust.declared(["best.example"], ["www.known.example"])
    hosts = ["first.example", "second.example", "known.example", "best.example"]
    write(
        store, *(copy(host, body=words(host), retrieved=SEEN + n * HOUR) for n, host in enumerate(hosts)), trust=trust
    )
    assert shown(store)["lead"] == "https://best.example/story"
    write(
        store,
        copy("best.example", body=["Subscribe to go on."], representation="partial", retrieved=SEEN + 9 * HOUR),
        trust=trust,
    )
    assert shown(store)["lead"] == "https://known.example/story"


def test_honest_copies_give_the_same_story_in_any_order(store: Db) -> None:
    """The same sightings, written in another order, by themselves or together."""
    printings = [
        copy("a.example", retrieved=SEEN + 2 * MINUTE, body=[*TRUTH[:-1]]),
        copy("b.example", retrieved=SEEN + MINUTE, datePublished=PRINTED + HOUR),
        copy("c.example", retrieved=SEEN + 3 * MINUTE, datePublished=PRINTED - HOUR),
        copy("d.example", retrieved=SEEN, body=["A teaser."], representation="partial"),
    ]
    seen = []
    for order in list(permutations(printings))[::4]:
        store["stories"].delete_many({})
        store["copies"].delete_many({})
        for each in order:
            write(store, each)
        (story,) = store["stories"].find()
        del story["linkDue"]  # a mark for the linker: when the story was written, not what it is
        seen.append({**story, **{name: sorted(story[name]) for name in ("copies", "outlets", "signatures")}})
    for story in seen:
        assert story == seen[0]
    assert seen[0]["lead"] == "https://b.example/story"


def test_old_stories_keep_their_dates(store: Db) -> None:
    """A crawl of an outlet's archive: every printed time lies years before the first sighting."""
    old = PRINTED - timedelta(days=3_000)
    write(store, copy("one.example", datePublished=old + HOUR))
    assert shown(store)["datePublished"] == old + HOUR
    write(store, copy("two.example", datePublished=old, retrieved=SEEN + HOUR))
    assert shown(store)["datePublished"] == old + HOUR


def test_a_story_of_schema_version_1_is_weighed_with_the_copies_that_it_has(store: Db) -> None:
    write(store, copy("honest.example"), copy("second.example", retrieved=SEEN + MINUTE, datePublished=PRINTED + HOUR))
    before = shown(store)
    gone = {"evidence": "", "copiesCount": ""}
    old = {"leadRank": "0 0 x", "dateRank": "0 x", "schemaVersion": 1}
    store["stories"].update_many({}, {"$unset": gone, "$set": old})
    write(store, copy("hostile.example", retrieved=SEEN + HOUR, **HOSTILE["earlier by 11.5 h, other text, withdrawn"]))
    assert shown(store) == before
    (story,) = store["stories"].find()
    assert [entry["copy"] for entry in story["evidence"]["copies"]] == sorted(story["copies"])
    assert (story["copiesCount"], story["schemaVersion"]) == (3, SCHEMA_VERSION)
    # A worker of version 1 beside this one lets a copy join without evidence.
    late = copy("late.example", retrieved=SEEN + 2 * HOUR, body=LIES)
    write(store, late)
    store["stories"].update_one({}, {"$pull": {"evidence.copies": {"copy": late.url}}})
    write(store, copy("later.example", retrieved=SEEN + 3 * HOUR))
    (story,) = store["stories"].find()
    assert len(story["evidence"]["copies"]) == len(story["copies"]) == 5


# --- bounds ---------------------------------------------------------------------------------------------------------


def test_one_site_does_not_fill_a_story(store: Db) -> None:
    write(store, copy("honest.example"))
    write(store, *(copy("hostile.example", str(n), retrieved=SEEN + MINUTE) for n in range(MAX_OF_SITE + 30)))
    (story,) = store["stories"].find()
    assert len(story["copies"]) == MAX_OF_SITE + 1
    assert story["copiesCount"] == store["copies"].count_documents({"story": story["_id"]}) == MAX_OF_SITE + 31
    write(store, copy("second.example", retrieved=SEEN + HOUR))
    (story,) = store["stories"].find()
    assert "https://second.example/story" in story["copies"]


def test_many_sites_fill_it_to_its_bound_and_declared_outlets_still_come_in(store: Db) -> None:
    trust = Trust.declared(["best.example"])
    pages = [copy(f"site{n}.example", retrieved=SEEN + n * MINUTE) for n in range(MAX_COPIES + 20)]
    for start in range(0, len(pages), 100):
        write(store, *pages[start : start + 100], trust=trust)
    write(store, copy("best.example", retrieved=SEEN + HOUR), trust=trust)
    (story,) = store["stories"].find()
    assert len(story["copies"]) == MAX_COPIES + 1
    assert story["lead"] == "https://best.example/story"
    assert story["copiesCount"] == store["copies"].count_documents({}) == MAX_COPIES + 21


def test_a_copy_that_its_story_cannot_take_is_put_aside_alone(store: Db) -> None:
    """A story that an earlier version let grow to MongoDB's limit."""
    write(store, copy("first.example"))
    (story,) = store["stories"].find()
    room = 16_777_216 - len(bson.encode(story)) - 100
    store["stories"].update_one({"_id": story["_id"]}, {"$set": {"padding": "x" * room}})
    own = [copy("honest.example", str(n), headline=f"Story {n} of the day", body=words(f"s{n}")) for n in range(5)]
    batch = [*own[:2], copy("honest.example", "wire", edNote="x" * 2_000), *own[2:]]
    outcomes = write(store, *batch)
    assert outcomes.count("added") == 5
    assert outcomes[2] == "quarantined"
    (entry,) = store["quarantine"].find()
    assert "its story does not take it" in entry["reason"]


def test_a_poisoned_copy_does_not_take_those_of_its_story_along(store: Db) -> None:
    poisoned = copy("hostile.example", version="nine", retrieved=SEEN - HOUR)
    assert write(store, poisoned, copy("one.example"), copy("two.example")) == ["quarantined", "added", "added"]


# --- archives -------------------------------------------------------------------------------------------------------


def archived(host: str = "victim.example", **fields: Any) -> Copy:
    return copy(host, discoveredVia="archive:forged.warc", **{"body": LIES, **fields})


def test_an_archive_never_replaces_what_was_fetched(store: Db) -> None:
    write(store, copy("victim.example"), copy("other.example", retrieved=SEEN + MINUTE))
    before, stored = shown(store), store["copies"].find_one({"outlet": "victim.example"})
    assert write(store, archived(retrieved=SEEN + 5 * HOUR, pubStatus="canceled", edNote=NOTE)) == ["stale"]
    after = store["copies"].find_one({"outlet": "victim.example"})
    assert stored is not None
    assert after == {**stored, "revision": 1}
    assert shown(store) == before
    assert store["revisions"].distinct("body.0") == [LIES[0]]
    # Two archives of two outlets that agree are still archives.
    write(
        store,
        archived("x.example"),
        archived("y.example"),
        archived("reuters.com", agency="Reuters", pubStatus="canceled"),
    )
    assert shown(store) == before
    assert write(store, copy("victim.example", retrieved=SEEN + HOUR)) == ["unchanged"]


@pytest.mark.parametrize("archive_first", [True, False])
def test_an_archives_date_makes_no_live_copy_the_first(store: Db, archive_first: bool) -> None:
    ancient = copy(
        "hostile.example", discoveredVia="archive:forged.warc", retrieved=SEEN - 9_999 * HOUR, body=words("old")
    )
    early = {"body": LIES, "datePublished": PRINTED - 8 * HOUR}
    live = copy("hostile.example", retrieved=SEEN + HOUR, **early)
    write(store, copy("honest.example"), copy("other.example", retrieved=SEEN + MINUTE))
    for item in (ancient, live) if archive_first else (live, ancient):
        write(store, item)
    write(store, copy("hostile.example", retrieved=SEEN + 2 * HOUR, **{**early, "body": [*LIES, "More."]}))
    # Twelve hours from the first copy's date, and not from that of the one whose archive is old.
    write(store, copy("next.example", retrieved=SEEN + 3 * HOUR, datePublished=PRINTED + 10 * HOUR, body=words("quay")))
    (story,) = store["stories"].find()
    assert "next.example" in story["outlets"]
    seen = {entry["copy"]: entry["seen"] for entry in story["evidence"]["copies"]}
    assert seen["https://hostile.example/story"] == SEEN + HOUR


@pytest.mark.parametrize(
    "hosts",
    [
        ("a.github.io", "b.github.io"),
        ("a.blogspot.com", "b.blogspot.com"),
        ("93.184.216.34", "1572395042"),
        ("0x5d.184.216.34", "93.12113954"),
        ("x.hostile.example", "hostile.example."),
    ],
)
def test_two_addresses_that_anybody_can_have_are_one_witness(store: Db, hosts: tuple[str, str]) -> None:
    write(store, copy("honest.example"))
    before = shown(store)
    write(
        store,
        *(copy(host, retrieved=SEEN + HOUR, body=LIES, pubStatus="canceled", edNote=NOTE) for host in hosts),
    )
    assert shown(store) == before
    write(store, copy("x.example", retrieved=SEEN + HOUR, pubStatus="canceled", edNote=NOTE))
    assert shown(store)["pubStatus"] == "canceled"


def test_an_outlet_that_is_asked_takes_the_place_of_its_archive(store: Db) -> None:
    write(store, archived(retrieved=SEEN + 5 * HOUR))
    write(store, copy("other.example", retrieved=SEEN))
    assert shown(store)["lead"] == "https://other.example/story"
    # A visit that waited in the spool: older than the archive says of itself.
    assert write(store, copy("victim.example", retrieved=SEEN - HOUR, discoveredVia="argument")) == ["changed"]
    stored = store["copies"].find_one({"outlet": "victim.example"})
    assert stored is not None
    assert (stored["body"], stored["discoveredVia"]) == (TRUTH, "argument")
    assert shown(store)["lead"] == "https://victim.example/story"
    assert store["revisions"].count_documents({}) == 1


def test_the_same_page_fetched_after_its_archive_is_live(store: Db) -> None:
    write(store, archived(body=TRUTH, retrieved=SEEN - HOUR))
    assert write(store, copy("victim.example")) == ["unchanged"]
    assert store["copies"].distinct("discoveredVia") == [None]
    assert write(store, archived(retrieved=SEEN + HOUR)) == ["stale"]


def test_a_visit_in_the_future_is_refused_and_a_stored_one_blocks_nothing(store: Db) -> None:
    far = datetime(2999, 1, 1, tzinfo=UTC)
    assert write(store, archived(retrieved=far)) == ["quarantined"]
    write(store, copy("victim.example"))
    # As version 1 stored it.
    store["copies"].update_many({}, {"$set": {"lastSeen": far, "body": LIES, "contentHash": "x"}})
    assert write(store, copy("victim.example", retrieved=SEEN + HOUR)) == ["changed"]
    assert store["copies"].distinct("lastSeen") == [SEEN + HOUR]
    assert shown(store)["body"] == TRUTH
    store["copies"].update_many({}, {"$set": {"lastSeen": far}})
    assert write(store, copy("victim.example", retrieved=SEEN + 2 * HOUR)) == ["unchanged"]
    assert store["copies"].distinct("lastSeen") == [SEEN + 2 * HOUR]


THREAD = Thread(
    platform="hypertext",
    nativeId="victim.example/story",
    copyUrl="https://victim.example/story",
    retrieved=SEEN,
    complete=True,
    collectedCount=1,
)
COMMENT = Comment(platform="hypertext", thread=THREAD.id, nativeId="1", retrieved=SEEN, text="True.", upvoteCount=3)


def test_an_archive_does_not_speak_for_a_live_comment_section(store: Db) -> None:
    write(store, COMMENT, THREAD)
    before = [list(store[name].find()) for name in ("threads", "comments")]
    at = SEEN + 5 * HOUR
    empty = replace(THREAD, archived=True, retrieved=at, collectedCount=0)
    assert write(store, empty) == ["stale"]
    forged = replace(COMMENT, archived=True, retrieved=at, text="A lie.", state="edited")
    assert write(store, forged, replace(empty, collectedCount=1)) == ["stale", "unchanged"]
    assert write(store, replace(COMMENT, archived=True, retrieved=at)) == ["unchanged"]
    assert [list(store[name].find()) for name in ("threads", "comments")] == before
    # What an archive adds is marked, and the next whole reading of the outlet's own finds that it is not there.
    write(store, replace(forged, nativeId="2"))
    assert store["comments"].distinct("nativeId", {"archived": True}) == ["2"]
    write(store, replace(COMMENT, retrieved=at + HOUR), replace(THREAD, retrieved=at + HOUR))
    assert store["comments"].distinct("state", {"nativeId": "2"}) == ["vanished"]


def test_a_live_comment_section_takes_the_place_of_an_archives(store: Db) -> None:
    at = SEEN + 5 * HOUR
    write(
        store,
        replace(COMMENT, archived=True, retrieved=at, text="A lie."),
        replace(THREAD, archived=True, retrieved=at),
    )
    write(store, COMMENT, replace(THREAD, declaredCount=1))
    assert store["comments"].distinct("text") == ["True."]
    assert store["comments"].count_documents({"archived": True}) == 0
    assert store["threads"].distinct("archived") == [False]
    assert write(store, Unchanged(kind="thread", id=THREAD.id, retrieved=at)) == ["unchanged"]


def test_stored_times_in_the_future_do_not_block_comments(store: Db) -> None:
    write(store, COMMENT, THREAD)
    far = {"$set": {"lastSeen": datetime(2999, 1, 1, tzinfo=UTC)}}
    store["threads"].update_many({}, far)
    store["comments"].update_many({}, far)
    at = SEEN + HOUR
    later = [replace(COMMENT, retrieved=at, upvoteCount=9), replace(THREAD, retrieved=at, declaredCount=1)]
    assert write(store, *later) == ["changed", "changed"]


@pytest.mark.parametrize(
    ("url", "archived_at"),
    [
        ("javascript:alert(1)", SEEN),
        ("file:///etc/passwd", SEEN),
        ("//victim.example/story", SEEN),
        ("victim.example/story", SEEN),
        ("gopher://victim.example/story", SEEN),
        ("urn:sha256:00", SEEN),
        ("https://victim.example/story", datetime(1, 1, 1, tzinfo=UTC)),
        ("https://victim.example/story", datetime(1969, 12, 31, tzinfo=UTC)),
    ],
)
@pytest.mark.parametrize("kind", ["html", "text"])
def test_a_record_of_no_page_of_the_web_is_refused(url: str, archived_at: datetime, kind: Any) -> None:
    spider = ArchiveSpider(path=str(Path(__file__).parent.parent / "outlets"))
    body = f"<html><head><title>x</title></head><body><article><h1>A headline</h1><p>{TRUTH[0]}</p></article>".encode()
    record = Record(kind=kind, body=body, name="x.warc#0", url=url, archived=archived_at)
    (refused,) = spider._items(record)
    assert isinstance(refused, Rejection)
    assert refused.url == url
    true = replace(record, url="https://victim.example/story", archived=SEEN)
    assert any(isinstance(item, Copy) for item in spider._items(true))


def test_a_record_from_the_future_is_refused_and_one_of_now_is_read() -> None:
    spider = ArchiveSpider(path=str(Path(__file__).parent.parent / "outlets"))
    page = "<html><head><title>x</title></head><body><article><h1>A headline of a page</h1><p>Its text.</p></article>"
    for ahead, refused in (
        (timedelta(days=355_000), True),
        (timedelta(minutes=10), True),
        (timedelta(minutes=1), False),
    ):
        archived_at = datetime.now(UTC) + ahead
        record = Record(
            kind="html", body=page.encode(), name="x.warc#0", url="https://victim.example/story", archived=archived_at
        )
        found = list(spider._items(record))
        assert any(isinstance(item, Rejection) and "WARC-Date" in item.reason for item in found) is refused
        assert any(isinstance(item, Copy) for item in found) is not refused


# --- a search for variants -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(12))
def test_whatever_one_outlet_prints_and_reprints_the_others_story_stays(store: Db, seed: int) -> None:
    """Three honest outlets and one that prints anything, at any time, in any order. It may come first."""
    chance = random.Random(seed)
    trust = Trust()
    visits = [copy(f"honest{n}.example", retrieved=SEEN + chance.randrange(300) * MINUTE) for n in range(3)]
    texts = [TRUTH, LIES, [*TRUTH[:-1], LIES[0]], [*TRUTH, *LIES[:1]], ["Withdrawn."], LIES[:1]]
    for _ in range(25):
        shift = chance.choice([0, -11.5, -11.9, 11.9, -23, -35, 3, -0.3]) * HOUR
        visits.append(
            copy(
                chance.choice(["hostile.example", "www.hostile.example", "m.hostile.example"]),
                chance.choice("abc"),
                retrieved=SEEN + chance.randrange(600) * MINUTE,
                body=chance.choice(texts),
                datePublished=PRINTED + shift,
                datePublishedPrecision=chance.choice(["exact", "exact", "day", "relative"]),
                pubStatus=chance.choice(["usable", "canceled", "withheld"]),
                edNote=chance.choice([None, NOTE]),
                agency=chance.choice([None, "Reuters", "AP"]),
                discoveredVia=chance.choice([None, "archive:x.warc"]),
            )
        )
    visits.sort(key=lambda visit: (visit.retrieved, visit.url))
    position = 0
    while position < len(visits):
        size = chance.randint(1, 6)
        write(store, *visits[position : position + size], trust=trust)
        position += size
    stories = list(store["stories"].find({"outlets": {"$regex": "^honest"}}))
    honest = next(story for story in stories if "honest0.example" in story["outlets"])
    if len(stories) == 1:
        assert honest["pubStatus"] == "usable"
        assert honest["body"] == TRUTH
        assert honest["lead"].startswith("https://honest") or "hostile.example" in honest["lead"]
    for story in stories:
        assert story["pubStatus"] == "usable" or story["outlets"] == ["hostile.example"]
