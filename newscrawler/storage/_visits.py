"""Visits of the calendar, made of the items of a batch. No I/O."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from newscrawler import calendar
from newscrawler.calendar import CopyVisit, ListVisit, Mark, ThreadVisit
from newscrawler.items import Comment, Copy, Gone, ListHints, ListRead, Rejection, Thread, Unchanged
from newscrawler.storage._evidence import is_archived
from newscrawler.storage._writes import Outcome
from newscrawler.urls import host_of

__all__ = ["CopyNote", "ListNote", "Notes", "ThreadNote", "visits_of"]

_log = logging.getLogger(__name__)

_MARKS: dict[str, Mark] = {"update": "update", "lead": "update", "flash": "developing"}
"""Stages of a wire text after which others follow."""

_NO_STORY = frozenset({"extraction", "validation"})
"""Stages of rejections of a page that came and is no story."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListNote:
    """A visit to a list, with the item that tells of it."""

    item: ListRead
    visit: ListVisit

    @property
    def id(self) -> str:
        """Id of the calendar entry."""
        return f"list:{self.item.url}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyNote:
    """A visit to a story's page."""

    url: str
    """Address of the copy; the address that was asked for where no copy came."""
    asked: str
    """Address that was asked for."""
    visit: CopyVisit
    outlet: str | None = None
    """None where no copy came."""
    has_text: bool = False
    """Whether a copy came and is stored: its outcome is found by its revision, which a repeated batch does not
    change."""
    printed: datetime | None = None
    """Time of publication, where it is known to the minute."""

    @property
    def id(self) -> str:
        """Id of the calendar entry."""
        return f"copy:{self.url}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadNote:
    """A visit to a comment section."""

    thread: str
    visit: ThreadVisit
    item: Thread | None = None
    """None: the outlet answered that it is unchanged."""

    @property
    def id(self) -> str:
        """Id of the calendar entry."""
        return f"thread:{self.thread}"


@dataclass(slots=True)
class Notes:
    """Visits that the items of a batch tell of, in the order in which they are noted."""

    lists: list[ListNote] = field(default_factory=list)
    copies: list[CopyNote] = field(default_factory=list)
    threads: list[ThreadNote] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.lists or self.copies or self.threads)

    def add(self, others: Notes) -> None:
        """Take the visits of a later batch."""
        self.lists += others.lists
        self.copies += others.copies
        self.threads += others.threads

    def __len__(self) -> int:
        return len(self.lists) + len(self.copies) + len(self.threads)


def visits_of(items: Sequence[object], outcomes: Sequence[Outcome]) -> Notes:
    """Return the visits of a batch that was written.

    Items of archives and text dumps are no visits: nothing can be asked again.
    """
    notes = Notes()
    times = _times_of_new_comments(items, outcomes)
    for item, outcome in zip(items, outcomes, strict=True):
        try:
            _add_note(notes, item, outcome, times)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            # An item that the store refused may hold anything; what it was is in quarantine.
            _log.warning("a visit of a %s is not noted: %s: %s", type(item).__name__, type(error).__name__, error)
    # A page that is not there is told twice, as a failure too: the first of two visits of one time counts.
    notes.copies.sort(key=lambda note: note.visit.outcome != "gone")
    notes.copies.sort(key=lambda note: note.visit.at)
    notes.threads = [note for note in notes.threads if note.item is None or not note.item.archived]
    return notes


def _add_note(notes: Notes, item: object, outcome: Outcome, times: Mapping[str, Sequence[datetime | None]]) -> None:
    """Add the visit that an item tells of.

    :raises ValueError: for a time of the visit that is none, or has no zone
    """
    if isinstance(item, ListRead):
        list_note = ListNote(item=item, visit=_list_visit(item))
        _require_time(list_note.visit.at)
        notes.lists.append(list_note)
    elif isinstance(item, Copy | Gone | Rejection) or (isinstance(item, Unchanged) and item.kind == "copy"):
        if (note := _copy_note(item, outcome)) is not None and host_of(note.url):
            _require_time(note.visit.at)
            notes.copies.append(note)
    elif isinstance(item, Thread | Unchanged) and outcome not in {"quarantined", "stale"}:
        notes.threads.append(_thread_note(item, times.get(item.id, ())))


