"""No value anywhere in a platform's answer makes its reader raise: it is read, or refused with a reason."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from newscrawler.comments import PLATFORMS, PlatformRequest, PlatformResponse, ResponseError
from newscrawler.items import Thread
from newscrawler.pipelines.validation import problem_of

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
ISO = "2026-11-24T09:00:00Z"
POISON: list[Any] = [
    None, True, False, 0, -1, 2**63, 2**70, 1.5, float("nan"), float("inf"), "", "x", "1", "²", "9" * 5_000, "1e9",
    "\ud800", "a\0b", "\u202e", [], ["x"], {}, {"a": 1}, [[[]]], [None], {"id": None},
]  # fmt: skip

_CORAL_PAGE = {"hasNextPage": True, "endCursor": "c"}
_CORAL = {
    "id": "1", "body": "<p>x</p>", "createdAt": ISO, "status": "APPROVED", "deleted": False, "replyCount": 1,
    "parent": {"id": "0"}, "author": {"id": "a", "username": "u"}, "editing": {"edited": True},
    "actionCounts": {"reaction": {"total": 3}}, "replies": {"edges": [], "pageInfo": _CORAL_PAGE},
}  # fmt: skip
_OPENWEB = {
    "id": "1", "user_id": "u", "content": [{"type": "text", "text": "x"}], "written_at": 1764000000,
    "rank": {"ranks_up": 1, "ranks_down": 2}, "replies_count": 2, "has_next": True, "offset": 1, "parent_id": None,
    "edited": True, "deleted": False, "replies": [],
}  # fmt: skip
_ISSO = {
    "id": 1, "parent": None, "text": "x", "mode": 1, "author": "a", "website": "https://a.example", "created": 1764000000.5,
    "modified": None, "likes": 1, "dislikes": 0, "total_replies": 2, "hidden_replies": 1, "replies": [],
}  # fmt: skip
_GUARDIAN = {
    "id": 1, "body": "<p>x", "status": "visible", "isoDateTime": ISO, "numRecommends": 1, "responseTo": {"commentId": 2},
    "userProfile": {"displayName": "a", "userId": "1", "webUrl": "https://a.example"}, "metaData": {"responseCount": 2},
    "responses": [],
}  # fmt: skip
_VIAFOURA = {
    "content_uuid": "1", "parent_uuid": None, "content_container_uuid": "c", "thread_uuid": "1", "content": "x",
    "state": "visible", "date_created": 1764000000000, "total_likes": 1, "total_dislikes": 0, "total_replies": 2,
    "actor_uuid": "a", "actor": {"name": "n"}, "is_edited": True, "replies": {"contents": []},
}  # fmt: skip
_DISQUS = {
    "id": "1", "message": "<p>x", "createdAt": ISO, "likes": 1, "dislikes": 0, "points": 1, "parent": 2, "isDeleted": False,
    "isSpam": False, "isEdited": True, "author": {"id": "1", "name": "a", "profileUrl": "https://a.example", "username": "u"},
}  # fmt: skip
_JAPANTODAY = {
    "comment_id": 1, "body": "<p>x</p>", "user": {"name": "a", "url": "/u"}, "date_created": ISO,
    "positive_rating": 1, "negative_rating": 0, "rating": 1,
}  # fmt: skip


def _wordpress(number: int) -> dict[str, Any]:
    return {
        "id": number, "parent": 0, "author": 1, "author_name": "A", "author_url": "https://a.example/",
        "date_gmt": "2026-11-24T09:00:00", "content": {"rendered": "<p>x</p>"},
    }  # fmt: skip


ANSWERS: dict[str, tuple[Any, dict[str, Any]]] = {
    "coral": (
        {
            "data": {
                "story": {
                    "id": "1", "url": "https://x.example/s", "isClosed": False, "commentCounts": {"totalPublished": 3},
                    "comments": {"edges": [{"node": _CORAL}], "pageInfo": _CORAL_PAGE},
                }
            }
        },
        {"root": "https://c.example", "variables": {"id": "1", "url": "u"}, "depths": {}},
    ),
    "openweb": (
        {
            "conversation": {
                "extract_data": {"url": "https://x.example/"}, "messages_count": 3, "read_only": False, "has_next": True,
                "offset": 1, "users": {"u": {"id": "u", "display_name": "A", "user_name": "b"}}, "comments": [_OPENWEB],
            }
        },
        {"spot": "s", "post": "p", "parent": "", "offset": 0, "depths": {}},
    ),
    "isso": (
        {"total_replies": 2, "hidden_replies": 1, "replies": [{**_ISSO, "replies": [{**_ISSO, "id": 2}]}]},
        {"endpoint": "https://i.example", "uri": "/x", "parent": None},
    ),
    "guardian": (
        {"status": "ok", "pages": 2, "discussion": {"commentCount": 3, "isClosedForComments": False, "comments": [_GUARDIAN]}},
        {"page": 1, "threaded": True, "depths": {}},
    ),
    "viafoura": (
        {"contents": [_VIAFOURA], "more_available": True},
        {"step": "comments", "base": "https://livecomments.viafoura.co/x", "root": None, "after": None, "depths": {}},
    ),
    "disqus": (
        {"code": 0, "cursor": {"hasNext": True, "next": "n"}, "response": [_DISQUS]},
        {"step": "list", "forum": "f", "thread": "1", "cursor": None, "depths": {}},
    ),
    "japantoday": ({"success": True, "length": 2, "message": "x", "comments": [_JAPANTODAY]}, {}),
    "wordpress": (
        [_wordpress(1), _wordpress(2)],
        {"api": "https://x.example/wp-json/", "post": "7", "offset": 0, "depths": {}, "shown": 0},
    ),
}  # fmt: skip


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Paths of every value below another."""
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            yield (*path, key)
            yield from places(value[key], (*path, key))


def poisoned(answer: Any, path: tuple[Any, ...], value: Any) -> Any:
    copy = json.loads(json.dumps(answer))
    at = copy
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    return copy


def read(name: str, state: dict[str, Any], body: Any) -> list[PlatformRequest]:
    thread = Thread(platform=name, nativeId="t", copyUrl="https://x.example/s", retrieved=NOW, complete=False)
    ask = PlatformRequest(url="https://c.example/x", state=json.loads(json.dumps(state)))
    answer = PlatformResponse(url=ask.url, body=json.dumps(body).encode(), headers={"x-wp-total": "9"}, retrieved=NOW)
    try:
        batch = PLATFORMS[name].parse(thread, ask, answer)
    except ResponseError:
        return []
    for comment in batch.comments:
        problem_of(comment)
    return batch.requests


@pytest.mark.parametrize("name", ANSWERS)
def test_whatever_stands_in_an_answer_is_read_or_refused(name: str) -> None:
    answer, state = ANSWERS[name]
    assert read(name, state, answer) or name == "japantoday"
    for path in places(answer):
        for value in POISON:
            for ask in read(name, state, poisoned(answer, path, value)):
                # The answer after it meets what was kept of the poisoned one.
                read(name, ask.state, answer)
