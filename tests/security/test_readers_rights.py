"""A reader's rights: names as the operator allows, words gone for good once erased, kept no longer than promised.

Every test asserts what remains in the raw bytes of the database: the effect, and not what a command says of itself.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import bson
import pytest
from pymongo.database import Database

from newscrawler.items import Author, Rejection
from newscrawler.storage import Reader, StorageError, Writer, connect, holds
from newscrawler.storage._batch import write_batch
from newscrawler.storage._documents import comment_hash
from newscrawler.storage._search_index import index_stories
from newscrawler.storage.backup import back_up, restore
from newscrawler.storage.erasure import Erasure, Selection, erase, rename_all
from newscrawler.storage.needles import Needles, search
from newscrawler.storage.pseudonyms import AuthorNames, pseudonym
from newscrawler.storage.retention import Retention, expire, purge_quarantine, reset, sweep
from newscrawler.storage.spool import Spool
from tests.support.soak import times
from tests.support.wire_items import LATER, NOON, comment, copy, page, thread

KEY = "a key that is long enough"
JANE = "JANE-REALNAME"
HOME = "My home address is 1 SECRETLANE, behind the quay."


@pytest.fixture
def store(database: Database[Any]) -> Database[Any]:
    return database


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pause between two passes is for crawls that are killed; no test here kills one."""
    monkeypatch.setattr("newscrawler.storage.erasure._PAUSE_S", 0.0)


@pytest.fixture
def elsewhere(mongo_uri: str, database: Database[Any]) -> Iterator[Database[Any]]:
    with connect(mongo_uri) as client:
        name = f"{database.name}-restored"
        yield client[name]
        client.drop_database(name)


def dump(database: Database[Any]) -> bytes:
    """Every document of every collection, as BSON."""
    return b"".join(
        bson.encode(document) for name in database.list_collection_names() for document in database[name].find()
    )


def where(database: Database[Any], *words: str) -> list[str]:
    """Fields that hold any of the words."""
    return sorted(
        {
            f"{name}.{field}"
            for name in database.list_collection_names()
            for document in database[name].find()
            for field, value in document.items()
            if any(word in repr(value) for word in words)
        }
    )


def run(database: Database[Any], var: Path, names: AuthorNames | None = None, **selection: Any) -> Erasure:
    return erase(database, var, Selection(**selection), names or AuthorNames())


def section(at: datetime = NOON, *, author: str = JANE, text: str | None = HOME) -> list[Any]:
    """A page with three comments: Jane's, an answer to it, and an answer to that."""
    printed = copy(retrieved=at)
    below = thread(printed, declaredCount=3, collectedCount=3)
    state = "visible" if text is not None else "removed"
    first = comment(
        below, 0, author=Author(name=author, id="acc-77", url="https://jane.example/"), text=text, state=state
    )
    first.html = None if text is None else f"<p>{text}</p>"
    return [
        printed,
        first,
        comment(below, 1, parentItem="0", depth=1),
        comment(below, 2, parentItem="1", depth=2),
        below,
    ]


# --- names at write time ---------------------------------------------------------------------------------------------


def spoken(items: list[Any], names: AuthorNames) -> list[Any]:
    names.apply(items)
    return items


@pytest.mark.parametrize("mode", ["keyed", "none"])
def test_no_name_id_or_address_is_stored_in_the_clear(store: Database[Any], mode: str) -> None:
    names = AuthorNames(mode, KEY)
    rejected = Rejection(
        url="https://a.example/x",
        stage="comments",
        reason="unknown shape",
        retrieved=NOON,
        item={"_type": "Comment", "thread": "t", "author": {"name": JANE, "id": "acc-77", "url": None}},
        fragment='{"user": "JANE-REALNAME"}',
    )
    write_batch(store, spoken([*section(), rejected], names))
    assert where(store, JANE, "acc-77", "jane.example") == []
    written = store.comments.find_one({"nativeId": "0"})
    assert written["text"] == HOME
    if mode == "none":
        assert written["author"] is None
    else:
        assert written["author"] == {
            "name": pseudonym(KEY.encode(), JANE), "id": pseudonym(KEY.encode(), "acc-77"), "url": None,
        }  # fmt: skip


