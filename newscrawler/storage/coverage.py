"""Coverage ledger: what each outlet was expected to bring in each hour, and what came of it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bson.codec_options import CodecOptions
from pymongo import ASCENDING, DESCENDING
from pymongo.database import Database

from newscrawler.storage._ledger import LATENCIES

__all__ = [
    "COUNTERS",
    "HOUR",
    "OLD",
    "Coverage",
    "Gap",
    "coverage",
    "gaps",
    "stored_by_hour",
    "sum_by_outlet",
    "totals",
]

Document = dict[str, Any]

_AWARE: CodecOptions[Document] = CodecOptions(tz_aware=True, tzinfo=UTC)

HOUR = timedelta(hours=1)
"""Time of one document of the ledger."""

_LATENCY_KEYS = (*map(str, LATENCIES), "more")

OLD = ("604800", "more")
"""Keys of ``latency`` for copies that were printed more than a day before they were stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Ledger of one outlet: of one hour, or of several hours together.

    Field names are those of the collection (docs/collections/coverage.md). Hours are those of the visits.
    """

    outlet: str
    since: datetime
    """Beginning of the hour, or of the first one."""
    until: datetime
    """End of the hour, or of the last one."""
    listsDue: int = 0
    """Visits of lists that the calendar handed out. A one-shot crawl takes none from it."""
    listsRead: int = 0
    listsUnchanged: int = 0
    """Visits that the outlet answered with "not modified"."""
    listsFailed: int = 0
    entries: int = 0
    """Entries of the lists that were read."""
    storiesNew: int = 0
    """Stories that a list named and nobody knew."""
    stored: int = 0
    """Copies that were stored for the first time."""
    changed: int = 0
    unchanged: int = 0
    failed: int = 0
    """Pages of stories that could not be fetched."""
    rejected: int = 0
    """Pages that came and were no story."""
    gone: int = 0
    killed: int = 0
    """Copies whose page withdraws the story."""
    putOff: int = 0
    """Visits that were due and had no place in the budget of their host."""
    told: int = 0
    """Copies that were due at once because a list told a change, by a later time or another headline."""
    toldChanged: int = 0
    """Visits to copies that were due for this reason and had changed."""
    leftOut: Mapping[str, int]
    """Entries that were not taken, by reason."""
    gaps: int = 0
    threadsRead: int = 0
    threadsUnchanged: int = 0
    threadsFailed: int = 0
    threadsGone: int = 0
    commentsExpected: int = 0
    """Comments that the visited threads declare."""
    commentsGot: int = 0
    """Comments of these threads that are stored."""
    latency: Mapping[str, int]
    """Copies by the time from their printing until they were stored: the key is the most seconds, ``more`` is more
    than every other key. Copies without a printed time are not counted."""
    lastStory: datetime | None = None
    """Beginning of the last hour with a :attr:`fresh` copy. None: there was none."""

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Coverage:
        """Return the coverage of a document. Counters that it does not have are 0."""
        hour = document["_id"]["hour"]
        known = {name: document[name] for name in COUNTERS if name in document}
        found = cls(
            outlet=document["_id"]["outlet"],
            since=hour,
            until=hour + HOUR,
            leftOut=document.get("leftOut", {}),
            latency=document.get("latency", {}),
            **known,
        )
        return replace(found, lastStory=hour) if found.fresh else found

    @property
    def fresh(self) -> int:
        """Copies that were stored for the first time, except those printed more than a day before.

        A first crawl and a backfill store old stories, which say nothing about what the outlet prints now.
        """
        return self.stored - sum(count for bound, count in self.latency.items() if bound in OLD)

    @property
    def looks(self) -> int:
        """Lists that were read, or were unchanged."""
        return self.listsRead + self.listsUnchanged

    def within(self, share: float) -> float | None:
        """Return the seconds within which this share of the copies was stored after it was printed.

        The answer is a bound of the counted intervals, so the true time is at most that. It is infinite where the
        share needs the last interval, which has no bound, and None if no copy was counted.
        """
        counted = sorted(
            (math.inf if bound == "more" else float(bound), count) for bound, count in self.latency.items()
        )
        wanted = share * sum(count for _, count in counted)
        reached = 0
        for bound, count in counted:
            reached += count
            if count and reached >= wanted:
                return bound
        return None


COUNTERS = tuple(field.name for field in fields(Coverage) if field.default == 0)
"""Fields that are added up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Two readings of a list that share no entry: stories may have come and gone between them."""

    outlet: str
    url: str
    """URL of the list."""
    since: datetime
    """The reading before."""
    at: datetime
    """The reading that shared nothing with it."""
    seen: int
    """Entries of the second reading."""
    missed: float | None
    """Entries that the list's rhythm lets expect beyond those. None: its rhythm is not known."""
    walk: tuple[str, ...]
    """Calendar entries of the outlet's other lists that are still to be read because of the gap."""
    closed: datetime | None
    """Time at which all of them had been read. None: not yet, or the outlet has no other list."""
    found: int
    """New stories that they named."""

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Gap:
        """Return the gap of a document."""
        return cls(
            missed=document.get("missed"),
            walk=tuple(document.get("walk", ())),
            closed=document.get("closed"),
            found=document.get("found", 0),
            **{name: document[name] for name in ("outlet", "url", "since", "at", "seen")},
        )


