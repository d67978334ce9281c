"""Changes of stored documents, in the order in which the server applied them: one rule, and a stream for readers.

:func:`classify` is the one rule that tells an addition or a change from a visit that found nothing new.
:class:`ChangeFeed` and the numbered feed (:mod:`newscrawler.feed`) both follow it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self, TypeAlias, get_args

from bson.timestamp import Timestamp
from pymongo.change_stream import DatabaseChangeStream
from pymongo.database import Database
from pymongo.errors import OperationFailure

from newscrawler.items import Copy
from newscrawler.storage._fields import Document

if TYPE_CHECKING:
    from newscrawler.storage.reader import StoredCluster, StoredComment, StoredCopy, StoredStory, StoredThread

    Stored: TypeAlias = StoredStory | StoredCopy | StoredThread | StoredComment | StoredCluster

__all__ = [
    "FOLLOWED",
    "Change",
    "ChangeFeed",
    "Collection",
    "FeedPositionLostError",
    "What",
    "changed_paths",
    "classify",
    "position_lost",
    "token_time",
]

Collection = Literal["stories", "copies", "threads", "comments", "clusters"]
"""The collections that :meth:`Reader.changes` follows."""

What = Literal["added", "changed", "seen", "removed"]
"""Kind of a change; ``seen`` is an unchanged visit: the content is the same."""

FOLLOWED: tuple[Collection, ...] = get_args(Collection)

_POSITION_LOST = {
    286,  # ChangeStreamHistoryLost: the oplog no longer reaches back to the token
    280,  # ChangeStreamFatalError: the token is not in this server's oplog
    260,  # InvalidResumeToken
    9,  # FailedToParse: the token is not hexadecimal
    15,  # Overflow: the token is cut off
    40647,  # the token does not parse
    40648,
    40649,
    50811,
    50889,
}

_MOVED_BY_A_VISIT = frozenset(
    {"firstSeen", "lastSeen", "etag", "lastModified", "commentPlatform", "cursor", "position", "blocks", "contentHash"}
    | {
        "linkDue",
        "lock",
        "partialReason",
        "labelled",
        "isAccessibleForFree",
        "noarchive",
        "tdmReservation",
        "tdmPolicy",
    }
)
"""Fields that a visit may move although the content is the same: the time of the sighting, the next conditional
request, the place in a thread, which newer comments shift, the kinds of the blocks as this version reads them, and
what the page says of the use of its text. A hash moves by itself where a copy that was stored without blocks gets
them."""

_MOVED_QUIETLY = (
    _MOVED_BY_A_VISIT
    | {each.name for each in fields(Copy)}
    | {"evidence", "signatures", "flipFlops"}
    | {*("headlines", "gone", "leadRank", "dateRank", "schemaVersion", "copiesCount")}
)
"""Fields that a visit may move without ``lastChanged``: furniture of the page in the text, a headline under test, and
the last visit that found a page gone."""

_KINDS: dict[str, What] = {"insert": "added", "update": "changed", "replace": "changed", "delete": "removed"}

_POLL_MS = 200
"""Time that one poll of the change stream waits: the end of the backlog is known this much later, and five empty
answers a second cost the server nothing that can be measured."""


class FeedPositionLostError(Exception):
    """The server no longer knows the resume token: changes since then cannot be replayed from the feed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change of one document."""

    collection: Collection
    id: str
    what: What
    fields: tuple[str, ...]
    """Top-level fields that changed, sorted. All of them when a document was replaced; none when it was added or
    removed."""
    at: datetime
    """Time at which the server applied it, to the second."""
    stored: Stored | None
    """The document as it is now; None when it is removed, and for ``seen``, where nothing is new."""
    token: Mapping[str, Any]
    """Pass it to :meth:`Reader.changes` to continue after this change."""


def classify(operation: str, paths: Iterable[str] = ()) -> tuple[What, tuple[str, ...]] | None:
    """Return the kind of a change and the top-level fields that changed, sorted; None for an operation that is none.

    :param operation: ``operationType`` of the server's event
    :param paths: :func:`changed_paths` of the event
    """
    kind = _KINDS.get(operation)
    if kind is None:
        return None
    changed = {path.partition(".")[0] for path in paths} - {"_id"}
    quiet = _MOVED_BY_A_VISIT if "lastChanged" in changed else _MOVED_QUIETLY
    if operation == "update" and changed <= quiet:
        kind = "seen"
    return kind, tuple(sorted(changed))


def changed_paths(event: Mapping[str, Any]) -> list[str]:
    """Return the paths of the fields that an event of the server changed: all of a document that was replaced, none
    of one that was added or removed."""
    if event["operationType"] == "replace":
        return list(event["fullDocument"])
    if event["operationType"] != "update":
        return []
    update = event["updateDescription"]
    truncated = [array["field"] for array in update.get("truncatedArrays", ())]
    return [*update["updatedFields"], *update["removedFields"], *truncated]


class ChangeFeed:
    """An open change stream. Iterating blocks until the next change; :meth:`poll` and :meth:`pending` do not.

    It survives a lost connection once; a longer outage raises :exc:`pymongo.errors.PyMongoError`, after which
    :attr:`token` is the place to continue from. Close it, or use it as a context manager.
    """

    def __init__(
        self,
        database: Database[Document],
        resume_token: Mapping[str, Any] | None,
        stored: Callable[[Collection, Document], Stored],
    ) -> None:
        self._database = database
        self._stored = stored
        self._stream = self._open(resume_token)

    def _open(self, token: Mapping[str, Any] | None) -> DatabaseChangeStream[Document]:
        with position_lost():
            return self._database.watch(
                [{"$match": {"$or": [{"ns.coll": {"$in": list(FOLLOWED)}}, {"operationType": "invalidate"}]}}],
                start_after=token,
                max_await_time_ms=_POLL_MS,
            )

    @property
    def token(self) -> Mapping[str, Any] | None:
        """Position of the feed: after the last change returned, or later when the server guarantees that the gap is
        empty.

        Save it from time to time even when nothing changes, or it may grow older than what the server keeps.
        """
        return self._stream.resume_token

    def poll(self) -> Change | None:
        """Return the next change; None when there is no change within a fifth of a second.

        :raises FeedPositionLostError: when the server no longer knows the position of the feed
        """
        with position_lost():
            while (event := self._stream.try_next()) is not None:
                if (change := self._change(event)) is not None:
                    return change
                if event["operationType"] == "invalidate":
                    # The database was dropped, which ends a stream; documents that are stored afterwards still count
                    self._stream = self._open(event["_id"])
        return None

    def pending(self) -> Iterator[Change]:
        """Yield the changes made until now, then end."""
        now = self._database.client.admin.command("ping")["operationTime"]
        while True:
            change = self.poll()
            if change is not None:
                yield change
            elif self.token is None or token_time(self.token) >= now:
                return

    def close(self) -> None:
        self._stream.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __iter__(self) -> Iterator[Change]:
        while True:
            change = self.poll()
            if change is not None:
                yield change

    def _change(self, event: Mapping[str, Any]) -> Change | None:
        classified = classify(event["operationType"], changed_paths(event))
        if classified is None:
            return None
        what, changed = classified
        collection: Collection = event["ns"]["coll"]
        id = event["documentKey"]["_id"]
        document = event.get("fullDocument")
        if what == "changed":
            document = self._database[collection].find_one({"_id": id})
        return Change(
            collection=collection,
            id=id,
            what=what,
            fields=changed,
            at=event["clusterTime"].as_datetime(),
            stored=None if document is None else self._stored(collection, document),
            token=event["_id"],
        )


class position_lost:  # noqa: N801 - reads as the statement it is
    """Turns the server's refusals of a resume token into :exc:`FeedPositionLostError`."""

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, OperationFailure) and error.code in _POSITION_LOST:
            reason = str((error.details or {}).get("errmsg", error))
            raise FeedPositionLostError(reason) from error


def token_time(token: Mapping[str, Any]) -> Timestamp:
    """Return the server's time of a resume token.

    :raises ValueError: the token does not begin with a time
    """
    # A token's data begins with the type byte 82 of a timestamp, then its seconds and its counter, 4 bytes each.
    data = str(token["_data"])
    if not data.startswith("82"):
        raise ValueError(f"resume token {data[:20]}… does not begin with a timestamp")
    return Timestamp(int(data[2:10], 16), int(data[10:18], 16))
