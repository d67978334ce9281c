"""Collections of commenters' rights: erasures, what is never stored again, and legal holds."""

from __future__ import annotations

from pymongo import ASCENDING, DESCENDING

from newscrawler.storage.schema.model import CollectionSchema, Index
from newscrawler.storage.schema.rules import (
    COUNT,
    COUNTS,
    DATE,
    ID,
    MAYBE_COUNT,
    MAYBE_DATE,
    MAYBE_TEXT,
    TEXT,
    TEXTS,
    VERSION,
)

__all__ = ["READERS"]

READERS: tuple[CollectionSchema, ...] = (
    CollectionSchema(
        name="erasures",
        required=("schemaVersion", "at", "by", "how", "selectors", "counts"),
        properties={
            "schemaVersion": VERSION,
            "at": DATE,
            "ended": MAYBE_DATE,
            "by": TEXT,
            "how": TEXT,
            "selectors": {
                "bsonType": "object",
                "properties": dict.fromkeys(("author", "url", "thread", "comment"), COUNT),
            },
            "scope": TEXT,
            "hashes": TEXTS,
            "counts": COUNTS,
            "held": COUNT,
            "remaining": MAYBE_COUNT,
        },
        indexes=(Index(keys=(("at", DESCENDING),), question="What was erased lately, and by whom?"),),
    ),
    CollectionSchema(
        name="suppressions",
        required=("schemaVersion", "kind", "how", "scope", "secret", "erasure", "at"),
        properties={
            "schemaVersion": VERSION,
            "kind": ID,
            "how": ID,
            "scope": TEXT,
            "secret": ID,
            "erasure": ID,
            "at": DATE,
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
            "schemaVersion": VERSION,
            "kind": ID,
            "value": MAYBE_TEXT,
            "reason": ID,
            "by": TEXT,
            "at": DATE,
            "secret": ID,
        },
    ),
)
