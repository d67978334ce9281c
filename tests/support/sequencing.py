"""A sequencer at work in a thread, and the events of what a test did meanwhile."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pymongo.database import Database

from newscrawler.feed import Event, Feed, Sequencer

__all__ = ["Sequencing", "sequencing", "until"]

_DEADLINE_S = 240
_MARK = "a mark of the tests "


class Sequencing:
    """A sequencer that works until :meth:`stop`."""

    def __init__(self, database: Database[dict[str, Any]], **options: Any) -> None:
        self.database = database
        self.feed = Feed(database)
        self.said: list[str] = []
        self._stop = threading.Event()
        sequencer = Sequencer(database, say=self.said.append, **options)
        self._thread = threading.Thread(target=sequencer.run, args=(self._stop,), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(_DEADLINE_S)
        assert not self._thread.is_alive()

    def begun(self) -> Sequencing:
        """Wait until it works."""
        until(lambda: any(line.startswith("feed: numbering after") for line in self.said) and self.feed.last() > 0)
        return self

    def events(self, after: int = 0) -> list[Event]:
        """Return the events of everything that was written until now, those of the tests' own marks left out."""
        mark = f"{_MARK}{time.monotonic_ns()}"
        comments = self.database["comments"].with_options()
        comments.insert_one({"_id": mark}, bypass_document_validation=True)
        comments.delete_one({"_id": mark})
        until(lambda: any(each.id == mark and each.kind == "removed" for each in self._all(after)))
        return [each for each in self._all(after) if not (each.id or "").startswith(_MARK)]

    def _all(self, after: int) -> list[Event]:
        found = self.feed.events(after, 100_000)
        assert [each.number for each in found] == list(range(after + 1, after + 1 + len(found)))
        return found


@contextmanager
def sequencing(database: Database[dict[str, Any]], **options: Any) -> Iterator[Sequencing]:
    """Have a sequencer at work, which has begun."""
    working = Sequencing(database, **options)
    try:
        yield working.begun()
    finally:
        working.stop()


def until(true: Any, seconds: float = _DEADLINE_S) -> None:
    """Wait until a condition holds."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"waited {seconds} s"
        time.sleep(0.01)
