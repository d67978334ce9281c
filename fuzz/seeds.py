"""Seeds of the fuzzer: inputs of our own for every parser, and the evaluation pages where they exist."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

__all__ = ["TOKENS", "write_seeds"]

_ROOT = Path(__file__).resolve().parent.parent
_FIXTURES = _ROOT / "tests" / "outlets" / "fixtures"
_PAGES = Path(os.environ.get("EVAL_PAGES", _ROOT.parent / "shared" / "eval"))
_SAMPLES = _ROOT.parent / "shared" / "samples"
# Larger seeds make every execution slow and add nothing new.
_LARGEST = 48_000
_MANY = 60

_PAGE = """<!doctype html><html lang="en"><head><meta charset="{charset}"><title>Ferry leaves harbour | Outlet | 02.11.2026</title>
<meta property="og:title" content="Ferry leaves harbour"><meta name="author" content="Mara Quill">
<meta property="article:published_time" content="2026-11-02T06:40:00+09:00"><link rel=canonical href="/2026/11/02/ferry">
<script type="application/ld+json">{{"@context":"https://schema.org","@graph":[{{"@type":"NewsArticle","headline":"Ferry leaves harbour",
"author":[{{"@type":"Person","name":"Mara Quill"}},{{"@id":"#b"}}],"datePublished":"2026-11-02T06:40:00+09:00","articleBody":"The ferry left."}},]}}</script>
</head><body><header><span class="date">Tue, 24 Nov 2026</span></header><article itemscope itemtype="https://schema.org/NewsArticle">
<h1 itemprop=headline>Ferry leaves harbour</h1><p class="byline">By Mara Quill and Bo Lindqvist, Reuters</p><time datetime="2026-11-02">2 Nov</time>
<div itemprop="articleBody"><p>VESSA, Nov 2 (Reuters) - The ferry left the harbour on Monday, {letters}, and nobody was there to see it leave.</p>
<blockquote>It was a good ferry, said its captain.</blockquote><ul><li>First, it was painted.</li></ul><table><tr><td colspan=9>A</td></tr></table>
<p>Another paragraph that is long enough to be read as prose, because it goes on for a while about the harbour and its ferry.</p>
<p>(Corrects the name of the ferry in the second paragraph)</p></div><p>© (c) Copyright Thomson Reuters 2026.</p></article>
<section id="comments"><h3>3 Comments</h3><ol class="comment-list"><li id="comment-1" class="comment"><cite class="fn">Ann</cite>
<time datetime="2026-11-02T10:00:00Z">2 Nov</time><p>Good riddance to that ferry.</p><span class="up">3</span>
<ul class="children"><li id="comment-2" class="comment"><b>Bo</b>, 3 hours ago<p>I liked it.</p></li></ul></li></ol></section></body></html>"""
_DATA = """<!doctype html><html lang="en"><body><article><h1>Ferry leaves harbour</h1><p>The ferry left the harbour on Monday.</p></article>
<script>window.__STATE__ = {{"discussion": {{"total": 2, "comments": {comments}}}}};</script>
<script id="__NUXT_DATA__" type="application/json">[{{"comments":1}},[2],{{"id":3,"text":4,"author":5}},7,"Good riddance to that ferry.","Ann"]</script>
<script>self.__next_f.push([1,"5:[\\"$\\",\\"div\\",null,{{\\"comments\\":[{{\\"id\\":1,\\"body\\":\\"$7\\",\\"author\\":\\"Ann\\"}}]}}]\\n7:T5,Hello"])</script>
<script>var app = {{comments: [{{id: 1, author: 'Ann', text: `Good riddance.`, at: new Date(1696230900000), f: function (x) {{ return x }},}},]}};</script>
<div data-props='{{"thread": {{"comments": {comments}}}}}'></div></body></html>"""
_COMMENTS = '[{"id":1,"parentId":null,"author":"Ann","body":"<p>Good riddance.</p>","createdAt":"2026-11-02T10:00:00Z","up":3,"down":"1.2k"},{"id":2,"parentId":1,"author":{"name":"Bo"},"body":"I liked it.","createdAt":1793613600,"replies":[]}]'
_LETTERS = {
    "utf-8": "painted white",
    "shift_jis": "港を出たフェリー",
    "euc-kr": "여객선이 떠났다",
    "gb18030": "渡轮已离港",
    "windows-1251": "паром ушёл",
    "iso-8859-2": "prom odpłynął",
    "utf-16": "bílá loď",
}
_DUMP = """Ferry leaves harbour

By Mara Quill

VESSA (Reuters) - The ferry left the harbour on Monday, and nobody was there to see it leave, the harbour authority said.

A second paragraph follows, which is long enough to be read as prose by anybody who reads this dump of a page.

© (c) Copyright Thomson Reuters 2026.

©2026 Outlet Inc.

Login to comment

Good riddance to that ferry.

6 ( +6 / -0 )

I liked it.

-1 ( +0 / -1 )

