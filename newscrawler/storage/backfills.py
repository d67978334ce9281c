"""Ledger of backfills: the days of an outlet that are complete, and the parts that the other days wait for. Blocking.

A **part** is a list (sitemap, archive page) or a story, with the days that it concerns. A day is complete when no
part that concerns it is open. A list registers what it names before it is closed, so a day without an open part has
none that is still to come. Each statement is safe to repeat: a page that is delivered twice changes nothing.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal

from pymongo import ASCENDING, UpdateOne
from pymongo.database import Database

from newscrawler.storage.migrations import SCHEMA_VERSION

__all__ = ["BackfillDay", "BackfillLedger", "Part", "days_of", "lists_of", "part_id", "reopen"]

Document = dict[str, Any]
Kind = Literal["sitemap", "archive", "story"]

_KEPT = timedelta(days=30)
"""Time for which a story that is done is remembered. A backfill of 50,000 stories takes 14 hours; within a month an
interrupted backfill is resumed, and the counts of its days are right."""

_AT_ONCE = 1_000
"""Parts in one statement, some 300 KB."""

_BY_DAY = [("first", ASCENDING), ("_id", ASCENDING)]

_GOOD = ("stored", "unchanged")
"""Outcomes that replace another one: a page that failed before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A list (sitemap or page of an archive) or a story of a backfill."""

    id: str
    kind: Kind
    url: str
    first: date
    """First of the days that it concerns, in the outlet's zone."""
    last: date
    via: str | None = None
    """Of a story: the list that named it."""
    depth: int = 0
    """Of a list: indexes above a sitemap, or pages before a page of an archive."""
    stated: tuple[date, date] | None = None
    """Of a list: the days that its address states; None where it states none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BackfillDay:
    """One day of an outlet in the ledger. Field names are those of the collection (docs/collections/backfills.md)."""

    outlet: str
    day: date
    complete: datetime | None
    """Time at which its last story was durable; None: parts of it are open."""
    found: int
    """Stories that the outlet's lists name under this day."""
    stored: int
    unchanged: int
    failed: int
    """Pages that did not come or are no stories: quarantine has each with its reason."""
    gone: int
    """Pages that the outlet says are not there any more (HTTP 404, 410)."""
    leftOut: dict[str, int] = field(default_factory=dict)
    open: int = 0
    """Stories that have no outcome yet."""


def part_id(outlet: str, url: str, span: tuple[date, date] | None = None) -> str:
    """Return the ``_id`` of a part.

    :param span: of a list: the days that are asked for; the same list asked for other days is another part
    """
    digest = hashlib.blake2b(url.encode(), digest_size=12).hexdigest()
    return f"{outlet} {digest}" if span is None else f"{outlet} {span[0]} {span[1]} {digest}"


