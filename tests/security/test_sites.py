"""A page speaks for its own outlet only: canonical links, redirects, feeds' links, and the outlet of a copy."""

from __future__ import annotations

import socket
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy import Request
from scrapy.http import HtmlResponse
from scrapy.utils.test import get_crawler

from newscrawler.discovery.canonical import canonical_url
from newscrawler.discovery.links import Link
from newscrawler.html.page import Page
from newscrawler.items import Copy, ListRead, Rejection, Unchanged
from newscrawler.sites import outlet_of, same_outlet, same_site, site_of
from newscrawler.spiders.japantoday import JapanTodaySpider
from newscrawler.spiders.outlet import OutletSpider
from newscrawler.urls import host_of
from newsroom.spiders.harborlight import HarborLightSpider

STORY = (
    "<html><head><title>x</title></head><body><article><h1>Words in the name of another outlet today</h1>"
    "<p class=byline>By <span class=author>Oona Delacroix</span></p>"
    "<time datetime=2026-11-24T08:00:00Z>24 November</time><div itemprop=articleBody>"
    + "".join(
        f"<p>Paragraph {n} of the story about the quay, which was as long as ever on Monday.</p>" for n in range(5)
    )
    + "</div></article></body></html>"
)


@pytest.mark.parametrize(
    ("own", "claim"),
    [
        ("https://evil.example/a-story", "https://victim.example/a-story"),
        ("https://evil.blogs.example/s", "https://victim.blogs.example/s"),
        *(
            (f"https://{prefix}.blogs.example/s", "https://victim.blogs.example/s")
            for prefix in ("amp", "m", "mobile", "www2", "www9")
        ),
        ("https://mobile.github.io/s", "https://victim.github.io/s"),
        ("https://evil.github.io/s", "https://victim.github.io/s"),
        ("https://evil.github.io/s", "https://www.victim.github.io/s"),
        ("https://evil.github.io/s", "https://github.io/s"),
        ("https://m.blogspot.com/s", "https://victim.blogspot.com/s"),
        ("https://amp.co.uk/s", "https://victim.co.uk/s"),
        ("https://www.co.uk/s", "https://victim.co.uk/s"),
        ("https://hosted.example/@evil/s", "https://hosted.example/@victim/s"),
        ("https://hosted.example/@evil/s", "https://hosted.example/%40victim/s"),
        ("https://hosted.example/~evil/s", "https://hosted.example/~victim/s"),
        ("https://hosted.example/s", "https://hosted.example/@victim/s"),
        ("https://evil.example/s", "https://victim.example@evil.example/s"),
        ("https://victim.example.evil.example/s", "https://victim.example/s"),
        ("https://notvictim.example/s", "https://victim.example/s"),
        ("https://victim.example:8443/s", "https://victim.example/s"),
        ("https://victim.example:8443/s", "https://victim.example:9443/s"),
        ("http://192.0.2.7/s", "http://192.0.2.70/s"),
        ("http://2.7/s", "http://192.0.2.7/s"),
        ("http://[2001:db8::1]/s", "http://[2001:db8::2]/s"),
        ("http://intranet/s", "http://wiki.intranet.example/s"),
        ("https://evil.example/s", "https:\\\\victim.example\\s"),
        ("https://evil.example/s", "//victim.example/s"),
    ],
)
def test_no_page_claims_to_be_another_outlets(own: str, claim: str) -> None:
    page = Page(
        own,
        f'<html><head><link rel="canonical" href="{claim}"></head><body>x</body></html>'.encode(),
        content_type="text/html",
        retrieved=datetime.now(UTC),
    )
    assert host_of(canonical_url(page)) == host_of(own).rstrip(".")
    assert same_outlet(canonical_url(page), own)


