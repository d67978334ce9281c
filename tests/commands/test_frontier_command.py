"""``scrapy frontier``: what an operator sees, and the other chance."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pymongo.database import Database

from newscrawler.frontier.store import CrawlJob, FrontierStore
from tests.support.frontier_store import frontier_store, stored_crawl_job

Documents = dict[str, Any]
Scrapy = Callable[..., Any]


@pytest.fixture
def frontier(database: Database[Documents]) -> FrontierStore:
    return frontier_store(database)


@pytest.fixture
def job(database: Database[Documents], frontier: FrontierStore) -> CrawlJob:
    """Four requests: one done, one held, one waiting, one dead."""
    return stored_crawl_job(database)


def test_says_so_when_there_is_nothing(scrapy: Scrapy, frontier: FrontierStore) -> None:
    assert scrapy("frontier").lines == ["no crawl jobs: nothing is being crawled and nothing is left over"]
    assert scrapy("frontier", "dead").lines == ["no dead letters"]


def test_shows_crawl_jobs_with_their_numbers_and_workers(scrapy: Scrapy, job: CrawlJob) -> None:
    head, line = scrapy("frontier").lines
    assert head.split() == ["JOB", "STARTED", "WAITING", "LEASED", "DONE", "DEAD", "WORKERS"]
    assert line.split()[0] == job.id
    assert line.split()[3:] == ["1", "1", "1", "1", "worker-1", "(1", "hosts)"]


def test_shows_an_interrupted_job_as_one_that_waits(scrapy: Scrapy, job: CrawlJob, frontier: FrontierStore) -> None:
    frontier.leave(job.id, "worker-1")
    assert "none; the next crawl resumes it" in scrapy("frontier", "status").lines[1]


def test_shows_dead_letters_with_their_reason(scrapy: Scrapy, job: CrawlJob) -> None:
    first, reason, last = scrapy("frontier", "dead").lines
    assert first.endswith("1 lease  https://japantoday.com/dead")
    assert reason == "    HTTP 503 (4 tries)[2J"
    assert last == "1 dead letters; requeue them with: scrapy frontier requeue ID … | --all"
    assert scrapy("frontier", "dead", job.id).lines[0] == first


def test_requeues_by_the_id_that_it_shows(scrapy: Scrapy, job: CrawlJob, frontier: FrontierStore) -> None:
    id = scrapy("frontier", "dead").lines[0].split()[0]
    assert scrapy("frontier", "requeue", id).code == 0
    assert scrapy("frontier", "dead").lines == ["no dead letters"]
    claimed = frontier.claim(job.id, "worker-2", {"japantoday.com": 9}, poison_allowed=True)
    assert [(each.request["url"], each.tries, each.token) for each in claimed] == [
        ("https://japantoday.com/dead", 1, 2),
        ("https://japantoday.com/waiting", 1, 1),
    ]


def test_requeues_into_a_job_that_has_ended_by_opening_it(
    scrapy: Scrapy, job: CrawlJob, frontier: FrontierStore
) -> None:
    assert frontier.end(job.id)
    assert scrapy("frontier", "requeue", "--all").lines[0].startswith("requeued 1;")
    resumed = frontier.join("japantoday", {"category": "world"}, "worker-2", stale=600)
    assert (resumed.id, resumed.seeded) == (job.id, False)


def test_leaves_what_a_newer_job_asks_for_itself(scrapy: Scrapy, job: CrawlJob, frontier: FrontierStore) -> None:
    frontier.end(job.id)
    newer = frontier.join("japantoday", {"category": "world"}, "worker-2", stale=600)
    assert newer.id != job.id
    ran = scrapy("frontier", "requeue", "--all")
    assert ran.lines[0].startswith("requeued 0;")
    assert ran.lines[1].startswith("1 left alone: a newer crawl job")
    assert len(scrapy("frontier", "dead").lines) == 3


def test_forgets_a_job(scrapy: Scrapy, job: CrawlJob, database: Database[Documents]) -> None:
    assert scrapy("frontier", "drop", job.id).lines == [f"{job.id}: 4 requests deleted"]
    assert database.frontier.count_documents({}) == database.walks.count_documents({}) == 0
    assert database.hosts.count_documents({"walks": job.id}) == 0


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (("frobnicate",), 2, "'frobnicate' is not an action; use [status] | dead [JOB]"),
        (("requeue",), 2, "requeue takes either IDs or --all; see `scrapy frontier dead`"),
        (("requeue", "xyz"), 2, "'xyz' is not an ID"),
        (("requeue", "0123456789ab"), 1, "0123456789ab: there is no such dead letter"),
        (("drop",), 2, "drop takes one JOB; see `scrapy frontier`"),
        (("dead", "nosuch"), 1, "'nosuch' is no crawl job; see `scrapy frontier`"),
        (("drop", "nothing"), 1, "'nothing' is no crawl job; see `scrapy frontier`"),
        (("status", "more"), 2, "'more' is not an argument of this command"),
    ],
)
def test_mistakes_are_one_line_that_names_the_remedy(
    scrapy: Scrapy, job: CrawlJob, args: tuple[str, ...], code: int, said: str
) -> None:
    ran = scrapy("frontier", *args)
    assert (ran.code, ran.out) == (code, "")
    assert ran.err.count("\n") == 1
    assert said in ran.err


def test_what_the_frontier_writes_is_described(
    job: CrawlJob, frontier: FrontierStore, database: Database[Documents]
) -> None:
    from tests.support.collection_docs import named, page

    frontier.want_hosts("worker-2", ["japantoday.com"], 60)
    frontier.admitted(job.id, [b"x"], 3)
    for name in ("frontier", "hosts", "walks"):
        written = {field for document in database[name].find() for field in document}
        assert written
        assert written - named(page(name)) == set()
