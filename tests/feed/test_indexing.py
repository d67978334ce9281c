"""The search follows the feed: what is stored is found, whoever indexes it and whenever that begins."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pymongo.database import Database

from newscrawler.feed import SequencerThread, hosting
from newscrawler.feed.indexing import Indexer
from newscrawler.storage import Reader
from newscrawler.storage._batch import write_batch
from newscrawler.storage.erasure import Selection, erase
from newscrawler.storage.pseudonyms import AuthorNames
from tests.support.sequencing import Sequencing, sequencing, until
from tests.support.wire_items import LATER, NOON, copy

Db = Database[dict[str, Any]]


def story(name: str, text: str, **fields: Any) -> Any:
    return copy(f"https://{name}.example/{name}", headline=f"Notes {name}", byline=name, body=[text], **fields)


def found(database: Db, query: str) -> list[str]:
    return sorted(each.story.headline[6:] for each in Reader(database).stories_page(query=query).items)


@contextmanager
def indexing(database: Db) -> Iterator[list[str]]:
    stop, said = threading.Event(), list[str]()
    thread = threading.Thread(target=Indexer(database, said.append).run, args=(stop,), daemon=True)
    thread.start()
    try:
        yield said
    finally:
        stop.set()
        thread.join(60)


def test_what_was_stored_before_and_what_is_stored_meanwhile_is_found(working: Sequencing, store: Db) -> None:
    write_batch(store, [story("a", "The harbor."), story("b", "The lighthouse.")])
    with indexing(store):
        until(lambda: found(store, "harbor") == ["a"])
        write_batch(store, [story("c", "Another harbor.")])
        until(lambda: found(store, "harbor") == ["a", "c"])
        write_batch(store, [story("a", "The lighthouse instead.", retrieved=NOON + LATER)])
        until(lambda: (found(store, "harbor"), found(store, "lighthouse")) == (["c"], ["a", "b"]))
        store["stories"].delete_one({"headline": "Notes c"})
        until(lambda: store["search"].count_documents({}) == 2)
        until(lambda: (state := Reader(store).search_state()) is not None and state.complete)


def test_another_indexer_goes_on_where_the_last_one_ended(working: Sequencing, store: Db) -> None:
    write_batch(store, [story("a", "The harbor.")])
    with indexing(store):
        until(lambda: found(store, "harbor") == ["a"])
        until(lambda: (state := Reader(store).search_state()) is not None and state.complete)
    write_batch(store, [story("b", "The harbor.")])
    with indexing(store) as said:
        until(lambda: found(store, "harbor") == ["a", "b"])
        assert said == []


def test_a_feed_that_does_not_reach_back_has_everything_indexed_again(store: Db) -> None:
    with sequencing(store) as working, indexing(store):
        write_batch(store, [story("a", "The harbor.")])
        until(lambda: found(store, "harbor") == ["a"])
        until(lambda: (state := Reader(store).search_state()) is not None and state.complete)
        working.events()
    write_batch(store, [story("b", "The harbor.")])
    # The database was restored: its feed begins anew, and tells nothing of what came before
    store["feed"].delete_many({})
    store["meta"].delete_one({"_id": "feed"})
    with sequencing(store), indexing(store) as said:
        until(lambda: found(store, "harbor") == ["a", "b"])
    assert [line.endswith("all stories are indexed again") for line in said] in ([True], [])


def test_an_erased_text_is_not_found_and_what_the_story_shows_then_is(
    working: Sequencing, store: Db, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newscrawler.storage.erasure._PAUSE_S", 0.0)
    fields = {"headline": "Notes a", "byline": "a"}
    other = copy("https://b.example/b", **fields, body=["The harbor, as another saw it."], retrieved=NOON + LATER)
    write_batch(store, [story("a", "The harbor has a secretword."), other])
    with indexing(store):
        until(lambda: found(store, "secretword") == ["a"])
        erase(store, tmp_path, Selection(urls=("https://a.example/a",)), AuthorNames())
        assert found(store, "secretword") == []
        assert store["search"].count_documents({"words": "secretword"}) == 0
        until(lambda: found(store, "another saw") == ["a"])


def test_a_process_that_offers_a_sequencer_offers_an_indexer(store: Db, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hosting, "_AGAIN_S", 0.05)
    said: list[str] = []
    thread = SequencerThread(store, said.append)
    thread.start()
    try:
        write_batch(store, [story("a", "The harbor.", retrieved=NOON + timedelta(minutes=1))])
        until(lambda: found(store, "harbor") == ["a"])
    finally:
        thread.close()
    assert not [line for line in said if "Error" in line]
