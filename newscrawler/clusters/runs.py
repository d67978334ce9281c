"""Words of a text and runs of them.

A run is five words. A letter of a script that prints no spaces between words counts half a word, so that a run of
Japanese is ten letters. Words and runs depend on nothing but the letters around them: two texts that share a sentence
share its runs, whatever else they hold.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from newscrawler.clusters.limits import RUN_WORDS
from newscrawler.language.text import MARKS, UNSPACED_OF_ALL

__all__ = ["runs_of", "words_of"]

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
    if not any(map(_is_half, words)):
        return [" ".join(words[start : start + RUN_WORDS]) for start in range(len(words) - RUN_WORDS + 1)]
    return [" ".join(words[start:end]) for start, end in _spans(words)]


def _is_half(word: str) -> bool:
    return len(word) == 1 and not word.isascii() and _UNSPACED.match(word) is not None


def _spans(words: Sequence[str]) -> list[tuple[int, int]]:
    """Return where the runs of words and letters begin and end."""
    sizes = [1 if _is_half(word) else 2 for word in words]
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
