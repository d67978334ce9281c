"""Writing copies, and the stories that they are printings of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Literal, TypeVar

import pymongo
from pymongo import UpdateOne
from pymongo.client_session import ClientSession
from pymongo.database import Database

from newscrawler.dedupe import Occurrence, choose_occurrence
from newscrawler.items import Copy, Unchanged
from newscrawler.storage._documents import Document, UnstorableError, copy_content, copy_document, moment
from newscrawler.storage._stories import (
    OCCURRENCE_FIELDS,
    join,
    known_occurrence,
    new_story,
    of_copies,
    remember,
    story_id,
)
from newscrawler.storage._writes import ROUNDS, CannotWriteError, Outcome, Refused, insert_new, touch, update, waves

__all__ = ["CopyVisit", "StoryOutcome", "write_copies"]

StoryOutcome = Literal["added", "changed"]

_HOW_TO_ASK = ("etag", "lastModified", "commentPlatform")
"""What the next visit needs to know; not content."""

_NEEDED = {"contentHash": 1, "story": 1, "lastSeen": 1, **dict.fromkeys(_HOW_TO_ASK, 1)}

_TRANSACTION_S = 20
"""A transaction of five statements takes 3 ms; beyond an election it goes to the spool instead."""


def write_copies(
    database: Database[Document], visits: Sequence[CopyVisit], count: dict[StoryOutcome, int]
) -> list[Outcome | Refused]:
    """What became of each visit, in their order; ``count`` is told how many stories were added or gained a copy."""
    outcomes: list[Outcome | Refused] = ["unchanged"] * len(visits)
    for wave in waves([visit.url for visit in visits]):
        pending = [(position, visits[position]) for position in wave]
        for _ in range(ROUNDS):
            pending = _round(database, pending, outcomes, count)
            if not pending:
                break
        else:
            raise CannotWriteError(f"overtaken {ROUNDS} times by other workers at {pending[0][1].url}")
    return outcomes


_Result = TypeVar("_Result")


class CopyVisit:
    """One visit of a page, ready to be written.

    :raises UnstorableError: when the copy can never be a document
    """

    __slots__ = ("at", "content", "copy", "digest", "url")

    def __init__(self, visit: Copy | Unchanged) -> None:
        self.at = moment(visit.retrieved)
        self.copy: Copy | None = None
        self.content: Document = {}
        self.digest = ""
        if isinstance(visit, Copy):
            if visit.key is None:
                raise UnstorableError("a copy without a key: the dedupe pipeline did not run")
            self.copy, self.url = visit, visit.url
            self.content, self.digest = copy_content(visit)
        else:
            self.url = visit.id


_Pending = list[tuple[int, CopyVisit]]


def _round(
    database: Database[Document],
    pending: _Pending,
    outcomes: list[Outcome | Refused],
    count: dict[StoryOutcome, int],
) -> _Pending:
    """Write what can be written; returns the visits that another worker overtook."""
    found = database["copies"].find({"_id": {"$in": [visit.url for _, visit in pending]}}, _NEEDED)
    stored = {document["_id"]: document for document in found}
    fresh: _Pending = []
    seen: list[tuple[str, datetime]] = []
    seen_stories: list[tuple[str, datetime]] = []
    validators: list[UpdateOne] = []
    for position, visit in pending:
        known = stored.get(visit.url)
        if visit.copy is None:
            if known is None:
                outcomes[position] = "stale"
                continue
        elif known is None:
            fresh.append((position, visit))
            continue
        elif known["contentHash"] != visit.digest:
            outcomes[position] = _replace(database, visit)
            continue
        elif visit.at >= known["lastSeen"] and (fields := _how_to_ask(visit.copy)) != {
            name: known[name] for name in _HOW_TO_ASK if name in known
        }:
            validators.append(UpdateOne({"_id": visit.url, "contentHash": visit.digest}, {"$set": fields}))
        outcomes[position] = "unchanged"
        seen.append((visit.url, visit.at))
        seen_stories.append((known["story"], visit.at))
    update(database["copies"], validators)
    touch(database["copies"], seen)
    touch(database["stories"], seen_stories)
    return _insert(database, fresh, outcomes, count) if fresh else []


def _how_to_ask(copy: Copy) -> Document:
    return {name: getattr(copy, name) for name in _HOW_TO_ASK}


def _insert(
    database: Database[Document],
    pending: _Pending,
    outcomes: list[Outcome | Refused],
    count: dict[StoryOutcome, int],
) -> _Pending:
    """New copies: first into their stories, then by themselves, so that a copy's story is always there."""
    known, promised = _occurrences(database, [visit.copy.key for _, visit in pending if visit.copy and visit.copy.key])
    stories: dict[str, Document] = {}
    joins: list[UpdateOne] = []
    joined: list[Document] = []
    documents: list[Document] = []
    for _, visit in pending:
        assert visit.copy is not None
        assert visit.copy.key is not None
        occurrences = known.setdefault(visit.copy.key, [])
        chosen = promised.get(visit.url)
        if chosen is None:
            chosen = choose_occurrence(visit.copy, occurrences)
        occurrence = len(occurrences) if chosen is None else chosen
        if chosen is None and occurrences:
            occurrence = max(each.occurrence for each in occurrences) + 1
        document = copy_document(visit.copy, visit.content, visit.digest, story_id(visit.copy.key, occurrence))
        documents.append(document)
        if chosen is None:
            story = new_story(document, occurrence)
            stories[story["_id"]] = story
            occurrences.append(known_occurrence(story))
        else:
            joins.append(join(document))
            joined.append(document)
            remember(next(each for each in occurrences if each.occurrence == chosen), document)
    added = insert_new(database["stories"], list(stories.values()))
    lost = added.existing | added.refused.keys()
    # A story that another worker added first may fit or not: its copies choose again, with it in view.
    if lost:
        joins = [each for each, document in zip(joins, joined, strict=True) if document["story"] not in lost]
        joined = [document for document in joined if document["story"] not in lost]
    _, refused_joins = update(database["stories"], joins)
    alone = {
        joined[position]["_id"]: Refused(f"its story refused it: {refused.reason}")
        for position, refused in refused_joins.items()
    }
    fitting = [each for each in documents if each["story"] not in lost and each["_id"] not in alone]
    copies = insert_new(database["copies"], fitting)
    again: _Pending = []
    for (position, visit), document in zip(pending, documents, strict=True):
        refused = added.refused.get(document["story"]) or alone.get(visit.url) or copies.refused.get(visit.url)
        if refused is not None:
            outcomes[position] = refused
        elif document["story"] in lost or visit.url in copies.existing:
            again.append((position, visit))
        else:
            outcomes[position] = "added"
    count["added"] += len(stories) - len(lost)
    count["changed"] += len(joins) - len(alone)
    for document in documents:
        if document["_id"] in copies.existing or document["_id"] in copies.refused:
            _leave(database, document["_id"], document["story"])
    return again