def test_pseudonyms_are_the_same_in_every_crawl_and_edits_are_still_seen(store: Database[Any]) -> None:
    names = AuthorNames("keyed", KEY)
    write_batch(store, spoken(section(), names))
    second = write_batch(store, spoken(section(NOON + LATER), AuthorNames("keyed", KEY)))
    assert set(second.outcomes) == {"unchanged"}
    third = write_batch(store, spoken(section(NOON + 2 * LATER, text="Edited."), names))
    assert third.outcomes[1] == "changed"
    renamed = write_batch(store, spoken(section(NOON + 3 * LATER, author="jane2", text="Edited."), names))
    assert renamed.outcomes[1] == "changed"
    assert where(store, JANE, "jane2") == []
    other = AuthorNames("keyed", "another key, long enough")
    assert other.names_of(JANE)[1] != names.names_of(JANE)[1]


def test_a_name_that_was_made_a_pseudonym_stays_that_pseudonym() -> None:
    names, items = AuthorNames("keyed", KEY), section()
    names.apply(items)
    once = items[1].author
    names.apply(items)
    assert items[1].author == once


@pytest.mark.parametrize(
    ("mode", "key", "said"),
    [
        ("keyed", None, "NEWSCRAWLER_AUTHOR_KEY has fewer than 16 characters: set it"),
        ("keyed", "short", "NEWSCRAWLER_AUTHOR_KEY has fewer than 16 characters: set it"),
        ("hashed", KEY, "AUTHOR_NAMES 'hashed' is not one of plain, keyed, none"),
    ],
)
def test_a_rule_that_cannot_be_followed_stops_the_writer_before_anything_is_stored(
    mongo_uri: str, unprepared: Database[Any], tmp_path: Path, mode: str, key: str | None, said: str
) -> None:
    async def write() -> None:
        await Writer(mongo_uri, unprepared.name, tmp_path, names=AuthorNames(mode, key)).write_all(section())

    with pytest.raises(StorageError, match=said):
        asyncio.run(write())
    assert unprepared.list_collection_names() == []


def test_the_spool_on_disk_holds_no_name_either(database: Database[Any], mongo_uri: str, tmp_path: Path) -> None:
    async def write() -> list[str]:
        writer = Writer(mongo_uri, database.name, tmp_path, names=AuthorNames("keyed", KEY))
        await writer.open()
        writer._spooler._spool = Spool.create(tmp_path / "spool", database.name)  # as while MongoDB is away
        outcomes = await writer.write_all(section())
        held = b"".join(path.read_bytes() for path in (tmp_path / "spool").iterdir())
        assert HOME.encode() in held
        assert JANE.encode() not in held
        await writer.close()
        return list(outcomes)

    assert set(asyncio.run(write())) == {"spooled"}
    assert where(database, JANE) == []
    assert where(database, HOME)


def test_another_rule_is_applied_to_what_is_stored_by_one_command(store: Database[Any]) -> None:
    write_batch(store, section())
    write_batch(store, section(NOON + LATER, author="jane2"))
    names = AuthorNames("keyed", KEY)
    assert rename_all(store, names) == 3
    assert where(store, JANE, "jane2", "acc-77", "reader 1") == []
    assert rename_all(store, names) == 0
    # ... and the next crawl under that rule finds nothing changed.
    assert set(write_batch(store, spoken(section(NOON + 2 * LATER, author="jane2"), names)).outcomes) == {"unchanged"}


def test_the_hash_of_a_stored_comment_can_be_made_again(store: Database[Any]) -> None:
    relative = comment(thread(copy()), 9, dateCreatedPrecision="relative")
    write_batch(store, [*section(), relative])
    for document in store.comments.find():
        assert comment_hash(document) == document["contentHash"]


# --- erasing ---------------------------------------------------------------------------------------------------------


