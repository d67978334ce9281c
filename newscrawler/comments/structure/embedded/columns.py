"""Columns of records: which path holds the text, the name, the time, the id, the parent and the votes.

Types and variation of the values say what a column can be; the words of its path rank the candidates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from newscrawler.comments.structure.embedded.groups import KIND_NAMES
from newscrawler.comments.structure.embedded.keys import (
    ADDRESS,
    AUTHOR,
    COMMENT,
    COUNT,
    DEPTH,
    DOWN,
    ID,
    NAME,
    OTHER_NAME,
    OTHER_TIME,
    PARENT,
    PICTURE,
    REMOVED,
    REPLY,
    ROOT,
    SCORE,
    SHOWN_NAME,
    STORY,
    TEXT,
    TIME,
    TITLE,
    UP,
    WRITTEN_AT,
    roles_of_key,
    words_of_key,
)
from newscrawler.comments.structure.embedded.records import Record
from newscrawler.comments.structure.embedded.values import is_identifier, is_prose, may_be_name, moment_of, plain_length
from newscrawler.language.counts import read_count
from newscrawler.language.dates.reader import TimeReader
from newscrawler.limits import stated_number

__all__ = ["Column", "Columns", "counted", "find_text", "name_columns", "table_of"]

_SAMPLE = 40
"""Values of a column that are looked at to tell what it holds."""

_DEEPEST_REPLY = 100
"""Largest number that may be a depth."""

_GIVEN = ("first", "given")
_FAMILY = ("last", "family", "sur")
"""Words before "name" that make it a part of a name."""

_OF_THE_READER = frozenset(
    ["my", "mine", "own", "viewer", "current", "is", "has", "can", "did", "max", "min", "status"]
)
"""Words of votes that the reader of the page gave, or may give."""


@dataclass(slots=True)
class Column:
    """One path with its values."""

    path: str
    values: list[Any]
    """One for each record; None where it has none."""
    last: int
    """Roles by the last name of the path."""
    around: int
    """Roles by the names before it."""
    filled: list[Any] = field(init=False)
    """The values that are there."""

    def __post_init__(self) -> None:
        self.filled = [value for value in self.values if value not in (None, "")]

    @property
    def roles(self) -> int:
        """Roles by all names of the path."""
        return self.last | self.around

    @property
    def depth(self) -> int:
        """Objects that the value is inside of."""
        return self.path.count(".")

    @property
    def share(self) -> float:
        """Share of the records that have a value."""
        return len(self.filled) / (len(self.values) or 1)

    def sample(self) -> list[Any]:
        """Return the first values that are there."""
        return self.filled[:_SAMPLE]


@dataclass(slots=True)
class Columns:
    """Columns by what they hold."""

    text: Column
    name: Column | None = None
    other_names: tuple[Column, ...] = ()
    """Columns of authors' names for records without a value in the first: some state a text, others an object."""
    name_parts: tuple[Column, ...] = ()
    """Columns of given and family name, where no column holds both."""
    user: Column | None = None
    """Ids of users, where the name is in a list of users elsewhere."""
    time: Column | None = None
    id: Column | None = None
    up: Column | None = None
    down: Column | None = None
    score: Column | None = None
    depth: Column | None = None
    removed: list[Column] = field(default_factory=list)


def table_of(records: Sequence[Record]) -> list[Column]:
    """Return the columns of records, in the order in which the records have them."""
    paths = dict.fromkeys(path for record in records[:_SAMPLE] for path in record.values if " " not in path)
    return [Column(path, [record.values.get(path) for record in records], *_roles_of_path(path)) for path in paths]


@lru_cache(maxsize=4096)
def _roles_of_path(path: str) -> tuple[int, int]:
    """Return the roles of the last name of a path, and those of the names before it."""
    *before, last = path.split(".")
    around = 0
    for name in before:
        around |= roles_of_key(name)
    return roles_of_key(last), around


def name_columns(table: Sequence[Column], reader: TimeReader) -> Columns | None:
    """Return the columns by what they hold; None without a text or without names of authors."""
    text = find_text(table, reader)
    if text is None:
        return None
    found = Columns(text)
    others = [column for column in table if column is not text]
    _name_authors(found, others, reader)
    if found.name is None and found.user is None and not found.name_parts:
        return None
    found.time = _first(others, _rank_of_time, lambda column: _holds_times(column, reader))
    found.id = _first(others, _rank_of_id, _holds_ids)
    _name_votes(found, [column for column in others if _holds_votes(column)])
    found.depth = _first(others, _rank_of_depth, _holds_depths)
    found.removed = [column for column in others if _says_removed(column)]
    return found


