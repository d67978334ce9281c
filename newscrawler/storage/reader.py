"""The read API: typed queries for consumers of the store.

A :class:`Reader` answers questions about stored documents; :meth:`Reader.changes` follows later changes.
Reads use read concern ``majority``: a failover does not roll back a document that a reader has seen.

>>> from pymongo import MongoClient
>>> reader = Reader(MongoClient("mongodb://127.0.0.1:27017")["newscrawler"])  # doctest: +SKIP
>>> for stored in reader.stories(agency="Reuters", limit=10):  # doctest: +SKIP
...     print(stored.story.headline, stored.outlets)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self, TypeVar, get_args

from bson.codec_options import CodecOptions
from bson.timestamp import Timestamp
from pymongo import DESCENDING
from pymongo.change_stream import DatabaseChangeStream
from pymongo.database import Database
from pymongo.errors import OperationFailure
from pymongo.read_concern import ReadConcern

from newscrawler.items import Author, Comment, CommentState, Copy, Rejection, Story, Thread
from newscrawler.storage._fields import Document, listed_items, nested_items
from newscrawler.storage.coverage import Coverage, Gap, coverage, gaps

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    from newscrawler.versions import Change as VersionChange

__all__ = [
    "AmbiguousKeyError",
    "Change",
    "ChangeFeed",
    "ClusteredStory",
    "Collection",
    "CommentNode",
    "CopyNode",
    "Cut",
    "FeedPositionLostError",
    "GonePage",
    "KillMark",
    "NotStoredError",
    "Observation",
    "QuarantineEntry",
    "Reader",
    "Revision",
    "StoredCluster",
    "StoredComment",
    "StoredCopy",
    "StoredStory",
    "StoredThread",
    "StoryTree",
    "ThreadNode",
    "What",
    "traverse",
]

Collection = Literal["stories", "copies", "threads", "comments", "clusters"]
"""The collections that :meth:`Reader.changes` follows."""

Order = Literal["spread", "firstSeen", "lastChanged"]
"""Order of :meth:`Reader.clusters`."""

What = Literal["added", "changed", "seen", "removed"]
"""Kind of a change; ``seen`` is an unchanged visit: the content is the same."""

_FOLLOWED: tuple[Collection, ...] = get_args(Collection)

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

_REPLAYABLE: dict[str, type[Copy] | type[Thread] | type[Comment]] = {
    "Copy": Copy,
    "Thread": Thread,
    "Comment": Comment,
}

_Item = TypeVar("_Item", bound="DataclassInstance")

_POLL_MS = 200
"""How long one poll of the change stream waits: the end of the backlog is known this much later, and five empty
answers a second cost the server nothing that can be measured."""

_LONGEST_SUGGESTION = 5
"""As many candidates as a person compares at a glance."""


class NotStoredError(LookupError):
    """No stored document has the id; the message names it."""


class AmbiguousKeyError(LookupError):
    """Several stored documents have the key or prefix; the message lists some of them."""


class FeedPositionLostError(Exception):
    """The server no longer knows the resume token: changes since then cannot be replayed from the feed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusteredStory:
    """One story of a cluster, beside the text of the cluster's lead."""

    story: str
    """Id of the story."""
    share: float
    """Part of the lead's text that it prints, 0 to 1."""
    headlineRewritten: bool
    paragraphsCut: int
    """Paragraphs of the lead that it does not print."""
    ownWords: int
    """Its words in paragraphs that are not the lead's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCluster:
    """Stories that print one wire text under several headlines."""

    id: str
    """Its name: the id of the story that was its first."""
    lead: str
    """Id of the story whose text is nearest to the agency's."""
    agency: str | None
    """Agency of the lead. None: it names no agency."""
    stories: tuple[ClusteredStory, ...]
    """The lead, then the others in the order of their first visits: at most 10 led by one outlet and 400 in all.
    :meth:`Reader.stories` with ``cluster`` finds every one."""
    storiesCount: int
    outlets: tuple[str, ...]
    """Outlets that print it, in alphabetical order: at most 1,000."""
    spread: int
    """Number of outlets that print it."""
    formerly: tuple[str, ...]
    """Names of clusters that it took in; :meth:`Reader.cluster` still finds it by them."""
    firstSeen: datetime
    lastChanged: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """Votes and state of a comment at a visit: the first sighting, then one whenever something changed."""

    at: datetime
    upvoteCount: int | None = None
    downvoteCount: int | None = None
    score: int | None = None
    state: CommentState = "visible"
    text: str | None = None
    """The text as it read then; None where the observation is not about the text, or of a removed comment."""
    html: str | None = None
    author: Author | None = None
    """Both as ``text``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredStory:
    """A story, with the store's own fields."""

    id: str
    """``<key>.<occurrence>``."""
    story: Story
    outlets: tuple[str, ...]
    """Outlets that printed it, in alphabetical order."""
    copies: tuple[str, ...]
    """URLs of its copies, in alphabetical order: at most 4 of a site and 400 in all. :meth:`Reader.story` finds
    every one."""
    lead: str | None
    """URL of the copy whose fields the story shows."""
    firstSeen: datetime
    lastSeen: datetime
    lastChanged: datetime
    """When the story itself last changed; new comments change their thread, not the story."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GonePage:
    """Answers of an outlet that a page is not there any more."""

    at: datetime
    """The first visit that found it so."""
    last: datetime
    """The last such visit."""
    status: int
    """HTTP status: 404, 410, or 200 where the page itself says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KillMark:
    """Mark of a copy that still runs a killed story."""

    since: datetime
    """The visit that proved the kill, when it was first seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCopy:
    """One outlet's printing, as of the last visit."""

    copy: Copy
    story: str
    """Id of its story."""
    revision: int
    """How often its content was replaced; :meth:`Reader.revisions` returns the older contents."""
    firstSeen: datetime
    lastSeen: datetime
    lastChanged: datetime
    gone: GonePage | None = None
    """The page is not there any more; the copy is what it said last. None: it was there at the last visit."""
    afterKill: KillMark | None = None
    """The copy still runs a story that was killed. None: it does not, or writers have yet to find out."""
    flipFlops: int = 0
    """How often it went back to a headline that it had before: a test of headlines, which makes no revision."""
    headlines: tuple[str, ...] = ()
    """Headlines that it had, the first one first. Empty: it never had another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """Two stories that an operator keeps out of one cluster."""

    a: str
    b: str
    at: datetime
    by: str
    """The person who cut."""
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredThread:
    """A comment section, as of the last visit."""

    id: str
    thread: Thread
    firstSeen: datetime
    lastSeen: datetime
    lastChanged: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredComment:
    """A comment with the history of its votes and states."""

    id: str
    comment: Comment
    observations: tuple[Observation, ...]
    """Oldest first."""
    firstSeen: datetime
    lastSeen: datetime
    lastChanged: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """Content of a copy before it was replaced."""

    url: str
    revision: int
    copy: Copy
    change: VersionChange | None = None
    """Change to the next content in time. None: nothing that a reader would call a change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarantineEntry:
    """An input that could not be stored: one entry, however often it was met."""

    id: str
    rejection: Rejection
    count: int
    """How many times it was met."""
    firstSeen: datetime
    lastSeen: datetime

    def item(self) -> Copy | Thread | Comment | None:
        """The item that was rejected, as far as it got; None when there was none.

        :raises ValueError: when the kept object is not an item; the message states the reason
        """
        kept = self.rejection.item
        if kept is None:
            return None
        cls = _REPLAYABLE.get(str(kept.get("_type")))
        if cls is None:
            raise ValueError(f"an item of type {kept.get('_type')!r} is not one of {', '.join(_REPLAYABLE)}")
        try:
            return _item(cls, kept)
        except TypeError as error:
            raise ValueError(f"the {cls.__name__} is incomplete: {error}") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentNode:
    """A comment and the comments that answer it."""

    stored: StoredComment
    replies: tuple[CommentNode, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadNode:
    """A thread and its top-level comments."""

    stored: StoredThread
    comments: tuple[CommentNode, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyNode:
    """A copy and its threads."""

    stored: StoredCopy
    threads: tuple[ThreadNode, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryTree:
    """A story, its copies, their threads and comments."""

    stored: StoredStory
    copies: tuple[CopyNode, ...]
    """Earliest printing first; undated ones last."""


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
    """When the server applied it, to the second."""
    stored: StoredStory | StoredCopy | StoredThread | StoredComment | StoredCluster | None
    """The document as it is now; None when it is removed, and for ``seen``, where nothing is new."""
    token: Mapping[str, Any]
    """Pass it to :meth:`Reader.changes` to continue after this change."""


def traverse(nodes: Sequence[CommentNode]) -> Iterator[tuple[CommentNode, int]]:
    """Yield every comment in reading order, replies after the comment that they answer, with its depth from 0."""
    stack = [(node, 0) for node in reversed(nodes)]
    while stack:
        node, depth = stack.pop()
        yield node, depth
        stack.extend((reply, depth + 1) for reply in reversed(node.replies))


class Reader:
    """Answers questions about one newscrawler database.

    :param database: from any client; dates come back aware, in UTC, whatever the client's options are
    """

    def __init__(self, database: Database[Document]) -> None:
        self._database: Database[Document] = database.with_options(
            codec_options=CodecOptions(tz_aware=True, tzinfo=UTC), read_concern=ReadConcern("majority")
        )

    def stories(
        self,
        *,
        outlet: str | None = None,
        agency: str | None = None,
        since: datetime | None = None,
        changed_since: datetime | None = None,
        cluster: str | None = None,
        limit: int | None = None,
    ) -> Iterator[StoredStory]:
        """Yield stories, newest first: by ``datePublished`` (undated ones last), or by ``lastChanged`` with
        ``changed_since``.

        :param outlet: only stories that this outlet printed, e.g. ``japantoday.com``
        :param agency: canonical name, e.g. ``Reuters``
        :param since: aware; published then or later (undated stories are left out)
        :param changed_since: aware; added or changed then or later
        :param cluster: only stories of this cluster: :attr:`StoredCluster.id`
        :param limit: maximum number; None for all
        :raises ValueError: for a naive datetime or a limit below 1
        """
        if limit is not None and limit < 1:
            raise ValueError(f"limit {limit}: must be 1 or more, or None for all")
        query: Document = {}
        if outlet is not None:
            query["outlets"] = outlet
        if agency is not None:
            query["agency"] = agency
        if since is not None:
            query["datePublished"] = {"$gte": _aware("since", since)}
        if changed_since is not None:
            query["lastChanged"] = {"$gte": _aware("changed_since", changed_since)}
        if cluster is not None:
            query["cluster"] = cluster
        newest = "datePublished" if changed_since is None else "lastChanged"
        cursor = self._database["stories"].find(query).sort([(newest, DESCENDING), ("_id", DESCENDING)])
        return map(_stored_story, cursor.limit(limit or 0))

    def story(self, id_or_key: str) -> StoryTree:
        """Return one story with everything under it.

        :param id_or_key: key, any unambiguous beginning of it, either followed by ``.<occurrence>`` where a key has
            several, or a copy's URL
        :raises NotStoredError: when nothing matches
        :raises AmbiguousKeyError: when several stories do
        """
        return self._tree(self._story_document(id_or_key))

    def cluster(self, name: str) -> StoredCluster:
        """Return one cluster.

        :param name: its name, a name that it had, or whatever :meth:`story` finds one of its stories by
        :raises NotStoredError: when nothing matches, or the story is in no cluster
        :raises AmbiguousKeyError: when several stories match
        """
        wanted = name.lower()
        for query in ({"_id": wanted}, {"formerly": wanted}):
            if (document := self._database["clusters"].find_one(query)) is not None:
                return _stored_cluster(document)
        story = self._story_document(name)
        document = self._database["clusters"].find_one({"_id": story.get("cluster")})
        if document is None:
            raise NotStoredError(
                f"the story {story['_id']} is in no cluster: no other story is known to print its text"
            )
        return _stored_cluster(document)

    def clusters(
        self, *, order: Order = "spread", agency: str | None = None, limit: int | None = None
    ) -> Iterator[StoredCluster]:
        """Yield clusters.

        :param order: ``spread`` (printed by most outlets first), ``firstSeen`` or ``lastChanged`` (latest first)
        :param agency: only those whose lead names this agency
        :param limit: maximum number; None for all
        :raises ValueError: for a limit below 1
        """
        if limit is not None and limit < 1:
            raise ValueError(f"limit {limit}: must be 1 or more, or None for all")
        keys = ["spread", "storiesCount"] if order == "spread" else [order]
        cursor = self._database["clusters"].find({} if agency is None else {"agency": agency})
        return map(_stored_cluster, cursor.sort([(key, DESCENDING) for key in [*keys, "_id"]]).limit(limit or 0))

    def cuts(self, *, limit: int | None = None) -> list[Cut]:
        """Return the links that were cut by hand, the latest first."""
        cursor = self._database["links"].find({"cut.at": {"$exists": True}}).sort("cut.at", DESCENDING)
        return [
            Cut(a=link["a"], b=link["b"], at=cut["at"], by=cut["by"], reason=cut.get("reason"))
            for link in cursor.limit(limit or 0)
            for cut in (link["cut"],)
        ]

    def story_id(self, id_or_key: str) -> str:
        """Return the id of the story that :meth:`story` finds, without reading what is under it.

        :raises NotStoredError: when nothing matches
        :raises AmbiguousKeyError: when several stories do
        """
        return str(self._story_document(id_or_key)["_id"])

    def headlines(self, ids: Iterable[str]) -> dict[str, str]:
        """Return the headlines of stories by their ids."""
        found = self._database["stories"].find({"_id": {"$in": list(ids)}}, {"headline": 1})
        return {story["_id"]: story.get("headline") or "" for story in found}

    def comment_counts(self, stories: Iterable[StoredStory]) -> dict[str, int]:
        """Return the number of stored comments of each story, by story id."""
        story_of_copy = {url: stored.id for stored in stories for url in stored.copies}
        counts = dict.fromkeys(story_of_copy.values(), 0)
        threads = self._database["threads"].find({"copyUrl": {"$in": list(story_of_copy)}}, {"copyUrl": 1})
        story_of_thread = {thread["_id"]: story_of_copy[thread["copyUrl"]] for thread in threads}
        counted = self._database["comments"].aggregate(
            [
                {"$match": {"thread": {"$in": list(story_of_thread)}}},
                {"$group": {"_id": "$thread", "count": {"$sum": 1}}},
            ]
        )
        for group in counted:
            counts[story_of_thread[group["_id"]]] += group["count"]
        return counts

    def outlets(self) -> list[str]:
        """Return the outlets that printed a stored story, in alphabetical order."""
        return sorted(self._database["stories"].distinct("outlets"))

    def agencies(self) -> list[str]:
        """Return the agencies of the stored stories, in alphabetical order."""
        return sorted(filter(None, self._database["stories"].distinct("agency")))

    def copies(self, story_id: str) -> list[StoredCopy]:
        """Return the copies of a story, the first published first."""
        copies = [_stored_copy(copy) for copy in self._database["copies"].find({"story": story_id})]
        return sorted(copies, key=lambda stored: (_undated_last(stored.copy.datePublished), stored.copy.url))

    def comments(self, thread_id: str) -> tuple[CommentNode, ...]:
        """Return a thread's comments in thread order, replies under the comment that they answer.

        A comment whose parent is not stored is at the top level; its ``parentItem`` still names the parent.
        """
        found = self._database["comments"].find({"thread": thread_id}).sort([("thread", 1), ("position", 1)])
        return _nest([_stored_comment(document) for document in found])

    def copy(self, url: str) -> StoredCopy:
        """Return one copy as of the last visit.

        :raises NotStoredError: no copy is stored under the URL
        """
        document = self._database["copies"].find_one({"_id": url})
        if document is None:
            raise NotStoredError(f"no copy is stored under the URL {url}")
        return _stored_copy(document)

    def revisions(self, url: str) -> list[Revision]:
        """Return the earlier contents of a copy, oldest visit first; empty when it never changed.

        Revisions are numbered as they arrive: a revision from an archive may be older than those before it. Changes of
        revisions that were stored without them are read from the contents.
        """
        documents = sorted(
            self._database["revisions"].find({"url": url}), key=lambda each: (each["retrieved"], each["revision"])
        )
        if not documents:
            return []
        current = self._database["copies"].find_one({"_id": url})
        following = [*documents[1:], current]
        return [
            Revision(
                url=document["url"],
                revision=document["revision"],
                copy=_item(Copy, document),
                change=_change_to(document, after, current),
            )
            for document, after in zip(documents, following, strict=True)
        ]

    def quarantine(self, *, stage: str | None = None, limit: int | None = None) -> Iterator[QuarantineEntry]:
        """Yield the inputs that could not be stored, most recently met first.

        :param stage: only this :attr:`~newscrawler.items.Rejection.stage`
        """
        query = {} if stage is None else {"stage": stage}
        cursor = self._database["quarantine"].find(query).sort([("lastSeen", DESCENDING), ("_id", DESCENDING)])
        return map(_quarantine_entry, cursor.limit(limit or 0))

    def quarantine_count(self, *, stage: str | None = None) -> int:
        """Return the number of entries of :meth:`quarantine`."""
        return self._database["quarantine"].count_documents({} if stage is None else {"stage": stage})

    def quarantined(self, id: str) -> QuarantineEntry:
        """Return one entry, by its id or an unambiguous beginning of it.

        :raises NotStoredError: when nothing matches
        :raises AmbiguousKeyError: when several entries do
        """
        return _quarantine_entry(self._by_prefix("quarantine", "_id", id.lower(), id, "quarantine entry"))

    def coverage(
        self, *, outlet: str | None = None, since: datetime | None = None, until: datetime | None = None
    ) -> Iterator[Coverage]:
        """Yield the coverage ledger: one entry for each outlet and hour with a visit, the oldest hour first.

        :func:`newscrawler.storage.sum_by_outlet` adds them up.

        :param since: aware; the hour of this time, and later ones
        :param until: aware; hours that begin before this time
        :raises ValueError: for a naive datetime
        """
        return coverage(
            self._database,
            outlet=outlet,
            since=None if since is None else _aware("since", since),
            until=None if until is None else _aware("until", until),
        )

    def gaps(
        self, *, outlet: str | None = None, since: datetime | None = None, limit: int | None = None
    ) -> Iterator[Gap]:
        """Yield the gaps of lists, the latest first.

        :param since: aware; gaps that were found then or later
        :param limit: maximum number; None for all
        :raises ValueError: for a naive datetime or a limit below 1
        """
        if limit is not None and limit < 1:
            raise ValueError(f"limit {limit}: must be 1 or more, or None for all")
        since = None if since is None else _aware("since", since)
        return gaps(self._database, outlet=outlet, since=since, limit=limit or 0)

    def changes(self, resume_token: Mapping[str, Any] | None = None) -> ChangeFeed:
        """Follow changes of stories, copies, threads, comments and clusters, in the order in which the server applied
        them.

        :param resume_token: continues after this :attr:`Change.token`; None starts now
        :raises FeedPositionLostError: when the server no longer knows the token
        """
        return ChangeFeed(self._database, resume_token)

    def _story_document(self, asked: str) -> Document:
        if ":" not in asked:
            key, _, occurrence = asked.lower().partition(".")
            printing: Document = {"occurrence": int(occurrence)} if occurrence.isdecimal() else {}
            return self._by_prefix("stories", "key", key, asked, "story", printing)
        copy = self._database["copies"].find_one({"_id": asked}, {"story": 1})
        if copy is None:
            raise NotStoredError(f"no copy is stored under the URL {asked}")
        story: Document | None = self._database["stories"].find_one({"_id": copy["story"]})
        if story is None:
            raise NotStoredError(f"the copy {asked} names the story {copy['story']}, which is not stored")
        return story

    def _by_prefix(
        self, collection: str, field: str, prefix: str, asked: str, noun: str, also: Mapping[str, Any] | None = None
    ) -> Document:
        if not prefix:
            raise NotStoredError(f"{asked!r} names no {noun}")
        # "\uffff" sorts after every character that an id contains, so the range is the prefix's
        query = {field: {"$gte": prefix, "$lt": prefix + "\uffff"}, **(also or {})}
        found: list[Document] = list(self._database[collection].find(query).limit(_LONGEST_SUGGESTION + 1))
        if not found:
            raise NotStoredError(f"no {noun} is stored under {asked!r}")
        if len(found) > 1:
            some = ", ".join(document["_id"] for document in found[:_LONGEST_SUGGESTION])
            more = ", …" if len(found) > _LONGEST_SUGGESTION else ""
            raise AmbiguousKeyError(f"{asked!r} is the beginning of several: {some}{more}")
        return found[0]

    def _tree(self, document: Document) -> StoryTree:
        copies = self.copies(document["_id"])
        found = self._database["threads"].find({"copyUrl": {"$in": [stored.copy.url for stored in copies]}})
        threads = [_stored_thread(thread) for thread in found.sort("_id")]
        return StoryTree(
            stored=_stored_story(document),
            copies=tuple(
                CopyNode(
                    stored=copy,
                    threads=tuple(
                        ThreadNode(stored=thread, comments=self.comments(thread.id))
                        for thread in threads
                        if thread.thread.copyUrl == copy.copy.url
                    ),
                )
                for copy in copies
            ),
        )


class ChangeFeed:
    """An open change stream. Iterating blocks until the next change; :meth:`poll` and :meth:`pending` do not.

    It survives a lost connection once; a longer outage raises :exc:`pymongo.errors.PyMongoError`, after which
    :attr:`token` is the place to continue from. Close it, or use it as a context manager.
    """

    def __init__(self, database: Database[Document], resume_token: Mapping[str, Any] | None) -> None:
        self._database = database
        self._stream = self._open(resume_token)

    def _open(self, token: Mapping[str, Any] | None) -> DatabaseChangeStream[Document]:
        with _position_lost():
            return self._database.watch(
                [{"$match": {"$or": [{"ns.coll": {"$in": list(_FOLLOWED)}}, {"operationType": "invalidate"}]}}],
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
        with _position_lost():
            while (event := self._stream.try_next()) is not None:
                if event["operationType"] in _KINDS:
                    return self._change(event)
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
            elif self.token is None or _token_time(self.token) >= now:
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

    def _change(self, event: Mapping[str, Any]) -> Change:
        collection: Collection = event["ns"]["coll"]
        id = event["documentKey"]["_id"]
        kind = _KINDS[event["operationType"]]
        changed: set[str] = set()
        if event["operationType"] == "update":
            update = event["updateDescription"]
            paths = [*update["updatedFields"], *update["removedFields"]]
            paths += [array["field"] for array in update.get("truncatedArrays", ())]
            changed = {path.partition(".")[0] for path in paths}
            if changed <= (_MOVED_BY_A_VISIT if "lastChanged" in changed else _MOVED_QUIETLY):
                kind = "seen"
        elif event["operationType"] == "replace":
            changed = set(event["fullDocument"]) - {"_id"}
        document = event.get("fullDocument")
        if kind == "changed":
            document = self._database[collection].find_one({"_id": id})
        return Change(
            collection=collection,
            id=id,
            what=kind,
            fields=tuple(sorted(changed)),
            at=event["clusterTime"].as_datetime(),
            stored=None if document is None else _STORED[collection](document),
            token=event["_id"],
        )


class _position_lost:  # noqa: N801 - reads as the statement it is
    """Turns the server's refusals of a resume token into :exc:`FeedPositionLostError`."""

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, OperationFailure) and error.code in _POSITION_LOST:
            reason = str((error.details or {}).get("errmsg", error))
            raise FeedPositionLostError(reason) from error


def _token_time(token: Mapping[str, Any]) -> Timestamp:
    # A token's data begins with the type byte 82 of a timestamp, then its seconds and its counter, 4 bytes each.
    data = str(token["_data"])
    if not data.startswith("82"):
        raise ValueError(f"resume token {data[:20]}… does not begin with a timestamp")
    return Timestamp(int(data[2:10], 16), int(data[10:18], 16))


def _nest(comments: Sequence[StoredComment]) -> tuple[CommentNode, ...]:
    ordered = sorted(comments, key=_thread_order)
    replies, roots = _by_parent(ordered)
    reading, top = _reading_order(ordered, replies, roots)
    nodes: dict[str, CommentNode] = {}
    for stored in reversed(reading):  # replies before the comment that they answer, because a frozen node needs them
        below = replies.get(stored.comment.nativeId, ())
        nodes[stored.id] = CommentNode(
            stored=stored,
            replies=tuple(nodes[reply.id] for reply in below if reply.id in nodes and reply.id not in top),
        )
    return tuple(nodes[stored.id] for stored in ordered if stored.id in top)


def _by_parent(ordered: Sequence[StoredComment]) -> tuple[dict[str, list[StoredComment]], list[StoredComment]]:
    """Return the replies by native id of the comment that they answer, and the comments whose parent is not stored."""
    known = {stored.comment.nativeId for stored in ordered}
    replies: dict[str, list[StoredComment]] = {}
    roots = []
    for stored in ordered:
        parent = stored.comment.parentItem
        if parent in known and parent != stored.comment.nativeId:
            replies.setdefault(parent, []).append(stored)
        else:
            roots.append(stored)
    return replies, roots


def _reading_order(
    ordered: Sequence[StoredComment], replies: Mapping[str, Sequence[StoredComment]], roots: Sequence[StoredComment]
) -> tuple[list[StoredComment], set[str]]:
    """Return the comments in reading order, and the ids of those at the top level.

    Comments that answer each other in a circle belong to no root: after the roots, the first that is left becomes one.
    """
    reading: list[StoredComment] = []
    reached: set[str] = set()
    top: set[str] = set()
    for start in [*roots, *ordered]:
        if start.id in reached:
            continue
        top.add(start.id)
        stack = [start]
        while stack:
            stored = stack.pop()
            if stored.id in reached:
                continue
            reached.add(stored.id)
            reading.append(stored)
            stack.extend(reversed(replies.get(stored.comment.nativeId, ())))
    return reading, top


def _thread_order(stored: StoredComment) -> tuple[float, datetime, str]:
    comment = stored.comment
    position = float("inf") if comment.position is None else comment.position
    return position, _undated_last(comment.dateCreated), comment.nativeId


def _undated_last(date: datetime | None) -> datetime:
    return datetime.max.replace(tzinfo=UTC) if date is None else date


def _aware(name: str, value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError(f"{name} {value.isoformat()} has no time zone")
    return value


def _item(cls: type[_Item], document: Mapping[str, Any]) -> _Item:
    values = {field.name: document[field.name] for field in fields(cls) if field.name in document}
    for name, nested in nested_items(cls).items():
        if isinstance(values.get(name), dict):
            values[name] = _item(nested, values[name])
    for name, listed in listed_items(cls).items():
        if isinstance(values.get(name), list):
            values[name] = [_item(listed, each) if isinstance(each, dict) else each for each in values[name]]
    return cls(**values)


def _seen(document: Document) -> dict[str, datetime]:
    return {name: document[name] for name in ("firstSeen", "lastSeen", "lastChanged")}


def _stored_story(document: Document) -> StoredStory:
    return StoredStory(
        id=document["_id"],
        story=_item(Story, document),
        outlets=tuple(sorted(document["outlets"])),
        copies=tuple(sorted(document["copies"])),
        lead=document.get("lead"),
        **_seen(document),
    )


def _stored_copy(document: Document) -> StoredCopy:
    gone, killed = document.get("gone"), document.get("afterKill")
    return StoredCopy(
        copy=_item(Copy, document),
        story=document["story"],
        revision=document["revision"],
        gone=None if gone is None else _item(GonePage, gone),
        afterKill=None if killed is None else _item(KillMark, killed),
        flipFlops=document.get("flipFlops", 0),
        headlines=tuple(document.get("headlines", ())),
        **_seen(document),
    )


def _change_to(document: Document, after: Document | None, current: Document | None) -> VersionChange | None:
    """Return the change from a revision to the content that follows it in time.

    The stored change is that to the content which replaced it: a revision from an archive may be between them.
    """
    # Late: who reads no revisions needs no comparison.
    from newscrawler.versions import Change, compare

    if after is None:
        return None
    stored = document.get("change")
    if stored is not None and (after is current or "change" in after):
        return Change.of(stored)
    return compare({name: value for name, value in document.items() if name != "gone"}, after)


def _stored_thread(document: Document) -> StoredThread:
    return StoredThread(id=document["_id"], thread=_item(Thread, document), **_seen(document))


def _stored_comment(document: Document) -> StoredComment:
    observations = tuple(_item(Observation, observed) for observed in document["observations"])
    return StoredComment(
        id=document["_id"], comment=_item(Comment, document), observations=observations, **_seen(document)
    )


def _quarantine_entry(document: Document) -> QuarantineEntry:
    return QuarantineEntry(
        id=document["_id"],
        rejection=_item(Rejection, document),
        count=document["count"],
        firstSeen=document["firstSeen"],
        lastSeen=document["lastSeen"],
    )


def _stored_cluster(document: Document) -> StoredCluster:
    return StoredCluster(
        id=document["_id"],
        lead=document["lead"],
        agency=document.get("agency"),
        stories=tuple(_item(ClusteredStory, each) for each in document["stories"]),
        storiesCount=document["storiesCount"],
        outlets=tuple(document["outlets"]),
        spread=document["spread"],
        formerly=tuple(document.get("formerly", ())),
        firstSeen=document["firstSeen"],
        lastChanged=document["lastChanged"],
    )


_Stored = StoredStory | StoredCopy | StoredThread | StoredComment | StoredCluster

_STORED: dict[Collection, Callable[[Document], _Stored]] = {
    "stories": _stored_story,
    "copies": _stored_copy,
    "threads": _stored_thread,
    "comments": _stored_comment,
    "clusters": _stored_cluster,
}
