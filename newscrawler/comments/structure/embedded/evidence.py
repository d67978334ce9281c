"""Evidence that like objects are comments, and those of the page's own story."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from newscrawler.comments.structure.embedded.columns import Column, Columns
from newscrawler.comments.structure.embedded.groups import KIND_NAMES, Group
from newscrawler.comments.structure.embedded.keys import (
    ADDRESS,
    AUTHOR,
    COMMENT,
    COUNT,
    DISCUSSION,
    ELSEWHERE,
    GATHERING,
    ID,
    LATEST,
    NAME,
    PARENT,
    PICTURE,
    REPLY,
    STARS,
    STORY,
    TEXT,
    TITLE,
    roles_of_key,
    words_of_key,
)
from newscrawler.comments.structure.embedded.records import Record
from newscrawler.html.page import Page
from newscrawler.urls import parts_of

__all__ = ["ENOUGH", "NEAR", "is_foreign", "story_around", "weigh"]

ENOUGH = 3.0
"""Weight from which a group is comments: that of a list called comments, or of replies among signed and dated texts."""

NEAR = 3
"""Names of a group's path that are looked at, from the inside out."""

_MOST_FIELDS = 100
"""Fields of an object around a group that are looked at; a store has thousands, and is no story."""

_MOST_STARS = 10
"""Highest number of stars in use."""


def weigh(
    group: Group, records: Sequence[Record], table: Sequence[Column], columns: Columns, parents: Sequence[int | None]
) -> float:
    """Return the weight of the evidence that records are comments."""
    words = _weight_of_path(group) + _weight_of_kind(group, records)
    named = _names_comments(table)
    if columns.time is None and (len(records) == 1 or (words < ENOUGH and not named)):
        return 0  # parts of a page are nested too, and translations are texts too
    weight = words + (2 if named else 0) + (1 if _names_answers(table) else 0)
    weight += 2 if any(parent is not None for parent in parents) else 0
    return weight + _weight_of_columns(columns) + _weight_of_other_things(table, columns)


def _weight_of_columns(columns: Columns) -> float:
    """Return the weight of the columns that comments have beside text and name."""
    name = columns.name
    return (
        (1 if columns.up is not None and columns.down is not None else 0)
        + (0.5 if columns.up is not None or columns.score is not None else 0)
        + (0.5 if columns.time is not None else 0)
        + (0.5 if columns.user is not None or (name is not None and name.roles & (NAME | AUTHOR)) else 0)
    )


def _weight_of_path(group: Group) -> float:
    """Return the weight of the names that lead to a group, the nearest first."""
    names = [roles_of_key(name) for name in group.path if not name.isdigit()][-NEAR:]
    for roles in reversed(names):
        if roles & COMMENT and not roles & (COUNT | PICTURE):
            return -2 if roles & LATEST else 3.5
        if roles & ELSEWHERE:
            return -3
        if roles & (DISCUSSION | GATHERING):
            return _weight_of_discussion(roles, names)
    return 0


def _weight_of_discussion(roles: int, names: Sequence[int]) -> float:
    if any(around & ELSEWHERE for around in names):
        return -1
    return 2.5 if roles & DISCUSSION else 1.5


def _weight_of_kind(group: Group, records: Sequence[Record]) -> float:
    """Return the weight of the kind that the members state, or that their keys begin with."""
    kinds = {group.kind} | {(record.key or "").rstrip("0123456789:-_") for record in records[:3]}
    for name in KIND_NAMES:
        kinds |= {str(record.values.get(name)) for record in records[:3] if isinstance(record.values.get(name), str)}
    roles = 0
    for kind in kinds:
        roles |= roles_of_key(kind)
    if roles & COMMENT:
        return 3
    return -3 if roles & ELSEWHERE and not roles & DISCUSSION else 0


def _names_comments(table: Sequence[Column]) -> bool:
    """Return whether a field is called that of a comment: ``commentId``."""
    return any(column.last & COMMENT and not column.roles & (COUNT | ELSEWHERE) and column.filled for column in table)


def _names_answers(table: Sequence[Column]) -> bool:
    return any(
        column.last & (PARENT | REPLY) and not column.around & AUTHOR and any(value != [] for value in column.filled)
        for column in table
    )


