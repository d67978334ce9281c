"""The server's time, by which the calendar is kept. A worker's clock may be wrong."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

from pymongo.database import Database

from newscrawler.storage._fields import Document

__all__ = ["StoreClock", "server_now"]

_TRUSTED_S = 30.0
"""Seconds between two looks at the server's clock. A stopwatch counts between them; it is off by milliseconds then."""

_elapsed: Callable[[], float] = (
    partial(time.clock_gettime, time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic
)
"""Seconds that only go forward, and go on while the machine sleeps."""


def server_now(database: Database[Document]) -> datetime:
    """Return the time of the primary's clock, aware."""
    # The answer to a command has no zone, whatever the client's options are: it would be taken for this machine's zone.
    now: datetime = database.client.admin.command("hello")["localTime"]
    return now.replace(tzinfo=UTC)


class StoreClock:
    """The server's time for a writer, without a round trip for each batch."""

    def __init__(self, database: Database[Document]) -> None:
        self._database = database
        self._seen: tuple[datetime, float] | None = None

    def now(self) -> datetime:
        """Return the server's time, to the millisecond that BSON keeps."""
        elapsed = _elapsed()
        if self._seen is None or elapsed - self._seen[1] > _TRUSTED_S:
            self._seen = (server_now(self._database), elapsed)
        at = self._seen[0] + timedelta(seconds=elapsed - self._seen[1])
        return at.replace(microsecond=at.microsecond // 1000 * 1000)
