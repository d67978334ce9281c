"""Comments of a thread as a page shows them: nested to a depth that a narrow screen can take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pymongo.database import Database

from newscrawler.storage.reader import StoredThread
from newscrawler.storage.thread_order import MOST_ORDERED, ShownComment, ThreadPage, VotesAt, thread_page

__all__ = ["ThreadView", "nested", "thread_view", "votes_chart"]

_DEEPEST = 6
"""Levels that are indented. Answers below stand at the last level and name the comment that they answer."""

_NAMES = {"up": "up votes", "down": "down votes", "score": "score"}


@dataclass(frozen=True, slots=True)
class Nested:
    """A comment in nested lists."""

    shown: ShownComment
    has_answers: bool
    """Whether a list of answers begins after it, inside its item."""
    closes: int
    """Lists that end after it, each with the item that holds it."""
    answers: str | None
    """Author of the comment that it answers, or its id on the platform. None: it answers none, or nesting shows it."""


@dataclass(frozen=True, slots=True)
class ThreadView:
    """A thread with some of its comments."""

    stored: StoredThread
    page: ThreadPage
    comments: list[Nested]


def thread_view(
    database: Database[dict[str, Any]],
    stored: StoredThread,
    *,
    limit: int,
    start: str | None = None,
    most: int = MOST_ORDERED,
) -> ThreadView | None:
    """Return a thread with a page of its comments; None where ``start`` is none of them.

    :param most: most comments of the thread that are put in order
    """
    page = thread_page(database, stored.id, limit=limit, start=start, most=most)
    return None if page is None else ThreadView(stored, page, nested(page.comments))


def nested(comments: Sequence[ShownComment]) -> list[Nested]:
    """Return the comments of a page in nested lists.

    The first comment of a page may be an answer to one of the page before: it begins at the top level.
    """
    levels = _levels(comments)
    above: dict[str, tuple[ShownComment, int]] = {}
    found = []
    for each, level, following in zip(comments, levels, [*levels, 0][1:], strict=True):
        comment = each.stored.comment
        found.append(
            Nested(
                each,
                has_answers=following > level,
                closes=max(0, level - following),
                answers=_answered(comment.parentItem, above, level),
            )
        )
        above[comment.nativeId] = each, level
    return found


def _answered(parent: str | None, above: Mapping[str, tuple[ShownComment, int]], level: int) -> str | None:
    if parent is None or parent not in above:
        return parent
    answered, its_level = above[parent]
    if level == its_level + 1:
        return None
    author = answered.stored.comment.author
    return parent if author is None or not author.name else author.name


def _levels(comments: Sequence[ShownComment]) -> list[int]:
    """Return the level of each comment: its depth below the comments of the page, bounded."""
    levels: list[int] = []
    above: list[int] = []
    """Depths of the comments above, each deeper than the one before."""
    for each in comments:
        while above and above[-1] >= each.depth:
            above.pop()
        levels.append(min(len(above), _DEEPEST))
        above.append(each.depth)
    return levels


def votes_chart(points: Sequence[VotesAt]) -> dict[str, Any] | None:
    """Return the data of a chart of votes over time; None where there is no line to draw."""
    if len(points) < 2:
        return None
    series = [
        {"label": label, "values": values}
        for name, label in _NAMES.items()
        if any(values := [getattr(point, name) for point in points])
    ]
    return {"x": [int(point.at.timestamp()) for point in points], "series": series, "unit": "votes"}
