"""``scrapy backfills``: the ledger of backfills, by outlet or by day."""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from pymongo.database import Database
from scrapy.commands import ScrapyCommand

from newscrawler.commands._asking import InputError, NoCrawl, database, nothing_else, one_line_errors
from newscrawler.commands._terminal import date as shown_time
from newscrawler.commands._terminal import one_line, table, table_columns
from newscrawler.program import program
from newscrawler.storage.backfills import BackfillDay, days_of, lists_of, reopen
from newscrawler.storage.plain import as_json

__all__ = ["Command"]

_HEADS = ("FOUND", "STORED", "UNCHANGED", "LEFT OUT", "FAILED", "GONE", "OPEN")


class Command(NoCrawl, ScrapyCommand):
    """List the outlets of the ledger, show one by its days, or forget days."""

    def short_desc(self) -> str:
        return "Show which past days of the outlets are complete"

    def long_desc(self) -> str:
        return (
            "One line for each outlet; with --outlet one for each day. A day is complete when every story that the "
            "outlet's lists name was stored, unchanged, left out for a counted reason, or quarantined."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--outlet", metavar="HOST", help="only this outlet, day by day")
        parser.add_argument("--since", metavar="DAY", help="from this day on (2026-01-31)")
        parser.add_argument("--until", metavar="DAY", help="before this day")
        parser.add_argument("--open", action="store_true", help="only days that are not complete")
        parser.add_argument(
            "--reopen",
            action="store_true",
            help="forget the days from --since to the day before --until of --outlet, so that the next backfill walks "
            "them again; stored stories stay",
        )
        parser.add_argument("--json", action="store_true", help="one JSON document per day and line")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        with one_line_errors(self):
            nothing_else(args)
            first, after = _day("--since", opts.since), _day("--until", opts.until)
            if first is not None and after is not None and after <= first:
                raise InputError(f"--until {after} does not lie after --since {first}")
            with database(self.settings) as stored:
                if opts.reopen:
                    _reopen(stored, opts.outlet, first, after)
                else:
                    _show(stored, first, after, opts)


def _reopen(stored: Database[dict[str, Any]], outlet: str | None, first: date | None, after: date | None) -> None:
    if outlet is None or first is None or after is None:
        raise InputError("--reopen needs --outlet, --since and --until: which days of which outlet?")
    number = reopen(stored, outlet, first, after - timedelta(1))
    print(f"{number:,} days of {one_line(outlet)} are asked for again by the next backfill")


def _show(stored: Database[dict[str, Any]], first: date | None, after: date | None, opts: argparse.Namespace) -> None:
    last = None if after is None else after - timedelta(1)
    days = [day for day in days_of(stored, opts.outlet, first, last) if not (opts.open and day.complete is not None)]
    if opts.json:
        for day in days:
            print(as_json({**asdict(day), "day": day.day.isoformat()}))
    elif not days:
        print(f"{program()} backfills: {_nothing(stored, opts)}", file=sys.stderr)
    elif opts.outlet is None:
        for line in _by_outlet(days):
            print(line)
    else:
        for line in (*_by_day(days), *_lists(stored, opts.outlet)):
            print(line)


def _nothing(stored: Database[dict[str, Any]], opts: argparse.Namespace) -> str:
    outlets = sorted(stored["backfills"].distinct("outlet"))
    if not outlets:
        return f"no past days were asked for yet; e.g.: {program()} crawl NAME -a since=2026-01-01 -a until=2026-02-01"
    if opts.outlet is not None and opts.outlet not in outlets:
        return f"no past days of {opts.outlet!r} were asked for; there are: {', '.join(outlets)}"
    return "no day matches the options"


def _by_outlet(days: Sequence[BackfillDay]) -> Iterator[str]:
    rows: list[tuple[str, ...]] = [("OUTLET", "FIRST DAY", "LAST DAY", "COMPLETE", *_HEADS)]
    for outlet in dict.fromkeys(day.outlet for day in days):
        own = [day for day in days if day.outlet == outlet]
        complete = sum(day.complete is not None for day in own)
        share = f"{complete:,} of {len(own):,}"
        rows.append((one_line(outlet), str(own[0].day), str(own[-1].day), share, *_counts(own)))
    return table(rows, right=frozenset(range(3, 11)), room=table_columns())


def _by_day(days: Sequence[BackfillDay]) -> Iterator[str]:
    rows: list[tuple[str, ...]] = [("DAY", *_HEADS, "COMPLETE")]
    for day in days:
        rows.append((str(day.day), *_counts([day]), "no" if day.complete is None else shown_time(day.complete)))
    return table(rows, right=frozenset(range(1, 8)), room=table_columns())


def _counts(days: Sequence[BackfillDay]) -> tuple[str, ...]:
    left = sum(sum(day.leftOut.values()) for day in days)
    numbers = (
        *(sum(getattr(day, name) for day in days) for name in ("found", "stored", "unchanged")),
        left,
        *(sum(getattr(day, name) for day in days) for name in ("failed", "gone", "open")),
    )
    return tuple(f"{number:,}" for number in numbers)


def _lists(stored: Database[dict[str, Any]], outlet: str) -> Iterator[str]:
    """Yield what the outlet's lists counted, and the lists that are not read to their ends."""
    lists = list(lists_of(stored, outlet))
    entries = _summed(each.get("counts", {}) for each in lists)
    read = sum("open" not in each for each in lists)
    told = ", ".join(f"{number:,} {name.replace('_', ' ')}" for name, number in sorted(entries.items()) if number)
    yield f"{read:,} of {len(lists):,} lists read: {told or 'no entries'}"
    for each in lists:
        if each.get("open"):
            yield f"  open: {one_line(each['url'])}: {one_line(each.get('reason') or 'it did not come yet')}"


def _summed(counts: Iterable[dict[str, int]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for each in counts:
        total.update(each)
    return total


def _day(option: str, text: str | None) -> date | None:
    if text is None:
        return None
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    raise InputError(f"{option} {text!r} is not a day; write it as 2026-01-31")