@pytest.mark.parametrize(
    ("own", "claim"),
    [
        ("https://m.outlet.example/s", "https://www.outlet.example/s"),
        ("https://amp.outlet.example/s", "https://outlet.example/s"),
        ("https://news.outlet.co.uk/s", "https://www.outlet.co.uk/s"),
        ("https://www.outlet.example/s", "https://edition.outlet.example/s"),
        ("https://www.paper.github.io/s", "https://paper.github.io/s"),
        ("http://outlet.example:80/s", "https://outlet.example/s-1"),
        ("https://outlet.example./s", "https://outlet.example/s"),
        ("http://192.0.2.7/s", "http://192.0.2.7/s-1"),
        ("http://127.0.0.1:8090/s", "http://127.0.0.1:8090/s-1"),
        ("https://bücher.example/s", "https://xn--bcher-kva.example/s-1"),
        ("https://hosted.example/@ann/s", "https://hosted.example/@ann/s-1"),
    ],
)
def test_an_outlet_names_its_own_addresses(own: str, claim: str) -> None:
    assert same_outlet(own, claim)
    assert same_outlet(claim, own)


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_has_a_site_or_none(one: str, other: str) -> None:
    for url in (one, f"https://{one}/", f"http://{one}.github.io"):
        assert isinstance(site_of(url), str)
        assert isinstance(outlet_of(url), str)
        assert same_site(url, f"https://{other}/") is same_site(f"https://{other}/", url)


def test_sites_are_told_without_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a connection for the public suffix list")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert site_of("https://a.b.never-met-before.co.uk/") == "never-met-before.co.uk"


def _answer(url: str, asked: str, status: int = 200) -> HtmlResponse:
    meta = {"redirect_urls": [asked], "conditional": asked} if asked != url else {"conditional": asked}
    return HtmlResponse(url, status=status, body=STORY.encode(), request=Request(url, meta=meta))


@pytest.mark.parametrize("status", [200, 304])
@pytest.mark.parametrize(
    ("spider", "asked", "landed"),
    [
        (JapanTodaySpider(), "https://japantoday.com/out/redirect", "https://hostile.example/forged"),
        (HarborLightSpider(), "https://harborlight.example/2026/11/20/x/", "https://victim.example/2026/story"),
        (HarborLightSpider(), "https://harborlight.example/2026/x/", "https://harborlight.example.evil.example/x"),
        (OutletSpider(url="https://a.github.io/"), "https://a.github.io/x", "https://b.github.io/x"),
        (OutletSpider(url="https://a.example/"), "https://a.example/x", "https://a.example:8443/x"),
    ],
)
def test_a_story_that_leaves_its_site_is_quarantined(
    spider: HarborLightSpider, asked: str, landed: str, status: int
) -> None:
    items = list(spider.parse_story(_answer(landed, asked, status)))
    assert [type(item) for item in items] == [Rejection]
    assert items[0].url == asked
    assert items[0].stage == "fetch"
    assert asked.split("/")[2] in items[0].reason
    assert landed.split("/")[2].split(":")[0] in items[0].reason


def test_a_copy_belongs_to_the_host_of_its_address() -> None:
    spider = OutletSpider(url="https://www.outlet.example/")
    url = "https://www.outlet.example/2026/a-story-of-its-own"
    copies = [item for item in spider.parse_story(_answer(url, url)) if isinstance(item, Copy)]
    assert [(copy.url, copy.outlet) for copy in copies] == [(url, "outlet.example")]
    japan = JapanTodaySpider()
    url = "https://japantoday.com/category/world/a-story"
    copies = [
        item for item in japan.parse_story(_answer(url, "https://www.japantoday.com/x")) if isinstance(item, Copy)
    ]
    assert [(copy.outlet, copy.publisher) for copy in copies] == [("japantoday.com", "GPlusMedia Inc.")]


def test_a_start_page_on_another_site_names_the_remedy() -> None:
    spider = OutletSpider(url="https://example.com/")
    items = list(spider.parse_start(_answer("https://www.example.org/", "https://example.com/")))
    rejection, reading = items
    assert isinstance(reading, ListRead)
    assert reading.outcome == "failed"
    assert isinstance(rejection, Rejection)
    assert "-a url=https://www.example.org/" in rejection.reason
    assert not any(isinstance(item, Unchanged) for item in items)


def test_links_to_other_sites_are_left_out_and_counted() -> None:
    spider = OutletSpider.from_crawler(get_crawler(OutletSpider), url="https://outlet.example/")
    links = [Link(url=f"https://{host}/2026/11/a-story-of-the-quay") for host in ("victim.example", "outlet.example")]
    links.append(Link(url="https://[/"))
    requests = list(spider._story_requests(links, found_on="https://outlet.example/feed"))
    assert [request.url for request in requests] == ["https://outlet.example/2026/11/a-story-of-the-quay"]
    assert spider.crawler.stats is not None
    assert spider.crawler.stats.get_value("discovery/left_out/other_site") == 1
    assert spider.crawler.stats.get_value("discovery/left_out/no_address") == 1
