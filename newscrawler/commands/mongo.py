"""``scrapy mongo start|stop|status``: the local mongod that crawls use when MONGODB_URI is not set."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from scrapy.commands import ScrapyCommand

from newscrawler.commands._asking import NoCrawl
from newscrawler.program import program
from newscrawler.storage.errors import StorageError
from newscrawler.storage.local import mongod as local_mongod

__all__ = ["Command"]

_ACTIONS = ("start", "stop", "status")


class Command(NoCrawl, ScrapyCommand):
    """Start, stop or describe the local mongod."""

    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012 - Scrapy's own declaration

    def syntax(self) -> str:
        return "start|stop|status"

    def short_desc(self) -> str:
        return "Start, stop or describe the local mongod"

    def long_desc(self) -> str:
        return (
            "The local mongod keeps its data under VAR_DIR/mongo and serves every crawl that has no MONGODB_URI. "
            "A crawl starts it; it runs until it is stopped. 'status' exits with 1 if it is not running."
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        if len(args) != 1 or args[0] not in _ACTIONS:
            return self._refuse(f"use one of {', '.join(_ACTIONS)}", 2)
        var_dir = Path(self.settings["VAR_DIR"])
        try:
            if args[0] == "start":
                local_mongod.ensure(var_dir)
                self._describe(var_dir)
            elif args[0] == "stop":
                stopped = local_mongod.stop(var_dir)
                print("mongod stopped" if stopped else f"no mongod is running for {var_dir}")
            else:
                self._describe(var_dir)
        except StorageError as error:
            self._refuse(str(error), 1)
        return None

    def _describe(self, var_dir: Path) -> None:
        assert self.settings is not None
        found = local_mongod.status(var_dir)
        if self.settings.get("MONGODB_URI"):
            print("note: MONGODB_URI is set, so crawls use that server and not the local mongod")
        if not found.running:
            print(f"no mongod is running for {var_dir}; a crawl or `{program()} mongo start` starts it")
            self.exitcode = 1
            return
        health = "primary" if found.primary else "not primary yet" if found.version else "not answering"
        print(f"mongod {found.version or '?'} runs as process {found.pid}, {health}")
        print(f"  data  {found.directory}")
        print(f"  URI   {found.uri}")

    def _refuse(self, message: str, exitcode: int) -> None:
        print(f"{program()} mongo: {message}", file=sys.stderr)
        self.exitcode = exitcode