class BackfillLedger:
    """Reads and writes the ledger of one outlet and range of days.

    :param first: first day that is asked for
    :param last: last day that is asked for
    """

    def __init__(self, database: Database[Document], outlet: str, first: date, last: date) -> None:
        self._client = database.client
        self._days = database["backfills"]
        self._parts = database["backfillparts"]
        self._outlet = outlet
        self._first, self._last = first, last

    # --- the start ------------------------------------------------------------------------------------------------

    def begin(self, roots: Sequence[Part]) -> set[date]:
        """Note the days and the first lists; returns the days that are complete already."""
        days = [self._first + timedelta(number) for number in range((self._last - self._first).days + 1)]
        now = _now()
        for start in range(0, len(days), _AT_ONCE):
            self._days.bulk_write(
                [
                    UpdateOne(
                        {"_id": _day_id(self._outlet, day)},
                        {
                            "$setOnInsert": {
                                "schemaVersion": SCHEMA_VERSION,
                                "outlet": self._outlet,
                                "day": day.isoformat(),
                                "begun": now,
                                "version": 0,
                                "complete": None,
                            }
                        },
                        upsert=True,
                    )
                    for day in days[start : start + _AT_ONCE]
                ],
                ordered=False,
            )
        complete = self.complete_days()
        self.register([root for root in roots if not complete.issuperset(_days(root.first, root.last))])
        # A worker that was killed may have closed the last part of a day, and not marked the day.
        return complete.union(self.settle(self._first, self._last))

    def complete_days(self) -> set[date]:
        """Return the days of the range that are complete."""
        within = {"outlet": self._outlet, "day": {"$gte": self._first.isoformat(), "$lte": self._last.isoformat()}}
        found = self._days.find({**within, "complete": {"$ne": None}}, {"day": 1})
        return {date.fromisoformat(each["day"]) for each in found}

    def open_lists(self) -> list[Part]:
        """Return the lists that are not read to their ends, the earliest day first."""
        return [_part(each) for each in self._parts.find(self._open_lists()).sort(_BY_DAY)]

    def open_stories(self, limit: int) -> list[Part]:
        """Return stories without an outcome, the earliest day first, at most ``limit``."""
        return [_part(each) for each in self._parts.find(self._open_stories()).sort(_BY_DAY).limit(limit)]

    def count_open(self) -> tuple[int, int]:
        """Return the number of lists that are not read to their ends, and of stories without an outcome."""
        return self._parts.count_documents(self._open_lists()), self._parts.count_documents(self._open_stories())

    def _open_lists(self) -> Document:
        first, last = self._first.isoformat(), self._last.isoformat()
        return {"outlet": self._outlet, "open": True, "since": first, "through": last}

    def _open_stories(self) -> Document:
        days = {"first": {"$lte": self._last.isoformat()}, "last": {"$gte": self._first.isoformat()}}
        return {"outlet": self._outlet, "open": True, "kind": "story", **days}

    # --- lists ----------------------------------------------------------------------------------------------------

    def register(self, parts: Sequence[Part]) -> set[str]:
        """Note lists and stories; returns the ids of those that are open. What is known keeps its state."""
        opened: set[str] = set()
        for start in range(0, len(parts), _AT_ONCE):
            opened |= self._register(parts[start : start + _AT_ONCE])
        return opened

    def _register(self, parts: Sequence[Part]) -> set[str]:
        if not parts:
            return set()
        operations = [
            UpdateOne({"_id": each.id}, {"$setOnInsert": self._document(each)}, upsert=True) for each in parts
        ]
        self._parts.bulk_write(operations, ordered=False)
        known = self._parts.find({"_id": {"$in": [each.id for each in parts]}, "open": True}, {"_id": 1})
        opened = {each["_id"] for each in known}
        days = {day for each in parts if each.id in opened for day in _days(each.first, each.last)}
        # A list of other days may name a story of a day that is complete: then the day is not. The version keeps a
        # worker that has just looked for open parts from overlooking this one.
        self._days.update_many(
            {"_id": {"$in": [_day_id(self._outlet, day) for day in days]}},
            {"$inc": {"version": 1}, "$set": {"complete": None}},
        )
        return opened

    def close_list(self, part: Part, outcome: str, counts: Mapping[str, int]) -> list[date]:
        """Note that a list was read and that all it names is registered; returns the days that are complete now.

        :param outcome: ``read``, or ``missing`` where the outlet has no such list
        :param counts: entries by what became of them
        """
        change = {"outcome": outcome, "counts": dict(counts), "at": _now()}
        self._parts.update_one({"_id": part.id}, {"$set": change, "$unset": {"open": "", "reason": ""}})
        return self.settle(part.first, part.last)

    def leave_open(self, part: Part, reason: str, counts: Mapping[str, int]) -> None:
        """Note why a list that came is not read to its end. Its days stay incomplete."""
        change = {"reason": reason, "counts": dict(counts), "at": _now()}
        self._parts.update_one({"_id": part.id, "open": True}, {"$set": change})

    # --- stories --------------------------------------------------------------------------------------------------

    def close_story(self, id_: str, outcome: str, printed: date | None = None) -> list[date]:
        """Note a story's outcome, once its items are durable; returns the days that are complete now.

        :param outcome: ``stored``, ``unchanged``, ``failed``, ``gone`` or ``leftOut.REASON``
        :param printed: day that its page states; it counts where the lists do not tell the day
        """
        now = _now()
        change: Document = {"outcome": outcome, "at": now, "expires": now + _KEPT}
        allowed: Document = {"_id": id_, "open": True}
        if outcome in _GOOD:
            allowed = {"_id": id_, "$or": [{"open": True}, {"outcome": {"$nin": list(_GOOD)}}]}
        before = self._parts.find_one_and_update(allowed, {"$set": change, "$unset": {"open": ""}})
        if before is None:
            return []
        part = _part(before)
        if part.first != part.last and printed is not None and part.first <= printed <= part.last:
            day = printed.isoformat()
            self._parts.update_one({"_id": id_}, {"$set": {"first": day, "last": day}})
        return self.settle(part.first, part.last)

    # --- days -----------------------------------------------------------------------------------------------------

    def settle(self, first: date, last: date) -> list[date]:
        """Mark the days that have no open part any more as complete; returns them."""
        first, last = max(first, self._first), min(last, self._last)
        within = {"$gte": first.isoformat(), "$lte": last.isoformat()}
        waiting = list(self._days.find({"outlet": self._outlet, "day": within, "complete": None}))
        if not waiting:
            return []
        concerned = self._days_with_open_parts(first, last)
        return [
            day
            for each in waiting
            if (day := date.fromisoformat(each["day"])) not in concerned and self._complete(each, day)
        ]

    def _days_with_open_parts(self, first: date, last: date) -> set[date]:
        """Return the days of open parts as they were at one moment: a part that is registered while the index is read
        must not be overlooked together with the list that named it."""
        wanted = {
            "outlet": self._outlet,
            "open": True,
            "first": {"$lte": last.isoformat()},
            "last": {"$gte": first.isoformat()},
        }
        grouped: list[Document] = [{"$match": wanted}, {"$group": {"_id": {"first": "$first", "last": "$last"}}}]
        with self._client.start_session(snapshot=True) as session:
            spans = [each["_id"] for each in self._parts.aggregate(grouped, session=session)]
        return {
            day
            for span in spans
            for day in _days(max(first, date.fromisoformat(span["first"])), min(last, date.fromisoformat(span["last"])))
        }

    def _complete(self, document: Document, day: date) -> bool:
        counts = _counts(self._outcomes(day))
        done = self._days.update_one(
            {"_id": document["_id"], "version": document["version"], "complete": None},
            {"$set": {**counts, "complete": _now()}},
        )
        return bool(done.modified_count)

    def _outcomes(self, day: date) -> Counter[str]:
        wanted = {"outlet": self._outlet, "kind": "story", "first": day.isoformat()}
        return Counter(each.get("outcome", "open") for each in self._parts.find(wanted, {"outcome": 1}))

    def _document(self, part: Part) -> Document:
        document: Document = {
            "schemaVersion": SCHEMA_VERSION,
            "outlet": self._outlet,
            "kind": part.kind,
            "url": part.url,
            "first": part.first.isoformat(),
            "last": part.last.isoformat(),
            "open": True,
        }
        if part.kind != "story":
            document |= {"since": self._first.isoformat(), "through": self._last.isoformat(), "depth": part.depth}
            if part.stated is not None:
                document["stated"] = [day.isoformat() for day in part.stated]
        else:
            document["via"] = part.via
        return document


