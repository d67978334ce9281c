"""Words and numbers of an address, and whether a text is about the same thing. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal
from urllib.parse import unquote, urlsplit

from newscrawler.language.text import UNSPACED_AND_LAO

__all__ = ["Bearing", "bearing", "ids_of", "names_a_story", "same_story_address", "slug_of", "words_of"]

Bearing = Literal["same", "other", "unknown"]
"""Relation of two texts: about the same thing, about something else, or not to be compared."""

_LEAST_LETTERS = 4
"""Letters of a word that counts: shorter words are articles and prepositions in most languages."""
_STEM = 5
"""Letters in which two words agree: ``returns`` and ``returned``."""
_SAME_SHARE = 0.34
"""Share of the shorter text's words that the other has. Slugs and announcements leave out or reword half of a
headline; two unrelated headlines share one word of six at most."""
_COMMON = 2
"""Words in common, below which the agreement may be chance: "How may we count you?" and ``/volunteers-count-bees``."""
_ENOUGH_WORDS = 3
"""Words of a slug or an announcement, below which nothing in common says nothing: ``/latest-news``, "Read more"."""
_OF_OTHER_SCRIPT = 0.5
"""Share of words with letters beyond Latin, above which a text is not compared with the Latin letters of a slug."""
_LONGEST = 400
"""Characters of a text that are compared."""
_STORY_WORDS = 3
"""Words of a slug that is no section's: ``/world-news``."""
_STORY_DIGITS = 4
"""Digits of a number that is no page's."""
_SLUG_WORDS = 2
"""Words that make a path's part a slug. ``/view`` and ``/story.html`` name no story."""

_WORD = re.compile(r"[^\W\d_]+")
_UNSPACED = re.compile(f"[{UNSPACED_AND_LAO}]+")
_SUFFIX = re.compile(r"\.(?:s?html?|php|aspx?|jsp|cms|amp)$", re.I)
_DAY = re.compile(r"(?<!\d)(?:19|20)\d\d[-/_]?(?:0[1-9]|1[0-2])(?:[-/_]?(?:0[1-9]|[12]\d|3[01]))?(?!\d)")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_NUMBER = re.compile(r"\d{3,}")
_CODE = re.compile(
    r"(?<![0-9a-z])(?=[a-z-]*\d)[0-9a-f]{8}-[0-9a-f-]{8,}|(?<![0-9a-z])(?=[a-z]*\d[0-9a-z]*\d)[0-9a-z]{8,}"
)
# Slugs are written in plain Latin letters: those that Unicode does not take apart, such as the German sharp s.
_PLAIN = str.maketrans(
    {
        "\u00df": "ss",
        "\u00e6": "ae",
        "\u0153": "oe",
        "\u00f8": "o",
        "\u0111": "d",
        "\u0142": "l",
        "\u0131": "i",
        "\u00fe": "th",
        "\u00f0": "d",
    }
)
_DOUBLED = (("ae", "a"), ("oe", "o"), ("ue", "u"), ("aa", "a"))


@lru_cache(maxsize=256)
def words_of(text: str) -> frozenset[str]:
    """Return the words of a text as they are compared: stems in plain small letters.

    Scripts that print no spaces give pairs of letters.
    """
    text = unicodedata.normalize("NFKD", text[:_LONGEST].casefold())
    found: set[str] = set()
    for run in _UNSPACED.findall(text):
        found.update(run[place : place + 2] for place in range(len(run) - 1))
    plain = "".join(letter for letter in _UNSPACED.sub(" ", text) if not unicodedata.combining(letter))
    plain = plain.translate(_PLAIN)
    for word in _WORD.findall(plain):
        if len(word) >= _LEAST_LETTERS:
            for double, single in _DOUBLED:
                word = word.replace(double, single)
            found.add(word[:_STEM])
    return frozenset(found)


def bearing(headline: str, other: str) -> Bearing:
    """Return whether a headline is about the same thing as a slug or an announcement."""
    ours, theirs = words_of(headline), words_of(other)
    if not ours or not theirs or _is_latin(ours) != _is_latin(theirs):
        return "unknown"
    common = len(ours & theirs)
    if common >= _COMMON and common / min(len(ours), len(theirs)) >= _SAME_SHARE:
        return "same"
    return "other" if not common and len(theirs) >= _ENOUGH_WORDS else "unknown"


def _is_latin(words: Iterable[str]) -> bool:
    beyond = [any(letter > "\u024f" for letter in word) for word in words]
    return sum(beyond) < _OF_OTHER_SCRIPT * len(beyond)


def slug_of(url: str) -> str | None:
    """Return the words of the address that name the story, with spaces between; None where it has no such words."""
    slug, most = None, _SLUG_WORDS - 1
    for segment in urlsplit(url).path.split("/"):
        words = _WORD.findall(_SUFFIX.sub("", unquote(segment)))
        if len(words) > most:
            slug, most = " ".join(words), len(words)
    return slug


def ids_of(url: str) -> frozenset[str]:
    """Return the numbers and codes of an address that may identify a story; dates are none."""
    parts = urlsplit(url)
    text = _YEAR.sub(" ", _DAY.sub(" ", unquote(f"{parts.path} {parts.query}").lower()))
    return frozenset({*_NUMBER.findall(text), *_CODE.findall(text)})


def names_a_story(path: str) -> bool:
    """Return whether a path alone can tell a story: by a slug of three words, or by a number of four digits."""
    slug = slug_of(path)
    if slug is not None and len(slug.split()) >= _STORY_WORDS:
        return True
    return any(len(number) >= _STORY_DIGITS for number in ids_of(urlsplit(path).path))


def same_story_address(one: str, other: str) -> bool:
    """Return whether two addresses show by their path, slug or number that they are of one story."""
    if one == other:
        return True
    a, b = urlsplit(one), urlsplit(other)
    ids, others = ids_of(one), ids_of(other)
    if ids & others:
        return True
    if ids and others:
        return False
    days, others_days = _days(a.path), _days(b.path)
    if days and others_days and days != others_days:
        return False
    slug = slug_of(one)
    if slug is not None:
        return slug == slug_of(other)
    return a.path.rstrip("/") == b.path.rstrip("/") and a.query == b.query


def _days(path: str) -> list[str]:
    return [re.sub(r"\D", "", day) for day in _DAY.findall(path)]
