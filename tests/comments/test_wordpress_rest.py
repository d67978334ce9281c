from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from newscrawler.comments import PLATFORMS, PlatformRequest, PlatformResponse, ResponseError, ThreadProgress
from newscrawler.html.page import Page
from newscrawler.items import Thread
from tests.support.platform_answers.wordpress import NOW, URL, comment_row, page

PLATFORM = PLATFORMS["wordpress"]
SAMPLES = Path(__file__).parents[3] / "shared/samples/wordpress"


def answer(rows: object, total: int, pages: int) -> PlatformResponse:
    headers = {"x-wp-total": str(total), "x-wp-totalpages": str(pages)}
    return PlatformResponse(
        url="https://www.harborlight.example/wp-json/…", body=json.dumps(rows).encode(), headers=headers, retrieved=NOW
    )


def reading() -> ThreadProgress:
    section = PLATFORM.detect(page('<form id="commentform"></form>'), URL)
    assert section is not None
    return ThreadProgress.start(section)[0]


def test_thread_is_named_by_host_and_post() -> None:
    assert reading().thread.id == "wordpress:harborlight.example/41"
    assert reading().thread.closed is False
    assert "post=41&per_page=100&page=1&order=asc&orderby=id" in reading().pending[0].url


class Served:
    """A thread as REST gives it, which moderators may change between two answers."""

    def __init__(self, count: int) -> None:
        self.ids = list(range(1, count + 1))
        self.asked: list[int] = []

    def read(self, between: Callable[[int], None] = lambda answers: None) -> tuple[Thread, list[str]]:
        """The thread, and the comments that were read."""
        state, found = reading(), []
        while state.pending:
            state = ThreadProgress.from_state(json.loads(json.dumps(state.to_state())))  # as a queue would keep it
            ask = state.pending.pop(0)
            query = parse_qs(urlsplit(ask.url).query)
            self.asked.append(offset := int(query.get("offset", ["0"])[0]))
            rows = [comment_row(number) for number in self.ids[offset : offset + 100]]
            total = len(self.ids)
            found += state.add(PLATFORM.parse(state.thread, ask, answer(rows, total, -(-total // 100))))
            between(len(self.asked))
        thread = state.finished()
        assert thread is not None
        return thread, [comment.nativeId for comment in found]


def test_pages_are_read_to_the_last() -> None:
    served = Served(207)
    thread, found = served.read()
    assert served.asked == [0, 99, 198]
    assert found == [str(number) for number in range(1, 208)]
    assert (thread.complete, thread.declaredCount, thread.collectedCount) == (True, 207, 207)


@pytest.mark.parametrize("gone", [[1], [100], [99, 100], list(range(1, 81)), list(range(20, 101))])
def test_comments_that_go_between_two_answers_hide_none_that_stay(gone: list[int]) -> None:
    """They move all others up. A complete thread without one of those would have it taken for vanished."""
    served = Served(420)

    def moderate(answers: int) -> None:
        if answers == 1:
            served.ids = [number for number in served.ids if number not in gone]

    thread, found = served.read(moderate)
    assert len(found) == len(set(found))
    assert {str(number) for number in served.ids} <= set(found)
    assert thread.complete, thread.reason


def test_all_that_was_read_may_be_gone_with_the_next_answer() -> None:
    served = Served(130)

    def moderate(answers: int) -> None:
        if answers == 1:
            served.ids = list(range(101, 131))

    thread, found = served.read(moderate)
    assert {str(number) for number in served.ids} <= set(found)
    assert thread.complete, thread.reason


def test_a_page_that_fails_makes_the_thread_incomplete() -> None:
    state = reading()
    ask = state.pending.pop(0)
    list(state.add(PLATFORM.parse(state.thread, ask, answer([comment_row(n) for n in range(1, 101)], 207, 3))))
    state.pending.pop(0)
    state.fail(f"{state.label}: HTTP 500")
    thread = state.finished()
    assert thread is not None
    assert (thread.complete, thread.reason, thread.collectedCount) == (False, "answer 2: HTTP 500", 100)


def test_fewer_rows_than_the_total_is_a_problem() -> None:
    state = reading()
    batch = PLATFORM.parse(state.thread, state.pending[0], answer([comment_row(1)], 3, 1))
    assert batch.problem == "X-WP-Total is 3 and 1 were sent"


def test_replies_name_their_parent() -> None:
    state = reading()
    batch = PLATFORM.parse(state.thread, state.pending[0], answer([comment_row(1), comment_row(2, 1)], 2, 1))
    assert [comment.parentItem for comment in batch.comments] == [None, "1"]
    assert [comment.depth for comment in batch.comments] == [0, 1]
    assert batch.comments[0].author is not None
    assert batch.comments[0].author.name == "Quay & Side"
    assert batch.comments[0].upvoteCount is None


def test_a_reply_to_a_trashed_comment_is_an_orphan() -> None:
    state = reading()
    batch = PLATFORM.parse(state.thread, state.pending[0], answer([comment_row(5, 4), comment_row(6, 5)], 2, 1))
    assert [(c.parentItem, c.depth, c.state) for c in batch.comments] == [
        ("4", None, "orphaned"),
        ("5", None, "visible"),
    ]


@pytest.mark.parametrize("body", [b"<html>", b'{"code":"rest_disabled"}', b'[{"no":"id"}]', b""])
def test_unknown_shape_is_a_loud_error(body: bytes) -> None:
    state = reading()
    headers = {"x-wp-total": "1", "x-wp-totalpages": "1"}
    with pytest.raises(ResponseError):
        PLATFORM.parse(
            state.thread, state.pending[0], PlatformResponse(url=URL, body=body, headers=headers, retrieved=NOW)
        )


def test_answers_of_a_real_wordpress() -> None:
    if not SAMPLES.exists():
        pytest.skip(f"the real WordPress answers are not here: {SAMPLES}")
    saved = Page(
        "http://127.0.0.1:8182/category/world/us-envoy/comment-page-2",
        (SAMPLES / "classic_page2.html").read_bytes(),
        content_type="text/html; charset=UTF-8",
        retrieved=NOW,
    )
    section = PLATFORM.detect(saved, saved.url)
    assert section is not None
    assert section.thread.nativeId == "127.0.0.1/4"
    rows = json.loads((SAMPLES / "rest_comments.json").read_bytes())
    batch = PLATFORM.parse(section.thread, section.result.requests[0], answer(rows, len(rows), 1))
    assert [comment.nativeId for comment in batch.comments] == [str(row["id"]) for row in rows]
    assert [comment.parentItem for comment in batch.comments] == [
        str(r["parent"]) if r["parent"] else None for r in rows
    ]
    assert all(comment.text and comment.author and comment.dateCreated for comment in batch.comments)
    assert batch.problem is None
    assert isinstance(section.result.requests[0], PlatformRequest)
