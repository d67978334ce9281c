"""Reading JSON answers field by field, so that a shape nobody knows is a loud error that names the field.

A field that is absent or ``null`` is None; a field of another kind than expected is an
:class:`~newscrawler.comments.protocol.AnswerError`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from newscrawler.comments.protocol import Answer, AnswerError, Batch
from newscrawler.comments.rows import MAX_ROWS, beyond_rows, checked
from newscrawler.items import Comment, Thread
from newscrawler.jsontext import JsonLimitError, parse_json
from newscrawler.limits import COUNT_DIGITS, stated_number

__all__ = ["Rows", "Shape", "at_seconds", "at_utc", "place", "read_json"]

_TIMES_END = 1e15
"""Milliseconds since 1970 in the year 33,658."""


class Shape:
    """One JSON object of an answer.

    :param value: what stands where an object is expected
    :param path: where it stands, for errors: ``comments[3].author``
    :raises AnswerError: when it is something else
    """

    def __init__(self, value: Any, path: str) -> None:
        if not isinstance(value, dict):
            raise AnswerError(f"expected an object at {path}, got {_kind(value)}")
        self.value: dict[str, Any] = value
        self.path = path

    def text(self, name: str) -> str | None:
        """A string."""
        return self._of(name, str, "text")  # type: ignore[no-any-return]

    def flag(self, name: str) -> bool:
        """A boolean; absent is False."""
        return bool(self._of(name, bool, "true or false"))

    def count(self, name: str) -> int | None:
        """A whole number, which may be negative."""
        value = self._of(name, int, "a whole number")
        number = stated_number(value)
        if number is None and value is not None:
            raise self._error(name, f"a whole number of at most {COUNT_DIGITS} digits", value)
        return number

    def number(self, name: str) -> float | None:
        """A number, for points in time."""
        value = self._of(name, (int, float), "a number")
        if isinstance(value, bool) or (value is not None and not abs(value) < _TIMES_END):
            raise self._error(name, "a number that can be a point in time", value)
        return value  # type: ignore[no-any-return]

    def identity(self, name: str) -> str:
        """An id, as text without NUL, which no name of a field in the store can hold; must be there."""
        value = self.value.get(name)
        identity = "" if isinstance(value, bool) or not isinstance(value, str | int) else str(value).replace("\0", "")
        if not identity:
            raise self._error(name, "an id", value)
        return identity

    def reference(self, name: str) -> str | None:
        """An id that may be absent, ``null`` or empty."""
        return self.identity(name) if self.value.get(name) not in (None, "") else None

    def part(self, name: str) -> Shape | None:
        """An object."""
        value = self.value.get(name)
        return None if value is None else Shape(value, f"{self.path}.{name}")

    def need(self, name: str) -> Shape:
        """An object that must be there."""
        return Shape(self.value.get(name), f"{self.path}.{name}")

    def parts(self, name: str, *, optional: bool = False) -> list[Shape]:
        """A list of objects; it must be there unless ``optional``."""
        value = self.value.get(name)
        if value is None and optional:
            return []
        if not isinstance(value, list):
            raise self._error(name, "a list", value)
        # A row that is no object has no fields: it is refused as a row, not as the whole answer.
        return [
            Shape(row if isinstance(row, dict) else {}, f"{self.path}.{name}[{index}]")
            for index, row in enumerate(value)
        ]

    def _of(self, name: str, kind: type | tuple[type, ...], expected: str) -> Any:
        value = self.value.get(name)
        if value is not None and not isinstance(value, kind):
            raise self._error(name, expected, value)
        return value

    def _error(self, name: str, expected: str, value: Any) -> AnswerError:
        return AnswerError(f"expected {expected} at {self.path}.{name}, got {_kind(value)}")


def read_json(answer: Answer, expected: str) -> Shape:
    """The answer as a JSON object.

    :param expected: what the platform calls it, for the error
    """
    try:
        value = parse_json(answer.body)
    except JsonLimitError as error:
        raise AnswerError(f"expected {expected} as JSON within limits, got {error}") from None
    except ValueError:
        start = answer.body[:300].lstrip()
        got = "an empty body" if not start else "HTML" if start.startswith(b"<") else repr(start[:40])
        raise AnswerError(f"expected {expected} as JSON, got {got}") from None
    return Shape(value, "answer")


class Rows:
    """The comments of an answer, some of which may be nonsense: the good ones are read, the others kept as they came."""

    def __init__(self) -> None:
        self.comments: list[Comment] = []
        self._refused: list[Any] = []
        self._first: AnswerError | None = None
        self._beyond = 0

    def read(self, row: Shape, read: Callable[..., Comment], *context: Any) -> Comment | None:
        """The row's comment, as ``read(row, *context)`` gives it, or None when it refuses."""
        if len(self.comments) + len(self._refused) >= MAX_ROWS:
            self._beyond += 1
            return None
        try:
            comment = checked(read(row, *context))
        except AnswerError as error:
            self._first = self._first or error
            self._refused.append(row.value)
            return None
        self.comments.append(comment)
        return comment

    def into(self, batch: Batch, thread: Thread, depths: dict[str, int | None] | None = None) -> Batch:
        """The batch with the comments, their depths and positions, and what could not be read.

        :param thread: whose ``collectedCount`` was read before
        :param depths: as for :func:`place`
        :raises AnswerError: when not one row can be read: then it is not this platform's answer
        """
        if self._first is not None:
            if not self.comments:
                raise self._first
            of = len(self.comments) + len(self._refused)
            problem = f"{len(self._refused)} of {of} comments cannot be read, the first because {self._first}"
            batch.problem = batch.problem or problem
            batch.unreadable = json.dumps(self._refused, ensure_ascii=False)
        if self._beyond:
            batch.problem = batch.problem or beyond_rows(MAX_ROWS + self._beyond)
        place(self.comments, depths)
        for index, comment in enumerate(self.comments):
            comment.position = thread.collectedCount + index
        batch.comments = self.comments
        return batch


