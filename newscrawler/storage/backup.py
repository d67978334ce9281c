"""A database in a folder and back: one gzipped BSON file for each collection, all of one point in time, with checksums.

MongoDB's own tools are in no registry that this project installs from. The files are those that ``mongodump --gzip``
writes, so ``mongorestore --gzip`` reads them too.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import socket
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, cast

from bson import decode_file_iter
from bson.codec_options import CodecOptions
from bson.errors import BSONError
from bson.raw_bson import RawBSONDocument
from pymongo import ReplaceOne
from pymongo.database import Database
from pymongo.errors import BulkWriteError, PyMongoError

from newscrawler.private import write_private
from newscrawler.storage.erasure import Erasure, reapply
from newscrawler.storage.errors import StorageError, first_clause
from newscrawler.storage.migrations import SCHEMA_VERSION
from newscrawler.storage.schema import prepare
from newscrawler.storage.suppression import adopt, keys_of

__all__ = ["BackupError", "Collection", "back_up", "restore", "verify"]

Document = dict[str, Any]

_BATCH = 500
"""Documents that are inserted at once: some 2 MB of stories."""

_RAW: CodecOptions[RawBSONDocument] = CodecOptions(document_class=RawBSONDocument)
_MANIFEST = "backup.json"

_SECRETS = "suppression.json"
"""The secret of the suppression list, without which a restored list forbids nothing (docs/readers.md)."""


_SNAPSHOT_TOO_OLD = 239


class BackupError(StorageError):
    """A backup cannot be made, is damaged, or must not be restored there; the message states the reason and the
    remedy."""


@dataclass(frozen=True, slots=True)
class Collection:
    """One collection of a backup."""

    name: str
    documents: int
    sha256: str
    """Checksum of the documents' BSON, in the order of their ids."""


def back_up(database: Database[Document], folder: Path) -> list[Collection]:
    """Write every collection, as of one moment, while crawls go on. The folder must not exist yet.

    :raises BackupError: the folder exists, the server does not keep its history for as long as the backup takes, or
        something cannot be written
    """
    if folder.exists():
        raise BackupError(f"{folder} exists already; name a new folder, so that no backup is overwritten")
    # Complete or absent: an unfinished backup has another name.
    unfinished = folder.with_name(folder.name + ".unfinished")
    try:
        # It holds all that the database holds, which others may not read either
        unfinished.mkdir(mode=0o700, parents=True)
        saved = []
        with database.client.start_session(snapshot=True) as session:
            # The first read fixes the moment that all others see.
            names = sorted(database.list_collection_names(filter={"type": "collection"}))
            for name in names:
                raw: Any = database.get_collection(name, codec_options=_RAW)
                with closing(raw.find({}, session=session).sort("_id")) as documents:
                    saved.append(_save(name, documents, unfinished / f"{name}.bson.gz"))
        manifest = {
            "database": database.name,
            "made": datetime.now(UTC).isoformat(),
            "schemaVersion": SCHEMA_VERSION,
            "collections": {each.name: {"documents": each.documents, "sha256": each.sha256} for each in saved},
        }
        _save_secrets(database, unfinished)
        write_private(unfinished / _MANIFEST, json.dumps(manifest, indent=1) + "\n")
        _sync(unfinished)
        unfinished.rename(folder)
        _note(database, folder, saved)
    except OSError as error:
        raise BackupError(f"{unfinished} cannot be written: {error.strerror or error}") from error
    except PyMongoError as error:
        raise BackupError(
            f"the backup broke off: {first_clause(error)}{_history(error)}; {unfinished} is not whole"
        ) from error
    return saved


def _note(database: Database[Document], folder: Path, saved: Iterable[Collection]) -> None:
    """Note in ``meta`` that there is a backup. It is whole, also where the note cannot be written."""
    known = {
        "folder": str(folder.absolute()),
        "host": socket.gethostname(),
        "documents": sum(each.documents for each in saved),
        "schemaVersion": SCHEMA_VERSION,
    }
    change = [{"$set": {"at": "$$NOW", **{name: {"$literal": value} for name, value in known.items()}}}]
    with suppress(PyMongoError):
        database["meta"].update_one({"_id": "backup"}, change, upsert=True)


def verify(folder: Path) -> list[Collection]:
    """Read a backup and compare it with its checksums.

    :raises BackupError: when it is not a backup, or damaged
    """
    found = _manifest(folder)["collections"]
    return [_check(folder, name, known) for name, known in sorted(found.items())]


