"""Lines below a label of an advertisement are told apart; they stay in the text."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from newscrawler.extraction import extract_html
from newscrawler.html.page import Page

PARAGRAPH = (
    "<p>The harbour board of Vessa approved a plan for the northern quay on Monday, after four hours of talk.</p>"
)


def labelled(part: str) -> tuple[str, ...]:
    html = (
        "<!doctype html><html lang='en'><head><title>Harbour plan approved</title></head><body><article>"
        f"<h1>Harbour plan approved</h1><time datetime='2026-11-20T08:30:00Z'>20 Nov</time><div>{PARAGRAPH * 3}{part}"
        f"{PARAGRAPH * 3}</div></article></body></html>"
    )
    page = Page(
        "https://a.example/plan",
        html.encode(),
        content_type="text/html; charset=utf-8",
        retrieved=datetime(2026, 11, 20, 12, tzinfo=UTC),
    )
    return extract_html(page).labelled


def test_the_words_of_an_advertiser_below_their_label() -> None:
    assert labelled("<p>Advertisement</p><p>Boots for every weather</p>") == ("Boots for every weather",)


@pytest.mark.parametrize(
    "part",
    [
        "<p>Advertisement</p><h2>What the plan says</h2>",
        "<p>Advertisement</p><p>The mayor said that she was pleased.</p>",
        "<p>Boots for every weather</p>",
    ],
)
def test_a_subhead_a_sentence_and_a_line_without_a_label_are_of_the_text(part: str) -> None:
    assert labelled(part) == ()