def at_utc(text: str | None) -> datetime | None:
    """An ISO time, in UTC where it states no zone; None when it is not one."""
    try:
        at = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return at if at is None or at.tzinfo else at.replace(tzinfo=UTC)


def at_seconds(seconds: float | None) -> datetime | None:
    """A count of seconds since 1970, to the millisecond that the store keeps; None when it is no date."""
    try:
        return datetime.fromtimestamp(round(seconds, 3), UTC) if seconds else None
    except (OverflowError, OSError, ValueError):
        return None


def place(comments: list[Comment], depths: dict[str, int | None] | None = None) -> None:
    """Set the depth of comments from their parents', in whatever order they come.

    A comment whose parent is nowhere is orphaned, unless it is removed itself; its depth and that of its replies is
    unknown.

    :param depths: depths of comments read before; the new ones are added
    """
    depths = {} if depths is None else depths
    below: dict[str | None, list[Comment]] = {}
    own = {comment.nativeId for comment in comments}
    for comment in comments:
        below.setdefault(comment.parentItem, []).append(comment)
    waiting = list(below.get(None, ()))
    for comment in waiting:
        comment.depth = 0
    for parent, replies in below.items():
        if parent is None or parent in own:
            continue
        above = depths.get(parent)
        for comment in replies:
            comment.depth = None if above is None else above + 1
            if parent not in depths and comment.state != "removed":
                comment.state = "orphaned"
        waiting.extend(replies)
    while waiting:
        comment = waiting.pop()
        depths[comment.nativeId] = comment.depth
        for reply in below.pop(comment.nativeId, ()):
            reply.depth = None if comment.depth is None else comment.depth + 1
            waiting.append(reply)
    for comment in comments:
        depths.setdefault(comment.nativeId, comment.depth)  # parents in a circle: no depth


def _kind(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return f"an object with {', '.join(list(value)[:5]) or 'no fields'}"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, int):
        return f"a number of {value.bit_length()} bits" if value.bit_length() > 200 else repr(value)
    return repr(value[:60] if isinstance(value, str) else value)[:60]
