"""Names of people: whether a short text is one, or the name of a desk, an outlet or a button."""

from __future__ import annotations

import re
from functools import cache

from newscrawler.expressions import expression
from newscrawler.language.dates.words import month_names, weekday_names
from newscrawler.language.tables import load, read_data
from newscrawler.language.text import UNSPACED

__all__ = [
    "begins_with_given_name",
    "holds_no_name",
    "is_degree",
    "is_full_name",
    "is_house_name",
    "is_one_word",
    "is_person",
    "is_wide",
    "looks_printed",
    "never_a_name",
]

_BYLINES = load("bylines")
_SURNAMES_FIRST = frozenset(_BYLINES.words("surname_first"))
_CALENDAR = "|".join(
    re.escape(name) for language in ("en", "de") for name in (*month_names(language), *weekday_names(language))
)
"""English and German only: in other languages some months are first names too (Maja, Nisan)."""
_NO_NAME_INSIDE = expression(
    r"https?:|www\.|@|[<>{}\[\]=_#$%^*+~]|\.(?:com|org|net|de|html?)\b|\d{3}"
    rf"|\b(?:{_BYLINES.pattern('no_name_inside')})\b",
    re.I,
)
_HOUSE = expression(_BYLINES.bounded("house"), re.I)
_NO_NAME = expression(
    rf"(?:{_BYLINES.pattern('no_name')}|{_CALENDAR})\.?$|(?:{_BYLINES.pattern('no_name_begins')})\b", re.I
)
_DEGREE = expression(rf"(?:{_BYLINES.pattern('degree')})\.?$", re.I)
_SMALL = frozenset(_BYLINES.words("small"))
"""Words of a name that have no capital."""
_WIDE = expression(f"[{UNSPACED}]")
_WIDE_NAME = expression(
    r"[\u3400-\u9fff々]{2,4}(?: ?[\u3400-\u9fff々\u3040-\u309f]{1,4})?$"
    r"|[\u3400-\u9fff] [\u3400-\u9fff]{1,2}$"
    r"|[ァ-ヶー]+(?:[・＝ ][ァ-ヶー]+)+$|[\uac00-\ud7af]{2,5}$"
    r"|[\u0e00-\u0e7f ]+$|(?:[A-Za-z.]+ )+[\u3040-\u9fff]+$"
)
"""A printed name: kanji or hangul alone, or katakana with the dot of a foreign name."""
_LONGEST = 60
_LONGEST_WIDE = 24
_MOST_WORDS = 6
_MOST_PRINTED_WORDS = 5


def is_person(name: str, stated: bool = False) -> bool:
    """Return whether a text may be the name of a person.

    :param stated: whether the page's data calls it an author's name, so that more is believed
    """
    if len(name) > _LONGEST or _NO_NAME_INSIDE.search(name):
        return False
    if _WIDE.search(name):
        return len(name) <= _LONGEST_WIDE and (stated or bool(_WIDE_NAME.match(name)))
    if _NO_NAME.match(name):
        return False
    has_digit = any(map(str.isdigit, name))
    if has_digit and not stated:
        return False
    return _are_words_of_a_name(name, name.split(), has_digit)


def _are_words_of_a_name(name: str, words: list[str], has_digit: bool) -> bool:
    if not 1 <= len(words) <= _MOST_WORDS or not any(len(word) > 1 for word in words):
        return False
    if len(words) == 1:
        return len(name) > 2 and name[0].isupper() and not has_digit
    if len(words) <= 3 and name.islower() and name.replace(" ", "").isalpha():
        return True
    return _is_capitalised([word for word in words if word.lower() not in _SMALL])


def _is_capitalised(words: list[str]) -> bool:
    """Return whether all words, or all but one of several, begin with a capital or with no letter."""
    capitals = sum(word[:1].isupper() or not word[:1].isalpha() or _is_uncased(word) for word in words)
    return bool(words) and capitals >= len(words) - (len(words) >= 2)


def looks_printed(name: str) -> bool:
    """Return whether a printed name is one beyond doubt: capitalised words, or one word alone after "by"."""
    if not is_person(name):
        return False
    words = name.split()
    return bool(_WIDE.search(name)) or (
        len(words) <= _MOST_PRINTED_WORDS
        and all(word[:1].isupper() or word.lower() in _SMALL or _is_uncased(word) for word in words)
    )


def _is_uncased(word: str) -> bool:
    """Return whether a word is in a script without capitals: Arabic, Hebrew, Devanagari."""
    return word[0].isalpha() and word[0].lower() == word[0].upper()


def is_full_name(text: str) -> bool:
    """Return whether a text is a printed name of at least two words, or one in a script without spaces."""
    first = text.partition(" ")[0]
    return (
        (first != text or bool(_WIDE.search(text)))
        and looks_printed(text)
        and not is_house_name(text)
        and not never_a_name(first)
    )


def begins_with_given_name(text: str) -> bool:
    """Return whether the first word of a text is known to begin names: ``Ann Lee``, not ``Real Estate``.

    Names in scripts without capitals are not known.
    """
    return text.partition(" ")[0].partition("-")[0].strip(".,").casefold() in _given_names()


@cache
def _given_names() -> frozenset[str]:
    # Read when it is first asked for: few pages need it, and reading takes 40 ms.
    given = (name for names in read_data("given_names").values() for name in names.split())
    return frozenset(given) | _SURNAMES_FIRST


def is_one_word(name: str) -> bool:
    """Return whether a name is one word, which may be a login."""
    return " " not in name and not _WIDE.search(name)


def is_wide(text: str) -> bool:
    """Return whether a text has letters of a script without spaces between words."""
    return bool(_WIDE.search(text))


def is_degree(name: str) -> bool:
    """Return whether a part of a byline is a degree or a suffix of the name before it: ``Dr.``, ``Jr``."""
    return bool(_DEGREE.match(name))


def is_house_name(name: str) -> bool:
    """Return whether a name has a word that outlets, desks and organisations have in theirs: ``Courier Newsroom``."""
    return bool(_HOUSE.search(name))


def holds_no_name(text: str) -> bool:
    """Return whether a text has signs or words that no name has: an address, a date, ``updated``."""
    return bool(_NO_NAME_INSIDE.search(text))


def never_a_name(text: str) -> bool:
    """Return whether a text in the place of a name is a button, an account or a month: ``Admin``, ``Follow us``."""
    return bool(_NO_NAME.match(text))
