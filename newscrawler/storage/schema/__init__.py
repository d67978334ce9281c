"""Schema of the database: each collection's validator and indexes, with the question that each index answers.

The rules of item fields are derived from :mod:`newscrawler.items`; the store's own fields are listed here.
Validators refuse nonsense (no URL, wrong types) and let unknown fields pass, so that an older worker's writes stay
valid beside a newer one's.

One module describes the collections of one subject; :func:`prepare` brings a database up to date with all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pymongo import IndexModel
from pymongo.database import Database
from pymongo.errors import CollectionInvalid, OperationFailure, PyMongoError

from newscrawler.storage import migrations
from newscrawler.storage._fields import Document
from newscrawler.storage.errors import StorageError
from newscrawler.storage.schema.comments import COMMENTS
from newscrawler.storage.schema.crawling import CRAWLING
from newscrawler.storage.schema.model import CollectionSchema, Index
from newscrawler.storage.schema.operating import OPERATING
from newscrawler.storage.schema.readers import READERS
from newscrawler.storage.schema.stories import STORIES
from newscrawler.storage.schema.visits import VISITS
from newscrawler.storage.schema.wire_texts import WIRE_TEXTS

__all__ = ["COLLECTIONS", "CollectionSchema", "Index", "prepare"]

COLLECTIONS: tuple[CollectionSchema, ...] = (
    *STORIES,
    *WIRE_TEXTS,
    *COMMENTS,
    *VISITS,
    *CRAWLING,
    *OPERATING,
    *READERS,
)

_NAMESPACE_EXISTS = 48
"""NamespaceExists: there is a collection of this name."""


def prepare(database: Database[Document]) -> None:
    """Create missing collections, bring validators and indexes up to date, run migrations. Many may run it at once.

    A database that a newer worker has prepared stays as it is: an older validator would refuse the writes of newer
    workers.

    :raises SchemaError: when the database has a newer version that forbids this version to write
    :raises StorageError: when the server refuses
    """
    try:
        migrations.refuse_newer(database)
        if migrations.is_newer(database):
            return
        _prepare_collections(database)
        if migrations.migrate(database):
            # Until the version was raised, an older worker could have put its own validators back
            _prepare_collections(database)
    except OperationFailure as error:
        raise StorageError(
            f"cannot prepare the database {database.name}: {error.details and error.details.get('errmsg', error)}; "
            "the user of MONGODB_URI needs readWrite and dbAdmin on it"
        ) from error
    except PyMongoError as error:
        raise StorageError(f"cannot prepare the database {database.name}: {error}") from error


def _prepare_collections(database: Database[Document]) -> None:
    existing = {found["name"]: found.get("options", {}) for found in database.list_collections()}
    for collection in COLLECTIONS:
        _prepare_collection(database, collection, existing.get(collection.name))


def _prepare_collection(
    database: Database[Document], collection: CollectionSchema, options: Mapping[str, Any] | None
) -> None:
    if options is None:
        try:
            database.create_collection(collection.name, validator=collection.validator)
        except (CollectionInvalid, OperationFailure) as error:
            # CollectionInvalid: pymongo's own look-up; NamespaceExists: another worker was faster.
            if isinstance(error, OperationFailure) and error.code != _NAMESPACE_EXISTS:
                raise
    elif options.get("validator") != collection.validator:
        database.command("collMod", collection.name, validator=collection.validator)
    if collection.indexes:
        database[collection.name].create_indexes([_model(index) for index in collection.indexes])


def _model(index: Index) -> IndexModel:
    options: dict[str, Any] = {"name": index.name, "unique": index.unique}
    if index.sparse:
        options["sparse"] = True
    if index.only_where is not None:
        options["partialFilterExpression"] = {index.only_where: {"$exists": True}}
    if index.only_text is not None:
        # Every text is greater than the empty text, and no other value is: the planner knows that a look-up of texts
        # fits.
        options["partialFilterExpression"] = {index.only_text: {"$gt": ""}}
    if index.only_among is not None:
        options["partialFilterExpression"] = {index.only_among[0]: {"$in": list(index.only_among[1])}}
    if index.expire_after is not None:
        options["expireAfterSeconds"] = index.expire_after
    return IndexModel(list(index.keys), **options)
