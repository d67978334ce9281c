"""Totals that data states beside its comments: how many there are, and whether more come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from newscrawler.comments.structure.embedded.groups import Group
from newscrawler.comments.structure.embedded.keys import (
    COMMENT,
    COUNT,
    DISCUSSION,
    ID,
    MORE,
    REPLY,
    ROOT,
    STORY,
    TEXT,
    roles_of_key,
    words_of_key,
)
from newscrawler.comments.structure.embedded.records import Record
from newscrawler.limits import stated_number

__all__ = ["Totals", "find_totals"]

_AROUND = 3
"""Objects around a list in which its total is looked for."""

_DEEPEST = 200
"""Levels of replies that are counted."""

_OF_TOTALS = COUNT | COMMENT | DISCUSSION | REPLY | TEXT | ID
"""Roles of the names of totals; "comment" is the name of a text, and "number" of an id, as well."""

_INSIDE = frozenset(["pageinfo", "page", "pagination", "paging", "meta", "cursor", "links", "info", "stats", "summary"])
"""Objects beside a list that speak of it."""

_OF_A_PAGE = frozenset(["page", "pages", "per", "limit", "max", "offset", "current", "skip", "size", "unread", "new"])
"""Words of numbers that count something else than comments."""


@dataclass(slots=True)
class Totals:
    """Numbers that the data states."""

    declared: int | None = None
    """Number of comments that there are."""
    has_more: bool = False
    """Whether more comments come than the data holds."""


def find_totals(group: Group, records: Sequence[Record], parents: Sequence[int | None], read: int) -> Totals:
    """Return the totals beside a group of comments.

    :param read: number of comments in the group; a smaller total counts something else, such as answers of the author
    """
    beside = [list(_entries(around)) for around in group.around[:_AROUND]]
    named = [
        number for entries in beside for name, number in _counts(entries) if roles_of_key(name) & (COMMENT | DISCUSSION)
    ]
    near = [number for _, number in _counts(beside[0])] if beside else []
    has_more = any(_says_more(name, value) for entries in beside[:2] for name, value in entries)
    declared = max(named or near, default=0)
    return Totals(declared if declared >= read else None, has_more or _lack_replies(records, parents))


def _entries(around: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the plain fields of an object, and those of objects in it that speak of a list beside them."""
    for name, value in around.items():
        if isinstance(value, dict):
            if not _INSIDE.isdisjoint((name.lower(), *words_of_key(name))):
                yield from value.items()
            elif roles_of_key(name) & STORY:
                yield from ((inner, each) for inner, each in value.items() if roles_of_key(inner) & COMMENT)
        elif not isinstance(value, list):
            yield name, value


def _counts(entries: Sequence[tuple[str, Any]]) -> Iterator[tuple[str, int]]:
    """Yield the fields that count comments."""
    for name, value in entries:
        number = stated_number(value)
        if number is not None and number >= 0 and _counts_comments(name, roles_of_key(name)):
            yield name, number


def _counts_comments(name: str, roles: int) -> bool:
    words = words_of_key(name)
    if roles & ROOT or not _OF_A_PAGE.isdisjoint(words):
        return False
    if roles & COUNT:
        return not roles & ~_OF_TOTALS
    return bool(roles & COMMENT) and not roles & ID


def _says_more(name: str, value: Any) -> bool:
    if not roles_of_key(name) & MORE:
        return False
    words = words_of_key(name)
    if value is True:
        return "previous" not in words
    if "next" in words or "more" in words:
        return (isinstance(value, str) and value.strip() not in ("", "null")) or (type(value) is int and value > 0)
    return False


def _lack_replies(records: Sequence[Record], parents: Sequence[int | None]) -> bool:
    """Return whether a record states more replies than follow it."""
    below = [0] * len(records)
    for index in range(len(records)):
        above = parents[index]
        for _ in range(_DEEPEST):
            if above is None:
                break
            below[above] += 1
            above = parents[above]
    for record, count in zip(records, below, strict=True):
        for path, value in record.values.items():
            last = path.rpartition(".")[2]
            roles = roles_of_key(last)
            if roles & REPLY and roles & COUNT and type(value) is int and value > count:
                return True
    return False
