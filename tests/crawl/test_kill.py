"""kill -9 of a crawl between its first and its last write: what it reported as stored is there, once."""

from __future__ import annotations

import random
import secrets
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.database import Database

import newsroom
from newscrawler.storage import connect
from tests.support.crawls import Crawls, acknowledged
from tests.support.prepared import PATIENT
from tests.support.sameness import differences, twice
from tests.support.soak import SOAK, times

Documents = dict[str, Any]

ROWS = Path(__file__).parents[3] / "shared/samples/japantoday/comment_rows.json"
"""256 real comments under 55 more stories make the crawl three times as long; without them the newsroom's own do."""

SEED = 20_261_124
KILLS_ON_FRESH_STORES = times(1, 10)
KILLS_ON_ONE_STORE = times(3, 10)

PACE = 0.03
"""Seconds between two requests: the answers come one by one, so that a crawl writes in dozens of small batches and a
kill can meet every stage of it."""

SPIDERS = {
    # outlet: how it is crawled, and its comment platform
    "harborlight.example": (("harborlight",), "wordpress"),
    "plainpress.example": (("outlet", "-a", "url=https://plainpress.example/"), "hypertext"),
    "japantoday.com": (("japantoday",), "japantoday"),
}


@dataclass
class Ground:
    """The newsroom, the server, and what an undisturbed crawl of each outlet stores."""

    crawls: Crawls
    client: MongoClient[Documents]
    totals: dict[str, int]
    undisturbed: dict[str, dict[Any, Documents]]
    databases: list[str] = field(default_factory=list)

    def fresh(self) -> Database[Documents]:
        name = f"test-{secrets.token_hex(6)}"
        self.databases.append(name)
        return self.client[name]

    def crawl(self, database: Database[Documents], outlet: str) -> str:
        self.crawls.database = database
        return self.crawls.run("crawl", *SPIDERS[outlet][0])


