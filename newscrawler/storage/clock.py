"""The server's time, by which leases, runs and the calendar are kept. A worker's clock may be wrong."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

from pymongo.database import Database

from newscrawler.storage._fields import Document

__all__ = ["StoreClock", "elapsed", "server_time"]

_TRUSTED_S = 30.0
"""Seconds between two looks at the server's clock. A stopwatch counts between them; it is off by milliseconds then."""

elapsed: Callable[[], float] = (
    partial(time.clock_gettime, time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic
)
"""Seconds that only go forward, and go on while the machine sleeps. Leases are measured by them."""


def server_time(database: Database[Document]) -> datetime:
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
        at_look = elapsed()
        if self._seen is None or at_look - self._seen[1] > _TRUSTED_S:
            self._seen = (server_time(self._database), at_look)
        at = self._seen[0] + timedelta(seconds=at_look - self._seen[1])
        return at.replace(microsecond=at.microsecond // 1000 * 1000)
