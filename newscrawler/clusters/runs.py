"""Words of a text and runs of them.

A run is five words. In scripts that print no spaces between words it is ten letters: two letters are about one word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from newscrawler.clusters.limits import RUN_WORDS
from newscrawler.language.text import UNSPACED_OF_ALL

__all__ = ["run_length", "runs_of", "words_of"]

_UNSPACED_LETTER = re.compile(f"[{UNSPACED_OF_ALL}]")
_APOSTROPHES = re.compile("['`\u00b4\u2018\u2019\u02bc\u00ad\u200b-\u200f\ufeff]")
_WORD = re.compile(r"[^\W_]+")
_LETTERS_OF_WORD = 2
"""Letters of an unspaced script that are counted as one word."""


def words_of(text: str) -> list[str]:
    """Return the words of a text, without case, marks of punctuation and typography; single letters of a text that is
    mostly in an unspaced script.
    """
    text = _APOSTROPHES.sub("", text.casefold())
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
        if is_unspaced(text):
            return [letter for letter in text if letter.isalnum()]
    return _WORD.findall(text)


def is_unspaced(text: str) -> bool:
    """Return whether at least half of the letters are of a script that prints no spaces between words."""
    return len(_UNSPACED_LETTER.findall(text)) * 2 > sum(map(str.isalnum, text))


def run_length(words: Sequence[str]) -> int:
    """Return the number of words of a run: more where each word is a single letter of an unspaced script."""
    unspaced = sum(1 for word in words if len(word) == 1 and _UNSPACED_LETTER.match(word))
    return RUN_WORDS * _LETTERS_OF_WORD if unspaced * 2 > len(words) else RUN_WORDS


def runs_of(words: Sequence[str]) -> list[str]:
    """Return all runs in order, each joined by spaces; none for a text that is shorter than a run."""
    length = run_length(words)
    return [" ".join(words[start : start + length]) for start in range(len(words) - length + 1)]
