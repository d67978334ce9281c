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
from newscrawler.storage._writes import Outcome, Refused, Round, insert_new, touch, update, write_in_rounds

__all__ = ["ThreadVisit", "write_threads"]

_GONE = timedelta(days=1)
"""Time that a copy is not seen before another page of its outlet takes its thread over: an outlet that moves a story
drops the old address from its lists and feeds, which are read at least once a day."""

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
        """Return the claim of the visit's page to the thread; None for a visit that found nothing changed."""
        document = self.document
        return None if document is None else (self.id, document["copyUrl"], self.at, document["archived"])

    def under(self, owner: str) -> Document:
        """Return the document with another page of the outlet as the owner of the thread."""
        assert isinstance(self._visit, Thread)
        return thread_document(replace(self._visit, copyUrl=owner))

    @property
    def reading(self) -> tuple[str, datetime, int, bool] | None:
        """Thread, time and number of comments of a complete reading, and whether it was an archive's; None for any
        other visit."""
        if self.document is None or not self.document["complete"]:
            return None
        return self.id, self.at, self.document["collectedCount"], self.document["archived"]


_Pending = list[tuple[int, ThreadVisit]]


def write_threads(database: Database[Document], visits: Sequence[ThreadVisit]) -> list[Outcome | Refused]:
    """Write visits of comment sections; returns their outcomes in the same order.

    :raises CannotWriteError: when other workers keep overtaking a visit
    """
    outcomes: list[Outcome | Refused] = ["unchanged"] * len(visits)

    def begin() -> Round[ThreadVisit]:
        changing: set[int] = set()
        return lambda pending, _: _Round(database, outcomes, changing).write(pending)

    write_in_rounds(visits, lambda visit: visit.id, begin)
    return outcomes


class _Round:
    """One comparison of visits with the stored threads, and the writes that follow from it.

    :param outcomes: of the batch; filled in by position
    :param changing: positions of visits whose content differs, in this round or an earlier one
    """

    def __init__(self, database: Database[Document], outcomes: list[Outcome | Refused], changing: set[int]) -> None:
        self._database = database
        self._outcomes = outcomes
        self._changing = changing
        self._fresh: list[tuple[int, ThreadVisit, Document]] = []
        self._changes: list[tuple[int, ThreadVisit, UpdateOne]] = []
        self._seen: list[tuple[str, datetime]] = []
        self._unchanged: list[tuple[str, datetime, datetime]] = []

    def write(self, visits: _Pending) -> _Pending:
        """Write the visits; returns those that another worker overtook."""
        threads = self._database["threads"]
        found = threads.find({"_id": {"$in": [visit.id for _, visit in visits]}}, _NEEDED)
        stored = {document["_id"]: document for document in found}
        for position, visit in visits:
            self._plan(position, visit, stored.get(visit.id))
        _touch_comments(self._database, self._unchanged)
        touch(threads, self._seen)
        return self._insert() + self._update()

    def _plan(self, position: int, visit: ThreadVisit, known: Document | None) -> None:
        if visit.document is not None and known is not None:
            self._plan_known(position, visit, visit.document, known)
        elif visit.document is not None:
            self._fresh.append((position, visit, visit.document))
        elif known is not None:
            self._unchanged.append((visit.id, known["lastSeen"], visit.at))
            self._plan_seen(position, visit)
        else:
            self._outcomes[position] = "stale"

    def _plan_known(self, position: int, visit: ThreadVisit, document: Document, known: Document) -> None:
        was_archived = known.get("archived", False)
        adopted = was_archived and not document["archived"]
        owned = self._under_owner(visit, document, known, adopted)
        if isinstance(owned, Refused):
            self._outcomes[position] = owned
            return
        same = known["contentHash"] == owned["contentHash"]
        if owned["archived"] and not was_archived:
            # An archive's content never takes the place of content that was read from the outlet.
            self._outcomes[position] = "unchanged" if same else "stale"
        elif visit.at < known["lastSeen"] and not adopted and not is_future(known["lastSeen"]):
            self._outcomes[position] = "unchanged" if same else "stale"
            self._seen.append((visit.id, visit.at))
        elif same and not adopted and all(name in known and known[name] == owned[name] for name in _HOW_TO_ASK):
            self._plan_seen(position, visit)
        else:
            self._plan_change(position, visit, owned, known, same)

    def _under_owner(
        self, visit: ThreadVisit, document: Document, known: Document, adopted: bool
    ) -> Document | Refused:
        """Return the document with the copy that the thread belongs to, or the refusal of a page that may not write
        to it."""
        owner, copy_url = known["copyUrl"], document["copyUrl"]
        if copy_url == owner or adopted:
            return document
        if not may_write(visit.id, copy_url, owner):
            return Refused(f"the thread {visit.id} belongs to {owner}")
        if takes_over(visit.id, copy_url, owner) or _is_gone(self._database, owner, visit.at):
            return document
        return visit.under(owner)

    def _plan_seen(self, position: int, visit: ThreadVisit) -> None:
        self._outcomes[position] = "changed" if position in self._changing else "unchanged"
        self._seen.append((visit.id, visit.at))

    def _plan_change(self, position: int, visit: ThreadVisit, document: Document, known: Document, same: bool) -> None:
        kept = ("_id", "firstSeen", *(("retrieved", "lastChanged") if same else ()))
        fields = {name: value for name, value in document.items() if name not in kept}
        guard = {"_id": visit.id, **{name: known[name] for name in ("copyUrl", "contentHash", "lastSeen")}}
        self._changes.append((position, visit, UpdateOne(guard, {"$set": fields})))
        if not same:
            self._changing.add(position)

    def _insert(self) -> _Pending:
        again: _Pending = []
        inserted = insert_new(self._database["threads"], [document for _, _, document in self._fresh])
        for position, visit, _ in self._fresh:
            if refused := inserted.refused.get(visit.id):
                self._outcomes[position] = refused
            elif visit.id in inserted.existing:
                again.append((position, visit))
            else:
                self._outcomes[position] = "added"
        return again

    def _update(self) -> _Pending:
        again: _Pending = []
        operations = [operation for _, _, operation in self._changes]
        matched, refusals = update(self._database["threads"], operations)
        for index, (position, visit, _) in enumerate(self._changes):
            if index in refusals:
                self._outcomes[position] = refusals[index]
            elif matched + len(refusals) < len(operations):
                # Some were overtaken; the next round finds out which.
                again.append((position, visit))
            else:
                self._outcomes[position] = "changed" if position in self._changing else "unchanged"
        return again


def _is_gone(database: Database[Document], owner: str, at: datetime) -> bool:
    """Return whether the copy that a thread belongs to has not been seen for so long that its outlet must have moved
    it."""
    copy = database["copies"].find_one({"_id": owner}, {"lastSeen": 1})
    return copy is not None and copy["lastSeen"] < at - _GONE


def _touch_comments(database: Database[Document], unchanged: list[tuple[str, datetime, datetime]]) -> None:
    """Move ``lastSeen`` of the comments that the last visit saw: they are still there.

    A thread's time is the beginning of its visit, so that the comments of the visit have been seen since.
    """
    update(
        database["comments"],
        [
            UpdateMany({"thread": thread, "lastSeen": {"$gte": before}}, {"$max": {"lastSeen": at}})
            for thread, before, at in unchanged
        ],
    )
