"""Parents of records: by nesting, by the id that a record names, by lists of its replies' ids, by depths."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from newscrawler.comments.structure.embedded.columns import Column, Columns
from newscrawler.comments.structure.embedded.keys import AUTHOR, COUNT, ID, PARENT, PICTURE, REPLY, ROOT, STORY
from newscrawler.comments.structure.embedded.records import Record

__all__ = ["find_parents", "refers_to_parents"]

_BETWEEN_IDS = re.compile(r"[./,>|:_-]")
"""Characters between the ids of a path such as ``31.32``."""

_DEEPEST = 500
"""Parents that are followed; a circle of parents has no end."""


def refers_to_parents(parents: Sequence[int | None]) -> bool:
    """Return whether at least one record answers another."""
    return any(parent is not None for parent in parents)


def find_parents(records: Sequence[Record], table: Sequence[Column], columns: Columns) -> list[int | None]:
    """Return the index of each record's parent; None at the top level."""
    parents = [record.parent for record in records]
    if refers_to_parents(parents):
        return parents
    for numbers in _numberings(records, table, columns):
        for found in (_by_parent_column(records, table, numbers), _by_lists(records, table, numbers)):
            if refers_to_parents(found):
                return _without_circles(found)
    return _by_depth(columns.depth, len(records)) or parents


def _numberings(records: Sequence[Record], table: Sequence[Column], columns: Columns) -> Iterator[dict[str, int]]:
    """Yield indices of the records by their ids: the id's column first, then other columns that number the records."""
    if columns.id is not None:
        yield _indices(columns.id.values)
    if any(record.key for record in records):
        yield _indices([record.key for record in records])
    for column in table if len(records) > 1 else ():
        may_number = column.last & ID or not column.roles
        if may_number and not column.roles & (AUTHOR | PARENT | REPLY) and (numbers := _distinct(column.values)):
            yield numbers


def _distinct(values: Sequence[Any]) -> dict[str, int]:
    """Return indices by value, or nothing unless every value is another text or whole number."""
    if not all(type(value) in (int, str) for value in values):
        return {}
    numbers = _indices(values)
    return numbers if len(numbers) == len(values) else {}


def _indices(values: Sequence[Any]) -> dict[str, int]:
    found: dict[str, int] = {}
    for index, value in enumerate(values):
        if value is not None:
            found.setdefault(str(value), index)
    return found


def _by_parent_column(records: Sequence[Record], table: Sequence[Column], numbers: dict[str, int]) -> list[int | None]:
    """Return parents by the column whose values are ids of other records; the column that names parents first."""
    best: list[int | None] = [None] * len(records)
    highest = 0.0
    for column in table:
        rank = _rank_of_parent(column)
        if not rank:
            continue
        found = [
            None if isinstance(value, list) and not column.roles & PARENT else _parent(value, index, numbers)
            for index, value in enumerate(column.values)
        ]
        hits = sum(parent is not None for parent in found)
        if hits and rank * 1_000 + hits > highest and _fits(column, found):
            best, highest = found, rank * 1_000 + hits
    return best


def _rank_of_parent(column: Column) -> float:
    if column.roles & (AUTHOR | PICTURE) or (column.last & COUNT and not column.last & ID):
        return 0
    if column.roles & PARENT:
        return 3
    if column.roles & REPLY:
        return 2
    if column.roles & ROOT and not column.roles & STORY:
        return 1
    return 0 if column.roles else 0.5


def _fits(column: Column, found: Sequence[int | None]) -> bool:
    """Return whether the values are ids: all of them, but for those of records that are not here.

    Where no word says so, each must be the id of a record before its own.
    """
    filled = [value for value in column.values if value not in (None, "", 0, "0", -1, False) and value != []]
    hits = sum(parent is not None for parent in found)
    if column.roles:
        return hits * 3 >= len(filled)
    return hits == len(filled) and all(parent is None or parent < index for index, parent in enumerate(found))


def _parent(value: Any, index: int, numbers: dict[str, int]) -> int | None:
    """Return the index of the record that a value names: an id, a list or path of ids from the top."""
    for name in reversed(_names_of_ids(value, numbers)):
        found = numbers.get(name) if name else None
        if found is not None and found != index:
            return found
    return None


def _names_of_ids(value: Any, numbers: dict[str, int]) -> list[str]:
    """Return the ids that a value may be: itself, the members of a list, the parts of a path."""
    if isinstance(value, list):
        return [str(each) for each in value]
    if isinstance(value, bool) or not isinstance(value, str | int):
        return []
    return [str(value)] if str(value) in numbers or isinstance(value, int) else _BETWEEN_IDS.split(value)


def _by_lists(records: Sequence[Record], table: Sequence[Column], numbers: dict[str, int]) -> list[int | None]:
    """Return parents by lists of the ids of replies, or of references to them."""
    found: list[int | None] = [None] * len(records)
    for column in table:
        if not column.roles & REPLY or column.roles & AUTHOR:
            continue
        for index, value in enumerate(column.values):
            for name in value if isinstance(value, list) else ():
                reply = numbers.get(str(name))
                if reply is not None and reply != index:
                    found[reply] = index
    return found


def _without_circles(parents: list[int | None]) -> list[int | None]:
    """Return the parents without those of records that descend from themselves."""
    sound: set[int] = set()
    for index in range(len(parents)):
        line: list[int] = []
        above: int | None = index
        while above is not None and above not in sound and len(line) < _DEEPEST and above not in line:
            line.append(above)
            above = parents[above]
        if above is not None and above not in sound:
            parents[line[-1]] = None
        sound.update(line)
    return parents


def _by_depth(column: Column | None, count: int) -> list[int | None] | None:
    """Return parents by depths in the order of the records; None where some have none or a level is left out."""
    if column is None or len(column.filled) != count or not count:
        return None
    top = min(column.values)
    found: list[int | None] = []
    line: list[int] = []
    for index, value in enumerate(column.values):
        depth = value - top
        if depth > len(line):
            return None
        del line[depth:]
        found.append(line[-1] if line else None)
        line.append(index)
    return found
