"""Only http and https are asked for: a file of this machine named by a page is never read."""

from dataclasses import asdict
from datetime import UTC, datetime

import pytest
from scrapy.settings import Settings
from scrapy.utils.project import get_project_settings

from newscrawler.comments import PlatformRequest, RequestError, ThreadProgress, detect
from newscrawler.html.page import Page
from newscrawler.items import Thread
from newscrawler.limits import MAX_URL_LENGTH
from newscrawler.spiders.archive import ArchiveSpider

NOW = datetime(2026, 11, 27, tzinfo=UTC)
STORY = "https://hostile.example/story"
LIST = (
    '<h2>9 comments</h2><ol class="comment-list">'
    '<li id="comment-1" class="comment"><a class="comment-author">Ann</a> <time datetime="2026-11-24T09:00:00Z">24 November'
    '</time><div class="comment-text"><p>First again, as ever.</p></div></li>'
    '<li id="comment-2" class="comment"><a class="comment-author">Ben</a> <time datetime="2026-11-24T09:05:00Z">24 November'
    '</time><div class="comment-text"><p>Not for long, I think.</p></div></li></ol>'
)
MARKUP = {
    "wordpress": '<link rel="https://api.w.org/" href="{url}?x="><link rel="shortlink" href="/?p=7">',
    "isso": '<section id="isso-thread"></section><script data-isso="{url}#" src="/js/embed.min.js"></script>',
    "coral": '<iframe src="{url}/embed/stream?storyURL=1"></iframe>',
    "japantoday": '<div id="comments-js" data-json=\'{{"r":"{url}/rest.api/article/5/comment"}}\'></div>',
    "hypertext": LIST + '<a rel="next" href="{url}#comments">Older comments</a>',
}
ADDRESSES = (
    "file:///etc/hostname", "FILE:///etc/hostname", "file://localhost/etc/hostname", "file:/etc/hostname",
    "ftp://127.0.0.1/x", "s3://bucket/x", "data:text/html,x", "gopher://127.0.0.1:6379/_x", "ws://127.0.0.1/x",
    "view-source:http://127.0.0.1/", "blob:http://127.0.0.1/x", "javascript:alert(1)", "http:///etc/hostname", "http:",
)  # fmt: skip


@pytest.mark.parametrize(
    "url", [*ADDRESSES, "", "/relative", "//host/x", "http://\\host", "ht tp://host/", "\x00http://h/"]
)
def test_an_ask_refuses_what_is_not_the_web_where_it_is_made(url: str) -> None:
    with pytest.raises(RequestError, match="is not an http"):
        PlatformRequest(url=url)


def test_an_ask_refuses_an_address_that_is_too_long() -> None:
    PlatformRequest(url="https://a.example/".ljust(MAX_URL_LENGTH, "x"))
    with pytest.raises(RequestError, match=r"2,084 characters; the limit is 2,083"):
        PlatformRequest(url="https://a.example/".ljust(MAX_URL_LENGTH + 1, "x"))


@pytest.mark.parametrize("url", [url for url in ADDRESSES if not url.startswith("javascript:")])
@pytest.mark.parametrize("platform", MARKUP)
def test_a_page_that_names_it_gets_a_thread_that_says_why(platform: str, url: str) -> None:
    html = f"<html><body><article><h1>A story</h1></article>{MARKUP[platform].format(url=url)}</body></html>"
    page = Page(STORY, html.encode(), content_type="text/html; charset=utf-8", retrieved=NOW)
    section = detect(page, STORY)
    if section is None:  # no section at all is no request either
        return
    assert all(ask.url.startswith(("http://", "https://")) for ask in section.result.requests)
    reading, comments = ThreadProgress.start(section)
    if platform == "hypertext":
        assert [comment.nativeId for comment in comments] == ["1", "2"]
    thread = reading.finished()
    assert thread is None or (not thread.complete and thread.reason)


def test_a_thread_that_an_older_version_stored_with_such_an_address_says_so() -> None:
    cursor = {**asdict(PlatformRequest(url="https://hostile.example/c")), "url": "file:///etc/hostname"}
    thread = Thread(
        platform="isso", nativeId="1", copyUrl=STORY, retrieved=NOW, complete=True, cursor=cursor, collectedCount=3
    )
    finished = ThreadProgress.revisit(thread, NOW).finished()
    assert finished is not None
    assert not finished.complete
    assert "file:///etc/hostname" in str(finished.reason)
    state = {**ThreadProgress.revisit(thread, NOW).to_state(), "pending": [cursor], "problem": None}
    assert "file:///etc/hostname" in str(ThreadProgress.from_state(state).problem)


def test_no_handler_reads_anything_but_the_web() -> None:
    handlers = get_project_settings().getwithbase("DOWNLOAD_HANDLERS")
    assert sorted(scheme for scheme, handler in handlers.items() if handler is not None) == ["http", "https"]


def test_the_archive_spider_has_data_and_no_way_to_the_network() -> None:
    settings = Settings()
    settings.setmodule("newscrawler.settings", priority="project")
    ArchiveSpider.update_settings(settings)
    handlers = settings.getwithbase("DOWNLOAD_HANDLERS")
    assert sorted(scheme for scheme, handler in handlers.items() if handler is not None) == ["data"]
