"""Dates as they are printed in some forty languages; all on the same few days, so that a wrong month shows."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from newscrawler.language.dates.moment import Printed
from newscrawler.language.dates.printed import find_dates

NOW = datetime(2026, 11, 24, tzinfo=UTC)

PRINTED = [
    ("الجمعة 5 آذار / مارس 2021 04:07 مساءً", "2021-03-05 16:07"),
    ("5 كانون الثّاني / يناير 2021 09:22 صباحًا", "2021-01-05 09:22"),
    ("5 March 2021", "2021-03-05"),
    ("March 5, 2021", "2021-03-05"),
    ("Mar. 5, 2021, 4:07 p.m. ET", "2021-03-05 16:07"),
    ("Mar 5 2021 4:07PM EST", "2021-03-05 16:07"),
    ("5th of March 2021", "2021-03-05"),
    ("5-Mar-2021", "2021-03-05"),
    ("05-MAR-21", "2021-03-05"),
    ("Friday, March 05, 2021", "2021-03-05"),
    ("March 5th, 2021 at 16:07", "2021-03-05 16:07"),
    ("5. März 2021, 16:07 Uhr", "2021-03-05 16:07"),
    ("05.03.2021 - 16:07", "2021-03-05 16:07"),
    ("5.3.2021, 16.07 Uhr", "2021-03-05 16:07"),
    ("05.03.21", "2021-03-05"),
    ("Freitag, 05. Mrz. 2021", "2021-03-05"),
    ("5 mars 2021 à 16h07", "2021-03-05 16:07"),
    ("1er mars 2021", "2021-03-01"),
    ("le 05/03/2021 à 16:07", "2021-03-05 16:07"),
    ("vendredi 5 août 2021", "2021-08-05"),
    ("5 de marzo de 2021", "2021-03-05"),
    ("5 de marzo del 2021 - 16:07", "2021-03-05 16:07"),
    ("05 mar 2021 - 16:07 CET", "2021-03-05 16:07"),
    ("marzo 5, 2021", "2021-03-05"),
    ("5 marzo 2021 alle 16:07", "2021-03-05 16:07"),
    ("05 Marzo 2021 ore 16:07", "2021-03-05 16:07"),
    ("5 de março de 2021 às 16h07", "2021-03-05 16:07"),
    ("05/03/2021 16h07", "2021-03-05 16:07"),
    ("5 maart 2021 16:07", "2021-03-05 16:07"),
    ("5 mrt. 2021", "2021-03-05"),
    ("5 mrt 2021 om 16:07", "2021-03-05 16:07"),
    ("5 marca 2021, 16:07", "2021-03-05 16:07"),
    ("5 stycznia 2021 r.", "2021-01-05"),
    ("5. března 2021 16:07", "2021-03-05 16:07"),
    ("5. marts 2021 kl. 16.07", "2021-03-05 16:07"),
    ("5 mars 2021 kl 16:07", "2021-03-05 16:07"),
    ("5. maaliskuuta 2021 klo 16.07", "2021-03-05 16:07"),
    ("2021. március 5. 16:07", "2021-03-05 16:07"),
    ("2021. 03. 05. 16:07", "2021-03-05 16:07"),
    ("2021.03.05. 16:07", "2021-03-05 16:07"),
    ("5 martie 2021, 16:07", "2021-03-05 16:07"),
    ("5 Mart 2021 16:07", "2021-03-05 16:07"),
    ("05 Mart 2021 Cuma 16:07", "2021-03-05 16:07"),
    ("5 Μαρτίου 2021, 16:07", "2021-03-05 16:07"),
    ("5 марта 2021, 16:07", "2021-03-05 16:07"),
    ("5 марта 2021 г. в 16:07", "2021-03-05 16:07"),
    ("16:07, 5 марта 2021", "2021-03-05 16:07"),
    ("16:07 05.03.2021", "2021-03-05 16:07"),
    ("5 березня 2021, 16:07", "2021-03-05 16:07"),
    ("5 март 2021", "2021-03-05"),
    ("5. ožujka 2021.", "2021-03-05"),
    ("5. mart 2021. 16:07", "2021-03-05 16:07"),
    ("5. marca 2021", "2021-03-05"),
    ("2021年3月5日 16時07分", "2021-03-05 16:07"),
    ("2021年03月05日16:07", "2021-03-05 16:07"),
    ("2021年3月5日（金）16時07分", "2021-03-05 16:07"),
    ("2021年3月5日(金) 午後4時07分", "2021-03-05 16:07"),
    ("2021/03/05 16:07", "2021-03-05 16:07"),
    ("2021-03-05 16:07:09", "2021-03-05 16:07"),
    ("令和3年3月5日", "2021-03-05"),
    ("２０２１年３月５日", "2021-03-05"),
    ("2021년 3월 5일 오후 4:07", "2021-03-05 16:07"),
    ("2021.03.05 16:07", "2021-03-05 16:07"),
    ("2021. 3. 5. 16:07", "2021-03-05 16:07"),
    ("2021.3.5.", "2021-03-05"),
    ("입력 2021-03-05 16:07", "2021-03-05 16:07"),
    ("5 tháng 3, 2021", "2021-03-05"),
    ("Thứ sáu, 5/3/2021, 16:07 (GMT+7)", "2021-03-05 16:07"),
    ("5 Maret 2021 16:07 WIB", "2021-03-05 16:07"),
    ("5 Agustus 2021", "2021-08-05"),
    ("5 Mac 2021", "2021-03-05"),
    ("5 มีนาคม 2564 16:07", "2021-03-05 16:07"),
    ("5 มี.ค. 2564", "2021-03-05"),
    ("5 مارس 2021", "2021-03-05"),
    ("٥ مارس ٢٠٢١", "2021-03-05"),
    ("5 آذار 2021", "2021-03-05"),
    ("5 במרץ 2021", "2021-03-05"),
    ("05 במרץ 2021", "2021-03-05"),
    ("5 मार्च 2021", "2021-03-05"),
    ("05 Mar 2021 04:07 PM IST", "2021-03-05 16:07"),
    ("৫ মার্চ ২০২১", "2021-03-05"),
    ("5 மார்ச் 2021", "2021-03-05"),
    ("Fri 5 Mar 2021 16.07 GMT", "2021-03-05 16:07"),
    ("4:07 PM ET, Fri March 5, 2021", "2021-03-05 16:07"),
    ("16:07, March 5, 2021", "2021-03-05 16:07"),
    ("Published 4:07 pm Friday, March 5, 2021", "2021-03-05 16:07"),
    ("UPDATED: 05:07 GMT, 5 March 2021", "2021-03-05 05:07"),
    ("2021-03-05T16:07:00+0900", "2021-03-05 16:07"),
    ("5 ožu 2021", "2021-03-05"),
    ("5 gruodžio 2021", "2021-12-05"),
    ("2021 m. kovo 5 d. 16:07", "2021-03-05 16:07"),
    ("2021. gada 5. marts", "2021-03-05"),
    ("5. märts 2021", "2021-03-05"),
    ("5 mars, 2021", "2021-03-05"),
    ("5 de març de 2021", "2021-03-05"),
    ("5 Marzo, 2021", "2021-03-05"),
    ("5. desember 2021", "2021-12-05"),
    ("5. júní 2021", "2021-06-05"),
    ("民國110年3月5日", "2021-03-05"),
]


def _first(text: str, zone: ZoneInfo | None = None, *, month_first: bool = False) -> Printed | None:
    found = find_dates(text, zone, month_first=month_first, now=NOW)
    return found[0] if found else None


@pytest.mark.parametrize(("text", "wanted"), PRINTED)
def test_printed_date_with_its_clock(text: str, wanted: str) -> None:
    found = _first(text)
    assert found is not None
    assert found.at.strftime("%Y-%m-%d %H:%M" if " " in wanted else "%Y-%m-%d") == wanted
    assert found.exact is (" " in wanted)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Version 1.2.3",
        "192.168.1.1",
        "§ 3.4.5",
        "in 2021",
        "Call 555-2021",
        "+49 30 2021 2022",
        "32 March 2021",
        "March 2021",
        "30.02.2021",
        "5 Months 2021",
        "ISBN 978-3-16-148410-0",
        "12 March 1789",
        "5 March 2031",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert _first(text) is None


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("March 5, 2021, 4:07 p.m. ET", "21:07"),
        ("July 5, 2021, 4:07 p.m. ET", "20:07"),
        ("5 March 2021 16:07 JST", "07:07"),
        ("5 March 2021 16:07 (GMT+7)", "09:07"),
        ("5 March 2021 16:07 UTC", "16:07"),
        ("5. März 2021, 16:07 MEZ", "15:07"),
        ("5 марта 2021, 16:07 МСК", "13:07"),
        ("2021-03-05 16:07:09 +0530", "10:37"),
    ],
)
def test_the_zone_beside_the_clock(text: str, utc: str) -> None:
    found = _first(text)
    assert found is not None
    assert found.zoned
    assert found.at.astimezone(UTC).strftime("%H:%M") == utc


def test_an_abbreviation_of_several_zones_is_the_outlets_own() -> None:
    for zone, utc in (("Asia/Jerusalem", "14:07"), ("Asia/Kolkata", "10:37")):
        found = _first("5 March 2021 16:07 IST", ZoneInfo(zone))
        assert found is not None
        assert found.at.astimezone(UTC).strftime("%H:%M") == utc


def test_day_and_month_by_the_outlets_habit_unless_that_is_impossible() -> None:
    assert [d.at.month for text in ("03/05/2021", "03/25/2021") if (d := _first(text, month_first=True))] == [3, 3]
    assert [d.at.month for text in ("03/05/2021", "03/25/2021") if (d := _first(text))] == [5, 3]
    # In December 2026 it would be the future.
    assert [d.at.month for text in ("11/12/2026", "12/11/2026") if (d := _first(text))] == [11, 11]


def test_where_the_date_stands_in_its_line() -> None:
    text = "Published 4:07 pm Friday, March 5, 2021 by a reporter"
    found = _first(text)
    assert found is not None
    assert text[found.start : found.end].strip() == "4:07 pm Friday, March 5, 2021"
