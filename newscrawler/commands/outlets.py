"""``scrapy outlets``: the outlets that ship, whether their declarations hold, and which of them are followed."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from scrapy.commands import ScrapyCommand
from scrapy.crawler import Crawler

from newscrawler import storage
from newscrawler.commands import _following
from newscrawler.commands._asking import InputError, database, one_line_errors
from newscrawler.commands._looked_at import StoryRead, labelled, source_words, story_words
from newscrawler.commands._terminal import one_line, table
from newscrawler.commands._trying import Tried, try_outlet
from newscrawler.commands._visiting import Visit, prepare, run_visit
from newscrawler.program import program
from newscrawler.spiders._outlets import declared_spiders
from newscrawler.spiders.syndication import SyndicationSpider
from newscrawler.storage.plain import as_json

__all__ = ["Command"]

_LABEL = 11
"""Columns of the longest label, with its indent and two spaces behind it."""


class Command(ScrapyCommand):
    """Lists outlets, asks for what they declare, or changes the list of those that are followed."""

    requires_project = True
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012 - Scrapy's own declaration

    def syntax(self) -> str:
        return "[NAME …] [--try] | list | add NAME | pause NAME | resume NAME | remove NAME [options]"

    def short_desc(self) -> str:
        return "Outlets that ship, and those that are followed: list, add, pause, resume, remove; --try asks live sites"

    def long_desc(self) -> str:
        return (
            "Lists outlets with their languages, country, zone, comment platform and number of lists. --try asks for "
            "each declared feed, sitemap and section of the named outlets and for one story of each, one page after "
            "the other and as politely as a crawl, and tells what came. Nothing is stored. Exit codes: 0 listed, or "
            "all that is declared holds; 1 something declared did not answer, led to no story, or shows another "
            "comment platform; 2 usage. list, add, pause, resume and remove concern the outlets that "
            f"`{program()} crawl follow` follows (docs/following.md). NAME is a spider, or the host of an outlet "
            "without one, whose lists are given by options. add states first what it costs the outlet."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--try", dest="is_tried", action="store_true", help="ask the live sites of the named outlets"
        )
        parser.add_argument("--json", action="store_true", help="one JSON object per line and outlet, complete")
        _following.add_options(parser)

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        assert self.settings is not None
        if opts.is_tried:
            prepare(self.settings)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        with one_line_errors(self):
            if args and args[0] in _following.ACTIONS:
                self._follow(args, opts)
                return
            kinds = self._kinds(args)
            if not opts.is_tried:
                lines = [as_json(_fields(kind)) for kind in kinds] if opts.json else _listed(kinds)
            else:
                tried = self._try(args, kinds)
                lines = [as_json(_tried_fields(each)) for each in tried] if opts.json else _told(tried)
                if not all(each.holds for each in tried):
                    self.exitcode = 1
            for line in lines:
                print(line)

    def _kinds(self, names: Sequence[str]) -> list[type[SyndicationSpider]]:
        assert self.crawler_process is not None
        known = declared_spiders(self.crawler_process.spider_loader)
        for name in names:
            if name not in known:
                raise InputError(f"there is no outlet {name!r}; choose from: {', '.join(sorted(known))}")
        return [known[name] for name in dict.fromkeys(names or sorted(known))]

    def _follow(self, args: Sequence[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        assert self.crawler_process is not None
        if opts.is_tried:
            raise InputError(f"--try takes names of outlets, not {args[0]!r}")
        with database(self.settings) as stored:
            storage.prepare(stored)
            _following.act(stored, args, opts, declared_spiders(self.crawler_process.spider_loader))

    def _try(self, names: Sequence[str], kinds: Sequence[type[SyndicationSpider]]) -> list[Tried]:
        assert self.settings is not None
        assert self.crawler_process is not None
        if not names:
            raise InputError(f"--try needs the names of outlets, e.g.: {program()} outlets --try japantoday")
        if not self.settings.get("CONTACT"):
            raise InputError(
                "--try asks live sites, which must be able to reach whoever asks: set NEWSCRAWLER_CONTACT to a mail "
                "address or a page"
            )

        async def look(crawler: Crawler) -> list[Tried]:
            visit = Visit(crawler)
            return [await try_outlet(visit, kind) for kind in kinds]

        return run_visit(self.crawler_process, _visitor(kinds), look)


def _visitor(kinds: Sequence[type[SyndicationSpider]]) -> type[SyndicationSpider]:
    """Return a spider that declares what all of them do: ports in their addresses are the operator's word."""
    urls = tuple(url for kind in kinds for url in (*kind.feeds, *kind.sitemaps, *kind.sections))
    return type("Visitor", (SyndicationSpider,), {"name": "outlets", "feeds": urls})


def _platform(kind: type[SyndicationSpider]) -> str | None:
    return kind.expected_platform or next(iter(kind.comment_platforms), None)


def _fields(kind: type[SyndicationSpider]) -> dict[str, Any]:
    return {
        "name": kind.name,
        "outlet": kind.outlet,
        "languages": list(kind.languages),
        "country": kind.country,
        "timeZone": kind.time_zone,
        "platform": _platform(kind),
        "feeds": list(kind.feeds),
        "sitemaps": list(kind.sitemaps),
        "sections": list(kind.sections),
        "lookedUp": kind.looked_up,
        "tried": kind.tried,
    }


def _listed(kinds: Sequence[type[SyndicationSpider]]) -> Iterator[str]:
    rows = [
        ("NAME", "OUTLET", "LANGUAGES", "COUNTRY", "ZONE", "COMMENTS", "FEEDS", "SITEMAPS", "SECTIONS", "TRIED"),
        *(
            (
                str(kind.name),
                kind.outlet,
                " ".join(kind.languages) or "–",
                kind.country or "–",
                kind.time_zone or "–",
                _platform(kind) or "–",
                str(len(kind.feeds)),
                str(len(kind.sitemaps)),
                str(len(kind.sections)),
                kind.tried or "never",
            )
            for kind in kinds
        ),
    ]
    return table(rows, right=frozenset({6, 7, 8}), room=None)


def _tried_fields(tried: Tried) -> dict[str, Any]:
    return {**asdict(tried), "holds": tried.holds}


def _told(tried: Sequence[Tried]) -> Iterator[str]:
    for each in tried:
        yield f"{each.name} ({each.outlet})"
        for declared in each.declared:
            status = "" if declared.trouble or declared.status is None else f" (HTTP {declared.status})"
            yield from labelled(declared.kind, [source_words(declared) + status], _LABEL)
        yield from labelled("story", list(_story(each.story)), _LABEL)
        yield from labelled("comments", [_comments(each)], _LABEL)
    failed = [each.name for each in tried if not each.holds]
    if failed:
        yield f"Not as declared: {', '.join(failed)}"
    else:
        yield f'All is as declared. Write tried = "{datetime.now(UTC):%Y-%m-%d}" into the spider\'s file.'


def _story(story: StoryRead | None) -> Iterator[str]:
    if story is None:
        yield "none was found"
    else:
        yield one_line(story.url)
        yield story_words(story) if story.trouble is None else one_line(story.trouble)


def _comments(tried: Tried) -> str:
    shown = tried.story.platform if tried.story else None
    if shown is None:
        return f"none seen on this page; {tried.expected_platform or 'no platform'} is expected"
    if tried.found_other_platform:
        return f"{shown}, and {tried.expected_platform} was expected"
    return f"{shown}, as expected" if tried.expected_platform else f"{shown}; no platform is declared"
