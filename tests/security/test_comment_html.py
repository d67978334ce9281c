"""Markup, links and addresses of commenters: stored markup runs nothing, hides no address, and is marked as theirs."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime
from itertools import product
from typing import Any

import nh3
import pytest
from selectolax.lexbor import LexborHTMLParser

from newscrawler.comments import PLATFORMS, PlatformRequest, PlatformResponse, detect
from newscrawler.comments.markup import clean_html, linked, read_part, safe_html
from newscrawler.comments.platforms.wordpress_pages import page_request, read_page
from newscrawler.comments.protocol import ResponseError
from newscrawler.html.flat import SAFE, FlatHtml
from newscrawler.html.page import Page
from newscrawler.items import Author, Comment, Thread
from newscrawler.urls import web_address

AT = datetime(2026, 11, 27, tzinfo=UTC)
SEED = 20_261_127
REL = "nofollow ugc noopener"

HOSTILE = [
    "javascript:alert(1)", " JaVascript:alert(1)", "java\tscript:alert(1)", "java\nscript:alert(1)", "\x01javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>", "vbscript:x", "file:///etc/passwd", "blob:https://x.example/1", "about:blank",
    "magnet:?x", "tel:1", "ssh://x", "ftp://x.example/", "view-source:https://x.example/", "intent://x#Intent;end",
    "https:\\\\evil.example", "https://evil.example\\@ok.example/", "http://", "https:///evil.example", "https://a b.example/",
    "https://ok.example/\x00", "https://ok.example/\x9b31m", "https://ok.example/\u2028", "https://[::1", "mailto:a@b.example",
    "https://x.example/" + "a" * 3_000,
]  # fmt: skip
"""Addresses that are not stored, whoever gives them."""

USERS = ["https://user:secret@evil.example/", "https://nytimes.com@evil.example/", "//user@evil.example/u"]
RELATIVE = {
    "/u/1": "https://x.example/u/1",
    "//evil.example/u": "https://evil.example/u",
    "?x": "https://x.example/s?x",
}


def shape(comments: list[Comment]) -> list[tuple[str | None, str | None]]:
    return [(comment.author.url if comment.author else None, comment.html) for comment in comments]


def answered(name: str, body: Any, state: dict[str, Any], headers: dict[str, str] | None = None) -> list[Comment]:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    thread = Thread(platform=name, nativeId="x", copyUrl="https://x.example/s", retrieved=AT, complete=False)
    answer = PlatformResponse(url="https://x.example/a", body=raw, headers=headers or {}, retrieved=AT)
    return PLATFORMS[name].parse(thread, PlatformRequest(url="https://x.example/a", state=state), answer).comments


def isso(url: str, text: str) -> list[Comment]:
    row = {"id": 1, "parent": None, "text": text, "mode": 1, "author": "a", "website": url, "created": 1.0, "likes": 1,
           "dislikes": 0, "replies": []}  # fmt: skip
    return answered("isso", {"total_replies": 1, "hidden_replies": 0, "replies": [row]}, {"parent": None})


def wordpress(url: str, text: str) -> list[Comment]:
    row = {
        "id": 1,
        "content": {"rendered": text},
        "author_name": "a",
        "author_url": url,
        "date_gmt": "2026-11-27T00:00:00",
    }
    state = {"api": "https://x.example/", "post": "1", "depths": {}}
    return answered("wordpress", [row], state, {"x-wp-total": "1"})


def guardian(url: str, text: str) -> list[Comment]:
    row = {"id": 1, "body": text, "status": "visible", "isoDateTime": "2026-11-27T00:00:00Z",
           "userProfile": {"displayName": "a", "webUrl": url}}  # fmt: skip
    discussion = {"commentCount": 1, "comments": [row]}
    return answered("guardian", {"status": "ok", "pages": 1, "discussion": discussion}, {"page": 1, "threaded": True})


def disqus(url: str, text: str) -> list[Comment]:
    row = {"id": "1", "message": text, "author": {"name": "a", "id": "1", "profileUrl": url, "url": url}}
    told = {"code": 0, "cursor": {"hasNext": False}, "response": {"thread": {"posts": 1}, "posts": [row]}}
    markup = json.dumps(told).replace("</", "<\\/")
    body = f'<script id="disqus-threadData">{markup}</script>'.encode()
    return answered("disqus", body, {"step": "embed", "forum": "x"})


def attribute(value: str) -> str:
    return value.replace("&", "&amp;").replace('"', "&quot;")


def hypertext(url: str, text: str) -> list[Comment]:
    rows = "".join(
        f'<li id="comment-{n}" class="comment"><a class="comment-author" href="{attribute(url)}">Ann{n}</a> '
        f'<time datetime="2026-11-24T09:0{n}:00Z">x</time><div class="comment-text"><p>words {n}</p>{text}</div></li>'
        for n in range(3)
    )
    markup = f'<section id="comments"><h2>3 comments</h2><ol>{rows}</ol></section>'
    page = Page("https://x.example/s", markup.encode("utf-8", "replace"), content_type="text/html", retrieved=AT)
    section = detect(page, "https://x.example/s")
    return section.result.comments if section else []


def wordpress_page(url: str, text: str) -> list[Comment]:
    markup = (
        '<ol class="comment-list"><li id="comment-1" class="comment"><div class="comment-author vcard"><b class="fn">'
        f'<a href="{attribute(url)}" class="url">Ann</a></b></div><div class="comment-content">{text}</div></li></ol>'
    )
    thread = Thread(platform="wordpress", nativeId="x", copyUrl="https://x.example/s", retrieved=AT, complete=False)
    answer = PlatformResponse(
        url="https://x.example/s",
        body=markup.encode("utf-8", "replace"),
        headers={"content-type": "text/html"},
        retrieved=AT,
    )
    return read_page(thread, page_request("https://x.example/s", {}), answer).comments


READERS = [isso, wordpress, guardian, disqus, hypertext, wordpress_page]


@pytest.mark.parametrize("read", READERS)
class TestReaders:
    def test_the_control_a_good_address_and_link_are_kept(self, read: Any) -> None:
        told = shape(read("https://ok.example/u", '<p>words <a href="https://ok.example/?a=1&amp;b=2">ok</a></p>'))
        assert told
        for author, html in told:
            assert author == "https://ok.example/u"
            assert f'<a href="https://ok.example/?a=1&amp;b=2" rel="{REL}">ok</a>' in (html or "")

    @pytest.mark.parametrize("url", HOSTILE)
    def test_an_address_that_is_none_on_the_web_is_not_stored(self, read: Any, url: str) -> None:
        told = read(url, f'<p title="t" lang="xx" style="x">words <a href="{attribute(url)}">here</a> end</p>')
        assert told
        for comment in told:
            assert comment.author is None or comment.author.url is None or web_address(comment.author.url)
            assert "alert(1)" not in f"{comment.author}"
            check(comment.html or "")
            assert "evil.example\\" not in f"{comment.html}"

    @pytest.mark.parametrize("url", USERS)
    def test_no_address_names_a_user(self, read: Any, url: str) -> None:
        for author, html in shape(read(url, f'<p>words <a href="{url}">here</a> end</p>')):
            assert author is None or "@" not in author
            assert "@" not in (html or "")

    @pytest.mark.parametrize(("href", "absolute"), RELATIVE.items())
    def test_a_relative_link_is_resolved(self, read: Any, href: str, absolute: str) -> None:
        for _, html in shape(read("https://ok.example/u", f'<p>words <a href="{href}">here</a> end</p>')):
            wanted = absolute.replace("/s?x", "/a?x") if read is disqus else absolute
            assert f'<a href="{wanted}" rel="{REL}">here</a>' in (html or "")


@pytest.mark.parametrize("url", [*HOSTILE, *USERS, *RELATIVE, ""])
def test_an_author_holds_no_such_address_wherever_it_is_made(url: str) -> None:
    assert Author(name="a", url=url).url is None
    assert Author(name="a", url="https://ok.example/u?x=1#y").url == "https://ok.example/u?x=1#y"


def check(html: str) -> None:
    """Nothing but the safe tags; of attributes only absolute web addresses, marked as a reader's."""
    for node in LexborHTMLParser("<body>" + html).css("body *"):
        assert node.tag in SAFE | {"tbody"}, html
        attributes = dict(node.attributes)
        if node.tag == "a" and attributes:
            assert attributes.pop("rel") == REL, html
            assert web_address(attributes.pop("href")), html
        assert not attributes, html


