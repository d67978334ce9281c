"""Fingerprints: the keys by which a story finds others that may print its text, for as long as it is in the window."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain
from typing import Any

from bson.int64 import Int64
from pymongo import ReplaceOne
from pymongo.client_session import ClientSession
from pymongo.database import Database

from newscrawler.clusters import Text, is_candidate, keys_of
from newscrawler.clusters.limits import MOST_STORIES, WINDOW
from newscrawler.storage._documents import content_hash, moment
from newscrawler.storage._fields import Document
from newscrawler.storage._writes import in_transaction
from newscrawler.storage.migrations import SCHEMA_VERSION

__all__ = ["TEXT_NEEDED", "Fingerprinted", "Furniture", "candidates_of", "fingerprint", "text_version"]

MAX_KEYS = 512
"""Keys of a story: 8,000 words, four times the longest wire stories. Of a longer text the smallest keys are taken, so
that two long texts keep the keys that they share."""

MAX_OF_OUTLET = 10
"""Stories of one outlet that a key finds. An outlet prints a handful of versions of a wire text; what is in more of its
stories is furniture of its pages, or an outlet that floods the index. It hides nothing from other outlets' stories."""

MAX_CANDIDATES = MOST_STORIES
"""Stories that a story is compared with: those that share most keys."""

TEXT_NEEDED = dict.fromkeys(
    (
        *("headline", "byline", "agency", "dateline", "inLanguage", "datePublished", "datePublishedPrecision"),
        *("firstSeen", "body", "lead", "outlets", "cluster", "linkDue"),
        *("evidence.copies.copy", "evidence.copies.outlet"),
    ),
    1,
)
"""Fields of a stored story that clusters need."""


MAX_FURNITURE = 200_000
"""Keys of furniture that a worker remembers: some 30 MB. Beyond it all are forgotten and learned anew."""


class Furniture:
    """Keys that find nothing, as a worker learns them: of an outlet's pages, or of stories everywhere.

    They are neither stored nor looked up any more, so that what all pages of an outlet print costs once. A worker that
    has not learned them yet gets the same results.
    """

    def __init__(self) -> None:
        self._keys: set[tuple[str | None, int]] = set()

    def without(self, outlet: str, keys: Iterable[int]) -> list[int]:
        """Return the keys of an outlet's story that may find others."""
        if not self._keys:
            return list(keys)
        return [key for key in keys if (outlet, key) not in self._keys and (None, key) not in self._keys]

    def learn(self, outlet: str | None, key: int) -> None:
        """Remember a key.

        :param outlet: None for a key that is in too many stories of all outlets
        """
        if len(self._keys) >= MAX_FURNITURE:
            self._keys.clear()
        self._keys.add((outlet, key))


@dataclass(slots=True)
class Fingerprinted:
    """Stories whose keys are in the index, and what is known of them."""

    marks: dict[str, Any] = field(default_factory=dict)
    """The mark that each story had, by id; None where it had none."""
    texts: dict[str, Text] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    """Number of all keys of each story, furniture among them."""
    keys: dict[str, list[int]] = field(default_factory=dict)
    """Keys of the stories that are to be compared: their text is not the one that they were linked with."""
    known: set[str] = field(default_factory=set)
    """Stories that had a fingerprint before."""
    clustered: set[str] = field(default_factory=set)
    """Stories that are in a cluster."""
    gone: set[str] = field(default_factory=set)
    """Stories that are not stored any more."""
    left_out: int = 0
    """Keys beyond :data:`MAX_KEYS`."""


def text_version(text: Text) -> str:
    """Return a hash of what a link is made from. The first visit, which may move, is not part of it."""
    parts = [text.outlet, text.headline, text.byline, text.agency, text.dateline, text.language, text.precision]
    return content_hash({"parts": parts, "at": text.published, "text": list(text.paragraphs)})


def time_of(text: Text) -> datetime:
    """Return the time that decides which stories are compared. A story that was not printed when it was first seen has
    a wrong date."""
    seen = text.firstSeen or datetime.now(UTC)
    return text.published if text.published is not None and text.published <= seen else seen


def fingerprint(database: Database[Document], ids: Collection[str], furniture: Furniture) -> Fingerprinted:
    """Store the fingerprints of stories whose text is another than that of the stored fingerprint.

    In one transaction with the reading of the texts: of two workers, the one that read the older text cannot be the
    last to write.
    """

    def run(session: ClientSession) -> Fingerprinted:
        done = Fingerprinted(gone=set(ids))
        stored = {
            each["_id"]: each
            for each in database["fingerprints"].find({"_id": {"$in": list(ids)}}, {"lock": 0}, session=session)
        }
        done.known = set(stored)
        operations = []
        for story in database["stories"].find({"_id": {"$in": list(ids)}}, TEXT_NEEDED, session=session):
            document = _take(done, story, stored.get(story["_id"]), furniture)
            if document is not None:
                operations.append(ReplaceOne({"_id": story["_id"]}, document, upsert=True))
        if operations:
            database["fingerprints"].bulk_write(operations, ordered=False, session=session)
        if done.gone:
            database["fingerprints"].delete_many({"_id": {"$in": list(done.gone)}}, session=session)
        return done

    return in_transaction(database, run)


