"""Search for slow inputs: each text of a page, feed, header or archive that an expression reads, made of one token.

    python -m fuzz.slow                    every slot × token × form, without a time limit
    python -m fuzz.slow --seconds 120      as many cells of that grid as fit, drawn with a printed seed
    python -m fuzz.slow --cells 1000 --seed 7   the same thousand cells each time
    python -m fuzz.slow --slot byline      one slot; may be repeated
    python -m fuzz.slow --size 600000      longer inputs, with a time limit in proportion

An input is the token repeated to 60 kB. It is slow when reading it takes more than :data:`LIMIT` seconds of processor
time, or more than :data:`NOTED` seconds and grows faster than its length, from a tenth of it and to three times it,
whenever it is measured (:data:`MEASURED`), on a slow machine by the limit times its pace (:mod:`fuzz.pace`).
Each input is read by functions that a crawl calls, in a child process. A child that does not answer is ended, and its
input counts as slow.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import random
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from html import escape
from itertools import islice
from pathlib import Path
from types import FrameType
from typing import Any

from fuzz.pace import pace
from newscrawler.archives import read_archive
from newscrawler.comments import PLATFORMS, PlatformRequest, PlatformResponse, ResponseError
from newscrawler.comments.markup import safe_html, text_of_html
from newscrawler.dedupe import body_signature, story_key
from newscrawler.discovery.canonical import canonical_url, normalise_url, same_site
from newscrawler.discovery.feeds import parse_feed
from newscrawler.discovery.links import DiscoveryError, parse_date, resolve
from newscrawler.discovery.sections import feed_links, next_page, section_links, story_links
from newscrawler.discovery.sitemaps import parse_sitemap
from newscrawler.downloader.retry_after import seconds_to_wait
from newscrawler.extraction import extract_html
from newscrawler.html.page import Page, PageError
from newscrawler.items import Thread
from newscrawler.textdumps.story import read_text_dump

__all__ = ["FORMS", "LIMIT", "SLOTS", "TOKENS", "main"]

LIMIT = 0.5
"""Seconds of processor time for an input of :data:`SIZE`. The slowest linear input takes a fifth of it."""

NOTED = 0.05
"""Seconds below which growth is not checked: they include the fixed cost of a page and the noise of the clock."""

SIZE = 60_000
"""Length of an input, in characters."""

GROWTH = 2.0
"""Largest growth of the time in proportion to the length: caches and memory alone reach 1.6 on a busy machine."""

MEASURED = 3
"""Times that an input is measured before it counts as slow: a busy machine stretches one measurement, not all."""

HANG = 180.0
"""Seconds of real time after which a child that does not answer is ended."""

_STOP = 4.0
"""Seconds of processor time after which an expression is interrupted."""

_NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
_URL = "https://outlet.example/2026/11/02/ferry-leaves-harbour"
_THREAD = Thread(platform="hypertext", nativeId=_URL, copyUrl=_URL, retrieved=_NOW, complete=False)

TOKENS = (
    # letters, digits, words
    "a", "A", "é", "漢", "ァ", "가", "Й", "م", "א", "ก", "1", "²", "٣", "９", "½", "aA", "Aa ", "a ", "A ", "a1", "1a", "1 a ", "ab ", "A. ", "a.",
    "word ", "Word ", "WORD ", "Ann Lee, ", "Ann Lee and ", "de la ", "van ", "Mc", "O'", "d'", "l’",
    # punctuation
    ".", ",", ";", ":", "!", "?", "'", "’", '"', "“", "”", "«", "»", "(", ")", "[", "]", "{", "}", "<", ">", "/", "\\", "|", "~", "+", "-", "_",
    "=", "@", "#", "&", "%", "^", "*", "$", "€", "©", "®", "™", "–", "—", "…", "·", "•", "（", "）", "【", "】", "、", "。", "：", "・", "「", "−",
    ". ", ", ", "; ", ": ", "| ", " - ", " – ", " | ", "() ", "(a) ", "[]", "((", "))", "--", "//", "/a", "a/", "../", "::", "a,", "a-", "a_", "-_", "_-",
    # white space and what cannot be seen
    " ", "  a", "\t", "\n", "\r\n", "\n\n", "a\n", "a\n\n", "\u00a0", "\u3000", "\u2028", "\u2009", "\u200b", "\u200d", "\u00ad", "\u202e", "\ufeff", "\x00", "\x0b", "\x1c",
    "\u0301", "e\u0301", "😀", "👍🏽", "👨‍👩‍👧 ", "\ud800",
    # bylines and agencies
    "By ", "by ", "BY ", "von ", "par ", "por ", "and ", "und ", "& ", "with ", "Reporting by ", "reporting by ", "Editing by ", "editor ", "writer ",
    "staff ", "chief ", "special to ", "for the ", "in ", "of ", "(Reuters) - ", "(AP) — ", "Reuters ", "AP ", "Agence ", "Source: ", "Photo: ", "記者", "记者 ",
    "文：", "UPDATE 2-", "(Corrects ", "Copyright ", "© 2026 ", "(c) ", "All rights reserved ", "NEW YORK ", "LONDON, ", "is a ",
    # times and counts
    "2026 ", "2026-11-24", "2026-11-24 ", "20261124", "24.11.2026 ", "24/11/", "November ", "Nov 24, ", "24 Nov ", "Mon, ", "12:30 ", "12:", "1.", "1,", "1/", "1-", "1:",
    "am ", "T", "Z", "+09:00", "GMT ", "ago ", "1 day ", "hours ", "vor 1 ", "年", "月", "日", "1年", "令和", "3 comments ", "comments ", "1 ( +1 / -1 ) ",
    "+1 ", "likes ", "reply ", "says ", "says: ", "wrote ", "on ", "at ", "load more ", "comment-", "comment_", "comment ", "depth-1 ", "older comments ",
    # addresses
    "http://", "https://a.b/", "://@", "://", "www.", ".com", "a@", "@a", "a@b.", "a@b.c ", "?a=", "&a=", "?", "#a", "%20", "%", "%C3", "a.b.", ";a=", "comment-page-1/", "page/1/",
    # markup
    "&amp;", "&amp;amp;", "&#39;", "&#x", "&", "&lt;", "&nbsp;", "<p>", "</p>", "<p>a", "<br>", "<b>", "</b>", "<i>a</i>", "<a href=a>a</a> ", "<div>", "<!--", "-->", "<!--<", "<!---->",
    "<script>", "</script>", "<template>", "<template></template>", "<svg>", "<li>", "<table>", "<time>", "<blockquote>", "<![CDATA[", "]]>", "<![CDATA[]]>", "<a", "a=b ", 'a="b" ', "='", '=""', "''", '""',
    '<div class="comment">', '<div id="comment-1">', '<div id="comments">', '<li id="comment-1" class="comment">', '<span class="author">', '<div class="author">', '<div class="date">',
    '<span class="comment-author">', '<div class="comment-text">', '<div class="sidebar">', '<span class="share">', '<div itemprop="comment">', '<a rel="author">', '<a href="#comment-1">a</a>',
    '<a name="comment-1"></a>', "<h2>comments</h2>", "<figure>", "<figcaption>", '<div class="articleBody">', '<div itemprop="articleBody">', "<article>", "<header>", "<nav>",
    '<div data-comment-id="1">', "<dl><dt>", "<dt>a", "<ul><li>", '<time datetime="2026-11-02T09:00:00Z">', "<button>", '<p class="credit">', "<form><textarea>", "<noscript>",
    # data
    "{}", "[[", '{"a":', "[1,", ",]", ",}", "\\u0041", "\\/", "\\", "\\\\", "{{", "${", "<%",
)  # fmt: skip
"""Texts that are repeated to make an input."""

FORMS: dict[str, Callable[[str, int], str]] = {
    "repeated": lambda token, size: token * (size // len(token)),
    "spaced": lambda token, size: (token + " ") * (size // (len(token) + 1)),
    "between": lambda token, size: "Ann " + token * (size // len(token)) + " 1!",
    "joined": lambda token, size: (token + "a") * (size // (len(token) + 1)) + "\x01",
}
"""Ways to repeat a token: alone, as words, between a beginning and an end that may match, and joined by letters."""

_STORY = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Ferry leaves harbour</title>{head}</head><body>{top}<article>
<h1>{headline}</h1>{above}<p>VESSA, Nov 2 (Reuters) - The ferry left the harbour on Monday, and nobody was there to see it leave, it is said.</p>
{text}<p>Another paragraph that is long enough to be read as prose, because it goes on for a while about the harbour and its ferry.</p>{below}
</article>{after}</body></html>"""
_COMMENTS = """<section id="comments"><h3>{heading}</h3><ol class="comment-list">{first}
<li id="comment-2" class="comment"><cite class="fn">Bo</cite> <time datetime="2026-11-02T10:00:00Z">2 Nov</time><p>A remark about the ferry.</p></li>
<li id="comment-3" class="comment"><cite class="fn">Cy</cite> <time datetime="2026-11-02T11:00:00Z">2 Nov</time><p>Another one about the harbour.</p></li>
</ol>{end}</section>"""
_COMMENT = """<li id="{id}" class="{names}" {data}><a class="{naming}" href="{profile}">{author}</a> <time datetime="{time}">{shown}</time>
<a class="permalink" href="{link}">#</a><div class="comment-text">{text}</div><span class="upvotes">{votes}</span>{more}</li>"""
_PLAIN = """<div id="c"><h3>2 comments</h3>{rows}</div>"""
_RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Outlet</title><item><title>{title}</title>
<link>{link}</link><guid>{guid}</guid><pubDate>{date}</pubDate><description>{text}</description></item>{raw}</channel></rss>"""
_ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="{base}"><entry><title type="html">{title}</title><link href="{link}"/>
<published>{date}</published></entry></feed>"""
_SITEMAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>{link}</loc><lastmod>{date}</lastmod></url>{raw}</urlset>"""
_DUMP = """{headline}

