"""``scrapy coverage``: what was expected of each outlet, what came, and what may have been missed."""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from pymongo.database import Database
from scrapy.commands import ScrapyCommand

from newscrawler.alerts.evaluation import known_rhythm
from newscrawler.alerts.rhythm import Rhythm
from newscrawler.commands._asking import InputError, NoCrawl, database, moment, nothing_else, one_line_errors
from newscrawler.commands._terminal import date, one_line, table, table_columns
from newscrawler.durations import bound
from newscrawler.program import program
from newscrawler.storage.coverage import HOUR, Coverage, sum_by_outlet
from newscrawler.storage.plain import as_json
from newscrawler.storage.reader import Reader
from newscrawler.storage.runs import server_time

__all__ = ["Command"]

_SHOWN = timedelta(days=1)
"""Time before now that is shown if no other is asked for: each hour of the day once."""

_UNKNOWN = "–"

_COUNTED = (
    "LISTS",
    "BAD LISTS",
    "ENTRIES",
    "NEW",
    "STORED",
    "CHANGED",
    "BAD PAGES",
    "LEFT OUT",
    "GAPS",
    "50%",
    "90%",
    "COMMENTS",
)
"""Headings of the columns that the tables of outlets and of hours share."""


class Command(NoCrawl, ScrapyCommand):
    """Show the coverage ledger."""

    def short_desc(self) -> str:
        return "Show what each outlet was expected to bring, what came, and what may have been missed"

    def long_desc(self) -> str:
        return (
            "Shows one line for each outlet; with --outlet one for each hour; with --gaps each time that a list had "
            "moved on so far that stories may have been missed (docs/coverage.md). Times are UTC."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--outlet", metavar="NAME", help="this outlet by hour, e.g. japantoday.com")
        parser.add_argument("--gaps", action="store_true", help="the gaps, the latest first")
        parser.add_argument(
            "--since", metavar="DATE", help="then or later (ISO 8601, UTC unless stated); the last day if not given"
        )
        parser.add_argument("--json", action="store_true", help="one JSON document per line")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        with one_line_errors(self):
            nothing_else(args)
            asked = moment("--since", opts.since)
            with database(self.settings) as stored:
                now = server_time(stored)
                since = asked or now - _SHOWN
                if since > now:
                    raise InputError(f"--since {opts.since!r} is in the future; it is {date(now)} UTC")
                _refuse_unknown(stored, opts.outlet)
                show = _show_gaps if opts.gaps else _show_outlets if opts.outlet is None else _show_hours
                found = show(stored, since, now, opts)
                if not found:
                    print(f"{program()} coverage: {_nothing(opts, since)}", file=sys.stderr)


def _refuse_unknown(stored: Database[dict[str, Any]], outlet: str | None) -> None:
    """Refuse an outlet without a ledger.

    :raises InputError: the message names outlets that have one
    """
    if outlet is None or stored["coverage"].find_one({"_id.outlet": outlet}, {"_id": 1}) is not None:
        return
    known = sorted(stored["coverage"].distinct("_id.outlet"))
    there_are = f"there are: {', '.join(known)}" if known else "nothing has been crawled yet"
    raise InputError(f"--outlet {outlet!r} has no ledger; {there_are}")


def _nothing(opts: argparse.Namespace, since: datetime) -> str:
    what = "no gap was found" if opts.gaps else "no outlet was visited"
    whose = f" of {opts.outlet}" if opts.outlet and opts.gaps else ""
    return f"{what}{whose} since {date(since)} UTC"


def _show_outlets(stored: Database[dict[str, Any]], since: datetime, now: datetime, opts: argparse.Namespace) -> int:
    outlets = sum_by_outlet(Reader(stored).coverage(since=since))
    if opts.json:
        for outlet in outlets:
            print(as_json(_fields(outlet)))
    elif outlets:
        rows: list[tuple[str, ...]] = [(*_COUNTED, "LAST STORY", "OUTLET")]
        rows += [(*_counted(outlet), date(outlet.lastStory), one_line(outlet.outlet)) for outlet in outlets]
        _print(rows)
    return len(outlets)


def _show_hours(stored: Database[dict[str, Any]], since: datetime, now: datetime, opts: argparse.Namespace) -> int:
    hours = list(Reader(stored).coverage(outlet=opts.outlet, since=since))
    if opts.json:
        for hour in hours:
            print(as_json(_fields(hour)))
    elif hours:
        rhythm = known_rhythm(stored, opts.outlet, now)
        rows: list[tuple[str, ...]] = [("HOUR", *_COUNTED, "USUAL", "LEFT OUT BECAUSE")]
        rows += _hourly(hours, now, rhythm)
        _print(rows)
    return len(hours)


def _hourly(hours: Sequence[Coverage], now: datetime, rhythm: Rhythm | None) -> Iterator[tuple[str, ...]]:
    """Yield a row for each hour from the first until now; hours without a visit have no counts."""
    visited = {hour.since: hour for hour in hours}
    at = hours[0].since
    while at <= max(now, hours[-1].since):
        hour = visited.get(at)
        counted = ("not visited", *[""] * (len(_COUNTED) - 1)) if hour is None else _counted(hour)
        yield (date(at), *counted, _usual(rhythm, at), _reasons(hour))
        at += HOUR


def _usual(rhythm: Rhythm | None, at: datetime) -> str:
    return _UNKNOWN if rhythm is None else f"{rhythm.rate(at):,.1f}"


def _reasons(hour: Coverage | None) -> str:
    counted = sorted(hour.leftOut.items()) if hour else ()
    return ", ".join(f"{count:,} {one_line(reason)}" for reason, count in counted)


def _show_gaps(stored: Database[dict[str, Any]], since: datetime, now: datetime, opts: argparse.Namespace) -> int:
    gaps = list(Reader(stored).gaps(outlet=opts.outlet, since=since))
    if opts.json:
        for gap in gaps:
            print(as_json(asdict(gap)))
    elif gaps:
        rows = [("FROM", "UNTIL", "LISTED", "MISSED", "FOUND", "WALKED", "OUTLET", "LIST")]
        rows += [
            (
                date(gap.since),
                date(gap.at),
                f"{gap.seen:,}",
                _UNKNOWN if gap.missed is None else f"about {gap.missed:,.0f}",
                f"{gap.found:,}",
                f"{len(gap.walk):,} to do" if gap.walk else date(gap.closed),
                one_line(gap.outlet),
                one_line(gap.url),
            )
            for gap in gaps
        ]
        for line in table(rows, right=frozenset({2, 3, 4}), room=table_columns()):
            print(line)
    return len(gaps)


def _print(rows: Sequence[tuple[str, ...]]) -> None:
    left = {index for index, heading in enumerate(rows[0]) if heading in {"HOUR", "LAST STORY", "OUTLET"}}
    for line in table(rows, right=frozenset(range(len(rows[0]))) - left, room=table_columns()):
        print(line.rstrip())


def _counted(coverage: Coverage) -> tuple[str, ...]:
    looks = f"{coverage.looks:,}"
    expected = coverage.commentsExpected
    return (
        # Lists of one-shot crawls are never due, so there is nothing to compare with.
        f"{looks}/{coverage.listsDue:,}" if coverage.listsDue else looks,
        f"{coverage.listsFailed:,}",
        f"{coverage.entries:,}",
        f"{coverage.storiesNew:,}",
        f"{coverage.stored:,}",
        f"{coverage.changed:,}",
        f"{coverage.failed + coverage.rejected:,}",
        f"{sum(coverage.leftOut.values()):,}",
        f"{coverage.gaps:,}",
        bound(coverage.within(0.5)),
        bound(coverage.within(0.9)),
        f"{coverage.commentsGot:,}/{expected:,}" if expected or coverage.commentsGot else _UNKNOWN,
    )


def _fields(coverage: Coverage) -> dict[str, Any]:
    """Return the fields of the collection and values derived from them."""
    half, most = coverage.within(0.5), coverage.within(0.9)
    return {**asdict(coverage), "halfWithin": _finite(half), "mostWithin": _finite(most)}


def _finite(seconds: float | None) -> float | None:
    return None if seconds is None or math.isinf(seconds) else seconds
