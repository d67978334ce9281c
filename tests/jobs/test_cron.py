"""When schedules fire, above all when a zone's clock is changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from newscrawler.scrapyd.cron import Cron, CronError


def firings(expression: str, zone: str, begin: str, end: str) -> list[str]:
    """Between two UTC times, as UTC times of day."""
    return [f"{at:%d %H:%M}" for at in between(expression, zone, utc(begin), utc(end))]


def between(expression: str, zone: str, begin: datetime, end: datetime) -> Iterator[datetime]:
    cron = Cron(expression, zone)
    at = cron.after(begin - timedelta(microseconds=1))
    while at < end:
        yield at
        at = cron.after(at)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


# Berlin skips 02:00-03:00 on 29 March 2026 (01:00 UTC), and repeats 02:00-03:00 on 25 October 2026 (00:00 and 01:00
# UTC).
SPRING = ("Europe/Berlin", "2026-03-28T12:00", "2026-03-30T12:00")
AUTUMN = ("Europe/Berlin", "2026-10-24T12:00", "2026-10-26T12:00")


@pytest.mark.parametrize(
    ("expression", "where", "expected"),
    [
        ("30 1 * * *", SPRING, ["29 00:30", "29 23:30"]),
        # 02:30 does not exist on the 29th: it fires as the clock jumps to 03:00
        ("30 2 * * *", SPRING, ["29 01:00", "30 00:30"]),
        ("30 3 * * *", SPRING, ["29 01:30", "30 01:30"]),
        # 02:30 comes twice on the 25th: it fires the first time
        ("30 2 * * *", AUTUMN, ["25 00:30", "26 01:30"]),
        ("30 3 * * *", AUTUMN, ["25 02:30", "26 02:30"]),
        # Both times of the skipped hour are the instant after it, and one firing
        ("0,30 2 * * *", SPRING, ["29 01:00", "30 00:00", "30 00:30"]),
        ("0 2,3 * * *", SPRING, ["29 01:00", "30 00:00", "30 01:00"]),
        ("0,30 2 * * *", AUTUMN, ["25 00:00", "25 00:30", "26 01:00", "26 01:30"]),
        ("30 2 29 3 *", SPRING, ["29 01:00"]),
        ("30 2 * * SUN", AUTUMN, ["25 00:30"]),
    ],
)
def test_a_named_time_fires_once_a_day(expression: str, where: tuple[str, str, str], expected: list[str]) -> None:
    assert firings(expression, *where) == expected


def test_every_hour_is_every_hour_that_passes() -> None:
    for where in (SPRING, AUTUMN):
        times = list(between("15 * * * *", where[0], utc(where[1]), utc(where[2])))
        assert {later - earlier for earlier, later in pairwise(times)} == {timedelta(hours=1)}
        assert len(times) == 48


ZONES = {
    # zone: two changes of its clock, as UTC days
    "America/New_York": ("2026-03-08", "2026-11-01"),
    "Europe/London": ("2026-03-29", "2026-10-25"),
    "Australia/Lord_Howe": ("2026-04-04", "2026-10-03"),  # by half an hour
    "Africa/Cairo": ("2026-04-23", "2026-10-29"),  # at midnight
    "America/Santiago": ("2026-04-05", "2026-09-06"),  # at midnight
    "Asia/Tokyo": ("2026-04-05", "2026-10-25"),  # never
}


STARS = ["*/7 * * * *", "13 * * * *", "* 0-3 * * *", "*/20 */2 * * *", "5 * * * 0"]

HALF_HOUR = pytest.mark.xfail(
    strict=True, reason="cronsim walks by whole hours: on the one island that shifts by half of one, a few are left out"
)


@pytest.mark.parametrize(
    ("expression", "zone"),
    [
        pytest.param(
            *(each, zone), marks=HALF_HOUR if (each, zone) == ("*/20 */2 * * *", "Australia/Lord_Howe") else ()
        )
        for each in STARS
        for zone in ZONES
    ],
)
def test_the_clock_on_the_wall_is_followed_where_a_star_stands(expression: str, zone: str) -> None:
    """Against the definition, minute by minute."""
    minute, hour, _, _, weekday = expression.split()

    def matches(at: datetime) -> bool:
        local = at.astimezone(ZoneInfo(zone))
        return (
            _matches(minute, local.minute) and _matches(hour, local.hour) and _matches(weekday, local.isoweekday() % 7)
        )

    for day in ZONES[zone]:
        begin = utc(day) - timedelta(days=1)
        minutes = (begin + timedelta(minutes=n) for n in range(3 * 24 * 60))
        expected = [at for at in minutes if matches(at)]
        assert list(between(expression, zone, begin, begin + timedelta(days=3))) == expected


def _matches(field: str, value: int) -> bool:
    if field.startswith("*/"):
        return value % int(field[2:]) == 0
    if "-" in field:
        low, high = map(int, field.split("-"))
        return low <= value <= high
    return field == "*" or value == int(field)


@pytest.mark.parametrize("zone", ZONES)
def test_a_named_time_fires_on_every_day_once_and_never_early(zone: str) -> None:
    for hour in range(4):
        times = list(between(f"20 {hour} * * *", zone, utc("2026-01-01"), utc("2027-01-01")))
        days = [at.astimezone(ZoneInfo(zone)).date() for at in times]
        assert len(set(days)) == len(days)
        assert len(days) in (364, 365, 366)
        for at in times:
            local = at.astimezone(ZoneInfo(zone))
            assert (local.hour, local.minute) >= (hour, 20)


def test_what_is_asked_about_is_never_the_answer() -> None:
    """From any minute around the repeated hour, the next firing is later, and none is left out."""
    for expression in ("30 2 * * *", "*/15 * * * *", "0 3 * * *"):
        cron = Cron(expression, "Europe/Berlin")
        all_of_them = list(between(expression, "Europe/Berlin", utc("2026-10-24T20:00"), utc("2026-10-27T00:00")))
        at = utc("2026-10-24T20:00")
        while at < utc("2026-10-25T20:00"):
            assert cron.after(at) == next(each for each in all_of_them if each > at)
            at += timedelta(minutes=1)


@pytest.mark.parametrize(
    ("expression", "zone", "named"),
    [
        ("15 * * *", "UTC", "15 * * *"),
        ("61 * * * *", "UTC", "Bad minute"),
        ("0 0 30 2 *", "UTC", "Bad day-of-month"),
        ("", "UTC", "''"),
        ("@daily", "UTC", "@daily"),
        ("0 0 * * *", "Asia/Tokio", "Asia/Tokio"),
        ("0 0 * * *", "../../etc/passwd", "../../etc/passwd"),
        ("0 0 * * *", "", "''"),
    ],
)
def test_what_cannot_be_used_is_named(expression: str, zone: str, named: str) -> None:
    with pytest.raises(CronError, match=r"cron expression|time zone|never") as raised:
        Cron(expression, zone)
    assert named in str(raised.value)
