"""The actions of ``scrapy outlets`` that change or show the list of outlets that ``scrapy crawl follow`` follows."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from pymongo.database import Database

from newscrawler.calendar.costs import cost
from newscrawler.commands._asking import FailureError, InputError, nothing_else, whole_number
from newscrawler.commands._terminal import one_line, table, table_columns
from newscrawler.comments import PLATFORMS
from newscrawler.program import program
from newscrawler.sites import outlet_of
from newscrawler.spiders._outlets import OutletError, declaration_of, outlet_of_spider
from newscrawler.spiders.syndication import SyndicationSpider
from newscrawler.storage import outlets
from newscrawler.storage.calendar import Calendar
from newscrawler.storage.outlets import FollowedOutlet, OutletsError
from newscrawler.storage.plain import as_json
from newscrawler.storage.runs import server_time

__all__ = ["ACTIONS", "act", "add_options"]

ACTIONS = ("add", "pause", "resume", "remove", "list")

_ASSUMED_STORIES = 60
"""Stories a day of an outlet of which nothing is stored: a regional paper prints some 50, an agency's site 500."""

_OBSERVED_DAYS = 7
"""Days over which stored stories are counted: each weekday once."""

_DAY_S = 86_400

_LISTS = ("feeds", "sitemaps", "sections")

