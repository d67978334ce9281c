"""``scrapy outlets`` as it is typed: the list, and what ``--try`` makes of sites on loopback."""

from __future__ import annotations

import json
import os
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any, ClassVar

import pytest

import newsroom
from tests.support.forking import run
from tests.support.loopback import listening

ROOT = Path(__file__).parents[2]
HOME = "https://granitepost.example"
CONTACT = "tests@plainpress.example"

PROSE = "<p>The harbour master said that the quay would stay closed until the crane had been lifted.</p>" * 5
STORY = f"""<html><head><title>Crane</title><meta property="og:type" content="article"></head><body>
<article><h1>Crane blocks the old quay</h1><p class="byline">By Mara Quill</p>{PROSE}</article>
<script data-isso="{HOME}/talk/" src="{HOME}/talk/js/embed.min.js"></script>
<section id="isso-thread" data-isso-id="/2026/quay"></section></body></html>"""

SPIDERS = f'''
from newscrawler.spiders.syndication import SyndicationSpider


class Sound(SyndicationSpider):
    name = "sound"
    outlet = "granitepost.example"
    story_url = r"/2026/"
    feeds = ("{HOME}/feed.xml",)
    sitemaps = ("{HOME}/index.xml",)
    sections = ("{HOME}/news",)
    expected_platform = "isso"


class Broken(Sound):
    name = "broken"
    feeds = ("{HOME}/gone.xml", "{HOME}/empty.xml", "{HOME}/news", "{HOME}/elsewhere.xml")
    sitemaps = ("{HOME}/2026/login", "{HOME}/round.xml")
    sections = ("{HOME}/private/news", "{HOME}/about")
    expected_platform = None


class Moved(Sound):
    name = "moved"
    sitemaps = sections = ()
    expected_platform = "disqus"


class Walled(Sound):
    name = "walled"
    feeds = ("{HOME}/walled.xml",)
    sitemaps = sections = ()
'''


def rss(*paths: str) -> str:
    items = "".join(
        f"<item><title>T</title><link>{path if '://' in path else HOME + path}</link>"
        f"<pubDate>Fri, {20 - number} Nov 2026 09:30:00 GMT</pubDate></item>"
        for number, path in enumerate(paths)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>G</title>{items}</channel></rss>'


def index(*paths: str) -> str:
    entries = "".join(f"<sitemap><loc>{HOME}{path}</loc></sitemap>" for path in paths)
    return f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</sitemapindex>'


LINKS = "".join(
    f'<li><h3><a href="/2026/story-{n}">A long headline of the story number {n}</a></h3></li>' for n in range(9)
)
XML, HTML = "application/xml", "text/html; charset=utf-8"
PAGES = {
    "/robots.txt": ("text/plain", "User-agent: *\nDisallow: /private/\n"),
    "/feed.xml": (XML, rss("/2026/quay", "/2026/older", "/about")),
    "/empty.xml": (XML, rss()),
    "/elsewhere.xml": (XML, rss("https://other.example/2026/quay")),
    "/walled.xml": (XML, rss("/2026/login")),
    "/index.xml": (XML, index("/map.xml")),
    "/round.xml": (XML, index("/round.xml?again")),
    "/map.xml": (
        XML,
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>{HOME}/2026/quay</loc></url></urlset>',
    ),
    "/news": (HTML, f"<html><body><ul>{LINKS}</ul></body></html>"),
    "/about": (HTML, "<html><body><p>About us</p></body></html>"),
    "/2026/quay": (HTML, STORY),
    "/2026/login": (HTML, "<html><body><form><input type=password></form></body></html>"),
}


PATIENCE = 600
"""Seconds: many times what any command here takes, however many others run."""


class Site(BaseHTTPRequestHandler):
    """The Granite Post, which counts its visitors."""

    asked: ClassVar[list[str]] = []
    agents: ClassVar[set[str]] = set()
    open: ClassVar[int] = 0
    most_open: ClassVar[int] = 0
    lock: ClassVar[threading.Lock] = threading.Lock()

    def do_GET(self) -> None:
        with self.lock:
            Site.open += 1
            Site.most_open = max(Site.most_open, Site.open)
            self.asked.append(self.path)
            self.agents.add(self.headers["User-Agent"])
        # So that a second request would meet the first.
        time.sleep(0.05)
        with self.lock:
            Site.open -= 1
        kind, text = PAGES.get(self.path.partition("?")[0], (HTML, "gone"))
        body = text.encode()
        self.send_response(200 if text != "gone" else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: Any) -> None:
        pass


class Here:
    """The command line beside a package of spiders."""

    def __init__(self, place: Path, environment: dict[str, str]) -> None:
        self.var = place / "var"
        self._environment = {
            **os.environ,
            "NEWSCRAWLER_VAR": str(self.var),
            "NEWSCRAWLER_CONTACT": CONTACT,
            "PYTHONPATH": str(place),
            **environment,
        }

    def outlets(self, *arguments: str, code: int = 0, **environment: str) -> subprocess.CompletedProcess[str]:
        words = ["scrapy", "outlets", *arguments, "-s", "DOWNLOAD_DELAY=0"]
        done = run(words, env=self._environment | environment, timeout=PATIENCE)
        assert done.returncode == code, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done


@contextmanager
def spiders(place: Path, **environment: str) -> Iterator[Here]:
    (place / "tried_outlets.py").write_text(SPIDERS)
    yield Here(place, {"NEWSCRAWLER_SPIDER_MODULES": "newsroom.spiders,tried_outlets", **environment})


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Here]:
    with listening(Site) as address:
        hosts = f"granitepost.example={address}"
        with spiders(tmp_path_factory.mktemp("outlets"), NEWSCRAWLER_HOST_MAP=hosts) as place:
            yield place


