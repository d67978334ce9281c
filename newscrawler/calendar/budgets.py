"""Budget of a host: its requests of an hour, spread over the hour, so that a crawl that wakes up does not storm it."""

from __future__ import annotations

from datetime import datetime, timedelta

__all__ = ["SLOT", "left", "slot_of", "until_next_slot"]

SLOT = timedelta(minutes=5)
"""Part of an hour with a budget of its own. After a pause all entries of a host are due at once, and the best of them
would take the hour's budget in minutes: nothing would be left for the stories of the rest of the hour."""

_SLOTS = int(timedelta(hours=1) / SLOT)


def slot_of(now: datetime) -> int:
    """Return the number of a time's slot in its hour, from 0."""
    return int(timedelta(minutes=now.minute, seconds=now.second) / SLOT)


def left(hourly: int, spent: int, spent_in_slot: int) -> int:
    """Return the requests that may be sent to a host now.

    :param hourly: budget of an hour
    :param spent: requests of this hour
    :param spent_in_slot: those of this slot
    """
    # Rounded up: a budget of one request an hour is one, and not none in each slot.
    in_slot = -(-hourly // _SLOTS)
    return max(0, min(hourly - spent, in_slot - spent_in_slot))


def until_next_slot(now: datetime) -> timedelta:
    """Return the time after which more may be sent."""
    begun = timedelta(minutes=now.minute, seconds=now.second, microseconds=now.microsecond)
    return SLOT * (slot_of(now) + 1) - begun
