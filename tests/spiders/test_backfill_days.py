"""The days under which a backfill notes an entry of a list, by what the entry, its address and its list say."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from newscrawler.discovery.links import Link
from newscrawler.discovery.spans import Span
from newscrawler.spiders._backfill import Backfill
from newscrawler.spiders.syndication import SyndicationSpider

ASKED = Span(date(2026, 1, 5), date(2026, 1, 9))
JANUARY = Span(date(2026, 1, 1), date(2026, 1, 31))


class AlmanacSpider(SyndicationSpider):
    name = "almanac"
    outlet = "almanac.example"


BACKFILL = Backfill(AlmanacSpider(), ASKED, ZoneInfo("Asia/Tokyo"))


def day(number: int) -> Span:
    return Span(date(2026, 1, number), date(2026, 1, number))


def at(number: int, hour: int = 12) -> datetime:
    return datetime(2026, 1, number, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("path", "published", "modified", "stated", "found"),
    [
        # What the entry says of its publication counts before all else, in the outlet's zone.
        ("/2026/01/06/quay", at(7), at(8), day(9), day(7)),
        ("/quay", at(4, 16), None, None, day(5)),
        ("/quay", at(9, 16), None, None, "of_other_days"),
        # Then the address, then the day of the list.
        ("/2026/01/06/quay", None, at(8), day(9), day(6)),
        ("/2025/12/31/quay", None, at(8), day(9), "of_other_days"),
        ("/quay", None, at(8), day(9), day(9)),
        ("/quay", None, at(8), day(10), "of_other_days"),
        # Then the last change: the story is not younger.
        ("/quay", None, at(8), None, day(8)),
        ("/quay", None, at(8), JANUARY, day(8)),
        ("/quay", None, at(3), JANUARY, "of_other_days"),
        # It was changed after the days asked for, and may be from any of them: the day after is near enough.
        ("/quay", None, at(10), None, day(9)),
        ("/quay", None, at(20), None, "changed_later"),
        ("/quay", None, at(20), JANUARY, "changed_later"),
        # The list is of the days asked for alone: the story is from one of them.
        ("/quay", None, at(20), Span(date(2026, 1, 5), date(2026, 1, 8)), Span(date(2026, 1, 5), date(2026, 1, 8))),
        # Nothing but the list says a day.
        ("/quay", None, None, JANUARY, ASKED),
        ("/quay", None, None, Span(date(2025, 12, 1), date(2025, 12, 31)), "of_other_days"),
        ("/quay", None, None, None, "undated"),
    ],
)
def test_the_surest_source_says_the_day(
    path: str, published: datetime | None, modified: datetime | None, stated: Span | None, found: Span | str
) -> None:
    link = Link(url=f"https://almanac.example{path}", published=published, modified=modified)
    assert BACKFILL._days_of(link, stated) == found