def _occurrences(database: Database[Document], keys: list[str]) -> tuple[dict[str, list[Occurrence]], dict[str, int]]:
    """The stories of each key; and by URL of a copy the occurrence that already names it.

    A writer that was killed between the two inserts leaves a story that names a copy which is not there. An undated one
    with a short body would never be found to fit it again.
    """
    known: dict[str, list[Occurrence]] = {}
    promised: dict[str, int] = {}
    for story in database["stories"].find({"key": {"$in": keys}}, {**OCCURRENCE_FIELDS, "copies": 1}):
        known.setdefault(story["key"], []).append(known_occurrence(story))
        promised.update(dict.fromkeys(story["copies"], story["occurrence"]))
    for occurrences in known.values():
        occurrences.sort(key=lambda each: each.occurrence)
    return known, promised


def _replace(database: Database[Document], visit: CopyVisit) -> Outcome:
    """Other content than stored: the older of the two becomes a revision. In one transaction with the story."""
    copy = visit.copy
    assert copy is not None

    def run(session: ClientSession) -> Outcome:
        stored = database["copies"].find_one({"_id": visit.url}, session=session)
        if stored is None or stored["contentHash"] == visit.digest:
            # Another worker stored the same between our look and this one.
            return "unchanged"
        if visit.at < stored["lastSeen"]:
            return _keep_older(database, visit, stored, session)
        fields = {
            **visit.content,
            "retrieved": visit.at,
            **_how_to_ask(copy),
            "signature": copy.signature,
            "contentHash": visit.digest,
            "revision": stored["revision"] + 1,
            "lastSeen": visit.at,
            "lastChanged": visit.at,
        }
        if copy.datePublishedPrecision == "relative" == stored["datePublishedPrecision"]:
            # Counted back from a later "3 hours ago": the first count was the finer one.
            del fields["datePublished"], fields["datePublishedRaw"]
        _add_revision(database, stored, stored["revision"], session)
        database["copies"].update_one({"_id": visit.url}, {"$set": fields}, session=session)
        _refresh_story(database, stored["story"], visit.at, session)
        return "changed"

    return _in_transaction(database, run)


