"""robots.txt of many megabytes, on many hosts: read in part, and kept within a limit."""

from __future__ import annotations

import asyncio
from typing import Any

from scrapy import Request
from scrapy.http import TextResponse
from scrapy.utils.test import get_crawler
from twisted.internet.defer import Deferred

from newscrawler import settings as project
from newscrawler.downloader.robots import BoundedRobotsTxt
from tests.security.measuring import cost_of

RULES = b"User-agent: *\n" + b"".join(b"Disallow: /%d/x\n" % number for number in range(500_000))


def middleware() -> BoundedRobotsTxt:
    return BoundedRobotsTxt.from_crawler(get_crawler(settings_dict={"ROBOTSTXT_OBEY": True, "USER_AGENT": "x"}))


def answered(robots: BoundedRobotsTxt, host: str, body: bytes) -> None:
    robots._parsers[host] = Deferred()
    url = f"https://{host}/robots.txt"
    asyncio.run(robots._parse_robots(TextResponse(url, body=body), host, Request(f"https://{host}/story")))


def allowed(robots: BoundedRobotsTxt, url: str) -> Any:
    parser: Any = robots._parsers[Request(url).url.split("/")[2]]
    return parser.allowed(url, "newscrawler")


def test_the_project_uses_it() -> None:
    assert project.DOWNLOADER_MIDDLEWARES["newscrawler.downloader.robots.BoundedRobotsTxt"] == 100
    assert project.DOWNLOADER_MIDDLEWARES["scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware"] is None


def test_the_first_rules_of_a_large_file_hold() -> None:
    robots = middleware()
    answered(robots, "x.example", RULES)
    assert not allowed(robots, "https://x.example/7/x")
    assert not allowed(robots, "https://x.example/20000/x")
    assert allowed(robots, "https://x.example/499999/x")
    assert allowed(robots, "https://x.example/story")
    assert robots._stats.get_value("robotstxt/cut") == 1


def test_a_rule_at_the_border_is_whole_or_not_there() -> None:
    robots = middleware()
    answered(robots, "x.example", b"User-agent: *\n" + b"#" * (500 * 1024 - 40) + b"\nDisallow: /story/of/the/quay\n")
    assert allowed(robots, "https://x.example/story")


def test_many_hosts_of_large_files_cost_bounded_memory() -> None:
    robots = middleware()

    def ask() -> int:
        for number in range(10):
            answered(robots, f"h{number}.example", RULES)
        return len(robots._parsers)

    cost = cost_of(ask)
    assert cost.said == 7, cost
    assert cost.megabytes < 250, cost


def test_hosts_of_small_files_are_kept() -> None:
    robots = middleware()
    for number in range(300):
        answered(robots, f"h{number}.example", b"User-agent: *\nDisallow: /private\n")
    assert len(robots._parsers) == 300
    assert not allowed(robots, "https://h0.example/private")
