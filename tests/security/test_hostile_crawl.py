"""Crawl of an outlet with all attacks at once: it ends by itself, memory stays bounded, refusals have reasons."""

from __future__ import annotations

import gzip
import json
import os
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

import brotli
import pytest

from tests.support.crawls import Crawls
from tests.support.loopback import listening

HOST = "harborlight.example"
SITE = f"https://{HOST}"
PEAK_MEGABYTES = 600
"""Limit for a crawler (issue 10); an idle crawler has about 100."""

Answer = tuple[int, dict[str, str], bytes]
HTML = {"Content-Type": "text/html; charset=utf-8"}
XML = {"Content-Type": "application/xml"}
JSON = {"Content-Type": "application/json"}
PARAGRAPHS = "".join(
    f"<p>Paragraph {n} of the story about the quay, which was as long as ever on Monday.</p>" for n in range(5)
)
QUOTES = "<blockquote>" * 9_000 + "<p>y" * 6_000


def story(name: str, extra: str = "", head: str = "", text: str = PARAGRAPHS) -> bytes:
    return (
        f'<!doctype html><html lang="en"><head><title>{name}</title><meta property="og:type" content="article">{head}'
        f'</head><body><article><h1>The quay is long again this week, says {name}</h1><p class="byline">By '
        f'<span class="author">Oona Delacroix</span></p><time datetime="2026-11-24T08:00:00Z">24 November</time>'
        f'<div itemprop="articleBody">{text}</div></article>{extra}</body></html>'
    ).encode()


def zeros(wbits: int) -> bytes:
    packer = zlib.compressobj(1, zlib.DEFLATED, wbits)
    return b"".join(packer.compress(b"\0" * (1 << 20)) for _ in range(300)) + packer.flush()


WORDPRESS = f'<link rel="https://api.w.org/" href="{SITE}/%s/"><link rel="shortlink" href="/?p=%d">'
STORIES: dict[str, Callable[[], Answer]] = {
    "honest": lambda: (200, HTML, story("an honest story")),
    "gzip": lambda: (200, {**HTML, "Content-Encoding": "gzip"}, zeros(31)),
    "deflate": lambda: (200, {**HTML, "Content-Encoding": "deflate"}, zeros(-15)),
    "brotli": lambda: (200, {**HTML, "Content-Encoding": "br"}, brotli.compress(b"\0" * (1 << 28), quality=1)),
    "gzip-in-gzip": lambda: (200, {**HTML, "Content-Encoding": "gzip, gzip"}, gzip.compress(zeros(31), 1)),
    "members": lambda: (200, {**HTML, "Content-Encoding": "gzip"}, gzip.compress(b"") * 450_000),
    "large": lambda: (200, HTML, story("a large one", text=PARAGRAPHS + "<p>" + "word " * 1_950_000)),
    "large-packed": lambda: (
        200,
        {**HTML, "Content-Encoding": "gzip"},
        gzip.compress(story("a packed one", text=PARAGRAPHS + "<p>words of it</p>" * 240_000), 1),
    ),
    "too-large": lambda: (200, HTML, b"x" * 11_000_000),
    "nested": lambda: (200, HTML, story("nesting", text="<div>" * 19_000 + PARAGRAPHS)),
    "nested-hidden": lambda: (200, HTML, story("hidden nesting", text="<div></b>" * 100_000 + PARAGRAPHS)),
    "punycode": lambda: (
        200,
        {"Content-Type": "text/html; charset=punycode"},
        story("another charset") + b"a" * 300_000 + b"-" + b"a" * 300_000,
    ),
    "links": lambda: (200, HTML, story("many links", extra="<a href=/2026/11/24/a-b-c-d-e>a b c d e</a>" * 60_000)),
    "quotes": lambda: (200, HTML, story("quotes", head=WORDPRESS % ("quotes", 7))),
    "endless": lambda: (200, HTML, story("an endless thread", head=WORDPRESS % ("endless", 8))),
    "brackets": lambda: (200, HTML, story("brackets", head=WORDPRESS % ("brackets", 9))),
    "isso": lambda: (
        200,
        HTML,
        story(
            "an endless Isso",
            extra=f'<section id="isso-thread"></section><script data-isso="{SITE}/isso" src="/js/embed.min.js"></script>',
        ),
    ),
    "coral": lambda: (
        200,
        HTML,
        story(
            "an endless Coral",
            extra=f'<script>Coral.createStreamEmbed({{rootURL: "{SITE}/talk", storyID: "1"}})</script>',
        ),
    ),
    "quotes-on-the-page": lambda: (
        200,
        HTML,
        story(
            "quoting", extra=f'<div id="comments"><div class="comment" id="comment-1"><b class="author">ann</b>{QUOTES}'
        ),
    ),
}