def lived_in(store: Database[Any], var: Path) -> None:
    """Jane everywhere: stored, renamed, removed, in quarantine as an item and as a fragment, in a run record,
    spooled."""
    write_batch(store, section())
    write_batch(store, section(NOON + LATER, author="jane2", text=None))
    refused = section()[1]
    write_batch(
        store,
        [
            Rejection(
                url="https://a.example/rest", stage="validation", reason="too long", retrieved=NOON,
                item={"_type": "Comment", "thread": refused.thread, "nativeId": "8", "platform": "hypertext",
                      "author": {"name": JANE, "id": None, "url": None}, "text": HOME, "html": f"<p>{HOME}</p>"},
            ),
            Rejection(
                url="https://a.example/rest2", stage="comments", reason="unknown shape", retrieved=NOON,
                fragment='{"user":{"name":"JANE-REALNAME"},"body":"My home address is 1 SECRETLANE, behind the quay."}',
            ),
            Rejection(
                url="https://a.example/rest3", stage="comments", reason="unknown", retrieved=NOON,
                fragment="<b>" + HOME + "</b>",
            ),
        ],
    )  # fmt: skip
    store.crawls.insert_one(
        {
            "_id": "r", "schemaVersion": 1, "spider": "s", "node": "n", "pid": 1, "version": "0", "started": NOON,
            "heartbeat": NOON, "lastErrors": [f"ValueError: {JANE} has no comment"],
        }
    )  # fmt: skip
    spool = Spool.create(var / "spool", store.name)
    spool.append(section())
    spool.close()


TRACES = (JANE, "SECRETLANE", "jane.example", "acc-77")


def test_an_author_is_erased_wherever_the_words_are(store: Database[Any], tmp_path: Path) -> None:
    lived_in(store, tmp_path)
    assert {place.partition(".")[0] for place in where(store, *TRACES)} == {"comments", "quarantine", "crawls"}
    done = run(store, tmp_path, authors=(JANE, "acc-77"))
    assert where(store, *TRACES) == []
    spooled = b"".join(path.read_bytes() for path in (tmp_path / "spool").iterdir())
    assert not [word for word in TRACES if word.encode() in spooled]
    assert b"Comment 1" in spooled
    assert search(store, tmp_path, done.needles).total == 0
    counted = {name: number for name, number in done.counts.items() if number}
    assert counted == {"comments": 1, "quarantine": 3, "crawls": 1, "spool": 1}


@pytest.mark.parametrize("given", ["Ren\u00e9e \u014dka", "Rene\u0301e o\u0304ka"])
@pytest.mark.parametrize("sent", ["Ren\u00e9e \u014dka", "Rene\u0301e o\u0304ka"])
def test_a_name_is_erased_however_its_letters_are_written(
    store: Database[Any], tmp_path: Path, given: str, sent: str
) -> None:
    written = [
        sent,
        sent.encode("unicode_escape").decode(),
        "Ren&#233;e &#x14D;ka",
        "Ren&eacute;e%20%c5%8dka",
        "\\u0052ene\\u0301e o\u0304ka",
    ]
    write_batch(store, section(author=sent))
    # A worker of an earlier version stored names as they came.
    store.comments.update_one({"nativeId": "1"}, {"$set": {"author.name": sent}})

    def fragments(at: datetime) -> list[Any]:
        return [
            Rejection(
                url=f"https://a.example/{n}", stage="comments", reason="x", retrieved=at, fragment=f'{{"by":"{each}"}}'
            )
            for n, each in enumerate(written)
        ]

    write_batch(store, fragments(NOON))
    assert search(store, tmp_path, Needles(names=[given])).total == len(written) + 2
    done = run(store, tmp_path, authors=(given,))
    assert (done.counts["comments"], done.counts["quarantine"]) == (2, len(written))
    assert search(store, tmp_path, done.needles).total == 0
    write_batch(store, [*section(NOON + LATER, author=sent), *fragments(NOON + LATER)])
    assert search(store, tmp_path, Needles(names=[given])).total == 0
    assert [each["fragment"] for each in store.quarantine.find()] == [None] * len(written)


