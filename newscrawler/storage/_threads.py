"""Writing threads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from pymongo import UpdateMany, UpdateOne
from pymongo.database import Database

from newscrawler.items import Thread, Unchanged
from newscrawler.storage._claims import Claim, may_write, takes_over
from newscrawler.storage._documents import THREAD, Document, check_addresses, is_future, moment, thread_document
from newscrawler.storage._writes import ROUNDS, CannotWriteError, Outcome, Refused, insert_new, touch, update, waves

__all__ = ["ThreadVisit", "write_threads"]

_GONE = timedelta(days=1)
"""How long a copy is not seen before another page of its outlet takes its thread over: an outlet that moves a story drops the
old address from its lists and feeds, which are read at least once a day."""

_HOW_TO_ASK = tuple(name for name in THREAD.beside if name not in {"retrieved", "archived"})
"""``etag``, ``lastModified``, ``cursor``: not content; the next visit needs the values of the latest one."""

_NEEDED = {"copyUrl": 1, "contentHash": 1, "lastSeen": 1, "archived": 1, **dict.fromkeys(_HOW_TO_ASK, 1)}


class ThreadVisit:
    """One visit of a comment section, ready to be written.

    :raises UnstorableError: when the thread can never be a document
    """

    __slots__ = ("_visit", "at", "document", "id")

    def __init__(self, visit: Thread | Unchanged) -> None:
        self._visit = visit
        self.id = visit.id
        check_addresses(id=visit.id.partition(":")[2])
        self.at = moment(visit.retrieved)
        self.document = thread_document(visit) if isinstance(visit, Thread) else None

    def claim(self) -> Claim | None:
        """What the visit's page says of the thread; None for a visit that found nothing changed."""
        document = self.document
        return None if document is None else (self.id, document["copyUrl"], self.at, document["archived"])

    def under(self, owner: str) -> Document:
        """The document, as that of another page of the outlet that the thread belongs to."""
        assert isinstance(self._visit, Thread)
        return thread_document(replace(self._visit, copyUrl=owner))

    @property
    def reading(self) -> tuple[str, datetime, int, bool] | None:
        """Thread, time and number of comments of a reading that found them all, and whether it was an archive's; else
        None."""
        if self.document is None or not self.document["complete"]:
            return None
        return self.id, self.at, self.document["collectedCount"], self.document["archived"]


_Pending = list[tuple[int, ThreadVisit]]


def write_threads(database: Database[Document], visits: Sequence[ThreadVisit]) -> list[Outcome | Refused]:
    """What became of each visit, in their order."""
    outcomes: list[Outcome | Refused] = ["unchanged"] * len(visits)
    for wave in waves([visit.id for visit in visits]):
        pending = [(position, visits[position]) for position in wave]
        changing: set[int] = set()
        for _ in range(ROUNDS):
            pending = _round(database, pending, changing, outcomes)
            if not pending:
                break
        else:
            raise CannotWriteError(f"overtaken {ROUNDS} times by other workers at {pending[0][1].id}")
    return outcomes


def _round(
    database: Database[Document],
    visits: _Pending,
    changing: set[int],
    outcomes: list[Outcome | Refused],
) -> _Pending:
    threads = database["threads"]
    found = threads.find({"_id": {"$in": [visit.id for _, visit in visits]}}, _NEEDED)
    stored = {document["_id"]: document for document in found}
    fresh: list[tuple[int, ThreadVisit, Document]] = []
    changes: list[tuple[int, ThreadVisit, UpdateOne]] = []
    seen: list[tuple[str, datetime]] = []
    unchanged: list[tuple[str, datetime, datetime]] = []
    for position, visit in visits:
        known, at, document = stored.get(visit.id), visit.at, visit.document
        if document is None:
            if known is None:
                outcomes[position] = "stale"
                continue
            unchanged.append((visit.id, known["lastSeen"], at))
        else:
            if known is None:
                fresh.append((position, visit, document))
                continue
            owner, was_archived = known["copyUrl"], known.get("archived", False)
            if document["copyUrl"] != owner and not (was_archived and not document["archived"]):
                if not may_write(visit.id, document["copyUrl"], owner):
                    outcomes[position] = Refused(f"the thread {visit.id} is that of {owner}")
                    continue
                if not (takes_over(visit.id, document["copyUrl"], owner) or _is_gone(database, owner, at)):
                    document = visit.under(owner)
            same = known["contentHash"] == document["contentHash"]
            if document["archived"] and not was_archived:
                # What an archive says of a section never takes the place of what its outlet said.
                outcomes[position] = "unchanged" if same else "stale"
                continue
            adopted = was_archived and not document["archived"]
            if at < known["lastSeen"] and not adopted and not is_future(known["lastSeen"]):
                outcomes[position] = "unchanged" if same else "stale"
                seen.append((visit.id, at))
                continue
            if not same or adopted or any(name not in known or known[name] != document[name] for name in _HOW_TO_ASK):
                kept = ("_id", "firstSeen", *(("retrieved", "lastChanged") if same else ()))
                fields = {name: value for name, value in document.items() if name not in kept}
                guard = {
                    "_id": visit.id,
                    "copyUrl": owner,
                    **{name: known[name] for name in ("contentHash", "lastSeen")},
                }
                changes.append((position, visit, UpdateOne(guard, {"$set": fields})))
                if not same:
                    changing.add(position)
                continue
        outcomes[position] = "changed" if position in changing else "unchanged"
        seen.append((visit.id, at))
    _touch_comments(database, unchanged)
    touch(threads, seen)
    again: _Pending = []
    inserted = insert_new(threads, [document for _, _, document in fresh])
    for position, visit, _ in fresh:
        if refused := inserted.refused.get(visit.id):
            outcomes[position] = refused
        elif visit.id in inserted.existing:
            again.append((position, visit))
        else:
            outcomes[position] = "added"
    matched, refusals = update(threads, [operation for _, _, operation in changes])
    for index, (position, visit, _) in enumerate(changes):
        if index in refusals:
            outcomes[position] = refusals[index]
        elif matched + len(refusals) < len(changes):
            again.append((position, visit))
        else:
            outcomes[position] = "changed" if position in changing else "unchanged"
    return again


def _is_gone(database: Database[Document], owner: str, at: datetime) -> bool:
    """Whether the copy that a thread hangs under has not been seen for so long that its outlet must have moved it."""
    copy = database["copies"].find_one({"_id": owner}, {"lastSeen": 1})
    return copy is not None and copy["lastSeen"] < at - _GONE


def _touch_comments(database: Database[Document], unchanged: list[tuple[str, datetime, datetime]]) -> None:
    """The comments that the last visit saw are still there.

    A thread's time is when its visit began, so that what the visit saw has been seen since.
    """
    update(
        database["comments"],
        [
            UpdateMany({"thread": thread, "lastSeen": {"$gte": before}}, {"$max": {"lastSeen": at}})
            for thread, before, at in unchanged
        ],
    )
