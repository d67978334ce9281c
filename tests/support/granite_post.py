"""The Granite Post: a small outlet for tests, with all parts of an outlet that a newcomer wants to crawl.

A feed, an index of sitemaps with one of news, three sections, eight stories with an Isso thread under each. Times are
printed without a zone, and the byline is one that no engine can guess.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from email.utils import format_datetime
from html import escape
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

from tests.support.loopback import listening

__all__ = ["HOME", "HOST", "SECTIONS", "STORIES", "serving_granite_post"]

HOST = "granitepost.example"
HOME = f"https://{HOST}/"
ZONE = ZoneInfo("America/Halifax")
SECTIONS = ("world", "business", "harbour")
_TITLES = (
    ("harbour", "Crane blocks the old quay for a third week"),
    ("world", "Karsova reopens its only railway after the floods"),
    ("business", "Kelp insurer hid its losses for two years"),
    ("harbour", "Ferry line to the outer isles starts in spring"),
    ("world", "Delegates leave Vessa without a treaty on herring"),
    ("business", "Rope makers merge after a century side by side"),
    ("harbour", "Storm closes the north pier to all but gulls"),
    ("world", "Glacier above Selma thins faster than foreseen"),
)
_PROSE = (
    "VESSA (Reuters) - The harbour master said on Friday that the quay would stay closed until the crane had been lifted.",
    "Nobody was hurt when the crane, which is as old as the quay itself, leaned over in the storm of the last week.",
    "Two tugs have tried to pull it upright, and both have gone home with broken ropes and a bill for the council.",
    "A third attempt is planned for the spring tide, when there will be enough water under the keel of the floating crane.",
)


def _path(number: int) -> str:
    section, title = _TITLES[number]
    return f"/{section}/{'-'.join(title.lower().split())}-{10_400 + number}"


STORIES = tuple(f"https://{HOST}{_path(number)}" for number in range(len(_TITLES)))
"""Addresses, the newest first."""


def _published(number: int) -> datetime:
    return datetime(2026, 11, 20 - number, 9, 30, tzinfo=ZONE)


def _page(title: str, body: str, head: str = "") -> str:
    links = "".join(f'<a href="/{section}">{section.title()}</a>' for section in (*SECTIONS, "about"))
    return (
        f'<!doctype html><html lang="en-CA"><head><meta charset="utf-8"><title>{escape(title)} - The Granite Post</title>'
        f'<meta property="og:site_name" content="The Granite Post">'
        f'<link rel="alternate" type="application/rss+xml" href="/feed.xml">{head}</head>'
        f"<body><header><nav>{links}</nav></header><main>{body}</main><footer><a href='/search'>Search</a></footer></body></html>"
    )


def _list(numbers: list[int]) -> str:
    return "".join(f'<article><h2><a href="{_path(n)}">{escape(_TITLES[n][1])}</a></h2></article>' for n in numbers)


def _story(number: int) -> str:
    title, at = _TITLES[number][1], _published(number)
    return _page(
        title,
        f'<article><h1>{escape(title)}</h1><p class="scribe">Mara Quill, Osric Penn</p>'
        f'<p class="stamp">{at:%d %B %Y, %H:%M}</p><div class="text">{"".join(f"<p>{line}</p>" for line in _PROSE)}</div></article>'
        f'<script data-isso="{HOME}talk/" src="{HOME}talk/js/embed.min.js"></script>'
        f'<section id="isso-thread" data-isso-id="/{number}"></section>',
        '<meta property="og:type" content="article">',
    )


def _feed() -> str:
    items = "".join(
        f"<item><title>{escape(title)}</title><link>{STORIES[n]}</link>"
        f"<pubDate>{format_datetime(_published(n))}</pubDate></item>"
        for n, (_, title) in enumerate(_TITLES)
    )
    return f'<rss version="2.0"><channel><title>The Granite Post</title><link>{HOME}</link>{items}</channel></rss>'


def _sitemap(*, of_news: bool) -> str:
    stamp = (
        "<news:news><news:publication_date>{at}</news:publication_date><news:title>{title}</news:title></news:news>"
        if of_news
        else "<lastmod>{at}</lastmod>"
    )
    entries = "".join(
        f"<url><loc>{STORIES[n]}</loc>{stamp.format(at=_published(n).isoformat(), title=escape(_TITLES[n][1]))}</url>"
        for n in range(len(_TITLES))
    )
    spaces = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    return f"<urlset {spaces}>{entries}</urlset>"


def _thread(uri: str) -> str:
    number = int(uri.strip("/") or 0)
    comments = [
        {
            "id": 10 * number + each, "parent": None, "text": f"<p>{words}</p>", "author": author, "mode": 1,
            "created": 1_795_000_000.0 + each, "modified": None, "likes": each, "dislikes": 1, "hidden_replies": 0,
            "replies": [], "total_replies": 0,
        }
        for each, (author, words) in enumerate((("Bo", "Again?"), ("Ann", "As ever.")), 1)
    ]  # fmt: skip
    return json.dumps({"id": None, "total_replies": len(comments), "hidden_replies": 0, "replies": comments})


def _pages() -> dict[str, tuple[str, str]]:
    index = "".join(f"<sitemap><loc>{HOME}{name}</loc></sitemap>" for name in ("archive-1.xml", "news.xml"))
    pages = {
        "/": ("text/html", _page("Home", _list(list(range(len(_TITLES)))))),
        "/about": ("text/html", _page("About", "<h1>About us</h1><p>We print what happens.</p>")),
        "/robots.txt": (
            "text/plain",
            f"User-agent: *\nDisallow: /search\nCrawl-delay: 0.05\nSitemap: {HOME}sitemap.xml\n",
        ),
        "/feed.xml": ("application/rss+xml", _feed()),
        "/sitemap.xml": ("application/xml", f"<sitemapindex>{index}</sitemapindex>"),
        "/archive-1.xml": ("application/xml", _sitemap(of_news=False)),
        "/news.xml": ("application/xml", _sitemap(of_news=True)),
        "/report.pdf": ("application/pdf", "%PDF-1.4"),
    }
    for section in SECTIONS:
        numbers = [number for number, (of, _) in enumerate(_TITLES) if of == section]
        pages[f"/{section}"] = ("text/html", _page(section.title(), _list(numbers)))
    return pages | {_path(number): ("text/html", _story(number)) for number in range(len(_TITLES))}


_PAGES = _pages()


class _Site(BaseHTTPRequestHandler):
    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        parts = urlsplit(self.path)
        kind, text = _PAGES.get(parts.path, ("text/html", ""))
        if parts.path == "/talk/":
            kind, text = "application/json", _thread(parse_qs(parts.query)["uri"][0])
        body = text.encode()
        self.send_response(200 if text else 404)
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if kind.startswith("text") else kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Set-Cookie", "session=s3cr3t")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: Any) -> None:
        pass


@contextmanager
def serving_granite_post() -> Iterator[tuple[str, list[str]]]:
    """Serve the outlet; gives the ``NEWSCRAWLER_HOST_MAP`` that leads there, and the paths asked for, as they come."""
    asked: list[str] = []
    with listening(type("Site", (_Site,), {"asked": asked})) as address:
        yield f"{HOST}={address}", asked
