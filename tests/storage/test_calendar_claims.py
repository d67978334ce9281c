"""What is due is handed out: once, by gain, within budgets, and again when its worker vanished."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pymongo.database import Database

from newscrawler.calendar import CopyMemory, Entry, Mark
from newscrawler.items import Rejection, Thread, Unchanged
from newscrawler.storage._batch import write_batch
from newscrawler.storage.calendar import LOST, Calendar, Claim
from tests.support.wire_items import copy, page

Db = Database[dict[str, Any]]

HOUR = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)
"""Noon of today: the server deletes budgets that are older than two days, once a minute, in the middle of a test too."""
PAST = HOUR - timedelta(days=1)
FIVE = timedelta(minutes=5)
SOON = timedelta(milliseconds=400)
"""A lease that a test waits for."""
OUTLETS = ("a.example", "b.example")


def story(number: int, outlet: str = "a.example", host: str | None = None, at: datetime = PAST) -> Entry:
    url = f"https://{host or outlet}/story-{number}"
    return Entry.for_copy(url, outlet=outlet, host=host or outlet, at=at)


def feed(outlet: str = "a.example") -> Entry:
    return Entry.for_list(f"https://{outlet}/feed", outlet=outlet, host=outlet, form="feed", at=PAST)


@pytest.fixture
def calendar(prepared: Db) -> Calendar:
    return Calendar(prepared)


def ids(claims: list[Claim]) -> list[str]:
    return [claim.entry.id for claim in claims]


def counted(database: Db, name: str) -> int:
    return sum(each.get(name, 0) for each in database["coverage"].find())


def test_what_is_there_stays_as_it_is(calendar: Calendar) -> None:
    assert calendar.add([feed(), story(1)]) == 2
    calendar.claim(OUTLETS, {}, "w", 5)
    assert calendar.add([feed(), story(2)]) == 1
    assert calendar.counts() == {"a.example": {"list": 1, "copy": 2}}
    assert [each.url for each in calendar.entries("a.example", "copy")] == [story(2).url, story(1).url]


def test_the_best_come_first_and_nothing_that_is_not_due(calendar: Calendar, prepared: Db) -> None:
    later = story(2, at=datetime.now(UTC) + timedelta(hours=1))
    calendar.add([story(1), later, feed(), story(3, "other.example")])
    claims = calendar.claim(OUTLETS, {}, "w", 5)
    assert ids(claims) == [feed().id, story(1).id]
    assert [(claim.number, claim.id) for claim in claims] == [(1, f"{feed().id}#1"), (1, f"{story(1).id}#1")]
    assert calendar.claim(OUTLETS, {}, "other", 5) == []
    assert counted(prepared, "listsDue") == 1


def test_an_idle_claim_writes_nothing(calendar: Calendar, prepared: Db) -> None:
    calendar.add([story(1, at=datetime.now(UTC) + timedelta(hours=1))])

    calendar.claim(OUTLETS, {}, "w", 5)
    with prepared.client.start_session() as session:
        before = prepared.command("ping", session=session)["operationTime"]
        for _ in range(20):
            assert calendar.claim(OUTLETS, {"a.example": 0}, "w", 5) == []
    oplog = prepared.client["local"]["oplog.rs"]
    ours = {"ns": {"$regex": f"^{prepared.name}[.]"}, "ts": {"$gt": before}}
    assert oplog.count_documents(ours) == 0


def test_two_claimers_never_get_the_same_entry(calendar: Calendar, prepared: Db) -> None:
    calendar.add(story(number, OUTLETS[number % 2]) for number in range(300))
    start = threading.Barrier(3)

    def claimer(name: str) -> list[str]:
        own = Calendar(prepared)
        start.wait()
        got: list[str] = []
        while claims := own.claim(OUTLETS, {}, name, 7):
            got += ids(claims)
        return got

    with ThreadPoolExecutor(3) as workers:
        parts = list(workers.map(claimer, "abc"))
    together = [each for part in parts for each in part]
    assert (len(together), len(set(together))) == (300, 300)


def test_a_lease_that_is_over_gives_the_same_visit_again(calendar: Calendar) -> None:
    calendar.add([story(1)])
    (first,) = calendar.claim(OUTLETS, {}, "gone", 5, lease=SOON)
    assert calendar.claim(OUTLETS, {}, "w", 5) == []
    time.sleep(SOON.total_seconds() + 0.1)
    (again,) = calendar.claim(OUTLETS, {}, "w", 5)
    assert again.id == first.id


def test_a_visit_ends_the_lease(calendar: Calendar, prepared: Db) -> None:
    calendar.add([story(1)])
    calendar.claim(OUTLETS, {}, "w", 5, lease=SOON)
    write_batch(prepared, [copy(story(1).url)])
    visited = calendar.entry(story(1).id)
    assert visited is not None
    assert (visited.visits, "queued" in (prepared["calendar"].find_one({}) or {})) == (1, False)


KILLED = """
import os, signal, sys
from newscrawler.storage import connect
from newscrawler.storage.calendar import Calendar
from datetime import timedelta
claims = Calendar(connect(sys.argv[1])[sys.argv[2]]).claim(["a.example"], {}, "killed", 5, timedelta(seconds=2))
print(*(claim.id for claim in claims), flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_kill_9_between_claim_and_visit_loses_nothing(calendar: Calendar, prepared: Db, mongo_uri: str) -> None:
    calendar.add([story(1), story(2)])
    ran = subprocess.run(
        [sys.executable, "-c", KILLED, mongo_uri, prepared.name], capture_output=True, text=True, timeout=240
    )
    assert ran.returncode == -9, ran.stderr
    taken = set(ran.stdout.split())
    assert taken == {f"{story(1).id}#1", f"{story(2).id}#1"}
    deadline = time.monotonic() + 240
    while not (claims := calendar.claim(OUTLETS, {}, "w", 5)):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert {claim.id for claim in claims} == taken
    write_batch(prepared, page(story(1).url, comments=1))
    assert counted(prepared, "stored") == 1


def test_what_is_never_visited_counts_as_failed(calendar: Calendar, prepared: Db) -> None:
    """A request that leads to no item would come back for ever."""
    calendar.add([story(1), feed()])
    for _ in range(LOST):
        assert len(calendar.claim(OUTLETS, {}, "w", 5, lease=timedelta(0))) == 2
        time.sleep(0.01)
    assert calendar.claim(OUTLETS, {}, "w", 5) == []
    failed = [calendar.entry(each.id) for each in (story(1), feed())]
    assert [(each.failures, each.why) for each in failed if each is not None] == [(1, "retry")] * 2
    assert (counted(prepared, "failed"), counted(prepared, "listsFailed"), counted(prepared, "listsDue")) == (1, 1, 1)


def test_what_is_given_back_is_due_at_once(calendar: Calendar) -> None:
    calendar.add([story(1), story(2)])
    claims = calendar.claim(OUTLETS, {}, "w", 5)
    assert calendar.give_back(claims[:1]) == 1
    assert ids(calendar.claim(OUTLETS, {}, "other", 5)) == ids(claims[:1])


class Clock:
    """The server's clock as the calendar reads it: five minutes must not end in the middle of a test."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch
        self.show(HOUR)

    def show(self, at: datetime) -> None:
        self._monkeypatch.setattr("newscrawler.storage.calendar.server_time", lambda database: at)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def drained(calendar: Calendar, budgets: dict[str, int], number: int = 4) -> list[Claim]:
    """Claim until nothing comes; what is claimed is not due again in the test."""
    got: list[Claim] = []
    while claims := calendar.claim(OUTLETS, budgets, "w", number, timedelta(days=1)):
        got += claims
    return got


def test_a_host_gets_no_more_than_a_twelfth_of_its_budget_in_five_minutes(
    calendar: Calendar, prepared: Db, clock: Clock
) -> None:
    many = [story(number) for number in range(30)]
    elsewhere = [story(number, host="comments.example") for number in range(3)]
    calendar.add([*many, *elsewhere])
    calendar.spend({"a.example": 2})
    budgets = {"a.example": 144}
    got = drained(calendar, budgets)
    assert sum(claim.entry.host == "a.example" for claim in got) == 10
    assert sum(claim.entry.host == "comments.example" for claim in got) == 3
    assert calendar.spent(["a.example", "comments.example"]) == {"a.example": 12}
    # Once, however often it was looked at.
    assert counted(prepared, "putOff") == 20
    waiting = list(prepared["calendar"].find({"putOff": {"$exists": True}}))
    assert {each["due"].replace(tzinfo=UTC) for each in waiting} == {HOUR + FIVE}
    prepared["calendar"].update_many({"putOff": {"$exists": True}}, {"$set": {"due": PAST}})
    assert drained(calendar, budgets) == []
    assert counted(prepared, "putOff") == 20
    prepared["calendar"].update_many({"putOff": {"$exists": True}}, {"$set": {"due": PAST}})
    (claim,) = calendar.claim(OUTLETS, {"a.example": 156}, "w", 4)
    assert claim.entry.due == PAST


def test_what_is_put_off_has_its_turn_in_the_next_five_minutes(calendar: Calendar, prepared: Db, clock: Clock) -> None:
    calendar.add(story(number) for number in range(20))
    got = []
    for part in range(12):
        clock.show(HOUR + part * FIVE + FIVE / 2)
        got.append(len(drained(calendar, {"a.example": 20})))
    # Two in each part, as a twelfth is rounded up, until the hour's 20 are spent.
    assert got == [2] * 10 + [0] * 2
    assert counted(prepared, "putOff") == 18
    found = prepared["budgets"].find_one({})
    assert found is not None
    assert (found["spent"], found["slots"]) == (20, {str(part): 2 for part in range(10)})


def test_an_hour_ends_and_its_budget_begins_anew(calendar: Calendar, clock: Clock) -> None:
    calendar.add(story(number) for number in range(5))
    got = []
    for part in range(14):
        clock.show(HOUR + part * FIVE)
        got.append(len(drained(calendar, {"a.example": 1})))
    assert got == [1] + [0] * 11 + [1, 0]


def test_after_a_pause_a_list_is_read_in_each_five_minutes_however_many_copies_wait(
    calendar: Calendar, prepared: Db, clock: Clock
) -> None:
    """Its host's backlog is far more than is compared, and all of it is due at the same time."""
    calendar.add([*(story(number) for number in range(450)), feed(), *(story(number) for number in range(450, 900))])
    for part in range(3):
        clock.show(HOUR + part * FIVE)
        prepared["calendar"].update_many({"queued": {"$exists": False}}, {"$set": {"due": PAST}})
        assert ids(calendar.claim(OUTLETS, {"a.example": 24}, "w", 1)) == [feed().id]
        drained(calendar, {"a.example": 24})
        # As a visit does, after which the list is due again soon.
        prepared["calendar"].update_one({"_id": feed().id}, {"$unset": {"queued": ""}, "$set": {"due": PAST}})
    assert calendar.spent(["a.example"]) == {"a.example": 6}


def test_hosts_that_are_passed_over_are_not_counted(calendar: Calendar, prepared: Db) -> None:
    calendar.add([story(1), story(2, host="comments.example")])
    assert ids(calendar.claim(OUTLETS, {"a.example": 0}, "w", 5, without=["a.example"])) == [
        story(2, host="comments.example").id
    ]
    assert counted(prepared, "putOff") == 0
    assert ids(calendar.claim(OUTLETS, {}, "w", 5)) == [story(1).id]


def test_workers_together_keep_a_budget(calendar: Calendar, prepared: Db, clock: Clock) -> None:
    calendar.add(story(number) for number in range(60))

    def claimer(name: str) -> int:
        own, number = Calendar(prepared), 0
        while claims := own.claim(OUTLETS, {"a.example": 300}, name, 3):
            number += len(claims)
        return number

    with ThreadPoolExecutor(3) as workers:
        assert sum(workers.map(claimer, "abc")) == 25


def test_a_backlog_keeps_no_new_story_waiting(calendar: Calendar) -> None:
    """The longest due are not all that is compared: what became due last is too."""
    calendar.add(
        Entry.for_thread(
            f"isso:{number}",
            url="https://a.example/isso",
            outlet="a.example",
            host="a.example",
            platform="isso",
            at=datetime.now(UTC) - timedelta(hours=1),
        )
        for number in range(500)
    )
    calendar.add([story(1, at=datetime.now(UTC) - timedelta(seconds=1))])
    assert ids(calendar.claim(OUTLETS, {}, "w", 1)) == [story(1).id]


def asked_before(number: int, at: datetime, *marks: Mark) -> Entry:
    """A copy that was looked at a day before it is due."""
    entry = replace(story(number, at=at - timedelta(days=2)), last=at - timedelta(days=1), visits=1, due=at)
    return replace(entry, why="hazard", memory=CopyMemory(marks=marks))


def test_a_new_story_in_the_middle_of_a_backlog_does_not_wait(calendar: Calendar, clock: Clock) -> None:
    """More entries became due before it, and after it, than are compared."""
    minute = timedelta(minutes=1)
    calendar.add(asked_before(number, HOUR - 20 * minute) for number in range(300))
    calendar.add([story(900, at=HOUR - 10 * minute)])
    calendar.add(asked_before(number, HOUR - minute) for number in range(300, 600))
    assert ids(calendar.claim(OUTLETS, {"a.example": 12}, "w", 1)) == [story(900).id]


def test_what_is_put_off_is_due_in_the_order_of_its_gain(calendar: Calendar, prepared: Db, clock: Clock) -> None:
    best = [asked_before(number, HOUR - FIVE, "live") for number in range(3)]
    calendar.add([*(asked_before(number, HOUR - FIVE) for number in range(3, 40)), *best])
    assert len(drained(calendar, {"a.example": 12})) == 1
    waiting = list(prepared["calendar"].find({"putOff": {"$exists": True}}).sort("due", 1))
    assert {each["_id"] for each in waiting[:2]} < {each.id for each in best}
    first, third, last = (waiting[place]["due"].replace(tzinfo=UTC) for place in (0, 2, -1))
    assert HOUR + FIVE <= first < third <= last <= HOUR + FIVE + timedelta(seconds=5)


def test_the_servers_clock_decides_what_is_due(calendar: Calendar, monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine's clock jumps by a year in either direction."""
    calendar.add([story(1), story(2, at=datetime.now(UTC) + timedelta(hours=1))])
    true = time.time
    for jump in (-365 * 86_400, 365 * 86_400):
        monkeypatch.setattr(time, "time", lambda jump=jump: true() + jump)
        claims = calendar.claim(OUTLETS, {}, "w", 5)
        assert ids(claims) == [story(1).id]
        calendar.give_back(claims)


def test_a_machine_that_slept_storms_nobody(calendar: Calendar, clock: Clock) -> None:
    """After a day in which nobody claimed, the budget of five minutes holds."""
    calendar.add(story(number, at=PAST - timedelta(minutes=number)) for number in range(200))
    got = sum(len(calendar.claim(OUTLETS, {"a.example": 720}, "w", 50)) for _ in range(10))
    assert got == 60


def test_validators_of_a_list_come_with_it(calendar: Calendar, prepared: Db) -> None:
    calendar.add([feed()])
    prepared["calendar"].update_one({"_id": feed().id}, {"$set": {"etag": '"1"', "lastModified": "then"}})
    (claim,) = calendar.claim(OUTLETS, {}, "w", 5)
    assert (claim.etag, claim.lastModified) == ('"1"', "then")


def test_an_outlet_is_forgotten_and_its_stories_stay(calendar: Calendar, prepared: Db) -> None:
    write_batch(prepared, page(story(1).url))
    calendar.add([feed("b.example")])
    assert calendar.forget("a.example") == 2
    assert calendar.counts() == {"b.example": {"list": 1}}
    assert prepared["copies"].count_documents({}) == 1


def test_a_thread_is_asked_again_by_its_cursor(calendar: Calendar, prepared: Db) -> None:
    items = page(story(1).url)
    thread = items[-1]
    assert isinstance(thread, Thread)
    thread.cursor = {"url": "https://comments.example/api?thread=1", "method": "GET"}
    write_batch(prepared, items)
    asked = calendar.entry(f"thread:{thread.id}")
    assert asked is not None
    assert (asked.host, asked.outlet) == ("comments.example", "a.example")
    stored = calendar.thread(thread.id)
    assert stored is not None
    assert stored.cursor == thread.cursor
    assert calendar.thread("isso:none") is None


def test_failures_are_asked_again_later_and_later(calendar: Calendar, prepared: Db) -> None:
    calendar.add([story(1)])
    waits = []
    for number in range(4):
        at = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=number)
        write_batch(prepared, [Rejection(url=story(1).url, stage="fetch", reason="HTTP 500", retrieved=at)])
        entry = calendar.entry(story(1).id)
        assert entry is not None
        assert entry.due is not None
        waits.append(entry.due - datetime.now(UTC))
    assert waits == sorted(waits)
    assert waits[3] > 4 * waits[0]
    write_batch(prepared, [Unchanged(kind="copy", id="https://a.example/none", retrieved=PAST)])
    assert calendar.entry("copy:https://a.example/none") is None
