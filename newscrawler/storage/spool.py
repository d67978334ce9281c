"""Items that MongoDB cannot take, on this machine's disk until it can.

One file per process under ``<VAR_DIR>/spool/``, appended to and fsynced before a write counts as spooled. A file is
owned by the process that holds its lock: its writer while that lives, then the first process that replays it.

Layout: the magic, then frames. A frame is the payload's length and CRC-32 (4 bytes each, little-endian) and the
payload, one BSON document: first ``{"database"}``, then ``{"_type", …fields}`` for each item. A crash in the middle
of an append leaves a torn tail, which never counted as spooled.
"""

from __future__ import annotations

import contextlib
import fcntl
import logging
import os
import secrets
import struct
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import bson
from bson.codec_options import CodecOptions
from bson.errors import BSONError

from newscrawler.items import Comment, Copy, Gone, ListRead, Rejection, Thread, Unchanged
from newscrawler.limits import FRAGMENT_CHARACTERS
from newscrawler.private import NotPrivateError, open_private, private_directory
from newscrawler.storage._batch import Item
from newscrawler.storage._documents import plain
from newscrawler.storage._fields import listed_items, nested_items
from newscrawler.storage.errors import SpoolError

__all__ = ["Rewritten", "Spool", "SpoolFile", "abandoned", "documents_of", "files", "rewrite", "waiting"]

_MAGIC = b"NCSPOOL1"
_FRAME = struct.Struct("<II")
_AWARE: CodecOptions[dict[str, Any]] = CodecOptions(tz_aware=True)
_TYPES = {each.__name__: each for each in (Copy, Thread, Comment, Unchanged, Gone, ListRead, Rejection)}

_log = logging.getLogger(__name__)