class Hostile:
    """The outlet's answers, by path."""

    def __init__(self) -> None:
        self._made: dict[str, Answer] = {}
        self._count = 0
        self._lock = threading.Lock()

    def __call__(self, target: str) -> Answer:
        parts = urlsplit(target)
        path, query = parts.path, parse_qs(parts.query)
        if path.startswith("/2026/11/24/"):
            make = STORIES.get(path.removeprefix("/2026/11/24/a-story-of-the-quay-").strip("/"))
            return (404, HTML, b"") if make is None else self._once(path, make)
        if path.endswith(".xml"):
            return self._once(path, lambda: self._sitemap(path))
        if path == "/feed/":
            return self._once(path, lambda: (200, XML, _feed()))
        offset = int(query.get("offset", ["0"])[0])
        if path.startswith("/endless"):
            return 200, {**JSON, "X-WP-Total": "999999999"}, json.dumps(_rows(offset, 100, "<p>words</p>")).encode()
        if path.startswith("/quotes"):
            return 200, {**JSON, "X-WP-Total": "60"}, json.dumps(_rows(offset, 60, QUOTES)).encode()
        if path.startswith("/brackets"):
            return 200, {**JSON, "X-WP-Total": "60"}, b"[" + b"{}," * 3_000_000 + b"{}]"
        if path.startswith("/isso"):
            return 200, JSON, json.dumps(self._isso()).encode()
        if path.startswith("/talk"):
            return 200, JSON, json.dumps(self._coral()).encode()
        return 404, HTML, b""

    def _once(self, path: str, make: Callable[[], Answer]) -> Answer:
        with self._lock:
            if path not in self._made:
                self._made[path] = make()
            return self._made[path]

    def _sitemap(self, path: str) -> Answer:
        start = b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        if path == "/cdata.xml":
            return 200, {"Content-Type": "application/x-gzip"}, gzip.compress(start + b"<![CDATA[" * 440_000, 1)
        if path == "/ampersands.xml":
            return 200, {"Content-Type": "application/x-gzip"}, gzip.compress(start + b"&" * 49_000_000, 1)
        if path == "/tags.xml":
            return 200, XML, start + b"<a/>" * 149_000 + b"<url><loc>x</loc></url>" * 40_000
        if path == "/many.xml":
            rows = (f"<url><loc>{SITE}/2026/11/24/{'x' * 60}-{n}</loc></url>".encode() for n in range(60_000))
            return 200, XML, start + b"".join(rows)
        names = ["cdata", "ampersands", "tags", "many"] if path == "/wp-sitemap.xml" else []
        with_more = [
            *names,
            *(f"{path[1:-4]}-{number}" for number in range(2 if path != "/wp-sitemap.xml" else 40)),
        ]
        rows = (f"<sitemap><loc>{SITE}/{name}.xml</loc></sitemap>".encode() for name in with_more)
        return 200, XML, start.replace(b"urlset", b"sitemapindex") + b"".join(rows)

    def _isso(self) -> dict[str, Any]:
        self._count += 500
        replies = [
            {
                "id": self._count + number,
                "parent": None,
                "text": "<p>words</p>",
                "mode": 1,
                "author": "ann",
                "created": 1_700_000_000.0 + self._count + number,
                "modified": None,
                "likes": 0,
                "dislikes": 0,
                "hidden_replies": 0,
                "total_replies": 0,
                "replies": [],
            }
            for number in range(500)
        ]
        return {"total_replies": 999_999_999, "hidden_replies": 999_999_999, "replies": replies}

    def _coral(self) -> dict[str, Any]:
        self._count += 500
        edges = [
            {
                "node": {
                    "id": str(self._count + number),
                    "body": "<p>words</p>",
                    "createdAt": "2026-11-24T09:00:00Z",
                    "status": "NONE",
                    "deleted": False,
                    "replyCount": 0,
                }
            }
            for number in range(200)
        ]
        comments = {"edges": edges, "pageInfo": {"hasNextPage": True, "endCursor": str(self._count)}}
        story = {"id": "1", "isClosed": False, "commentCounts": {"totalPublished": 10}, "comments": comments}
        return {"data": {"story": story}}


