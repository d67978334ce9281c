"""``scrapy genspider``: an outlet's file, in the place of Scrapy's templates, which no crawl of this project can
use.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from urllib.parse import urlsplit

from scrapy.commands import ScrapyCommand
from scrapy.spiderloader import get_spider_loader
from w3lib.url import safe_url_string

from newscrawler.commands._asking import InputError, NoCrawl, nothing_else, one_line_errors
from newscrawler.commands._spider_file import Declarations, check_name, spider_text, write_spider
from newscrawler.program import program
from newscrawler.sites import outlet_of
from newscrawler.spiders.outlet import OutletSpider
from newscrawler.spiders.syndication import ArgumentError

__all__ = ["Command"]


class Command(NoCrawl, ScrapyCommand):
    """Write a spider that reads a start page; no page is requested."""

    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012 - Scrapy's own declaration

    def syntax(self) -> str:
        return "NAME URL"

    def short_desc(self) -> str:
        return "Write an outlet's spider that reads its start page"

    def long_desc(self) -> str:
        return (
            "Writes newscrawler/spiders/NAME.py, a spider that takes the stories which the page at URL links to; "
            "-s NEWSPIDER_MODULE=PACKAGE writes it into a package of your own. "
            f"Asks for no page: `{program()} probe URL --write NAME` looks at the outlet and declares more."
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        with one_line_errors(self):
            nothing_else([each for each in args if each.startswith("-")])
            if len(args) < 2:
                raise InputError(
                    f"needs a name and a start page, e.g.: {program()} genspider granitepost "
                    "https://granitepost.example/"
                )
            nothing_else(args[2:])
            name, given = args[:2]
            url = safe_url_string(given if "://" in given else f"https://{given}")
            try:
                OutletSpider.check_arguments({"url": url})
            except ArgumentError as error:
                raise InputError(str(error)) from None
            if not urlsplit(url).path:
                url += "/"
            path = check_name(name, get_spider_loader(self.settings).list(), self.settings)
            declared = Declarations(outlet=outlet_of(url), made_by="scrapy genspider", sections=(url,))
            write_spider(path, spider_text(name, declared))
            print(f"{_shown(path)}: reads the stories that {url} links to")
            print(
                f"Next: {program()} crawl {name} -a limit=5; `{program()} probe {url}` shows what else may be declared"
            )


def _shown(path: Path) -> str:
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)
