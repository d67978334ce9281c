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

__all__ = [
    "CrawlJobStatus",
    "DeadLetter",
    "HostStatus",
    "NoSuchRequestError",
    "count_dead_letters",
    "crawl_jobs",
    "dead_letters",
    "discard",
    "drop",
    "hosts",
    "requeue",
]

Document = dict[str, Any]

_SHOWN = 12
"""Digits of an id in a message."""

_DEAD_INDEX = "walk_1_died_-1"
"""Index that holds dead letters alone."""

_COUNTED = 200_000
"""Requests of a crawl job that are counted by host: a fifth of a second along the index."""


class NoSuchRequestError(LookupError):
    """No dead letter or crawl job has this id, or several ids begin with it; the message names it."""


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
    done: int | None
    """Acknowledged requests; 0 when the crawl job has ended, because they are removed then. None: not counted."""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class HostStatus:
    """Requests of one crawl job at one host."""

    name: str
    """Empty for ``file:`` and ``data:``."""
    open: int
    """Requests that wait or are leased."""
    owner: str | None
    """Worker that asks this host now. None: nobody does."""
    not_before: datetime | None
    """Time at which its next request may be sent."""


def crawl_jobs(
    database: Database[Document], *, most: int | None = None, with_ended: bool | None = None
) -> list[CrawlJobStatus]:
    """Return all crawl jobs, newest first, without those that are only remembered for their scrapyd jobs. Done requests
    are counted along the index of ids: a second for some million.

    :param most: no count goes beyond this number, and done requests are not counted, so that a glance costs little
    :param with_ended: also those that have ended and left dead letters; None: only without ``most``
    """
    now = server_time(database)
    is_all = most is None if with_ended is None else with_ended
    wanted: Document = {"remembered": {"$exists": False}} if is_all else {"open": True}
    jobs = database["walks"].find(wanted).sort("started", DESCENDING)
    return [_status(database, job, now, most) for job in jobs]


def _status(database: Database[Document], job: Document, now: datetime, most: int | None) -> CrawlJobStatus:
    requests = database["frontier"]

    def count(wanted: Document) -> int:
        return requests.count_documents(wanted) if most is None else requests.count_documents(wanted, limit=most)

    left = {"walk": job["_id"], "due": {"$exists": True}}
    waiting = count(left)
    leased = count({**left, "owner": {"$exists": True}, "due": {"$gt": now}})
    dead = count({"walk": job["_id"], "died": {"$exists": True}})
    prefix = prefix_of(job["_id"])
    done = None
    if most is None:
        done = count({"_id": {"$gte": prefix + bytes(16), "$lte": prefix + b"\xff" * 16}}) - waiting - dead
    alive = [name for name, due in job["workers"].items() if due > now]
    return CrawlJobStatus(
        id=job["_id"],
        arguments=job["arguments"],
        open=job.get("open", False),
        started=job["started"],
        workers={name: database["hosts"].count_documents({"walks": job["_id"], "owner": name}) for name in alive},
        waiting=max(0, waiting - leased),
        leased=leased,
        done=done,
        dead=dead,
    )


def hosts(database: Database[Document], job: str, limit: int) -> tuple[list[HostStatus], bool]:
    """Return the hosts with most open requests of a crawl job, and whether all of its requests were counted.

    :param limit: most hosts
    :raises NoSuchRequestError: there is no crawl job ``job``
    """
    if database["walks"].count_documents({"_id": job}, limit=1) == 0:
        raise _no_job(job)
    now = server_time(database)
    found = list(
        database["frontier"].aggregate(
            [
                {"$match": {"walk": job, "due": {"$exists": True}}},
                {"$limit": _COUNTED},
                {"$group": {"_id": "$host", "open": {"$sum": 1}}},
                {"$sort": {"open": -1, "_id": 1}},
            ]
        )
    )
    shown = found[:limit]
    states = {each["_id"]: each for each in database["hosts"].find({"_id": {"$in": [each["_id"] for each in shown]}})}
    counted = sum(each["open"] for each in found)
    return [_host(each, states.get(each["_id"], {}), now) for each in shown], counted < _COUNTED


def _host(counted: Document, state: Document, now: datetime) -> HostStatus:
    is_owned = "owner" in state and state["due"] > now
    return HostStatus(
        name=counted["_id"],
        open=counted["open"],
        owner=state["owner"] if is_owned else None,
        not_before=state.get("notBefore"),
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


def count_dead_letters(database: Database[Document], job: str | None = None) -> int:
    """Return the number of dead letters, of one crawl job or of all."""
    of: Document = {"walk": job} if job else {}
    return database["frontier"].count_documents({**of, "died": {"$exists": True}}, hint=_DEAD_INDEX)


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
            {"_id": job},
            {"$set": {"open": True, "seeded": False}, "$unset": {"ended": True, "purged": True, "remembered": True}},
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


def discard(database: Database[Document], ids: Sequence[str]) -> int:
    """Remove dead letters; returns their number. A page is requested again only if a crawl finds its link again.

    :param ids: of dead letters, hexadecimal, as :class:`DeadLetter` has them
    """
    chosen = {"_id": {"$in": [bytes.fromhex(id) for id in ids]}, "died": {"$exists": True}}
    return database["frontier"].delete_many(chosen).deleted_count
