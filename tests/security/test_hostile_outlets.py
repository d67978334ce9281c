"""A thousand hostile crawls beside five honest outlets with the same stories: the honest documents do not change."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from pymongo.database import Database

import newsroom
from newscrawler.storage import connect
from tests.security.honest_outlets import HOSTS, HonestOutlets
from tests.security.hostile_outlets import ATTACKS, HostileOutlet, generate
from tests.support import forking
from tests.support.loopback import listening
from tests.support.sameness import differences

ROOT = Path(__file__).parents[2]
CRAWLS = int(os.environ.get("HOSTILE_CRAWLS", "18"))
"""Hostile crawls, of which each makes three kinds of attack, and all make each kind; `make soak` makes a thousand."""
SEED = int(os.environ.get("HOSTILE_SEED", "20261128"))

HONEST: list[dict[str, Any]] = [
    {"spider": "japantoday", "arguments": {}},
    {"spider": "harborlight", "arguments": {}},
    *({"spider": "outlet", "arguments": {"url": f"https://{host}/"}} for host in ("plainpress.example", *HOSTS)),
]
HONEST_HOSTS = {"japantoday.com", "harborlight.example", "plainpress.example", *HOSTS}

OF_ARRIVAL = {"story": "its number counts the printings of one headline and byline, hostile ones among them"}
"""Fields of a copy that a hostile copy may move, beside those of :data:`crawl.sameness.MAY_DIFFER`; and why."""

SHOWN = ("headline", "byline", "body", "pubStatus", "edNote", "datePublished", "datePublishedPrecision", "lead")

Documents = dict[str, Any]


class Ground:
    """The newsroom and the tests' own sites, with crawls of them into any database."""

    def __init__(
        self, room: newsroom.Newsroom, others: str, hostile: list[HostileOutlet], mongo: str, var: Path
    ) -> None:
        self._mongo = mongo
        self._var = var
        self._hosts = {**room.host_map, **dict.fromkeys([*HOSTS, *(outlet.host for outlet in hostile)], others)}

    def crawl(self, database: str, *phases: list[dict[str, Any]]) -> dict[str, Any]:
        """Run the phases in a process of their own; returns the report of ``tests.security.crawl_many``."""
        report = self._var / "report.json"
        settings = {
            "HOST_MAP": self._hosts,
            "MONGODB_URI": self._mongo,
            "MONGODB_DATABASE": database,
            "VAR_DIR": str(self._var),
            "DOWNLOAD_DELAY": 0,
            "AUTOTHROTTLE_ENABLED": False,
            "RETRY_TIMES": 0,
            "CHROMIUM": "/nonexistent",
            "LOG_LEVEL": "ERROR",
            "LOG_FILE": str(self._var / "crawls.log"),
        }
        plan = self._var / "plan.json"
        plan.write_text(json.dumps({"settings": settings, "phases": phases, "report": str(report)}), "utf-8")
        done = forking.run(
            ["tests.security.crawl_many", str(plan)],
            env={**os.environ, "NEWSCRAWLER_CONTACT": "tests@plainpress.example"},
            timeout=60 + 10 * sum(map(len, phases)),
        )
        assert done.returncode == 0, done.stderr
        found: dict[str, Any] = json.loads(report.read_text("utf-8"))
        return found


@pytest.fixture
def hostile() -> list[HostileOutlet]:
    edition = newsroom.Edition()
    return [generate(number, SEED, edition) for number in range(CRAWLS)]


@pytest.fixture
def ground(hostile: list[HostileOutlet], mongo_uri: str, tmp_path: Path) -> Iterator[Ground]:
    by_host = {outlet.host: outlet for outlet in hostile}
    with newsroom.start() as room:
        honest = HonestOutlets(room.edition)

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                host = self.headers["Host"]
                headers: dict[str, str] = {}
                if self.path == "/robots.txt":
                    status, kind, body = 404, "text/plain", b""
                elif host in by_host:
                    answer = by_host[host].answer(self.path)
                    status, kind, body, headers = answer.status, answer.content_type, answer.body, answer.headers
                else:
                    status, kind, body = honest.answer(host, self.path)
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_GET

            def log_message(self, *arguments: Any) -> None:
                pass

        with listening(Handler) as address:
            yield Ground(room, address, hostile, mongo_uri, tmp_path)


@pytest.fixture
def undisturbed(mongo_uri: str) -> Iterator[Database[Documents]]:
    with connect(mongo_uri) as client:
        yield client["test-undisturbed"]
        client.drop_database("test-undisturbed")


@pytest.mark.live
def test_honest_outlets_are_stored_as_if_there_were_no_hostile_ones(
    ground: Ground, hostile: list[HostileOutlet], database: Database[Documents], undisturbed: Database[Documents]
) -> None:
    assert {attack for outlet in hostile for attack in outlet.attacks} == {attack.__name__ for attack in ATTACKS}
    ground.crawl(undisturbed.name, HONEST, HONEST)
    attacks = [{"spider": "outlet", "arguments": {"url": f"https://{outlet.host}/"}} for outlet in hostile]
    half = len(attacks) // 2
    report = ground.crawl(database.name, attacks[:half], HONEST, attacks[half:], HONEST)

    late = [each for each in report["crawls"] if each["ended"] != "finished" or each["reason"] != "finished"]
    assert late == []
    print(f"\n{len(attacks)} hostile crawls, peak {report['peak_mb']} MB, slowest {slowest(report)}")

    expected, found = honest_documents(undisturbed), honest_documents(database)
    assert len(expected["copies"]) > 100
    assert len(expected["comments"]) > 1_000
    unlike = differences(expected, found)
    assert unlike == [], unlike[:5]
    assert partition(found["copies"]) == partition(expected["copies"]), (
        "copies of one story, and no others, stay together"
    )
    assert shown(database) == shown(undisturbed)


def honest_documents(database: Database[Documents]) -> dict[str, dict[Any, Documents]]:
    """Copies, threads and comments of the honest outlets, by id; without what depends on arrival."""
    copies = {each["_id"]: each for each in database.copies.find() if host_of(each["_id"]) in HONEST_HOSTS}
    threads = {each["_id"]: each for each in database.threads.find() if host_of(each["copyUrl"]) in HONEST_HOSTS}
    comments = {each["_id"]: each for each in database.comments.find({"thread": {"$in": list(threads)}})}
    return {"copies": copies, "threads": threads, "comments": comments}


def host_of(url: str) -> str:
    return url.split("/")[2].removeprefix("www.") if "://" in url else ""


def partition(copies: dict[Any, Documents]) -> set[frozenset[str]]:
    """Sets of copies that share a story."""
    stories: dict[str, set[str]] = {}
    for url, copy in copies.items():
        stories.setdefault(copy["story"], set()).add(url)
    return {frozenset(urls) for urls in stories.values()}


def shown(database: Database[Documents]) -> dict[frozenset[str], Documents]:
    """By the honest copies of a story what it shows: a lead, a text, dates and a status that honest outlets printed."""
    found = {}
    for story in database.stories.find():
        honest = frozenset(url for url in story["copies"] if host_of(url) in HONEST_HOSTS)
        if len({host_of(url) for url in honest}) > 1:
            found[honest] = {name: story[name] for name in SHOWN}
    return found


def slowest(report: dict[str, Any]) -> str:
    worst = max(report["crawls"], key=lambda each: float(each["seconds"]))
    return f"{worst['seconds']:.1f} s ({worst['arguments']})"
