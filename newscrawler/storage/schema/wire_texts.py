"""Collections of wire texts: which stories print the same text."""

from __future__ import annotations

from pymongo import ASCENDING, DESCENDING

from newscrawler.clusters import Link, Printed
from newscrawler.storage._fields import fields_of
from newscrawler.storage.schema.model import CollectionSchema, Index
from newscrawler.storage.schema.rules import COUNT, DATE, ID, MAYBE_TEXT, SEEN, TEXT, TEXTS, VERSION

__all__ = ["WIRE_TEXTS"]

_LINK, _PRINTED = fields_of(Link).rules, fields_of(Printed).rules

WIRE_TEXTS: tuple[CollectionSchema, ...] = (
    CollectionSchema(
        name="fingerprints",
        required=("schemaVersion", "keys", "outlet", "at", "text", "expires"),
        properties={
            "schemaVersion": VERSION,
            "keys": {"bsonType": "array", "items": {"bsonType": "long"}},
            "keysCount": COUNT,
            "outlet": TEXT,
            "at": DATE,
            "text": ID,
            "linked": ID,
            "lock": {"bsonType": "objectId"},
            "expires": DATE,
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
            "schemaVersion": VERSION,
            **_LINK,
            "at": DATE,
            "cut": {
                "bsonType": "object",
                "required": ["at", "by"],
                "properties": {"at": DATE, "by": ID, "reason": MAYBE_TEXT},
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
            **{name: rule for name, rule in SEEN.items() if name != "lastSeen"},
            "lead": ID,
            "stories": {
                "bsonType": "array",
                "minItems": 2,
                "items": {
                    "bsonType": "object",
                    "required": ["story", "share"],
                    "properties": {"story": ID, **_PRINTED},
                },
            },
            "storiesCount": COUNT,
            "outlets": TEXTS,
            "spread": COUNT,
            "agency": MAYBE_TEXT,
            "formerly": TEXTS,
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
)
