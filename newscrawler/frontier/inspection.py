"""The frontier for an operator: state of the crawl jobs, and dead letters, which can be queued again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pymongo import DESCENDING
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from newscrawler.frontier.store import FrontierStore, prefix_of
from newscrawler.storage.clock import server_time

__all__ = ["CrawlJobStatus", "DeadLetter", "NoSuchRequestError", "crawl_jobs", "dead_letters", "drop", "requeue"]

Document = dict[str, Any]

_SHOWN = 12
"""Digits of an id in a message."""


class NoSuchRequestError(LookupError):
    """There is no dead letter or crawl job of this id, or several ids begin with it; the message names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlJobStatus:
    """State of one crawl job."""

    id: str
    arguments: dict[str, str]
    open: bool
    started: datetime
    workers: dict[str, int]
    """Workers that are alive, with the number of hosts that each owns."""
    waiting: int
    """Requests that may be handed out now, or later."""
    leased: int
    done: int
    """Acknowledged requests; 0 when the crawl job has ended, because they are removed then."""
    dead: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """A request that was put aside after its last try."""

    id: str
    """Hexadecimal."""
    job: str
    url: str
    reason: str
    died: datetime
    tries: int


def crawl_jobs(database: Database[Document]) -> list[CrawlJobStatus]:
    """Return all crawl jobs, newest first. Done requests are counted along the index of ids: a second for some
    million."""
    now = server_time(database)
    return [_status(database, job, now) for job in database["walks"].find().sort("started", DESCENDING)]


def _status(database: Database[Document], job: Document, now: datetime) -> CrawlJobStatus:
    requests = database["frontier"]
    left = {"walk": job["_id"], "due": {"$exists": True}}
    waiting = requests.count_documents(left)
    leased = requests.count_documents({**left, "owner": {"$exists": True}, "due": {"$gt": now}})
    dead = requests.count_documents({"walk": job["_id"], "died": {"$exists": True}})
    prefix = prefix_of(job["_id"])
    total = requests.count_documents({"_id": {"$gte": prefix + bytes(16), "$lte": prefix + b"\xff" * 16}})
    alive = [name for name, due in job["workers"].items() if due > now]
    return CrawlJobStatus(
        id=job["_id"],
        arguments=job["arguments"],
        open=job.get("open", False),
        started=job["started"],
        workers={name: database["hosts"].count_documents({"walks": job["_id"], "owner": name}) for name in alive},
        waiting=waiting - leased,
        leased=leased,
        done=total - waiting - dead,
        dead=dead,
    )


def dead_letters(database: Database[Document], job: str | None = None) -> Iterator[DeadLetter]:
    """Yield the dead letters, job by job, the latest first.

    :raises NoSuchRequestError: there is no crawl job ``job``
    """
    if job is not None and database["walks"].count_documents({"_id": job}, limit=1) == 0:
        raise _no_job(job)
    of = [job] if job else database["frontier"].distinct("walk", {"died": {"$exists": True}})
    for each in of:
        for document in database["frontier"].find({"walk": each, "died": {"$exists": True}}).sort("died", DESCENDING):
            yield _dead(document)


def _dead(document: Document) -> DeadLetter:
    return DeadLetter(
        id=document["_id"].hex(),
        job=document["walk"],
        url=document["request"]["url"],
        reason=document["reason"],
        died=document["died"],
        tries=document["tries"],
    )


def requeue(store: FrontierStore, database: Database[Document], ids: Sequence[str]) -> tuple[list[str], list[str]]:
    """Make dead letters due again; their crawl jobs are opened again where they have ended.

    :param ids: of dead letters, hexadecimal, as :class:`DeadLetter` has them
    :returns: the ids that are due, and the ids whose crawl job has ended while another job of the same spider and
        arguments is under way, which requests the page itself
    """
    done: list[str] = []
    overtaken: list[str] = []
    for id in ids:
        found = database["frontier"].find_one({"_id": bytes.fromhex(id), "died": {"$exists": True}})
        if found is None:
            raise NoSuchRequestError(f"{id[:_SHOWN]} is no dead letter")
        if not _open_again(database, found["walk"]):
            overtaken.append(id)
            continue
        database["frontier"].update_one(
            {"_id": found["_id"], "token": found["token"], "died": {"$exists": True}},
            {"$set": {"due": store.clock.now(), "tries": 0}, "$unset": {"died": True, "reason": True}},
        )
        store.wake(found["walk"], [found["host"]])
        done.append(id)
    return done, overtaken


def _open_again(database: Database[Document], job: str) -> bool:
    found = database["walks"].find_one({"_id": job})
    if found is None or found.get("open"):
        return found is not None
    try:
        # Its done requests were removed, so its seeds are requested again.
        database["walks"].update_one(
            {"_id": job}, {"$set": {"open": True, "seeded": False}, "$unset": {"ended": True, "purged": True}}
        )
    except DuplicateKeyError:
        return False
    return True


def _no_job(job: str) -> NoSuchRequestError:
    return NoSuchRequestError(f"{job!r} is no crawl job")


def drop(database: Database[Document], job: str) -> int:
    """Remove a crawl job with its dead letters; returns the number of its requests. Its workers, if any, end."""
    if database["walks"].delete_one({"_id": job}).deleted_count == 0:
        raise _no_job(job)
    prefix = prefix_of(job)
    within = {"_id": {"$gte": prefix + bytes(16), "$lte": prefix + b"\xff" * 16}}
    removed = database["frontier"].delete_many(within).deleted_count
    database["hosts"].update_many({"walks": job}, {"$pull": {"walks": job}})
    return removed
