"""Requests of each client per minute, as a bucket that refills. One event loop uses it, so it needs no lock."""

from __future__ import annotations

import math

from newscrawler.storage.clock import elapsed

__all__ = ["Rates"]

_BURST_S = 10.0
"""Seconds of the rate that a client may use at once: a page of the dashboard asks for ten things."""

_MOST = 10_000
"""Clients that are counted. A full bucket says nothing, so that the fullest are forgotten first."""


class Rates:
    """Buckets of requests, one for each client."""

    def __init__(self, per_minute: int) -> None:
        self._per_s = per_minute / 60
        self._room = max(1.0, self._per_s * _BURST_S)
        self._buckets: dict[str, tuple[float, float]] = {}

    def wait(self, who: str) -> int:
        """Count a request; return 0, or the whole seconds that this client has to wait if it is one too many."""
        now = elapsed()
        left, at = self._buckets.get(who, (self._room, now))
        left = min(self._room, left + (now - at) * self._per_s)
        if left < 1:
            self._buckets[who] = (left, now)
            return max(1, math.ceil((1 - left) / self._per_s))
        if len(self._buckets) >= _MOST:
            self._forget(now)
        self._buckets[who] = (left - 1, now)
        return 0

    def _forget(self, now: float) -> None:
        emptiest = sorted(self._buckets, key=lambda who: self._buckets[who][0] - now + self._buckets[who][1])
        for who in emptiest[_MOST // 2 :]:
            del self._buckets[who]
