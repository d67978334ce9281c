"""The alive newsroom: the same seed gives the same news, and what is served follows the clock and the record."""

from __future__ import annotations

import html
import json
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from newsroom import HARBORLIGHT, JAPANTODAY, MORNINGTIDE, PLAINPRESS
from newsroom.alive import AliveNewsroom, Asked, Rhythm, Schedule, overlaps
from newsroom.alive.record import PrintedCopy
from newsroom.edition import curly
from newsroom.site import Request, Resource

FEEDS = {
    JAPANTODAY: "/feed",
    HARBORLIGHT: "/feed/",
    PLAINPRESS: "/feed.xml",
    MORNINGTIDE: "/rss",
}
START = 1_795_000_000.0

BUSY = Rhythm(
    minutes=600,
    stories_an_hour=10,
    bursts=((200.0, PLAINPRESS),),
    outages=((100.0, 110.0, HARBORLIGHT),),
)


class Turned:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return START + self.seconds


class Visitor:
    """A newsroom that is asked without a connection."""

    def __init__(self, rhythm: Rhythm = BUSY, seed: int = 5) -> None:
        self.clock = Turned()
        self.room = AliveNewsroom(Schedule.made(seed, rhythm), self.clock)

    def ask(self, host: str, target: str, **headers: str) -> tuple[int, str]:
        request = Request("GET", host, target, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = self.room.answer(request)
        assert isinstance(answer, Resource)
        status, data = answer.written(request)
        return status, data.partition(b"\r\n\r\n")[2].decode()

    def etag(self, host: str, target: str) -> str:
        answer = self.room.answer(Request("GET", host, target, {}))
        assert isinstance(answer, Resource)
        assert answer.etag is not None
        return answer.etag

    def page(self, copy: PrintedCopy) -> tuple[int, str]:
        return self.ask(copy.outlet, copy.url.removeprefix(f"https://{copy.outlet}"))

    def to_the_end(self, step: float = 5.0) -> None:
        while self.clock.seconds < self.room.schedule.seconds:
            self.clock.seconds += step
            for host, feed in FEEDS.items():
                self.ask(host, feed)


@pytest.fixture(scope="module")
def over() -> Visitor:
    """A newsroom whose feeds were read every five seconds until nothing happened any more."""
    visitor = Visitor()
    visitor.to_the_end()
    return visitor


def test_a_seed_gives_the_same_schedule_every_time_and_another_seed_another_one() -> None:
    assert Schedule.made(3, BUSY) == Schedule.made(3, BUSY)
    assert Schedule.made(3, BUSY).events != Schedule.made(4, BUSY).events


def test_a_seed_gives_the_same_pages_every_time(over: Visitor) -> None:
    again = Visitor()
    again.clock.seconds = over.clock.seconds
    assert [again.ask(host, feed) for host, feed in FEEDS.items()] == [
        over.ask(host, feed) for host, feed in FEEDS.items()
    ]
    assert again.room.record.copies == over.room.record.copies


def test_all_kinds_of_events_happen_and_nothing_after_the_end() -> None:
    schedule = Schedule.made(5, BUSY)
    kinds = Counter(event.kind for event in schedule.events)
    assert set(kinds) == {"print", "update", "correct", "edit", "kill", "comment", "remove"}
    assert max(event.at for event in schedule.events) <= schedule.seconds
    assert min(event.at for event in schedule.events) < 0


def test_a_minute_of_the_newsroom_takes_as_long_as_it_is_told() -> None:
    slow, fast = (Schedule.made(5, Rhythm(minute=minute)) for minute in (2.0, 0.5))
    assert [event.at for event in slow.events] == pytest.approx([event.at * 4 for event in fast.events])


def test_a_story_is_in_the_feed_from_its_second_on_and_not_before() -> None:
    visitor = Visitor()
    event = next(event for event in visitor.room.schedule.events if event.kind == "print" and event.at > 10)
    assert event.outlet is not None
    visitor.clock.seconds = event.at - 0.001
    before = visitor.ask(event.outlet, FEEDS[event.outlet])[1]
    known = set(visitor.room.record.copies)
    # The clock counts from the epoch, where a float has steps of 0.0000002 s.
    visitor.clock.seconds = event.at + 0.000_001
    feed = visitor.ask(event.outlet, FEEDS[event.outlet])[1]
    (new,) = set(visitor.room.record.copies) - known
    assert new not in before
    assert new in feed
    copy = visitor.room.record.copies[new]
    assert copy.at == visitor.room.at(event.at)
    assert visitor.page(copy)[0] == 200


def test_pages_say_what_the_record_says(over: Visitor) -> None:
    record = over.room.record
    assert Counter(version.how for copy in record.copies.values() for version in copy.versions).keys() == {
        "print", "update", "correct", "edit", "kill",
    }  # fmt: skip
    for copy in record.copies.values():
        status, page = over.page(copy)
        assert status == (410 if copy.gone else 200)
        if not copy.gone:
            assert plain(copy.versions[-1].body[-1]) in plain(page)


def test_comments_are_those_of_the_record(over: Visitor) -> None:
    said = list(over.room.record.said())
    assert any(each.until for _, each in said)
    for copy in over.room.record.copies.values():
        if copy.outlet != JAPANTODAY:
            continue
        story = over.room.edition.find(JAPANTODAY, copy.story)
        target = f"/rest.api/article/{story.id}/comment?order=oldest"
        answer = json.loads(over.ask(JAPANTODAY, target, x_requested_with="XMLHttpRequest")[1])
        assert [row["comment_id"] for row in answer["comments"]] == [each.id for each in copy.said if not each.until]


def test_ids_of_comments_are_never_used_twice(over: Visitor) -> None:
    ids = Counter((copy.outlet, each.id) for copy, each in over.room.record.said())
    assert set(ids.values()) == {1}


def test_a_killed_story_is_withdrawn_at_two_outlets_and_gone_at_one(over: Visitor) -> None:
    killed = [copy for copy in over.room.record.copies.values() if copy.killed]
    assert {copy.outlet for copy in killed} == {JAPANTODAY, HARBORLIGHT, PLAINPRESS}
    for copy in killed:
        assert copy.gone == (copy.outlet == PLAINPRESS)
        assert copy.gone or "STORY WITHDRAWN." in over.page(copy)[1]


def test_feeds_hold_the_newest_stories_only_and_sitemaps_hold_all(over: Visitor) -> None:
    of_plainpress = {copy.url for copy in over.room.record.copies.values() if copy.outlet == PLAINPRESS}
    assert over.ask(PLAINPRESS, "/feed.xml")[1].count("<item>") == BUSY.listed
    sitemap = over.ask(PLAINPRESS, "/sitemap-news.xml")[1]
    assert all(f"<loc>{url}</loc>" in sitemap for url in of_plainpress)


def test_a_burst_makes_a_gap_in_the_feed_and_nothing_else_does(over: Visitor) -> None:
    ((before, after),) = over.room.record.gaps()
    assert (before.url, after.url) == ("https://plainpress.example/feed.xml",) * 2
    assert after.at == datetime.fromtimestamp(START + 200 * BUSY.minute, UTC)


def test_an_outlet_is_out_of_order_for_as_long_as_the_schedule_says() -> None:
    visitor = Visitor()
    statuses = []
    for seconds in (99.9, 100.0, 109.9, 110.0):
        visitor.clock.seconds = seconds
        statuses.append(visitor.ask(HARBORLIGHT, "/feed/")[0])
        assert visitor.ask(PLAINPRESS, "/feed.xml")[0] == 200
    assert statuses == [200, 503, 503, 200]


def test_a_feed_that_lies_says_unchanged_whatever_it_printed_and_others_tell_the_truth() -> None:
    visitor = Visitor()
    tags = {host: visitor.etag(host, feed) for host, feed in FEEDS.items()}
    visitor.clock.seconds = 599
    answers = {host: visitor.ask(host, feed, if_none_match=tags[host])[0] for host, feed in FEEDS.items()}
    assert answers == {JAPANTODAY: 200, HARBORLIGHT: 200, PLAINPRESS: 200, MORNINGTIDE: 304}
    assert visitor.ask(MORNINGTIDE, "/rss")[0] == 200
    assert visitor.ask(MORNINGTIDE, "/", if_none_match='"another"')[0] == 200
    # The record knows better than the answer: the story was there to be seen.
    assert visitor.room.record.listings[-3].status == 304
    assert visitor.room.record.listings[-3].urls == visitor.room.record.listings[-2].urls


def test_feeds_name_a_hub_and_a_ttl(over: Visitor) -> None:
    assert '<atom:link rel="hub" href="https://hub.harborlight.example/" />' in over.ask(HARBORLIGHT, "/feed/")[1]
    assert "<ttl>1</ttl>" in over.ask(JAPANTODAY, "/feed")[1]


def test_requests_that_overlap_at_a_host_are_found() -> None:
    def asked(host: str, began: float, ended: float) -> Asked:
        start = datetime.fromtimestamp(START, UTC)
        times = {"began": start + timedelta(seconds=began), "ended": start + timedelta(seconds=ended)}
        return Asked(host=host, target="/", status=200, client="a", **times)

    long, inside, after, elsewhere = asked("a", 0, 9), asked("a", 2, 3), asked("a", 9, 10), asked("b", 1, 2)
    assert overlaps([after, elsewhere, inside, long]) == [(long, inside)]
    # Both are within the long one, though they do not meet each other.
    later = asked("a", 4, 5)
    assert overlaps([long, inside, later]) == [(long, inside), (long, later)]
    assert overlaps([long, after, elsewhere]) == []


def plain(text: str) -> str:
    """The text with typewriter quotes and without character references."""
    return (
        html.unescape(curly(html.unescape(text)))
        .replace("’", "'")
        .replace("‘", "'")
        .replace("“", '"')
        .replace("”", '"')
    )
