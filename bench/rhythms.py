"""How often the rule on silence is wrong, and how late it is right, on outlets that were never seen.

Each world prints stories at random by a rate that is not told to the rule: with nights and weekends, in bursts, on slow
days and holidays, through summer time. A year of hours is drawn for each outlet. A false alarm is a silence that the
rule reports although the next story comes; the delay is the time from the last story until the rule reports an outlet
that stops for good. Beside it: a fixed limit of 24 hours.

    python -m bench.rhythms --outlets 20
"""

from __future__ import annotations

import argparse
import bisect
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

from newscrawler.alerts.rhythm import HISTORY, ObservedHour, Rhythm, rhythm_of

__all__ = ["WORLDS", "Measured", "hours_of", "measure"]

BEGIN = datetime(2024, 1, 1, tzinfo=UTC)
"""A Monday."""

YEAR = 365 * 24
LEARNING = 21 * 24
"""Hours at the beginning in which nothing is judged: the rule needs 14 days."""

STOPS = 20
"""Times at which an outlet is stopped, to see when the rule reports it."""

FIXED = 24
"""Hours of the fixed rule."""

_HOUR = timedelta(hours=1)
_KEPT = int(HISTORY / _HOUR) + 24
_LOOKS = 12
_HOLIDAYS = frozenset({10, 95, 96, 121, 150, 220, 300, 358, 359, 360})
_NEVER = 2_000

World = Callable[[Random, float], list[int]]
"""Draws a year of stories by hour; its argument is the stories of a mean day."""


def _rates(day: float, *, night: float = 0.02, weekend: float = 0.3) -> list[float]:
    """Return stories by hour of the week: a desk that works from 6 to 22 and less at the weekend."""
    shape = [
        (night + (math.sin(math.pi * (at % 24 - 6) / 16) if 6 <= at % 24 <= 22 else 0.0))
        * (weekend if at >= 120 else 1)
        for at in range(168)
    ]
    return [part * day * 7 / sum(shape) for part in shape]


def _poisson(random: Random, mean: float) -> int:
    """Return a number of independent events."""
    if mean > 50:
        return max(0, round(random.gauss(mean, math.sqrt(mean))))
    events, left = 0, math.exp(-mean)
    product = random.random()
    while product > left:
        events += 1
        product *= random.random()
    return events


def _independent(random: Random, day: float) -> list[int]:
    rates = _rates(day)
    return [_poisson(random, rates[at % 168]) for at in range(YEAR)]


def _closed_at_weekends(random: Random, day: float) -> list[int]:
    rates = _rates(day, night=0, weekend=0)
    return [_poisson(random, rates[at % 168]) for at in range(YEAR)]


def _bursts(random: Random, day: float) -> list[int]:
    """Draw events that bring five stories each, in the mean."""
    rates = _rates(day)
    return [
        sum(1 + min(20, int(random.expovariate(1 / 4.5))) for _ in range(_poisson(random, rates[at % 168] / 5)))
        for at in range(YEAR)
    ]


