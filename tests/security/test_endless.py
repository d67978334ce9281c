"""Sources and threads that never end: each is read up to a setting, and what is left out is counted and told."""

from __future__ import annotations

import json
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse, Response, XmlResponse
from scrapy.utils.test import get_crawler

from newscrawler import settings as project
from newscrawler.comments import ParseResult, PlatformRequest, ThreadLimits, ThreadProgress
from newscrawler.discovery import feeds
from newscrawler.items import Comment, Rejection, Thread
from newscrawler.spiders import syndication
from newscrawler.spiders.outlet import OutletSpider
from newscrawler.spiders.syndication import SyndicationSpider, now
from newsroom.spiders.harborlight import HarborLightSpider

SITE = "https://harborlight.example"
LIMITS = ThreadLimits(answers=5, comments=100, bytes=10_000)


def spider_with(kind: type[SyndicationSpider] = HarborLightSpider, **settings: Any) -> Any:
    arguments = {"url": f"{SITE}/"} if kind is OutletSpider else {}
    return kind.from_crawler(get_crawler(kind, settings), **arguments)


def xml(path: str, body: str) -> Response:
    return XmlResponse(f"{SITE}/{path}", body=body.encode(), request=Request(f"{SITE}/{path}"))


def index(*paths: str, dated: bool = False) -> str:
    rows = [
        f"<sitemap><loc>{SITE}/{path}</loc>{f'<lastmod>20{10 + number}-01-01</lastmod>' if dated else ''}</sitemap>"
        for number, path in enumerate(paths)
    ]
    return f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{"".join(rows)}</sitemapindex>'


def feed(count: int) -> str:
    items = [f"<item><link>{SITE}/2026/11/24/story-{number}-of-the-day</link></item>" for number in range(count)]
    return f'<rss version="2.0"><channel>{"".join(items)}</channel></rss>'


def sorted_out(items: Any) -> tuple[list[Request], list[Rejection]]:
    items = list(items)
    return (
        [each for each in items if isinstance(each, Request)],
        [each for each in items if isinstance(each, Rejection)],
    )


def left_out(spider: SyndicationSpider, limit: str) -> Any:
    assert spider.crawler.stats is not None
    return spider.crawler.stats.get_value(f"discovery/left_out/{limit}")


def test_indexes_of_indexes_end_at_the_depth() -> None:
    spider = spider_with()
    answers, depths = 0, []
    waiting = [Request(f"{SITE}/s0.xml", cb_kwargs={"depth": 0})]
    rejected: list[Rejection] = []
    while waiting:
        request = waiting.pop()
        answers += 1
        depths.append(request.cb_kwargs["depth"])
        body = index(f"s{2 * answers}.xml", f"s{2 * answers + 1}.xml")
        found, bad = sorted_out(spider.parse_sitemap(xml("s.xml", body), **request.cb_kwargs))
        waiting += found
        rejected += bad
    assert (answers, max(depths)) == (7, 2)
    assert [each.reason for each in rejected] == ["an index below 2 others (SITEMAP_DEPTH)"] * 4


def test_sitemaps_of_a_crawl_are_limited_and_the_newest_are_read() -> None:
    spider = spider_with(SITEMAPS_PER_CRAWL=3)
    requests, rejected = sorted_out(
        spider.parse_sitemap(xml("index.xml", index(*(f"s{number}.xml" for number in range(10)), dated=True)))
    )
    assert [request.url for request in requests] == [f"{SITE}/s{number}.xml" for number in (9, 8, 7)]
    assert [each.reason for each in rejected] == ["more than 3 sitemaps (SITEMAPS_PER_CRAWL)"]
    assert rejected[0].fragment == "7 left out"
    assert left_out(spider, "SITEMAPS_PER_CRAWL") == 7
    again, rejected = sorted_out(spider.parse_sitemap(xml("other.xml", index("s9.xml", "new.xml"))))
    assert [request.url for request in again] == [f"{SITE}/s9.xml"]
    assert left_out(spider, "SITEMAPS_PER_CRAWL") == 8


def test_links_of_a_feed_are_limited() -> None:
    spider = spider_with()
    requests, rejected = sorted_out(spider.parse_feed(xml("feed", feed(project.LINKS_PER_SOURCE + 11))))
    assert len(requests) == project.LINKS_PER_SOURCE
    assert [each.reason for each in rejected] == ["more than 10,000 stories (LINKS_PER_SOURCE)"]
    assert left_out(spider, "LINKS_PER_SOURCE") == 11