def _take(done: Fingerprinted, story: Document, stored: Document | None, furniture: Furniture) -> Document | None:
    """Note a story that was read; returns its fingerprint where the stored one is of another text."""
    id_, text = story["_id"], Text.of(story)
    done.gone.discard(id_)
    done.marks[id_], done.texts[id_] = story.get("linkDue"), text
    if story.get("cluster"):
        done.clustered.add(id_)
    version = text_version(text)
    if stored is not None and stored["text"] == version:
        if stored.get("linked") != version:
            done.keys[id_], done.counts[id_] = stored["keys"], stored["keysCount"]
        return None
    keys = keys_of(text)
    done.keys[id_], done.counts[id_] = furniture.without(text.outlet, keys[:MAX_KEYS]), len(keys)
    done.left_out += max(0, len(keys) - MAX_KEYS)
    return {
        "_id": id_,
        "schemaVersion": SCHEMA_VERSION,
        "keys": [Int64(key) for key in done.keys[id_]],
        "keysCount": len(keys),
        "outlet": text.outlet,
        "at": time_of(text),
        "text": version,
        # By our own clock: a page can print any date, and its story is removed from the index all the same.
        "expires": moment(datetime.now(UTC)) + WINDOW,
    }


@dataclass(slots=True)
class _Holder:
    """A story that shares keys with those that are looked up."""

    keys: list[int]
    number: int
    outlet: str
    at: datetime


def candidates_of(
    database: Database[Document], done: Fingerprinted, furniture: Furniture
) -> tuple[dict[str, list[str]], int]:
    """Return the stories that each story is to be compared with, and how many were left out beyond
    :data:`MAX_CANDIDATES`."""
    wanted = sorted({key for keys in done.keys.values() for key in keys})
    if not wanted:
        return {}, 0
    holders = _holders(database, wanted)
    by_key = _useful(holders, furniture)
    found: dict[str, list[str]] = {}
    left_out = 0
    for id_, keys in done.keys.items():
        common = Counter(other for key in keys for other in by_key.get(key, ()) if other != id_)
        ranked = sorted(
            _alike(time_of(done.texts[id_]), done.counts[id_], common, holders), key=lambda each: (-common[each], each)
        )
        left_out += max(0, len(ranked) - MAX_CANDIDATES)
        found[id_] = ranked[:MAX_CANDIDATES]
    return found, left_out


def _holders(database: Database[Document], wanted: list[int]) -> dict[str, _Holder]:
    # The keys in common are found here: $setIntersection with the keys of the whole batch takes 1 ms a story.
    asked = set(wanted)
    query = {"keys": {"$in": wanted}}
    found = database["fingerprints"].find(query, {"keys": 1, "keysCount": 1, "outlet": 1, "at": 1})
    return {
        each["_id"]: _Holder(
            [key for key in each["keys"] if key in asked], each["keysCount"], each["outlet"], each["at"]
        )
        for each in found
    }


def _useful(holders: Mapping[str, _Holder], furniture: Furniture) -> dict[int, list[str]]:
    """Return the stories of each key, without keys that are boilerplate."""
    # Most keys are in the story alone that is looked up.
    numbers = Counter(chain.from_iterable(holder.keys for holder in holders.values()))
    by_key: defaultdict[int, list[str]] = defaultdict(list)
    of_outlet: Counter[tuple[int, str]] = Counter()
    for id_, holder in sorted(holders.items()):
        for key in holder.keys:
            if numbers[key] > 1:
                of_outlet[key, holder.outlet] += 1
                by_key[key].append(id_)
    for (key, outlet), number in of_outlet.items():
        if number > MAX_OF_OUTLET:
            furniture.learn(outlet, key)
            by_key[key] = [id_ for id_ in by_key[key] if holders[id_].outlet != outlet]
    for key, ids in by_key.items():
        if len(ids) > MOST_STORIES:
            furniture.learn(None, key)
            by_key[key] = []
    return by_key


def _alike(at: datetime, number: int, common: Mapping[str, int], holders: Mapping[str, _Holder]) -> Iterable[str]:
    return (
        id_
        for id_, count in common.items()
        if is_candidate(count, number, holders[id_].number) and abs(holders[id_].at - at) <= WINDOW
    )
