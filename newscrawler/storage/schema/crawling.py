"""Collections of crawls: the shared frontier, runs, and what scrapyd runs on which node."""

from __future__ import annotations

from pymongo import ASCENDING, DESCENDING

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

__all__ = ["CRAWLING"]

CRAWLING: tuple[CollectionSchema, ...] = (
    CollectionSchema(
        name="frontier",
        required=("walk", "host", "priority", "token", "tries", "added"),
        properties={
            "walk": ID,
            "host": TEXT,
            "priority": NUMBER,
            "due": DATE,
            "owner": ID,
            "token": COUNT,
            "tries": NUMBER,
            "added": DATE,
            "request": {"bsonType": "object", "required": ["url"]},
            "reason": MAYBE_TEXT,
            "done": DATE,
            "died": DATE,
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
            "token": COUNT,
            "due": DATE,
            "owner": ID,
            "notBefore": DATE,
            "walks": TEXTS,
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
            "key": ID,
            "spider": ID,
            "arguments": {"bsonType": "object"},
            "open": FLAG,
            "seeded": FLAG,
            "round": COUNT,
            "started": DATE,
            "asked": DATE,
            "workers": {"bsonType": "object"},
            "limited": {"bsonType": "array"},
            "ended": DATE,
            "purged": FLAG,
            "background": FLAG,
            "jobs": TEXTS,
            "remembered": DATE,
        },
        indexes=(
            Index(
                keys=(("jobs", ASCENDING),),
                sparse=True,
                question="Has a crawl job ended in which this scrapyd job took part? Then it has nothing left to do.",
            ),
            # A day: a node that died is noticed within a minute, and a queue in which its job waits is done by then.
            Index(
                keys=(("remembered", ASCENDING),),
                expire_after=86_400,
                question="What is a day old? The server deletes it.",
            ),
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
            "schemaVersion": VERSION,
            "spider": ID,
            "outlet": MAYBE_TEXT,
            "arguments": {"bsonType": "object", "additionalProperties": TEXT},
            "job": MAYBE_TEXT,
            "node": ID,
            "pid": COUNT,
            "version": TEXT,
            "started": DATE,
            "heartbeat": DATE,
            "ended": MAYBE_DATE,
            "reason": MAYBE_TEXT,
            "exitCode": MAYBE_COUNT,
            "stories": COUNT,
            # Counts by name: a newer worker may count what this one does not know.
            "outcomes": COUNTS,
            "copies": COUNT,
            "coverage": COUNTS,
            "missed": COUNTS,
            "withheld": COUNTS,
            "threads": COUNTS,
            "comments": COUNTS,
            "rejections": COUNTS,
            "requests": COUNT,
            "responses": COUNT,
            "bytes": COUNT,
            "statuses": COUNTS,
            "downloadErrors": COUNTS,
            "pagesPerMinute": {"bsonType": ["double", "int", "null"]},
            "errors": COUNT,
            "lastErrors": TEXTS,
            "replayed": COUNT,
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
            "schemaVersion": VERSION,
            "format": {"bsonType": "int", "minimum": 1},
            "project": ID,
            "spider": ID,
            "job": ID,
            # Text, not a fixed list: a newer node's state is not an older one's to refuse.
            "state": ID,
            "priority": {"bsonType": "double"},
            "version": MAYBE_TEXT,
            "settings": {"bsonType": "object"},
            "args": {"bsonType": "object"},
            "queued": DATE,
            "due": DATE,
            "token": COUNT,
            "tries": COUNT,
            "attempts": {"bsonType": "array"},
            "node": MAYBE_TEXT,
            "nodeName": MAYBE_TEXT,
            "pid": MAYBE_COUNT,
            "started": MAYBE_DATE,
            "leaseUntil": MAYBE_DATE,
            "cancel": {"bsonType": "object"},
            "ended": MAYBE_DATE,
            "exitCode": MAYBE_COUNT,
            "signal": MAYBE_TEXT,
            "reason": MAYBE_TEXT,
            "schedule": MAYBE_TEXT,
            "firing": MAYBE_DATE,
            "firingUntil": MAYBE_DATE,
            "exclusive": TEXT,
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
            "schemaVersion": VERSION,
            "cron": ID,
            "timeZone": ID,
            "project": ID,
            "spider": ID,
            "version": MAYBE_TEXT,
            "settings": {"bsonType": "object"},
            "args": {"bsonType": "object"},
            "priority": {"bsonType": "double"},
            "overlap": FLAG,
            "jitter": {"bsonType": "double", "minimum": 0},
            "grace": {"bsonType": "double", "minimum": 0},
            "next": DATE,
        },
        indexes=(Index(keys=(("next", ASCENDING),), question="Which schedules are due?"),),
    ),
    CollectionSchema(
        name="nodes",
        required=("schemaVersion", "name", "heartbeat"),
        properties={
            "schemaVersion": VERSION,
            "name": ID,
            "host": TEXT,
            "pid": COUNT,
            "slots": COUNT,
            "running": COUNT,
            "version": TEXT,
            "jobFormat": COUNT,
            "started": DATE,
            "heartbeat": DATE,
            "stopped": MAYBE_DATE,
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
            "schemaVersion": VERSION,
            "project": ID,
            "version": ID,
            "egg": {"bsonType": "binData"},
            "bytes": COUNT,
            "sha256": ID,
            "deployed": DATE,
        },
        indexes=(
            Index(
                keys=(("project", ASCENDING), ("version", ASCENDING)),
                unique=True,
                question="Which versions of this project are deployed?",
            ),
        ),
    ),
)