{byline}

{date}

VESSA (Reuters) - The ferry left the harbour on Monday, and nobody was there to see it leave, the harbour authority said.

{text}

© (c) Copyright {rights}

Login to comment

{comment}

{votes}

I liked it.

-1 ( +0 / -1 )
"""
_WARC = """WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: {date}\r\nContent-Type: application/http; msgtype=response\r\n{header}Content-Length: {size}\r\n\r\n{block}\r\n\r\n"""
_FEED: dict[str, str] = {
    "title": "Ferry",
    "link": _URL,
    "guid": "1",
    "date": "Mon, 02 Nov 2026 06:40:00 +0900",
    "text": "",
    "raw": "",
}
_LINES: dict[str, str] = {
    "headline": "Ferry leaves harbour", "byline": "By Ann Lee", "date": "Nov 2, 2026", "rights": "Thomson Reuters 2026.", "comment": "Good riddance.", "votes": "6 ( +6 / -0 )",
    "text": "A second paragraph follows, which is long enough to be read as prose by anybody who reads this dump of a page.",
}  # fmt: skip

_WORDPRESS_STATE: dict[str, object] = {"depths": {}, "offset": 0, "post": "1", "api": "https://outlet.example/wp-json/"}

_PAGES_STATE: dict[str, object] = {"depths": {}, "done": [], "last": 0, "pattern": None}

Cell = tuple[str, str, str, int]


def _filled(template: str, usual: dict[str, str], **parts: str) -> str:
    return template.format_map(usual | parts)


def _story(**parts: str) -> str:
    usual = dict.fromkeys(("head", "top", "above", "text", "below", "after"), "") | {"headline": "Ferry leaves harbour"}
    return _filled(_STORY, usual, **parts)


def _comment(**parts: str) -> str:
    usual = {
        "id": "comment-1", "names": "comment", "data": "", "naming": "comment-author", "profile": "/u/ann", "author": "Ann", "link": "#comment-1",
        "time": "2026-11-02T09:00:00Z", "shown": "2 Nov", "text": "<p>Good riddance to that ferry.</p>", "votes": "3", "more": "",
    }  # fmt: skip
    return _filled(_COMMENT, usual, **parts)


def _thread(first: str, heading: str = "3 comments", end: str = "") -> str:
    return _story(after=_filled(_COMMENTS, {}, heading=heading, first=first, end=end))


def _page(html: str, url: str = _URL, content_type: str | None = "text/html; charset=utf-8") -> Page:
    return Page(url, html.encode("utf-8", "replace"), content_type=content_type, retrieved=_NOW)


def _read_story(html: str) -> None:
    page = _page(html)
    with contextlib.suppress(PageError):
        found = extract_html(page).printing
        canonical_url(page)
        if found.headline:
            story_key(found.headline, found.byline)


def _read_comments(html: str) -> None:
    page = _page(html)
    with contextlib.suppress(PageError):
        extract_html(page)
        for platform in PLATFORMS.values():
            # The refusal of one platform must not keep the others from reading.
            with contextlib.suppress(ResponseError):
                platform.detect(page, _URL)


def _read_list(html: str) -> None:
    page = _page(html, "https://outlet.example/world/")
    with contextlib.suppress(PageError):
        for read in (story_links, next_page, section_links, feed_links, canonical_url):
            read(page)


def _read_dump(text: str) -> None:
    read_text_dump(text, now=_NOW)


def _read_feed(text: str) -> None:
    with contextlib.suppress(DiscoveryError):
        parse_feed(text.encode("utf-8", "replace"), "https://outlet.example/feed")


def _read_sitemap(text: str) -> None:
    with contextlib.suppress(DiscoveryError):
        parse_sitemap(text.encode("utf-8", "replace"), "https://outlet.example/sitemap.xml")


def _read_archive(**parts: str) -> None:
    block = parts.pop("block", None) or "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + _story()
    usual = {
        "url": _URL,
        "date": "2026-11-02T06:40:00Z",
        "header": "",
        "block": block,
        "size": str(len(block.encode("utf-8", "replace"))),
    }
    with tempfile.NamedTemporaryFile(suffix=".warc") as file:
        file.write(_filled(_WARC, usual, **parts).encode("utf-8", "replace"))
        file.flush()
        for _ in read_archive(file.name):
            pass


def _read_answer(platform: str, body: str, state: dict[str, object] | None = None, **headers: str) -> None:
    answer = PlatformResponse(url=_URL, body=body.encode("utf-8", "replace"), headers=headers, retrieved=_NOW)
    with contextlib.suppress(ResponseError):
        PLATFORMS[platform].parse(_THREAD, PlatformRequest(url=_URL, state=dict(state or {})), answer)


def _read_url(text: str) -> None:
    for url in (text, "https://outlet.example/" + text, "https://" + text, "https://outlet.example/?" + text):
        with contextlib.suppress(ValueError):
            normalise_url(url)
        resolve(_URL, url)
        same_site(_URL, url)


def _linked_data(**fields: object) -> str:
    stated = {"@type": "NewsArticle", "headline": "Ferry leaves harbour", **fields}
    written = json.dumps(stated).replace("</", "<\\/")
    return f'<script type="application/ld+json">{written}</script>'


def _japantoday(**fields: object) -> str:
    row = {"comment_id": 1, "user": {"name": "Ann"}, "body": "words", "rating": 1, "positive_rating": 1, "negative_rating": 0,
           "date_created": "2026-11-02T10:00:00+09:00", **fields}  # fmt: skip
    return json.dumps({"success": True, "length": 1, "comments": [row]})


def _wordpress(**fields: object) -> str:
    row = {
        "id": 1,
        "parent": 0,
        "author_name": "Ann",
        "author_url": "",
        "date_gmt": "2026-11-02T10:00:00",
        "content": {"rendered": "<p>words</p>"},
        **fields,
    }
    return json.dumps([row])


def _script(text: str) -> str:
    return f'<div id="disqus_thread"></div><div id="coral_talk_stream"></div><script>createStreamEmbed {text}</script>'


SLOTS: dict[str, Callable[[str], object]] = {
    # A story's head. ``escape`` where a page would escape: the token is text, not markup.
    "title": lambda t: _read_story(_story(head=f"<title>{escape(t)}</title>", headline="")),
    "title-outlet": lambda t: _read_story(_story(head=f"<title>Ferry leaves harbour | {escape(t)}</title>")),
    "og-title": lambda t: _read_story(_story(head=f'<meta property="og:title" content="{escape(t)}">', headline="")),
    "site-name": lambda t: _read_story(_story(head=f'<meta property="og:site_name" content="{escape(t)}">')),
    "meta-author": lambda t: _read_story(_story(head=f'<meta name="author" content="{escape(t)}">')),
    "meta-authors": lambda t: _read_story(_story(head=f'<meta name="author" content="{escape(t[:250])}">' * (len(t) // 300))),
    "meta-published": lambda t: _read_story(_story(head=f'<meta property="article:published_time" content="{escape(t)}">')),
    "meta-date": lambda t: _read_story(_story(head=f'<meta name="date" content="{escape(t)}"><meta name="pubdate" content="{escape(t[:80])}">')),
    "meta-name": lambda t: _read_story(_story(head=f'<meta name="{escape(t)}" content="2026-11-02">')),
    "meta-section": lambda t: _read_story(_story(head=f'<meta property="article:section" content="{escape(t)}">')),
    "meta-image": lambda t: _read_story(_story(head=f'<meta property="og:image" content="{escape(t)}">')),
    "canonical": lambda t: _read_story(_story(head=f'<link rel="canonical" href="{escape(t)}">')),
    "og-url": lambda t: _read_story(_story(head=f'<meta property="og:url" content="https://outlet.example/{escape(t)}">')),
    "base": lambda t: _read_story(_story(head=f'<base href="{escape(t)}">', top='<a href="a">b</a>')),
    "language": lambda t: _read_comments(_story().replace('lang="en"', f'lang="{escape(t)}"')),
    "content-language": lambda t: _read_story(_story(head=f'<meta http-equiv="content-language" content="{escape(t)}"><meta property="og:locale" content="{escape(t)}">').replace(' lang="en"', "")),
    "head": lambda t: _read_story(_story(head=t)),
    "ld-headline": lambda t: _read_story(_story(head=_linked_data(headline=t))),
    "ld-author": lambda t: _read_story(_story(head=_linked_data(author=t))),
    "ld-author-name": lambda t: _read_story(_story(head=_linked_data(author={"@type": "Person", "name": t, "url": t}))),
    "ld-authors": lambda t: _read_story(_story(head=_linked_data(author=[t[n : n + 100] for n in range(0, len(t), 100)]))),
    "ld-date": lambda t: _read_story(_story(head=_linked_data(datePublished=t, dateModified=t))),
    "ld-body": lambda t: _read_story(_story(head=_linked_data(articleBody=t))),
    "ld-publisher": lambda t: _read_story(_story(head=_linked_data(publisher={"@type": "Organization", "name": t}))),
    "ld-section": lambda t: _read_story(_story(head=_linked_data(articleSection=t))),
    "ld-type": lambda t: _read_story(_story(head=_linked_data(**{"@type": t, "@id": t}))),
    "ld-rights": lambda t: _read_story(_story(head=_linked_data(copyrightNotice=t, copyrightHolder=t, creditText=t, copyrightYear=t))),
    "ld-count": lambda t: _read_comments(_story(head=_linked_data(commentCount=t))),
    "ld-comment": lambda t: _read_comments(_story(head=_linked_data(comment=[{"@type": "Comment", "text": t, "author": {"name": "Ann"}}]))),
    "ld-comment-fields": lambda t: _read_comments(_story(head=_linked_data(comment={"@type": "Comment", "text": "words", "author": t, "dateCreated": t, "upvoteCount": t, "url": t}))),
    "ld": lambda t: _read_comments(_story(head=f'<script type="application/ld+json">{t}</script>')),
    "ld-tail": lambda t: _read_story(_story(head=f'<script type="application/ld+json">{{"a": 1 {t}</script>')),
    # What a story prints
    "headline": lambda t: _read_story(_story(headline=escape(t))),
    "headline-in-text": lambda t: _read_story(_story(headline="", top=f"<h2>{escape(t)}</h2>")),
    "headline-tail": lambda t: _read_story(_story(headline=f"Ferry leaves harbour - {escape(t)}", head=f"<title>Ferry leaves harbour - {escape(t)}</title>")),
    "byline": lambda t: _read_story(_story(above=f"<p>{escape(t)}</p>")),
    "byline-by": lambda t: _read_story(_story(above=f"<p>By {escape(t)}</p>")),
    "byline-bounded": lambda t: _read_story(_story(above="".join(f"<p>By {escape(t[n : n + 130])}</p>" for n in range(0, min(len(t), 20_000), 130)))),
    "byline-class": lambda t: _read_story(_story(above=f'<p class="byline">By {escape(t)}</p>')),
    "byline-author": lambda t: _read_story(_story(above=f'<p class="byline">By <span class="author">{escape(t)}</span></p>')),
    "byline-authors": lambda t: _read_story(_story(above="".join(f'<span class="author">{escape(t[n : n + 150])}</span>' for n in range(0, len(t), 150)))),
    "byline-link": lambda t: _read_story(_story(above=f'<a rel="author" href="{escape(t)}">{escape(t)}</a>')),
    "byline-itemprop": lambda t: _read_story(_story(above=f'<span itemprop="author"><span itemprop="name">{escape(t)}</span></span>')),
    "byline-in-text": lambda t: _read_story(_story(text=f"<p>{escape(t[:290])}</p><p>By {escape(t[:290])}</p>")),
    "date": lambda t: _read_story(_story(above=f'<span class="date">{escape(t)}</span>')),
    "date-published": lambda t: _read_story(_story(above=f"<p>Published {escape(t)}</p>")),
    "date-lines": lambda t: _read_story(_story(above="".join(f'<span class="date">{escape(t[n : n + 60])}</span>' for n in range(0, len(t), 60)))),
    "time": lambda t: _read_story(_story(above=f"<time>{escape(t)}</time>")),
    "time-datetime": lambda t: _read_story(_story(above=f'<time datetime="{escape(t)}">2 Nov</time>')),
    "time-itemprop": lambda t: _read_story(_story(above=f'<span itemprop="datePublished" content="{escape(t)}" title="{escape(t)}"></span>')),
    "dateline": lambda t: _read_story(_story(above=f"<p>{escape(t)} (Reuters) - The ferry left the harbour on Monday.</p>")),
    "dateline-place": lambda t: _read_story(_story(above=f"<p>VESSA, {escape(t)}</p>")),
    "dateline-agency": lambda t: _read_story(_story(above=f"<p>(Reuters) - {escape(t)}</p>")),
    "dateline-class": lambda t: _read_story(_story(above=f'<span class="dateline">{escape(t)}</span>')),
    "dateline-wide": lambda t: _read_story(_story(above=f"<p>【{escape(t)}】港を出た。</p><p>新华社{escape(t)}电</p>")),
    "paragraph": lambda t: _read_story(_story(text=f"<p>{escape(t)}</p>")),
    "paragraph-prose": lambda t: _read_story(_story(text=f"<p>The ferry left the harbour on Monday, said its captain. {escape(t)}.</p>")),
    "paragraph-breaks": lambda t: _read_story(_story(text="<p>" + escape(t).replace(" ", "<br>") + "</p>")),
    "last-paragraph": lambda t: _read_story(_story(below=f"<p>{escape(t)}</p>")),
    "signature": lambda t: _read_story(_story(below=f"<p>({escape(t)})</p>")),
    "signature-by": lambda t: _read_story(_story(below=f"<p>(Reporting by {escape(t)}; Editing by Bo Chen)</p>")),
    "introduced": lambda t: _read_story(_story(below=f"<p>Ann Lee is {escape(t)}</p><p>{escape(t)} is a reporter at</p>")),
    "note": lambda t: _read_story(_story(text=f"<p>(Corrects {escape(t)})</p>")),
    "withdrawn": lambda t: _read_story(_story(text=f"<p>This story {escape(t)}</p>", headline=f"WITHDRAWN {escape(t)}")),
    "list": lambda t: _read_story(_story(text=f"<ul><li>{escape(t)}</li></ul>")),
    "quote": lambda t: _read_story(_story(text=f"<blockquote>{escape(t)}</blockquote>")),
    "table": lambda t: _read_story(_story(text=f"<table><tr><td>{escape(t)}</td></tr></table>")),
    "caption": lambda t: _read_story(_story(text=f'<figure><img src="a" alt="{escape(t)}"><figcaption>{escape(t)}</figcaption></figure>')),
    "subhead": lambda t: _read_story(_story(text=f"<h2>{escape(t)}</h2>")),
    "teaser": lambda t: _read_story(_story(text=f'<p>Read more: <a href="/a">{escape(t)}</a></p>')),
    "credit": lambda t: _read_story(_story(below=f"<p>Source: {escape(t)}</p>")),
    "credit-class": lambda t: _read_story(_story(above=f'<span class="source credit">{escape(t)}</span>')),
    "rights": lambda t: _read_story(_story(below=f"<p>© {escape(t)}</p>")),
    "rights-copyright": lambda t: _read_story(_story(below=f"<p>Copyright {escape(t)}</p>")),
    "footer": lambda t: _read_story(_story(after=f"<footer><p>{escape(t)}</p></footer>")),
    "text": lambda t: _read_story(_story(text=t)),
    "body": lambda t: _read_comments(t),
    "class": lambda t: _read_story(_story(text=f'<div class="{escape(t)}"><p>Some words that are in it.</p></div>')),
    "id": lambda t: _read_story(_story(text=f'<div id="{escape(t)}"><p>Some words that are in it.</p></div>')),
    "style": lambda t: _read_story(_story(text=f'<div style="{escape(t)}"><p>Some words that are in it.</p></div>')),
    "tag": lambda t: _read_comments(_story(text=f"<{t}><p>Some words that are in it.</p>")),
    "tag-name": lambda t: _read_comments(_story(text=f"<comment-{escape(t)}><p>words</p>", head="<script></script>")),
    "attribute-raw": lambda t: _read_comments(_story(text=f"<p {t}>Some words that are in it.</p>")),
    "href": lambda t: _read_story(_story(text=f'<p><a href="{escape(t)}">Some words</a></p>')),
    "section-link": lambda t: _read_story(_story(top=f'<nav class="breadcrumb"><a href="/category/{escape(t)}">{escape(t)}</a></nav>')),
    # Comments
    "comments-heading": lambda t: _read_comments(_thread(_comment(), heading=escape(t))),
    "comments-count": lambda t: _read_comments(_thread(_comment(), heading=f"{escape(t)} comments")),
    "comments-counted": lambda t: _read_comments(_thread(_comment(), heading=f"comments {escape(t)}")),
    "comments-declared": lambda t: _read_comments(_story(after=f'<span itemprop="commentCount">{escape(t)}</span><div id="comments-js" data-json="{escape(t)}"></div>')),
    "comment-author": lambda t: _read_comments(_thread(_comment(author=escape(t)))),
    "comment-author-bounded": lambda t: _read_comments(_thread("".join(_comment(author=escape(t[n : n + 190])) for n in range(0, min(len(t), 20_000), 190)))),
    "comment-author-cite": lambda t: _read_comments(_thread(_comment(naming="x", author=f"<cite>{escape(t)}</cite> <em>von {escape(t[:90])}</em>"))),
    "comment-author-image": lambda t: _read_comments(_thread(_comment(naming="x", author=f'<img alt="avatar of {escape(t)}">'))),
    "comment-profile": lambda t: _read_comments(_thread(_comment(profile=escape(t)))),
    "comment-link": lambda t: _read_comments(_thread(_comment(link=escape(t)))),
    "comment-fragment": lambda t: _read_comments(_thread(_comment(link=f"#{escape(t)}1"))),
    "comment-text-link": lambda t: _read_comments(_thread(_comment(text=f'<p>words <a href="https://x.example/{escape(t)}x">link</a></p>'))),
    "comment-time": lambda t: _read_comments(_thread(_comment(time=escape(t)))),
    "comment-time-bounded": lambda t: _read_comments(_thread("".join(_comment(time="", shown=escape(t[n : n + 150])) for n in range(0, min(len(t), 20_000), 150)))),
    "comment-shown": lambda t: _read_comments(_thread(_comment(time="", shown=escape(t)))),
    "comment-text": lambda t: _read_comments(_thread(_comment(text=f"<p>{escape(t)}</p>"))),
    "comment-text-raw": lambda t: _read_comments(_thread(_comment(text=t))),
    "comment-text-bare": lambda t: _read_comments(_thread(f'<li id="comment-1" class="comment">{escape(t)}</li>')),
    "comment-says": lambda t: _read_comments(_thread(f'<li id="comment-1" class="comment"><p>Ann says: {escape(t)}</p></li>')),
    "comment-votes": lambda t: _read_comments(_thread(_comment(votes=escape(t)))),
    "comment-button": lambda t: _read_comments(_thread(_comment(more=f'<button aria-label="{escape(t)}">{escape(t)}</button>'))),
    "comment-loose": lambda t: _read_comments(_thread(_comment(more="".join(f"<i>{escape(t[n : n + 90])}</i>" for n in range(0, len(t), 90))))),
    "comment-reply": lambda t: _read_comments(_thread(_comment(more=f'<a href="#comment-2" title="{escape(t)}">{escape(t)}</a>'))),
    "comment-id": lambda t: _read_comments(_thread(_comment(id=f"comment-{escape(t)}"))),
    "comment-id-bare": lambda t: _read_comments(_thread(_comment(id=escape(t)))),
    "comment-class": lambda t: _read_comments(_thread(_comment(names=escape(t)))),
    "comment-class-beside": lambda t: _read_comments(_thread(_comment(names=f"comment {escape(t)}"))),
    "comment-author-class": lambda t: _read_comments(_thread(_comment(naming=escape(t)))),
    "comment-data": lambda t: _read_comments(_thread(_comment(data=f'data-comment-id="{escape(t)}" data-parent="{escape(t)}" data-votes="{escape(t)}" data-depth="{escape(t)}" data-author="{escape(t)}"'))),
    "comment-data-name": lambda t: _read_comments(_thread(_comment(data=f"data-{escape(t)}=1"))),
    "comment-itemprop": lambda t: _read_comments(_thread(_comment(data=f'itemscope itemtype="{escape(t)}" itemprop="{escape(t)}"'))),
    "comment-nested": lambda t: _read_comments(_thread(_comment(text=f"<div class=comment-body><p>{t}</p></div>"))),
    "comment-nodes": lambda t: _read_comments(_thread(_comment(text=t, more=f"<template>{t}</template>"))),
    "comments-end": lambda t: _read_comments(_thread(_comment(), end=f"<p>{escape(t)}</p><p>comments are closed</p>")),
    "comments-closed": lambda t: _read_comments(_thread(_comment(), end=f"<p>Kommentare {escape(t)} geschlossen</p>")),
    "comments-more": lambda t: _read_comments(_thread(_comment(), end=f'<a href="#" title="{escape(t)}">{escape(t)}</a><button>show {escape(t[:50])}</button>')),
    "comments-pages": lambda t: _read_comments(_thread(_comment(), end=f'<a href="/comment-page-{escape(t)}">2</a><a rel="next" href="?comments&amp;page={escape(t)}">next</a>')),
    "comments-pages-many": lambda t: _read_comments(_thread(_comment(), end="".join(f'<a href="/comment-page-{n}?{escape(t[n : n + 40], quote=True)}">{n}</a>' for n in range(len(t) // 100)))),
    "comments-named": lambda t: _read_comments(_story(head="<script></script>", after=f'<div id="comments-{escape(t)}" class="{escape(t)}"></div>')),
    "comments-plain": lambda t: _read_comments(_story(after=_PLAIN.format(rows="".join(f"<div><b>{escape(t[n : n + 30])}</b><i>2 Nov 2026</i><p>{escape(t[n : n + 90])}</p></div>" for n in range(0, len(t), 120))))),
    "comments-list": lambda t: _read_comments(_thread("".join(_comment(id=f"comment-{n}", text=escape(t[n : n + 60])) for n in range(0, len(t), 200)))),
    "comments-answers": lambda t: _read_comments(_thread("".join(_comment(id=f"comment-{n}", data=f'data-parent="{n - 1}"') for n in range(len(t) // 300)))),
    "comments-answered-before": lambda t: _read_comments(_thread("".join(_comment(id=f"comment-{n}", data=f'data-parent="{n + 1}"') for n in range(len(t) // 300)))),
    "comments-deep": lambda t: _read_comments(_thread("".join(f'<li id="comment-{n}" class="comment"><b class="author">{escape(t[n : n + 20])}</b><p>words</p><ol>' for n in range(len(t) // 100)))),
    "comments-wrapped": lambda t: _read_comments(_thread("<i></i>" * (len(t) // 20) + "<div>" + "".join(f'<div><li id="comment-{n}" class="comment">{escape(t[n : n + 20])}</li></div>' for n in range(len(t) // 100)))),
    "comments-anchors": lambda t: _read_comments(_thread("".join(f'<a id="comment-{n}"></a><div>{escape(t[n : n + 20])}</div>' for n in range(len(t) // 60)))),
    "comments-broken": lambda t: _read_comments(_thread("".join(f'<div id="comment-{n}" class="comment"><template>{t[n : n + 20]}</template><svg><p>' for n in range(len(t) // 100)))),
    "comments-classes": lambda t: _read_comments(_thread("".join(f'<div class="comment-{escape(t[n : n + 9])} comment-x{n}">words</div>' for n in range(len(t) // 60)))),
    "comments-definitions": lambda t: _read_comments(_story(after=f'<dl id="comments"><dt>Ann {escape(t)}</dt><dd>{escape(t)}</dd><dt>Bo</dt><dd>words</dd></dl>')),
    # Platforms
    "script": lambda t: _read_comments(_story(after=_script(t))),
    "script-disqus": lambda t: _read_comments(_story(after=_script(f"var disqus_shortname = '{t}'; disqus_identifier = '{t}'; disqus_url = '{t}'"))),
    "script-disqus-source": lambda t: _read_comments(_story(after='<div id="disqus_thread"></div>' f'<script src="//{escape(t)}.disqus.com/embed.js"></script>')),
    "script-coral": lambda t: _read_comments(_story(after=_script(f'rootURL: "https://{t}", storyID: "{t}", storyURL: "https://{t}"'))),
    "script-text": lambda t: _read_comments(_story(after=f"<script>{t}</script><noscript>{t}</noscript>")),
    "openweb": lambda t: _read_comments(_story(after=f'<script src="https://launcher.spot.im/spot/sp_{escape(t)}" data-post-id="{escape(t)}"></script>')),
    "viafoura": lambda t: _read_comments(_story(after=f'<vf-conversations vf-container-id="{escape(t)}"></vf-conversations>', head=f'<meta name="vf:domain" content="{escape(t)}">')),
    "isso": lambda t: _read_comments(_story(after=f'<section id="isso-thread" data-isso-id="{escape(t)}"></section><script data-isso="{escape(t)}" src="{escape(t)}/js/embed.min.js"></script>')),
    "japantoday": lambda t: _read_comments(_story(after=f'<div id="comments-js" data-json="{escape(t)}/rest.api/article/1/comment{escape(t)}"></div>')),
    "wordpress": lambda t: _read_comments(_story(head=f'<link rel="https://api.w.org/" href="{escape(t)}"><link rel="shortlink" href="{escape(t)}?p=1">')),
    "guardian": lambda t: PLATFORMS["guardian"].detect(_page(f"shortUrlId&quot;:{t}&quot;", "https://www.theguardian.com/a"), _URL),
    "answer-text": lambda t: _read_answer("japantoday", _japantoday(body=t)),
    "answer-fields": lambda t: _read_answer("japantoday", _japantoday(user={"name": t}, date_created=t)),
    "answer": lambda t: _read_answer("japantoday", t),
    "answer-wordpress": lambda t: _read_answer("wordpress", _wordpress(content={"rendered": t}, author_name=t, author_url=t, date_gmt=t), _WORDPRESS_STATE),
    "answer-wordpress-total": lambda t: _read_answer("wordpress", _wordpress(), _WORDPRESS_STATE, **{"x-wp-total": t, "x-wp-totalpages": t}),
    "answer-wordpress-page": lambda t: _read_answer("wordpress", _thread(_comment(text=t, author=escape(t[:500])), heading=escape(t)), _PAGES_STATE),
    "markup": lambda t: _suppressed(lambda: (text_of_html(t), safe_html(t))),
    # Lists
    "list-title": lambda t: _read_list(f'<a href="/2026/11/02/ferry">{escape(t)}</a>'),
    "list-href": lambda t: _read_list(f'<a href="{escape(t)}">five words of a headline here</a>'),
    "list-path": lambda t: _read_list(f'<a href="/2026/{escape(t)}">five words of a headline here</a>'),
    "list-query": lambda t: _read_list(f'<a href="/?page={escape(t)}">2</a><a rel=next href="?p={escape(t)}">2</a>'),
    "list-class": lambda t: _read_list(f'<div class="{escape(t)}"><a href="/2026/11/02/ferry">five words of a headline here</a></div>'),
    "list-feed": lambda t: _read_list(f'<link rel="alternate" type="application/{escape(t)}" href="{escape(t)}" title="{escape(t)}"><link rel=alternate type="{escape(t)}" href=a>'),
    "list-base": lambda t: _read_list(f'<base href="{escape(t)}">' + '<a href="/2026/11/02/ferry">five words of a headline here</a>' * 20),
    "list-links": lambda t: _read_list("".join(f'<a href="/{n}?{escape(t[n : n + 20], quote=True)}">five words of a headline here</a>' for n in range(len(t) // 80))),
    "list-nav": lambda t: _read_list("<nav>" + "".join(f'<a href="/s{n}">{escape(t[n : n + 20])}</a>' for n in range(len(t) // 40)) + "</nav>"),
    "list-page": _read_list,
    # Feeds and sitemaps
    "feed": lambda t: _read_feed(_filled(_RSS, _FEED, raw=t)),
    "feed-bare": lambda t: _read_feed(t),
    "feed-root": lambda t: _read_feed(f"<{t}<rss><channel></channel></rss>"),
    "feed-prolog": lambda t: _read_feed(f"<?xml {t} encoding='{t}'?><rss><channel></channel></rss>"),
    "feed-title": lambda t: _read_feed(_filled(_RSS, _FEED, title=escape(t))),
    "feed-title-raw": lambda t: _read_feed(_filled(_RSS, _FEED, title=t)),
    "feed-link": lambda t: _read_feed(_filled(_RSS, _FEED, link=escape(t), guid=escape(t))),
    "feed-date": lambda t: _read_feed(_filled(_RSS, _FEED, date=escape(t))),
    "feed-text": lambda t: _read_feed(_filled(_RSS, _FEED, text=escape(t))),
    "feed-atom": lambda t: _read_feed(_filled(_ATOM, {}, title=escape(t), link=escape(t), date=escape(t), base=escape(t))),
    "feed-json": lambda t: _read_feed(json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [{"id": t, "url": t, "title": t, "date_published": t}], "next_url": t})),
    "feed-json-raw": lambda t: _read_feed('{"version":"https://jsonfeed.org/version/1.1","items":[' + t),
    "sitemap": lambda t: _read_sitemap(_filled(_SITEMAP, {}, link=_URL, date="2026-11-02", raw=t)),
    "sitemap-link": lambda t: _read_sitemap(_filled(_SITEMAP, {}, link=escape(t), date=escape(t), raw="")),
    "sitemap-bare": lambda t: _read_sitemap(t),
    "sitemap-text": lambda t: _read_sitemap("https://outlet.example/" + t),
    # Text dumps
    "dump": _read_dump,
    "dump-headline": lambda t: _read_dump(_filled(_DUMP, _LINES, headline=t)),
    "dump-byline": lambda t: _read_dump(_filled(_DUMP, _LINES, byline=f"By {t}")),
    "dump-byline-bounded": lambda t: _read_dump(_filled(_DUMP, _LINES, byline=f"By {t[:290]}")),
    "dump-date": lambda t: _read_dump(_filled(_DUMP, _LINES, date=t)),
    "dump-paragraph": lambda t: _read_dump(_filled(_DUMP, _LINES, text=t)),
    "dump-lines": lambda t: _read_dump(_filled(_DUMP, _LINES, text="\n\n".join(t[n : n + 70] for n in range(0, len(t), 70)))),
    "dump-short-lines": lambda t: _read_dump(_filled(_DUMP, _LINES, comment="\n".join(t[n : n + 12] for n in range(0, len(t), 12)))),
    "dump-rights": lambda t: _read_dump(_filled(_DUMP, _LINES, rights=t)),
    "dump-comment": lambda t: _read_dump(_filled(_DUMP, _LINES, comment=t)),
    "dump-head": lambda t: _read_dump(_filled(_DUMP, _LINES, comment="\n".join(f"{t[n : n + 70]} 2 November 2026 at 10:00" for n in range(0, len(t), 100)))),
    "dump-votes": lambda t: _read_dump(_filled(_DUMP, _LINES, votes="\n".join(t[n : n + 50] for n in range(0, len(t), 50)))),
    "dump-single": lambda t: _read_dump(t.replace("\n", " ")),
    # Headers, archives, addresses, keys
    "content-type": lambda t: _suppressed(lambda: _page(_story(), content_type=t).tree),
    "content-type-charset": lambda t: _suppressed(lambda: _page(_story(), content_type=f"text/html; charset={t}").tree),
    "meta-charset": lambda t: _suppressed(lambda: _page(f'<meta charset="{t}">' + _story() + "é", content_type=None).tree),
    "undecodable": lambda t: _suppressed(lambda: Page(_URL, b"<html lang=" + t.encode("utf-16"), content_type=None, retrieved=_NOW).tree),
    "retry-after": lambda t: seconds_to_wait(t.encode("utf-8", "replace"), _NOW),
    "header-date": lambda t: parse_date(t),
    "warc-headers": lambda t: _read_archive(header=t + "\r\n"),
    "warc-header": lambda t: _read_archive(header=f"X-Header: {_line(t)}\r\n"),
    "warc-url": lambda t: _read_archive(url=_line(t), date=_line(t)),
    "warc-length": lambda t: _read_archive(size=_line(t)),
    "warc-block": lambda t: _read_archive(block=t),
    "warc-http": lambda t: _read_archive(block=f"HTTP/1.1 200 OK\r\nContent-Type: {_line(t)}\r\nContent-Encoding: {_line(t)}\r\n\r\nwords"),
    "warc-status": lambda t: _read_archive(block=f"HTTP/1.1 {_line(t)}\r\n\r\nwords"),
    "url": _read_url,
    "page-url": lambda t: _suppressed(lambda: _located(t)),
    "key-headline": lambda t: story_key(t, "Ann Lee"),
    "key-byline": lambda t: story_key("Ferry leaves harbour", t),
    "key-bounded": lambda t: [story_key(t[n : n + 900], t[n : n + 900]) for n in range(0, 9_000, 900)],
    "signature-of-body": lambda t: body_signature([t, t[:900]]),
    "signature-of-lines": lambda t: body_signature([t[n : n + 90] for n in range(0, len(t), 90)]),
}  # fmt: skip
"""Places of a text in an input, each with a function that reads such an input."""


def _line(text: str) -> str:
    return " ".join(text.splitlines())


def _located(path: str) -> None:
    page = _page(_story(), "https://outlet.example/" + path)
    extract_html(page)
    canonical_url(page)
    for platform in PLATFORMS.values():
        with contextlib.suppress(ResponseError):
            platform.detect(page, page.url)
    story_links(page)


def _suppressed(read: Callable[[], object]) -> None:
    with contextlib.suppress(PageError, ValueError):
        read()


# --- one input --------------------------------------------------------------------------------------------------------


class _StoppedError(Exception):
    """The input took longer than :data:`_STOP`."""


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise _StoppedError


def _seconds(slot: str, text: str) -> float:
    """Return the processor time of reading one input."""
    signal.setitimer(signal.ITIMER_PROF, _STOP)
    start = time.process_time()
    try:
        SLOTS[slot](text)
    except _StoppedError:
        pass
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return time.process_time() - start


def _measure(slot: str, token: str, form: str, size: int) -> tuple[float, float, float]:
    """Return the seconds at a tenth of ``size``, at ``size`` and at three times ``size``; 0 where it was not measured."""

    def least(size: int) -> float:
        # Another text each time, because some readers cache texts.
        return min(_seconds(slot, FORMS[form](token, size + add * len(token))) for add in range(3))

    long = _seconds(slot, FORMS[form](token, size))
    if long < NOTED * size / SIZE:
        return 0.0, long, 0.0
    if long < _STOP:
        long = least(size)
    short = least(size // 10)
    return short, long, least(3 * size) if 10 * GROWTH * short < long < _STOP else 0.0


def _is_slow(short: float, long: float, longer: float, size: int) -> bool:
    if long > LIMIT * size / SIZE and long > LIMIT * size / SIZE * pace():
        return True
    return long > max(NOTED * size / SIZE, 10 * GROWTH * short) and longer > 3 * GROWTH * long


def _work() -> None:
    """Measure the cells that standard input names, one per JSON line, and print the seconds as JSON."""
    signal.signal(signal.SIGPROF, _stop)
    for line in sys.stdin:
        slot, token, form, size = json.loads(line)
        try:
            answer: dict[str, object] = {"seconds": _measure(slot, token, form, size)}
        except Exception as error:
            # An input that raises an exception is reported too.
            answer = {"error": f"{type(error).__name__}: {error}"[:200]}
        print(json.dumps(answer), flush=True)


# --- the search -------------------------------------------------------------------------------------------------------


class _Child:
    """A process that measures; it is restarted when it hangs."""

    def __init__(self) -> None:
        self._process = self._start()

    def _start(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "fuzz.slow", "--work"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parent.parent
        )  # fmt: skip

    def measure(self, cell: Cell) -> dict[str, Any]:
        """Return the answer of :func:`_work`, or ``{"error": …}`` when there is no answer."""
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(cell) + "\n")
        process.stdin.flush()
        ready, _, _ = select.select([process.stdout], [], [], HANG)
        line = process.stdout.readline() if ready else ""
        if line:
            answer: dict[str, Any] = json.loads(line)
            return answer
        process.kill()
        process.wait()
        self._process = self._start()
        return {"error": f"no answer within {HANG:g} s" if not ready else "the process died"}

    def close(self) -> None:
        """End it."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(HANG)


