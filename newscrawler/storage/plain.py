"""Stored documents as plain dictionaries and as JSON: one form for commands, the HTTP API and exports."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from newscrawler.printable import json_escaped
from newscrawler.storage.reader import (
    QuarantineEntry,
    StoredCluster,
    StoredComment,
    StoredCopy,
    StoredStory,
    StoredThread,
    StoryTree,
    traverse,
)

__all__ = ["as_json", "jsonable", "quarantine_fields", "stored_fields", "tree_fields"]

_ITEM = {StoredStory: "story", StoredCopy: "copy", StoredThread: "thread", StoredComment: "comment"}
"""Attribute of a stored document that holds its item."""


def as_json(fields: Mapping[str, Any]) -> str:
    """Return one line of printable characters; dates in ISO 8601."""
    return json_escaped(json.dumps(fields, ensure_ascii=False, default=jsonable))


def jsonable(value: Any) -> str:
    """Return a value that JSON has no form for: a time in ISO 8601, anything else as text."""
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value)


def stored_fields(stored: StoredStory | StoredCopy | StoredThread | StoredComment | StoredCluster) -> dict[str, Any]:
    """Return the item's attributes and the store's own fields in one dictionary, as in the collection."""
    known = dataclasses.asdict(stored)
    if isinstance(stored, StoredCluster):
        return known
    item = known.pop(_ITEM[type(stored)])
    # Most JSON readers cannot hold a number of 64 bits, and it is useless outside deduplication.
    item.pop("signature", None)
    return {"id": stored.copy.url if isinstance(stored, StoredCopy) else stored.id, **item, **known}


def tree_fields(tree: StoryTree) -> dict[str, Any]:
    """Return a story with ``copies``, each with ``threads``, each with a flat list ``comments`` in reading order."""
    return {
        **stored_fields(tree.stored),
        "copies": [
            {
                **stored_fields(copy.stored),
                "threads": [
                    {
                        **stored_fields(thread.stored),
                        "comments": [stored_fields(node.stored) for node, _ in traverse(thread.comments)],
                    }
                    for thread in copy.threads
                ],
            }
            for copy in tree.copies
        ],
    }


def quarantine_fields(entry: QuarantineEntry) -> dict[str, Any]:
    """Return an entry as in the collection."""
    fields = dataclasses.asdict(entry)
    return {**fields.pop("rejection"), **fields}
