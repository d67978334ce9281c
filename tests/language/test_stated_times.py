from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from newscrawler.language.dates.moment import Moment
from newscrawler.language.dates.reader import TimeReader

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
TOKYO = ZoneInfo("Asia/Tokyo")


def parse_moment(raw: str | None, zone: ZoneInfo | None, *, now: datetime) -> Moment | None:
    return TimeReader(now, zone).stated(raw)


@pytest.mark.parametrize(
    ("raw", "utc", "precision"),
    [
        ("2026-11-17T06:40:00+09:00", "2026-11-16T21:40:00+00:00", "exact"),
        ("2026-11-17T06:40:00Z", "2026-11-17T06:40:00+00:00", "exact"),
        ("2026-11-17 06:40", "2026-11-16T21:40:00+00:00", "exact"),
        ("2026-11-17", "2026-11-16T15:00:00+00:00", "day"),
        ("Tue, 17 Nov 2026 06:40:00 +0900", "2026-11-16T21:40:00+00:00", "exact"),
        ("Nov. 17, 2026 06:40 am JST", "2026-11-16T21:40:00+00:00", "exact"),
        ("November 17, 2026", "2026-11-16T15:00:00+00:00", "day"),
    ],
)
def test_moment_with_the_outlets_zone_where_none_is_stated(raw: str, utc: str, precision: str) -> None:
    moment = parse_moment(raw, TOKYO, now=NOW)
    assert moment is not None
    assert moment.at.astimezone(UTC).isoformat() == utc
    assert moment.precision == precision
    assert moment.raw in raw


@pytest.mark.parametrize(
    "raw", [None, "", "yesterday", "12", "2031-01-01", "1900-01-01", "10:30", "Vol. 3 No. 2", "0000-00-00", "x" * 500]
)
def test_what_is_no_publication_time(raw: str | None) -> None:
    assert parse_moment(raw, None, now=NOW) is None


def test_a_clock_slightly_ahead_is_not_the_future() -> None:
    assert parse_moment((NOW + timedelta(hours=3)).isoformat(), None, now=NOW)