@pytest.fixture(scope="module")
def ground(mongo_uri: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    rows = ROWS if ROWS.exists() else None
    with connect(f"{mongo_uri}&{PATIENT}") as client, newsroom.start(rows=rows) as room:
        crawls = Crawls(client["unused"], mongo_uri, tmp_path_factory.mktemp("kill"), room.host_map)
        ground = Ground(crawls, client, {}, {})
        database = ground.fresh()
        for outlet in SPIDERS:
            crawls.database, noted = database, crawls.var / f"acknowledged-{outlet}"
            crawls.run("crawl", *SPIDERS[outlet][0], **crawls.noting(noted))
            ground.totals[outlet] = documents_of(database, outlet)
            assert sum(map(len, acknowledged(noted).values())) == ground.totals[outlet]
        ground.undisturbed = crawls.everything()
        yield ground
        for name in ground.databases:
            client.drop_database(name)


def documents_of(database: Database[Documents], outlet: str) -> int:
    """Copies, threads and comments of one outlet; its stories may be other outlets' too."""
    platform = {"platform": SPIDERS[outlet][1]}
    return (
        database.copies.count_documents({"outlet": outlet})
        + database.threads.count_documents(platform)
        + database.comments.count_documents(platform)
    )


@dataclass
class Round:
    """One kill."""

    number: int
    outlet: str
    before: int
    """Documents of the outlet when the crawl started."""
    target: int
    at_kill: int
    whole: int
    """Documents of the outlet after an undisturbed crawl."""
    acknowledged: int
    missing: list[str]
    twice: list[str]


def killed_between_its_writes(
    ground: Ground, database: Database[Documents], outlet: str, number: int, chance: random.Random, at_most: float
) -> Round:
    """Start a crawl, kill it when it has stored a random number of documents, and look what is there.

    :param at_most: share of what is left to store that the kill leaves stored, so that later kills find work
    """
    crawls = ground.crawls
    crawls.database = database
    whole = ground.totals[outlet]
    for attempt in range(5):
        before = documents_of(database, outlet)
        target = before + chance.randint(1, max(1, int((whole - before - 1) * at_most)))
        noted = crawls.var / f"acknowledged-{database.name}-{number}-{attempt}"
        process = crawls.start("crawl", *SPIDERS[outlet][0], DOWNLOAD_DELAY=PACE, **crawls.noting(noted))
        deadline = time.monotonic() + 240
        while process.poll() is None and documents_of(database, outlet) < target:
            assert time.monotonic() < deadline, "the crawl neither stores nor ends"
            time.sleep(0.002)
        process.kill()
        output, _ = process.communicate()
        # The server may still be busy with the last batch of the dead: what counts is what is there once it is not.
        at_kill = documents_of(database, outlet)
        if process.returncode != -9 or not before < at_kill < whole:
            continue
        assert "Traceback" not in output, output
        reported = acknowledged(noted)
        missing = [
            f"{collection} {identity}"
            for collection, identities in reported.items()
            for identity in identities - set(database[collection].distinct("_id", {"_id": {"$in": list(identities)}}))
        ]
        return Round(
            number, outlet, before, target, at_kill, whole, sum(map(len, reported.values())), missing, twice(database)
        )
    raise AssertionError(f"five kills in a row came before the first or after the last write of {outlet}")


def show(rounds: list[Round]) -> None:
    print(f"\n{'round':>5}  {'outlet':<20} {'documents: before':>17} {'at kill':>8} {'whole':>6} "
          f"{'acknowledged':>12} {'missing':>7} {'twice':>5}")  # fmt: skip
    for each in rounds:
        print(f"{each.number:>5}  {each.outlet:<20} {each.before:>17} {each.at_kill:>8} {each.whole:>6} "
              f"{each.acknowledged:>12} {len(each.missing):>7} {len(each.twice):>5}")  # fmt: skip


def judge(rounds: list[Round]) -> None:
    show(rounds)
    assert [(each.number, each.missing) for each in rounds if each.missing] == []
    assert [(each.number, each.twice) for each in rounds if each.twice] == []
    assert all(each.before < each.at_kill < each.whole for each in rounds)
    # A crawl that reports nothing would lose nothing. In few rounds on a busy machine all kills may come before the
    # first report; that each document is reported is seen where nothing is killed.
    assert not SOAK or sum(each.acknowledged for each in rounds) > len(rounds)


@pytest.mark.live
def test_killed_on_a_fresh_store_and_crawled_again(ground: Ground) -> None:
    chance = random.Random(SEED)
    rounds, unlike = [], {}
    outlet = "japantoday.com"
    expected = only(ground.undisturbed, outlet)
    for number in range(1, KILLS_ON_FRESH_STORES + 1):
        database = ground.fresh()
        rounds.append(killed_between_its_writes(ground, database, outlet, number, chance, at_most=0.95))
        ground.crawl(database, outlet)
        assert twice(database) == []
        if found := differences(only(expected, outlet), only(ground.crawls.everything(), outlet)):
            unlike[number] = found
    judge(rounds)
    assert unlike == {}


@pytest.mark.live
def test_killed_again_and_again_on_one_store_and_crawled_to_the_end(ground: Ground) -> None:
    chance = random.Random(SEED + 1)
    database = ground.fresh()
    rounds = []
    outlets = list(SPIDERS)
    for number in range(1, KILLS_ON_ONE_STORE + 1):
        outlet = outlets[number % len(outlets)]
        rounds.append(killed_between_its_writes(ground, database, outlet, number, chance, at_most=0.5))
    for outlet in outlets:
        ground.crawl(database, outlet)
    judge(rounds)
    assert twice(database) == []
    assert differences(ground.undisturbed, ground.crawls.everything()) == []
    assert Counter(each.outlet for each in rounds).keys() == set(SPIDERS)


def only(everything: dict[str, dict[Any, Documents]], outlet: str) -> dict[str, dict[Any, Documents]]:
    """Return the documents of one outlet. Stories are left out, because they also show other outlets' copies."""
    platform = SPIDERS[outlet][1]
    return {
        "copies": {key: copy for key, copy in everything["copies"].items() if copy["outlet"] == outlet},
        "threads": {key: thread for key, thread in everything["threads"].items() if thread["platform"] == platform},
        "comments": {key: each for key, each in everything["comments"].items() if each["platform"] == platform},
    }