def test_links_of_a_list_page_are_limited() -> None:
    spider = spider_with(OutletSpider, LINKS_PER_SOURCE=5)
    links = "".join(
        f"<p><a href='/2026/11/24/story-{number}-of-the-day'>five words of a headline</a></p>" for number in range(9)
    )
    page = HtmlResponse(f"{SITE}/", body=f"<html><body>{links}".encode(), request=Request(f"{SITE}/"))
    requests, rejected = sorted_out(spider.parse_section(page, page_number=3))
    assert (len(requests), [each.reason for each in rejected]) == (5, ["more than 5 stories (LINKS_PER_SOURCE)"])
    requests, rejected = sorted_out(spider.parse_start(page))
    assert (len(requests), [each.reason for each in rejected]) == (5, ["more than 5 stories (LINKS_PER_SOURCE)"])


def test_stories_of_a_crawl_are_limited() -> None:
    spider = spider_with(STORIES_PER_CRAWL=20)
    requests, rejected = sorted_out(spider.parse_feed(xml("feed", feed(30))))
    assert (len(requests), [each.reason for each in rejected]) == (20, ["more than 20 stories (STORIES_PER_CRAWL)"])
    assert left_out(spider, "STORIES_PER_CRAWL") == 10


def test_entries_of_one_file_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    """A lower limit than 50,000, which ``test_feed_bombs.py`` holds a feed to: reading so many takes seconds."""
    for module in (feeds, syndication):
        monkeypatch.setattr(module, "MAX_ENTRIES", 1_000)
    spider = spider_with(LINKS_PER_SOURCE=1)
    _, rejected = sorted_out(spider.parse_feed(xml("feed", feed(1_003))))
    assert [each.reason for each in rejected] == [
        "more than 1,000 entries (MAX_ENTRIES)",
        "more than 1 stories (LINKS_PER_SOURCE)",
    ]
    assert (left_out(spider, "MAX_ENTRIES"), left_out(spider, "LINKS_PER_SOURCE")) == (3, 999)


# --- Threads ---------------------------------------------------------------------------------------------------------


def reading() -> ThreadProgress:
    thread = Thread(platform="isso", nativeId="t", copyUrl=f"{SITE}/story", retrieved=now(), complete=False)
    return ThreadProgress(thread, [PlatformRequest(url=f"{SITE}/0")])


def comments(first: int, count: int) -> list[Comment]:
    return [
        Comment(platform="isso", thread="isso:t", nativeId=str(first + number), retrieved=now(), text="words")
        for number in range(count)
    ]


def read_on(state: ThreadProgress, comments_each: int, asks_each: int, size: int) -> tuple[Thread, int]:
    answers = 0
    while state.pending and answers < 1_000:
        state = ThreadProgress.from_state(json.loads(json.dumps(state.to_state())))  # as a queue would keep it
        state.pending.pop(0)
        answers += 1
        asks = [PlatformRequest(url=f"{SITE}/{answers}-{number}") for number in range(asks_each)]
        state.add(
            ParseResult(comments=comments(answers * 1_000, comments_each), requests=asks, declaredCount=999_999_999)
        )
        state.stop_beyond(LIMITS, size)
    thread = state.finished()
    assert thread is not None
    return thread, answers


@pytest.mark.parametrize(
    ("comments_each", "asks_each", "size", "answers", "reason"),
    [
        (2, 1, 10, 5, "more than 5 answers (THREAD_ANSWERS)"),
        (2, 300, 10, 5, "more than 5 answers (THREAD_ANSWERS)"),
        (0, 1, 10, 5, "more than 5 answers (THREAD_ANSWERS)"),
        (40, 1, 10, 3, "more than 100 comments (THREAD_COMMENTS)"),
        (2, 1, 4_000, 3, "answers of more than 10,000 bytes (THREAD_BYTES)"),
    ],
)
def test_a_thread_without_end_ends_at_a_limit(
    comments_each: int, asks_each: int, size: int, answers: int, reason: str
) -> None:
    thread, read = read_on(reading(), comments_each, asks_each, size)
    assert (read, thread.complete, thread.reason) == (answers, False, reason)
    assert thread.collectedCount == comments_each * answers


def test_a_thread_that_ends_at_a_limit_is_complete() -> None:
    state = reading()
    state.pending.pop(0)
    state.add(ParseResult(comments=comments(1, 150), declaredCount=150))
    state.stop_beyond(LIMITS, 20_000)
    thread = state.finished()
    assert thread is not None
    assert (thread.complete, thread.reason) == (True, None)


def test_what_is_left_to_ask_never_exceeds_the_answers_to_come() -> None:
    state = reading()
    state.pending.pop(0)
    state.add(ParseResult(requests=[PlatformRequest(url=f"{SITE}/{number}") for number in range(5_000)]))
    state.stop_beyond(LIMITS, 10)
    assert len(state.pending) == 4
    assert len(json.dumps(state.to_state())) < 5_000
