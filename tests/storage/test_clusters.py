"""Stories that print one wire text: linked after they are stored, the same whatever the order and whoever dies."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pymongo.database import Database

from newscrawler.items import Copy
from newscrawler.storage import NotStoredError, Reader, Writer, prepare
from newscrawler.storage._batch import write_batch
from newscrawler.storage._linking import link_stories
from newscrawler.storage.clusters import cut_link, link_due, uncut_link
from newscrawler.storage.erasure import Selection, erase
from newscrawler.storage.errors import StorageError
from newscrawler.storage.pseudonyms import AuthorNames
from tests.support.collection_docs import named, page
from tests.support.prepared import PreparedDatabases
from tests.support.wire_items import LATER, NOON
from tests.support.wire_texts import printing, wire_text

Db = Database[dict[str, Any]]


def store(database: Db, *copies: Copy) -> None:
    """Write copies and link what is due, as a writer does."""
    written = write_batch(database, copies)
    assert set(written.outcomes) <= {"added", "changed", "unchanged"}
    link_stories(database, written.due)


def id_of(database: Db, copy: Copy) -> str:
    stored = database["copies"].find_one({"_id": copy.url})
    assert stored is not None
    return str(stored["story"])


def partition(database: Db) -> set[frozenset[str]]:
    """The outlets of the stories of each cluster, as the stories say it."""
    parts: dict[str, set[str]] = {}
    for story in database["stories"].find({"cluster": {"$ne": None}}):
        parts.setdefault(story["cluster"], set()).update(story["outlets"])
    return {frozenset(part) for part in parts.values()}


def clusters(database: Db) -> list[dict[str, Any]]:
    return list(database["clusters"].find().sort("_id"))


def test_a_wire_under_other_headlines_is_one_cluster(prepared: Db) -> None:
    wires = [printing(number, at=NOON + number * LATER) for number in range(3)]
    cut = printing(3, body=wire_text(1)[:5], at=NOON + 3 * LATER)
    other = printing(4, seed=2, at=NOON)
    store(prepared, *wires, cut, other)

    (cluster,) = clusters(prepared)
    first = id_of(prepared, wires[0])
    assert cluster["_id"] == cluster["lead"] == first
    assert cluster["outlets"] == [f"outlet{number}.example" for number in range(4)]
    assert (cluster["spread"], cluster["storiesCount"], cluster["firstSeen"].hour) == (4, 4, NOON.hour)
    shares = {each["story"]: each["share"] for each in cluster["stories"]}
    assert shares[first] == 1.0
    assert 0.3 < shares[id_of(prepared, cut)] < 0.5
    assert [story["cluster"] for story in prepared["stories"].find({"outlets": "outlet4.example"})] == [None]
    assert prepared["stories"].count_documents({"cluster": first}) == 4
    assert {each["kind"] for each in prepared["links"].find()} == {"copy", "excerpt"}
    assert prepared["links"].count_documents({}) == 6


def test_readers_find_a_cluster_by_its_names_and_by_its_stories(prepared: Db) -> None:
    wires = [printing(number, at=NOON + number * LATER) for number in range(3)]
    store(prepared, *wires, *(printing(number, seed=2) for number in (7, 8)), printing(9, seed=3))
    reader = Reader(prepared)
    largest, other = reader.clusters()
    assert (largest.spread, largest.storiesCount, largest.agency) == (3, 3, "Reuters")
    assert other.spread == 2
    assert next(reader.clusters(order="firstSeen", limit=1)).firstSeen == NOON
    prepared["clusters"].update_one({"_id": largest.id}, {"$set": {"formerly": ["old.0"]}})
    for name in (largest.id, "old.0", wires[1].url, id_of(prepared, wires[2])[:12]):
        assert reader.cluster(name).id == largest.id
    assert {stored.id for stored in reader.stories(cluster=largest.id)} == {each.story for each in largest.stories}
    with pytest.raises(NotStoredError, match="is in no cluster"):
        reader.cluster(printing(9, seed=3).url)
    with pytest.raises(NotStoredError, match="nothing"):
        reader.cluster("nothing")


def test_the_feed_tells_of_clusters(prepared: Db) -> None:
    with Reader(prepared).changes() as feed:
        store(prepared, printing(0))
        told = [(each.collection, each.what) for each in feed.pending()]
        assert sorted(set(told)) == [("copies", "added"), ("stories", "added"), ("stories", "seen")]
        store(prepared, printing(1))
        changes = list(feed.pending())
    assert [each.id for each in changes if (each.collection, each.what) == ("clusters", "added")]
    assert {each.id for each in changes if each.what == "changed" and "cluster" in each.fields} == {
        id_of(prepared, printing(number)) for number in range(2)
    }


def test_every_field_that_is_written_has_its_place_on_a_page(prepared: Db) -> None:
    store(prepared, *(printing(number) for number in range(2)))
    for name in ("fingerprints", "links", "clusters"):
        (first, *_) = prepared[name].find()
        assert first.keys() - named(page(name)) == set()


def test_a_join_moves_lastchanged_and_takes_the_mark_away(prepared: Db) -> None:
    store(prepared, printing(0))
    story = prepared["stories"].find_one()
    assert story is not None
    assert "linkDue" not in story
    store(prepared, printing(1))
    joined = prepared["stories"].find_one({"_id": story["_id"]})
    assert joined is not None
    assert joined["lastChanged"] > story["lastChanged"]
    assert "linkDue" not in joined


def test_a_recrawl_costs_nothing(prepared: Db) -> None:
    wires = [printing(number) for number in range(3)]
    store(prepared, *wires)
    written = write_batch(prepared, [replace(each, retrieved=NOON + LATER) for each in wires])
    assert written.outcomes == ["unchanged"] * 3
    assert written.due == set()


def test_another_outlet_of_a_story_counts_in_its_cluster(prepared: Db) -> None:
    wires = [printing(number) for number in range(2)]
    store(prepared, *wires)
    store(prepared, replace(wires[1], url="https://late.example/x", outlet="late.example"))
    (cluster,) = clusters(prepared)
    assert cluster["outlets"] == ["late.example", "outlet0.example", "outlet1.example"]
    assert cluster["storiesCount"] == 2


def test_a_text_that_becomes_another_leaves_its_cluster(prepared: Db) -> None:
    wires = [printing(number) for number in range(3)]
    store(prepared, *wires)
    store(prepared, replace(wires[2], body=wire_text(9), blocks=[], retrieved=NOON + LATER))
    assert partition(prepared) == {frozenset({"outlet0.example", "outlet1.example"})}
    assert prepared["links"].count_documents({}) == 1
    store(prepared, replace(wires[1], body=wire_text(8), blocks=[], retrieved=NOON + LATER))
    assert clusters(prepared) == []
    assert partition(prepared) == set()


def events() -> list[Copy]:
    """Printings of three wires, whole, cut and with own paragraphs."""
    chance = random.Random(20_261_128)
    made = []
    for number in range(24):
        body = wire_text(number % 3)
        kind = chance.randrange(3)
        if kind == 1:
            body = body[: chance.randint(4, 9)]
        elif kind == 2:
            body = [*body[:8], *wire_text(100 + number, 3)]
        made.append(printing(number, seed=number % 3, body=body, at=NOON + number * LATER))
    return made


def test_whatever_the_order_the_clusters_are_the_same(prepared_databases: PreparedDatabases) -> None:
    found = []
    for seed in range(5):
        chance, copies = random.Random(seed), events()
        chance.shuffle(copies)
        with prepared_databases.lend() as stored:
            while copies:
                taken = chance.randint(1, 6)
                store(stored, *copies[:taken])
                del copies[:taken]
            links = {(each["a"], each["b"]) for each in stored["links"].find({"kind": {"$ne": "derived"}})}
            found.append((partition(stored), links, {each["lead"] for each in clusters(stored)}))
    assert len(found[0][0]) == 3
    assert all(each == found[0] for each in found)


def test_two_clusters_become_one_and_the_younger_name_still_leads_there(prepared: Db) -> None:
    wires = [printing(number, at=NOON + number * LATER) for number in range(4)]
    store(prepared, *wires[:2])
    # The window passes, the text is printed again, and then the first stories change: they are in the window anew.
    prepared["fingerprints"].delete_many({})
    store(prepared, *wires[2:])
    assert len(clusters(prepared)) == 2
    edited = [*wire_text(1)[:11], "A line that the outlet adds on the next day."]
    store(prepared, replace(wires[0], body=edited, blocks=[], retrieved=NOON + 9 * LATER))

    (cluster,) = clusters(prepared)
    assert cluster["_id"] == id_of(prepared, wires[0])
    assert cluster["formerly"] == [id_of(prepared, wires[2])]
    assert cluster["storiesCount"] == 4
    assert prepared["stories"].distinct("cluster") == [cluster["_id"]]


def test_a_cut_stays_cut_and_can_be_taken_back(prepared: Db) -> None:
    wires = [printing(number) for number in range(2)]
    store(prepared, *wires)
    ids = [id_of(prepared, each) for each in wires]
    assert cut_link(prepared, *ids, by="ada@desk", reason="two events") == 1
    assert clusters(prepared) == []
    # A third printing is linked with both, and joins one of them only.
    store(prepared, printing(2))
    store(
        prepared, replace(wires[0], headline=wires[0].headline, byline="Ada Harbor", edNote="x", retrieved=NOON + LATER)
    )
    assert all(len(part) == 2 for part in partition(prepared))
    link = prepared["links"].find_one({"cut": {"$exists": True}})
    assert link is not None
    assert (link["cut"]["by"], link["cut"]["reason"]) == ("ada@desk", "two events")
    assert uncut_link(prepared, *ids) >= 1
    assert len(clusters(prepared)) == 1
    assert {len(part) for part in partition(prepared)} == {3}


def test_a_cut_names_what_is_wrong(prepared: Db) -> None:
    store(prepared, printing(0))
    stored = id_of(prepared, printing(0))
    with pytest.raises(StorageError, match=r"no story is stored under nothing\.0"):
        cut_link(prepared, stored, "nothing.0", by="ada")
    with pytest.raises(StorageError, match="cannot be cut from itself"):
        cut_link(prepared, stored, stored, by="ada")
    with pytest.raises(StorageError, match="there is no cut"):
        uncut_link(prepared, stored, "nothing.0")


def test_an_erased_story_leaves_nothing_of_its_words(prepared: Db, tmp_path: Path) -> None:
    wires = [printing(number) for number in range(3)]
    store(prepared, *wires)
    erased = id_of(prepared, wires[1])
    erase(prepared, tmp_path, Selection(urls=(wires[1].url,)), AuthorNames())
    (cluster,) = clusters(prepared)
    assert erased not in {each["story"] for each in cluster["stories"]}
    assert cluster["outlets"] == ["outlet0.example", "outlet2.example"]
    assert prepared["links"].count_documents({"$or": [{"a": erased}, {"b": erased}]}) == 0
    left = prepared["fingerprints"].find_one({"_id": erased})
    assert left is not None
    assert left["keys"] == []
    story = prepared["stories"].find_one({"_id": erased})
    assert story is not None
    assert story["cluster"] is None


def test_one_outlet_cannot_hide_a_wire_from_others_or_fill_its_cluster(prepared: Db) -> None:
    flood = [
        printing(1_000 + number, outlet="flood.example", url=f"https://flood.example/{number}", at=NOON + LATER / 2)
        for number in range(130)
    ]
    store(prepared, printing(0))
    for start in range(0, len(flood), 10):
        store(prepared, *flood[start : start + 10])
    store(prepared, printing(1, at=NOON + LATER))
    (cluster,) = [each for each in clusters(prepared) if "outlet0.example" in each["outlets"]]
    assert "outlet1.example" in cluster["outlets"]
    assert cluster["lead"] == id_of(prepared, printing(0))
    assert len(cluster["stories"]) <= 12


def test_a_page_with_an_early_date_or_a_name_like_an_agencys_does_not_lead(prepared: Db) -> None:
    honest = [printing(number, at=NOON + number * LATER) for number in range(2)]
    store(prepared, *honest)
    claims = {"datePublished": NOON - timedelta(days=3), "datePublishedRaw": "x", "datePublishedPrecision": "exact"}
    host = "reuters.hostile.example"
    store(prepared, printing(2, url=f"https://{host}/1", outlet=host, at=NOON + 5 * LATER, **claims))
    (cluster,) = clusters(prepared)
    assert cluster["storiesCount"] == 3
    assert cluster["lead"] == id_of(prepared, honest[0])


def test_what_a_killed_worker_left_is_linked_by_the_next(prepared: Db, mongo_uri: str, tmp_path: Path) -> None:
    """The killed worker stored its stories, and the keys of one of them, and came no further."""
    written = write_batch(prepared, [printing(number) for number in range(3)])
    assert prepared["stories"].count_documents({"linkDue": {"$exists": True}}) == 3 == len(written.due)

    async def crawl() -> None:
        writer = await Writer.opened(mongo_uri, prepared.name, tmp_path)
        await writer.write(printing(9, seed=5))
        await writer.close()

    asyncio.run(asyncio.wait_for(crawl(), 60))
    assert {len(part) for part in partition(prepared)} == {3}
    assert prepared["stories"].count_documents({"linkDue": {"$exists": True}}) == 0


def test_a_store_of_an_earlier_version_is_linked(prepared: Db) -> None:
    now = datetime.now(UTC)
    write_batch(prepared, [printing(number, at=now - LATER) for number in range(2)])
    prepared["stories"].update_many({}, {"$unset": {"linkDue": ""}})
    prepared["meta"].update_one({"_id": "schema"}, {"$set": {"version": 3}})
    prepare(prepared)
    assert link_due(prepared).clusters == 1
    assert {len(part) for part in partition(prepared)} == {2}


def test_writers_side_by_side_make_one_cluster(database: Db, mongo_uri: str, tmp_path: Path) -> None:
    async def crawl(numbers: Iterable[int]) -> None:
        writer = await Writer.opened(mongo_uri, database.name, tmp_path)
        for number in numbers:
            await writer.write(printing(number, at=NOON + number * LATER))
        await writer.close()

    async def both() -> None:
        await asyncio.gather(crawl(range(0, 16, 2)), crawl(range(1, 16, 2)))

    asyncio.run(asyncio.wait_for(both(), 90))
    (cluster,) = clusters(database)
    assert cluster["storiesCount"] == 16
    assert database["links"].count_documents({}) == 16 * 15 // 2
    assert database["stories"].count_documents({"cluster": cluster["_id"]}) == 16