def _cells(slots: Iterable[str], seed: int | None, size: int) -> Iterator[Cell]:
    """Yield the cells of the grid; in random order when a seed is given."""
    grid = [(slot, token, form, size) for form in FORMS for slot in slots for token in TOKENS]
    if seed is not None:
        random.Random(seed).shuffle(grid)
    return iter(grid)


def search(
    slots: Iterable[str], seconds: float | None, seed: int | None, size: int = SIZE, cells: int | None = None
) -> tuple[int, list[str]]:
    """Measure the cells, all or the first ``cells`` of them or as many as fit into ``seconds`` of real time.

    Returns their number and a line for each slow input.
    """
    child = _Child()
    until = time.monotonic() + seconds if seconds is not None else None
    measured, found = 0, []
    try:
        for cell in islice(_cells(slots, seed, size), cells):
            if until is not None and time.monotonic() > until:
                break
            said = _judged(child, cell)
            measured += 1
            if said is not None:
                slot, token, form, _ = cell
                found.append(f"{slot} {token!r} {form}: {said}")
                print(f"slow: {found[-1]}", flush=True)
    finally:
        child.close()
    return measured, found


def _judged(child: _Child, cell: Cell) -> str | None:
    """Return why an input is slow each time that it is measured; None when it is not."""
    said = None
    for _ in range(MEASURED):
        said = _verdict(child.measure(cell), cell[-1])
        if said is None:
            break
    return said


