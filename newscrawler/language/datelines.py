"""Datelines: ``WASHINGTON (AP) —``, ``TOKYO, Aug 17 (Reuters) -``, ``(ANSA) - ROMA, 17 AGO -``, ``［東京］``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from newscrawler.expressions import expression
from newscrawler.guarded import Guarded
from newscrawler.items import Dateline
from newscrawler.language.agencies import AGENCIES, find_agency
from newscrawler.language.dates.printed import is_month
from newscrawler.language.pictures import is_picture_credit
from newscrawler.language.tables import load

__all__ = ["DatelineMatch", "parse_dateline"]

_WORDS = load("datelines")
_W = r"[^\W\d_]{2,12}"
_WEEKDAY = rf"(?:,?\s{_W})?"
# 17 août, Aug. 17, 17. kolovoza 2019., 2019. augusztus 17., szombat, 17/8
_DATE = (
    rf"(?:\d{{1,2}}(?:er|\.|º|°)?\s?(?:de\s|d['’])?{_W}\.?(?:\s(?:de\s)?\d{{4}}\.?)?|{_W}\.?\s\d{{1,2}}(?:,\s?\d{{4}})?"
    rf"|\d{{4}}\.\s{_W}\s\d{{1,2}}\.{_WEEKDAY}|(?:(?:{_WORDS.pattern('day_word')})\s)?\d{{1,2}}[./]\d{{1,2}}"
    rf"(?:[./]\d{{2,4}})?|\d{{1,2}}月\d{{1,2}}日)"
)
_DASH = r"[-–—−─]{1,3}"
_PLACE = r"[^\W\d_][^()\[\]【】:;—–=\"“”?!]{0,60}?"
_AGENCY = r"[(/]\s?(?P<agency>[^()/]{2,40}(?:/[^()/]{2,20}){0,3})\s?[)/]"
_BEFORE_AGENCY = "(/"
"""Signs before an agency. Most paragraphs begin without any."""
# PLACE, date (AGENCY) - text; the dash may be a full stop, or missing after a date (PTI) or a place in capitals (TT).
_CREDITED = Guarded.on_hints(
    expression(
        rf"^(?P<place>{_PLACE})(?:[,.]?\s(?P<date>{_DATE}))?[,.]?\s*{_AGENCY}"
        rf"(?P<tail>\s*[.:,]?\s*{_DASH}\s*|\s*[.:]\s+|\s+)"
    ),
    _BEFORE_AGENCY,
)
# Date (AGENCY) - text
_PLACELESS = Guarded.on_hints(expression(rf"^(?P<date>{_DATE})\s*{_AGENCY}\s*[.:]?\s*{_DASH}\s*"), _BEFORE_AGENCY)
# (AGENCY) - PLACE, DATE - text
_AGENCY_FIRST = expression(
    rf"^\((?P<agency>[^()]{{2,40}})\)\s*{_DASH}\s*(?:(?P<place>{_PLACE}),\s(?P<date>{_DATE})"
    rf"(?:\s\d{{4}})?\s?\.?\s*{_DASH}\s*)?"
)
# МОСКВА, 17 авг — РИА Новости. / Москва. 17 августа. INTERFAX.RU - / RIYADH, SPA —
_AFTER_DASH = expression(
    rf"^(?P<place>{_PLACE})[,.]\s(?P<date>{_DATE})[.,]?\s?(?:{_DASH}\s?)?(?P<agency>[^\W\d_][\w. -]{{2,20}}?)(?:\.\s"
    rf"|\s{_DASH}\s)"
)
_NAMED = expression(rf"^(?P<place>{_PLACE}),\s(?P<agency>[A-Z]{{3,8}})\s{_DASH}\s")
_BARE = expression(rf"^(?P<place>[A-ZÀ-ÞŁŚŻ][A-ZÀ-ÞŁŚŻ .,'’/-]{{1,40}}?)(?:,\s(?P<date>{_DATE}))?\s+[–—]+\s+")
_NAMES = frozenset(name for names in AGENCIES.values() for name in (*names.full, *names.short, *names.bracketed))
_EASTERN = "|".join(
    re.escape(name)
    for name in sorted(_NAMES, key=lambda name: (-len(name), name))
    if name >= "\u3040" or name in ("AFP", "AP", "UPI", "TASS")
)
_CJK = expression(
    r"^[［\[【(（](?P<place>[^\d０-９=＝\[\]［］【】()（）]{1,20}?)?[\s=＝]*(?P<date>(?:[\d０-９]{1,2}月)?[\d０-９]{1,2}日)?[\s=＝]*"
    rf"(?P<agency>{_EASTERN})[^\]］】)）]{{0,12}}[\]］】)）]\s*[-–—―]?\s*"
)
_HAN = "|".join(
    re.escape(name)
    for name in sorted(_NAMES, key=lambda name: (-len(name), name))
    if all("\u3400" <= letter <= "\u9fff" for letter in name)
)
_CHINESE = expression(
    rf"^[（(【]?(?P<agency>{_HAN})(?:{_WORDS.pattern('reporter')})?"
    rf"(?P<place>[^\d\s，。、（）()电電]{{2,12}}?)(?P<date>(?:\d{{1,2}}月)?\d{{1,2}}日)(?:{_WORDS.pattern('dispatch')})[）)】]?\s*"
    rf"(?:[（(](?:{_WORDS.pattern('reporter')})[^）)]{{2,20}}[）)])?\s*[-–—]?\s*"
)
_KOREAN = expression(
    r"^[(\[](?P<place>[^=()\[\]]{2,20})=(?P<agency>[^=()\[\]]{2,10})[)\]]\s*"
    rf"(?:(?P<writer>[가-힣]{{2,4}}(?:[·,\s]+[가-힣]{{2,4}}){{0,2}})\s?(?:{_WORDS.pattern('reporter')}))?\s*=?\s*"
)
# Short words in place names that are not capitalised.
_PARTICLES = frozenset(_WORDS.words("place_particle"))
_NO_PLACES = expression(rf"^(?:{_WORDS.pattern('no_place')})\b", re.I)
# In capitals before a dash, but too short to be told from an abbreviation unless known.
_SHORT_PLACES = frozenset(_WORDS.words("short_place"))
_ARTICLES = frozenset(_WORDS.words("article"))
_DAY_WORDS = _WORDS.words("day_word")

_OPENING = "([（［【"
_Expression = re.Pattern[str] | Guarded
_BRACKETED = (_AGENCY_FIRST, _KOREAN, _CHINESE, _CJK)
"""Expressions to try if a paragraph begins with a bracket."""

_PLACE_FIRST = (_PLACELESS, _CREDITED, _AFTER_DASH, _NAMED, _BARE)
"""Expressions to try if a paragraph begins with a capital or a digit."""

_CASELESS = (_CHINESE, _CREDITED, _AFTER_DASH)
"""Expressions to try if a paragraph begins with a letter without case."""

_PLACE_TO_CHECK = (_CREDITED, _AFTER_DASH, _NAMED)
"""Expressions that match the beginning of a sentence too: their place is checked."""

_LONGEST = 160
"""Characters at the start of a paragraph that a dateline has at most."""

_SHORT = 4
"""Letters of a place in capitals that may be an abbreviation."""

_FULL_WORD = 5
"""Letters of a word that is no abbreviation before a full stop."""

_MOST_WORDS = 7
"""Words of a place at most."""


@dataclass(frozen=True, slots=True)
class DatelineMatch:
    """Dateline at the start of a paragraph."""

    dateline: Dateline | None
    """None if no place is printed: ``(Reuters) -``."""
    agency: str | None
    end: int
    """Position of the first character of the text after the dateline."""


def parse_dateline(paragraph: str) -> DatelineMatch | None:
    """Return the dateline at the start of a paragraph, or None.

    >>> parse_dateline("TOKYO, Aug 17 (Reuters) - Shares rose").dateline
    Dateline(located='TOKYO', date='Aug 17')
    """
    start = paragraph[:_LONGEST]
    first = start[:1]
    if first in _OPENING:
        patterns: tuple[_Expression, ...] = _BRACKETED
    elif first.isupper() or first.isdigit():
        patterns = _PLACE_FIRST
    elif first and not first.isascii() and first.isalpha():
        patterns = _CASELESS
    else:
        return None
    for pattern in patterns:
        if (match := pattern.match(start)) and (found := _checked(pattern, match)):
            return found
    return None


def _checked(pattern: _Expression, match: re.Match[str]) -> DatelineMatch | None:
    """Return the dateline of a match, or None if its agency, date or place is none."""
    groups = match.groupdict()
    place = (groups.get("place") or "").strip(" 　,.=＝")
    day = (groups.get("date") or "").strip()
    credit = groups.get("agency")
    if pattern in _BRACKETED and is_picture_credit(match[0]):
        return None
    agency = find_agency(f"({credit})") if credit is not None else None
    if credit is not None and agency is None:
        return None
    if not _is_day(day) or not _is_place_of(pattern, place) or _is_only_spaced(groups.get("tail"), place, day):
        return None
    place = _with_full_stop(place, match)
    dateline = Dateline(located=place, date=_without_full_stop(day) or None) if place else None
    return DatelineMatch(dateline=dateline, agency=agency, end=match.end())


def _is_day(day: str) -> bool:
    """Return whether the words of a date name a month where they name anything; True for no date."""
    if not day:
        return True
    if not day[0].isdigit():
        return day.startswith(_DAY_WORDS) or is_month(day.split()[0])
    word = re.search(r"[^\W\d_]{3,}", day.removeprefix("de "))
    return word is None or _has_month(day, word[0])


def _is_place_of(pattern: _Expression, place: str) -> bool:
    """Return whether an expression's place may be one."""
    if pattern in _PLACE_TO_CHECK:
        return not place or _is_place(place)
    if pattern is not _BARE:
        return True
    is_abbreviation = len(place) <= _SHORT and place not in _SHORT_PLACES
    return not (_NO_PLACES.match(place) or is_abbreviation or place.endswith("'S"))


