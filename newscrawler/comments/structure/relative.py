"""Times that count back from now ("vor 3 Stunden", "2 days ago at 07:52 am", "gestern, 12:30") in many languages."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import lru_cache

__all__ = ["read_relative"]

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
_NOW = re.compile(
    r"^\W*(?:just now|now|moments? ago|a moment ago|gerade eben|soeben|jetzt|gerade|vor kurzem|(?:à )?l['’]instant|"
    r"ahora(?: mismo)?|agora(?: mesmo)?|adesso|ora|zojuist|nu|przed chwilą|teraz|şimdi|az önce|baru saja|только что|"
    r"たった今|刚刚|剛剛|방금)\W*$",
    re.I,
)
_DAYS = (
    (0, r"today|heute|aujourd['’]hui|hoy|hoje|oggi|vandaag|dzisiaj|dziś|bugün|hari ini|i ?dag|tänään|dnes|ma|azi|сегодня|今日|今天|오늘"),
    (1, r"yesterday|gestern|hier|ayer|ontem|ieri|gisteren|wczoraj|dün|kemarin|i ?går|eilen|včera|tegnap|вчера|昨日|昨天|어제"),
    (2, r"vorgestern|avant-hier|anteayer|anteontem|eergisteren|przedwczoraj|позавчера|一昨日|前天|그저께"),
)  # fmt: skip
_DAY = re.compile(r"(?<!\w)(?:" + "|".join(f"(?P<d{ago}>{words})" for ago, words in _DAYS) + r")(?!\w)", re.I)
_CLOCK = re.compile(
    r"(?<!\d)(\d{1,2})(?:[:h.](\d\d))(?!\d)(?:[:.](\d\d))?\s*([ap]\.?\s?m\b)?|(?<!\d)(\d{1,2})\s*([ap]\.?\s?m\b)", re.I
)


@lru_cache(maxsize=1024)
def read_relative(text: str, now: datetime) -> datetime | None:
    """The point in time that ``text`` counts back to from ``now``; None when it does not count back.

    What the words leave open (the minute of "yesterday") is taken from ``now``: callers keep the precision ``relative``.
    """
    if len(text) > 80:
        return None
    if _NOW.match(text):
        return now
    ago: timedelta | None = None
    if day := _DAY.search(text):
        ago = timedelta(days=int((day.lastgroup or "d0")[1:]))
    elif _PAST.search(text) or _BARE.match(text):
        steps = list(_STEP.finditer(text))
        if not steps:
            return None
        ago = timedelta()
        for step in steps:
            unit = _UNITS[int((step.lastgroup or "u0")[1:])][0]
            ago += (int(step.group(1)) if step.group(1) else 1) * unit
    if ago is None:
        return None
    try:
        at = now - ago
    except OverflowError:
        return None
    if ago >= timedelta(days=1) or day:
        at = _at_clock(at, text)
    return min(at, now)


def _at_clock(at: datetime, text: str) -> datetime:
    clock = _CLOCK.search(text)
    if clock is None:
        return at
    hour, minute = int(clock.group(1) or clock.group(5)), int(clock.group(2) or 0)
    half = (clock.group(4) or clock.group(6) or "").lower()
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return at.replace(hour=hour, minute=minute, second=0, microsecond=0) if hour < 24 and minute < 60 else at
