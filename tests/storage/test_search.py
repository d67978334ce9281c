from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pymongo.database import Database

from bench.plans import listening, plans
from newscrawler.language import search as language
from newscrawler.storage import _search, _search_index
from newscrawler.storage._batch import write_batch
from newscrawler.storage._search_index import RULES, forget, index_stories, order_of
from newscrawler.storage.reader import Page, Reader, StoredStory
from newscrawler.storage.search import Work, search_state
from tests.support.wire_items import copy

Db = Database[dict[str, Any]]
NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def story(number: int, text: str, *, language: str | None = "en", **fields: Any) -> Any:
    at = fields.pop("datePublished", NOON - timedelta(minutes=number))
    return copy(
        fields.pop("url", f"https://{'ab'[number % 2]}.example/{number}"),
        headline=f"Notes, part {number}",
        byline=f"Writer {number}",
        body=text.split("\n"),
        inLanguage=language,
        datePublished=at,
        datePublishedPrecision=None if at is None else "exact",
        **fields,
    )


def store(database: Db, *stories: Any) -> None:
    write_batch(database, stories)
    index_stories(database, [each["_id"] for each in database["stories"].find({}, {"_id": 1})])


def numbers(stories: Any) -> list[int]:
    return [int(each.story.headline.rpartition(" ")[2]) for each in stories]


def walk(reader: Reader, limit: int = 2, **filters: Any) -> Iterator[StoredStory]:
    after = None
    for _ in range(1_000):
        page: Page[StoredStory] = reader.stories_page(**filters, limit=limit, after=after)
        assert len(page.items) <= limit
        yield from page.items
        after = page.next
        if after is None:
            return
    raise AssertionError("the walk does not end")


def found(database: Db, query: str, **filters: Any) -> list[int]:
    every = [numbers(walk(Reader(database), limit, query=query, **filters)) for limit in (1, 3, 50)]
    assert every[0] == every[1] == every[2]
    return every[0]


def test_stories_with_all_words_are_found_newest_first(prepared: Db) -> None:
    store(
        prepared,
        story(0, "The harbor is closed."),
        story(2, "Ferries leave the harbor."),
        story(1, "A ferry left.\nThe harbour master waved."),
        story(3, "Harbors and ferries", datePublished=None),
        story(4, "Nothing of that."),
    )
    assert found(prepared, "harbor") == [0, 2, 3]
    assert found(prepared, "ferry HARBOR") == [2, 3]
    assert found(prepared, "ferry") == [1, 2, 3], "in every form of its language"
    assert found(prepared, "part 4") == [4], "headlines too"
    assert found(prepared, "zeppelin") == []
    assert found(prepared, "harbor zeppelin") == []


def test_phrases_are_compared_with_the_text(prepared: Db) -> None:
    store(
        prepared,
        story(0, "Night buses run."),
        story(1, "The buses of the night."),
        story(2, "Every night, buses run."),
    )
    assert found(prepared, "night buses") == [0, 1, 2]
    assert found(prepared, '"night buses"') == [0, 2]
    assert found(prepared, '"night buses" every') == [2]


