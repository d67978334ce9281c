"""Comment sections as a whole: problems are reported, further pages are requested."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from newscrawler.comments import ThreadProgress
from newscrawler.comments.platforms.hypertext import Hypertext
from newscrawler.comments.protocol import PlatformResponse
from newscrawler.html.page import Page
from newscrawler.items import Thread

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
URL = "https://gazette.example/ferry"
COMMENT = '<li id="comment-{0}" class="comment"><b class="fn">Una</b><time datetime="2026-11-20T08:0{0}:00Z">x</time><div class="comment-content"><p>Text {0}.</p></div></li>'


def page(body: str, url: str = URL) -> Page:
    return Page(url, f"<html><body>{body}</body></html>".encode(), content_type=None, retrieved=NOW)


def thread_of(body: str) -> Thread | None:
    section = Hypertext(render=False).detect(page(body), URL)
    return ThreadProgress.start(section)[0].finished() if section else None


def test_a_section_that_declares_comments_and_shows_none_is_a_problem() -> None:
    thread = thread_of('<section id="comments"><h2>12 Comments</h2><div class="loading"></div></section>')
    assert thread is not None
    assert (thread.complete, thread.reason) == (False, "the page declares 12 comments and shows none that can be read")


def test_blocks_that_cannot_be_read_are_a_problem() -> None:
    thread = thread_of(
        '<ol><li id="comment-1" class="comment"><i>?</i></li><li id="comment-2" class="comment"></li></ol>'
    )
    assert thread is not None
    assert (thread.complete, thread.reason) == (
        False,
        "2 elements are marked as comments and could not be read as such",
    )


def test_a_declared_count_may_include_pingbacks() -> None:
    ping = '<li id="comment-9" class="pingback"><p>Pingback: <a href="https://o.example">O</a></p></li>'
    thread = thread_of(f'<div id="comments"><h2>2 thoughts on Ferry</h2><ol>{COMMENT.format(1)}{ping}</ol></div>')
    assert thread is not None
    assert (thread.declaredCount, thread.collectedCount, thread.complete) == (1, 1, True)


def test_a_page_that_declares_no_comments_is_a_complete_empty_thread() -> None:
    thread = thread_of('<section id="comments"><h2>0 Comments</h2></section>')
    assert thread is not None
    assert (thread.complete, thread.collectedCount) == (True, 0)


def test_pages_of_wordpress_are_read_once_each() -> None:
    older = '<a href="/ferry/comment-page-1#comments">Older</a>'
    newer = '<a href="/ferry#comments">Newer</a> <a href="/ferry/comment-page-1#comments">1</a>'
    platform = Hypertext()
    section = platform.detect(page(f"<ol>{COMMENT.format(2)}</ol>{older}"), URL)
    assert section is not None
    reading, comments = ThreadProgress.start(section)
    ask = reading.pending.pop(0)
    assert ask.url == "https://gazette.example/ferry/comment-page-1"
    body = page(f"<ol>{COMMENT.format(1)}</ol>{newer}").body
    comments += reading.add(
        platform.parse(reading.thread, ask, PlatformResponse(url=ask.url, body=body, headers={}, retrieved=NOW))
    )
    assert reading.pending == []
    assert [one.nativeId for one in comments] == ["2", "1"]


def test_a_removed_comment_keeps_its_place_above_its_replies() -> None:
    reply = COMMENT.format(2)
    body = f'<ol><li id="comment-1" class="comment"><b class="fn">Bo</b><ol class="children">{reply}</ol></li></ol>'
    section = Hypertext().detect(page(body), URL)
    assert section is not None
    assert [(one.nativeId, one.state, one.parentItem) for one in section.result.comments] == [
        ("1", "removed", None),
        ("2", "visible", "1"),
    ]


@pytest.mark.parametrize("notice", ["This comment was removed by a moderator.", "Comment awaiting approval"])
def test_a_moderators_notice_is_no_text(notice: str) -> None:
    body = f'<ol><li id="comment-1" class="comment"><div class="comment-content"><p>{notice}</p></div></li>'
    section = Hypertext().detect(page(f"{body}{COMMENT.format(2)}</ol>"), URL)
    assert section is not None
    assert [(one.nativeId, one.state, one.text) for one in section.result.comments] == [
        ("1", "removed", None),
        ("2", "visible", "Text 2."),
    ]
