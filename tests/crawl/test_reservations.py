"""Wishes of an outlet about copies of its pages, over real HTTP: recorded always, obeyed by a setting."""

from __future__ import annotations

import json
from collections import Counter
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from tests.support.crawls import Crawls
from tests.support.loopback import listening

pytestmark = pytest.mark.live

SITE = "https://granitepost.example"
NAMES = ("open", "header", "robots", "mined/one", "mined/two")
POLICY = f"{SITE}/terms"
RULES = [{"location": "/2026/11/20/mined/*", "tdm-reservation": 1, "tdm-policy": POLICY}]


def story(name: str) -> str:
    head = '<meta name="robots" content="noarchive">' if name == "robots" else ""
    text = f"<p>The harbour board spoke of {name} on Friday, and nobody who had come was any the wiser.</p>" * 3
    return (
        f"<html lang=en><head><title>The quay is {name}</title>{head}</head><body><article><h1>The quay is {name}</h1>"
        f"<time>2026-11-20</time>{text}</article></body></html>"
    )


class Site(BaseHTTPRequestHandler):
    asked: Counter[str]
    robots = ""

    def do_GET(self) -> None:
        self.asked[self.path] += 1
        kind, name = "text/html; charset=utf-8", self.path.removeprefix("/2026/11/20/")
        text = story(name) if name in NAMES else None
        if self.path == "/":
            text = "".join(f'<h2><a href="/2026/11/20/{name}">The quay is {name}</a></h2>' for name in NAMES)
        elif self.path == "/.well-known/tdmrep.json":
            kind, text = "application/json", json.dumps(RULES)
        elif self.path == "/robots.txt":
            kind, text = "text/plain", self.robots
        self.send_response(200 if text is not None else 404)
        if name == "header":
            self.send_header("tdm-reservation", "1")
            self.send_header("X-Robots-Tag", "otherbot: noarchive")
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write((text or "").encode())

    def log_message(self, *arguments: Any) -> None:
        pass


def crawl(crawls: Crawls, robots: str = "", **settings: Any) -> tuple[dict[str, dict[str, Any]], Counter[str], str]:
    """Return the stored copies by name, the requests by path, and the log."""
    Site.asked, Site.robots = Counter(), robots
    with listening(Site) as address:
        crawls.hosts = {"granitepost.example": address}
        log = crawls.run("crawl", "outlet", "-a", f"url={SITE}/", **settings)
    copies = {copy["_id"].removeprefix(f"{SITE}/2026/11/20/"): copy for copy in crawls.database["copies"].find()}
    assert sorted(copies) == sorted(NAMES)
    return copies, Site.asked, log


def test_wishes_are_recorded_and_the_texts_stored_by_default(crawls: Crawls) -> None:
    copies, asked, log = crawl(crawls)
    assert {name: (copy["noarchive"], copy["tdmReservation"]) for name, copy in copies.items()} == {
        "open": (None, None),
        "header": (None, True),
        "robots": (True, None),
        "mined/one": (None, None),
        "mined/two": (None, None),
    }
    assert all(copy["body"] and copy["representation"] == "full" for copy in copies.values())
    assert "/.well-known/tdmrep.json" not in asked
    assert "texts are not stored" not in log


def test_an_obeyed_wish_withholds_the_text_and_the_run_says_so(crawls: Crawls) -> None:
    copies, asked, log = crawl(crawls, OBEY_RESERVATIONS="noarchive,tdm")
    assert {name for name, copy in copies.items() if copy["body"]} == {"open"}
    withheld = [copy for copy in copies.values() if not copy["body"]]
    assert {(copy["representation"], copy["partialReason"], len(copy["blocks"])) for copy in withheld} == {
        ("partial", "reserved", 0)
    }
    assert copies["mined/one"]["tdmPolicy"] == POLICY
    assert copies["mined/one"]["headline"] == "The quay is mined/one"
    # Once for the host, however many stories.
    assert asked["/.well-known/tdmrep.json"] == 1
    assert "4 texts are not stored, because their outlets reserve them (1 noarchive, 3 tdm)" in log
    (run,) = crawls.database["crawls"].find()
    assert run["withheld"] == {"noarchive": 1, "tdm": 3}
    assert run["exitCode"] == 0


def test_the_file_is_asked_for_as_robots_txt_allows(crawls: Crawls) -> None:
    copies, asked, _ = crawl(crawls, "User-agent: *\nDisallow: /.well-known/\n", OBEY_RESERVATIONS="tdm")
    assert asked["/.well-known/tdmrep.json"] == 0
    assert {name for name, copy in copies.items() if not copy["body"]} == {"header"}
