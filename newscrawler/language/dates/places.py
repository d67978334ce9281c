"""Time zones by their IANA names."""

from __future__ import annotations

from datetime import tzinfo as TimeZone  # noqa: N812
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

__all__ = ["place_zone"]


@lru_cache(maxsize=128)
def place_zone(name: str) -> TimeZone | None:
    """Return the zone of an IANA name, or None if the system does not know it."""
    try:
        return ZoneInfo(name)
    except ZoneInfoNotFoundError:
        return None
