"""Rows of a JSON answer, some of which may be nonsense: the good ones are read, the others kept as they came."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from newscrawler.comments.platform import AnswerError
from newscrawler.items import Comment

__all__ = ["checked", "load_json", "read_rows"]


def load_json(body: bytes) -> Any:
    """The JSON of an answer, without halves of characters: a comment that was cut inside an emoji has one.

    :raises ValueError: when it is not JSON, or nested beyond what any comment section is
    """
    try:
        data = json.loads(body)
        if b"\\ud" not in body and b"\\uD" not in body:
            return data
        text = json.dumps(data, ensure_ascii=False)
        whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        return data if whole == text else json.loads(whole)
    except RecursionError:
        raise ValueError("nested too deep") from None


def checked(comment: Comment) -> Comment:
    """The comment, if it can be one.

    :raises AnswerError: else; then its thread cannot be complete
    """
    if not comment.nativeId:
        raise AnswerError("expected an id, got an empty one")
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
    for index, row in enumerate(rows):
        try:
            comments.append(checked(read(row, index)))
        except AnswerError as error:
            first = first or error
            refused.append(row)
    if first is None:
        return comments, None, None
    if not comments:
        raise first
    problem = f"{len(refused)} of {len(rows)} comments cannot be read, the first because {first}"
    return comments, problem, json.dumps(refused, ensure_ascii=False)
