"""``scrapy quarantine``: items that could not be stored, with their reasons, and their replay."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from pymongo.database import Database
from scrapy.commands import ScrapyCommand
from scrapy.settings import BaseSettings

from newscrawler.commands._asking import (
    FailureError,
    InputError,
    NoCrawl,
    check_action,
    database,
    nothing_else,
    one_line_errors,
    whole_number,
)
from newscrawler.commands._terminal import columns, date, one_line, table, table_columns, wrap
from newscrawler.operations.quarantine import purge, refetch_command, replay
from newscrawler.program import program
from newscrawler.storage import CannotWriteError, QuarantineEntry, Reader, prepare
from newscrawler.storage.plain import as_json, quarantine_fields

__all__ = ["Command"]

_ACTIONS = ("list", "show", "replay", "purge")

_SHOWN = 30
"""Entries shown by default. An entry takes two lines."""

_ID_DIGITS = 8
"""Digits of an id that are shown; `show` accepts any unambiguous beginning."""

_NO_ITEM = "no item was kept; refetch with:"

_FRAGMENT_LINES = 40
"""Lines of the offending text that are shown."""


class Command(NoCrawl, ScrapyCommand):
    """List, show, replay or purge what could not be stored."""

    def syntax(self) -> str:
        return "list | show ID | replay [ID ... | --all] | purge [--older-than DAYS | --all]"

    def short_desc(self) -> str:
        return "Show what could not be stored, and replay it"

    def long_desc(self) -> str:
        return (
            "list: entries with their reasons, last met first. show: one entry in full. replay: pass the items of "
            "entries through the pipelines again, and store those that are valid now. purge: remove entries."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--stage", help="list: only entries of this stage, e.g. validation")
        parser.add_argument(
            "--limit", metavar="N", default=str(_SHOWN), help="list: at most this many; %(default)s if not given"
        )
        parser.add_argument("--json", action="store_true", help="list, show: one JSON document per line")
        parser.add_argument("--all", action="store_true", help="replay, purge: every entry")
        parser.add_argument("--older-than", metavar="DAYS", help="purge: entries that were not met for this many days")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        with one_line_errors(self):
            check_action(args, _ACTIONS, self.syntax())
            with database(self.settings) as stored:
                match args:
                    case ["list", *rest]:
                        nothing_else(rest)
                        _list(Reader(stored), opts)
                    case ["show", id]:
                        _show(Reader(stored).quarantined(id), self.settings, opts)
                    case ["show", *_]:
                        raise InputError(f"show takes one ID; see `{program()} quarantine list`")
                    case ["replay", *ids]:
                        self._replay(stored, ids, opts)
                    case ["purge", *rest]:
                        nothing_else(rest)
                        _purge(stored, opts)

    def _replay(self, stored: Database[dict[str, Any]], ids: Sequence[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        if bool(ids) == opts.all:
            raise InputError(f"replay takes either IDs or --all; see `{program()} quarantine list`")
        reader = Reader(stored)
        # All ids are looked up before anything is written, so a mistyped id changes nothing.
        entries = list(reader.quarantine()) if opts.all else [reader.quarantined(id) for id in ids]
        prepare(stored)
        counts = Counter[str]()
        try:
            for done in replay(stored, self.settings, entries):
                counts[done.result] += 1
                name = done.entry.id[:_ID_DIGITS]
                if done.result == "bare":
                    print(f"{name}  {_NO_ITEM} {refetch_command(done.entry.rejection, self.settings)}")
                elif done.result == "refused":
                    print(f"{name}  refused again: {one_line(done.reason)}")
        except CannotWriteError as error:
            raise FailureError(str(error)) from error
        stored_, refused, bare = counts["stored"], counts["refused"], counts["bare"]
        print(f"replayed {len(entries)}: {stored_} stored, {refused} refused again, {bare} without an item")
        self.exitcode = 1 if refused else 0


def _list(reader: Reader, opts: argparse.Namespace) -> None:
    limit = whole_number("--limit", opts.limit)
    entries = list(reader.quarantine(stage=opts.stage, limit=limit))
    if opts.json:
        for entry in entries:
            print(as_json(quarantine_fields(entry)))
        return
    total = reader.quarantine_count(stage=opts.stage)
    for line in _entry_lines(entries, table_columns()):
        print(line)
    shown = "" if len(entries) == total else f", {len(entries)} shown; see --limit"
    print(f"{total:,} in quarantine{f' from {opts.stage}' if opts.stage else ''}{shown}")


def _entry_lines(entries: Sequence[QuarantineEntry], room: int | None) -> Iterator[str]:
    if not entries:
        return
    rows = [("ID", "LAST MET", "COUNT", "STAGE", "REASON")]
    rows += [
        (
            entry.id[:_ID_DIGITS],
            f"{entry.lastSeen:%Y-%m-%d}",
            str(entry.count),
            entry.rejection.stage,
            one_line(entry.rejection.reason),
        )
        for entry in entries
    ]
    header, *lines = table(rows, right=frozenset({2}), room=room)
    yield header
    for entry, line in zip(entries, lines, strict=True):
        yield line
        yield f"{'':{_ID_DIGITS}}  {one_line(entry.rejection.url)}"


def _show(entry: QuarantineEntry, settings: BaseSettings, opts: argparse.Namespace) -> None:
    if opts.json:
        print(as_json(quarantine_fields(entry)))
        return
    room, rejection = columns(), entry.rejection
    print(f"{entry.id}")
    # Continuation lines are indented, because a reason may quote text of a server.
    for number, line in enumerate(wrap(one_line(f"{rejection.stage}: {rejection.reason}"), room - 2)):
        print(f"  {line}" if number else line)
    print(one_line(rejection.url))
    print(f"met {entry.count} times, first {date(entry.firstSeen)}, last {date(entry.lastSeen)} UTC")
    if rejection.item:
        print("\nitem:")
        for name, value in rejection.item.items():
            for line in wrap(f"{name}: {value}", room, indent="  "):
                print(line)
    else:
        print(f"\n{_NO_ITEM} {refetch_command(rejection, settings)}")
    if rejection.fragment:
        print("\nfragment:")
        lines = list(wrap(rejection.fragment, room, indent="  "))
        for line in lines[:_FRAGMENT_LINES]:
            print(line)
        if len(lines) > _FRAGMENT_LINES:
            print(f"  … {len(lines) - _FRAGMENT_LINES} more lines (--json has them all)")


def _purge(stored: Database[dict[str, Any]], opts: argparse.Namespace) -> None:
    if (opts.older_than is None) != opts.all:
        raise InputError("purge: say what to remove: --older-than DAYS or --all")
    days = None if opts.older_than is None else whole_number("--older-than", opts.older_than)
    purged, held = purge(stored, older_than=days)
    print(
        f"purged {purged:,} of quarantine"
        + (f"; legal holds keep {held:,}, see `{program()} hold list`" if held else "")
    )