class Spool:
    """One spool file that this process owns.

    :param path: an existing file, already locked through ``descriptor``
    """

    def __init__(self, path: Path, descriptor: int, database: str) -> None:
        self.path = path
        self.database = database
        self._descriptor = descriptor
        self._end = os.fstat(descriptor).st_size
        self._read_to = self._peeked_to = len(_MAGIC) + len(_frame({"database": database}))

    @classmethod
    def create(cls, directory: Path, database: str) -> Spool:
        """Create a file of this process.

        :raises SpoolError: when the directory or the file cannot be made, or the directory is not this user's alone
        """
        path = directory / f"{os.getpid()}-{secrets.token_hex(4)}.spool"
        try:
            private_directory(directory)
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            spool = cls(path, descriptor, database)
            spool._write(_MAGIC + _frame({"database": database}))
            _sync_directory(directory)
        except OSError as error:
            raise _refused(path, error) from error
        return spool

    def append(self, items: Sequence[Item]) -> None:
        """Append items; returns when the disk has them.

        :raises SpoolError: when the disk does not take them; nothing of them is kept
        """
        frames = [_frame_of(item) for item in items]
        try:
            self._write(b"".join(frames))
        except OSError as error:
            raise _refused(self.path, error) from error

    def _write(self, data: bytes) -> None:
        start = self._end
        try:
            view = memoryview(data)
            while view:
                view = view[os.pwrite(self._descriptor, view, self._end) :]
                self._end = start + len(data) - len(view)
            os.fsync(self._descriptor)
        except OSError:
            self._end = start
            with contextlib.suppress(OSError):
                os.ftruncate(self._descriptor, start)
            raise

    def peek(self, size: int) -> list[Item]:
        """Return the next items, at most ``size``, in order; the same items until :meth:`advance` is called.

        A damaged frame with whole frames behind it gives a :class:`Rejection` in its place.
        """
        offset = self._read_to
        items: list[Item] = []
        while len(items) < size and (payload := self._payload(offset)) is not None:
            items.append(self._decoded(payload, offset))
            offset += _FRAME.size + len(payload)
        self._peeked_to = offset
        return items

    def advance(self) -> None:
        """Note that the items of the last :meth:`peek` are stored."""
        self._read_to = self._peeked_to

    def _decoded(self, payload: bytes, offset: int) -> Item:
        _, checksum = _FRAME.unpack(os.pread(self._descriptor, _FRAME.size, offset))
        fault = "its checksum differs: a damaged disk"
        if zlib.crc32(payload) == checksum:
            try:
                return _item(bson.decode(payload, _AWARE))
            except (BSONError, ValueError, OverflowError, RecursionError) as error:
                fault = f"{type(error).__name__}: {error}"
        return Rejection(
            url=f"file {self.path}#{offset}",
            stage="storage",
            reason=f"a spooled item cannot be read: {fault}",
            retrieved=datetime.now(UTC),
            fragment=payload[:FRAGMENT_CHARACTERS].decode("utf-8", "backslashreplace"),
        )

    def _payload(self, offset: int) -> bytes | None:
        """Return the bytes of a frame; None where no frame begins, or where it and the one behind it are damaged."""
        payload, checksum = self._raw(offset)
        if payload is None or zlib.crc32(payload) == checksum:
            return payload
        behind = offset + _FRAME.size + len(payload)
        following, its_checksum = self._raw(behind)
        return payload if following is not None and zlib.crc32(following) == its_checksum else None

    def _raw(self, offset: int) -> tuple[bytes | None, int]:
        header = os.pread(self._descriptor, _FRAME.size, offset)
        if len(header) < _FRAME.size:
            return None, 0
        length, checksum = _FRAME.unpack(header)
        if offset + _FRAME.size + length > os.fstat(self._descriptor).st_size:
            return None, 0
        return os.pread(self._descriptor, length, offset + _FRAME.size), checksum

    def remove(self) -> None:
        """Remove the file after a whole replay. A part that could not be read is kept as ``.damaged``, with a
        warning."""
        size = os.fstat(self._descriptor).st_size
        left = size - self._read_to
        if left:
            damaged = self.path.with_suffix(".damaged")
            self.path.replace(damaged)
            _log.warning(
                "the spool %s ends in %d bytes that are no item: a write that was cut off and never counted as stored, "
                "or a damaged disk; kept as %s",
                self.path.name,
                left,
                damaged,
            )
        else:
            self.path.unlink(missing_ok=True)
        self.close()

    def close(self) -> None:
        """Give the file up, for another process to replay."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def abandoned(directory: Path, database: str) -> Iterator[Spool]:
    """Yield the spools for this database whose process has ended, each claimed for this process.

    Files of another user are left, with a warning.

    :raises SpoolError: the directory is not this user's alone
    """
    if not _is_there(directory):
        return
    for path in sorted(directory.glob("*.spool"), key=_age):
        with _others_left():
            descriptor = open_private(path, os.O_RDWR)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(descriptor)
                continue
            # Between open and flock its owner may have replayed and removed it.
            owner = None if os.fstat(descriptor).st_nlink == 0 else _database_of(descriptor)
            if owner == database:
                yield Spool(path, descriptor, database)
            else:
                os.close(descriptor)


@dataclass(slots=True)
class Rewritten:
    """Result of rewriting the spool files of this machine."""

    items: int = 0
    """Items that were changed or taken out."""
    removed: list[str] = field(default_factory=list)
    """Damaged files that were removed, because they held words to erase."""
    in_use: list[str] = field(default_factory=list)
    """Files of living crawls, which were left: their items are screened when they are replayed."""


def rewrite(
    directory: Path,
    database: str,
    change: Callable[[dict[str, Any]], dict[str, Any] | None],
    *,
    damaged: Callable[[dict[str, Any]], bool],
    dry: bool = False,
) -> Rewritten:
    """Change the items in the spool files for this database that no living process owns, each file whole or not at all.

    :param change: returns the item to keep, with its ``_type``; None removes it
    :param damaged: whether the bytes of a damaged file, under ``bytes``, hold words to erase
    :raises SpoolError: when a file cannot be written, or the directory is not this user's alone
    """
    done = Rewritten()
    if not _is_there(directory):
        return done
    for path in sorted(directory.glob("*.spool")):
        with _others_left():
            descriptor = open_private(path, os.O_RDWR)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if os.fstat(descriptor).st_nlink and _database_of(descriptor) == database:
                    _rewrite_file(path, descriptor, database, change, done, damaged, dry)
            except BlockingIOError:
                done.in_use.append(path.name)
            except OSError as error:
                raise _refused(path, error) from error
            finally:
                os.close(descriptor)
    for path in sorted(directory.glob("*.damaged")):
        if damaged({"bytes": path.read_bytes()}):
            done.removed.append(path.name)
            if not dry:
                path.unlink()
    return done


def _rewrite_file(
    path: Path,
    descriptor: int,
    database: str,
    change: Callable[[dict[str, Any]], dict[str, Any] | None],
    done: Rewritten,
    damaged: Callable[[dict[str, Any]], bool],
    dry: bool,
) -> None:
    frames, before = [_MAGIC + _frame({"database": database})], done.items
    for document in _documents(descriptor):
        if "bytes" in document:
            # Bytes that are no item, and those behind them, are kept as they are unless they hold words to erase.
            if damaged(document):
                done.items += 1
                done.removed.append(path.name)
            else:
                frames.append(document["bytes"])
            continue
        kept = change(document)
        done.items += kept != document
        if kept is not None:
            frames.append(_frame(kept))
    if dry or done.items == before:
        return
    new = path.with_suffix(".new")
    written = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(written, "wb") as file:  # noqa: PTH123 - a descriptor
        file.write(b"".join(frames))
        file.flush()
        os.fsync(written)
    new.replace(path)
    _sync_directory(path.parent)


def documents_of(directory: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every item in every spool file, whoever owns it, with the file's name; bytes of a damaged file under
    ``bytes``."""
    for path in sorted(directory.glob("*")) if directory.is_dir() else ():
        if path.suffix != ".spool":
            yield path.name, {"bytes": path.read_bytes()}
            continue
        with contextlib.suppress(FileNotFoundError):
            descriptor = os.open(path, os.O_RDONLY)
            try:
                for document in _documents(descriptor):
                    yield path.name, document
            finally:
                os.close(descriptor)


