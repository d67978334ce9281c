"""A page may embed several platforms: the first that really holds the thread wins."""

from __future__ import annotations

import json
from typing import Any

from newscrawler.comments import PLATFORMS, PlatformRequest, ThreadProgress, detect
from newscrawler.items import Comment, Thread
from tests.support.threads import answer, page

URL = "https://www.plainpress.example/2026/11/ferry/"
BOTH = """<link rel="https://api.w.org/" href="https://www.plainpress.example/wp-json/">
<link rel="alternate" type="application/json" href="https://www.plainpress.example/wp-json/wp/v2/posts/41">
<div id="disqus_thread"></div><script src="https://plainpress.disqus.com/embed.js"></script>"""


def read_page(
    posts: int, rows: int, posts_declared: int | None = None
) -> tuple[Thread, list[Comment], list[PlatformRequest]]:
    section = detect(page(URL, BOTH), URL)
    assert section is not None
    reading, comments = ThreadProgress.start(section)
    asked: list[PlatformRequest] = []
    while True:
        thread = reading.finished()
        if thread is not None:
            other = reading.alternative()
            if other is None:
                return thread, comments, asked
            reading = other
            continue
        reading = ThreadProgress.from_state(json.loads(json.dumps(reading.to_state())))
        ask = reading.pending.pop(0)
        asked.append(ask)
        served = disqus(posts, posts_declared) if "disqus.com" in ask.url else wordpress(rows)
        comments += reading.add(PLATFORMS[reading.thread.platform].parse(reading.thread, ask, answer(ask, served)))


def disqus(count: int, declared: int | None) -> bytes:
    posts = [{"id": str(n), "message": "x", "createdAt": "2026-11-24T09:19:02"} for n in range(count)]
    about = {"id": "1", "posts": count if declared is None else declared, "isClosed": False}
    data = {"code": 0, "cursor": {"hasNext": False}, "response": {"posts": posts, "thread": about}}
    return f'<script type="text/json" id="disqus-threadData">{json.dumps(data)}</script>'.encode()


def wordpress(count: int) -> Any:
    rows = [{"id": n + 1, "parent": 0, "content": {"rendered": "x"}} for n in range(count)]
    return rows, {"x-wp-total": str(count), "x-wp-totalpages": "1"}


def test_the_first_that_holds_comments() -> None:
    thread, comments, asked = read_page(posts=2, rows=3)
    assert (thread.platform, len(comments), len(asked)) == ("disqus", 2, 1)


def test_the_second_where_the_first_is_empty() -> None:
    thread, comments, asked = read_page(posts=0, rows=3)
    assert (thread.platform, len(comments), len(asked)) == ("wordpress", 3, 2)
    assert thread.complete
    assert thread.cursor is not None
    assert "wp-json" in thread.cursor["url"]


def test_the_first_where_all_are_empty() -> None:
    thread, comments, asked = read_page(posts=0, rows=0)
    assert (thread.platform, thread.complete, comments, len(asked)) == ("disqus", True, [], 2)


def test_the_first_where_it_declares_comments_that_it_does_not_show() -> None:
    thread, _, asked = read_page(posts=0, posts_declared=5, rows=3)
    assert (thread.platform, len(asked)) == ("disqus", 1)
    assert thread.reason == "the platform declares 5 comments and sent 0"


def test_what_stands_on_the_page_is_kept_for_an_archive() -> None:
    shown = """<ol class="comment-list"><li id="comment-7" class="comment"><b class="fn">quayside</b>
    <time datetime="2026-11-24T04:25:05+09:00">then</time><div class="comment-content"><p>On the page</p></div></li></ol>"""
    section = detect(page(URL, BOTH + shown), URL)
    assert section is not None
    on_page = [other for other in section.alternatives if other.result.comments]
    assert [other.thread.platform for other in on_page] == ["hypertext"]
    assert [comment.text for comment in on_page[0].result.comments] == ["On the page"]
