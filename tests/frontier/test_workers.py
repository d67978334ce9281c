"""Workers as processes on one frontier: every page once, no host by two at a time, no lease of a dead worker lost."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from typing import Any

import pytest

from bench.hosts import Web, name_of, shortest_gaps
from tests.support.soak import times
from tests.support.workers import Crew, all_at_work, at_once, until

pytestmark = pytest.mark.live

SHORT = {"FRONTIER_LEASE": 6, "DOWNLOAD_TIMEOUT": 3}
"""So that a test need not wait a minute for a dead worker's hosts."""

NewCrew = Callable[..., Crew]


def test_one_worker_reads_every_page_once_and_leaves_nothing_behind(new_crew: NewCrew) -> None:
    with Web(hosts=5, pages=20) as web:
        crew = new_crew(web)
        told = crew.start().wait()
        assert told["reason"] == "finished"
        assert set(web.page_fetches()) == web.urls == crew.stored()
        assert web.page_fetches().total() == len(web.urls)
        assert crew.database.frontier.count_documents({}) == crew.database.walks.count_documents({}) == 0
        assert crew.database.hosts.count_documents({"owner": {"$exists": True}}) == 0
        # The next crawl is another crawl job, and asks for everything again.
        crew.start("again").wait()
        assert web.page_fetches().total() == 2 * len(web.urls)


def test_waiting_costs_next_to_nothing(new_crew: NewCrew) -> None:
    """A worker that has nothing to hand out, because all it holds is under way, does not spin."""
    with Web(hosts=1, pages=8, latency=2.0) as web:
        told = new_crew(web).start().wait()
        print(f"\n{told['cpu']:.1f} s of processor time in {told['seconds']:.0f} s")
        assert told["seconds"] > 8
        assert told["cpu"] < told["seconds"] / 4


def test_three_workers_undisturbed(new_crew: NewCrew) -> None:
    """1,200 pages on 30 hosts, in `make soak` 5,000 on 50. Workers two and three start when the first has all hosts, and get their share."""
    delay = 0.2
    with Web(hosts=times(30, 50), pages=times(40, 100), latency=0.02) as web:
        crew = new_crew(web, DOWNLOAD_DELAY=delay, DOWNLOAD_DELAY_JITTER=0, **SHORT)
        workers = [crew.start()]
        until(lambda: len({fetch.host for fetch in list(web.fetches)}) == web.hosts, "all hosts", *workers)
        workers += [crew.start(), crew.start()]
        all_at_work(crew)
        told = [worker.wait() for worker in workers]
        fetches = list(web.fetches)
        pages = web.page_fetches()
        doubled, gaps = at_once(web), shortest_gaps(fetches)
        handed_over = [gap for gap in gaps if gap[1].client != gap[2].client]
        print(
            f"\n{len(crew.stored())} of {len(web.urls)} pages stored; fetches / pages {pages.total() / len(web.urls):.4f}; "
            f"{len(doubled)} times two requests at one host; shortest gap at a host {gaps[0][0] * 1000:.0f} ms, one in a "
            f"hundred below {gaps[len(gaps) // 100][0] * 1000:.0f} ms, over "
            f"{len(handed_over)} handovers {handed_over[0][0] * 1000:.0f} ms, of {delay * 1000:.0f} ms; pages by worker "
            f"{[each['stats']['frontier/done'] for each in told]} in {max(each['seconds'] for each in told):.0f} s"
        )
        assert crew.stored() == web.urls
        assert pages.total() / len(web.urls) <= 1.01
        assert doubled == []
        assert all(fetch.left for fetch in fetches)
        # Counted from when a request leaves: a busy machine may hold one of two up on its way to the site.
        assert gaps[0][0] >= delay, gaps[0]
        # Otherwise nothing was shown.
        assert all(each["stats"]["frontier/done"] > len(web.urls) / 10 for each in told)
        assert len(handed_over) >= 10


def test_killed_and_resumed_without_a_jobdir(new_crew: NewCrew) -> None:
    with Web(hosts=8, pages=20, latency=0.005) as web:
        crew = new_crew(web, **SHORT)
        first = crew.start()
        until(lambda: len(crew.stored()) > 60, "60 pages", first)
        first.kill()
        held = crew.database.frontier.count_documents({"owner": {"$exists": True}})
        assert 0 < len(crew.stored()) < len(web.urls)
        second = crew.start()
        told = second.wait()
        pages = web.page_fetches()
        print(f"\nkilled with {held} requests leased; {pages.total() - len(web.urls)} pages fetched again")
        assert crew.stored() == web.urls
        assert pages.total() - len(web.urls) <= held
        assert told["stats"]["frontier/done"] < len(web.urls)


def test_a_scrapyd_job_that_comes_back_after_the_end_fetches_nothing(new_crew: NewCrew) -> None:
    with Web(hosts=2, pages=5) as web:
        crew = new_crew(web)
        crew.start("first", SCRAPYD_JOB="1").wait()
        fetched = len(web.fetches)
        back = crew.start("back", SCRAPYD_JOB="1")
        told = back.wait()
        assert told["reason"] == "crawl_job_over"
        assert "nothing is left to do" in back.log.read_text()
        assert len(web.fetches) == fetched
        assert crew.stored() == web.urls
        run = crew.database.crawls.find_one(sort=[("started", -1)])
        assert (run["reason"], run["exitCode"], run["requests"]) == ("crawl_job_over", 0, 0)


