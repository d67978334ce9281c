"""Votes that a page prints in short, grouped or with a sign are read as numbers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from newscrawler.comments.structure import read_structure
from newscrawler.html.page import Page


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("8.3k", 8300),
        ("1,2 тыс.", 1200),
        ("1.2万", 12_000),
        ("-12", -12),
        ("–7", -7),
        ("1,234 points", 1234),
        ("2.1K votes", 2100),
    ],
)
def test_a_counter_below_a_comment_is_read(printed: str, number: int) -> None:
    page = Page(
        "https://outlet.example/ferry",
        f"""<html><body><ol class="comment-list">
        <li class="comment" id="comment-1"><b class="fn">Una</b><time datetime="2026-11-20T08:00:00Z">x</time>
        <div class="comment-content"><p>High time.</p></div><span class="score">{printed}</span></li>
        <li class="comment" id="comment-2"><b class="fn">Bo</b><time datetime="2026-11-20T09:00:00Z">x</time>
        <div class="comment-content"><p>Not for me.</p></div><span class="score">3</span></li></ol>""".encode(),
        content_type="text/html; charset=utf-8",
        retrieved=datetime(2026, 11, 21, tzinfo=UTC),
    )
    assert [row.fields.votes.score for row in read_structure(page).rows] == [number, 3]


def votes_beside(buttons: Sequence[str]) -> list[tuple[int | None, int | None, int | None]]:
    """Return the counts for and against and the score of comments with these buttons below their texts."""
    comments = "".join(
        f"""<div class="item"><div class="top"><span class="who">{name}</span>
        <span class="day">12 May 2024, 1{number}:05</span></div>
        <div class="words"><p>{text}</p></div><div class="below">{button}<button>Reply</button></div></div>"""
        for number, (button, name, text) in enumerate(
            zip(
                buttons,
                ("Una Brack", "quay_rat", "Bo Lindqvist"),
                ("The ferry was late on each of the four days.", "Walk, then.", "Who runs it now, and since when?"),
                strict=True,
            )
        )
    )
    page = Page(
        "https://outlet.example/ferry",
        f"<html><body><h1>Ferry</h1><section><h2>3 comments</h2>{comments}</section></body></html>".encode(),
        content_type="text/html; charset=utf-8",
        retrieved=datetime(2024, 5, 21, tzinfo=UTC),
    )
    votes = [row.fields.votes for row in read_structure(page).rows]
    return [(one.up, one.down, one.score) for one in votes]


BOTH = ((4, 1), (0, 6), (12, 0))
"""Votes for and against of three comments."""


def test_of_two_counts_in_elements_of_one_name_the_controls_before_them_tell_which_is_which() -> None:
    buttons = [
        f"""<button class="Vote_b" aria-label="Like"><i></i></button><span class="Vote_n">{up}</span>
        <button class="Vote_b" aria-label="Dislike"><i></i></button><span class="Vote_n">{down}</span>"""
        for up, down in BOTH
    ]
    assert votes_beside(buttons) == [(up, down, None) for up, down in BOTH]


def test_a_count_on_the_twin_of_a_button_against_is_one_for() -> None:
    buttons = [
        f"""<button><svg></svg><span>{up}</span></button><button aria-label="Dislike"><svg></svg>
        <span>{down}</span></button>"""
        for up, down in BOTH
    ]
    assert votes_beside(buttons) == [(up, down, None) for up, down in BOTH]


def test_a_count_before_a_count_against_is_not_one_for_where_another_control_is_between() -> None:
    buttons = [
        f"""<button><svg></svg><span>{up}</span></button><button>Share</button><button aria-label="Dislike">
        <svg></svg><span>{down}</span></button>"""
        for up, down in BOTH
    ]
    assert votes_beside(buttons) == [(None, down, None) for up, down in BOTH]


@pytest.mark.parametrize("name", ["voting__counter", "rating", "karma-value"])
def test_the_sign_of_a_score_in_its_name_makes_it_no_count_for_or_against(name: str) -> None:
    buttons = [
        f"""<span class="{name} {name}_{"positive" if up > down else "negative"}">{"–" if up < down else ""}{abs(up - down)}
        </span>"""
        for up, down in BOTH
    ]
    assert votes_beside(buttons) == [(None, None, up - down) for up, down in BOTH]


def test_a_total_and_both_counts_in_the_title_of_a_score_are_read() -> None:
    buttons = [
        f"""<span class="score" title="{up + down} in all: &uarr;{up} and &darr;{down}">{up - down}</span>"""
        for up, down in BOTH
    ]
    assert votes_beside(buttons) == [(up, down, up - down) for up, down in BOTH]
