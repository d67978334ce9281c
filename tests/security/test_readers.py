"""Nothing that a reader writes is a source of requests, counts, ids or pages of a thread."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse, Response

from newscrawler.comments import (
    CommentSection,
    Fallback,
    Platform,
    PlatformRequest,
    PlatformResponse,
    ResponseError,
    ThreadProgress,
    detect,
    platforms,
)
from newscrawler.comments.json_object import JsonObject
from newscrawler.comments.platforms.coral import Coral
from newscrawler.comments.platforms.disqus import Disqus
from newscrawler.comments.platforms.hypertext import Hypertext
from newscrawler.comments.platforms.isso import Isso
from newscrawler.comments.platforms.japantoday import JapanToday
from newscrawler.comments.platforms.viafoura import Viafoura
from newscrawler.comments.platforms.wordpress import WordPress
from newscrawler.html.page import Page
from newscrawler.items import Rejection, Thread
from newscrawler.spiders.outlet import OutletSpider
from newscrawler.urls import parts_of

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
STORY = "https://x.example/2026/story/"
FAR = "9" * 5_000
LINKS = [
    f'<a href="{url}">{label}</a>'
    for label in ("x", "Older comments", "2")
    for url in (
        "/2026/story/comment-page-9999/",
        "https://evil.example/2026/story/comment-page-2/",
        "//evil.example/comment-page-2",
        "http://127.0.0.1:8/latest/meta-data/?comment-page-2",
        f"/2026/story/comment-page-{FAR}",
        "/2026/story/?cpage=77",
        "?page=7",
    )
]
WRITTEN = [
    "<h3>9999 comments</h3>",
    f"<h3>{FAR} comments</h3>",
    "<h2>Comments (9999)</h2>",
    '<span itemprop="commentCount">9999</span>',
    '<a href="#">Load more comments</a>',
    '<a href="#">Show 12 replies</a>',
    '<a href="">View all comments</a>',
    '<a rel="next" href="https://evil.example/comments">next</a>',
    '<a rel="next" href="/2026/story/comments/2">next</a>',
    '<p id="x">Comments are closed.</p>',
    *LINKS,
]


def page(body: str, url: str = STORY, head: str = "") -> Page:
    return Page(url, f"<html><head>{head}</head><body>{body}</body></html>".encode(), content_type=None, retrieved=NOW)


def rows(written: str = "", site: str = "", number: int = 3, first: int = 0) -> str:
    name = f'<a class="comment-author" href="{site}">Ann</a>' if site else '<a class="comment-author">Ann</a>'
    return "".join(
        f'<li id="comment-{i}" class="comment">{name} <time datetime="2026-11-24T09:0{i}:00Z">x</time>'
        f'<div class="comment-text"><p>words {i}</p>{written if i == first + 1 else ""}</div></li>'
        for i in range(first, first + number)
    )


def plain(written: str = "", site: str = "", around: str = "") -> str:
    listed = f'<ol class="comment-list">{rows(written, site)}</ol>'
    return f'<article><h1>x</h1></article><section id="comments">{listed}{around}</section>'


@pytest.mark.parametrize("written", WRITTEN)
def test_a_readers_words_ask_and_count_nothing(written: str) -> None:
    for body in (
        plain(written),
        plain("", "/2026/story/comment-page-88/"),
        plain("", "https://evil.example/comment-page-2"),
    ):
        section = detect(page(body), STORY)
        assert section is not None
        assert section.result.requests == []
        assert section.result.declaredCount is None
        assert section.thread.closed is None
        assert len(section.result.comments) == 3


WIDGETS = {
    "coral": '<iframe src="https://evil.example/embed/stream?storyURL=https%3A%2F%2Fx.example%2F2026%2Fstory%2F"></iframe>',
    "disqus": '<div id="disqus_thread"></div>',
    "isso": '<div id="isso-thread"></div><script data-isso="https://evil.example/"></script>',
    "openweb": '<div data-spotim-module data-post-id="3"></div><script src="https://launcher.spot.im/spot/sp_evil"></script>',
    "viafoura": '<vf-comments vf-container-id="1" class="vf-commenting"></vf-comments>',
}


@pytest.mark.parametrize("name", WIDGETS)
def test_a_readers_frame_or_widget_is_not_the_pages(name: str) -> None:
    section = detect(page(plain(WIDGETS[name])), STORY)
    assert section is not None
    assert (section.thread.platform, section.result.requests, len(section.result.comments)) == ("hypertext", [], 3)
    # The page's own, outside of the comments or in place of them, is.
    for body in (plain(around=WIDGETS[name]), f"<article><h1>x</h1></article>{WIDGETS[name]}"):
        of_page = detect(page(body), STORY)
        assert of_page is not None
        assert of_page.thread.platform == name


@pytest.mark.parametrize(
    ("around", "asked", "declared"),
    [
        ("<h3>9 comments</h3>", [], 9),
        (
            '<nav><a href="/2026/story/comment-page-2/#comments">Newer comments</a></nav>',
            [STORY + "comment-page-2/"],
            None,
        ),
        ("<button>Load more comments</button>", [STORY], None),
        ("<p>Comments are closed.</p>", [], None),
    ],
)
def test_the_page_itself_says_so_outside_of_comments(around: str, asked: list[str], declared: int | None) -> None:
    section = Hypertext().detect(page(plain(around=around)), STORY)
    assert section is not None
    assert [ask.url for ask in section.result.requests] == asked
    assert section.result.declaredCount == declared
    assert section.thread.closed is (True if "closed" in around else None)


@pytest.mark.parametrize("rel", ["", ' rel="next"'])
@pytest.mark.parametrize(
    "href",
    ["https://evil.example/2026/story/comment-page-2/", "https://evil.example/comments", "/other/comment-page-2"],
)
def test_pages_of_a_thread_are_on_the_storys_own_address(href: str, rel: str) -> None:
    section = Hypertext().detect(page(plain(around=f'<nav><a{rel} href="{href}">Older comments</a></nav>')), STORY)
    assert section is not None
    assert section.result.requests == []


REST = '<link rel="https://api.w.org/" href="{root}"><link rel="shortlink" href="https://x.example/?p=7">'


def wordpress(
    written: str = "", site: str = "", nav: str = "", title: str = "5 thoughts on “x 77”", **more: Any
) -> str:
    ping = f'<li class="pingback" id="comment-99"><div>Pingback: <a href="{STORY}comment-page-44/">y</a></div></li>'
    listed = rows(written, site, **more).replace("comment-text", "comment-content")
    return f'<div id="comments"><h2 class="comments-title">{title}</h2><ol class="comment-list">{listed}{ping}</ol>{nav}</div>'


def follow(
    platform: Platform, section: CommentSection, answers: dict[str, str], most: int = 40
) -> tuple[Thread, list[str], int]:
    """The thread, what was asked and how many comments came; REST and unknown pages are refused."""
    reading, comments = ThreadProgress.start(section)
    asked, number = [], len(comments)
    while (thread := reading.finished()) is None:
        ask = reading.pending.pop(0)
        asked.append(ask.url)
        assert len(asked) <= most
        body = answers.get(ask.url)
        if body is None:
            assert isinstance(platform, Fallback)
            batch = platform.fallback(reading.thread, ask, "HTTP 404")
            reading.fail("HTTP 404") if batch is None else reading.note_fallback("HTTP 404")
        else:
            whole = f"<html><body>{body}</body></html>".encode()
            batch = platform.parse(
                reading.thread, ask, PlatformResponse(url=ask.url, body=whole, headers={}, retrieved=NOW)
            )
        number += len(reading.add(batch)) if batch is not None else 0
    return thread, asked, number


NAV = f'<nav><a href="{STORY}comment-page-2/#comments">Newer comments</a></nav>'


@pytest.mark.parametrize("place", ["words", "site"])
@pytest.mark.parametrize("link", LINKS)
def test_a_readers_link_is_no_page_of_a_wordpress_thread(link: str, place: str) -> None:
    written, site = (link, "") if place == "words" else ("", link.split('"')[1])
    head = REST.format(root="https://x.example/wp-json/")
    section = WordPress().detect(page(wordpress(), head=head), STORY)
    assert section is not None
    answers = {STORY: wordpress(written, site, NAV), f"{STORY}comment-page-2/": wordpress(number=2, first=3)}
    thread, asked, number = follow(WordPress(), section, answers)
    assert asked[1:] == [STORY, f"{STORY}comment-page-1/", f"{STORY}comment-page-2/"]
    assert (thread.declaredCount, thread.collectedCount, number, thread.complete) == (5, 5, 5, False) or thread.complete


@pytest.mark.parametrize("last", ["9000000", FAR, "999"])
def test_a_wordpress_thread_has_no_more_pages_than_comments(last: str) -> None:
    head = REST.format(root="https://x.example/wp-json/")
    section = WordPress().detect(page(wordpress(), head=head), STORY)
    assert section is not None
    nav = f'<nav><a href="{STORY}comment-page-{last}/#comments">Last comments</a></nav>'
    _, asked, _ = follow(WordPress(), section, {STORY: wordpress(nav=nav)})
    assert len(asked) <= 2 + 5


def test_a_readers_heading_counts_nothing_on_wordpress() -> None:
    head = REST.format(root="https://x.example/wp-json/")
    section = WordPress().detect(page("", head=head), STORY)
    assert section is not None
    body = wordpress("<h2>9999 thoughts</h2>").replace("comments-title", "other")
    thread, _, _ = follow(WordPress(), section, {STORY: body.replace("<h2 class", "<h4 class")})
    assert thread.declaredCount is None
    forged = '<ol><li id="comment-900" class="comment"><b class="fn">The Editor</b><p>We made it up.</p></li></ol>'
    _, _, number = follow(WordPress(), section, {STORY: wordpress(forged)})
    assert number == 3


@pytest.mark.parametrize("root", ["https://public-api.wordpress.com/wp/v2/sites/1/", "https://evil.example/wp-json/"])
def test_another_sites_rest_api_is_not_asked(root: str) -> None:
    section = WordPress().detect(page(wordpress(), head=REST.format(root=root)), STORY)
    assert section is not None
    assert [ask.url for ask in section.result.requests] == [STORY]
    assert section.thread.id == "wordpress:x.example/7"


def test_the_rest_api_may_be_on_another_host_of_the_site() -> None:
    section = WordPress().detect(page(wordpress(), head=REST.format(root="https://api.x.example/wp-json/")), STORY)
    assert section is not None
    assert section.result.requests[0].url.startswith("https://api.x.example/wp-json/wp/v2/comments?post=7")


@pytest.mark.parametrize(
    ("url", "route"),
    [
        ("https://hostile.example/story", "https://hostile.example/rest.api/article/777/comment"),
        ("https://hostile.example/story", "/rest.api/article/777/comment"),
        ("https://hostile.example/story", "https://japantoday.com/rest.api/article/777/comment"),
        ("https://japantoday.com.hostile.example/story", "/rest.api/article/777/comment"),
        ("https://japantoday.com:8443/story", "/rest.api/article/777/comment"),
        ("https://japantoday.com/story", "https://hostile.example/rest.api/article/777/comment"),
        ("https://japantoday.com/story", "//hostile.example/rest.api/article/777/comment"),
        ("https://japantoday.com/story", "https://japantoday.com@hostile.example/rest.api/article/777/comment"),
    ],
)
def test_japan_todays_numbers_are_japan_todays(url: str, route: str) -> None:
    body = f"""<div id="comments-js" data-json='{{"r":"{route}"}}'></div>"""
    section = JapanToday().detect(page(body, url), url)
    if "hostile" not in url and ":8443" not in url:
        assert section is not None
        assert "another site" in (section.result.problem or "")
    assert section is None or (section.result.requests == [] and section.thread.id != "japantoday:777")
    mine = JapanToday().detect(
        page(body.replace(route, "/rest.api/article/777/comment"), "https://japantoday.com/a"), "u"
    )
    assert mine is not None
    assert mine.thread.id == "japantoday:777"


@pytest.mark.parametrize(
    ("domain", "host"), [("victim.example", "x.example"), ("a.x.example", "a.x.example"), ("x", "x.example")]
)
def test_a_page_names_no_other_sites_viafoura_section(domain: str, host: str) -> None:
    head = f'<meta name="vf:domain" content="{domain}"><meta name="vf:container_id" content="c1">'
    section = Viafoura().detect(page("<vf-conversations></vf-conversations>", head=head), STORY)
    assert section is not None
    assert section.thread.id == f"viafoura:{host}/c1"
    assert f"/{host}/bootstrap" in section.result.requests[0].url


def test_an_endpoints_host_is_what_the_threads_id_says() -> None:
    script = (
        '<section id="isso-thread"></section><script data-isso="https://isso.victim.example@evil.example"></script>'
    )
    section = Isso().detect(page(script), STORY)
    assert section is None or section.thread.id.startswith("isso:evil.example/")
    call = (
        '<script>Coral.createStreamEmbed({rootURL: "https://talk.victim.example@evil.example", storyID: "1"})</script>'
    )
    assert Coral().detect(page(call), STORY) is None


def test_an_answer_about_another_thread_is_refused() -> None:
    call = '<script>Coral.createStreamEmbed({rootURL: "https://talk.x.example", storyID: "1"})</script>'
    section = Coral().detect(page(call), STORY)
    assert section is not None
    story = '{"id": "2", "isClosed": false, "comments": {"edges": [], "pageInfo": {"hasNextPage": false}}}'
    body = f'{{"data": {{"story": {story}}}}}'.encode()
    with pytest.raises(ResponseError, match="expected the story '1'"):
        Coral().parse(
            section.thread, section.result.requests[0], PlatformResponse(url="", body=body, headers={}, retrieved=NOW)
        )
    call = '<div id="disqus_thread"></div><script>disqus_shortname = "times"; disqus_identifier = "post-9";</script>'
    section = Disqus().detect(page(call), STORY)
    assert section is not None
    about = '"thread": {"id": "1", "posts": 0, "isClosed": false, "identifiers": ["post-8"]}, "posts": []'
    body = (
        '<script id="disqus-threadData" type="text/json">'
        f'{{"code": 0, "cursor": {{"hasNext": false}}, "response": {{{about}}}}}</script>'
    ).encode()
    with pytest.raises(ResponseError, match="expected the thread of 'post-9'"):
        Disqus().parse(
            section.thread, section.result.requests[0], PlatformResponse(url="", body=body, headers={}, retrieved=NOW)
        )


@pytest.mark.parametrize("status", [200, 304])
def test_an_answer_that_comes_from_another_site_is_refused(status: int) -> None:
    spider = OutletSpider(url=STORY)
    spider._platforms = platforms()
    thread = Thread(platform="hypertext", nativeId=STORY, copyUrl=STORY, retrieved=NOW, complete=False)
    state = ThreadProgress(thread, [PlatformRequest(url=f"{STORY}comment-page-2/")]).to_state()
    url = "https://evil.example/comment-page-2/"
    answer: Response = HtmlResponse(url, status=status, body=plain().encode(), request=Request(url))
    items = list(spider.parse_answer(answer, state))
    assert [type(item) for item in items] == [Rejection, Thread]
    assert "it comes from evil.example, and x.example was asked" in items[0].reason
    assert not items[1].complete


@pytest.mark.parametrize("identity", ["x\0y", "\0x\0\0y"])
def test_ids_are_names_that_the_store_can_hold(identity: str) -> None:
    assert JsonObject({"id": identity}, "row").require_id("id") == "xy"
    with pytest.raises(ResponseError):
        JsonObject({"id": "\0"}, "row").require_id("id")


@pytest.mark.parametrize(
    ("link", "told"), [("https://victim.example/a-story", True), ("http://www.x.example/old", False)]
)
def test_disqus_says_whose_thread_it_is(link: str, told: bool) -> None:
    call = (
        '<div id="disqus_thread"></div><script>disqus_shortname = "victimtimes"; disqus_identifier = "post-9";</script>'
    )
    section = Disqus().detect(page(call), STORY)
    assert section is not None
    about = f'"thread": {{"id": "1", "posts": 0, "isClosed": false, "link": "{link}"}}, "posts": []'
    data = f'{{"code": 0, "cursor": {{"hasNext": false}}, "response": {{{about}}}}}'
    body = f'<script id="disqus-threadData" type="text/json">{data}</script>'.encode()
    answer = PlatformResponse(url="https://disqus.com/embed/comments/", body=body, headers={}, retrieved=NOW)
    if told:
        with pytest.raises(ResponseError, match=r"that of victim\.example"):
            Disqus().parse(section.thread, section.result.requests[0], answer)
    else:
        assert Disqus().parse(section.thread, section.result.requests[0], answer).declaredCount == 0


_FOREIGN = {
    "coral": (
        '<script>Coral.createStreamEmbed({rootURL: "https://victim.coral.example", storyID: "1"})</script>',
        '{"data": {"story": {"id": "1", "url": "LINK", "isClosed": false, "commentCounts": {"totalPublished": 0}, '
        '"comments": {"edges": [], "pageInfo": {"hasNextPage": false}}}}}',
    ),
    "disqus": (
        '<div id="disqus_thread"></div><script>disqus_shortname = "victimtimes"; disqus_identifier = "9";</script>',
        '<script id="disqus-threadData" type="text/json">{"code": 0, "cursor": {"hasNext": false}, "response": '
        '{"thread": {"id": "1", "posts": 0, "isClosed": false, "link": "LINK"}, "posts": []}}</script>',
    ),
    "openweb": (
        '<script src="https://launcher.spot.im/spot/sp_victim"></script><div data-spotim-module data-post-id="9"></div>',
        '{"conversation": {"extract_data": {"url": "LINK"}, "messages_count": 0, "comments": []}}',
    ),
}


@pytest.mark.parametrize("name", _FOREIGN)
@pytest.mark.parametrize("link", ["https://victim.example/a-story", "https://www.x.example/2026/story/"])
def test_a_page_that_names_anothers_thread_first_does_not_take_its_name(name: str, link: str) -> None:
    markup, body = _FOREIGN[name]
    section = detect(page(markup), STORY)
    assert section is not None
    named = section.thread.id
    spider = OutletSpider(url=STORY)
    spider._platforms = platforms()
    reading, _ = ThreadProgress.start(section)
    url = section.result.requests[0].url
    answer = HtmlResponse(url, body=body.replace("LINK", link).encode(), request=Request(url))
    *told, thread = spider.parse_answer(answer, reading.to_state())
    assert isinstance(thread, Thread)
    if "victim" in link:
        assert [type(item) for item in told] == [Rejection]
        assert not thread.complete
        assert "that of victim.example" in (thread.reason or "")
        assert thread.id == f"{name}:page:{STORY}"
    else:
        assert (told, thread.id, thread.complete) == ([], named, True)


@pytest.mark.parametrize("post", ["9&#13;&#10;Host: evil.example", "9&#10;X: y", "9\u00e9", "9&#0;"])
def test_no_word_of_a_page_becomes_a_header_of_its_own(post: str) -> None:
    markup = f'<script src="https://launcher.spot.im/spot/sp_x"></script><div data-spotim-module data-post-id="{post}"></div>'
    section = detect(page(markup), STORY)
    assert section is not None
    assert section.result.requests == []
    assert "cannot be sent as x-post-id" in (section.result.problem or "")


@pytest.mark.parametrize("rest", ["?", "/?to=https://evil.example/", "#", "/#@evil.example/", "?x=1#y"])
def test_what_is_asked_is_the_thread_that_its_id_names(rest: str) -> None:
    call = f'<script>Coral.createStreamEmbed({{rootURL: "https://victim.coral.example{rest}", storyID: "1"}})</script>'
    isso = f'<section id="isso-thread"></section><script data-isso="https://isso.victim.example{rest}"></script>'
    for platform, markup, end in ((Coral(), call, "/api/graphql"), (Isso(), isso, "/")):
        section = platform.detect(page(markup), STORY)
        assert section is None or parts_of(section.result.requests[0].url).path == end
