"""Values that ``-a name=value`` accepts, and messages for values that it refuses."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from newscrawler.discovery.spans import Span
from newscrawler.spiders._backfill import archive_address, archive_problem
from newscrawler.spiders.archive import ArchiveSpider
from newscrawler.spiders.japantoday import JapanTodaySpider
from newscrawler.spiders.outlet import OutletSpider
from newscrawler.spiders.syndication import ArgumentError, SyndicationSpider, now


@pytest.mark.parametrize(
    ("spider", "arguments", "says"),
    [
        (JapanTodaySpider, {"colour": "red"}, "japantoday has no argument 'colour'; it takes category, limit, pages, since, until, url"),
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


class AlmanacSpider(SyndicationSpider):
    name = "almanac"
    outlet = "almanac.example"
    time_zone = "Pacific/Auckland"
    sitemaps = ("https://almanac.example/sitemap.xml",)


TODAY = now().astimezone(ZoneInfo("Pacific/Auckland")).date()
TO_COME = str(TODAY + timedelta(2))
"""In the future also where midnight comes before the test."""


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"until": "2026-02-01"}, "until='2026-02-01' needs the first day of the backfill: -a since="),
        ({"since": "2026-02-01", "until": "2026-01-01"}, "until=2026-01-01 does not lie after since=2026-02-01"),
        ({"since": "2026-02-01", "until": "2026-02-01"}, "until is the first day that is left out"),
        ({"since": "2026-01-01", "until": TO_COME}, f"until={TO_COME} lies in the future"),
        ({"since": "2026-01-01", "until": TO_COME}, "and a crawl without until for what is printed now"),
        ({"since": "2026-01-01", "until": "soon"}, "until='soon' is not a day"),
        ({"since": "2026-01-01", "until": "2026-02-30"}, "until='2026-02-30' is not a day"),
        ({"since": "2026-01-01T08:00", "until": "2026-02-01"}, "since='2026-01-01T08:00' is not a day: a backfill goes by whole days"),
        ({"since": "1926-01-01", "until": "2026-02-01"}, "since=1926-01-01 lies before 1990-01-01"),
        ({"since": "2026-01-01", "until": "2026-02-01", "url": "https://almanac.example/x"}, "leave out url="),
    ],
)  # fmt: skip
def test_days_that_no_backfill_can_walk_are_one_clear_line(arguments: dict[str, str], says: str) -> None:
    with pytest.raises(ArgumentError) as error:
        AlmanacSpider.check_arguments(arguments)
    assert says in str(error.value)
    assert "\n" not in str(error.value)


def test_a_backfill_needs_lists_of_past_days() -> None:
    with pytest.raises(ArgumentError, match="declares no sitemaps, archive_sitemaps or archive_page"):
        JapanTodaySpider.check_arguments({"since": "2026-01-01", "until": "2026-02-01"})
    with pytest.raises(ArgumentError, match="outlet has no argument 'until'"):
        OutletSpider.check_arguments({"url": "https://plainpress.example/", "until": "2026-02-01"})


def test_the_days_of_a_backfill_are_those_of_the_outlet() -> None:
    spider = AlmanacSpider(since="2026-01-01", until="2026-01-03")
    assert spider.backfill == Span(date(2026, 1, 1), date(2026, 1, 2))
    assert (spider.since, spider.until) == (
        datetime(2025, 12, 31, 11, tzinfo=UTC),
        datetime(2026, 1, 2, 11, tzinfo=UTC),
    )
    # The day that is over at the outlet, though perhaps not in UTC, is the last one.
    assert AlmanacSpider(since="2026-01-01", until=str(TODAY)).backfill is not None


@pytest.mark.parametrize(
    ("template", "problem"),
    [
        ("https://almanac.example/{year}/{month}/{day}", None),
        ("https://almanac.example/{year}-{month:d}", None),
        ("https://almanac.example/{year}/{week}", "archive_page has a placeholder {week}"),
        ("https://almanac.example/archive", "archive_page needs {year} and {month}"),
        ("https://almanac.example/{year}/{day}", "archive_page needs {year} and {month}"),
    ],
)
def test_an_archive_page_names_its_days(template: str, problem: str | None) -> None:
    found = archive_problem(template)
    assert found is None if problem is None else problem in str(found)


def test_addresses_of_archive_pages() -> None:
    day = date(2026, 1, 5)
    assert archive_address("https://a.example/{year}/{month}/{day}", day) == "https://a.example/2026/01/05"
    assert archive_address("https://a.example/{day:d}-{month:d}-{year}", day) == "https://a.example/5-1-2026"