PIECES = [
    "<p>", "</p>", "<b>", "</b>", "text", "&", "<", ">", '"', "'", "&lt;script&gt;", "&#60;img src=x onerror=alert(1)&#62;",
    "<a href='javascript:alert(1)'>x</a>", '<a href="https://ok.example/x">ok</a>', "<a href='//evil.example'>r</a>",
    "<a href='https://ok.example/&quot;onmouseover=alert(1)'>e</a>", '<a href="https://x.example/`">g</a>', "<a>n</a>",
    "<a href='https://a.example/\"><img src=x onerror=alert(1)>'>q</a>", "<a href='https://u:p@a.example/'>u</a>",
    '<a href="https://ok.example" rel="opener" onclick=alert(1)>c</a>', '<a rel="x" href="https://ok.example/">l</a>',
    "<a href='https://ok.example/é?x=<y>&z=1'>c</a>", "<a href=''>c</a>", "<a href='https://ok.example/a b'>c</a>",
    "<A HREF=HTTPS://OK.EXAMPLE/>up</A>", "<a href='mailto:a@b.example'>m</a>", "<a href=\"https://ok.example/'\">c</a>",
    "<img src=x onerror=alert(1)>", "<img class='smiley' alt='<script>alert(1)</script>'>", "<img class='emoji' alt='<a href=\"x\">'>",
    "<svg/onload=alert(1)>", "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<script>alert(1)</script>", "<style>*{}</style>", "<xmp><img src=x onerror=alert(1)", "<noscript><p title='</noscript><img src=x>'>",
    "<template><img src=x onerror=alert(1)></template>", "<textarea><a href='/x'></textarea>", "<!-- x -->", "<!--", "-->",
    "<p title='x' lang='en'>", "<blockquote cite='javascript:1' lang=x>", "<q title=x>", "<p title='<a href=\"https://evil.example\">'>",
    "<p title='&lt;a href=\"https://evil.example\"&gt;'>", "<ul>", "<li>", "<pre>\n", "<code>", "<table><td>", "\u2028", "\x00", "<a href=",
]  # fmt: skip


