"""Habits of an outlet or a platform: sums that its entries taught, for the entries to come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from operator import add
from typing import Any, Self

from newscrawler.calendar.values import values_of

__all__ = ["NO_HABITS", "Habits"]

DECAY_HOURS = 9.0
"""Mean age of a comment in hours where nothing was learned. Published: 90 % within 8 to 25 hours, 99 % within 39 to 51
(``../shared/DESIGN.md`` section 8), which exponential decays of 3.5 to 11 hours give."""

THREAD_COMMENTS = 8.0
"""Comments of a thread where nothing was learned. A guess of little weight: two threads count as much."""

PRIOR_COMMENTS = 60.0
"""Comments that must be known before they count as much as the prior decay."""

PRIOR_THREADS = 2.0

PRIOR_CHANGES = 4.0
"""Changes that must be known before they count as much as the published rate of changes."""

PRIOR_TOLD, PRIOR_STATED, PRIOR_TELLING = 0.0, 0.6, 4.0
"""Share of changes that lists tell where nothing was learned, of copies for which no list states a time of change and
of others as long as they may be in a list, and the changes that count as much. Most feeds state no time of change."""

TELLING_HOURS = 0.2
"""Hours after which lists tell a change where nothing was learned: most are served by a cache for minutes."""

MOST_TELLING = 6.0
"""Hours of a change that count: a list that was not read for a day is not to speak for all others."""

MOST_TOLD = 0.95
"""An outlet that stops telling has to be noticed."""

YOUNG, RECENT = 6.0, 48.0
"""Ages in hours: feeds name the stories of the last hours, news sitemaps those of two days."""

MOST_OF_A_THREAD = 50
"""Comments of a thread that count for the decay: a huge thread is not to speak for all others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """Sums of all that is known of an outlet's or a platform's threads and copies. Sums add up, in any order."""

    threads: float = 0.0
    """Threads that were followed until they were closed or quiet."""

    comments: float = 0.0
    """Comments of these threads."""

    timed: float = 0.0
    """Those whose time is known, at most 50 of a thread."""

    ages: float = 0.0
    """Sum of the ages in hours that the story had at those times."""

    changes: float = 0.0
    """Changes of copies seen."""

    expected: float = 0.0
    """Changes that the published rate let expect of the same copies in the same time."""

    listed: float = 0.0
    """Copies that were looked at because a list stated a later change."""

    right: float = 0.0
    """Those that had changed."""

    retitled: float = 0.0
    """Copies that were looked at because a list showed another headline."""

    retitledRight: float = 0.0
    """Those that had changed."""

    toldTimes: float = 0.0
    """Those of them of which it is known when the change was."""

    toldHours: float = 0.0
    """Sum of the hours between these changes and these looks, at most six for each."""

    toldYoung: float = 0.0
    """Changes of copies younger than six hours that were seen because a list told them."""

    toldRecent: float = 0.0
    """The same of copies of six hours to two days."""

    toldOld: float = 0.0
    """The same of older copies."""

    foundYoung: float = 0.0
    """Changes of copies younger than six hours that were seen though no list had told them."""

    foundRecent: float = 0.0
    """The same of copies of six hours to two days."""

    foundOld: float = 0.0
    """The same of older copies."""

    def plus(self, other: Habits) -> Habits:
        """Return the sums of both."""
        return Habits(**dict(zip(_NAMES, map(add, _sums(self), _sums(other)), strict=True)))

    def decay(self, platform: Habits) -> float:
        """Return the mean age of a comment in hours, shrunk to the platform's, and that to the published one."""
        of_platform = _shrunk(platform.ages, platform.timed, DECAY_HOURS, PRIOR_COMMENTS)
        return _shrunk(self.ages, self.timed, of_platform, PRIOR_COMMENTS)

    def size(self, platform: Habits) -> float:
        """Return the mean number of comments of a thread, shrunk to the platform's."""
        of_platform = _shrunk(platform.comments, platform.threads, THREAD_COMMENTS, PRIOR_THREADS)
        return _shrunk(self.comments, self.threads, of_platform, PRIOR_THREADS)

    def editing(self) -> float:
        """Return how many changes the outlet makes where the published rate lets expect one."""
        return _shrunk(self.changes, self.expected, 1.0, PRIOR_CHANGES)

    def trust(self) -> float:
        """Return the share of changes stated by lists that are changes, 0 to 1."""
        return (self.right + 1) / (self.listed + 2)

    def headlines(self) -> float:
        """Return the share of headlines changed by lists that come with a change of the copy, 0 to 1."""
        return (self.retitledRight + 1) / (self.retitled + 2)

    def told(self, age: float, *, is_stated: bool = False) -> float:
        """Return the share of changes that the outlet's lists tell, of copies of an age in hours.

        :param is_stated: whether a list stated a time of change of the copy
        """
        name = _age_class(age)
        told, found = getattr(self, f"told{name}"), max(0.0, getattr(self, f"found{name}"))
        prior = PRIOR_STATED if is_stated and age < RECENT else PRIOR_TOLD
        return min(MOST_TOLD, _shrunk(told, told + found, prior, PRIOR_TELLING))

    def telling(self) -> float:
        """Return the hours after which lists tell a change."""
        return _shrunk(self.toldHours, self.toldTimes, TELLING_HOURS, PRIOR_TELLING)

    def with_changes(self, age: float, told: int, found: int) -> Habits:
        """Return the sums with changes of a copy of an age in hours.

        :param told: changes that a list told
        :param found: changes that no list told; negative where a list told later what was counted as found
        """
        name = _age_class(age)
        return self.plus(Habits(**{f"told{name}": float(told), f"found{name}": float(found)}))

    def to_document(self) -> dict[str, float]:
        """Return the sums that are not 0: a document, or the operand of ``$inc``."""
        return {name: value for name in _NAMES if (value := getattr(self, name))}

    @classmethod
    def of(cls, document: Mapping[str, Any] | None) -> Self:
        """Return the habits of a document; None is read as nothing learned."""
        return cls(**{name: float(document[name]) for name in _NAMES if name in document}) if document else cls()


_NAMES, _sums = values_of(Habits)
NO_HABITS = Habits()


def _age_class(age: float) -> str:
    return "Young" if age < YOUNG else "Recent" if age < RECENT else "Old"


def _shrunk(total: float, count: float, prior: float, weight: float) -> float:
    return (total + prior * weight) / (count + weight)
