"""Walks over stories by the API while others write: none is missed, and none comes twice."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from pymongo.database import Database

from newscrawler.items import Copy
from newscrawler.storage import _keyset
from newscrawler.storage._batch import write_batch
from newscrawler.storage._search_index import index_stories
from tests.support.serving import Served, serving
from tests.support.wire_items import NOON, comment, copy, paragraphs, thread

Db = Database[dict[str, Any]]

STORIES = 240
"""Stories that are there from the beginning; ``python -m bench.cursors`` walks 100,000."""


def printed(number: int, **fields: Any) -> Copy:
    values = {
        "headline": f"Harbor notes, part {number}",
        "body": paragraphs(f"topic{number}", 2),
        # Several have the same time, so that a page ends between them.
        "datePublished": NOON - timedelta(minutes=number // 4),
    }
    return copy(f"https://a.example/{number}", **values | fields)


def pages(server: Served, path: str) -> Iterator[list[dict[str, Any]]]:
    following: str | None = server.url + path
    while following is not None:
        answer = server.get(following.removeprefix(server.url))
        assert answer.status == 200, answer.data
        page = json.loads(answer.data)
        yield page["items"]
        following = page["next"]


def headlines(found: Iterator[list[dict[str, Any]]]) -> list[str]:
    return [each["headline"] for items in found for each in items]


def test_what_was_there_comes_once_while_others_are_added_and_changed(database: Db) -> None:
    with serving(database) as server:
        write_batch(database, [printed(number) for number in range(STORIES)])
        seen: list[str] = []
        for turn, items in enumerate(pages(server, "/api/stories?limit=17&fields=headline")):
            seen += [each["headline"] for each in items]
            between = NOON - timedelta(minutes=turn * 4, seconds=30)
            write_batch(
                database,
                [
                    printed(1_000 + turn, datePublished=between),
                    printed(2_000 + turn, datePublished=NOON + timedelta(hours=1)),
                    printed(turn * 5, body=paragraphs(f"rewritten{turn}", 3), retrieved=NOON + timedelta(hours=2)),
                ],
            )
    there = {f"Harbor notes, part {number}" for number in range(STORIES)}
    assert there <= set(seen)
    assert len(seen) == len(set(seen))


def test_a_walk_by_change_meets_every_change_that_was_made_meanwhile(database: Db) -> None:
    with serving(database) as server:
        write_batch(database, [printed(number) for number in range(60)])
        changed: list[int] = []
        met: dict[str, int] = {}
        for turn, items in enumerate(pages(server, f"/api/stories?limit=7&changed_since={NOON:%Y-%m-%d}")):
            for each in items:
                met[each["headline"]] = len(each["body"])
            if turn < 5:
                changed.append(turn)
                later = NOON + timedelta(hours=2 + turn)
                write_batch(database, [printed(turn, body=paragraphs(f"rewritten{turn}", 5), retrieved=later)])
    assert len(met) == 60
    assert {met[f"Harbor notes, part {number}"] for number in changed} == {5}


LISTS = {
    "an index": "/api/stories?limit=50",
    "a filter without an index": "/api/stories?changed_since=2026-01-01&agency=Reuters&limit=50",
    "words": "/api/stories?q=harbor&limit=50",
    "a phrase": "/api/stories?q=%22harbor%20notes%22&limit=50",
    "a thread": "/api/threads/{thread}/comments?limit=50",
}


@pytest.mark.parametrize("by", LISTS)
def test_a_page_of_huge_texts_is_short_and_leads_on(database: Db, monkeypatch: pytest.MonkeyPatch, by: str) -> None:
    with serving(database) as server:
        write_batch(database, [printed(number) for number in range(5)])
        index_stories(database, [each["_id"] for each in database["stories"].find({}, {"_id": 1})])
        parent = thread(printed(0))
        write_batch(database, [*(comment(parent, number, text="ebb " * 50) for number in range(5)), parent])
        path = LISTS[by].format(thread=quote(parent.id, safe=""))
        ((*whole,),) = pages(server, path)
        characters = sum(map(len, whole[0].get("body") or [whole[0]["text"]]))
        monkeypatch.setattr(_keyset, "HEAVIEST", characters * 3 // 2)
        parts = list(pages(server, path))
    assert len(whole) == 5
    assert [len(part) for part in parts if part] == [2, 2, 1]
    assert [each["id"] for part in parts for each in part] == [each["id"] for each in whole]


def test_pages_that_are_read_at_once_by_many_are_the_same(database: Db) -> None:
    with serving(database) as server:
        write_batch(database, [printed(number) for number in range(40)])
        walks: list[list[str]] = []
        threads = [
            threading.Thread(target=lambda: walks.append(headlines(pages(server, "/api/stories?limit=7"))))
            for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(walks) == 4
    assert all(walk == walks[0] and len(walk) == 40 for walk in walks)
