"""Sequencer and indexer as a part of a longer process: a scrapyd node, or ``newscrawler serve``."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from typing import Any

from pymongo.database import Database

from newscrawler.feed.indexing import index
from newscrawler.feed.sequencer import KEEP_DAYS, Sequencer

__all__ = ["KEEP_DAYS_VARIABLE", "SequencerThread", "can_be_kept", "keep_days", "number_and_index", "sequence"]

Document = dict[str, Any]

KEEP_DAYS_VARIABLE = "NEWSCRAWLER_RETAIN_FEED_DAYS"

_MOST_DAYS = 100_000.0
"""Days that events can be kept, 270 years. So many days ago there was a date; 800,000 days ago there was none."""

_AGAIN_S = 5.0
"""Seconds before a sequencer that ended by a fault begins again."""

_log = logging.getLogger(__name__)


def can_be_kept(days: float) -> bool:
    """Return whether a sequencer can keep events for so many days; 0 keeps all."""
    return 0 <= days <= _MOST_DAYS


def keep_days() -> float:
    """Return the days for which the environment has events kept.

    :raises ValueError: the variable is not a number from 0 to 100,000; the message names it
    """
    given = os.environ.get(KEEP_DAYS_VARIABLE) or str(KEEP_DAYS)
    try:
        days = float(given)
    except ValueError:
        days = -1.0
    if not can_be_kept(days):
        raise ValueError(f"{KEEP_DAYS_VARIABLE}={given!r} is not a number of days: 90, or 0 to keep all events")
    return days


def sequence(database: Database[Document], stop: threading.Event, say: Callable[[str], object] = _log.info) -> None:
    """Offer a sequencer until ``stop`` is set, whatever goes wrong meanwhile."""
    sequencer = Sequencer(database, keep_days=keep_days(), say=say)
    while not stop.is_set():
        try:
            sequencer.run(stop)
        except Exception as error:
            # Without this thread the process would seem healthy, and the feed would stand still.
            say(f"feed: {type(error).__name__}: {error}")
            _log.debug("the sequencer ended by a fault", exc_info=True)
            stop.wait(_AGAIN_S)


def number_and_index(
    database: Database[Document], stop: threading.Event, say: Callable[[str], object] = _log.info
) -> None:
    """Offer a sequencer, and beside it the indexer of the search, which follows the feed, until ``stop`` is set."""
    indexing = threading.Thread(target=index, args=(database, stop, say), name="search", daemon=True)
    indexing.start()
    sequence(database, stop, say)
    indexing.join()


class SequencerThread(threading.Thread):
    """Thread of :func:`number_and_index`.

    :param say: called in this thread with each line for the log
    """

    def __init__(self, database: Database[Document], say: Callable[[str], object]) -> None:
        super().__init__(name="feed", daemon=True)
        self._database = database
        self._say = say
        self._closing = threading.Event()

    def close(self) -> None:
        """Give the lease back, end the thread and wait for it."""
        self._closing.set()
        self.join()

    def run(self) -> None:
        number_and_index(self._database, self._closing, self._say)
