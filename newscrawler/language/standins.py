"""Pages that an outlet sends in place of a story, by their own words."""

from __future__ import annotations

import re
from typing import Literal, get_args

from newscrawler.expressions import expression
from newscrawler.language.tables import load

__all__ = ["StandInKind", "stand_in_kind"]

StandInKind = Literal["consent", "robot", "region", "gone", "login"]
"""Cookie choice, check for robots, "not in your country", "page not found" with status 200, login."""

_WORDS = load("standins")
_SAYS: dict[StandInKind, re.Pattern[str]] = {
    kind: expression(_WORDS.bounded(kind), re.I) for kind in get_args(StandInKind)
}
_LONGEST = 2_000
"""Characters that are searched; such pages say in their first lines what they are."""


def stand_in_kind(text: str) -> StandInKind | None:
    """Return what a page says of itself, None where it says nothing of the kind.

    Ask it only of pages that show in no other way that they are stories: a report on cookies has the same words.

    >>> stand_in_kind("Your cookie choices")
    'consent'
    """
    text = text[:_LONGEST]
    return next((kind for kind, says in _SAYS.items() if says.search(text)), None)
