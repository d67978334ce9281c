"""Redirects to other sites: what an operator is told of them."""

from __future__ import annotations

import shlex

import pytest
from scrapy.http import HtmlResponse, Request
from scrapy.utils.test import get_crawler

from newscrawler.spiders.outlet import OutletSpider

START = "https://a.example/"


@pytest.mark.parametrize("asked", [START, "https://a.example/2026/ferry"])
def test_the_command_for_another_site_runs_nothing_else_in_a_shell(asked: str) -> None:
    crawler = get_crawler(OutletSpider, {"SETTINGS_MODULE": "newscrawler.settings"})
    spider = OutletSpider.from_crawler(crawler, url=START)
    hostile = "https://$(id).b.example;id/feed"
    stray = spider._stray(HtmlResponse(hostile, request=Request(asked)), "fetch")
    assert stray is not None
    command = stray.reason.partition("-a url=")[2]
    assert command.startswith("'https://$(id).b.example;id/")
    assert len(shlex.split(command)) == 1
