"""Run record of a crawl while it runs and afterwards, and its exit code."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from pymongo.errors import CollectionInvalid, OperationFailure

import newsroom
from newscrawler.runs.verdict import ExitCode
from newscrawler.storage.runs import Run, runs, server_time
from tests.support.crawls import Crawls

pytestmark = pytest.mark.live

SITE = "https://trouble.example"
TROUBLE = {"SPIDER_MODULES": "tests.crawl.trouble_outlet,newscrawler.spiders", "RETRY_TIMES": 0, "DOWNLOAD_TIMEOUT": 2}
PATIENCE = 120


def until(true: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, f"waited {PATIENCE} s for {what}"
        time.sleep(0.05)


def the_run(crawls: Crawls) -> Run:
    (run,) = runs(crawls.database)
    return run


def replaced_by_view(crawls: Crawls, name: str) -> bool:
    """Whether the collection is a view now; the crawl that writes to it may make it anew in between."""
    crawls.database.drop_collection(name)
    try:
        crawls.database.create_collection(name, viewOn="quarantine", pipeline=[])
    except (CollectionInvalid, OperationFailure):
        return False
    return True


def code_of(crawls: Crawls, *arguments: str, **settings: object) -> tuple[int, str]:
    process = crawls.start("crawl", *arguments, **settings)
    log, _ = process.communicate(timeout=PATIENCE)
    assert "Traceback" not in log, log
    return process.returncode, log


def test_a_crawl_is_recorded_and_each_story_counted_once(crawls: Crawls) -> None:
    with newsroom.start() as room:
        crawls.hosts = room.host_map
        log = crawls.run("crawl", "japantoday")
        stored = crawls.counts()
        bodies = crawls.database.copies.count_documents({"body": {"$ne": []}})
        crawls.run("crawl", "harborlight", "-a", "since=2026-11-15")
        stories = len(room.edition.of("japantoday.com"))
    second, first = runs(crawls.database)
    assert f"this is run {first.id}" in log
    assert (first.spider, first.arguments, first.reason, first.exitCode) == ("japantoday", {}, "finished", 0)
    assert first.outcomes == {"added": stories}
    assert first.stories == first.copies == stories == stored["copies"]
    assert first.comments == {"added": stored["comments"]}
    assert first.threads == {"added": stored["threads"], "incomplete": 0}
    assert first.coverage["body"] == bodies > 0
    assert first.responses <= first.requests
    assert sum(first.statuses.values()) >= first.responses > stories
    assert first.heartbeat == first.ended
    assert second.arguments == {"since": "2026-11-15"}
    assert second.outcomes["older"] > 0
    assert second.outcomes["added"] > 0
    assert second.count("added", "older") == second.stories == stories


def test_every_kind_of_trouble_is_counted_once(crawls: Crawls) -> None:
    with newsroom.start() as room:
        crawls.hosts = room.host_map
        code, _ = code_of(crawls, "trouble", **TROUBLE)
        pages = len(newsroom.TROUBLES)
    run = the_run(crawls)
    assert (code, run.exitCode) == (ExitCode.ERRORS, ExitCode.ERRORS)
    assert run.stories == sum(run.outcomes.values()) == pages
    assert run.count("added") == crawls.counts()["copies"]
    # Each quarantined page or answer is one entry, of a story or of its comments.
    assert sum(run.rejections.values()) == crawls.counts()["quarantine"]
    assert run.count("failed", "quarantined") == sum(
        count for stage, count in run.rejections.items() if stage != "comments"
    )
    assert run.threads["incomplete"] == crawls.database.threads.count_documents({"complete": False})


def test_no_story_has_a_code_of_its_own(crawls: Crawls) -> None:
    with newsroom.start() as room:
        crawls.hosts = room.host_map
        code, log = code_of(crawls, "outlet", "-a", f"url={SITE}/not-found")
    assert code == ExitCode.NO_STORIES
    assert sum(the_run(crawls).rejections.values()) == 1
    assert the_run(crawls).count("added") == 0
    assert re.search(r"run \w+: no stories$", log, re.MULTILINE)


@pytest.mark.parametrize("frontier", ["local", "shared"])
def test_a_store_that_does_not_answer_ends_the_crawl_before_its_first_request(crawls: Crawls, frontier: str) -> None:
    crawls.mongo_uri = "mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=300"
    with newsroom.start() as room:
        crawls.hosts = room.host_map
        process = crawls.start("crawl", "japantoday", FRONTIER=frontier)
        log, _ = process.communicate(timeout=PATIENCE)
        assert not room.visits
    assert process.returncode == ExitCode.STORE_UNUSABLE
    assert re.search("ERROR: .*MongoDB at mongodb://127.0.0.1:1/", log)
    if frontier == "local":
        # Scrapy closes a scraper that a refusing scheduler kept it from opening, and complains.
        assert log.count("ERROR") == 1
        assert "Traceback" not in log


def test_what_neither_mongodb_nor_the_disk_took_is_lost_and_said_so(crawls: Crawls) -> None:
    crawls.var.mkdir()
    # A file where the folder of the spool should be: as full or read-only a disk as can be had without a mount.
    (crawls.var / "spool").write_text("")
    with newsroom.start() as room:
        crawls.hosts = room.host_map
        process = crawls.start("crawl", "japantoday", DOWNLOAD_DELAY=0.05)
        until(lambda: crawls.database.copies.count_documents({}) > 0, "the first story")
        for name in ("copies", "stories", "comments", "threads"):
            # Refuses every write for a reason that is the server's and not the document's.
            until(partial(replaced_by_view, crawls, name), f"the view {name}")
        log, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == ExitCode.LOST, log
    run = the_run(crawls)
    assert run.outcomes["lost"] > 0
    assert run.exitCode == ExitCode.LOST
    assert "the spool" in run.lastErrors[-1]


def test_a_crawl_that_is_told_to_stop_says_so(crawls: Crawls) -> None:
    with newsroom.start() as room:
        crawls.hosts = room.host_map
        process = crawls.start("crawl", "japantoday", DOWNLOAD_DELAY=0.1)
        until(lambda: crawls.database.copies.count_documents({}) > 0, "the first story")
        process.send_signal(signal.SIGINT)
        log, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == ExitCode.INTERRUPTED, log
    run = the_run(crawls)
    assert (run.reason, run.exitCode) == ("shutdown", ExitCode.INTERRUPTED)
    assert run.count("added") == crawls.counts()["copies"]


def test_a_running_crawl_is_seen_running_and_a_dead_one_dead(crawls: Crawls) -> None:
    patience = timedelta(seconds=3)
    with newsroom.start() as room:
        crawls.hosts = room.host_map
        process = crawls.start("crawl", "japantoday", DOWNLOAD_DELAY=0.3, CRAWL_HEARTBEAT=0.2)
        try:
            until(lambda: any(run.stories >= 2 for run in runs(crawls.database)), "two stories on record")
            alive = the_run(crawls)
            assert alive.state(server_time(crawls.database), patience) == "running"
            assert alive.copies == alive.count("added") < len(room.edition.of("japantoday.com"))
            os.kill(process.pid, signal.SIGKILL)
        finally:
            process.kill()
            process.communicate()
    until(lambda: the_run(crawls).state(server_time(crawls.database), patience) == "dead", "it to be seen as dead")
    assert the_run(crawls).exitCode is None
    shown = crawls.run("crawls", "--state", "dead", "-s", "CRAWL_DEAD_AFTER=3")
    assert "DEAD" in shown