def _says_removed(column: Column) -> bool:
    return bool(column.last & REMOVED) and not column.around & (AUTHOR | STORY | PARENT)


def _name_authors(found: Columns, others: Sequence[Column], reader: TimeReader) -> None:
    name = found.name = _first(others, _rank_of_name, lambda column: _holds_names(column, reader))
    if name is not None and name.share < 1:
        found.other_names = tuple(
            column for column in others if column.roles & AUTHOR and _rank_of_name(column) and column is not name
        )
    if name is None or not name.roles & (NAME | AUTHOR):
        found.name_parts = _parts_of_name(others)
        found.user = _first(others, _rank_of_user, _holds_references)


def _name_votes(found: Columns, votes: Sequence[Column]) -> None:
    found.up = _first(votes, _rank_of_up, bool)
    found.down = _first(votes, _rank_of_down, bool)
    found.score = _first(votes, _rank_of_score, bool)


def _first(
    columns: Iterable[Column], rank: Callable[[Column], float], holds: Callable[[Column], bool]
) -> Column | None:
    """Return the column of the highest rank above 0 whose values fit; the first of equals."""
    ranked = [(value * column.share, column) for column in columns if (value := rank(column)) > 0 and column.filled]
    ranked.sort(key=_weight, reverse=True)
    return next((column for _, column in ranked if holds(column)), None)


def _weight(ranked: tuple[float, Column]) -> float:
    return ranked[0]


def find_text(table: Sequence[Column], reader: TimeReader) -> Column | None:
    """Return the column of one long varying text."""
    best, highest = None, 0.0
    for column in table:
        rank = _rank_of_text(column, reader)
        if rank > highest:
            best, highest = column, rank
    return best


def _rank_of_text(column: Column, reader: TimeReader) -> float:
    roles = column.roles
    if roles & (AUTHOR | PARENT | PICTURE | TITLE) or column.last & (ADDRESS | NAME):
        return 0
    values = column.sample()
    texts = [value for value in values if isinstance(value, str)]
    named = bool(roles & TEXT)
    if len(texts) * 2 < len(values) or not _are_texts(texts, reader, named=named):
        return 0
    length = min(sum(map(plain_length, texts)) / len(texts), 400)
    marked = any("<" in text for text in texts)
    return length * (4 if named else 1) * (1.2 if marked else 1) / (1 + column.depth / 20)


def _are_texts(texts: Sequence[str], reader: TimeReader, *, named: bool) -> bool:
    """Return whether texts vary and are prose; of those that are named as texts, whether one of them is."""
    if not texts or (len(texts) > 2 and len(set(texts)) * 2 <= len(texts)):
        return False
    prose = sum(map(is_prose, texts))
    if named:
        return prose > 0
    return prose * 2 >= len(texts) and moment_of(texts[0], reader) is None


def _rank_of_name(column: Column) -> float:
    if _cannot_be_name(column):
        return 0
    rank = 1.0 + (4.5 if column.roles & AUTHOR else 0) + (4 if column.last & NAME else 0)
    return rank + (1 if column.last & SHOWN_NAME else 0) - column.depth / 10


def _cannot_be_name(column: Column) -> bool:
    """Return whether the words of a path are those of something else than a name."""
    last = column.path.rpartition(".")[2]
    if column.last & (ADDRESS | TIME | PICTURE | TITLE) or column.around & (PARENT | PICTURE):
        return True
    if (
        last in KIND_NAMES
        or _is_part_of_name(last)
        or column.last & OTHER_NAME & ~AUTHOR
        or (column.last & ID and not column.last & NAME)
    ):
        return True
    return bool(column.roles & STORY) and not column.roles & AUTHOR


def _holds_names(column: Column, reader: TimeReader) -> bool:
    values = column.sample()
    names = [value for value in values if isinstance(value, str) and may_be_name(value)]
    if not names or len(names) * 10 < len(values) * 9:
        return False
    if column.roles & (NAME | AUTHOR):
        return not all(map(is_identifier, names))
    # One of a few words is a state or a kind.
    different = len(set(names))
    if len(names) > 1 and (different == 1 or different * 3 < len(names)):
        return False
    return not any(is_identifier(name) or moment_of(name, reader) for name in names[:5])


