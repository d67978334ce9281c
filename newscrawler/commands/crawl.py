"""``scrapy crawl``: Scrapy's command, with one line for wrong arguments, and exit codes for scripts."""

from __future__ import annotations

import argparse
import logging
import os
import sys

from scrapy import Spider
from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.crawler import Crawler

from newscrawler.commands._terminal import one_line
from newscrawler.pipelines.reservations import check_wishes
from newscrawler.program import program
from newscrawler.runs.record import EXIT_CODE
from newscrawler.runs.verdict import ExitCode
from newscrawler.spiders.syndication import ArgumentError, SyndicationSpider

__all__ = ["Command"]

_log = logging.getLogger(__name__)


class Command(ScrapyCrawl):
    """Check ``-a`` arguments with the spider class before the crawl; end with an
    :class:`~newscrawler.runs.ExitCode`.
    """

    _crawler: Crawler

    def short_desc(self) -> str:
        return f"Crawl an outlet: a name that `{program()} list` shows"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.crawler_process
        # Exports and logs contain the words of commenters.
        os.umask(0o077)
        if len(args) == 1:
            known = self.crawler_process.spider_loader.list()
            if args[0] not in known:
                return self._refuse(f"there is no spider {args[0]!r}; choose from: {', '.join(known)}")
            kind = self.crawler_process.spider_loader.load(args[0])
            check = getattr(kind, "check_arguments", None)
            try:
                check_wishes(self.crawler_process.settings.getlist("OBEY_RESERVATIONS"))
                if check:
                    check(opts.spargs)
            except (ArgumentError, ValueError) as error:
                return self._refuse(str(error))
            self._warn_without_contact(kind)
        super().run(args, opts)
        if self.exitcode == 0:
            self.exitcode = _exit_code(self._crawler)
        return None

    def _create_crawler(self, spidercls: type[Spider] | str) -> Crawler:
        self._crawler = super()._create_crawler(spidercls)
        return self._crawler

    def _warn_without_contact(self, kind: type[Spider]) -> None:
        assert self.settings is not None
        # The spider `archive` reads files, and a host map leads to servers of the operator's own.
        asks_outlets = issubclass(kind, SyndicationSpider) and not self.settings.get("HOST_MAP")
        if asks_outlets and not self.settings.get("CONTACT"):
            _log.warning(
                "no contact is set: outlets cannot reach you; set NEWSCRAWLER_CONTACT to a mail address or a page"
            )

    def _refuse(self, message: str) -> None:
        print(f"{program()} crawl: {one_line(message)}", file=sys.stderr)
        self.exitcode = ExitCode.USAGE


def _exit_code(crawler: Crawler) -> int:
    code: int | None = crawler.stats.get_value(EXIT_CODE)
    if code is None and crawler.stats.get_value("finish_reason") is None:
        # After a second signal Scrapy does not wait for its spider to close.
        return ExitCode.INTERRUPTED
    return code or 0
