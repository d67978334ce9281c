"""``scrapy crawl``: Scrapy's own, which refuses unusable spider arguments with one line instead of a traceback."""

from __future__ import annotations

import argparse
import sys

from scrapy.commands.crawl import Command as ScrapyCrawl

from newscrawler.spiders.syndication import ArgumentError

__all__ = ["Command"]


class Command(ScrapyCrawl):
    """Checks ``-a`` arguments with the spider class before anything is started."""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.crawler_process
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
        return None

    def _refuse(self, message: str) -> None:
        print(f"scrapy crawl: {message}", file=sys.stderr)
        self.exitcode = 2