Spiders = Mapping[str, type[SyndicationSpider]]


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of the actions."""
    option = parser.add_argument
    option("--most-per-hour", metavar="N", help="add: most requests an hour to each host of the outlet")
    option("--stories", metavar="N", help="add: stories a day, for the statement of what it costs the outlet")
    option("--dry-run", action="store_true", help="add: state what it costs the outlet, and add nothing")
    for name in ("feed", "sitemap", "section"):
        option(
            f"--{name}", metavar="URL", action="append", default=[], help=f"add: a {name} of an outlet without spider"
        )
    option("--language", metavar="CODE", action="append", default=[], help="add: a language of its stories")
    option("--platform", metavar="NAME", action="append", default=[], help="add: its comment platform")
    option("--country", metavar="CC", help="add: country of its newsroom")
    option("--time-zone", metavar="ZONE", help="add: zone of the times that it prints without one")
    option("--publisher", metavar="NAME", help="add: organisation behind it")
    option("--story-url", metavar="REGEX", help="add: regular expression that its stories' addresses match")


def act(stored: Database[dict[str, Any]], args: Sequence[str], opts: argparse.Namespace, spiders: Spiders) -> None:
    """Run an action.

    :raises InputError: the arguments are wrong
    :raises FailureError: the list cannot be changed as asked
    """
    try:
        match args:
            case ["list", *rest]:
                nothing_else(rest)
                _list(stored, opts, spiders)
            case ["add", name]:
                _add(stored, _asked(name, opts, spiders), opts, spiders)
            case ["add", *_]:
                raise InputError("add takes one NAME of a spider, or the host of an outlet with --feed URL or the like")
            case ["pause" | "resume" as action, name]:
                _set_state(stored, action, name)
            case ["remove", name]:
                _remove(stored, name)
            case [action, *_]:
                raise InputError(f"{action} takes one NAME; see `{program()} outlets list`")
    except OutletsError as error:
        raise FailureError(str(error)) from error


# --- add ------------------------------------------------------------------------------------------------------------


def _asked(name: str, opts: argparse.Namespace, spiders: Spiders) -> FollowedOutlet:
    declared = _declared(opts)
    if name in spiders:
        if declared:
            raise InputError(f"{name} is a spider, which declares {', '.join(sorted(declared))} itself; leave that out")
        asked = outlet_of_spider(spiders[name])
    else:
        host = outlet_of(name if "://" in name else f"https://{name}/")
        if "." not in host or not re.fullmatch(r"[\w.-]+", host):
            raise InputError(f"there is no outlet {name!r}; choose from: {', '.join(sorted(spiders))}, or name a host")
        asked = FollowedOutlet(name=host, outlet=host, **declared)
    most = None if opts.most_per_hour is None else whole_number("--most-per-hour", opts.most_per_hour)
    asked = replace(asked, mostPerHour=most)
    try:
        declaration_of(asked, spiders)
    except OutletError as error:
        raise InputError(
            f"{error}: give --feed, --sitemap or --section (`{program()} probe https://{asked.outlet}/` finds them)"
        ) from error
    return asked


def _declared(opts: argparse.Namespace) -> dict[str, Any]:
    """Return what the options declare of an outlet without a spider, by field."""
    given = {
        "feeds": [_url("--feed", url) for url in opts.feed],
        "sitemaps": [_url("--sitemap", url) for url in opts.sitemap],
        "sections": [_url("--section", url) for url in opts.section],
        "languages": [_match("--language", each, r"[a-z]{2,3}(?:-\w+)*", "en or pt-BR") for each in opts.language],
        "commentPlatforms": [_platform(each) for each in opts.platform],
        "country": opts.country and _match("--country", opts.country, r"[A-Z]{2}", "GB"),
        "timeZone": opts.time_zone and _zone(opts.time_zone),
        "publisher": opts.publisher,
        "storyUrl": opts.story_url and _expression(opts.story_url),
    }
    return {name: value for name, value in given.items() if value}


def _url(option: str, url: str) -> str:
    if not re.match(r"https?://[^/\s@]+(?:/\S*)?$", url):
        raise InputError(f"{option} {url!r} is not an http(s) URL without a user")
    return url


def _match(option: str, text: str, expression: str, example: str) -> str:
    if not re.fullmatch(expression, text):
        raise InputError(f"{option} {text!r} is not a code such as {example}")
    return text


def _platform(name: str) -> str:
    if name not in PLATFORMS:
        raise InputError(f"--platform {name!r} is not known; choose from: {', '.join(sorted(PLATFORMS))}")
    return name


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise InputError(f"--time-zone {name!r} is not a zone such as Europe/London") from None
    return name


def _expression(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise InputError(f"--story-url {text!r} is not a regular expression: {error}") from None
    return text


def _add(stored: Database[dict[str, Any]], asked: FollowedOutlet, opts: argparse.Namespace, spiders: Spiders) -> None:
    known = _stories_a_day(stored, asked.outlet)
    stories = known or _ASSUMED_STORIES if opts.stories is None else whole_number("--stories", opts.stories)
    source = (
        "as asked" if opts.stories is not None else ("as stored in the last week" if known else "assumed: --stories N")
    )
    for line in _cost_lines(asked, stories, source, spiders):
        print(line)
    if opts.dry_run:
        print("nothing was added (--dry-run)")
        return
    outlets.add(stored, asked)
    print(f"added {asked.name}; a running `{program()} crawl follow` begins with it within seconds")


def _cost_lines(asked: FollowedOutlet, stories: float, source: str, spiders: Spiders) -> Iterator[str]:
    lists = _lists_of(asked, spiders)
    told = cost(lists, stories)
    total = told.a_day(stories)
    yield f"{asked.name} ({asked.outlet}): about {total:,} requests a day, {total / _DAY_S * 60:.1f} a minute"
    yield f"  lists    {told.lists:,.0f} a day for {lists} of them"
    yield f"  stories  {stories:,.0f} a day ({source}), each looked at {told.looks} times in a month"
    yield f"  comments up to {told.visits} visits of each story's thread, of one request or more"
    limits = [f"one request at a time, {_DAY_S:,} a day at a second each"]
    if asked.mostPerHour is not None:
        limits.append(f"at most {asked.mostPerHour:,} an hour for each host (--most-per-hour)")
    yield f"  never more than {'; '.join(limits)}; Crawl-delay and Retry-After are obeyed"


def _lists_of(outlet: FollowedOutlet, spiders: Spiders) -> int:
    kind = declaration_of(outlet, spiders)
    return sum(len(getattr(kind, name)) for name in _LISTS)


def _stories_a_day(stored: Database[dict[str, Any]], outlet: str) -> float:
    """Return the copies that were stored in a day of the last week; 0 where there are none."""
    since = server_time(stored) - timedelta(days=_OBSERVED_DAYS)
    return stored["copies"].count_documents({"outlet": outlet, "firstSeen": {"$gte": since}}) / _OBSERVED_DAYS


# --- the others -----------------------------------------------------------------------------------------------------


def _set_state(stored: Database[dict[str, Any]], action: str, name: str) -> None:
    is_new = outlets.set_state(stored, name, "paused" if action == "pause" else "active")
    done = {"pause": "paused", "resume": "followed"}[action]
    if not is_new:
        print(f"{name} is {done} already")
    elif action == "pause":
        print(f"paused {name}: requests under way are finished, nothing new is requested")
    else:
        print(f"{name} is followed again, with what is due first")


def _remove(stored: Database[dict[str, Any]], name: str) -> None:
    removed = outlets.remove(stored, name)
    entries = Calendar(stored).forget(removed.outlet)
    print(f"removed {name} and its {entries:,} entries of the calendar; its stories stay")


def _list(stored: Database[dict[str, Any]], opts: argparse.Namespace, spiders: Spiders) -> None:
    listed = outlets.followed(stored)
    counts = Calendar(stored).counts()
    if opts.json:
        for outlet in listed:
            print(as_json({**asdict(outlet), "entries": dict(counts.get(outlet.outlet, {}))}))
        return
    if not listed:
        print(f"no outlet is followed; add one: {program()} outlets add NAME")
        return
    rows: list[tuple[str, ...]] = [
        ("NAME", "OUTLET", "STATE", "LISTS", "STORIES", "THREADS", "REQUESTS/DAY", "MOST/HOUR")
    ]
    for outlet in listed:
        entries = counts.get(outlet.outlet, {})
        shown = [f"{entries.get(kind, 0):,}" for kind in ("list", "copy", "thread")]
        most = "–" if outlet.mostPerHour is None else f"{outlet.mostPerHour:,}"
        row = (outlet.name, outlet.outlet, outlet.state, *shown, _estimate(stored, outlet, spiders), most)
        rows.append(tuple(one_line(each) for each in row))
    for line in table(rows, right=frozenset({3, 4, 5, 6, 7}), room=table_columns()):
        print(line)


def _estimate(stored: Database[dict[str, Any]], outlet: FollowedOutlet, spiders: Spiders) -> str:
    """Return the requests of a day in words; a dash where its spider is not here or nothing is stored of it."""
    stories = _stories_a_day(stored, outlet.outlet)
    try:
        lists = _lists_of(outlet, spiders)
    except OutletError:
        return "no spider"
    return f"{cost(lists, stories).a_day(stories):,}" if stories else "–"
