"""MongoDB: the local server, the schema, the writer with its spool, and the read API."""

from newscrawler.storage._batch import Item, write_batch
from newscrawler.storage._writes import CannotWriteError, Outcome
from newscrawler.storage.connection import connect, masked, resolve_uri
from newscrawler.storage.errors import SchemaError, SpoolError, StorageError
from newscrawler.storage.migrations import SCHEMA_VERSION
from newscrawler.storage.reader import (
    AmbiguousKeyError,
    Change,
    ChangeFeed,
    CommentNode,
    CopyNode,
    FeedPositionLostError,
    NotStoredError,
    Observation,
    QuarantineEntry,
    Reader,
    Revision,
    StoredComment,
    StoredCopy,
    StoredStory,
    StoredThread,
    StoryTree,
    ThreadNode,
    walk,
)
from newscrawler.storage.schema import COLLECTIONS, prepare
from newscrawler.storage.trust import Trust
from newscrawler.storage.writer import Validators, Writer

__all__ = [
    "COLLECTIONS",
    "SCHEMA_VERSION",
    "AmbiguousKeyError",
    "CannotWriteError",
    "Change",
    "ChangeFeed",
    "CommentNode",
    "CopyNode",
    "FeedPositionLostError",
    "Item",
    "NotStoredError",
    "Observation",
    "Outcome",
    "QuarantineEntry",
    "Reader",
    "Revision",
    "SchemaError",
    "SpoolError",
    "StorageError",
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
    "walk",
    "write_batch",
]
