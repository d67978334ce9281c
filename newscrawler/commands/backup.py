"""``scrapy backup``: copies the database into a folder, and back."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from scrapy.commands import ScrapyCommand

from newscrawler.commands._asking import InputError, NoCrawl, database, one_line_errors
from newscrawler.storage.backup import Collection, back_up, restore, verify
from newscrawler.storage.erasure import Erasure

__all__ = ["Command"]

_ACTIONS = ("create", "verify", "restore")


class Command(NoCrawl, ScrapyCommand):
    """Back the database up, check a backup, restore one."""

    def syntax(self) -> str:
        return "create FOLDER | verify FOLDER | restore FOLDER"

    def short_desc(self) -> str:
        return "Back the database up, check a backup, restore one"

    def long_desc(self) -> str:
        return (
            "create: save every collection as of one moment, while crawls run, into a new folder. verify: compare a "
            "backup with its checksums. restore: fill the empty database that MONGODB_DATABASE names, and compare."
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        with one_line_errors(self):
            if len(args) != 2 or args[0] not in _ACTIONS:
                raise InputError(f"use {self.syntax()}")
            folder = Path(args[1])
            if args[0] == "verify":
                self._say("checked", verify(folder), folder)
                return
            with database(self.settings) as stored:
                if args[0] == "create":
                    self._say("backed up", back_up(stored, folder), folder)
                else:
                    self._say("restored and compared", restore(stored, folder, told=_tell), folder)

    def _say(self, done: str, collections: Sequence[Collection], folder: Path) -> None:
        for each in collections:
            print(f"{each.documents:>12,}  {each.name}")
        print(f"{done}: {sum(each.documents for each in collections):,} documents, {folder}")


def _tell(erased: Erasure) -> None:
    if counted := ", ".join(f"{number:,} {name}" for name, number in erased.counts.items() if number):
        print(f"removed again by the suppression list: {counted}")
    if erased.held:
        print(f"legal holds keep {len(erased.held):,} of them")
