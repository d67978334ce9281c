"""Proposals for a new outlet, and no proposal where the evidence is too weak."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from newscrawler.discovery.probe import (
    feed_candidates,
    printed_times,
    proposed_archive_page,
    proposed_story_url,
    proposed_zone,
    robots_sitemaps,
    section_candidates,
)
from newscrawler.html.page import Page
from newscrawler.spiders._backfill import archive_problem

HOST = "https://granitepost.example"
WORDS = (
    "crane-blocks-old-quay",
    "mayor-opens-ferry-line",
    "storm-closes-north-pier",
    "herring-is-back",
    "a-lamp-for-the-light",
)


def stories(form: str) -> list[str]:
    return [HOST + form.format(slug=slug, n=number, d=number + 9) for number, slug in enumerate(WORDS * 2, 1)]


class TestStoryUrl:
    @pytest.mark.parametrize(
        ("form", "expression", "also", "others"),
        [
            ("/2026/11/{d}/{slug}", r"\d{4}/\d{1,2}/\d{1,2}/[^/?]*-[^/?]*", "/2027/1/2/a-b", ["/2026/11", "/world"]),
            (
                "/news/{slug}-{n:05d}.html",
                r"news/[^/?]*[-_.]\d{4,}\.html",
                "/news/x-99999.html",
                ["/news", "/news/local.html"],
            ),
            ("/{n:06d}-{slug}/", r"\d{4,}[-_.][^/?]*", "/123456-x", ["/world/", "/about-us"]),
            ("/?p={n}", r"\?p=\d+", "/?p=77", ["/", "/?cat=3"]),
            ("/story?id={n}&lang=en", r"story\?id=\d+&lang=en", "/story?id=9&lang=en", ["/story?lang=en"]),
            ("/n/story{n:05d}.html", r"n/[^/?]*\d{4,}\.html", "/n/x12345.html", ["/n/world.html"]),
            ("/n/{n:04d}", r"n/\d+", "/n/123456", ["/n/world"]),
        ],
    )
    def test_what_all_addresses_share(self, form: str, expression: str, also: str, others: list[str]) -> None:
        asked = stories(form)
        found = proposed_story_url(asked, [HOST + other for other in others])
        assert found.value == f"^https?://[^/]+/{expression}/?$"
        assert all(re.search(found.value, url) for url in [*asked, HOST + also])
        assert not any(re.search(found.value, HOST + other) for other in others)
        assert f"matches {len(set(asked))} of {len(set(asked))}" in found.why

    def test_a_year_is_no_literal_where_all_stories_are_of_one_day(self) -> None:
        found = proposed_story_url(stories("/2026/11/20/{slug}-{n}"), [])
        assert found.value is not None
        assert re.search(found.value, f"{HOST}/2031/1/2/next-year")

    def test_a_word_that_two_addresses_of_a_rare_shape_share_is_no_literal(self) -> None:
        rare = [f"{HOST}/category/life/food/eat-{word}" for word in ("herring", "kelp")]
        found = proposed_story_url(stories("/category/world/{slug}-{n}") + rare, [f"{HOST}/category/world"])
        assert found.value is not None
        assert re.search(found.value, f"{HOST}/category/arts/film/a-new-film")
        assert not re.search(found.value, f"{HOST}/archive/arts/film/a-new-film")

    @pytest.mark.parametrize(
        ("asked", "others", "why"),
        [
            (stories("/{slug}")[:4], [], "4 addresses of stories are too few"),
            (stories("/{slug}")[:4] * 3, [], "4 addresses of stories are too few"),
            (
                stories("/{slug}-{n}"),
                ["/about-us"],
                "is also true of https://granitepost.example/about-us, which is none",
            ),
            ([f"{HOST}/{'x/' * number}a-b" for number in range(9)], [], "9 addresses of stories have 9 shapes"),
        ],
    )
    def test_nothing_is_proposed_where_it_would_be_a_guess(self, asked: list[str], others: list[str], why: str) -> None:
        found = proposed_story_url(asked, [HOST + other for other in others])
        assert found.value is None
        assert why in found.why

    def test_what_a_page_writes_into_an_address_is_no_expression(self) -> None:
        found = proposed_story_url(stories("/a.b(c/{slug}-{n}"), [])
        assert found.value is not None
        assert not re.search(found.value, f"{HOST}/aXb(c/x-y")


class TestZone:
    @pytest.mark.parametrize(
        ("host", "language", "text", "zone", "why"),
        [
            ("a.jp", "en", "2026-11-20T09:30:00+09:00", "Asia/Tokyo", "the country .jp, and dates print +09:00"),
            (
                "a.de",
                "de",
                "2026-07-20T09:30+0200 2026-11-20T09:30+0100",
                "Europe/Berlin",
                "dates print +01:00, +02:00",
            ),
            ("a.de", "de", "2026-11-20T09:30Z", "Europe/Berlin", "dates print UTC"),
            ("a.example", "ja", "", "Asia/Tokyo", "the language ja; no date prints an offset"),
            ("a.au", "en", "2026-11-20T09:30:00+11:00", "Australia/Sydney", "the country .au, and dates print +11:00"),
            (
                "a.jp",
                "en",
                "Fri, 20 Nov 2026 09:30:00 +0800",
                None,
                "dates print +08:00, and the country .jp has Asia/Tokyo",
            ),
            ("a.au", "en", "2026-11-20T09:30Z", None, "the country .au has several zones"),
            ("a.example", "en", "2026-11-20T09:30+01:00", None, "+01:00, which several zones share"),
            ("a.example", "en", "", None, "neither the host's country nor the language has one zone"),
        ],
    )
    def test_the_zone_and_its_evidence(self, host: str, language: str, text: str, zone: str | None, why: str) -> None:
        found = proposed_zone(host, language, printed_times(text))
        assert found.value == zone
        assert why in found.why

    def test_times_that_cannot_be_are_no_evidence(self) -> None:
        assert printed_times("2026-06-31T09:30+01:00, 31 Jun 2026 09:30 +0100, 2026-11-20, GMT") == []
        assert printed_times("<pubDate>20 Nov 2026 09:30:00 +0000</pubDate>") == [
            datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
        ]


def test_sitemaps_of_news_come_first_and_each_once() -> None:
    robots = "User-agent: *\nDisallow: /\nSITEMAP : /sitemap.xml\nSitemap: https://x.example/news.xml # all\nsitemap: /sitemap.xml\n"
    assert robots_sitemaps(robots, f"{HOST}/robots.txt") == ["https://x.example/news.xml", f"{HOST}/sitemap.xml"]


def test_feeds_are_those_announced_then_those_linked_without_feeds_of_comments() -> None:
    html = b"""<head><link rel=alternate type="application/rss+xml" href="/comments/feed/">
    <link rel=alternate type="application/atom+xml" href="/atom"></head><a href="/world/feed/">RSS</a> <a href="/rss.xml">RSS</a>
    <a href="/atom">Atom</a> <a href="/rss/all.xml">RSS</a> <a href="/feedback">Tell us</a> <a href="https://other.example/feed">Other</a>"""
    page = Page(f"{HOST}/", html, content_type=None, retrieved=datetime(2026, 11, 20, tzinfo=UTC))
    assert feed_candidates(page) == [f"{HOST}/atom", f"{HOST}/world/feed/", f"{HOST}/rss.xml", f"{HOST}/rss/all.xml"]


def test_sections_are_found_where_nothing_marks_the_navigation() -> None:
    html = b"""<div class=top><a href="/news/world/">World</a> <a href="/news/arts">Arts</a> <a href="/imprint">Imprint</a>
    <a href="/news/world/eu/berlin/">Berlin</a> <a href="/news/world/?sort=top">Top</a> <a href="https://other.example/news/world/">O</a>
    <a href="/">Home</a></div><header><a href="/sport">Sport</a></header>"""
    page = Page(f"{HOST}/", html, content_type=None, retrieved=datetime(2026, 11, 20, tzinfo=UTC))
    stories = [f"{HOST}/news/world/eu/berlin/{n}" for n in range(2)] + [f"{HOST}/news/arts/1"]
    assert section_candidates(page, stories) == [f"{HOST}/sport", f"{HOST}/news/world/"]


@pytest.mark.parametrize(
    ("paths", "template"),
    [
        (("/archive/2026/11/26", "/archive/2026/11/27", "/2026/11/"), "/archive/{year}/{month}/{day}"),
        (("/archiv-2026-11-05.html", "/archiv-2026-11-04.html"), "/archiv-{year}-{month}-{day}.html"),
        (("/a?date=20261126", "/a?date=20261127"), "/a?date={year}{month}{day}"),
        (("/old/2026/9", "/old/2026/10"), "/old/{year}/{month:d}"),
        (("/2026/10/", "/2026/11/"), "/{year}/{month}/"),
        (("/archive/2026/11/27",), None),
        (("/2026/11/26/bridge-closed", "/2026/11/27/bridge-open"), None),
        (("/x/2026115", "/x/2026116"), None),
        (("/world", "/page/2", "/page/3"), None),
    ],
)
def test_archive_pages_are_links_that_end_with_days(paths: tuple[str, ...], template: str | None) -> None:
    found = proposed_archive_page([f"https://granitepost.example{path}" for path in paths])
    assert found.value == (None if template is None else f"https://granitepost.example{template}")
    assert found.value is None or archive_problem(found.value) is None
