"""Data in the page: what is no comment of its story, one result with what the page shows, totals, and hostile data."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawler.comments import PLATFORMS
from newscrawler.comments.structure.embedded.literals import values_in
from newscrawler.comments.structure.embedded.texts import may_hold_comments
from tests.comments.test_embedded_shapes import NOW, ROWS, SHAPES, URL, page, plain, read, script
from tests.support.soak import times

PROSE = [
    "The yard cast the engine parts anew, because nobody makes them any more.",
    "Children travel free until the end of the summer, as they did before.",
    "The lighthouse was painted while the ferry lay in the dock for repairs.",
    "A wind warning is in force for the whole of the coast until Sunday.",
]
NAMES = ["Mara Quill", "Bo Lind", "Ida Holm", "Tove Ek"]


def members(**fields: Any) -> list[dict[str, Any]]:
    """Four objects; a list gives each its own value, any other value is the same in all."""
    return [
        {name: value[n] if isinstance(value, list) and value else value for name, value in fields.items()}
        for n in range(4)
    ]


TIMES = [f"2026-11-2{n}T08:00:00Z" for n in range(4)]
STORIES = [f"/news/other-story-{n}" for n in range(4)]
TITLES = ["Harbour dues rise again", "Lighthouse opens its doors", "Mussels are back", "Quay closed for a week"]

TRAPS: dict[str, Any] = {
    "teasers": {"articles": members(id=[1, 2, 3, 4], title=TITLES, excerpt=PROSE, author=NAMES, publishedAt=TIMES, url=STORIES, commentCount=[3, 0, 9, 1])},
    "teasers under a word for discussion": {"posts": members(id=[1, 2, 3, 4], title=TITLES, content=PROSE, author=[{"name": n} for n in NAMES], date=TIMES, link=STORIES, comment_count=[3, 0, 9, 1], comments={"enabled": True})},
    "products": {"products": members(sku=["a1", "b2", "c3", "d4"], name=["Rope", "Lamp", "Oar", "Buoy"], description=PROSE, price=[3, 5, 9, 12], comments=[])},
    "reviews with stars": {"reviews": members(id=[1, 2, 3, 4], author=NAMES, comment=PROSE, rating=[5, 4, 1, 3], date=TIMES)},
    "reviews with stars called comments": {"product": {"comments": members(id=[1, 2, 3, 4], author=NAMES, text=PROSE, stars=[5, 4, 1, 3], date=TIMES)}},
    "photos with captions": {"gallery": {"photos": members(id=[1, 2, 3, 4], caption=PROSE, credit=NAMES, date=TIMES, comments=[])}},
    "menu": {"menu": members(id=[1, 2, 3, 4], parent=[None, 1, 1, 2], title=["Home", "News of the coast", "Sport at sea", "Weather"], url=STORIES)},
    "translations": {"i18n": {"comments": {"load_1": "Load more comments", "reply_2": "Reply to this comment", "name_3": "Your name please", "text_4": "Write a comment here"}}},
    "users": {"comments": {"users": members(id=[1, 2, 3, 4], name=NAMES, about=PROSE, created=TIMES)}},
    "paragraphs of the story": {"story": {"body": {"blocks": members(id=["p1", "p2", "p3", "p4"], type="text", content=PROSE, parent=None)}, "comments": {"enabled": True, "count": 4}}},
    "live blog": {"liveblog": {"posts": members(id=[1, 2, 3, 4], author=NAMES, body=PROSE, created=TIMES, likes=[1, 2, 0, 4], parent=None)}},
    "latest comments of all stories": {"sidebar": {"latestComments": members(id=[1, 2, 3, 4], author=NAMES, text=PROSE, date=TIMES, articleTitle=TITLES, articleUrl=STORIES)}},
    "comments of other stories": {"comments": members(id=[1, 2, 3, 4], author=NAMES, text=PROSE, date=TIMES, article=[{"id": n, "title": TITLES[n % 2], "url": STORIES[n % 2]} for n in range(4)])},
    "questions": {"faq": members(question=TITLES, answer=PROSE, id=[1, 2, 3, 4])},
    "speakers": {"events": members(id=[1, 2, 3, 4], name=NAMES, bio=PROSE, date=TIMES, replies=[])},
    "labels of a comment form": {"comments": {"labels": members(id=[1, 2, 3, 4], name=["more", "reply", "sort", "report"], text=["Load more comments", "Reply to this", "Sort by date", "Report this comment"])}},
    "parts of a page": {"children": [{"className": "box small", "children": [{"className": "text big", "text": t, "children": []} for t in PROSE]}]},
    "corrections": {"corrections": members(id=[1, 2, 3, 4], author=NAMES, message=PROSE, date=TIMES, parentId=7)},
    "quotes": {"quotes": members(id=[1, 2, 3, 4], person=NAMES, text=PROSE, date=TIMES, thread=None)},
}  # fmt: skip


@pytest.mark.parametrize("trap", TRAPS)
def test_other_lists_are_no_comments(trap: str) -> None:
    assert read(script(TRAPS[trap])).rows == []
    assert (
        read(script({"props": {"pageProps": TRAPS[trap]}}, attributes="id=__NEXT_DATA__ type=application/json")).rows
        == []
    )


@pytest.mark.parametrize("trap", TRAPS)
def test_other_lists_beside_comments_change_nothing(trap: str) -> None:
    rows = read(
        script({**{f"x{name}": value for name, value in TRAPS[trap].items()}, "thread": {"comments": plain()}})
    ).rows
    assert [row.fields.text for row in rows] == [row["text"] for row in ROWS]


def test_of_several_threads_the_one_of_this_story_is_read() -> None:
    other = [{**row, "id": row["id"] + 100, "body": f"Of another story: {row['body']}"} for row in plain()]
    stories = [
        {"id": 7, "title": "Harbour dues rise again", "url": "/news/harbour-dues-7", "comments": other},
        {"id": 31, "title": "Ferry returns after two years", "url": "/news/ferry-returns-31", "comments": plain()},
    ]
    assert [row.fields.text for row in read(script({"stories": stories})).rows] == [row["text"] for row in ROWS]
    assert read(script({"stories": stories[:1]})).rows == []


def test_a_single_comment_is_read_where_its_list_is_called_comments() -> None:
    rows = read(script({"comments": plain()[:1]})).rows
    assert [(row.fields.author, row.fields.text) for row in rows] == [("Corin", ROWS[0]["text"])]


def test_a_removed_comment_keeps_its_place() -> None:
    rows = [{**row, "isDeleted": row["id"] == 32} for row in plain()]
    found = read(script({"comments": rows})).rows
    assert [row.fields.text is None for row in found] == [False, True, False, False]
    assert [row.parent for row in found] == [None, 0, 1, None]


def test_authors_may_be_texts_and_objects_in_one_list() -> None:
    rows = [{**row, "author": {"name": row["author"]} if row["id"] > 32 else row["author"]} for row in plain()]
    assert [row.fields.author for row in read(script({"comments": rows})).rows] == [row["name"] for row in ROWS]


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({"upvotes": "8.3k", "downvotes": "1,2 тыс."}, (8300, 1200, None)),
        ({"score": -12}, (None, None, -12)),
        ({"likes": ["una", "bo"]}, (2, None, None)),
        ({"likesCount": 4, "user": {"karma": 900, "name": "Corin"}}, (4, None, None)),
        ({"votes": {"up": 3, "down": 2, "score": 1}, "viewerVote": 1}, (3, 2, 1)),
        ({"rating": {"positive": 7, "negative": 5}}, (7, 5, None)),
        ({"replyCount": 3, "level": 2}, (None, None, None)),
    ],
)
def test_votes_are_numbers(counts: dict[str, Any], expected: tuple[int | None, ...]) -> None:
    rows = [{"id": r["id"], "author": r["name"], "body": r["text"], "createdAt": r["at"], **counts} for r in ROWS]
    votes = read(script({"comments": rows})).rows[0].fields.votes
    assert (votes.up, votes.down, votes.score) == expected


# --- one result with what the page shows --------------------------------------------------------------------------


def shown(rows: list[dict[str, Any]], *, ids: bool = True) -> str:
    items = "".join(_item(row, f" id=comment-{row['id']}" if ids else "") for row in rows)
    return f'<section id="comments"><ol class="comment-list">{items}</ol></section>'


def _item(row: dict[str, Any], number: str) -> str:
    return (
        f'<li class="comment"{number}><b class="fn">{row["name"]}</b><time datetime="{row["at"]}">x</time>'
        f'<div class="comment-content"><p>{row["text"]}</p></div></li>'
    )


@pytest.mark.parametrize("number", [1, 2, 4])
@pytest.mark.parametrize("ids", [True, False])
def test_comments_that_are_shown_and_held_are_one(number: int, ids: bool) -> None:
    rows = read(shown(ROWS[:number], ids=ids) + script({"comments": plain()})).rows
    assert [row.fields.text for row in rows] == [row["text"] for row in ROWS]
    assert [row.native_id for row in rows] == [str(row["id"]) for row in ROWS]
    assert [row.parent for row in rows] == [None, 0, 1, None]
    assert [row.fields.votes.up for row in rows] == [row["up"] for row in ROWS]


def test_shown_comments_that_the_data_lacks_are_kept() -> None:
    rows = read(shown(ROWS) + script({"comments": plain()[:2]})).rows
    assert [row.fields.text for row in rows] == [row["text"] for row in ROWS]


def test_data_of_something_else_leaves_marked_comments_alone() -> None:
    other = [{**row, "body": f"Not shown: {row['body']}"} for row in plain()]
    rows = read(shown(ROWS) + script({"comments": other})).rows
    assert [row.fields.text for row in rows] == [row["text"] for row in ROWS]


# --- totals -------------------------------------------------------------------------------------------------------


def problem(value: Any) -> tuple[int, str | None, int | None]:
    section = PLATFORMS["hypertext"].detect(page(script(value)), URL)
    assert section is not None
    assert not section.result.requests
    return len(section.result.comments), section.result.problem, section.result.declaredCount


def test_a_thread_is_complete_where_its_total_is_reached() -> None:
    assert problem({"discussion": {"total": 4, "comments": plain()}}) == (4, None, 4)
    assert problem({"story": {"title": "Ferry", "commentCount": 4}, "comments": plain()}) == (4, None, 4)


@pytest.mark.parametrize(
    "value",
    [
        {"discussion": {"totalCount": 40, "comments": plain()}},
        {"comments": {"count": 40, "items": plain()}},
        {"comments": plain(), "pagination": {"total": 40, "perPage": 4}},
        {"post": {"id": 1, "comment_count": 40}, "comments": plain()},
    ],
)
def test_a_larger_total_is_the_reason_why_a_thread_is_not_complete(value: Any) -> None:
    assert problem(value) == (4, "the page declares 40 comments and shows 4", 40)


@pytest.mark.parametrize(
    "value",
    [
        {"comments": {"edges": [{"node": row} for row in plain()], "pageInfo": {"hasNextPage": True}}},
        {"comments": plain(), "hasMore": True},
        {"comments": {"items": plain(), "nextCursor": "abc"}},
        {"comments": [{**row, "replyCount": 9 if row["id"] == 31 else 0} for row in plain()]},
    ],
)
def test_a_thread_that_goes_on_elsewhere_is_not_complete(value: Any) -> None:
    read_count, reason, declared = problem(value)
    assert (read_count, declared) == (4, None)
    assert reason == "the page promises more comments than it shows, and does not say how many there are"


def test_a_thread_that_ends_is_complete() -> None:
    assert problem({"comments": {"items": plain(), "hasNextPage": False, "next": None}}) == (4, None, None)


# --- the look before, and hostile data ----------------------------------------------------------------------------


@pytest.mark.parametrize("shape", SHAPES)
def test_the_look_lets_through_every_shape_and_nothing_of_a_plain_page(shape: str) -> None:
    assert read(SHAPES[shape]).rows
    assert read("<script>var dataLayer = [{'event': 'view', 'commentsOpen': true}];</script>").rows == []


WORDS = st.sampled_from(
    ["comments", "comment", "replies", "thread", "Comments", "kommentare", "yorumlar", "diskussion"]
)
KEYS = st.tuples(
    st.sampled_from(["text", "body", "message", "contentHtml"]),
    st.sampled_from(["author", "userName", "user"]),
    st.sampled_from(["createdAt", "date", "time"]),
)


@settings(max_examples=times(25, 2_000), deadline=None)
@given(word=WORDS, keys=KEYS, before=st.text(alphabet='ab{}[]",: ', max_size=40), indent=st.sampled_from([None, 1, 4]))
def test_whatever_is_read_passed_the_look(
    word: str, keys: tuple[str, str, str], before: str, indent: int | None
) -> None:
    text, name, at = keys
    rows = [{"id": r["id"], text: r["text"], name: r["name"], at: r["at"]} for r in ROWS]
    value = {"x": before, "story": {word: rows}}
    assert may_hold_comments(json.dumps(value, indent=indent))
    assert [row.fields.author for row in read(script(json.dumps(value, indent=indent))).rows] == [
        r["name"] for r in ROWS
    ]


HOSTILE = {
    "open brackets": "var comments = " + "[{" * 100_000,
    "open assignments": "comments = {" * 40_000,
    "open texts": 'comments = ["' * 40_000,
    "escaped quotes": 'comments = ["' + '\\"' * 200_000,
    "remarks": "comments = [" + "/*" * 200_000,
    "commas before brackets": "comments = [" + "1,[" * 100_000,
    "functions": "function(a){return {" * 20_000,
    "parameters": "function(" + "a," * 200_000,
    "one long word": "comments" * 100_000,
    "spaces": "comments = " + " " * 500_000 + "[",
    "names": '{"comments":' + '{"comment":' * 10_000,
    "replies to oneself": json.dumps({"comments": [{"id": n, "parentId": (n + 1) % 5_000, "author": f"A{n}", "text": f"High time number {n}", "date": "2026-11-20T07:15:00Z"} for n in range(5_000)]}),
    "deep replies": '{"comments":' + '[{"id":1,"author":"A","text":"High time.","date":"2026-11-20","replies":' * 90 + "[]" + "}]" * 90 + "}",
    "references in a circle": json.dumps([{"comments": 1}, [2, 2], {"text": 3, "replies": 1, "author": 4}, "High time it was.", "Una"]),
    "rows in a circle": 'self.__next_f.push([1,"1:{\\"comments\\":\\"$2\\"}\\n2:[\\"$1\\",\\"$2\\"]\\n"])',
    "an object inside itself": json.dumps({"comments": {f"c{n}": {"__typename": "Comment", "id": n, "text": f"High time {n}.", "author": {"__ref": f"c{(n + 1) % 50}"}, "replies": [{"__ref": f"c{other}"} for other in range(50)]} for n in range(50)}}),
    "objects without values": json.dumps([{"comments": 1}, [2] * 50, {"text": 3, "author": 4, **{f"x{n}": 5 for n in range(200)}}, "High time.", "Una", {f"y{n}": 2 for n in range(200)}]),
    "long and deep": '{"comments":[' + ",".join(['{"id":1,"author":"A","text":"High time.","date":"2026-11-20","replies":[' * 40 + "]}" * 40] * 400) + "]}",
    "many columns": json.dumps({"comments": [{f"k{n}": f"word {n} {m}" for n in range(150)} for m in range(300)]}),
    "numbers": json.dumps({"comments": [{"id": 10**400, "author": "A", "text": "High time.", "date": 10**300, "likes": 10**300}] * 3}),
    "a surrogate": '{"comments":[{"id":"\\ud800","author":"\\udc00","text":"High \\ud800 time.","date":"2026-11-20"}]}',
    "NUL": '{"comments":[{"id":"1\\u0000","author":"A\\u0000","text":"High \\u0000 time.","date":"2026-11-20"}]}',
}  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_data_is_read_in_bounded_time(kind: str) -> None:
    start = time.process_time()
    section = PLATFORMS["hypertext"].detect(page(f"<div id=comments></div><script>{HOSTILE[kind]}</script>"), URL)
    assert time.process_time() - start < 3
    for comment in section.result.comments if section is not None else ():
        assert "\x00" not in f"{comment.nativeId}{comment.text}{comment.author}"
        assert json.dumps(comment.text).encode("utf-8")
        assert comment.retrieved == NOW


@settings(max_examples=times(50, 2_000), deadline=None)
@given(st.text(alphabet="{}[](),:;=\"'`\\/*+-!.ab1 \n", max_size=200))
def test_any_text_is_scanned_without_an_error(text: str) -> None:
    for name, value in values_in(f"comments = {text}"):
        assert isinstance(name, str)
        assert isinstance(value, dict | list)


@settings(max_examples=times(25, 2_000), deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
        lambda each: st.lists(each) | st.dictionaries(st.text(), each),
        max_leaves=30,
    )
)
def test_any_data_is_read_without_an_error(value: Any) -> None:
    read(script({"comments": [{"author": "A", "text": "High time.", "x": value}, value], "thread": value}))
