"""The frontier in MongoDB: every statement that is made to it, each safe to repeat. Blocking; the worker calls it in a
thread, the command and the benchmark directly.

Three collections. ``frontier``: one document per request. ``hosts``: one per host, whose lease makes one worker at a time
the only one that fetches from it. ``walks``: one per run of a spider with its arguments, by however many workers.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from pymongo import ReturnDocument, UpdateMany, UpdateOne
from pymongo.database import Database
from pymongo.errors import BulkWriteError, DuplicateKeyError
from pymongo.read_concern import ReadConcern

from newscrawler.frontier.clock import ServerClock, server_time

__all__ = ["Beat", "Claimed", "FrontierStore", "Host", "Outcome", "Walk", "prefix_of"]

Document = dict[str, Any]

SUSPECT = 3
"""Tries after which a request is thought to be what killed its workers, and is held by itself: the others that were lost
with it are not lost once more."""

_PURGED_AT_ONCE = 5_000
"""Documents of an ended walk that one statement removes: some 100 ms in which others wait."""

_DUPLICATE = 11000

_COMMIT_S = 0.005
"""The majority has a document some milliseconds after the primary."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """One run of a spider with its arguments."""

    id: str
    round: int
    """How often its first requests were asked; at the second time they are other requests."""
    seeded: bool
    """Whether its first requests are all in the frontier."""

    @property
    def prefix(self) -> bytes:
        """The first bytes of its requests' ids."""
        return prefix_of(self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A request that is leased to us."""

    id: bytes
    token: int
    """Counts the leases of this request: the fence. Who holds an older one can change nothing."""
    tries: int
    host: str
    priority: int
    request: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a leased request."""

    id: bytes
    token: int
    dead: str | None = None
    """Why it is put aside."""
    again_in: float | None = None
    """Seconds until it is due again; None: it is done."""
    reason: str | None = None
    untried: bool = False
    """It was never started: the try is not counted."""
    moved: tuple[str, Mapping[str, Any]] | None = None
    """Host and request that take its place: a redirect to a host of another worker."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """What the frontier knows of a host."""

    name: str
    owner: str | None
    token: int
    due: datetime
    """When its lease ends, or ended."""
    not_before: datetime | None
    """When its next request may be sent: the delay since the last one, whoever sent it."""
    walks: tuple[str, ...]
    """Those with requests for it."""
    wanted_by: str | None
    """Another worker that waits for it, if it still does."""


@dataclass(slots=True, kw_only=True)
class Beat:
    """What a worker learns when it renews its leases."""

    open: bool
    """False: the walk was ended by another worker."""
    seeded: bool
    workers: frozenset[str]
    """Alive, ourselves included."""
    hosts: list[Host] = field(default_factory=list)
    """Those with requests of our walk, and those that we own."""
    kept: set[bytes] = field(default_factory=set)
    """Of the requests that we held: those that are still leased to us."""


@lru_cache(maxsize=64)
def prefix_of(walk: str) -> bytes:
    """Eight bytes that the ids of a walk's requests begin with."""
    return hashlib.blake2b(walk.encode(), digest_size=8).digest()


class FrontierStore:
    """Reads and writes the frontier of one database.

    :param lease: seconds that a host or a request is held without being renewed
    :param tries: how often a request is given out before it is put aside
    """

    def __init__(self, database: Database[Document], *, lease: float, tries: int) -> None:
        self.lease = lease
        self.tries = tries
        self.clock = ServerClock(patience=lease)
        self._database = database
        self._requests = database["frontier"]
        self._durable = self._requests.with_options(read_concern=ReadConcern("majority"))
        self._hosts = database["hosts"]
        self._walks = database["walks"]

    def look_at_the_clock(self) -> None:
        """Before anything else, and now and then."""
        self.clock.observe(lambda: server_time(self._database))

    # --- walks ----------------------------------------------------------------------------------------------------

    def join(self, spider: str, arguments: Mapping[str, str], worker: str, *, stale: float) -> Walk:
        """Take part in the open walk of this spider with these arguments, or begin one.

        :param stale: seconds after which a walk that nobody works on is begun afresh on top of what is left of it: its
            first requests, the lists, are asked once more
        """
        key = _key(spider, arguments)
        while True:
            now = self.clock.now()
            found = self._walks.find_one({"key": key, "open": True})
            if found is None:
                self._begin(key, spider, arguments)
                continue
            alive = [name for name, due in found["workers"].items() if due > now]
            change: Document = {"$set": {f"workers.{worker}": self.clock.now(self.lease)}}
            if not alive and found["seeded"] and (now - found["asked"]).total_seconds() > stale:
                change["$set"].update(seeded=False, asked=now)
                change["$inc"] = {"round": 1}
            joined = self._walks.find_one_and_update(
                {"_id": found["_id"], "open": True, "round": found["round"]},
                change,
                return_document=ReturnDocument.AFTER,
            )
            if joined is not None:
                return Walk(id=joined["_id"], round=joined["round"], seeded=joined["seeded"])

    def _begin(self, key: str, spider: str, arguments: Mapping[str, str]) -> None:
        now = self.clock.now()
        try:
            self._walks.insert_one(
                {
                    "_id": f"{spider}-{now:%Y%m%dT%H%M%S}-{secrets.token_hex(3)}",
                    "key": key,
                    "spider": spider,
                    "arguments": dict(arguments),
                    "open": True,
                    "seeded": False,
                    "round": 1,
                    "started": now,
                    "asked": now,
                    "workers": {},
                }
            )
        except DuplicateKeyError:
            return  # another worker was faster

    def seeded(self, walk: str) -> None:
        """Note that the first requests are all in the frontier."""
        self._walks.update_one({"_id": walk}, {"$set": {"seeded": True}})

    def leave(self, walk: str, worker: str) -> None:
        """A worker ends; the walk goes on or waits for another. The hosts that it waited for are free for who comes next."""
        self._hosts.update_many({"wanted.by": worker}, {"$unset": {"wanted": True}})
        self._walks.update_one({"_id": walk}, {"$unset": {f"workers.{worker}": True}})

    def end(self, walk: str) -> bool:
        """Close a walk with nothing left to do, and forget what it did; False when another worker did so."""
        ended = self._walks.find_one_and_update(
            {"_id": walk, "open": True, "seeded": True},
            {"$set": {"ended": self.clock.now()}, "$unset": {"open": True, "limited": True}},
        )
        if ended is None:
            return False
        self.purge(walk)
        return True

    def purge(self, walk: str) -> int:
        """Remove the done requests of an ended walk; and the walk itself, unless dead letters are left of it."""
        low, high = _range(walk)
        removed = 0
        while True:
            page = self._requests.find({"_id": {"$gt": low, "$lt": high}}, {"_id": 1}).sort("_id", 1)
            ids = [each["_id"] for each in page.limit(_PURGED_AT_ONCE)]
            if not ids:
                break
            within = {"_id": {"$gte": ids[0], "$lte": ids[-1]}, "died": {"$exists": False}}
            removed += self._requests.delete_many(within).deleted_count
            low = ids[-1]
        if self._requests.find_one({"walk": walk, "died": {"$exists": True}}, {"_id": 1}) is None:
            self._walks.delete_one({"_id": walk, "open": {"$exists": False}})
        return removed

    def purge_leftovers(self) -> None:
        """What a worker that was killed while it purged has left."""
        for walk in list(self._walks.find({"ended": {"$exists": True}, "purged": {"$exists": False}}, {"_id": 1})):
            self.purge(walk["_id"])
            self._walks.update_one({"_id": walk["_id"]}, {"$set": {"purged": True}})

    # --- requests come in -----------------------------------------------------------------------------------------

    def admitted(self, walk: str, ids: Sequence[bytes], limit: int) -> set[bytes]:
        """Which of these requests are among the first ``limit`` of the walk: the same answer however often it is asked.

        Atomic over all workers: the walk's document holds the list.
        """
        kept = {"$ifNull": ["$limited", []]}
        fresh = {"$filter": {"input": list(ids), "cond": {"$not": {"$in": ["$$this", kept]}}}}
        room = {"$max": [0, {"$subtract": [limit, {"$size": kept}]}]}
        added = {"$cond": [{"$gt": [room, 0]}, {"$slice": [fresh, {"$max": [1, room]}]}, []]}
        walked = self._walks.find_one_and_update(
            {"_id": walk},
            [{"$set": {"limited": {"$concatArrays": [kept, added]}}}],
            projection={"limited": 1},
            return_document=ReturnDocument.AFTER,
        )
        return set(ids) & set((walked or {}).get("limited", ()))

    def add(self, documents: Sequence[Document]) -> set[bytes]:
        """Insert the requests that the frontier has not; returns the ids of those.

        Afterwards the majority has all of them. One that another worker has just added is not enough: when the primary dies
        it may be rolled back, and the page that it was found on would be acknowledged without it.
        """
        left = {document["_id"]: document for document in documents}
        new: set[bytes] = set()
        while left:
            # Looking first is worth it: most links are known, and a refused insert costs ten times a look.
            for known in self._durable.find({"_id": {"$in": list(left)}}, {"_id": 1}):
                del left[known["_id"]]
            if not left:
                break
            try:
                self._requests.insert_many(list(left.values()), ordered=False)
            except BulkWriteError as error:
                there = {failed["op"]["_id"] for failed in _only_duplicates(error)}
                new |= left.keys() - there
                left = {id: left[id] for id in there}
                time.sleep(_COMMIT_S)
            else:
                new |= left.keys()
                break
        return new

    def wake(self, walk: str, hosts: Iterable[str]) -> None:
        """Let it be known that there are requests for these hosts. After :meth:`add`, never before."""
        now = self.clock.now()
        operations = [
            UpdateOne(
                {"_id": host},
                {"$addToSet": {"walks": walk}, "$setOnInsert": {"token": 0, "due": now}},
                upsert=True,
            )
            for host in hosts
        ]
        if not operations:
            return
        try:
            self._hosts.bulk_write(operations, ordered=False)
        except BulkWriteError as error:
            _only_duplicates(error)
            # Two workers made a host's document at once: now it is there.
            self._hosts.bulk_write(operations, ordered=False)

    # --- requests go out ------------------------------------------------------------------------------------------

    def claim(self, walk: str, worker: str, wants: Mapping[str, int], *, suspect: bool) -> list[Claimed]:
        """Lease what is due at these hosts, which must be ours: highest priority first, then first come.

        :param wants: how many of each host
        :param suspect: whether one that has been lost several times may be among them
        """
        now = self.clock.now()
        found: list[Document] = []
        hosts = list(wants)
        for start in range(0, len(hosts), _BRANCHES):
            first, *others = (_due_at(walk, host, now, wants[host]) for host in hosts[start : start + _BRANCHES])
            branches = [{"$unionWith": {"coll": "frontier", "pipeline": pipeline}} for pipeline in others]
            found += self._requests.aggregate([*first, *branches])
        worn_out = [each for each in found if each["tries"] >= self.tries]
        if worn_out:
            self._bury(worn_out)
        chosen: list[Document] = []
        for each in found:
            if each["tries"] >= self.tries:
                continue
            if each["tries"] >= SUSPECT:
                if not suspect:
                    continue
                suspect = False
            chosen.append(each)
        if not chosen:
            return []
        ids = [each["_id"] for each in chosen]
        result = self._requests.update_many(
            {"_id": {"$in": ids}, "due": {"$lte": now}},
            {"$set": {"due": self.clock.now(self.lease), "owner": worker}, "$inc": {"token": 1, "tries": 1}},
        )
        if result.matched_count != len(ids):
            # Someone requeued, removed or took one of them in between.
            ours = {
                each["_id"]: each["token"]
                for each in self._requests.find({"_id": {"$in": ids}, "owner": worker}, {"token": 1})
            }
            chosen = [each for each in chosen if ours.get(each["_id"]) == each["token"] + 1]
        return [
            Claimed(
                id=each["_id"],
                token=each["token"] + 1,
                tries=each["tries"] + 1,
                host=each["host"],
                priority=each["priority"],
                request=each["request"],
            )
            for each in chosen
        ]

    def _bury(self, documents: Sequence[Document]) -> None:
        now = self.clock.now()
        operations = []
        for each in documents:
            reason = each.get("reason")
            if "owner" in each:
                reason = (
                    f"given out {each['tries']} times, and its worker never came back with it; last {each['owner']}"
                )
            operations.append(
                UpdateOne(
                    {"_id": each["_id"], "token": each["token"], "due": {"$lte": now}},
                    {
                        "$set": {"died": now, "reason": reason or f"given out {each['tries']} times"},
                        "$unset": {"due": True, "owner": True},
                    },
                )
            )
        self._requests.bulk_write(operations, ordered=False)

    def settle(self, worker: str, outcomes: Sequence[Outcome]) -> int:
        """Write what became of leased requests; returns how many were no longer ours, and stay as they are."""
        now = self.clock.now()
        alike: defaultdict[tuple[str, int], list[bytes]] = defaultdict(list)
        operations: list[UpdateOne | UpdateMany] = []
        for each in outcomes:
            held = {"_id": each.id, "token": each.token, "owner": worker}
            if each.dead is not None:
                gone = {"$set": {"died": now, "reason": each.dead}, "$unset": {"due": True, "owner": True}}
                operations.append(UpdateOne(held, gone))
            elif each.moved is not None:
                host, request = each.moved
                change = {"due": now, "host": host, "request": request}
                operations.append(UpdateOne(held, {"$set": change, "$unset": {"owner": True}, "$inc": {"tries": -1}}))
            elif each.untried:
                alike["untried", each.token].append(each.id)
            elif each.again_in is not None:
                change = {"due": self.clock.now(each.again_in), "reason": each.reason}
                operations.append(UpdateOne(held, {"$set": change, "$unset": {"owner": True}}))
            else:
                alike["done", each.token].append(each.id)
        for (kind, token), ids in alike.items():
            held = {"_id": {"$in": ids}, "token": token, "owner": worker}
            if kind == "done":
                # What is done is kept as an id, so that it is not asked again; nothing else of it is needed.
                emptied = dict.fromkeys(("due", "owner", "request", "reason"), True)
                operations.append(UpdateMany(held, {"$set": {"done": now}, "$unset": emptied}))
            else:
                change = {"$set": {"due": now}, "$unset": {"owner": True}, "$inc": {"tries": -1}}
                operations.append(UpdateMany(held, change))
        if not operations:
            return 0
        return len(outcomes) - self._requests.bulk_write(operations, ordered=False).matched_count

    def pending(self, walk: str) -> tuple[str, datetime] | None:
        """Host and due time of a request that is not done; None: the walk has nothing left to do."""
        # As the majority has it: an acknowledgement that may yet be rolled back does not end a walk.
        found = self._durable.find_one({"walk": walk, "due": {"$exists": True}}, {"host": 1, "due": 1})
        return None if found is None else (found["host"], found["due"])

    # --- hosts ----------------------------------------------------------------------------------------------------

    def beat(
        self, walk: str, worker: str, owned: Mapping[str, tuple[int, datetime | None]], held: Sequence[bytes]
    ) -> Beat:
        """Renew our leases and look who else is there.

        :param owned: hosts with their tokens, and when each may be asked next
        :param held: requests
        """
        self.look_at_the_clock()
        until = self.clock.now(self.lease)
        renewals = []
        for name, (token, not_before) in owned.items():
            change: Document = {"due": until}
            if not_before is not None:
                change["notBefore"] = not_before
            renewals.append(UpdateOne({"_id": name, "owner": worker, "token": token}, {"$set": change}))
        if renewals:
            self._hosts.bulk_write(renewals, ordered=False)
        kept = set(held)
        if held:
            ours = {"_id": {"$in": list(held)}, "owner": worker}
            if self._requests.update_many(ours, {"$set": {"due": until}}).matched_count != len(kept):
                kept = {each["_id"] for each in self._requests.find(ours, {"_id": 1})}
        seen = self._walks.find_one_and_update(
            {"_id": walk, "open": True},
            {"$set": {f"workers.{worker}": until}},
            projection={"workers": 1, "seeded": 1},
            return_document=ReturnDocument.AFTER,
        )
        now = self.clock.now()
        workers: dict[str, datetime] = (seen or {}).get("workers", {})
        if gone := [name for name, due in workers.items() if due <= now]:
            self._walks.update_one({"_id": walk}, {"$unset": {f"workers.{name}": True for name in gone}})
        listing = self._hosts.find({"$or": [{"walks": walk}, {"_id": {"$in": list(owned)}}]})
        return Beat(
            open=seen is not None,
            seeded=bool(seen and seen["seeded"]),
            workers=frozenset(set(workers) - set(gone)),
            hosts=[self._host(document) for document in listing],
            kept=kept,
        )

    def _host(self, document: Document) -> Host:
        wanted = document.get("wanted")
        return Host(
            name=document["_id"],
            owner=document.get("owner"),
            token=document["token"],
            due=document["due"],
            not_before=document.get("notBefore"),
            walks=tuple(document.get("walks", ())),
            wanted_by=wanted["by"] if wanted is not None and wanted["until"] > self.clock.now() else None,
        )

    def take_hosts(self, worker: str, hosts: Sequence[Host]) -> list[Host]:
        """Own those of these hosts that nobody took since they were looked at."""
        until, now = self.clock.now(self.lease), self.clock.now()
        self._hosts.bulk_write(
            [
                UpdateOne(
                    {"_id": host.name, "token": host.token, "due": {"$lte": now}},
                    {"$set": {"owner": worker, "due": until}, "$inc": {"token": 1}, "$unset": {"wanted": True}},
                )
                for host in hosts
            ],
            ordered=False,
        )
        tokens = {host.name: host.token + 1 for host in hosts}
        ours = self._hosts.find({"_id": {"$in": list(tokens)}, "owner": worker})
        return [self._host(each) for each in ours if each["token"] == tokens[each["_id"]]]

    def release_hosts(self, walk: str, worker: str, hosts: Sequence[tuple[str, int, datetime | None, bool]]) -> None:
        """Give hosts back: name, token, when each may be asked next, and whether nothing is left to do there.

        What another worker adds at the same moment is not overlooked: it adds and then wakes, this forgets and then looks.
        """
        now = self.clock.now()
        operations = []
        for name, token, not_before, is_empty in hosts:
            change: Document = {"$set": {"due": now}, "$unset": {"owner": True}}
            if not_before is not None:
                change["$set"]["notBefore"] = not_before
            if is_empty:
                change["$pull"] = {"walks": walk}
            operations.append(UpdateOne({"_id": name, "owner": worker, "token": token}, change))
        self._hosts.bulk_write(operations, ordered=False)
        emptied = [name for name, _, _, is_empty in hosts if is_empty]
        left = [
            name
            for name in emptied
            if self._requests.find_one({"walk": walk, "host": name, "due": {"$exists": True}}, {"_id": 1})
        ]
        self.wake(walk, left)

    def want_hosts(self, worker: str, names: Sequence[str], seconds: float) -> None:
        """Ask the owners of these hosts for a turn; first come."""
        now = self.clock.now()
        wish = {"by": worker, "until": self.clock.now(seconds)}
        free = [{"wanted": {"$exists": False}}, {"wanted.until": {"$lte": now}}, {"wanted.by": worker}]
        self._hosts.update_many({"_id": {"$in": list(names)}, "$or": free}, {"$set": {"wanted": wish}})


_BRANCHES = 32
"""Hosts in one aggregation; MongoDB plans each branch by itself, and takes at most a few hundred."""


def _due_at(walk: str, host: str, now: datetime, number: int) -> list[Document]:
    # Priority, then due: as the index has it. What is leased to us lies between and is passed over.
    return [
        {"$match": {"walk": walk, "host": host, "due": {"$lte": now}}},
        {"$sort": {"priority": -1, "due": 1}},
        {"$limit": number},
    ]


def _only_duplicates(error: BulkWriteError) -> list[Document]:
    """The refused documents, when all were refused for being there; anything else has to be done again.

    :raises BulkWriteError: also when the majority has not confirmed what was written
    """
    refused: list[Document] = error.details["writeErrors"]
    if error.details["writeConcernErrors"] or any(each["code"] != _DUPLICATE for each in refused):
        raise error
    return refused


def _key(spider: str, arguments: Mapping[str, str]) -> str:
    """What makes two crawls parts of one walk; what scrapyd adds (``_job``) does not."""
    named = {name: value for name, value in arguments.items() if not name.startswith("_")}
    told = json.dumps(named, sort_keys=True, ensure_ascii=False).encode()
    return f"{spider}:{hashlib.blake2b(told, digest_size=8).hexdigest()}"


def _range(walk: str) -> tuple[bytes, bytes]:
    # Of full length: BSON compares binary by its length first.
    return prefix_of(walk) + bytes(16), prefix_of(walk) + b"\xff" * 16
