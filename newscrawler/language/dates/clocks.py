"""Clocks inside a line of text, with the part of the day and the zone that are printed beside them.

A clock is understood only if everything beside it is: with an unknown offset or zone, or an hour that does not exist,
the date keeps the precision of a day.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import tzinfo as TimeZone  # noqa: N812
from functools import lru_cache

from newscrawler.expressions import expression
from newscrawler.language.dates.folding import joined
from newscrawler.language.dates.words import CONNECTIVES, WEEKDAYS, ZONE_WORDS, half_of
from newscrawler.language.dates.zones import ABBREVIATIONS, named_zone, place_zone

__all__ = [
    "CLOCK",
    "LETTER",
    "OTHER_DIGITS",
    "SPOKEN",
    "Clock",
    "clock_in",
    "named_before",
    "part_before",
    "read_clock",
    "read_gap",
    "zone_before",
]

LETTER = r"(?:[^\W\d_]|[\u064b-\u0655\u0900-\u0dff\u0e31-\u0e4e])"
"""Letter of any script. For ``re`` the vowel signs of Arabic, Indic scripts and Thai are no letters."""

SPOKEN = expression(rf"{LETTER}(?:{LETTER}|[.'’׳״\"\u064b-\u0652](?=\S)|-(?={LETTER}))*\.?")
"""Word beside a date or clock."""

OTHER_DIGITS = {
    first + digit: ord("0") + digit
    for first in (0x660, 0x6F0, 0x966, 0x9E6, 0xAE6, 0xBE6, 0xC66, 0xE50, 0xFF10)
    for digit in range(10)
}
"""Digits of other scripts → ASCII digits, for :meth:`str.translate`."""

CLOCK = expression(
    r"(?<![\d:.])(?P<hour>[0-2]?\d)(?:"
    # 16:07, 16.07, 16h07, 16 Uhr 07, 16:07:30
    r"(?::|\.|\s?[hH]\s?|\s?Uhr\s?)(?P<minute>[0-5]\d)(?!\d)"
    r"(?:(?::|\.(?=\d\d))(?P<second>[0-5]?\d)(?:[.,]\d+)?(?!\d))?"
    # 16時7分, 16 นาฬิกา
    r"|\s?(?:[時时點点시]|นาฬิกา)\s?(?:(?P<minute2>[0-5]?\d)\s?(?:[分분]|นาที)?"
    r"(?:\s?(?P<second2>[0-5]?\d)\s?(?:[秒초]|วินาที))?|(?![半間间간\d]))"
    # An hour alone before a word, which must be a part of the day: 4 pm
    r"|(?=\s{0,2}(?P<bare>[^\W\d_.])))"
)

_GAP_MARKS = frozenset(" \t\u00a0\u202f\u2009,،、|·•(（)）–—-/@.：:'’\u200e\u200f॰")
"""Characters that may stand between a date and its clock."""

_COUNTED_MARKS = frozenset(",،、|·•–—-/@")
_MOST_MARKS = 3
"""Most of ``_COUNTED_MARKS`` between a date and its clock."""

_ENDS_A_TIME = frozenset("|:：")
"""Marks that, beside an unknown word, begin another time: ``| Updated: 16:07``."""

_UNKNOWN_WORD = (3, 10)
"""Letters of the only word between a date and its clock that may be in no table."""

_ALWAYS_KNOWN = 2
"""Letters of words in other scripts that are accepted without a table: prepositions."""

_IN_BRACKETS = 3
"""Most letters of a bracketed word that is skipped, such as ``(水)``."""

_RUN = expression(r",?\s{0,2}[(（\[]?([^\s·•|,;()（）\[\]]{1,24}(?:\s[^\s·•|,;()（）\[\]]{1,24}){0,6})")
"""Up to seven words after a clock."""

_NO_SPACE = expression(r"\S+")

_SHORT_TAIL = 16
"""Most characters after a clock that are cached: `` pm`` or `` Uhr`` follow the clock of every comment of a page."""

_SPELLINGS = str.maketrans({"\u2212": "-", "Г": "G", "М": "M", "Т": "T"})
"""Other spellings of the minus sign, and of GMT in Cyrillic."""

_ZONE_BEFORE = expression(r"\s{0,2}(?P<zone>(?:(?:GMT|UTC)\s?)?[+\u2212-]\d\d:?\d\d|GMT|UTC)\s{1,2}(?=\d)")
"""Zone between a date and its clock."""

_FILLER = expression(r"\s{0,2}(?:Uhr|hrs?|h|น\.?|ч\.|час(?:а|ов)?|ώρα|น|분|分|ش)(?![^\W\d_])\.?", re.I)
"""Word for "o'clock" after a clock."""

_OFFSET = expression(
    r"\s{0,2}[(（\[]?\s?(?P<zone>Z{1,2}(?!\w)"
    r"|(?:(?:GMT|UTC|UT|ГМТ)(?:\s?[+\u2212-]\s?\d{1,2}(?::?\d\d)?(?!\d))?|[+\u2212-]\d\d:?\d\d(?!\d))(?!\w))"
)
_CAPITALS = expression(r"\s{0,2}[(（\[]?\s?([A-ZČМСК]{2,5})(?![\w.-])")
_LIKE_A_ZONE = expression(r"[A-Z]{2,4}T$")
"""Capitals that are a zone even if it is unknown."""

_PART_BEFORE = 24
"""Characters before a clock in which its part of the day may stand."""

_NOON_BEGINS = 10
_NIGHT_BEGINS = 6
"""Hours on a dial: "at noon" 10 and 11 are before noon, "at night" 6 to 11 are before midnight."""


class Clock:
    """Clock in a line: time of the day, place in the line, and printed zone."""

    __slots__ = ("end", "hour", "minute", "second", "start", "understood", "zone")

    def __init__(self, start: int, end: int, hour: int, minute: int, second: int) -> None:
        self.start = start
        self.end = end
        self.hour = hour
        self.minute = minute
        self.second = second
        self.zone: TimeZone | None = None
        """Zone that is printed beside the clock, or None."""
        self.understood = True
        """Whether the printed zone is known, or there is none."""


def clock_in(text: str, zone: TimeZone | None, language: str | None) -> Clock | None:
    """Return the first clock of a line without a date, such as "yesterday at 5:10 pm".

    :param zone: the outlet's zone, for ambiguous abbreviations
    :param language: language tag of the page
    :returns: None if there is no clock or its zone is unknown
    """
    if not text.isascii():
        text = text.translate(OTHER_DIGITS)
    for match in CLOCK.finditer(text):
        half = named_before(text, match.start(), 0, language)
        if not (match["minute"] or match["minute2"] or match["bare"] or half):
            continue
        clock = read_clock(text, match, half, zone=zone, language=language, strict=False)
        if clock is not None:
            return clock if clock.understood else None
    return None


def read_clock(
    text: str, match: re.Match[str], half: str | None, *, zone: TimeZone | None, language: str | None, strict: bool
) -> Clock | None:
    """Read a clock with its part of the day and its zone. Return None if it is no clock.

    :param match: match of :data:`CLOCK`
    :param half: part of the day before the clock: ``am``, ``pm``, ``noon`` or ``night``
    :param zone: the outlet's zone, for ambiguous abbreviations
    :param strict: whether any capitals after the clock are a zone, known or not
    """
    after, end = _part_after(text, match.end(), language)
    if match["bare"] and after is None:
        return None
    hour = _hour_of_day(int(match["hour"]), after or half)
    if hour >= 24:
        return None
    minute, second = int(match["minute"] or match["minute2"] or 0), int(match["second"] or match["second2"] or 0)
    clock = Clock(match.start(), end, hour, minute, second)
    _read_zone(text, clock, zone, strict)
    return clock


def zone_before(text: str, end: int, outlet: TimeZone | None) -> tuple[int, bool, TimeZone | None]:
    """Read a zone between a date and its clock: ``2026-08-17 +0900 16:07``.

    :param end: end of the date
    :returns: end of the zone, whether there is one, and the zone, which is None if it is unknown
    """
    found = _ZONE_BEFORE.match(text, end)
    if found is None:
        return end, False, None
    return found.end(), True, named_zone(found["zone"].translate(_SPELLINGS), outlet)


def named_before(text: str, end: int, begin: int, language: str | None) -> str | None:
    """Return the part of the day in the words before position ``end``, but not before ``begin``."""
    before = text[max(begin, end - _PART_BEFORE) : end]
    return part_before(before, language) if before.strip() else None


@lru_cache(maxsize=1024)
def part_before(text: str, language: str | None) -> str | None:
    """Return the part of the day that ends a text: ``am``, ``pm``, ``noon``, ``night`` or None."""
    return _last_part(SPOKEN.findall(text), language)[0]


@lru_cache(maxsize=1024)
def read_gap(gap: str, language: str | None) -> tuple[bool, str | None]:
    """Return whether a clock after ``gap`` belongs to the date before it, and the part of the day that ends the gap."""
    if not gap or gap == " ":
        return True, None
    half, words = _last_part(SPOKEN.findall(gap), language)
    unknown = [bare for word in words if not _may_stand(bare := word.casefold().rstrip("."), gap)]
    least, most = _UNKNOWN_WORD
    if len(unknown) > 1 or not all(least <= len(bare) <= most for bare in unknown):
        return False, None
    if unknown and not _ENDS_A_TIME.isdisjoint(gap):
        return False, None
    marks = sum(character in _COUNTED_MARKS for character in gap)
    plain = all(character in _GAP_MARKS or character.isalpha() or character > "\u02ff" for character in gap)
    return plain and marks <= _MOST_MARKS, half


def _last_part(words: list[str], language: str | None) -> tuple[str | None, list[str]]:
    """Return the part of the day in the last one to three words, and the words before it."""
    for count in range(min(3, len(words)), 0, -1):
        if half := half_of(joined("".join(words[-count:])), language):
            return half, words[:-count]
    return None, words


def _may_stand(bare: str, gap: str) -> bool:
    """Return whether a word between a date and its clock is known to belong there."""
    if bare in CONNECTIVES or bare in WEEKDAYS or bare == "t":
        return True
    if len(bare) <= _ALWAYS_KNOWN and not bare.isascii():
        return True
    return len(bare) <= _IN_BRACKETS and f"({bare})" in gap.casefold()


def _hour_of_day(hour: int, half: str | None) -> int:
    if half is None or hour > 12:
        return hour
    if half == "am":
        return hour % 12
    if half == "pm":
        return hour % 12 + 12
    if half == "noon":
        return hour if hour >= _NOON_BEGINS else hour + 12
    return hour % 12 + (12 if _NIGHT_BEGINS <= hour < 12 else 0)


def _part_after(text: str, end: int, language: str | None) -> tuple[str | None, int]:
    """Return the part of the day after a clock, and where it ends."""
    left = len(text) - end
    if not left:
        return None, end
    if left <= _SHORT_TAIL:
        half, length = _part_of_tail(text[end:], language)
        return half, end + length
    return _first_part(text, end, language)


@lru_cache(maxsize=1024)
def _part_of_tail(tail: str, language: str | None) -> tuple[str | None, int]:
    return _first_part(tail, 0, language)


def _first_part(text: str, end: int, language: str | None) -> tuple[str | None, int]:
    for said, stop in _beginnings(text, end):
        if half := half_of(said, language):
            return half, stop
    return None, end


def _beginnings(text: str, end: int) -> Sequence[tuple[str, int]]:
    """Return the words after a clock, :func:`joined`, with their ends: all words, then all but the last, and so on."""
    if end >= len(text) or (run := _RUN.match(text, end)) is None:
        return ()
    found: list[tuple[str, int]] = []
    said = ""
    for word in _NO_SPACE.finditer(text, run.start(1), run.end()):
        said += joined(word[0])
        found.insert(0, (said, word.end()))
    return found


def _read_zone(text: str, clock: Clock, outlet: TimeZone | None, strict: bool) -> None:
    if clock.end >= len(text):
        return
    while (filler := _FILLER.match(text, clock.end)) is not None:
        clock.end = filler.end()
    if clock.end < len(text):
        _read_zone_after(text, clock, outlet, strict)


def _read_zone_after(text: str, clock: Clock, outlet: TimeZone | None, strict: bool) -> None:
    if (match := _OFFSET.match(text, clock.end)) is not None:
        clock.zone = named_zone(match["zone"].translate(_SPELLINGS).replace("ZZ", "Z"), outlet)
        clock.understood = clock.zone is not None
        clock.end = match.end()
        return
    capitals = _CAPITALS.match(text, clock.end)
    if capitals is not None and capitals[1] in ABBREVIATIONS:
        clock.zone = named_zone(capitals[1], outlet)
        clock.end = capitals.end()
        return
    for said, stop in _beginnings(text, clock.end):
        if place := ZONE_WORDS.get(said):
            clock.zone = place_zone(place)
            clock.end = stop
            return
    if capitals is not None and (strict or _LIKE_A_ZONE.match(capitals[1])):
        clock.understood = False
        clock.end = capitals.end(1)
