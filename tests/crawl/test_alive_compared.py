"""The comparison of the alive newsroom's record with a store finds nothing after a complete crawl, and each loss."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from newsroom.alive import AliveNewsroom, Rhythm, Schedule
from newsroom.alive.comparison import Comparison, Promise, compare
from tests.newsroom.test_alive import Turned
from tests.support.crawls import Crawls

SPIDERS = (
    ("japantoday",),
    ("harborlight",),
    ("outlet", "-a", "url=https://plainpress.example/"),
    ("outlet", "-a", "url=https://morningtide.example/"),
)
# A crawl that finds its lists itself takes the feed of an outlet, and no sitemap.
SMALL = Rhythm(minutes=240, before=60, listed=500, bursts=(), outages=())


@pytest.fixture
def room() -> Iterator[AliveNewsroom]:
    """A newsroom that stands still at the end of its schedule, hours after its last events."""
    clock = Turned()
    room = AliveNewsroom(Schedule.made(11, SMALL), clock)
    clock.seconds = 7_200.0
    room.move_to_now()
    with room.start() as running:
        yield running


@pytest.mark.live
def test_each_loss_is_found(crawls: Crawls, room: AliveNewsroom) -> None:
    crawls.hosts = room.host_map
    for spider in SPIDERS:
        crawls.run("crawl", *spider, CONCURRENT_REQUESTS_PER_DOMAIN=1)
    until = room.at(room.seconds)

    def compared() -> Comparison:
        # What stood for less than an hour was over when the crawl began.
        promise = Promise(scale=1_000_000, slack=timedelta(hours=1))
        return compare(room.record, room.asked(), crawls.database, until=until, promise=promise)

    assert compared().problems == {}
    print(compared().table())

    store, copies = crawls.database, room.record.copies.values()
    killed = next(copy for copy in copies if copy.killed and not copy.gone)
    store.copies.update_one({"_id": killed.url}, {"$set": {"pubStatus": "usable"}})
    edited = next(copy for copy in copies if len(copy.versions) > 1 and not copy.killed)
    store.copies.update_one({"_id": edited.url}, {"$set": {"body": ["Another text."]}})
    lost = next(copy for copy in copies if len(copy.versions) == 1)
    store.copies.delete_one({"_id": lost.url})
    heard, unheard = (comment["_id"] for comment in store.comments.find().limit(2))
    store.comments.update_one({"_id": heard}, {"$set": {"text": "What nobody said."}})
    store.comments.delete_one({"_id": unheard})
    untrue = {"outlet": "japantoday.com", "url": "https://japantoday.com/feed", "since": room.at(0), "at": until}
    store.gaps.insert_one(untrue, bypass_document_validation=True)

    found = compared()
    assert {name: len(lines) for name, lines in found.problems.items()} == {
        "copies_missing": 1,
        "texts_missing": 1,
        # Of the edited copy, and of the lost one.
        "texts_lost": 2,
        "kills_unmarked": 1,
        "comments_missing": 1,
        "comments_lost": 1,
        "comments_wrong": 1,
        "gaps_untrue": 1,
        "ledger_wrong": 2,
    }
    assert lost.url in found.copies_missing[0]
    assert edited.url in found.texts_missing[0]
