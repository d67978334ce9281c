"""Sitemaps: the four forms of the protocol, gzipped or not."""

import gzip
from datetime import UTC, datetime

import pytest

from newscrawler.discovery.links import DiscoveryError
from newscrawler.discovery.sitemaps import parse_sitemap

URL = "https://outlet.example/sitemap.xml"

NEWS = b"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
  xmlns:image="http://www.google.com/schemas/sitemap-image/1.1" xmlns:xhtml="http://www.w3.org/1999/xhtml">
<url><image:image><image:loc>https://outlet.example/photo.jpg</image:loc></image:image>
  <loc> https://outlet.example/ferry?a=1&amp;b=2 </loc><lastmod>2026-11-20T12:00:00+09:00</lastmod>
  <xhtml:link rel="alternate" href="https://outlet.example/de/ferry"/>
  <news:news><news:publication><news:name>Outlet</news:name></news:publication>
  <news:publication_date>2026-11-20T09:30:00Z</news:publication_date><news:title>The ferry &amp; its crew</news:title></news:news></url>
<url><loc>ftp://outlet.example/no</loc></url><url><lastmod>2026-11-20</lastmod></url>
<url><loc>https://outlet.example/plain</loc></url></urlset>"""


@pytest.mark.parametrize("wrap", [bytes, gzip.compress])
def test_a_news_sitemap(wrap):
    feed = parse_sitemap(wrap(NEWS), URL)
    ferry, plain = feed.links
    assert (ferry.url, ferry.title) == ("https://outlet.example/ferry?a=1&b=2", "The ferry & its crew")
    assert ferry.published == datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    assert ferry.modified == datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
    assert (plain.url, plain.title, plain.modified, plain.via) == ("https://outlet.example/plain", None, None, URL)
    assert (feed.skipped, feed.sitemaps) == (2, [])


def test_an_index_names_sitemaps_and_no_stories():
    body = b"""<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
      <sitemap><loc>https://outlet.example/news.xml</loc><lastmod>2026-11-20</lastmod></sitemap>
      <sitemap><loc>/2025.xml.gz</loc></sitemap></sitemapindex>"""
    feed = parse_sitemap(body, URL)
    assert [link.url for link in feed.sitemaps] == [
        "https://outlet.example/news.xml",
        "https://outlet.example/2025.xml.gz",
    ]
    assert feed.sitemaps[0].modified == datetime(2026, 11, 20, tzinfo=UTC)
    assert feed.links == []


def test_plain_text_one_url_a_line():
    feed = parse_sitemap(
        b"\xef\xbb\xbfhttps://outlet.example/1\r\n\r\nhttps://outlet.example/2\nnonsense\nhttps://outlet.example/1\n",
        URL,
    )
    assert [link.url for link in feed.links] == ["https://outlet.example/1", "https://outlet.example/2"]
    assert feed.skipped == 1


def test_a_feed_may_stand_as_a_sitemap():
    assert parse_sitemap(b"<rss><item><link>/1</link></item></rss>", URL).links[0].url == "https://outlet.example/1"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (gzip.compress(NEWS)[:-20], "gzip ends early"),
        (b"\x1f\x8b\x08" + b"\xff" * 50, "broken gzip"),
        (gzip.compress(b"<urlset>" + bytes(60 * 1024 * 1024)), "limit"),
        (b"<html><body>404</body></html>", "HTML page"),
        (b"", "empty"),
    ],
)
def test_what_is_no_sitemap_is_refused_with_a_reason(body, reason):
    with pytest.raises(DiscoveryError, match=reason):
        parse_sitemap(body, URL)


def test_a_full_sitemap_of_50000_urls_is_quick():
    entry = "<url><loc>https://outlet.example/category/world/story-{}</loc><lastmod>2026-11-20</lastmod></url>"
    body = "<urlset>" + "".join(map(entry.format, range(50_000))) + "</urlset>"
    assert len(parse_sitemap(body.encode(), URL).links) == 50_000


def test_gzip_of_several_members_is_one_file():
    packed = gzip.compress(NEWS[:300]) + gzip.compress(b"") + gzip.compress(NEWS[300:]) + b"\0" * 40
    assert parse_sitemap(packed, URL) == parse_sitemap(NEWS, URL)


def test_many_empty_gzip_members_are_refused():
    with pytest.raises(DiscoveryError, match=r"more than 10,000 members"):
        parse_sitemap(gzip.compress(b"") * 20_000, URL)


@pytest.mark.parametrize("end", ["", "<", "</loc", "</loc><lastmod>2026-1", "</loc></ur"])
def test_a_file_that_ends_within_an_address_gives_no_piece_of_it(end):
    head = b'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    whole = b"<url><loc>https://outlet.example/ferry-returns</loc></url>"
    feed = parse_sitemap(head + whole + b"<url><loc>https://outlet.example/ferry-le" + end.encode(), URL)
    assert [link.url for link in feed.links] == ["https://outlet.example/ferry-returns"]
    assert feed.is_cut


def test_a_file_that_lacks_its_last_tag_alone_is_read_whole():
    feed = parse_sitemap(NEWS.removesuffix(b"</urlset>"), URL)
    assert (len(feed.links), feed.is_cut) == (2, False)
