"""The read API: typed queries for consumers of the store.

A :class:`Reader` answers questions about stored documents; :meth:`Reader.changes` follows later changes.
Reads use read concern ``majority``: a failover does not roll back a document that a reader has seen.

>>> from pymongo import MongoClient
>>> reader = Reader(MongoClient("mongodb://127.0.0.1:27017")["newscrawler"])  # doctest: +SKIP
>>> for stored in reader.stories(agency="Reuters", limit=10):  # doctest: +SKIP
...     print(stored.story.headline, stored.outlets)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bson.codec_options import CodecOptions
from pymongo import DESCENDING
from pymongo.database import Database
from pymongo.read_concern import ReadConcern

from newscrawler.items import Copy
from newscrawler.storage._fields import Document
from newscrawler.storage._pages import LONGEST_PAGE, Order, Page, Pages, aware, between
from newscrawler.storage._reading_order import placed_comment, reading_order
from newscrawler.storage._search import SearchState
from newscrawler.storage._stored import (
    ClusteredStory,
    CommentNode,
    CopyNode,
    Cut,
    GonePage,
    KillMark,
    Observation,
    QuarantineEntry,
    Revision,
    StoredCluster,
    StoredComment,
    StoredCopy,
    StoredStory,
    StoredThread,
    StoryTree,
    ThreadNode,
    as_stored,
    item_of,
    quarantine_entry,
    stored_cluster,
    stored_comment,
    stored_copy,
    stored_story,
    stored_thread,
)
from newscrawler.storage.changes import Change, ChangeFeed, Collection, FeedPositionLostError, What
from newscrawler.storage.coverage import Coverage, Gap, coverage, gaps

if TYPE_CHECKING:
    from newscrawler.storage.changes import Stored
    from newscrawler.versions import Change as VersionChange

__all__ = [
    "LONGEST_PAGE",
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
    "Order",
    "Page",
    "QuarantineEntry",
    "Reader",
    "Revision",
    "SearchState",
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

_OCCURRENCE_DIGITS = 9
"""Digits of an occurrence that is asked for; MongoDB takes no number of more than 18."""

_LONGEST_SUGGESTION = 5
"""As many candidates as a person compares at a glance."""


class NotStoredError(LookupError):
    """No stored document has the id; the message names it."""


class AmbiguousKeyError(LookupError):
    """Several stored documents have the key or prefix; the message lists some of them."""


def traverse(nodes: Sequence[CommentNode]) -> Iterator[tuple[CommentNode, int]]:
    """Yield every comment in reading order, replies after the comment that they answer, with its depth from 0."""
    stack = [(node, 0) for node in reversed(nodes)]
    while stack:
        node, depth = stack.pop()
        yield node, depth
        stack.extend((reply, depth + 1) for reply in reversed(node.replies))


def _check_limit(limit: int | None) -> None:
    """Refuse a limit that asks for nothing.

    :raises ValueError: it is below 1
    """
    if limit is not None and limit < 1:
        raise ValueError(f"limit {limit}: must be 1 or more, or None for all")


class Reader(Pages):
    """Questions about one newscrawler database, and their answers.

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
        until: datetime | None = None,
        changed_since: datetime | None = None,
        cluster: str | None = None,
        limit: int | None = None,
    ) -> Iterator[StoredStory]:
        """Yield stories, newest first: by ``datePublished`` (undated ones last), or by ``lastChanged`` with
        ``changed_since``.

        :param outlet: only stories that this outlet printed, e.g. ``japantoday.com``
        :param agency: canonical name, e.g. ``Reuters``
        :param since: aware; published then or later (undated stories are left out)
        :param until: aware; published before then (undated stories are left out)
        :param changed_since: aware; added or changed then or later
        :param cluster: only stories of this cluster: :attr:`StoredCluster.id`
        :param limit: maximum number; None for all
        :raises ValueError: for a naive datetime or a limit below 1
        """
        _check_limit(limit)
        query: Document = {}
        if outlet is not None:
            query["outlets"] = outlet
        if agency is not None:
            query["agency"] = agency
        if published := between(aware("since", since), aware("until", until)):
            query["datePublished"] = published
        if changed_since is not None:
            query["lastChanged"] = {"$gte": aware("changed_since", changed_since)}
        if cluster is not None:
            query["cluster"] = cluster
        newest = "datePublished" if changed_since is None else "lastChanged"
        cursor = self._database["stories"].find(query).sort([(newest, DESCENDING), ("_id", DESCENDING)])
        return map(stored_story, cursor.limit(limit or 0))

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
                return stored_cluster(document)
        story = self._story_document(name)
        document = self._database["clusters"].find_one({"_id": story.get("cluster")})
        if document is None:
            raise NotStoredError(
                f"the story {story['_id']} is in no cluster: no other story is known to print its text"
            )
        return stored_cluster(document)

    def clusters(
        self, *, order: Order = "spread", agency: str | None = None, limit: int | None = None
    ) -> Iterator[StoredCluster]:
        """Yield clusters.

        :param order: ``spread`` (printed by most outlets first), ``firstSeen`` or ``lastChanged`` (latest first)
        :param agency: only those whose lead names this agency
        :param limit: maximum number; None for all
        :raises ValueError: for a limit below 1
        """
        _check_limit(limit)
        keys = ["spread", "storiesCount"] if order == "spread" else [order]
        cursor = self._database["clusters"].find({} if agency is None else {"agency": agency})
        return map(stored_cluster, cursor.sort([(key, DESCENDING) for key in [*keys, "_id"]]).limit(limit or 0))

    def cuts(self, *, limit: int | None = None) -> list[Cut]:
        """Return the links that were cut by hand, the latest first."""
        cursor = self._database["links"].find({"cut.at": {"$exists": True}}).sort("cut.at", DESCENDING)
        return [
            Cut(a=link["a"], b=link["b"], at=cut["at"], by=cut["by"], reason=cut.get("reason"))
            for link in cursor.limit(limit or 0)
            for cut in (link["cut"],)
        ]

    def stored_story(self, id_or_key: str) -> StoredStory:
        """Return the story that :meth:`story` finds, without what is under it.

        :raises NotStoredError: when nothing matches
        :raises AmbiguousKeyError: when several stories do
        """
        return stored_story(self._story_document(id_or_key))

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

    def documents(self, collection: Collection, ids: Iterable[str]) -> dict[str, Stored]:
        """Return stored documents of a collection by their ids; what is not stored is left out."""
        found = self._database[collection].find({"_id": {"$in": list(ids)}})
        return {each["_id"]: as_stored(collection, each) for each in found}

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

    def copies(self, *story_ids: str) -> list[StoredCopy]:
        """Return the copies of stories, the first published first."""
        wanted = {"story": {"$in": list(story_ids)}}
        copies = [stored_copy(copy) for copy in self._database["copies"].find(wanted)]
        return sorted(copies, key=lambda stored: (_undated_last(stored.copy.datePublished), stored.copy.url))

    def threads(self, copy_urls: Iterable[str]) -> list[StoredThread]:
        """Return the threads under copies, without their comments, by their ids."""
        found = self._database["threads"].find({"copyUrl": {"$in": list(copy_urls)}}).sort("_id")
        return [stored_thread(thread) for thread in found]

    def thread(self, id: str) -> StoredThread:
        """Return one thread without its comments.

        :raises NotStoredError: no thread is stored under the id
        """
        document = self._database["threads"].find_one({"_id": id})
        if document is None:
            raise NotStoredError(f"no thread is stored under the id {id}")
        return stored_thread(document)

    def thread_comment_count(self, thread_id: str) -> int:
        """Return the number of stored comments of a thread, vanished ones included."""
        return self._database["comments"].count_documents({"thread": thread_id})

    def comments(self, thread_id: str) -> tuple[CommentNode, ...]:
        """Return a thread's comments in thread order, replies under the comment that they answer.

        A comment whose parent is not stored is at the top level; its ``parentItem`` still names the parent.
        """
        found = self._database["comments"].find({"thread": thread_id}).sort([("thread", 1), ("position", 1)])
        return _nest([stored_comment(document) for document in found])

    def copy(self, url: str) -> StoredCopy:
        """Return one copy as of the last visit.

        :raises NotStoredError: no copy is stored under the URL
        """
        document = self._database["copies"].find_one({"_id": url})
        if document is None:
            raise NotStoredError(f"no copy is stored under the URL {url}")
        return stored_copy(document)

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
                copy=item_of(Copy, document),
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
        return map(quarantine_entry, cursor.limit(limit or 0))

    def quarantine_count(self, *, stage: str | None = None) -> int:
        """Return the number of entries of :meth:`quarantine`."""
        return self._database["quarantine"].count_documents({} if stage is None else {"stage": stage})

    def quarantined(self, id: str) -> QuarantineEntry:
        """Return one entry, by its id or an unambiguous beginning of it.

        :raises NotStoredError: when nothing matches
        :raises AmbiguousKeyError: when several entries do
        """
        return quarantine_entry(self._by_prefix("quarantine", "_id", id.lower(), id, "quarantine entry"))

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
            since=aware("since", since),
            until=aware("until", until),
        )

    def gaps(
        self, *, outlet: str | None = None, since: datetime | None = None, limit: int | None = None
    ) -> Iterator[Gap]:
        """Yield the gaps of lists, the latest first.

        :param since: aware; gaps that were found then or later
        :param limit: maximum number; None for all
        :raises ValueError: for a naive datetime or a limit below 1
        """
        _check_limit(limit)
        since = aware("since", since)
        return gaps(self._database, outlet=outlet, since=since, limit=limit or 0)

    def changes(self, resume_token: Mapping[str, Any] | None = None) -> ChangeFeed:
        """Follow changes of stories, copies, threads, comments and clusters, in the order in which the server applied
        them.

        :param resume_token: continues after this :attr:`Change.token`; None starts now
        :raises FeedPositionLostError: when the server no longer knows the token
        """
        return ChangeFeed(self._database, resume_token, as_stored)

    def _story_document(self, asked: str) -> Document:
        if ":" not in asked:
            key, _, occurrence = asked.lower().partition(".")
            is_number = occurrence.isdecimal() and len(occurrence) <= _OCCURRENCE_DIGITS
            printing: Document = {"occurrence": int(occurrence)} if is_number else {}
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
        threads = self.threads(stored.copy.url for stored in copies)
        return StoryTree(
            stored=stored_story(document),
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


def _nest(comments: Sequence[StoredComment]) -> tuple[CommentNode, ...]:
    stored = {comment.id: comment for comment in comments}
    # Replies before the comment that they answer, because a frozen node needs them
    waiting: defaultdict[int, list[CommentNode]] = defaultdict(list)
    for placed, depth in reversed(reading_order([placed_comment(comment) for comment in comments])):
        replies = tuple(reversed(waiting.pop(depth + 1, [])))
        waiting[depth].append(CommentNode(stored=stored[placed.id], replies=replies))
    return tuple(reversed(waiting[0]))


def _undated_last(date: datetime | None) -> datetime:
    return datetime.max.replace(tzinfo=UTC) if date is None else date


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
