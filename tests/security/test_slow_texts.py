"""Texts of a page that took minutes, each through the entry point that met it: see ``slow_inputs`` for the search."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from html import escape

import pytest

from fuzz.pace import pace
from newscrawler.comments import PLATFORMS
from newscrawler.comments.markup import safe_html
from newscrawler.dedupe import story_key
from newscrawler.discovery.links import resolve
from newscrawler.discovery.sections import feed_links, next_page, section_links, story_links
from newscrawler.extraction import extract_html
from newscrawler.html import roles as vocabulary
from newscrawler.html.outline import stated_roles
from newscrawler.html.page import Page, PageError
from newscrawler.language.bylines import parse_byline, starts_byline

_URL = "https://outlet.example/2026/11/24/story"
_NOW = datetime(2026, 11, 24, tzinfo=UTC)
_SECONDS = 2.0
"""Each takes some 20 ms; what they took before was above 30 s."""


def _seconds(call: Callable[[], object]) -> float:
    start = time.process_time()
    call()
    return (time.process_time() - start) / pace()


@pytest.mark.parametrize("unit", ["+", "@", "(", "Й", "://@", "@a", "a@b.", "By "])
def test_a_long_byline_is_none(unit: str) -> None:
    line = "By " + unit * (60_000 // len(unit))
    assert _seconds(lambda: parse_byline(line)) < 0.05
    assert parse_byline(line) is None
    assert not starts_byline(line)
    assert _seconds(lambda: parse_byline(line[:300])) < 0.05


def test_a_byline_with_addresses_is_still_taken_apart() -> None:
    found = parse_byline("By Ann Lee ann@news.example and Bo Chen @bochen, Reuters")
    assert found is not None
    assert found.authors == ("Ann Lee", "Bo Chen")


def test_a_list_page_of_many_links() -> None:
    link = b"<a href=/2026/11/24/story-of-the-day-in-town>five words of a headline here</a>"
    page = Page("https://x.example/", b"<html><body>" + link * 10_000, content_type="text/html; charset=utf-8",
                retrieved=datetime(2026, 11, 24, tzinfo=UTC))  # fmt: skip
    page.tree  # noqa: B018 - parsed before it is timed
    for read in (story_links, next_page, section_links, feed_links):
        assert _seconds(lambda read=read: read(page)) < _SECONDS  # type: ignore[misc]
    assert len(story_links(page)) == 1


def _read_comments(html: str) -> None:
    page = Page(_URL, html.encode(), content_type="text/html; charset=utf-8", retrieved=_NOW)
    with contextlib.suppress(PageError):
        for platform in PLATFORMS.values():
            platform.detect(page, page.url)


def _chain(comments: int, step: int) -> str:
    return "".join(
        f'<li id="comment-{n}" class="comment" data-parent="{n + step}"><cite>Ann</cite><p>words</p></li>'
        for n in range(comments)
    )


_COMMENT = """<section id="comments"><h2>1 comment</h2><ol><li id="{id}" class="comment"><cite class="fn">Ann</cite>
<time datetime="2026-11-24T09:00:00Z">24 Nov</time> <a href="{link}">#</a><p>{text}</p></li></ol></section>"""


def _comment(**parts: str) -> str:
    return _COMMENT.format_map({"id": "comment-1", "link": "#comment-1", "text": "words"} | parts)