def _weight_of_other_things(table: Sequence[Column], columns: Columns) -> float:
    """Return the weight of fields that comments do not have, below 0."""
    weight = 0.0
    titles = [column for column in table if column.last & TITLE and not column.around & (AUTHOR | STORY | PICTURE)]
    if any(column.filled and column is not columns.text for column in titles):
        weight -= 2
    if any(_counts_stars(column) for column in table):
        weight -= 3
    return weight


def _counts_stars(column: Column) -> bool:
    if not column.last & STARS or column.around & AUTHOR:
        return False
    values = [value for value in column.sample() if type(value) in (int, float)]
    return bool(values) and all(0 < value <= _MOST_STARS for value in values)


def is_foreign(page: Page, group: Group, table: Sequence[Column], columns: Columns, records: Sequence[Record]) -> bool:
    """Return whether records speak of other pages than this one, as boxes of the latest comments and teasers do."""
    own = _path(page.url)
    for column in table:
        if column is columns.text or column is columns.name or column.roles & (AUTHOR | PARENT | PICTURE | REPLY):
            continue
        if column.last & ADDRESS and _lead_elsewhere(column, columns, page, own):
            return True
        if _name_several_stories(column, columns):
            return True
    return _is_of_other_story(group, page, own)


def _lead_elsewhere(column: Column, columns: Columns, page: Page, own: str) -> bool:
    """Return whether addresses lead to pages of this site other than this page; not to pages of one comment each."""
    paths: Counter[str] = Counter()
    ids = columns.id.values if columns.id is not None else [None] * len(column.values)
    for value, number in zip(column.values, ids, strict=True):
        if not isinstance(value, str) or not (path := _page_path(value, page)):
            continue
        if number is None or str(number) not in path:
            paths[path] += 1
    if not paths:
        return False
    elsewhere = sum(count for path, count in paths.items() if not _same(path, own))
    return elsewhere * 2 > sum(paths.values())


def _name_several_stories(column: Column, columns: Columns) -> bool:
    """Return whether a column names or numbers several stories: ``article.title``, ``storyId``."""
    if not column.roles & STORY or column is columns.id or (column.roles & TEXT and not column.last & (ID | TITLE)):
        return False
    if not column.last & (ID | TITLE | ADDRESS | NAME):
        return False
    values = [str(value) for value in column.filled if isinstance(value, str | int)]
    different = len(set(values))
    # The number of a comment's own post is another in each.
    return different > 1 and (different < len(values) or bool(column.last & TITLE))


def story_around(group: Group) -> tuple[str, str] | None:
    """Return title and address of the nearest object around a group that is a story; None without one."""
    for around in group.around[:NEAR]:
        title, address = _stated(around, TITLE), _stated(around, ADDRESS)
        if title is not None and address is not None:
            return title, address
    return None


def _is_of_other_story(group: Group, page: Page, own: str) -> bool:
    """Return whether the story around a group is another one than the page's."""
    story = story_around(group)
    if story is None:
        return False
    path = _page_path(story[1], page)
    return bool(path) and not _same(path, own) and not _is_printed(story[0], page)


def _stated(around: dict[str, Any], role: int) -> str | None:
    for name, value in islice(around.items(), _MOST_FIELDS):
        if isinstance(value, str) and value and roles_of_key(name) & role and len(words_of_key(name)) <= 2:
            return value
    return None


def _is_printed(title: str, page: Page) -> bool:
    heading = page.first("h1")
    printed = f"{heading.text() if heading is not None else ''} {page.meta.get('og:title', '')}"
    return " ".join(title.split()).casefold() in " ".join(printed.split()).casefold()


def _path(url: str) -> str:
    parts = parts_of(url)
    return parts.path.rstrip("/") if parts is not None else ""


def _page_path(value: str, page: Page) -> str:
    """Return the path of a page of this site that a value leads to; empty for other sites and for no address."""
    if value.startswith("#") or " " in value.strip():
        return ""
    if "/" not in value:
        return "/" + value.strip("/")  # a slug
    address = page.link(value)
    if address is None or urlsplit(address).hostname != urlsplit(page.url).hostname:
        return ""
    return _path(address)


def _same(path: str, own: str) -> bool:
    """Return whether two paths are of one page; a slug is the end of its page's path."""
    return path == own or own.endswith(path) or (bool(own) and path.startswith(own + "/"))
