"""What can go wrong with the store, in names that a user understands."""

from __future__ import annotations

__all__ = ["STORE_UNUSABLE", "SchemaError", "SpoolError", "StorageError"]

STORE_UNUSABLE = "store_unusable"
"""Reason with which a spider is closed before its first request because there is nowhere to store."""


class StorageError(Exception):
    """The store cannot be used; the message is one line that names the input and the mend."""


class SchemaError(StorageError):
    """The database has a schema that this version must not write to."""


class SpoolError(StorageError):
    """Neither MongoDB nor the spool took the items: they are not stored."""
