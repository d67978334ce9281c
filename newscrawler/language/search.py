"""Words of a text as a search finds them: without case, accents and endings.

A text is folded (:func:`folded`), cut into words (:func:`words`), and each word is replaced by its base form in the
language of the text (:func:`base`) where snowballstemmer is installed and knows the language. In scripts that are
written without spaces, and in Hangul, each pair of neighbouring characters counts as a word.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version

from newscrawler.expressions import expression
from newscrawler.language.tables import read_data
from newscrawler.language.text import MARKS, UNSPACED_OF_ALL

__all__ = ["PLAIN", "Query", "base", "distinct", "folded", "parse", "rule_of", "stemmers", "words"]

PLAIN = "plain"
"""Rule of texts whose words are kept as they are: no language is stated, or none with base forms."""

LONGEST_WORD = 64
"""Characters of a word that count. Longer runs of letters are addresses and encoded data."""

MOST_DIFFERENT = 5_000
"""Different words of a text that are found. The longest texts of newspapers have some 3,000."""

LONGEST_QUERY = 500
"""Characters."""

MOST_ASKED = 16
"""Words of a query: each costs the store a look-up."""

_DATA = read_data("search")
_STEMMER: dict[str, str] = {language: names[0] for language, names in _DATA["stemmer"].items()}
_CACHED = 200_000
"""Base forms that are kept: 30 MB. Words of news repeat so much that 97 of 100 are found there."""

_LETTER_MARKS = MARKS + "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
_PAIRED = expression(f"[{UNSPACED_OF_ALL}\u3005-\u3007\U00020000-\U0003ffff]+")
"""Runs of characters that are looked up in pairs."""
_SEPARATORS = "\u30fb\u30a0"
"""Dots of katakana between the parts of a name, which lie among the letters."""

_ACCENTS = expression("(?<![\u0400-\u052f])[\u0300-\u036f]+|[\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670]+")
"""Accents, but for those that make another letter in Cyrillic; points of Hebrew and Arabic; the bar that stretches
an Arabic word."""
_SAME = str.maketrans(
    {**_DATA["letters"], "\u2019": "'", "\u02bc": "'", "\u00ad": None, **dict.fromkeys(_SEPARATORS, " ")}
)
"""Letters that Unicode does not decompose, and signs that are typed in several ways."""

_WORD = expression(rf"[^\W_](?:[^\W_]|['{_LETTER_MARKS}](?=[\w{_LETTER_MARKS}])|[{_LETTER_MARKS}])*")
_QUOTED = expression('["\u201c\u201d\u201e\u00ab\u00bb]')


@dataclass(frozen=True, slots=True)
class Query:
    """The words that a reader looks for, all of them in one story."""

    words: tuple[str, ...]
    """Folded, each once."""
    phrases: tuple[re.Pattern[str], ...]
    """Expressions for the folded text of a story: words in quotation marks, and runs of more than two characters that
    are looked up in pairs."""

    def is_in(self, texts: Iterable[str]) -> bool:
        """Return whether each phrase is in one of the texts: headline and paragraphs. Words are not compared."""
        if not self.phrases:
            return True
        kept = [folded(text) for text in texts]
        return all(any(phrase.search(text) for text in kept) for phrase in self.phrases)


def folded(text: str) -> str:
    """Return the text in NFKC, without case and accents."""
    if "\u2019" in text or "\u201c" in text:
        # Often the only characters that are not ASCII
        text = text.replace("\u2019", "'").replace("\u201c", '"').replace("\u201d", '"')
    if text.isascii():
        return text.lower()
    apart = _ACCENTS.sub("", unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold()))
    return unicodedata.normalize("NFC", apart).translate(_SAME)


def words(folded_text: str) -> Iterator[str]:
    """Yield the words of a folded text in their order, and pairs of characters in place of words where a script needs
    it."""
    for run in _WORD.findall(folded_text):
        if run.isascii():
            if "'" in run:
                yield from _parts(run)
            else:
                yield run[:LONGEST_WORD]
        else:
            for piece in _pieces(run):
                yield from _pairs(piece) if _PAIRED.fullmatch(piece) else _parts(piece)


def distinct(texts: Iterable[str], rule: str) -> tuple[list[str], int]:
    """Return the different words of texts in their base forms, and the number of those that are one too many.

    :param rule: from :func:`rule_of`
    """
    found: dict[str, None] = {}
    for text in texts:
        found.update(dict.fromkeys(words(folded(text))))
    forms = list(found if rule == PLAIN else dict.fromkeys(map(_stem(rule), found)))
    return forms[:MOST_DIFFERENT], max(0, len(forms) - MOST_DIFFERENT)


def rule_of(language: str | None) -> str:
    """Return the rule for texts of a language: a name of snowballstemmer's, or :data:`PLAIN`.

    :param language: BCP 47 tag; None: the page states no language
    """
    if language is None or stemmers() is None:
        return PLAIN
    return _STEMMER.get(language.replace("_", "-").partition("-")[0].lower(), PLAIN)


def base(word: str, rule: str) -> str:
    """Return the base form of a folded word.

    :raises ValueError: when snowballstemmer, which the rule needs, is not installed or does not know the rule
    """
    return word if rule == PLAIN else _stem(rule)(word)


@lru_cache
def stemmers() -> str | None:
    """Return the version of snowballstemmer that makes base forms; None where it is not installed."""
    try:
        return version("snowballstemmer")
    except PackageNotFoundError:
        return None


def parse(text: str) -> Query:
    """Return the query of a reader's words; words in quotation marks are a phrase.

    :raises ValueError: when it has no word, too many, or one character of a script that is looked up in pairs
    """
    if len(text) > LONGEST_QUERY:
        raise ValueError(f"the query has {len(text):,} characters; the limit is {LONGEST_QUERY}")
    found: dict[str, None] = {}
    phrases: list[re.Pattern[str]] = []
    for number, part in enumerate(_QUOTED.split(unicodedata.normalize("NFKC", text))):
        kept = folded(part)
        found.update(dict.fromkeys(words(kept)))
        runs = [piece for run in _WORD.findall(kept) for piece in _pieces(run)]
        together = [runs] if number % 2 else [[run] for run in runs]
        phrases += [_phrase(each) for each in together if len(each) > 1 or _needs_order(each)]
    if not found:
        raise ValueError(f"the query {text!r} has no word")
    if len(found) > MOST_ASKED:
        raise ValueError(f"the query has {len(found)} words; the limit is {MOST_ASKED}")
    for word in found:
        if len(word) == 1 and _PAIRED.fullmatch(word):
            raise ValueError(f"the query has the single character {word!r}; search for two or more in a row")
    return Query(tuple(found), tuple(phrases))


def _needs_order(runs: Sequence[str]) -> bool:
    """Return whether pairs of characters have to stand in their order: those of a longer run may all be in a text that
    does not have the run."""
    return any(len(run) > 2 and _PAIRED.fullmatch(run) for run in runs)


def _phrase(runs: Sequence[str]) -> re.Pattern[str]:
    parts: list[str] = []
    before_paired = True
    for run in runs:
        paired = bool(_PAIRED.fullmatch(run))
        if parts:
            parts.append(r"[\W_]*" if paired or before_paired else r"[\W_]+")
        parts.append(re.escape(run) if paired else rf"(?<![^\W_]){re.escape(run)}(?![^\W_])")
        before_paired = paired
    return expression("".join(parts))


def _pieces(run: str) -> Iterator[str]:
    """Yield the parts of a run of letters: of scripts with spaces, and of those without."""
    end = 0
    for match in _PAIRED.finditer(run):
        if match.start() > end:
            yield run[end : match.start()]
        yield match[0]
        end = match.end()
    if end < len(run):
        yield run[end:]


def _pairs(run: str) -> Iterator[str]:
    if len(run) == 1:
        yield run
    for start in range(len(run) - 1):
        yield run[start : start + 2]


def _parts(run: str) -> Iterator[str]:
    """Yield the parts of a word with apostrophes, without the single letters that an apostrophe cuts off."""
    parts = run.split("'")
    yield from (part[:LONGEST_WORD] for part in parts if len(part) > 1 or (part and len(parts) == 1))


@lru_cache
def _stem(rule: str) -> Callable[[str], str]:
    try:
        import snowballstemmer
    except ImportError:
        raise ValueError(
            f"words are indexed in base forms ({rule}): install them with: pip install 'newscrawler[search]'"
        ) from None
    if rule not in snowballstemmer.algorithms():
        raise ValueError(f"words are indexed in base forms ({rule}) that snowballstemmer {stemmers()} does not make")
    stemmer = snowballstemmer.stemmer(rule)
    # A stemmer keeps the word that it works on in itself: two threads would get, and keep, forms of each other's words.
    alone = threading.Lock()

    @lru_cache(_CACHED)
    def stem(word: str) -> str:
        with alone:
            return str(stemmer.stemWord(word))

    return stem
