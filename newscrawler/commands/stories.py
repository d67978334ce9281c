"""``scrapy stories``: the stored stories, as tables, trees or JSON."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import islice
from typing import Any

from scrapy.commands import ScrapyCommand

from newscrawler.commands._asking import (
    InputError,
    NoCrawl,
    database,
    moment,
    nothing_else,
    one_line_errors,
    whole_number,
)
from newscrawler.commands._differing import diff_lines
from newscrawler.commands._rendering import story_table, story_tree
from newscrawler.commands._terminal import columns, date, has_colours, one_line, print_parts, table, table_columns
from newscrawler.commands._wire_text import cluster_fields, cluster_lines
from newscrawler.program import program
from newscrawler.storage.kills import AfterKill, still_running
from newscrawler.storage.plain import as_json, stored_fields, tree_fields
from newscrawler.storage.printings import printing_fields, printings_of_cluster
from newscrawler.storage.reader import LONGEST_PAGE, Reader, StoredStory
from newscrawler.storage.steps import step_fields, steps_of

__all__ = ["Command"]

_SHOWN = 30
"""Stories shown by default."""


_ONE = ("story", "diff", "cluster", "after_kill")
"""Options that show one thing instead of a list."""


class Command(NoCrawl, ScrapyCommand):
    """List stored stories, or show one as a tree."""

    def short_desc(self) -> str:
        return "Show stored stories with their copies and comments"

    def long_desc(self) -> str:
        return (
            "Lists the stored stories, newest first; with --search those that have the words. With --story shows one "
            "story with its copies, threads and comments, with --diff how one copy changed. With --json prints one "
            "JSON document per line."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--outlet", metavar="HOST", help="only stories printed by this outlet")
        parser.add_argument("--agency", metavar="NAME", help="only this agency's stories, e.g. Reuters")
        parser.add_argument("--since", metavar="DATE", help="published then or later (ISO 8601, UTC unless stated)")
        parser.add_argument(
            "--changed-since", metavar="DATE", help="added or changed then or later; latest change first"
        )
        parser.add_argument("--until", metavar="DATE", help="published before then")
        parser.add_argument(
            "--search", metavar="WORDS", help='with all these words in headline or body; "words in quotes" side by side'
        )
        parser.add_argument(
            "--limit", metavar="N", default=str(_SHOWN), help="at most this many; %(default)s if not given"
        )
        parser.add_argument(
            "--story", metavar="KEY", help="one story: its key, the first digits of it, or a copy's URL"
        )
        parser.add_argument(
            "--diff", metavar="URL", help="how the copy under this URL changed, word by word, oldest change first"
        )
        parser.add_argument(
            "--cluster",
            metavar="KEY",
            help="who printed the wire text of this story, when, how much of it and which version",
        )
        parser.add_argument(
            "--after-kill",
            action="store_const",
            const=True,
            help="the copies that still run a story which its agency or two outlets killed, of all headlines",
        )
        parser.add_argument(
            "--full",
            action="store_true",
            help="the whole text, with notes and credits (--story); unchanged paragraphs too (--diff)",
        )
        parser.add_argument("--json", action="store_true", help="one JSON document per line")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        with one_line_errors(self):
            nothing_else(args)
            asked = [name for name in _ONE if getattr(opts, name) is not None]
            if len(asked) > 1:
                first, second = (name.replace("_", "-") for name in asked[:2])
                raise InputError(f"--{first} and --{second} exclude each other; give one of them")
            match asked:
                case ["story"]:
                    self._show(opts)
                case ["diff"]:
                    self._diff(opts)
                case ["cluster"]:
                    self._cluster(opts)
                case ["after_kill"]:
                    self._after_kill(opts)
                case _:
                    self._list(opts)

    def _list(self, opts: argparse.Namespace) -> None:
        limit = whole_number("--limit", opts.limit)
        filters: dict[str, Any] = {"outlet": opts.outlet, "agency": opts.agency}
        filters |= {"since": moment("--since", opts.since), "until": moment("--until", opts.until)}
        changed_since = moment("--changed-since", opts.changed_since)
        if opts.search is not None and changed_since is not None:
            raise InputError("--search and --changed-since exclude each other; give one of them")
        with database(self.settings) as stored:
            reader = Reader(stored)
            # One more than shown, to know whether there are more.
            if opts.search is None:
                found = reader.stories(**filters, changed_since=changed_since, limit=limit + 1)
            else:
                found = _found(reader, opts.search, filters, limit + 1)
            stories = list(islice(found, limit))
            more = next(found, None) is not None
            counts = reader.comment_counts(stories)
            if opts.json:
                for story in stories:
                    print(as_json({**stored_fields(story), "commentCount": counts.get(story.id, 0)}))
            elif stories:
                for line in story_table(stories, counts, table_columns()):
                    print(line)
            else:
                print(f"{program()} stories: {_nothing(reader, opts)}", file=sys.stderr)
            if more:
                print(f"{program()} stories: {limit} shown, there are more; see --limit", file=sys.stderr)

    def _show(self, opts: argparse.Namespace) -> None:
        with database(self.settings) as stored:
            tree = Reader(stored).story(opts.story)
        if opts.json:
            print(as_json(tree_fields(tree)))
            return
        for line in story_tree(tree, columns(), full=opts.full):
            print(line)

    def _diff(self, opts: argparse.Namespace) -> None:
        limit = whole_number("--limit", opts.limit)
        with database(self.settings) as stored:
            reader = Reader(stored)
            current = reader.copy(opts.diff)
            steps = steps_of(reader.revisions(opts.diff), current.copy)
        if opts.json:
            for step in steps[-limit:]:
                print(as_json(step_fields(step)))
        elif steps or current.gone or current.flipFlops:
            colours, room = has_colours(), columns()
            for line in diff_lines(current, steps[-limit:], room, colours=colours, full=opts.full):
                print_parts(line, colours=colours)
        else:
            print(f"{program()} stories: {opts.diff} never changed since it was first stored", file=sys.stderr)
        if len(steps) > limit:
            print(f"{program()} stories: the latest {limit} of {len(steps)} changes; see --limit", file=sys.stderr)

    def _cluster(self, opts: argparse.Namespace) -> None:
        limit = whole_number("--limit", opts.limit)
        with database(self.settings) as stored:
            reader = Reader(stored)
            cluster = reader.cluster(opts.cluster)
            printings, _ = printings_of_cluster(reader, cluster)
            headline = reader.headlines([cluster.lead])[cluster.lead]
        if opts.json:
            shown = [printing_fields(printing) for printing in printings[:limit]]
            print(as_json({**cluster_fields(cluster), "headline": headline, "copies": shown}))
        else:
            for line in cluster_lines(cluster, headline, printings, printings[:limit], columns()):
                print(line)
        if len(printings) > limit:
            print(f"{program()} stories: {limit} of {len(printings)} copies; see --limit", file=sys.stderr)

    def _after_kill(self, opts: argparse.Namespace) -> None:
        limit = whole_number("--limit", opts.limit)
        with database(self.settings) as stored:
            found = list(islice(still_running(stored), limit + 1))
        shown = found[:limit]
        if opts.json:
            for copy in shown:
                print(as_json({**asdict(copy), "seenAfter": copy.seenAfter}))
        elif shown:
            for line in table(_after_kill_rows(shown), right=frozenset(), room=table_columns()):
                print(line)
        else:
            print(f"{program()} stories: no stored copy still runs a killed story", file=sys.stderr)
        if len(found) > limit:
            print(f"{program()} stories: {limit} shown, there are more; see --limit", file=sys.stderr)


def _after_kill_rows(copies: Sequence[AfterKill]) -> list[tuple[str, str, str, str, str]]:
    rows = [("KILLED", "BY", "LAST SEEN", "OUTLET", "URL")]
    return rows + [
        (date(copy.since), one_line(", ".join(copy.by)), date(copy.lastSeen), one_line(copy.outlet), one_line(copy.url))
        for copy in copies
    ]


def _found(reader: Reader, query: str, filters: dict[str, Any], number: int) -> Iterator[StoredStory]:
    """Yield stories with the words of a query, at most ``number``.

    :raises InputError: when the query cannot be answered
    """
    after = None
    while True:
        try:
            page = reader.stories_page(query=query, **filters, limit=min(number, LONGEST_PAGE), after=after)
        except ValueError as error:
            raise InputError(f"--search: {error}") from error
        yield from page.items
        number, after = number - len(page.items), page.next
        if number <= 0 or after is None:
            return


def _nothing(reader: Reader, opts: argparse.Namespace) -> str:
    for option, asked, known in (
        ("--outlet", opts.outlet, reader.outlets()),
        ("--agency", opts.agency, reader.agencies()),
    ):
        if asked is not None and asked not in known:
            return f"no story has {option} {asked!r}; there are: {', '.join(known) or 'none'}"
    if opts.search is not None:
        return _not_found(reader)
    if next(reader.stories(limit=1), None) is None:
        return f"nothing is stored yet; start a crawl, for example: {program()} crawl japantoday"
    return "no story matches the options"


def _not_found(reader: Reader) -> str:
    state = reader.search_state()
    if state is None:
        return f"no words are indexed yet; `{program()} serve` and scrapyd nodes index them as they run"
    if not state.complete:
        return f"no story with these words is among the {state.stories:,} that are indexed so far, the newest first"
    return "no story has these words and matches the other options"
