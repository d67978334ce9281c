"""How often a test repeats what proves by repetition: a few times in ``make test``, many times in ``make soak``."""

from __future__ import annotations

import os

__all__ = ["SOAK", "times"]

SOAK = os.environ.get("SOAK") == "1"
"""Whether ``make soak`` runs the tests."""


def times(few: int, many: int) -> int:
    """Return a number of repetitions: ``few`` in ``make test``, ``many`` in ``make soak``."""
    return many if SOAK else few
