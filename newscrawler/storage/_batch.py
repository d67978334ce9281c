"""Writing a batch of mixed items, in the order in which readers may rely on them."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bson.errors import BSONError
from pymongo.database import Database
from pymongo.errors import DocumentTooLarge, OperationFailure, PyMongoError

from newscrawler.items import Comment, Copy, Rejection, Thread, Unchanged
from newscrawler.limits import MAX_URL_LENGTH
from newscrawler.storage import suppression
from newscrawler.storage._claims import Claim, kept_out, may_write, owners_of
from newscrawler.storage._comments import write_comments, write_vanished
from newscrawler.storage._copies import CopyVisit, StoryOutcome, write_copies
from newscrawler.storage._documents import Document, UnstorableError, comment_document, plain
from newscrawler.storage._erasing import screen_comments, settle
from newscrawler.storage._quarantine import quarantine
from newscrawler.storage._threads import ThreadVisit, write_threads
from newscrawler.storage._writes import NOT_NOW, CannotWriteError, Outcome, Refused
from newscrawler.storage.errors import StorageError, first_clause
from newscrawler.storage.trust import NO_TRUST, Trust

__all__ = ["Item", "Written", "collection_of", "set_aside", "write_batch"]

Item = Copy | Thread | Comment | Unchanged | Rejection

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Written:
    """What became of a batch."""

    outcomes: list[Outcome]
    """In the order of the items."""
    stories: Counter[StoryOutcome] = field(default_factory=Counter)
    vanished: int = 0
    """Comments that a complete reading of their thread did not find any more."""
    suppressed: int = 0
    """Copies and comments whose words are not stored, because they are on the suppression list."""


def collection_of(item: Item) -> str:
    """The collection that counts the item."""
    if isinstance(item, Comment):
        return "comments"
    if isinstance(item, Copy):
        return "copies"
    if isinstance(item, Thread):
        return "threads"
    if isinstance(item, Unchanged):
        return "copies" if item.kind == "copy" else "threads"
    if isinstance(item, Rejection):
        return "quarantine"
    raise TypeError(f"the store takes Copy, Thread, Comment, Unchanged and Rejection items, not {type(item).__name__}")


def write_batch(database: Database[Document], items: Sequence[Item], trust: Trust = NO_TRUST) -> Written:
    """Write the items; blocks until the majority has them in its journal.

    Copies come before comments and comments before threads: whoever sees a complete thread finds its comments, and those
    that it no longer has are marked. An item that MongoDB will never take goes to quarantine, alone: a batch that fails
    because of its data is halved until the item at fault is found. Writing a batch twice leaves what writing it once does.

    :param trust: what the operator declares of outlets
    :raises CannotWriteError: when MongoDB cannot take the batch now; parts of it may be written
    """
    try:
        return _write(database, items, trust)
    except (CannotWriteError, PyMongoError, StorageError) as error:
        if not _is_about_data(error):
            raise CannotWriteError(first_clause(error)) from error
        trouble: Exception = error
    except Exception as error:
        # One item brought what nobody thought of; the others are written without it.
        trouble = error
    if len(items) == 1:
        return _quarantine_alone(database, items[0], trouble)
    written = Written([])
    middle = len(items) // 2
    for half in (items[:middle], items[middle:]):
        part = write_batch(database, half, trust)
        written.outcomes += part.outcomes
        written.stories += part.stories
        written.vanished += part.vanished
        written.suppressed += part.suppressed
    return written


def _is_about_data(error: Exception) -> bool:
    """Whether the same item would fail again on a server that is well."""
    if isinstance(error, DocumentTooLarge | BSONError):
        return True
    if not isinstance(error, OperationFailure) or error.timeout:
        return False
    labels = ("TransientTransactionError", "RetryableWriteError", "UnknownTransactionCommitResult")
    return error.code not in NOT_NOW and not any(map(error.has_error_label, labels))


def _write(database: Database[Document], items: Sequence[Item], trust: Trust) -> Written:
    copies: list[tuple[int, CopyVisit]] = []
    comments: list[tuple[int, Document]] = []
    threads: list[tuple[int, ThreadVisit]] = []
    rejections: list[Rejection] = []
    for position, item in enumerate(items):
        try:
            if isinstance(item, Comment):
                comments.append((position, comment_document(item)))
            elif isinstance(item, Rejection):
                rejections.append(item)
            elif isinstance(item, Copy) or (isinstance(item, Unchanged) and item.kind == "copy"):
                copies.append((position, CopyVisit(item)))
            else:
                threads.append((position, ThreadVisit(item)))
        except (UnstorableError, TypeError, ValueError, AttributeError) as error:
            rejections.append(_rejection(item, _reason(error)))
    written = Written(["quarantined"] * len(items))
    screen = suppression.current(database)
    written.suppressed = screen_comments(screen, (document for _, document in comments))
    for position in [position for position, visit in copies if visit.copy is not None and screen.copy(visit.url)]:
        written.outcomes[position] = "unchanged"
        written.suppressed += 1
        copies = [each for each in copies if each[0] != position]
    found: list[tuple[int, Outcome | Refused]] = []
    if copies:
        outcomes = write_copies(database, [copy for _, copy in copies], written.stories, trust)
        found += zip([position for position, _ in copies], outcomes, strict=True)
    comments, threads, stored_threads = _of_their_owners(database, items, comments, threads, rejections)
    if comments:
        outcomes = write_comments(database, [comment for _, comment in comments], stored_threads)
        found += zip([position for position, _ in comments], outcomes, strict=True)
    if threads:
        # Before their threads: a crawl that is killed in between has the thread asked again, as if it had changed.
        written.vanished = write_vanished(database, filter(None, (visit.reading for _, visit in threads)))
        outcomes = write_threads(database, [thread for _, thread in threads])
        found += zip([position for position, _ in threads], outcomes, strict=True)
    for position, outcome in found:
        if isinstance(outcome, Refused):
            rejections.append(_rejection(items[position], outcome.reason))
        else:
            written.outcomes[position] = outcome
    quarantined = quarantine(database, rejections) if rejections else []
    settle(
        database, screen, [visit.url for _, visit in copies], [document["_id"] for _, document in comments], quarantined
    )
    return written


_Comments = list[tuple[int, Document]]
_Threads = list[tuple[int, ThreadVisit]]


def _of_their_owners(
    database: Database[Document],
    items: Sequence[Item],
    comments: _Comments,
    threads: _Threads,
    rejections: list[Rejection],
) -> tuple[_Comments, _Threads, set[str]]:
    """The comments and visits of pages that may write to their threads, and the threads that were stored before.

    The others' claims are added to ``rejections``, once for each page and thread.
    """
    by_thread = [claim for _, visit in threads if (claim := visit.claim()) is not None]
    named = {thread: copy_url for thread, copy_url, _, _ in by_thread}
    by_comment: list[str | None] = []
    claims: list[Claim] = []
    for position, document in comments:
        item = items[position]
        assert isinstance(item, Comment)
        thread, copy_url = document["thread"], item.copyUrl or named.get(document["thread"])
        by_comment.append(copy_url)
        if copy_url is not None:
            claims.append((thread, copy_url, document["retrieved"], item.archived))
    claims += by_thread
    owners, stored = owners_of(database, claims, (document["thread"] for _, document in comments))
    out: dict[tuple[str, str], Rejection] = {}
    for thread, copy_url, at, _ in claims:
        if not may_write(thread, copy_url, owners[thread]):
            out[thread, copy_url] = kept_out(thread, copy_url, owners[thread], at)
    if not out:
        return comments, threads, stored
    for each in out.values():
        _log.warning("%s: %s (quarantined)", each.url, each.reason)
    rejections += out.values()
    own = [
        entry
        for entry, copy_url in zip(comments, by_comment, strict=True)
        if copy_url is None or (entry[1]["thread"], copy_url) not in out
    ]
    visits = [entry for entry in threads if (claim := entry[1].claim()) is None or claim[:2] not in out]
    return own, visits, stored


def _quarantine_alone(database: Database[Document], item: Item, error: Exception) -> Written:
    _log.warning("a %s made the store fail", type(item).__name__, exc_info=error)
    set_aside(database, item, _reason(error))
    return Written(["quarantined"])


def set_aside(database: Database[Document], item: Item, reason: str) -> None:
    """Put an item into quarantine in place of its collection.

    :raises CannotWriteError: when MongoDB does not take the entry either
    """
    try:
        quarantine(database, [_rejection(item, reason)])
    except PyMongoError as refused:
        raise CannotWriteError(first_clause(refused)) from refused


def _rejection(item: Item, reason: str) -> Rejection:
    # Half a surrogate pair, which is what MongoDB may have refused, no log file takes either.
    printable = str(_url(item))[:MAX_URL_LENGTH].encode("utf-8", "backslashreplace").decode("utf-8")
    _log.warning("%s cannot be stored: %s (quarantined)", printable, reason)
    at = item.retrieved
    if not isinstance(at, datetime) or at.tzinfo is None:
        at = datetime.now(UTC)
    if isinstance(item, Rejection):
        return Rejection(url=item.url, stage="storage", reason=reason, retrieved=at, fragment=_shown(item))
    try:
        fields = {"_type": type(item).__name__, **plain(item)}
    except RecursionError:
        return Rejection(url=_url(item), stage="storage", reason=reason, retrieved=at, fragment=_shown(item))
    return Rejection(url=_url(item), stage="storage", reason=reason, retrieved=at, item=fields)


def _shown(item: Item) -> str:
    try:
        return repr(item)[:2_000]
    except RecursionError:
        return f"a {type(item).__name__} that is nested too deeply to be shown"


def _url(item: Item) -> str:
    if isinstance(item, Copy | Rejection):
        return item.url
    if isinstance(item, Comment):
        return item.source or item.id
    return item.id


def _reason(error: Exception) -> str:
    return (
        first_clause(error) if isinstance(error, UnstorableError) else f"{type(error).__name__}: {first_clause(error)}"
    )
