"""Tables of the words that dates and times are printed in, loaded once from ``language/data``.

``cldr.toml`` is written by ``tools/make_dates.py``, ``printed.toml`` by people.
"""

from __future__ import annotations

from newscrawler.language.dates.folding import joined
from newscrawler.language.dates.tables import ago, by_word, halves, primary
from newscrawler.language.tables import read_data

__all__ = [
    "AGO",
    "CONNECTIVES",
    "DAYS_AGO",
    "JUST_NOW",
    "MONTHS",
    "NUMBERS",
    "ONE",
    "PAST_PARTS",
    "PAST_WORDS",
    "UNITS",
    "WEEKDAYS",
    "ZONE_WORDS",
    "half_of",
    "is_weekday",
    "month_names",
    "month_of",
    "months_of",
    "weekday_names",
]

_ANY = "any"
_BOUND = 3
"""Letters up to which a part of the day counts in its own language only: ``de`` and ``du`` are Hungarian and many
other things."""
_EVERYWHERE = frozenset(("am", "pm", "πμ", "μμ"))
_ABBREVIATED = 4
"""Letters of a month's name that is cut short in its own way: ``sept``, ``juni``."""


_CLDR, _PRINTED = read_data("cldr"), read_data("printed")
_MONTHS = by_word(_CLDR["months"], _PRINTED["months"])

MONTHS: dict[str, int] = {word: next(iter(numbers)) for word, numbers in _MONTHS.items()}
"""Name → month; of a name that two languages use, in the language that is printed more."""
_DISPUTED = {word: numbers for word, numbers in _MONTHS.items() if len(numbers) > 1}
WEEKDAYS: dict[str, int] = {word: min(numbers) for word, numbers in by_word(_CLDR["weekdays"]).items()}
"""Name → day of the week, Monday is 1."""


_HALVES = halves(_PRINTED, _CLDR)
CONNECTIVES: frozenset[str] = frozenset(_PRINTED["connectives"][_ANY].split())
"""Words between a date and its clock."""
ZONE_WORDS: dict[str, str] = {
    name if table is _CLDR else joined(name): place
    for table in (_CLDR, _PRINTED)
    for place, names in table["zones"].items()
    for name in names.split("|")
}
"""Names of zones, :func:`joined`, → IANA names."""
NUMBERS: dict[str, int] = {
    word: int(number) for number, words in _PRINTED["numbers"].items() for word in words.split("|")
}
"""Numbers in words, as they are counted back with."""
DAYS_AGO: dict[int, str] = {int(number): words for number, words in _PRINTED["days"].items()}
"""Days ago → expressions for them, separated by ``|``."""
JUST_NOW: frozenset[str] = frozenset(_PRINTED["now"][_ANY].split("|"))
UNITS: dict[str, list[str]] = _PRINTED["units"]
"""Unit (``second`` … ``year``) → expressions for its names."""
ONE: tuple[str, ...] = tuple(_PRINTED["one"][_ANY])
"""Expressions for the number one before a unit."""
PAST_WORDS: str = _PRINTED["past"]["words"]
"""Expression for words such as "ago"."""
PAST_PARTS: str = _PRINTED["past"]["parts"]
"""Expression for parts of words that mean "ago"."""


AGO: dict[str, tuple[str, int]] = ago(_PRINTED, _CLDR)
"""``vor # stunden`` → (``hour``, 0); a pattern that says how many itself: ``час назад`` → (``hour``, 1)."""


def month_of(word: str) -> int:
    """Return the month of a name or abbreviation, 0 where it is none."""
    word = word.casefold().replace("i̇", "i").rstrip(".")
    return MONTHS.get(word, 0) or (MONTHS.get(word[:3], 0) if len(word) <= _ABBREVIATED else 0)


def months_of(word: str, language: str | None) -> tuple[int, ...]:
    """Return the months that a name may mean, the more printed first; one where the language decides, () where none.

    :param language: tag of the page's language
    """
    folded = word.casefold().replace("i̇", "i").rstrip(".")
    if disputed := _DISPUTED.get(folded):
        tag = primary(language)
        own = next((number for number, tags in disputed.items() if tag in tags), None)
        if own is not None:
            return (own,)
        return tuple(disputed)
    month = month_of(word)
    return (month,) if month else ()


def half_of(words: str, language: str | None) -> str | None:
    """Return ``am``, ``pm``, ``noon`` or ``night`` for the name of a part of the day, None where it is none.

    :param words: :func:`joined`
    """
    by_language = _HALVES.get(words)
    if by_language is None:
        return None
    tag = primary(language)
    if tag in by_language:
        return by_language[tag]
    if _ANY in by_language:
        return by_language[_ANY]
    if len(words) <= _BOUND and words not in _EVERYWHERE and words[0] < "\u0590":
        return None
    return next(iter(by_language.values()))


def is_weekday(word: str) -> bool:
    """Whether a word is the name or an abbreviation of a day of the week in any language."""
    return word.casefold() in WEEKDAYS


def month_names(language: str) -> tuple[str, ...]:
    """Return the names and abbreviations of the months in one language, in lower case.

    :param language: a key of ``cldr.toml``
    """
    return tuple(name for names in _CLDR["months"][language] for name in names.split("|"))


def weekday_names(language: str) -> tuple[str, ...]:
    """Return the names and abbreviations of the days of the week in one language, in lower case.

    :param language: a key of ``cldr.toml``
    """
    return tuple(name for names in _CLDR["weekdays"][language] for name in names.split("|"))
