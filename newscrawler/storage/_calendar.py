"""Note visits in the calendar: entries, ledger, gaps and habits of a batch in one transaction.

A visit counts once, however often its batch is written: an entry counts only visits that are later than its last, and
whether a copy is new or changed is told by its revision, not by the outcome of the write.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from bson.codec_options import CodecOptions
from pymongo import DeleteOne, ReplaceOne, UpdateOne
from pymongo.client_session import ClientSession
from pymongo.database import Database

from newscrawler.calendar import (
    TOLD,
    Entry,
    Gap,
    Habits,
    ListMemory,
    Noted,
    ThreadMemory,
    after,
    counts,
    due_now,
    headlines_changed,
    listed,
    retitled,
)
from newscrawler.calendar.clock import number_of
from newscrawler.items import Listed, ListRead, Thread
from newscrawler.sites import outlet_of
from newscrawler.storage import suppression
from newscrawler.storage._coverage import Tallies
from newscrawler.storage._entries import address_asked, adopted, document_of, entry_of, is_queued, wake
from newscrawler.storage._fields import Document
from newscrawler.storage._visits import CopyNote, ListNote, Notes, ThreadNote
from newscrawler.storage._writes import in_transaction
from newscrawler.storage.clock import StoreClock
from newscrawler.storage.migrations import SCHEMA_VERSION
from newscrawler.urls import host_of

__all__ = ["OLD", "VisitNotes"]

OLD = timedelta(days=7)
"""Age at which a story that a list names for the first time is not looked at: a first reading would ask an outlet for
its whole archive, which is the business of a backfill."""

_AT_ONCE = 200
"""Stories without a time that one reading makes due at once: a sitemap without times may name 10,000."""

_SPREAD = timedelta(hours=24)
"""Time over which the others are spread."""

_REREAD = timedelta(hours=1)
"""A story that the reading before named is looked up again only where the list states a change that is later than that
reading, by this much less: lists are late."""

_SITEMAPS = 10
"""Sitemaps of an index that are lists of their own, the newest: older ones are archive."""

_HABITS_S = 60.0
"""Seconds for which habits are not read again: they change slowly."""

_LOOKED_AT = (
    *("revision", "firstSeen", "lastSeen", "lastChanged"),
    *("outlet", "datePublished", "datePublishedPrecision"),
)
"""Fields of a copy by which its visit is told."""

_TIMES_OF_THREAD = 50
"""Times of comments that are read for an entry, as many as count."""

_AWARE: CodecOptions[Document] = CodecOptions(tz_aware=True, tzinfo=UTC)

_log = logging.getLogger(__name__)


class VisitNotes:
    """Notes the visits of one writer."""

    def __init__(self, database: Database[Document]) -> None:
        self._database = database.with_options(codec_options=_AWARE)
        self._clock = StoreClock(database)
        self._habits: dict[str, Habits] = {}
        self._read_at = 0.0

    def note(self, notes: Notes) -> None:
        """Note visits; blocks until the majority has them.

        :raises PyMongoError: when MongoDB does not take them now
        """
        if not notes:
            return
        if time.monotonic() - self._read_at > _HABITS_S:
            self._habits.clear()
            self._read_at = time.monotonic()
        now = self._clock.now()
        in_transaction(self._database, partial(self._note, notes, now))

    def _note(self, notes: Notes, now: datetime, session: ClientSession) -> None:
        sheet = _Sheet(self._database, session, now, self._habits)
        sheet.load(_ids_of(notes))
        sheet.load_copies(note.url for note in notes.copies if note.has_text or not sheet.knows(note.id))
        for each in notes.lists:
            _ListNoting(sheet, each).note()
        for copy in notes.copies:
            if sheet.screen.ends_visits(copy.id):
                _forget_copy(sheet, copy)
            else:
                _note_copy(sheet, copy)
        for thread in notes.threads:
            _note_thread(sheet, thread)
        sheet.write()


def _ids_of(notes: Notes) -> list[str]:
    ids = [note.id for note in notes.lists] + [note.id for note in notes.copies] + [note.id for note in notes.threads]
    ids += [f"copy:{note.asked}" for note in notes.copies]
    ids += [f"copy:{note.item.copyUrl}" for note in notes.threads if note.item is not None]
    return ids


class _Sheet:
    """Entries that a transaction reads and writes, and what it counts.

    :param habits: of outlets and platforms, as far as they are known; filled in
    """

    def __init__(
        self, database: Database[Document], session: ClientSession, now: datetime, habits: dict[str, Habits]
    ) -> None:
        self.now = now
        self.tallies = Tallies()
        self.copies: dict[str, Document] = {}
        self.screen = suppression.current(database)
        self._database = database
        self._session = session
        self._habits = habits
        self._stored: dict[str, Document] = {}
        self._documents: dict[str, Document] = {}
        self._looked_up: set[str] = set()
        self._changed: dict[str, None] = {}
        self._learned: dict[str, Habits] = {}
        self._gaps: list[Gap] = []
        self._read: dict[str, tuple[str, int]] = {}

    # --- reading --------------------------------------------------------------------------------------------------

    def load(self, ids: Iterable[str]) -> None:
        """Read entries, and the entries that they are aliases of."""
        wanted = [each for each in dict.fromkeys(ids) if each not in self._looked_up]
        if not wanted:
            return
        self._looked_up.update(wanted)
        for document in self._database["calendar"].find({"_id": {"$in": wanted}}, session=self._session):
            self._stored[document["_id"]] = self._documents[document["_id"]] = document
        self.load(alias for each in wanted if (alias := self._documents.get(each, {}).get("alias")))

    def load_copies(self, urls: Iterable[str]) -> None:
        """Read what is needed of stored copies."""
        wanted = [each for each in dict.fromkeys(urls) if each not in self.copies]
        if wanted:
            found = self._database["copies"].find({"_id": {"$in": wanted}}, _LOOKED_AT, session=self._session)
            self.copies.update((document["_id"], document) for document in found)

    def comment_times(self, thread: str, since: datetime | None) -> tuple[datetime | None, ...]:
        """Return the times of comments that were stored since a visit."""
        later = {"firstSeen": {"$gt": since}} if since is not None else {}
        found = self._database["comments"].find(
            {"thread": thread, **later}, {"dateCreated": 1}, session=self._session, limit=_TIMES_OF_THREAD
        )
        return tuple(document.get("dateCreated") for document in found)

    def thread(self, id_: str) -> Document | None:
        """Return what is needed of a stored thread."""
        needed = {"copyUrl": 1, "platform": 1, "cursor.url": 1}
        return self._database["threads"].find_one({"_id": id_}, needed, session=self._session)

    def habits(self, name: str) -> Habits:
        """Return the habits of an outlet, or of ``platform:<name>``."""
        if name not in self._habits:
            self._habits[name] = Habits.of(self._database["habits"].find_one({"_id": name}, session=self._session))
        return self._habits[name]

    def knows(self, id_: str) -> bool:
        """Return whether the calendar has an entry, or an alias, of this id."""
        return id_ in self._documents

    def beside(self, id_: str) -> Document:
        """Return the document of an entry; empty where there is none."""
        return self._documents.get(id_, {})

    def resolved(self, id_: str) -> str:
        """Return the id of the entry that an entry is an alias of; its own where it is none."""
        return str(self.beside(id_).get("alias", id_))

    def entry(self, id_: str) -> Entry | None:
        """Return an entry; None where there is none."""
        document = self._documents.get(id_)
        return entry_of(document) if document is not None else None

    # --- changes --------------------------------------------------------------------------------------------------

    def put(self, entry: Entry, beside: Mapping[str, Any] | None = None, *, visited: bool = False) -> None:
        """Set an entry.

        :param beside: fields of the store to set
        """
        before = self._documents.get(entry.id, {})
        self._documents[entry.id] = document_of(entry, {**before, **(beside or {})}, visited=visited)
        self._changed[entry.id] = None

    def remove(self, id_: str) -> None:
        """Remove an entry, where there is one."""
        if self._documents.pop(id_, None) is not None:
            self._changed[id_] = None

    def make_alias(self, id_: str, of: str, outlet: str) -> None:
        """Note that a page belongs to the copy of another address, which is looked at from now on."""
        entry = self.entry(id_)
        if self.beside(id_).get("alias") == of:
            return
        if entry is None:
            url = id_.partition(":")[2]
            entry = Entry.for_copy(url, outlet=outlet, host=host_of(url), at=self.now)
        self.put(replace(entry, due=None, why="old"), {"alias": of}, visited=True)

    def remove_alias(self, id_: str) -> None:
        """Note that a page has a copy of its own address."""
        self._documents[id_].pop("alias", None)
        self._changed[id_] = None

    def visited(self, before: Entry, visit: Any, beside: Mapping[str, Any] | None = None) -> Noted | None:
        """Note a visit; returns what it showed, or None where it does not count."""
        platform = before.memory.platform if isinstance(before.memory, ThreadMemory) else None
        noted = after(
            before,
            visit,
            now=self.now,
            outlet=self.habits(before.outlet),
            **({"platform": self.habits(f"platform:{platform}")} if platform else {}),
        )
        if noted.entry is before:
            return None
        self._put_visited(noted.entry, beside)
        if noted.learned is not None:
            for name in (before.outlet, *([f"platform:{platform}"] if platform else [])):
                self._learned[name] = self._learned.get(name, Habits()).plus(noted.learned)
        if noted.gap is not None:
            self._gaps.append(noted.gap)
        return noted

    def _put_visited(self, entry: Entry, beside: Mapping[str, Any] | None) -> None:
        woken = self.beside(entry.id).get("woken")
        if woken is not None and entry.last is not None:
            # A claim ends it: of an entry that is handed out it is younger than the request.
            if "queued" in self.beside(entry.id) or entry.last <= woken["at"]:
                entry = due_now(entry, self.now, woken["why"])
            else:
                self._documents[entry.id].pop("woken")
        self.put(entry, beside, visited=True)

    def state_change(self, id_: str, modified: datetime) -> None:
        """Note that a list states a time of change of a copy."""
        before = self.entry(id_)
        if before is None:
            return
        self._put_told(before, listed(before, modified, self.now, self.habits(before.outlet)))

    def change_headline(self, id_: str, since: datetime) -> None:
        """Note that a list shows another headline of a copy than at a reading before."""
        before = self.entry(id_)
        if before is not None:
            self._put_told(before, retitled(before, since, self.now, self.habits(before.outlet)))

    def _put_told(self, before: Entry, entry: Entry) -> None:
        """Set the entry of a copy of which a list told something. A visit that is under way sees it."""
        if entry is before:
            return
        if entry.due != before.due:
            if is_queued(self.beside(entry.id), self.now):
                entry = replace(entry, due=before.due, why=before.why)
            else:
                self.tallies.count(entry.outlet, self.now, "told")
        self.put(entry)

    def walked(self, entry: Entry, fresh: int) -> None:
        """Note that a list was read because of a gap."""
        self._documents[entry.id].pop("walk", None)
        self._read[entry.id] = (entry.outlet, fresh)

    # --- writing --------------------------------------------------------------------------------------------------

    def write(self) -> None:
        """Write all that was changed and counted."""
        operations = [self._operation(id_) for id_ in self._changed]
        if operations:
            self._database["calendar"].bulk_write(operations, ordered=False, session=self._session)
        for id_, (outlet, fresh) in self._read.items():
            _close_gaps(self._database, self._session, id_, outlet, fresh, self.now)
        for gap in self._gaps:
            self.tallies.count(gap.outlet, gap.until, "gaps")
            _open_gap(self._database, self._session, gap)
        self.tallies.write(self._database, self._session)
        if self._learned:
            changes = [
                UpdateOne({"_id": name}, {"$inc": sums, "$set": {"schemaVersion": SCHEMA_VERSION}}, upsert=True)
                for name, learned in self._learned.items()
                if (sums := learned.to_document())
            ]
            if changes:
                self._database["habits"].bulk_write(changes, ordered=False, session=self._session)

    def _operation(self, id_: str) -> ReplaceOne[Document] | DeleteOne:
        document = self._documents.get(id_)
        if document is None:
            # One that was made and removed in one batch is not stored: nothing matches.
            return DeleteOne({"_id": id_, "host": self._stored.get(id_, {}).get("host")})
        # With the shard key, as it is stored: a thread may move to another host.
        host = self._stored.get(id_, document)["host"]
        return ReplaceOne({"_id": id_, "host": host}, document, upsert=True)


# --- lists ------------------------------------------------------------------------------------------------------------


class _ListNoting:
    """Notes a visit to a list: the entry of the list, and those of the stories that it names."""

    def __init__(self, sheet: _Sheet, note: ListNote) -> None:
        self._sheet = sheet
        self._note = note
        self._item: ListRead = note.item
        self._left_out: dict[str, int] = dict(note.item.leftOut)

    def note(self) -> None:
        """Note it. A further page of a list, or an older sitemap of an index, has no entry: only its stories count."""
        sheet, item = self._sheet, self._item
        entry = sheet.entry(self._note.id)
        if entry is None and item.partOf is None:
            entry = Entry.for_list(item.url, outlet=item.outlet, host=host_of(item.url), form=item.kind, at=sheet.now)
            sheet.put(entry)
        fresh = self._note_stories(entry)
        if item.sitemaps:
            self._note_sitemaps()
        if entry is None:
            return
        is_walk = "walk" in sheet.beside(entry.id)
        read = item.outcome == "read"
        beside = {"etag": item.etag, "lastModified": item.lastModified} if read else {}
        if sheet.visited(entry, replace(self._note.visit, fresh=fresh), beside) is None:
            return
        if read and is_walk:
            sheet.walked(entry, fresh)
        self._count()

    def _count(self) -> None:
        item, count = self._item, self._sheet.tallies.count
        names = {"read": "listsRead", "unchanged": "listsUnchanged", "failed": "listsFailed"}
        count(item.outlet, item.retrieved, names[item.outcome])
        count(item.outlet, item.retrieved, "entries", len(item.links))
        for reason, number in self._left_out.items():
            count(item.outlet, item.retrieved, f"leftOut.{reason}", number)

    def _note_stories(self, entry: Entry | None) -> int:
        """Make entries of new stories, due now, and note stated changes of others; returns how many are new."""
        sheet = self._sheet
        wanted = self._to_look_up(entry)
        sheet.load(f"copy:{each.url}" for each in wanted)
        unknown = [each for each in wanted if not sheet.knows(f"copy:{each.url}")]
        sheet.load_copies(each.url for each in unknown)
        fresh = 0
        for each in wanted:
            id_ = f"copy:{each.url}"
            if not sheet.knows(id_):
                fresh += self._add(each, fresh)
            elif each.modified is not None:
                sheet.state_change(sheet.resolved(id_), each.modified)
        self._note_headlines(entry)
        if fresh:
            sheet.tallies.count(self._item.outlet, self._item.retrieved, "storiesNew", fresh)
        return fresh

    def _note_headlines(self, entry: Entry | None) -> None:
        """Note which copies the list shows under another headline than at the reading before."""
        if entry is None or not counts(entry, self._note.visit, self._sheet.now):
            return
        memory = entry.memory
        if not isinstance(memory, ListMemory) or memory.read_at is None:
            return
        changed = [f"copy:{each.id}" for each in headlines_changed(memory, self._note.visit.seen)]
        self._sheet.load(changed)
        for id_ in changed:
            self._sheet.change_headline(self._sheet.resolved(id_), memory.read_at)

    def _to_look_up(self, entry: Entry | None) -> list[Listed]:
        """Return the stories that may be new, or that may have changed since the reading before."""
        memory = entry.memory if entry is not None else None
        known: frozenset[int] = frozenset()
        read_at = None
        if isinstance(memory, ListMemory) and memory.read_at is not None:
            known, read_at = frozenset(memory.ids), memory.read_at - _REREAD
        wanted = []
        for each in self._item.links:
            if number_of(each.url) in known and (each.modified is None or read_at is None or each.modified < read_at):
                continue
            time = each.published or each.modified
            if time is not None and self._item.retrieved - time > OLD and not self._is_changed(each):
                self._leave_out("old")
            elif self._sheet.screen.copy(each.url) is not None:
                self._leave_out("suppressed")
            else:
                wanted.append(each)
        return wanted

    def _is_changed(self, story: Listed) -> bool:
        """Return whether the list states a change within the time for which stories are new."""
        return story.modified is not None and self._item.retrieved - story.modified <= OLD

    def _leave_out(self, reason: str) -> None:
        self._left_out[reason] = self._left_out.get(reason, 0) + 1

    def _add(self, story: Listed, number: int) -> bool:
        """Make the entry of a story; returns whether it is new to the store too."""
        sheet = self._sheet
        stored = sheet.copies.get(story.url)
        # A copy that came after the list had it from there: its own visit is still to be noted.
        if stored is not None and stored["firstSeen"] < self._item.retrieved:
            sheet.put(*adopted(stored, sheet.now))
            if story.modified is not None:
                sheet.state_change(f"copy:{story.url}", story.modified)
            return False
        entry = Entry.for_copy(
            story.url,
            outlet=self._item.outlet,
            host=host_of(story.url),
            at=sheet.now,
            published=story.published,
            modified=story.modified,
        )
        if number >= _AT_ONCE and story.published is None and story.modified is None:
            share = (number - _AT_ONCE) / max(1, len(self._item.links) - _AT_ONCE)
            entry = replace(entry, due=sheet.now + _SPREAD * share)
        sheet.put(entry)
        return True

    def _note_sitemaps(self) -> None:
        """Make the newest sitemaps of an index lists of their own, due when the index states a change."""
        sheet, item = self._sheet, self._item
        newest = sorted(
            item.sitemaps, key=lambda each: each.modified.timestamp() if each.modified else 0.0, reverse=True
        )[:_SITEMAPS]
        sheet.load(f"list:{each.url}" for each in newest)
        for each in newest:
            entry = sheet.entry(f"list:{each.url}")
            if entry is None:
                sheet.put(
                    Entry.for_list(each.url, outlet=item.outlet, host=host_of(each.url), form="sitemap", at=sheet.now)
                )
            elif _is_stale(entry, each.modified) and not is_queued(sheet.beside(entry.id), sheet.now):
                sheet.put(replace(entry, due=min(entry.due or sheet.now, sheet.now)))


def _is_stale(entry: Entry, modified: datetime | None) -> bool:
    """Return whether a sitemap was written after its last reading."""
    return modified is not None and entry.last is not None and modified > entry.last


def _open_gap(database: Database[Document], session: ClientSession, gap: Gap) -> None:
    """Keep a gap, and have the other lists of its outlet read at once."""
    wanted = {
        "outlet": gap.outlet,
        "kind": "list",
        "memory.form": {"$in": ["sitemap", "section"]},
        "_id": {"$ne": gap.entry},
    }
    walk = sorted(each["_id"] for each in database["calendar"].find(wanted, {"_id": 1}, session=session))
    document = {
        "schemaVersion": SCHEMA_VERSION,
        "outlet": gap.outlet,
        "url": gap.url,
        "entry": gap.entry,
        "at": gap.until,
        "since": gap.since,
        "seen": gap.listed,
        "missed": gap.missed,
        "walk": walk,
        "found": 0,
        "closed": None,
    }
    id_ = f"{gap.url}@{gap.until.isoformat(timespec='milliseconds')}"
    database["gaps"].replace_one({"_id": id_}, document, upsert=True, session=session)
    wake(database, walk, "gap", session)


def _close_gaps(
    database: Database[Document], session: ClientSession, id_: str, outlet: str, fresh: int, now: datetime
) -> None:
    """Note that a list was read because of gaps; a gap whose lists were all read is closed."""
    gaps = database["gaps"]
    gaps.update_many(
        {"outlet": outlet, "closed": None, "walk": id_},
        {"$pull": {"walk": id_}, "$inc": {"found": fresh}},
        session=session,
    )
    gaps.update_many({"outlet": outlet, "closed": None, "walk": []}, {"$set": {"closed": now}}, session=session)


# --- copies -----------------------------------------------------------------------------------------------------------


def _note_copy(sheet: _Sheet, note: CopyNote) -> None:
    """Note a visit to a story's page."""
    if note.has_text:
        if note.asked != note.url:
            sheet.make_alias(f"copy:{note.asked}", note.id, note.outlet or outlet_of(note.url))
        if "alias" in sheet.beside(note.id):
            sheet.remove_alias(note.id)
    id_ = sheet.resolved(note.id)
    stored = sheet.copies.get(note.url)
    entry = sheet.entry(id_)
    if entry is None:
        if stored is None:
            return
        entry = _begun(sheet, note, stored)
    visit, revision = note.visit, sheet.beside(id_).get("revision")
    beside = {}
    outcome: str = visit.outcome
    if note.has_text and stored is not None:
        beside = {"revision": stored["revision"]}
        is_changed = revision is not None and stored["revision"] > revision
        outcome = "new" if revision is None else "changed" if is_changed else "unchanged"
        if visit.outcome != "killed":
            visit = replace(visit, outcome="new" if revision is None else "changed" if is_changed else "unchanged")
    was_told = entry.why in TOLD
    if sheet.visited(entry, visit, beside) is not None:
        _count_copy(sheet, note, entry.outlet, outcome)
        if was_told and outcome == "changed":
            sheet.tallies.count(entry.outlet, note.visit.at, "toldChanged")


