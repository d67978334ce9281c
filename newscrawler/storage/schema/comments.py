"""Collections of comment threads."""

from __future__ import annotations

from pymongo import ASCENDING

from newscrawler.items import Comment, Thread
from newscrawler.storage.schema.model import CollectionSchema, Index
from newscrawler.storage.schema.rules import DATE, ERASURE, ID, ITEM_RULES, SEEN, VERSION

__all__ = ["COMMENTS"]

_OBSERVED = ("upvoteCount", "downvoteCount", "score", "state", "text", "html", "author")
"""Fields of a comment whose history is kept in its observations."""

COMMENTS: tuple[CollectionSchema, ...] = (
    CollectionSchema(
        name="threads",
        required=(*SEEN, "platform", "nativeId", "copyUrl", "retrieved", "complete", "collectedCount"),
        properties={
            **SEEN,
            **ITEM_RULES[Thread],
            "contentHash": ID,
        },
        indexes=(Index(keys=(("copyUrl", ASCENDING),), question="Which comment sections hang under this page?"),),
    ),
    CollectionSchema(
        name="claims",
        required=("schemaVersion", "copyUrl", "at"),
        properties={"schemaVersion": VERSION, "copyUrl": ID, "at": DATE},
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
        required=(*SEEN, "platform", "thread", "nativeId", "retrieved", "state", "observations"),
        properties={
            **SEEN,
            **ITEM_RULES[Comment],
            "contentHash": ID,
            "erasure": ERASURE,
            "expired": DATE,
            "observations": {
                "bsonType": "array",
                "minItems": 1,
                "items": {
                    "bsonType": "object",
                    "required": ["at", "state"],
                    "properties": {"at": DATE, **{name: ITEM_RULES[Comment][name] for name in _OBSERVED}},
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
)
