"""Writing comments and the history of their votes, states and words."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from pymongo import UpdateMany, UpdateOne
from pymongo.database import Database

from newscrawler.sites import site_of
from newscrawler.storage._documents import Document, is_future, observation
from newscrawler.storage._erasing import keep_erased
from newscrawler.storage._writes import ROUNDS, CannotWriteError, Outcome, Refused, insert_new, touch, update, waves
from newscrawler.urls import host_of

__all__ = ["write_comments", "write_vanished"]

_NEEDED = {"contentHash": 1, "lastSeen": 1, "position": 1, "source": 1, "erasure": 1, "archived": 1}
_OBSERVED = ("upvoteCount", "downvoteCount", "score", "state")
_TOLD = ("text", "html", "author")
"""What an observation holds only where it changed."""
_BEFORE = dict.fromkeys(
    (
        *_OBSERVED,
        *_TOLD,
        "observations",
        "contentHash",
        "dateCreatedPrecision",
        "lastSeen",
        "source",
        "erasure",
        "archived",
    ),
    1,
)
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_SEEN = {"state": {"$ne": "vanished"}}

_Pending = list[tuple[int, Document]]


def write_comments(
    database: Database[Document], documents: Sequence[Document], stored_threads: Container[str] = ()
) -> list[Outcome | Refused]:
    """What became of each comment, in their order; ``documents`` as of a first sighting.

    A comment is refused that was read from another site than what is stored of it, or of its thread.

    :param stored_threads: threads that were stored before
    """
    outcomes: list[Outcome | Refused] = ["unchanged"] * len(documents)
    for wave in waves([document["_id"] for document in documents]):
        pending = [(position, documents[position]) for position in wave]
        changing: set[int] = set()
        for _ in range(ROUNDS):
            pending = _round(database, pending, changing, outcomes, stored_threads)
            if not pending:
                break
        else:
            raise CannotWriteError(f"overtaken {ROUNDS} times by other workers at {pending[0][1]['_id']}")
    return outcomes


def _round(
    database: Database[Document],
    pending: _Pending,
    changing: set[int],
    outcomes: list[Outcome | Refused],
    stored_threads: Container[str],
) -> _Pending:
    """Write what can be written; returns what another worker overtook."""
    collection = database["comments"]
    found = collection.find({"_id": {"$in": [document["_id"] for _, document in pending]}}, _NEEDED)
    stored = {document["_id"]: document for document in found}
    keep_erased(database, stored, [document for _, document in pending])
    fresh: _Pending = []
    different: _Pending = []
    moved: list[UpdateOne] = []
    seen: list[tuple[str, datetime]] = []
    touched: _Pending = []
    for position, document in pending:
        known = stored.get(document["_id"])
        if known is None:
            fresh.append((position, document))
        elif (refused := _from_elsewhere(document, known)) is not None:
            outcomes[position] = refused
        elif known["contentHash"] != document["contentHash"] or _adopts(document, known):
            different.append((position, document))
        elif _displaces(document, known):
            outcomes[position] = "unchanged"
        else:
            outcomes[position] = "changed" if position in changing else "unchanged"
            seen.append((document["_id"], document["retrieved"]))
            touched.append((position, document))
            if known["position"] != document["position"] and document["retrieved"] >= known["lastSeen"]:
                moved.append(UpdateOne({"_id": document["_id"]}, {"$set": {"position": document["position"]}}))
    update(collection, moved)
    fresh = _of_their_thread(database, fresh, outcomes, stored_threads)
    again: _Pending = []
    if touch(collection, seen, _SEEN) < len(seen):
        # One of them was found vanished by another worker since we looked: it is back, and the next look tells.
        again += touched
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
    keep_erased(database, stored, [document for _, document in pending])
    attempts: list[tuple[int, Document, UpdateOne]] = []
    settled: set[int] = set()
    for position, document in pending:
        before = stored.get(document["_id"])
        # The same only where it was erased since the first look; the next one takes it for unchanged.
        if before is None or (before["contentHash"] == document["contentHash"] and not _adopts(document, before)):
            continue
        if (refusal := _from_elsewhere(document, before)) is not None:
            outcomes[position] = refusal
            settled.add(position)
            continue
        guard = {
            "_id": document["_id"],
            "contentHash": before["contentHash"],
            "lastSeen": before["lastSeen"],
            "source": before.get("source"),
            "observations": {"$size": len(before["observations"])},
        }
        older = document["retrieved"] < _latest(before)
        if _displaces(document, before) and not older:
            # An archive's word of what its outlet was asked for before: there is no place for it in the history.
            outcomes[position] = "stale"
            settled.add(position)
            continue
        if older and not _adopts(document, before):
            # From an archive, or overtaken by a visit that found it vanished: it adds to the history and does not
            # touch what is newer.
            outcomes[position] = "stale"
            earlier = _with_earlier(before, document)
            at = document["retrieved"]
            change: Document = {"$min": {"firstSeen": at}, "$max": {"lastSeen": at}}
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
        replaced: Document = {"$set": fields}
        if _adopts(document, before):
            replaced["$unset"] = {"archived": ""}
        attempts.append((position, document, UpdateOne(guard, replaced)))
    matched, refused = update(collection, [operation for _, _, operation in attempts])
    for index, reason in refused.items():
        outcomes[attempts[index][0]] = reason
    if matched + len(refused) == len(attempts) == len(pending) - len(settled):
        return []
    # Some were overtaken; which, the next look tells.
    settled |= {attempts[index][0] for index in refused}
    return [(position, document) for position, document in pending if position not in settled]


def _displaces(document: Document, known: Document) -> bool:
    """Whether a comment of an archive meets one that was read from its outlet."""
    return "archived" in document and "archived" not in known


def _adopts(document: Document, known: Document) -> bool:
    """Whether a comment read from its outlet meets one of an archive."""
    return "archived" in known and "archived" not in document


def _latest(before: Document) -> datetime:
    """The latest time at which a stored comment was seen or found vanished; times in the future count for nothing."""
    times = [at for at in (before["lastSeen"], before["observations"][-1]["at"]) if not is_future(at)]
    return max(times, default=_LONG_AGO)


def _from_elsewhere(document: Document, known: Document) -> Refused | None:
    """Return the refusal of a comment that comes from another site than a stored one of its thread, None where it does not.

    What an archive says holds no outlet's own answer off.
    """
    own, source = document["source"], known.get("source")
    if own == source or own is None or source is None or site_of(own) == site_of(source) or _adopts(document, known):
        return None
    return Refused(
        f"a comment of {document['thread']} from {host_of(own)}, while that thread's come from {host_of(source)}"
    )


def _of_their_thread(
    database: Database[Document],
    fresh: _Pending,
    outcomes: list[Outcome | Refused],
    stored_threads: Container[str],
) -> _Pending:
    """The new comments that come from the site that the comments stored of their thread come from."""
    threads = {document["thread"] for _, document in fresh if document["thread"] in stored_threads}
    known: dict[str, Document] = {}
    for thread in threads:
        one = database["comments"].find_one({"thread": thread, "source": {"$ne": None}}, {"source": 1, "archived": 1})
        if one is not None:
            known[thread] = one
    if not known:
        return fresh
    own: _Pending = []
    for position, document in fresh:
        of_thread = known.get(document["thread"])
        refused = None if of_thread is None else _from_elsewhere(document, of_thread)
        if refused is None:
            own.append((position, document))
        else:
            outcomes[position] = refused
    return own


def _with_later(before: Document, document: Document) -> list[Document]:
    observations: list[Document] = list(before["observations"])
    now = observation(document, document["retrieved"])
    for name in _TOLD:
        if before[name] != document[name]:
            now[name] = document[name]
            _say_first(observations, name, before)
    if len(now) > len(_OBSERVED) + 1 or any(observations[-1][name] != now[name] for name in _OBSERVED):
        observations.append(now)
    return observations


def _with_earlier(before: Document, document: Document) -> list[Document] | None:
    """The history with an older sighting in its place; None when it says nothing new."""
    at = document["retrieved"]
    observations: list[Document] = list(before["observations"])
    sighting = observation(document, at)
    if any(each["at"] == at for each in observations):
        return None
    earlier = [each for each in observations if each["at"] < at]
    later = [each for each in observations if each["at"] > at]
    for name in _TOLD:
        told = _as_told(before, name, at)
        if document[name] == told:
            continue
        sighting[name] = document[name]
        _say_first(earlier, name, before)
        if not later:
            later = [observation(before, before["lastSeen"])]
        later[0] = {name: told, **later[0]}
    if (
        len(sighting) == len(_OBSERVED) + 1
        and earlier
        and all(earlier[-1][name] == sighting[name] for name in _OBSERVED)
    ):
        return None
    return [*earlier, sighting, *later]


def _say_first(observations: list[Document], name: str, before: Document) -> None:
    """Have the first observation say what holds up to the first change."""
    if observations and not any(name in each for each in before["observations"]):
        observations[0] = {**observations[0], name: before[name]}


def _as_told(before: Document, name: str, at: datetime) -> Any:
    """What the history says of a field at a time."""
    told = [each for each in before["observations"] if name in each]
    if not told:
        return before[name]
    return next((each[name] for each in reversed(told) if each["at"] <= at), told[0][name])


def write_vanished(database: Database[Document], readings: Iterable[tuple[str, datetime, int, bool]]) -> int:
    """Mark the comments that complete readings of their threads did not find; how many.

    What counts is when a reading began: a comment that any reading saw later than that, this one included, stays. A reading
    of which not every comment is stored (one was refused) proves nothing, and an archive's proves nothing of comments that
    were read from their outlet.

    :param readings: thread, when its reading began, how many comments it found (these are written), and whether it is an
        archive's
    """
    collection = database["comments"]
    by_thread = {reading[0]: reading[1:] for reading in sorted(readings, key=lambda reading: reading[1])}
    unseen = {
        thread: {"thread": thread, "lastSeen": {"$lt": at}, **_SEEN, **({"archived": True} if archived else {})}
        for thread, (at, _, archived) in by_thread.items()
    }
    if not unseen:
        return 0
    missing = collection.distinct("thread", {"$or": list(unseen.values())})
    operations = []
    for thread in missing:
        at, found, _ = by_thread[thread]
        if collection.count_documents({"thread": thread, "lastSeen": {"$gte": at}}) < found:
            continue
        now = {"at": at, **{name: f"${name}" for name in _OBSERVED}, "state": "vanished"}
        change = {
            "state": "vanished",
            "lastChanged": at,
            # Unlike any reading's, so that a comment that comes back is a change.
            "contentHash": {"$concat": ["vanished ", "$contentHash"]},
            "observations": {"$concatArrays": ["$observations", [now]]},
        }
        operations.append(UpdateMany(unseen[thread], [{"$set": change}]))
    return update(collection, operations)[0]
