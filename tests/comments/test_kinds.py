"""Kinds of threads and of traps that were written before the reader was tried on them."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest

from newscrawler.comments.structure import read_structure
from newscrawler.html.page import Page
from newscrawler.items import Comment, Thread
from newsroom.edition import PLAINPRESS, Edition, Printed
from newsroom.plainpress import story_page
from newsroom.readers import Remark
from tests.support.comment_kinds import KINDS, TRAPS_OF_KINDS, Kind, page_of_kind, page_of_trap
from tests.support.comment_shapes import Said
from tests.support.structure_pages import comments

URL = "https://gazette.example/bakery"
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def read(html: str) -> list[Comment]:
    page = Page(URL, html.encode(), content_type="text/html; charset=utf-8", retrieved=NOW)
    thread = Thread(platform="hypertext", nativeId=URL, copyUrl=URL, retrieved=NOW, complete=False)
    return read_structure(page).comments(thread, page, 0)


def votes(kind: Kind, said: Said) -> tuple[int | None, int | None, int | None]:
    if kind.votes == "up":
        return said.up, None, None
    if kind.votes == "both":
        return said.up, said.down, said.up - said.down
    if kind.votes == "score":
        return None, None, said.up - said.down
    return None, None, said.up if kind.votes == "up_as_score" else None


def check(kind: Kind, html: str) -> None:
    said, found = kind.said, [one for one in read(html) if one.text is not None]
    assert [one.text for one in found] == [one.text for one in said]
    if kind.named:
        assert [one.author.name if one.author else None for one in found] == [one.name for one in said]
    if kind.time:
        pattern = "%Y-%m-%d" if kind.time == "day" else "%Y-%m-%d %H:%M"
        shown = [one.dateCreated.strftime(pattern) if one.dateCreated else None for one in found]
        assert shown == [one.at.strftime(pattern) for one in said]
    assert [(one.upvoteCount, one.downvoteCount, one.score) for one in found] == [votes(kind, one) for one in said]
    if kind.parents:
        ids = [one.nativeId for one in found]
        assert [ids.index(one.parentItem) if one.parentItem else None for one in found] == [one.above for one in said]


@pytest.mark.parametrize("name", KINDS)
def test_texts_names_times_votes_and_parents_are_read(name: str) -> None:
    check(KINDS[name], page_of_kind(name))


@pytest.mark.parametrize("name", TRAPS_OF_KINDS)
def test_lists_that_are_no_comments_are_left_alone(name: str) -> None:
    assert [one.text for one in read(page_of_trap(name))] == []


SENTENCES = [
    "The tide gauge was painted twice and measured once.",
    "Nobody told the ferry, and the ferry came.",
    "There is a ladder behind the fish hall that knows more than the council.",
    "My aunt lent them forty lanterns and got back nine.",
    "It rained, of course.",
    "Thank you.",
]


def remarks(draw: random.Random) -> list[Remark]:
    """Return a small thread: often one reader, the same last line, or comments that a moderator removed."""
    names = draw.sample(["Hattie Moon", "Ebbe", "clerk of works", "Two Left Boots"], draw.choice((1, 2, 4)))
    found: list[Remark] = []
    for number in range(100, 100 + draw.choice((1, 2, 2, 3, 5, 8))):
        found.append(
            Remark(
                id=number,
                author=draw.choice(names),
                paragraphs=[
                    *draw.sample(SENTENCES[:5], draw.choice((1, 2))),
                    *(SENTENCES[5:] if draw.random() < 0.3 else []),
                ],
                at=datetime(2026, 11, 20, 9, tzinfo=UTC) + timedelta(minutes=7 * number),
                up=draw.randint(0, 40),
                down=draw.choice((0, draw.randint(0, 20))),
                rating=0,
                parent=draw.choice([None, *(one.id for one in found)]),
                quote=None,
                state="removed" if draw.random() < 0.25 else "visible",
            )
        )
    return found


@cache
def printed() -> Printed:
    return next(one for one in Edition().of(PLAINPRESS) if not one.gone)


@pytest.mark.parametrize("seed", range(60))
def test_small_threads_of_plain_press_are_read_word_for_word(seed: int) -> None:
    draw = random.Random(seed)
    story = replace(printed(), remarks=remarks(draw), votes=draw.random() < 0.7)
    page = Page(URL, story_page(story).encode(), content_type="text/html; charset=utf-8", retrieved=NOW)
    structure = read_structure(page)
    thread = Thread(platform="hypertext", nativeId=URL, copyUrl=URL, retrieved=NOW, complete=False)
    found = {one.nativeId: one for one in structure.comments(thread, page, 0)}
    assert structure.unread == 0
    assert found.keys() == {str(one.id) for one in story.remarks}
    for said in story.remarks:
        one = found[str(said.id)]
        assert one.state == said.state
        assert one.text == (None if said.state == "removed" else "\n\n".join(said.paragraphs))
        if said.state == "visible":
            assert (one.author.name if one.author else None) == said.author
            assert (one.upvoteCount, one.downvoteCount) == ((said.up, said.down) if story.votes else (None, None))
        assert one.parentItem == (None if said.parent is None else str(said.parent))


def test_two_lines_that_begin_a_box_may_both_be_heads() -> None:
    lines = "<br>".join(
        f"{n} May 2024, 08:1{n}" if n in (1, 2, 5) else f"The boat number {n} was late." for n in range(1, 9)
    )
    assert len(comments(f"<h3>Comments</h3><div>{lines}</div>")) <= 2
