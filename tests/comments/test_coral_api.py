from __future__ import annotations

import json
from typing import Any

import pytest

from newscrawler.comments import PlatformRequest, platforms
from tests.support.platform_answers.coral import CODE, CORAL, URL, edges, node, section, story
from tests.support.threads import page, read, tree


def test_the_embeds_call_names_server_and_story() -> None:
    found = section()
    assert found is not None
    assert found.thread.nativeId == "talk.plainpress.example/41"
    ask = found.result.requests[0]
    assert (ask.method, ask.url) == ("POST", "https://talk.plainpress.example/api/graphql")
    assert json.loads(ask.body or "")["variables"] == {"id": "41", "url": URL}


def test_a_frame_names_them_too() -> None:
    found = section(f'<iframe src="https://talk.plainpress.example/embed/stream?storyURL={URL}"></iframe>')
    assert found is not None
    assert found.thread.nativeId == f"talk.plainpress.example/{URL}"


def test_a_page_that_only_counts_comments_has_no_section() -> None:
    assert section('<script class="coral-script" src="https://talk.example/assets/js/count.js"></script>') is None


def test_nested_replies_tombstones_edits_and_votes() -> None:
    rejected = node("c", "b", status="REJECTED", body=None, author=None)
    nodes = [
        node("a", replies=edges([node("b", "a", editing={"edited": True}, replies=edges([rejected]))])),
        node("d", deleted=True, body=None, author=None, replies=edges([])),
    ]
    thread, comments, _ = read(CORAL, section(), lambda ask: story(nodes, 4))
    assert tree(comments) == {
        "a": (None, 0, "visible"),
        "b": ("a", 1, "edited"),
        "c": ("b", 2, "removed"),
        "d": (None, 0, "removed"),
    }
    assert (thread.complete, thread.declaredCount, thread.closed) == (True, 4, False)
    assert comments[0].upvoteCount == comments[0].score == 8
    assert comments[0].author is not None
    assert comments[0].author.name == "tide_table"


def test_pages_and_replies_that_are_not_all_shown() -> None:
    def serve(ask: PlatformRequest) -> Any:
        variables = json.loads(ask.body or "")["variables"]
        match variables["id"], variables.get("after"):
            case "41", None:
                deep = node("b", "a", replies=edges([node("c", "b", replyCount=1)]))
                return story([node("a", replies=edges([deep], after="R1"))], 7, after="P1")
            case "41", "P1":
                return story([node("z", replies=edges([]))], 7)
            case "a", "R1":
                replies = edges([node("e", "a", replies=edges([]))], after="R2")
            case "a", "R2":
                replies = edges([node("f", "a", replies=edges([]))])
            case "c", None:
                replies = edges([node("d", "c", replies=edges([]))])
        return {"data": {"comment": {"id": variables["id"], "replies": replies}}}

    thread, comments, asked = read(CORAL, section(), serve)
    assert len(asked) == 5
    assert tree(comments)["d"] == ("c", 3, "visible")
    assert tree(comments)["f"] == ("a", 1, "visible")
    assert (thread.complete, thread.collectedCount) == (True, 7)


def test_a_story_that_nobody_opened_has_no_comments() -> None:
    thread, comments, _ = read(CORAL, section(), lambda ask: {"data": {"story": None}})
    assert (thread.complete, thread.declaredCount, comments) == (True, 0, [])


def test_a_server_that_wants_a_token_says_so() -> None:
    refusal = {"errors": [{"message": "…", "extensions": {"code": "RAW_QUERY_NOT_AUTHORIZED"}}]}
    thread, _, _ = read(CORAL, section(), lambda ask: refusal)
    assert thread.reason == (
        "this Coral answers only with a token, which is missing: COMMENT_KEYS talk.plainpress.example"
    )


def test_the_operators_token_is_named_in_the_request_but_not_in_it() -> None:
    found = platforms({"talk.plainpress.example": "s3cret"})["coral"].detect(page(URL, CODE), URL)
    assert found is not None
    assert found.result.requests[0].headers["Authorization"] == "Bearer (key)"
    assert "Authorization" not in section().result.requests[0].headers  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<html>", "expected a GraphQL result as JSON, got HTML"),
        ({"errors": [{"message": "boom"}]}, "the server answers an error: boom"),
        ({"data": {"story": {"comments": {"nodes": []}}}}, "expected a list at answer.data.story.comments.edges"),
        (
            {"data": {"story": {"commentCounts": None, "comments": {"edges": []}}}},
            "expected a count at answer.data.story.commentCounts.totalPublished beside no comments",
        ),
    ],
)
def test_an_unknown_shape_is_a_loud_error(body: Any, reason: str) -> None:
    thread, _, _ = read(CORAL, section(), lambda ask: body)
    assert not thread.complete
    assert (thread.reason or "").startswith(reason)
