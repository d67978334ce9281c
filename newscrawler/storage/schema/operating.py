"""Collections of operation: who may do what, what was done, what is wrong, and the change feed."""

from __future__ import annotations

from pymongo import ASCENDING, DESCENDING

from newscrawler.storage.schema.model import CollectionSchema, Index
from newscrawler.storage.schema.rules import DATE, ID, MAYBE_DATE, MAYBE_TEXT, TEXT, TEXTS, VERSION

__all__ = ["OPERATING"]

OPERATING: tuple[CollectionSchema, ...] = (
    CollectionSchema(
        name="tokens",
        required=("schemaVersion", "name", "role", "by", "at"),
        properties={
            "schemaVersion": VERSION,
            "name": ID,
            # Text, not a fixed list: a newer node's role is not an older one's to refuse.
            "role": ID,
            "by": TEXT,
            "at": DATE,
            "expires": DATE,
            "revoked": DATE,
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
        properties={"schemaVersion": VERSION, "token": ID, "expires": DATE},
        indexes=(
            Index(keys=(("token", ASCENDING),), question="Which browsers signed in with this token?"),
            Index(keys=(("expires", ASCENDING),), expire_after=0, question="Which sessions are over?"),
        ),
    ),
    CollectionSchema(
        name="audit",
        required=("schemaVersion", "at", "who", "action", "subject", "outcome"),
        properties={
            "schemaVersion": VERSION,
            "at": DATE,
            "who": ID,
            "token": MAYBE_TEXT,
            "action": ID,
            "subject": TEXT,
            "outcome": ID,
            "ended": DATE,
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
            "schemaVersion": VERSION,
            "rule": ID,
            "subject": ID,
            "message": TEXT,
            "since": DATE,
            "lastSeen": DATE,
            "cleared": MAYBE_DATE,
            "told": MAYBE_DATE,
            "toldCleared": MAYBE_DATE,
            "claimed": DATE,
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
        name="feed",
        required=("schemaVersion", "at", "kind"),
        properties={
            "schemaVersion": VERSION,
            "at": DATE,
            # Text, not a fixed list: an older worker's validator must not refuse a newer kind.
            "kind": ID,
            **dict.fromkeys(("collection", "id", "outlet", "story", "thread"), ID),
            "fields": TEXTS,
            "since": DATE,
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
