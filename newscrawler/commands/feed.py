"""``scrapy feed``: the numbered change feed: its state, its events, and a sequencer of one's own."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from pymongo.database import Database
from scrapy.commands import ScrapyCommand

from newscrawler.commands._asking import FailureError, InputError, NoCrawl, database, one_line_errors, whole_number
from newscrawler.commands._terminal import columns, cut, date
from newscrawler.durations import span
from newscrawler.feed import KINDS, Event, Feed, FeedGoneError, FeedState, Sequencer
from newscrawler.feed.hosting import can_be_kept
from newscrawler.printable import one_line
from newscrawler.program import program
from newscrawler.storage.plain import as_json
from newscrawler.storage.schema import prepare

__all__ = ["Command"]

_PAGE = 1_000
"""Events of one read: 300 KB."""

_BEHIND_S = 30.0
"""Seconds of lag from which a sequencer is behind: its place is saved every two seconds while nothing happens."""


class Command(NoCrawl, ScrapyCommand):
    """Show the numbered change feed."""

    def syntax(self) -> str:
        return "[run] [--after N [--follow] [--kinds KINDS]] [--json]"

    def short_desc(self) -> str:
        return "The numbered change feed: its state, its events, or a sequencer in the foreground"

    def long_desc(self) -> str:
        return (
            "Without options: who numbers, how far, and which events are kept. Exit code 1: nobody numbers. --after N "
            "prints the events after a number, oldest first, and exits with 3 if they are not kept any more. run "
            "offers a sequencer until Ctrl-C; every scrapyd node and `serve` do so by themselves. docs/change-feed.md "
            "is the contract for consumers."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        option = parser.add_argument
        option("--after", metavar="N", help="print the events after this number; 0 for all that is kept")
        option("--follow", action="store_true", help="with --after: go on with events as they come")
        option("--kinds", metavar="KINDS", help="with --after: only these kinds, e.g. killed,erased")
        option("--json", action="store_true", help="one JSON document per line")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        with one_line_errors(self):
            _check(args, opts)
            after = None if opts.after is None else whole_number("--after", opts.after, least=0)
            kinds = _kinds(opts.kinds)
            with database(self.settings) as stored:
                if args:
                    _run(stored, self.settings.getfloat("RETAIN_FEED_DAYS"))
                elif after is None:
                    self.exitcode = _show(Feed(stored).state(), opts.json)
                else:
                    self.exitcode = _print(Feed(stored), after, kinds, opts)


def _check(args: list[str], opts: argparse.Namespace) -> None:
    if args not in ([], ["run"]):
        raise InputError(f"{args[0]!r} is not run, the only argument of this command; see -h")
    if opts.after is None and (opts.follow or opts.kinds):
        raise InputError("--follow and --kinds need --after N: the number of the last event that you have")
    if args and opts.after is not None:
        raise InputError("run prints no events; leave --after out")


def _kinds(given: str | None) -> tuple[str, ...] | None:
    if given is None:
        return None
    kinds = tuple(given.split(","))
    for each in kinds:
        if each not in KINDS:
            raise InputError(f"--kinds {each!r} is not one of {', '.join(KINDS)}")
    return kinds


def _run(stored: Database[dict[str, Any]], keep_days: float) -> None:
    if not can_be_kept(keep_days):
        raise FailureError(f"RETAIN_FEED_DAYS is {keep_days:g}: set the days that events are kept, or 0 to keep all")
    prepare(stored)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    print("offering a sequencer until interrupted", flush=True)
    Sequencer(stored, keep_days=keep_days, say=lambda line: print(one_line(line), flush=True)).run(stop)


def _show(state: FeedState, as_document: bool) -> int:
    if as_document:
        print(as_json(asdict(state)))
    else:
        for line in _state_lines(state):
            print(line)
    return 0 if state.holder is not None else 1


def _state_lines(state: FeedState) -> Iterator[str]:
    kept = "none" if state.first is None else f"{state.first:,} to {state.last:,}"
    yield f"events    {kept}"
    yield f"numbered  {'nothing yet' if state.at is None else f'everything until {date(state.at)}'}"
    if state.lag is not None:
        behind = "  (behind)" if state.lag > _BEHIND_S else ""
        yield f"lag       {span(state.lag)}{behind}"
    nobody = f"nobody: start a scrapyd node, `{program()} serve` or `{program()} feed run`"
    yield f"holder    {nobody if state.holder is None else one_line(state.holder)}"
    if state.resyncing:
        yield "resync    documents are being read again, because a position was lost"


def _print(feed: Feed, after: int, kinds: tuple[str, ...] | None, opts: argparse.Namespace) -> int:
    try:
        # Ctrl-C is the normal end of --follow.
        with suppress(KeyboardInterrupt):
            for event in feed.follow(after, kinds) if opts.follow else _until_now(feed, after, kinds):
                if event is not None:
                    print(_json_line(event) if opts.json else _line(event), flush=opts.follow)
    except FeedGoneError as gone:
        remedy = f"read the documents anew, then follow from {gone.last}"
        print(f"{program()} feed: {one_line(str(gone))}; {remedy}", file=sys.stderr)
        return 3
    return 0


def _until_now(feed: Feed, after: int, kinds: tuple[str, ...] | None) -> Iterator[Event]:
    """Yield the events up to the last one as it is at the beginning."""
    page = feed.page(after, _PAGE, kinds)
    last = page.last
    while True:
        yield from (each for each in page.events if each.number <= last)
        if page.next >= last:
            return
        page = feed.page(page.next, _PAGE, kinds, feed=page.feed)


def _json_line(event: Event) -> str:
    return as_json({name: value for name, value in asdict(event).items() if value is not None and value != ()})


def _line(event: Event) -> str:
    at = event.at.astimezone()
    words = [f"{event.number:>8}", f"{at:%Y-%m-%d %H:%M:%S}", f"{one_line(event.kind):<7}"]
    words += [f"{event.collection or 'everything':<8}", one_line(event.id) or ""]
    line = " ".join(words).rstrip()
    if event.fields:
        line += f"  [{', '.join(event.fields)}]"
    return cut(line, columns()) if sys.stdout.isatty() else line
