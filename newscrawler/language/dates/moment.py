"""A time as it was read from a page, a feed or a text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from newscrawler.items import Precision

__all__ = ["Moment", "Printed"]


@dataclass(slots=True)
class Moment:
    """A time that was read."""

    at: datetime
    """Aware; for precision ``day`` midnight of that day in the zone stated, given or assumed."""
    precision: Precision
    """``exact`` only where the clock, its part of the day and its zone were all understood."""
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
