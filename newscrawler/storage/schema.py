"""Schema of the database: each collection's validator and indexes, with the question that each index answers.

The rules of item fields are derived from :mod:`newscrawler.items`; the store's own fields are listed here.
Validators refuse nonsense (no URL, wrong types) and let unknown fields pass, so that an older worker's writes stay
valid beside a newer one's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pymongo import ASCENDING, DESCENDING, IndexModel
from pymongo.database import Database
from pymongo.errors import CollectionInvalid, OperationFailure, PyMongoError

from newscrawler.calendar import Habits
from newscrawler.clusters import Link, Printed
from newscrawler.items import Comment, Copy, Rejection, Story, Thread
from newscrawler.storage import migrations
from newscrawler.storage._fields import Document, Rule, fields_of
from newscrawler.storage._ledger import COUNTERS, COUNTERS_BY_NAME
from newscrawler.storage.errors import StorageError

__all__ = ["COLLECTIONS", "CollectionSchema", "Index", "prepare"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """An index and its purpose."""

    keys: tuple[tuple[str, int], ...]
    question: str
    """The question that this index answers."""
    unique: bool = False
    only_where: str | None = None
    """A field: documents without it are not in the index."""
    only_text: str | None = None
    """A field: only documents in which it is a text are in the index."""
    only_among: tuple[str, tuple[str, ...]] | None = None
    """A field and values: only documents in which it is one of these are in the index."""
    sparse: bool = False
    """Holds only documents that have the field."""
    expire_after: int | None = None
    """Seconds after which the server removes a document, counted from the (one) field."""

    @property
    def name(self) -> str:
        """Name as the server would choose it: ``outlets_1_datePublished_-1``."""
        return "_".join(f"{field}_{direction}" for field, direction in self.keys)


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionSchema:
    """One collection: the rules for its documents, and its indexes."""

    name: str
    required: tuple[str, ...]
    properties: Mapping[str, Rule]
    indexes: tuple[Index, ...] = ()

    @property
    def validator(self) -> Document:
        """The ``$jsonSchema`` that the server enforces."""
        return {
            "$jsonSchema": {
                "bsonType": "object",
                "required": ["_id", *self.required],
                "properties": dict(self.properties),
            }
        }


_NAMESPACE_EXISTS = 48

_TEXT: Rule = {"bsonType": "string"}
_ID: Rule = {"bsonType": "string", "minLength": 1}
_MAYBE_TEXT: Rule = {"bsonType": ["string", "null"]}
_TEXTS: Rule = {"bsonType": "array", "items": {"bsonType": "string"}}
_DATE: Rule = {"bsonType": "date"}
_MAYBE_DATE: Rule = {"bsonType": ["date", "null"]}
_NUMBER: Rule = {"bsonType": ["int", "long"]}
_COUNT: Rule = {"bsonType": ["int", "long"], "minimum": 0}
_MAYBE_COUNT: Rule = {"bsonType": ["int", "long", "null"], "minimum": 0}
_FLAG: Rule = {"bsonType": "bool"}
_COUNTS: Rule = {"bsonType": "object", "additionalProperties": _COUNT}
_ERASURE: Rule = {
    "bsonType": "object",
    "required": ["at", "how"],
    "properties": {"at": _DATE, "how": {"bsonType": "string"}},
}
_OBSERVED = ("upvoteCount", "downvoteCount", "score", "state", "text", "html", "author")
"""Fields of a comment whose history is kept in its observations."""

_SEEN: dict[str, Rule] = {
    "schemaVersion": {"bsonType": "int", "minimum": 1},
    "firstSeen": _DATE,
    "lastSeen": _DATE,
    "lastChanged": _DATE,
}

_ITEM_RULES = {item: fields_of(item).rules for item in (Story, Copy, Thread, Comment, Rejection)}
"""Rules of the fields that items have. What follows adds the store's own fields."""

_GONE: Rule = {
    "bsonType": "object",
    "required": ["at", "last", "status"],
    "properties": {"at": _DATE, "last": _DATE, "status": _COUNT},
}
_AFTER_KILL: Rule = {"bsonType": "object", "required": ["since"], "properties": {"since": _DATE}}
_CHANGE_COUNTS = ("added", "removed", "moved", "edited", "wordsAdded", "wordsRemoved")
_CHANGE: Rule = {
    "bsonType": "object",
    "required": ["kind"],
    "properties": {
        # Text, not a fixed list: an older worker's validator must not refuse a newer kind.
        "kind": _ID,
        **dict.fromkeys(("headline", "silent"), _FLAG),
        **dict.fromkeys(_CHANGE_COUNTS, _COUNT),
        "fields": _TEXTS,
    },
}

_COPY: dict[str, Rule] = {
    **_ITEM_RULES[Copy],
    "story": _ID,
    "contentHash": _ID,
    "revision": _COUNT,
    "gone": _GONE,
    "afterKill": _AFTER_KILL,
    "flipFlops": _COUNT,
    "headlines": _TEXTS,
}
_LINK, _PRINTED = fields_of(Link).rules, fields_of(Printed).rules


