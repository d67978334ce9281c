"""MongoDB: the local server, the schema, the writer with its spool, and the read API.

Reading needs pymongo and nothing else. The writer, whose imports take as long again as those of the reader, is imported
when one of its names is first used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from newscrawler.renamed import renamed
from newscrawler.storage._writes import CannotWriteError, Outcome
from newscrawler.storage.connection import connect, masked, resolve_uri
from newscrawler.storage.coverage import Coverage, Gap, sum_by_outlet
from newscrawler.storage.errors import SchemaError, SpoolError, StorageError
from newscrawler.storage.migrations import SCHEMA_VERSION
from newscrawler.storage.reader import (
    AmbiguousKeyError,
    Change,
    ChangeFeed,
    ClusteredStory,
    CommentNode,
    CopyNode,
    Cut,
    FeedPositionLostError,
    GonePage,
    KillMark,
    NotStoredError,
    Observation,
    QuarantineEntry,
    Reader,
    Revision,
    StoredCluster,
    StoredComment,
    StoredCopy,
    StoredStory,
    StoredThread,
    StoryTree,
    ThreadNode,
    traverse,
)
from newscrawler.storage.schema import COLLECTIONS, prepare
from newscrawler.storage.trust import Trust

if TYPE_CHECKING:
    from newscrawler.storage._batch import Item, write_batch
    from newscrawler.storage.writer import Validators, Writer

__all__ = [
    "COLLECTIONS",
    "SCHEMA_VERSION",
    "AmbiguousKeyError",
    "CannotWriteError",
    "Change",
    "ChangeFeed",
    "ClusteredStory",
    "CommentNode",
    "CopyNode",
    "Coverage",
    "Cut",
    "FeedPositionLostError",
    "Gap",
    "GonePage",
    "Item",
    "KillMark",
    "NotStoredError",
    "Observation",
    "Outcome",
    "QuarantineEntry",
    "Reader",
    "Revision",
    "SchemaError",
    "SpoolError",
    "StorageError",
    "StoredCluster",
    "StoredComment",
    "StoredCopy",
    "StoredStory",
    "StoredThread",
    "StoryTree",
    "ThreadNode",
    "Trust",
    "Validators",
    "Writer",
    "connect",
    "masked",
    "prepare",
    "resolve_uri",
    "sum_by_outlet",
    "traverse",
    "write_batch",
]

_LATE = {
    "Item": "newscrawler.storage._batch",
    "write_batch": "newscrawler.storage._batch",
    "Validators": "newscrawler.storage.writer",
    "Writer": "newscrawler.storage.writer",
}
"""Names that a process that only reads does not need, and their modules."""

_RENAMED = {
    "walk": "newscrawler.storage.reader.traverse",
    "writer_for": "newscrawler.writer_registry.writer_for",
    "declared_trust": "newscrawler.writer_registry.declared_trust",
}
"""Former names, with the module and the name that replace each. They are removed in 0.3 (docs/versioning.md)."""


def __getattr__(name: str) -> Any:
    if name in _LATE:
        return getattr(importlib.import_module(_LATE[name]), name)
    return renamed(__name__, name, _RENAMED)
