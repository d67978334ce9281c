"""Durations in words, the same in commands and on pages."""

from __future__ import annotations

import math

__all__ = ["bound", "span"]

_UNITS = ((86_400, "d", 3_600, "h"), (3_600, "h", 60, "m"), (60, "m", 1, "s"))
"""Seconds and sign of a unit, and of the next smaller one."""


def span(seconds: float) -> str:
    """Return a duration as ``8s``, ``4m 8s``, ``5h 4m`` or ``3d 5h``."""
    whole = int(max(0, seconds))
    for size, unit, smaller, name in _UNITS:
        if whole >= size:
            return f"{whole // size}{unit} {whole % size // smaller}{name}"
    return f"{whole}s"


def bound(seconds: float | None) -> str:
    """Return an upper bound as ``<90s``, ``<5m``, ``<6h`` or ``<7d``.

    :param seconds: infinite for the interval without a bound, which is ``long``; None for what is not known: ``–``
    """
    if seconds is None:
        return "–"
    if math.isinf(seconds):
        return "long"
    for size, unit, _, _ in _UNITS:
        if seconds >= size and seconds % size == 0:
            return f"<{seconds / size:.0f}{unit}"
    return f"<{seconds:.0f}s"
