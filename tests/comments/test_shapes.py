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
