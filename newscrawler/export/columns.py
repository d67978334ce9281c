"""Columns of the exported tables, derived from the items and from what the store adds to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from newscrawler.items import Comment, Copy, Story, Thread
from newscrawler.storage._fields import Document, fields_of
from newscrawler.storage.reader import GonePage, KillMark, Observation

__all__ = ["TABLES", "Column", "TableName", "row_of"]

TableName = Literal["stories", "copies", "threads", "comments"]

_LEFT_OUT = frozenset({"signature", "etag", "lastModified", "cursor", "labelled"})
"""Fields that only the next visit of a crawl needs."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    name: str
    type: Any
    """Python type of a value that is not null: ``str``, ``list[str]``, a dataclass, a list of dataclasses."""
    default: Callable[[], Any] = lambda: None
    """Makes the value of a document that lacks the field."""
    stored_as: str = ""
    """Name in the document, where it is another one."""


def _columns(item: type, *own: Column, id_first: bool = True) -> tuple[Column, ...]:
    fields = [Column(each.name, each.type, each.default) for each in fields_of(item).all if each.name not in _LEFT_OUT]
    seen = [Column(name, datetime) for name in ("firstSeen", "lastSeen", "lastChanged")]
    ids = [Column("id", str, stored_as="_id")] if id_first else []
    return (*ids, *fields, *own, *seen)


TABLES: Mapping[TableName, tuple[Column, ...]] = {
    "stories": _columns(
        Story, Column("outlets", list[str], list), Column("copies", list[str], list), Column("lead", str)
    ),
    # The URL is the id of a copy.
    "copies": _columns(
        Copy,
        Column("story", str),
        Column("revision", int),
        Column("gone", GonePage),
        Column("afterKill", KillMark),
        Column("flipFlops", int, lambda: 0),
        Column("headlines", list[str], list),
        id_first=False,
    ),
    "threads": _columns(Thread),
    "comments": _columns(Comment, Column("observations", list[Observation], list)),
}
"""Columns of each table. A later version may add columns; it renames and removes none (docs/versioning.md)."""


def row_of(table: TableName, document: Mapping[str, Any]) -> Document:
    """Return a stored document as a row: every column, in the order of :data:`TABLES`."""
    row: Document = {}
    for column in TABLES[table]:
        name = column.stored_as or column.name
        row[column.name] = document[name] if name in document else column.default()
    return row
