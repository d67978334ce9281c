"""Dates as people print them, in the languages of some thirty countries, found inside a line of text."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from datetime import tzinfo as TimeZone  # noqa: N812

__all__ = ["PrintedDate", "find_dates"]

_MONTH_NAMES = (
    "january jan januar jänner jän janvier janv enero ene gennaio gen januari janeiro styczeń stycznia sty leden ledna tammikuu tammikuuta ocak ianuarie január ιανουαρίου ιαν января янв січня januára januara siječnja януари",
    "february feb februar février févr fév febrero febbraio febbr februari fevereiro fev luty lutego únor února helmikuu helmikuuta şubat februarie február φεβρουαρίου φεβ февраля фев лютого februára februara veljače февруари",
    "march mar märz mrz maerz mars marzo maart março marco marzec marca března březen maaliskuu maaliskuuta mart martie március μαρτίου марта мар березня márc ožujka март",
    "april apr avril avr abril abr aprile aprilis kwiecień kwietnia duben dubna huhtikuu huhtikuuta nisan aprilie április απριλίου απρ апреля апр квітня apríla aprila travnja април",
    "may mai mayo may maggio magg mag mei maio maj maja květen května toukokuu toukokuuta mayıs május μαΐου мая травня mája svibnja май kan",
    "june jun juni juin junio giugno giu junho czerwiec czerwca červen června kesäkuu kesäkuuta haziran iunie június ιουνίου июня червня júna juna lipnja юни",
    "july jul juli juillet juil julio luglio lug julho lipiec lipca červenec července heinäkuu heinäkuuta temmuz iulie július ιουλίου июля липня júla jula srpnja юли",
    "august aug août aout agosto ago augustus agustus sierpień sierpnia srpen srpna elokuu elokuuta ağustos augusti augusztus αυγούστου августа авг серпня augusta avgusta kolovoza август",
    "september sept sep septembre septiembre setiembre settembre sett set setembro wrzesień września září syyskuu syyskuuta eylül septembrie szeptember σεπτεμβρίου сентября сент вересня septembra rujna септември",
    "october oct oktober okt octobre octubre ottobre ott outubro out październik października říjen října lokakuu lokakuuta ekim octombrie október οκτωβρίου октября окт жовтня októbra oktobra listopada октомври",
    "november nov novembre noviembre novembro listopad listopadu marraskuu marraskuuta kasım noiembrie νοεμβρίου ноября ноя листопада novembra studenoga ноември",
    "december dec dezember dez décembre déc decembre diciembre dic dicembre dezembro desember des grudzień grudnia prosinec prosince joulukuu joulukuuta aralık decembrie δεκεμβρίου декабря дек грудня decembra prosinca декември",
)
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}
# "listopad" is November in Polish and Czech; Croatian's October is "listopada".
_WORD = r"[^\W\d_]{3,13}"
_TIME = (
    r"(?:[\s,|·•(–-]{0,4}(?:T|at|um|à|às|a las|alle|ore|kl\.?|klo|o|om|в|ora|saat|@|clock|-)?[\s,|·•(–-]{0,3}"
    r"(?P<hour>[0-2]?\d)(?::|\.|h|\s?Uhr\s?|時|시\s?)(?P<minute>[0-5]\d)(?:[:.](?P<second>[0-5]\d)(?:\.\d+)?)?(?:分|분)?\s{0,2}(?P<half>[ap]\.?\s?m\b\.?)?\s{0,2}(?:Uhr|h|hrs)?\s{0,2}\(?(?P<zone>Z\b|[+-]\d\d:?\d\d\b|[A-Z]{2,4}T\b|UTC|GMT|ET\b|PT\b|CET|MSK)?)?"
)
_PATTERNS = re.compile(
    r"(?<![\d/.])(?:"
    r"(?P<y1>(?:19|20)\d\d)(?P<s1>[-/.])\s?(?P<m1>0?[1-9]|1[0-2])(?P=s1)\s?(?P<d1>0?[1-9]|[12]\d|3[01])(?![\d])"
    r"|(?P<y2>(?:19|20)\d\d)\s?[年년]\s?(?P<m2>\d{1,2})\s?[月월]\s?(?P<d2>\d{1,2})\s?[日일]"
    r"|(?P<d3>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|er|º|ª)?\.?(?:\s|&nbsp;|-|/){0,3}(?:de |of |of the |d['’]|tháng )?(?P<n3>" + _WORD + r")\.?,?(?:\s|-|/|'){0,3}(?:de |del |năm |m\. )?(?P<y3>(?:19|20)\d\d)(?!\d)"
    r"|(?P<d5>0?[1-9]|[12]\d|3[01])\s?(?P<s5>[./-])\s?(?P<m5>0?[1-9]|[12]\d|3[01])\s?(?P=s5)\s?(?P<y5>(?:19|20)\d\d|[0-3]\d(?![\d.]))(?!\d)"
    r"|(?P<d6>\d{1,2}) tháng (?P<m6>\d{1,2})(?:,| năm)? (?P<y6>(?:19|20)\d\d)"
    r")" + _TIME
    + r"|\b(?P<n4>" + _WORD + r")\.?\s{0,2}(?P<d4>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?:,|\s|\.){1,3}(?P<y4>(?:19|20)\d\d)(?!\d)"
    + _TIME.replace("(?P<hour>", "(?P<hour4>").replace("(?P<minute>", "(?P<minute4>").replace("(?P<second>", "(?P<second4>").replace("(?P<half>", "(?P<half4>").replace("(?P<zone>", "(?P<zone4>"),
)  # fmt: skip
_DIGITS = re.compile(r"\d{4}|\d[./-]\d")
_ZONES = {
    "JST": 540, "KST": 540, "UTC": 0, "GMT": 0, "Z": 0, "EST": -300, "EDT": -240, "ET": -300, "CST": -360, "CDT": -300, "MST": -420,
    "MDT": -360, "PST": -480, "PDT": -420, "PT": -480, "CET": 60, "CEST": 120, "BST": 60, "IST": 330, "AEST": 600, "AEDT": 660,
    "MSK": 180, "WIB": 420, "HKT": 480, "SGT": 480,
}  # fmt: skip


class PrintedDate:
    """A date found in a line."""

    __slots__ = ("at", "end", "exact", "start", "zoned")

    def __init__(self, at: datetime, exact: bool, zoned: bool, start: int, end: int) -> None:
        self.at = at
        """Aware; midnight where only the day is printed."""
        self.exact = exact
        self.zoned = zoned
        self.start = start
        self.end = end


def find_dates(
    text: str, zone: TimeZone | None, *, month_first: bool, now: datetime, limit: int = 4
) -> list[PrintedDate]:
    """The dates that a line prints, in order; none before 1990 or after ``now``.

    :param zone: for times that name none; UTC when None
    :param month_first: whether ``3/4/2019`` is a day in March
    """
    if not _DIGITS.search(text):
        return []
    found: list[PrintedDate] = []
    for match in _PATTERNS.finditer(text):
        printed = _read(match, zone, month_first)
        if printed is not None and printed.at.year >= 1990 and printed.at <= now + timedelta(days=1):
            found.append(printed)
            if len(found) >= limit:
                break
    return found


def _read(match: re.Match[str], zone: TimeZone | None, month_first: bool) -> PrintedDate | None:
    group = match.groupdict()
    tail = ""
    if group["y1"]:
        year, month, day = group["y1"], int(group["m1"]), group["d1"]
    elif group["y2"]:
        year, month, day = group["y2"], int(group["m2"]), group["d2"]
    elif group["y3"]:
        year, month, day = group["y3"], _month(group["n3"]), group["d3"]
    elif group["y4"]:
        year, month, day, tail = group["y4"], _month(group["n4"]), group["d4"], "4"
    elif group["y6"]:
        year, month, day = group["y6"], int(group["m6"]), group["d6"]
    else:
        year, first, second = group["y5"], int(group["d5"]), int(group["m5"])
        if len(year) == 2:
            if group["s5"] == "." and (group["hour"] is None) and len(group["d5"]) < 2 and len(group["m5"]) < 2:
                return None
            year = "20" + year
        swap = second > 12 or (month_first and group["s5"] != "." and first <= 12)
        month, day = (first, str(second)) if swap else (second, str(first))
    if not month or not 1 <= month <= 12:
        return None
    hour, minute, half = group["hour" + tail], group["minute" + tail], group["half" + tail]
    stated = group["zone" + tail]
    tz, zoned = _zone(stated)
    try:
        if hour is None:
            return PrintedDate(
                datetime(int(year), month, int(day), tzinfo=zone or UTC), False, False, match.start(), match.end()
            )
        hours = int(hour)
        if half:
            hours = hours % 12 + (12 if half[0] in "pP" else 0)
        at = datetime(
            int(year), month, int(day), hours, int(minute), int(group["second" + tail] or 0), tzinfo=tz or zone or UTC
        )
    except ValueError:
        try:
            return PrintedDate(
                datetime(int(year), month, int(day), tzinfo=zone or UTC), False, False, match.start(), match.end()
            )
        except ValueError:
            return None
    return PrintedDate(at, True, zoned, match.start(), match.end())


def _month(word: str) -> int:
    word = word.casefold().replace("i̇", "i")
    return _MONTHS.get(word, 0) or _MONTHS.get(word[:3], 0) * (len(word) <= 4)


def _zone(stated: str | None) -> tuple[TimeZone | None, bool]:
    if not stated:
        return None, False
    if stated[0] in "+-":
        minutes = int(stated[1:3]) * 60 + int(stated[-2:])
        return (
            (timezone(timedelta(minutes=minutes if stated[0] == "+" else -minutes)), True)
            if minutes < 1440
            else (None, False)
        )
    offset = _ZONES.get(stated)
    return (timezone(timedelta(minutes=offset)), True) if offset is not None else (None, False)