def _forget_copy(sheet: _Sheet, note: CopyNote) -> None:
    """Note a visit to a copy that was erased: it has no entry, and other addresses of its page are not looked at."""
    if note.has_text and note.asked != note.url:
        sheet.make_alias(f"copy:{note.asked}", note.id, note.outlet or outlet_of(note.url))
    sheet.remove(note.id)


def _begun(sheet: _Sheet, note: CopyNote, stored: Document) -> Entry:
    """Return the entry of a stored copy that no list has named."""
    if note.has_text and stored["firstSeen"] >= note.visit.at:
        entry = Entry.for_copy(
            note.url, outlet=stored["outlet"], host=host_of(note.url), at=sheet.now, published=note.visit.published
        )
        sheet.put(entry)
        return entry
    entry, beside = adopted(stored, sheet.now)
    if note.visit.at <= stored["lastSeen"]:
        # The visit itself moved it.
        entry = replace(entry, last=None, believed=None)
    if note.has_text and stored["lastChanged"] >= note.visit.at:
        beside["revision"] = stored["revision"] - 1
    sheet.put(entry, beside)
    return entry


def _count_copy(sheet: _Sheet, note: CopyNote, outlet: str, outcome: str) -> None:
    at, tallies = note.visit.at, sheet.tallies
    tallies.count(outlet, at, "stored" if outcome == "new" else outcome)
    if note.visit.outcome == "killed":
        tallies.count(outlet, at, "killed")
    if outcome == "new" and note.printed is not None:
        tallies.latency(outlet, at, note.printed)