def coverage(
    database: Database[Document],
    *,
    outlet: str | Collection[str] | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Iterator[Coverage]:
    """Yield the ledger, one entry for each outlet and hour with a visit, the oldest hour first.

    :param outlet: of this outlet or of these; None for all
    :param since: the hour of this time, and later ones
    :param until: hours that begin before this time
    """
    query = _hours(since, until)
    if outlet is not None:
        query["_id.outlet"] = outlet if isinstance(outlet, str) else {"$in": list(outlet)}
    found = database["coverage"].with_options(codec_options=_AWARE).find(query)
    return map(Coverage.of, found.sort([("_id.hour", ASCENDING), ("_id.outlet", ASCENDING)]))


def _hours(since: datetime | None, until: datetime | None) -> Document:
    hour: Document = {}
    if since is not None:
        hour["$gte"] = since.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    if until is not None:
        hour["$lt"] = until
    return {"_id.hour": hour} if hour else {}


def sum_by_outlet(hours: Iterable[Coverage]) -> list[Coverage]:
    """Return one sum for each outlet, in alphabetical order."""
    grouped: dict[str, list[Coverage]] = {}
    for hour in hours:
        grouped.setdefault(hour.outlet, []).append(hour)
    return [_sum(outlet, parts) for outlet, parts in sorted(grouped.items())]


def _sum(outlet: str, parts: list[Coverage]) -> Coverage:
    left_out: Counter[str] = Counter()
    latency: Counter[str] = Counter()
    for part in parts:
        left_out.update(part.leftOut)
        latency.update(part.latency)
    return Coverage(
        outlet=outlet,
        since=min(part.since for part in parts),
        until=max(part.until for part in parts),
        leftOut=dict(left_out),
        latency=dict(latency),
        lastStory=max((part.lastStory for part in parts if part.lastStory is not None), default=None),
        **{name: sum(getattr(part, name) for part in parts) for name in COUNTERS},
    )


def totals(
    database: Database[Document],
    *,
    since: datetime | None,
    names: Iterable[str],
    latency: bool = False,
    until: datetime | None = None,
) -> list[Coverage]:
    """Return the sums of some counters for each outlet, made by the server: of many outlets and hours it is ten times
    as fast as :func:`sum_by_outlet`.

    :param since: the hour of this time, and later ones; None: all hours since the first one
    :param names: counters of :data:`COUNTERS`; all others are 0 in the result, and reasons are left out
    :param latency: whether to add up ``latency``
    :param until: hours that begin before this time
    """
    hour = "$_id.hour"
    # Sums of what is absent are 0.
    summed: Document = {name: {"$sum": f"${name}"} for name in names}
    if latency:
        summed |= {f"latency_{key}": {"$sum": f"$latency.{key}"} for key in _LATENCY_KEYS}
    fresh = {"$subtract": [{"$ifNull": ["$stored", 0]}, {"$sum": [f"$latency.{key}" for key in OLD]}]}
    story = {"$max": {"$cond": [{"$gt": [fresh, 0]}, hour, None]}}
    found = (
        database["coverage"]
        .with_options(codec_options=_AWARE)
        .aggregate(
            [
                {"$match": _hours(since, until)},
                {
                    "$group": {
                        "_id": "$_id.outlet",
                        "story": story,
                        "first": {"$min": hour},
                        "last": {"$max": hour},
                        **summed,
                    }
                },
            ]
        )
    )
    return sorted(map(_total, found), key=lambda total: total.outlet)


def _total(found: Document) -> Coverage:
    latency = {key: count for key in _LATENCY_KEYS if (count := found.pop(f"latency_{key}", 0))}
    outlet, story, first, last = (found.pop(name) for name in ("_id", "story", "first", "last"))
    return Coverage(
        outlet=outlet, since=first, until=last + HOUR, lastStory=story, leftOut={}, latency=latency, **found
    )


def stored_by_hour(database: Database[Document], *, since: datetime) -> dict[datetime, int]:
    """Return the copies of all outlets that were stored for the first time, by hour; hours without a visit are absent.

    :param since: the hour of this time, and later ones
    """
    found = (
        database["coverage"]
        .with_options(codec_options=_AWARE)
        .aggregate(
            [
                {"$match": {"_id.hour": {"$gte": since.astimezone(UTC).replace(minute=0, second=0, microsecond=0)}}},
                {"$group": {"_id": "$_id.hour", "stored": {"$sum": "$stored"}}},
            ]
        )
    )
    return {each["_id"]: each["stored"] for each in found}


def gaps(
    database: Database[Document], *, outlet: str | None = None, since: datetime | None = None, limit: int = 0
) -> Iterator[Gap]:
    """Yield the gaps, the latest first.

    :param since: gaps that were found then or later
    :param limit: 0 for all
    """
    query: Document = {}
    if outlet is not None:
        query["outlet"] = outlet
    if since is not None:
        query["at"] = {"$gte": since}
    found = database["gaps"].with_options(codec_options=_AWARE).find(query)
    return map(Gap.of, found.sort([("at", DESCENDING), ("_id", DESCENDING)]).limit(limit))
