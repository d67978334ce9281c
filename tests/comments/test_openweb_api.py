from __future__ import annotations

import json
from typing import Any

import pytest

from newscrawler.comments import PlatformRequest
from tests.support.platform_answers.openweb import OPENWEB, conversation, message, section
from tests.support.threads import read, tree


def test_the_launcher_names_the_conversation() -> None:
    found = section()
    assert found is not None
    assert found.thread.nativeId == "sp_Quay41_a-7"
    ask = found.result.requests[0]
    assert (ask.method, ask.headers["x-spot-id"], ask.headers["x-post-id"]) == ("POST", "sp_Quay41", "a-7")
    assert json.loads(ask.body or "")["conversation_id"] == "sp_Quay41_a-7"


def test_settings_in_a_json_block() -> None:
    config = json.dumps({"config": {"spotId": "sp_Quay41", "uuid": "finmb_27"}})
    found = section(f'<script type="application/json" id="spotim-config">{config}</script>')
    assert found is not None
    assert found.thread.nativeId == "sp_Quay41_finmb$27"


def test_a_conversation_without_a_name_is_said_to_be_unreadable() -> None:
    thread, _, asked = read(
        OPENWEB, section('<script src="//launcher.spot.im/spot/sp_Quay41"></script>'), lambda ask: 0
    )
    assert asked == []
    assert thread.reason == "a Spot.IM launcher, but no data-post-id that names the conversation"


def test_messages_replies_tombstones_edits_and_votes() -> None:
    gif = [{"type": "animation", "id": "x"}]
    rows = [
        message("a", replies=[message("b", "a", edited=True), message("c", "a", deleted=True, content=[])]),
        message("d", user_id="", user_display_name="Passer-by", content=gif, rank=None),
    ]
    thread, comments, _ = read(OPENWEB, section(), lambda ask: conversation(rows, 4, read_only=True))
    assert tree(comments) == {
        "a": (None, 0, "visible"),
        "b": ("a", 1, "edited"),
        "c": ("a", 1, "removed"),
        "d": (None, 0, "visible"),
    }
    assert (thread.complete, thread.declaredCount, thread.closed) == (True, 4, True)
    first, _, tombstone, last = comments
    assert (first.upvoteCount, first.downvoteCount, first.score) == (4, 6, -2)
    assert first.author is not None
    assert (first.author.name, first.author.id) == ("Tide Table", "u_1")
    assert tombstone.text is tombstone.author is None
    assert last.text == "[animation]"
    assert last.score is last.upvoteCount is None
    assert last.author is not None
    assert last.author.name == "Passer-by"


def test_pages_further_replies_and_replies_below_the_asked_depth() -> None:
    def serve(ask: PlatformRequest) -> Any:
        body = json.loads(ask.body or "")
        match body.get("parent_id"), body["offset"]:
            case None, 0:
                deep = message("b", "a", replies_count=1)
                return conversation([message("a", replies=[deep], has_next=True)], 6, has_next=True, offset=1)
            case None, 1:
                return conversation([message("z")], 6, offset=2)
            case "a", 1:
                return conversation([message("c", "a")], 6, has_next=True, offset=2)
            case "a", 2:
                return conversation([message("d", "a")], 6, offset=3)
            case "b", 0:
                return conversation([message("e", "b")], 6)
        raise AssertionError(body)

    thread, comments, asked = read(OPENWEB, section(), serve)
    assert len(asked) == 5
    assert tree(comments)["d"] == ("a", 1, "visible")
    assert tree(comments)["e"] == ("b", 2, "visible")
    assert (thread.complete, thread.collectedCount) == (True, 6)
    assert sorted(comment.position or 0 for comment in comments) == list(range(6))


def test_an_offset_that_does_not_move_ends_the_reading() -> None:
    thread, _, _ = read(OPENWEB, section(), lambda ask: conversation([message("a")], 9, has_next=True, offset=0))
    assert thread.reason == "OpenWeb says that there are more comments, but gives no way on"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"error": "no such conversation"}, "expected an object at answer.conversation, got nothing"),
        (conversation([{"id": "a"}], 1), "expected a list at answer.conversation.comments[0].content, got nothing"),
        (conversation([message("a", rank=7)], 1), "expected an object at answer.conversation.comments[0].rank, got 7"),
    ],
)
def test_an_unknown_shape_is_a_loud_error(body: Any, reason: str) -> None:
    thread, _, _ = read(OPENWEB, section(), lambda ask: body)
    assert (thread.complete, thread.reason) == (False, reason)
