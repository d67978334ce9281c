"""``scrapy crawl``: Scrapy's own, with one line for unusable arguments, and exit codes that a script can use."""

from __future__ import annotations

import argparse
import os
import sys

from scrapy import Spider
from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.crawler import Crawler

from newscrawler.commands._terminal import one_line
from newscrawler.program import program
from newscrawler.runs.record import EXIT_CODE
from newscrawler.runs.verdict import ExitCode
from newscrawler.spiders.syndication import ArgumentError

__all__ = ["Command"]


class Command(ScrapyCrawl):
    """Checks ``-a`` arguments with the spider class before anything is started; ends with a :class:`~ExitCode`."""

    _crawler: Crawler

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.crawler_process
        # Exports and logs hold readers' words
        os.umask(0o077)
        if len(args) == 1:
            known = self.crawler_process.spider_loader.list()
            if args[0] not in known:
                return self._refuse(f"no spider {args[0]!r}; there are: {', '.join(known)}")
            check = getattr(self.crawler_process.spider_loader.load(args[0]), "check_arguments", None)
            try:
                if check:
                    check(opts.spargs)
            except ArgumentError as error:
                return self._refuse(str(error))
        super().run(args, opts)
        if self.exitcode == 0:
            self.exitcode = _exit_code(self._crawler)
        return None

    def _create_crawler(self, spidercls: type[Spider] | str) -> Crawler:
        self._crawler = super()._create_crawler(spidercls)
        return self._crawler

    def _refuse(self, message: str) -> None:
        print(f"{program()} crawl: {one_line(message)}", file=sys.stderr)
        self.exitcode = ExitCode.USAGE


def _exit_code(crawler: Crawler) -> int:
    code: int | None = crawler.stats.get_value(EXIT_CODE)
    if code is None and crawler.stats.get_value("finish_reason") is None:
        # Told twice to stop, Scrapy does not wait for its spider to close.
        return ExitCode.INTERRUPTED
    return code or 0