def test_a_killed_workers_hosts_go_to_the_others(new_crew: NewCrew) -> None:
    with Web(hosts=12, pages=20, latency=0.005) as web:
        crew = new_crew(web, **SHORT)
        workers = [crew.start() for _ in range(3)]
        all_at_work(crew)
        until(lambda: len(crew.stored()) > 100, "100 pages", *workers)
        victim = workers[0]
        victim.kill()
        held = crew.database.frontier.count_documents({"owner": {"$regex": f"-{victim.process.pid}-"}})
        for worker in workers[1:]:
            worker.wait()
        pages = web.page_fetches()
        print(f"\nkilled with {held} requests leased; {pages.total() - len(web.urls)} pages fetched again")
        assert crew.stored() == web.urls
        assert pages.total() - len(web.urls) <= held
        assert at_once(web) == []


def test_stopped_for_longer_than_the_lease(new_crew: NewCrew) -> None:
    """A worker that sleeps longer than its lease has lost its hosts: it sends nothing and acknowledges nothing."""
    with Web(hosts=6, pages=30, latency=0.01) as web:
        crew = new_crew(web, **SHORT)
        sleeper, other = crew.start("sleeper"), crew.start("other")
        all_at_work(crew)
        until(lambda: len(crew.stored()) > 40, "40 pages", sleeper, other)
        sleeper.process.send_signal(signal.SIGSTOP)
        stopped = time.monotonic()
        mine = {"owner": {"$regex": f"-{sleeper.process.pid}-"}}
        held = crew.database.frontier.count_documents(mine)
        hosts = set(crew.database.hosts.distinct("_id", mine))
        assert hosts

        def taken_over() -> bool:
            return all(
                any(
                    fetch.host == host and fetch.client == "other" and fetch.began > stopped
                    for fetch in list(web.fetches)
                )
                for host in hosts
                if crew.database.frontier.count_documents({"host": host, "due": {"$exists": True}})
            )

        until(taken_over, "the other to take over", other)
        # The lease was some seconds old when it was stopped: the other need not wait for the whole of it.
        until(lambda: time.monotonic() - stopped > SHORT["FRONTIER_LEASE"], "the lease's whole length", other)
        resumed = time.monotonic()
        sleeper.process.send_signal(signal.SIGCONT)
        sleeper.wait()
        other.wait()
        pages = web.page_fetches()
        print(
            f"\nstopped with {held} requests leased and {len(hosts)} hosts; {pages.total() - len(web.urls)} pages fetched again"
        )
        assert crew.stored() == web.urls
        assert pages.total() - len(web.urls) <= held
        assert at_once(web, sleeper.name, resumed) == []


def test_retries_and_redirects_keep_their_lease(new_crew: NewCrew) -> None:
    there = name_of(1)
    with Web(hosts=2, pages=8) as web:
        web.failing[name_of(0), "/pages/1.html"] = (503, 2, "")
        web.failing[name_of(0), "/pages/2.html"] = (302, 1, f"Location: http://{there}/pages/5.html?from=0\r\n")
        web.failing[name_of(0), "/pages/3.html"] = (503, 99, "")
        crew = new_crew(web)
        told = crew.start().wait()
        stored = crew.stored()
        assert f"http://{name_of(0)}/pages/1.html" in stored
        assert f"http://{there}/pages/5.html?from=0" in stored
        assert f"http://{name_of(0)}/pages/2.html" not in stored
        assert told["stats"]["frontier/dead"] == 1
        [dead] = crew.database.frontier.find()
        assert dead["reason"] == "HTTP 503 (4 tries)"
        assert dead["request"]["url"] == f"http://{name_of(0)}/pages/3.html"


def test_pages_of_a_host_whose_robots_txt_does_not_come_are_dead_letters(new_crew: NewCrew) -> None:
    with Web(hosts=2, pages=5) as web:
        web.failing[name_of(1), "/robots.txt"] = (503, 99, "")
        crew = new_crew(web)
        told = crew.start(RETRY_TIMES=0).wait()
        dead = list(crew.database.frontier.find())
        assert {each["host"] for each in dead} == {name_of(1)}
        assert told["stats"]["frontier/dead"] == len(dead)
        assert all(each["reason"].startswith("robots.txt cannot be read (HTTP 503)") for each in dead)
        assert crew.stored() == {url for url in web.urls if name_of(0) in url}


def test_requests_that_wait_for_a_renewal_when_it_is_stopped_are_given_back(new_crew: NewCrew) -> None:
    with Web(hosts=8, pages=40) as web:
        crew = new_crew(web)
        first = crew.start(FRONTIER_LEASE=6, DOWNLOAD_TIMEOUT=3, DOWNLOAD_DELAY=0.3)
        until(lambda: len(crew.stored()) > 30, "30 pages", first)
        # No renewal comes. After less than 3 s a fetch could outlast its lease, so every request waits.
        mongod = crew.database.client.admin.command("serverStatus")["pid"]
        os.kill(mongod, signal.SIGSTOP)
        try:
            time.sleep(3.2)
            first.process.send_signal(signal.SIGTERM)
            time.sleep(1)
        finally:
            os.kill(mongod, signal.SIGCONT)
        first.wait(may_complain=True)
        crew.start().wait()
        assert crew.stored() == web.urls


def test_stopped_by_a_person_gives_everything_back_at_once(new_crew: NewCrew) -> None:
    with Web(hosts=4, pages=30, latency=0.01) as web:
        crew = new_crew(web)  # a lease of a minute
        first = crew.start()
        until(lambda: len(crew.stored()) > 40, "40 pages", first)
        first.process.send_signal(signal.SIGTERM)
        told = first.wait()
        assert told["reason"] == "shutdown"
        assert crew.database.frontier.count_documents({"owner": {"$exists": True}}) == 0
        assert crew.database.hosts.count_documents({"owner": {"$exists": True}}) == 0
        began = time.monotonic()
        second: dict[str, Any] = crew.start().wait()
        assert second["seconds"] < 60 or time.monotonic() - began < 60
        assert crew.stored() == web.urls
        assert web.page_fetches().total() == len(web.urls)