def test_the_thread_keeps_its_shape(store: Database[Any], tmp_path: Path) -> None:
    lived_in(store, tmp_path)
    before = {each["_id"]: each for each in store.comments.find()}
    run(store, tmp_path, authors=(JANE,))
    after = {each["_id"]: each for each in store.comments.find()}
    kept = (
        "thread",
        "nativeId",
        "parentItem",
        "depth",
        "position",
        "dateCreated",
        "upvoteCount",
        "downvoteCount",
        "score",
    )
    assert after.keys() == before.keys()
    for id, document in after.items():
        assert {name: document[name] for name in kept} == {name: before[id][name] for name in kept}
    assert sum(document != before[id] for id, document in after.items()) == 1
    gone = store.comments.find_one({"nativeId": "0"})
    assert (gone["state"], gone["text"], gone["html"], gone["author"]) == ("removed", None, None, None)
    assert gone["erasure"]["how"] == "erased"
    assert len(gone["observations"]) == len(before[gone["_id"]]["observations"])
    (top,) = Reader(store).comments(gone["thread"])
    assert [node.stored.comment.nativeId for node in top.replies] == ["1"]


def test_no_later_crawl_replay_or_quarantine_brings_it_back(
    store: Database[Any], mongo_uri: str, tmp_path: Path
) -> None:
    write_batch(store, section())
    old = Spool.create(tmp_path / "other-machine" / "spool", store.name)
    old.append([*section(), section(NOON + LATER)[1]])
    old.close()
    run(store, tmp_path, authors=(JANE,))
    for number in range(3):
        written = write_batch(store, section(NOON + (number + 1) * LATER))
        assert written.outcomes == ["unchanged"] * 5
        assert written.suppressed == 1

    async def replay() -> None:
        await (await Writer.opened(mongo_uri, store.name, tmp_path / "other-machine")).close()

    asyncio.run(replay())
    assert not list((tmp_path / "other-machine" / "spool").glob("*.spool"))
    # Under a new name, what was erased stays so; a new comment by the same name comes in without words.
    write_batch(store, section(NOON + 5 * LATER, author="jane2"))
    write_batch(store, [comment(thread(copy()), 7, author=Author(name=JANE), text=HOME)])
    # A comment that the store refuses takes no way round through quarantine.
    write_batch(store, [comment(thread(copy()), 8, author=Author(name=JANE), text=HOME, state="nonsense")])
    assert where(store, JANE, "SECRETLANE") == []
    assert store.comments.find_one({"nativeId": "7"})["erasure"]["how"] == "erased"
    # The guard is what does it: without the list the words come back.
    store.suppressions.delete_many({})
    store.meta.update_one({"_id": "suppression"}, {"$inc": {"version": 1}})
    write_batch(store, [comment(thread(copy()), 6, author=Author(name=JANE), text=HOME)])
    write_batch(store, [comment(thread(copy()), 5, author=Author(name=JANE), text=HOME)])
    assert where(store, "SECRETLANE") == ["comments.text"]


def test_a_writer_knows_the_list_though_the_connection_that_read_it_is_closed(
    store: Database[Any], mongo_uri: str, tmp_path: Path
) -> None:
    write_batch(store, section())
    with connect(mongo_uri) as client:
        run(client[store.name], tmp_path, authors=(JANE,))
    known = {"_type": "Comment", "thread": "t", "author": {"name": JANE, "id": "acc-77", "url": None}}
    refused = Rejection(url="https://a.example/x", stage="comments", reason="odd", retrieved=NOON, item=known)
    write_batch(store, [*section(), refused])
    assert store.quarantine.count_documents({}) == 1
    assert where(store, JANE, HOME) == []


def test_votes_of_an_erased_comment_go_on_and_it_can_vanish(store: Database[Any], tmp_path: Path) -> None:
    write_batch(store, section())
    run(store, tmp_path, comments=("hypertext:a.example/ferry#0",))
    later = section(NOON + LATER)
    later[1] = replace(later[1], upvoteCount=9)
    assert write_batch(store, later).outcomes[1] == "changed"
    assert store.comments.find_one({"nativeId": "0"})["upvoteCount"] == 9
    without = section(NOON + 2 * LATER)
    del without[1]
    without[-1] = replace(without[-1], collectedCount=2, declaredCount=2)
    assert write_batch(store, without).vanished == 1
    assert write_batch(store, section(NOON + 3 * LATER)).outcomes[1] == "changed"
    assert where(store, "SECRETLANE") == []


