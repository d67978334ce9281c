"""The calendar in MongoDB: what is due is handed out to workers, each entry to one. Blocking; call it in a thread.

An entry that is handed out is *queued*: its ``due`` is the end of its lease, so that the entry of a worker that
vanished is due again by itself, under the same visit number. The visit ends the lease: the writer notes it with the
items that the visit brought (:mod:`newscrawler.storage._calendar`). All times are those of the server's clock.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from bson.codec_options import CodecOptions
from pymongo import UpdateOne
from pymongo.client_session import ClientSession
from pymongo.database import Database

from newscrawler.calendar import CopyVisit, Entry, Habits, Kind, ListVisit, ThreadMemory, ThreadVisit, after, choose
from newscrawler.calendar.budgets import left, slot_of, until_next_slot
from newscrawler.calendar.clock import stored
from newscrawler.items import Thread
from newscrawler.storage._coverage import Tallies
from newscrawler.storage._entries import document_of, entry_of, hour_of, wake
from newscrawler.storage._fields import Document
from newscrawler.storage._lookups import thread_of
from newscrawler.storage._writes import in_transaction
from newscrawler.storage.clock import server_time
from newscrawler.storage.migrations import SCHEMA_VERSION

__all__ = ["LEASE", "LOST", "Calendar", "Claim"]

LEASE = timedelta(minutes=10)
"""Time for which an entry is handed out: a request may wait in the frontier behind some hundred others of its host."""

LOST = 3
"""Leases without a visit after which an entry counts as failed. A request that leads to no item, such as a page that is
read as another address, would come back for ever."""

_LEAST = 100
_TIMES = 4
"""Entries that are compared for each one that is handed out. Those that are due longest and those that became due last
are among them, lists, and stories that were never visited: a backlog keeps none of these waiting."""

_ORDER = timedelta(seconds=5)
"""Time in which entries that were put off become due, the best first: of a backlog that is longer than what is compared
the best are handed out in the next part of the hour."""

_BEST = 0.5
"""Gain from which on an entry is due at the beginning of that time: more than any chance of a change."""

_AWARE: CodecOptions[Document] = CodecOptions(tz_aware=True, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """An entry that is handed out to a worker."""

    entry: Entry
    number: int
    """Number of the visit, from 1. An entry that comes back without a visit has the same number."""
    etag: str | None = None
    """Validator of the last reading of a list. None: the outlet sends none, or the entry is no list."""
    lastModified: str | None = None
    """As ``etag``."""

    @property
    def id(self) -> str:
        """Identity of the request in the frontier: ``<entry id>#<number>``."""
        return f"{self.entry.id}#{self.number}"