def test_filters_narrow_a_search(prepared: Db) -> None:
    store(
        prepared,
        *(story(n, "harbor", agency=("AP", "Kyodo")[n // 2 % 2]) for n in range(8)),
        story(8, "harbor", datePublished=None),
    )
    assert found(prepared, "harbor", outlet="a.example") == [0, 2, 4, 6, 8]
    assert found(prepared, "harbor", agency="Kyodo") == [2, 3, 6, 7]
    assert found(prepared, "harbor", agency="Kyodo", outlet="b.example") == [3, 7]
    since, until = NOON - timedelta(minutes=5), NOON - timedelta(minutes=2)
    assert found(prepared, "harbor", since=since) == [0, 1, 2, 3, 4, 5]
    assert found(prepared, "harbor", until=until) == [3, 4, 5, 6, 7]
    assert found(prepared, "harbor", since=since, until=until, outlet="b.example") == [3, 5]
    assert found(prepared, "harbor", outlet="c.example") == []


def test_times_are_exact_though_places_are_in_seconds(prepared: Db) -> None:
    later = NOON + timedelta(milliseconds=600)
    store(prepared, story(0, "harbor", datePublished=later), story(1, "harbor", datePublished=NOON))
    assert found(prepared, "harbor", until=NOON + timedelta(milliseconds=500)) == [1]
    assert found(prepared, "harbor", since=NOON + timedelta(milliseconds=500)) == [0]


def test_each_story_is_found_by_the_rule_of_its_own_language(prepared: Db) -> None:
    store(
        prepared,
        story(0, "The cities", language="en"),
        story(1, "Die Häuser", language="de"),
        story(2, "cities", language=None),
        story(3, "東京株式市場は続伸した", language="ja"),
        story(4, "東京の市場と京株", language="ja"),
        story(5, "citi", language=None),
    )
    assert found(prepared, "city") == [0], "of a text without a language the word as it is"
    assert found(prepared, "cities") == [0, 2]
    assert found(prepared, "haus") == [1]
    assert found(prepared, "東京") == [3, 4]
    assert found(prepared, "株式市場") == [3]
    assert found(prepared, "続伸 東京") == [3]


def test_stories_of_one_second_are_all_found(prepared: Db) -> None:
    store(prepared, *(story(n, "harbor", datePublished=NOON) for n in range(7)))
    assert sorted(found(prepared, "harbor")) == list(range(7))


def test_a_place_that_is_taken_is_given_to_one_story(prepared: Db) -> None:
    store(prepared, story(0, "harbor"), story(1, "harbor"))
    one, two = prepared["search"].find().sort("_id")
    prepared["search"].delete_one({"_id": two["_id"]})
    prepared["stories"].update_one(
        {"_id": two["_id"]},
        {
            "$set": {
                "key": one["_id"][:32],
                "datePublished": prepared["stories"].find_one({"_id": one["_id"]})["datePublished"],
                "occurrence": 7,
            }
        },
    )
    index_stories(prepared, [two["_id"], one["_id"]])
    places = [entry["order"] for entry in prepared["search"].find().sort("_id")]
    assert places[1] == places[0] + 1
    assert len(found(prepared, "harbor")) == 2


def test_a_story_that_changes_is_found_by_its_new_words(prepared: Db) -> None:
    store(prepared, story(0, "harbor"))
    store(prepared, story(0, "lighthouse", retrieved=NOON + timedelta(hours=1)))
    assert (found(prepared, "harbor"), found(prepared, "lighthouse")) == ([], [0])


def test_a_story_that_is_gone_is_not_found(prepared: Db) -> None:
    store(prepared, story(0, "harbor"), story(1, "harbor"))
    gone = prepared["stories"].find_one_and_delete({"headline": "Notes, part 0"})
    assert found(prepared, "harbor") == [1], "before the index knows"
    index_stories(prepared, [gone["_id"]])
    assert prepared["search"].count_documents({}) == 1


def test_words_that_were_taken_out_come_back_when_the_story_is_indexed_again(prepared: Db) -> None:
    store(prepared, story(0, "harbor"), story(1, "harbor"))
    id_ = prepared["stories"].find_one({"headline": "Notes, part 0"})["_id"]
    forget(prepared, [id_])
    assert prepared["search"].find_one({"_id": id_})["words"] == []
    assert found(prepared, "harbor") == [1]
    work = Work(prepared, "here")
    assert work.claim(last=0, seconds=10)
    assert (work.index_due(), work.index_due()) == (1, 0)
    assert found(prepared, "harbor") == [0, 1]


def test_a_change_while_a_story_is_indexed_is_not_undone(prepared: Db, monkeypatch: pytest.MonkeyPatch) -> None:
    """An erasure changes the story, then takes its words out. An indexer that has read the story before, and writes
    after, reads it again."""
    write_batch(prepared, [story(0, "harbor")])
    id_ = prepared["stories"].find_one()["_id"]
    plain = _search_index.search_document
    once = iter([True])

    def overtaken(read: Any) -> Any:
        if next(once, False):
            change = {"body": ["lighthouse"], "evidence.version": "another"}
            prepared["stories"].update_one({"_id": id_}, {"$set": change})
            forget(prepared, [id_])
        return plain(read)

    monkeypatch.setattr(_search_index, "search_document", overtaken)
    index_stories(prepared, [id_])
    assert (found(prepared, "harbor"), found(prepared, "lighthouse")) == ([], [0])


# --- bounded work ----------------------------------------------------------------------------------------------------


def test_a_common_word_beside_a_rare_one_costs_what_the_rare_one_does(prepared: Db, mongo_uri: str) -> None:
    store(prepared, *(story(n, "harbor lighthouse" if n == 30 else "harbor") for n in range(40)))
    with listening(mongo_uri, prepared.name) as (database, heard):
        assert numbers(Reader(database).stories_page(query="harbor lighthouse").items) == [30]
        read = [plan for plan in plans(database, heard) if plan.command.get("find") == "search"]
        assert sum(plan.documents for plan in read) == 1
        assert sum(plan.keys for plan in read if "$in" in plan.command["filter"]["order"]) <= 4


def test_words_that_are_never_together_are_answered_with_bounded_work(
    prepared: Db, monkeypatch: pytest.MonkeyPatch, mongo_uri: str
) -> None:
    monkeypatch.setattr(_search, "EXAMINED", 5)
    texts = ["harbor", "lighthouse"]
    store(prepared, *(story(n, texts[n % 2]) for n in range(30)), story(40, "harbor lighthouse"))
    first = Reader(prepared).stories_page(query="harbor lighthouse")
    assert first.items == ()
    assert first.next is not None, "more may exist"
    assert found(prepared, "harbor lighthouse") == [40]
    with listening(mongo_uri, prepared.name) as (database, heard):
        Reader(database).stories_page(query="harbor lighthouse")
        read = plans(database, heard)
        assert max(plan.documents for plan in read) <= 1, "compared by the index alone"
        assert max(plan.keys for plan in read) <= 3 * 5


def test_texts_that_are_compared_with_a_phrase_are_bounded(prepared: Db, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_search, "TEXTS", 3)
    store(prepared, *(story(n, "buses at night" if n != 8 else "night buses") for n in range(10)))
    first = Reader(prepared).stories_page(query='"night buses"')
    assert (first.items, first.next is None) == ((), False)
    assert found(prepared, '"night buses"') == [8]


def test_what_is_indexed_during_a_walk_moves_nothing(prepared: Db) -> None:
    store(prepared, *(story(n, "harbor") for n in range(0, 20, 2)))
    seen, number = [], 100
    for each in walk(Reader(prepared), 3, query="harbor"):
        seen += numbers([each])
        store(prepared, story(number, "harbor", datePublished=NOON + timedelta(minutes=number)))
        number += 1
    assert seen == list(range(0, 20, 2))


def test_every_search_reads_an_index_in_its_order(prepared: Db, mongo_uri: str) -> None:
    store(
        prepared,
        *(
            story(
                n, "harbor ferries run at night" if n % 3 else "harbor", agency="AP", language=("en", "de", None)[n % 3]
            )
            for n in range(12)
        ),
    )
    dates = {"since": NOON - timedelta(days=1), "until": NOON + timedelta(days=1)}
    seen = 0
    with listening(mongo_uri, prepared.name) as (database, heard):
        reader = Reader(database)
        for query in ("harbor", "harbor ferries", '"ferries run"', "running ferries"):
            for filters in ({}, {"outlet": "a.example"}, {"agency": "AP"}, {"outlet": "a.example", "agency": "AP"}):
                for more in ({}, {"since": dates["since"]}, {"until": dates["until"]}, dates):
                    first = reader.stories_page(query=query, **filters, **more, limit=1)
                    if first.next is not None:
                        reader.stories_page(query=query, **filters, **more, limit=1, after=first.next)
                    for plan in plans(database, heard):
                        assert not {"COLLSCAN", "SORT"} & set(plan.stages), plan
                        assert plan.indexes <= {"words_1_order_-1", "order_-1", "_id_"}, plan
                        seen += 1
    assert seen > 200


# --- input -----------------------------------------------------------------------------------------------------------


def test_what_cannot_be_asked_is_one_clear_error(prepared: Db) -> None:
    store(prepared, story(0, "harbor"), story(1, "harbor"))
    reader = Reader(prepared)
    with pytest.raises(ValueError, match=r"the query '\?' has no word"):
        reader.stories_page(query="?")
    for other in ({"cluster": "c"}, {"changed_since": NOON}):
        with pytest.raises(ValueError, match=f"query and {next(iter(other))} exclude each other"):
            reader.stories_page(query="harbor", **other)
    cursor = reader.stories_page(query="harbor", limit=1).next
    with pytest.raises(ValueError, match="belongs to another list or to other filters"):
        reader.stories_page(query="ferry", after=cursor)
    with pytest.raises(ValueError, match="belongs to another list"):
        reader.stories_page(after=cursor)


def test_an_index_in_base_forms_needs_the_package_that_makes_them(
    prepared: Db, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(prepared, story(0, "harbor"))
    prepared["meta"].update_one({"_id": RULES}, {"$set": {"rules": ["klingon"]}})
    with pytest.raises(ValueError, match=r"base forms \(klingon\) that snowballstemmer"):
        Reader(prepared).stories_page(query="harbor")


def test_nothing_is_found_before_anything_is_indexed(database: Db) -> None:
    assert Reader(database).stories_page(query="harbor").items == ()
    assert search_state(database) is None


# --- the walk over what is stored ------------------------------------------------------------------------------------


def test_the_walk_goes_on_where_another_process_left_it(prepared: Db, monkeypatch: pytest.MonkeyPatch) -> None:
    from newscrawler.storage import search

    monkeypatch.setattr(search, "_CHUNK", 3)
    write_batch(prepared, [story(n, "harbor") for n in range(7)])
    one = Work(prepared, "one")
    assert one.claim(last=5, seconds=60)
    assert one.walk() == 3
    assert found(prepared, "harbor") == [0, 1, 2], "the newest first"
    two = Work(prepared, "two")
    assert not two.claim(last=5, seconds=60), "one process at a time"
    one.release()
    assert two.claim(last=9, seconds=60)
    assert (two.after, two.walk(), two.walk(), two.walk()) == (5, 3, 1, 0)
    assert found(prepared, "harbor") == list(range(7))
    state = search_state(prepared)
    assert (state.stories, state.complete, state.after) == (7, True, 5)
    two.again(last=8)
    assert (search_state(prepared).complete, two.walk()) == (False, 3)


def test_a_newer_stemmer_makes_the_index_anew_and_an_older_one_leaves_it(
    prepared: Db, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_batch(prepared, [story(0, "harbor")])
    work = Work(prepared, "one")
    assert work.claim(last=0, seconds=60)
    assert work.walk() == 1
    work.release()
    for version, claimed, walked in (("99.0.1", True, 1), (None, False, 0), ("3.0.0", False, 0), ("99.0.1", True, 0)):
        monkeypatch.setattr(language, "stemmers", lambda version=version: version)
        other = Work(prepared, "two")
        assert other.claim(last=0, seconds=60) is claimed, version
        if claimed:
            assert other.walk() == walked
            other.release()


def test_places_are_in_the_order_of_publication() -> None:
    times = [
        None,
        datetime(1, 1, 1, tzinfo=UTC),
        datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC),
        NOON,
        datetime(9999, 12, 31, tzinfo=UTC),
    ]
    places = [order_of(at, "f" * 32) for at in times]
    assert places == sorted(places)
    assert all(order_of(at) <= place for at, place in zip(times, places, strict=True))
    assert min(places) > -(2**63)
    assert max(places) < 2**63