def test_a_backup_from_before_the_erasure_comes_back_without_the_words(
    store: Database[Any], elsewhere: Database[Any], tmp_path: Path
) -> None:
    lived_in(store, tmp_path)
    write_batch(store, section(NOON + 2 * LATER, author="jane2", text=HOME))
    back_up(store, tmp_path / "old")
    told: list[Erasure] = []
    restore(elsewhere, tmp_path / "old", told=told.append)
    assert {place.partition(".")[0] for place in where(elsewhere, *TRACES)} == {"comments", "quarantine", "crawls"}
    elsewhere.client.drop_database(elsewhere.name)
    run(store, tmp_path, authors=(JANE,))
    restore(elsewhere, tmp_path / "old", told=told.append)
    assert where(elsewhere, "SECRETLANE") == []
    assert told[-1].counts["comments"] == 1
    assert write_batch(elsewhere, section(NOON + 3 * LATER)).suppressed == 1


def test_a_copy_goes_with_its_revisions_and_its_readers_and_its_story_shows_another(
    store: Database[Any], tmp_path: Path
) -> None:
    url = "https://a.example/ferry"
    write_batch(store, [*section(), copy("https://b.example/ferry", body=["Another body altogether."])])
    changed = copy(retrieved=NOON + LATER, body=["SECRETBODY has been said."])
    write_batch(store, [changed])
    write_batch(store, [copy(retrieved=NOON + 2 * LATER)])
    index_stories(store, [story["_id"] for story in store.stories.find({}, {"_id": 1})])
    assert where(store, "'ferry'") == ["search.words"]
    run(store, tmp_path, urls=(url,))
    assert where(store, "SECRETBODY", "SECRETLANE", "ferry sentence", "'ferry'") == []
    assert store.revisions.count_documents({}) == 0
    (story,) = store.stories.find()
    assert (story["lead"], story["body"]) == ("https://b.example/ferry", ["Another body altogether."])
    again_ = write_batch(store, [*section(NOON + 3 * LATER)])
    assert again_.suppressed == 4
    assert where(store, "SECRETLANE", "ferry sentence") == []
    run(store, tmp_path, urls=("https://b.example/ferry",))
    assert where(store, "Another body", "Ada Harbor") == []


def test_a_thread_and_a_narrowed_author(store: Database[Any], tmp_path: Path) -> None:
    write_batch(store, page("https://a.example/one"))
    write_batch(store, page("https://b.example/two"))
    run(store, tmp_path, authors=("reader 0",), outlet="b.example")
    left = [each["_id"] for each in store.comments.find({"author.name": "reader 0"})]
    assert left == ["hypertext:a.example/one#0"]
    for at in (NOON + LATER, NOON + 2 * LATER):
        write_batch(store, page("https://a.example/one", at))
        write_batch(store, page("https://b.example/two", at))
    assert [each["_id"] for each in store.comments.find({"author.name": "reader 0"})] == left
    run(store, tmp_path, authors=("reader 1",), platform="disqus")
    assert store.comments.count_documents({"author.name": "reader 1"}) == 2
    run(store, tmp_path, threads=("hypertext:a.example/one",))
    write_batch(store, page("https://a.example/one", NOON + 3 * LATER, comments=4))
    assert store.comments.count_documents({"thread": "hypertext:a.example/one", "text": {"$ne": None}}) == 0
    assert store.comments.count_documents({"thread": "hypertext:a.example/one"}) == 4


def test_a_pseudonym_keeps_the_text_and_stays(store: Database[Any], tmp_path: Path) -> None:
    lived_in(store, tmp_path)
    write_batch(store, section(NOON + 2 * LATER))
    run(store, tmp_path, authors=(JANE,), how="pseudonymised")
    assert where(store, JANE, "jane.example", "acc-77") == []
    found = store.comments.find_one({"nativeId": "0"})
    assert found["text"] == HOME
    assert found["author"]["name"].startswith("reader-")
    assert write_batch(store, section(NOON + 3 * LATER)).outcomes == ["unchanged"] * 5
    write_batch(store, section(NOON + 4 * LATER, text="Edited by Jane, at length."))
    assert store.comments.find_one({"nativeId": "0"})["text"] == "Edited by Jane, at length."
    assert where(store, JANE, "jane.example", "acc-77") == []
    # Erasing is the stronger wish.
    run(store, tmp_path, authors=(JANE,))
    assert where(store, "SECRETLANE", "Edited by Jane") == []


