"""Ledger of an outlet as a strip of hours: pure, from the ledger to what a template draws."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from newscrawler.storage.coverage import HOUR, Coverage

__all__ = ["HEIGHT", "Mark", "Strip", "strip_of"]

HEIGHT = 22
"""Height of a strip in units of its drawing."""

_WIDTHS = {24: 6.0, 168: 1.5}
"""Width of an hour by the number of hours: a day is 144 units wide, a week 252."""

_LEAST_BAR = 2.0
"""An hour with one story is seen beside an hour with a hundred."""

_MARK = 3.0
"""Height of the marks at the top, and their least width: they are what an operator looks for."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One rectangle of a strip."""

    kind: str
    """``looked`` (ground of hours with a visit), ``blind`` (hours without one), ``stories``, ``wrong``, ``gap`` or
    ``midnight``."""
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Strip:
    """Strip of an outlet."""

    marks: list[Mark]
    width: float
    words: str
    """The same for a reader who does not see it."""


def strip_of(hours: Iterable[Coverage], since: datetime, count: int) -> Strip:
    """Return the strip of ``count`` hours.

    :param hours: the ledger of one outlet; hours that are not in it were not visited
    :param since: beginning of the first hour
    """
    found = {hour.since: hour for hour in hours}
    line = [found.get(since + number * HOUR) for number in range(count)]
    step = _WIDTHS[count]
    most = max((hour.stored for hour in line if hour is not None), default=0)
    marks = [*_ground(line, step)]
    for number, hour in enumerate(line):
        x = number * step
        if count > 24 and (since + number * HOUR).hour == 0:
            marks.append(Mark("midnight", x, 0, 0.7, HEIGHT))
        if hour is not None:
            marks += _of_hour(hour, x, step, most)
    return Strip(marks, count * step, _words(line))


def _ground(line: Sequence[Coverage | None], step: float) -> Iterable[Mark]:
    """Yield one rectangle for each run of hours of one kind: a thousand rectangles fewer for a page."""
    begin = 0
    for number in range(1, len(line) + 1):
        if number == len(line) or (line[number] is None) != (line[begin] is None):
            kind = "blind" if line[begin] is None else "looked"
            room = 0.5 if kind == "blind" else 0.0
            yield Mark(kind, begin * step + room, room, (number - begin) * step - 2 * room, HEIGHT - 2 * room)
            begin = number


def _of_hour(hour: Coverage, x: float, step: float, most: int) -> Iterable[Mark]:
    if hour.stored:
        # By the root: a busy hour of a quiet outlet is seen, and so is a quiet hour of a busy one.
        height = max(_LEAST_BAR, (HEIGHT - 2 * _MARK) * math.sqrt(hour.stored / most))
        yield Mark("stories", x, HEIGHT - height, step * 0.86, height)
    if _is_wrong(hour):
        yield Mark("wrong", x, 0, max(step * 0.86, _MARK), _MARK)
    if hour.gaps:
        yield Mark("gap", x, _MARK + 1, max(step * 0.86, _MARK), _MARK)


def _is_wrong(hour: Coverage) -> bool:
    return bool(hour.listsFailed or hour.failed or hour.rejected)


def _words(line: Sequence[Coverage | None]) -> str:
    visited = [hour for hour in line if hour is not None]
    parts = [f"{sum(1 for hour in visited if hour.stored)} of {len(line)} hours with stories"]
    for count, words in (
        (len(line) - len(visited), "not visited"),
        (sum(1 for hour in visited if _is_wrong(hour)), "with something that failed"),
        (sum(1 for hour in visited if hour.gaps), "with a gap"),
    ):
        if count:
            parts.append(f"{count} {words}")
    return ", ".join(parts)
