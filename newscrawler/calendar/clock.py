"""Times as the store keeps them, and jitter without chance."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import blake2b

__all__ = ["CLOCK_TOLERANCE", "asked_wait", "hours_between", "jittered", "number_of", "retry_wait", "stored"]

CLOCK_TOLERANCE = timedelta(minutes=5)
"""Clocks of two machines with NTP differ by less than a second. A visit further ahead
is from a clock that jumped."""

MOST_DOUBLED = 20
"""Failures after which waits are not doubled any more: two minutes have become four years."""

MOST_ASKED = timedelta(days=7)
"""Longest ``Retry-After`` that is kept: longer ones are mistakes."""

JITTER = 0.1
"""Part of a wait by which it is shorter or longer. Entries that were due together drift apart within ten visits."""


def stored(time: datetime) -> datetime:
    """Return a time as BSON keeps it: in milliseconds, so that a replayed visit compares equal to the stored one."""
    beyond = time.microsecond % 1000
    return time.replace(microsecond=time.microsecond - beyond) if beyond else time


def hours_between(earlier: datetime, later: datetime) -> float:
    """Return the hours from one time to another, 0 if the second is not later."""
    hours = (later - earlier).total_seconds() / 3600
    return hours if hours > 0 else 0.0


# A list shows most of its entries again at each reading, and entries of a busy host are compared again and again.
@lru_cache(maxsize=20_000)
def number_of(text: str) -> int:
    """Return 63 bits of a hash of a text, the same in each process and version of Python."""
    return _hashed(text)


def _hashed(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()) >> 1


def jittered(wait: timedelta, entry: str, visits: int, least: timedelta = timedelta(0)) -> timedelta:
    """Return a wait that is up to 10 % shorter or longer, by the id of its entry and the number of its visit.

    :param least: wait that the outlet asks for: the result is up to 20 % longer, and not shorter
    """
    share = _hashed(f"{entry} {visits}") / 2**63
    drawn: timedelta = wait * (1 - JITTER + 2 * JITTER * share)
    return max(drawn, least * (1 + 2 * JITTER * share)) if least else drawn


def retry_wait(failures: int, first: timedelta, last: timedelta) -> timedelta:
    """Return the wait after so many failures in a row: doubled by each."""
    wait: timedelta = min(first * 2 ** min(failures - 1, MOST_DOUBLED), last)
    return wait


def asked_wait(retry_after: float | None) -> timedelta:
    """Return the wait that a ``Retry-After`` in seconds asks for, at most a week."""
    return min(timedelta(seconds=min(retry_after, 1e9)), MOST_ASKED) if retry_after else timedelta(0)