def _uneven_days(random: Random, day: float) -> list[int]:
    """Draw days that differ by a factor with a deviation of 0.4."""
    rates = _rates(day)
    factors = [random.gammavariate(6, 1 / 6) for _ in range(366)]
    return [_poisson(random, rates[at % 168] * factors[at // 24]) for at in range(YEAR)]


def _sessions(random: Random, day: float) -> list[int]:
    """Draw a desk that is slow, usual or busy for some seven hours each."""
    rates, pace, drawn = _rates(day), 1.0, []
    for at in range(YEAR):
        if random.random() < 0.15:
            pace = random.choice((0.25, 1.0, 2.0))
        drawn.append(_poisson(random, rates[at % 168] * pace))
    return drawn


def _holidays(random: Random, day: float) -> list[int]:
    """Draw ten holidays a year with a tenth of the stories."""
    rates = _rates(day)
    return [
        _poisson(random, rates[at % 168] * (0.1 if at // 24 in _HOLIDAYS else random.gammavariate(11, 1 / 11)))
        for at in range(YEAR)
    ]


def _summer_time(random: Random, day: float) -> list[int]:
    rates = _rates(day, night=0)
    return [_poisson(random, rates[(at + (86 <= at // 24 < 300)) % 168]) for at in range(YEAR)]


def _daily_edition(random: Random, day: float) -> list[int]:
    """Draw one edition a day, between 5 and 7."""
    drawn = [0] * YEAR
    for midnight in range(0, YEAR, 24):
        drawn[midnight + random.choice((5, 6, 6, 6))] = max(1, _poisson(random, day))
    return drawn


WORLDS: dict[str, World] = {
    "independent stories": _independent,
    "closed at weekends": _closed_at_weekends,
    "bursts of five": _bursts,
    "uneven days": _uneven_days,
    "slow and busy hours": _sessions,
    "holidays": _holidays,
    "summer time": _summer_time,
    "one edition a day": _daily_edition,
}


@dataclass
class Measured:
    """Results of one world and rate, added up over its outlets."""

    outlets: int = 0
    false: int = 0
    false_fixed: int = 0
    """Silences of more than 24 hours after which a story came."""
    delays: list[int] = field(default_factory=list)
    """Hours from the last story to the report, one for each stop."""

    def delay(self, share: float) -> int:
        return sorted(self.delays)[int(share * (len(self.delays) - 1))]


def hours_of(stories: Sequence[int]) -> list[ObservedHour]:
    """Return the ledger of an outlet whose lists were read in every hour."""
    return [ObservedHour(BEGIN + at * _HOUR, stories=count, looks=_LOOKS) for at, count in enumerate(stories)]


def measure(world: World, day: float, seeds: Sequence[int]) -> Measured:
    """Run the rule over a year of one outlet for each seed."""
    measured = Measured()
    for seed in seeds:
        random = Random(seed)
        hours = hours_of(world(random, day))
        printed = [at for at, hour in enumerate(hours) if hour.stories]
        measured.outlets += 1
        for false, hours_long in _silences(hours, printed):
            measured.false += false
            measured.false_fixed += hours_long > FIXED
        for _ in range(STOPS):
            last = printed[bisect.bisect_right(printed, random.randrange(LEARNING + _KEPT, YEAR)) - 1]
            measured.delays.append(_delay(hours, last))
    return measured


def _silences(hours: Sequence[ObservedHour], printed: Sequence[int]) -> Iterator[tuple[bool, int]]:
    """Yield for each silence whether the rule reports it before it ends, and its hours."""
    rhythms: dict[int, Rhythm | None] = {}
    for last, following in pairwise(printed):
        if last < LEARNING or following - last < 2:
            continue
        # A rhythm that is learned once a day instead of at each silence: a year in seconds.
        day = last // 24
        if day not in rhythms:
            rhythms[day] = rhythm_of(hours[max(0, last - _KEPT) : last + 1])
        rhythm = rhythms[day]
        yield rhythm is not None and rhythm.is_silent(hours[last].at, hours[following].at), following - last


def _delay(hours: Sequence[ObservedHour], last: int) -> int:
    rhythm = rhythm_of(hours[max(0, last - _KEPT) : last + 1])
    silent = rhythm.is_silent if rhythm is not None else lambda since, now: now - since > FIXED * _HOUR
    begin = hours[last].at
    return next((after for after in range(1, _NEVER) if silent(begin, begin + after * _HOUR)), _NEVER)


def main() -> None:
    """Print the table of docs/coverage.md."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--outlets", type=int, default=10, help="outlets of each world and rate (default %(default)s)")
    parser.add_argument("--seed", type=int, default=1_000, help="seed of the first outlet (default %(default)s)")
    options = parser.parse_args()
    seeds = range(options.seed, options.seed + options.outlets)
    print("| world | stories a day | false alarms a year | fixed 24 h | delay, half | delay, 90 % |")
    print("|---|---|---|---|---|---|")
    for name, world in WORLDS.items():
        for day in (2, 20, 200):
            found = measure(world, day, seeds)
            print(
                f"| {name} | {day} | {found.false / found.outlets:.2f} | {found.false_fixed / found.outlets:.1f} "
                f"| {found.delay(0.5)} h | {found.delay(0.9)} h |",
                flush=True,
            )


if __name__ == "__main__":
    main()