class Calendar:
    """The calendar of one database."""

    def __init__(self, database: Database[Document]) -> None:
        self._database = database.with_options(codec_options=_AWARE)
        self._entries = self._database["calendar"]

    # --- handing out ----------------------------------------------------------------------------------------------

    def claim(
        self,
        outlets: Collection[str],
        budgets: Mapping[str, int],
        worker: str,
        number: int,
        lease: timedelta = LEASE,
        *,
        without: Collection[str] = (),
    ) -> list[Claim]:
        """Hand out what is due, by gain, best first; no entry goes to two workers. Writes nothing where nothing is due.

        A budget is spread over its hour (:mod:`newscrawler.calendar.budgets`). What is due beyond it waits for the next
        five minutes, and is counted once (``putOff``).

        :param outlets: only these
        :param budgets: requests that may be sent to a host in an hour, by all workers together; a host that is missing
            has no limit
        :param worker: name that is kept with the entries
        :param number: entries at most
        :param without: hosts that are passed over, such as those of other workers
        :raises PyMongoError: when MongoDB does not answer
        """
        if not outlets or number < 1:
            return []
        now = server_time(self._database)
        due: Document = {"outlet": {"$in": sorted(set(outlets))}, "due": {"$lte": now}}
        if without:
            due["host"] = {"$nin": sorted(set(without))}
        if self._entries.find_one(due, {"_id": 1}) is None:
            return []
        run = partial(_Claiming, self._database, budgets, worker, number, now, lease)
        return in_transaction(self._database, lambda session: run(session).claim(due))

    def give_back(self, claims: Iterable[Claim]) -> int:
        """Make entries due again that were handed out and not asked for; returns how many there are."""
        now = server_time(self._database)
        operations = [
            UpdateOne(
                {"_id": each.entry.id, "host": each.entry.host, "queued.number": each.number},
                {"$set": {"due": now}, "$unset": {"queued": ""}},
            )
            for each in claims
        ]
        return self._entries.bulk_write(operations, ordered=False).matched_count if operations else 0

    def spend(self, requests: Mapping[str, int]) -> None:
        """Count requests that belong to no entry, such as further pages of comments, by host."""
        now = server_time(self._database)
        operations = [_spent(host, now, number) for host, number in requests.items() if number]
        if operations:
            self._database["budgets"].bulk_write(operations, ordered=False)

    def spent(self, hosts: Iterable[str]) -> dict[str, int]:
        """Return the requests of this hour, by host; hosts without any are left out."""
        found = _spent_in(self._database, hosts, server_time(self._database), None)
        return {host: spent for host, (spent, _) in found.items()}

    # --- entries --------------------------------------------------------------------------------------------------

    def add(self, entries: Iterable[Entry]) -> int:
        """Insert entries; those that are there stay as they are. Returns how many were inserted."""
        operations = [
            UpdateOne({"_id": each.id, "host": each.host}, {"$setOnInsert": document_of(each, {})}, upsert=True)
            for each in entries
        ]
        return self._entries.bulk_write(operations, ordered=False).upserted_count if operations else 0

    def forget(self, outlet: str) -> int:
        """Remove the entries of an outlet; its stories stay. Returns how many there were."""
        return self._entries.delete_many({"outlet": outlet}).deleted_count

    def make_due(self, urls: Iterable[str]) -> int:
        """Make copies due now, also those that have ended; returns how many the calendar has."""
        return wake(self._database, (f"copy:{url}" for url in urls), "killed")

    def entry(self, id_: str) -> Entry | None:
        """Return an entry by its id; None where there is none."""
        found = self._entries.find_one({"_id": id_})
        return None if found is None else entry_of(found)

    def entries(self, outlet: str, kind: Kind | None = None, limit: int = 100) -> list[Entry]:
        """Return entries of an outlet that have not ended, the soonest due first."""
        wanted = {"outlet": outlet, "due": {"$exists": True}, **({"kind": kind} if kind else {})}
        return [entry_of(each) for each in self._entries.find(wanted).sort("due", 1).limit(limit)]

    def counts(self) -> dict[str, dict[str, int]]:
        """Return the number of entries that have not ended, by outlet and kind."""
        by = {"_id": {"outlet": "$outlet", "kind": "$kind"}, "number": {"$sum": 1}}
        found: dict[str, dict[str, int]] = {}
        for each in self._entries.aggregate([{"$match": {"due": {"$exists": True}}}, {"$group": by}]):
            found.setdefault(each["_id"]["outlet"], {})[each["_id"]["kind"]] = each["number"]
        return found

    def thread(self, id_: str) -> Thread | None:
        """Return a stored thread, with the cursor by which it is asked again; None where it is not stored."""
        found = self._database["threads"].find_one({"_id": id_})
        return None if found is None else thread_of(found)


