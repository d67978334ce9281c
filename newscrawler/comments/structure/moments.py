"""When a comment was written: what its attribute says, what the page shows, and which of the two to believe.

Dates in words are read in the languages of :data:`_MONTHS`. A time without a zone is taken as UTC, as everywhere in
:mod:`newscrawler.extraction.times`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache

from newscrawler.comments.structure.relative import read_relative
from newscrawler.items import Precision
from newscrawler.limits import whole_number

__all__ = ["Reading", "day_comes_first", "read_attribute", "read_visible", "reconcile"]


@dataclass(frozen=True, slots=True)
class Reading:
    """A time as read from one place of a comment."""

    at: datetime
    """Aware; for precision ``day`` its midnight."""
    precision: Precision
    raw: str
    zoned: bool = True
    """Whether the source names its zone."""

    @property
    def is_exact(self) -> bool:
        """To the minute; midnight sharp is a day in a machine's notation more often than it is a minute."""
        return self.precision == "exact" and (self.at.hour, self.at.minute, self.at.second) != (0, 0, 0)


_MONTHS = (
    "january januar janvier enero janeiro gennaio januari styczeń stycznia ocak tammikuu leden ledna januar ianuarie января январь jan janv ene gen sty oca янв jän jänner",
    "february februar février febrero fevereiro febbraio februari luty lutego şubat subat helmikuu únor února februarie февраля февраль feb fév févr fev lut şub фев febr",
    "march märz mars marzo março maart marzec marca mart maret maaliskuu březen března martie марта март mar mär mrz mrt мар maerz",
    "april avril abril aprile kwiecień kwietnia nisan huhtikuu duben dubna aprilie апреля апрель apr avr abr kwi nis апр",
    "may mai mayo maio maggio mei maj maja mayıs mayis toukokuu květen května мая май mag",
    "june juni juin junio junho giugno czerwiec czerwca haziran kesäkuu červen června iunie июня июнь jun jui giu cze haz июн",
    "july juli juillet julio julho luglio lipiec lipca temmuz heinäkuu červenec července iulie июля июль jul juil lug lip tem июл",
    "august août agosto augustus sierpień sierpnia ağustos agustos elokuu srpen srpna августа август aug aoû ago sie ağu agu авг aout",
    "september septembre septiembre setembro settembre wrzesień września eylül eylul syyskuu září septembrie сентября сентябрь sep sept set wrz eyl сен setiembre",
    "october oktober octobre octubre outubro ottobre październik października ekim lokakuu říjen října octombrie октября октябрь oct okt out ott paź eki окт",
    "november novembre noviembre novembro listopad listopada kasım kasim marraskuu listopadu noiembrie ноября ноябрь nov lis kas ноя",
    "december dezember décembre diciembre dezembro dicembre grudzień grudnia aralık aralik desember joulukuu prosinec prosince decembrie декабря декабрь dec dez déc dic gru ara дек des",
)  # fmt: skip
_MONTH = {word: number for number, words in enumerate(_MONTHS, 1) for word in words.split()}

_WORDS = r"[^\W\d_]{3,12}"
_DMY = re.compile(
    rf"(?<![\d:])(\d{{1,2}})(?:st|nd|rd|th|er|º|ª|\.)?[\s-]*(?:de\s+|d['’]\s*|of\s+)?({_WORDS})[.,]?[\s-]*(?:de[l]?\s+)?(\d{{4}}|['’]\d\d)?(?![\d:])",
    re.I,
)
_MDY = re.compile(rf"(?<![^\W\d_])({_WORDS})\.?[\s-]+(\d{{1,2}})(?:st|nd|rd|th)?(?:,\s*|\s+)(\d{{4}})(?!\d)", re.I)
_YMD = re.compile(r"(?<!\d)(\d{4})\s?[-/.年년]\s?(\d{1,2})\s?[-/.月월]\s?(\d{1,2})(?!\d)")
_NUMERIC = re.compile(r"(?<![\d.:/-])(\d{1,2})([./-])\s?(\d{1,2})\2\s?(\d{4}|\d\d)(?![\d/])")
_CLOCK = re.compile(
    r"(?<![\d.:/-])(\d{1,2})(?::|h|\s?時\s?|시\s?)(\d\d)(?!\d)(?::(\d\d))?\s*([ap]\.?\s?m\b\.?)?|(?<![\d.:/-])(\d{1,2})\s*([ap])\.?\s?m\b"
    r"|(?<![\d.:/-])(\d{1,2})\.(\d\d)(?=\s*(?:uhr|h\b|klo)|$)",
    re.I,
)
_ZONE = re.compile(r"(?:\b(?:UTC|GMT)|(?<=\d)\s?)([+-]\d\d?):?(\d\d)?\b|\b(?:UTC|GMT)\b|(?<=\d)Z$")
_EPOCHS = {10: 1, 13: 1000}
"""Since 1970, by the number of digits: seconds, milliseconds."""

_LONGEST = 160
"""Characters of a date with its words; what is longer is a text that mentions one."""

_EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
_LEEWAY = timedelta(days=1)


