"""Audit lines: actions of operators through the app, written before the action and completed after it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bson.codec_options import CodecOptions
from pymongo import DESCENDING
from pymongo.database import Database

from newscrawler.storage.clock import server_time
from newscrawler.storage.migrations import SCHEMA_VERSION

__all__ = ["BEGUN", "Actor", "AuditLine", "begin", "end", "lines", "refused"]

Document = dict[str, Any]

BEGUN = "begun"
"""Outcome of an action that is under way, or whose process died."""

_LONGEST = 500
"""Characters of a subject or an outcome."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Person or program that acts."""

    name: str
    """Name of a token, or ``operator link``."""
    token: str | None
    """Id of the token; None for the operator link."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLine:
    """One action of a client."""

    id: str
    at: datetime
    who: str
    """Name of the token, or ``operator link``."""
    token: str | None
    """Id of the token; None for the operator link."""
    action: str
    """E.g. ``quarantine.replay``."""
    subject: str
    """Path of the action, or what the action says that it changed."""
    outcome: str
    """``begun``, ``done``, or why it was refused or failed."""
    ended: datetime | None


def begin(database: Database[Document], actor: Actor, action: str, subject: str) -> str:
    """Write the line of an action before the action. Return the line's id.

    An action whose line cannot be written must not happen.
    """
    return _write(database, actor, action, subject, BEGUN)


def refused(database: Database[Document], actor: Actor, action: str, subject: str, why: str) -> str:
    """Write the line of an action that was refused. Return the line's id."""
    return _write(database, actor, action, subject, f"refused: {why}")


def end(database: Database[Document], id: str, outcome: str, *, subject: str | None = None) -> None:
    """Complete the line of an action."""
    fields: Document = {"outcome": outcome[:_LONGEST], "ended": server_time(database)}
    if subject is not None:
        fields["subject"] = subject[:_LONGEST]
    database["audit"].update_one({"_id": id}, {"$set": fields})


def lines(database: Database[Document], limit: int = 100) -> Iterator[AuditLine]:
    """Yield the latest lines, newest first."""
    aware: CodecOptions[Document] = CodecOptions(tz_aware=True, tzinfo=UTC)
    newest = [("at", DESCENDING), ("_id", DESCENDING)]
    for each in database["audit"].with_options(codec_options=aware).find().sort(newest).limit(limit):
        yield AuditLine(
            id=each["_id"],
            at=each["at"],
            who=each["who"],
            token=each.get("token"),
            action=each["action"],
            subject=each["subject"],
            outcome=each["outcome"],
            ended=each.get("ended"),
        )


def _write(database: Database[Document], actor: Actor, action: str, subject: str, outcome: str) -> str:
    line: Document = {
        "_id": secrets.token_hex(12),
        "schemaVersion": SCHEMA_VERSION,
        "at": server_time(database),
        "who": actor.name,
        "token": actor.token,
        "action": action,
        "subject": subject[:_LONGEST],
        "outcome": outcome[:_LONGEST],
    }
    database["audit"].insert_one(line)
    return str(line["_id"])
