"""Times that count back from now ("vor 3 Stunden", "2 days ago at 07:52 am", "gestern, 12:30") in many languages.

Phrases of CLDR are looked up as a whole. A grammar of units and words for "ago" reads the variants of outlets.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from datetime import tzinfo as TimeZone  # noqa: N812
from functools import lru_cache

from newscrawler.expressions import expression
from newscrawler.language.dates.clocks import OTHER_DIGITS, Clock, clock_in
from newscrawler.language.dates.words import AGO, DAYS_AGO, JUST_NOW, NUMBERS, ONE, PAST_PARTS, PAST_WORDS, UNITS

__all__ = ["read_relative"]

_LONGEST = 80
"""Most characters: a longer text is a sentence that mentions a time."""
_LENGTHS = {
    "second": timedelta(seconds=1),
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
    "month": timedelta(days=30),
    "year": timedelta(days=365),
}
_UNITS: tuple[tuple[timedelta, str], ...] = tuple((_LENGTHS[unit], "|".join(words)) for unit, words in UNITS.items())
"""Length of each unit, and an expression for its names."""

_STEP = expression(
    rf"(?<![\w.:/-])(?:(\d{{1,4}})\s*|(?:({'|'.join(ONE)})\s*)(?<=[\s'’]))"
    + r"(?:"
    + "|".join(f"(?P<u{index}>{words})" for index, (_, words) in enumerate(_UNITS))
    + r")(?!(?!前|전)[^\W\d_]|\d)",
    re.I,
)
"""Number and unit."""

_PAST = expression(rf"\b(?:{PAST_WORDS})\b|{PAST_PARTS}", re.I)
_BARE = expression(r"^\W*(?:\d{1,3}\s*[^\W\d_]{1,3}\.?\W*){1,2}$")
_DAY = expression(
    r"(?<!\w)(?:"
    + "|".join(f"(?P<d{ago}>{words})" for ago, words in sorted(DAYS_AGO.items(), reverse=True))
    + r")(?!\w)",
    re.I,
)
_LETTERS = expression(r"\w+")
_DAY_BEGINS = frozenset(
    _LETTERS.findall(day.casefold())[0] for words in DAYS_AGO.values() for day in words.replace(" ?", " ").split("|")
)
"""First words of all texts that ``_DAY`` matches. Looking for them first halves the time."""
_NUMBER = expression(r"\d{1,4}")
_WORDS = expression(r"[^\s,()]+")
_ENDS = " \t\n.,:;!|·•–—()[]"


@lru_cache(maxsize=1024)
def read_relative(
    text: str, now: datetime, zone: TimeZone | None = None, language: str | None = None
) -> datetime | None:
    """Return the point in time that ``text`` counts back to from ``now``, or None if the text does not count back.

    Unstated parts (the minute of "yesterday") are taken from ``now``, so callers keep the precision ``relative``.

    :param zone: zone of a clock without zone beside a day ("yesterday, 12:30"); the zone of ``now`` if None
    """
    if len(text) > _LONGEST:
        return None
    folded = text.casefold().replace("’", "'").strip(_ENDS)
    if folded in JUST_NOW:
        return now
    day = None if _DAY_BEGINS.isdisjoint(_LETTERS.findall(folded)) else _DAY.search(text.replace("’", "'"))
    ago = timedelta(days=int((day.lastgroup or "d0")[1:])) if day else _elapsed(text, folded)
    if ago is None:
        return None
    try:
        at = now - ago
    except OverflowError:
        return None
    if day is not None or ago >= timedelta(days=1):
        at = _with_clock(at, clock_in(text, zone, language), zone)
    return min(at, now)


def _elapsed(text: str, folded: str) -> timedelta | None:
    ago = _said(folded)
    if ago is None and (_PAST.search(text) or _BARE.match(text)):
        return _steps(text)
    return ago


def _with_clock(at: datetime, clock: Clock | None, zone: TimeZone | None) -> datetime:
    """Return the time of a printed clock on the day of ``at``."""
    if clock is None:
        return at
    local = at.astimezone(clock.zone or zone or at.tzinfo)
    shown = local.replace(hour=clock.hour, minute=clock.minute, second=clock.second, microsecond=0)
    return shown.astimezone(at.tzinfo)


def _said(folded: str) -> timedelta | None:
    """Return the duration of a text that CLDR knows as a whole."""
    if not folded.isascii():
        folded = folded.translate(OTHER_DIGITS)
    folded = folded.replace(".", "")
    if (said := AGO.get(folded)) is not None:
        return _LENGTHS[said[0]] * (said[1] or 1)
    counted = _number_in(folded)
    if counted is None:
        return None
    number, start, end = counted
    said = AGO.get(" ".join(f"{folded[:start]} # {folded[end:]}".split()))
    return number * _LENGTHS[said[0]] if said is not None and not said[1] else None


def _number_in(folded: str) -> tuple[int, int, int] | None:
    """Return the first number, in digits or as a word, and its span."""
    if (match := _NUMBER.search(folded)) is not None:
        return int(match[0]), *match.span()
    if NUMBERS.keys().isdisjoint(folded.split()):
        return None
    word = next((word for word in _WORDS.finditer(folded) if word[0] in NUMBERS), None)
    return None if word is None else (NUMBERS[word[0]], *word.span())


def _steps(text: str) -> timedelta | None:
    steps = list(_STEP.finditer(text))
    if not steps:
        return None
    ago = timedelta()
    for step in steps:
        unit = _UNITS[int((step.lastgroup or "u0")[1:])][0]
        ago += (int(step.group(1)) if step.group(1) else 1) * unit
    return ago
