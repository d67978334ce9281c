"""Votes that a page prints in short, grouped or with a sign are read as numbers."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from newscrawler.comments.structure import read_structure
from newscrawler.html.page import Page


@pytest.mark.parametrize(
    ("printed", "number"),
    [("8.3k", 8300), ("1,2 тыс.", 1200), ("1.2万", 12_000), ("-12", -12), ("1,234 points", 1234), ("2.1K votes", 2100)],
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