def test_a_reader_of_a_keyed_store_is_found_by_the_name(store: Database[Any], tmp_path: Path) -> None:
    names = AuthorNames("keyed", KEY)
    write_batch(store, spoken(section(), names))
    run(store, tmp_path, names, authors=(JANE,))
    assert where(store, "SECRETLANE") == []
    write_batch(store, spoken(section(NOON + LATER), names))
    assert where(store, "SECRETLANE") == []


def test_the_record_and_the_list_hold_no_word_of_it(store: Database[Any], tmp_path: Path) -> None:
    write_batch(store, section())
    done = run(store, tmp_path, authors=(JANE,))
    record = store.erasures.find_one({"_id": done.id})
    assert record["selectors"] == {"author": 1, "url": 0, "thread": 0, "comment": 0}
    assert record["counts"]["comments"] == 1
    assert record["by"].count("@") == 1
    assert record["ended"] >= record["at"]
    assert JANE.encode() not in dump(store)
    # Keyed: whoever knows the name cannot find it without the secret, which is in another database.
    assert store.suppressions.count_documents({"kind": "author"}) == 2, (
        "the name, and the pseudonym it may have been given"
    )
    assert "secrets" not in store.list_collection_names()


def test_what_is_written_is_described(store: Database[Any], tmp_path: Path) -> None:
    write_batch(store, section())
    run(store, tmp_path, authors=(JANE,))
    held(store, "author", JANE)
    for name in ("erasures", "suppressions", "holds"):
        described = (Path(__file__).parents[2] / f"docs/collections/{name}.md").read_text("utf-8")
        written = {field for document in store[name].find() for field in document}
        assert written
        assert not [field for field in written if f"`{field}`" not in described]


def test_the_change_feed_tells_of_it(store: Database[Any], tmp_path: Path) -> None:
    write_batch(store, section())
    with Reader(store).changes() as feed:
        run(store, tmp_path, authors=(JANE,))
        (change,) = [each for each in feed.pending() if each.what != "seen"]
    assert (change.collection, change.what) == ("comments", "changed")
    assert {"text", "html", "author", "state"} <= set(change.fields)


def test_a_crawl_that_writes_meanwhile_leaves_nothing_behind(
    store: Database[Any], mongo_uri: str, tmp_path: Path
) -> None:
    """Four writers go on while 6 of 40 readers are erased one by one; in ``make soak`` 20."""
    erased = times(6, 20)
    end = threading.Event()
    pages = [
        [comment(thread(copy(f"https://a.example/{n}")), k, author=Author(name=f"WRITER-{k}"), text=f"WORDS-{k}- {n}")
         for k in range(40)]
        for n in range(8)
    ]  # fmt: skip

    def write(number: int) -> None:
        with connect(mongo_uri) as client:
            mine, rounds = client[store.name], 0
            while not end.is_set():
                rounds += 1
                at = NOON + rounds * timedelta(minutes=1)
                for batch in pages[number * 2 : number * 2 + 2]:
                    # Other words at each visit: a change, and not only a look.
                    write_batch(mine, [replace(each, retrieved=at, text=f"{each.text} {rounds}") for each in batch])

    writers = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for writer in writers:
        writer.start()
    try:
        time.sleep(0.5)
        for k in range(erased):
            run(store, tmp_path, authors=(f"WRITER-{k}",))
    finally:
        time.sleep(0.5)
        end.set()
        for writer in writers:
            writer.join()
    for k in range(erased):
        assert where(store, f"WRITER-{k}'", f"WORDS-{k}-") == []
    assert where(store, "WRITER-20'")


def test_the_spool_of_a_living_crawl_is_left_told_and_screened(
    store: Database[Any], mongo_uri: str, tmp_path: Path
) -> None:
    spool = Spool.create(tmp_path / "spool", store.name)
    spool.append(section())
    done = run(store, tmp_path, authors=(JANE,))
    assert done.spool.in_use == [spool.path.name]
    assert search(store, tmp_path, done.needles).total > 0
    spool.close()  # it dies

    async def crawl() -> None:
        await (await Writer.opened(mongo_uri, store.name, tmp_path)).close()

    asyncio.run(crawl())
    assert search(store, tmp_path, done.needles).total == 0
    assert store.comments.count_documents({}) == 3


