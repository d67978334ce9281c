"""Adapters of the evaluation: the product's body, and one body for each set's convention."""

from __future__ import annotations

import pytest

from bench import compare, evaluation
from newscrawler.extraction import extract_html
from newscrawler.html.page import Page
from tests.extraction.test_kinds import HEADLINE, NOW, PARAGRAPHS

PAGE = (
    f"<title>{HEADLINE}</title><h1>{HEADLINE}</h1><div><p>{PARAGRAPHS[0]}</p><table><tr><td>1961</td><td>cast</td></tr></table>"
    f"<p>{PARAGRAPHS[1]}</p><p>{PARAGRAPHS[2]}</p><p>(Reporting by Ada Quist; Editing by Ole Marsh)</p></div>"
)


def test_without_a_set_it_is_the_products_own_body() -> None:
    page = Page("https://outlet.example/", PAGE.encode(), content_type="text/html; charset=utf-8", retrieved=NOW)
    found = evaluation.extract(PAGE, "https://outlet.example/")
    assert found["body"] == extract_html(page).printing.body == [PARAGRAPHS[0], "1961", "cast", *PARAGRAPHS[1:3]]


def test_a_set_has_the_kinds_that_its_labels_count() -> None:
    assert evaluation.extract_irdata(PAGE, "https://outlet.example/")["body"] == list(PARAGRAPHS[:3])
    assert evaluation.extract_aed(PAGE, "https://outlet.example/")["body"][-1].startswith("(Reporting by")
    with pytest.raises(AttributeError, match="extract_SET"):
        _ = evaluation.extract_nothing


def test_every_convention_is_stated_with_a_reason() -> None:
    for convention in evaluation.CONVENTIONS.values():
        assert {"paragraph", "subhead", "list"} <= convention.kinds <= evaluation.ALL
        assert convention.reason


def test_a_third_of_the_hosts_is_held_aside_whatever_their_www() -> None:
    rows = [{"url": f"https://{www}outlet{n}.example/x", "id": "x"} for n in range(300) for www in ("", "www.")]
    held = [compare.held_aside(row) for row in rows]
    assert held[::2] == held[1::2]
    assert 70 <= sum(held[::2]) <= 130
