"""Files of rows: compressed JSON lines, Parquet, CSV and ninjs."""

from __future__ import annotations

import csv
import json
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import is_dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Literal, Self, get_args, get_origin

from newscrawler.export.columns import TABLES, Column, TableName
from newscrawler.extras import need
from newscrawler.storage._fields import Document, fields_of
from newscrawler.storage.plain import as_json, jsonable

__all__ = ["ENDINGS", "Format", "RowFile", "open_rows"]

Format = Literal["jsonl.zst", "parquet", "csv", "ninjs"]

ENDINGS: Mapping[Format, str] = {
    "jsonl.zst": "jsonl.zst",
    "parquet": "parquet",
    "csv": "csv",
    "ninjs": "ninjs.jsonl",
}

_ZSTD_LEVEL = 9
"""A tenth smaller than level 3 at a third of its speed, which is still faster than MongoDB gives documents."""

_GROUP = 5_000
"""Rows of one row group of a Parquet file: some 20 MB of stories in memory."""

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
"""Beginnings of a cell that a spreadsheet runs as a formula, also after it has narrowed wide characters."""

_NOT_IN_CSV = frozenset({"blocks"})
"""Columns that say again, in a form for programs, what another column says."""

_PARAGRAPHS = frozenset({"body"})
"""Lists of strings that are one text in a cell, with a blank line between two."""


class RowFile(ABC):
    """A file that takes rows; a context manager."""

    @abstractmethod
    def write(self, rows: Sequence[Document]) -> None:
        """Add rows."""

    @abstractmethod
    def close(self, *, whole: bool) -> None:
        """Close the file.

        :param whole: whether all rows were written; rows that wait are dropped otherwise
        """

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close(whole=error is None)


def open_rows(format: Format, table: TableName, path: Path) -> RowFile:
    """Return a new file for rows of a table; use it as a context manager.

    :raises MissingExtraError: packages of the extra ``[export]`` are not installed
    """
    match format:
        case "jsonl.zst":
            return _CompressedLines(path)
        case "parquet":
            return _Parquet(table, path)
        case "csv":
            return _Csv(table, path)
        case "ninjs":
            return _Lines(path)


class _CompressedLines(RowFile):
    def __init__(self, path: Path) -> None:
        need("export", "zstandard")
        import zstandard

        self._raw = path.open("xb")
        compressor = zstandard.ZstdCompressor(level=_ZSTD_LEVEL, write_checksum=True)
        self._file: IO[bytes] = compressor.stream_writer(self._raw, closefd=False)

    def write(self, rows: Sequence[Document]) -> None:
        self._file.write("".join(f"{as_json(row)}\n" for row in rows).encode())

    def close(self, *, whole: bool) -> None:
        self._file.close()
        self._raw.close()


class _Lines(RowFile):
    """Plain JSON lines: the rows are ninjs items already."""

    def __init__(self, path: Path) -> None:
        self._file: IO[str] = path.open("x", encoding="utf-8")

    def write(self, rows: Sequence[Document]) -> None:
        self._file.writelines(f"{as_json(row)}\n" for row in rows)

    def close(self, *, whole: bool) -> None:
        self._file.close()


class _Csv(RowFile):
    """CSV by RFC 4180 for spreadsheets, with a header; a cell that would be run as a formula begins with ``'``."""

    def __init__(self, table: TableName, path: Path) -> None:
        self._columns = [column for column in TABLES[table] if column.name not in _NOT_IN_CSV]
        self._file: IO[str] = path.open("x", encoding="utf-8", newline="")
        self._writer = csv.writer(self._file)
        self._writer.writerow(column.name for column in self._columns)

    def write(self, rows: Sequence[Document]) -> None:
        self._writer.writerows([_cell(column, row[column.name]) for column in self._columns] for row in rows)

    def close(self, *, whole: bool) -> None:
        self._file.close()


def _cell(column: Column, value: Any) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, list) and column.name in _PARAGRAPHS:
        return _inert("\n\n".join(value))
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=jsonable)
    return _inert(str(value))


def _inert(text: str) -> str:
    # NUL ends the cell for many readers.
    text = text.replace("\x00", "\ufffd")
    return f"'{text}" if text.startswith(_FORMULA) else text


class _Parquet(RowFile):
    def __init__(self, table: TableName, path: Path) -> None:
        need("export", "pyarrow")
        import pyarrow
        import pyarrow.parquet

        self._arrow = pyarrow
        self._schema = pyarrow.schema([(each.name, _arrow_type(pyarrow, each.type)) for each in TABLES[table]])
        self._file = pyarrow.parquet.ParquetWriter(path, self._schema, compression="zstd")
        self._rows: list[Document] = []

    def write(self, rows: Sequence[Document]) -> None:
        self._rows += rows
        if len(self._rows) >= _GROUP:
            self._flush()

    def _flush(self) -> None:
        if self._rows:
            self._file.write_table(self._arrow.Table.from_pylist(self._rows, schema=self._schema))
            self._rows = []

    def close(self, *, whole: bool) -> None:
        try:
            if whole:
                self._flush()
        finally:
            self._file.close()


def _arrow_type(arrow: Any, type_: Any) -> Any:
    """Return the type of a column for Parquet.

    :raises TypeError: there is none for the type; the message names it
    """
    plain = {str: arrow.string(), bool: arrow.bool_(), int: arrow.int64(), float: arrow.float64()}
    if type_ in plain:
        return plain[type_]
    if type_ is datetime:
        # MongoDB keeps milliseconds.
        return arrow.timestamp("ms", tz="UTC")
    if get_origin(type_) is Literal:
        return arrow.string()
    if get_origin(type_) is list:
        return arrow.list_(_arrow_type(arrow, get_args(type_)[0]))
    if is_dataclass(type_) and isinstance(type_, type):
        return arrow.struct([(each.name, _arrow_type(arrow, each.type)) for each in fields_of(type_).all])
    raise TypeError(f"no Parquet type for {type_}; add one to newscrawler.export.formats")
