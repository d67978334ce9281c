"""The server's time, without trust in this machine's clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from newscrawler.storage.clock import elapsed

__all__ = ["ServerClock"]

_JUMP_S = 2.0
"""Clocks that are kept by NTP drift by milliseconds in the seconds between two looks; an answer takes less than
this."""

_CUT_OFF_S = 0.001
"""MongoDB states its time in whole milliseconds, and BSON keeps whole milliseconds; both are rounded down."""


class ServerClock:
    """The server's clock, by which all leases end. Between two looks at it this machine's *stopwatch* counts, never
    its clock.

    :param patience: seconds for which no host is taken from another worker after the server's time jumped, as it
        does when a new primary's clock is off: the owner must have had the time to renew by the new clock
    """

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._offset: float | None = None
        self._wary_until = 0.0
        self.uncertainty = 0.0
        """Seconds by which :meth:`now` may be off: half the round trip of the last look, and the milliseconds that the
        server's answer and BSON cut off."""

    def observe(self, ask: Callable[[], datetime]) -> None:
        """Look at the server's clock."""
        before = elapsed()
        server = ask().timestamp()
        after = elapsed()
        offset = server - (before + after) / 2
        if self._offset is not None and abs(offset - self._offset) > _JUMP_S + (after - before):
            self._wary_until = after + self._patience
        self._offset = offset
        self.uncertainty = (after - before) / 2 + 2 * _CUT_OFF_S

    @property
    def is_wary(self) -> bool:
        """Whether the server's time jumped a moment ago."""
        return elapsed() < self._wary_until

    def now(self, seconds_on: float = 0.0) -> datetime:
        """Return the server's time, or the time some seconds later; to the millisecond that BSON keeps."""
        assert self._offset is not None, "observe first"
        at = datetime.fromtimestamp(0, UTC) + timedelta(seconds=self._offset + elapsed() + seconds_on)
        return at.replace(microsecond=at.microsecond // 1000 * 1000)