def _rows(offset: int, count: int, markup: str) -> list[dict[str, Any]]:
    row = {"content": {"rendered": markup}, "author_name": "ann", "date_gmt": "2026-11-24T09:00:00", "parent": 0}
    return [{**row, "id": offset + number + 1} for number in range(count)]


def _feed() -> bytes:
    names = [*STORIES, *map(str, range(30_000))]
    items = (f"<item><link>{SITE}/2026/11/24/a-story-of-the-quay-{name}/</link></item>" for name in names)
    return f'<rss version="2.0"><channel>{"".join(items)}</channel></rss>'.encode()


@contextmanager
def serving(answer: Callable[[str], Answer]) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            if length := int(self.headers.get("Content-Length") or 0):
                self.rfile.read(length)
            status, headers, body = answer(self.path)
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            try:
                self.wfile.write(body)
            except OSError:
                self.close_connection = True

        do_POST = do_GET

        def log_message(self, *arguments: Any) -> None:
            pass

    with listening(Handler) as address:
        yield address


@pytest.mark.live
def test_a_hostile_outlet_costs_bounded_time_and_memory(crawls: Crawls) -> None:
    with serving(Hostile()) as address:
        crawls.hosts = {HOST: address}
        process = crawls.start(
            "crawl",
            "harborlight",
            RETRY_TIMES=0,
            LINKS_PER_SOURCE=150,
            THREAD_COMMENTS=1_000,
            CONCURRENT_REQUESTS_PER_DOMAIN=32,
            DOWNLOAD_TIMEOUT=120,
        )
        assert process.stdout is not None
        log: list[str] = []
        reader = threading.Thread(target=lambda: log.extend(process.stdout or ()), daemon=True)
        reader.start()
        began = time.monotonic()
        _, status, usage = os.wait4(process.pid, 0)
        took = time.monotonic() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        reader.join(5)
    text = "".join(log)
    print(f"{usage.ru_maxrss / 1024:.0f} MB, {usage.ru_utime + usage.ru_stime:.0f} s of the processor, {took:.0f} s")
    assert "Traceback" not in text, text[-5_000:]
    assert usage.ru_maxrss / 1024 < PEAK_MEGABYTES
    copies = {copy["_id"].rpartition("quay-")[2].strip("/") for copy in crawls.database.copies.find({}, {"_id": 1})}
    assert {"honest", "punycode", "links", "quotes", "endless", "brackets", "isso", "coral"} <= copies
    reasons = {entry["reason"] for entry in crawls.database.quarantine.find({}, {"reason": 1})}
    for limit in (
        "DOWNLOAD_MAXSIZE",
        "LINKS_PER_SOURCE",
        "SITEMAPS_PER_CRAWL",
        "SITEMAP_DEPTH",
        "MAX_ENTRIES",
        "MAX_PAGE_BYTES",
        "parts; the limit is",
        "nested 100,",
        "deep; the limit is 200",
        "MAX_CONTAINERS",
    ):
        assert any(limit in reason for reason in reasons), (limit, reasons)
    threads = {thread["copyUrl"].rpartition("quay-")[2].strip("/"): thread for thread in crawls.database.threads.find()}
    for name in ("endless", "isso"):
        assert threads[name]["reason"] == "more than 1,000 comments (THREAD_COMMENTS)", threads[name]
        assert threads[name]["complete"] is False
    assert threads["coral"]["complete"] is False