def test_a_search_for_markup_that_gets_through() -> None:
    dice = random.Random(SEED)
    for _ in range(4_000):
        body = "".join(dice.choice(PIECES) for _ in range(dice.randint(1, 7)))
        check(safe_html(body, "https://x.example/s") or "")
        check(safe_html(body) or "")
    for _ in range(400):
        for comment in hypertext(
            "https://ok.example/u", "".join(dice.choice(PIECES) for _ in range(dice.randint(1, 5)))
        ):
            check(comment.html or "")


def test_the_fast_path_gives_what_the_sanitiser_gives() -> None:
    """For every tag and link that the fast path takes, and for what is beside them."""
    dice = random.Random(SEED)
    hrefs = ["https://ok.example/x?y=1&z=2", "http://a.example:8080/", "https://a.example/(x)!$*+,;=:~", "https://u@a.example/",
             "https://a.example/#f", "HTTPS://a.example/", "https://a.example/%41", "/x", "javascript:x", "https://a.example/'", "https:// x"]  # fmt: skip
    tags = ["p", "b", "i", "em", "strong", "blockquote", "a", "u", "div", "span"]
    pieces = [f"<{tag}>words</{tag}>" for tag in tags]
    pieces += [f'<a href="{href}">link</a>' for href in hrefs]
    pieces += [f'<a {name}="{value}" href="{href}">link</a>' for (name, value), href in product(
        [("title", "t"), ("rel", "x"), ("class", "y"), ("lang", "z")], hrefs[:3])]  # fmt: skip
    pieces += ["words &amp; <b title=x lang=y>more</b>", "<br>", "&nbsp;", "a &lt; b"]
    sanitiser = nh3.Cleaner(
        tags=set(SAFE), attributes={"a": {"href"}, "*": set()}, link_rel=None, url_schemes={"http", "https"}
    )
    for _ in range(3_000):
        body = "<div>" + "".join(dice.choice(pieces) for _ in range(dice.randint(1, 5))) + "</div>"
        written = LexborHTMLParser(body).css_first("div").html
        assert written is not None
        _, fast = read_part(FlatHtml(written), [0], inside=True)
        if fast is not None:
            assert fast == sanitiser.clean(fast).strip(), body
            assert linked(fast, "https://x.example/s") == linked(clean_html(fast), "https://x.example/s"), body


