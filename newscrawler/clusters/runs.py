"""Words of a text and runs of them.

A run is five words. A letter of a script that prints no spaces between words counts half a word, so that a run of
Japanese is ten letters. Words and runs depend on nothing but the letters around them: two texts that share a sentence
share its runs, whatever else they hold.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import islice

from newscrawler.clusters.limits import RUN_WORDS
from newscrawler.language.text import MARKS, UNSPACED_OF_ALL

__all__ = ["count_words", "first_runs", "run_spans", "runs_of", "words_of"]

_VANISHING = re.compile("['`\u00b4\u2018\u2019\u00ad\u200b-\u200f\ufeff\u064b-\u0652\u0670\u0640\u0591-\u05c7]")
"""Apostrophes, zero widths, and the points of Arabic and Hebrew, which most outlets leave out."""
_WORD = re.compile(r"[^\W_]+")
_WORD_OR_LETTER = re.compile(
    f"[{UNSPACED_OF_ALL}]|(?:(?![{UNSPACED_OF_ALL}])[^\\W_])(?:(?![{UNSPACED_OF_ALL}])(?:[^\\W_]|[{MARKS}]))*"
)
_UNSPACED = re.compile(f"[{UNSPACED_OF_ALL}]")
_HALVES = 2 * RUN_WORDS
"""Length of a run in halves of words."""


def words_of(text: str) -> list[str]:
    """Return the words of a text without case, punctuation and typography, and each letter of an unspaced script."""
    text = text.casefold()
    if text.isascii():
        return _WORD.findall(text.replace("'", "").replace("`", ""))
    text = _VANISHING.sub("", unicodedata.normalize("NFKC", text))
    return (_WORD_OR_LETTER if _UNSPACED.search(text) or _has_marks(text) else _WORD).findall(text)


def _has_marks(text: str) -> bool:
    return re.search(f"[{MARKS}]", text) is not None


def runs_of(words: Sequence[str]) -> list[str]:
    """Return all runs in order, each joined by spaces; none for a text that is shorter than a run."""
    if _has_letters(words):
        return [" ".join(words[start:end]) for start, end in run_spans(words)]
    # Half the time of slices.
    return list(map(" ".join, zip(*(islice(words, start, None) for start in range(RUN_WORDS)), strict=False)))


def first_runs(words: Sequence[str], number: int) -> list[str]:
    """Return the first of :func:`runs_of`."""
    return runs_of(words[: number + _HALVES])[:number]


def run_spans(words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Return where each run begins and ends."""
    if _has_letters(words):
        return iter(_spans([1 if _is_letter(word) else 2 for word in words]))
    return zip(range(len(words) - RUN_WORDS + 1), range(RUN_WORDS, len(words) + 1), strict=False)


def count_words(words: Sequence[str]) -> int:
    """Return the number of words, where a letter of an unspaced script counts half."""
    if _has_letters(words):
        return sum(1 if _is_letter(word) else 2 for word in words) // 2
    return len(words)


def _has_letters(words: Sequence[str]) -> bool:
    text = "".join(words)
    return not text.isascii() and _UNSPACED.search(text) is not None


def _is_letter(word: str) -> bool:
    return len(word) == 1 and _UNSPACED.match(word) is not None


def _spans(sizes: list[int]) -> list[tuple[int, int]]:
    """Return where the runs of words and letters begin and end, by their sizes in halves of words."""
    spans, end, size = [], 0, 0
    for start, first in enumerate(sizes):
        while size < _HALVES and end < len(sizes):
            size += sizes[end]
            end += 1
        if size < _HALVES:
            break
        spans.append((start, end))
        size -= first
    return spans
