"""Write comments and the history of their votes, states and words."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from pymongo import UpdateMany, UpdateOne
from pymongo.database import Database

from newscrawler.sites import site_of
from newscrawler.storage._documents import Document, is_future, observation
from newscrawler.storage._erasing import keep_erased
from newscrawler.storage._writes import Outcome, Refused, Round, insert_new, touch, update, write_in_rounds
from newscrawler.urls import host_of

__all__ = ["write_comments", "write_vanished"]

_NEEDED = {"contentHash": 1, "lastSeen": 1, "position": 1, "source": 1, "erasure": 1, "archived": 1}
_OBSERVED = ("upvoteCount", "downvoteCount", "score", "state")
_WORDS = ("text", "html", "author")
"""Fields that an observation holds only where they changed."""
_BEFORE = dict.fromkeys(
    (
        *_OBSERVED,
        *_WORDS,
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
    """Write comments; returns their outcomes in the same order.

    A comment is refused that was read from another site than the stored comment, or the stored comments of its thread.

    :param documents: as of a first sighting
    :param stored_threads: threads that were stored before
    :raises CannotWriteError: when other workers keep overtaking a comment
    """
    outcomes: list[Outcome | Refused] = ["unchanged"] * len(documents)

    def begin() -> Round[Document]:
        changing: set[int] = set()
        return lambda pending, _: _Round(database, outcomes, changing, stored_threads).write(pending)

    write_in_rounds(documents, lambda document: str(document["_id"]), begin)
    return outcomes


class _Round:
    """One comparison of comments with the stored ones, and the writes that follow from it.

    :param outcomes: of the batch; filled in by position
    :param changing: positions of comments whose content differs, in this round or an earlier one
    :param stored_threads: threads that were stored before
    """

    def __init__(
        self,
        database: Database[Document],
        outcomes: list[Outcome | Refused],
        changing: set[int],
        stored_threads: Container[str],
    ) -> None:
        self._database = database
        self._collection = database["comments"]
        self._outcomes = outcomes
        self._changing = changing
        self._stored_threads = stored_threads
        self._fresh: _Pending = []
        self._different: _Pending = []
        self._touched: _Pending = []
        self._moved: list[UpdateOne] = []

    def write(self, pending: _Pending) -> _Pending:
        """Write what can be written; returns the comments that another worker overtook."""
        stored = self._stored(pending, _NEEDED)
        for position, document in pending:
            self._plan(position, document, stored.get(document["_id"]))
        update(self._collection, self._moved)
        fresh = _of_their_thread(self._database, self._fresh, self._outcomes, self._stored_threads)
        again: _Pending = []
        seen = [(document["_id"], document["retrieved"]) for _, document in self._touched]
        if touch(self._collection, seen, _SEEN) < len(seen):
            # Another worker has marked one of them vanished since our look-up: it is back, and the next round finds
            # out.
            again += self._touched
        if fresh:
            again += self._insert(fresh)
        return again + self._change(self._different) if self._different else again

    def _stored(self, pending: _Pending, fields: Mapping[str, int]) -> dict[str, Document]:
        found = self._collection.find({"_id": {"$in": [document["_id"] for _, document in pending]}}, fields)
        stored = {document["_id"]: document for document in found}
        keep_erased(self._database, stored, [document for _, document in pending])
        return stored

    def _plan(self, position: int, document: Document, known: Document | None) -> None:
        if known is None:
            self._fresh.append((position, document))
        elif (refused := _from_elsewhere(document, known)) is not None:
            self._outcomes[position] = refused
        elif known["contentHash"] != document["contentHash"] or _adopts(document, known):
            self._different.append((position, document))
        elif _displaces(document, known):
            self._outcomes[position] = "unchanged"
        else:
            self._outcomes[position] = "changed" if position in self._changing else "unchanged"
            self._touched.append((position, document))
            if known["position"] != document["position"] and document["retrieved"] >= known["lastSeen"]:
                self._moved.append(UpdateOne({"_id": document["_id"]}, {"$set": {"position": document["position"]}}))

    def _insert(self, fresh: _Pending) -> _Pending:
        again: _Pending = []
        inserted = insert_new(self._collection, [document for _, document in fresh])
        for position, document in fresh:
            if refused := inserted.refused.get(document["_id"]):
                self._outcomes[position] = refused
            elif document["_id"] in inserted.existing:
                again.append((position, document))
            else:
                self._outcomes[position] = "added"
        return again

    def _change(self, pending: _Pending) -> _Pending:
        """Write comments whose content differs; returns those that another worker overtook."""
        stored = self._stored(pending, _BEFORE)
        attempts: list[tuple[int, UpdateOne]] = []
        finished: set[int] = set()
        for position, document in pending:
            before = stored.get(document["_id"])
            # The same only where it was erased since the first look-up; the next round takes it for unchanged.
            if before is None or (before["contentHash"] == document["contentHash"] and not _adopts(document, before)):
                continue
            change = self._changed(position, document, before)
            if change is None:
                finished.add(position)
            else:
                attempts.append((position, UpdateOne(_guard(document, before), change)))
        matched, refused = update(self._collection, [operation for _, operation in attempts])
        for index, reason in refused.items():
            self._outcomes[attempts[index][0]] = reason
        if matched + len(refused) == len(attempts) == len(pending) - len(finished):
            return []
        # Some were overtaken; the next round finds out which.
        finished |= {attempts[index][0] for index in refused}
        return [(position, document) for position, document in pending if position not in finished]

    def _changed(self, position: int, document: Document, before: Document) -> Document | None:
        """Note the outcome of a comment whose content differs; returns its update, or None where nothing is written."""
        if (refusal := _from_elsewhere(document, before)) is not None:
            self._outcomes[position] = refusal
            return None
        adopts = _adopts(document, before)
        older = document["retrieved"] < _latest(before)
        if (_displaces(document, before) and not older) or (older and not adopts):
            self._outcomes[position] = "stale"
            # A later page of an archive has no place in the history of a comment that its outlet itself was asked for.
            return _added_to_history(document, before) if older else None
        self._changing.add(position)
        self._outcomes[position] = "changed"
        return _replaced(document, before, adopts)


def _guard(document: Document, before: Document) -> Document:
    """Return the filter that matches only while nobody has written the comment since it was read."""
    return {
        "_id": document["_id"],
        "contentHash": before["contentHash"],
        "lastSeen": before["lastSeen"],
        "source": before.get("source"),
        "observations": {"$size": len(before["observations"])},
    }


def _added_to_history(document: Document, before: Document) -> Document:
    """Return the update for a sighting that is older than the stored one: it adds to the history and changes nothing
    newer.

    It is from an archive, or was overtaken by a visit that found the comment vanished.
    """
    at = document["retrieved"]
    change: Document = {"$min": {"firstSeen": at}, "$max": {"lastSeen": at}}
    if (earlier := _with_earlier(before, document)) is not None:
        change["$set"] = {"observations": earlier}
    return change


def _replaced(document: Document, before: Document, adopts: bool) -> Document:
    fields = {name: value for name, value in document.items() if name not in ("_id", "firstSeen")}
    fields["observations"] = _with_later(before, document)
    if document["dateCreatedPrecision"] == "relative" == before["dateCreatedPrecision"]:
        # Counted back from a later "3 hours ago": the first count was more precise.
        del fields["dateCreated"], fields["dateCreatedRaw"]
    change: Document = {"$set": fields}
    if adopts:
        change["$unset"] = {"archived": ""}
    return change


def _displaces(document: Document, known: Document) -> bool:
    """Return whether a comment of an archive meets a stored comment that was read from its outlet."""
    return "archived" in document and "archived" not in known


def _adopts(document: Document, known: Document) -> bool:
    """Return whether a comment read from its outlet meets a stored comment of an archive."""
    return "archived" in known and "archived" not in document


def _latest(before: Document) -> datetime:
    """Return the latest time at which a stored comment was seen or found vanished; times in the future do not count."""
    times = [at for at in (before["lastSeen"], before["observations"][-1]["at"]) if not is_future(at)]
    return max(times, default=_LONG_AGO)


def _from_elsewhere(document: Document, known: Document) -> Refused | None:
    """Return the refusal of a comment that comes from another site than a stored comment of its thread; None where
    it fits.

    A comment from an archive does not keep out the outlet's own answer.
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
    """Return the new comments without those from another site than the stored comments of their thread, which are
    refused."""
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
    for name in _WORDS:
        if before[name] != document[name]:
            now[name] = document[name]
            _say_first(observations, name, before)
    if not _says_nothing_new(now, observations[-1]):
        observations.append(now)
    return observations


