"""The words of stories, as a search looks them up: collection ``search``, derived from ``stories``.

Writers do not write it. :func:`index_stories` brings the entries of some stories up to date, whatever they were: it
may be repeated, and run in several processes at once. After its write it reads the stories again, so that an erasure
in between is not undone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from bson import Int64, ObjectId
from bson.codec_options import CodecOptions
from pymongo import DeleteOne, ReplaceOne
from pymongo.collection import Collection
from pymongo.database import Database
from pymongo.errors import BulkWriteError

from newscrawler.language import search as language
from newscrawler.storage._fields import Document
from newscrawler.storage.errors import StorageError
from newscrawler.storage.migrations import SCHEMA_VERSION

__all__ = [
    "FIRST_DATED",
    "RULES",
    "STATE",
    "agency_term",
    "forget",
    "index_stories",
    "order_of",
    "outlet_term",
    "search_document",
]

NEEDED = dict.fromkeys(("key", "headline", "body", "inLanguage", "datePublished", "outlets", "agency"), 1) | {
    "evidence.version": 1
}
"""Fields of a story that its entry is made of, and its version."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TIES = 28
"""Bits that tell stories of one second apart: pages that print no time publish 10,000 on one midnight, and 2 of them
meet once in 5 such days."""
_FAR = 2**34
"""Seconds from 1970 within which dates are told apart: 544 years. The rest of a place's 64 bits."""
_UNDATED = -(_FAR + 1) << _TIES
"""Place of undated stories."""
FIRST_DATED = Int64(-_FAR << _TIES)
"""All undated stories are before this place."""
STATE = "search"
"""Id in ``meta`` of the document on the state of the search."""
RULES = "search rules"
"""Id in ``meta`` of the document that lists the rules by which words were made."""
_DUPLICATE = 11000
_ROUNDS = 20
"""Places in a row that may be taken, and changes of one story while it is indexed."""
_AWARE: CodecOptions[Document] = CodecOptions(tz_aware=True, tzinfo=UTC)


def outlet_term(outlet: str) -> str:
    """Return the entry in ``words`` of an outlet. No word has a colon."""
    return f"outlet:{outlet}"


def agency_term(agency: str) -> str:
    """Return the entry in ``words`` of an agency."""
    return f"agency:{agency}"


def order_of(published: datetime | None, key: str = "") -> Int64:
    """Return the place of a story in the list of all, newest last: its second, and a part of its key, which is a hash.

    :param key: of the story; empty for the first place of the second
    """
    second = _UNDATED
    if published is not None:
        second = max(-_FAR, min((published - _EPOCH) // timedelta(seconds=1), _FAR)) << _TIES
    return Int64(second + (int(key[:7], 16) if key else 0))


def search_document(story: Mapping[str, Any]) -> Document:
    """Return the entry of a story's document."""
    rule = language.rule_of(story.get("inLanguage"))
    words, left = language.distinct([story["headline"], *story["body"]], rule)
    agency = story.get("agency")
    terms = [outlet_term(outlet) for outlet in story["outlets"]] + ([agency_term(agency)] if agency else [])
    document = {
        "_id": story["_id"],
        "schemaVersion": SCHEMA_VERSION,
        "order": order_of(story.get("datePublished"), story["key"]),
        "rule": rule,
        "words": words + terms,
    }
    return {**document, "left": left} if left else document


def index_stories(database: Database[Document], ids: Iterable[str]) -> None:
    """Bring the entries of stories up to date; entries of stories that are not stored are removed.

    :raises StorageError: when a story changes again and again meanwhile
    """
    stories = database["stories"].with_options(codec_options=_AWARE)
    rules: set[str] = set()
    open_ = list(dict.fromkeys(ids))
    for _ in range(_ROUNDS):
        found = {story["_id"]: story for story in stories.find({"_id": {"$in": open_}}, NEEDED)}
        entries = [search_document(story) for story in found.values()]
        # Before the words, so that no search misses a rule that words were made by.
        new = {entry["rule"] for entry in entries} - rules
        if new:
            database["meta"].update_one({"_id": RULES}, {"$addToSet": {"rules": {"$each": sorted(new)}}}, upsert=True)
            rules |= new
        _write(database["search"], entries, [id_ for id_ in open_ if id_ not in found])
        open_ = _changed(stories, open_, found)
        if not open_:
            return
    raise StorageError(f"{open_[0]} changed {_ROUNDS} times while its words were indexed")


def forget(database: Database[Document], ids: Sequence[str]) -> None:
    """Take the words of stories out at once, and have them indexed again by whoever follows the feed."""
    if ids:
        change = {"$set": {"words": [], "due": ObjectId()}, "$unset": {"left": ""}}
        database["search"].update_many({"_id": {"$in": list(ids)}}, change)


def _changed(stories: Collection[Document], ids: Sequence[str], found: Mapping[str, Document]) -> list[str]:
    """Return the stories that are other than they were read."""
    versions = {
        each["_id"]: _version(each) for each in stories.find({"_id": {"$in": list(ids)}}, {"evidence.version": 1})
    }
    return [id_ for id_ in ids if versions.get(id_) != (_version(found[id_]) if id_ in found else None)]


def _version(story: Document) -> Any:
    return (story.get("evidence") or {}).get("version", "")


def _write(collection: Collection[Document], entries: Sequence[Document], gone: Sequence[str]) -> None:
    operations: list[Any] = [ReplaceOne({"_id": entry["_id"]}, entry, upsert=True) for entry in entries]
    operations += [DeleteOne({"_id": id_}) for id_ in gone]
    for _ in range(_ROUNDS):
        if not operations:
            return
        try:
            collection.bulk_write(operations, ordered=False)
            return
        except BulkWriteError as error:
            problems = error.details["writeErrors"]
            if any(each["code"] != _DUPLICATE for each in problems):
                raise StorageError(f"words of stories cannot be indexed: {problems[0]['errmsg']}") from error
            taken = [entries[each["index"]] for each in problems]
        for entry in taken:
            entry["order"] = Int64(entry["order"] + 1)
        entries = taken
        operations = [ReplaceOne({"_id": entry["_id"]}, entry, upsert=True) for entry in entries]
    raise StorageError(f"the place of {entries[0]['_id']} in the search is taken, and {_ROUNDS} after it")
