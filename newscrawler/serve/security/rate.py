"""Requests of each client per minute, as a bucket that refills. One event loop uses it, so it needs no lock."""

from __future__ import annotations

import math
from collections.abc import Callable

from newscrawler.storage.clock import elapsed

__all__ = ["Rates"]

_BURST_S = 10.0
"""Seconds of the rate that a client may use at once: a page of the dashboard asks for ten things."""

_MOST = 10_000
"""Clients that are counted. A full bucket says nothing, so that the fullest are forgotten first."""


class Rates:
    """Buckets of requests, one for each client.

    :param clock: seconds that only go forward
    """

    def __init__(self, per_minute: int, clock: Callable[[], float] = elapsed) -> None:
        self._per_s = per_minute / 60
        self._room = max(1.0, self._per_s * _BURST_S)
        self._clock = clock
        self._buckets: dict[str, tuple[float, float]] = {}

    def wait(self, who: str) -> int:
        """Count a request; return 0, or the whole seconds that this client has to wait if it is one too many."""
        now = self._clock()
        if who not in self._buckets and len(self._buckets) >= _MOST:
            self._forget(now)
        left = self._left(who, now)
        self._buckets[who] = (left if left < 1 else left - 1, now)
        return max(1, math.ceil((1 - left) / self._per_s)) if left < 1 else 0

    def _left(self, who: str, now: float) -> float:
        left, at = self._buckets.get(who, (self._room, now))
        return min(self._room, left + (now - at) * self._per_s)

    def _forget(self, now: float) -> None:
        emptiest = sorted(self._buckets, key=lambda who: self._left(who, now))
        for who in emptiest[_MOST // 2 :]:
            del self._buckets[who]
