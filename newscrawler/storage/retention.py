"""Retention: how long the words of removed and vanished comments are kept, and entries of quarantine.

A bounded sweep runs at the end of a crawl, at most once an hour for the whole fleet; ``scrapy erase --expired`` does
everything that is due at once. Legal holds stop both.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bson.codec_options import CodecOptions
from pymongo import ASCENDING
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from newscrawler.storage import suppression
from newscrawler.storage._documents import Document, moment
from newscrawler.storage._erasing import rewrite
from newscrawler.storage.suppression import Screen

__all__ = ["Expired", "Retention", "expire", "purge_quarantine", "reset", "sweep"]

_EVERY = timedelta(hours=1)
"""Retention counts in days, so that an hour late is on time."""

_SWEEP = 10_000
"""Comments that one sweep reads: a second or two at the end of a crawl, 240,000 a day. Comments that share the last
one's ``lastChanged`` are read too, because the next sweep begins after that time."""

_STATES = ("removed", "vanished")

_WORDS = ("text", "html", "author")

_AWARE: CodecOptions[Document] = CodecOptions(tz_aware=True, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Retention:
    """The settings ``RETAIN_REMOVED_DAYS`` and ``RETAIN_QUARANTINE_DAYS``; 0 keeps for ever."""

    removed_days: float
    quarantine_days: float


@dataclass(slots=True)
class Expired:
    """Counts of what retention removed."""

    comments: int = 0
    """Comments whose earlier words and names were removed."""
    quarantine: int = 0
    """Entries that were removed."""
    held: int = 0
    """Documents that were due, and that a legal hold keeps."""


def sweep(database: Database[Document], retention: Retention) -> Expired | None:
    """Remove a bounded number of the words and entries that are due; returns None where another crawl did so within
    the hour."""
    now = datetime.now(UTC)
    claim = {"_id": "retention", "$or": [{"swept": {"$lt": now - _EVERY}}, {"swept": {"$exists": False}}]}
    try:
        before = database["meta"].find_one_and_update(claim, {"$set": {"swept": now}}, upsert=True)
    except DuplicateKeyError:
        return None
    done = Expired()
    screen = suppression.refreshed(database, suppression.current(database))
    if retention.removed_days:
        before_that = now - timedelta(days=retention.removed_days)
        since = (before or {}).get("done")
        reached = _comments(database, screen, done, before_that, since, _SWEEP)
        database["meta"].update_one({"_id": "retention"}, {"$set": {"done": reached}})
    _quarantine(database, screen, retention, done, now)
    return done


def expire(database: Database[Document], retention: Retention) -> Expired:
    """Remove everything that is due now."""
    now, done = datetime.now(UTC), Expired()
    screen = suppression.refreshed(database, suppression.current(database))
    if retention.removed_days:
        _comments(database, screen, done, now - timedelta(days=retention.removed_days), None, 0)
    _quarantine(database, screen, retention, done, now)
    return done


def reset(database: Database[Document]) -> None:
    """Have the next sweeps read everything again, because a hold was lifted."""
    database["meta"].update_one({"_id": "retention"}, {"$unset": {"done": 1, "swept": 1}})


def _comments(
    database: Database[Document], screen: Screen, done: Expired, until: datetime, since: datetime | None, limit: int
) -> datetime:
    """Strip the comments that are due; returns the ``lastChanged`` up to and including which everything is done."""
    ids, reached = _due(database, since, until, limit)
    now = moment(datetime.now(UTC))

    def strip(comment: Document) -> bool:
        if comment["state"] not in _STATES or not _has_words(comment):
            return False
        if screen.hold(comment) is not None:
            done.held += 1
            return False
        if comment["state"] == "vanished":
            comment.update(text=None, html=None, author=None)
        comment["observations"] = [
            {name: value for name, value in each.items() if name not in _WORDS} for each in comment["observations"]
        ]
        comment["expired"] = now
        return True

    for start in range(0, len(ids), 1_000):
        done.comments += rewrite(database, {"_id": {"$in": ids[start : start + 1_000]}}, strip)
    return reached


def _due(
    database: Database[Document], since: datetime | None, until: datetime, limit: int
) -> tuple[list[str], datetime]:
    """Return the ids of the comments that changed last after ``since`` and by ``until``, the earliest first, and the
    time that they reach.

    :param limit: number of comments, besides further ones of the last comment's time; 0 for all
    """
    comments = database["comments"].with_options(codec_options=_AWARE)
    states = {"$in": list(_STATES)}
    when: Document = {"$lte": until} if since is None else {"$gt": since, "$lte": until}
    found = comments.find({"state": states, "lastChanged": when}, {"lastChanged": 1})
    earliest = list(found.sort([("lastChanged", ASCENDING)]).limit(limit))
    ids = [comment["_id"] for comment in earliest]
    if not limit or len(ids) < limit:
        return ids, until
    last = earliest[-1]["lastChanged"]
    tied = comments.find({"state": states, "lastChanged": last}, {"_id": 1})
    return list(dict.fromkeys([*ids, *(comment["_id"] for comment in tied)])), last


def _has_words(comment: Document) -> bool:
    """Return whether there are words that the outlet does not show any more. Words that it still shows of a removed
    comment stay."""
    if any(name in each for each in comment["observations"] for name in _WORDS):
        return True
    return comment["state"] == "vanished" and any(comment[name] is not None for name in _WORDS)


def _quarantine(
    database: Database[Document], screen: Screen, retention: Retention, done: Expired, now: datetime
) -> None:
    if retention.quarantine_days:
        due = {"lastSeen": {"$lt": now - timedelta(days=retention.quarantine_days)}}
        done.quarantine, held = purge_quarantine(database, due, screen)
        done.held += held


def purge_quarantine(database: Database[Document], due: Document, screen: Screen | None = None) -> tuple[int, int]:
    """Remove the entries of quarantine that match, except those under a legal hold; returns the numbers of both."""
    screen = screen or suppression.refreshed(database, suppression.current(database))
    if not screen.holds_anything:
        return database["quarantine"].delete_many(due).deleted_count, 0
    free: list[str] = []
    removed, held = 0, 0
    for entry in database["quarantine"].find(due, {"url": 1, "item": 1}):
        item = entry.get("item") or {}
        reason = screen.hold_on_copy(entry["url"])
        if reason is None and isinstance(item.get("thread"), str):
            reason = screen.hold(item)
        if reason is None:
            free.append(entry["_id"])
        else:
            held += 1
    for start in range(0, len(free), 1_000):
        removed += database["quarantine"].delete_many({"_id": {"$in": free[start : start + 1_000]}}).deleted_count
    return removed, held
