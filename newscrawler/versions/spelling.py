"""Corrections of spelling: edits after which every word still means what it meant."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence

from newscrawler.versions.folding import is_unspaced, words_of
from newscrawler.versions.limits import MOST_SPELLINGS
from newscrawler.versions.worddiff import Span, spans

__all__ = ["Words", "counted", "is_spelling"]

_DISTANCE = 2
"""Letters that differ between a misspelt word and the word."""
_ONE_LETTER = 9
"""Letters of a word below which one letter alone may differ: "Tuesday" is not "Thursday"."""
_LONGEST = 40
"""Letters of a word beyond which its letters are not compared; the longest words of news have some 40."""
_TINY = 3
"""Letters of a word that is too short to be misspelt by another letter: "not" and "now" are both words."""

Words = tuple[Sequence[str], Sequence[str]]
"""Words of the same place before and after."""


def is_spelling(changes: Sequence[Words], known: Counter[str]) -> bool:
    """Return whether changes correct spelling, punctuation or capitals and nothing else.

    :param changes: places of the text that differ
    :param known: how often each word occurs in both texts, without case: a word that also stands elsewhere is no
        misspelling
    """
    number = 0
    for before, after in changes:
        for span in spans(before, after):
            number += 1
            if number > MOST_SPELLINGS or not _is_corrected(before, after, span, known):
                return False
    return number > 0


def _is_corrected(before: Sequence[str], after: Sequence[str], span: Span, known: Counter[str]) -> bool:
    old, new = before[span[0] : span[1]], after[span[2] : span[3]]
    if any(unicodedata.numeric(word[0], None) is not None for word in (*old, *new)):
        # Numerals of Han too.
        return False
    one, other = _letters(old), _letters(new)
    if one == other:
        # Marks, capitals or spaces between the same letters.
        return True
    if not one or not other:
        return _is_doubled(before, span[0], span[1]) or _is_doubled(after, span[2], span[3])
    if any(map(is_unspaced, (*old, *new))):
        return len(one) == len(other) == 1
    old_words, new_words = _lettered(old), _lettered(new)
    if len(old_words) != len(new_words):
        return False
    return all(map(_is_misspelt, old_words, new_words, [known] * len(old_words)))


def _lettered(words: Sequence[str]) -> list[str]:
    """Return the words without marks, case folded."""
    return [word.casefold() for word in words if word[0].isalpha()]


def _letters(words: Sequence[str]) -> str:
    return "".join(word.casefold() for word in words if word[0].isalnum())


def _is_doubled(words: Sequence[str], start: int, end: int) -> bool:
    """Return whether a part of the words is a repetition of what stands right before or behind it."""
    length = end - start
    part = [word.casefold() for word in words[start:end]]
    around = ([word.casefold() for word in words[max(start - length, 0) : start]], words[end : end + length])
    return length > 0 and (part == around[0] or part == [word.casefold() for word in around[1]])


def _is_misspelt(old: str, new: str, known: Counter[str]) -> bool:
    if old == new:
        return True
    # Each of the two stands once where they differ.
    if known[old] > 1 and known[new] > 1:
        return False
    one, other = unicodedata.normalize("NFD", old), unicodedata.normalize("NFD", new)
    if sorted(one) == sorted(other) and _distance(one, other, 1) <= 1:
        return True
    longest = max(len(one), len(other))
    if longest <= _TINY or (len(one) == len(other) and one[0] != other[0]):
        # A million is no misspelt billion.
        return False
    allowed = 1 if longest < _ONE_LETTER else _DISTANCE
    return _distance(one, other, allowed) <= allowed


def _distance(one: str, other: str, most: int) -> int:
    """Return the number of letters to add, remove, replace or exchange with the next; ``most + 1`` for any more."""
    if abs(len(one) - len(other)) > most or len(one) > _LONGEST:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        earlier, before, row = before, row, [at]
        for place, second in enumerate(other, 1):
            cost = min(before[place] + 1, row[-1] + 1, before[place - 1] + (letter != second))
            if at > 1 and place > 1 and letter == other[place - 2] and one[at - 2] == second:
                cost = min(cost, earlier[place - 2] + 1)
            row.append(cost)
        if min(row) > most + 1:
            return most + 1
    return row[-1]


def counted(*texts: str) -> Counter[str]:
    """Return how often each word occurs in folded texts, without case."""
    return Counter(word.casefold() for text in texts for word in words_of(text))
