from __future__ import annotations

import html
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from newscrawler.comments import PLATFORMS, PlatformRequest, PlatformResponse, ResponseError, ThreadProgress
from newscrawler.items import Comment, Thread
from tests.support.platform_answers.japantoday import NOW, URL, page, row

PLATFORM = PLATFORMS["japantoday"]
ROWS = Path(__file__).parents[3] / "shared/samples/japantoday/comment_rows.json"


def thread() -> Thread:
    return Thread(platform="japantoday", nativeId="77", copyUrl=URL, retrieved=NOW, complete=False)


def parse(data: Any) -> list[Comment]:
    body = data if isinstance(data, bytes) else json.dumps(data).encode()
    answer = PlatformResponse(
        url="https://japantoday.com/rest.api/article/77/comment", body=body, headers={}, retrieved=NOW
    )
    return PLATFORM.parse(thread(), PlatformRequest(url=answer.url), answer).comments


def test_section_is_found_by_the_route_in_data_json() -> None:
    found = PLATFORM.detect(
        page({"route": "/rest.api/article/77/comment", "n": 3}, '<b itemprop="commentCount">3</b>'), URL
    )
    assert found is not None
    assert found.thread.id == "japantoday:77"
    assert found.thread.declaredCount == 3
    (ask,) = found.result.requests
    assert ask.url == "https://japantoday.com/rest.api/article/77/comment?order=popular"
    assert ask.headers["X-Requested-With"] == "XMLHttpRequest"


def test_section_without_a_route_explains_itself() -> None:
    found = PLATFORM.detect(page({"unknown": 1}, '<b itemprop="commentCount">3</b>'), URL)
    assert found is not None
    verdict = ThreadProgress.start(found)[0].finished()
    assert verdict is not None
    assert not verdict.complete
    assert verdict.reason == "no comment route in data-json of #comments-js"


def test_row_becomes_a_comment() -> None:
    (comment,) = parse({"success": True, "length": 1, "comments": [row()]})
    assert comment.id == "japantoday:77#1"
    assert comment.text == "About time."
    assert comment.author is not None
    assert comment.author.name == "quayside"
    assert (comment.score, comment.upvoteCount, comment.downvoteCount) == (2, 3, 1)
    assert comment.dateCreated == datetime(2026, 11, 18, 23, tzinfo=UTC)


def test_unknown_votes_are_none_and_negative_scores_stay() -> None:
    (comment,) = parse({"length": 1, "comments": [row(rating=-8, positive_rating=None, negative_rating=None)]})
    assert (comment.score, comment.upvoteCount, comment.downvoteCount) == (-8, None, None)


def test_missing_rows_are_a_problem() -> None:
    answer = PlatformResponse(
        url=URL, body=json.dumps({"length": 9, "comments": [row()]}).encode(), headers={}, retrieved=NOW
    )
    assert (
        PLATFORM.parse(thread(), PlatformRequest(url=URL), answer).problem
        == "the endpoint declares 9 comments and sent 1"
    )


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (b"<!doctype html><html><body>Sorry</body></html>", "expected JSON, got HTML"),
        (b"", "expected JSON, got an empty body"),
        ({"comments": "none"}, "expected an object with a list under 'comments'"),
        ([], "expected an object with a list under 'comments'"),
        ({"success": False, "message": "no such article", "comments": []}, "success=false: no such article"),
        ({"comments": ["x"]}, r"expected an object at comments\[0\], got 'x'"),
        ({"comments": [{"body": "x"}]}, r"expected an id at comments\[0\].comment_id, got nothing"),
        ({"comments": [row(rating="many")]}, r"expected a whole number at comments\[0\].rating, got \'many\'"),
        ({"comments": [row(body=["x"])]}, r"expected text at comments\[0\].body, got a list"),
    ],
)
def test_unknown_shape_is_a_loud_error(answer: Any, says: str) -> None:
    with pytest.raises(ResponseError, match=says):
        parse(answer)


def test_real_rows_keep_every_field() -> None:
    if not ROWS.exists():
        pytest.skip(f"the real comment rows are not here: {ROWS}")
    threads = json.loads(ROWS.read_text(encoding="utf-8"))
    count = 0
    for saved in threads:
        rows = [{**r, "body": f"<p>{html.escape(r['body_text'])}</p>"} for r in saved["comments"]]
        for source, comment in zip(rows, parse({"length": len(rows), "comments": rows}), strict=True):
            count += 1
            assert comment.nativeId == str(source["comment_id"])
            assert comment.text == source["body_text"]
            assert comment.author is not None
            assert comment.author.name == source["user"]["name"]
            assert comment.score == source["rating"]
            assert comment.upvoteCount == source["positive_rating"]
            assert comment.downvoteCount == source["negative_rating"]
            assert comment.dateCreated == datetime.fromisoformat(source["date_created"])
    assert count == 256