def _is_part_of_name(name: str) -> bool:
    words = words_of_key(name)
    return len(words) > 1 and words[-1] == "name" and words[0] in (*_GIVEN, *_FAMILY)


def _parts_of_name(columns: Sequence[Column]) -> tuple[Column, ...]:
    """Return the columns of given and family name."""
    parts = []
    for words in (_GIVEN, _FAMILY):
        for column in columns:
            last = column.path.rpartition(".")[2]
            if _is_part_of_name(last) and words_of_key(last)[0] in words and any(column.filled):
                parts.append(column)
                break
    return tuple(parts)


def _rank_of_user(column: Column) -> float:
    if column.roles & AUTHOR and not column.around & PARENT and not column.last & (PICTURE | ADDRESS | TIME):
        return 2 if column.last & ID else 1
    return 0


def _holds_references(column: Column) -> bool:
    values = column.sample()
    return bool(values) and all(isinstance(value, str | int) and not isinstance(value, bool) for value in values)


def _rank_of_time(column: Column) -> float:
    if column.around & (AUTHOR | PARENT | STORY | PICTURE) or column.last & (AUTHOR | PARENT):
        return 0
    rank = 1.0 + (4 if column.roles & TIME else 0) + (4 if column.roles & WRITTEN_AT else 0)
    if column.roles & OTHER_TIME and not column.roles & WRITTEN_AT:
        rank = 0.5
    return rank - column.depth / 10


def _holds_times(column: Column, reader: TimeReader) -> bool:
    values = column.sample()
    if not values:
        return False
    named = bool(column.roles & TIME)
    if not named and not all(isinstance(value, str) for value in values):
        return False  # a number alone may be an id as well
    read = [moment_of(value, reader) for value in values[:8]]
    return sum(moment is not None for moment in read) * 4 >= len(read) * 3


def _rank_of_id(column: Column) -> float:
    if column.around & (AUTHOR | PARENT | STORY | PICTURE) or column.last & (AUTHOR | PARENT | COUNT | SCORE):
        return 0
    if column.last & STORY and not column.last & COMMENT:
        return 0.5 if column.last & ID else 0
    if not column.last & ID:
        return 0
    return 4.0 + (2 if column.last & COMMENT else 0) - column.depth / 10


def _holds_ids(column: Column) -> bool:
    values = [value for value in column.values if value is not None]
    if any(isinstance(value, bool | float | list) or value == "" for value in values):
        return False
    # The same comment may stand in several lists.
    return len(values) == len(column.values) and len(set(map(str, values))) * 2 > len(values)


def _holds_votes(column: Column) -> bool:
    if column.around & (AUTHOR | PARENT | STORY) or column.last & (
        AUTHOR | REPLY | PARENT | DEPTH | TIME | ID & ~COUNT
    ):
        return False
    words = words_of_key(column.path.rpartition(".")[2])
    if not _OF_THE_READER.isdisjoint(words):
        return False
    return bool(column.filled) and all(counted(value) is not None for value in column.sample())


def counted(value: Any) -> int | None:
    """Return the number that a value states: a count, or a list of those who are counted."""
    if isinstance(value, list):
        return len(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return read_count(value) if isinstance(value, str) else stated_number(value)


def _rank_of_up(column: Column) -> float:
    return _rank_of_votes(column, UP, DOWN)


def _rank_of_down(column: Column) -> float:
    return _rank_of_votes(column, DOWN, 0)


def _rank_of_score(column: Column) -> float:
    return _rank_of_votes(column, SCORE, UP | DOWN)


def _rank_of_votes(column: Column, wanted: int, other: int) -> float:
    if not column.roles & wanted or column.last & other:
        return 0
    return 2.0 + (1 if column.last & wanted else 0) + (0.5 if column.last & COUNT else 0) - column.depth / 10


def _rank_of_depth(column: Column) -> float:
    return 1 if column.last & DEPTH else 0


def _holds_depths(column: Column) -> bool:
    values = column.filled
    return bool(values) and all(type(value) is int and 0 <= value <= _DEEPEST_REPLY for value in values)


def is_root(column: Column) -> bool:
    """Return whether a column names the top of a thread of answers rather than the comment that is answered."""
    return bool(column.roles & ROOT) and not column.roles & (PARENT | REPLY)
