"""A declared selector that finds nothing is counted, and warned about once."""

from __future__ import annotations

import logging
from typing import Any, ClassVar

import pytest
from scrapy.http import HtmlResponse
from scrapy.utils.test import get_crawler

from newscrawler.extraction import Selectors
from newscrawler.items import Copy
from newscrawler.runs.record import _missed
from newscrawler.spiders.syndication import SyndicationSpider

PROSE = "<p>The harbour master said that the quay would stay closed until the crane had been lifted.</p>" * 5


class GranitePostSpider(SyndicationSpider):
    """An outlet whose declarations no longer fit its pages."""

    name = "granitepost"
    outlet = "granitepost.example"
    story_selectors: ClassVar[tuple[str, ...]] = ("h3.teaser > a",)
    selectors = Selectors(
        headline="h2.hed", byline="p.who", body="div.text > p", published="time.when", section="b.desk"
    )


def spider() -> Any:
    return GranitePostSpider.from_crawler(get_crawler(GranitePostSpider))


def page(path: str, body: str) -> HtmlResponse:
    html = f"<html><head><title>The Granite Post</title></head><body>{body}</body></html>"
    return HtmlResponse(f"https://granitepost.example{path}", body=html.encode())


STORY = f"""<h2 class=head>Crane blocks the old quay</h2><p class=who>By Mara Quill</p><b class=desk>Harbour</b>
<time class=when>soon</time><div class=copy>{PROSE}</div>"""


def test_each_page_is_counted_and_each_selector_told_once(caplog: pytest.LogCaptureFixture) -> None:
    crawled = spider()
    with caplog.at_level(logging.WARNING):
        for number in range(3):
            items = list(crawled.parse_story(page(f"/{number}", STORY)))
            assert any(isinstance(item, Copy) for item in items)
    stats = crawled.crawler.stats.get_stats()
    assert _missed(stats) == {"headline": 3, "body": 3, "published": 3}
    told = [record.getMessage() for record in caplog.records if "declared selector" in record.getMessage()]
    assert len(told) == 3
    assert "https://granitepost.example/0: the declared selector headline='h2.hed' finds nothing" in told[0]


def test_selectors_that_find_something_are_not_told(caplog: pytest.LogCaptureFixture) -> None:
    crawled = spider()
    story = STORY.replace("class=head", "class=hed").replace("class=copy", "class=text")
    story = story.replace("<time class=when>soon", "<time class=when datetime=2026-11-20T08:00:00Z>today")
    copy = next(iter(crawled.parse_story(page("/1", story))))
    assert (copy.headline, copy.section, copy.byline) == ("Crane blocks the old quay", "Harbour", "Mara Quill")
    assert _missed(crawled.crawler.stats.get_stats()) == {}
    assert "declared selector" not in caplog.text


def test_a_list_page_without_one_declared_link_counts_too() -> None:
    crawled = spider()
    list(crawled.parse_section(page("/news", "<h2 class=teaser><a href=/news/quay-1>Crane blocks quay</a></h2>"), 1))
    assert _missed(crawled.crawler.stats.get_stats()) == {"story_selectors": 1}