def test_a_spool_with_a_damaged_end_keeps_what_is_whole(store: Database[Any], tmp_path: Path) -> None:
    spool = Spool.create(tmp_path / "spool", store.name)
    spool.append(section())
    spool.close()
    torn = b"\x00\x01torn tail that names nobody"
    spool.path.write_bytes(spool.path.read_bytes() + torn)
    run(store, tmp_path, authors=(JANE,))
    held = spool.path.read_bytes()
    assert held.endswith(torn)
    assert b"Comment 2" in held
    assert JANE.encode() not in held
    spool.path.write_bytes(held[: -len(torn)] + b"\x00torn tail of JANE-REALNAME")
    done = run(store, tmp_path, authors=(JANE,))
    assert done.counts["spool"] == 1
    assert JANE.encode() not in spool.path.read_bytes()


# --- verifying -------------------------------------------------------------------------------------------------------


def test_what_is_left_is_told_by_its_place(store: Database[Any], tmp_path: Path) -> None:
    write_batch(store, section())
    mention = comment(thread(copy()), 9, text=f"I agree with {JANE}.")
    write_batch(store, [mention])
    done = run(store, tmp_path, authors=(JANE,))
    hits = search(store, tmp_path, done.needles)
    assert dict(hits.by_place) == {"comments.text": 1}
    assert hits.examples["comments.text"] == [mention.id]
    spool = Spool.create(tmp_path / "spool", store.name)
    spool.append(section())
    found = search(store, tmp_path, done.needles).by_place
    assert sum(number for place, number in found.items() if place.startswith("spool ")) >= 2
    spool.close()


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("Ann", "Ann said so.", True),
        ("Ann", "Annabel said so.", False),
        ("Ann", "Joann said so.", False),
        ("太郎", "私は太郎です", True),
        ("Ján Novák", "thanks, Ján Novák!", True),
        ("🙂🙃", "by 🙂🙃 again", True),
        ("Li", "Li", True),
        ("Li", "Li said so.", False),
        ("77", "77 people", False),
        ("Ann & <Bob>", "<b>Ann &amp; &lt;Bob&gt;</b>", True),
        ("Zoë Ngũgĩ", '{"user": "Zo\\u00eb Ng\\u0169g\\u0129"}', True),
        ("Jane Doe", "https://a.example/users/Jane%20Doe", True),
    ],
)
def test_a_name_is_found_as_a_word(name: str, text: str, found: bool) -> None:
    assert Needles([name]).within({"a": [{"b": text}]}) is found


def test_many_needles_cost_no_more_than_few() -> None:
    text = "the quay was as long as ever on Monday, said the harbour master to nobody " * 200
    needles = Needles(
        [f"reader number {n}" for n in range(20_000)], own=[f"words of mine {n}, at length" for n in range(20_000)]
    )
    began = time.process_time()
    assert not needles.within(text)
    assert not needles.within("reader number " * 1_000)
    assert time.process_time() - began < 0.5


# --- holds and retention ---------------------------------------------------------------------------------------------


def held(store: Database[Any], kind: Any, value: str) -> str:
    return holds.add(store, kind, value, "case 12/2026", AuthorNames())[0]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("author", JANE),
        ("thread", "hypertext:a.example/ferry"),
        ("comment", "hypertext:a.example/ferry#0"),
        ("url", "https://a.example/ferry"),
    ],
)
def test_a_legal_hold_stops_erasure_and_retention_and_says_so(
    store: Database[Any], tmp_path: Path, kind: str, value: str
) -> None:
    write_batch(store, section())
    write_batch(store, section(NOON + LATER, text=None))
    id = held(store, kind, value)
    done = run(store, tmp_path, authors=(JANE,))
    assert set(done.held.values()) == {"case 12/2026"}
    write_batch(store, section(NOON + 2 * LATER, text=None))
    assert expire(store, Retention(30, 90)).held == 1
    jane = {"_type": "Comment", "thread": "hypertext:a.example/ferry", "nativeId": "0", "author": {"name": JANE}}
    write_batch(
        store, [Rejection(url="https://a.example/ferry", stage="validation", reason="x", retrieved=NOON, item=jane)]
    )
    assert purge_quarantine(store, {}) == (0, 1)
    store.quarantine.delete_many({})
    assert where(store, "SECRETLANE") == ["comments.observations"]
    assert holds.remove(store, id)
    run(store, tmp_path, authors=(JANE,))
    assert where(store, "SECRETLANE") == []


