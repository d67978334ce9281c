"""``scrapy crawl``: Scrapy's command, with one line for wrong arguments, and exit codes for scripts."""

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
    """Check ``-a`` arguments with the spider class before the crawl; end with an
    :class:`~newscrawler.runs.ExitCode`.
    """

    _crawler: Crawler

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.crawler_process
        # Exports and logs contain comments of readers.
        os.umask(0o077)
        if len(args) == 1:
            known = self.crawler_process.spider_loader.list()
            if args[0] not in known:
                return self._refuse(f"there is no spider {args[0]!r}; choose from: {', '.join(known)}")
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
        # After a second signal Scrapy does not wait for its spider to close.
        return ExitCode.INTERRUPTED
    return code or 0
