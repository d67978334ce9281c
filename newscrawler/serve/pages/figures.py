"""Basis of figures on pages: limits of the operator, and figures that take the store longer than a reader waits.

Those are computed beside the requests, and kept for some seconds.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from scrapy.settings import BaseSettings
from starlette.requests import Request

from newscrawler.alerts.evaluation import limits_of
from newscrawler.alerts.rules import Limits
from newscrawler.serve.context import store

__all__ = ["Kept", "agencies", "kept", "limits"]

_Value = TypeVar("_Value")

_PATIENCE_S = 0.15
"""Seconds that a page waits for a figure that nobody has asked for yet: with the rest of the page it stays below
300 ms. A page without the figure says so, and its live part brings it."""

_AGENCIES_KEPT_S = 60.0
"""A new agency is rare, and the filter of a page also takes one that it does not offer."""

_REST = 20
"""A figure that takes long is computed again after this many times as long, so that it costs a twentieth of a core at
most while somebody looks."""

_THREADS = 2

_MOST = 200
"""Figures that are kept; an outlet's figures are a few each, and a reader looks at few outlets within seconds."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Figure:
    value: Any
    at: float
    """Time at which it was computed, by the monotonic clock."""
    took: float
    """Seconds."""


class Kept:
    """Figures by key, of one app."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._values: dict[Hashable, _Figure] = {}
        self._running: dict[Hashable, Future[Any]] = {}
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="figures")

    def get(
        self, key: Hashable, compute: Callable[[], _Value], *, seconds: float, patience: float = _PATIENCE_S
    ) -> _Value | None:
        """Return the figure, which may be older than ``seconds`` while a newer one is computed; None where there is
        none within ``patience`` seconds."""
        running = self.start(key, compute, seconds=seconds)
        found: _Value | None = self.known(key)
        if found is None and running is not None:
            wait([running], timeout=patience)
            found = self.known(key)
        return found

    def known(self, key: Hashable) -> Any:
        """Return the latest value of a figure, however old; None where it was not computed."""
        with self._lock:
            found = self._values.get(key)
        return None if found is None else found.value

    def start(self, key: Hashable, compute: Callable[[], Any], *, seconds: float) -> Future[Any] | None:
        """Begin to compute a figure unless one is known that is younger than ``seconds``, which returns None."""
        with self._lock:
            known = self._values.get(key)
            if known is not None and time.monotonic() - known.at <= max(seconds, _REST * known.took):
                return None
            if key not in self._running:
                self._running[key] = self._threads.submit(self._compute, key, compute)
            return self._running[key]

    def _compute(self, key: Hashable, compute: Callable[[], Any]) -> None:
        begun = time.monotonic()
        try:
            value = compute()
            ended = time.monotonic()
            with self._lock:
                self._values.pop(key, None)
                self._values[key] = _Figure(value, ended, ended - begun)
                while len(self._values) > _MOST:
                    del self._values[next(iter(self._values))]
        except Exception as error:
            # The next request for it tries again.
            _log.warning("a figure of the dashboard cannot be computed: %s: %s", type(error).__name__, error)
        finally:
            with self._lock:
                self._running.pop(key, None)


def kept(request: Request) -> Kept:
    """Return the figures of the app that answers this request."""
    state = request.app.state
    if not hasattr(state, "kept"):
        state.kept = Kept()
    found: Kept = state.kept
    return found


def agencies(request: Request) -> list[str]:
    """Return the agencies of the stored stories; empty while they are looked up for the first time."""
    return kept(request).get("agencies", store(request).reader.agencies, seconds=_AGENCIES_KEPT_S) or []


def limits(request: Request) -> Limits:
    """Return the limits that the operator's settings state."""
    return limits_of(cast(BaseSettings, store(request).settings))
