"""A comment thread as ActivityStreams 2.0."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest

from newscrawler.interchange.activitystreams import activitystreams
from newscrawler.storage.reader import CommentNode, StoredComment, traverse
from tests.support.ninjs_rules import valid
from tests.support.story_shapes import comments_of_a_thread

_OBJECT = {
    "type": "object",
    "required": ["id", "type", "context", "inReplyTo"],
    "properties": {
        "id": {"type": "string", "format": "uri"},
        "context": {"type": "string", "format": "uri"},
        "inReplyTo": {"type": "string", "format": "uri"},
        "published": {"type": "string", "format": "date-time"},
        "updated": {"type": "string", "format": "date-time"},
        "deleted": {"type": "string", "format": "date-time"},
        "attributedTo": {"type": "object", "required": ["type"], "properties": {"url": {"format": "uri"}}},
    },
    "oneOf": [
        {"properties": {"type": {"const": "Note"}}, "required": ["content", "mediaType"]},
        {
            "properties": {"type": {"const": "Tombstone"}, "formerType": {"const": "Note"}},
            "required": ["formerType", "deleted"],
            "not": {"anyOf": [{"required": [name]} for name in ("content", "attributedTo", "published", "name")]},
        },
    ],
}
"""Rules of the vocabulary for the two kinds of objects that a thread has."""


@pytest.fixture
def comments() -> list[StoredComment]:
    return comments_of_a_thread(400, seed=5)[1]


def _flat(comments: Sequence[StoredComment]) -> tuple[CommentNode, ...]:
    return tuple(CommentNode(stored=each, replies=()) for each in comments)


def test_a_thread_of_all_states_is_valid(comments: list[StoredComment]) -> None:
    thread, _ = comments_of_a_thread(0, seed=5)
    document = json.loads(json.dumps(activitystreams(thread, _flat(comments)), allow_nan=False))
    assert document["@context"][0] == "https://www.w3.org/ns/activitystreams"
    assert document["type"] == "OrderedCollection"
    assert document["totalItems"] == len(document["orderedItems"]) == 400
    for each in document["orderedItems"]:
        assert valid(_OBJECT, each), each


def test_what_nobody_can_read_is_a_tombstone_that_keeps_its_place(comments: list[StoredComment]) -> None:
    thread, _ = comments_of_a_thread(0, seed=5)
    items = activitystreams(thread, _flat(comments))["orderedItems"]
    for stored, each in zip(comments, items, strict=True):
        is_gone = stored.comment.state in ("removed", "vanished")
        assert (each["type"] == "Tombstone") is is_gone
        assert each.get("upvoteCount") == stored.comment.upvoteCount
        if is_gone and stored.comment.text is not None:
            assert stored.comment.text not in json.dumps(each, ensure_ascii=False)


def test_answers_name_the_comment_that_they_answer_also_where_it_is_not_stored() -> None:
    thread, comments = comments_of_a_thread(60, seed=6)
    items = {each["id"]: each for each in activitystreams(thread, _flat(comments))["orderedItems"]}
    top = {each["inReplyTo"] for each in items.values() if each["inReplyTo"] == "urn:newscrawler:thread:" + thread.id}
    assert len(top) == 1
    orphans = [
        each["inReplyTo"] for each in items.values() if each["inReplyTo"] not in items and each["inReplyTo"] not in top
    ]
    assert orphans
    assert all(each.startswith("urn:newscrawler:comment:") for each in orphans)


def test_the_order_is_that_of_reading() -> None:
    thread, (first, second, third) = comments_of_a_thread(3, seed=7)
    tree = (
        CommentNode(stored=first, replies=(CommentNode(stored=third, replies=()),)),
        CommentNode(stored=second, replies=()),
    )
    ids = [each["id"] for each in activitystreams(thread, tree)["orderedItems"]]
    assert [each[-len("2/%C3%A9") :] for each in ids] == ["0/%C3%A9", "2/%C3%A9", "1/%C3%A9"]
    assert len(ids) == sum(1 for _ in traverse(tree))
