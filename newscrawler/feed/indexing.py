"""The index of the search, kept up to date by a consumer of the feed.

Each process that offers a sequencer offers an indexer too; one of them at a time works. Work is done before the place
in the feed is moved, and may be repeated, so that a killed indexer leaves nothing out.
"""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

from pymongo.database import Database

from newscrawler.feed.events import Event
from newscrawler.feed.reading import Feed, FeedGoneError
from newscrawler.storage.search import Work

__all__ = ["Indexer", "index"]

Document = dict[str, Any]

_LEASE_S = 30.0
"""A dead indexer is replaced after this time: nothing is lost meanwhile, new stories are found later."""

_POLL_S = 0.5
"""Seconds between two looks at a feed in which nothing happens."""

_EVENTS = 1_000
"""Events that are taken at once: their stories are indexed within a few seconds."""

_AGAIN_S = 5.0
"""Seconds before an indexer that ended by a fault begins again, or one that holds no lease asks for it."""

_log = logging.getLogger(__name__)


class Indexer:
    """Keeps the index of a database.

    :param say: called with each line for the log
    """

    def __init__(self, database: Database[Document], say: Callable[[str], object] = _log.info) -> None:
        self._feed = Feed(database)
        self._work = Work(database, f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}")
        self._say = say
        self._renew = 0.0

    def run(self, stop: threading.Event) -> None:
        """Index until ``stop`` is set, whenever no other process does."""
        try:
            while not stop.is_set():
                if not self._holds_lease():
                    stop.wait(_AGAIN_S)
                elif not self.step():
                    stop.wait(_POLL_S)
        finally:
            self._work.release()

    def step(self) -> bool:
        """Do a part of the work; returns whether there was any. The lease must be held.

        What changes goes before what was never indexed: those are the stories that people look for.
        """
        number = self._work.index_due()
        number += self._follow()
        number += self._work.walk()
        return number > 0

    def _holds_lease(self) -> bool:
        now = time.monotonic()
        if now >= self._renew:
            self._renew = now + _LEASE_S / 3 if self._work.claim(self._feed.last(), _LEASE_S) else now
        return now < self._renew

    def _follow(self) -> int:
        try:
            page = self._feed.page(self._work.after, _EVENTS, feed=self._work.feed)
        except FeedGoneError as error:
            self._say(f"search: {error}; all stories are indexed again")
            self._work.again(error.last)
            return 1
        if any(event.kind == "resync" and event.since is None for event in page.events):
            # Nothing before it is in the feed: it may have been told to nobody.
            self._work.again(page.next)
            return 1
        self._work.index(list(dict.fromkeys(filter(None, map(_story, page.events)))), page.next, page.feed or None)
        return len(page.events)


def index(database: Database[Document], stop: threading.Event, say: Callable[[str], object] = _log.info) -> None:
    """Offer an indexer until ``stop`` is set, whatever goes wrong meanwhile."""
    while not stop.is_set():
        try:
            Indexer(database, say).run(stop)
        except Exception as error:
            # Without this thread the process would seem healthy, and the search would grow old.
            say(f"search: {type(error).__name__}: {error}")
            _log.debug("the indexer ended by a fault", exc_info=True)
            stop.wait(_AGAIN_S)


def _story(event: Event) -> str | None:
    """Return the story whose words an event may change: comments and threads have none."""
    return event.id if event.collection == "stories" else None
