"""Everything that goes wrong on the web ends in a log line and in quarantine, or in a retry that succeeds."""

from __future__ import annotations

import gzip
import re
import secrets
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import brotli
import pytest
from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

import newsroom
from newscrawler.comments import PLATFORMS, PlatformRequest, PlatformResponse, ResponseError, ThreadProgress
from newscrawler.comments.protocol import ParseResult
from newscrawler.downloader.redirect_loop import RedirectLoop
from newscrawler.downloader.whole_body import is_whole
from newscrawler.html.page import Page
from newscrawler.items import Thread
from newscrawler.runs.verdict import ExitCode
from newscrawler.storage import connect
from tests.support.crawls import Crawls

SITE = "https://trouble.example"
REST = f"{SITE}/rest.api/article"
NOW = datetime(2026, 11, 24, tzinfo=UTC)

TRIES = 4
"""The first one and RETRY_TIMES."""

PAUSE = 0.3
"""Seconds that a busy host gets here, in place of the second that it asks for."""

QUARANTINED = {
    # path: (stage, reason, answers that the outlet gave; None where it does not count them)
    "/empty": ("extraction", "empty page", 1),
    "/truncated-gzip": ("fetch", "gzip answer is truncated after [0-9]+ bytes", TRIES),
    "/fifty-megabytes": ("fetch", "larger than 10,000,000 bytes", None),
    "/not-found": ("fetch", "HTTP 404", 1),
    "/gone": ("fetch", "HTTP 410", 1),
    "/busy-forever": ("fetch", "HTTP 429", TRIES),
    "/broken": ("fetch", "HTTP 500", TRIES),
    "/login-wall": ("extraction", "login wall: a password form, no date", 1),
    "/no-headline": ("validation", "no headline: .* the outlet's markup changed", 1),
    "/document.pdf": ("extraction", "content type application/pdf is not a page", 1),
    "/slow": ("fetch", r"no answer within 2 s \(DOWNLOAD_TIMEOUT\)", None),
    "/cut-off": ("fetch", "the connection closed in the middle of the answer", TRIES),
    "/redirect-loop": ("fetch", f"redirect loop: {SITE}/redirect-loop → {SITE}/redirect-loop/again → ", 1),
}

READ = {
    # path: answers that the page and its comment endpoint gave
    "/healthy": (1, 1),
    "/wrong-charset": (1, 1),
    "/busy": (2, 1),
    "/stumble": (2, 1),
    "/comments-stumble": (1, 2),
}

INCOMPLETE = {
    # path: (comments declared, comments stored, why the thread is not complete, what is quarantined)
    "/comments-answer-html": (12, 0, "answer 1: expected JSON, got HTML", True),
    "/comments-answer-nonsense": (12, 0, "answer 1: expected an object with a list under 'comments'", True),
    "/comments-answer-half-json": (12, 0, "answer 1: expected JSON, got [0-9,]+ bytes of broken JSON: ", True),
    "/comments-answer-odd-rows": (
        12,
        8,
        r"4 of 12 comments cannot be read, the first because expected an id at comments\[0\]",
        True,
    ),
    "/comments-empty": (12, 0, "answer 1: expected JSON, got an empty body", True),
    "/comments-broken": (12, 0, "answer 1: HTTP 500", True),
    "/half-of-its-comments/": (250, 193, "answer 2: HTTP 500; the platform declares 250 comments and sent ", 2),
    # All that was sent was read: there is nothing to put into quarantine.
    "/comments-length-lies": (40, 12, "the endpoint declares 40 comments and sent 12", False),
}


@dataclass
class Crawled:
    """One crawl over all of it."""

    room: newsroom.Newsroom
    log: str
    stored: dict[str, dict[Any, dict[str, Any]]]

    def quarantined(self, url: str) -> dict[str, Any]:
        (entry,) = (entry for entry in self.stored["quarantine"].values() if entry["url"] == url)
        line = f"WARNING: {url}: {entry['reason']} (quarantined)"
        assert line in self.log, f"no line in the log says: {line}"
        return entry

    def thread(self, path: str) -> dict[str, Any]:
        (thread,) = (thread for thread in self.stored["threads"].values() if thread["copyUrl"] == SITE + path)
        return thread

    def answers(self, path: str) -> int:
        return sum(number for (_, at, _), number in self.room.counts.items() if at == path)


