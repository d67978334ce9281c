"""The frontier's statements, on a real mongod: who may take what, and who can change nothing any more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from pymongo.database import Database

from newscrawler.frontier.inspection import crawl_jobs, drop, requeue
from newscrawler.frontier.requests import identity
from newscrawler.frontier.store import POISON_TRIES, AckResult, Claimed, CrawlJob, FrontierStore
from newscrawler.storage.schema.crawling import CRAWLING

Documents = dict[str, Any]
MINUTES = 600.0


@pytest.fixture
def job(store: FrontierStore) -> CrawlJob:
    return store.join("tests", {}, "a", stale=MINUTES)


def link(store: FrontierStore, job: CrawlJob, name: str, host: str = "one.example", priority: int = 0) -> Documents:
    now = store.clock.now()
    return {
        "_id": identity(job.prefix, name.encode()),
        "walk": job.id,
        "host": host,
        "priority": priority,
        "due": now,
        "token": 0,
        "tries": 0,
        "added": now,
        "request": {"url": f"http://{host}/{name}"},
    }


def names(claimed: Sequence[Claimed]) -> list[str]:
    return [each.request["url"].rpartition("/")[2] for each in claimed]


def done(claimed: Claimed) -> AckResult:
    return AckResult(id=claimed.id, token=claimed.token)


def expire(database: Database[Documents], store: FrontierStore, collection: str = "frontier") -> None:
    """As if the lease had run out: nobody renewed it."""
    before = store.clock.now() - timedelta(seconds=1)
    database[collection].update_many({"owner": {"$exists": True}}, {"$set": {"due": before}})


class TestRequests:
    def test_are_there_once_however_many_workers_find_them(self, store: FrontierStore, job: CrawlJob) -> None:
        assert len(store.add([link(store, job, "x"), link(store, job, "y")])) == 2
        assert store.add([link(store, job, "x"), link(store, job, "y")]) == set()
        assert len(store.claim(job.id, "a", {"one.example": 9}, poison_allowed=True)) == 2

    def test_are_leased_to_one_worker_by_priority(self, store: FrontierStore, job: CrawlJob) -> None:
        store.add([link(store, job, "low"), link(store, job, "high", priority=5), link(store, job, "late")])
        assert names(store.claim(job.id, "a", {"one.example": 2}, poison_allowed=True)) == ["high", "low"]
        assert names(store.claim(job.id, "b", {"one.example": 2}, poison_allowed=True)) == ["late"]
        assert store.claim(job.id, "c", {"one.example": 2}, poison_allowed=True) == []

    def test_of_other_hosts_are_not_touched(self, store: FrontierStore, job: CrawlJob) -> None:
        store.add([link(store, job, "x"), link(store, job, "y", host="two.example")])
        assert names(store.claim(job.id, "a", {"two.example": 9}, poison_allowed=True)) == ["y"]

    def test_are_gone_when_done_and_not_asked_again(self, store: FrontierStore, job: CrawlJob) -> None:
        store.add([link(store, job, "x")])
        [claimed] = store.claim(job.id, "a", {"one.example": 9}, poison_allowed=True)
        assert store.pending(job.id) is not None
        assert store.acknowledge("a", [done(claimed)]) == 0
        assert store.pending(job.id) is None
        assert store.add([link(store, job, "x")]) == set()

    def test_are_removed_when_done_in_a_job_that_never_ends(
        self, store: FrontierStore, job: CrawlJob, database: Database[Documents]
    ) -> None:
        store.add([link(store, job, "x"), link(store, job, "y")])
        x, y = store.claim(job.id, "a", {"one.example": 9}, poison_allowed=True)
        later = AckResult(id=y.id, token=y.token, retry_after=0.0, retry_reason="callback")
        assert store.acknowledge("b", [done(x)], removing=True) == 1, "another worker's"
        assert store.acknowledge("a", [done(x), later], removing=True) == 0
        assert [each["_id"] for each in database.frontier.find()] == [y.id]
        assert store.add([link(store, job, "x")]) == {x.id}, "the next visit of the same page"

    def test_that_died_are_removed_after_their_time(
        self, store: FrontierStore, job: CrawlJob, database: Database[Documents]
    ) -> None:
        store.add([link(store, job, "x"), link(store, job, "y")])
        x, _ = store.claim(job.id, "a", {"one.example": 9}, poison_allowed=True)
        store.acknowledge("a", [AckResult(id=x.id, token=x.token, dead_letter_reason="poison")])
        assert store.drop_dead(job.id, after=MINUTES) == 0
        assert store.drop_dead(job.id, after=-1) == 1
        assert [each["request"]["url"] for each in database.frontier.find()] == ["http://one.example/y"]

    def test_are_due_again_when_a_lease_ends(
        self, store: FrontierStore, job: CrawlJob, database: Database[Documents]
    ) -> None:
        store.add([link(store, job, "x")])
        store.claim(job.id, "a", {"one.example": 9}, poison_allowed=True)
        expire(database, store)
        [again] = store.claim(job.id, "b", {"one.example": 9}, poison_allowed=True)
        assert (again.token, again.tries) == (2, 2)

    def test_that_fail_are_due_later_with_the_reason(
        self, store: FrontierStore, job: CrawlJob, database: Database[Documents]
    ) -> None:
        store.add([link(store, job, "x")])
        [claimed] = store.claim(job.id, "a", {"one.example": 9}, poison_allowed=True)
        store.acknowledge(
            "a", [AckResult(id=claimed.id, token=1, retry_after=300.0, retry_reason="callback: ValueError: x")]
        )
        assert store.claim(job.id, "a", {"one.example": 9}, poison_allowed=True) == []
        [document] = database.frontier.find()
        assert document["reason"] == "callback: ValueError: x"
        assert timedelta(seconds=290) < document["due"] - store.clock.now() <= timedelta(seconds=300)

    def test_given_back_unused_are_due_at_once_and_not_counted(self, store: FrontierStore, job: CrawlJob) -> None:
        store.add([link(store, job, "x")])
        for token in (1, 2, 3, 4, 5):
            [claimed] = store.claim(job.id, "a", {"one.example": 9}, poison_allowed=True)
            assert (claimed.token, claimed.tries) == (token, 1)
            store.acknowledge("a", [AckResult(id=claimed.id, token=claimed.token, untried=True)])

    def test_that_no_worker_survives_are_put_aside(
        self, store: FrontierStore, job: CrawlJob, database: Database[Documents]
    ) -> None:
        store.add([link(store, job, "poison")])
        for worker in ("a", "b", "c"):
            assert names(store.claim(job.id, worker, {"one.example": 9}, poison_allowed=True)) == ["poison"]
            expire(database, store)
        assert store.claim(job.id, "d", {"one.example": 9}, poison_allowed=True) == []
        [dead_letter_reason] = database.frontier.find({"died": {"$exists": True}})
        assert dead_letter_reason["reason"] == "given out 3 times, and its worker never came back with it; last c"
        assert store.pending(job.id) is None

    def test_lost_several_times_are_held_one_at_a_time(
        self, store: FrontierStore, job: CrawlJob, database: Database[Documents]
    ) -> None:
        store.tries = 9
        store.add([link(store, job, name) for name in ("x", "y", "z")])
        database.frontier.update_many({}, {"$set": {"tries": POISON_TRIES}})
        assert names(store.claim(job.id, "a", {"one.example": 9}, poison_allowed=True)) == ["x"]
        assert names(store.claim(job.id, "a", {"one.example": 9}, poison_allowed=False)) == []

    def test_redirected_to_another_host_move_there(
        self, store: FrontierStore, job: CrawlJob, database: Database[Documents]
    ) -> None:
        store.add([link(store, job, "x")])
        [claimed] = store.claim(job.id, "a", {"one.example": 9}, poison_allowed=True)
        moved = ("two.example", {"url": "http://two.example/new"})
        assert store.acknowledge("a", [AckResult(id=claimed.id, token=claimed.token, moved=moved)]) == 0
        assert store.claim(job.id, "a", {"one.example": 9}, poison_allowed=True) == []
        assert names(store.claim(job.id, "b", {"two.example": 9}, poison_allowed=True)) == ["new"]
        assert database.frontier.count_documents({}) == 1


class TestFence:
    """A worker that slept past its lease."""

    @pytest.mark.parametrize(
        "outcome",
        [
            {},
            {"dead_letter_reason": "x"},
            {"retry_after": 1.0},
            {"untried": True},
            {"moved": ("x.example", {"url": "http://x.example/"})},
        ],
        ids=["acknowledges", "puts aside", "asks again", "gives back", "moves"],
    )
    def test_can_change_nothing(
        self, store: FrontierStore, job: CrawlJob, database: Database[Documents], outcome: dict[str, Any]
    ) -> None:
        store.add([link(store, job, "x")])
        [slept] = store.claim(job.id, "a", {"one.example": 9}, poison_allowed=True)
        expire(database, store)
        [held] = store.claim(job.id, "b", {"one.example": 9}, poison_allowed=True)
        before = database.frontier.find_one()
        assert store.acknowledge("a", [AckResult(id=slept.id, token=slept.token, **outcome)]) == 1
        assert database.frontier.find_one() == before
        assert store.acknowledge("b", [done(held)]) == 0

    def test_nor_can_its_older_lease_when_it_has_it_back(
        self, store: FrontierStore, job: CrawlJob, database: Database[Documents]
    ) -> None:
        store.add([link(store, job, "x")])
        [slept] = store.claim(job.id, "a", {"one.example": 9}, poison_allowed=True)
        expire(database, store)
        [held] = store.claim(job.id, "a", {"one.example": 9}, poison_allowed=True)
        assert store.acknowledge("a", [done(slept)]) == 1
        assert store.acknowledge("a", [done(held)]) == 0

    def test_renews_nothing_that_is_another_workers(
        self, store: FrontierStore, job: CrawlJob, database: Database[Documents]
    ) -> None:
        store.add([link(store, job, "x"), link(store, job, "y")])
        held = store.claim(job.id, "a", {"one.example": 1}, poison_allowed=True)
        held += store.claim(job.id, "a", {"one.example": 1}, poison_allowed=True)
        store.wake(job.id, ["one.example"])
        [free] = store.heartbeat(job.id, "a", {}, []).hosts
        [host] = store.take_hosts("a", [free])
        expire(database, store)
        expire(database, store, "hosts")
        store.claim(job.id, "b", {"one.example": 1}, poison_allowed=True)
        store.take_hosts("b", store.heartbeat(job.id, "b", {}, []).hosts)
        heartbeat = store.heartbeat(job.id, "a", {"one.example": (host.token, None)}, [each.id for each in held])
        assert len(heartbeat.kept) == 1
        assert [each.owner for each in heartbeat.hosts] == ["b"]


class TestHosts:
    def test_are_known_when_they_are_woken_and_taken_by_one(self, store: FrontierStore, job: CrawlJob) -> None:
        store.wake(job.id, ["one.example", "two.example"])
        store.wake(job.id, ["one.example"])
        free = store.heartbeat(job.id, "a", {}, []).hosts
        assert [host.name for host in free] == ["one.example", "two.example"]
        assert [host.name for host in store.take_hosts("a", free)] == ["one.example", "two.example"]
        assert store.take_hosts("b", free) == []

    def test_are_free_when_the_lease_ends(
        self, store: FrontierStore, job: CrawlJob, database: Database[Documents]
    ) -> None:
        store.wake(job.id, ["one.example"])
        store.take_hosts("a", store.heartbeat(job.id, "a", {}, []).hosts)
        owned = store.heartbeat(job.id, "b", {}, []).hosts
        assert store.take_hosts("b", owned) == []
        expire(database, store, "hosts")
        [taken] = store.take_hosts("b", store.heartbeat(job.id, "b", {}, []).hosts)
        assert taken.token == 2

    def test_carry_the_delay_over_to_the_next_owner(self, store: FrontierStore, job: CrawlJob) -> None:
        store.wake(job.id, ["one.example"])
        [host] = store.take_hosts("a", store.heartbeat(job.id, "a", {}, []).hosts)
        later = store.clock.now(7)
        store.release_hosts(job.id, "a", [("one.example", host.token, later, False)])
        [taken] = store.take_hosts("b", store.heartbeat(job.id, "b", {}, []).hosts)
        assert taken.not_before == later

    def test_without_work_are_forgotten_unless_some_came_meanwhile(self, store: FrontierStore, job: CrawlJob) -> None:
        store.wake(job.id, ["one.example", "two.example"])
        taken = store.take_hosts("a", store.heartbeat(job.id, "a", {}, []).hosts)
        store.add([link(store, job, "x", host="two.example")])
        store.release_hosts(job.id, "a", [(host.name, host.token, None, True) for host in taken])
        assert [host.name for host in store.heartbeat(job.id, "b", {}, []).hosts] == ["two.example"]

    def test_may_be_asked_for_by_one_worker_at_a_time(self, store: FrontierStore, job: CrawlJob) -> None:
        store.wake(job.id, ["one.example"])
        store.take_hosts("a", store.heartbeat(job.id, "a", {}, []).hosts)
        store.want_hosts("b", ["one.example"], 60)
        store.want_hosts("c", ["one.example"], 60)
        assert [host.wanted_by for host in store.heartbeat(job.id, "a", {}, []).hosts] == ["b"]

    def test_have_other_work_while_a_live_job_has_a_request_that_is_due(
        self, store: FrontierStore, database: Database[Documents]
    ) -> None:
        past = store.join("tests", {"until": "2026-02-01"}, "a", stale=MINUTES, background=True)
        live = store.join("tests", {}, "b", stale=MINUTES)
        idle = store.join("tests", {"since": "2026-01-01"}, "c", stale=MINUTES, background=True)
        hosts = ["one.example", "two.example", "three.example"]
        for job, host in ((past, hosts[0]), (live, hosts[0]), (live, hosts[1]), (idle, hosts[2])):
            store.add([link(store, job, host, host=host)])
            store.wake(job.id, [host])
        # Another job in the background is no reason to leave.
        assert store.hosts_with_other_work(past.id, hosts) == {"one.example", "two.example"}
        assert store.hosts_with_other_work(live.id, hosts) == set()
        (claimed,) = store.claim(live.id, "b", {"two.example": 1}, poison_allowed=True)
        assert store.hosts_with_other_work(past.id, hosts) == {"one.example"}, "it is under way, and not due"
        store.acknowledge("b", [done(claimed)])
        database["walks"].update_one({"_id": live.id}, {"$set": {"workers.b": store.clock.now(-1)}})
        assert store.hosts_with_other_work(past.id, hosts) == set(), "nobody lives to send it"

    def test_are_not_kept_for_a_worker_that_left(self, store: FrontierStore, job: CrawlJob) -> None:
        store.wake(job.id, ["one.example"])
        store.take_hosts("a", store.heartbeat(job.id, "a", {}, []).hosts)
        store.want_hosts("b", ["one.example"], 60)
        store.leave(job.id, "b")
        assert [host.wanted_by for host in store.heartbeat(job.id, "c", {}, []).hosts] == [None]


class TestWalks:
    def test_are_joined_by_crawls_with_the_same_arguments(self, store: FrontierStore) -> None:
        first = store.join("tests", {"category": "world"}, "a", stale=MINUTES)
        # scrapyd's own argument is another for each job.
        assert store.join("tests", {"category": "world", "_job": "1"}, "b", stale=MINUTES).id == first.id
        assert store.join("tests", {}, "c", stale=MINUTES).id != first.id
        assert store.join("other", {"category": "world"}, "d", stale=MINUTES).id != first.id

    def test_end_once_and_leave_nothing(
        self, store: FrontierStore, job: CrawlJob, database: Database[Documents]
    ) -> None:
        store.add([link(store, job, "x")])
        store.acknowledge("a", [done(store.claim(job.id, "a", {"one.example": 1}, poison_allowed=True)[0])])
        assert not store.end(job.id), "its first requests are not all there"
        store.mark_seeded(job.id)
        assert store.end(job.id)
        assert not store.end(job.id)
        assert database.frontier.count_documents({}) == database.walks.count_documents({}) == 0
        assert store.join("tests", {}, "a", stale=MINUTES).id != job.id

    def test_with_dead_letters_keep_them(
        self, store: FrontierStore, job: CrawlJob, database: Database[Documents]
    ) -> None:
        store.add([link(store, job, "x"), link(store, job, "y")])
        one, other = store.claim(job.id, "a", {"one.example": 2}, poison_allowed=True)
        store.acknowledge("a", [done(one), AckResult(id=other.id, token=1, dead_letter_reason="HTTP 503 (4 tries)")])
        store.mark_seeded(job.id)
        assert store.end(job.id)
        assert [each["reason"] for each in database.frontier.find()] == ["HTTP 503 (4 tries)"]
        assert database.walks.count_documents({}) == 1

    def test_that_ended_are_not_begun_again_by_a_scrapyd_job_that_took_part(
        self, store: FrontierStore, database: Database[Documents]
    ) -> None:
        """Its node died, and another took it over after the end."""
        first = store.join("tests", {}, "a", stale=MINUTES, scrapyd_job="1")
        assert store.join("tests", {}, "b", stale=MINUTES, scrapyd_job="2").id == first.id
        again = store.join("tests", {}, "c", stale=MINUTES, scrapyd_job="1")
        assert (again.id, again.is_over) == (first.id, False), "it is still open"
        store.add([link(store, first, "x")])
        store.acknowledge("a", [done(store.claim(first.id, "a", {"one.example": 1}, poison_allowed=True)[0])])
        store.mark_seeded(first.id)
        assert store.end(first.id)
        assert database.frontier.count_documents({}) == 0
        assert crawl_jobs(database) == []
        for job in ("1", "2"):
            late = store.join("tests", {}, "d", stale=MINUTES, scrapyd_job=job)
            assert (late.id, late.is_over, late.seeded) == (first.id, True, True)
        assert not store.join("tests", {"category": "world"}, "e", stale=MINUTES, scrapyd_job="1").is_over
        other = store.join("tests", {}, "f", stale=MINUTES, scrapyd_job="3")
        assert (other.id != first.id, other.is_over) == (True, False), "a scrapyd job that took no part"
        assert store.join("tests", {}, "g", stale=MINUTES, scrapyd_job="1").is_over, "though another is open"

    def test_are_remembered_for_a_day(self, store: FrontierStore, database: Database[Documents]) -> None:
        job = store.join("tests", {}, "a", stale=MINUTES, scrapyd_job="1")
        store.mark_seeded(job.id)
        # A worker that is killed between the end and what it removes leaves that to the next.
        database.walks.update_one({}, {"$set": {"ended": store.clock.now()}, "$unset": {"open": True}})
        store.purge_leftovers()
        [ended] = database.walks.find()
        assert abs(ended["remembered"] - store.clock.now()) < timedelta(minutes=1)
        [index] = [each for each in CRAWLING if each.name == "walks"]
        assert [each.expire_after for each in index.indexes if each.keys == (("remembered", 1),)] == [86_400]

    def test_that_were_dropped_are_forgotten(self, store: FrontierStore, database: Database[Documents]) -> None:
        first = store.join("tests", {}, "a", stale=MINUTES, scrapyd_job="1")
        drop(database, first.id)
        again = store.join("tests", {}, "b", stale=MINUTES, scrapyd_job="1")
        assert (again.id != first.id, again.is_over) == (True, False)

    def test_whose_dead_letters_are_queued_again_are_open_for_their_scrapyd_jobs(
        self, store: FrontierStore, database: Database[Documents]
    ) -> None:
        job = store.join("tests", {}, "a", stale=MINUTES, scrapyd_job="1")
        store.add([link(store, job, "x")])
        [claimed] = store.claim(job.id, "a", {"one.example": 1}, poison_allowed=True)
        store.acknowledge("a", [AckResult(id=claimed.id, token=1, dead_letter_reason="HTTP 503 (4 tries)")])
        store.mark_seeded(job.id)
        assert store.end(job.id)
        assert [each.dead for each in crawl_jobs(database)] == [1]
        assert store.join("tests", {}, "b", stale=MINUTES, scrapyd_job="1").is_over
        requeue(store, database, [claimed.id.hex()])
        assert not store.join("tests", {}, "b", stale=MINUTES, scrapyd_job="1").is_over

    def test_do_not_touch_each_other(self, store: FrontierStore, job: CrawlJob) -> None:
        other = store.join("other", {}, "b", stale=MINUTES)
        assert store.add([link(store, job, "x")])
        assert store.add([link(store, other, "x")])
        store.mark_seeded(other.id)
        store.end(other.id)
        assert len(store.claim(job.id, "a", {"one.example": 9}, poison_allowed=True)) == 1

    def test_left_alone_are_resumed_and_after_a_while_seeded_again(
        self, store: FrontierStore, job: CrawlJob, database: Database[Documents]
    ) -> None:
        store.mark_seeded(job.id)
        store.leave(job.id, "a")
        resumed = store.join("tests", {}, "b", stale=MINUTES)
        assert (resumed.id, resumed.seeded, resumed.round) == (job.id, True, 1)
        store.leave(job.id, "b")
        database.walks.update_many({}, {"$set": {"asked": store.clock.now(-MINUTES - 1)}})
        again = store.join("tests", {}, "c", stale=MINUTES)
        assert (again.id, again.seeded, again.round) == (job.id, False, 2)
        assert store.join("tests", {}, "d", stale=MINUTES).round == 2

    def test_admit_so_many_and_the_same_ones_when_asked_again(self, store: FrontierStore, job: CrawlJob) -> None:
        ids = [identity(job.prefix, name) for name in (b"1", b"2", b"3", b"4")]
        assert store.admitted(job.id, ids[:2], 3) == set(ids[:2])
        assert store.admitted(job.id, ids[1:], 3) == set(ids[1:3])
        assert store.admitted(job.id, ids, 3) == set(ids[:3])


def test_what_is_done_costs_a_claim_nothing(store: FrontierStore, job: CrawlJob, database: Database[Documents]) -> None:
    """The index holds only what is to be done, and a claim reads as many entries as it takes."""
    store.add([link(store, job, str(number)) for number in range(200)])
    while claimed := store.claim(job.id, "a", {"one.example": 64}, poison_allowed=True):
        store.acknowledge("a", [done(each) for each in claimed])
    store.add([link(store, job, f"new {number}") for number in range(20)])
    told = database.command(
        "explain",
        {
            "aggregate": "frontier",
            "pipeline": [
                {"$match": {"walk": job.id, "host": "one.example", "due": {"$lte": store.clock.now()}}},
                {"$sort": {"priority": -1, "due": 1}},
                {"$limit": 10},
            ],
            "cursor": {},
        },
        verbosity="executionStats",
    )
    stats = told.get("executionStats") or told["stages"][0]["$cursor"]["executionStats"]
    assert (stats["nReturned"], stats["totalDocsExamined"]) == (10, 10)
    assert stats["totalKeysExamined"] <= 11
