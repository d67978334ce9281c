"""The guard in whole crawls, plain and in Chromium: a hostile outlet names a service of this machine everywhere."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from itertools import cycle
from pathlib import Path
from random import Random
from urllib.parse import unquote

import pytest

from tests.security.canaries import Canary, canary
from tests.security.spellings import hosts_of, urls_of
from tests.support.crawls import Crawls
from tests.support.loopback import listening
from tests.support.soak import times

pytestmark = pytest.mark.live
ROUNDS = int(os.environ.get("GUARD_ROUNDS", "1"))
"""Pages that Chromium renders; `make soak` renders seven."""
ADDRESSES = times(500, 1_500)
"""Of each page."""

CHROMIUM = Path("/usr/bin/chromium")
HOST = "hostile.example"
SITE = f"https://{HOST}"
PARAGRAPHS = (
    "<p>Paragraph of the story about the quay, which was as long as ever on Monday, said the harbour master.</p>" * 5
)
COMMENTS = (
    '<h2>9 comments</h2><ol class="comment-list"><li id="comment-1" class="comment"><a class="comment-author">Ann</a> '
    '<time datetime="2026-11-24T09:00:00Z">24 November</time><div class="comment-text"><p>First again, as ever.</p></div></li>'
    '<li id="comment-2" class="comment"><a class="comment-author">Ben</a> <time datetime="2026-11-24T09:05:00Z">24 November'
    '</time><div class="comment-text"><p>Not for long, I think.</p></div></li></ol>'
)


def story(headline: str, extra: str = "", head: str = "") -> str:
    return (
        f'<!doctype html><html lang="en"><head><meta property="og:type" content="article"><title>{headline}</title>{head}'
        f"</head><body><article><h1>{headline}</h1><p>By <span class=author>Oona Delacroix</span></p>"
        f'<time datetime="2026-11-24T08:00:00Z">24 November</time><div itemprop="articleBody">{PARAGRAPHS}</div></article>'
        f"{extra}</body></html>"
    )


@dataclass
class Site:
    answers: dict[str, tuple[int, dict[str, str], str]] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    address: str = ""


@contextmanager
def serving() -> Iterator[Site]:
    site = Site()
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            with lock:
                site.said += [unquote(self.path[5:])] if self.path.startswith("/say?") else []
            status, headers, text = site.answers.get(self.path, (404, {}, ""))
            if headers.get("ETag") and self.headers.get("If-None-Match") == headers["ETag"]:
                status, text = 304, ""
            body = text.encode()
            self.send_response(status)
            for name, value in {
                "Content-Type": "text/html; charset=utf-8",
                "Content-Length": str(len(body)),
                **headers,
            }.items():
                self.send_header(name, value.encode().decode("latin-1"))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with listening(Handler) as site.address:
        yield site


def page_by(way: str, url: str) -> tuple[int, dict[str, str], str]:
    headline = f"The quay is long again by way of {way}, officials say"
    if way == "redirect":
        return 302, {"Location": url}, ""
    if way == "refresh":
        return 200, {}, f'<html><head><meta http-equiv="refresh" content="0;url={url}"></head><body></body></html>'
    head, extra = {
        "wordpress": (f'<link rel="https://api.w.org/" href="{url}"><link rel="shortlink" href="/?p=7">', ""),
        "isso": ("", f'<section id="isso-thread"></section><script data-isso="{url}" src="/js/embed.min.js"></script>'),
        "coral": ("", f'<iframe src="{url}/embed/stream?storyURL=1"></iframe>'),
        "next": ("", COMMENTS + f'<a rel="next" href="{url}#comments">Older comments</a>'),
    }[way]
    return 200, {}, story(headline, extra, head)


def crawl(crawls: Crawls, *arguments: str, **settings: object) -> str:
    """Crawl, however much of it was refused; returns the log."""
    log, _ = crawls.start("crawl", *arguments, RETRY_TIMES=0, **settings).communicate(timeout=240)
    assert "Spider closed (finished)" in log, log
    assert "Traceback" not in log, log
    return log


WAYS = ("redirect", "refresh", "wordpress", "isso", "coral", "next")
Spelled = Callable[[str], str]


def attack(crawls: Crawls, site: Site, spelled: Spelled) -> str:
    """Crawl a front page that leads to the address by every way; returns the log."""
    links = []
    for way in WAYS:
        path = f"/2026/11/24/the-quay-is-long-again-by-{way}"
        site.answers[path] = page_by(way, spelled(f"/by-{way}"))
        links.append(f'<h2><a href="{path}">The quay is long again by way of {way}, officials say</a></h2>')
    item = f"<item><title>x</title><link>{spelled('/2026/11/24/by-feed-to-a-story-of-the-day')}</link></item>"
    site.answers |= {
        "/": (
            200,
            {},
            '<html><head><title>Front</title><link rel="alternate" type="application/rss+xml" href="/rss"></head><body>'
            f'<nav><a href="/world/">World</a></nav>{"".join(links)}<a rel="next" href="{spelled("/by-next")}">Next</a></body></html>',
        ),
        "/rss": (200, {"Content-Type": "application/rss+xml"}, f'<rss version="2.0"><channel>{item}</channel></rss>'),
        "/world/": (302, {"Location": spelled("/by-section")}, ""),
        "/robots.txt": (302, {"Location": spelled("/by-robots")}, ""),
    }
    crawls.hosts = {HOST: site.address}
    return crawl(crawls, "outlet", "-a", f"url={SITE}/")


@pytest.fixture
def targets() -> Iterator[tuple[Canary, Canary]]:
    with canary() as four, canary("::1") as six:
        yield four, six


def test_a_hostile_outlet_reaches_nothing_by_any_way(crawls: Crawls, targets: tuple[Canary, Canary]) -> None:
    four, six = targets
    random = Random(10)
    hosts = cycle(random.sample([*hosts_of("127.0.0.1", random), "localhost", *hosts_of("::1", random)], 40))
    with serving() as site:
        attack(
            crawls, site, lambda path: f"http://{(host := next(hosts))}:{six.port if ':' in host else four.port}{path}"
        )
    assert (four.connections, six.connections) == (0, 0)
    # The stories are stored, and what was refused says why.
    assert crawls.database.copies.count_documents({}) == 4
    said = [entry["reason"] for entry in crawls.database.quarantine.find()]
    said += [thread["reason"] for thread in crawls.database.threads.find({"complete": False})]
    assert len(said) >= 5
    assert not crawls.database.quarantine.find_one({"fragment": {"$regex": "CANARY"}})


def test_the_control_is_reached_where_the_operator_allows_it(
    crawls: Crawls, targets: tuple[Canary, Canary], monkeypatch: pytest.MonkeyPatch
) -> None:
    four, _ = targets
    monkeypatch.setenv("NEWSCRAWLER_FETCH_ALLOW", f"127.0.0.1:{four.port}")
    with serving() as site:
        attack(crawls, site, lambda path: f"http://127.0.0.1:{four.port}{path}")
    asked = {said.split()[1].split(b"?")[0] for said in four.heard}
    assert {b"/by-redirect", b"/by-refresh", b"/by-coral/api/graphql", b"/by-isso/", b"/by-robots"} <= asked


def test_a_sitemap_that_names_a_service_reaches_nothing(crawls: Crawls, targets: tuple[Canary, Canary]) -> None:
    four, _ = targets
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    base = f"http://0x7f.1:{four.port}"
    with serving() as site:
        xml = {"Content-Type": "application/xml"}
        index = f"<sitemapindex {space}><sitemap><loc>{base}/by-index.xml</loc></sitemap><sitemap><loc>/wp-sitemap-2.xml</loc></sitemap></sitemapindex>"
        site.answers["/wp-sitemap.xml"] = (200, xml, index)
        site.answers["/wp-sitemap-2.xml"] = (302, {"Location": f"{base}/by-redirect"}, "")
        site.answers["/feed/"] = (302, {"Location": f"{base}/by-feed"}, "")
        crawls.hosts = {"harborlight.example": site.address}
        crawl(crawls, "harborlight")
    assert four.connections == 0


def test_a_cursor_in_the_store_reaches_nothing(crawls: Crawls, targets: tuple[Canary, Canary]) -> None:
    four, _ = targets
    embed = '<section id="isso-thread"></section><script data-isso="https://harborlight.example/isso" src="/js/embed.min.js"></script>'
    with serving() as site:
        site.answers["/story"] = (200, {"ETag": '"1"'}, story("The quay is long again, officials say", embed))
        crawls.hosts = {"harborlight.example": site.address}
        crawl(crawls, "harborlight", "-a", "url=https://harborlight.example/story")
        for url, why in (
            (f"http://127.0.0.1:{four.port}/", "not on the public network (loopback)"),
            ("file:///etc/hostname", "is not an http(s) address"),
        ):
            changed = crawls.database.threads.update_one({}, {"$set": {"cursor.url": url}})
            assert changed.matched_count == 1
            crawl(crawls, "harborlight", "-a", "url=https://harborlight.example/story")
            thread = crawls.database.threads.find_one({})
            assert thread is not None
            assert not thread["complete"]
            assert why in thread["reason"]
            assert four.connections == 0


SCRIPT = """
const urls = %s, end = Date.now() + %d * 1000;
const kinds = [
  (u) => fetch(u, {method: 'POST', body: '{}', mode: 'no-cors'}), (u) => fetch(u),
  (u) => new Promise((ok) => { const x = new XMLHttpRequest(); x.onloadend = ok; x.open('GET', u); x.send(); }),
  (u) => new Promise((ok) => { const s = document.createElement('script'); s.onload = s.onerror = ok; s.src = u; document.head.append(s); }),
  (u) => new Promise((ok) => { const f = document.createElement('iframe'); f.onload = f.onerror = ok; f.src = u; document.body.append(f); setTimeout(() => { f.remove(); ok(); }, 500); }),
  (u) => { new Image().src = u; navigator.sendBeacon(u, 'x'); new EventSource(u).close(); },
  (u) => { new WebSocket(u.replace(/^http/, 'ws')); const l = document.createElement('link'); l.rel = 'preconnect'; l.href = u; document.head.append(l); },
];
let tried = 0;
(async () => {
  await Promise.all([...Array(8).keys()].map(async (lane) => {
    for (let i = lane; i < urls.length && Date.now() < end; i += 8) {
      try { await kinds[i %% kinds.length](urls[i]); } catch (e) {}
      tried++;
    }
  }));
  await fetch('/say?tried ' + tried);
})();
"""


@pytest.mark.parametrize("seed", range(1, ROUNDS + 1))
def test_scripts_in_chromium_reach_nothing(crawls: Crawls, targets: tuple[Canary, Canary], seed: int) -> None:
    if not CHROMIUM.exists():
        pytest.skip("needs Chromium: apt-get install chromium")
    four, six = targets
    random = Random(seed)
    urls: list[str] = []
    while len(urls) < 1_500:
        for address in (
            "127.0.0.1",
            "::1",
            "127.9.9.9",
            "169.254.169.254",
            "10.0.0.7",
            "168.63.129.16",
            "fd00:ec2::254",
        ):
            for host in [*hosts_of(address, random), "localhost", "vm", "x.localhost"]:
                urls += urls_of(host, six.port if ":" in host else four.port, random)
    random.shuffle(urls)
    script = SCRIPT % (json.dumps(urls[:ADDRESSES]).replace("</", "<\\/"), 90)
    page = f'<section id="comments">Loading comments …</section><script>setTimeout(() => {{{script}}}, 50)</script>'
    with serving() as site:
        site.answers["/story"] = (200, {}, story("The quay is rendered again this week", page))
        site.answers["/say?"] = (200, {}, "ok")
        crawls.hosts = {HOST: site.address}
        limits = {"RENDER_SECONDS": 120, "RENDER_REQUESTS": 20_000, "RENDER_FRAMES": 10_000}
        crawl(crawls, "outlet", "-a", f"url={SITE}/story", **limits)
        tried = [int(said.split()[1]) for said in site.said if said.startswith("tried")]
    assert (four.connections, six.connections) == (0, 0)
    assert tried
    assert tried[0] > ADDRESSES * 2 // 3
