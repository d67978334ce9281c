"""Legal holds: documents that must be kept unchanged, whatever a commenter asks for and whatever retention demands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bson.codec_options import CodecOptions
from pymongo.database import Database

from newscrawler.storage import retention, suppression
from newscrawler.storage.erasure import operator
from newscrawler.storage.migrations import SCHEMA_VERSION
from newscrawler.storage.pseudonyms import AuthorNames
from newscrawler.storage.suppression import Kind

__all__ = ["HELD", "Hold", "add", "holds", "remove"]

HELD: tuple[Kind, ...] = ("author", "url", "thread", "comment", "key")

Document = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """One hold."""

    id: str
    """Keyed hash of its selector."""
    kind: str
    value: str | None
    """None for an author: a list of names under investigation would disclose too much."""
    reason: str
    by: str
    at: datetime


def add(database: Database[Document], kind: Kind, value: str, reason: str, names: AuthorNames) -> list[str]:
    """Hold the documents of a selector; returns the ids of the holds. Writers see them at their next batch.

    :param kind: ``key`` is a story's id
    :param reason: shown whenever the hold stops something
    """
    sealer = suppression.current_sealer(database)
    made = []
    for stored in names.names_of(value) if kind == "author" else (value,):
        id = sealer.seal(kind, stored)
        fields = {
            "schemaVersion": SCHEMA_VERSION,
            "kind": kind,
            "value": None if kind == "author" else value,
            "reason": reason,
            "by": operator(),
            "at": datetime.now(UTC),
            "secret": sealer.name,
        }
        database["holds"].update_one({"_id": id}, {"$set": fields}, upsert=True)
        made.append(id)
    suppression.bump(database)
    return made


def remove(database: Database[Document], id: str) -> bool:
    """Lift a hold; returns whether there was one. Documents that it kept from retention are due again."""
    lifted = database["holds"].delete_one({"_id": id}).deleted_count == 1
    suppression.bump(database)
    retention.reset(database)
    return lifted


def holds(database: Database[Document]) -> Iterator[Hold]:
    """Yield every hold, oldest first."""
    aware: CodecOptions[Document] = CodecOptions(tz_aware=True, tzinfo=UTC)
    for each in database["holds"].with_options(codec_options=aware).find().sort("at"):
        yield Hold(
            id=each["_id"],
            kind=each["kind"],
            value=each.get("value"),
            reason=each["reason"],
            by=each["by"],
            at=each["at"],
        )
