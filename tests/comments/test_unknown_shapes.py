"""An answer that is not as the platform's answers are: all of its comments, or a thread that says what is wrong.

Every single change of a valid answer is tried, and several at once. Whatever comes: no other error than a readable
one, no comment missed by a thread that calls itself complete, never an empty thread that says nothing.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newscrawler.comments import PLATFORMS, CommentSection, Platform, PlatformRequest, platforms
from newscrawler.items import Comment, Thread
from tests.support.platform_answers import coral, disqus, guardian, isso, japantoday, openweb, viafoura, wordpress
from tests.support.soak import times
from tests.support.threads import read

Path = tuple[str | int, ...]

OTHER_KINDS = (None, "x", "", -7, 2.5, True, [], {}, [None])
GONE = object()


NOTHING_YET = [("coral", (0, "data", "story"), None)]
"""Coral makes a story when its first reader opens the section: this answer says that there are no comments."""


@dataclass
class Kind:
    """A platform with a section of a few comments."""

    platform: Platform
    section: Callable[[], CommentSection | None]
    answers: list[Any]
    """In the order in which they are asked for; the last one is given for whatever is asked beyond."""
    count: int
    wrap: Callable[[Any], Any] = lambda answer: answer
    """The answer as it is sent."""


def disqus_embed(data: Any) -> bytes:
    return f'<html><body><script type="text/json" id="disqus-threadData">{json.dumps(data)}</script></body></html>'.encode()


def disqus_data() -> Any:
    body = disqus.embed([disqus.post(1), disqus.post(2, 1), disqus.post(3)], 3).decode()
    return json.loads(body.partition('threadData">')[2].partition("</script>")[0])


def wordpress_headers(rows: Any) -> Any:
    return rows, {"x-wp-total": "3", "x-wp-totalpages": "1"}


VIAFOURA_STEPS = [
    {"http_status": 200, "result": {"settings": {"site_uuid": "section-1"}}},
    {"content_container_uuid": "container-1", "total_visible_content": 2},
    {"contents": [viafoura.content("a"), viafoura.content("b")], "more_available": False},
]

KINDS = {
    "guardian": lambda: Kind(
        guardian.GUARDIAN,
        guardian.section,
        [guardian.discussion([guardian.row(1, responses=[guardian.row(2, 1)]), guardian.row(3)], 3)],
        3,
    ),
    "isso": lambda: Kind(isso.ISSO, isso.section, [isso.answer([isso.top(1, [isso.row(2, 1)]), isso.top(3)], 3)], 3),
    "disqus": lambda: Kind(disqus.WITHOUT_KEY, disqus.section, [disqus_data()], 3, disqus_embed),
    "openweb": lambda: Kind(
        openweb.OPENWEB,
        openweb.section,
        [openweb.conversation([openweb.message("a", replies=[openweb.message("b", "a")]), openweb.message("c")], 3)],
        3,
    ),
    "viafoura": lambda: Kind(viafoura.VIAFOURA, viafoura.section, VIAFOURA_STEPS, 2),
    "coral": lambda: Kind(
        platforms({"talk.plainpress.example": "token"})["coral"],
        coral.section,
        [coral.story([coral.node("a"), coral.node("b", "a"), coral.node("c")], 3)],
        3,
    ),
    "wordpress": lambda: Kind(
        PLATFORMS["wordpress"],
        lambda: PLATFORMS["wordpress"].detect(wordpress.page('<form id="commentform"></form>'), wordpress.URL),
        [[wordpress.comment_row(1), wordpress.comment_row(2, 1), wordpress.comment_row(3)]],
        3,
        wordpress_headers,
    ),
    "japantoday": lambda: Kind(
        PLATFORMS["japantoday"],
        lambda: PLATFORMS["japantoday"].detect(
            japantoday.page({"route": "/rest.api/article/77/comment"}), japantoday.URL
        ),
        [
            {
                "success": True,
                "message": "",
                "length": 2,
                "comments": [japantoday.row(), japantoday.row(comment_id=2, body="<p>No.</p>")],
            }
        ],
        2,
    ),
}


def outcome(kind: Kind, answers: list[Any]) -> tuple[Thread, list[Comment]]:
    waiting = [kind.wrap(answer) for answer in answers]

    def serve(_: PlatformRequest) -> Any:
        return waiting.pop(0) if len(waiting) > 1 else waiting[0]

    thread, comments, _ = read(kind.platform, kind.section(), serve, most=20)
    assert thread.complete is (thread.reason is None)
    assert thread.collectedCount == len({comment.nativeId for comment in comments}) or not thread.complete
    if not comments:
        assert not thread.complete or thread.declaredCount == 0, "an empty thread that says nothing"
    return thread, comments


def paths(value: Any, at: Path = ()) -> Iterator[Path]:
    yield at
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from paths(inner, (*at, name))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from paths(inner, (*at, index))


def changed(answers: list[Any], path: Path, value: Any) -> list[Any]:
    """The answers with something else at ``path``; the first step of it is the answer's number."""
    answers = copy.deepcopy(answers)
    holder: Any = answers
    for step in path[:-1]:
        try:
            holder = holder[step]
        except (KeyError, IndexError, TypeError):
            return answers  # an earlier change has taken it away
    try:
        if value is GONE:
            del holder[path[-1]]
        else:
            holder[path[-1]] = value
    except (KeyError, IndexError, TypeError):
        pass
    return answers


@pytest.mark.parametrize("name", KINDS)
def test_the_answers_as_they_should_be(name: str) -> None:
    kind = KINDS[name]()
    thread, comments = outcome(kind, kind.answers)
    assert thread.complete, thread.reason
    assert len(comments) == kind.count


@pytest.mark.parametrize("name", KINDS)
def test_any_one_change(name: str) -> None:
    """Either every comment is there, or the thread says what is wrong."""
    kind = KINDS[name]()
    silent = []
    for path in paths(kind.answers):
        if not path:
            continue
        for value in (*OTHER_KINDS, GONE):
            if value is GONE and len(path) == 1:
                continue
            try:
                thread, comments = outcome(kind, changed(kind.answers, path, value))
            except AssertionError as error:
                raise AssertionError(f"{name}: {path} = {value!r}: {error}") from error
            if thread.complete and len(comments) < kind.count and (name, path, value) not in NOTHING_YET:
                silent.append((path, value))
    assert silent == []


@pytest.mark.parametrize("name", KINDS)
@given(data=st.data())
@settings(
    max_examples=times(10, 400),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
def test_several_changes_at_once(name: str, data: st.DataObject) -> None:
    kind = KINDS[name]()
    answers = kind.answers
    places = [path for path in paths(answers) if path]
    for _ in range(data.draw(st.integers(2, 4))):
        path = data.draw(st.sampled_from(places))
        value = data.draw(st.sampled_from([*OTHER_KINDS, GONE]))
        if not (value is GONE and len(path) == 1):
            answers = changed(answers, path, value)
    outcome(kind, answers)


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b'"x"',
        b"7",
        b"{",
        b"<html><body>Sign in</body></html>",
        b"\xff\xfe",
        b"[[[[",
        b'{"a":' * 3000,
    ],
)
def test_what_is_no_answer_at_all(name: str, body: bytes) -> None:
    kind = KINDS[name]()
    thread, comments, _ = read(kind.platform, kind.section(), lambda ask: body, most=20)
    assert not comments
    if not (name == "wordpress" and body == b"[]"):
        assert not thread.complete
        assert thread.reason