# A field that is added to an item is never required: documents that were written before it do not have it.
_COPY_REQUIRED = ("url", "outlet", "headline", "body", "retrieved", "key", "story", "contentHash", "revision")

COLLECTIONS: tuple[CollectionSchema, ...] = (
    CollectionSchema(
        name="stories",
        required=(*_SEEN, "key", "occurrence", "headline", "body", "copies", "outlets", "lead", "leadRank"),
        properties={
            **_SEEN,
            **_ITEM_RULES[Story],
            "copies": {**_TEXTS, "minItems": 1},
            "copiesCount": _COUNT,
            "outlets": {**_TEXTS, "minItems": 1},
            "lead": _ID,
            "leadRank": _ID,
            "dateRank": _ID,
            "signatures": {"bsonType": "array", "items": _NUMBER},
            "evidence": {"bsonType": "object", "required": ["version", "copies"]},
            "linkDue": {"bsonType": "objectId"},
        },
        indexes=(
            Index(
                keys=(("key", ASCENDING), ("occurrence", ASCENDING)),
                unique=True,
                question="Is this printing known? Unique, so that two workers cannot both add it.",
            ),
            Index(
                keys=(("datePublished", DESCENDING), ("_id", DESCENDING)),
                question="What was published lately, or since a day?",
            ),
            Index(
                keys=(("lastChanged", DESCENDING), ("_id", DESCENDING)),
                question="What was added or changed since my last visit?",
            ),
            Index(
                keys=(("outlets", ASCENDING), ("datePublished", DESCENDING), ("_id", DESCENDING)),
                question="What did this outlet print lately?",
            ),
            Index(
                keys=(("agency", ASCENDING), ("datePublished", DESCENDING), ("_id", DESCENDING)),
                question="What did this agency write lately?",
            ),
            Index(
                keys=(
                    ("agency", ASCENDING),
                    ("outlets", ASCENDING),
                    ("datePublished", DESCENDING),
                    ("_id", DESCENDING),
                ),
                only_text="agency",
                question="What did this outlet print of this agency? Holds only stories of an agency.",
            ),
            Index(
                keys=(("cluster", ASCENDING), ("datePublished", DESCENDING), ("_id", DESCENDING)),
                only_text="cluster",
                question="Who printed this wire text lately? Holds only stories that are in a cluster.",
            ),
            Index(
                keys=(("cluster", ASCENDING), ("firstSeen", ASCENDING)),
                only_text="cluster",
                question="Which stories print this wire text? Holds only stories that are in a cluster.",
            ),
            Index(
                keys=(("linkDue", ASCENDING),),
                sparse=True,
                question="Which stories are still to be linked, the longest due first?",
            ),
        ),
    ),
    CollectionSchema(
        name="search",
        required=("schemaVersion", "order", "words"),
        properties={
            "schemaVersion": _SEEN["schemaVersion"],
            "order": {"bsonType": "long"},
            "words": _TEXTS,
            "rule": _ID,
            "left": _COUNT,
            "due": {"bsonType": "objectId"},
        },
        indexes=(
            Index(
                keys=(("words", ASCENDING), ("order", DESCENDING)),
                question="Which stories have this word, the newest first?",
            ),
            Index(
                keys=(("order", DESCENDING),),
                unique=True,
                question="Is this place taken? Unique, so that a cursor stands between two stories.",
            ),
            Index(
                keys=(("due", ASCENDING),),
                sparse=True,
                question="Which stories are to be indexed again, because their words were taken out?",
            ),
        ),
    ),
    CollectionSchema(
        name="fingerprints",
        required=("schemaVersion", "keys", "outlet", "at", "text", "expires"),
        properties={
            "schemaVersion": _SEEN["schemaVersion"],
            "keys": {"bsonType": "array", "items": {"bsonType": "long"}},
            "keysCount": _COUNT,
            "outlet": _TEXT,
            "at": _DATE,
            "text": _ID,
            "linked": _ID,
            "lock": {"bsonType": "objectId"},
            "expires": _DATE,
        },
        indexes=(
            Index(keys=(("keys", ASCENDING),), question="Which stories of the window may print the same text?"),
            Index(
                keys=(("expires", ASCENDING),),
                expire_after=0,
                question="Which stories have left the window, and are to be removed from the index?",
            ),
        ),
    ),
    CollectionSchema(
        name="links",
        # A pair that was cut by hand may have no text in common any more, and then it has no kind.
        required=("schemaVersion", "a", "b", "at"),
        properties={
            "schemaVersion": _SEEN["schemaVersion"],
            **_LINK,
            "at": _DATE,
            "cut": {
                "bsonType": "object",
                "required": ["at", "by"],
                "properties": {"at": _DATE, "by": _ID, "reason": _MAYBE_TEXT},
            },
        },
        indexes=(
            Index(keys=(("a", ASCENDING),), question="Which stories is this one linked with, as the first of two?"),
            Index(keys=(("b", ASCENDING),), question="Which stories is this one linked with, as the second of two?"),
            Index(
                keys=(("cut.at", DESCENDING),),
                only_where="cut.at",
                question="Which links were cut by hand, the latest first?",
            ),
        ),
    ),
    CollectionSchema(
        name="clusters",
        required=("schemaVersion", "lead", "stories", "storiesCount", "outlets", "spread", "firstSeen", "lastChanged"),
        properties={
            **{name: rule for name, rule in _SEEN.items() if name != "lastSeen"},
            "lead": _ID,
            "stories": {
                "bsonType": "array",
                "minItems": 2,
                "items": {
                    "bsonType": "object",
                    "required": ["story", "share"],
                    "properties": {"story": _ID, **_PRINTED},
                },
            },
            "storiesCount": _COUNT,
            "outlets": _TEXTS,
            "spread": _COUNT,
            "agency": _MAYBE_TEXT,
            "formerly": _TEXTS,
        },
        indexes=(
            Index(
                keys=(("lastChanged", DESCENDING), ("_id", DESCENDING)),
                question="Which wire texts were printed anew, or otherwise, lately?",
            ),
            Index(
                keys=(("spread", DESCENDING), ("storiesCount", DESCENDING), ("_id", DESCENDING)),
                question="Which wire texts are printed by most outlets?",
            ),
            Index(
                keys=(("firstSeen", DESCENDING), ("_id", DESCENDING)),
                question="Which wire texts came up lately?",
            ),
            Index(keys=(("formerly", ASCENDING),), question="Which cluster took in the one that had this name?"),
        ),
    ),
    CollectionSchema(
        name="copies",
        required=(*_SEEN, *_COPY_REQUIRED),
        properties={**_SEEN, **_COPY, "erasure": _ERASURE},
        indexes=(
            Index(keys=(("story", ASCENDING),), question="Who printed this story?"),
            Index(
                keys=(("outlet", ASCENDING), ("lastChanged", DESCENDING)),
                question="Which of this outlet's pages changed lately?",
            ),
            Index(
                keys=(("pubStatus", ASCENDING), ("story", ASCENDING)),
                only_among=("pubStatus", ("canceled",)),
                question="Which stories does a page withdraw? Holds only pages that do.",
            ),
            Index(
                keys=(("afterKill.since", ASCENDING), ("story", ASCENDING)),
                only_where="afterKill.since",
                question="Which pages still run a killed story? Holds only pages that do.",
            ),
        ),
    ),
    CollectionSchema(
        name="revisions",
        required=("schemaVersion", *_COPY_REQUIRED),
        properties={**_SEEN, **_COPY, "change": _CHANGE},
        indexes=(
            Index(
                keys=(("url", ASCENDING), ("revision", ASCENDING)),
                unique=True,
                question="What did this page say before?",
            ),
        ),
    ),
    CollectionSchema(
        name="threads",
        required=(*_SEEN, "platform", "nativeId", "copyUrl", "retrieved", "complete", "collectedCount"),
        properties={
            **_SEEN,
            **_ITEM_RULES[Thread],
            "contentHash": _ID,
        },
        indexes=(Index(keys=(("copyUrl", ASCENDING),), question="Which comment sections hang under this page?"),),
    ),
    CollectionSchema(
        name="claims",
        required=("schemaVersion", "copyUrl", "at"),
        properties={"schemaVersion": _SEEN["schemaVersion"], "copyUrl": _ID, "at": _DATE},
        indexes=(
            # Once the thread is stored it names its owner itself. A crawl that is cut short comes back within the
            # month.
            Index(
                keys=(("at", ASCENDING),),
                expire_after=30 * 86_400,
                question="What is older than 30 days, and to be removed?",
            ),
        ),
    ),
    CollectionSchema(
        name="comments",
        required=(*_SEEN, "platform", "thread", "nativeId", "retrieved", "state", "observations"),
        properties={
            **_SEEN,
            **_ITEM_RULES[Comment],
            "contentHash": _ID,
            "erasure": _ERASURE,
            "expired": _DATE,
            "observations": {
                "bsonType": "array",
                "minItems": 1,
                "items": {
                    "bsonType": "object",
                    "required": ["at", "state"],
                    "properties": {"at": _DATE, **{name: _ITEM_RULES[Comment][name] for name in _OBSERVED}},
                },
            },
        },
        indexes=(
            Index(
                keys=(("thread", ASCENDING), ("position", ASCENDING)),
                question="What was said in this section, in its order?",
            ),
            Index(
                keys=(("author.name", ASCENDING),),
                only_text="author.name",
                question="What did this commenter write?",
            ),
            Index(
                keys=(("author.id", ASCENDING),), only_text="author.id", question="What was written from this account?"
            ),
            Index(
                keys=(("observations.author.name", ASCENDING),),
                only_text="observations.author.name",
                question="What was written under this name before the name changed?",
            ),
            Index(
                keys=(("observations.author.id", ASCENDING),),
                only_text="observations.author.id",
                question="What was written from this account before its name changed?",
            ),
            Index(
                keys=(("lastChanged", ASCENDING),),
                only_among=("state", ("removed", "vanished")),
                question="Which removed and vanished comments are due for retention?",
            ),
        ),
    ),
    CollectionSchema(
        name="quarantine",
        required=("schemaVersion", "firstSeen", "lastSeen", "url", "stage", "reason", "retrieved", "count"),
        properties={
            **_SEEN,
            **_ITEM_RULES[Rejection],
            # Text, not a fixed list: a newer worker's stage must not be refused in the one place for what was refused.
            "stage": _ID,
            "count": {"bsonType": ["int", "long"], "minimum": 1},
        },
        indexes=(
            Index(
                keys=(("lastSeen", DESCENDING), ("_id", DESCENDING)),
                question="What could not be stored lately?",
            ),
            Index(
                keys=(("stage", ASCENDING), ("lastSeen", DESCENDING), ("_id", DESCENDING)),
                question="What failed lately at this stage?",
            ),
        ),
    ),
    CollectionSchema(
        name="calendar",
        required=("schemaVersion", "kind", "outlet", "host", "url", "why", "first", "visits", "failures", "memory"),
        properties={
            "schemaVersion": _SEEN["schemaVersion"],
            # Texts, not fixed lists: an older worker's validator must not refuse a newer kind or reason.
            "kind": _ID,
            "outlet": _ID,
            "host": _ID,
            "url": _ID,
            "due": _DATE,
            "why": _ID,
            "first": _DATE,
            "last": _MAYBE_DATE,
            "believed": _MAYBE_DATE,
            "changed": _MAYBE_DATE,
            "visits": _COUNT,
            "failures": _COUNT,
            "memory": {"bsonType": "object"},
            "queued": {
                "bsonType": "object",
                "required": ["by", "at", "until", "number", "tries"],
                "properties": {"by": _TEXT, "at": _DATE, "until": _DATE, "number": _COUNT, "tries": _COUNT},
            },
            "woken": {"bsonType": "object", "required": ["at", "why"], "properties": {"at": _DATE, "why": _ID}},
            "putOff": _DATE,
            "revision": _NUMBER,
            "alias": _ID,
            "etag": _MAYBE_TEXT,
            "lastModified": _MAYBE_TEXT,
            "walk": _FLAG,
        },
        indexes=(
            Index(
                # The host last: entries of hosts that are passed over are not fetched.
                keys=(("outlet", ASCENDING), ("due", ASCENDING), ("host", ASCENDING)),
                only_where="due",
                question="What of this outlet is due? Holds only entries that have not ended.",
            ),
            Index(
                keys=(("outlet", ASCENDING), ("kind", ASCENDING), ("due", ASCENDING)),
                question="Which lists, copies or threads of this outlet are in the calendar?",
            ),
        ),
    ),
    CollectionSchema(
        name="coverage",
        required=("schemaVersion",),
        properties={
            "schemaVersion": _SEEN["schemaVersion"],
            **dict.fromkeys(COUNTERS, _COUNT),
            # Counts by name: a newer worker may count what this one does not know.
            **dict.fromkeys(COUNTERS_BY_NAME, _COUNTS),
        },
        indexes=(
            Index(keys=(("_id.hour", DESCENDING),), question="What was looked at in these hours, of all outlets?"),
            Index(
                keys=(("_id.outlet", ASCENDING), ("_id.hour", DESCENDING)),
                question="What was looked at of this outlet, hour by hour?",
            ),
        ),
    ),
    CollectionSchema(
        name="gaps",
        required=("schemaVersion", "outlet", "url", "entry", "at", "since", "seen", "walk", "found"),
        properties={
            "schemaVersion": _SEEN["schemaVersion"],
            "outlet": _ID,
            "url": _ID,
            "entry": _ID,
            "at": _DATE,
            "since": _DATE,
            "seen": _COUNT,
            "missed": {"bsonType": ["double", "int", "long", "null"]},
            "walk": _TEXTS,
            "found": _COUNT,
            "closed": _MAYBE_DATE,
        },
        indexes=(
            Index(keys=(("at", DESCENDING), ("_id", DESCENDING)), question="What may have been missed lately?"),
            Index(
                keys=(("outlet", ASCENDING), ("at", DESCENDING)), question="What may have been missed of this outlet?"
            ),
        ),
    ),
    CollectionSchema(
        name="habits",
        required=("schemaVersion",),
        properties={"schemaVersion": _SEEN["schemaVersion"], **fields_of(Habits).rules},
    ),
    CollectionSchema(
        name="outlets",
        required=("schemaVersion", "outlet", "state", "added", "changed"),
        properties={
            "schemaVersion": _SEEN["schemaVersion"],
            "spider": _MAYBE_TEXT,
            "outlet": _ID,
            "state": _ID,
            "added": _DATE,
            "changed": _DATE,
            "mostPerHour": _MAYBE_COUNT,
            "feeds": _TEXTS,
            "sitemaps": _TEXTS,
            "sections": _TEXTS,
            "languages": _TEXTS,
            "country": _MAYBE_TEXT,
            "timeZone": _MAYBE_TEXT,
            "publisher": _MAYBE_TEXT,
            "storyUrl": _MAYBE_TEXT,
            "commentPlatforms": _TEXTS,
        },
    ),
    CollectionSchema(
        name="budgets",
        required=("schemaVersion", "hour", "spent"),
        properties={
            "schemaVersion": _SEEN["schemaVersion"],
            "hour": _DATE,
            "spent": _COUNT,
            "slots": _COUNTS,
        },
        indexes=(
            # Two days: what was spent yesterday explains what was put off.
            Index(
                keys=(("hour", ASCENDING),),
                expire_after=2 * 86_400,
                question="What is older than two days, and to be removed?",
            ),
        ),
    ),
    CollectionSchema(
        name="frontier",
        required=("walk", "host", "priority", "token", "tries", "added"),
        properties={
            "walk": _ID,
            "host": _TEXT,
            "priority": _NUMBER,
            "due": _DATE,
            "owner": _ID,
            "token": _COUNT,
            "tries": _NUMBER,
            "added": _DATE,
            "request": {"bsonType": "object", "required": ["url"]},
            "reason": _MAYBE_TEXT,
            "done": _DATE,
            "died": _DATE,
        },
        indexes=(
            Index(
                keys=(("walk", ASCENDING), ("host", ASCENDING), ("priority", DESCENDING), ("due", ASCENDING)),
                only_where="due",
                question="What is to be asked next at this host? Holds only requests that are not done.",
            ),
            Index(
                keys=(("walk", ASCENDING), ("died", DESCENDING)),
                only_where="died",
                question="Which requests are dead letters?",
            ),
        ),
    ),
    CollectionSchema(
        name="hosts",
        required=("token", "due"),
        properties={
            "token": _COUNT,
            "due": _DATE,
            "owner": _ID,
            "notBefore": _DATE,
            "walks": _TEXTS,
            "wanted": {"bsonType": "object", "required": ["by", "until"]},
        },
        indexes=(
            Index(
                keys=(("walks", ASCENDING),),
                question="For which hosts does this crawl job have requests, and whose are they?",
            ),
        ),
    ),
    CollectionSchema(
        name="walks",
        required=("key", "spider", "arguments", "seeded", "round", "started", "asked", "workers"),
        properties={
            "key": _ID,
            "spider": _ID,
            "arguments": {"bsonType": "object"},
            "open": _FLAG,
            "seeded": _FLAG,
            "round": _COUNT,
            "started": _DATE,
            "asked": _DATE,
            "workers": {"bsonType": "object"},
            "limited": {"bsonType": "array"},
            "ended": _DATE,
            "purged": _FLAG,
            "background": _FLAG,
        },
        indexes=(
            Index(
                keys=(("key", ASCENDING),),
                unique=True,
                only_where="open",
                question="Is a crawl job of this spider with these arguments under way? Unique: two workers join one.",
            ),
        ),
    ),
    CollectionSchema(
        name="crawls",
        required=("schemaVersion", "spider", "node", "pid", "version", "started", "heartbeat"),
        properties={
            "schemaVersion": {"bsonType": "int", "minimum": 1},
            "spider": _ID,
            "outlet": _MAYBE_TEXT,
            "arguments": {"bsonType": "object", "additionalProperties": _TEXT},
            "job": _MAYBE_TEXT,
            "node": _ID,
            "pid": _COUNT,
            "version": _TEXT,
            "started": _DATE,
            "heartbeat": _DATE,
            "ended": _MAYBE_DATE,
            "reason": _MAYBE_TEXT,
            "exitCode": _MAYBE_COUNT,
            "stories": _COUNT,
            # Counts by name: a newer worker may count what this one does not know.
            "outcomes": _COUNTS,
            "copies": _COUNT,
            "coverage": _COUNTS,
            "missed": _COUNTS,
            "withheld": _COUNTS,
            "threads": _COUNTS,
            "comments": _COUNTS,
            "rejections": _COUNTS,
            "requests": _COUNT,
            "responses": _COUNT,
            "bytes": _COUNT,
            "statuses": _COUNTS,
            "downloadErrors": _COUNTS,
            "pagesPerMinute": {"bsonType": ["double", "int", "null"]},
            "errors": _COUNT,
            "lastErrors": _TEXTS,
            "replayed": _COUNT,
        },
        indexes=(
            Index(keys=(("started", DESCENDING), ("_id", DESCENDING)), question="What ran lately?"),
            # A year, as long as the jobs that they belong to. A run is about 2 KB.
            Index(
                keys=(("started", ASCENDING),),
                expire_after=365 * 86_400,
                question="What is older than a year, and to be removed?",
            ),
            Index(
                keys=(("spider", ASCENDING), ("started", DESCENDING), ("_id", DESCENDING)),
                question="How did this spider's earlier runs go?",
            ),
            Index(keys=(("ended", ASCENDING), ("heartbeat", ASCENDING)), question="Which runs are under way, or died?"),
            Index(keys=(("job", ASCENDING),), question="What did this scrapyd job do?"),
            Index(
                keys=(("outlet", ASCENDING), ("started", DESCENDING), ("_id", DESCENDING)),
                question="How did this outlet's earlier runs go?",
            ),
        ),
    ),
    CollectionSchema(
        name="jobs",
        required=(
            "schemaVersion",
            *("format", "project", "spider", "job", "state", "priority", "queued", "due", "token", "tries"),
        ),
        properties={
            "schemaVersion": _SEEN["schemaVersion"],
            "format": {"bsonType": "int", "minimum": 1},
            "project": _ID,
            "spider": _ID,
            "job": _ID,
            # Text, not a fixed list: a newer node's state is not an older one's to refuse.
            "state": _ID,
            "priority": {"bsonType": "double"},
            "version": _MAYBE_TEXT,
            "settings": {"bsonType": "object"},
            "args": {"bsonType": "object"},
            "queued": _DATE,
            "due": _DATE,
            "token": _COUNT,
            "tries": _COUNT,
            "attempts": {"bsonType": "array"},
            "node": _MAYBE_TEXT,
            "nodeName": _MAYBE_TEXT,
            "pid": _MAYBE_COUNT,
            "started": _MAYBE_DATE,
            "leaseUntil": _MAYBE_DATE,
            "cancel": {"bsonType": "object"},
            "ended": _MAYBE_DATE,
            "exitCode": _MAYBE_COUNT,
            "signal": _MAYBE_TEXT,
            "reason": _MAYBE_TEXT,
            "schedule": _MAYBE_TEXT,
            "firing": _MAYBE_DATE,
            "firingUntil": _MAYBE_DATE,
            "exclusive": _TEXT,
        },
        indexes=(
            Index(
                keys=(("state", ASCENDING), ("priority", DESCENDING), ("queued", ASCENDING), ("_id", ASCENDING)),
                question="Which job is next, and which run?",
            ),
            Index(
                keys=(("state", ASCENDING), ("ended", DESCENDING), ("_id", DESCENDING)),
                question="Which jobs ended lately, and how?",
            ),
            Index(
                keys=(("schedule", ASCENDING), ("queued", DESCENDING)),
                sparse=True,
                question="What became of this schedule's firings?",
            ),
            Index(
                keys=(("exclusive", ASCENDING),),
                unique=True,
                sparse=True,
                question="Is a job of this schedule live? Unique, so that two schedulers cannot both start one.",
            ),
            # A year: last year's coverage of the same event can be compared. A job is about 1 KB.
            Index(
                keys=(("ended", ASCENDING),),
                expire_after=365 * 86_400,
                question="What is older than a year, and to be removed?",
            ),
        ),
    ),
    CollectionSchema(
        name="schedules",
        required=("schemaVersion", "cron", "timeZone", "project", "spider", "priority", "overlap", "grace", "next"),
        properties={
            "schemaVersion": _SEEN["schemaVersion"],
            "cron": _ID,
            "timeZone": _ID,
            "project": _ID,
            "spider": _ID,
            "version": _MAYBE_TEXT,
            "settings": {"bsonType": "object"},
            "args": {"bsonType": "object"},
            "priority": {"bsonType": "double"},
            "overlap": _FLAG,
            "jitter": {"bsonType": "double", "minimum": 0},
            "grace": {"bsonType": "double", "minimum": 0},
            "next": _DATE,
        },
        indexes=(Index(keys=(("next", ASCENDING),), question="Which schedules are due?"),),
    ),
    CollectionSchema(
        name="nodes",
        required=("schemaVersion", "name", "heartbeat"),
        properties={
            "schemaVersion": _SEEN["schemaVersion"],
            "name": _ID,
            "host": _TEXT,
            "pid": _COUNT,
            "slots": _COUNT,
            "running": _COUNT,
            "version": _TEXT,
            "jobFormat": _COUNT,
            "started": _DATE,
            "heartbeat": _DATE,
            "stopped": _MAYBE_DATE,
        },
        # A week: a node that died on Friday is still seen on Monday.
        indexes=(
            Index(
                keys=(("heartbeat", ASCENDING),),
                expire_after=7 * 86_400,
                question="Which nodes live, and which are to be removed?",
            ),
        ),
    ),
    CollectionSchema(
        name="eggs",
        required=("schemaVersion", "project", "version", "egg", "bytes", "sha256", "deployed"),
        properties={
            "schemaVersion": _SEEN["schemaVersion"],
            "project": _ID,
            "version": _ID,
            "egg": {"bsonType": "binData"},
            "bytes": _COUNT,
            "sha256": _ID,
            "deployed": _DATE,
        },
        indexes=(
            Index(
                keys=(("project", ASCENDING), ("version", ASCENDING)),
                unique=True,
                question="Which versions of this project are deployed?",
            ),
        ),
    ),
    CollectionSchema(
        name="tokens",
        required=("schemaVersion", "name", "role", "by", "at"),
        properties={
            "schemaVersion": _SEEN["schemaVersion"],
            "name": _ID,
            # Text, not a fixed list: a newer node's role is not an older one's to refuse.
            "role": _ID,
            "by": _TEXT,
            "at": _DATE,
            "expires": _DATE,
            "revoked": _DATE,
        },
        indexes=(
            Index(
                keys=(("name", ASCENDING),),
                unique=True,
                question="Which token is this audit line about? Unique: a name is used once.",
            ),
        ),
    ),
    CollectionSchema(
        name="sessions",
        required=("schemaVersion", "token", "expires"),
        properties={"schemaVersion": _SEEN["schemaVersion"], "token": _ID, "expires": _DATE},
        indexes=(
            Index(keys=(("token", ASCENDING),), question="Which browsers signed in with this token?"),
            Index(keys=(("expires", ASCENDING),), expire_after=0, question="Which sessions are over?"),
        ),
    ),
    CollectionSchema(
        name="audit",
        required=("schemaVersion", "at", "who", "action", "subject", "outcome"),
        properties={
            "schemaVersion": _SEEN["schemaVersion"],
            "at": _DATE,
            "who": _ID,
            "token": _MAYBE_TEXT,
            "action": _ID,
            "subject": _TEXT,
            "outcome": _ID,
            "ended": _DATE,
        },
        # Two years: a complaint about an action comes within the next annual review.
        indexes=(
            Index(
                keys=(("at", DESCENDING), ("_id", DESCENDING)),
                question="What did operators do lately?",
            ),
            Index(
                keys=(("at", ASCENDING),),
                expire_after=2 * 365 * 86_400,
                question="What is older than two years, and to be removed?",
            ),
        ),
    ),
    CollectionSchema(
        name="alerts",
        required=("schemaVersion", "rule", "subject", "message", "since", "lastSeen"),
        properties={
            "schemaVersion": {"bsonType": "int", "minimum": 1},
            "rule": _ID,
            "subject": _ID,
            "message": _TEXT,
            "since": _DATE,
            "lastSeen": _DATE,
            "cleared": _MAYBE_DATE,
            "told": _MAYBE_DATE,
            "toldCleared": _MAYBE_DATE,
            "claimed": _DATE,
        },
        # Three months: long enough to see that an outlet fails every few weeks.
        indexes=(
            Index(
                keys=(("lastSeen", ASCENDING),),
                expire_after=90 * 86_400,
                question="What was wrong lately, and what is older than three months and to be removed?",
            ),
        ),
    ),
    CollectionSchema(
        name="erasures",
        required=("schemaVersion", "at", "by", "how", "selectors", "counts"),
        properties={
            "schemaVersion": _SEEN["schemaVersion"],
            "at": _DATE,
            "ended": _MAYBE_DATE,
            "by": _TEXT,
            "how": _TEXT,
            "selectors": {
                "bsonType": "object",
                "properties": dict.fromkeys(("author", "url", "thread", "comment"), _COUNT),
            },
            "scope": _TEXT,
            "hashes": _TEXTS,
            "counts": _COUNTS,
            "held": _COUNT,
            "remaining": _MAYBE_COUNT,
        },
        indexes=(Index(keys=(("at", DESCENDING),), question="What was erased lately, and by whom?"),),
    ),
    CollectionSchema(
        name="suppressions",
        required=("schemaVersion", "kind", "how", "scope", "secret", "erasure", "at"),
        properties={
            "schemaVersion": _SEEN["schemaVersion"],
            "kind": _ID,
            "how": _ID,
            "scope": _TEXT,
            "secret": _ID,
            "erasure": _ID,
            "at": _DATE,
        },
        indexes=(
            Index(
                keys=(("kind", ASCENDING),),
                question="Which selectors are on the list? Marks, which are many, are looked up by id.",
            ),
        ),
    ),
    CollectionSchema(
        name="holds",
        required=("schemaVersion", "kind", "reason", "by", "at", "secret"),
        properties={
            "schemaVersion": _SEEN["schemaVersion"],
            "kind": _ID,
            "value": _MAYBE_TEXT,
            "reason": _ID,
            "by": _TEXT,
            "at": _DATE,
            "secret": _ID,
        },
    ),
    CollectionSchema(
        name="backfills",
        required=("schemaVersion", "outlet", "day", "begun", "version", "complete"),
        properties={
            "schemaVersion": _SEEN["schemaVersion"],
            "outlet": _ID,
            "day": _ID,
            "begun": _DATE,
            "version": _COUNT,
            "complete": _MAYBE_DATE,
            **dict.fromkeys(("found", "stored", "unchanged", "failed", "gone", "open"), _COUNT),
            "leftOut": _COUNTS,
        },
        indexes=(
            Index(
                keys=(("outlet", ASCENDING), ("day", ASCENDING)),
                question="Which days of this outlet are complete?",
            ),
        ),
    ),
    CollectionSchema(
        name="backfillparts",
        required=("schemaVersion", "outlet", "kind", "url", "first", "last"),
        properties={
            "schemaVersion": _SEEN["schemaVersion"],
            "outlet": _ID,
            "kind": _ID,
            "url": _ID,
            "first": _ID,
            "last": _ID,
            "open": _FLAG,
            "outcome": _ID,
            "reason": _TEXT,
            "at": _DATE,
            "expires": _DATE,
            "via": _MAYBE_TEXT,
            "since": _ID,
            "through": _ID,
            "depth": _COUNT,
            "stated": _TEXTS,
            "counts": _COUNTS,
        },
        indexes=(
            Index(
                keys=(("outlet", ASCENDING), ("open", ASCENDING), ("first", ASCENDING), ("last", ASCENDING)),
                only_where="open",
                question="What do the days of this outlet wait for? Holds only what is not done.",
            ),
            Index(
                keys=(("outlet", ASCENDING), ("kind", ASCENDING), ("first", ASCENDING)),
                question="What became of the stories of this day?",
            ),
            Index(
                keys=(("expires", ASCENDING),),
                expire_after=0,
                question="Which stories were done a month ago, and are to be removed?",
            ),
        ),
    ),
    CollectionSchema(
        name="feed",
        required=("schemaVersion", "at", "kind"),
        properties={
            "schemaVersion": _SEEN["schemaVersion"],
            "at": _DATE,
            # Text, not a fixed list: an older worker's validator must not refuse a newer kind.
            "kind": _ID,
            **dict.fromkeys(("collection", "id", "outlet", "story", "thread"), _ID),
            "fields": _TEXTS,
            "since": _DATE,
        },
        indexes=(
            Index(
                keys=(("kind", ASCENDING), ("_id", ASCENDING)),
                question="Which events of this kind come after a number?",
            ),
        ),
    ),
    CollectionSchema(name="meta", required=(), properties={}),
)


