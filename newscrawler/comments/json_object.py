"""Typed access to JSON responses: an unknown form is a loud error that names the field.

A field that is absent or ``null`` is None. A field of another kind than expected raises a
:class:`~newscrawler.comments.protocol.ResponseError`. A row that is no comment is rejected alone: the other rows of its
response are read.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from newscrawler.comments.protocol import ParseResult, PlatformResponse, ResponseError
from newscrawler.items import Comment, Thread
from newscrawler.jsontext import JsonLimitError, parse_json
from newscrawler.limits import COUNT_DIGITS, MAX_COMMENT_CHARACTERS, stated_number

__all__ = ["MAX_ROWS", "CommentRows", "JsonObject", "at_seconds", "at_utc", "checked", "read_json", "set_depths"]

MAX_ROWS = 10_000
"""Comments of one response that are read. Platforms send 20 to 500 in one; a whole thread, where it comes at once,
has had 2,000. A comment takes 1.5 KB."""

_MAX_ID = 500
"""Characters of a comment's id; the longest that a platform is known to make have 60."""

_MAX_NAME = 500
"""Characters of a commenter's name; platforms allow 30 to 255."""

_TIMES_END = 1e15
"""Milliseconds since 1970 in the year 33,658."""


class JsonObject:
    """One JSON object of a response.

    :param value: the value found where an object is expected
    :param path: its place in the response, for errors: ``comments[3].author``
    :raises ResponseError: when the value is something else
    """

    def __init__(self, value: Any, path: str) -> None:
        if not isinstance(value, dict):
            raise ResponseError(f"expected an object at {path}, got {_kind(value)}")
        self.value: dict[str, Any] = value
        self.path = path

    def text(self, name: str) -> str | None:
        """Return a string."""
        return self._checked(name, str, "text")  # type: ignore[no-any-return]

    def flag(self, name: str) -> bool:
        """Return a boolean; absent is False."""
        return bool(self._checked(name, bool, "true or false"))

    def count(self, name: str) -> int | None:
        """Return a whole number, which may be negative."""
        value = self._checked(name, int, "a whole number")
        number = stated_number(value)
        if number is None and value is not None:
            raise self._error(name, f"a whole number of at most {COUNT_DIGITS} digits", value)
        return number

    def number(self, name: str) -> float | None:
        """Return a number that is a point in time."""
        value = self._checked(name, (int, float), "a number")
        if isinstance(value, bool) or (value is not None and not abs(value) < _TIMES_END):
            raise self._error(name, "a number that can be a point in time", value)
        return value  # type: ignore[no-any-return]

    def require_id(self, name: str) -> str:
        """Return an id as text; it must be there. NUL is removed, because no field name in the store can hold it."""
        value = self.value.get(name)
        identity = "" if isinstance(value, bool) or not isinstance(value, str | int) else str(value).replace("\0", "")
        if not identity:
            raise self._error(name, "an id", value)
        return identity

    def optional_id(self, name: str) -> str | None:
        """Return an id that may be absent, ``null`` or empty."""
        return self.require_id(name) if self.value.get(name) not in (None, "") else None

    def optional_object(self, name: str) -> JsonObject | None:
        """Return an object, or None."""
        value = self.value.get(name)
        return None if value is None else JsonObject(value, f"{self.path}.{name}")

    def require_object(self, name: str) -> JsonObject:
        """Return an object that must be there."""
        return JsonObject(self.value.get(name), f"{self.path}.{name}")

    def objects(self, name: str, *, optional: bool = False) -> list[JsonObject]:
        """Return a list of objects; it must be there unless ``optional``."""
        value = self.value.get(name)
        if value is None and optional:
            return []
        if not isinstance(value, list):
            raise self._error(name, "a list", value)
        # A row that is no object becomes one without fields: it is rejected as a row, not with the whole response.
        return [
            JsonObject(row if isinstance(row, dict) else {}, f"{self.path}.{name}[{index}]")
            for index, row in enumerate(value)
        ]

    def _checked(self, name: str, kind: type | tuple[type, ...], expected: str) -> Any:
        value = self.value.get(name)
        if value is not None and not isinstance(value, kind):
            raise self._error(name, expected, value)
        return value

    def _error(self, name: str, expected: str, value: Any) -> ResponseError:
        return ResponseError(f"expected {expected} at {self.path}.{name}, got {_kind(value)}")


class CommentRows:
    """Comments of a response, and those of its rows that cannot be read, as they came."""

    def __init__(self) -> None:
        self.comments: list[Comment] = []
        self._rejected: list[Any] = []
        self._first_error: ResponseError | None = None
        self._beyond = 0

    def read(self, row: Any, read: Callable[..., Comment], *context: Any) -> Comment | None:
        """Return the comment that ``read(row, *context)`` makes of a row; None when it raises :exc:`ResponseError`."""
        if len(self.comments) + len(self._rejected) >= MAX_ROWS:
            self._beyond += 1
            return None
        try:
            comment = checked(read(row, *context))
        except ResponseError as error:
            self._first_error = self._first_error or error
            self._rejected.append(row.value if isinstance(row, JsonObject) else row)
            return None
        self.comments.append(comment)
        return comment

    def into(self, result: ParseResult) -> ParseResult:
        """Put the comments into a result, and the rows that could not be read with the reason; returns the result.

        :raises ResponseError: when not one row can be read: then it is not this platform's response
        """
        if self._first_error is not None:
            if not self.comments:
                raise self._first_error
            read = len(self.comments) + len(self._rejected)
            problem = f"{len(self._rejected)} of {read} comments cannot be read, the first because {self._first_error}"
            result.problem = result.problem or problem
            result.unreadable = json.dumps(self._rejected, ensure_ascii=False)
        if self._beyond:
            count = MAX_ROWS + self._beyond
            beyond = f"an answer of {count:,} comments; the limit is {MAX_ROWS:,} (MAX_ROWS)"
            result.problem = result.problem or beyond
        result.comments = self.comments
        return result

    def thread_into(
        self, result: ParseResult, thread: Thread, depths: dict[str, int | None] | None = None
    ) -> ParseResult:
        """Do the same as :meth:`into`, and set depths and positions of the comments.

        :param thread: its ``collectedCount`` is the number of comments read before
        :param depths: as for :func:`set_depths`
        :raises ResponseError: as :meth:`into`
        """
        self.into(result)
        set_depths(self.comments, depths)
        for position, comment in enumerate(self.comments, thread.collectedCount):
            comment.position = position
        return result


