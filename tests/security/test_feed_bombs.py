"""Feeds and sitemaps that would take minutes or gigabytes: each is refused with the limit, or read in a second."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import pytest

from newscrawler.discovery.feeds import parse_feed
from newscrawler.discovery.links import DiscoveryError
from newscrawler.discovery.sitemaps import parse_sitemap
from newscrawler.limits import MAX_PAGE_BYTES
from tests.security.measuring import cost_of

URL = "https://hostile.example/feed"
RSS = b'<rss version="2.0"><channel>'
MAP = b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
JSON = b'{"version":"https://jsonfeed.org/version/1","items":['
LARGEST = MAX_PAGE_BYTES - 1_000


def flood(start: bytes, token: bytes, size: int = LARGEST) -> bytes:
    return start + token * ((size - len(start)) // len(token))


def numbered(start: bytes, token: str, count: int) -> bytes:
    return start + b"".join((token % number).encode() for number in range(count))


FLOODS: dict[str, Callable[[], bytes]] = {
    "unclosed CDATA, few": lambda: flood(RSS, b"<![CDATA[", 1_000_000),
    "unclosed CDATA": lambda: flood(RSS, b"<![CDATA["),
    "CDATA, one never closed": lambda: flood(RSS, b"<![CDATA[" + b"x" * 8),
    "closed CDATA": lambda: flood(RSS, b"<![CDATA[]]>"),
    "ampersands": lambda: flood(RSS, b"&"),
    "ampersands, as many as are read": lambda: flood(RSS, b"&" + b"x" * 33),
    "entities": lambda: flood(RSS, b"&nbsp;" + b"x" * 30),
    "elements": lambda: flood(RSS, b"<a/>"),
    "elements, as many as are read": lambda: flood(RSS, b"<a/>" + b"x" * 13),
    "depth": lambda: flood(RSS, b"<a>"),
    "depth, as deep as is read": lambda: flood(RSS, b"<a>", 1_500_000),
    "attributes": lambda: numbered(RSS + b"<a ", 'a%d="x" ', 700_000),
    "attributes, as many as are read": lambda: numbered(RSS + b"<a ", 'a%d="x" ', 299_000),
    "one attribute again and again": lambda: flood(RSS + b"<a ", b"a=x "),
    "namespaces": lambda: numbered(RSS + b"<a ", 'xmlns:a%d="x" ', 299_000),
    "xml:base in each": lambda: (
        numbered(RSS, '<a xml:base="/%d/">', 200) + b'<item xml:base="/x/"><link>a</link></item>' * 50_000
    ),
    "links in one entry": lambda: RSS + b"<item>" + b"<link>h://x</link>" * 290_000,
    "entries inside of entries": lambda: RSS + b"<item><link>" * 120 + b"x" * 9_000_000,
    "white space in an address": lambda: MAP + b"<url><loc>" + b" " * 9_000_000 + b"x</loc></url>",
    "white space in a declaration": lambda: flood(b"<?xml", b" encoding "),
    "declared as punycode": lambda: (
        b'<?xml version="1.0" encoding="punycode"?>' + RSS + b"a" * 400_000 + b"-" + b"a" * 400_000
    ),
    "addresses as lines": lambda: flood(b"", b"http://x\n"),
    "JSON objects": lambda: flood(JSON, b"{},"),
    "JSON numbers": lambda: flood(JSON, b"1,"),
    "JSON depth": lambda: flood(JSON, b"[", 1_000_000),
    "JSON depth, closed": lambda: JSON + b"[" * 900 + b"]" * 900 + b"]}",
    "JSON number of 400,000 digits": lambda: JSON + b"9" * 400_000 + b"]}",
}


@pytest.mark.parametrize("name", FLOODS)
def test_a_flood_costs_little(name: str) -> None:
    body = FLOODS[name]()
    cost = cost_of(lambda: len(parse_sitemap(body, URL).links if body[:1] != b"{" else parse_feed(body, URL).links))
    assert cost.seconds < 4, cost
    assert cost.megabytes < 300, cost


@pytest.mark.parametrize("name", ["unclosed CDATA", "ampersands", "elements", "attributes"])
def test_what_is_refused_names_its_limit(name: str) -> None:
    with pytest.raises(DiscoveryError, match=r"; the limit (?:for a feed or sitemap )?is [\d,]{7,}"):
        parse_feed(FLOODS[name](), URL)


def test_a_gzip_is_unpacked_up_to_the_limit_only() -> None:
    bomb = gzip.compress(MAP + b"&" * 200_000_000, 1)
    cost = cost_of(lambda: parse_sitemap(bomb, URL))
    assert cost.said == "DiscoveryError: gzip of more than 10,000,000 bytes, the limit for a page (MAX_PAGE_BYTES)"
    assert cost.megabytes < 60, cost


def test_unclosed_cdata_is_read_in_linear_time() -> None:
    small, large = (flood(RSS, b"<![CDATA[", size) for size in (300_000, 3_000_000))
    assert cost_of(lambda: parse_feed(large, URL)).seconds < 20 * cost_of(lambda: parse_feed(small, URL)).seconds + 0.2


def test_what_lies_beyond_the_limit_of_entries_is_counted() -> None:
    entry = b"<url><loc>https://hostile.example/%d</loc></url>"
    feed = parse_sitemap(MAP + b"".join(entry % number for number in range(50_007)) + b"</urlset>", URL)
    assert (len(feed.links), feed.left, feed.skipped) == (50_000, 7, 0)


def test_entries_before_an_unclosed_cdata_are_read() -> None:
    feed = parse_feed(RSS + b"<item><link>https://x.example/a</link></item><item><title><![CDATA[ open &", URL)
    assert [link.url for link in feed.links] == ["https://x.example/a"]


def test_an_address_longer_than_any_is_no_link() -> None:
    long = b"https://x.example/" + b"a" * 3_000
    feed = parse_feed(RSS + b"<item><link>" + long + b"</link></item></channel></rss>", URL)
    assert (feed.links, feed.skipped) == ([], 1)