# --- threads ----------------------------------------------------------------------------------------------------------


def _note_thread(sheet: _Sheet, note: ThreadNote) -> None:
    """Note a visit to a comment section. One that was erased has no entry."""
    under = f"copy:{note.item.copyUrl}" if note.item is not None else ""
    if sheet.screen.ends_visits(note.id) or sheet.screen.ends_visits(under):
        sheet.remove(note.id)
        return
    entry = sheet.entry(note.id) or _new_thread(sheet, note)
    if entry is None or not isinstance(entry.memory, ThreadMemory):
        return
    visit = note.visit
    expected = visit.got - entry.memory.got
    if visit.outcome == "read" and counts(entry, visit, sheet.now) and len(visit.times) < expected:
        # The others were written by earlier batches, or by a batch that is repeated.
        visit = replace(visit, times=sheet.comment_times(note.thread, entry.last))
    if sheet.visited(entry, visit) is not None:
        _count_thread(sheet, note, entry.outlet)


def _new_thread(sheet: _Sheet, note: ThreadNote) -> Entry | None:
    """Return the entry of a thread that has none; None where the thread is not stored."""
    if note.item is not None:
        url, platform = note.item.copyUrl, note.item.platform
        asked = address_asked(note.item.cursor, url)
    else:
        stored = sheet.thread(note.thread)
        if stored is None:
            return None
        url, platform = stored["copyUrl"], stored["platform"]
        asked = address_asked(stored.get("cursor"), url)
    copy = sheet.entry(sheet.resolved(f"copy:{url}"))
    if not host_of(asked):
        return None
    return Entry.for_thread(
        note.thread,
        url=asked,
        outlet=copy.outlet if copy is not None else outlet_of(url),
        host=host_of(asked),
        platform=platform,
        at=sheet.now,
        published=copy.first if copy is not None else None,
    )


def _count_thread(sheet: _Sheet, note: ThreadNote, outlet: str) -> None:
    names = {"read": "threadsRead", "unchanged": "threadsUnchanged", "failed": "threadsFailed", "gone": "threadsGone"}
    at, count = note.visit.at, sheet.tallies.count
    count(outlet, at, names[note.visit.outcome])
    item: Thread | None = note.item
    if item is not None and item.declaredCount is not None:
        count(outlet, at, "commentsExpected", item.declaredCount)
        count(outlet, at, "commentsGot", item.collectedCount)
