from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from newscrawler.comments.structure.moments import day_comes_first, reconcile
from newscrawler.language.dates.reader import TimeReader
from newscrawler.language.dates.relative import read_relative

NOW = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
READER = TimeReader(NOW, month_first=False)


@pytest.mark.parametrize(
    ("text", "ago"),
    [
        ("3 hours ago", timedelta(hours=3)),
        ("an hour ago", timedelta(hours=1)),
        ("5h", timedelta(hours=5)),
        ("vor 2 Stunden", timedelta(hours=2)),
        ("vor einer Stunde", timedelta(hours=1)),
        ("1 Stunde 51 Minuten her", timedelta(minutes=111)),
        ("il y a 3 heures", timedelta(hours=3)),
        ("hace 20 minutos", timedelta(minutes=20)),
        ("há 4 horas", timedelta(hours=4)),
        ("3 ore fa", timedelta(hours=3)),
        ("3 uur geleden", timedelta(hours=3)),
        ("2 godziny temu", timedelta(hours=2)),
        ("5 dakika önce", timedelta(minutes=5)),
        ("3 jam yang lalu", timedelta(hours=3)),
        ("3 timmar sedan", timedelta(hours=3)),
        ("2 часа назад", timedelta(hours=2)),
        ("3時間前", timedelta(hours=3)),
        ("5小时前", timedelta(hours=5)),
        ("2시간 전", timedelta(hours=2)),
        ("73 months ago", timedelta(days=73 * 30)),
        ("gerade eben", timedelta()),
    ],
)
def test_counted_back_from_now(text: str, ago: timedelta) -> None:
    assert read_relative(text, NOW) == NOW - ago


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2 days ago at 07:52 am", datetime(2026, 11, 22, 7, 52, tzinfo=UTC)),
        ("yesterday at 5:10 pm", datetime(2026, 11, 23, 17, 10, tzinfo=UTC)),
        ("gestern, 9:05 Uhr", datetime(2026, 11, 23, 9, 5, tzinfo=UTC)),
        ("hier à 21h30", datetime(2026, 11, 23, 21, 30, tzinfo=UTC)),
    ],
)
def test_a_day_with_its_clock(text: str, at: datetime) -> None:
    assert read_relative(text, NOW) == at


@pytest.mark.parametrize("text", ["in 3 hours", "Una", "12 comments", "vor dem Hafen", "3.5"])
def test_what_does_not_count_back(text: str) -> None:
    assert read_relative(text, NOW) is None


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("August 15, 2020 at 9:35 am", "2020-08-15 09:35"),
        ("31. Oktober 2023 um 15:15 Uhr", "2023-10-31 15:15"),
        ("Le 11 septembre 2018 à 12:57", "2018-09-11 12:57"),
        ("26 abril 2022 a las 14:02", "2022-04-26 14:02"),
        ("4 de março de 2021 às 08:15", "2021-03-04 08:15"),
        ("wtorek, 11 maja 2021, 23:13", "2021-05-11 23:13"),
        ("9 Temmuz 2024 18:40", "2024-07-09 18:40"),
        ("29.04.2019 // 15:27", "2019-04-29 15:27"),
        ("22/11/2024 à 09:47", "2024-11-22 09:47"),
        ("26/05/14, 07:41 am", "2014-05-26 07:41"),
        ("2024年1月2日 13:05", "2024-01-02 13:05"),
    ],
)
def test_printed(text: str, at: str) -> None:
    reading = READER.shown(text)
    assert reading is not None
    assert (f"{reading.at:%Y-%m-%d %H:%M}", reading.precision) == (at, "exact")


def test_a_printed_date_without_a_clock_is_a_day() -> None:
    reading = READER.shown("3 March 2024")
    assert reading is not None
    assert reading.precision == "day"


def test_a_year_that_is_left_out_is_the_last_one_possible() -> None:
    assert [
        reading and reading.at.year
        for reading in (READER.shown("19 février à 08:50"), READER.shown("12. Dezember, 10:00"))
    ] == [2026, 2025]


def test_which_number_is_the_day() -> None:
    assert not day_comes_first(["03/04/2024", "03/28/2024"], None)
    assert day_comes_first(["03/04/2024", "28/03/2024"], "en-US")
    assert not day_comes_first(["03/04/2024"], "en-US")


def test_attribute_and_print() -> None:
    def pair(stamp: str | None, shown: str | None) -> tuple[object, object]:
        return (stamp and READER.attribute(stamp)) or None, (shown and READER.shown(shown)) or None

    def believed(*pairs: tuple[str | None, str | None]) -> list[str | None]:
        return [reading.raw if reading else None for reading in reconcile([pair(*one) for one in pairs])]  # type: ignore[misc]

    exact, full = "2026-11-20T08:00:05+01:00", "20 November 2026, 08:00"
    assert believed((exact, full)) == [exact]
    assert believed((exact, "4 days ago")) == [exact]
    assert believed(("2026-11-20", full)) == [full]  # the attribute lacks the clock
    assert believed((exact, "18 November 2026, 10:00"), (exact, "19 November 2026, 11:00")) == [
        "18 November 2026, 10:00",
        "19 November 2026, 11:00",
    ]  # one template, one stamp for all
    assert believed((None, None)) == [None]
