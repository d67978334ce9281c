"""``scrapy alerts``: what fires on a real store, and a real webhook that is told of each once."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from pymongo.database import Database

from newscrawler.alerts.notices import Webhook, deliver
from newscrawler.storage import connect
from newscrawler.storage.migrations import SCHEMA_VERSION
from newscrawler.storage.runs import server_time
from tests.support.collection_docs import named, page

Scrapy = Callable[..., Any]


@dataclass
class Receiver:
    """A webhook on loopback that answers as it is told."""

    url: str = ""
    answers: list[int] = field(default_factory=list)
    """Statuses of the next answers; 200 when none is left."""
    got: list[dict[str, Any]] = field(default_factory=list)
    asked: int = 0


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            receiver.asked += 1
            notice = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status = receiver.answers.pop(0) if receiver.answers else 200
            if status == 200:
                receiver.got.append(notice)
            self.send_response(status)
            if status == 302:
                self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        receiver.url = f"http://127.0.0.1:{server.server_address[1]}/hook/secret-part"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield receiver
        server.shutdown()


def add_run(database: Database[Any], identity: str, *, ago: float, **known: Any) -> None:
    """A run that ended so many hours ago."""
    at = server_time(database) - timedelta(hours=ago)
    who = {"spider": "japantoday", "node": "crawler-1", "pid": 1, "version": "0.1.0"}
    when = {"started": at, "heartbeat": at, "ended": at, "exitCode": 0}
    database["crawls"].insert_one({"_id": identity, "schemaVersion": SCHEMA_VERSION, **who, **when, **known})


def byline_is_lost(database: Database[Any]) -> None:
    for hours in range(5, 0, -1):
        add_run(database, f"good{hours}", ago=hours, copies=30, coverage={"byline": 29})
    add_run(database, "bad", ago=0.5, copies=30, coverage={"byline": 0})


def recovered(database: Database[Any]) -> None:
    add_run(database, "recovered", ago=0.1, copies=30, coverage={"byline": 30})


def test_nothing_is_wrong_with_an_empty_store(scrapy: Scrapy) -> None:
    ran = scrapy("alerts")
    assert (ran.out, ran.err, ran.code) == ("nothing is wrong\n", "", 0)


def test_every_rule_finds_its_trouble(scrapy: Scrapy, database: Database[Any]) -> None:
    byline_is_lost(database)
    now = server_time(database)
    add_run(database, "deadbeef", ago=0.2, spider="harborlight", ended=None, exitCode=None, stories=3)
    add_run(database, "b1", ago=1, spider="b", outcomes={"added": 5, "failed": 15}, stories=20)
    add_run(database, "c1", ago=1, spider="c", exitCode=7, reason="finished")
    add_run(database, "d1", ago=1, spider="d", threads={"added": 10, "incomplete": 9})
    add_run(database, "e1", ago=30, spider="e", outcomes={"added": 5})
    add_run(database, "e2", ago=1, spider="e", outcomes={"unchanged": 5})
    database["schedules"].insert_one({"_id": "e", "spider": "e", "next": now}, bypass_document_validation=True)
    walk = {"_id": "w1", "spider": "f"}
    database["walks"].insert_one(walk, bypass_document_validation=True)
    letters = [{"_id": number, "walk": "w1", "died": now} for number in range(3)]
    database["frontier"].insert_many(letters, bypass_document_validation=True)
    job = {"_id": "j1", "spider": "g", "job": "j1", "state": "failed", "ended": now, "reason": "killed by SIGKILL"}
    database["jobs"].insert_one(job, bypass_document_validation=True)
    node = {"name": "crawler-9", "host": "h", "heartbeat": now - timedelta(minutes=5), "stopped": None}
    database["nodes"].insert_one({"_id": "crawler-9:1:a", **node}, bypass_document_validation=True)
    ran = scrapy("alerts", "--json")
    assert [json.loads(line)["id"] for line in ran.lines] == [
        "coverage fell: japantoday byline",
        "dead letters: f",
        "dead node: crawler-9",
        "dead run: deadbeef",
        "ended badly: c",
        "errors: b",
        "failed job: g",
        "incomplete threads: d",
        "silence: e",
    ]
    assert ran.code == 1
    shown = scrapy("alerts").out
    assert "e has brought no new story for 30 hours" in shown
    assert "f: 3 pages were given up" in shown


def test_a_spider_that_is_not_scheduled_may_be_silent(scrapy: Scrapy, database: Database[Any]) -> None:
    add_run(database, "e1", ago=100, spider="e", outcomes={"added": 5})
    assert scrapy("alerts").code == 0


def test_looking_tells_nobody(scrapy: Scrapy, database: Database[Any], receiver: Receiver) -> None:
    byline_is_lost(database)
    assert scrapy("alerts", "-s", f"ALERT_WEBHOOK={receiver.url}").code == 1
    assert receiver.asked == 0
    assert database["alerts"].count_documents({}) == 0


def test_each_alert_is_told_once_until_it_is_over_and_anew_when_it_comes_back(
    scrapy: Scrapy, database: Database[Any], receiver: Receiver
) -> None:
    def notify() -> int:
        return int(scrapy("alerts", "--notify", "-s", f"ALERT_WEBHOOK={receiver.url}").code)

    byline_is_lost(database)
    assert [notify(), notify(), notify()] == [1, 1, 1]
    (told,) = receiver.got
    assert (told["state"], told["rule"], told["subject"]) == ("firing", "coverage fell", "japantoday byline")
    assert told["text"].startswith("coverage fell: japantoday: byline on 0 of 30 pages")
    assert told["cleared"] is None
    recovered(database)
    assert [notify(), notify()] == [0, 0]
    assert [notice["state"] for notice in receiver.got] == ["firing", "cleared"]
    assert receiver.got[1]["id"] == told["id"]
    database["crawls"].delete_one({"_id": "recovered"})
    assert notify() == 1
    assert [notice["state"] for notice in receiver.got] == ["firing", "cleared", "firing"]
    assert receiver.got[2]["id"] != told["id"]
    written = set(database["alerts"].find_one() or {})
    assert written - named(page("alerts")) == set()


def test_a_receiver_that_stumbles_is_asked_again(scrapy: Scrapy, database: Database[Any], receiver: Receiver) -> None:
    byline_is_lost(database)
    receiver.answers = [503, 429]
    assert scrapy("alerts", "--notify", "-s", f"ALERT_WEBHOOK={receiver.url}").code == 1
    assert (receiver.asked, len(receiver.got)) == (3, 1)


@pytest.mark.parametrize("answers", [[500] * 4, [404], [302]], ids=["broken", "refused", "sent elsewhere"])
def test_one_that_fails_is_told_by_the_next_evaluation(
    scrapy: Scrapy, database: Database[Any], receiver: Receiver, answers: list[int]
) -> None:
    byline_is_lost(database)
    receiver.answers = list(answers)
    failed = scrapy("alerts", "--notify", "-s", f"ALERT_WEBHOOK={receiver.url}")
    assert failed.code == 3
    assert failed.err.startswith("scrapy alerts: the webhook was not reached: coverage fell: japantoday byline")
    assert "secret-part" not in failed.err
    assert receiver.got == []
    assert scrapy("alerts", "--notify", "-s", f"ALERT_WEBHOOK={receiver.url}").code == 1
    assert len(receiver.got) == 1


def test_nobody_there(scrapy: Scrapy, database: Database[Any]) -> None:
    byline_is_lost(database)
    failed = scrapy("alerts", "--notify", "-s", "ALERT_WEBHOOK=http://127.0.0.1:1/secret-part")
    assert failed.code == 3
    assert "secret-part" not in failed.err
    assert "refused" in failed.err


def test_what_ended_before_anybody_was_told_needs_no_word(
    scrapy: Scrapy, database: Database[Any], receiver: Receiver
) -> None:
    byline_is_lost(database)
    ran = scrapy("alerts", "--notify")
    assert ran.err == "scrapy alerts: NEWSCRAWLER_ALERT_WEBHOOK is not set, so nobody is notified\n"
    recovered(database)
    scrapy("alerts", "--notify", "-s", f"ALERT_WEBHOOK={receiver.url}")
    assert receiver.asked == 0


def test_evaluations_on_many_machines_tell_of_each_alert_once(
    scrapy: Scrapy, database: Database[Any], mongo_uri: str, receiver: Receiver
) -> None:
    for number in range(8):
        add_run(database, f"r{number}", ago=1, spider=f"s{number}", exitCode=1, reason="x")
    scrapy("alerts", "--notify")

    def evaluate(_: int) -> int:
        with connect(mongo_uri) as client:
            return deliver(client[database.name], Webhook(receiver.url)).sent

    with ThreadPoolExecutor(6) as machines:
        assert sum(machines.map(evaluate, range(6))) == 8
    assert len({notice["id"] for notice in receiver.got}) == len(receiver.got) == 8
