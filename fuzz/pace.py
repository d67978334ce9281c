"""Speed of this machine: limits of processor time are those of a usual machine, times its pace."""

from __future__ import annotations

import re
import time

__all__ = ["pace"]

_USUAL = 0.004
"""Seconds of processor time of the reference work on a core of 2020 that runs nothing else."""

_TEXT = "Ann Lee and Bo Chen left the harbour. " * 400
_WORDS = re.compile(r"[^\W\d_]+")


def pace() -> float:
    """Return how many times as long as usual this machine takes now, at least 1.

    Neighbours on the same core, a throttled container and an old processor all stretch processor time.
    """
    began = time.process_time()
    for _ in range(5):
        found = _WORDS.findall(_TEXT)
        len({word.casefold()[::-1] for word in found})
    return max(1.0, (time.process_time() - began) / _USUAL)
