"""Figures in their places: whether two texts of one wording say the same numbers and weekdays.

A report that comes each day (a market, the weather, a lottery) has the words of the day before around other figures. A
copy has the same ones, and a later version of a story corrects a few.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache

from newscrawler.clusters.reading import DAY_NAMES, read
from newscrawler.clusters.runs import runs_of, words_of
from newscrawler.clusters.texts import Text

__all__ = ["differ_in_figures"]

_OTHER_FIGURES = 12
"""Places with other figures at least. A number is in five runs, and shares some with the next: these are three or more,
while a later version corrects one or two, such as the dead and the injured."""
_SAME_FIGURES = 0.5
"""Part of the places from which on the same figures in them make one story of two texts."""

_FIGURE = "#"


def differ_in_figures(a: Text, b: Text) -> bool:
    """Return whether most numbers and weekdays differ that have the same words around them in both texts."""
    first, second = _figures(a), _figures(b)
    places = first.keys() & second.keys()
    same = sum(not first[place].isdisjoint(second[place]) for place in places)
    return len(places) - same >= _OTHER_FIGURES and same < _SAME_FIGURES * len(places)


@lru_cache(maxsize=256)
def _figures(text: Text) -> Mapping[str, set[str]]:
    """Return the runs that hold a figure, by the same runs without it."""
    words = words_of(" ".join(read(text).paragraphs))
    masked = [_FIGURE if word[0].isdigit() or word in DAY_NAMES else word for word in words]
    found: defaultdict[str, set[str]] = defaultdict(set)
    for place, run in zip(runs_of(masked), runs_of(words), strict=True):
        if _FIGURE in place:
            found[place].add(run)
    return found