@pytest.fixture(scope="module")
def crawled(mongo_uri: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    with connect(mongo_uri) as client, newsroom.start() as room:
        room.trouble.slow_seconds = 60
        database = client[f"test-{secrets.token_hex(6)}"]
        var = tmp_path_factory.mktemp("bad-input")
        crawls = Crawls(database=database, mongo_uri=mongo_uri, var=var, hosts=room.host_map)
        # Half of its stories go wrong on purpose.
        log = crawls.run("crawl", "trouble", **SHORT, CRAWL_ERROR_SHARE=1)
        yield Crawled(room, log, crawls.everything())
        client.drop_database(database.name)


SHORT = {
    "SPIDER_MODULES": "tests.crawl.trouble_outlet,newscrawler.spiders",
    "RETRY_AFTER_MAX": PAUSE,
    "DOWNLOAD_TIMEOUT": 2,
}


@pytest.mark.live
def test_the_crawl_went_on_and_accounts_for_every_page(crawled: Crawled) -> None:
    assert {*QUARANTINED, *READ, *INCOMPLETE} == set(newsroom.TROUBLES)
    assert "Spider closed (finished)" in crawled.log
    assert set(crawled.stored["copies"]) == {SITE + path for path in (*READ, *INCOMPLETE)}
    unread = sum(quarantined for *_, quarantined in INCOMPLETE.values())
    assert len(crawled.stored["quarantine"]) == len(QUARANTINED) + unread
    stored = f"{len(READ) + len(INCOMPLETE)} copies added"
    assert re.search(rf"stored: .*{stored}.*quarantine {len(QUARANTINED) + unread}\b", crawled.log)


@pytest.mark.live
@pytest.mark.parametrize("path", QUARANTINED)
def test_what_cannot_be_read_is_quarantined_with_its_reason(crawled: Crawled, path: str) -> None:
    stage, reason, answers = QUARANTINED[path]
    # The request that was refused is the second of the circle.
    entry = crawled.quarantined(SITE + ("/redirect-loop/again" if path == "/redirect-loop" else path))
    assert entry["stage"] == stage
    assert re.match(reason, entry["reason"])
    assert entry["count"] == 1
    if answers is not None:
        assert crawled.answers(path) == answers


@pytest.mark.live
@pytest.mark.parametrize("path", READ)
def test_what_stumbles_is_asked_again_and_read_whole(crawled: Crawled, path: str) -> None:
    printed = crawled.room.trouble.story(path)
    copy = crawled.stored["copies"][SITE + path]
    assert copy["headline"] == printed.headline
    body = list(printed.body)
    assert copy["body"] == [text.replace("The ", "Thé ") for text in body] if path == "/wrong-charset" else body
    thread = crawled.thread(path)
    assert (thread["complete"], thread["reason"], thread["collectedCount"]) == (True, None, 12)
    endpoint = f"/rest.api/article/{printed.id}/comment"
    assert (crawled.answers(path), crawled.answers(endpoint)) == READ[path]


@pytest.mark.live
@pytest.mark.parametrize("path", INCOMPLETE)
def test_a_thread_that_was_not_read_whole_says_so_and_why(crawled: Crawled, path: str) -> None:
    declared, stored, reason, quarantined = INCOMPLETE[path]
    thread = crawled.thread(path)
    assert not thread["complete"]
    assert re.match(reason, thread["reason"])
    assert (thread["declaredCount"], thread["collectedCount"]) == (declared, stored)
    comments = [comment for comment in crawled.stored["comments"].values() if comment["thread"] == thread["_id"]]
    assert len(comments) == stored
    assert f"WARNING: {SITE}{path}: comments are not complete: {thread['reason']}" in crawled.log
    entries = [
        entry
        for entry in crawled.stored["quarantine"].values()
        if str(thread["nativeId"]) in _ids(entry["url"]) or entry["url"].startswith(f"{SITE}{path}comment-page-")
    ]
    assert len(entries) == quarantined
    for entry in entries:
        assert crawled.quarantined(entry["url"])["stage"] == "comments"


def _ids(url: str) -> set[str]:
    return {
        *re.findall(r"/article/(\d+)/", url),
        *(f"trouble.example/{post}" for post in re.findall(r"post=(\d+)", url)),
    }


@pytest.mark.live
def test_a_wrong_charset_is_told(crawled: Crawled) -> None:
    assert re.search(rf"WARNING: {SITE}/wrong-charset: declared as \w+, but is utf-8", crawled.log)


@pytest.mark.live
def test_a_busy_host_is_not_hammered(crawled: Crawled) -> None:
    tries = [visit.at for visit in crawled.room.visits if visit.target == "/busy-forever"]
    assert len(tries) == TRIES
    # The server's clock and the crawler's stop watch start some milliseconds apart.
    assert all(after - before > PAUSE - 0.05 for before, after in pairwise(tries))


@pytest.mark.live
def test_an_outlet_that_is_nothing_but_a_bad_page(crawls: Crawls) -> None:
    with newsroom.start() as room:
        crawls.hosts = room.host_map
        paths = ("/empty", "/login-wall", "/no-headline", "/document.pdf", "/redirect-loop", "/not-found", "/healthy")
        running = [crawls.start("crawl", "outlet", "-a", f"url={SITE}{path}", **SHORT) for path in paths]
        for path, process in zip(paths, running, strict=True):
            output, _ = process.communicate(timeout=120)
            assert process.returncode == (ExitCode.OK if path == "/healthy" else ExitCode.NO_STORIES), output
            assert "Traceback" not in output, output
    assert crawls.database.copies.distinct("_id") == [f"{SITE}/healthy"]
    reasons = {entry["url"].removeprefix(SITE): entry["reason"] for entry in crawls.database.quarantine.find()}
    assert set(reasons) == {
        "/empty", "/login-wall", "/no-headline", "/document.pdf", "/redirect-loop/again", "/not-found",
    }  # fmt: skip
    assert reasons["/empty"] == "empty page"
    for path in ("/login-wall", "/no-headline", "/document.pdf"):
        assert re.match(QUARANTINED[path][1], reasons[path])


# --- the same without a crawl: shapes that the newsroom does not print ------------------------------------------------

TEXT = b"<p>The clerk read the minutes of the last meeting.</p>" * 400


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(TEXT)),
        ("gzip", gzip.compress(TEXT[:99]) + gzip.compress(TEXT[99:])),
        ("gzip", gzip.compress(TEXT) + b"\0" * 20),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", zlib.compress(TEXT)[2:-4]),
        ("br", brotli.compress(TEXT)),
    ],
    ids=["gzip", "gzip in two members", "gzip and padding", "zlib", "raw deflate", "brotli"],
)
def test_half_of_a_compressed_body_is_told_from_the_whole(encoding: str, packed: bytes) -> None:
    assert is_whole(packed, encoding, len(TEXT))
    whole = len(packed.rstrip(b"\0")) - 8
    for length in (whole // 3, whole // 2, whole - 1):
        assert not is_whole(packed[:length], encoding, len(TEXT) // 2), length


@pytest.mark.parametrize("location", ["/a", "https://outlet.example/a#top", "/b"])
def test_a_redirect_to_where_the_request_has_been_is_refused(location: str) -> None:
    request = Request("https://outlet.example/b", meta={"redirect_urls": ["https://outlet.example/a"]})
    response = Response(request.url, status=301, headers={"Location": location})
    with pytest.raises(IgnoreRequest, match=r"redirect loop: https://outlet\.example/"):
        RedirectLoop().process_response(request, response)


def test_a_redirect_that_leads_on_is_followed() -> None:
    request = Request("https://outlet.example/b", meta={"redirect_urls": ["https://outlet.example/a"]})
    response = Response(request.url, status=301, headers={"Location": "/c"})
    assert RedirectLoop().process_response(request, response) is response


@pytest.mark.parametrize(
    ("declared", "encoding", "told"),
    [
        ("Shift_JIS", "utf-8", "cp932, but is utf-8"),
        ("iso-8859-1", "utf-8", "cp1252, but is utf-8"),
        ("utf-8", "cp1252", "utf-8, but is cp1252"),
        ("utf-8", "utf-8", None),
        ("iso-8859-1", "cp1252", None),
    ],
)
def test_a_charset_that_the_bytes_prove_wrong_is_not_believed(declared: str, encoding: str, told: str | None) -> None:
    body = "<h1>Café “Zur Brücke” schließt</h1>".encode(encoding)
    page = Page(SITE, body, content_type=f"text/html; charset={declared}", retrieved=NOW)
    heading = page.first("h1")
    assert heading is not None
    assert heading.text() == "Café “Zur Brücke” schließt"
    assert page.mislabelled == told


@pytest.mark.parametrize(
    "body",
    [b"[" * 100_000, b'{"comments": [' * 50_000, b"\xff\xfe\x00", b"null", b'{"comments": [null, 5]}', b"NaN"],
    ids=["deep list", "deep object", "no text", "null", "no rows", "NaN"],
)
@pytest.mark.parametrize("platform", ["japantoday", "wordpress"])
def test_nonsense_is_an_answer_error(platform: str, body: bytes) -> None:
    state = {"api": f"{SITE}/wp-json/", "post": "1", "page": 1, "depths": {}}
    answer = PlatformResponse(url=REST, body=body, headers={"x-wp-total": "1", "x-wp-totalpages": "1"}, retrieved=NOW)
    with pytest.raises(ResponseError):
        PLATFORMS[platform].parse(_thread(platform), PlatformRequest(url=REST, state=state), answer)


def test_a_comment_cut_inside_an_emoji_is_kept() -> None:
    body = rb'{"length": 2, "comments": [{"comment_id": 1, "body": "So good \ud83d"}, {"comment_id": 2, "body": "\ud83d\ude00"}]}'
    answer = PlatformResponse(url=REST, body=body, headers={}, retrieved=NOW)
    batch = PLATFORMS["japantoday"].parse(_thread("japantoday"), PlatformRequest(url=REST), answer)
    assert [comment.text for comment in batch.comments] == ["So good \ufffd", "😀"]


def test_a_next_link_that_leads_back_ends_the_thread() -> None:
    first, second = PlatformRequest(url=f"{SITE}/comments/1"), PlatformRequest(url=f"{SITE}/comments/2")
    reading = ThreadProgress(_thread("hypertext"), [first])
    for following in (second, first):
        reading = ThreadProgress.from_state(reading.to_state())
        reading.pending.pop(0)
        list(reading.add(ParseResult(requests=[following])))
    thread = reading.finished()
    assert thread is not None
    assert not thread.complete
    assert thread.reason == f"answer 2 leads back to {first.url}, which was asked before"


def _thread(platform: str) -> Thread:
    return Thread(platform=platform, nativeId="1", copyUrl=f"{SITE}/1", retrieved=NOW, complete=False)
