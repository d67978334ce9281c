"""Order in which the comments of a thread are read: replies after the comment that they answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from newscrawler.storage._stored import StoredComment

__all__ = ["Placed", "placed_comment", "reading_order"]

_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Placed:
    """Facts that give a comment its place."""

    id: str
    native: str
    """Its id on the platform."""
    parent: str | None
    """Id on the platform of the comment that it answers."""
    position: int | None
    """Its place in the answers of the platform."""
    created: datetime | None


def placed_comment(stored: StoredComment) -> Placed:
    """Return what the place of a stored comment follows from."""
    comment = stored.comment
    return Placed(stored.id, comment.nativeId, comment.parentItem, comment.position, comment.dateCreated)


def reading_order(comments: Sequence[Placed]) -> list[tuple[Placed, int]]:
    """Return the comments in reading order, each with its depth from 0.

    A comment whose parent is not among them is at the top level. Comments that answer each other in a circle belong to
    no root: after the roots, the first that is left becomes one.
    """
    ordered = sorted(comments, key=_place)
    replies, roots = _by_parent(ordered)
    reading: list[tuple[Placed, int]] = []
    reached: set[str] = set()
    for start in [*roots, *ordered]:
        stack = [(start, 0)]
        while stack:
            comment, depth = stack.pop()
            if comment.id in reached:
                continue
            reached.add(comment.id)
            reading.append((comment, depth))
            stack.extend((reply, depth + 1) for reply in reversed(replies.get(comment.native, ())))
    return reading


def _by_parent(ordered: Sequence[Placed]) -> tuple[Mapping[str, Sequence[Placed]], Sequence[Placed]]:
    """Return the replies by native id of the comment that they answer, and the comments whose parent is not stored."""
    known = {comment.native for comment in ordered}
    replies: dict[str, list[Placed]] = {}
    roots = []
    for comment in ordered:
        if comment.parent in known and comment.parent != comment.native:
            replies.setdefault(comment.parent, []).append(comment)
        else:
            roots.append(comment)
    return replies, roots


def _place(comment: Placed) -> tuple[float, datetime, str]:
    return (
        float("inf") if comment.position is None else comment.position,
        _NEVER if comment.created is None else comment.created,
        comment.native,
    )