def _is_only_spaced(tail: str | None, place: str, day: str) -> bool:
    """Return whether nothing but a space parts an agency from the text, with neither a date nor a place in capitals."""
    return tail is not None and tail.isspace() and not day and not place.isupper()


def _with_full_stop(place: str, match: re.Match[str]) -> str:
    """Return the place with the full stop of an abbreviation: "Frankfurt a.M.", "PORTLAND, Ore."."""
    if not place or " " not in place or match.string[match.end("place") :][:1] != ".":
        return place
    return f"{place}." if len(place.split()[-1]) < _FULL_WORD else place


def _without_full_stop(day: str) -> str:
    """Return the date without the full stop that ends the dateline; an abbreviation and an ordinal keep theirs."""
    if not day.endswith(".") or day[-2].isdigit():
        return day
    return day[:-1] if len(day.rstrip(".").rpartition(" ")[2]) >= _FULL_WORD else day


def _has_month(day: str, word: str) -> bool:
    return is_month(word) or any(is_month(part.strip(".,")) for part in day.split()) or "月" in day or "日" in day


def _is_place(place: str) -> bool:
    """Return whether words are a place: few, capitalised, without article, unlike "The minister (AP)"."""
    words = [word for word in re.split(r"[\s/,]+", place) if word]
    if not words or len(words) > _MOST_WORDS or (words[0] in _ARTICLES and words[:2] != ["The", "Hague"]):
        return False
    return all(map(_may_be_of_place, words))


def _may_be_of_place(word: str) -> bool:
    first = word[:1]
    if first.isupper() or first.isdigit() or not first.isascii():
        return True
    return word.lower().rstrip(".") in _PARTICLES or word.startswith(("d'", "l'", "d’", "l’"))
