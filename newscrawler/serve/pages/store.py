"""*Store*: what is stored and how large it is, what waits on this machine, and who changed what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pymongo.database import Database
from pymongo.errors import OperationFailure
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from newscrawler.feed import Feed
from newscrawler.serve import context
from newscrawler.serve.pages.asked import only
from newscrawler.serve.pages.figures import kept
from newscrawler.serve.pages.rendering import page
from newscrawler.storage import audit
from newscrawler.storage.clock import server_time
from newscrawler.storage.migrations import SCHEMA_VERSION
from newscrawler.storage.schema import COLLECTIONS
from newscrawler.storage.spool import files
from newscrawler.storage.tokens import tokens

__all__ = ["ROUTES"]

Document = dict[str, Any]

_SIZES_KEPT_S = 15.0

_PATIENCE_S = 5.0
"""Statistics of 40 collections take 50 ms, some seconds where the server is busy; there is no page without them."""

_LINES = 50
"""Audit lines that are shown, the latest."""

_PURPOSES = {
    collection.name: {"_id_": "What is stored under this id?"}
    | {index.name: index.question for index in collection.indexes}
    for collection in COLLECTIONS
}
"""Question that each index answers, by collection and index."""


@dataclass(slots=True)
class Collection:
    """One collection of the database, of all its shards together."""

    name: str
    documents: int = 0
    bytes: int = 0
    """Size of the documents."""
    stored: int = 0
    """Size on disk, compressed."""
    indexes: dict[str, int] = field(default_factory=dict)
    """Size of each index by its name."""

    @property
    def index_bytes(self) -> int:
        """Size of all indexes."""
        return sum(self.indexes.values())


@dataclass(frozen=True, slots=True)
class Sizes:
    """Sizes of a database and of the disk under it."""

    collections: list[Collection]
    disk_used: float | None
    disk_size: float | None
    """Bytes. None: the server does not tell."""

    def sum(self, name: str) -> int:
        """Return the sum of an attribute over the collections."""
        return sum(getattr(each, name) for each in self.collections)


def sizes(database: Database[Document]) -> Sizes:
    """Return the sizes of the database's collections, the largest on disk first."""
    names = sorted(database.list_collection_names(filter={"type": "collection"}))
    found = [_collection(database, name) for name in names if not name.startswith("system.")]
    whole = database.command("dbStats")
    return Sizes(
        sorted(found, key=lambda each: (-each.stored - each.index_bytes, each.name)),
        whole.get("fsUsedSize"),
        whole.get("fsTotalSize"),
    )


def _collection(database: Database[Document], name: str) -> Collection:
    made = Collection(name)
    try:
        shards = list(database[name].aggregate([{"$collStats": {"storageStats": {}}}]))
    except OperationFailure:
        # It was removed meanwhile.
        return made
    for shard in (each["storageStats"] for each in shards):
        made.documents += shard.get("count", 0)
        made.bytes += shard.get("size", 0)
        made.stored += shard.get("storageSize", 0)
        for index, size in shard.get("indexSizes", {}).items():
            made.indexes[index] = made.indexes.get(index, 0) + size
    return made


def _store(request: Request) -> Response:
    only(request, ())
    held = context.store(request)
    database = held.database
    found = kept(request).get("sizes", lambda: sizes(database), seconds=_SIZES_KEPT_S, patience=_PATIENCE_S)
    known = {each["_id"]: each for each in database["meta"].find({"_id": {"$in": ["schema", "backup", "doctor"]}})}
    variable = Path(held.settings["VAR_DIR"])
    return page(
        request,
        "store.html",
        now=server_time(database),
        database=database.name,
        sizes=found,
        purposes=_PURPOSES,
        feed=Feed(database).state(),
        schema=known.get("schema", {}),
        version_here=SCHEMA_VERSION,
        backup=known.get("backup"),
        doctor=known.get("doctor", {}).get("at"),
        spool=files(variable / "spool"),
        spool_folder=str(variable / "spool"),
        records=_records(variable / "runs"),
        tokens=tokens(database),
        lines=list(audit.lines(database, _LINES)),
    )


def _records(folder: Path) -> int:
    """Return how many records of runs wait on this machine."""
    found: Iterable[Path] = folder.glob("*.json") if folder.is_dir() else ()
    return sum(1 for _ in found)


ROUTES: list[BaseRoute] = [Route("/store", _store)]
