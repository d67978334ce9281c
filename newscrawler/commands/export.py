"""``scrapy export``: stored stories as files, a partition a day, for other tools."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import get_args

from scrapy.commands import ScrapyCommand

from newscrawler.commands._asking import (
    FailureError,
    InputError,
    NoCrawl,
    database,
    moment,
    nothing_else,
    one_line_errors,
)
from newscrawler.export import Day, Export, Request, export
from newscrawler.export.days import Span
from newscrawler.export.formats import Format
from newscrawler.extras import MissingExtraError
from newscrawler.program import program
from newscrawler.storage.pseudonyms import AuthorNames

__all__ = ["Command"]

_MEGABYTE = 1_000_000


class Command(NoCrawl, ScrapyCommand):
    """Write stored stories into files."""

    def syntax(self) -> str:
        return "--out FOLDER [options]"

    def short_desc(self) -> str:
        return "Write stored stories and comments into files: JSON lines, Parquet, CSV, ninjs"

    def long_desc(self) -> str:
        return (
            "Writes one partition for each day of publication (UTC), a manifest with counts and checksums, and a "
            "dataset card. When it was stopped, the same command goes on where it stopped (docs/export.md)."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--out", metavar="FOLDER", help="where to write; new, empty, or of the same export")
        parser.add_argument(
            "--format",
            metavar="NAME",
            default="jsonl.zst",
            help=f"{', '.join(get_args(Format))}; %(default)s if not given",
        )
        parser.add_argument("--since", metavar="DATE", help="published then or later (ISO 8601, UTC unless stated)")
        parser.add_argument("--until", metavar="DATE", help="published before")
        parser.add_argument("--outlet", metavar="HOST", help="only stories printed by this outlet, e.g. japantoday.com")
        parser.add_argument("--agency", metavar="NAME", help="only this agency's stories, e.g. Reuters")
        parser.add_argument("--comments", action="store_true", help="threads and comments too")
        parser.add_argument(
            "--pseudonymous",
            action="store_true",
            help="commenters under keyed pseudonyms (NEWSCRAWLER_AUTHOR_KEY), without earlier texts",
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        with one_line_errors(self):
            nothing_else(args)
            request = _request(opts)
            names = AuthorNames.from_environment("keyed" if opts.pseudonymous else "plain")
            names.check()
            folder = Path(opts.out)
            with database(self.settings) as stored:
                try:
                    done = export(stored, folder, request, names, told=_tell)
                except MissingExtraError as error:
                    raise FailureError(str(error)) from error
                except KeyboardInterrupt:
                    print(f"{program()} export: stopped; the same command goes on", flush=True)
                    raise
            _sum_up(done, folder)


def _request(opts: argparse.Namespace) -> Request:
    if opts.out is None:
        raise InputError("--out FOLDER is missing: name the folder to write into")
    if opts.format not in get_args(Format):
        raise InputError(f"--format {opts.format!r} is not one of {', '.join(get_args(Format))}")
    if opts.format == "ninjs" and opts.comments:
        raise InputError("--comments: ninjs has no comments; use --format jsonl.zst, parquet or csv")
    if opts.pseudonymous and not opts.comments:
        raise InputError("--pseudonymous is about commenters: it needs --comments")
    since, until = moment("--since", opts.since), moment("--until", opts.until)
    if since is not None and until is not None and since >= until:
        raise InputError(f"--until {opts.until!r} is not after --since {opts.since!r}")
    span = Span(since=since, until=until, outlet=opts.outlet, agency=opts.agency)
    return Request(span=span, format=opts.format, comments=opts.comments, pseudonymous=opts.pseudonymous)


def _tell(day: Day) -> None:
    counted = ", ".join(f"{file.rows:,} {file.table}" for file in day.files)
    size = sum(file.bytes for file in day.files) / _MEGABYTE
    print(f"{day.day:<10}  {counted}  ({size:,.1f} MB)", flush=True)


def _sum_up(done: Export, folder: Path) -> None:
    if done.damaged:
        print(f"written again, because it was missing or changed: {', '.join(done.damaged)}")
    days = len(done.manifest.days)
    counted = ", ".join(f"{rows:,} {table}" for table, rows in done.manifest.totals().items()) or "no story"
    kept = f" ({done.kept:,} of them by an earlier run)" if done.kept else ""
    print(f"exported {counted} in {days:,} {'day' if days == 1 else 'days'}{kept}: {folder}")