def _documents(descriptor: int) -> Iterator[dict[str, Any]]:
    """Yield the items of a file as documents; from the first damaged frame on, the rest of the file, under
    ``bytes``."""
    size = os.fstat(descriptor).st_size
    head = os.pread(descriptor, len(_MAGIC) + _FRAME.size, 0)
    if len(head) < len(_MAGIC) + _FRAME.size or not head.startswith(_MAGIC):
        return
    offset = len(head) + _FRAME.unpack_from(head, len(_MAGIC))[0]
    while offset < size:
        try:
            length, checksum = _FRAME.unpack(os.pread(descriptor, _FRAME.size, offset))
            payload = os.pread(descriptor, length, offset + _FRAME.size)
            if len(payload) < length or zlib.crc32(payload) != checksum:
                raise BSONError("not whole")
            document = bson.decode(payload, _AWARE)
        except (struct.error, BSONError, ValueError, OverflowError, RecursionError):
            yield {"bytes": os.pread(descriptor, size - offset, offset)}
            return
        offset += _FRAME.size + length
        yield document


def refuse_foreign(directory: Path) -> None:
    """Refuse a spool that another user could have written: its items would be stored.

    :raises SpoolError: when it belongs to another user, or others may write to it
    """
    _is_there(directory)


def _is_there(directory: Path) -> bool:
    # No replay from anything but a directory. A write to the spool will raise its own error.
    if not directory.is_dir():
        return False
    try:
        private_directory(directory)
    except OSError as error:
        raise SpoolError(
            f"the spool cannot be used, because its items would be stored: {error.args[-1]}; or name another place in "
            "NEWSCRAWLER_VAR"
        ) from error
    return True


@contextlib.contextmanager
def _others_left() -> Iterator[None]:
    """Skip a file that was removed meanwhile, and warn of a file of another user."""
    try:
        yield
    except FileNotFoundError:
        pass
    except NotPrivateError as error:
        _log.warning("a file in the spool is not replayed: %s", error)


def waiting(directory: Path) -> int:
    """Return the number of spool files, whoever owns them."""
    return sum(1 for _ in directory.glob("*.spool")) if directory.is_dir() else 0


