"""Walks over stories by the API while others write: none is missed, and none comes twice."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from pymongo.database import Database

from newscrawler.items import Copy
from newscrawler.storage._batch import write_batch
from tests.support.serving import Served, serving
from tests.support.wire_items import NOON, copy, paragraphs

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