def restore(
    database: Database[Document], folder: Path, *, told: Callable[[Erasure], object] | None = None
) -> list[Collection]:
    """Fill an empty database with a backup, read it back, and bring validators and indexes up to date.

    Then the suppression list is applied, with the entries that were added to it after the backup in the database
    that the backup is of, if that is on this server.

    :param told: called with the erasures that the list made again
    :raises BackupError: the backup is damaged or of a newer schema, the database is not empty, or it holds something
        else afterwards
    """
    manifest = _manifest(folder)
    if manifest["schemaVersion"] > SCHEMA_VERSION:
        raise BackupError(
            f"{folder} has schema version {manifest['schemaVersion']}, this newscrawler knows {SCHEMA_VERSION}: "
            "update it"
        )
    if filled := [name for name in database.list_collection_names() if database[name].find_one({}, {"_id": 1})]:
        raise BackupError(
            f"the database {database.name} is not empty ({', '.join(sorted(filled)[:3])}, …): restore into "
            "a new one, e.g. MONGODB_DATABASE=restored, look at it, then point the crawls there"
        )
    whole = verify(folder)
    try:
        for collection in whole:
            _fill(database, folder, collection.name)
            # Before there are indexes: the one that removes old documents must not do so while they are compared.
            raw: Any = database.get_collection(collection.name, codec_options=_RAW)
            there = _digest(collection.name, raw.find({}).sort("_id"))
            if there != collection:
                raise BackupError(
                    f"{collection.name} has {there.documents} documents after the restore, the backup "
                    f"{collection.documents}, or they differ: is somebody else writing there?"
                )
        prepare(database)
        # Its place in the change stream is of another time or server: the change feed begins again with `resync`.
        database["meta"].update_one({"_id": "feed"}, {"$unset": {"token": "", "holder": "", "expires": ""}})
        _take_over_list(database, folder, manifest)
        erased = reapply(database)
        if told is not None:
            told(erased)
    except BulkWriteError as error:
        raise BackupError(f"MongoDB refuses a document: {error.details['writeErrors'][0]['errmsg']}") from error
    except PyMongoError as error:
        raise BackupError(
            f"the restore broke off: {first_clause(error)}; drop {database.name} and try again"
        ) from error
    return whole


def _save_secrets(database: Database[Document], folder: Path) -> None:
    if database["suppressions"].find_one({}, {"_id": 1}) is None and database["holds"].find_one({}, {"_id": 1}) is None:
        return
    keys = [key.hex() for key in keys_of(database)]
    descriptor = os.open(folder / _SECRETS, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "w", encoding="utf-8") as file:  # noqa: PTH123 - a descriptor
        json.dump({"keys": keys}, file)


def _take_over_list(database: Database[Document], folder: Path, manifest: Document) -> None:
    """Adopt the backup's secrets, and add the suppressions and holds since it was made."""
    path = folder / _SECRETS
    if path.exists():
        try:
            adopt(database, [bytes.fromhex(key) for key in json.loads(path.read_text("utf-8"))["keys"]])
        except (ValueError, KeyError, TypeError) as error:
            raise BackupError(f"{path} is damaged: {error}; take another backup") from error
    live = database.client[str(manifest.get("database"))]
    if live.name == database.name:
        return
    for name in ("suppressions", "holds"):
        operations = [ReplaceOne({"_id": each["_id"]}, each, upsert=True) for each in live[name].find()]
        if operations:
            database[name].bulk_write(operations, ordered=False)


def _save(name: str, documents: Iterable[RawBSONDocument], path: Path) -> Collection:
    # No name or time in the archive, so that the same data gives the same file.
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file, gzip.GzipFile("", "wb", 6, file, mtime=0) as packed:
        return _digest(name, _written(documents, packed))


def _written(documents: Iterable[RawBSONDocument], file: gzip.GzipFile) -> Iterator[RawBSONDocument]:
    for document in documents:
        file.write(document.raw)
        yield document


def _digest(name: str, documents: Iterable[RawBSONDocument]) -> Collection:
    digest, count = hashlib.sha256(), 0
    for document in documents:
        digest.update(document.raw)
        count += 1
    return Collection(name, count, digest.hexdigest())


def _read(folder: Path, name: str) -> Iterator[RawBSONDocument]:
    path = folder / f"{name}.bson.gz"
    try:
        with gzip.open(path) as file:
            yield from decode_file_iter(cast(BinaryIO, file), _RAW)
    except (OSError, EOFError, BSONError) as error:
        raise BackupError(f"{path} is damaged: {error}; take another backup") from error


def _check(folder: Path, name: str, known: Document) -> Collection:
    there = _digest(name, _read(folder, name))
    if (there.documents, there.sha256) != (known["documents"], known["sha256"]):
        raise BackupError(f"{folder / name}.bson.gz is damaged: its checksum is another; take another backup")
    return there


def _fill(database: Database[Document], folder: Path, name: str) -> None:
    batch: list[RawBSONDocument] = []
    target: Any = database[name]
    for document in _read(folder, name):
        batch.append(document)
        if len(batch) == _BATCH:
            target.insert_many(batch, ordered=False)
            batch = []
    if batch:
        target.insert_many(batch, ordered=False)


def _manifest(folder: Path) -> Document:
    try:
        manifest: Document = json.loads((folder / _MANIFEST).read_text("utf-8"))
        if not isinstance(manifest["collections"], dict) or not isinstance(manifest["schemaVersion"], int):
            raise TypeError
    except FileNotFoundError:
        raise BackupError(f"{folder} is no backup: there is no {_MANIFEST} in it") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BackupError(f"{folder / _MANIFEST} cannot be read: {error or 'not a backup of newscrawler'}") from error
    return manifest


def _sync(folder: Path) -> None:
    for path in [*folder.iterdir(), folder]:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _history(error: PyMongoError) -> str:
    if getattr(error, "code", None) != _SNAPSHOT_TOO_OLD:
        return ""
    return (
        "; it takes longer than the server keeps its history (5 minutes): raise minSnapshotHistoryWindowInSeconds with "
        "setParameter, or back up from a file system snapshot"
    )
