"""Reading the feed by numbers."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pymongo.database import Database
from pymongo.read_concern import ReadConcern

from newscrawler.feed._position import durable
from newscrawler.feed.events import Event

__all__ = ["Feed", "FeedGoneError", "FeedPage", "FeedState"]

Document = dict[str, Any]

_POLL_S = 0.2
"""Seconds between two looks of :meth:`Feed.follow` at a feed in which nothing happens: one read by id."""

_LINEARIZABLE_MS = 5_000

_POSITION = {"number": 1, "feed": 1}
_NONE: Document = {"number": 0, "feed": ""}
"""Fields of the position that are read, and their values where there is no feed yet."""


class FeedGoneError(LookupError):
    """The events after a number are not kept any more, or the number is of another feed.

    Read the documents anew, then follow the feed from :attr:`last`.

    :param first: number of the first event that is kept; 0 where the feed is empty
    :param last: number of the last event
    """

    def __init__(self, message: str, first: int, last: int) -> None:
        super().__init__(message)
        self.first = first
        self.last = last


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPage:
    """Some events, and where to go on."""

    events: tuple[Event, ...]
    """Oldest first."""
    next: int
    """``after`` of the next page. Of events that were left out for their kind it is the number of the last one."""
    last: int
    """Number of the last event of the feed, as of this page."""
    feed: str
    """Identity of the feed; empty before it begins. A restored or dropped database begins another feed, with the same
    numbers for other events."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """State of the feed and of the sequencer that writes it."""

    feed: str
    """Identity of the feed."""
    first: int | None
    """Number of the first event that is kept."""
    last: int
    at: datetime | None
    """Everything that the server applied before this time is in the feed. None: it has not begun."""
    lag: float | None
    """Seconds since then."""
    holder: str | None
    """Host, process and program of the sequencer. None: no sequencer works."""
    resyncing: bool
    """Whether documents are being read again after a lost position."""


class Feed:
    """The numbered events of a database.

    :param database: from any client that may read
    """

    def __init__(self, database: Database[Document]) -> None:
        self._database = durable(database)

    def events(self, after: int, limit: int = 100, kinds: Collection[str] | None = None) -> list[Event]:
        """Return the events after a number, oldest first.

        :param after: number of the last event that was taken; 0 for the beginning
        :param limit: maximum number of events, at least 1
        :param kinds: only these kinds. :meth:`page` says where to go on if events of other kinds were passed over.
        :raises FeedGoneError: they are not kept any more, or the number is beyond the end
        :raises ValueError: for a negative number, or a limit below 1
        """
        return list(self.page(after, limit, kinds).events)

    def page(
        self, after: int, limit: int = 100, kinds: Collection[str] | None = None, *, feed: str | None = None
    ) -> FeedPage:
        """Return the events after a number, and the number to go on with.

        :param feed: :attr:`FeedPage.feed` of the page before, to be sure that it is the same feed
        :raises FeedGoneError: they are not kept any more, or the number is beyond the end or of another feed
        :raises ValueError: for a negative number, or a limit below 1
        """
        if after < 0 or limit < 1:
            raise ValueError(f"after {after}, limit {limit}: after must be 0 or more, limit 1 or more")
        # One session, so that the events are read as of the position or later, whichever member answers.
        with self._database.client.start_session(causal_consistency=True) as session:
            position = self._database["meta"].find_one({"_id": "feed"}, _POSITION, session=session) or _NONE
            last = int(position["number"])
            if after > last:
                position = self._exactly()
                last = int(position["number"])
            self._refuse_other(after, last, feed, str(position["feed"]))
            wanted: Document = {"_id": {"$gt": after, "$lte": last}}
            if kinds is not None:
                wanted["kind"] = {"$in": list(kinds)}
            found = list(self._database["feed"].find(wanted, session=session).sort("_id").limit(limit))
            if after < last and not (found and found[0]["_id"] == after + 1):
                # After the events were read: what is removed meanwhile is noticed.
                first = self.first()
                if first is None or after + 1 < first:
                    raise FeedGoneError(f"events after {after} are not kept: the first is {first}", first or 0, last)
        events = tuple(map(Event.of, found))
        return FeedPage(
            events=events,
            next=events[-1].number if len(events) == limit else last,
            last=last,
            feed=str(position["feed"]),
        )

    def follow(
        self, after: int, kinds: Collection[str] | None = None, *, poll: float = _POLL_S
    ) -> Iterator[Event | None]:
        """Yield the events after a number and then each new one, for ever; None whenever there is none for a while.

        :raises FeedGoneError: as :meth:`page`
        """
        feed = None
        while True:
            page = self.page(after, 1_000, kinds, feed=feed)
            yield from page.events
            if page.next == after:
                yield None
                time.sleep(poll)
            after, feed = page.next, page.feed or None

    def last(self) -> int:
        """Return the number of the last event; 0 where no sequencer ever ran."""
        position = self._database["meta"].find_one({"_id": "feed"}, _POSITION) or _NONE
        return int(position["number"])

    def first(self) -> int | None:
        """Return the number of the first event that is kept; None where no sequencer ever ran."""
        oldest = self._database["feed"].find_one({}, {"_id": 1}, sort=[("_id", 1)])
        return None if oldest is None else int(oldest["_id"])

    def state(self) -> FeedState:
        """Return the state of the feed."""
        pipeline: list[Document] = [{"$match": {"_id": "feed"}}, {"$set": {"now": "$$NOW"}}]
        found = next(iter(self._database["meta"].aggregate(pipeline)), None)
        if found is None:
            return FeedState(feed="", first=None, last=0, at=None, lag=None, holder=None, resyncing=False)
        at, held = found.get("at"), "expires" in found and found["expires"] > found["now"]
        return FeedState(
            feed=found["feed"],
            first=self.first(),
            last=int(found["number"]),
            at=at,
            lag=None if at is None else max(0.0, (found["now"] - at).total_seconds()),
            holder=found["holder"]["name"] if held else None,
            resyncing="scan" in found,
        )

    def _exactly(self) -> Document:
        """Return the position as nobody can know a later one: a primary that was replaced a moment ago may not know the
        last number yet."""
        meta = self._database["meta"].with_options(read_concern=ReadConcern("linearizable"))
        return meta.find_one({"_id": "feed"}, _POSITION, max_time_ms=_LINEARIZABLE_MS) or _NONE

    def _refuse_other(self, after: int, last: int, asked: str | None, feed: str) -> None:
        if asked is not None and asked != feed:
            raise FeedGoneError(f"the feed {asked} was replaced: the database was restored or dropped", *self._ends())
        if after > last:
            raise FeedGoneError(f"there is no event {after}: the last is {last}", *self._ends())

    def _ends(self) -> tuple[int, int]:
        return self.first() or 0, self.last()
