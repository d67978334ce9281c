"""Run the calendar in simulated worlds, beside the rules of other systems, and print one table of each part.

    make simulate                                   200 outlets for 30 days
    make simulate DAYS=365 OUTLETS=20               a year
    make simulate ARGS="--seed 7 --perturb 3"       another world with other rates
    make simulate ARGS=--sensitivity                the same measures in ten small worlds with other rates

The worlds (:mod:`bench.simulated_world`) follow published rates. The calendar is the real code of
:mod:`newscrawler.calendar`, driven on a virtual clock without HTTP and MongoDB (:mod:`bench.simulated_calendar`).
``docs/evaluation/calendar.md`` has the figures and what they mean.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial, reduce

from bench.simulated_calendar import CalendarCrawl, Load
from bench.simulated_measures import Copies, Lists, Span, Threads, added, quantile
from bench.simulated_rivals import COPY_RULES, LIST_RULES, THREAD_RULES, ListRival, follow_copy, follow_thread
from bench.simulated_world import DAY, HOUR, MINUTE, Rates, World

__all__ = ["Result", "joined", "run"]

OURS = "**calendar**"
_COMPARED = "newsdiffs"
_SEED = 20261128
_MOST_OUTLETS = 25
"""Outlets of a world; more are divided into worlds of their own, which run beside each other."""

_RIVAL_SAMPLE = 5
"""Copies and threads of every fifth story are followed by the rivals: they cost as much as the rest and are alike."""


@dataclass(slots=True)
class Result:
    """Measures of one run by the names of the rules."""

    lists: dict[str, Lists] = field(default_factory=dict)
    copies: dict[str, Copies] = field(default_factory=dict)
    threads: dict[str, Threads] = field(default_factory=dict)
    load: Load = field(default_factory=Load)
    stories: int = 0
    seconds: float = 0.0


def run(world: World, span: Span, *, rivals: bool = True) -> Result:
    """Run all rules through the same world.

    :param rivals: False: only newsdiffs' rule, which the looks are compared with
    """
    begin, result = time.process_time(), Result()
    calendar = CalendarCrawl(world, span)
    crawls = {name: ListRival(rule, world, span) for name, rule in LIST_RULES.items()} if rivals else {}
    result.copies = {name: Copies(span) for name in COPY_RULES if rivals or name == _COMPARED}
    result.threads = {name: Threads(span) for name in THREAD_RULES} if rivals else {}
    for day in range(world.days):
        for story in world.day(day):
            result.stories += 1
            calendar.print(story)
            for crawl in crawls.values():
                crawl.print(story)
            if story.number % (_RIVAL_SAMPLE * span.every) == 0 and span.counts(story):
                for name, copies in result.copies.items():
                    follow_copy(COPY_RULES[name], story, copies)
                for name, threads in result.threads.items():
                    follow_thread(THREAD_RULES[name], story, threads)
        calendar.advance((day + 1) * DAY)
        for crawl in crawls.values():
            crawl.advance((day + 1) * DAY)
    calendar.finish()
    result.lists = {name: crawl.measures for name, crawl in crawls.items()} | {OURS: calendar.lists}
    result.copies[OURS], result.threads[OURS], result.load = calendar.copies, calendar.threads, calendar.load
    result.seconds = time.process_time() - begin
    return result


def joined(one: Result, other: Result) -> Result:
    """Add the result of another world, and return the first."""
    for name, lists in other.lists.items():
        added(one.lists[name], lists)
    for name, copies in other.copies.items():
        added(one.copies[name], copies)
    for name, threads in other.threads.items():
        added(one.threads[name], threads)
    one.load.join(other.load)
    one.stories += other.stories
    one.seconds += other.seconds
    return one


# --- tables -----------------------------------------------------------------------------------------------------------


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _minutes(seconds: float) -> str:
    return f"{seconds / MINUTE:.1f}"


def tables(result: Result) -> str:
    """Return the tables of a result as Markdown."""
    lists = _table(
        ["lists", "latency p50, min", "p90, min", "never found", "list requests a minute and outlet", "gaps made",
         "recorded", "not recorded", "false", "open"],
        (
            [name, _minutes(quantile(of.latencies, 0.5)), _minutes(quantile(of.latencies, 0.9)),
             f"{1 - of.found / max(1, of.printed):.2%}", f"{of.per_minute:.3f}", str(of.gaps), str(of.recorded),
             str(of.untold), str(of.false), str(of.open)]
            for name, of in result.lists.items()
        ),
    )  # fmt: skip
    looks = result.copies[_COMPARED].each
    copies = _table(
        ["copies", "changes seen", "looks a story", "of newsdiffs' looks", "delay p50, min", "withdrawals seen"],
        (
            [name, f"{of.share:.1%}", f"{of.each:.1f}", f"{of.each / looks:.1%}" if looks else "",
             _minutes(quantile(of.delays, 0.5)), f"{of.withdrawn_seen / max(1, of.withdrawn):.1%}"]
            for name, of in result.copies.items()
        ),
    )  # fmt: skip
    threads = _table(
        ["threads", "final comments", "all comments", "removals known", "visits a thread", "a thread with comments"],
        (
            [name, f"{of.share:.1%}", f"{of.got / max(1, of.posted):.1%}",
             f"{of.removals_seen / max(1, of.removals):.1%}", f"{of.each:.1f}",
             f"{of.busy_visits / max(1, of.busy):.1f}"]
            for name, of in result.threads.items()
        ),
    )  # fmt: skip
    return "\n\n".join((lists, copies, threads))


def _one(
    perturb: int, days: int, pause: tuple[float, float], every: int, rivals: bool, outlets: int, seed: int
) -> Result:
    """Run one world. In a process of its own."""
    # A world has no cycles worth collecting, and a million objects to look through for them.
    gc.disable()
    rates = Rates().perturbed(perturb) if perturb else Rates()
    world = World(rates, outlets, days, seed, busy=days * 2 // 3)
    return run(world, Span.of(world, pause, every), rivals=rivals)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="make simulate", description="Run the calendar in simulated worlds.")
    parser.add_argument("--outlets", type=int, default=200)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--seed", type=int, default=_SEED)
    parser.add_argument("--perturb", type=int, default=0, help="seed of other rates; 0: the published ones")
    parser.add_argument("--alone", action="store_true", help="without the rules of other systems")
    parser.add_argument(
        "--every", type=int, default=1, metavar="N", help="follow copies and threads of every N-th story only: faster"
    )
    parser.add_argument("--processes", type=int, default=0, metavar="N", help="0: as many as the machine has cores")
    chosen = parser.parse_args(arguments)
    # Not at a full hour, where budgets begin anew.
    begin = chosen.days // 3 * DAY + 12.3 * HOUR
    world_pause = (begin, begin + 6 * HOUR)
    sizes = [min(_MOST_OUTLETS, chosen.outlets - first) for first in range(0, chosen.outlets, _MOST_OUTLETS)]
    seeds = [chosen.seed + number for number in range(len(sizes))]
    one = partial(_one, chosen.perturb, chosen.days, world_pause, chosen.every, not chosen.alone)
    with ProcessPoolExecutor(min(len(sizes), chosen.processes or os.cpu_count() or 1)) as pool:
        result = reduce(joined, pool.map(one, sizes, seeds))
    print(tables(result))
    ours = result.copies[OURS]
    causes = ", ".join(f"{cause} {missed / ours.changes:.2%}" for cause, missed in ours.missed.most_common())
    print(f"\nchanges that no look found, of all: {causes}")
    before, first, most = result.load.storm(world_pause)
    print(
        f"\nrequests {dict(result.load.requests)}, {result.load.late} more than a minute late; busiest host and hour "
        f"{result.load.most_of_budget:.0%} of its budget; a minute before the pause {before:.0f}, the first minute "
        f"after it {first}, most of one host {most}"
    )
    print(
        f"\n{result.stories} stories of {chosen.outlets} outlets in {chosen.days} days; {result.seconds:.0f} s of "
        "processor time"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
