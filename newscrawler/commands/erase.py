"""``scrapy erase``: a reader's words and names out of the store, for good."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from pymongo.database import Database
from scrapy.commands import ScrapyCommand

from newscrawler.commands._asking import FailureError, InputError, database, nothing_else, one_line_errors
from newscrawler.commands._terminal import one_line
from newscrawler.program import program
from newscrawler.storage import CannotWriteError
from newscrawler.storage._documents import Document
from newscrawler.storage.erasure import Erasure, Selection, erase, rename_all
from newscrawler.storage.needles import Hits, search
from newscrawler.storage.pseudonyms import AuthorNames
from newscrawler.storage.retention import Retention, expire
from newscrawler.storage.schema import prepare

__all__ = ["Command"]

_SHOWN = 20
"""Holds that are named one by one."""

_NOT_REACHED = (
    "not reached: backups (restoring one applies the list again), exports, log files, spools on other machines (screened when "
    "they are replayed), MongoDB's oplog until it has turned over; see docs/readers.md"
)


class Command(ScrapyCommand):
    """Erase what readers wrote, and keep it from coming back."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "--author NAME|ID | --authors-file FILE | --url COPY | --thread ID | --comment ID | --expired | --names [options]"

    def short_desc(self) -> str:
        return "Erase a reader's words and names, and keep them from coming back"

    def long_desc(self) -> str:
        return (
            "Takes text, markup, names and addresses of the selected comments out of every collection and this machine's "
            "spool; tombstones keep the thread's shape. Adds the selection to the suppression list, so that no crawl, replay "
            "or restore brings it back. --url erases a copy's own text and revisions too. Selectors may be given many times. "
            "Exits with 1 when --verify finds something left, or a legal hold kept something."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--author",
            metavar="NAME",
            action="append",
            default=[],
            help="a reader's name, account id or address, as printed",
        )
        parser.add_argument("--authors-file", metavar="FILE", help="names or ids, one in a line; - is standard input")
        parser.add_argument(
            "--url", metavar="COPY", action="append", default=[], help="a copy: its text, and all comments under it"
        )
        parser.add_argument(
            "--thread", metavar="ID", action="append", default=[], help="all comments of a thread, e.g. japantoday:1234"
        )
        parser.add_argument(
            "--comment", metavar="ID", action="append", default=[], help="one comment, e.g. japantoday:1234#99"
        )
        parser.add_argument("--platform", help="authors: only on this comment platform")
        parser.add_argument("--outlet", metavar="HOST", help="authors: only under this outlet's copies")
        parser.add_argument(
            "--pseudonymise", action="store_true", help="keep the text, replace the author by a pseudonym"
        )
        parser.add_argument("--dry-run", action="store_true", help="only say what would be erased")
        parser.add_argument("--verify", action="store_true", help="afterwards look for names and words everywhere")
        parser.add_argument(
            "--words", metavar="FILE", help="--verify: also these words, one text in a line; - is standard input"
        )
        parser.add_argument("--expired", action="store_true", help="remove what retention says is due")
        parser.add_argument(
            "--names", action="store_true", help="apply AUTHOR_NAMES to the comments that are stored already"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        with one_line_errors(self):
            nothing_else(args)
            names = AuthorNames.from_environment(self.settings.get("AUTHOR_NAMES", "plain"))
            names.check()
            selection = _selection(opts)
            with database(self.settings) as stored:
                prepare(stored)
                try:
                    if opts.expired:
                        self._expire(stored)
                    elif opts.names:
                        print(f"AUTHOR_NAMES {names.mode}: {rename_all(stored, names):,} comments changed")
                    else:
                        self._erase(stored, Path(self.settings["VAR_DIR"]), selection, names, opts)
                except CannotWriteError as error:
                    raise FailureError(f"MongoDB does not take it: {error}; run the same command again") from error

    def _expire(self, stored: Database[Document]) -> None:
        assert self.settings is not None
        days = Retention(
            self.settings.getfloat("RETAIN_REMOVED_DAYS"), self.settings.getfloat("RETAIN_QUARANTINE_DAYS")
        )
        done = expire(stored, days)
        print(
            f"expired: earlier words of {done.comments:,} removed or vanished comments, {done.quarantine:,} entries of "
            "quarantine"
        )
        if done.held:
            print(f"legal holds keep {done.held:,} that were due; see `{program()} hold list`")

    def _erase(
        self,
        stored: Database[Document],
        var_dir: Path,
        selection: Selection,
        names: AuthorNames,
        opts: argparse.Namespace,
    ) -> None:
        if names.mode == "none" and selection.authors:
            print(
                "AUTHOR_NAMES is none: what was stored under it has no author to be found by; use --comment or --thread for it"
            )
        done = erase(stored, var_dir, selection, names, dry=opts.dry_run)
        _tell(done, opts)
        self.exitcode = 1 if done.held else 0
        if opts.verify:
            for words in _lines(opts.words, "--words") if opts.words else ():
                done.needles.add_words(words)
            began = datetime.now(UTC)
            hits = search(stored, var_dir, done.needles)
            _tell_hits(hits, (datetime.now(UTC) - began).total_seconds())
            if not opts.dry_run:
                stored["erasures"].update_one({"_id": done.id}, {"$set": {"remaining": hits.total}})
            if hits.total:
                self.exitcode = 1
        print(_NOT_REACHED)


def _selection(opts: argparse.Namespace) -> Selection:
    authors = [*opts.author, *(_lines(opts.authors_file, "--authors-file") if opts.authors_file else ())]
    selected = bool(authors or opts.url or opts.thread or opts.comment)
    if selected + opts.expired + opts.names != 1:
        raise InputError(
            "name what is to be erased: --author, --authors-file, --url, --thread or --comment; or --expired, --names"
        )
    if (opts.platform or opts.outlet) and not authors:
        raise InputError("--platform and --outlet narrow --author; there is none")
    if opts.platform and opts.outlet:
        raise InputError("give either --platform or --outlet")
    if opts.words and not opts.verify:
        raise InputError("--words is for --verify")
    if opts.words == "-" and opts.authors_file == "-":
        raise InputError("--words and --authors-file cannot both be standard input")
    if any(not value.strip() for value in (*authors, *opts.url, *opts.thread, *opts.comment)):
        raise InputError("an empty name or id selects nothing: give it as the platform prints it")
    return Selection(
        authors=tuple(dict.fromkeys(authors)),
        urls=tuple(dict.fromkeys(opts.url)),
        threads=tuple(dict.fromkeys(opts.thread)),
        comments=tuple(dict.fromkeys(opts.comment)),
        platform=opts.platform,
        outlet=opts.outlet,
        how="pseudonymised" if opts.pseudonymise else "erased",
    )


def _lines(name: str, option: str) -> Iterable[str]:
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text("utf-8")
    except (OSError, UnicodeError) as error:
        raise InputError(f"{option} {name} cannot be read as UTF-8 text: {error}") from error
    return [line for line in text.splitlines() if line.strip()]


def _tell(done: Erasure, opts: argparse.Namespace) -> None:
    verb = "pseudonymised" if opts.pseudonymise else "erased"
    counted = ", ".join(f"{number:,} {name}" for name, number in done.counts.items() if number) or "nothing found"
    print(f"{'would be ' if opts.dry_run else ''}{verb}: {counted}")
    if not opts.dry_run:
        print(f"suppression list: {done.new_selectors:,} new; erasure {done.id}")
    for what, reason in list(done.held.items())[:_SHOWN]:
        print(f"legal hold on {one_line(what)}: {one_line(reason)}")
    if len(done.held) > _SHOWN:
        print(f"legal hold on {len(done.held) - _SHOWN:,} more; see `{program()} hold list`")
    for name in done.spool.in_use:
        print(f"spool {name} belongs to a running crawl, which screens it when it replays; run this again afterwards")
    for name in done.spool.removed:
        print(f"spool {name}: damaged, held erased words, {'would be ' if opts.dry_run else ''}removed")


def _tell_hits(hits: Hits, seconds: float) -> None:
    for place, number in sorted(hits.by_place.items()):
        print(f"LEFT  {number:>8,}  {one_line(place)}  e.g. {one_line(', '.join(hits.examples[place]))}")
    for place, number in sorted(hits.elsewhere.items()):
        print(f"alike {number:>8,}  {one_line(place)}  (no trace of the reader)")
    print(f"verified: {hits.total:,} hits in {hits.documents:,} documents, {seconds:.1f} s")
