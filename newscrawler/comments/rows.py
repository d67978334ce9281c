"""Rows of a JSON answer, some of which may be nonsense: the good ones are read, the others kept as they came."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from newscrawler.comments.protocol import AnswerError
from newscrawler.items import Comment
from newscrawler.limits import MAX_COMMENT_CHARACTERS

__all__ = ["MAX_ROWS", "beyond_rows", "checked", "read_rows"]

MAX_ROWS = 10_000
"""Comments of one answer that are read. Platforms send 20 to 500 in one; a whole thread, where it comes at once, has had
2,000. A comment takes 1.5 KB."""

_MAX_ID = 500
"""Characters of a comment's id; the longest that a platform is known to make have 60."""

_MAX_NAME = 500
"""Characters of a reader's name; platforms allow 30 to 255."""


def checked(comment: Comment) -> Comment:
    """The comment, if it can be one.

    :raises AnswerError: else; then its thread cannot be complete
    """
    if not comment.nativeId:
        raise AnswerError("expected an id, got an empty one")
    if len(comment.nativeId) > _MAX_ID or len(comment.parentItem or "") > _MAX_ID:
        raise AnswerError(f"expected an id of at most {_MAX_ID} characters, got {comment.nativeId[:40]!r}…")
    if comment.text is not None and len(comment.text) > MAX_COMMENT_CHARACTERS:
        raise AnswerError(f"comment {comment.nativeId} has more than {MAX_COMMENT_CHARACTERS:,} characters, the limit")
    if comment.author is not None and len(comment.author.name or "") > _MAX_NAME:
        raise AnswerError(f"the author's name of comment {comment.nativeId} has more than {_MAX_NAME} characters")
    if comment.text is None and comment.state in ("visible", "edited"):
        raise AnswerError(f"expected a text of the {comment.state} comment {comment.nativeId}, got none")
    for name, votes in (("up", comment.upvoteCount), ("down", comment.downvoteCount)):
        if votes is not None and votes < 0:
            raise AnswerError(f"expected a count of {name} votes of comment {comment.nativeId}, got {votes}")
    return comment


def read_rows(rows: Sequence[Any], read: Callable[[Any, int], Comment]) -> tuple[list[Comment], str | None, str | None]:
    """The comments, and of the rows that ``read`` refuses why and what they were; None and None when there are none.

    :param read: row and its index → comment; raises :exc:`AnswerError`
    :raises AnswerError: when not one row can be read: then it is not this platform's answer
    """
    comments: list[Comment] = []
    refused: list[Any] = []
    first: AnswerError | None = None
    for index, row in enumerate(rows[:MAX_ROWS]):
        try:
            comments.append(checked(read(row, index)))
        except AnswerError as error:
            first = first or error
            refused.append(row)
    if first is None:
        return comments, beyond_rows(len(rows)), None
    if not comments:
        raise first
    problem = f"{len(refused)} of {len(rows)} comments cannot be read, the first because {first}"
    return comments, problem, json.dumps(refused, ensure_ascii=False)


def beyond_rows(count: int) -> str | None:
    """Return why not all of ``count`` comments of an answer are read; None where they are."""
    return f"an answer of {count:,} comments; the limit is {MAX_ROWS:,} (MAX_ROWS)" if count > MAX_ROWS else None
