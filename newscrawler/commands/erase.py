"""``scrapy erase``: removes the words and names of commenters from the store for good."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from pymongo.database import Database
from scrapy.commands import ScrapyCommand

from newscrawler.commands._asking import FailureError, InputError, NoCrawl, database, nothing_else, one_line_errors
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
"""Most holds that are listed one by one."""

_NOT_REACHED = (
    "not reached: backups (a restore applies the suppression list), exports, log files, spools on other machines "
    "(screened when they are replayed), MongoDB's oplog until it is overwritten; see docs/readers.md"
)


class Command(NoCrawl, ScrapyCommand):
    """Erase what commenters wrote and keep it from being stored again."""

    def syntax(self) -> str:
        selectors = "--author NAME|ID | --authors-file FILE | --url COPY | --thread ID | --comment ID"
        return f"{selectors} | --expired | --names [options]"

    def short_desc(self) -> str:
        return "Erase a commenter's words and names, and keep them from being stored again"

    def long_desc(self) -> str:
        return (
            "Removes text, markup, names and addresses of the selected comments from every collection and this "
            "machine's spool; tombstones keep the thread's shape. Adds the selection to the suppression list, so "
            "that no crawl, replay or restore stores it again. --url erases the text and revisions of a copy too. "
            "Selectors can be repeated. Exit code 1: --verify found remains, or a legal hold kept something."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--author",
            metavar="NAME",
            action="append",
            default=[],
            help="a commenter's name, account id or address, as printed",
        )
        parser.add_argument("--authors-file", metavar="FILE", help="names or ids, one per line; - is standard input")
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
        parser.add_argument("--dry-run", action="store_true", help="only print what would be erased")
        parser.add_argument(
            "--verify", action="store_true", help="afterwards search for the names and words everywhere"
        )
        parser.add_argument(
            "--words", metavar="FILE", help="--verify: also search for these texts, one per line; - is standard input"
        )
        parser.add_argument("--expired", action="store_true", help="remove what the retention settings say is due")
        parser.add_argument("--names", action="store_true", help="apply AUTHOR_NAMES to the stored comments")

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
                    raise FailureError(
                        f"MongoDB did not accept the write: {error}; run the same command again"
                    ) from error

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
                "AUTHOR_NAMES is none: comments stored under it have no author to search for; use --comment or --thread"
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
    wrong = _mistake(opts, authors)
    if wrong is not None:
        raise InputError(wrong)
    return Selection(
        authors=tuple(dict.fromkeys(authors)),
        urls=tuple(dict.fromkeys(opts.url)),
        threads=tuple(dict.fromkeys(opts.thread)),
        comments=tuple(dict.fromkeys(opts.comment)),
        platform=opts.platform,
        outlet=opts.outlet,
        how="pseudonymised" if opts.pseudonymise else "erased",
    )


def _mistake(opts: argparse.Namespace, authors: Sequence[str]) -> str | None:
    """Return the message about the first mistake in the options, or None."""
    selected = bool(authors or opts.url or opts.thread or opts.comment)
    empty = any(not value.strip() for value in (*authors, *opts.url, *opts.thread, *opts.comment))
    selectors = "--author, --authors-file, --url, --thread or --comment; or --expired, --names"
    mistakes = (
        (selected + opts.expired + opts.names != 1, f"select what to erase: {selectors}"),
        ((opts.platform or opts.outlet) and not authors, "--platform and --outlet restrict --author, which is missing"),
        (opts.platform and opts.outlet, "use either --platform or --outlet"),
        (opts.words and not opts.verify, "--words is for --verify"),
        (opts.words == "-" == opts.authors_file, "--words and --authors-file cannot both be standard input"),
        (empty, "an empty name or id selects nothing; write it as the platform prints it"),
    )
    return next((message for applies, message in mistakes if applies), None)


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
        print(f"alike {number:>8,}  {one_line(place)}  (no trace of the commenter)")
    print(f"verified: {hits.total:,} hits in {hits.documents:,} documents, {seconds:.1f} s")
