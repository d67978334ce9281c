"""A time as it was read from a page, a feed or a text."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from datetime import tzinfo as TimeZone  # noqa: N812

from newscrawler.items import Precision

__all__ = ["Moment", "Printed", "in_zone"]


@dataclass(slots=True)
class Moment:
    """A time that was read."""

    at: datetime
    """Aware; for precision ``day`` midnight of that day in the zone stated, given or assumed."""
    precision: Precision
    """``exact`` if the clock and its part of the day were understood. :func:`in_zone` lowers it to ``local`` before
    storing if no zone is known."""
    raw: str
    """The words that it was read from."""
    zoned: bool = False
    """Whether the source states its zone."""

    @property
    def shows_clock(self) -> bool:
        """Exact, and not midnight sharp, which in a machine's notation is a day more often than a minute."""
        return self.precision == "exact" and (self.at.hour, self.at.minute, self.at.second) != (0, 0, 0)


@dataclass(slots=True)
class Printed(Moment):
    """A date that was found in a line, with its clock where one is printed beside it."""

    start: int = 0
    end: int = 0
    """``line[start:end]`` are its words."""

    @property
    def exact(self) -> bool:
        """Whether the clock was read as well."""
        return self.precision == "exact"


def in_zone(moment: Moment | None, zone: TimeZone | None) -> Moment | None:
    """Return a time with the precision that its zone allows: ``local`` if neither its source nor the page tells a zone.

    While a page is read, a clock counts as ``exact`` whatever its zone; this is for the time that is stored.

    :param zone: zone of the outlet or of the page's country or language; None if nothing tells it
    """
    if moment is None or zone is not None or moment.zoned or moment.precision != "exact":
        return moment
    return replace(moment, precision="local")
