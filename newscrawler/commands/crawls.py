"""``scrapy crawls``: the records of crawls, as tables or JSON."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from pymongo.database import Database
from scrapy.commands import ScrapyCommand

from newscrawler.commands._asking import (
    InputError,
    NoCrawl,
    database,
    moment,
    nothing_else,
    one_line_errors,
    whole_number,
)
from newscrawler.commands._terminal import columns, date, one_line, table, table_columns, wrap
from newscrawler.durations import span
from newscrawler.program import program
from newscrawler.runs.states import STATES, state_of
from newscrawler.runs.tally import BAD, COVERED
from newscrawler.storage.plain import as_json
from newscrawler.storage.runs import Run, find_run, runs, server_time

__all__ = ["Command"]

_SHOWN = 30
"""A screenful or two."""

_ID_DIGITS = 8
"""Digits of an id that are shown; the command accepts any unambiguous beginning."""

_LABEL = 13
"""Columns of the longest label, with its indent and two spaces after it."""


class Command(NoCrawl, ScrapyCommand):
    """List runs, or show one."""

    def syntax(self) -> str:
        return "[ID] [options]"

    def short_desc(self) -> str:
        return "Show past and running crawls"

    def long_desc(self) -> str:
        return (
            "Lists all crawls, last started first; with an ID (its first digits, or a scrapyd job) shows one. A "
            "crawl is dead if it has not ended and wrote no heartbeat for CRAWL_DEAD_AFTER seconds by MongoDB's "
            "clock."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--spider", metavar="NAME", help="only crawls of this spider")
        parser.add_argument("--state", metavar="STATE", help=f"only those in one state of {', '.join(STATES)}")
        parser.add_argument("--since", metavar="DATE", help="started then or later (ISO 8601, UTC unless stated)")
        parser.add_argument(
            "--limit", metavar="N", default=str(_SHOWN), help="at most this many; %(default)s if not given"
        )
        parser.add_argument("--json", action="store_true", help="one JSON document per line")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        with one_line_errors(self):
            nothing_else(args[1:])
            dead_after = timedelta(seconds=self.settings.getfloat("CRAWL_DEAD_AFTER"))
            with database(self.settings) as stored:
                if args:
                    now = server_time(stored)
                    _show(find_run(stored, args[0]), now, dead_after, opts)
                else:
                    _list(stored, dead_after, opts)


def _list(stored: Database[dict[str, Any]], dead_after: timedelta, opts: argparse.Namespace) -> None:
    limit, since = whole_number("--limit", opts.limit), moment("--since", opts.since)
    if opts.state is not None and opts.state not in STATES:
        raise InputError(f"--state {opts.state!r} is not one of {', '.join(STATES)}")
    now = server_time(stored)
    asked = (
        run
        for run in runs(stored, spider=opts.spider, since=since)
        if opts.state is None or state_of(run, now, dead_after) == opts.state
    )
    found = list(islice(asked, limit))
    more = next(asked, None) is not None
    if opts.json:
        for run in found:
            print(as_json(_fields(run, now, dead_after)))
    elif found:
        for line in _lines(found, now, dead_after, table_columns()):
            print(line)
    else:
        print(f"{program()} crawls: {_nothing(stored, opts)}", file=sys.stderr)
    if more:
        print(f"{program()} crawls: {limit} shown, there are more; see --limit", file=sys.stderr)


def _nothing(stored: Database[dict[str, Any]], opts: argparse.Namespace) -> str:
    spiders = sorted(stored["crawls"].distinct("spider"))
    if not spiders:
        return f"nothing has been crawled yet; e.g.: {program()} crawl japantoday"
    if opts.spider is not None and opts.spider not in spiders:
        return f"no crawl has --spider {opts.spider!r}; there are: {', '.join(spiders)}"
    return "no crawl matches the options"


def _fields(run: Run, now: datetime, dead_after: timedelta) -> dict[str, Any]:
    """Return the fields of the collection and values derived from them."""
    shares = {name: round(share, 3) for name in run.coverage if (share := run.share(name)) is not None}
    return {**asdict(run), "state": state_of(run, now, dead_after), "seconds": run.seconds(), "coverageShare": shares}


def _lines(found: Sequence[Run], now: datetime, dead_after: timedelta, room: int | None) -> Iterator[str]:
    rows = [("RUN", "STARTED", "STATE", "TOOK", "STORIES", "ADDED", "BAD", "PAGES/MIN", "NODE", "SPIDER")]
    for run in found:
        state = state_of(run, now, dead_after)
        rows.append(
            (
                run.id[:_ID_DIGITS],
                date(run.started),
                state.upper() if state == "dead" else state,
                span(run.seconds()),
                f"{run.stories:,}",
                f"{run.count('added'):,}",
                f"{run.count(*BAD):,}",
                "–" if run.pagesPerMinute is None else f"{run.pagesPerMinute:,.0f}",
                one_line(run.node),
                " ".join([one_line(run.spider), *_arguments(run)]),
            )
        )
    return table(rows, right=frozenset({3, 4, 5, 6, 7}), room=room)


def _show(run: Run, now: datetime, dead_after: timedelta, opts: argparse.Namespace) -> None:
    if opts.json:
        print(as_json(_fields(run, now, dead_after)))
        return
    state = state_of(run, now, dead_after)
    silent = f", last heard of {span((now - run.heartbeat).total_seconds())} ago" if run.ended is None else ""
    ended = f", ended {date(run.ended)} ({one_line(run.reason)})" if run.ended else ""
    rows = [
        ("state", (state.upper() if state == "dead" else state) + silent),
        ("time", f"started {date(run.started)} UTC{ended}, took {span(run.seconds())}"),
        ("where", f"{one_line(run.node)}, process {run.pid}, newscrawler {run.version}"),
        ("job", one_line(run.job) if run.job else ""),
        ("ledger", _ledger(run)),
        ("arguments", " ".join(_arguments(run))),
        ("stories", _told(run.outcomes, run.stories)),
        ("fields", _coverage(run)),
        ("selectors", _selectors(run)),
        ("withheld", f"{_told(run.withheld)}: texts that outlets reserve (OBEY_RESERVATIONS)" if run.withheld else ""),
        ("threads", _told(run.threads)),
        ("comments", _told(run.comments)),
        ("refused", _told(run.rejections)),
        ("replayed", f"{run.replayed:,} items of the spool" if run.replayed else ""),
        ("fetched", f"{run.responses:,} pages with {run.requests:,} requests, {run.bytes / 1e6:,.1f} MB{_pace(run)}"),
        ("answers", _told(run.statuses)),
        ("failures", _told(run.downloadErrors)),
        ("errors", f"{run.errors:,} in the log" if run.errors else "none"),
    ]
    room = columns()
    print(f"run {run.id} of {one_line(run.spider)}")
    for name, told in rows:
        if told:
            first, *rest = wrap(told, room - _LABEL)
            print(f"  {name:<{_LABEL - 2}}{first}")
            for line in rest:
                print(" " * _LABEL + line)
    for error in run.lastErrors:
        for line in wrap(error, room, indent=" " * _LABEL):
            print(line)


def _ledger(run: Run) -> str:
    """Return the command that shows the outlet's coverage since the hour in which the run began."""
    return (
        f"{program()} coverage --outlet {one_line(run.outlet)} --since {run.started:%Y-%m-%dT%H:00}"
        if run.outlet
        else ""
    )


def _arguments(run: Run) -> list[str]:
    return [f"-a {one_line(name)}={one_line(value)}" for name, value in sorted(run.arguments.items())]


def _told(counts: Mapping[str, int], total: int | None = None) -> str:
    parts = ", ".join(f"{count:,} {one_line(name)}" for name, count in sorted(counts.items()) if count)
    return parts if total is None else f"{total:,}: {parts}" if parts else f"{total:,}"


def _coverage(run: Run) -> str:
    if not run.copies:
        return ""
    shares = ", ".join(f"{name} {run.share(name):.0%}" for name in COVERED)
    return f"{shares} of {run.copies:,} pages read"


def _selectors(run: Run) -> str:
    return ", ".join(
        f"{one_line(name)} found nothing on {count:,} page{'s' if count != 1 else ''}"
        for name, count in sorted(run.missed.items())
        if count
    )


def _pace(run: Run) -> str:
    return "" if run.pagesPerMinute is None else f", {run.pagesPerMinute:,.0f} pages a minute"
