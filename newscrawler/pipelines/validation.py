"""Second pipeline: an item that is not a valid story, thread or comment goes to quarantine with its reason."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from itemadapter import ItemAdapter

from newscrawler.items import Comment, Comments, Copy, Gone, ListRead, Rejection, Thread, Unchanged
from newscrawler.limits import MAX_COMMENT_CHARACTERS

__all__ = ["ValidationPipeline", "problem_of"]

logger = logging.getLogger(__name__)

_HEADLINE_MAX = 400
"""Characters. The longest real headline in the evaluation pages has 213; a longer text is a paragraph."""
_BODY_MAX = 1_000_000
"""Characters of all paragraphs: at most 4 MB in UTF-8, stored as body and as blocks. MongoDB takes documents of at
most 16 MB."""


class ValidationPipeline:
    """Replace an item that is not valid by a :class:`~newscrawler.items.Rejection`, so that it is stored."""

    def process_item(self, item: Any) -> Any:
        if isinstance(item, Comments):
            _sort_out(item)
            return item
        reason = problem_of(item)
        return item if reason is None else _rejected(item, reason)


def _sort_out(item: Comments) -> None:
    """Move comments that are not valid to ``item.rejections``."""
    valid: list[Comment] = []
    for comment in item.comments:
        reason = problem_of(comment)
        if reason is None:
            valid.append(comment)
        else:
            item.rejections.append(_rejected(comment, reason))
    item.comments = valid


def _rejected(item: Copy | Thread | Comment, reason: str) -> Rejection:
    logger.warning("%s: %s (quarantined)", _url(item), reason)
    return Rejection(
        url=_url(item),
        stage="validation",
        reason=reason,
        retrieved=item.retrieved,
        item={"_type": type(item).__name__, **ItemAdapter(item).asdict()},
        asked=item.asked if isinstance(item, Copy) else None,
    )


def problem_of(item: Any) -> str | None:
    """Return why an item cannot be stored, in one line with the remedy where it is known; None when it is valid."""
    if isinstance(item, Copy):
        return _copy_problem(item)
    if isinstance(item, Comment):
        return _comment_problem(item)
    if isinstance(item, Thread):
        return _thread_problem(item)
    if isinstance(item, Unchanged | Gone | ListRead | Rejection):
        return None
    raise TypeError(
        "newscrawler stores Copy, Thread, Comments, Unchanged, Gone, ListRead and Rejection items, not "
        f"{type(item).__name__}"
    )


def _copy_problem(copy: Copy) -> str | None:
    if not copy.url:
        return "no URL"
    if copy.retrieved.tzinfo is None:
        return "retrieved has no time zone"
    if not copy.headline:
        return "no headline: not a story page, or the outlet's markup changed (see its Selectors)"
    if len(copy.headline) > _HEADLINE_MAX:
        return f"headline of {len(copy.headline)} characters: a paragraph was taken for it"
    if not copy.body and copy.representation == "full":
        return "no body text: a login wall, a section page, or the outlet's markup changed (see its Selectors)"
    if sum(map(len, copy.body)) > _BODY_MAX:
        return f"body of {sum(map(len, copy.body)):,} characters; the limit is {_BODY_MAX:,}"
    return _date_problem(copy)


def _date_problem(copy: Copy) -> str | None:
    for name in ("datePublished", "dateModified"):
        at = getattr(copy, name)
        if at is not None and at.tzinfo is None:
            return f"{name} has no time zone"
        if at is not None and at > copy.retrieved + timedelta(days=1):
            return f"{name} {at.isoformat()} lies after the fetch"
    return None


def _comment_problem(comment: Comment) -> str | None:
    if not comment.nativeId or not comment.thread:
        return "comment without an id or a thread"
    if (problem := _text_problem(comment)) is not None:
        return problem
    for name in ("upvoteCount", "downvoteCount"):
        count = getattr(comment, name)
        if count is not None and count < 0:
            return f"{name} is negative: {count}"
    if comment.dateCreated is not None and comment.dateCreated.tzinfo is None:
        return "dateCreated has no time zone"
    return None


def _text_problem(comment: Comment) -> str | None:
    if comment.text is None:
        return "visible comment without text" if comment.state in ("visible", "edited") else None
    if len(comment.text) > MAX_COMMENT_CHARACTERS:
        return f"comment of {len(comment.text):,} characters; the limit is {MAX_COMMENT_CHARACTERS:,}"
    return None


def _thread_problem(thread: Thread) -> str | None:
    if not thread.nativeId or not thread.copyUrl:
        return "thread without an id or a copy"
    if not thread.complete and not thread.reason:
        return "incomplete thread without a reason"
    return None


def _url(item: Copy | Thread | Comment) -> str:
    if isinstance(item, Copy):
        return item.url or "unknown"
    if isinstance(item, Thread):
        return item.copyUrl or item.id
    return item.source or item.id
