"""Time of every documented query of the store's readers on a million stories, and the plans that answer it.

    python -m bench.million --var /tmp/million          # once: makes the database
    python -m bench.windows --var /tmp/million          # asks; --text 100000 compares MongoDB's text index too

Each query is asked with other values again and again, the first page and pages after it. Client and server work in
turns, so that their processor time is what a page takes where nothing else runs; beside it stands the time on the
clock, in which other processes have their share. A query is too slow where the 99th percentile of its processor time is
above 100 ms; a plan is wrong where the server scans a collection, or sorts. Exit code 1 says so.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from pymongo.database import Database

from bench.million import AGENCIES, DATABASE, END, SPAN_S, Vocabulary, outlet_name
from bench.plans import Heard, listening, plans
from newscrawler.storage.local import mongod as local_mongod
from newscrawler.storage.reader import Page, Reader

__all__ = ["main"]

Ask = Callable[..., Page[Any]]

LIMIT_MS = 100
PAGE = 50
_PAGES = 3
"""Pages of a walk: the first, and pages after a cursor."""

_PARSER = argparse.ArgumentParser(prog="python -m bench.windows", description=(__doc__ or "").split("\n")[0])
_PARSER.add_argument("--var", type=Path, required=True, help="directory of the database")
_PARSER.add_argument("--rounds", type=int, default=40, help="walks of each query")
_PARSER.add_argument("--only", default="", metavar="TEXT", help="queries with this text in their name")
_PARSER.add_argument("--text", type=int, default=0, help="stories on which MongoDB's text index is compared")


@dataclass(slots=True)
class Measured:
    """Times and plans of one query."""

    name: str
    milliseconds: list[float] = field(default_factory=list)
    """Of processor time."""
    waited: list[float] = field(default_factory=list)
    """Milliseconds on the clock."""
    wrong: set[str] = field(default_factory=set)
    examined: int = 0
    items: int = 0

    def __str__(self) -> str:
        times, waited = self.milliseconds, self.waited
        line = f"{self.name:<44} {len(times):>5} {statistics.median(times):>8.1f} {_p99(times):>8.1f}"
        line += f" {statistics.median(waited):>8.1f} {_p99(waited):>8.1f}"
        return f"{line} {self.items / len(times):>6.1f} {self.examined:>9,} {' '.join(sorted(self.wrong))}"

    @property
    def is_right(self) -> bool:
        """Whether it is quick and reads indexes in their order."""
        return not self.wrong and _p99(self.milliseconds) <= LIMIT_MS


class _Clock:
    """Processor time of this process and of the server."""

    def __init__(self, server: int) -> None:
        self._tasks = Path(f"/proc/{server}/task")

    def __call__(self) -> float:
        """Return seconds."""
        nanoseconds = 0
        for task in self._tasks.iterdir():
            with suppress(OSError):  # a thread that has just ended
                nanoseconds += int((task / "schedstat").read_text().split()[0])
        return time.process_time() + nanoseconds / 1e9


def _p99(values: Sequence[float]) -> float:
    return sorted(values)[min(len(values) - 1, len(values) * 99 // 100)]


class _Queries:
    """The documented queries, with values by chance."""

    def __init__(self, reader: Reader, database: Database[dict[str, Any]]) -> None:
        self._reader = reader
        self._chance = random.Random(15)
        self._english, self._german = Vocabulary("en").words, Vocabulary("de").words
        self._clusters = [each["_id"] for each in database["clusters"].find({}, {"_id": 1}).limit(200)]
        self._threads = [each["_id"] for each in database["threads"].find({}, {"_id": 1}).limit(200)]
        self._texts = [each["body"][0].split() for each in database["stories"].find({"inLanguage": "en"}).limit(200)]

    def lists(self) -> Iterator[tuple[str, Callable[[], Ask]]]:
        """Yield each list with what draws its values."""
        stories, chance, drawn = self._reader.stories_page, self._chance, self._filters()
        for names in (
            *((), ("outlet",), ("agency",), ("outlet", "agency"), ("since",), ("until",), ("outlet", "until")),
            *(("agency", "until"), ("outlet", "agency", "until"), ("cluster",), ("cluster", "outlet")),
        ):
            yield f"stories {'+'.join(names)}", _drawing(stories, drawn, names)
        for names in ((), ("outlet",), ("agency",), ("outlet", "agency"), ("cluster",)):
            names = ("changed_since", *names)
            yield f"stories {'+'.join(names)}", _drawing(stories, drawn, names)
        for order in ("spread", "firstSeen", "lastChanged"):
            for names in ((), ("agency",)):
                clusters = partial(self._reader.clusters_page, order=order)
                yield f"clusters {'+'.join((order, *names))}", _drawing(clusters, drawn, names)
        ask = _drawing(self._reader.comments_page, {"thread_id": lambda: chance.choice(self._threads)}, ("thread_id",))
        yield "comments of a thread", ask
        yield "quarantine", _drawing(self._reader.quarantine_page, {}, ())

    def searches(self) -> Iterator[tuple[str, Callable[[], Ask]]]:
        """Yield each kind of search with what draws its words."""
        chance, word, drawn = self._chance, self._word, self._filters()
        kinds: dict[str, Callable[[], str]] = {
            "one word in most stories": lambda: word(0, 10),
            "one word in a tenth": lambda: word(100, 250),
            "one word in a thousandth": lambda: word(9_000, 15_000),
            "one of the rarest words": lambda: word(50_000, 60_000),
            "no such word": lambda: "zzyzx",
            "two common words": lambda: f"{word(0, 100)} {word(0, 100)}",
            "two words in a tenth each": lambda: f"{word(100, 250)} {word(100, 250)}",
            "two words in a hundredth each": lambda: f"{word(1_000, 2_000)} {word(1_000, 2_000)}",
            "a common and a rare word": lambda: f"{word(0, 50)} {word(30_000, 60_000)}",
            "common words that are never together": lambda: f"{word(0, 20)} {self._german[chance.randrange(20)]}",
            "five words of a text": lambda: " ".join(chance.sample(chance.choice(self._texts), 5)),
            "a phrase of a text": self._phrase,
            "common words as a phrase": lambda: f'"{word(0, 50)} {word(0, 50)}"',
        }
        for name, query in kinds.items():
            yield f"search: {name}", _drawing(self._reader.stories_page, {"query": query}, ("query",))
        drawn["query"] = kinds["one word in a tenth"]
        for names in (("outlet",), ("agency",), ("since",), ("until",), ("outlet", "agency", "until")):
            yield f"search: a tenth + {'+'.join(names)}", _drawing(self._reader.stories_page, drawn, ("query", *names))

    def _filters(self) -> dict[str, Callable[[], Any]]:
        return {
            "outlet": self._outlet,
            "agency": lambda: self._chance.choice(AGENCIES),
            "since": self._time,
            "until": self._time,
            "changed_since": self._time,
            "cluster": lambda: self._chance.choice(self._clusters),
        }

    def _outlet(self) -> str:
        """Return an outlet, those that print much as often as those that print little."""
        return outlet_name(int(1_000 ** self._chance.random()) - 1)

    def _time(self) -> datetime:
        return END - timedelta(seconds=self._chance.randrange(SPAN_S))

    def _word(self, low: int, high: int) -> str:
        return self._english[self._chance.randrange(low, high)]

    def _phrase(self) -> str:
        text = self._chance.choice(self._texts)
        start = self._chance.randrange(len(text) - 2)
        return f'"{" ".join(text[start : start + 3])}"'


def _drawing(ask: Ask, drawn: dict[str, Callable[[], Any]], names: Sequence[str]) -> Callable[[], Ask]:
    def draw() -> Ask:
        filters = {name: drawn[name]() for name in names}
        return lambda **more: ask(**filters, **more)

    return draw


def _measure(
    name: str, draw: Callable[[], Ask], rounds: int, clock: _Clock, database: Database[Any], heard: Heard
) -> Measured:
    measured = Measured(name)
    for number in range(rounds):
        ask, after = draw(), None
        for _ in range(_PAGES):
            used, begun = clock(), time.perf_counter()
            page = ask(limit=PAGE, after=after)
            measured.waited.append((time.perf_counter() - begun) * 1_000)
            measured.milliseconds.append((clock() - used) * 1_000)
            measured.items += len(page.items)
            after = page.next
            if after is None:
                break
        if number < 5:
            for plan in plans(database, heard):
                measured.wrong |= {"COLLSCAN", "SORT"} & set(plan.stages)
                measured.examined = max(measured.examined, plan.keys)
        heard.commands.clear()
    return measured


def _text_index(database: Database[dict[str, Any]], stories: int, rounds: int) -> None:
    """Compare MongoDB's text index: the newest stories with a word, of a copy of some stories."""
    texts = database.client.get_database(f"{DATABASE}-text")["stories"]
    if not texts.estimated_document_count():
        fields = {"headline": 1, "body": 1, "datePublished": 1}
        found = database["stories"].find({}, fields).sort("datePublished", -1).limit(stories)
        batch: list[dict[str, Any]] = []
        for story in found:
            batch.append(story)
            if len(batch) == 1_000:
                texts.insert_many(batch, ordered=False)
                batch = []
        texts.create_index([("headline", "text"), ("body", "text")], default_language="none")
    words, chance = Vocabulary("en").words, random.Random(15)
    for name, low, high in (("in most stories", 0, 10), ("in a tenth", 100, 250), ("in a thousandth", 9_000, 15_000)):
        times = []
        for _ in range(min(rounds, 10)):
            query = {"$text": {"$search": words[chance.randrange(low, high)]}}
            begun = time.perf_counter()
            list(texts.find(query).sort("datePublished", -1).limit(PAGE))
            times.append((time.perf_counter() - begun) * 1_000)
        print(f"$text on {stories:,}: one word {name:<20} {statistics.median(times):>10.1f} {max(times):>10.1f} ms")


def main(arguments: Sequence[str]) -> int:
    """Ask every query, and print its times; returns 1 where one is too slow or answered by a wrong plan."""
    options = _PARSER.parse_args(arguments)
    uri = local_mongod.ensure(options.var)
    wrong = 0
    with listening(uri, DATABASE) as (database, heard):
        queries = _Queries(Reader(database), database)
        clock = _Clock(database.client.admin.command("serverStatus")["pid"])
        columns = ("p50 ms", "p99 ms", "p50 wall", "p99 wall")
        print(f"{'query':<44} pages {' '.join(f'{each:>8}' for each in columns)}  items  keys max")
        for name, draw in (*queries.lists(), *queries.searches()):
            if options.only not in name:
                continue
            heard.commands.clear()
            measured = _measure(name, draw, options.rounds, clock, database, heard)
            wrong += not measured.is_right
            print(measured, flush=True)
        if options.text:
            _text_index(database, options.text, options.rounds)
    print(
        f"{wrong} queries are too slow or read the wrong way" if wrong else "every query is quick and reads by an index"
    )
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
