"""Writing comments and the history of their votes and states."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pymongo import UpdateOne
from pymongo.database import Database

from newscrawler.storage._documents import Document, observation
from newscrawler.storage._writes import ROUNDS, CannotWriteError, Outcome, Refused, insert_new, touch, update, waves

__all__ = ["write_comments"]

_NEEDED = {"contentHash": 1, "lastSeen": 1, "position": 1}
_BEFORE = {"text": 1, "observations": 1, "contentHash": 1, "dateCreatedPrecision": 1, "lastSeen": 1}
_OBSERVED = ("upvoteCount", "downvoteCount", "score", "state")

_Pending = list[tuple[int, Document]]


def write_comments(database: Database[Document], documents: Sequence[Document]) -> list[Outcome | Refused]:
    """What became of each comment, in their order; ``documents`` as of a first sighting."""
    outcomes: list[Outcome | Refused] = ["unchanged"] * len(documents)
    for wave in waves([document["_id"] for document in documents]):
        pending = [(position, documents[position]) for position in wave]
        changing: set[int] = set()
        for _ in range(ROUNDS):
            pending = _round(database, pending, changing, outcomes)
            if not pending:
                break
        else:
            raise CannotWriteError(f"overtaken {ROUNDS} times by other workers at {pending[0][1]['_id']}")
    return outcomes


def _round(
    database: Database[Document], pending: _Pending, changing: set[int], outcomes: list[Outcome | Refused]
) -> _Pending:
    """Write what can be written; returns what another worker overtook."""
    collection = database["comments"]
    found = collection.find({"_id": {"$in": [document["_id"] for _, document in pending]}}, _NEEDED)
    stored = {document["_id"]: document for document in found}
    fresh: _Pending = []
    different: _Pending = []
    moved: list[UpdateOne] = []
    seen: list[tuple[str, datetime]] = []
    for position, document in pending:
        known = stored.get(document["_id"])
        if known is None:
            fresh.append((position, document))
        elif known["contentHash"] != document["contentHash"]:
            different.append((position, document))
        else:
            outcomes[position] = "changed" if position in changing else "unchanged"
            seen.append((document["_id"], document["retrieved"]))
            if known["position"] != document["position"] and document["retrieved"] >= known["lastSeen"]:
                moved.append(UpdateOne({"_id": document["_id"]}, {"$set": {"position": document["position"]}}))
    update(collection, moved)
    touch(collection, seen)
    again: _Pending = []
    if fresh:
        inserted = insert_new(collection, [document for _, document in fresh])
        for position, document in fresh:
            if refused := inserted.refused.get(document["_id"]):
                outcomes[position] = refused
            elif document["_id"] in inserted.existing:
                again.append((position, document))
            else:
                outcomes[position] = "added"
    return again + _change(database, different, changing, outcomes) if different else again


def _change(
    database: Database[Document], pending: _Pending, changing: set[int], outcomes: list[Outcome | Refused]
) -> _Pending:
    collection = database["comments"]
    found = collection.find({"_id": {"$in": [document["_id"] for _, document in pending]}}, _BEFORE)
    stored = {document["_id"]: document for document in found}
    attempts: list[tuple[int, Document, UpdateOne]] = []
    for position, document in pending:
        before = stored.get(document["_id"])
        if before is None:
            continue
        guard = {
            "_id": document["_id"],
            "contentHash": before["contentHash"],
            "observations": {"$size": len(before["observations"])},
        }
        if document["retrieved"] < before["lastSeen"]:
            # From an archive: it adds to the history and does not touch what is newer.
            outcomes[position] = "stale"
            earlier = _with_earlier(before["observations"], document)
            change: Document = {"$min": {"firstSeen": document["retrieved"]}}
            if earlier is not None:
                change["$set"] = {"observations": earlier}
            attempts.append((position, document, UpdateOne(guard, change)))
            continue
        changing.add(position)
        outcomes[position] = "changed"
        fields = {name: value for name, value in document.items() if name not in ("_id", "firstSeen")}
        fields["observations"] = _with_later(before, document)
        if document["dateCreatedPrecision"] == "relative" == before["dateCreatedPrecision"]:
            # Counted back from a later "3 hours ago": the first count was the finer one.
            del fields["dateCreated"], fields["dateCreatedRaw"]
        attempts.append((position, document, UpdateOne(guard, {"$set": fields})))
    matched, refused = update(collection, [operation for _, _, operation in attempts])
    for index, reason in refused.items():
        outcomes[attempts[index][0]] = reason
    if matched + len(refused) == len(attempts):
        return []
    # Some were overtaken; which, the next look tells.
    return [(position, document) for index, (position, document, _) in enumerate(attempts) if index not in refused]


def _with_later(before: Document, document: Document) -> list[Document]:
    observations: list[Document] = list(before["observations"])
    now = observation(document, document["retrieved"])
    retold = before["text"] != document["text"]
    if retold:
        now["text"] = document["text"]
        if not any("text" in each for each in observations):
            observations[0] = {**observations[0], "text": before["text"]}
    if retold or any(observations[-1][name] != now[name] for name in _OBSERVED):
        observations.append(now)
    return observations


def _with_earlier(observations: list[Document], document: Document) -> list[Document] | None:
    """The history with an older sighting in its place; None when it says nothing new."""
    at = document["retrieved"]
    sighting = observation(document, at)
    if any(each["at"] == at for each in observations):
        return None
    earlier = [each for each in observations if each["at"] < at]
    if earlier and all(earlier[-1][name] == sighting[name] for name in _OBSERVED):
        return None
    return [*earlier, sighting, *(each for each in observations if each["at"] > at)]
