"""Prepared databases that tests use one after the other.

Preparing a database makes 31 collections and 62 indexes, which takes a quarter of a second; emptying it takes a few
milliseconds. A database is lent again only when it is as it was prepared: the same collections, rules and indexes, and
no transaction of a killed process that may still write into it. Any other is dropped.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pymongo import WriteConcern
from pymongo.database import Database

from newscrawler.storage import COLLECTIONS, connect, prepare, suppression

__all__ = ["PATIENT", "PreparedDatabases"]

Documents = dict[str, Any]

PATIENT = "socketTimeoutMS=90000"
"""Of the client that removes a test's database: a transaction of a killed process keeps it until the server ends the
transaction, after a minute."""

_QUICK = WriteConcern(w=1)
"""Of all removals but the last, which waits until the majority has it, and with it all before it."""

_CATALOGUE = [
    {"$listCatalog": {}},
    # Whether an index has met a list stays when its documents are removed; it changes no answer.
    {"$project": {"md.indexes.multikey": 0, "md.indexes.multikeyPaths": 0}},
    {"$sort": {"name": 1}},
]
"""Asks for the collections of all databases with their rules and indexes, as the server keeps them."""

_TRANSACTIONS = [{"$currentOp": {"idleSessions": True}}, {"$match": {"transaction": {"$exists": True}}}]

_WITH_DOCUMENTS = [
    {"$match": {"_id": None}},
    *(
        {"$unionWith": {"coll": each.name, "pipeline": [{"$limit": 1}, {"$project": {"_id": each.name}}]}}
        for each in COLLECTIONS
        if each.name != "meta"
    ),
]
"""Asks ``meta`` for the names of the other collections that hold a document."""


class PreparedDatabases:
    """The prepared databases of one mongod. Close it."""

    def __init__(self, uri: str) -> None:
        self._uri = uri
        self._client = connect(f"{uri}&{PATIENT}")
        self._free: list[str] = []
        self._catalogues: dict[str, list[Documents]] = {}
        """Collections of each database when it was prepared, with their rules and indexes."""
        self._meta: list[Documents] = []
        """Documents of ``meta`` of a prepared database: the version of the schema."""

    def close(self) -> None:
        """Disconnect; the databases end with their server."""
        self._client.close()

    @contextmanager
    def lend(self) -> Iterator[Database[Documents]]:
        """Hand over a prepared database without documents, through a client of its own."""
        name = self._free.pop() if self._free else self._made()
        # The list of suppressions has a version by which a process knows whether it changed; here it begins anew.
        suppression._screens.clear()
        try:
            # What a client remembers of a database must not outlive the test.
            with connect(self._uri) as client:
                yield client[name]
        finally:
            if self._is_as_prepared(name):
                self._empty(self._client[name])
                self._free.append(name)
            else:
                del self._catalogues[name]
                self._client.drop_database(name)

    def _made(self) -> str:
        name = f"test-{secrets.token_hex(6)}"
        prepare(self._client[name])
        self._catalogues[name] = self._catalogue(name)
        self._meta = list(self._client[name]["meta"].find())
        return name

    def _is_as_prepared(self, name: str) -> bool:
        """Return whether the database can be lent again once its documents are removed."""
        return (
            not any(self._client.admin.aggregate(_TRANSACTIONS))
            and list(self._client[name]["meta"].find(self._prepared_meta)) == self._meta
            and self._catalogue(name) == self._catalogues[name]
        )

    @property
    def _prepared_meta(self) -> Documents:
        return {"_id": {"$in": [each["_id"] for each in self._meta]}}

    def _catalogue(self, name: str) -> list[Documents]:
        return list(self._client.admin.aggregate([_CATALOGUE[0], {"$match": {"db": name}}, *_CATALOGUE[1:]]))

    def _empty(self, database: Database[Documents]) -> None:
        for found in database["meta"].aggregate(_WITH_DOCUMENTS):
            database[found["_id"]].with_options(write_concern=_QUICK).delete_many({})
        database["meta"].delete_many({"$nor": [self._prepared_meta]})
