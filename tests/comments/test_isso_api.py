from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from newscrawler.comments import PlatformRequest
from tests.support.platform_answers.isso import EMBED, ISSO, answer, row, section, top
from tests.support.threads import read, tree

SAMPLES = Path(__file__).parents[3] / "shared/samples/isso"


def test_the_thread_is_the_path_that_the_embed_script_would_send() -> None:
    found = section()
    assert found is not None
    assert found.thread.nativeId == "talk.plainpress.example/isso/2026/11/ferry/"
    url = urlsplit(found.result.requests[0].url)
    assert url.netloc + url.path == "talk.plainpress.example/isso/"
    assert parse_qs(url.query)["uri"] == ["/2026/11/ferry/"]


def test_the_threads_own_name_comes_first() -> None:
    found = section(EMBED + '<section id="isso-thread" data-isso-id="story 7"></section>')
    assert found is not None
    assert parse_qs(urlsplit(found.result.requests[0].url).query)["uri"] == ["story 7"]


def test_the_scripts_place_tells_the_endpoint() -> None:
    found = section(
        '<script src="https://talk.example/js/embed.min.js?v=3"></script><section id="isso-thread"></section>'
    )
    assert found is not None
    assert found.result.requests[0].url.startswith("https://talk.example/?uri=")


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


class Served:
    """A thread as Isso gives it; readers may delete between two answers.

    :param most: comments an answer and level, where that is less than what was asked for
    """

    def __init__(self, rows: list[dict[str, Any]], most: int = 10_000) -> None:
        self.rows = rows
        self.most = most
        self.answers = 0

    def delete(self, numbers: Iterable[int]) -> None:
        gone = set(numbers)
        self.rows = [row for row in self.rows if row["id"] not in gone]

    def __call__(self, ask: PlatformRequest) -> dict[str, Any]:
        query = {name: values[0] for name, values in parse_qs(urlsplit(ask.url).query).items()}
        self.answers += 1
        parent, limit = int(query.get("parent", 0)) or None, min(self.most, int(query["limit"]))
        shown, hidden = self._level(parent, float(query.get("after", 0)), limit)
        if parent:
            return {"id": parent, "total_replies": len(shown) + hidden, "hidden_replies": hidden, "replies": shown}
        replies = Counter(row["parent"] for row in self.rows)
        below = {one["id"]: self._level(one["id"], 0, limit) if replies[one["id"]] else ([], 0) for one in shown}
        return answer([top(one["id"], *below[one["id"]]) for one in shown], len(self.rows), hidden)

    def _level(self, parent: int | None, after: float, limit: int) -> tuple[list[dict[str, Any]], int]:
        level = sorted((row for row in self.rows if row["parent"] == parent), key=lambda row: row["created"])
        shown = [row for row in level if row["created"] > after][:limit]
        return shown, len(level) - len(shown)


def test_what_is_hidden_is_asked_for() -> None:
    rows = [row(1), *(row(number, 1) for number in range(2, 7)), *(row(number) for number in range(7, 13))]
    thread, comments, _ = read(ISSO, section(), Served(rows, most=3))
    assert tree(comments)["6"] == ("1", 1, "visible")
    assert sorted(tree(comments), key=int) == [str(number) for number in range(1, 13)]
    assert (thread.complete, thread.declaredCount, thread.collectedCount) == (True, 12, 12)
    assert sorted(c.position or 0 for c in comments) == list(range(12))


@pytest.mark.parametrize("gone", [[1], [500], range(1, 400), range(450, 501), range(1, 501)])
@pytest.mark.parametrize("parent", [None, 1])
def test_comments_that_go_between_two_answers_hide_none_that_stay(gone: Iterable[int], parent: int | None) -> None:
    """They move all others up. A complete thread without one of those would have it taken for vanished."""
    above = 10_001 if parent else None
    served = Served([row(10_001), *(row(number, above) for number in range(1, 1_201))])

    def serve(ask: PlatformRequest) -> dict[str, Any]:
        answer = served(ask)
        if served.answers == 1:
            served.delete(gone)
        return answer

    thread, comments, _ = read(ISSO, section(), serve)
    assert sorted(tree(comments), key=int) == [str(number) for number in (*range(1, 1_201), 10_001)]
    assert thread.complete, thread.reason


def test_a_server_that_does_not_go_on_is_not_asked_for_ever() -> None:
    thread, _, asked = read(ISSO, section(), lambda ask: answer([top(1)], 2, hidden=1))
    assert len(asked) == 2
    assert thread.reason == "the server counts 1 more comments and sends none of them"


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
