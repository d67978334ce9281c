from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from comments.threads import page, read, tree

from newscrawler.comments import PLATFORMS, Ask
from newscrawler.comments.platform import Section

ISSO = PLATFORMS["isso"]
SAMPLES = Path(__file__).parents[3] / "shared/samples/isso"
URL = "https://www.plainpress.example/2026/11/ferry/?utm=1"
EMBED = (
    '<script data-isso="//talk.plainpress.example/isso/" src="//talk.plainpress.example/isso/js/embed.min.js"></script>'
)


def section(body: str = EMBED + '<section id="isso-thread"></section>') -> Section | None:
    return ISSO.detect(page(URL, body), URL)


def row(number: int, parent: int | None = None, mode: int = 1, **fields: Any) -> dict[str, Any]:
    return {
        "id": number,
        "parent": parent,
        "created": 1795462215.4216285 + number,
        "modified": None,
        "mode": mode,
        "text": "" if mode == 4 else f"<p>Comment {number}</p>",
        "author": None if mode == 4 else "Quay",
        "website": None,
        "likes": 3,
        "dislikes": 1,
        "hash": "35f71b426723",
        **fields,
    }


def top(number: int, replies: list[dict[str, Any]] | None = None, hidden: int = 0, **fields: Any) -> dict[str, Any]:
    replies = replies or []
    counts = {"total_replies": len(replies) + hidden, "hidden_replies": hidden, "replies": replies}
    return row(number, **fields) | counts


def answer(rows: list[dict[str, Any]], total: int, hidden: int = 0) -> dict[str, Any]:
    return {"id": None, "total_replies": total, "hidden_replies": hidden, "replies": rows}


def test_the_thread_is_the_path_that_the_embed_script_would_send() -> None:
    found = section()
    assert found is not None
    assert found.thread.nativeId == "talk.plainpress.example/isso/2026/11/ferry/"
    url = urlsplit(found.batch.asks[0].url)
    assert url.netloc + url.path == "talk.plainpress.example/isso/"
    assert parse_qs(url.query)["uri"] == ["/2026/11/ferry/"]


def test_the_threads_own_name_comes_first() -> None:
    found = section(EMBED + '<section id="isso-thread" data-isso-id="story 7"></section>')
    assert found is not None
    assert parse_qs(urlsplit(found.batch.asks[0].url).query)["uri"] == ["story 7"]


def test_the_scripts_place_tells_the_endpoint() -> None:
    found = section(
        '<script src="https://talk.example/js/embed.min.js?v=3"></script><section id="isso-thread"></section>'
    )
    assert found is not None
    assert found.batch.asks[0].url.startswith("https://talk.example/?uri=")


def test_a_page_that_only_counts_comments_has_no_section() -> None:
    assert section('<script data-isso="//talk.example/" src="//talk.example/js/count.min.js"></script>') is None


def test_replies_tombstones_edits_and_votes() -> None:
    rows = [top(1, [row(2, 1)], mode=4), top(3, [row(4, 3)]), top(5, modified=1795462300.5, likes=0, dislikes=2)]
    thread, comments, _ = read(ISSO, section(), lambda ask: answer(rows, 5))
    assert tree(comments) == {
        "1": (None, 0, "removed"),
        "2": ("1", 1, "visible"),
        "3": (None, 0, "visible"),
        "4": ("3", 1, "visible"),
        "5": (None, 0, "edited"),
    }
    assert (thread.complete, thread.declaredCount, thread.collectedCount) == (True, 5, 5)
    tombstone, _, plain, _, edited = comments
    assert tombstone.text is tombstone.html is tombstone.author is None
    assert (plain.upvoteCount, plain.downvoteCount, plain.score) == (3, 1, 2)
    assert edited.score == -2
    assert plain.dateCreated is not None
    assert plain.dateCreated.isoformat() == "2026-11-23T19:30:18.422000+00:00"


def test_what_is_hidden_is_asked_for() -> None:
    def serve(ask: Ask) -> Any:
        query = {name: values[0] for name, values in parse_qs(urlsplit(ask.url).query).items()}
        if query.get("parent") == "1":
            assert query["offset"] == "2"
            return {"id": 1, "total_replies": 3, "hidden_replies": 0, "replies": [row(4, 1)]}
        if query.get("offset") == "1":
            return answer([top(5)], 6, hidden=1)
        if query.get("offset") == "2":
            return answer([top(6)], 6)
        return answer([top(1, [row(2, 1), row(3, 1)], hidden=1)], 6, hidden=2)

    thread, comments, asked = read(ISSO, section(), serve)
    assert len(asked) == 4
    assert tree(comments)["4"] == ("1", 1, "visible")
    assert sorted(tree(comments)) == ["1", "2", "3", "4", "5", "6"]
    assert (thread.complete, thread.declaredCount, thread.collectedCount) == (True, 6, 6)
    assert sorted(c.position or 0 for c in comments) == list(range(6))


def test_a_server_that_knows_no_offset_does_not_go_on_for_ever() -> None:
    thread, _, asked = read(ISSO, section(), lambda ask: answer([top(1)], 2, hidden=1))
    assert len(asked) == 2
    assert thread.reason == "1 comments more, but the server sends no further ones"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "expected a thread as JSON, got an empty body"),
        ({"replies": []}, "expected a whole number at answer.hidden_replies, got nothing"),
        (answer([top(1, mode=2)], 1), "expected mode 1 or 4 at answer.replies[0].mode, got 2"),
        (answer([top(1, likes="many")], 1), "expected a whole number at answer.replies[0].likes, got 'many'"),
        (answer([top(1, created="today")], 1), "expected a number at answer.replies[0].created, got 'today'"),
    ],
)
def test_an_unknown_shape_is_a_loud_error(body: Any, reason: str) -> None:
    thread, _, _ = read(ISSO, section(), lambda ask: body)
    assert (thread.complete, thread.reason) == (False, reason)


def test_a_real_answer() -> None:
    if not SAMPLES.exists():
        pytest.skip(f"the real answer is not here: {SAMPLES}")
    saved = json.loads((SAMPLES / "isso_thread.json").read_text(encoding="utf-8"))
    thread, comments, _ = read(ISSO, section(), lambda ask: saved)
    assert (thread.complete, thread.declaredCount, thread.collectedCount) == (True, 34, 34)
    assert [comment.nativeId for comment in comments if comment.state == "removed"] == ["6"]
    assert tree(comments)["7"] == ("6", 1, "visible")
    assert [comment.nativeId for comment in comments if comment.state == "edited"] == ["9"]
    assert sum(comment.depth == 1 for comment in comments) == 8
    print(
        f"\nIsso's saved thread: {len(comments)} of {thread.declaredCount} comments, 1 tombstone, 8 replies, 1 edited"
    )
