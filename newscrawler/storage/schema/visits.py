"""Collections of visits: what is due, what came of it, and which past days are complete."""

from __future__ import annotations

from pymongo import ASCENDING, DESCENDING

from newscrawler.calendar import Habits
from newscrawler.storage._fields import fields_of
from newscrawler.storage._ledger import COUNTERS, COUNTERS_BY_NAME
from newscrawler.storage.schema.model import CollectionSchema, Index
from newscrawler.storage.schema.rules import (
    COUNT,
    COUNTS,
    DATE,
    FLAG,
    ID,
    MAYBE_COUNT,
    MAYBE_DATE,
    MAYBE_TEXT,
    NUMBER,
    TEXT,
    TEXTS,
    VERSION,
)

__all__ = ["VISITS"]

VISITS: tuple[CollectionSchema, ...] = (
    CollectionSchema(
        name="calendar",
        required=("schemaVersion", "kind", "outlet", "host", "url", "why", "first", "visits", "failures", "memory"),
        properties={
            "schemaVersion": VERSION,
            # Texts, not fixed lists: an older worker's validator must not refuse a newer kind or reason.
            "kind": ID,
            "outlet": ID,
            "host": ID,
            "url": ID,
            "due": DATE,
            "why": ID,
            "first": DATE,
            "last": MAYBE_DATE,
            "believed": MAYBE_DATE,
            "changed": MAYBE_DATE,
            "visits": COUNT,
            "failures": COUNT,
            "memory": {"bsonType": "object"},
            "queued": {
                "bsonType": "object",
                "required": ["by", "at", "until", "number", "tries"],
                "properties": {"by": TEXT, "at": DATE, "until": DATE, "number": COUNT, "tries": COUNT},
            },
            "woken": {"bsonType": "object", "required": ["at", "why"], "properties": {"at": DATE, "why": ID}},
            "putOff": DATE,
            "revision": NUMBER,
            "alias": ID,
            "etag": MAYBE_TEXT,
            "lastModified": MAYBE_TEXT,
            "walk": FLAG,
        },
        indexes=(
            Index(
                # The host last: entries of hosts that are passed over are not fetched.
                keys=(("outlet", ASCENDING), ("due", ASCENDING), ("host", ASCENDING)),
                only_where="due",
                question="What of this outlet is due? Holds only entries that have not ended.",
            ),
            Index(
                keys=(("outlet", ASCENDING), ("why", ASCENDING), ("due", ASCENDING)),
                only_among=("why", ("first",)),
                question="Which new stories of this outlet are due? Holds only entries that were never visited.",
            ),
            Index(
                keys=(("outlet", ASCENDING), ("kind", ASCENDING), ("due", ASCENDING)),
                question="Which lists, copies or threads of this outlet are in the calendar?",
            ),
        ),
    ),
    CollectionSchema(
        name="outlets",
        required=("schemaVersion", "outlet", "state", "added", "changed"),
        properties={
            "schemaVersion": VERSION,
            "spider": MAYBE_TEXT,
            "outlet": ID,
            "state": ID,
            "added": DATE,
            "changed": DATE,
            "mostPerHour": MAYBE_COUNT,
            "feeds": TEXTS,
            "sitemaps": TEXTS,
            "sections": TEXTS,
            "languages": TEXTS,
            "country": MAYBE_TEXT,
            "timeZone": MAYBE_TEXT,
            "publisher": MAYBE_TEXT,
            "storyUrl": MAYBE_TEXT,
            "commentPlatforms": TEXTS,
        },
    ),
    CollectionSchema(
        name="habits",
        required=("schemaVersion",),
        properties={"schemaVersion": VERSION, **fields_of(Habits).rules},
    ),
    CollectionSchema(
        name="budgets",
        required=("schemaVersion", "hour", "spent"),
        properties={
            "schemaVersion": VERSION,
            "hour": DATE,
            "spent": COUNT,
            "slots": COUNTS,
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
        name="coverage",
        required=("schemaVersion",),
        properties={
            "schemaVersion": VERSION,
            **dict.fromkeys(COUNTERS, COUNT),
            # Counts by name: a newer worker may count what this one does not know.
            **dict.fromkeys(COUNTERS_BY_NAME, COUNTS),
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
            "schemaVersion": VERSION,
            "outlet": ID,
            "url": ID,
            "entry": ID,
            "at": DATE,
            "since": DATE,
            "seen": COUNT,
            "missed": {"bsonType": ["double", "int", "long", "null"]},
            "walk": TEXTS,
            "found": COUNT,
            "closed": MAYBE_DATE,
        },
        indexes=(
            Index(keys=(("at", DESCENDING), ("_id", DESCENDING)), question="What may have been missed lately?"),
            Index(
                keys=(("outlet", ASCENDING), ("at", DESCENDING)), question="What may have been missed of this outlet?"
            ),
        ),
    ),
    CollectionSchema(
        name="backfills",
        required=("schemaVersion", "outlet", "day", "begun", "version", "complete"),
        properties={
            "schemaVersion": VERSION,
            "outlet": ID,
            "day": ID,
            "begun": DATE,
            "version": COUNT,
            "complete": MAYBE_DATE,
            **dict.fromkeys(("found", "stored", "unchanged", "failed", "gone", "open"), COUNT),
            "leftOut": COUNTS,
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
            "schemaVersion": VERSION,
            "outlet": ID,
            "kind": ID,
            "url": ID,
            "first": ID,
            "last": ID,
            "open": FLAG,
            "outcome": ID,
            "reason": TEXT,
            "at": DATE,
            "expires": DATE,
            "via": MAYBE_TEXT,
            "since": ID,
            "through": ID,
            "depth": COUNT,
            "stated": TEXTS,
            "counts": COUNTS,
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
)
