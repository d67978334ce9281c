"""Links: two stories that share text, compared exactly on their two bodies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from newscrawler.clusters.runs import runs_of, words_of
from newscrawler.clusters.texts import Text

__all__ = ["Kind", "Link", "link"]

Kind = Literal["copy", "excerpt", "update", "derived"]
"""``copy``: the same text, at most edited or trimmed. ``excerpt``: the shorter is a part of the longer. ``update``: an
earlier or later version of one wire story. ``derived``: another text that takes sentences over."""

_LEAST_RUNS = 10
"""Runs in common of a link at least: about a sentence of 14 words."""
_SAME = 0.8
"""Part of the shorter text's runs that a copy or an excerpt shares: one of five sentences may be edited."""
_HALF = 0.5
"""Length of an excerpt: less than this part of the longer text."""


@dataclass(frozen=True, slots=True)
class Link:
    """Text that two stories share."""

    a: str
    """Id of the story whose id sorts first."""
    b: str
    kind: Kind
    shared: int
    """Different runs in common."""
    containment: float
    """``shared`` as a part of the runs of the text that has fewer, 0 to 1."""


def link(a: Text, b: Text) -> Link | None:
    """Return the link of two texts; None if they do not share a sentence. The order of the two does not matter."""
    if a.id > b.id:
        a, b = b, a
    left, right = _runs(a), _runs(b)
    shared = len(left & right)
    if shared < _LEAST_RUNS or a.id == b.id:
        return None
    containment = shared / min(len(left), len(right))
    return Link(a.id, b.id, _kind(a, b, containment, (len(left), len(right))), shared, containment)


def _runs(text: Text) -> set[str]:
    return set(runs_of(words_of(" ".join(text.paragraphs))))


def _kind(a: Text, b: Text, containment: float, sizes: tuple[int, int]) -> Kind:
    if containment >= _SAME:
        return "copy" if min(sizes) >= _HALF * max(sizes) else "excerpt"
    is_one_story = a.agency is not None and a.agency == b.agency and words_of(a.headline) == words_of(b.headline)
    return "update" if is_one_story else "derived"
