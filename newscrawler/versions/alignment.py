"""Sentences of one version in another: which stayed, moved, were edited, added or removed."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from newscrawler.versions.limits import CANDIDATES, SHARED
from newscrawler.versions.sentences import Sentence
from newscrawler.versions.worddiff import longest_rising

__all__ = ["Alignment", "align"]

_SHORT = 3
"""Words of a sentence that is too short to be known again after an edit by half of its words."""


@dataclass(slots=True)
class Alignment:
    """Places of sentences, in reading order."""

    moved: list[tuple[int, int]] = field(default_factory=list)
    """The same sentence at another place among those that stayed: place before, place after."""
    edited: list[tuple[int, int]] = field(default_factory=list)
    removed: list[int] = field(default_factory=list)
    added: list[int] = field(default_factory=list)


def align(before: Sequence[Sentence], after: Sequence[Sentence]) -> Alignment:
    """Return how the sentences of two versions belong together.

    Equal sentences are the same sentence, the first with the first. The longest part of them that stands in the same
    order stayed, the others moved. Of the rest, sentences that share most of their words are one sentence that was
    edited. The time grows with the number of sentences.
    """
    same, left, new = _equal(before, after)
    stayed = set(longest_rising([place for _, place in same]))
    found = Alignment(moved=[pair for at, pair in enumerate(same) if at not in stayed])
    found.edited = sorted(_edited(before, after, left, new, same))
    taken, taken_new = {pair[0] for pair in found.edited}, {pair[1] for pair in found.edited}
    found.removed = [at for at in left if at not in taken]
    found.added = [at for at in new if at not in taken_new]
    return found


def _equal(before: Sequence[Sentence], after: Sequence[Sentence]) -> tuple[list[tuple[int, int]], list[int], list[int]]:
    """Return the pairs of equal sentences, and the places of those that are left in each version."""
    places: defaultdict[str, deque[int]] = defaultdict(deque)
    for at, sentence in enumerate(after):
        places[sentence.key].append(at)
    same: list[tuple[int, int]] = []
    left: list[int] = []
    for at, sentence in enumerate(before):
        queue = places.get(sentence.key)
        if queue:
            same.append((at, queue.popleft()))
        else:
            left.append(at)
    return same, left, sorted(at for queue in places.values() for at in queue)


def _edited(
    before: Sequence[Sentence],
    after: Sequence[Sentence],
    left: Sequence[int],
    new: Sequence[int],
    same: Sequence[tuple[int, int]],
) -> list[tuple[int, int]]:
    """Return pairs of sentences of which the second is an edit of the first; the most alike are paired first."""
    pairs: list[tuple[int, int]] = []
    taken: set[tuple[int, int]] = set()
    for _, at, place in sorted(
        _scored(before, after, left, new, same), key=lambda each: (-each[0], abs(each[1] - each[2]), each[1], each[2])
    ):
        if (at, 0) not in taken and (place, 1) not in taken:
            taken |= {(at, 0), (place, 1)}
            pairs.append((at, place))
    return pairs


def _scored(
    before: Sequence[Sentence],
    after: Sequence[Sentence],
    left: Sequence[int],
    new: Sequence[int],
    same: Sequence[tuple[int, int]],
) -> list[tuple[float, int, int]]:
    """Return pairs of sentences of which the second may be an edit of the first, each with the share of its words."""
    bags = {at: Counter(before[at].words) for at in left}
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for at in left:
        for word in bags[at]:
            holders[word].append(at)
    gaps = _gaps(same, left, new)
    scored: list[tuple[float, int, int]] = []
    for place in new:
        bag = Counter(after[place].words)
        for at in _candidates(bag, holders):
            share = _share(bags[at], bag)
            if share >= SHARED or (_is_short(before[at], after[place]) and gaps[at, 0] == gaps[place, 1]):
                scored.append((share, at, place))
    return scored


def _gaps(same: Sequence[tuple[int, int]], left: Sequence[int], new: Sequence[int]) -> dict[tuple[int, int], int]:
    """Return for each place (and version, 0 or 1) which equal sentence is right before it, by its place after."""
    found: dict[tuple[int, int], int] = {}
    for version, places in ((0, left), (1, new)):
        anchors = deque(sorted((pair[version], pair[1]) for pair in same))
        last = -1
        for at in places:
            while anchors and anchors[0][0] < at:
                last = anchors.popleft()[1]
            found[at, version] = last
    return found


def _candidates(bag: Counter[str], holders: dict[str, list[int]]) -> list[int]:
    """Return the sentences that share the rarest words, at most a dozen."""
    votes: Counter[int] = Counter()
    for word in sorted((word for word in bag if word in holders), key=lambda word: (len(holders[word]), word)):
        for at in holders[word][:CANDIDATES]:
            votes[at] += 1
        if len(votes) >= 4 * CANDIDATES:
            break
    return [at for at, _ in votes.most_common(CANDIDATES)]


def _share(one: Counter[str], other: Counter[str]) -> float:
    return 2 * (one & other).total() / (one.total() + other.total())


def _is_short(one: Sentence, other: Sentence) -> bool:
    return max(len(one.words), len(other.words)) <= _SHORT