def _keep_older(database: Database[Document], visit: CopyVisit, stored: Document, session: ClientSession) -> Outcome:
    copy = visit.copy
    assert copy is not None
    known = database["revisions"].find_one({"url": visit.url, "contentHash": visit.digest}, {"_id": 1}, session=session)
    if known is None:
        document = copy_document(copy, visit.content, visit.digest, stored["story"])
        _add_revision(database, document, stored["revision"], session)
        bump = {"$set": {"revision": stored["revision"] + 1}, "$min": {"firstSeen": visit.at}}
        database["copies"].update_one({"_id": visit.url}, bump, session=session)
        database["stories"].update_one({"_id": stored["story"]}, {"$min": {"firstSeen": visit.at}}, session=session)
    return "stale"


def _add_revision(database: Database[Document], content: Document, number: int, session: ClientSession) -> None:
    revision = {**content, "_id": f"{content['url']}#{number}", "revision": number}
    database["revisions"].insert_one(revision, session=session)


def _refresh_story(database: Database[Document], story: str, at: datetime, session: ClientSession) -> None:
    """The story as its copies now have it. Reading it in the transaction that writes it keeps others' joins."""
    stored = database["stories"].find_one({"_id": story}, session=session)
    if stored is None:
        return
    copies = list(database["copies"].find({"story": story}, session=session))
    moves = {"lastSeen": at, "lastChanged": at}
    change = {"$set": of_copies(stored, copies), "$max": moves}
    database["stories"].update_one({"_id": story}, change, session=session)


def _leave(database: Database[Document], url: str, story: str) -> None:
    """A copy that was refused, or that another worker put into another story, is not this story's."""

    def run(session: ClientSession) -> None:
        copy = database["copies"].find_one({"_id": url}, {"story": 1}, session=session)
        stored = database["stories"].find_one({"_id": story}, session=session)
        if stored is None or (copy is not None and copy["story"] == story):
            return
        if stored["copies"] == [url]:
            database["stories"].delete_one({"_id": story}, session=session)
            return
        rest = list(database["copies"].find({"story": story}, session=session))
        if not rest:
            # Its other copies are being inserted right now; the next change of one of them puts this right.
            return
        fields = of_copies({**stored, "lead": rest[0]["_id"], "copies": []}, rest)
        fields["outlets"] = sorted({each["outlet"] for each in rest})
        change = {"$pull": {"copies": url}, "$set": fields}
        database["stories"].update_one({"_id": story}, change, session=session)

    _in_transaction(database, run)


def _in_transaction(database: Database[Document], run: Callable[[ClientSession], _Result]) -> _Result:
    with pymongo.timeout(_TRANSACTION_S), database.client.start_session() as session:
        return session.with_transaction(run)
