"""What an operator asks of the frontier: how far are the walks, what was put aside, and another chance for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pymongo import DESCENDING
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from newscrawler.frontier.clock import server_time
from newscrawler.frontier.store import FrontierStore, prefix_of

__all__ = ["DeadLetter", "NoSuchRequestError", "WalkStatus", "dead_letters", "drop", "requeue", "walks"]

Document = dict[str, Any]


class NoSuchRequestError(LookupError):
    """There is no such dead letter or walk, or more than one that begins so; the message names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkStatus:
    """One walk."""

    id: str
    arguments: dict[str, str]
    open: bool
    started: datetime
    workers: dict[str, int]
    """Those alive, and how many hosts each owns."""
    waiting: int
    """Requests that may be handed out now, or later."""
    leased: int
    done: int
    """Acknowledged; 0 when the walk has ended, for what was done is forgotten then."""
    dead: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """A request that was put aside."""

    id: str
    """Hexadecimal."""
    walk: str
    url: str
    reason: str
    died: datetime
    tries: int


def walks(database: Database[Document]) -> list[WalkStatus]:
    """All walks, newest first. What is done is counted along the index of ids: a second for some million."""
    now = server_time(database)
    return [_status(database, walk, now) for walk in database["walks"].find().sort("started", DESCENDING)]


def _status(database: Database[Document], walk: Document, now: datetime) -> WalkStatus:
    requests = database["frontier"]
    left = {"walk": walk["_id"], "due": {"$exists": True}}
    waiting = requests.count_documents(left)
    leased = requests.count_documents({**left, "owner": {"$exists": True}, "due": {"$gt": now}})
    dead = requests.count_documents({"walk": walk["_id"], "died": {"$exists": True}})
    prefix = prefix_of(walk["_id"])
    all_ = requests.count_documents({"_id": {"$gte": prefix + bytes(16), "$lte": prefix + b"\xff" * 16}})
    alive = [name for name, due in walk["workers"].items() if due > now]
    return WalkStatus(
        id=walk["_id"],
        arguments=walk["arguments"],
        open=walk.get("open", False),
        started=walk["started"],
        workers={name: database["hosts"].count_documents({"walks": walk["_id"], "owner": name}) for name in alive},
        waiting=waiting - leased,
        leased=leased,
        done=all_ - waiting - dead,
        dead=dead,
    )


def dead_letters(database: Database[Document], walk: str | None = None) -> Iterator[DeadLetter]:
    """What was put aside, walk by walk, last first."""
    of = [walk] if walk else database["frontier"].distinct("walk", {"died": {"$exists": True}})
    for each in of:
        for document in database["frontier"].find({"walk": each, "died": {"$exists": True}}).sort("died", DESCENDING):
            yield _dead(document)


def _dead(document: Document) -> DeadLetter:
    return DeadLetter(
        id=document["_id"].hex(),
        walk=document["walk"],
        url=document["request"]["url"],
        reason=document["reason"],
        died=document["died"],
        tries=document["tries"],
    )


def requeue(store: FrontierStore, database: Database[Document], ids: Sequence[str]) -> tuple[list[str], list[str]]:
    """Make dead letters due again; their walks are opened again where they have ended.

    :param ids: of dead letters, hexadecimal, as :class:`DeadLetter` has them
    :returns: the ids that are due, and those whose walk has ended while another of the same spider and arguments is under
        way, which asks for the page itself
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


def _open_again(database: Database[Document], walk: str) -> bool:
    found = database["walks"].find_one({"_id": walk})
    if found is None or found.get("open"):
        return found is not None
    try:
        # What was done in it is forgotten, so its first requests are asked again.
        database["walks"].update_one(
            {"_id": walk}, {"$set": {"open": True, "seeded": False}, "$unset": {"ended": True, "purged": True}}
        )
    except DuplicateKeyError:
        return False
    return True


def drop(database: Database[Document], walk: str) -> int:
    """Forget a walk, dead letters included; how many requests it had. Its workers, if any, end."""
    if database["walks"].delete_one({"_id": walk}).deleted_count == 0:
        raise NoSuchRequestError(f"{walk!r} is no walk")
    prefix = prefix_of(walk)
    within = {"_id": {"$gte": prefix + bytes(16), "$lte": prefix + b"\xff" * 16}}
    removed = database["frontier"].delete_many(within).deleted_count
    database["hosts"].update_many({"walks": walk}, {"$pull": {"walks": walk}})
    return removed


_SHOWN = 12
