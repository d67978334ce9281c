"""The schema's version and the ordered steps from one to the next.

A step adds: fields, indexes, documents. It never renames or removes what a worker of the version before writes, so
that both can run side by side while a fleet is updated: an older worker goes on writing, and starting, until a step
says that it may not (:attr:`Migration.writers`). Validators and indexes are not steps:
:func:`newscrawler.storage.schema.prepare` brings them up to date by itself, and an older worker leaves those of a
newer schema alone. So what a validator newly allows or refuses comes with a new version.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bson import ObjectId
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from newscrawler.clusters.limits import WINDOW
from newscrawler.limits import CLOCK_SKEW
from newscrawler.storage.errors import SchemaError

__all__ = ["MIGRATIONS", "SCHEMA_VERSION", "Migration", "is_newer", "migrate", "refuse_newer"]

Document = dict[str, Any]

SCHEMA_VERSION = 6
"""Stored in every document as ``schemaVersion``, and in ``meta``."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One step."""

    version: int
    """The schema's version after it."""
    title: str
    writers: int
    """The oldest version of workers that may still write after it: raise it only where older workers would do harm."""
    run: Callable[[Database[Document]], None]
    """Idempotent: two workers may run it at once, and the step of a killed worker is run again."""


def _believe_no_future(database: Database[Document]) -> None:
    """Correct times in the future: version 1 believed an archive that stated them, and then no later visit of the
    page."""
    now = datetime.now(UTC)
    for name in ("stories", "copies", "threads", "comments"):
        for field in ("firstSeen", "lastSeen", "lastChanged"):
            database[name].update_many({field: {"$gt": now + CLOCK_SKEW}}, {"$set": {field: now}})


def _mark_stories_of_window(database: Database[Document]) -> None:
    """Have writers link the stories that are in the window of the clusters already, and mark copies of killed ones."""
    young = {"firstSeen": {"$gte": datetime.now(UTC) - WINDOW}, "linkDue": {"$exists": False}}
    database["stories"].update_many(young, {"$set": {"linkDue": ObjectId()}})
    killed = {"_id": {"$in": database["copies"].distinct("story", {"pubStatus": "canceled"})}}
    database["stories"].update_many({**killed, "linkDue": {"$exists": False}}, {"$set": {"linkDue": ObjectId()}})


def _begin_calendar(database: Database[Document]) -> None:
    """Have the stories of the last weeks, and their threads, looked at again, as if they had been crawled now."""
    # Imported late: what notes visits needs the version of the schema.
    from newscrawler.storage._first_calendar import begin_calendar

    begin_calendar(database)


MIGRATIONS: tuple[Migration, ...] = (
    Migration(
        version=2,
        title="stories hold the evidence of their copies; nothing was seen in the future",
        # A worker of version 1 lets no copy lead a story that holds evidence, and what it adds is weighed later.
        writers=1,
        run=_believe_no_future,
    ),
    Migration(
        version=3,
        title="copies and stories hold typed blocks; a copy gets them at its next visit",
        # A worker of version 2 leaves blocks of the text before where it stores another: they no longer give the body,
        # and whoever reads them takes the body.
        writers=1,
        run=lambda _: None,
    ),
    Migration(
        version=4,
        title="stories are linked with others that print the same text, and join clusters",
        # A worker of version 3 marks no story as due: its stories are linked when a newer worker next changes them.
        writers=1,
        run=_mark_stories_of_window,
    ),
    Migration(
        version=5,
        title="visits make a calendar and a ledger of what was covered; copies of the last 30 days are in the calendar",
        # A worker of version 4 notes no visits: what it looks at is due all the same, and looked at once more.
        writers=1,
        run=_begin_calendar,
    ),
    Migration(
        version=6,
        title="changes are numbered into the feed; what is served over HTTP has its collections",
        # Writers of version 5 need not know: the feed is made from the server's change stream.
        writers=1,
        run=lambda _: None,
    ),
)
"""In the order of their versions; the project began with version 1."""


def refuse_newer(database: Database[Document]) -> None:
    """Keep an old worker from writing to a database that it would harm.

    :raises SchemaError: with both versions and the remedy
    """
    found = _schema(database)
    if found is None:
        return
    oldest: Any = found.get("writers", found["version"])
    if oldest > SCHEMA_VERSION:
        raise SchemaError(
            f"the database {database.name} has schema version {found['version']}, this newscrawler knows "
            f"{SCHEMA_VERSION}: update newscrawler, or name another MONGODB_DATABASE"
        )


def is_newer(database: Database[Document]) -> bool:
    """Return whether a newer worker has prepared the database."""
    found = _schema(database)
    return found is not None and found["version"] > SCHEMA_VERSION


def _schema(database: Database[Document]) -> Document | None:
    return database["meta"].find_one({"_id": "schema"})


def migrate(database: Database[Document], steps: tuple[Migration, ...] = MIGRATIONS) -> bool:
    """Run the steps that the database has not seen, and record each; returns whether there were any."""
    meta = database["meta"]
    schema = _schema(database)
    if schema is None:
        try:
            meta.insert_one({"_id": "schema", "version": SCHEMA_VERSION, "writers": SCHEMA_VERSION, "migrations": []})
        except DuplicateKeyError:
            schema = _schema(database)
    version = SCHEMA_VERSION if schema is None else schema["version"]
    unseen = [step for step in steps if step.version > version]
    for step in unseen:
        step.run(database)
        applied = {"version": step.version, "title": step.title, "at": datetime.now(UTC)}
        # Of several workers that ran it at once, the first is recorded.
        meta.update_one(
            {"_id": "schema", "version": {"$lt": step.version}},
            {"$set": {"version": step.version}, "$max": {"writers": step.writers}, "$push": {"migrations": applied}},
        )
    return bool(unseen)