def tried(here: Here, *names: str, code: int) -> list[dict[str, Any]]:
    return [json.loads(line) for line in here.outlets("--try", *names, "--json", code=code).stdout.splitlines()]


@pytest.mark.live
def test_the_list_names_what_ships(here: Here) -> None:
    done = here.outlets()
    header, *rows = done.stdout.splitlines()
    assert header.split() == (
        ["NAME", "OUTLET", "LANGUAGES", "COUNTRY", "ZONE", "COMMENTS", "FEEDS", "SITEMAPS", "SECTIONS", "TRIED"]
    )
    [danas] = [row.split() for row in rows if row.startswith("danas ")]
    assert danas == ["danas", "danas.rs", "sr", "RS", "Europe/Belgrade", "wordpress", "1", "0", "0", "never"]
    assert not {"outlet", "archive"} & {row.split()[0] for row in rows}
    assert done.stderr == ""
    [shown] = map(json.loads, here.outlets("japantoday", "--json").stdout.splitlines())
    assert (shown["outlet"], shown["timeZone"], shown["platform"]) == ("japantoday.com", "Asia/Tokyo", "japantoday")
    assert (len(shown["sections"]), shown["lookedUp"], shown["tried"]) == (8, "2026-11-27", None)


@pytest.mark.live
@pytest.mark.parametrize(
    ("arguments", "environment", "says"),
    [
        (("nix",), {}, "there is no outlet 'nix'; choose from: apnews, "),
        (("outlet",), {}, "there is no outlet 'outlet'"),
        (("--try",), {}, "--try needs the names of outlets"),
        (("--try", "sound"), {"NEWSCRAWLER_CONTACT": ""}, "set NEWSCRAWLER_CONTACT to a mail address or a page"),
    ],
)
def test_bad_input_gets_one_line(
    here: Here, arguments: tuple[str, ...], environment: dict[str, str], says: str
) -> None:
    done = here.outlets(*arguments, code=2, **environment)
    assert says in done.stderr
    assert done.stdout == ""


@pytest.mark.live
def test_what_holds_is_told_and_nothing_is_stored(here: Here) -> None:
    Site.agents.clear()
    Site.most_open = 0
    said = here.outlets("--try", "sound").stdout
    assert (
        "feed     https://granitepost.example/feed.xml: 2 addresses of stories, newest 2026-11-20 09:30 UTC (HTTP 200)"
        in said
    )
    assert "sitemap  https://granitepost.example/index.xml: an index of 1 sitemap (HTTP 200)" in said
    assert "sitemap  https://granitepost.example/map.xml: 1 address of stories (HTTP 200)" in said
    assert "section  https://granitepost.example/news: 9 addresses of stories (HTTP 200)" in said
    assert '"Crane blocks the old quay" · By Mara Quill' in said
    assert "comments isso, as expected" in said
    assert "All is as declared." in said
    assert Site.agents
    assert all(CONTACT in agent for agent in Site.agents)
    assert Site.most_open == 1
    assert not here.var.exists()


@pytest.mark.live
def test_what_fails_is_told_by_its_reason(here: Here) -> None:
    Site.asked.clear()
    [found] = tried(here, "broken", code=1)
    said = {each["url"].removeprefix(HOME): (each["status"], each["trouble"]) for each in found["declared"]}
    assert said["/gone.xml"] == (404, "HTTP 404")
    assert said["/empty.xml"] == (200, "it lists no story of this outlet")
    assert said["/elsewhere.xml"] == (200, "it lists no story of this outlet")
    assert said["/news"][1].startswith("not a feed: ")
    assert said["/2026/login"][1].startswith("not a sitemap: ")
    assert said["/private/news"] == (None, "Forbidden by robots.txt")
    assert said["/about"][1].startswith("no story links on this list page")
    # Each index names another one: the crawl's own limit ends it.
    assert [each["trouble"] for each in found["declared"] if "round" in each["url"]][-1].endswith("(SITEMAP_DEPTH)")
    assert (found["story"], found["holds"]) == (None, False)
    assert "/robots.txt" in Site.asked
    assert not [path for path in Site.asked if path.startswith("/private")]
    text = here.outlets("--try", "broken", code=1).stdout
    assert "gone.xml: HTTP 404" in text
    assert "private/news: Forbidden by robots.txt" in text
    assert "story    none was found" in text
    assert "Not as declared: broken" in text


@pytest.mark.live
def test_another_platform_and_a_page_that_is_no_story_are_told(here: Here) -> None:
    moved, walled = tried(here, "moved", "walled", code=1)
    assert (moved["expected_platform"], moved["story"]["platform"], moved["holds"]) == ("disqus", "isso", False)
    assert [each["trouble"] for each in moved["declared"]] == [None]
    assert (walled["story"]["url"], walled["holds"]) == (f"{HOME}/2026/login", False)
    assert walled["story"]["trouble"]
    said = here.outlets("--try", "moved", "sound", code=1).stdout
    assert "comments isso, and disqus was expected" in said
    assert "Not as declared: moved" in said


@pytest.mark.live
def test_the_newsroom_is_as_its_spiders_declare(tmp_path: Path) -> None:
    with (
        newsroom.start() as room,
        spiders(tmp_path, NEWSCRAWLER_HOST_MAP=room.environment["NEWSCRAWLER_HOST_MAP"]) as here,
    ):
        harborlight, japantoday = tried(here, "harborlight", "japantoday", code=0)
    assert (harborlight["story"]["platform"], japantoday["story"]["platform"]) == ("wordpress", "japantoday")
    assert len(japantoday["declared"]) == 9
    assert all(each["stories"] or each["sitemaps"] for each in harborlight["declared"] + japantoday["declared"])
    assert harborlight["story"]["agency"] == "AP"