def read_attribute(value: str | None, now: datetime) -> Reading | None:
    """A machine's notation (ISO 8601, seconds or milliseconds since 1970), else a printed one."""
    text = (value or "").strip()
    if not 8 <= len(text) <= _LONGEST:
        return None
    if len(text) in _EPOCHS and (since := whole_number(text, longest=13)) is not None:
        at = datetime.fromtimestamp(since / _EPOCHS[len(text)], UTC)
        return _plausible(at, "exact", text, True, now)
    if text[:4].isdigit():
        try:
            at = datetime.fromisoformat(text)
        except ValueError:
            pass
        else:
            zoned = at.tzinfo is not None
            at = at if zoned else at.replace(tzinfo=UTC)
            return _plausible(at, "day" if len(text) <= 10 else "exact", text, zoned, now)
    return read_visible(text, now, day_first=True)


def _plausible(at: datetime, precision: Precision, raw: str, zoned: bool, now: datetime) -> Reading | None:
    if at < _EARLIEST or (at > now and at - now > _LEEWAY):
        return None
    return Reading(at, precision, raw, zoned)


@lru_cache(maxsize=4096)
def read_visible(text: str, now: datetime, day_first: bool = True) -> Reading | None:
    """A date as printed, with its clock time where there is one; else a time that counts back from ``now``.

    :param day_first: how to read 03/04/2024
    """
    text = " ".join(text.split())
    if not text or len(text) > _LONGEST:
        return None
    found = _date(text, now, day_first)
    if found is None:
        at = read_relative(text, now)
        return Reading(at, "relative", text) if at else None
    (year, month, day), start, end = found
    rest = text[end:]
    clock = _CLOCK.search(rest) or _CLOCK.search(text[:start])
    try:
        hour, minute, second = _clock(clock) if clock else (0, 0, 0)
        at = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
    zone = _ZONE.search(rest[clock.end() - 1 :]) if clock and clock.string is rest else None
    if zone and zone.group(1):
        sign = -1 if zone.group(1)[0] == "-" else 1
        minutes = sign * (abs(int(zone.group(1))) * 60 + int(zone.group(2) or 0))
        if abs(minutes) <= 14 * 60:
            at = at.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    return _plausible(at, "exact" if clock else "day", text, zone is not None, now)


def _date(text: str, now: datetime, day_first: bool) -> tuple[tuple[int, int, int], int, int] | None:
    signed = "." in text or "/" in text or "-" in text
    if signed and (match := _NUMERIC.search(text)):
        first, second, year = int(match.group(1)), int(match.group(3)), int(match.group(4))
        year += 2000 if year < 70 else 1900 if year < 100 else 0
        if second > 12 or (first <= 12 and match.group(2) == "/" and not day_first):
            first, second = second, first
        return (year, second, first), match.start(), match.end()
    if (signed or not text.isascii()) and (match := _YMD.search(text)):
        return (int(match.group(1)), int(match.group(2)), int(match.group(3))), match.start(), match.end()
    for match in _MDY.finditer(text):
        if month := _MONTH.get(match.group(1).lower()):
            return (int(match.group(3)), month, int(match.group(2))), match.start(), match.end()
    for match in _DMY.finditer(text):
        month = _MONTH.get(match.group(2).lower())
        if not month:
            continue
        day, printed = int(match.group(1)), match.group(3)
        if printed:
            year = int(printed) if len(printed) == 4 else 2000 + int(printed[1:])
        else:  # a page leaves the year out when it is the current one
            year = now.year if (month, day) <= (now.month, now.day) else now.year - 1
        return (year, month, day), match.start(), match.end()
    return None


def _clock(match: re.Match[str]) -> tuple[int, int, int]:
    hour = int(match.group(1) or match.group(5) or match.group(7))
    minute = int(match.group(2) or match.group(8) or 0)
    half = (match.group(4) or match.group(6) or "").lower()
    if half and hour <= 12:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return hour, minute, int(match.group(3) or 0)


_SLASHED = re.compile(r"(?<!\d)(\d{1,2})/(\d{1,2})/\d{2,4}")


def day_comes_first(texts: Sequence[str], language: str | None) -> bool:
    """Whether 03/04/2024 is in April: by the dates of the thread that leave no choice, else by the page's language."""
    for text in texts:
        if match := _SLASHED.search(text):
            if int(match.group(1)) > 12:
                return True
            if int(match.group(2)) > 12:
                return False
    return not (language or "").lower().startswith(("en-us", "en_us")) and not any(
        re.search(r"\d\s*[ap]\.?m\b", text, re.I) and _SLASHED.search(text) for text in texts
    )


def reconcile(pairs: Sequence[tuple[Reading | None, Reading | None]]) -> list[Reading | None]:
    """One time per comment out of (attribute, visible).

    An attribute is more exact than print, unless it is the same on every comment while print is not (a template's
    mistake), lacks the clock time that print has, or is a day and more away from a full printed date that other
    comments' attributes agree with.
    """
    stamps = {stamp.at for stamp, shown in pairs if stamp and shown}
    prints = {shown.at for stamp, shown in pairs if stamp and shown}
    constant = len(stamps) == 1 and len(prints) > 1
    return [_believed(stamp, shown, constant) for stamp, shown in pairs]


def _believed(stamp: Reading | None, shown: Reading | None, constant: bool) -> Reading | None:
    if stamp is None or shown is None:
        return stamp or shown
    if constant:
        return shown
    if shown.precision != "exact":
        return stamp
    if not stamp.is_exact and stamp.at.date() == shown.at.date():
        if stamp.zoned and stamp.precision == "exact" and not shown.zoned:
            return Reading(shown.at.replace(tzinfo=stamp.at.tzinfo), "exact", shown.raw)
        return shown
    return stamp