@dataclass(frozen=True, slots=True)
class SpoolFile:
    """A spool file of this machine, whoever owns it."""

    name: str
    bytes: int
    changed: datetime


def files(directory: Path) -> list[SpoolFile]:
    """Return the spool files of this machine, the longest unchanged first. A file that goes meanwhile is left out."""
    found = []
    for path in directory.glob("*.spool") if directory.is_dir() else ():
        with contextlib.suppress(OSError):
            known = path.stat()
            found.append(SpoolFile(path.name, known.st_size, datetime.fromtimestamp(known.st_mtime, UTC)))
    return sorted(found, key=lambda file: (file.changed, file.name))


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _database_of(descriptor: int) -> str | None:
    head = os.pread(descriptor, len(_MAGIC) + _FRAME.size, 0)
    if len(head) < len(_MAGIC) + _FRAME.size or not head.startswith(_MAGIC):
        return None
    length, checksum = _FRAME.unpack_from(head, len(_MAGIC))
    payload = os.pread(descriptor, length, len(head))
    if zlib.crc32(payload) != checksum:
        return None
    return str(bson.decode(payload)["database"])


def _frame(document: dict[str, Any]) -> bytes:
    payload = bson.encode(document)
    return _FRAME.pack(len(payload), zlib.crc32(payload)) + payload


def _frame_of(item: Item) -> bytes:
    """Return the item's frame. An item that no document can hold gives the frame of its rejection, so that the items
    beside it are spooled."""
    try:
        return _frame({"_type": type(item).__name__, **_encodable(plain(item))})
    except (BSONError, UnicodeError, OverflowError, ValueError, TypeError, AttributeError, RecursionError) as error:
        reason = f"cannot be spooled: {type(error).__name__}: {error}"[:FRAGMENT_CHARACTERS]
        try:
            shown = repr(item)[:FRAGMENT_CHARACTERS]
        except RecursionError:
            shown = "nested too deeply to be shown"
        identity = getattr(item, "url", None) or getattr(item, "source", None) or getattr(item, "id", None)
        fields = {"url": identity or "unknown", "stage": "storage", "reason": reason, "fragment": shown}
        return _frame({"_type": "Rejection", "retrieved": datetime.now(UTC), **_escaped(fields)})


def _encodable(fields: dict[str, Any]) -> dict[str, Any]:
    # A value that BSON cannot hold would be quarantined by the write; it is spooled with the offending characters
    # escaped.
    try:
        bson.encode(fields)
    except (BSONError, UnicodeError, OverflowError):
        return {name: _escaped(value) for name, value in fields.items()}
    return fields


def _escaped(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, list):
        return [_escaped(each) for each in value]
    if isinstance(value, dict):
        return {str(_escaped(name)).replace("\0", ""): _escaped(each) for name, each in value.items()}
    if isinstance(value, int) and value.bit_length() > 63:
        return str(value)
    return value


def _item(document: dict[str, Any]) -> Item:
    fields = {name: value for name, value in document.items() if name != "_type"}
    try:
        item = _TYPES[document["_type"]]
        for name, nested in nested_items(item).items():
            if fields.get(name) is not None:
                fields[name] = nested(**fields[name])
        for name, listed in listed_items(item).items():
            fields[name] = [listed(**each) for each in fields.get(name) or ()]
        made: Item = item(**fields)
    except (KeyError, TypeError) as error:
        retrieved = document.get("retrieved")
        return Rejection(
            url=str(document.get("url") or document.get("source") or "unknown"),
            stage="storage",
            reason=f"spooled by another version of newscrawler: {type(error).__name__} {error}",
            retrieved=retrieved if isinstance(retrieved, datetime) else datetime.now(UTC),
            item=document,
        )
    return made


def _refused(path: Path, error: OSError) -> SpoolError:
    return SpoolError(
        f"MongoDB cannot be written to, and neither can the spool {path}: {error.strerror or error}; these items are "
        "not stored. Make room on that disk or start MongoDB, then crawl again"
    )


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
