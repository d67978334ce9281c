"""Printings of a headline that recurs every day: which of them share a story does not depend on who came first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from itertools import permutations
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.database import Database
from pymongo.monitoring import CommandFailedEvent, CommandListener, CommandStartedEvent, CommandSucceededEvent

from newscrawler.items import Copy
from newscrawler.storage._batch import write_batch
from tests.support.wire_items import NOON, copy, paragraphs

Db = Database[dict[str, Any]]

OUTLETS = ("a", "b")
DAYS = (0, 1)


def printing(outlet: str, day: int) -> Copy:
    """A market report of a day: the same headline and byline as on every other day, with another text."""
    return copy(
        f"https://{outlet}.example/{day}",
        headline="Minato stocks close higher",
        body=paragraphs(f"market{day}"),
        datePublished=NOON + timedelta(days=day, minutes=ord(outlet) - ord("a")),
    )


PRINTED = [printing(outlet, day) for outlet in OUTLETS for day in DAYS]
BY_DAY = {frozenset(f"https://{outlet}.example/{day}" for outlet in OUTLETS) for day in DAYS}


class Overtaken(CommandListener):
    """Lets another worker write right before a command of this one reaches the server, when it is armed."""

    def __init__(self, command: str, collection: str) -> None:
        self._wanted = (command, collection)
        self.other: Callable[[], object] | None = None

    def started(self, event: CommandStartedEvent) -> None:
        if self.other is not None and (event.command_name, event.command.get(event.command_name)) == self._wanted:
            other, self.other = self.other, None
            other()

    def succeeded(self, event: CommandSucceededEvent) -> None:
        pass

    def failed(self, event: CommandFailedEvent) -> None:
        pass


def together(database: Db) -> set[frozenset[str]]:
    """Return the sets of copies that share a story; each story names the copies that name it."""
    stories: dict[str, set[str]] = {story["_id"]: set() for story in database["stories"].find()}
    for each in database["copies"].find():
        stories[each["story"]].add(each["_id"])
    assert {story["_id"]: set(story["copies"]) for story in database["stories"].find()} == stories
    return {frozenset(urls) for urls in stories.values()}


def clear(database: Db) -> None:
    for name in ("stories", "copies", "calendar", "revisions", "ledger", "habits"):
        database[name].delete_many({})


@pytest.mark.parametrize("size", [1, 4])
def test_every_order_of_arrival_gives_the_same_stories(prepared: Db, size: int) -> None:
    for order in permutations(PRINTED):
        for begin in range(0, len(order), size):
            write_batch(prepared, order[begin : begin + size])
        assert together(prepared) == BY_DAY, [each.url for each in order]
        clear(prepared)


@pytest.mark.parametrize("command", [("find", "stories"), ("insert", "stories"), ("insert", "copies")])
def test_a_worker_that_is_overtaken_between_two_statements_gives_the_same_stories(
    prepared: Db, mongo_uri: str, command: tuple[str, str]
) -> None:
    overtaken = Overtaken(*command)
    with MongoClient[dict[str, Any]](mongo_uri, tz_aware=True, event_listeners=[overtaken]) as client:
        # The outlets may change places, and the days too: one of the four is the first.
        for order in ((PRINTED[0], *rest) for rest in permutations(PRINTED[1:])):
            for number in (1, 2):
                late, early = order[number:], order[:number]
                overtaken.other = partial(write_one_by_one, prepared, early)
                write_batch(client[prepared.name], late)
                assert overtaken.other is None
                assert together(prepared) == BY_DAY, ([each.url for each in early], [each.url for each in late])
                clear(prepared)


def write_one_by_one(database: Db, copies: Sequence[Copy]) -> None:
    for each in copies:
        write_batch(database, [each])