def test_words_of_removed_and_vanished_comments_expire(store: Database[Any], tmp_path: Path) -> None:
    write_batch(store, section())
    write_batch(store, section(NOON + LATER, author="jane2", text=None))
    gone = section(NOON + 2 * LATER)[:1] + section(NOON + 2 * LATER)[3:]
    gone[-1] = replace(gone[-1], collectedCount=1, declaredCount=1)
    write_batch(store, gone)
    assert where(store, "SECRETLANE", JANE) == ["comments.observations"]
    assert sweep(store, Retention(0, 90)) is not None
    assert sweep(store, Retention(30, 90)) is None, "once an hour"
    assert where(store, "SECRETLANE", JANE)
    reset(store)
    done = sweep(store, Retention(30, 90))
    assert done is not None
    assert done.comments == 2
    assert where(store, "SECRETLANE", JANE, "Comment 1") == []
    # What is visible is not touched, and what comes back is stored again: nobody asked for it to be gone.
    assert store.comments.find_one({"nativeId": "2"})["text"] == "Comment 2"
    back = write_batch(store, section(NOON + 3 * LATER, author="jane2"))
    assert back.outcomes[1] == "changed"
    assert store.comments.find_one({"nativeId": "0"})["text"] == HOME


def test_a_sweep_goes_on_behind_held_comments_that_changed_at_one_time(
    store: Database[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newscrawler.storage.retention._SWEEP", 2)
    write_batch(store, section())
    write_batch(store, section(NOON + LATER, text=None))
    first = store.comments.find_one({"state": "removed"})
    assert first is not None
    tied = [{**first, "_id": f"{first['_id']}-{number}", "thread": "t:held"} for number in range(4)]
    earlier = first["lastChanged"] - timedelta(days=1)
    store.comments.insert_many([{**each, "lastChanged": earlier} for each in tied])
    held(store, "thread", "t:held")
    since: datetime | None = None
    counts: list[tuple[int, int]] = []
    for _ in range(2):
        done = sweep(store, Retention(30, 90))
        assert done is not None
        counts.append((done.held, done.comments))
        (reached,) = store.meta.find({"_id": "retention"})
        since, before = reached["done"], since
        assert since != before
        store.meta.update_one({"_id": "retention"}, {"$unset": {"swept": 1}})
    assert counts == [(4, 0), (0, 1)]
    assert where(store, "SECRETLANE") == ["comments.observations"], "the held ones alone keep it"
    assert store.comments.count_documents({"expired": {"$exists": True}, "thread": "t:held"}) == 0


def test_a_fresh_removal_is_not_due_and_quarantine_ends(store: Database[Any]) -> None:
    now = datetime.now(UTC)
    write_batch(store, section(now - timedelta(days=20)))
    write_batch(store, section(now - timedelta(days=10), text=None))
    for days in (100, 80):
        rejection = Rejection(
            url=f"https://a.example/{days}", stage="fetch", reason="x", retrieved=now - timedelta(days=days)
        )
        write_batch(store, [rejection])
    done = expire(store, Retention(30, 90))
    assert (done.comments, done.quarantine) == (0, 1)
    assert [each["url"] for each in store.quarantine.find()] == ["https://a.example/80"]
    assert where(store, "SECRETLANE")
    assert expire(store, Retention(9, 0)).comments == 1
    assert store.quarantine.count_documents({}) == 1


def test_retention_runs_by_itself_at_the_end_of_a_crawl(store: Database[Any], mongo_uri: str, tmp_path: Path) -> None:
    write_batch(store, section())
    write_batch(store, section(NOON + LATER, text=None))

    async def crawl() -> None:
        await (await Writer.opened(mongo_uri, store.name, tmp_path, retention=Retention(30, 90))).close()

    asyncio.run(crawl())
    assert where(store, "SECRETLANE") == []