def _with_earlier(before: Document, document: Document) -> list[Document] | None:
    """Return the history with an older sighting in its place; None when the sighting adds nothing new."""
    at = document["retrieved"]
    observations: list[Document] = list(before["observations"])
    if any(each["at"] == at for each in observations):
        return None
    sighting = observation(document, at)
    earlier = [each for each in observations if each["at"] < at]
    later = [each for each in observations if each["at"] > at]
    for name in _WORDS:
        then = _value_at(before, name, at)
        if document[name] == then:
            continue
        sighting[name] = document[name]
        _say_first(earlier, name, before)
        if not later:
            later = [observation(before, before["lastSeen"])]
        later[0] = {name: then, **later[0]}
    if earlier and _says_nothing_new(sighting, earlier[-1]):
        return None
    return [*earlier, sighting, *later]


def _says_nothing_new(sighting: Document, last: Document) -> bool:
    has_words = len(sighting) > len(_OBSERVED) + 1
    return not has_words and all(last[name] == sighting[name] for name in _OBSERVED)


def _say_first(observations: list[Document], name: str, before: Document) -> None:
    """Put into the first observation the value that was true up to the first change."""
    if observations and not any(name in each for each in before["observations"]):
        observations[0] = {**observations[0], name: before[name]}


def _value_at(before: Document, name: str, at: datetime) -> Any:
    """Return the value that a field had at a time, by the history."""
    changes = [each for each in before["observations"] if name in each]
    if not changes:
        return before[name]
    return next((each[name] for each in reversed(changes) if each["at"] <= at), changes[0][name])


def write_vanished(database: Database[Document], readings: Iterable[tuple[str, datetime, int, bool]]) -> int:
    """Mark the comments that complete readings of their threads did not find as vanished.

    A reading counts by its beginning: a comment that any reading saw later than that, this one included, stays. A
    reading proves nothing when one of its comments is not stored (it was refused). An archive's reading proves
    nothing about comments that were read from their outlet.

    :param readings: thread, beginning of its reading, number of comments that it found (they are stored by now), and
        whether it is an archive's
    :returns: the number of comments that were marked
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
            # Differs from the hash of any reading, so that a comment that comes back is a change.
            "contentHash": {"$concat": ["vanished ", "$contentHash"]},
            "observations": {"$concatArrays": ["$observations", [now]]},
        }
        operations.append(UpdateMany(unseen[thread], [{"$set": change}]))
    return update(collection, operations)[0]
