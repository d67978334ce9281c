"""State of the search: how far its index is, and the walk over the stories that are not in it yet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC
from typing import Any

from bson.codec_options import CodecOptions
from pymongo.database import Database

from newscrawler.language import search as language
from newscrawler.storage._fields import Document
from newscrawler.storage._keyset import Keyset
from newscrawler.storage._pages import BY_DATE, STORY_INDEXES
from newscrawler.storage._search import SearchState, search_state
from newscrawler.storage._search_index import STATE, index_stories

__all__ = ["SearchState", "Work", "search_state"]

_AWARE: CodecOptions[Document] = CodecOptions(tz_aware=True, tzinfo=UTC)

_CHUNK = 200
"""Stories that are indexed at once: their words are 0.6 MB, and take a second on a busy machine."""


class Work:
    """Work on the index, kept in ``meta`` so that another process can go on with it.

    :param holder: name of the process: the state is only moved while it holds the lease
    """

    def __init__(self, database: Database[Document], holder: str) -> None:
        self._database = database.with_options(codec_options=_AWARE)
        self._meta = self._database["meta"]
        self._holder = holder
        self._state: Mapping[str, Any] = {}

    @property
    def after(self) -> int:
        """Number of the event up to which changes are indexed."""
        return int(self._state["after"])

    @property
    def feed(self) -> str | None:
        """Identity of the feed that the event is of; None before the first event."""
        feed = self._state.get("feed")
        return None if feed is None else str(feed)

    @property
    def complete(self) -> bool:
        """Whether the walk over all stories is done."""
        return bool(self._state["complete"])

    def claim(self, last: int, seconds: float) -> bool:
        """Take or keep the lease; returns whether it is held. The first one begins the walk.

        An index that was made by another version of snowballstemmer is made anew by a newer one, and left alone by an
        older one, so that two nodes do not undo each other's work.

        :param last: number of the feed's last event: the walk finds what was stored before it
        """
        until = {"$add": ["$$NOW", seconds * 1_000]}
        over = {"$expr": {"$lt": ["$until", "$$NOW"]}}
        mine = {"$or": [{"holder": self._holder}, {"until": None}, over]}
        self._meta.update_one(
            {"_id": STATE},
            {"$setOnInsert": {"made": language.stemmers(), "until": None, **_begun(last)}},
            upsert=True,
        )
        state = self._meta.find_one_and_update(
            {"_id": STATE, **mine}, [{"$set": {"holder": self._holder, "until": until}}], return_document=True
        )
        if state is None:
            return False
        self._state = state
        made = language.stemmers()
        if _number(made) < _number(state["made"]):
            self.release()
            return False
        if made != state["made"]:
            self._move(made=made, **_begun(last))
        return True

    def release(self) -> None:
        """Give the lease back."""
        self._meta.update_one({"_id": STATE, "holder": self._holder}, {"$set": {"until": None}})

    def again(self, last: int) -> None:
        """Walk over all stories once more: changes were not told."""
        self._move(**_begun(last))

    def index(self, ids: list[str], after: int, feed: str | None = None) -> None:
        """Index stories that changed up to an event of a feed."""
        for start in range(0, len(ids), _CHUNK):
            self._index(ids[start : start + _CHUNK])
        if (after, feed) != (self.after, self.feed):
            self._move(after=after, feed=feed)

    def index_due(self) -> int:
        """Index stories whose words were taken out; returns their number."""
        due = self._database["search"].find({"due": {"$exists": True}}, {"_id": 1}).sort("due").limit(_CHUNK)
        ids = [entry["_id"] for entry in due]
        self._index(ids)
        return len(ids)

    def walk(self) -> int:
        """Index the next stories of the walk, the newest first; returns their number."""
        if self.complete:
            return 0
        keyset = Keyset(
            collection=self._database["stories"],
            name="search walk",
            filters={},
            keys=BY_DATE,
            index=STORY_INDEXES[()],
        )
        stories, following = keyset.page(_CHUNK, self._state["walked"])
        self._index([story["_id"] for story in stories])
        self._move(walked=following, complete=following is None)
        return len(stories)

    def _index(self, ids: list[str]) -> None:
        if ids:
            index_stories(self._database, ids)

    def _move(self, **fields: Any) -> None:
        """Move the state, unless another process holds the lease."""
        change = {"$set": fields}
        moved = self._meta.find_one_and_update({"_id": STATE, "holder": self._holder}, change, return_document=True)
        self._state = moved or {**self._state, **fields}


def _begun(last: int) -> Document:
    return {"after": last, "feed": None, "walked": None, "complete": False}


def _number(made: str | None) -> tuple[int, ...]:
    """Return a version as numbers; none comes before all."""
    return tuple(int(part) for part in (made or "").split(".") if part.isdigit())
