"""``scrapy probe``: look at an outlet and propose the declarations of its spider."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.crawler import Crawler

from newscrawler.commands._asking import InputError, nothing_else, one_line_errors
from newscrawler.commands._looked_at import Source, StoryRead, labelled, source_words, story_words
from newscrawler.commands._probing import MOST_PAGES, Found, look_at
from newscrawler.commands._spider_file import Declarations, check_name, spider_text, write_spider
from newscrawler.commands._terminal import one_line
from newscrawler.commands._visiting import prepare, run_visit
from newscrawler.discovery.probe import Proposal
from newscrawler.program import program
from newscrawler.spiders.outlet import OutletSpider
from newscrawler.spiders.syndication import ArgumentError
from newscrawler.storage.plain import as_json
from newscrawler.urls import host_of

__all__ = ["Command"]

_LABEL = 13
"""Columns of the longest name, with its indent and two spaces after it."""

_TAG = re.compile(r"[a-z]{2,3}(?:-[A-Z]{2})?")
"""Language tags that an outlet may declare. Pages may state other tags too."""

_SHOWN = 5
"""Addresses of each kind that are shown; --json has all."""


class Command(ScrapyCommand):
    """Look at an outlet, print what was found, and write a spider with ``--write``."""

    requires_project = True

    def syntax(self) -> str:
        return "URL [options]"

    def short_desc(self) -> str:
        return "Look at an outlet: feeds, sitemaps, sections, stories, zone, comments, robots.txt"

    def long_desc(self) -> str:
        return (
            f"Asks for at most {MOST_PAGES} pages beside robots.txt, redirects and one repetition each, one after the "
            "other, as politely as a crawl, and prints what a spider of the outlet would declare. Nothing is stored. "
            "Exit codes: 0 found something to crawl, 1 the page did not arrive, is not HTML, or leads to no story, "
            "2 usage."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="one JSON document, complete")
        parser.add_argument("--write", metavar="NAME", help="write newscrawler/spiders/NAME.py from what was found")

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        assert self.settings is not None
        prepare(self.settings)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        assert self.crawler_process is not None
        with one_line_errors(self):
            if not args:
                raise InputError(f"needs the outlet's start page, e.g.: {program()} probe https://granitepost.example/")
            nothing_else(args[1:])
            _check(args[0])
            path = self._path_to_write(opts.write)

            async def look(crawler: Crawler) -> Found:
                return await look_at(args[0], crawler)

            found = run_visit(self.crawler_process, OutletSpider, look, url=args[0])
            for line in [as_json(_fields(found))] if opts.json else _lines(found):
                print(line)
            if not _leads_to_stories(found):
                self.exitcode = 1
            elif path is not None:
                write_spider(path, spider_text(opts.write, _declarations(found)))
            if not opts.json:
                for line in _next(found, path, opts.write):
                    print(line)

    def _path_to_write(self, name: str | None) -> Path | None:
        assert self.settings is not None
        assert self.crawler_process is not None
        if name is None:
            return None
        return check_name(name, self.crawler_process.spider_loader.list(), self.settings)


def _check(url: str) -> None:
    if "://" not in url:
        raise InputError(f"{url!r} has no scheme; write it as https://{url}")
    try:
        OutletSpider.check_arguments({"url": url})
    except ArgumentError as error:
        raise InputError(str(error)) from None


def _leads_to_stories(found: Found) -> bool:
    return bool(found.stories) or any(source.is_good for source in found.sitemaps)


def _declarations(found: Found) -> Declarations:
    feeds, sections = _good(found.feeds), _good(found.sections)
    news, archive = _sitemaps(found)
    if not (feeds or news or sections) and found.stories:
        sections = [found.url]
    has_lists = bool(feeds or news or sections)
    platform = found.comment_platform.value
    return Declarations(
        outlet=found.outlet,
        made_by="scrapy probe",
        languages=_main_language(found),
        time_zone=found.time_zone.value,
        feeds=feeds,
        sitemaps=news if has_lists else archive,
        sections=sections,
        story_url=found.story_url.value,
        comment_platforms=[platform] if platform else [],
        archive_sitemaps=archive if has_lists else [],
        archive_page=found.archive_page.value,
    )


def _main_language(found: Found) -> list[str]:
    return [tag for tag in found.languages if _TAG.fullmatch(tag)][:1]


def _good(sources: Sequence[Source]) -> list[str]:
    return [source.url for source in sources if source.is_good]


def _sitemaps(found: Found) -> tuple[list[str], list[str]]:
    """Return sitemaps of news, and sitemaps of the whole archive, which is too much for a first crawl."""
    good = _good(found.sitemaps)
    news = [url for url in good if "news" in url.lower()]
    return news, [url for url in good if url not in news]


def _fields(found: Found) -> dict[str, object]:
    return {**asdict(found), "most_pages": MOST_PAGES}


def _lines(found: Found) -> Iterator[str]:
    delay = "no Crawl-delay" if found.crawl_delay is None else f"Crawl-delay {found.crawl_delay:g} s"
    rows = [
        ("robots.txt", [f"{found.robots}; {delay}"]),
        ("feeds", [*map(source_words, found.feeds), *_unread(found.unread["feeds"])]),
        ("sitemaps", [*map(source_words, found.sitemaps), *_unread(found.unread["sitemaps"])]),
        ("sections", [*map(source_words, found.sections), *_unread(found.unread["sections"])]),
        ("stories", [f"{len(found.stories)} addresses", *_cut(found.stories)]),
        ("story_url", [_proposal(found.story_url)]),
        ("archive", [_proposal(found.archive_page)]),
        ("language", [", ".join(map(one_line, found.languages)) or "not stated"]),
        ("time_zone", [_proposal(found.time_zone)]),
        ("comments", [_proposal(found.comment_platform)]),
        ("read", [line for story in found.read for line in _story(story)]),
        ("forbidden", _cut(found.forbidden) or ["nothing of these"]),
        *[("not asked", [f"robots.txt of {host}, where the comments are"]) for host in _hosts(found.elsewhere)],
        ("asked for", [f"{found.pages} pages (at most {MOST_PAGES}); {found.requests} requests in all"]),
    ]
    yield f"{one_line(found.publisher or found.outlet)} ({found.url})"
    for name, told in rows:
        yield from labelled(name, told or ["none"], _LABEL)


def _hosts(urls: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(one_line(host_of(url)) for url in urls))


def _unread(urls: Sequence[str]) -> list[str]:
    return [f"{len(urls)} more, not looked at: {', '.join(urls[:_SHOWN])}"] if urls else []


def _cut(urls: Sequence[str]) -> list[str]:
    more = [f"and {len(urls) - _SHOWN:,} more"] if len(urls) > _SHOWN else []
    return [*map(one_line, urls[:_SHOWN]), *more]


def _proposal(proposal: Proposal) -> str:
    return f"{'not declared' if proposal.value is None else proposal.value}: {one_line(proposal.why)}"


def _story(story: StoryRead) -> Iterator[str]:
    yield one_line(story.url)
    yield f"  {story_words(story) if story.trouble is None else one_line(story.trouble)}"


def _next(found: Found, path: Path | None, name: str | None) -> Iterator[str]:
    if not _leads_to_stories(found):
        yield "Nothing to crawl was found: are the stories brought by scripts, or is this not the front page?"
    elif path is None:
        yield f"Next: {program()} probe {found.url} --write NAME"
    else:
        shown = path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
        yield f"Written: {shown}. Read it, then: {program()} crawl {name} -a limit=5"
