from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from newscrawler.comments import PlatformRequest, detect
from tests.support.platform_answers.guardian import CONFIG, GUARDIAN, URL, discussion, row, section
from tests.support.threads import page, read, tree

SAMPLES = Path(__file__).parents[3] / "shared/samples/guardian"


def test_the_discussion_is_named_by_the_short_url() -> None:
    found = detect(page(URL, CONFIG), URL)
    assert found is not None
    assert found.thread.id == "guardian:p/ab12c"
    escaped = page(URL, '<gu-island props="{&quot;shortUrlId&quot;:&quot;/p/ab12c&quot;}"></gu-island>')
    assert GUARDIAN.detect(escaped, URL) is not None


def test_no_section_where_comments_are_off_or_the_page_is_not_the_guardians() -> None:
    assert GUARDIAN.detect(page(URL, CONFIG.replace('"isCommentable":true', '"isCommentable":false')), URL) is None
    elsewhere = "https://www.plainpress.example/about-the-guardian"
    assert GUARDIAN.detect(page(elsewhere, CONFIG), elsewhere) is None


def test_replies_name_the_comment_that_they_answer() -> None:
    rows = [
        row(1, responses=[row(2, 1), row(3, 2), row(4, 3), row(5)], metaData={"responseCount": 4}),
        row(6),
    ]
    thread, comments, _ = read(GUARDIAN, section(), lambda ask: discussion(rows, 6))
    assert tree(comments) == {
        "1": (None, 0, "visible"),
        "2": ("1", 1, "visible"),
        "3": ("2", 2, "visible"),
        "4": ("3", 3, "visible"),
        "5": ("1", 1, "visible"),
        "6": (None, 0, "visible"),
    }
    assert (thread.complete, thread.declaredCount, thread.collectedCount, thread.closed) == (True, 6, 6, True)
    assert comments[3].upvoteCount == comments[3].score == 4
    assert comments[3].downvoteCount is None
    assert comments[0].author is not None
    assert comments[0].author.name == "Harbour Watcher"


def test_a_moderated_comment_keeps_its_place_but_not_the_moderators_notice() -> None:
    notice = row(2, 1, status="blocked", body="This comment was removed by a moderator.")
    rows = [row(1, responses=[notice, row(3, 2)], metaData={"responseCount": 2})]
    _, comments, _ = read(GUARDIAN, section(), lambda ask: discussion(rows, 3))
    assert tree(comments)["2"] == ("1", 1, "removed")
    assert tree(comments)["3"] == ("2", 2, "visible")
    assert comments[1].text is comments[1].html is None
    assert comments[1].dateCreated is not None


def test_all_pages_are_read() -> None:
    def serve(ask: PlatformRequest) -> Any:
        number = int(parse_qs(urlsplit(ask.url).query)["page"][0])
        rows = [row(number * 1000 + n) for n in range(100 if number < 3 else 7)]
        return discussion(rows, 207, pages=3)

    thread, comments, asked = read(GUARDIAN, section(), serve)
    assert len(asked) == 3
    assert (thread.complete, thread.collectedCount) == (True, 207)
    assert [comment.position for comment in comments] == list(range(207))


def test_a_thread_that_is_cut_off_is_asked_for_by_itself() -> None:
    def serve(ask: PlatformRequest) -> Any:
        if "/comment/1?" in ask.url:
            return {"status": "ok", "comment": row(1, responses=[row(2, 1), row(3, 2), row(4, 1)])}
        return discussion([row(1, responses=[row(2, 1)], metaData={"responseCount": 3}), row(5)], 5)

    thread, comments, _ = read(GUARDIAN, section(), serve)
    assert tree(comments)["3"] == ("2", 2, "visible")
    assert (thread.complete, thread.collectedCount) == (True, 5)


def test_a_discussion_that_is_only_offered_unthreaded() -> None:
    def serve(ask: PlatformRequest) -> Any:
        if "displayThreaded=true" in ask.url:
            return {"status": "error", "errorCode": "DISCUSSION_ONLY_AVAILABLE_IN_LINEAR_FORMAT", "message": "…"}
        second = "page=2" in ask.url
        return discussion([row(3, 1), row(4, 3)] if second else [row(1), row(2)], 4, pages=2)

    thread, comments, _ = read(GUARDIAN, section(), serve)
    assert tree(comments)["4"] == ("3", 2, "visible")
    assert thread.complete


def test_fewer_comments_than_declared_is_said() -> None:
    thread, _, _ = read(GUARDIAN, section(), lambda ask: discussion([row(1)], 3))
    assert thread.reason == "the platform declares 3 comments and sent 1"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<html>", "expected a discussion as JSON, got HTML"),
        (b"[]", "expected an object at answer, got a list"),
        ({"status": "error", "message": "not found"}, "expected status ok, got 'error': 'not found'"),
        (discussion([{"id": 1}], 1), "expected a status at answer.discussion.comments[0].status, got nothing"),
        ({"status": "ok", "pages": 1, "discussion": {"comments": {}}}, "expected a list at answer.discussion.comments"),
        ({"status": "ok", "pages": 1, "discussion": {"comments": []}}, "the discussion has neither comments nor their"),
    ],
)
def test_an_unknown_shape_is_a_loud_error(body: Any, reason: str) -> None:
    thread, comments, _ = read(GUARDIAN, section(), lambda ask: body)
    assert comments == []
    assert not thread.complete
    assert (thread.reason or "").startswith(reason)


@pytest.mark.parametrize(
    ("name", "of"), [("guardian_discussion_bcdb.json", 83), ("guardian_discussion_bcdb_1.json", 352)]
)
def test_real_answers_comment_by_comment(name: str, of: int) -> None:
    if not SAMPLES.exists():
        pytest.skip(f"the real answers are not here: {SAMPLES}")
    saved = json.loads((SAMPLES / name).read_text(encoding="utf-8"))
    pages, saved["pages"] = saved["pages"], 1
    thread, comments, _ = read(GUARDIAN, section(), lambda ask: saved)
    rows = [(reply, top) for top in saved["discussion"]["comments"] for reply in (top, *top.get("responses", []))]
    assert len(comments) == len(rows) == of
    assert thread.complete == (pages == 1)
    others = 0
    for comment, (saved_row, top) in zip(comments, rows, strict=True):
        parent = saved_row.get("responseTo", {}).get("commentId")
        others += parent is not None and parent != str(top["id"])
        assert (comment.nativeId, comment.parentItem) == (str(saved_row["id"]), parent)
        assert comment.state == {"visible": "visible", "blocked": "removed"}[saved_row["status"]]
        assert (comment.text is None) == (saved_row["status"] == "blocked")
        assert comment.upvoteCount == saved_row["numRecommends"]
        assert comment.author is not None
        assert comment.author.name == saved_row["userProfile"]["displayName"]
        assert comment.depth is not None
        assert (comment.depth == 0) == (parent is None)
    assert others == {83: 14, 352: 112}[of], "replies that answer another reply"
    replies, moderated = (
        sum(map(told, comments)) for told in (lambda one: one.depth != 0, lambda one: one.text is None)
    )
    print(
        f"\n{name}: {of} of {len(rows)} comments; parents {replies} of {replies}, {others} of them replies; {moderated} moderated"
    )
