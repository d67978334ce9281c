"""The frontier in MongoDB: every statement that is made to it, each safe to repeat. Blocking: the worker calls it in
a thread, the command and the benchmark directly.

Three collections. ``frontier``: one document per request. ``hosts``: one per host; its lease makes one worker at a
time the only one that fetches from it. ``walks``: one per crawl job, which is a run of a spider with its arguments
by any number of workers.
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

from pymongo import DeleteMany, ReturnDocument, UpdateMany, UpdateOne
from pymongo.database import Database
from pymongo.errors import BulkWriteError, DuplicateKeyError
from pymongo.read_concern import ReadConcern

from newscrawler.frontier.clock import ServerClock
from newscrawler.storage.clock import server_time

__all__ = ["AckResult", "Claimed", "CrawlJob", "FrontierStore", "Heartbeat", "Host", "prefix_of"]

Document = dict[str, Any]

POISON_TRIES = 3
"""Tries after which a request is suspected to be poison, a request that kills its workers. A worker holds one such
request at a time: the others that were lost with it are not lost once more."""

_PURGED_AT_ONCE = 5_000
"""Documents of an ended crawl job that one statement removes: some 100 ms in which others wait."""

_BRANCHES = 32
"""Hosts in one aggregation; MongoDB plans each branch by itself, and takes at most a few hundred."""

_DUPLICATE = 11000

_COMMIT_S = 0.005
"""The majority has a document some milliseconds after the primary."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlJob:
    """One run of a spider with its arguments, which any number of workers share."""

    id: str
    round: int
    """Number of times that its seeds were requested; the second time they are other requests."""
    seeded: bool
    """Whether its seeds are all in the frontier."""
    is_over: bool = False
    """Whether it ended before this worker came, whose scrapyd job had taken part: nothing is left to do for the job."""

    @property
    def prefix(self) -> bytes:
        """First bytes of the ids of its requests."""
        return prefix_of(self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A request that is leased to us."""

    id: bytes
    token: int
    """Fencing token: it counts the leases of this request. A worker with an older token can change nothing."""
    tries: int
    host: str
    priority: int
    request: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class AckResult:
    """Ack or nack of a leased request. With nothing but id and token it is an ack: the request is done."""

    id: bytes
    token: int
    """Fencing token of the lease."""
    dead_letter_reason: str | None = None
    """Why it becomes a dead letter."""
    retry_after: float | None = None
    """Seconds until it is due again."""
    retry_reason: str | None = None
    untried: bool = False
    """It was not started: the lease does not count as a try."""
    moved: tuple[str, Mapping[str, Any]] | None = None
    """Host and request that take its place: a redirect to a host of another worker."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """State of a host in the frontier."""

    name: str
    owner: str | None
    token: int
    """Fencing token."""
    due: datetime
    """Time at which its lease ends, or ended."""
    not_before: datetime | None
    """Time at which its next request may be sent: the delay since the last request, whoever sent it."""
    jobs: tuple[str, ...]
    """Crawl jobs with requests for it."""
    wanted_by: str | None
    """Another worker that waits for it, if it still does."""


@dataclass(slots=True, kw_only=True)
class Heartbeat:
    """Answer to a worker that renews its leases."""

    open: bool
    """False: the crawl job was ended by another worker."""
    seeded: bool
    workers: frozenset[str]
    """Names of the workers that are alive, ourselves included."""
    hosts: list[Host] = field(default_factory=list)
    """Hosts with requests of our crawl job, and hosts that we own."""
    kept: set[bytes] = field(default_factory=set)
    """Requests that are still leased to us, of those that we held."""


@lru_cache(maxsize=64)
def prefix_of(job: str) -> bytes:
    """Return the eight bytes that the ids of a crawl job's requests begin with."""
    return hashlib.blake2b(job.encode(), digest_size=8).digest()


class FrontierStore:
    """Reads and writes the frontier of one database.

    :param lease: seconds that a host or a request is held without a renewal
    :param tries: number of leases after which a request becomes a dead letter
    """

    def __init__(self, database: Database[Document], *, lease: float, tries: int) -> None:
        self.lease = lease
        self.tries = tries
        self.clock = ServerClock(patience=lease)
        self._database = database
        self._requests = database["frontier"]
        self._durable = self._requests.with_options(read_concern=ReadConcern("majority"))
        self._hosts = database["hosts"]
        self._jobs = database["walks"]

    def observe_clock(self) -> None:
        """Look at the server's clock: before any other statement, and from time to time."""
        self.clock.observe(lambda: server_time(self._database))

    # --- crawl jobs -------------------------------------------------------------------------------------------------

    def join(
        self,
        spider: str,
        arguments: Mapping[str, str],
        worker: str,
        *,
        stale: float,
        background: bool = False,
        scrapyd_job: str | None = None,
    ) -> CrawlJob:
        """Take part in the open crawl job of this spider with these arguments, or begin a new job.

        A scrapyd job whose node died may be taken over after the other workers have ended the crawl job. It must not
        crawl everything again: it is given the crawl job that ended (``is_over``), if it took part and that is less
        than a day ago. The same holds for a scrapyd job that is tried again because its crawl failed. A crawl job ends
        only when each request was acknowledged or is a dead letter, whichever worker failed before: the crawl that the
        scrapyd job was to make is made, and its dead letters wait for an operator. A crawl job that an operator dropped
        is forgotten, and one that is still open is joined.

        :param stale: seconds after which a crawl job that nobody works on is seeded again, on top of the requests
            that are left of it: its lists may have new links
        :param background: whether the job gives way to others at their hosts
        :param scrapyd_job: id of the worker's scrapyd job; None: it has none
        """
        key = _key(spider, arguments)
        while True:
            now = self.clock.now()
            found = self._jobs.find_one({"key": key, "open": True})
            # After the look for an open one: a crawl job that ends between the two is seen here.
            if scrapyd_job is not None and (ended := self._ended_with(key, scrapyd_job)) is not None:
                return ended
            if found is None:
                self._begin(key, spider, arguments, background=background)
                continue
            alive = [name for name, due in found["workers"].items() if due > now]
            change: Document = {"$set": {f"workers.{worker}": self.clock.now(self.lease)}}
            if scrapyd_job is not None:
                change["$addToSet"] = {"jobs": scrapyd_job}
            if not alive and found["seeded"] and (now - found["asked"]).total_seconds() > stale:
                change["$set"].update(seeded=False, asked=now)
                change["$inc"] = {"round": 1}
            joined = self._jobs.find_one_and_update(
                {"_id": found["_id"], "open": True, "round": found["round"]},
                change,
                return_document=ReturnDocument.AFTER,
            )
            if joined is not None:
                return CrawlJob(id=joined["_id"], round=joined["round"], seeded=joined["seeded"])

    def _ended_with(self, key: str, scrapyd_job: str) -> CrawlJob | None:
        found = self._jobs.find_one({"jobs": scrapyd_job, "key": key, "ended": {"$exists": True}})
        if found is None:
            return None
        return CrawlJob(id=found["_id"], round=found["round"], seeded=True, is_over=True)

    def _begin(self, key: str, spider: str, arguments: Mapping[str, str], *, background: bool) -> None:
        now = self.clock.now()
        try:
            self._jobs.insert_one(
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
                    **({"background": True} if background else {}),
                }
            )
        except DuplicateKeyError:
            return  # another worker was faster

    def mark_seeded(self, job: str) -> None:
        """Note that the seeds are all in the frontier."""
        self._jobs.update_one({"_id": job}, {"$set": {"seeded": True}})

    def leave(self, job: str, worker: str) -> None:
        """Take a worker off the crawl job, which goes on or waits for another. Its wishes for hosts are withdrawn."""
        self._hosts.update_many({"wanted.by": worker}, {"$unset": {"wanted": True}})
        self._jobs.update_one({"_id": job}, {"$unset": {f"workers.{worker}": True}})

    def end(self, job: str) -> bool:
        """Close a crawl job with nothing left to do, and remove its done requests; False when another worker did so."""
        ended = self._jobs.find_one_and_update(
            {"_id": job, "open": True, "seeded": True},
            {"$set": {"ended": self.clock.now()}, "$unset": {"open": True, "limited": True}},
        )
        if ended is None:
            return False
        self.purge(job)
        return True

    def purge(self, job: str) -> int:
        """Remove the done requests of an ended crawl job; and the job itself, unless it has dead letters. If scrapyd
        jobs took part, the server removes it a day later (an index of ``walks``): see :meth:`join`.

        :returns: the number of requests that were removed
        """
        low, high = _range(job)
        removed = 0
        while True:
            page = self._requests.find({"_id": {"$gt": low, "$lt": high}}, {"_id": 1}).sort("_id", 1)
            ids = [each["_id"] for each in page.limit(_PURGED_AT_ONCE)]
            if not ids:
                break
            within = {"_id": {"$gte": ids[0], "$lte": ids[-1]}, "died": {"$exists": False}}
            removed += self._requests.delete_many(within).deleted_count
            low = ids[-1]
        if self._requests.find_one({"walk": job, "died": {"$exists": True}}, {"_id": 1}) is None:
            over: Document = {"_id": job, "open": {"$exists": False}}
            self._jobs.delete_one({**over, "jobs": {"$exists": False}})
            self._jobs.update_one(over, {"$set": {"remembered": self.clock.now(), "purged": True}})
        return removed

    def purge_leftovers(self) -> None:
        """Remove the requests that a worker has left which was killed while it purged."""
        for job in list(self._jobs.find({"ended": {"$exists": True}, "purged": {"$exists": False}}, {"_id": 1})):
            self.purge(job["_id"])
            self._jobs.update_one({"_id": job["_id"]}, {"$set": {"purged": True}})

    # --- requests come in -----------------------------------------------------------------------------------------

    def admitted(self, job: str, ids: Sequence[bytes], limit: int) -> set[bytes]:
        """Return the requests that are among the first ``limit`` of the crawl job. Repeated calls give the same answer.

        Atomic over all workers: the job's document holds the list.
        """
        kept = {"$ifNull": ["$limited", []]}
        fresh = {"$filter": {"input": list(ids), "cond": {"$not": {"$in": ["$$this", kept]}}}}
        room = {"$max": [0, {"$subtract": [limit, {"$size": kept}]}]}
        added = {"$cond": [{"$gt": [room, 0]}, {"$slice": [fresh, {"$max": [1, room]}]}, []]}
        job_ = self._jobs.find_one_and_update(
            {"_id": job},
            [{"$set": {"limited": {"$concatArrays": [kept, added]}}}],
            projection={"limited": 1},
            return_document=ReturnDocument.AFTER,
        )
        return set(ids) & set((job_ or {}).get("limited", ()))

    def add(self, documents: Sequence[Document]) -> set[bytes]:
        """Insert the requests that the frontier does not have; returns their ids.

        Afterwards the majority has all of the requests. A request that another worker has just added is not yet
        enough: it may be rolled back when the primary dies, and the page that it was found on would be acknowledged
        without it.
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

    def wake(self, job: str, hosts: Iterable[str]) -> None:
        """Announce that there are requests for these hosts. After :meth:`add`, never before."""
        now = self.clock.now()
        operations = [
            UpdateOne(
                {"_id": host},
                {"$addToSet": {"walks": job}, "$setOnInsert": {"token": 0, "due": now}},
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

    def claim(self, job: str, worker: str, wants: Mapping[str, int], *, poison_allowed: bool) -> list[Claimed]:
        """Lease the requests that are due at these hosts, which must be ours: highest priority first, then first come.

        :param wants: number of requests by host
        :param poison_allowed: whether one request that is suspected to be poison may be among them
        """
        now = self.clock.now()
        found = self._due(job, wants, now)
        if exhausted := [each for each in found if each["tries"] >= self.tries]:
            self._dead_letter(exhausted)
        chosen = self._without_poison((each for each in found if each["tries"] < self.tries), poison_allowed)
        return [
            Claimed(
                id=each["_id"],
                token=each["token"] + 1,
                tries=each["tries"] + 1,
                host=each["host"],
                priority=each["priority"],
                request=each["request"],
            )
            for each in self._leased(chosen, worker, now)
        ]

    def _due(self, job: str, wants: Mapping[str, int], now: datetime) -> list[Document]:
        found: list[Document] = []
        hosts = list(wants)
        for start in range(0, len(hosts), _BRANCHES):
            first, *others = (_due_at(job, host, now, wants[host]) for host in hosts[start : start + _BRANCHES])
            branches = [{"$unionWith": {"coll": "frontier", "pipeline": pipeline}} for pipeline in others]
            found += self._requests.aggregate([*first, *branches])
        return found

    def _without_poison(self, found: Iterable[Document], poison_allowed: bool) -> list[Document]:
        """Return the requests with at most one that is suspected to be poison."""
        chosen: list[Document] = []
        for each in found:
            if each["tries"] >= POISON_TRIES:
                if not poison_allowed:
                    continue
                poison_allowed = False
            chosen.append(each)
        return chosen

    def _leased(self, chosen: list[Document], worker: str, now: datetime) -> list[Document]:
        """Lease the requests; returns those that nobody requeued, removed or took since they were read."""
        if not chosen:
            return []
        ids = [each["_id"] for each in chosen]
        result = self._requests.update_many(
            {"_id": {"$in": ids}, "due": {"$lte": now}},
            {"$set": {"due": self.clock.now(self.lease), "owner": worker}, "$inc": {"token": 1, "tries": 1}},
        )
        if result.matched_count == len(ids):
            return chosen
        ours = {
            each["_id"]: each["token"]
            for each in self._requests.find({"_id": {"$in": ids}, "owner": worker}, {"token": 1})
        }
        return [each for each in chosen if ours.get(each["_id"]) == each["token"] + 1]

    def _dead_letter(self, documents: Sequence[Document]) -> None:
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

    def acknowledge(self, worker: str, results: Sequence[AckResult], *, removing: bool = False) -> int:
        """Write acks and nacks of leased requests.

        :param removing: whether done requests are removed, as in a crawl job that never ends
        :returns: the number of requests that were no longer ours; they stay as they are
        """
        if not results:
            return 0
        now = self.clock.now()
        done: defaultdict[int, list[bytes]] = defaultdict(list)
        untried: defaultdict[int, list[bytes]] = defaultdict(list)
        operations: list[UpdateOne | UpdateMany | DeleteMany] = []
        for each in results:
            change = self._nack(each, now)
            if change is not None:
                operations.append(UpdateOne({"_id": each.id, "token": each.token, "owner": worker}, change))
            else:
                (untried if each.untried else done)[each.token].append(each.id)
        # A done request is kept as an id, so that it is not requested again; nothing else of it is needed.
        emptied = dict.fromkeys(("due", "owner", "request", "reason"), True)
        for token, ids in done.items():
            ours = {"_id": {"$in": ids}, "token": token, "owner": worker}
            kept = UpdateMany(ours, {"$set": {"done": now}, "$unset": emptied})
            operations.append(DeleteMany(ours) if removing else kept)
        for token, ids in untried.items():
            change = {"$set": {"due": now}, "$unset": {"owner": True}, "$inc": {"tries": -1}}
            operations.append(UpdateMany({"_id": {"$in": ids}, "token": token, "owner": worker}, change))
        written = self._requests.bulk_write(operations, ordered=False)
        return len(results) - written.matched_count - written.deleted_count

    def drop_dead(self, job: str, after: float) -> int:
        """Remove the dead letters of a crawl job that are older than ``after`` seconds; returns their number."""
        old = {"walk": job, "died": {"$lte": self.clock.now(-after)}}
        return self._requests.delete_many(old).deleted_count

    def _nack(self, result: AckResult, now: datetime) -> Document | None:
        """Return the change of one request; None where requests of one token are changed together: done and untried
        ones."""
        if result.dead_letter_reason is not None:
            fields = {"died": now, "reason": result.dead_letter_reason}
            return {"$set": fields, "$unset": {"due": True, "owner": True}}
        if result.moved is not None:
            host, request = result.moved
            fields = {"due": now, "host": host, "request": request}
            return {"$set": fields, "$unset": {"owner": True}, "$inc": {"tries": -1}}
        if result.retry_after is not None and not result.untried:
            fields = {"due": self.clock.now(result.retry_after), "reason": result.retry_reason}
            return {"$set": fields, "$unset": {"owner": True}}
        return None

    def pending(self, job: str) -> tuple[str, datetime] | None:
        """Return host and due time of a request that is not done; None where the crawl job has nothing left to do."""
        # As the majority has it: an acknowledgement that may yet be rolled back does not end a crawl job.
        found = self._durable.find_one({"walk": job, "due": {"$exists": True}}, {"host": 1, "due": 1})
        return None if found is None else (found["host"], found["due"])

    # --- hosts ----------------------------------------------------------------------------------------------------

    def heartbeat(
        self, job: str, worker: str, owned: Mapping[str, tuple[int, datetime | None]], held: Sequence[bytes]
    ) -> Heartbeat:
        """Renew our leases, and look which other workers are there.

        :param owned: hosts with their tokens, and when each may be asked next
        :param held: ids of requests
        """
        self.observe_clock()
        until = self.clock.now(self.lease)
        self._renew_hosts(worker, owned, until)
        kept = self._renew_requests(worker, held, until)
        seen = self._jobs.find_one_and_update(
            {"_id": job, "open": True},
            {"$set": {f"workers.{worker}": until}},
            projection={"workers": 1, "seeded": 1},
            return_document=ReturnDocument.AFTER,
        )
        workers = self._alive(job, {} if seen is None else seen.get("workers", {}))
        listing = self._hosts.find({"$or": [{"walks": job}, {"_id": {"$in": list(owned)}}]})
        return Heartbeat(
            open=seen is not None,
            seeded=bool(seen and seen["seeded"]),
            workers=workers,
            hosts=[self._host(document) for document in listing],
            kept=kept,
        )

    def _renew_hosts(self, worker: str, owned: Mapping[str, tuple[int, datetime | None]], until: datetime) -> None:
        renewals = []
        for name, (token, not_before) in owned.items():
            change: Document = {"due": until}
            if not_before is not None:
                change["notBefore"] = not_before
            renewals.append(UpdateOne({"_id": name, "owner": worker, "token": token}, {"$set": change}))
        if renewals:
            self._hosts.bulk_write(renewals, ordered=False)

    def _renew_requests(self, worker: str, held: Sequence[bytes], until: datetime) -> set[bytes]:
        """Renew the leases of requests; returns the ids of those that are still ours."""
        kept = set(held)
        if not held:
            return kept
        ours = {"_id": {"$in": list(held)}, "owner": worker}
        if self._requests.update_many(ours, {"$set": {"due": until}}).matched_count == len(kept):
            return kept
        return {each["_id"] for each in self._requests.find(ours, {"_id": 1})}

    def _alive(self, job: str, workers: Mapping[str, datetime]) -> frozenset[str]:
        """Return the workers whose leases have not ended, and take the others off the crawl job."""
        now = self.clock.now()
        if gone := [name for name, due in workers.items() if due <= now]:
            self._jobs.update_one({"_id": job}, {"$unset": {f"workers.{name}": True for name in gone}})
        return frozenset(workers.keys() - set(gone))

    def _host(self, document: Document) -> Host:
        wanted = document.get("wanted")
        return Host(
            name=document["_id"],
            owner=document.get("owner"),
            token=document["token"],
            due=document["due"],
            not_before=document.get("notBefore"),
            jobs=tuple(document.get("walks", ())),
            wanted_by=wanted["by"] if wanted is not None and wanted["until"] > self.clock.now() else None,
        )

    def take_hosts(self, worker: str, hosts: Sequence[Host]) -> list[Host]:
        """Take the hosts that nobody has taken since they were read; returns those that are ours now."""
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

    def release_hosts(self, job: str, worker: str, hosts: Sequence[tuple[str, int, datetime | None, bool]]) -> None:
        """Give hosts back.

        A request that another worker adds at the same moment is not overlooked: that worker adds and then wakes,
        this one takes the job off the host and then looks for requests.

        :param hosts: name, token, when each may be asked next, and whether nothing is left to do there
        """
        now = self.clock.now()
        operations = []
        for name, token, not_before, is_empty in hosts:
            change: Document = {"$set": {"due": now}, "$unset": {"owner": True}}
            if not_before is not None:
                change["$set"]["notBefore"] = not_before
            if is_empty:
                change["$pull"] = {"walks": job}
            operations.append(UpdateOne({"_id": name, "owner": worker, "token": token}, change))
        self._hosts.bulk_write(operations, ordered=False)
        emptied = [name for name, _, _, is_empty in hosts if is_empty]
        left = [
            name
            for name in emptied
            if self._requests.find_one({"walk": job, "host": name, "due": {"$exists": True}}, {"_id": 1})
        ]
        self.wake(job, left)

    def hosts_with_other_work(self, job: str, names: Sequence[str]) -> set[str]:
        """Return those of the hosts at which another crawl job has a request that is due now.

        Jobs in the background do not count, nor do jobs without a living worker: nobody would send their requests.
        """
        now = self.clock.now()
        others = {
            host["_id"]: set(host.get("walks", ())) - {job}
            for host in self._hosts.find({"_id": {"$in": list(names)}, "walks.0": {"$exists": True}}, {"walks": 1})
        }
        wanted = {"_id": {"$in": sorted(set().union(*others.values()))}, "open": True, "background": {"$exists": False}}
        alive = {
            each["_id"]
            for each in self._jobs.find(wanted, {"workers": 1})
            if any(due > now for due in each["workers"].values())
        }
        return {host for host, jobs in others.items() for other in jobs & alive if self._is_due(other, host, now)}

    def _is_due(self, job: str, host: str, now: datetime) -> bool:
        return self._requests.find_one({"walk": job, "host": host, "due": {"$lte": now}}, {"_id": 1}) is not None

    def want_hosts(self, worker: str, names: Sequence[str], seconds: float) -> None:
        """Ask the owners of these hosts for a turn. The first worker that asks holds the wish for that time.

        :param seconds: after which the wish ends
        """
        now = self.clock.now()
        wish = {"by": worker, "until": self.clock.now(seconds)}
        free = [{"wanted": {"$exists": False}}, {"wanted.until": {"$lte": now}}, {"wanted.by": worker}]
        self._hosts.update_many({"_id": {"$in": list(names)}, "$or": free}, {"$set": {"wanted": wish}})


def _due_at(job: str, host: str, now: datetime, number: int) -> list[Document]:
    # Priority, then due: the order of the index. Requests that are leased to us lie between and are passed over.
    return [
        {"$match": {"walk": job, "host": host, "due": {"$lte": now}}},
        {"$sort": {"priority": -1, "due": 1}},
        {"$limit": number},
    ]


def _only_duplicates(error: BulkWriteError) -> list[Document]:
    """Return the refused documents, if all were refused as duplicates.

    :raises BulkWriteError: for any other refusal, and when the majority has not confirmed the written documents: the
        statement has to be repeated
    """
    refused: list[Document] = error.details["writeErrors"]
    if error.details["writeConcernErrors"] or any(each["code"] != _DUPLICATE for each in refused):
        raise error
    return refused


def _key(spider: str, arguments: Mapping[str, str]) -> str:
    """Return the key shared by crawls of the same spider and arguments. Arguments added by scrapyd (``_job``) are
    ignored."""
    named = {name: value for name, value in arguments.items() if not name.startswith("_")}
    encoded = json.dumps(named, sort_keys=True, ensure_ascii=False).encode()
    return f"{spider}:{hashlib.blake2b(encoded, digest_size=8).hexdigest()}"


def _range(job: str) -> tuple[bytes, bytes]:
    # Of full length: BSON compares binary by its length first.
    return prefix_of(job) + bytes(16), prefix_of(job) + b"\xff" * 16