def _verdict(answer: dict[str, Any], size: int) -> str | None:
    """Return why an input is slow; None when it is not slow."""
    if (error := answer.get("error")) is not None:
        return str(error)
    short, long, longer = answer["seconds"]
    if not _is_slow(short, long, longer, size):
        return None
    return f"{short:.3f} s at {size // 10_000} kB, {long:.3f} s at {size // 1000} kB, {longer:.3f} s at {3 * size // 1000} kB"


def main() -> int:
    """Search; the exit status is 1 when an input is slow."""
    parser = argparse.ArgumentParser(prog="python -m fuzz.slow", description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, help="of real time; without it the whole grid is measured")
    parser.add_argument(
        "--seed", type=int, help="of the order in which cells are drawn (with --seconds or --cells: a random one)"
    )
    parser.add_argument("--cells", type=int, help="how many to measure: with --seed the same at each run")
    parser.add_argument("--size", type=int, default=SIZE, help=f"characters of an input ({SIZE})")
    parser.add_argument("--slot", choices=sorted(SLOTS), action="append", help="only this one; may be repeated")
    parser.add_argument("--work", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.work:
        _work()
        return 0
    seed = arguments.seed
    if seed is None and (arguments.seconds is not None or arguments.cells is not None):
        seed = random.SystemRandom().randrange(10**6)
    slots = arguments.slot or list(SLOTS)
    total = len(slots) * len(TOKENS) * len(FORMS)
    print(f"slow: {len(slots)} slots × {len(TOKENS)} tokens × {len(FORMS)} forms, seed {seed}", flush=True)
    measured, found = search(slots, arguments.seconds, seed, arguments.size, arguments.cells)
    print(f"slow: {measured:,} of {total:,} inputs measured, {len(found)} slow")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
