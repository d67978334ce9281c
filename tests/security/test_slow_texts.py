"""Texts of a page that took minutes, each through the entry point that met it: see ``slow_inputs`` for the search."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from newscrawler.discovery.sections import feed_links, next_page, section_links, story_links
from newscrawler.extraction.byline import parse_byline, starts_byline
from newscrawler.page import Page

_SECONDS = 2.0
"""Each takes some 20 ms; what they took before was above 30 s."""


def _seconds(call: Callable[[], object]) -> float:
    start = time.process_time()
    call()
    return time.process_time() - start


@pytest.mark.parametrize("unit", ["+", "@", "(", "Й", "://@", "@a", "a@b.", "By "])
def test_a_long_byline_is_none(unit: str) -> None:
    line = "By " + unit * (60_000 // len(unit))
    assert _seconds(lambda: parse_byline(line)) < 0.05
    assert parse_byline(line) is None
    assert not starts_byline(line)
    assert _seconds(lambda: parse_byline(line[:300])) < 0.05


def test_a_byline_with_addresses_is_still_taken_apart() -> None:
    found = parse_byline("By Ann Lee ann@news.example and Bo Chen @bochen, Reuters")
    assert found is not None
    assert found.authors == ("Ann Lee", "Bo Chen")


def test_a_list_page_of_many_links() -> None:
    link = b"<a href=/2026/11/24/story-of-the-day-in-town>five words of a headline here</a>"
    page = Page("https://x.example/", b"<html><body>" + link * 10_000, content_type="text/html; charset=utf-8",
                retrieved=datetime(2026, 11, 24, tzinfo=UTC))  # fmt: skip
    page.tree  # noqa: B018 - parsed before it is timed
    for read in (story_links, next_page, section_links, feed_links):
        assert _seconds(lambda read=read: read(page)) < _SECONDS  # type: ignore[misc]
    assert len(story_links(page)) == 1