def read_json(response: PlatformResponse, expected: str) -> JsonObject:
    """Return the response as a JSON object.

    :param expected: the platform's name for it, for the error
    :raises ResponseError: when it is not a JSON object within limits
    """
    try:
        value = parse_json(response.body)
    except JsonLimitError as error:
        raise ResponseError(f"expected {expected} as JSON within limits, got {error}") from None
    except ValueError:
        start = response.body[:300].lstrip()
        got = "an empty body" if not start else "HTML" if start.startswith(b"<") else repr(start[:40])
        raise ResponseError(f"expected {expected} as JSON, got {got}") from None
    return JsonObject(value, "answer")


def checked(comment: Comment) -> Comment:
    """Return the comment if it is within limits and consistent.

    :raises ResponseError: otherwise; then its thread cannot be complete
    """
    _check_ids(comment)
    _check_lengths(comment)
    if comment.text is None and comment.state in ("visible", "edited"):
        raise ResponseError(f"expected a text of the {comment.state} comment {comment.nativeId}, got none")
    for name, votes in (("up", comment.upvoteCount), ("down", comment.downvoteCount)):
        if votes is not None and votes < 0:
            raise ResponseError(f"expected a count of {name} votes of comment {comment.nativeId}, got {votes}")
    return comment


def _check_ids(comment: Comment) -> None:
    if not comment.nativeId:
        raise ResponseError("expected an id, got an empty one")
    if len(comment.nativeId) > _MAX_ID or len(comment.parentItem or "") > _MAX_ID:
        raise ResponseError(f"expected an id of at most {_MAX_ID} characters, got {comment.nativeId[:40]!r}…")


def _check_lengths(comment: Comment) -> None:
    if comment.text is not None and len(comment.text) > MAX_COMMENT_CHARACTERS:
        raise ResponseError(
            f"comment {comment.nativeId} has more than {MAX_COMMENT_CHARACTERS:,} characters, the limit"
        )
    if comment.author is not None and len(comment.author.name or "") > _MAX_NAME:
        raise ResponseError(f"the author's name of comment {comment.nativeId} has more than {_MAX_NAME} characters")


def at_utc(text: str | None) -> datetime | None:
    """Return an ISO time, in UTC where it states no zone; None when it is not an ISO time."""
    try:
        at = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return at if at is None or at.tzinfo else at.replace(tzinfo=UTC)


def at_seconds(seconds: float | None) -> datetime | None:
    """Return the time of a count of seconds since 1970, to the millisecond; None when out of range."""
    try:
        return datetime.fromtimestamp(round(seconds, 3), UTC) if seconds else None
    except (OverflowError, OSError, ValueError):
        return None


def set_depths(comments: list[Comment], depths: dict[str, int | None] | None = None) -> None:
    """Set the depth of comments by the depth of their parents. Comments may come in any order.

    A comment whose parent is unknown becomes orphaned, unless it is removed itself. Its depth and the depth of its
    replies are unknown.

    :param depths: depths of comments read before; the new ones are added
    """
    depths = {} if depths is None else depths
    replies: dict[str | None, list[Comment]] = {}
    own = {comment.nativeId for comment in comments}
    for comment in comments:
        replies.setdefault(comment.parentItem, []).append(comment)
    waiting = list(replies.get(None, ()))
    for comment in waiting:
        comment.depth = 0
    for parent, below in replies.items():
        if parent is not None and parent not in own:
            _set_depths_below(parent, below, depths)
            waiting.extend(below)
    _set_depths_of_replies(waiting, replies, depths)
    for comment in comments:
        depths.setdefault(comment.nativeId, comment.depth)  # parents in a circle: no depth


def _set_depths_of_replies(
    waiting: list[Comment], replies: dict[str | None, list[Comment]], depths: dict[str, int | None]
) -> None:
    """Note the depth of comments, and set and note the depth of all replies to them."""
    while waiting:
        comment = waiting.pop()
        depths[comment.nativeId] = comment.depth
        for reply in replies.pop(comment.nativeId, ()):
            reply.depth = None if comment.depth is None else comment.depth + 1
            waiting.append(reply)


def _set_depths_below(parent: str, replies: list[Comment], depths: dict[str, int | None]) -> None:
    """Set the depth of replies to a comment that is not in this response."""
    above = depths.get(parent)
    for comment in replies:
        comment.depth = None if above is None else above + 1
        if parent not in depths and comment.state != "removed":
            comment.state = "orphaned"


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
