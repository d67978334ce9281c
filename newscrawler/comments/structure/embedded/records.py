"""Records: objects laid out as rows of plain values, and the like objects inside them as their replies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from newscrawler.comments.structure.embedded.documents import text_of_document
from newscrawler.comments.structure.embedded.groups import Collection, Group, Member, members_of, reference_of, whole
from newscrawler.comments.structure.embedded.keys import AUTHOR, DOWN, ID, PARENT, REPLY, TEXT, UP, roles_of_key

__all__ = ["Record", "lay_out", "records_of"]

_DEEPEST = 4
"""Objects inside of a record that are laid out."""

_MOST_VALUES = 150
"""Plain values of a record that are read; comments with their authors have 10 to 80."""

_MOST_OF_COUNT = 5
"""Fields of a count by kind."""

_MOST_RECORDS = 10_000
"""Records of a group; a whole thread, where it comes at once, has had 2,000."""

_MOST_OBJECTS = 100
"""Objects inside of a record that are laid out."""


_CONTAINERS = frozenset((dict, list))
"""Types of what holds other values."""


@dataclass(slots=True)
class Record:
    """One object as a row."""

    values: dict[str, Any]
    """Plain values, and lists of such, by their path: ``user.name``."""
    key: str | None = None
    """Its key in a map."""
    inside: list[tuple[str, Any]] = field(default_factory=list)
    """Lists and maps of objects inside it, by their path."""
    parent: int | None = None
    """Index of the record that it is inside of."""


def lay_out(member: Member, collection: Collection) -> Record:
    """Return an object as a record."""
    key = reference_of(member.value)
    value = collection.stores.get(key, member.value) if key is not None else member.value
    record = Record({}, member.key or key)
    left = _MOST_OBJECTS
    waiting: list[tuple[str, dict[str, Any], int]] = [("", whole(value), 0)]
    while waiting and left:
        left -= 1
        collection.left -= 1
        prefix, value, depth = waiting.pop()
        for name, each in value.items():
            if len(record.values) >= _MOST_VALUES:
                return record
            path = f"{prefix}{name}"
            if type(each) in _CONTAINERS:
                _lay_out_container(path, each, depth, record, collection, waiting)
            elif each is not None or not depth:
                record.values[path] = each
    return record


def _lay_out_container(
    path: str, value: dict[str, Any] | list[Any], depth: int, record: Record, collection: Collection, waiting: list[Any]
) -> None:
    is_text = roles_of_key(path.rpartition(".")[2]) & TEXT
    if is_text and (text := text_of_document(value)):
        record.values[path] = text
    elif isinstance(value, dict):
        _lay_out_object(path, value, depth, record, collection, waiting)
    else:
        _lay_out_list(path, value, record, collection)


def _lay_out_object(
    path: str, value: dict[str, Any], depth: int, record: Record, collection: Collection, waiting: list[Any]
) -> None:
    key = reference_of(value)
    if key is not None:
        record.values[f"{path}.id"] = key
        target = collection.stores.get(key)
        if target is None or roles_of_key(path.rpartition(".")[2]) & (PARENT | REPLY):
            return
        value = target
    if depth < _DEEPEST:
        waiting.append((f"{path}.", value, depth + 1))
    if members_of(value):
        record.inside.append((path, value))


def _lay_out_list(path: str, values: list[Any], record: Record, collection: Collection) -> None:
    if not any(type(each) in _CONTAINERS for each in values):
        record.values[path] = values
        return
    if _add_counts(path, values, record):
        return
    keys = [reference_of(each) for each in values]
    if all(key is not None for key in keys):
        record.values[path] = keys
    flat = [inner for each in values for inner in (each if isinstance(each, list) else [each])]
    record.inside.append((path, flat))


def _add_counts(path: str, values: list[Any], record: Record) -> bool:
    """Add counts by kind as plain values: ``[{"type": "like", "count": 9}, …]``; returns False where they are none."""
    counts: dict[str, int] = {}
    for each in values:
        if not isinstance(each, dict) or len(each) > _MOST_OF_COUNT:
            return False
        kinds = [value for value in each.values() if isinstance(value, str) and roles_of_key(value) & (UP | DOWN)]
        numbers = [value for name, value in each.items() if type(value) is int and not roles_of_key(name) & ID]
        if len(kinds) != 1 or len(numbers) != 1:
            return False
        counts[f"{path}.{kinds[0]}"] = numbers[0]
    record.values.update(counts)
    return True


def records_of(group: Group, collection: Collection, text: str | None = None) -> list[Record]:
    """Return the records of a group, each followed by its replies.

    :param text: path of the text, by which objects inside a record are told to be its replies; None: leave replies out
    """
    found: list[Record] = []
    waiting: list[tuple[Member, int | None]] = [(member, None) for member in reversed(group.members)]
    # With the objects themselves known by their ids, an object inside itself is read once.
    seen: set[int] = set()
    while waiting and len(found) < _MOST_RECORDS and collection.left > 0:
        member, parent = waiting.pop()
        target = collection.referred(member.value) or member.value
        if id(target) in seen:
            continue
        seen.add(id(target))
        record = lay_out(member, collection)
        record.parent = parent
        found.append(record)
        if text is not None and record.inside:
            replies = list(_replies(record, text, collection))
            waiting += [(reply, len(found) - 1) for reply in reversed(replies)]
    return found


def _replies(record: Record, text: str, collection: Collection) -> Iterator[Member]:
    """Yield the objects inside a record that have its text."""
    for path, value in record.inside:
        if roles_of_key(path.rpartition(".")[2]) & AUTHOR:
            continue
        for member in members_of(value):
            if collection.left > 0 and text in lay_out(member, collection).values:
                yield member