def days_of(
    database: Database[Document], outlet: str | None = None, first: date | None = None, last: date | None = None
) -> Iterator[BackfillDay]:
    """Yield the days of the ledger by outlet and day. The counts of days that are not complete are counted now."""
    query: Document = {} if outlet is None else {"outlet": outlet}
    within = {name: day.isoformat() for name, day in (("$gte", first), ("$lte", last)) if day is not None}
    if within:
        query["day"] = within
    open_days: dict[str, dict[str, Counter[str]]] = {}
    for each in database["backfills"].find(query).sort([("outlet", ASCENDING), ("day", ASCENDING)]):
        if each["complete"] is None:
            if each["outlet"] not in open_days:
                open_days[each["outlet"]] = _outcomes_by_day(database, each["outlet"])
            each |= _counts(open_days[each["outlet"]].get(each["day"], Counter()))
        yield BackfillDay(
            outlet=each["outlet"],
            day=date.fromisoformat(each["day"]),
            complete=each["complete"],
            **{name: each.get(name, 0) for name in ("found", "stored", "unchanged", "failed", "gone", "open")},
            leftOut=each.get("leftOut", {}),
        )


def lists_of(database: Database[Document], outlet: str) -> Iterator[Document]:
    """Yield the lists of an outlet's backfills, with the entries that each has, by what became of them."""
    yield from database["backfillparts"].find({"outlet": outlet, "since": {"$exists": True}}).sort("_id", ASCENDING)


def reopen(database: Database[Document], outlet: str, first: date, last: date) -> int:
    """Forget days of an outlet, so that the next backfill walks them again; returns their number. Stories stay."""
    low, high = first.isoformat(), last.isoformat()
    database["backfillparts"].delete_many({"outlet": outlet, "first": {"$lte": high}, "last": {"$gte": low}})
    # A list that was read for some of these days has to be read again for all days that it was asked for.
    asked = {"outlet": outlet, "since": {"$lte": high}, "through": {"$gte": low}}
    database["backfillparts"].delete_many(asked)
    return database["backfills"].delete_many({"outlet": outlet, "day": {"$gte": low, "$lte": high}}).deleted_count


def _outcomes_by_day(database: Database[Document], outlet: str) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    wanted = {"outlet": outlet, "kind": "story"}
    for each in database["backfillparts"].find(wanted, {"first": 1, "outcome": 1}):
        found.setdefault(each["first"], Counter())[each.get("outcome", "open")] += 1
    return found


def _counts(outcomes: Mapping[str, int]) -> Document:
    """Return the counted fields of a day."""
    counts: Document = {name: outcomes.get(name, 0) for name in ("stored", "unchanged", "failed", "gone", "open")}
    left = {name.partition(".")[2]: number for name, number in outcomes.items() if name.startswith("leftOut.")}
    return {"found": sum(outcomes.values()), **counts, "leftOut": left}


def _part(document: Mapping[str, Any]) -> Part:
    stated = document.get("stated")
    return Part(
        id=document["_id"],
        kind=document["kind"],
        url=document["url"],
        first=date.fromisoformat(document["first"]),
        last=date.fromisoformat(document["last"]),
        via=document.get("via"),
        depth=document.get("depth", 0),
        stated=None if stated is None else (date.fromisoformat(stated[0]), date.fromisoformat(stated[1])),
    )


def _day_id(outlet: str, day: date) -> str:
    return f"{outlet} {day.isoformat()}"


def _days(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(number) for number in range((last - first).days + 1))


def _now() -> datetime:
    return datetime.now(UTC)