class _Claiming:
    """One claim, in its transaction."""

    def __init__(
        self,
        database: Database[Document],
        budgets: Mapping[str, int],
        worker: str,
        number: int,
        now: datetime,
        lease: timedelta,
        session: ClientSession,
    ) -> None:
        self._database = database
        self._budgets = budgets
        self._worker = worker
        self._number = number
        self._now = now
        self._lease = lease
        self._session = session
        self._tallies = Tallies()
        self._operations: list[UpdateOne | Any] = []

    def claim(self, due: Document) -> list[Claim]:
        """Choose among what is due, and write who has it."""
        documents = {each["_id"]: each for each in self._candidates(due)}
        self._give_up([each for each in documents.values() if _tries(each) >= LOST])
        entries = [_waiting(each) for each in documents.values() if _tries(each) < LOST]
        room = self._room(entries)
        chosen = choose(entries, room, self._now, most=self._number, habits=self._habits(entries))
        claims = [self._hand_out(documents[entry.id]) for entry in chosen.taken]
        asked = Counter(entry.host for entry in chosen.taken)
        for entry, gain in zip(chosen.put_off, chosen.gains, strict=True):
            if entry.host in room and asked[entry.host] >= room[entry.host]:
                self._put_off(documents[entry.id], gain)
        self._write({host: number for host, number in asked.items() if host in room})
        return claims

    def _candidates(self, due: Document) -> list[Document]:
        most = max(_LEAST, _TIMES * self._number)
        entries = self._database["calendar"]
        longest = list(entries.find(due, session=self._session).sort("due", 1).limit(most))
        if len(longest) < most:
            return longest
        lists = entries.find({**due, "kind": "list"}, session=self._session).sort("due", 1).limit(most)
        # The newest: they are worth most, and nothing but age tells them apart.
        first = entries.find({**due, "why": "first"}, session=self._session).sort("due", -1).limit(most)
        last = entries.find(due, session=self._session).sort("due", -1).limit(most)
        return [*longest, *lists, *first, *last]

    def _room(self, entries: Sequence[Entry]) -> dict[str, int]:
        """Return the requests that may be sent now, by host."""
        hosts = {entry.host for entry in entries} & self._budgets.keys()
        spent = _spent_in(self._database, hosts, self._now, self._session)
        return {host: left(self._budgets[host], *spent.get(host, (0, 0))) for host in hosts}

    def _habits(self, entries: Sequence[Entry]) -> dict[str, Habits]:
        names = {entry.outlet for entry in entries}
        names |= {f"platform:{each.memory.platform}" for each in entries if isinstance(each.memory, ThreadMemory)}
        found = self._database["habits"].find({"_id": {"$in": sorted(names)}}, session=self._session)
        return {each["_id"]: Habits.of(each) for each in found}

    def _hand_out(self, document: Document) -> Claim:
        entry, tries = entry_of(document), _tries(document) + 1
        number = entry.visits + 1
        until = self._now + self._lease
        queued = {"by": self._worker, "at": self._now, "until": until, "number": number, "tries": tries}
        change = {"$set": {"due": until, "queued": queued}, "$unset": {"putOff": "", "woken": ""}}
        self._operations.append(UpdateOne({"_id": entry.id, "host": entry.host}, change))
        if entry.kind == "list" and tries == 1:
            self._tallies.count(entry.outlet, self._now, "listsDue")
        return Claim(
            entry=_waiting(document),
            number=number,
            etag=document.get("etag"),
            lastModified=document.get("lastModified"),
        )

    def _put_off(self, document: Document, gain: float) -> None:
        """Have an entry wait for the next part of the hour: its host's budget of this one is spent.

        :param gain: of a visit now
        """
        later = _ORDER * (1 - min(1.0, gain / _BEST))
        change: Document = {"due": stored(self._now + until_next_slot(self._now) + later)}
        if "putOff" not in document:
            change["putOff"] = document["due"]
            self._tallies.count(document["outlet"], self._now, "putOff")
        self._operations.append(UpdateOne({"_id": document["_id"], "host": document["host"]}, {"$set": change}))

    def _give_up(self, documents: Sequence[Document]) -> None:
        """Note a failed visit of entries that were handed out several times and never visited."""
        for document in documents:
            entry = entry_of(document)
            visit: ListVisit | CopyVisit | ThreadVisit
            if entry.kind == "list":
                visit, name = ListVisit(at=self._now, outcome="failed"), "listsFailed"
            elif entry.kind == "copy":
                visit, name = CopyVisit(at=self._now, outcome="failed"), "failed"
            else:
                visit, name = ThreadVisit(at=self._now, outcome="failed"), "threadsFailed"
            failed = after(entry, visit, now=self._now).entry
            fields = document_of(failed, document)
            self._operations.append(
                UpdateOne({"_id": entry.id, "host": entry.host}, [{"$replaceWith": {"$literal": fields}}])
            )
            self._tallies.count(entry.outlet, self._now, name)

    def _write(self, spent: Mapping[str, int]) -> None:
        if self._operations:
            self._database["calendar"].bulk_write(self._operations, ordered=False, session=self._session)
        if spent:
            operations = [_spent(host, self._now, number) for host, number in spent.items()]
            self._database["budgets"].bulk_write(operations, ordered=False, session=self._session)
        self._tallies.write(self._database, self._session)


def _tries(document: Document) -> int:
    """Return how often an entry was handed out since its last visit."""
    return int((document.get("queued") or {}).get("tries", 0))


def _waiting(document: Document) -> Entry:
    """Return an entry with the time since when it waits: before it was put off."""
    entry = entry_of(document)
    return replace(entry, due=document["putOff"]) if "putOff" in document else entry


def _spent(host: str, now: datetime, number: int) -> UpdateOne:
    hour = hour_of(now)
    return UpdateOne(
        {"_id": {"host": host, "hour": hour}},
        {
            "$inc": {"spent": number, f"slots.{slot_of(now)}": number},
            "$set": {"hour": hour, "schemaVersion": SCHEMA_VERSION},
        },
        upsert=True,
    )


def _spent_in(
    database: Database[Document], hosts: Iterable[str], now: datetime, session: ClientSession | None
) -> dict[str, tuple[int, int]]:
    """Return the requests of this hour and those of this part of it, by host."""
    ids = [{"host": host, "hour": hour_of(now)} for host in sorted(set(hosts))]
    if not ids:
        return {}
    slot = str(slot_of(now))
    found = database["budgets"].find({"_id": {"$in": ids}}, session=session)
    return {each["_id"]["host"]: (each["spent"], each.get("slots", {}).get(slot, 0)) for each in found}
