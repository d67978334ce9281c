"""robots.txt of a host that a crawl asks for months: rules are not kept for ever, nor is the lack of them."""

from __future__ import annotations

from time import monotonic

import pytest
from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.utils.test import get_crawler

from newscrawler.downloader.robots import BoundedRobotsTxt

PAGE = Request("https://granitepost.example/2026/quay")
HOST = "granitepost.example"
HOUR = 3_600.0


@pytest.fixture
def robots() -> BoundedRobotsTxt:
    return BoundedRobotsTxt(get_crawler(settings_dict={"ROBOTSTXT_OBEY": True}))


@pytest.mark.parametrize(("hours", "is_kept"), [(23, True), (25, False)])
def test_rules_are_asked_for_again_after_a_day(robots: BoundedRobotsTxt, hours: float, is_kept: bool) -> None:
    robots._parsers[HOST], robots._held[HOST], robots._asked[HOST] = None, 1_000, monotonic() - hours * HOUR
    robots._forget_old(HOST)
    assert (HOST in robots._parsers) is is_kept
    assert (HOST in robots._held) is is_kept


@pytest.mark.parametrize(("hours", "is_refused"), [(0.9, True), (1.1, False)])
def test_rules_that_could_not_be_read_are_asked_for_again_after_an_hour(
    robots: BoundedRobotsTxt, hours: float, is_refused: bool
) -> None:
    robots._unread[HOST], robots._parsers[HOST] = "HTTP 503", None
    robots._asked[HOST] = monotonic() - hours * HOUR
    robots._forget_old(HOST)
    if is_refused:
        with pytest.raises(IgnoreRequest, match="HTTP 503"):
            robots.process_request_2(None, PAGE)
    else:
        robots.process_request_2(None, PAGE)
        assert HOST not in robots._parsers
