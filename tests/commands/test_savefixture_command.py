"""``scrapy savefixture`` as it is typed, in a copy of this clone, against sites on loopback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from newscrawler.fixtures.replay import replay
from newscrawler.spiders.outlet import OutletSpider
from tests.support.clones import clone
from tests.support.forking import run
from tests.support.loopback import listening

pytestmark = pytest.mark.live

PROSE = "<p>The harbour master said that the quay would stay closed until the crane had been lifted.</p>" * 5
STORY = f"""<html><head><title>Crane</title><meta property="og:type" content="article"></head><body>
<article><h1>Crane blocks the old quay</h1><p class="byline">By Mara Quill</p>{PROSE}</article>
<script data-isso="https://granitepost.example/talk/" src="https://granitepost.example/talk/js/embed.min.js"></script>
<section id="isso-thread" data-isso-id="/quay"></section></body></html>"""
COMMENT = {
    "id": 1, "parent": None, "text": "<p>Again?</p>", "author": "Bo", "mode": 1, "created": 1_700_000_000.0, "modified": None,
    "likes": 2, "dislikes": 1, "hidden_replies": 0, "replies": [], "total_replies": 0,
}  # fmt: skip
ANSWER = {"id": None, "total_replies": 1, "hidden_replies": 0, "replies": [COMMENT]}


PATIENCE = 600
"""Seconds: many times what any command here takes, however many others run."""


class Site(BaseHTTPRequestHandler):
    """The Granite Post: a story with an Isso section, and cookies for everybody."""

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        pages = {
            "/robots.txt": ("text/plain", "User-agent: *\nDisallow: /private/\n"),
            "/quay": ("text/html", STORY),
            "/talk/": ("application/json", json.dumps(ANSWER)),
        }
        kind, text = pages.get(path, ("text/html", "gone"))
        self.send_response(200 if path in pages else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Set-Cookie", "session=s3cr3t")
        self.send_header("X-CSRF-Token", "s3cr3t")
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *arguments: Any) -> None:
        pass


class Here:
    """A copy of this clone, and the site."""

    def __init__(self, place: Path, address: str) -> None:
        self.place = place
        self.cases = place / "tests/outlets/fixtures"
        self._environment = {**os.environ, "NEWSCRAWLER_HOST_MAP": f"granitepost.example={address}"}

    def save(self, *arguments: str, code: int = 0) -> str:
        words = ["scrapy", "savefixture", *arguments, "-s", "DOWNLOAD_DELAY=0"]
        done = run(words, cwd=self.place, env=self._environment, timeout=PATIENCE)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Here]:
    place = tmp_path_factory.mktemp("clone")
    clone(place)
    with listening(Site) as address:
        yield Here(place, address)


def test_a_story_is_saved_with_its_answers_and_without_secrets(here: Here) -> None:
    said = here.save("outlet", "https://granitepost.example/quay")
    case = here.cases / "outlet/quay"
    assert "1 Copy, 1 Comment, 1 Thread" in said
    assert "takes no such pages" in said
    assert sorted(path.name for path in case.iterdir()) == [
        "answer1.json", "answers.json", "expected.json", "page.html", "request.json",
    ]  # fmt: skip
    assert not [path for path in case.iterdir() if "s3cr3t" in path.read_text()]
    assert replay(case, OutletSpider).results == json.loads((case / "expected.json").read_text())
    before = (case / "request.json").read_bytes()
    assert "left as it is" in here.save("outlet", "https://granitepost.example/quay", code=2)
    assert (case / "request.json").read_bytes() == before
    here.save("outlet", "https://granitepost.example/quay", "--rewrite")
    assert (case / "request.json").read_bytes() != before
    tried = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "tests/outlets", "-k", "outlet/quay"],
        cwd=here.place, capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert "1 passed" in tried.stdout, tried.stdout
    assert not (here.place / "var/mongo").exists(), "it stores nothing, and starts no database"


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        ((), 2, "needs a spider and an address"),
        (("nosuch", "https://granitepost.example/"), 2, "there is no spider 'nosuch'; choose from: apnews, archive"),
        (("archive", "https://granitepost.example/"), 2, "reads no outlet's pages"),
        (("outlet", "granitepost.example"), 2, "is not an http(s) URL"),
        (("japantoday", "https://granitepost.example/"), 2, "is not on japantoday.com"),
        (("outlet", "https://granitepost.example/", "--kind", "page"), 2, "--kind 'page' is not one of story"),
        (("outlet", "https://granitepost.example/", "--case", "../x"), 2, "--case '../x': a name has small letters"),
        (
            ("outlet", "https://granitepost.example/nosuch"),
            1,
            "https://granitepost.example/nosuch: HTTP 404; nothing is",
        ),
        (("outlet", "https://granitepost.example/private/a"), 1, "Forbidden by robots.txt; nothing is saved"),
        (("outlet", "http://127.0.0.1:1/"), 1, "nothing is saved"),
    ],
)
def test_what_cannot_be_saved_is_said_in_one_line(arguments: tuple[str, ...], code: int, says: str, here: Here) -> None:
    before = sorted(here.cases.rglob("*"))
    said = here.save(*arguments, code=code)
    assert says in said
    assert len(said.strip().splitlines()) == 1, said
    assert sorted(here.cases.rglob("*")) == before
