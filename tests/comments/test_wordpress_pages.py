"""REST first; the pages where REST is refused or knows less than they show."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from newscrawler.comments import PLATFORMS, PlatformRequest
from newscrawler.comments.protocol import CommentSection
from tests.support.threads import RefusedError, page, read, tree

WORDPRESS = PLATFORMS["wordpress"]
SAMPLES = Path(__file__).parents[3] / "shared/samples/wordpress"
URL = "https://www.harborlight.example/world/ferry/"
HEAD = """<link rel="https://api.w.org/" href="https://www.harborlight.example/wp-json/">
<link rel="alternate" type="application/json" href="https://www.harborlight.example/wp-json/wp/v2/posts/41">"""


def block(number: int, inside: str = "") -> str:
    return f"""<li id="comment-{number}" class="comment"><article id="div-comment-{number}" class="comment-body">
<div class="comment-author vcard"><b class="fn"><a href="https://quay.example/">Quay {number}</a></b> <span>says:</span></div>
<div class="comment-metadata"><a href="#"><time datetime="2026-11-24T04:25:04+09:00">November 24</time></a></div>
<div class="comment-content"><p>Comment {number}</p></div></article>
{f'<ol class="children">{inside}</ol>' if inside else ""}</li>"""


def story(blocks: str, title: str = "", links: str = "") -> bytes:
    heading = f'<h2 class="comments-title">{title}</h2>' if title else ""
    return f"""<html><head>{HEAD}</head><body><div id="comments">{heading}
<ol class="comment-list">{blocks}</ol>{links}</div></body></html>""".encode()


def section(html: bytes = b"") -> CommentSection | None:
    return WORDPRESS.detect(page(URL, HEAD + html.decode()), URL)


def row(number: int, parent: int = 0) -> dict[str, Any]:
    content = {"rendered": f"<p>Comment {number}</p>"}
    return {
        "id": number,
        "parent": parent,
        "author_name": "Quay",
        "date_gmt": "2026-11-23T19:25:04",
        "content": content,
    }


def rest(rows: list[dict[str, Any]]) -> Any:
    return rows, {"x-wp-total": str(len(rows)), "x-wp-totalpages": "1"}


def refused(html: bytes) -> Any:
    def serve(ask: PlatformRequest) -> Any:
        if "/wp-json/" in ask.url:
            raise RefusedError("answer 1: HTTP 401")
        assert ask.url == URL
        return html

    return serve


def test_where_rest_is_refused_the_page_is_read() -> None:
    html = story(block(2, block(4, block(5))) + block(3), "4 thoughts on “7 ferries resume”")
    thread, comments, _ = read(WORDPRESS, section(), refused(html))
    assert tree(comments) == {
        "2": (None, 0, "visible"),
        "4": ("2", 1, "visible"),
        "5": ("4", 2, "visible"),
        "3": (None, 0, "visible"),
    }
    assert (thread.complete, thread.declaredCount, thread.collectedCount) == (True, 4, 4)
    reply = comments[1]
    assert reply.text == "Comment 4"
    assert reply.author is not None
    assert (reply.author.name, reply.author.url) == ("Quay 4", "https://quay.example/")
    assert reply.dateCreated is not None
    assert reply.dateCreated.isoformat() == "2026-11-24T04:25:04+09:00"
    assert reply.source == URL


def test_an_answer_that_is_not_rests_leads_to_the_page_too() -> None:
    html = story(block(2), "One comment")
    thread, comments, _ = read(WORDPRESS, section(), lambda ask: b"<html>" if "/wp-json/" in ask.url else html)
    assert len(comments) == 1
    assert thread.reason == (
        "expected JSON from the WordPress REST API; read from the page, which does not say how many comments there are"
    )


def test_replies_to_a_trashed_comment_are_missing_from_the_page_and_missed() -> None:
    thread, _, _ = read(WORDPRESS, section(), refused(story(block(2), "3 responses to “Ferry”")))
    assert thread.reason == "answer 1: HTTP 401; the platform declares 3 comments and sent 1"


@pytest.mark.parametrize(
    ("here", "links"),
    [
        # The story's address shows the first page, with numbers; the last page, with numbers; and both without, where
        # a page may be read again under its own address.
        (1, '<span class="page-numbers current">Page 1</span> <a href="{0}comment-page-2/#comments">2</a> '
            '<a href="{0}comment-page-3/#comments">3</a>'),
        (3, '<a href="{0}comment-page-1/#comments">1</a> <a href="{0}comment-page-2/#comments">2</a> '
            '<span aria-current="page" class="page-numbers current">3</span>'),
        (3, '<a href="{0}comment-page-2/#comments">Older comments</a>'),
        (1, '<a class="next" href="{0}?p=41&amp;cpage=2#comments">Newer comments</a> <a href="{0}?p=41&amp;cpage=3">last</a>'),
    ],
)  # fmt: skip
def test_all_comment_pages_are_read(here: int, links: str) -> None:
    def serve(ask: PlatformRequest) -> Any:
        if "/wp-json/" in ask.url:
            raise RefusedError("answer 1: HTTP 404")
        number = re.search(r"(?:comment-page-|cpage=)(\d)", ask.url)
        shown = int(number.group(1)) if number else here
        return story(block(shown * 10) + block(shown * 10 + 1), "6 comments", links.format(URL))

    thread, comments, asked = read(WORDPRESS, section(), serve)
    assert len(asked) <= 5
    assert sorted(tree(comments)) == ["10", "11", "20", "21", "30", "31"]
    assert thread.complete


def test_a_comment_page_that_fails_costs_only_its_own_comments() -> None:
    def serve(ask: PlatformRequest) -> Any:
        if "/wp-json/" in ask.url or "comment-page-2" in ask.url:
            raise RefusedError("answer 1: HTTP 500")
        number = 3 if "comment-page-3" in ask.url else 1
        links = f'<a class="current page-numbers">{number}</a> <a href="comment-page-3/">3</a>'
        return story(block(number), "3 comments", links)

    thread, comments, _ = read(WORDPRESS, section(), serve)
    assert list(tree(comments)) == ["1", "3"]
    assert thread.reason == "answer 1: HTTP 500; the platform declares 3 comments and sent 2"


def test_pingbacks_are_not_comments() -> None:
    ping = '<li id="comment-9" class="pingback"><div class="comment-body"><p>Pingback: elsewhere</p></div></li>'
    thread, comments, _ = read(WORDPRESS, section(), refused(story(block(2) + ping, "2 comments")))
    assert list(tree(comments)) == ["2"]
    assert (thread.complete, thread.declaredCount) == (True, 1)


def test_what_the_page_shows_and_rest_does_not_is_read_from_the_page() -> None:
    html = story(block(2, block(4)) + block(3), "3 comments")
    thread, comments, asked = read(
        WORDPRESS, section(html), lambda ask: rest([row(2)]) if "/wp-json/" in ask.url else html
    )
    assert len(asked) == 2
    assert tree(comments) == {"2": (None, 0, "visible"), "4": ("2", 1, "visible"), "3": (None, 0, "visible")}
    assert (thread.complete, thread.declaredCount) == (True, 3)


def test_what_rest_knows_and_the_page_drops_needs_no_second_look() -> None:
    html = story(block(2), "3 comments")
    thread, comments, asked = read(WORDPRESS, section(html), lambda ask: rest([row(2), row(5, 4), row(6, 5)]))
    assert len(asked) == 1
    assert thread.complete
    assert tree(comments) == {"2": (None, 0, "visible"), "5": ("4", None, "orphaned"), "6": ("5", None, "visible")}


def test_older_formats_of_wordpress() -> None:
    old = """<li class="comment" id="li-comment-2"><div id="comment-2" class="comment-body"><div class="comment-author vcard">
