"""Times that count back from now ("vor 3 Stunden", "2 days ago at 07:52 am", "gestern, 12:30") in many languages.

What CLDR prints is looked up whole; a grammar of units and words for "ago" reads what outlets make of it.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from datetime import tzinfo as TimeZone  # noqa: N812
from functools import lru_cache

from newscrawler.language.dates.printed import clock_in
from newscrawler.language.dates.words import AGO, DAYS_AGO, JUST_NOW, NUMBERS

__all__ = ["read_relative"]

_LONGEST = 80
"""Characters; a longer text is a sentence that mentions a time."""
_LENGTHS = {
    "second": timedelta(seconds=1),
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
    "month": timedelta(days=30),
    "year": timedelta(days=365),
}
# Units by their first letters, as printed in: English, German, French, Spanish, Portuguese, Italian, Dutch, Polish,
# Turkish, Indonesian, Swedish, Danish, Norwegian, Finnish, Czech, Hungarian, Romanian, Russian, Japanese, Chinese, Korean.
_UNITS: tuple[tuple[timedelta, str], ...] = (
    (timedelta(seconds=1), r"seconds?|secs?|sekunden?|sek|secondes?|segundos?|secondi|secondo|seg|seconden|sekund\w*|saniye"
     r"|detik|sekunt\w+|másodperc\w*|secunde|секунд\w*|сек|秒鐘?|초|s"),
    (timedelta(minutes=1), r"minutes?|mins?|minuten?|minutos?|minuti|minuto|minut\w*|minuut\w*|dakika|dk|menit|perc\w*|минут\w*|мин"
     r"|分鐘?|分钟|분|mn|m"),
    (timedelta(hours=1), r"hours?|hrs?|stunden?|std|heures?|horas?|ore|or[aă]|uur|uren|godzin\w*|godz|saat|sa|jam|timm\w*|timer?"
     r"|tunti\w*|hodin\w*|óra|órá\w*|час\w*|ч|時間|小?时|小?時|小時|시간|h"),
    (timedelta(days=1), r"days?|tage?n?|jours?|días?|dias?|giorn[oi]|dagen|dager?|dag(?:ar)?|dni|dzień|gün|hari|päivä\w*|dn[yíů]\w*|den"
     r"|nap\w*|zile?|дн\w+|день|日|天|일|d|j|g"),
    (timedelta(weeks=1), r"weeks?|wks?|wochen?|semaines?|semanas?|settiman[ae]|weken|week|tygodni\w*|tydzień|hafta|minggu|veckor|vecka"
     r"|uger?|uker?|viikko\w*|týdn\w*|hét\w*|hete\w*|săptămân\w*|недел\w*|週間?|周|주|w|wo"),
    (timedelta(days=30), r"months?|monate?n?|mois|mes(?:es)?|mês|mes[ei]|maanden?|miesi\w+|ay|bulan|månader|månad|måneder|måned"
     r"|kuukau\w+|měsíc\w*|hónap\w*|luni|lună|месяц\w*|か月|ヶ月|个月|個月|개월|mo"),
    (timedelta(days=365), r"years?|yrs?|jahre?n?|années?|ans?|años?|anos?|ann[io]|jaar|jaren|lat|lata|rok\w*|yıl|sene|tahun|år|vuo\w+"
     r"|let|év\w*|ani|лет|год\w*|年|년|y"),
)  # fmt: skip
_ONE = r"an?|one|einer?|einem|einen|une?|una|uno|um|uma|un['’]|een|bir|satu|en|ett|et|един|один|jedną?"
_STEP = re.compile(
    rf"(?<![\w.:/-])(?:(\d{{1,4}})\s*|(?:({_ONE})\s*)(?<=[\s'’]))"
    + r"(?:" + "|".join(f"(?P<u{index}>{words})" for index, (_, words) in enumerate(_UNITS)) + r")(?!(?!前|전)[^\W\d_]|\d)",
    re.I,
)  # fmt: skip
_PAST = re.compile(
    r"\b(?:ago|vor|her|il y a|hace|h[áa]|fa|geleden|temu|önce|evvel|lalu|siden|sedan|sitten|před|назад|zpět|atrás|acum)\b"
    r"|ezelőtt|前|전",
    re.I,
)
_BARE = re.compile(r"^\W*(?:\d{1,3}\s*[^\W\d_]{1,3}\.?\W*){1,2}$")
_DAY = re.compile(
    r"(?<!\w)(?:"
    + "|".join(f"(?P<d{ago}>{words})" for ago, words in sorted(DAYS_AGO.items(), reverse=True))
    + r")(?!\w)",
    re.I,
)
_LETTERS = re.compile(r"\w+")
_DAY_BEGINS = frozenset(
    _LETTERS.findall(day.casefold())[0] for words in DAYS_AGO.values() for day in words.replace(" ?", " ").split("|")
)
"""First words of what ``_DAY`` finds, which begins and ends at the border of a word. Looking for them takes half of the time."""
_NUMBER = re.compile(r"\d{1,4}")
_WORDS = re.compile(r"[^\s,()]+")
_OTHER_DIGITS = {
    first + digit: ord("0") + digit
    for first in (0x660, 0x6F0, 0x966, 0x9E6, 0xBE6, 0xE50, 0xFF10)
    for digit in range(10)
}
_ENDS = " \t\n.,:;!|·•–—()[]"


@lru_cache(maxsize=1024)
def read_relative(
    text: str, now: datetime, zone: TimeZone | None = None, language: str | None = None
) -> datetime | None:
    """The point in time that ``text`` counts back to from ``now``; None when it does not count back.

    What the words leave open (the minute of "yesterday") is taken from ``now``: callers keep the precision ``relative``.

    :param zone: of the clock beside a day ("yesterday, 12:30") that names none; UTC when None
    """
    if len(text) > _LONGEST:
        return None
    folded = text.casefold().replace("’", "'").strip(_ENDS)
    if folded in JUST_NOW:
        return now
    day = None if _DAY_BEGINS.isdisjoint(_LETTERS.findall(folded)) else _DAY.search(text.replace("’", "'"))
    ago = timedelta(days=int((day.lastgroup or "d0")[1:])) if day else _said(folded)
    if ago is None and (_PAST.search(text) or _BARE.match(text)):
        ago = _steps(text)
    if ago is None:
        return None
    try:
        at = now - ago
    except OverflowError:
        return None
    if (ago >= timedelta(days=1) or day) and (clock := clock_in(text, zone, language)) is not None:
        local = at.astimezone(clock.zone or zone or now.tzinfo)
        at = local.replace(hour=clock.hour, minute=clock.minute, second=clock.second, microsecond=0).astimezone(
            now.tzinfo
        )
    return min(at, now)


def _said(folded: str) -> timedelta | None:
    """Return the time that a whole text, as CLDR knows it, counts back."""
    if not folded.isascii():
        folded = folded.translate(_OTHER_DIGITS)
    folded = folded.replace(".", "")
    if (said := AGO.get(folded)) is not None:
        return _LENGTHS[said[0]] * (said[1] or 1)
    if (match := _NUMBER.search(folded)) is not None:
        number, pattern = int(match[0]), folded[: match.start()] + " # " + folded[match.end() :]
    else:
        if NUMBERS.keys().isdisjoint(folded.split()):
            return None
        word = next((word for word in _WORDS.finditer(folded) if word[0] in NUMBERS), None)
        if word is None:
            return None
        number, pattern = NUMBERS[word[0]], folded[: word.start()] + " # " + folded[word.end() :]
    said = AGO.get(" ".join(pattern.split()))
    return number * _LENGTHS[said[0]] if said is not None and not said[1] else None


def _steps(text: str) -> timedelta | None:
    steps = list(_STEP.finditer(text))
    if not steps:
        return None
    ago = timedelta()
    for step in steps:
        unit = _UNITS[int((step.lastgroup or "u0")[1:])][0]
        ago += (int(step.group(1)) if step.group(1) else 1) * unit
    return ago