@pytest.mark.parametrize(
    ("html", "unit"),
    [
        ('<div id="disqus_thread"></div><script>{}</script>', "_-"),
        ('<div id="disqus_thread"></div><script>disqus_shortname="{}</script>', "a-"),
        ('<div id="comments-js" data-json="{}"></div>', "a"),
        ('<div id="comments-js" data-json="{}"></div>', "/"),
        ('<div id="comments-js" data-json="{}"></div>', "/rest.api/article/"),
        (_comment(text="{}"), "<!--<"),
        (_comment(text="{}"), "<script>"),
        (_comment(text="{}"), "<template>"),
        (_comment(text="{}"), "<template></template>"),
        (_comment(text='<a href="https://x.example/{}x">link</a>'), "/"),
        (_comment(id="comment-{}"), "1"),
        (_comment(id="comment-{}a1"), "1"),
        (_comment(link="#{}1"), "omment"),
        (_comment(link="#comment{}x1"), "1"),
        (_comment(link="{}#comment-1"), "/"),
    ],
)
def test_comments_are_read_in_linear_time(html: str, unit: str) -> None:
    page = html.replace("{}", unit * (60_000 // len(unit)))
    assert _seconds(lambda: _read_comments(page)) < _SECONDS


@pytest.mark.parametrize("unit", ["\xa0", "&", "&nbsp;", "&amp;", ">", "&gt;", "&quot;"], ids=ascii)
@pytest.mark.parametrize(
    "place",
    ["{}", "<p>{}</p>", '<a href="https://x.example/{}x">link</a>', '<p title="{}">words</p>', "<b>{}</b><textarea>{}"],
)
def test_a_comments_markup_is_cleaned_in_linear_time(place: str, unit: str) -> None:
    """A text or a value of 390,000 characters: 0.2 s at most, and 1.7 s for the first unit when it was one piece."""
    markup = place.replace("{}", unit * (390_000 // len(unit) // place.count("{}")))
    assert any(_seconds(lambda: safe_html(markup, _URL)) < 0.8 for _ in range(3))


def test_white_space_in_a_link() -> None:
    assert _seconds(lambda: resolve(_URL, "a" + " " * 2_000 + "b")) < 0.05
    assert resolve(_URL, " \t" * 60_000 + "/a\n") == "https://outlet.example/a"
    assert resolve(_URL, "/" + "a" * 60_000) is None


@pytest.mark.parametrize(
    ("name", "html"),
    [
        ("dates in dates", "<time>" * 3_900 + "2 Nov 2026"),
        ("authors in authors", '<div class="author">' * 3_900 + "Ann Lee"),
        ("answers that name the comment before", _chain(4_000, -1)),
        ("answers that name the comment after", _chain(4_000, 1)),
        ("anchors before comments", "".join(f'<a id="comment-{n}"></a><div>words</div>' for n in range(4_000))),
        (
            "lists behind much that is no comment",
            "<i></i>" * 20_000
            + "<div>"
            + "".join(f'<div><li id="comment-{n}" class="comment">words</li></div>' for n in range(2_000)),
        ),
    ],
)
def test_elements_are_read_in_linear_time(name: str, html: str) -> None:
    def read() -> None:
        extract_html(Page(_URL, html.encode(), content_type="text/html; charset=utf-8", retrieved=_NOW))
        _read_comments(html)

    assert _seconds(read) < 2 * _SECONDS, name


@pytest.mark.parametrize("unit", ["-", "«", " -", " | a", " - "])
@pytest.mark.parametrize("place", ["ld", "title", "og"])
def test_a_title_is_at_most_a_line(place: str, unit: str) -> None:
    for size in (900, 60_000):
        text = escape("Ann" + unit * (size // len(unit)) + "1!")
        head = {
            "ld": f'<script type="application/ld+json">{{"@type": "NewsArticle", "headline": {json.dumps(text)}}}</script>',
            "title": f"<title>{text}</title>",
            "og": f'<meta property="og:title" content="{text}">',
        }[place]
        html = f"<html><head>{head}</head><body><h1>{text}</h1><p>A paragraph.</p></body></html>"
        page = Page(_URL, html.encode(), content_type="text/html; charset=utf-8", retrieved=_NOW)
        assert _seconds(lambda page=page: extract_html(page)) < _SECONDS  # type: ignore[misc]


@pytest.mark.parametrize("unit", ["\x0b", " ", "\t", "\u00a0", "\u3000", " - ", "a\x0b", "|"], ids=ascii)
@pytest.mark.parametrize("name", ["og:title", "twitter:title", "headline", "og:site_name", "author", "date"])
def test_a_stated_text_is_read_in_linear_time_where_the_page_prints_another(name: str, unit: str) -> None:
    """The title of the first unit was found at random: 20 s, because it was searched for marks in white space."""
    text = escape("Ann " + unit * (60_000 // len(unit)) + " 1!")
    head = f'<title>Ferry leaves harbour</title><meta property="{name}" content="{text}">'
    html = f"<html><head>{head}</head><body><p>The ferry left the harbour on Monday.</p></body></html>"
    page = Page(_URL, html.encode(), content_type="text/html; charset=utf-8", retrieved=_NOW)
    assert _seconds(lambda: extract_html(page)) < _SECONDS


@pytest.mark.parametrize("headline", ["+" * 60_000 + " 1", "漢-" * 400, "RPT-" * 250, "news | " * 140])
def test_a_key_takes_no_time(headline: str) -> None:
    assert _seconds(lambda: story_key(headline, headline)) < _SECONDS


def test_caches_keep_no_long_names() -> None:
    html = "".join(
        f'<div class="comment {"a" * 3_000}{n} {"b c" * 1_000}" id="{n}{"x" * 9_000}">x</div>' for n in range(50)
    )
    before = _cached()
    _read_comments(html)
    extract_html(Page(_URL, html.encode(), content_type="text/html; charset=utf-8", retrieved=_NOW))
    assert _cached() - before < 20


def _cached() -> int:
    return stated_roles._of_classes.cache_info().currsize + len(vocabulary._CACHE)
