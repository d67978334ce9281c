"""List pages: stories by selectors, by URL pattern, or by nothing but the shape of links."""

import re
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawler.discovery.sections import feed_links, next_page, story_links
from newscrawler.html.page import Page, PageError


def page(body, url="https://outlet.example/world"):
    return Page(
        url, body.encode(), content_type="text/html; charset=utf-8", retrieved=datetime(2026, 11, 20, tzinfo=UTC)
    )


CARDS = """<nav><a href="/category/world">World</a><a href="/read-me-before-you-write">House rules for all of our readers</a></nav>
<div class="media media-sm"><a href="/category/world/ferry-crew-rescued-off-lantern-bay"><img></a><div class="media-body">
<h3><a href="/category/world/ferry-crew-rescued-off-lantern-bay?utm_source=list">Ferry crew rescued off Lantern Bay</a></h3></div></div>
<div class="media media-sm"><div class="media-body"><h3><a href="https://www.outlet.example/category/world/it%27s-over">It's over</a></h3></div></div>
<div class="media-body"><h3><a href="https://elsewhere.example/category/world/x">Partner story from elsewhere today</a></h3></div>"""


def test_by_selectors():
    links = story_links(page(CARDS), ["div.media-body > h3 > a"])
    assert [(link.url, link.title) for link in links] == [
        (
            "https://outlet.example/category/world/ferry-crew-rescued-off-lantern-bay",
            "Ferry crew rescued off Lantern Bay",
        ),
        ("https://www.outlet.example/category/world/it's-over", "It's over"),
    ]
    assert {link.via for link in links} == {"https://outlet.example/world"}


def test_selectors_may_name_the_block_around_the_link():
    assert len(story_links(page(CARDS), ["div.media"])) == 2


def test_by_pattern_a_picture_and_a_headline_are_one_story():
    (link,) = story_links(page(CARDS), pattern=re.compile(r"/category/[^/]+/ferry"))
    assert link.title == "Ferry crew rescued off Lantern Bay"


HYPERTEXT = """<h1><a href="/">The Tidewater Ledger</a></h1>
<p><a href="/">Front page</a> | <a href="/world">World</a> | <a href="/sport/">Sport</a> | <a href="/about">About this paper and us</a></p>
<h2><a href="/n/42">Harbour board votes to widen the northern channel</a></h2>
<ul><li><a href="2026/11/20/mayor-resigns.html">Mayor resigns</a><li><a href="/2026/11/19/">19 November</a>
<li><a href="/story.html?id=812">Schools close</a> <a href="/story.html?id=812#comments">14 comments</a>
<li><a href="/world/fishing-fleet-returns-after-the-storm">Read more</a>
<li><a href="/tag/fishing-fleet-returns-after-storm">All about the fishing fleet and its return</a>
<li><a href="/author/the-long-name-of-a-reporter">By our reporter in the north</a>
<li><a href="/photos/the-best-of-the-year.jpg">The best picture of the whole year</a>
<li><a href="/?page=2">Older stories from this newspaper here</a><li><a href="mailto:a@outlet.example">Write to the editor of this paper</a></ul>
<div class="comments"><a href="/world/an-older-story-of-the-ferry">I read the same thing here already</a></div>
<footer><a href="/terms-and-a-few-more-words">The terms and conditions of our service</a></footer>"""


def test_by_shape_alone():
    assert [
        link.url.removeprefix("https://outlet.example")
        for link in story_links(page(HYPERTEXT, "https://outlet.example/"))
    ] == [
        "/n/42",
        "/2026/11/20/mayor-resigns.html",
        "/story.html?id=812",
        "/world/fishing-fleet-returns-after-the-storm",
    ]


def test_headlines_without_spaces_count_their_characters():
    body = '<h2><a href="/n/7">港湾局が北航路の拡張を可決</a></h2><a href="/n">一覧</a>'
    assert [link.url for link in story_links(page(body))] == ["https://outlet.example/n/7"]


def test_base_href_counts():
    (link,) = story_links(page('<base href="/archive/"><h2><a href="n/1">Five words make a headline</a></h2>'))
    assert link.url == "https://outlet.example/archive/n/1"


@pytest.mark.parametrize(
    ("url", "body", "following"),
    [
        ("/world", '<link rel="next" href="/world?page=2">', "/world?page=2"),
        ("/world", '<a rel="nofollow next" href="/world/page/2/">Older</a>', "/world/page/2/"),
        ("/world", '<a href="?page=3">3</a><a href="?page=2">2</a>', "/world?page=2"),
        ("/world?page=2", '<a href="?page=1">1</a><a href="/world?page=3">3</a>', "/world?page=3"),
        ("/world/page/2/", '<a href="/world/">1</a><a href="/world/page/3/">3</a>', "/world/page/3/"),
        ("/world?page=2", '<a href="?page=1">1</a>', None),
        ("/world", '<a href="/sport?page=2">Sport, page 2</a>', None),
        ("/world", '<a rel="next" href="https://elsewhere.example/world?page=2">x</a>', None),
        ("/world?tag=a", '<a href="/world?page=2">x</a><a href="?page=2&tag=a">2</a>', "/world?page=2&tag=a"),
        ("/world", "", None),
    ],
)
def test_the_next_page_of_a_list(url, body, following):
    found = next_page(page(body or "<p>x</p>", "https://outlet.example" + url))
    assert found == (following and "https://outlet.example" + following)


def test_announced_feeds_comments_last():
    body = """<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed/">
      <link rel="alternate" type="application/rss+xml" href="/feed/"><link rel="ALTERNATE" type="application/atom+xml; charset=utf-8" href="/atom">
      <link rel="alternate" hreflang="de" href="/de/"><link rel="alternate" type="application/json" href="/wp-json/">
      <link rel="alternate" type="application/feed+json" href="https://feeds.example/x.json">"""
    assert feed_links(page(body)) == [
        "https://outlet.example/feed/",
        "https://outlet.example/atom",
        "https://feeds.example/x.json",
        "https://outlet.example/comments/feed/",
    ]


@given(
    st.lists(
        st.sampled_from(
            ["<a href='", "http://[", "'>", "</a>", "<h2>", "?page=", "²", "/page/9", "<link rel=next href=", " ", "あ"]
        )
    ).map("".join)
)
def test_any_markup_gives_links_or_a_page_error(body):
    with suppress(PageError):
        story_links(page(body))
        next_page(page(body))
        feed_links(page(body))
