"""Threads in the markup of many kinds of software, none of which the reader has names for."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from newscrawler.comments.structure import read_structure
from newscrawler.html.page import Page
from newscrawler.items import Comment, Thread
from tests.support.comment_shapes import SHAPES, Said, Shape, page_of, thread_of
from tests.support.comment_traps import TRAPS, trap_of

URL = "https://gazette.example/ferry"
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def read(html: str) -> list[Comment]:
    page = Page(URL, html.encode(), content_type="text/html; charset=utf-8", retrieved=NOW)
    thread = Thread(platform="hypertext", nativeId=URL, copyUrl=URL, retrieved=NOW, complete=False)
    return read_structure(page).comments(thread, page, 0)


def votes(shape: Shape, said: Said) -> tuple[int | None, ...]:
    if shape.votes == "score":
        return (said.up - said.down,)
    return {"up": (said.up,), "both": (said.up, said.down)}.get(shape.votes, ())


def shown_votes(shape: Shape, one: Comment) -> tuple[int | None, ...]:
    if shape.votes == "score":
        return (one.score,)
    return {"up": (one.upvoteCount,), "both": (one.upvoteCount, one.downvoteCount)}.get(shape.votes, ())


def printed(shape: Shape, at: datetime | None) -> str | None:
    if at is None or not shape.time:
        return None
    return f"{at:%Y-%m-%d}" if shape.time == "day" else f"{at:%Y-%m-%d %H:%M}"


@pytest.mark.parametrize("name", SHAPES)
def test_texts_names_times_votes_and_parents_are_read(name: str) -> None:
    shape = SHAPES[name]
    said, found = thread_of(shape.lang), read(page_of(shape))
    assert [re.sub(r"^Subject \d\s+", "", one.text or "") for one in found] == [one.text for one in said]
    assert [one.author.name if one.author else None for one in found] == [one.name for one in said]
    if shape.time:
        assert [printed(shape, one.dateCreated) for one in found] == [printed(shape, one.at) for one in said]
    assert [shown_votes(shape, one) for one in found] == [votes(shape, one) for one in said]
    if shape.parents:
        ids = [one.nativeId for one in found]
        above = [ids.index(one.parentItem) if one.parentItem else None for one in found]
        assert above == [one.above for one in said]


@pytest.mark.parametrize("name", TRAPS)
def test_lists_that_are_no_comments_of_the_story_are_left_alone(name: str) -> None:
    assert [one.text for one in read(trap_of(name))] == []


FORUM = "<html><body><h1>Ferry</h1><p><a href='/forum'>Forum</a></p><div class='q7'>{rows}</div></body></html>"


@pytest.mark.parametrize(("button", "count"), [("Quote", 5), ("Share", 0)])
def test_posts_without_a_story_are_comments_where_buttons_answer_or_report_them(button: str, count: int) -> None:
    rows = "".join(
        f"<div class='q8'><div class='q9'><span>{one.name}</span><span>{one.at:%d.%m.%Y %H:%M}</span></div>"
        f"<div class='q1'>{one.text}</div><div class='q2'><a href='?{n}'>{button}</a></div></div>"
        for n, one in enumerate(thread_of("en"))
    )
    assert [one.text for one in read(FORUM.format(rows=rows))] == [one.text for one in thread_of("en")][:count]


@pytest.mark.parametrize(("button", "count"), [("Reply", 1), ("Next", 0)])
def test_the_only_comment_needs_a_time_or_a_button_that_answers_it(button: str, count: int) -> None:
    one = thread_of("en")[0]
    row = f"<div><span>{one.name}</span><p>{one.text}</p><span>{button}</span></div>"
    found = read(page_of(Shape(lambda _: f"<section><h3>Comments</h3><div>{row}</div></section>")))
    assert [(each.author.name if each.author else None, each.text) for each in found] == [(one.name, one.text)][:count]


def test_a_reader_who_wrote_most_comments_is_no_label() -> None:
    names = ["Una Marsh", "Old Tam", "Una Marsh", "Una Marsh", "Una Marsh"]
    rows = "".join(
        f"<div class='q1'><div>{name}</div><i>{one.at:%d.%m.%Y %H:%M}</i><p>{one.text}</p></div>"
        for name, one in zip(names, thread_of("en"), strict=True)
    )
    found = read(page_of(Shape(lambda _: f"<div><h3>Comments</h3>{rows}</div>")))
    assert [one.author.name if one.author else None for one in found] == names


def test_votes_in_the_element_of_the_text_are_read_beside_numbered_comments() -> None:
    rows = "".join(
        f"<tr><td>{n}. <b>{one.name}</b> {one.at:%d.%m.%Y %H:%M}</td><td>{one.text}<div><span>+{one.up}</span> "
        f"<span>-{one.down}</span></div></td></tr>"
        for n, one in enumerate(thread_of("en"), 1)
    )
    found = read(page_of(Shape(lambda _: f"<h3>Comments</h3><table>{rows}</table>")))
    assert [one.text for one in found] == [one.text for one in thread_of("en")]
    assert [(one.upvoteCount, one.downvoteCount) for one in found] == [(one.up, one.down) for one in thread_of("en")]


VOTES = {
    "a link before the count": ("<a>Like</a> <span>{up}</span>", "up"),
    "a word behind it": ("<span>{score} votes</span>", "score"),
    "thumbs in one text": ("👍 {up} 👎 {down}", "both"),
    "signs": ("<span>+{up}</span> <span>-{down}</span>", "both"),
    "signs in brackets": ("(+{up} / -{down})", "both"),
    "a label for the balance": ("<span>Score: {score}</span>", "score"),
    "arrows around it": ("<span>▲</span><b>{score}</b><span>▼</span>", "score"),
    "buttons with counts": ("<button>Agree ({up})</button><button>Disagree ({down})</button>", "both"),
    "labels of another language": ("Zustimmung: {up} Ablehnung: {down}", "both"),
    "pictures with labels": ("<img alt='thumb up'> {up} <img alt='thumb down'> {down}", "both"),
    "a label for screen readers": ("<button aria-label='{up} likes'>{up}</button>", "up"),
    "buttons without words": ("<button><svg></svg></button><span>{score}</span><button><svg></svg></button>", "score"),
    "a part of all readers": ("<span>{up} of {all} people found this helpful</span>", "both"),
    "a part of all readers, told behind them": ("<span>Of {all} people {up} found this helpful</span>", "both"),
    "one number with its sign": ("<span>{score:+d}</span>", "score"),
    "attributes": (
        "<div data-upvotes='{up}' data-downvotes='{down}'><button>+</button><button>-</button></div>",
        "both",
    ),
    "a box of both kinds": (
        "<div class='x-like-dislike-wrap'><div class='x-like-wrap'><a class='x-like-trigger x-like-dislike-trigger'></a>"
        "<span class='x-like-count-wrap'>{up}</span></div><div class='x-dislike-wrap'><a class='x-dislike-trigger'></a>"
        "<span class='x-dislike-count-wrap'></span></div></div>",
        "up",
    ),
    "words for both": ("<span>{up} up, {down} down</span>", "both"),
    "likes and dislikes in one text": ("<span>{up} likes, {down} dislikes</span>", "both"),
    "names of pictures": ("<img src='/i/thumb_up.gif'> {up} <img src='/i/thumb_down.gif'> {down}", "both"),
    "a drawing that is used": ("<svg><use href='#icon-like'/></svg><span>{up}</span>", "up"),
    "addresses of links": ("<a href='/vote/up/5'>{up}</a> <a href='/vote/down/5'>{down}</a>", "both"),
    "a count in an attribute": ("<button data-count='{up}'>Like</button>", "up"),
    "a link that adds one": ("<div><a>+1</a> <span>{up}</span></div>", "up"),
    "a sentence of another language": ("<span>{up} Nutzer finden diesen Beitrag hilfreich</span>", "up"),
    "arrows of another look": ("<a>⇧</a> {up} <a>⇩</a> {down}", "both"),
    "a count of replies": ("<a>Replies ({up})</a>", ""),
}


@pytest.mark.parametrize("name", VOTES)
def test_votes_are_told_by_the_controls_beside_them(name: str) -> None:
    markup, kind = VOTES[name]
    rows = "".join(
        f"<div class='zz'><b>{one.name}</b> <i>{one.at:%d.%m.%Y %H:%M}</i><p>{one.text}</p><div class='f'>"
        f"{markup.format(up=one.up, down=one.down, score=one.up - one.down, all=one.up + one.down)}</div></div>"
        for one in thread_of("en")
    )
    html = page_of(Shape(lambda _: f"<div><h3>Comments</h3>{rows}</div>"))
    shape = Shape(lambda _: "", votes=kind)
    found = [shown_votes(shape, one) if kind else (one.upvoteCount, one.downvoteCount, one.score) for one in read(html)]
    assert found == [votes(shape, one) if kind else (None, None, None) for one in thread_of("en")]
