"""Collections of stories: as they are shown, as each outlet prints them, their search, and what was refused."""

from __future__ import annotations

from pymongo import ASCENDING, DESCENDING

from newscrawler.items import Copy, Rejection, Story
from newscrawler.storage._fields import Rule
from newscrawler.storage.schema.model import CollectionSchema, Index
from newscrawler.storage.schema.rules import COUNT, DATE, ERASURE, FLAG, ID, ITEM_RULES, NUMBER, SEEN, TEXTS, VERSION

__all__ = ["STORIES"]

_GONE: Rule = {
    "bsonType": "object",
    "required": ["at", "last", "status"],
    "properties": {"at": DATE, "last": DATE, "status": COUNT},
}
_AFTER_KILL: Rule = {"bsonType": "object", "required": ["since"], "properties": {"since": DATE}}
_CHANGE_COUNTS = ("added", "removed", "moved", "edited", "wordsAdded", "wordsRemoved")
_CHANGE: Rule = {
    "bsonType": "object",
    "required": ["kind"],
    "properties": {
        # Text, not a fixed list: an older worker's validator must not refuse a newer kind.
        "kind": ID,
        **dict.fromkeys(("headline", "silent"), FLAG),
        **dict.fromkeys(_CHANGE_COUNTS, COUNT),
        "fields": TEXTS,
    },
}
_COPY: dict[str, Rule] = {
    **ITEM_RULES[Copy],
    "story": ID,
    "contentHash": ID,
    "revision": COUNT,
    "gone": _GONE,
    "afterKill": _AFTER_KILL,
    "flipFlops": COUNT,
    "headlines": TEXTS,
}

# A field that is added to an item is never required: documents that were written before it do not have it.
_COPY_REQUIRED = ("url", "outlet", "headline", "body", "retrieved", "key", "story", "contentHash", "revision")

STORIES: tuple[CollectionSchema, ...] = (
    CollectionSchema(
        name="stories",
        required=(*SEEN, "key", "occurrence", "headline", "body", "copies", "outlets", "lead", "leadRank"),
        properties={
            **SEEN,
            **ITEM_RULES[Story],
            "copies": {**TEXTS, "minItems": 1},
            "copiesCount": COUNT,
            "outlets": {**TEXTS, "minItems": 1},
            "lead": ID,
            "leadRank": ID,
            "dateRank": ID,
            "signatures": {"bsonType": "array", "items": NUMBER},
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
        name="copies",
        required=(*SEEN, *_COPY_REQUIRED),
        properties={**SEEN, **_COPY, "erasure": ERASURE},
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
        properties={**SEEN, **_COPY, "change": _CHANGE},
        indexes=(
            Index(
                keys=(("url", ASCENDING), ("revision", ASCENDING)),
                unique=True,
                question="What did this page say before?",
            ),
        ),
    ),
    CollectionSchema(
        name="search",
        required=("schemaVersion", "order", "words"),
        properties={
            "schemaVersion": VERSION,
            "order": {"bsonType": "long"},
            "words": TEXTS,
            "rule": ID,
            "left": COUNT,
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
        name="quarantine",
        required=("schemaVersion", "firstSeen", "lastSeen", "url", "stage", "reason", "retrieved", "count"),
        properties={
            **SEEN,
            **ITEM_RULES[Rejection],
            # Text, not a fixed list: a newer worker's stage must not be refused in the one place for what was refused.
            "stage": ID,
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
)
