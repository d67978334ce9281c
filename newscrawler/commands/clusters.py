"""``scrapy clusters``: wire texts by the outlets that print them, and links that are cut by hand."""

from __future__ import annotations

import argparse
import sys
from itertools import islice
from typing import Any

from pymongo.database import Database
from scrapy.commands import ScrapyCommand

from newscrawler.commands._asking import InputError, NoCrawl, database, nothing_else, one_line_errors, whole_number
from newscrawler.commands._rendering import short_id
from newscrawler.commands._terminal import date, one_line, table, table_columns
from newscrawler.commands._wire_text import cluster_fields
from newscrawler.program import program
from newscrawler.storage.clusters import cut_link, uncut_link
from newscrawler.storage.erasure import operator
from newscrawler.storage.plain import as_json
from newscrawler.storage.reader import Order, Reader, StoredCluster
from newscrawler.storage.schema import prepare

__all__ = ["Command"]

_SHOWN = 30
"""Clusters and cuts shown by default."""

_ORDERS: dict[str, Order] = {"spread": "spread", "newest": "firstSeen", "changed": "lastChanged"}
"""Orders of the list, with their names in the read API."""


class Command(NoCrawl, ScrapyCommand):
    """List clusters; cut a wrong link."""

    def syntax(self) -> str:
        return "[list] | cut STORY STORY --reason TEXT | uncut STORY STORY | cuts"

    def short_desc(self) -> str:
        return "Show wire texts by the outlets that print them, and cut wrong links"

    def long_desc(self) -> str:
        return (
            "list: stories that print one wire text under other headlines, those of most outlets first. cut: keep two "
            "stories out of one cluster for good. uncut: take a cut back. cuts: links that were cut, the latest first. "
            "Show one cluster with: stories --cluster KEY."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--sort",
            metavar="ORDER",
            default="spread",
            help="list: spread (most outlets first), newest or changed (latest first); %(default)s if not given",
        )
        parser.add_argument("--agency", metavar="NAME", help="list: only wire texts of this agency, e.g. Reuters")
        parser.add_argument(
            "--limit", metavar="N", default=str(_SHOWN), help="list, cuts: at most this many; %(default)s if not given"
        )
        parser.add_argument("--reason", metavar="TEXT", help="cut: why; it is kept with the cut")
        parser.add_argument("--json", action="store_true", help="list, cuts: one JSON document per line")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        with one_line_errors(self), database(self.settings) as stored:
            match args:
                case [] | ["list"]:
                    _list(Reader(stored), opts)
                case ["cuts"]:
                    _cuts(Reader(stored), opts)
                case ["cut", a, b]:
                    _cut(stored, a, b, opts)
                case ["uncut", a, b]:
                    _uncut(stored, a, b)
                case ["cut" | "uncut" as action, *_]:
                    raise InputError(f"{action} takes two stories, as `{program()} stories` prints them")
                case ["list" | "cuts", *rest]:
                    nothing_else(rest)
                case [other, *_]:
                    raise InputError(f"{other!r} is not an action; use {self.syntax()}")


def _list(reader: Reader, opts: argparse.Namespace) -> None:
    limit = whole_number("--limit", opts.limit)
    if opts.sort not in _ORDERS:
        raise InputError(f"--sort {opts.sort!r} is not one of {', '.join(_ORDERS)}")
    # One more than shown, to know whether there are more.
    found = reader.clusters(order=_ORDERS[opts.sort], agency=opts.agency, limit=limit + 1)
    clusters = list(islice(found, limit))
    more = next(found, None) is not None
    headlines = reader.headlines(cluster.lead for cluster in clusters)
    if opts.json:
        for cluster in clusters:
            print(as_json({**cluster_fields(cluster), "headline": headlines.get(cluster.lead)}))
    elif clusters:
        for line in table(_rows(clusters, headlines), right=frozenset({3, 4}), room=table_columns()):
            print(line)
    else:
        print(f"{program()} clusters: {_nothing(reader, opts)}", file=sys.stderr)
    if more:
        print(f"{program()} clusters: {limit} shown, there are more; see --limit", file=sys.stderr)


def _rows(clusters: list[StoredCluster], headlines: dict[str, str]) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [
        ("CLUSTER", "FIRST SEEN", "AGENCY", "OUTLETS", "STORIES", "HEADLINE OF THE ORIGINAL")
    ]
    for cluster in clusters:
        rows.append(
            (
                short_id(cluster.id),
                date(cluster.firstSeen),
                one_line(cluster.agency) or "–",
                f"{cluster.spread:,}",
                f"{cluster.storiesCount:,}",
                one_line(headlines.get(cluster.lead)),
            )
        )
    return rows


def _nothing(reader: Reader, opts: argparse.Namespace) -> str:
    if opts.agency is not None and opts.agency not in reader.agencies():
        return f"no story has --agency {opts.agency!r}; there are: {', '.join(reader.agencies()) or 'none'}"
    if next(reader.clusters(limit=1), None) is None:
        return "no two stories print one wire text yet; stories are linked while a crawl stores them"
    return "no cluster matches the options"


def _cuts(reader: Reader, opts: argparse.Namespace) -> None:
    limit = whole_number("--limit", opts.limit)
    found = reader.cuts(limit=limit + 1)
    if opts.json:
        for cut in found[:limit]:
            print(as_json({"a": cut.a, "b": cut.b, "at": cut.at, "by": cut.by, "reason": cut.reason}))
    else:
        rows = [("STORY", "STORY", "SINCE", "BY", "REASON")]
        rows += [
            (short_id(cut.a), short_id(cut.b), date(cut.at), one_line(cut.by), one_line(cut.reason))
            for cut in found[:limit]
        ]
        if len(rows) > 1:
            for line in table(rows, right=frozenset(), room=table_columns()):
                print(line)
        else:
            print(f"{program()} clusters: no link was cut", file=sys.stderr)
    if len(found) > limit:
        print(f"{program()} clusters: {limit} shown, there are more; see --limit", file=sys.stderr)


def _cut(stored: Database[dict[str, Any]], a: str, b: str, opts: argparse.Namespace) -> None:
    if not (opts.reason or "").strip():
        raise InputError("cut takes --reason, which is kept with the cut")
    prepare(stored)
    reader = Reader(stored)
    first, second = reader.story_id(a), reader.story_id(b)
    changed = cut_link(stored, first, second, operator(), opts.reason)
    print(f"cut: {short_id(first)} and {short_id(second)} are in no cluster together; {_clusters(changed)}")


def _uncut(stored: Database[dict[str, Any]], a: str, b: str) -> None:
    prepare(stored)
    reader = Reader(stored)
    first, second = reader.story_id(a), reader.story_id(b)
    changed = uncut_link(stored, first, second)
    print(f"taken back: {short_id(first)} and {short_id(second)} may be in one cluster; {_clusters(changed)}")


def _clusters(number: int) -> str:
    return f"{number:,} cluster{'' if number == 1 else 's'} changed"