def prepare(database: Database[Document]) -> None:
    """Create missing collections, bring validators and indexes up to date, run migrations. Many may run it at once.

    A database that a newer worker has prepared stays as it is: an older validator would refuse the writes of newer
    workers.

    :raises SchemaError: when the database has a newer version that forbids this version to write
    :raises StorageError: when the server refuses
    """
    try:
        migrations.refuse_newer(database)
        if migrations.is_newer(database):
            return
        _prepare_collections(database)
        if migrations.migrate(database):
            # Until the version was raised, an older worker could have put its own validators back
            _prepare_collections(database)
    except OperationFailure as error:
        raise StorageError(
            f"cannot prepare the database {database.name}: {error.details and error.details.get('errmsg', error)}; "
            "the user of MONGODB_URI needs readWrite and dbAdmin on it"
        ) from error
    except PyMongoError as error:
        raise StorageError(f"cannot prepare the database {database.name}: {error}") from error


def _prepare_collections(database: Database[Document]) -> None:
    existing = {found["name"]: found.get("options", {}) for found in database.list_collections()}
    for collection in COLLECTIONS:
        _prepare_collection(database, collection, existing.get(collection.name))


def _prepare_collection(
    database: Database[Document], collection: CollectionSchema, options: Mapping[str, Any] | None
) -> None:
    if options is None:
        try:
            database.create_collection(collection.name, validator=collection.validator)
        except (CollectionInvalid, OperationFailure) as error:
            # CollectionInvalid: pymongo's own look-up; NamespaceExists: another worker was faster.
            if isinstance(error, OperationFailure) and error.code != _NAMESPACE_EXISTS:
                raise
    elif options.get("validator") != collection.validator:
        database.command("collMod", collection.name, validator=collection.validator)
    if collection.indexes:
        database[collection.name].create_indexes([_model(index) for index in collection.indexes])


def _model(index: Index) -> IndexModel:
    options: dict[str, Any] = {"name": index.name, "unique": index.unique}
    if index.sparse:
        options["sparse"] = True
    if index.only_where is not None:
        options["partialFilterExpression"] = {index.only_where: {"$exists": True}}
    if index.only_text is not None:
        # Every text is greater than the empty text, and no other value is: the planner knows that a look-up of texts
        # fits.
        options["partialFilterExpression"] = {index.only_text: {"$gt": ""}}
    if index.only_among is not None:
        options["partialFilterExpression"] = {index.only_among[0]: {"$in": list(index.only_among[1])}}
    if index.expire_after is not None:
        options["expireAfterSeconds"] = index.expire_after
    return IndexModel(list(index.keys), **options)
