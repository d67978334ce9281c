"""Two texts paragraph by paragraph and word by word, for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from newscrawler.versions.worddiff import Op, spans, words

__all__ = ["Paragraph", "paragraphs", "readable"]

_SAME_WORDS = 4
"""Words in a row that an edited paragraph keeps; three are often a phrase of the language ("he said that")."""

_MOST_PAIRS = 40_000
"""Pairs of paragraphs that are compared: 200 with 200. Beyond, all are shown as removed and added."""

Paragraph = list[tuple[Op, str]]
"""Parts of a paragraph in reading order."""


def paragraphs(before: Sequence[str], after: Sequence[str]) -> list[Paragraph]:
    """Return the paragraphs of two texts in reading order, each word by word.

    A paragraph of the text before and one of the text after that have several words in a row in common are one
    paragraph that was edited; others are removed or added whole.
    """
    found: list[Paragraph] = []
    at = 0
    for start, end, new_start, new_end in spans(before, after):
        found += [[("=", text)] for text in before[at:start]]
        found += _edited(before[start:end], after[new_start:new_end])
        at = end
    return found + [[("=", text)] for text in before[at:]]


def _edited(before: Sequence[str], after: Sequence[str]) -> Iterator[Paragraph]:
    at = new_at = 0
    for place, new_place in [*_pairs(before, after), (len(before), len(after))]:
        yield from _whole("-", before[at:place])
        yield from _whole("+", after[new_at:new_place])
        if place < len(before):
            yield readable(words(before[place], after[new_place]))
        at, new_at = place + 1, new_place + 1


def _whole(op: Op, texts: Sequence[str]) -> Iterator[Paragraph]:
    for text in texts:
        yield [(op, text)]


def _pairs(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int]]:
    """Return the places of paragraphs that were edited, in order."""
    if len(before) * len(after) > _MOST_PAIRS:
        return []
    bags = [Counter(text.split()) for text in before]
    found: list[tuple[int, int]] = []
    at = 0
    for new_place, text in enumerate(after):
        bag = Counter(text.split())
        place = max(range(at, len(before)), key=lambda each: (bags[each] & bag).total(), default=None)
        if place is not None and _is_edit(before[place], text):
            found.append((place, new_place))
            at = place + 1
    return found


def _is_edit(before: str, after: str) -> bool:
    """Return whether a paragraph kept several words in a row, or most of its text if it is short."""
    same = [text for op, text in words(before, after) if op == "="]
    longest = max((len(text.split()) for text in same), default=0)
    return longest >= _SAME_WORDS or 2 * sum(map(len, same)) > max(len(before), len(after))


def readable(differing: Paragraph) -> Paragraph:
    """Return the parts with one removed and one added piece for each place. A few words that happen to be the same
    between two longer changes belong to the change.
    """
    merged: Paragraph = []
    old = new = ""
    for number, (op, text) in enumerate(differing):
        if op == "=" and not (_is_small(text, old, new) and _changes_more(differing, number, text)):
            merged += _change(old, new)
            merged.append((op, text))
            old = new = ""
            continue
        old += text if op != "+" else ""
        new += text if op != "-" else ""
    return merged + _change(old, new)


def _is_small(text: str, old: str, new: str) -> bool:
    """Return whether words between two changes are not longer than the change before them."""
    return bool(old or new) and len(text.strip()) <= max(len(old), len(new))


def _changes_more(differing: Paragraph, number: int, text: str) -> bool:
    """Return whether a change of at least its length follows the part."""
    following = [len(piece) for op, piece in differing[number + 1 : number + 3] if op != "="]
    return max(following, default=-1) >= len(text.strip())


def _change(old: str, new: str) -> Paragraph:
    parts: Paragraph = [("-", old), ("+", new)]
    return [part for part in parts if part[1]]