Login to leave a comment
"""
_RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Outlet</title>
<item><title>Ferry &amp; harbour</title><link>https://outlet.example/1</link><pubDate>Mon, 02 Nov 2026 06:40:00 +0900</pubDate>
<dc:creator>Mara Quill</dc:creator><guid isPermaLink="false">1</guid></item></channel></rss>"""
_ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://outlet.example/"><link rel="next" href="?page=2"/>
<entry><title type="html">Ferry</title><link href="1"/><published>2026-11-02T06:40:00Z</published></entry></feed>"""
_JSON_FEED = '{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1","url":"https://outlet.example/1","title":"Ferry","date_published":"2026-11-02T06:40:00Z"}],"next_url":"?page=2"}'
_SITEMAP = """<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>https://outlet.example/1</loc><lastmod>2026-11-02</lastmod><news:news><news:title>Ferry</news:title><news:publication_date>2026-11-02</news:publication_date></news:news></url></urlset>"""
_INDEX = '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>https://outlet.example/s.xml</loc></sitemap></sitemapindex>'

TOKENS = (
    "<p>", "</p>", "<div class=comment>", "<table>", "<td colspan=1000000000>", "<template>", "<svg>", "<math>", "<select>", "<frameset>",
    "</body>", "<![CDATA[", "<!--", "-->", "&#0;", "&#xD800;", "&nbsp;", "itemprop=", "datetime=", "class=", "(Reuters) -", "(AP) —",
    "By ", "©", "Copyright ", "UPDATE 2-", "hours ago", "2026-11-02", "02.11.2026", "6 ( +6 / -0 )", "@graph", "@type", "NewsArticle",
    "WARC/1.0", "Content-Length: ", "Content-Encoding: gzip", "application/http; msgtype=response", "HTTP/1.1 200 OK", "<rss>", "<entry>",
    "<urlset>", "<!DOCTYPE x [<!ENTITY a 'b'>]>", "&a;", "\x00", "\ufeff", "９", "令和",
    "<script>", "</script>", "JSON.parse(", "window.x = ", '"comments":[{', '"parentId":', "__typename", "__ref", "undefined", "&quot;", "data-props=",
)  # fmt: skip
"""Words of libFuzzer's dictionary."""


def write_seeds(folder: Path) -> dict[str, Path]:
    """Write a corpus folder for each target and return its path."""
    seeds = {"page": _pages(), "comments": _pages(), "dump": _dumps(), "lists": _lists(), "archive": _archives()}
    for target, bodies in seeds.items():
        (folder / target).mkdir(parents=True, exist_ok=True)
        for number, body in enumerate(bodies):
            # The first byte of the page target chooses the Content-Type header.
            (folder / target / f"seed-{number:03d}").write_bytes(b"\x00" + body if target == "page" else body)
    return {target: folder / target for target in seeds}


def _pages() -> list[bytes]:
    pages = [
        _PAGE.format(charset=charset, letters=letters).encode(charset, "replace")
        for charset, letters in _LETTERS.items()
    ]
    pages += [path.read_bytes() for path in sorted(_FIXTURES.rglob("*.html"))]
    pages.append(_DATA.format(comments=_COMMENTS).encode())
    pages += [b"", b"<", b"<div>" * 500, b"<table><tr><td>" * 100, b"\xff\xfe<\x00p\x00>\x00", b"\x00" * 64]
    public = sorted(_PAGES.glob("articles/*/*.html.gz"), key=lambda path: path.stat().st_size)
    for path in public[:: max(1, len(public) // (4 * _MANY))]:
        body = gzip.decompress(path.read_bytes())
        if 5_000 < len(body) < _LARGEST:
            pages.append(body)
    return pages[:_MANY]


def _dumps() -> list[bytes]:
    dumps = [_DUMP.encode(), _DUMP.replace("\n\n", "\n").encode(), _DUMP.replace("6 ( +6 / -0 )", "👍 6 👎 0").encode()]
    return dumps + [path.read_bytes() for path in sorted(_SAMPLES.glob("*/*.txt"))]


def _lists() -> list[bytes]:
    xml = [text.encode() for text in (_RSS, _ATOM, _JSON_FEED, _SITEMAP, _INDEX)]
    return [
        *xml,
        gzip.compress(xml[3], mtime=0),
        b"https://outlet.example/1\nhttps://outlet.example/2\n",
        *_pages()[:12],
    ]


def _archives() -> list[bytes]:
    page = _PAGE.format(charset="utf-8", letters="painted white").encode()
    packed = gzip.compress(page, mtime=0)
    response = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s" % (len(page), page)
    zipped = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n" + packed
    warc = b"".join(
        _record(b"response", b"application/http; msgtype=response", body) for body in (response, zipped)
    ) + _record(b"request", b"application/http; msgtype=request", b"GET / HTTP/1.1\r\n\r\n")
    wet = _record(b"conversion", b"text/plain", _DUMP.encode())
    return [warc, wet, gzip.compress(warc, mtime=0), gzip.compress(wet, mtime=0), b"WARC/1.0\r\n\r\n"]


def _record(kind: bytes, media_type: bytes, block: bytes) -> bytes:
    return (
        b"WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: https://outlet.example/1\r\nWARC-Date: 2026-11-02T06:40:00Z\r\n"
        b"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000000>\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n"
        % (kind, media_type, len(block), block)
    )
