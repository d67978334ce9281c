"""Link stories that print the same text, and keep their clusters up to date.

Kill-proof and the same whatever the order, in these steps:

1. A story's own write marks it as due (``linkDue``). The mark is removed in the last step, and only if it is still the
   same; until then any worker can begin again.
2. Its keys are stored before others are searched by them. Of two workers at least one sees the other's story.
3. The bodies are compared (:func:`newscrawler.clusters.link`).
4. In one transaction: links, the clusters that follow from them, the marks of copies that still run a killed story
   (:mod:`newscrawler.storage.kills`), and the removal of the mark. It locks the fingerprints
   of all stories concerned and checks that their texts are still the compared ones, so that of two workers the later
   one derives from the links of both.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bson import ObjectId
from bson.codec_options import CodecOptions
from pymongo import DeleteOne, UpdateOne
from pymongo.client_session import ClientSession
from pymongo.database import Database

from newscrawler.clusters import Link, Text, link
from newscrawler.storage._clusters import JOINING, regroup
from newscrawler.storage._documents import moment
from newscrawler.storage._fields import Document
from newscrawler.storage._fingerprints import (
    TEXT_NEEDED,
    Fingerprinted,
    Furniture,
    candidates_of,
    fingerprint,
    text_version,
)
from newscrawler.storage._writes import ROUNDS, CannotWriteError, in_transaction
from newscrawler.storage.kills import leave_kills, mark_copies, stories_of_kills
from newscrawler.storage.migrations import SCHEMA_VERSION
from newscrawler.storage.trust import NO_TRUST, Trust

__all__ = ["SLICE", "Linked", "due_stories", "link_id", "link_stories"]

SLICE = 50
"""Stories that are linked at once. Their look-up takes some 10 ms of the server; if all print one text, the 1,225
comparisons take a second or two."""

_AWARE: CodecOptions[Document] = CodecOptions(tz_aware=True, tzinfo=UTC)

_NUMBERS = tuple(name for name in Link.__dataclass_fields__ if name not in ("a", "b"))


@dataclass(slots=True)
class Linked:
    """Counts of what was linked."""

    links: int = 0
    """Links that were added or changed."""
    clusters: int = 0
    """Clusters that were added, changed or removed."""
    left_out: int = 0
    """Keys and candidates beyond the limits."""


class _OvertakenError(Exception):
    """Another worker stored another text of one of the stories meanwhile."""


def link_id(one: str, other: str) -> str:
    """Return ``_id`` of the link of two stories."""
    return "+".join(sorted((one, other)))


def due_stories(database: Database[Document], age: timedelta, limit: int) -> list[str]:
    """Return stories that have been due to be linked for some time, the longest due first: their writer was killed, or
    it does not link."""
    before = ObjectId.from_datetime(datetime.now(UTC) - age)
    query = {"linkDue": {"$lt": before}} if age else {"linkDue": {"$exists": True}}
    return [each["_id"] for each in database["stories"].find(query, {"_id": 1}).sort("linkDue", 1).limit(limit)]


def link_stories(
    database: Database[Document],
    ids: Iterable[str],
    trust: Trust | None = NO_TRUST,
    furniture: Furniture | None = None,
) -> Linked:
    """Link stories with those of the window that print the same text, and mark copies that still run a killed one.

    :param trust: which outlets may kill a story alone; None where that is not known, and marks are left to a writer
    :param furniture: what the caller has learned of this database
    :raises CannotWriteError: when other workers keep overtaking
    :raises PyMongoError: when MongoDB does not take it; the stories stay marked
    """
    database = database.with_options(codec_options=_AWARE)
    pending, done = list(dict.fromkeys(ids)), Linked()
    furniture = furniture or Furniture()
    for start in range(0, len(pending), SLICE):
        _link_slice(database, pending[start : start + SLICE], done, trust, furniture)
    return done


def _link_slice(
    database: Database[Document], ids: list[str], done: Linked, trust: Trust | None, furniture: Furniture
) -> None:
    for _ in range(ROUNDS):
        fresh = fingerprint(database, ids, furniture)
        candidates, left_out = candidates_of(database, fresh, furniture)
        try:
            ids = _link(database, fresh, candidates, done, trust)
        except _OvertakenError:
            continue
        done.left_out += left_out + fresh.left_out
        if not ids:
            return
    raise CannotWriteError(f"overtaken {ROUNDS} times by other workers while linking {ids[0]}")


def _link(
    database: Database[Document],
    fresh: Fingerprinted,
    candidates: Mapping[str, list[str]],
    done: Linked,
    trust: Trust | None,
) -> list[str]:
    """Write what follows from the candidates; returns the stories that got another mark meanwhile."""
    before = _links_of(database, (fresh.known & fresh.keys.keys()) | fresh.gone)
    stays = not any(candidates.values()) and not before and not fresh.clustered and not fresh.gone
    if stays and not stories_of_kills(database, fresh.texts):
        return _unmark(database, fresh, None)
    pairs = {tuple(sorted((id_, other))) for id_, others in candidates.items() for other in others}
    pairs |= {(each["a"], each["b"]) for each in before}
    withdrawn = _withdrawn(database, {id_ for pair in pairs for id_ in pair})
    # A notice has no words of the wire text, and many in common with the notice of another kill.
    pairs = {pair for pair in pairs if withdrawn.isdisjoint(pair)}
    texts = _texts(database, {id_ for pair in pairs for id_ in pair} - fresh.texts.keys()) | fresh.texts
    links = {
        link_id(one, other): link(texts[one], texts[other]) if one in texts and other in texts else None
        for one, other in sorted(pairs)
    }

    def run(session: ClientSession) -> tuple[list[str], int, int]:
        _lock(database, {id_: text_version(text) for id_, text in texts.items()}, fresh, session)
        changed, seeds, joins = _write_links(database, links, session)
        stories = fresh.clustered | fresh.gone
        clusters, concerned = regroup(database, seeds | stories, session, joins=joins or bool(stories))
        concerned |= fresh.texts.keys()
        if trust is not None:
            mark_copies(database, concerned, trust, session)
        again = _unmark(database, fresh, session)
        if trust is None:
            leave_kills(database, concerned, session)
        return again, changed, clusters

    again, changed, clusters = in_transaction(database, run)
    done.links += changed
    done.clusters += clusters
    return again


def _links_of(database: Database[Document], ids: Collection[str]) -> list[Document]:
    wanted = {"$in": list(ids)}
    return list(database["links"].find({"$or": [{"a": wanted}, {"b": wanted}]}, {"a": 1, "b": 1})) if ids else []


def _withdrawn(database: Database[Document], ids: Collection[str]) -> set[str]:
    """Return the stories that now show the notice of a withdrawal. They keep the links that they had."""
    wanted = {"_id": {"$in": list(ids)}, "evidence.copies.pubStatus": "canceled"}
    needed = {"lead": 1, "evidence.copies.copy": 1, "evidence.copies.pubStatus": 1}
    return {
        story["_id"]
        for story in (database["stories"].find(wanted, needed) if ids else ())
        for each in story["evidence"]["copies"]
        if each["copy"] == story["lead"] and each["pubStatus"] == "canceled"
    }


def _texts(database: Database[Document], ids: Collection[str]) -> dict[str, Text]:
    found = database["stories"].find({"_id": {"$in": list(ids)}}, TEXT_NEEDED) if ids else ()
    return {story["_id"]: Text.of(story) for story in found}


def _lock(database: Database[Document], texts: Mapping[str, str], fresh: Fingerprinted, session: ClientSession) -> None:
    """Keep other workers from the stories until the transaction ends.

    :raises _OvertakenError: when a fingerprint is of another text than the compared one
    """
    ids = {"_id": {"$in": list(texts)}}
    database["fingerprints"].update_many(ids, {"$set": {"lock": ObjectId()}}, session=session)
    for each in database["fingerprints"].find(ids, {"text": 1}, session=session):
        if each["text"] != texts[each["_id"]]:
            raise _OvertakenError
    operations = [UpdateOne({"_id": id_}, {"$set": {"linked": texts[id_]}}) for id_ in fresh.keys if id_ in texts]
    if operations:
        database["fingerprints"].bulk_write(operations, ordered=False, session=session)


def _write_links(
    database: Database[Document], links: Mapping[str, Link | None], session: ClientSession
) -> tuple[int, set[str], bool]:
    """Store the links, and remove those whose texts have nothing in common any more.

    :returns: number of links that changed, the stories that they concern, and whether any of them joins or did so
    """
    stored = {each["_id"]: each for each in database["links"].find({"_id": {"$in": list(links)}}, session=session)}
    now = moment(datetime.now(UTC))
    operations: list[UpdateOne | DeleteOne] = []
    seeds: set[str] = set()
    joins = False
    for id_, found in links.items():
        operation = _operation(id_, found, stored.get(id_), now)
        if operation is not None:
            operations.append(operation)
            seeds |= {*id_.split("+")}
            joins |= found is None or found.kind in JOINING or stored.get(id_, {}).get("kind", "derived") in JOINING
    if operations:
        database["links"].bulk_write(operations, ordered=False, session=session)
    return len(operations), seeds, joins


def _operation(id_: str, found: Link | None, stored: Document | None, now: datetime) -> UpdateOne | DeleteOne | None:
    if found is None:
        if stored is None or "kind" not in stored:
            return None
        # What an operator cut stays cut.
        return (
            UpdateOne({"_id": id_}, {"$unset": dict.fromkeys(_NUMBERS, "")})
            if "cut" in stored
            else DeleteOne({"_id": id_})
        )
    fields: dict[str, Any] = {**asdict(found), "schemaVersion": SCHEMA_VERSION}
    if stored is not None and all(stored.get(name) == value for name, value in fields.items()):
        return None
    return UpdateOne({"_id": id_}, {"$set": fields, "$setOnInsert": {"at": now}}, upsert=True)


def _unmark(database: Database[Document], fresh: Fingerprinted, session: ClientSession | None) -> list[str]:
    """Remove the marks; returns the stories that were written meanwhile. Those that another worker has done are not
    marked any more."""
    marked = {id_: mark for id_, mark in fresh.marks.items() if mark is not None}
    if not marked:
        return []
    operations = [UpdateOne({"_id": id_, "linkDue": mark}, {"$unset": {"linkDue": ""}}) for id_, mark in marked.items()]
    removed = database["stories"].bulk_write(operations, ordered=False, session=session).modified_count
    if removed == len(marked):
        return []
    again = {"_id": {"$in": list(marked)}, "linkDue": {"$exists": True}}
    return [each["_id"] for each in database["stories"].find(again, {"_id": 1}, session=session)]
