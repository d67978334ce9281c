"""Comments of one thread in reading order, a page at a time, and its votes over time.

The order of a thread follows from four small fields of each comment. So a page of a long thread reads these fields of
all its comments, and the texts of its own alone: 5,000 comments take 20 ms of one processor.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bson.codec_options import CodecOptions
from pymongo.database import Database
from pymongo.read_concern import ReadConcern

from newscrawler.storage._fields import Document
from newscrawler.storage._reading_order import Placed, reading_order
from newscrawler.storage._stored import StoredComment, stored_comment

__all__ = ["MOST_ORDERED", "ShownComment", "ThreadPage", "VotesAt", "summed_votes", "thread_page", "votes_over_time"]

MOST_ORDERED = 10_000
"""Comments of a thread that are put in order, and whose votes are counted: 40 and 100 ms of one processor."""

_MOST_POINTS = 200
"""Points of a series: more than a chart of 600 pixels can show apart."""

_ORDERED = {"nativeId": 1, "parentItem": 1, "position": 1, "dateCreated": 1}
_VOTES = {f"observations.{name}": 1 for name in ("at", "upvoteCount", "downvoteCount", "score")}


@dataclass(frozen=True, slots=True)
class ShownComment:
    """A comment at its place."""

    stored: StoredComment
    depth: int
    """0 at the top level."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadPage:
    """Some comments of a thread, in reading order."""

    comments: tuple[ShownComment, ...]
    first: int
    """Place of the first of them in the thread, from 1."""
    total: int
    """Comments of the thread that were put in order."""
    is_whole: bool
    """False: the thread has more comments than were put in order, and the rest is left out."""
    previous: str | None
    """Id of the comment with which the page before begins. None: this is the first."""
    next: str | None
    """Id of the comment with which the next page begins. None: this is the last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VotesAt:
    """Sums of the votes of a thread, as they were last seen at a time."""

    at: datetime
    comments: int
    """Comments that were seen by then."""
    up: int | None = None
    """None: no comment states them."""
    down: int | None = None
    score: int | None = None


def thread_page(
    database: Database[Document], thread: str, *, limit: int, start: str | None = None, most: int = MOST_ORDERED
) -> ThreadPage | None:
    """Return a page of a thread; None where ``start`` is no comment of it any more.

    :param limit: most comments
    :param start: id of its first comment; None for the beginning
    :param most: most comments of the thread that are put in order, those that the platform named first
    """
    found = _comments(database).find({"thread": thread}, _ORDERED).sort([("thread", 1), ("position", 1)])
    rows = [_placed(document) for document in found.limit(most + 1)]
    order = reading_order(rows[:most])
    at = 0 if start is None else next((place for place, (row, _) in enumerate(order) if row.id == start), None)
    if at is None:
        return None
    shown = order[at : at + limit]
    texts = {
        document["_id"]: stored_comment(document)
        for document in _comments(database).find({"_id": {"$in": [row.id for row, _ in shown]}})
    }
    return ThreadPage(
        # A comment that was erased between the two reads is left out
        comments=tuple(ShownComment(texts[row.id], depth) for row, depth in shown if row.id in texts),
        first=at + 1,
        total=len(order),
        is_whole=len(rows) <= most,
        previous=order[max(0, at - limit)][0].id if at else None,
        next=order[at + limit][0].id if at + limit < len(order) else None,
    )


def votes_over_time(database: Database[Document], thread: str) -> list[VotesAt]:
    """Return the votes of a thread at each time at which one changed, the first first; at most 200 points.

    Empty where no comment ever stated a vote. Only the first :data:`MOST_ORDERED` comments count.
    """
    found = _comments(database).find({"thread": thread}, _VOTES).limit(MOST_ORDERED)
    return summed_votes([document["observations"] for document in found])


def summed_votes(histories: Sequence[Sequence[Document]]) -> list[VotesAt]:
    """Return the sums of the latest known votes of several comments at each time of an observation.

    :param histories: for each comment its observations, oldest first: ``at``, and ``upvoteCount``, ``downvoteCount``
        and ``score``, which may be missing or None
    """
    events = sorted(
        ((observed["at"], number, observed) for number, history in enumerate(histories) for observed in history),
        key=lambda event: event[:2],
    )
    sums = _Sums()
    points: list[VotesAt] = []
    for at, number, observed in events:
        sums.add(number, observed)
        if points and points[-1].at == at:
            points.pop()
        points.append(sums.at(at))
    return _thinned(points) if sums.known else []


class _Sums:
    """Running sums of what each comment last stated."""

    def __init__(self) -> None:
        self._latest: dict[tuple[str, int], int] = {}
        self._totals: dict[str, int] = {}
        self._seen: set[int] = set()

    @property
    def known(self) -> bool:
        return bool(self._totals)

    def add(self, number: int, observed: Document) -> None:
        """Note what a comment states. A count that is not stated any more stays what it was."""
        self._seen.add(number)
        for name in ("upvoteCount", "downvoteCount", "score"):
            value = observed.get(name)
            if value is not None:
                before = self._latest.get((name, number), 0)
                self._totals[name] = self._totals.get(name, 0) + value - before
                self._latest[name, number] = value

    def at(self, at: datetime) -> VotesAt:
        """Return the sums as a point."""
        known = self._totals.get
        return VotesAt(
            at=at, comments=len(self._seen), up=known("upvoteCount"), down=known("downvoteCount"), score=known("score")
        )


def _thinned(points: Sequence[VotesAt]) -> list[VotesAt]:
    """Return at most the number of points that a chart shows, the first and the last among them."""
    if len(points) <= _MOST_POINTS:
        return list(points)
    step = (len(points) - 1) / (_MOST_POINTS - 1)
    return [points[round(place * step)] for place in range(_MOST_POINTS)]


def _placed(document: Document) -> Placed:
    return Placed(
        id=document["_id"],
        native=document["nativeId"],
        parent=document.get("parentItem"),
        position=document.get("position"),
        created=document.get("dateCreated"),
    )


def _comments(database: Database[Document]) -> Any:
    return database.get_collection(
        "comments",
        codec_options=CodecOptions(tz_aware=True, tzinfo=UTC),
        read_concern=ReadConcern("majority"),
    )
