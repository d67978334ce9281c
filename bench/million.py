"""A million synthetic stories in a database of their own, for measurements of what reads the store.

    python -m bench.million --var /tmp/million --stories 1000000

The words are invented; how often each is used follows Zipf's law, as in a language, and so do outlets and agencies.
Documents are made by the writer's functions and inserted directly. There are 16,000 different texts: each of them comes
again under other ids, dates, outlets and agencies. The newest stories have copies, threads and comments too; one story
in twenty is in a cluster. Indexes are built at the end. The mongod goes on running: ``newscrawler mongo stop`` with
``NEWSCRAWLER_VAR_DIR`` ends it.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any

from pymongo.database import Database

from newscrawler.dedupe import story_key
from newscrawler.items import Author, Comment, Copy, Thread
from newscrawler.language.search import rule_of, stemmers
from newscrawler.storage import SCHEMA_VERSION, connect, prepare
from newscrawler.storage._documents import comment_document, copy_content, copy_document, thread_document
from newscrawler.storage._search_index import RULES, STATE, agency_term, order_of, outlet_term, search_document
from newscrawler.storage._stories import StoryState, story_id
from newscrawler.storage.local import mongod as local_mongod
from newscrawler.storage.trust import Trust

__all__ = ["AGENCIES", "DATABASE", "END", "LANGUAGES", "Vocabulary", "main", "outlet_name"]

DATABASE = "newscrawler"
END = datetime(2026, 11, 28, tzinfo=UTC)
"""The newest story. The others spread evenly over three years before."""
SPAN_S = 3 * 365 * 86_400
OUTLETS = 1_000
AGENCIES = ("Reuters", "AP", "AFP", "dpa", "Kyodo", "EFE", "ANSA", "PA", "Jiji", "Xinhua", "UPI")
LANGUAGES = ("en", "de", "fr", "es", "ja", "ru")
_SHARES = (0.6, 0.1, 0.1, 0.1, 0.05, 0.05)
_WORDS = 60_000
"""Words of a language: a year of a newspaper has some 100,000 forms, half of them once."""
_TEXT_WORDS = (60, 400)
_PARAGRAPH = 40
_IN_CLUSTERS = 60
"""Of so many stories in a row, the first three are one cluster."""
_MEMBERS = 3
_BATCH = 1_000
_TEXTS = 8_000
"""Different texts of a worker."""
_UNDATED = 100
_COMMENTS = 20
_LONG_THREAD = 20_000

_PARSER = argparse.ArgumentParser(prog="python -m bench.million", description=(__doc__ or "").split("\n")[0])
_PARSER.add_argument("--var", type=Path, required=True, help="directory of the database")
_PARSER.add_argument("--stories", type=int, default=1_000_000)
_PARSER.add_argument("--copies", type=int, default=10_000, help="newest stories that have copies and threads too")
_PARSER.add_argument("--workers", type=int, default=2)


class Vocabulary:
    """Invented words of a language, from the most used to the rarest."""

    def __init__(self, language: str, number: int = _WORDS) -> None:
        chance = random.Random(f"words of {language}")
        self.words = list(_invented(language, chance, number))
        self._cumulated = list(accumulate(1 / rank for rank in range(1, len(self.words) + 1)))

    def some(self, chance: random.Random, number: int) -> list[str]:
        """Return words as a text uses them."""
        return chance.choices(self.words, cum_weights=self._cumulated, k=number)


def _invented(language: str, chance: random.Random, number: int) -> Iterator[str]:
    if language == "ja":
        yield from ("".join(chr(0x4E00 + int(chance.random() ** 2 * 3_000)) for _ in range(2)) for _ in range(number))
        return
    latin = ("bcdfghjklmnprstvwz", "aeiou", ("", "s", "ed", "ing", "er"))
    cyrillic = (
        "\u0431\u0432\u0433\u0434\u043a\u043b\u043c\u043d",
        "\u0430\u0435\u0438\u043e",
        ("", "\u044b", "\u043e\u0433\u043e"),
    )
    consonants, vowels, ends = cyrillic if language == "ru" else latin
    known: set[str] = set()
    while len(known) < number:
        syllables = 1 + min(len(known).bit_length() // 6, 2) + chance.randrange(2)
        word = "".join(chance.choice(consonants) + chance.choice(vowels) for _ in range(syllables))
        word += chance.choice(consonants) + chance.choice(ends)
        if word not in known:
            known.add(word)
            yield word


def outlet_name(number: int) -> str:
    """Return the name of an outlet; 0 prints most."""
    return f"outlet{number:03}.example"


class _Maker:
    """Makes the documents of stories by their numbers; 0 is the newest."""

    def __init__(self, stories: int, copies: int) -> None:
        self._stories = stories
        self._copies = copies
        self._vocabularies = {language: Vocabulary(language) for language in LANGUAGES}
        self._outlets = list(accumulate(1 / rank for rank in range(1, OUTLETS + 1)))
        self._agencies = list(accumulate(1 / rank for rank in range(1, len(AGENCIES) + 2)))
        self._trust = Trust()
        self._texts: list[tuple[dict[str, Any], dict[str, Any]]] = []

    def batch(self, numbers: Sequence[int]) -> dict[str, list[dict[str, Any]]]:
        """Return documents by collection."""
        found: dict[str, list[dict[str, Any]]] = {}
        for number in numbers:
            documents = (
                self._again(number) if len(self._texts) >= _TEXTS and number >= self._copies else self._story(number)
            )
            for name, some in documents.items():
                found.setdefault(name, []).extend(some)
        return found

    def _again(self, number: int) -> dict[str, list[dict[str, Any]]]:
        """Return a story with a text that others have."""
        chance = random.Random(number)
        story, entry = self._texts[number % len(self._texts)]
        key = f"{chance.getrandbits(128):032x}"
        outlets, agency, published = self._printers(chance), self._agency(chance), self._published(number, chance)
        at = published or END
        urls = [f"https://{outlet}/{number}" for outlet in outlets]
        id_ = story_id(key, 0)
        story = {
            **story,
            "_id": id_,
            "key": key,
            "agency": agency,
            "outlets": outlets,
            "copies": urls,
            "lead": urls[0],
            "datePublished": published,
            "cluster": self._cluster(number),
            **dict.fromkeys(("firstSeen", "lastSeen", "lastChanged"), at + timedelta(minutes=10)),
        }
        terms = [outlet_term(outlet) for outlet in outlets] + ([agency_term(agency)] if agency else [])
        words = [word for word in entry["words"] if ":" not in word] + terms
        return {
            "stories": [story],
            "search": [{**entry, "_id": id_, "order": order_of(published, key), "words": words}],
        }

    def _story(self, number: int) -> dict[str, list[dict[str, Any]]]:
        chance = random.Random(number)
        printed = self._copy(number, chance)
        copies = []
        state = StoryState.new(printed.key or "", 0, self._trust)
        for outlet in self._printers(chance):
            copy = self._printing(printed, outlet, number)
            content, digest, _ = copy_content(copy)
            document = copy_document(copy, content, digest, state.id)
            state.add(document)
            copies.append(document)
        state.learn({copy["_id"]: copy for copy in copies})
        story = state.inserted()
        del story["linkDue"]
        story["cluster"] = self._cluster(number)
        entry = search_document(story)
        self._texts.append((story, entry))
        documents = {"stories": [story], "search": [entry]}
        if number < self._copies:
            documents["copies"] = copies
            if number % 5 == 0:
                documents |= _discussed(copies[0], chance, _LONG_THREAD if number == 0 else _COMMENTS)
        return documents

    def _agency(self, chance: random.Random) -> str | None:
        return chance.choices((*AGENCIES, None), cum_weights=self._agencies)[0]

    def _published(self, number: int, chance: random.Random) -> datetime | None:
        if number % _UNDATED == _UNDATED - 1:
            return None
        return END - timedelta(seconds=number * SPAN_S // self._stories + chance.randrange(60))

    def _copy(self, number: int, chance: random.Random) -> Copy:
        (language,) = chance.choices(LANGUAGES, _SHARES)
        vocabulary = self._vocabularies[language]
        words = vocabulary.some(chance, chance.randint(*_TEXT_WORDS))
        space = "" if language == "ja" else " "
        body = [space.join(words[at : at + _PARAGRAPH]) for at in range(0, len(words), _PARAGRAPH)]
        headline = space.join(vocabulary.some(chance, 8)).capitalize()
        agency, published = self._agency(chance), self._published(number, chance)
        byline = f"{headline[:1]}. Writer {number}"
        return Copy(
            url="",
            outlet="",
            headline=headline,
            byline=byline,
            authors=[byline],
            agency=agency,
            body=body,
            inLanguage=language,
            datePublished=published,
            datePublishedPrecision=None if published is None else "exact",
            key=story_key(headline, byline),
            retrieved=(published or END) + timedelta(minutes=10),
        )

    def _printing(self, printed: Copy, outlet: str, number: int) -> Copy:
        fields = {
            name: getattr(printed, name) for name in ("headline", "byline", "authors", "agency", "body", "inLanguage")
        }
        fields |= {
            name: getattr(printed, name) for name in ("datePublished", "datePublishedPrecision", "key", "retrieved")
        }
        return Copy(url=f"https://{outlet}/{number}", outlet=outlet, **fields)

    def _printers(self, chance: random.Random) -> list[str]:
        """Return the outlets that print a story: one or a few."""
        number = 1 + int(chance.random() ** 4 * 5)
        return sorted(
            {outlet_name(each) for each in chance.choices(range(OUTLETS), cum_weights=self._outlets, k=number)}
        )

    def _cluster(self, number: int) -> str | None:
        """Return the name of a story's cluster. It is no story's id, which costs time to make."""
        return f"{number - number % _IN_CLUSTERS:032x}.0" if number % _IN_CLUSTERS < _MEMBERS else None


def _discussed(copy: dict[str, Any], chance: random.Random, number: int) -> dict[str, list[dict[str, Any]]]:
    at = copy["retrieved"]
    native = copy["_id"].removeprefix("https://")
    thread = Thread(
        platform="hypertext", nativeId=native, copyUrl=copy["_id"], retrieved=at, complete=True, collectedCount=number
    )
    comments = [
        Comment(
            platform="hypertext",
            thread=thread.id,
            nativeId=str(each),
            retrieved=at,
            text=f"Comment {each} of {chance.randrange(10**9)}.",
            author=Author(name=f"reader {chance.randrange(100_000)}"),
            position=each,
            score=chance.randrange(50),
            parentItem=str(each - 1) if each % 4 == 1 else None,
            depth=int(each % 4 == 1),
        )
        for each in range(number)
    ]
    return {"threads": [thread_document(thread)], "comments": [comment_document(each) for each in comments]}


def _clusters(database: Database[dict[str, Any]]) -> int:
    """Insert the documents of the clusters that stories name."""
    number = 0
    found = database["stories"].aggregate(
        [
            {"$match": {"cluster": {"$type": "string"}}},
            {
                "$group": {
                    "_id": "$cluster",
                    "stories": {"$push": "$_id"},
                    "outlets": {"$push": "$outlets"},
                    "agency": {"$first": "$agency"},
                    "firstSeen": {"$min": "$firstSeen"},
                    "lastChanged": {"$max": "$lastChanged"},
                }
            },
        ],
        allowDiskUse=True,
    )
    batch: list[dict[str, Any]] = []
    for group in found:
        outlets = sorted({outlet for each in group["outlets"] for outlet in each})
        printed = [
            {"story": each, "share": 1.0, "headlineRewritten": True, "paragraphsCut": 0, "ownWords": 0}
            for each in group["stories"]
        ]
        if len(printed) < 2:
            continue
        batch.append(
            {
                "_id": group["_id"],
                "schemaVersion": SCHEMA_VERSION,
                "lead": group["stories"][0],
                "stories": printed,
                "storiesCount": len(printed),
                "outlets": outlets,
                "spread": len(outlets),
                "agency": group["agency"],
                "formerly": [],
                "firstSeen": group["firstSeen"],
                "lastChanged": group["lastChanged"],
            }
        )
        if len(batch) == _BATCH:
            number += len(database["clusters"].insert_many(batch, ordered=False).inserted_ids)
            batch = []
    if batch:
        number += len(database["clusters"].insert_many(batch, ordered=False).inserted_ids)
    return number


def _say_indexed(database: Database[dict[str, Any]]) -> None:
    """Store the state of the search: every story is indexed."""
    rules = sorted({rule_of(language) for language in LANGUAGES})
    state = {"after": 0, "feed": None, "walked": None, "complete": True, "made": stemmers(), "until": None}
    database["meta"].insert_many([{"_id": RULES, "rules": rules}, {"_id": STATE, **state}])


def _fill(uri: str, stories: int, copies: int, worker: int, workers: int) -> None:
    maker = _Maker(stories, copies)
    starts = range(worker * _BATCH, stories, workers * _BATCH)
    with connect(uri) as client, ThreadPoolExecutor(1) as writing:
        database = client[DATABASE]
        pending: list[Future[None]] = []
        begun = time.perf_counter()
        for done, start in enumerate(starts, 1):
            batch = maker.batch(range(start, min(start + _BATCH, stories)))
            for each in pending:
                each.result()
            pending = [writing.submit(_insert, database, name, documents) for name, documents in batch.items()]
            if worker == 0 and done % 20 == 0:
                rate = done * _BATCH * workers / (time.perf_counter() - begun)
                print(f"{start + _BATCH:>10,} stories, {rate:,.0f} a second", file=sys.stderr, flush=True)
        for each in pending:
            each.result()


def _insert(database: Database[dict[str, Any]], name: str, documents: Sequence[dict[str, Any]]) -> None:
    for start in range(0, len(documents), _BATCH):
        database[name].insert_many(documents[start : start + _BATCH], ordered=False)


def main(arguments: Sequence[str]) -> None:
    """Fill the database, and print what it took."""
    options = _PARSER.parse_args(arguments)
    options.var.mkdir(parents=True, exist_ok=True)
    uri = local_mongod.ensure(options.var)
    took: dict[str, float] = {}
    with connect(uri) as client:
        database = client[DATABASE]
        client.drop_database(DATABASE)
        prepare(database)
        for name in ("stories", "search"):
            # Built at once afterwards: a hundred million entries in the order of their words, not of the stories.
            database[name].drop_indexes()
        begun = time.perf_counter()
        workers = [
            multiprocessing.Process(target=_fill, args=(uri, options.stories, options.copies, each, options.workers))
            for each in range(options.workers)
        ]
        for each in workers:
            each.start()
        for each in workers:
            each.join()
        if any(each.exitcode for each in workers):
            raise SystemExit("million: a worker failed")
        took["insert"] = time.perf_counter() - begun
        begun = time.perf_counter()
    # An index of this size takes longer than a write may.
    with connect(f"{uri}&socketTimeoutMS=7200000&wTimeoutMS=7200000") as client:
        prepare(client[DATABASE])
        _say_indexed(client.get_database(DATABASE))
        print(f"clusters: {_clusters(client.get_database(DATABASE)):,}", file=sys.stderr)
        took["index"] = time.perf_counter() - begun
        sizes = {name: client[DATABASE].command("collStats", name) for name in ("stories", "search", "copies")}
    took_and_sizes = {
        "seconds": {name: round(value) for name, value in took.items()},
        "megabytes": {
            name: {
                "data": stats["size"] >> 20,
                "disk": stats["storageSize"] >> 20,
                "indexes": {key: size >> 20 for key, size in stats["indexSizes"].items()},
            }
            for name, stats in sizes.items()
        },
        "uri": uri,
    }
    print(json.dumps(took_and_sizes, indent=1))


if __name__ == "__main__":
    main(sys.argv[1:])
