"""One thread that sees each growth of the feed, for all that wait for it in a process."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from pymongo.database import Database
from pymongo.errors import PyMongoError

from newscrawler.feed._position import durable
from newscrawler.feed.reading import Feed

__all__ = ["Watch"]

Document = dict[str, Any]

_WAIT_MS = 1_000
"""Time for which the server holds a request while nothing happens, and at most that in which the thread ends."""

_AGAIN_S = 0.5
"""Seconds between two tries while MongoDB does not answer."""

_NUMBER = "updateDescription.updatedFields.number"


class Watch(threading.Thread):
    """Thread that calls a function with the last number of the feed whenever it grew.

    :param grown: called in this thread, at first with the last number as it is
    """

    def __init__(self, database: Database[Document], grown: Callable[[int], object]) -> None:
        super().__init__(name="feed-watch", daemon=True)
        self._database = durable(database)
        self._grown = grown
        self._closing = threading.Event()

    def close(self) -> None:
        """Have the thread end; it takes up to a second, which nobody need wait for."""
        self._closing.set()

    def run(self) -> None:
        while not self._closing.is_set():
            try:
                self._follow()
            except PyMongoError:
                # Whoever waits asks the feed itself in the end, and is told then that MongoDB does not answer.
                self._closing.wait(_AGAIN_S)

    def _follow(self) -> None:
        # The position moves once for a whole batch of events.
        pipeline: list[Document] = [
            {"$match": {"documentKey._id": "feed", _NUMBER: {"$exists": True}}},
            {"$project": {"number": f"${_NUMBER}"}},
        ]
        with self._database["meta"].watch(pipeline, max_await_time_ms=_WAIT_MS) as stream:
            # After the stream began, so that no growth falls between.
            self._grown(Feed(self._database).last())
            while stream.alive and not self._closing.is_set():
                if (change := stream.try_next()) is not None:
                    self._grown(int(change["number"]))
