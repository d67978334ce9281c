"""Values that ``-a name=value`` accepts, and messages for values that it refuses."""

from __future__ import annotations

import pytest

from newscrawler.spiders.archive import ArchiveSpider
from newscrawler.spiders.japantoday import JapanTodaySpider
from newscrawler.spiders.outlet import OutletSpider
from newscrawler.spiders.syndication import ArgumentError, SyndicationSpider


@pytest.mark.parametrize(
    ("spider", "arguments", "says"),
    [
        (JapanTodaySpider, {"colour": "red"}, "japantoday has no argument 'colour'; it takes category, limit, pages, since, url"),
        (JapanTodaySpider, {"url": "japantoday.com/x"}, "url='japantoday.com/x' is not an http(s) URL"),
        (JapanTodaySpider, {"url": "https://plainpress.example/x"}, "is not on japantoday.com; use: scrapy crawl outlet"),
        (JapanTodaySpider, {"category": "../etc"}, "category='../etc' is not a section's name"),
        (JapanTodaySpider, {"since": "last week"}, "since='last week' is not an ISO date or time"),
        (JapanTodaySpider, {"limit": "0"}, "limit='0' is not a whole number above 0"),
        (JapanTodaySpider, {"pages": "many"}, "pages='many' is not a whole number above 0"),
        (OutletSpider, {}, "outlet needs a start page: -a url="),
        (OutletSpider, {"url": "https://plainpress.example/", "category": "world"}, "outlet has no argument 'category'"),
        (ArchiveSpider, {}, "archive needs what to replay: -a path="),
        (ArchiveSpider, {"path": "/no/such"}, "no such file or folder: /no/such"),
        (ArchiveSpider, {"path": ".", "limit": "x"}, "limit='x' is not a whole number"),
    ],
)  # fmt: skip
def test_unusable_argument_is_one_clear_line(
    spider: type[SyndicationSpider], arguments: dict[str, str], says: str
) -> None:
    with pytest.raises(ArgumentError) as error:
        spider.check_arguments(arguments)
    assert says in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("spider", "arguments"),
    [
        (JapanTodaySpider, {}),
        (JapanTodaySpider, {"category": "features/food", "since": "2026-11-20", "limit": "5", "pages": "1"}),
        (JapanTodaySpider, {"url": "https://www.japantoday.com/category/world/x", "_job": "8f3a"}),
        (OutletSpider, {"url": "https://plainpress.example/", "_job": "8f3a"}),
        (ArchiveSpider, {"path": "tests", "_job": "8f3a"}),
    ],
)
def test_usable_arguments(spider: type[SyndicationSpider], arguments: dict[str, str]) -> None:
    spider.check_arguments(arguments)
