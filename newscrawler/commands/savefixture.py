"""``scrapy savefixture``: a page of an outlet with all that its spider asks for, saved as a case of tests/outlets."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from scrapy import Request
from scrapy.commands import ScrapyCommand
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

import newscrawler
from newscrawler.commands._asking import FailureError, InputError, nothing_else, one_line_errors
from newscrawler.commands._visiting import UnreachedError, Visit, prepare, run_visit
from newscrawler.fixtures.record import Exchange, case_name, check_case_name, kind_of, record, write_case
from newscrawler.fixtures.replay import KINDS, FixtureError, Replayed, as_failure
from newscrawler.html.page import PageError
from newscrawler.places import clone_of
from newscrawler.program import program
from newscrawler.sites import same_site
from newscrawler.spiders.syndication import ArgumentError, SyndicationSpider, now

__all__ = ["Command"]

FIXTURES = Path("tests/outlets/fixtures")
"""Folder of the cases in a clone."""


@dataclass(frozen=True, slots=True)
class _Saved:
    """A page and the answers that belong to it, as they came."""

    kind: str
    page: Response
    retrieved: datetime
    exchanges: list[Exchange]


class Command(ScrapyCommand):
    """Fetches one page and writes one case."""

    requires_project = True

    def syntax(self) -> str:
        return "SPIDER URL [options]"

    def short_desc(self) -> str:
        return "Save a page of an outlet as a test case"

    def long_desc(self) -> str:
        return (
            "Fetches a story with all answers to what the spider asks for its comments, or a feed, a sitemap or a list "
            f"page, and writes {FIXTURES}/SPIDER/CASE/ with what the spider makes of it in expected.json. Nothing is "
            "stored in MongoDB. Cookies and credentials are not saved. A case that exists is left as it is unless "
            "--rewrite is said. Exit codes: 0 saved, 1 the page did not come or nothing can be read of it, 2 usage."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--case", metavar="NAME", help="name of the case (else made of the address)")
        parser.add_argument(
            "--kind", metavar="KIND", help=f"one of {', '.join(KINDS)} (recognised from the page if not given)"
        )
        parser.add_argument("--rewrite", action="store_true", help="fetch a case that exists anew and replace it")

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        assert self.settings is not None
        prepare(self.settings)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        with one_line_errors(self):
            if len(args) < 2:
                raise InputError(
                    f"needs a spider and an address, e.g.: {program()} savefixture japantoday "
                    "https://japantoday.com/feed"
                )
            nothing_else(args[2:])
            name, url = args[:2]
            kind = self._spider(name, url)
            _check(opts)
            folder = _project() / FIXTURES / name
            if opts.case is not None:
                _refuse_existing(folder / opts.case, opts)
            saved = self._fetch(kind, url, opts.kind)
            case = folder / (opts.case or case_name(saved.page.url, saved.kind))
            _refuse_existing(case, opts)
            try:
                replayed = write_case(case, kind, saved.kind, saved.page, saved.retrieved, saved.exchanges)
            except FixtureError as error:
                raise FailureError(f"{error}; nothing is saved") from None
            _tell(case.relative_to(_project()), saved, replayed, name)

    def _spider(self, name: str, url: str) -> type[SyndicationSpider]:
        assert self.crawler_process is not None
        known = self.crawler_process.spider_loader.list()
        if name not in known:
            raise InputError(f"there is no spider {name!r}; choose from: {', '.join(known)}")
        kind = self.crawler_process.spider_loader.load(name)
        if not issubclass(kind, SyndicationSpider):
            raise InputError(f"{name} reads no outlet's pages; it has no cases")
        try:
            kind.check_arguments({"url": url})
        except ArgumentError as error:
            raise InputError(str(error)) from None
        return kind

    def _fetch(self, kind: type[SyndicationSpider], url: str, page_kind: str | None) -> _Saved:
        async def look(crawler: Crawler) -> _Saved:
            assert isinstance(crawler.spider, SyndicationSpider)
            return await _save(crawler.spider, Visit(crawler), url, page_kind)

        assert self.crawler_process is not None
        try:
            return run_visit(self.crawler_process, kind, look, url=url)
        except UnreachedError as error:
            raise FailureError(f"{error.request.url}: {error}; nothing is saved") from None
        except PageError as error:
            raise FailureError(f"{url}: {error}; nothing is saved") from None


async def _save(spider: SyndicationSpider, visit: Visit, url: str, page_kind: str | None) -> _Saved:
    page = await visit.ask(url)
    if not same_site(page.url, url):
        raise FailureError(f"{url} leads to {page.url}, which is another site; nothing is saved")
    retrieved = now()
    spider.clock = lambda: retrieved
    kind = page_kind or kind_of(page, spider)
    return _Saved(kind, page, retrieved, await record(spider, kind, page, _asking(visit)))


def _asking(visit: Visit) -> Callable[[Request], Awaitable[Response | Failure]]:
    async def ask(request: Request) -> Response | Failure:
        print(f"{program()} savefixture: asks {request.method} {request.url}", file=sys.stderr)
        try:
            return await visit.ask(request)
        except UnreachedError as error:
            # A status and a refusal by robots.txt are the outlet's answer; what broke on the way is none, and would be
            # taken for the outlet's for good.
            if isinstance(error.error, HttpError | IgnoreRequest):
                return as_failure(error.error, request)
            raise

    return ask


def _check(opts: argparse.Namespace) -> None:
    if opts.kind is not None and opts.kind not in KINDS:
        raise InputError(f"--kind {opts.kind!r} is not one of {', '.join(KINDS)}")
    if opts.case is not None:
        try:
            check_case_name(opts.case)
        except FixtureError as error:
            raise InputError(f"--{error}") from None


def _refuse_existing(case: Path, opts: argparse.Namespace) -> None:
    if case.exists() and not opts.rewrite:
        raise InputError(
            f"{case.relative_to(_project())} exists and is left as it is; choose another name with --case, or fetch "
            "it anew with --rewrite"
        )


def _project() -> Path:
    clone = clone_of(Path(newscrawler.__file__).parent)
    if clone is None:
        raise InputError("newscrawler is installed here; cases belong to the tests of a clone: run it there")
    return clone


def _tell(case: Path, saved: _Saved, replayed: Replayed, spider: str) -> None:
    found = Counter(result["_type"] for result in replayed.results)
    print(
        f"{case}: a {saved.kind} page" + (f" and {_plural(len(saved.exchanges), 'answer')}" if saved.exchanges else "")
    )
    print(f"expected.json: {', '.join(_plural(number, name) for name, number in found.items()) or 'nothing'}")
    for result in replayed.results:
        if result["_type"] == "Rejection":
            print(f"rejected: {result['reason']}")
        elif result["_type"] == "Thread" and not result["complete"]:
            print(f"comments are not complete: {result.get('reason')}")
    for name in replayed.missed:
        print(f'selector {name!r} finds nothing here: correct it, or excuse it with "missed" in request.json')
    print(f"Next: read expected.json, then run .venv/bin/pytest tests/outlets -k {spider}/{case.name}")
    print("The page is its publisher's text: this project's own repository takes no such pages (CONTRIBUTING.md).")


def _plural(number: int, what: str) -> str:
    return f"{number:,} {what}" + ("" if number == 1 else "s")
