"""Calendar entries: when a list, copy or thread is looked at next, why, and the memory that this follows from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any, Literal, NamedTuple, Self

from newscrawler.calendar.clock import stored
from newscrawler.calendar.documents import memory_document, memory_of
from newscrawler.calendar.memories import CopyMemory, ListForm, ListMemory, Memory, ThreadMemory
from newscrawler.calendar.visits import Mark

__all__ = ["TOLD", "Entry", "Kind", "Next", "Why"]

Kind = Literal["list", "copy", "thread"]
"""Kind of an entry."""

Why = Literal[
    "first",
    "rate",
    "overlap",
    "stated",
    "gap",
    "hazard",
    "listed",
    "retitled",
    "killed",
    "gone",
    "rejected",
    "arrivals",
    "partial",
    "afterDay",
    "afterWeek",
    "retry",
    "old",
    "quiet",
]
"""Reason of an entry's ``due``, or of its end.

``first``: never visited. Lists: ``rate`` (the observed rate of stories), ``overlap`` (a later visit could miss
stories), ``stated`` (the outlet asks not to come earlier), ``gap`` (another list of the outlet missed stories).
Copies: ``hazard`` (chance of a change), ``listed`` (a list states a later change), ``retitled`` (a list shows another
headline), ``killed`` (a kill in its cluster, or on its page), ``gone`` (the page was not there), ``rejected`` (it is no
story), ``old`` (ended: no change is expected).
Threads: ``arrivals`` (expected comments), ``partial`` (the last visit did not read the whole thread), ``afterDay`` and
``afterWeek`` (votes and removals of a thread that is closed or quiet), ``quiet`` (ended after these).
All: ``retry`` (the last visit failed).
"""

TOLD: frozenset[Why] = frozenset({"listed", "retitled"})
"""Reasons of a copy's ``due`` that a list gave."""

_PLAIN = (
    "kind",
    "outlet",
    "host",
    "url",
    "due",
    "why",
    "first",
    "last",
    "believed",
    "changed",
    "visits",
    "failures",
)
"""Attributes that a document has under the same name: all but the id and the memory."""
_values: Callable[[Entry], tuple[Any, ...]] = attrgetter(*_PLAIN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Entry of the calendar. Times are aware, in milliseconds."""

    id: str
    """``list:<url>``, ``copy:<url>`` or ``thread:<platform>:<nativeId>``."""

    kind: Kind

    outlet: str
    """Host of the outlet without ``www.``."""

    host: str
    """Host that is asked. Its budget counts."""

    url: str

    due: datetime | None
    """Time of the next visit. None: ended; a kill or a list may wake the entry."""

    why: Why

    first: datetime
    """Time when a copy was printed, as far as it is known and not later than it was first seen; otherwise first seen.
    Of a thread: that of its copy."""

    memory: Memory

    last: datetime | None = None
    """Time of the last visit, as its worker states it. A visit that is not later changes nothing. None: never."""

    believed: datetime | None = None
    """Time of the last visit whose time agreed with the server's clock. None: never."""

    changed: datetime | None = None
    """Time of the visit that saw the last change: new entries, another text, new comments. None: never."""

    visits: int = 0

    failures: int = 0
    """Visits in a row that failed."""

    @classmethod
    def for_list(cls, url: str, *, outlet: str, host: str, form: ListForm, at: datetime) -> Self:
        """Return the entry of a list that was never read, due now."""
        memory = ListMemory(form=form)
        return cls._new("list", url, url=url, outlet=outlet, host=host, at=at, first=None, memory=memory)

    @classmethod
    def for_copy(
        cls,
        url: str,
        *,
        outlet: str,
        host: str,
        at: datetime,
        published: datetime | None = None,
        modified: datetime | None = None,
        marks: tuple[Mark, ...] = (),
    ) -> Self:
        """Return the entry of a story's page that was never visited, due now."""
        memory = CopyMemory(marks=marks, listed=modified and stored(modified))
        return cls._new("copy", url, url=url, outlet=outlet, host=host, at=at, first=published, memory=memory)

    @classmethod
    def for_thread(
        cls,
        thread: str,
        *,
        url: str,
        outlet: str,
        host: str,
        platform: str,
        at: datetime,
        published: datetime | None = None,
    ) -> Self:
        """Return the entry of a thread that was never read, due now.

        :param thread: ``Thread.id``
        :param url: URL that is asked: of the platform, or of the story's page
        :param published: of the copy
        """
        memory = ThreadMemory(platform=platform)
        return cls._new("thread", thread, url=url, outlet=outlet, host=host, at=at, first=published, memory=memory)

    @classmethod
    def _new(
        cls,
        kind: Kind,
        name: str,
        *,
        url: str,
        outlet: str,
        host: str,
        at: datetime,
        first: datetime | None,
        memory: Memory,
    ) -> Self:
        at = stored(at)
        return cls(
            id=f"{kind}:{name}",
            kind=kind,
            outlet=outlet,
            host=host,
            url=url,
            due=at,
            why="first",
            # A printed time that lies ahead is a mistake, or an embargo that is over.
            first=min(at, stored(first)) if first is not None else at,
            memory=memory,
        )

    def to_document(self) -> dict[str, Any]:
        """Return the entry as plain BSON types. ``id`` is ``_id``; fields that the store adds are its own."""
        return {"_id": self.id, **dict(zip(_PLAIN, _values(self), strict=True)), "memory": memory_document(self.memory)}

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Self:
        """Return the entry of a document. Fields of the store beside it are ignored."""
        values = {each: document[each] for each in _PLAIN if each in document}
        memory = memory_of(values["kind"], document["memory"])
        return cls(id=document["_id"], memory=memory, **values)


class Next(NamedTuple):
    """Decision of a rule after a visit: the attributes of the entry that it sets."""

    memory: Memory
    due: datetime | None
    why: Why

    changed: datetime | None
    """:attr:`Entry.changed`."""

    failures: int = 0

    first: datetime | None = None
    """None: stays."""
