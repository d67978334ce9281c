from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pymongo.database import Database

from bench.plans import listening, plans
from newscrawler.items import Rejection
from newscrawler.storage import _keyset
from newscrawler.storage._batch import write_batch
from newscrawler.storage.reader import Page, Reader
from tests.support.wire_items import comment, copy, page, paragraphs, thread

Db = Database[dict[str, Any]]
NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def story(number: int, **fields: Any) -> Any:
    at = fields.pop("datePublished", NOON - timedelta(minutes=number))
    return copy(
        fields.pop("url", f"https://{'ab'[number % 2]}.example/{number}"),
        headline=f"Harbor notes, part {number}",
        body=paragraphs(f"topic{number}"),
        datePublished=at,
        datePublishedRaw=None if at is None else at.isoformat(),
        datePublishedPrecision=None if at is None else "exact",
        **fields,
    )


def undated(number: int) -> Any:
    return story(number, datePublished=None)


def walk(ask: Callable[..., Page[Any]], limit: int = 2, **filters: Any) -> Iterator[Any]:
    after = None
    for _ in range(1_000):
        found = ask(**filters, limit=limit, after=after)
        assert len(found.items) <= limit
        yield from found.items
        after = found.next
        if after is None:
            return
    raise AssertionError("the walk does not end")


def headlines(stories: Any) -> list[int]:
    return [int(each.story.headline.rpartition(" ")[2]) for each in stories]


def test_pages_of_stories_are_the_list_newest_first_and_undated_last(prepared: Db) -> None:
    write_batch(prepared, [undated(8), story(3), story(1), undated(9), story(2), story(0)])
    reader = Reader(prepared)
    whole = [each.id for each in reader.stories()]
    for limit in (1, 2, 3, 4, 6, 50):
        assert [each.id for each in walk(reader.stories_page, limit)] == whole
    assert headlines(reader.stories_page(limit=4).items) == [0, 1, 2, 3]


def test_stories_of_one_moment_are_all_found(prepared: Db) -> None:
    write_batch(prepared, [story(number, datePublished=NOON) for number in range(7)])
    assert sorted(headlines(walk(Reader(prepared).stories_page, 2))) == list(range(7))


