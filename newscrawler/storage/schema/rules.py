"""Rules of fields that several collections have. Those of items are derived from :mod:`newscrawler.items`."""

from __future__ import annotations

from newscrawler.items import Comment, Copy, Rejection, Story, Thread
from newscrawler.storage._fields import Rule, fields_of

__all__ = [
    "COUNT",
    "COUNTS",
    "DATE",
    "ERASURE",
    "FLAG",
    "ID",
    "ITEM_RULES",
    "MAYBE_COUNT",
    "MAYBE_DATE",
    "MAYBE_TEXT",
    "NUMBER",
    "SEEN",
    "TEXT",
    "TEXTS",
    "VERSION",
]

TEXT: Rule = {"bsonType": "string"}
ID: Rule = {"bsonType": "string", "minLength": 1}
MAYBE_TEXT: Rule = {"bsonType": ["string", "null"]}
TEXTS: Rule = {"bsonType": "array", "items": {"bsonType": "string"}}
DATE: Rule = {"bsonType": "date"}
MAYBE_DATE: Rule = {"bsonType": ["date", "null"]}
NUMBER: Rule = {"bsonType": ["int", "long"]}
COUNT: Rule = {"bsonType": ["int", "long"], "minimum": 0}
MAYBE_COUNT: Rule = {"bsonType": ["int", "long", "null"], "minimum": 0}
FLAG: Rule = {"bsonType": "bool"}
COUNTS: Rule = {"bsonType": "object", "additionalProperties": COUNT}
ERASURE: Rule = {
    "bsonType": "object",
    "required": ["at", "how"],
    "properties": {"at": DATE, "how": {"bsonType": "string"}},
}
VERSION: Rule = {"bsonType": "int", "minimum": 1}
"""Rule of ``schemaVersion``, the version that wrote a document."""

SEEN: dict[str, Rule] = {
    "schemaVersion": VERSION,
    "firstSeen": DATE,
    "lastSeen": DATE,
    "lastChanged": DATE,
}
"""Fields of documents that each visit brings up to date."""

ITEM_RULES = {item: fields_of(item).rules for item in (Story, Copy, Thread, Comment, Rejection)}
"""Rules of the fields that items have, by item; collections add fields of their own."""
