"""The comments of a page that stand in its data: the best group of like objects, read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from newscrawler.comments.markup import clean_html, text_of_html
from newscrawler.comments.protocol import ResponseError
from newscrawler.comments.structure.embedded.columns import Column, Columns, counted, find_text, name_columns, table_of
from newscrawler.comments.structure.embedded.evidence import ENOUGH, NEAR, is_foreign, story_around, weigh
from newscrawler.comments.structure.embedded.groups import KIND_NAMES, Collection, Group, Member, find_collections
from newscrawler.comments.structure.embedded.keys import (
    ADDRESS,
    AUTHOR,
    NAME,
    PICTURE,
    roles_of_key,
    speaks_of_comments,
)
from newscrawler.comments.structure.embedded.records import Record, lay_out, records_of
from newscrawler.comments.structure.embedded.replies import find_parents
from newscrawler.comments.structure.embedded.totals import Totals, find_totals
from newscrawler.comments.structure.embedded.values import may_be_name, moment_of
from newscrawler.comments.structure.fields import Fields
from newscrawler.comments.structure.linked_data import LinkedComment
from newscrawler.comments.structure.votes import Votes
from newscrawler.html.page import Page
from newscrawler.language.dates.reader import TimeReader
from newscrawler.language.text import fold

__all__ = ["EmbeddedThread", "read_values"]

_LONGEST_NAME = 80
_LONGEST_NUMBER = 200
_MARKUP = "<"
_ONE_ANSWERS = (None, 0)
"""Parents of two records of which one answers the other: a group that weighs too little with them does so anyway."""

_LEADING = 3
"""Members of a group that are looked at first."""


@dataclass(slots=True)
class EmbeddedThread:
    """Comments in the data of a page."""

    comments: list[LinkedComment] = field(default_factory=list)
    totals: Totals = field(default_factory=Totals)


@dataclass(slots=True)
class _Reading:
    """One group that is comments."""

    weight: float
    group: Group
    records: list[Record]
    table: list[Column]
    columns: Columns
    parents: list[int | None]


def read_values(
    sources: Iterable[tuple[tuple[str, ...], Any]], page: Page, reader: TimeReader
) -> EmbeddedThread | None:
    """Return the comments that values hold; None where they hold none of this page's story."""
    collection = find_collections(iter(sources))
    groups = _joined([group for group in collection.groups if _speaks_of_comments(group)])
    readings = [found for group in groups if (found := _read(group, collection, page, reader))]
    if not readings:
        return None
    best = _whole_thread(max(readings, key=lambda reading: reading.weight + len(reading.records) / 1_000), readings)
    comments = _comments(best, collection, reader)
    totals = find_totals(best.group, best.records, best.parents, len(comments))
    # Data beyond the limit was not read.
    totals.has_more = totals.has_more or collection.left <= 0
    return EmbeddedThread(comments, totals)


def _whole_thread(best: _Reading, readings: Sequence[_Reading]) -> _Reading:
    """Return the largest reading that holds all texts of the best: the best may be the answers to one comment."""
    texts = set(map(str, best.columns.text.values))
    around = (reading for reading in readings if texts <= set(map(str, reading.columns.text.values)))
    return max(around, key=lambda reading: (len(reading.records), reading.weight))


def _joined(groups: Sequence[Group]) -> list[Group]:
    """Return the groups, those at one path as one: pages of one list, or objects that a script adds one by one."""
    at_path = Counter((group.path, group.kind) for group in groups)
    by_place: dict[tuple[Any, ...], list[Group]] = {}
    for group in groups:
        # A group alone at its path is joined to none, so that the story around it need not be looked for.
        story = story_around(group) if at_path[group.path, group.kind] > 1 else None
        by_place.setdefault((group.path, group.kind, story), []).append(group)
    joined = []
    for alike in by_place.values():
        members = [member for group in alike for member in group.members]
        joined.append(Group(members, alike[0].path, alike[0].around, alike[0].kind) if len(alike) > 1 else alike[0])
    return joined


def _read(group: Group, collection: Collection, page: Page, reader: TimeReader) -> _Reading | None:
    records = records_of(Group(group.members[:5], group.path, group.around, group.kind), collection)
    text = find_text(table_of(records), reader)
    if text is None:
        return None
    records = records_of(group, collection, text.path)
    table = table_of(records)
    columns = name_columns(table, reader)
    if columns is None:
        return None
    if weigh(group, records, table, columns, _ONE_ANSWERS) < ENOUGH:
        return None
    parents = find_parents(records, table, columns)
    weight = weigh(group, records, table, columns, parents)
    if weight < ENOUGH or is_foreign(page, group, table, columns, records):
        return None
    return _Reading(weight, group, records, table, columns, parents)


def _speaks_of_comments(group: Group) -> bool:
    """Return whether a name near a group, or a field of its first members, speaks of comments or of answers.

    Without such a word no evidence is enough (:mod:`evidence`), and this look takes a fiftieth of the time.
    """
    if any(map(speaks_of_comments, (*group.path[-NEAR:], group.kind))):
        return True
    return any(_member_speaks_of_comments(member) for member in group.members[:_LEADING])


def _member_speaks_of_comments(member: Member) -> bool:
    value = member.value
    if speaks_of_comments(member.key or "") or any(map(speaks_of_comments, value)):
        return True
    if any(speaks_of_comments(str(value.get(name))) for name in KIND_NAMES if name in value):
        return True
    return any(isinstance(inner, dict) and any(map(speaks_of_comments, inner)) for inner in value.values())


