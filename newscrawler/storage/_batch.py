"""Write a batch of mixed items, in an order that readers may rely on."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bson.errors import BSONError
from pymongo.database import Database
from pymongo.errors import DocumentTooLarge, OperationFailure, PyMongoError

from newscrawler.items import Comment, Copy, Gone, ListRead, Rejection, Thread, Unchanged
from newscrawler.limits import FRAGMENT_CHARACTERS, MAX_URL_LENGTH
from newscrawler.storage import suppression
from newscrawler.storage._calendar import VisitNotes
from newscrawler.storage._claims import Claim, kept_out, may_write, owners_of
from newscrawler.storage._comments import write_comments, write_vanished
from newscrawler.storage._copies import CopyVisit, StoryOutcome, write_copies
from newscrawler.storage._documents import Document, UnstorableError, comment_document, plain
from newscrawler.storage._erasing import screen_comments, settle
from newscrawler.storage._quarantine import quarantine
from newscrawler.storage._threads import ThreadVisit, write_threads
from newscrawler.storage._visits import Notes, visits_of
from newscrawler.storage._writes import NOT_NOW, CannotWriteError, Outcome, Refused
from newscrawler.storage.errors import StorageError, first_clause
from newscrawler.storage.trust import NO_TRUST, Trust

__all__ = ["Item", "Written", "collection_of", "note_visits", "set_aside", "write_batch", "write_items"]

Item = Copy | Thread | Comment | Unchanged | Gone | ListRead | Rejection

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Written:
    """Outcomes of a batch."""

    outcomes: list[Outcome]
    """In the order of the items."""
    stories: Counter[StoryOutcome] = field(default_factory=Counter)
    vanished: int = 0
    """Number of comments that a complete reading of their thread did not find any more."""
    suppressed: int = 0
    """Number of copies and comments whose words are not stored, because they are on the suppression list."""
    due: set[str] = field(default_factory=set)
    """Ids of stories that are due to be linked with others that print their text."""


def collection_of(item: Item) -> str:
    """Return the name of the collection that counts the item.

    :raises TypeError: for an object that is not an item of the store
    """
    if isinstance(item, Comment):
        return "comments"
    if isinstance(item, Copy | Gone):
        return "copies"
    if isinstance(item, Thread):
        return "threads"
    if isinstance(item, Unchanged):
        return "copies" if item.kind == "copy" else "threads"
    if isinstance(item, Rejection):
        return "quarantine"
    if isinstance(item, ListRead):
        return "calendar"
    raise TypeError(
        f"the store takes Copy, Thread, Comment, Unchanged, Gone, ListRead and Rejection items, not "
        f"{type(item).__name__}"
    )


def write_batch(
    database: Database[Document], items: Sequence[Item], trust: Trust = NO_TRUST, calendar: VisitNotes | None = None
) -> Written:
    """Write the items, and note their visits in the calendar; blocks until the majority has both in its journal.

    :param trust: outlets that the operator declares
    :param calendar: of the writer, which knows the server's time; None makes one for this batch
    :raises CannotWriteError: when MongoDB cannot take the batch now; parts of it may be written
    """
    written = write_items(database, items, trust)
    note_visits(calendar or VisitNotes(database), visits_of(items, written.outcomes))
    return written


def note_visits(calendar: VisitNotes, notes: Notes) -> None:
    """Note visits in the calendar. A fault of the calendar keeps no item from being stored: such a visit is made again.

    :raises CannotWriteError: when MongoDB cannot take them now
    """
    try:
        calendar.note(notes)
    except Exception as error:
        if isinstance(error, CannotWriteError):
            raise
        if isinstance(error, PyMongoError | StorageError) and not _is_about_data(error):
            raise CannotWriteError(first_clause(error)) from error
        _log.exception("%d visits could not be noted in the calendar; what they looked at is due again", len(notes))


def write_items(database: Database[Document], items: Sequence[Item], trust: Trust = NO_TRUST) -> Written:
    """Write the items; blocks until the majority has them in its journal. Their visits are not noted.

    Copies are written before comments and comments before threads: a reader who sees a complete thread finds its
    comments, and the comments that it no longer has are marked. An item that MongoDB will never take goes to
    quarantine, alone: a batch that fails because of its data is halved until the faulty item is found. A batch that
    is written twice has the effect of one write.

    :param trust: outlets that the operator declares
    :raises CannotWriteError: when MongoDB cannot take the batch now; parts of it may be written
    """
    try:
        return _write(database, items, trust)
    except (CannotWriteError, PyMongoError, StorageError) as error:
        if not _is_about_data(error):
            raise CannotWriteError(first_clause(error)) from error
        cause: Exception = error
    except Exception as error:
        # A fault that nobody expected, caused by one item: the others are written without it.
        cause = error
    if len(items) == 1:
        return _quarantine_alone(database, items[0], cause)
    written = Written([])
    middle = len(items) // 2
    for half in (items[:middle], items[middle:]):
        part = write_items(database, half, trust)
        written.outcomes += part.outcomes
        written.stories += part.stories
        written.vanished += part.vanished
        written.suppressed += part.suppressed
        written.due |= part.due
    return written


def _is_about_data(error: Exception) -> bool:
    """Return whether the same item would fail again on a server in good order."""
    if isinstance(error, DocumentTooLarge | BSONError):
        return True
    if not isinstance(error, OperationFailure) or error.timeout:
        return False
    labels = ("TransientTransactionError", "RetryableWriteError", "UnknownTransactionCommitResult")
    return error.code not in NOT_NOW and not any(map(error.has_error_label, labels))


@dataclass(slots=True)
class _Sorted:
    """The items of a batch by collection, each with its position in the batch."""

    copies: list[tuple[int, CopyVisit]] = field(default_factory=list)
    comments: list[tuple[int, Document]] = field(default_factory=list)
    threads: list[tuple[int, ThreadVisit]] = field(default_factory=list)
    lists: list[tuple[int, ListRead]] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)

    def add(self, position: int, item: Item) -> None:
        """Take an item; an item that can never be a document becomes a rejection."""
        try:
            if isinstance(item, Comment):
                self.comments.append((position, comment_document(item)))
            elif isinstance(item, Rejection):
                self.rejections.append(item)
            elif isinstance(item, ListRead):
                self.lists.append((position, item))
            elif isinstance(item, Copy | Gone) or (isinstance(item, Unchanged) and item.kind == "copy"):
                self.copies.append((position, CopyVisit(item)))
            else:
                self.threads.append((position, ThreadVisit(item)))
        except (UnstorableError, TypeError, ValueError, AttributeError) as error:
            self.rejections.append(_rejection(item, _reason(error)))


def _write(database: Database[Document], items: Sequence[Item], trust: Trust) -> Written:
    batch = _Sorted()
    for position, item in enumerate(items):
        batch.add(position, item)
    written = Written(["quarantined"] * len(items))
    screen = suppression.current(database)
    _screen(screen, batch, written)
    for position, outcome in _outcomes(database, items, batch, written, trust):
        if isinstance(outcome, Refused):
            batch.rejections.append(_rejection(items[position], outcome.reason))
        else:
            written.outcomes[position] = outcome
    quarantined = quarantine(database, batch.rejections) if batch.rejections else []
    copies = [visit.url for _, visit in batch.copies]
    settle(database, screen, copies, [document["_id"] for _, document in batch.comments], quarantined)
    return written


def _screen(screen: suppression.Screen, batch: _Sorted, written: Written) -> None:
    """Take out of the batch what the suppression list forbids."""
    written.suppressed = screen_comments(screen, (document for _, document in batch.comments))
    forbidden = {position for position, visit in batch.copies if visit.copy is not None and screen.copy(visit.url)}
    for position in forbidden:
        written.outcomes[position] = "unchanged"
        written.suppressed += 1
    batch.copies = [entry for entry in batch.copies if entry[0] not in forbidden]


def _outcomes(
    database: Database[Document], items: Sequence[Item], batch: _Sorted, written: Written, trust: Trust
) -> list[tuple[int, Outcome | Refused]]:
    """Write copies, comments and threads, in this order; returns the outcomes by position."""
    found: list[tuple[int, Outcome | Refused]] = []
    if batch.copies:
        outcomes = write_copies(database, [copy for _, copy in batch.copies], written.stories, trust, written.due)
        found += zip([position for position, _ in batch.copies], outcomes, strict=True)
    stored_threads = _keep_out(database, items, batch)
    if batch.comments:
        outcomes = write_comments(database, [comment for _, comment in batch.comments], stored_threads)
        found += zip([position for position, _ in batch.comments], outcomes, strict=True)
    if batch.threads:
        # Before their threads: a crawl that is killed in between has the thread asked again, as if it had changed.
        written.vanished = write_vanished(database, filter(None, (visit.reading for _, visit in batch.threads)))
        outcomes = write_threads(database, [thread for _, thread in batch.threads])
        found += zip([position for position, _ in batch.threads], outcomes, strict=True)
    found += [(position, "unchanged") for position, _ in batch.lists]
    return found


def _keep_out(database: Database[Document], items: Sequence[Item], batch: _Sorted) -> set[str]:
    """Take comments and visits of pages that may not write to their threads out of the batch.

    Their claims become rejections, one for each page and thread.

    :returns: the threads that were stored before
    """
    by_thread = [claim for _, visit in batch.threads if (claim := visit.claim()) is not None]
    page_of = _pages_of_comments(items, batch, by_thread)
    claims: list[Claim] = []
    for position, document in batch.comments:
        if (copy_url := page_of[position]) is not None:
            claims.append((document["thread"], copy_url, document["retrieved"], "archived" in document))
    claims += by_thread
    owners, stored = owners_of(database, claims, (document["thread"] for _, document in batch.comments))
    out: dict[tuple[str, str | None], Rejection] = {}
    for thread, copy_url, at, _ in claims:
        if not may_write(thread, copy_url, owners[thread]):
            out[thread, copy_url] = kept_out(thread, copy_url, owners[thread], at)
    if not out:
        return stored
    for each in out.values():
        _log.warning("%s: %s (quarantined)", each.url, each.reason)
    batch.rejections += out.values()
    batch.comments = [entry for entry in batch.comments if (entry[1]["thread"], page_of[entry[0]]) not in out]
    batch.threads = [entry for entry in batch.threads if (claim := entry[1].claim()) is None or claim[:2] not in out]
    return stored


def _pages_of_comments(items: Sequence[Item], batch: _Sorted, claims: Sequence[Claim]) -> dict[int, str | None]:
    """Return the address of the page that each comment was read for, by position; None where it is not known."""
    named = {thread: copy_url for thread, copy_url, _, _ in claims}
    pages: dict[int, str | None] = {}
    for position, document in batch.comments:
        item = items[position]
        assert isinstance(item, Comment)
        pages[position] = item.copyUrl or named.get(document["thread"])
    return pages


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
    # MongoDB may have refused half a surrogate pair, which no log file takes either.
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
        return repr(item)[:FRAGMENT_CHARACTERS]
    except RecursionError:
        return f"a {type(item).__name__} that is nested too deeply to be shown"


def _url(item: Item) -> str:
    if isinstance(item, Copy | Gone | Rejection):
        return item.url
    if isinstance(item, Comment):
        return item.source or item.id
    return item.id


def _reason(error: Exception) -> str:
    return (
        first_clause(error) if isinstance(error, UnstorableError) else f"{type(error).__name__}: {first_clause(error)}"
    )
