"""Two texts word by word, for people."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal

from newscrawler.language.text import UNSPACED_OF_ALL
from newscrawler.versions.limits import MOST_CELLS, WORDS

__all__ = ["Op", "longest_rising", "spans", "words"]

Op = Literal["=", "-", "+"]
"""In both texts; in the text before only; in the text after only."""

_TOKEN = re.compile(rf"\s+|\d+(?:[.,]\d+)*|[{UNSPACED_OF_ALL}]|[^\W{UNSPACED_OF_ALL}]+|[^\w\s]")

Span = tuple[int, int, int, int]
"""Start and end in the text before, start and end in the text after."""


def words(before: str, after: str) -> list[tuple[Op, str]]:
    """Return the parts of two texts in reading order, each with its operation.

    The parts ``=`` and ``-`` joined are the text before, ``=`` and ``+`` joined the text after; white space included.

    >>> words("Shares rose 3 percent.", "Shares rose 4 percent.")
    [('=', 'Shares rose '), ('-', '3'), ('+', '4'), ('=', ' percent.')]
    """
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    parts: list[tuple[Op, str]] = []
    at = 0
    for start, end, new_start, new_end in spans(old, new):
        _append(parts, "=", old[at:start])
        _append(parts, "-", old[start:end])
        _append(parts, "+", new[new_start:new_end])
        at = end
    _append(parts, "=", old[at:])
    return parts


def _append(parts: list[tuple[Op, str]], op: Op, tokens: Sequence[str]) -> None:
    if tokens:
        parts.append((op, "".join(tokens)))


def spans(old: Sequence[str], new: Sequence[str]) -> list[Span]:
    """Return the places at which two lists of words differ, in order.

    Words that occur once in both lists are the anchors; between two anchors every word is compared with every other
    one, up to a limit. So the time grows with the length of the texts and not with its square.
    """
    if len(old) > WORDS or len(new) > WORDS:
        return [] if old == new else [(0, len(old), 0, len(new))]
    return list(_spans(old, new, 0, 0))


def _spans(old: Sequence[str], new: Sequence[str], old_at: int, new_at: int) -> Iterator[Span]:
    head = _common(old, new)
    old, new, old_at, new_at = old[head:], new[head:], old_at + head, new_at + head
    tail = _common(old[::-1], new[::-1])
    old, new = old[: len(old) - tail], new[: len(new) - tail]
    if not old and not new:
        return
    anchors = _anchors(old, new) if old and new else []
    if not anchors:
        yield from _dense(old, new, old_at, new_at)
        return
    start = new_start = 0
    for at, new_place in [*anchors, (len(old), len(new))]:
        yield from _dense_or_same(old[start:at], new[new_start:new_place], old_at + start, new_at + new_start)
        start, new_start = at + 1, new_place + 1


def _dense_or_same(old: Sequence[str], new: Sequence[str], old_at: int, new_at: int) -> Iterator[Span]:
    if old != new:
        yield from _dense(old, new, old_at, new_at)


def _dense(old: Sequence[str], new: Sequence[str], old_at: int, new_at: int) -> Iterator[Span]:
    """Yield the differences of two short lists; of two long ones the whole."""
    if not old or not new or len(old) * len(new) > MOST_CELLS:
        yield old_at, old_at + len(old), new_at, new_at + len(new)
        return
    for op, start, end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if op != "equal":
            yield old_at + start, old_at + end, new_at + new_start, new_at + new_end


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    """Return the number of words that both lists begin with."""
    number = 0
    for one, other in zip(old, new, strict=False):
        if one != other:
            break
        number += 1
    return number


def _anchors(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Return the places of words that occur once in both lists, as many as stand in the same order."""
    once, once_new = Counter(old), Counter(new)
    place = {word: at for at, word in enumerate(new) if once_new[word] == 1}
    pairs = [(at, place[word]) for at, word in enumerate(old) if once[word] == 1 and word in place]
    return [pairs[index] for index in longest_rising([new_at for _, new_at in pairs])]


def longest_rising(values: Sequence[int]) -> list[int]:
    """Return the places of a longest strictly rising part of the values, in order."""
    tails: list[int] = []
    places: list[int] = []
    before = [-1] * len(values)
    for at, value in enumerate(values):
        length = bisect_left(tails, value)
        before[at] = places[length - 1] if length else -1
        tails[length : length + 1] = [value]
        places[length : length + 1] = [at]
    found: list[int] = []
    at = places[-1] if places else -1
    while at >= 0:
        found.append(at)
        at = before[at]
    return found[::-1]
