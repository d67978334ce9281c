"""Stored documents as typed objects: the values that :class:`~newscrawler.storage.Reader` returns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from newscrawler.items import Author, Comment, CommentState, Copy, Rejection, Story, Thread
from newscrawler.storage._fields import Document, listed_items, nested_items
from newscrawler.storage.changes import Collection

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    from newscrawler.versions import Change as VersionChange

__all__ = [
    "ClusteredStory",
    "CommentNode",
    "CopyNode",
    "Cut",
    "GonePage",
    "KillMark",
    "Observation",
    "QuarantineEntry",
    "Revision",
    "Stored",
    "StoredCluster",
    "StoredComment",
    "StoredCopy",
    "StoredStory",
    "StoredThread",
    "StoryTree",
    "ThreadNode",
    "as_stored",
    "item_of",
    "quarantine_entry",
    "stored_cluster",
    "stored_comment",
    "stored_copy",
    "stored_story",
    "stored_thread",
]

_REPLAYABLE: dict[str, type[Copy] | type[Thread] | type[Comment]] = {
    "Copy": Copy,
    "Thread": Thread,
    "Comment": Comment,
}

_Item = TypeVar("_Item", bound="DataclassInstance")


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
    """Time at which the story itself last changed; new comments change their thread, not the story."""


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
    """Number of times that its content was replaced; :meth:`Reader.revisions` returns the older contents."""
    firstSeen: datetime
    lastSeen: datetime
    lastChanged: datetime
    gone: GonePage | None = None
    """The page is not there any more; the copy is what it said last. None: it was there at the last visit."""
    afterKill: KillMark | None = None
    """The copy still runs a story that was killed. None: it does not, or writers have yet to find out."""
    flipFlops: int = 0
    """Number of times that it went back to a headline that it had before: a test of headlines, which makes no
    revision."""
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
    """Number of times that it was met."""
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
            return item_of(cls, kept)
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


def item_of(cls: type[_Item], document: Mapping[str, Any]) -> _Item:
    """Return the item that a document holds; fields that its class does not have are left out.

    :raises TypeError: when a field that its class needs is missing
    """
    values = {field.name: document[field.name] for field in fields(cls) if field.name in document}
    for name, nested in nested_items(cls).items():
        if isinstance(values.get(name), dict):
            values[name] = item_of(nested, values[name])
    for name, listed in listed_items(cls).items():
        if isinstance(values.get(name), list):
            values[name] = [item_of(listed, each) if isinstance(each, dict) else each for each in values[name]]
    return cls(**values)


def _seen(document: Document) -> dict[str, datetime]:
    return {name: document[name] for name in ("firstSeen", "lastSeen", "lastChanged")}


def stored_story(document: Document) -> StoredStory:
    """Return the story of a document."""
    return StoredStory(
        id=document["_id"],
        story=item_of(Story, document),
        outlets=tuple(sorted(document["outlets"])),
        copies=tuple(sorted(document["copies"])),
        lead=document.get("lead"),
        **_seen(document),
    )


def stored_copy(document: Document) -> StoredCopy:
    """Return the copy of a document."""
    gone, killed = document.get("gone"), document.get("afterKill")
    return StoredCopy(
        copy=item_of(Copy, document),
        story=document["story"],
        revision=document["revision"],
        gone=None if gone is None else item_of(GonePage, gone),
        afterKill=None if killed is None else item_of(KillMark, killed),
        flipFlops=document.get("flipFlops", 0),
        headlines=tuple(document.get("headlines", ())),
        **_seen(document),
    )


def stored_thread(document: Document) -> StoredThread:
    """Return the thread of a document."""
    return StoredThread(id=document["_id"], thread=item_of(Thread, document), **_seen(document))


def stored_comment(document: Document) -> StoredComment:
    """Return the comment of a document."""
    observations = tuple(item_of(Observation, observed) for observed in document["observations"])
    return StoredComment(
        id=document["_id"], comment=item_of(Comment, document), observations=observations, **_seen(document)
    )


def quarantine_entry(document: Document) -> QuarantineEntry:
    """Return the entry of a document."""
    return QuarantineEntry(
        id=document["_id"],
        rejection=item_of(Rejection, document),
        count=document["count"],
        firstSeen=document["firstSeen"],
        lastSeen=document["lastSeen"],
    )


def stored_cluster(document: Document) -> StoredCluster:
    """Return the cluster of a document."""
    return StoredCluster(
        id=document["_id"],
        lead=document["lead"],
        agency=document.get("agency"),
        stories=tuple(item_of(ClusteredStory, each) for each in document["stories"]),
        storiesCount=document["storiesCount"],
        outlets=tuple(document["outlets"]),
        spread=document["spread"],
        formerly=tuple(document.get("formerly", ())),
        firstSeen=document["firstSeen"],
        lastChanged=document["lastChanged"],
    )


Stored = StoredStory | StoredCopy | StoredThread | StoredComment | StoredCluster

_STORED: dict[Collection, Callable[[Document], Stored]] = {
    "stories": stored_story,
    "copies": stored_copy,
    "threads": stored_thread,
    "comments": stored_comment,
    "clusters": stored_cluster,
}


def as_stored(collection: Collection, document: Document) -> Stored:
    """Return what a document of the collection is."""
    return _STORED[collection](document)
