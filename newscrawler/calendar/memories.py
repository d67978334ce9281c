"""Memory of a calendar entry: all that the visits of a list, copy or thread leave for the next decision."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from newscrawler.calendar.visits import ListHints, Mark

__all__ = ["CopyMemory", "ListForm", "ListMemory", "Memory", "ThreadMemory"]

ListForm = Literal["feed", "sitemap", "section"]
"""Form of a list. ``section``: a page of the outlet that links stories."""

_HOURS = (0.0,) * 24


@dataclass(frozen=True, slots=True, kw_only=True)
class ListMemory:
    """Memory of a list. Sums fade with time, so that they follow an outlet that changes its rhythm."""

    form: ListForm

    counts: tuple[float, ...] = _HOURS
    """Entries new to the list by hour of the day in UTC."""

    hours: tuple[float, ...] = _HOURS
    """Hours of observation by hour of the day in UTC."""

    came: float = 0.0
    """Entries of the last hours, which fade fast."""

    awaited: float = 0.0
    """Entries that the hours of the day let expect for the same time."""

    new: float = 0.0
    """Entries that were new to the list."""

    fresh: float = 0.0
    """Those of them that the store knew from nowhere."""

    told: float = 0.0
    """Changes of known entries that the list told, by their ``modified`` or by another headline."""

    ids: tuple[int, ...] = ()
    """Hashes of the entries of the last full reading, in its order."""

    headlines: tuple[int, ...] = ()
    """Hashes of the headlines of these entries, in the same order; 0 where the list shows none. Empty: it shows no
    headline at all."""

    pinned: int | None = None
    """Hash of the first entry of the last full reading, if it stayed first while others came below it."""

    horizon: datetime | None = None
    """Oldest entry whose hash is kept. None: all are kept, or they have no times."""

    read_at: datetime | None = None
    """Last full reading. None: there was none."""

    known_to: datetime | None = None
    """Last answer, full or 304: until then arrivals were observed. None: there was none."""

    unchanged: int = 0
    """Answers "unchanged" (304) since the last full reading."""

    honest: int = 0
    """Full readings that confirmed the answers "unchanged" before them."""

    lies: int = 0
    """Full readings that showed an entry which an answer "unchanged" had denied; halved by each that confirms."""

    hints: ListHints = field(default_factory=ListHints)
    hub: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyMemory:
    """Memory of a copy."""

    changes: int = 0
    """Changes seen."""

    stir: float = 0.0
    """Changes of the last hours at the last visit, each counted less the longer ago it is."""

    marks: tuple[Mark, ...] = ()
    """Signs that the text will change."""

    listed: datetime | None = None
    """Latest time of change that a list states. None: no list states one."""

    wrong: int = 0
    """Statements of lists in a row that were followed by no change."""

    untold: int = 0
    """Changes that a look found and no list has told yet."""

    late: int = 0
    """Changes that a look found and that a list told afterwards, since the last visit."""

    away: int = 0
    """Visits in a row that found the page gone, withdrawn, or to be no story."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadMemory:
    """Memory of a thread."""

    platform: str

    got: int = 0
    """Comments got, in all."""

    timed: int = 0
    """Comments whose time is known."""

    ages: float = 0.0
    """Sum of the ages in hours that the story had at those times."""

    pace: float = 0.0
    """Comments an hour between the last two readings."""

    closed: bool = False
    """Whether new comments are refused."""

    looks: int = 2
    """Visits left for votes and removals once the thread is closed or quiet: after a day, and after a week."""


Memory = ListMemory | CopyMemory | ThreadMemory
