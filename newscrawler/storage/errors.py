"""Errors of the store, with names that a user understands."""

from __future__ import annotations

import re

__all__ = ["STORE_UNUSABLE", "SchemaError", "SpoolError", "StorageError", "first_clause"]

STORE_UNUSABLE = "store_unusable"
"""Reason with which a spider is closed before its first request because there is nowhere to store."""


_REST = re.compile(r" \(configured timeouts|, full error:|, Timeout:")
"""End of the useful part of a message of pymongo: its settings, the server's answer, and the whole topology
follow."""

_LONGEST = 500
"""Characters of an error's first clause: a refused document may be quoted in it."""


class StorageError(Exception):
    """The store cannot be used; the message is one line with the input and the remedy."""


class SchemaError(StorageError):
    """The database has a schema that this version must not write to."""


class SpoolError(StorageError):
    """Neither MongoDB nor the spool took the items: they are not stored."""


def first_clause(error: BaseException) -> str:
    """Return one line of a pymongo error's message: the host or the statement, and the reason."""
    return " ".join(_REST.split(str(error), maxsplit=1)[0].split())[:_LONGEST]
