"""``scrapy hold``: legal holds, which stop erasure and retention."""

from __future__ import annotations

import argparse
from typing import Any

from pymongo.database import Database
from scrapy.commands import ScrapyCommand

from newscrawler.commands._asking import FailureError, InputError, NoCrawl, database, nothing_else, one_line_errors
from newscrawler.commands._terminal import date, one_line, table, table_columns
from newscrawler.program import program
from newscrawler.storage import holds
from newscrawler.storage.pseudonyms import AuthorNames
from newscrawler.storage.schema import prepare
from newscrawler.storage.suppression import Kind

__all__ = ["Command"]

Document = dict[str, Any]

_DIGITS = 8
"""Digits of an id that are shown."""

_OPTIONS: dict[Kind, tuple[str, str]] = {
    "author": ("NAME", "add: hold the comments of the author of this name"),
    "url": ("COPY", "add: hold the copy at this address and the comments below it"),
    "thread": ("ID", "add: hold the comments of this thread, e.g. japantoday:1234"),
    "comment": ("ID", "add: hold this comment, e.g. japantoday:1234#99"),
    "key": ("STORY", "add: hold the story of this id, its copies and their comments"),
}
"""Placeholder and help of the option for each kind of hold."""


class Command(NoCrawl, ScrapyCommand):
    """Legal holds: add, list, remove."""

    def syntax(self) -> str:
        return (
            "add --author NAME | --url COPY | --thread ID | --comment ID | --key STORY --reason TEXT; list; remove ID"
        )

    def short_desc(self) -> str:
        return "Legal holds, which stop erasure and retention: add, list, remove"

    def long_desc(self) -> str:
        return (
            "Erasure and retention leave alone, and report, whatever a hold covers. An author's name is stored as a "
            "keyed hash only, so name the case in --reason. --key is a story's id; it covers its copies and their "
            "comments."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        for kind in holds.HELD:
            metavar, text = _OPTIONS[kind]
            parser.add_argument(f"--{kind}", metavar=metavar, help=text)
        parser.add_argument("--reason", help="add: why, shown wherever the hold stops something")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        with one_line_errors(self):
            if not args or args[0] not in ("add", "list", "remove"):
                raise InputError(f"use {self.syntax()}")
            names = AuthorNames.from_environment(self.settings.get("AUTHOR_NAMES", "plain"))
            with database(self.settings) as stored:
                match args:
                    case ["list", *rest]:
                        nothing_else(rest)
                        _list(stored)
                    case ["add", *rest]:
                        nothing_else(rest)
                        _add(stored, opts, names)
                    case ["remove", id]:
                        _remove(stored, id)
                    case _:
                        raise InputError(f"use {self.syntax()}")


def _list(stored: Database[Document]) -> None:
    rows = [("ID", "SINCE", "KIND", "WHAT", "BY", "REASON")]
    for each in holds.holds(stored):
        held = one_line(each.value) or "(hash)"
        rows.append(
            (each.id[:_DIGITS], date(each.at), each.kind, held, one_line(each.by), one_line(each.reason)),
        )
    if len(rows) > 1:
        for line in table(rows, right=frozenset(), room=table_columns()):
            print(line)
    print(f"{len(rows) - 1} legal holds")


def _add(stored: Database[Document], opts: argparse.Namespace, names: AuthorNames) -> None:
    given = [(kind, value) for kind in holds.HELD if (value := getattr(opts, kind))]
    if len(given) != 1 or not (opts.reason or "").strip():
        raise InputError(f"add takes one of {', '.join(f'--{kind}' for kind in holds.HELD)}, and --reason")
    prepare(stored)
    made = holds.add(stored, *given[0], opts.reason, names)
    print(f"held: {', '.join(id[:_DIGITS] for id in made)}")


def _remove(stored: Database[Document], id: str) -> None:
    found = [each.id for each in holds.holds(stored) if each.id.startswith(id)]
    if not found:
        raise FailureError(f"no hold is stored under {id!r}; list them with: {program()} hold list")
    if len(found) > 1:
        raise FailureError(f"{id!r} is the beginning of {len(found)} ids; give more digits")
    holds.remove(stored, found[0])
    print(f"lifted: {found[0][:_DIGITS]}; repeat the erasures that it stopped")