PARTS = [
    "words and ", "\xa0", "&nbsp;", "&amp;", "& ", "< ", ">", "<b>bold\xa0</b>", "<p title='a>b'>&&gt;</p>", "<br>", "<blockquote>words</blockquote>",
    "<a href='https://x.example/a?b=1&c=\xa0'>link</a>", '<a href="javascript&#58;alert(1)">no link</a>', "<script>x<</script>", "<!-- a > b -->",
    "<div class=x>words</div>", "é😀", "&lt;script&gt;", "<img src=x>", "\n", "<ul><li>words<li>words</ul>", "&#x27;", '"', "<style> > </style>",
    "<template>words</template>", "<svg><a href=b>words</a></svg>", "<textarea>&lt;!---->\xa0</textarea>", ' href="', "&quot;", "&amp;lt;",
]  # fmt: skip
"""Of markup that is well nested: what is not a parser repairs, and changes when it reads again what it has repaired."""


def test_long_markup_is_cleaned_as_short_markup_is() -> None:
    """Above 8,000 characters the sanitiser gets the texts in pieces."""
    dice = random.Random(SEED)
    sanitiser = nh3.Cleaner(
        tags=set(SAFE), attributes={"a": {"href"}, "*": set()}, link_rel=None, url_schemes={"http", "https"}
    )
    tried = 0
    while tried < 50:
        markup = "".join(dice.choice(PARTS) * dice.choice([1, 1, 1, 2, 50, 3_000]) for _ in range(dice.randint(3, 25)))
        if len(markup) < 8_000:
            continue
        try:
            cleaned = clean_html(markup)
        except ResponseError:  # more tags than a comment may have
            continue
        tried += 1
        assert cleaned == (sanitiser.clean(markup).strip() or None), markup[:2_000]


def test_a_long_address_that_white_space_makes_long_is_kept() -> None:
    spaces = "&nbsp;" * 9_000
    assert linked(clean_html(f'<a href="{spaces}https://x.example/a?b&amp;c{spaces}" title=t>a</a>'), None) in (
        f'<a href="https://x.example/a?b&amp;c" rel="{REL}">a</a>',
        "<a>a</a>",  # what the sanitiser made of it before it was short
    )
    assert clean_html(f'<p>href="{"a" * 9_000}"</p>') == f'<p>href="{"a" * 9_000}"</p>'
    assert clean_html(f'<a href="https://x.example/{"a" * 9_000}">a</a>') == "<a>a</a>"


def test_links_are_marked_once() -> None:
    once = linked('<p><a href="/x">a</a> <a>b</a></p>', "https://x.example/s")
    assert once == f'<p><a href="https://x.example/x" rel="{REL}">a</a> <a>b</a></p>'
    assert linked(once, "https://other.example/") == once
    assert linked('<a href="/x">a</a>', None) == "<a>a</a>"