<cite class="fn">Quay</cite></div><div class="comment-meta"><a href="#comment-2">November 24, 2026 at 4:25 am</a></div>
<p>First</p><p>Second</p><div class="reply"><a href="?replytocom=2">Reply</a></div></div>
<ul class="children"><li class="comment" id="li-comment-3"><div id="comment-3" class="comment-body">
<cite class="fn">Side</cite><p>Third</p></div></li></ul></li>"""
    thread, comments, _ = read(WORDPRESS, section(), refused(story(old, "2 comments")))
    assert tree(comments) == {"2": (None, 0, "visible"), "3": ("2", 1, "visible")}
    assert [comment.text for comment in comments] == ["First\n\nSecond", "Third"]
    assert thread.complete


@pytest.mark.parametrize("name", ["classic", "block"])
def test_real_pages(name: str) -> None:
    if not SAMPLES.exists():
        pytest.skip(f"the real pages are not here: {SAMPLES}")
    files = {
        "classic": {"": "classic_page_default.html", "comment-page-2": "classic_page2.html"},
        "block": {"": "block_theme_page_after_moderation.html"},
    }[name]

    def saved(file: str) -> bytes:
        # Pages of comments count on the story's own address alone.
        return re.sub(rb"http://127\.0\.0\.1:\d+/category/world/[\w-]+/?", URL.encode(), (SAMPLES / file).read_bytes())

    def serve(ask: PlatformRequest) -> Any:
        for part, file in files.items():
            if part and part in ask.url:
                return saved(file)
        if "/wp-json/" in ask.url or "comment-page" in ask.url:
            raise RefusedError("HTTP 401")
        return saved(files[""])

    thread, comments, asked = read(WORDPRESS, section(), serve)
    assert [ask.url for ask in asked if "comment-page" in ask.url]
    assert thread.declaredCount == {"classic": 15, "block": 12}[name]
    assert len(tree(comments)) == {"classic": 14, "block": 5}[name]
    assert not thread.complete, "its last page is not among the samples"
    assert all(comment.author and comment.author.name and comment.dateCreated for comment in comments)
    if name == "classic":
        assert tree(comments)["5"] == ("4", 2, "visible")
