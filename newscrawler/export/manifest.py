"""The manifest of an export: the request, and each day that is written, with counts and checksums."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from newscrawler import __version__
from newscrawler.private import private_directory, write_private
from newscrawler.storage.errors import StorageError

__all__ = ["MANIFEST", "Day", "ExportError", "File", "Manifest", "locked"]

MANIFEST = "manifest.json"

_LOCK = ".lock"

_FORMAT = 1
"""Version of the manifest's form."""

_PIECE = 1 << 20
"""Bytes that are hashed at once."""


class ExportError(StorageError):
    """An export cannot be made or continued there; the message states the reason and the remedy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One written file."""

    table: str
    path: str
    """Relative to the folder of the export."""
    rows: int
    bytes: int
    sha256: str
    """Checksum of the file."""

    @classmethod
    def of(cls, folder: Path, path: Path, table: str, rows: int) -> File:
        """Describe a file that is closed."""
        digest = hashlib.sha256()
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                digest.update(piece)
        return cls(
            table=table,
            path=str(path.relative_to(folder)),
            rows=rows,
            bytes=path.stat().st_size,
            sha256=digest.hexdigest(),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day that is written."""

    day: str
    """``2026-11-20``, in UTC; ``undated`` for stories without a date."""
    files: tuple[File, ...]

    def rows(self, table: str) -> int:
        """Return the number of rows of a table."""
        return sum(each.rows for each in self.files if each.table == table)


@dataclass(slots=True, kw_only=True)
class Manifest:
    """The state of an export in its folder."""

    request: dict[str, Any]
    """The request as JSON has it. A folder holds the answer to one request."""
    begun: str
    """Time at which the export began, on the clock of the database: a story that came later may be missing."""
    finished: str | None = None
    """Time at which the last day was written. None: the same command goes on."""
    days: list[Day] = field(default_factory=list)

    @classmethod
    def load(cls, folder: Path) -> Manifest | None:
        """Return the manifest of a folder; None if there is none.

        :raises ExportError: it cannot be read
        """
        path = folder / MANIFEST
        try:
            kept = json.loads(path.read_text())
            days = [
                Day(day=day["day"], files=tuple(File(**file) for file in day["files"])) for day in kept["partitions"]
            ]
            return cls(request=kept["request"], begun=kept["begun"], finished=kept["finished"], days=days)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ExportError(f"{path} cannot be read ({error}); name another folder with --out") from error

    def save(self, folder: Path) -> None:
        """Write the manifest; it is whole at any moment."""
        written = {
            "format": _FORMAT,
            "program": f"newscrawler {__version__}",
            "request": self.request,
            "begun": self.begun,
            "finished": self.finished,
            "rows": self.totals(),
            "partitions": [asdict(day) for day in self.days],
        }
        write_private(folder / MANIFEST, json.dumps(written, indent=2, ensure_ascii=False) + "\n")

    def totals(self) -> dict[str, int]:
        """Return the number of rows of each table."""
        totals: dict[str, int] = {}
        for day in self.days:
            for file in day.files:
                totals[file.table] = totals.get(file.table, 0) + file.rows
        return totals

    def whole(self, folder: Path) -> tuple[set[str], list[str]]:
        """Return the days whose files are there as they were written, and the paths of files that are not.

        Days with a missing or changed file are taken out of the manifest, and their files are removed: they are written
        again, as far as the store still has them.
        """
        kept, damaged = [], []
        for day in self.days:
            bad = [file.path for file in day.files if not _as_written(folder, file)]
            damaged += bad
            if bad:
                for file in day.files:
                    (folder / file.path).unlink(missing_ok=True)
            else:
                kept.append(day)
        self.days = kept
        return {day.day for day in kept}, damaged


def _as_written(folder: Path, file: File) -> bool:
    path = folder / file.path
    return path.is_file() and File.of(folder, path, file.table, file.rows) == file


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder, so that two exports do not write into it at once.

    :raises ExportError: another process holds it, or the folder cannot be made or used
    """
    try:
        private_directory(folder)
        descriptor = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise ExportError(f"cannot write into {folder}: {error}; name another folder with --out") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise ExportError(f"another export is writing into {folder}; wait for it, or name another folder") from None
    try:
        yield
    finally:
        os.close(descriptor)


def differences(asked: Mapping[str, Any], kept: Mapping[str, Any]) -> Sequence[str]:
    """Return the names of the parts in which two requests differ."""
    return sorted(name for name in {*asked, *kept} if asked.get(name) != kept.get(name))


def now_text(at: datetime) -> str:
    """Return a time as a manifest has it."""
    return at.astimezone(UTC).isoformat(timespec="seconds")
