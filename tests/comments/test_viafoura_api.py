from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from newscrawler.comments import PlatformRequest
from tests.support.platform_answers.viafoura import META, VIAFOURA, content, section
from tests.support.threads import read, tree

BASE = "https://livecomments.viafoura.co/v4/livecomments/section-1"


def serving(comments: Any, count: int) -> Any:
    """The first two steps, then ``comments(path, query)``."""

    def serve(ask: PlatformRequest) -> Any:
        if ask.url.startswith("https://api.viafoura.co/v2/www.plainpress.example/bootstrap/v2"):
            assert ask.method == "POST"
            return {"http_status": 200, "result": {"settings": {"site_uuid": "section-1"}}}
        if ask.url == f"{BASE}/contentcontainer/id?container_id=story-41":
            return {"content_container_uuid": "container-1", "total_visible_content": count}
        url = urlsplit(ask.url.removeprefix(f"{BASE}/container-1/comments"))
        return comments(url.path.strip("/"), {name: values[0] for name, values in parse_qs(url.query).items()})

    return serve


def test_the_section_needs_the_widget_and_a_container() -> None:
    found = section()
    assert found is not None
    assert found.thread.nativeId == "plainpress.example/story-41"
    assert section(META) is None
    thread, _, asked = read(VIAFOURA, section("<vf-conversations></vf-conversations>"), lambda ask: 0)
    assert asked == []
    assert thread.reason == "a Viafoura widget, but no meta vf:container_id that names its container"


def test_comments_replies_edits_tombstones_and_votes() -> None:
    rows = [
        content("a", total_replies=3),
        content("b", "a", "a", is_edited=True),
        content("c", "b", "a", state="hidden"),
        content("d", "c", "a"),
        content("e", actor={"name": "Tide Table"}),
    ]
    serve = serving(lambda path, query: {"contents": rows, "more_available": False}, 5)
    thread, comments, asked = read(VIAFOURA, section(), serve)
    assert len(asked) == 3
    assert tree(comments) == {
        "a": (None, 0, "visible"),
        "b": ("a", 1, "edited"),
        "c": ("b", 2, "removed"),
        "d": ("c", 3, "visible"),
        "e": (None, 0, "visible"),
    }
    assert (thread.complete, thread.declaredCount, thread.collectedCount) == (True, 5, 5)
    first, last = comments[0], comments[-1]
    assert (first.upvoteCount, first.downvoteCount, first.score) == (3, 5, -2)
    assert first.dateCreated is not None
    assert first.dateCreated.isoformat() == "2026-05-08T23:24:01.870000+00:00"
    assert first.author is not None
    assert (first.author.name, first.author.id) == (None, "actor-1")
    assert last.author is not None
    assert last.author.name == "Tide Table"


def test_pages_and_threads_with_more_replies_than_a_page_shows() -> None:
    def comments(path: str, query: dict[str, str]) -> Any:
        match path, query.get("starting_from"):
            case "", None:
                rows = [content("a", total_replies=3), content("b", "a", "a"), content("e")]
                return {"contents": rows, "more_available": True}
            case "", "e":
                nested = {"contents": [content("g", "f", "f")]}
                return {"contents": [content("f", total_replies=1, replies=nested)], "more_available": False}
            case "a", None:
                return {"contents": [content("b", "a", "a"), content("c", "b", "a")], "more_available": True}
            case "a", "c":
                return {"contents": [content("d", "c", "a")], "more_available": False}
        raise AssertionError((path, query))

    thread, found, _ = read(VIAFOURA, section(), serving(comments, 7))
    assert tree(found)["d"] == ("c", 3, "visible")
    assert tree(found)["g"] == ("f", 1, "visible")
    assert (thread.complete, thread.collectedCount) == (True, 7)
    assert sorted(comment.position or 0 for comment in found) == list(range(7))


def test_fewer_comments_than_declared_is_said() -> None:
    serve = serving(lambda path, query: {"contents": [content("a")], "more_available": False}, 4)
    thread, _, _ = read(VIAFOURA, section(), serve)
    assert thread.reason == "the platform declares 4 comments and sent 1"


def test_a_page_that_leads_back_ends_the_reading() -> None:
    serve = serving(lambda path, query: {"contents": [content("a")], "more_available": True}, 9)
    thread, _, _ = read(VIAFOURA, section(), serve)
    assert thread.reason == "Viafoura says that there are more comments, but sends no further ones"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ({"contents": []}, "expected true or false at answer.more_available, got nothing"),
        ({"more_available": False}, "expected a list at answer.contents, got nothing"),
        (
            {"contents": [content("a", date_created="now")], "more_available": False},
            "expected a number at answer.contents[0].date_created, got 'now'",
        ),
    ],
)
def test_an_unknown_shape_is_a_loud_error(answer: Any, reason: str) -> None:
    thread, _, _ = read(VIAFOURA, section(), serving(lambda path, query: answer, 1))
    assert (thread.complete, thread.reason) == (False, reason)