def _require_time(at: object) -> None:
    if not isinstance(at, datetime) or at.tzinfo is None:
        raise ValueError(f"{at!r} is no time of a visit")


def _list_visit(item: ListRead) -> ListVisit:
    seen = tuple(
        calendar.Listed(
            id=each.url,
            published=each.published,
            modified=each.modified,
            headline=calendar.headline_number(each.headline),
        )
        for each in item.links
    )
    maps = tuple(calendar.Listed(id=each.url) for each in item.sitemaps)
    return ListVisit(
        at=item.retrieved,
        outcome=item.outcome,
        seen=seen + maps,
        hints=_hints(item.hints) if item.outcome == "read" or item.hints.retryAfter else None,
        hub=item.hub,
    )


def _hints(hints: ListHints) -> calendar.ListHints:
    return calendar.ListHints(
        ttl=hints.ttl,
        update=hints.updatePeriod,
        skip_hours=tuple(hints.skipHours),
        skip_days=tuple(hints.skipDays),
        max_age=hints.maxAge,
        retry_after=hints.retryAfter,
    )


def _copy_note(item: Copy | Gone | Rejection | Unchanged, outcome: Outcome) -> CopyNote | None:
    """Return the visit that an item tells of; None where it tells of none."""
    at = item.retrieved
    if isinstance(item, Copy):
        return _note_of_copy(item, outcome)
    if isinstance(item, Gone):
        return CopyNote(url=item.url, asked=item.url, visit=CopyVisit(at=at, outcome="gone"))
    if isinstance(item, Unchanged):
        return CopyNote(url=item.id, asked=item.id, visit=CopyVisit(at=at, outcome="unchanged"))
    kind = (item.item or {}).get("_type", "Copy")
    if kind != "Copy" or item.stage not in {"fetch", *_NO_STORY}:
        return None
    asked = item.asked or item.url
    return CopyNote(
        url=asked, asked=asked, visit=CopyVisit(at=at, outcome="rejected" if item.stage in _NO_STORY else "failed")
    )


def _note_of_copy(copy: Copy, outcome: Outcome) -> CopyNote | None:
    if is_archived({"discoveredVia": copy.discoveredVia}) or outcome == "stale":
        return None
    asked = copy.asked or copy.url
    if outcome == "quarantined":
        return CopyNote(url=asked, asked=asked, visit=CopyVisit(at=copy.retrieved, outcome="rejected"))
    exact = copy.datePublishedPrecision == "exact"
    mark = _MARKS.get(copy.wireVersion.kind) if copy.wireVersion is not None else None
    visit = CopyVisit(
        at=copy.retrieved,
        outcome="killed" if copy.pubStatus == "canceled" else "unchanged",
        # A day or a clock of an unknown zone is hours off, and the age of a copy counts in minutes.
        published=copy.datePublished if exact else None,
        marks=(mark,) if mark else (),
    )
    return CopyNote(
        url=copy.url,
        asked=asked,
        visit=visit,
        outlet=copy.outlet,
        has_text=True,
        printed=copy.datePublished if exact else None,
    )


def _thread_note(item: Thread | Unchanged, times: Sequence[datetime | None]) -> ThreadNote:
    at = item.retrieved
    if isinstance(item, Unchanged):
        return ThreadNote(thread=item.id, visit=ThreadVisit(at=at, outcome="unchanged"))
    if not item.complete and not item.collectedCount:
        return ThreadNote(thread=item.id, item=item, visit=ThreadVisit(at=at, outcome="failed"))
    visit = ThreadVisit(
        at=at,
        outcome="read",
        got=item.collectedCount,
        times=tuple(times),
        closed=item.closed,
        complete=item.complete,
    )
    return ThreadNote(thread=item.id, item=item, visit=visit)


def _times_of_new_comments(items: Iterable[object], outcomes: Iterable[Outcome]) -> dict[str, list[datetime | None]]:
    """Return the times of the comments that a batch added, by thread."""
    times: dict[str, list[datetime | None]] = {}
    for item, outcome in zip(items, outcomes, strict=True):
        if isinstance(item, Comment) and outcome == "added":
            times.setdefault(item.thread, []).append(item.dateCreated)
    return times