def _comments(reading: _Reading, collection: Collection, reader: TimeReader) -> list[LinkedComment]:
    """Return the comments of a group, each once."""
    columns = reading.columns
    users = _Users(columns.user, collection)
    found: list[LinkedComment] = []
    place: dict[int, int] = {}
    known: dict[str, int] = {}
    for index, record in enumerate(reading.records):
        number = _number(record, columns, index)
        if number is not None and number in known:
            place[index] = known[number]
            continue
        place[index] = len(found)
        if number is not None:
            known[number] = len(found)
        found.append(LinkedComment(number, None, _fields(record, index, reading, users, reader)))
    for index, parent in enumerate(reading.parents):
        if parent is not None and place[parent] != place[index]:
            found[place[index]].parent = place[parent]
    return found


def _number(record: Record, columns: Columns, index: int) -> str | None:
    value = columns.id.values[index] if columns.id is not None else record.key
    return _clean(str(value))[:_LONGEST_NUMBER] or None if value is not None else None


def _fields(record: Record, index: int, reading: _Reading, users: _Users, reader: TimeReader) -> Fields:
    columns = reading.columns
    markup = columns.text.values[index]
    text, html = _words(_clean(markup) if isinstance(markup, str) else None)
    if any(column.values[index] not in (None, False, 0, "", "0") for column in columns.removed):
        text = html = None
    time = columns.time.values[index] if columns.time is not None else None
    return Fields(
        text=text,
        html=html,
        author=_author(record, index, columns, users),
        author_link=_author_link(record),
        stated_time=moment_of(time, reader),
        printed=[time] if isinstance(time, str) else [],
        votes=_votes(columns, index),
    )


def _words(markup: str | None) -> tuple[str | None, str | None]:
    """Return text and clean HTML of a text or of markup."""
    if not markup:
        return None, None
    if _MARKUP not in markup and "&" in markup:
        markup = unescape(markup)
    if _MARKUP not in markup:
        paragraphs = [fold(line) for line in markup.split("\n")]
        text = "\n\n".join(filter(None, paragraphs)) or None
        return text, None
    try:
        return text_of_html(markup), clean_html(markup)
    except ResponseError:
        return None, None


def _author(record: Record, index: int, columns: Columns, users: _Users) -> str | None:
    is_called_name = columns.name is not None and (columns.name.roles & (NAME | AUTHOR) or columns.user is None)
    if is_called_name and columns.name is not None and (name := _name(columns.name.values[index])):
        return name
    parts = " ".join(filter(None, (_name(column.values[index]) for column in columns.name_parts)))
    if name := parts or _other_name(index, columns):
        return name
    return users.name(columns.user.values[index] if columns.user is not None else None)


def _other_name(index: int, columns: Columns) -> str | None:
    names = (_name(column.values[index]) for column in columns.other_names)
    return next((name for name in names if name and may_be_name(name)), None)


def _name(value: Any) -> str | None:
    return fold(_clean(value))[:_LONGEST_NAME] or None if isinstance(value, str) else None


def _clean(text: str) -> str:
    """Return a text without NUL, which no document can hold, and without halves of characters."""
    if not text.isascii():
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text.replace("\0", "")


def _author_link(record: Record) -> str | None:
    for path, value in record.values.items():
        before, _, last = path.rpartition(".")
        if (
            isinstance(value, str)
            and value.startswith(("http", "/"))
            and roles_of_key(before) & AUTHOR
            and roles_of_key(last) & ADDRESS
            and not roles_of_key(last) & PICTURE
        ):
            return value
    return None


def _votes(columns: Columns, index: int) -> Votes:
    up, down, score = (
        counted(column.values[index]) if column is not None else None
        for column in (columns.up, columns.down, columns.score)
    )
    return Votes(abs(up) if up is not None else None, abs(down) if down is not None else None, score)


class _Users:
    """Names of users by the ids with which comments name them."""

    def __init__(self, column: Column | None, collection: Collection) -> None:
        self._names: dict[str, str] = {}
        if column is None:
            return
        wanted = {str(value) for value in column.filled}
        best = 0
        for group in collection.groups:
            names = dict(self._entries(group, wanted, collection))
            if len(names) > best:
                best, self._names = len(names), names
        self._column = column

    def name(self, number: Any) -> str | None:
        """Return the name of a user."""
        return self._names.get(str(number)) if number is not None else None

    def _entries(self, group: Group, wanted: set[str], collection: Collection) -> Iterable[tuple[str, str]]:
        for member in group.members:
            number = self._number(member, wanted)
            if number is not None and (name := self._name_of(member, collection)):
                yield number, name

    def _number(self, member: Member, wanted: set[str]) -> str | None:
        if member.key in wanted:
            return member.key
        for name in ("id", "_id", "uid", "userId", "user_id", "uuid", "pk"):
            if (value := member.value.get(name)) is not None and str(value) in wanted:
                return str(value)
        return None

    def _name_of(self, member: Member, collection: Collection) -> str | None:
        record = lay_out(member, collection)
        names = [
            (roles_of_key(path.rpartition(".")[2]), path.count("."), value)
            for path, value in record.values.items()
            if isinstance(value, str) and value.strip() and roles_of_key(path.rpartition(".")[2]) & NAME
        ]
        names.sort(key=lambda found: (found[1], -found[0]))
        return _name(names[0][2]) if names else None