def test_a_page_of_huge_stories_is_short_and_leads_on(prepared: Db, monkeypatch: pytest.MonkeyPatch) -> None:
    stories = [story(number) for number in range(5)]
    write_batch(prepared, stories)
    reader = Reader(prepared)
    one = sum(map(len, stories[0].body))
    monkeypatch.setattr(_keyset, "HEAVIEST", one + one // 2)
    assert headlines(reader.stories_page(limit=50).items) == [0, 1]
    assert headlines(walk(reader.stories_page, 50)) == [0, 1, 2, 3, 4]


def test_a_page_that_ends_the_list_has_no_cursor(prepared: Db) -> None:
    write_batch(prepared, [story(0), story(1)])
    reader = Reader(prepared)
    assert reader.stories_page(limit=2).next is None
    assert reader.stories_page(limit=1).next is not None
    assert Reader(prepared).stories_page(agency="AP").items == ()


@pytest.mark.parametrize("limit", [1, 3])
def test_filters_may_be_combined(prepared: Db, limit: int) -> None:
    write_batch(prepared, [story(number, agency=("AP", "Kyodo", None)[number % 3]) for number in range(12)])
    reader = Reader(prepared)

    def found(**filters: Any) -> list[int]:
        return headlines(walk(reader.stories_page, limit, **filters))

    assert found(outlet="a.example") == [0, 2, 4, 6, 8, 10]
    assert found(agency="AP") == [0, 3, 6, 9]
    assert found(outlet="a.example", agency="AP") == [0, 6]
    between = {"since": NOON - timedelta(minutes=7), "until": NOON - timedelta(minutes=2)}
    assert found(**between) == [3, 4, 5, 6, 7]
    assert found(**between, outlet="b.example") == [3, 5, 7]
    assert found(**between, outlet="b.example", agency="AP") == [3]
    assert found(outlet="nowhere.example") == []


def test_stories_that_changed_come_in_the_order_of_their_changes(prepared: Db) -> None:
    visits = [NOON + timedelta(minutes=number) for number in (3, 1, 2, 0)]
    write_batch(prepared, [story(number, retrieved=at) for number, at in enumerate(visits)])
    reader = Reader(prepared)
    assert headlines(walk(reader.stories_page, 1, changed_since=NOON)) == [3, 1, 2, 0]
    assert headlines(walk(reader.stories_page, 1, changed_since=visits[2])) == [2, 0]
    assert headlines(walk(reader.stories_page, 1, changed_since=NOON, outlet="a.example")) == [2, 0]
    since = NOON - timedelta(minutes=1)
    assert headlines(walk(reader.stories_page, 1, changed_since=NOON, since=since)) == [1, 0]


def test_a_story_that_changes_during_the_walk_comes_again(prepared: Db) -> None:
    write_batch(prepared, [story(number, retrieved=NOON + timedelta(minutes=number)) for number in range(4)])
    reader = Reader(prepared)
    first = reader.stories_page(changed_since=NOON, limit=2)
    again = copy(
        "https://a.example/0",
        headline="Harbor notes, part 0",
        body=paragraphs("rewritten"),
        datePublished=NOON,
        retrieved=NOON + timedelta(hours=1),
    )
    assert list(write_batch(prepared, [again]).outcomes) == ["changed"]
    rest = reader.stories_page(changed_since=NOON, limit=9, after=first.next)
    assert headlines(first.items) == [0, 1]
    assert headlines(rest.items) == [2, 3, 0]


def test_what_is_written_during_a_walk_moves_nothing(prepared: Db) -> None:
    write_batch(prepared, [story(number) for number in range(0, 20, 2)])
    found, number = [], 100
    for each in walk(Reader(prepared).stories_page, 3):
        found += headlines([each])
        # One before the place, and one behind it
        write_batch(prepared, [story(number, datePublished=NOON + timedelta(minutes=number)), undated(number + 1)])
        number += 2
    # What was there comes once; of the later ones, those behind the place
    assert [each for each in found if each < 100] == list(range(0, 20, 2))
    assert len(set(found)) == len(found)


def test_a_filter_that_no_index_holds_is_answered_with_bounded_work(
    prepared: Db, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_keyset, "EXAMINED", 4)
    visits = {number: NOON + timedelta(minutes=number) for number in range(10)}
    write_batch(
        prepared, [story(n, url=f"https://{'z' if n == 9 else 'a'}.example/{n}", retrieved=visits[n]) for n in visits]
    )
    reader = Reader(prepared)
    first = reader.stories_page(changed_since=NOON, outlet="z.example")
    assert first.items == ()
    assert first.next is not None, "more may exist"
    assert headlines(walk(reader.stories_page, 5, changed_since=NOON, outlet="z.example")) == [9]


def clusters(database: Db) -> list[str]:
    """Four clusters of one spread, and one larger; the first agency has two of them."""
    names = [f"{number:032x}.0" for number in range(5)]
    for number, name in enumerate(names):
        outlets = [f"{letter}.example" for letter in ("abc" if number == 3 else "ab")]
        at = NOON + timedelta(minutes=number)
        database["clusters"].insert_one(
            {
                "_id": name,
                "schemaVersion": 1,
                "lead": name,
                "stories": [{"story": f"{name}{n}", "share": 1.0, "headlineRewritten": False, "paragraphsCut": 0, "ownWords": 0} for n in range(2)],
                "storiesCount": 2,
                "outlets": outlets,
                "spread": len(outlets),
                "agency": "AP" if number < 2 else "Kyodo",
                "firstSeen": at,
                "lastChanged": NOON + timedelta(hours=5 - number),
            }
        )  # fmt: skip
    return names


def test_pages_of_clusters(prepared: Db) -> None:
    names = clusters(prepared)
    reader = Reader(prepared)

    def found(**filters: Any) -> list[int]:
        return [names.index(each.id) for each in walk(reader.clusters_page, 2, **filters)]

    assert found() == [3, 4, 2, 1, 0] == [names.index(each.id) for each in reader.clusters()]
    assert found(order="firstSeen") == [4, 3, 2, 1, 0]
    assert found(order="lastChanged") == [4, 3, 2, 1, 0], "the earliest change first"
    assert found(agency="AP") == [1, 0]
    with pytest.raises(ValueError, match="order 'size' is not one of spread, firstSeen, lastChanged"):
        reader.clusters_page(order="size")


def test_pages_of_the_comments_of_a_thread(prepared: Db) -> None:
    printed = copy()
    here, there = thread(printed), thread(printed, nativeId="a.example/ferry#2")
    # The last one sorts after all that a text of 16 bits can hold.
    names = [*map(str, range(10)), "\uffff\uffff", "\U0001f600"]
    items = [comment(here, name, position=20 - number) for number, name in enumerate(names)]
    write_batch(prepared, [printed, here, there, *items, comment(there, 3)])
    reader = Reader(prepared)
    found = [each.comment.nativeId for each in walk(reader.comments_page, 3, thread_id=here.id)]
    assert sorted(found) == names
    assert [each.comment.thread for each in walk(reader.comments_page, thread_id=there.id)] == [there.id]
    assert reader.comments_page("disqus:none").items == ()


def test_pages_of_quarantine(prepared: Db) -> None:
    stages = ["extraction", "store"]
    entries = [
        Rejection(url=f"https://a.example/{n}", stage=stages[n % 2], reason="x", retrieved=NOON + timedelta(minutes=n))
        for n in range(6)
    ]
    write_batch(prepared, entries)
    reader = Reader(prepared)

    def found(**filters: Any) -> list[str]:
        return [each.rejection.url[-1] for each in walk(reader.quarantine_page, 2, **filters)]

    assert found() == list("543210")
    assert found(stage="store") == list("531")
    assert found(stage="store", oldest_first=True) == list("135")


# --- cursors and other input -----------------------------------------------------------------------------------------


@pytest.fixture
def some(prepared: Db) -> Reader:
    write_batch(prepared, [story(number) for number in range(4)])
    return Reader(prepared)


@pytest.mark.parametrize("limit", [0, -1, 1_001])
def test_a_limit_out_of_range_is_refused(some: Reader, limit: int) -> None:
    with pytest.raises(ValueError, match=f"limit {limit}: must be 1 to 1,000"):
        some.stories_page(limit=limit)


@pytest.mark.parametrize("name", ["since", "until", "changed_since"])
def test_a_time_without_a_zone_is_refused(some: Reader, name: str) -> None:
    with pytest.raises(ValueError, match=f"{name} 2026-03-01T00:00:00 has no time zone"):
        some.stories_page(**{name: datetime(2026, 3, 1)})  # noqa: DTZ001 - what is refused


def test_a_cursor_belongs_to_its_filters_and_its_list(some: Reader) -> None:
    cursor = some.stories_page(limit=1).next
    for other in ({"outlet": "a.example"}, {"agency": "AP"}, {"since": NOON}, {"until": NOON}, {"changed_since": NOON}):
        with pytest.raises(ValueError, match=r"belongs to another list or to other filters; repeat the filters"):
            some.stories_page(**other, after=cursor)
    with pytest.raises(ValueError, match="belongs to another list"):
        some.quarantine_page(after=cursor)
    # The length of a page is no filter
    assert len(some.stories_page(limit=3, after=cursor).items) == 3


def forged(values: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def test_a_broken_cursor_is_one_clear_error(some: Reader) -> None:
    cursor = some.stories_page(limit=1).next
    assert cursor is not None
    form, digest, date, id_ = json.loads(base64.urlsafe_b64decode(cursor + "=="))
    broken = [
        *(
            "",
            "x",
            "%00",
            "é",
            "A" * 30_000,
            cursor[:-4],
            cursor + "AAAA",
            forged({}),
            forged([]),
            forged([1]),
            forged(3),
        ),
        *(
            forged([form, digest, *values])
            for values in ([], [date], [date, id_, 1], [date, None], [date, {"$gt": ""}])
        ),
        *(forged([form, digest, value, id_]) for value in (1, "2026", [], [1, 2], ["1"], [True], [1e99], [10**30])),
        forged([form, digest, date, "\ud800"]),
        base64.urlsafe_b64encode(b"[" * 9_000).decode(),
    ]
    for each in broken:
        with pytest.raises(ValueError, match=r"cursor.*begin again without a cursor") as caught:
            some.stories_page(after=each)
        assert len(str(caught.value)) < 200
    with pytest.raises(ValueError, match="has form 2, which is not known"):
        some.stories_page(after=forged([2, digest, date, id_]))


def test_a_cursor_fits_into_a_link_as_it_is(some: Reader) -> None:
    cursor = some.stories_page(limit=1).next
    assert cursor is not None
    assert set(cursor) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


# --- plans -----------------------------------------------------------------------------------------------------------

_DATES = {"since": NOON - timedelta(days=1), "until": NOON + timedelta(days=1)}
STORIES: list[dict[str, Any]] = [
    {**filters, **more}
    for filters in (
        {},
        {"outlet": "a.example"},
        {"agency": "Reuters"},
        {"outlet": "a.example", "agency": "Reuters"},
        {"cluster": "c"},
        {"cluster": "c", "outlet": "a.example"},
        {"cluster": "c", "agency": "Reuters"},
    )
    for more in ({}, {"since": _DATES["since"]}, _DATES, {"changed_since": NOON - timedelta(days=1)})
]


def asked(reader: Reader) -> Iterator[Callable[..., Page[Any]]]:
    """Every list with every combination of filters that is documented."""
    for filters in STORIES:
        yield lambda filters=filters, **more: reader.stories_page(**filters, **more)
    for order in ("spread", "firstSeen", "lastChanged"):
        for agency in (None, "AP"):
            yield lambda order=order, agency=agency, **more: reader.clusters_page(order=order, agency=agency, **more)
    yield lambda **more: reader.comments_page("hypertext:a.example/ferry", **more)
    for stage in (None, "store"):
        for oldest in (False, True):
            yield lambda stage=stage, oldest=oldest, **more: reader.quarantine_page(
                stage=stage, oldest_first=oldest, **more
            )


def test_every_page_is_read_in_the_order_of_an_index(prepared: Db, mongo_uri: str) -> None:
    write_batch(prepared, [*page(), *(story(number) for number in range(6)), undated(7), undated(8)])
    prepared["stories"].update_many({}, {"$set": {"cluster": "c"}})
    clusters(prepared)
    write_batch(
        prepared, [Rejection(url=f"https://a.example/{n}", stage="store", reason="x", retrieved=NOON) for n in range(3)]
    )
    seen = 0
    with listening(mongo_uri, prepared.name) as (database, heard):
        for ask in asked(Reader(database)):
            first = ask(limit=1)
            if first.next is not None:
                ask(limit=2, after=first.next)
            for plan in plans(database, heard):
                assert not {"COLLSCAN", "SORT"} & set(plan.stages), plan
                assert plan.indexes <= {*plan.command.get("hint", "").split()} | {"_id_"}, plan
                assert plan.documents <= _keyset.EXAMINED
                seen += 1
    assert seen > len(STORIES) * 2


def test_a_database_that_an_older_version_prepared_is_read_too(prepared: Db) -> None:
    write_batch(prepared, [story(number, agency="AP") for number in range(4)])
    prepared["stories"].drop_index("agency_1_outlets_1_datePublished_-1__id_-1")
    assert headlines(walk(Reader(prepared).stories_page, 1, outlet="a.example", agency="AP")) == [0, 2]
