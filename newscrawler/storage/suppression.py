"""The list of words that must not be stored again, and the screen that applies it between a crawl and the store.

The list is in ``suppressions`` as keyed hashes, so that it discloses nothing by itself. Its key is a random secret
in a database of its own, ``newscrawler_private``: every crawler of the cluster needs it, and a consumer's role,
which must read the whole store to follow the change feed, does not reach it. ``meta`` holds the list's version,
which each batch of a writer compares after writing: the writer itself erases words that were put on the list
meanwhile (:mod:`newscrawler.storage._erasing`).
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from copy import copy as shallow_copy
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any, Literal
from weakref import WeakKeyDictionary

from bson.codec_options import CodecOptions
from pymongo import MongoClient, ReturnDocument, UpdateOne
from pymongo.collection import Collection
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError, OperationFailure

from newscrawler.sites import outlet_of
from newscrawler.spelling import composed
from newscrawler.storage.errors import StorageError
from newscrawler.storage.migrations import SCHEMA_VERSION
from newscrawler.storage.pseudonyms import pseudonym, pseudonymous

__all__ = [
    "PRIVATE",
    "Entry",
    "How",
    "Kind",
    "Screen",
    "Sealer",
    "adopt",
    "authors_of",
    "bump",
    "current",
    "current_sealer",
    "identity",
    "keys_of",
    "put",
    "refreshed",
    "secrets_of",
]

Document = dict[str, Any]

Kind = Literal["author", "url", "thread", "comment", "key", "mark"]
"""Of a selector. ``key`` is only held, never erased; a ``mark`` is one comment that was erased for its author."""

How = Literal["erased", "pseudonymised"]

PRIVATE = "newscrawler_private"
"""Database of the secret, shared by all newscrawler databases of the cluster: a backup is restored under another
name."""

_SECRET = "suppression"

_UNAUTHORIZED = 13

_AWARE: CodecOptions[Document] = CodecOptions(tz_aware=True, tzinfo=UTC)

_CHUNK = 1_000
"""Entries that are written or looked up at once."""


_screens: WeakKeyDictionary[MongoClient[Document], dict[str, Screen]] = WeakKeyDictionary()
_lock = threading.Lock()


class Sealer:
    """Makes keyed hashes of selectors, and pseudonyms, with one secret."""

    __slots__ = ("_key", "name")

    def __init__(self, key: bytes) -> None:
        self._key = key
        self.name = blake2b(key, person=b"newscrawler-name", digest_size=8).hexdigest()
        """Name of the secret, stored with each hash."""

    def seal(self, kind: Kind, value: str, scope: str = "") -> str:
        """Return 32 hex digits that stand for a selector. ``scope`` is ``platform:NAME``, ``outlet:HOST`` or empty."""
        # A commenter is the same however the letters of the name are composed.
        said = "\0".join((kind, scope, composed(value) if kind == "author" else value)).encode("utf-8", "surrogatepass")
        return blake2b(said, key=self._key, digest_size=16).hexdigest()

    def pseudonym(self, name: str) -> str:
        """Return the pseudonym of a name, see :func:`newscrawler.storage.pseudonyms.pseudonym`."""
        return pseudonym(self._key, name)

    def pseudonymous(self, author: Mapping[str, Any] | None) -> Document | None:
        """Return the author under pseudonyms."""
        return pseudonymous(self._key, author)


class Entry:
    """Entry of the list: how words are erased, and since when."""

    __slots__ = ("at", "how", "kind")

    def __init__(self, how: How, at: datetime, kind: Kind) -> None:
        self.how = how
        self.at = at
        self.kind = kind


class Screen:
    """The list and the legal holds as of one version: states why an item's words may not be stored.

    :param entries: by keyed hash; without marks, which are looked up where they are needed
    :param holds: reasons by keyed hash
    :param held_threads: reasons by thread, for holds of addresses and stories
    """

    def __init__(
        self,
        database: Database[Document],
        version: int,
        sealers: Sequence[Sealer],
        entries: Mapping[str, Entry],
        scopes: Iterable[str],
        holds: Mapping[str, str],
        held_threads: Mapping[str, str],
    ) -> None:
        self.version = version
        self.sealers = tuple(sealers)
        self.is_empty = not entries
        self._database = database
        self._entries = entries
        self._has_urls = any(entry.kind == "url" for entry in entries.values())
        self._platforms = frozenset(scope[9:] for scope in scopes if scope.startswith("platform:"))
        self._outlets = frozenset(scope[7:] for scope in scopes if scope.startswith("outlet:"))
        self._copies: dict[str, str] = {}
        self._holds = holds
        self._held_threads = held_threads
        self.holds_anything = bool(holds)

    def through(self, database: Database[Document]) -> Screen:
        """Return this screen for another connection to the same server: the one that loaded it may be closed by now."""
        if self._database.client is database.client:
            return self
        screen = shallow_copy(self)
        screen._database = database
        return screen

    def with_entries(self, sealer: Sealer, selectors: Iterable[tuple[Kind, str, str]], entry: Entry) -> Screen:
        """Return a screen that has these selectors besides: to see what an erasure would do."""
        selectors = list(selectors)
        entries = {**self._entries, **{sealer.seal(*each): entry for each in selectors}}
        scopes = {scope for _, _, scope in selectors} | {f"platform:{each}" for each in self._platforms}
        scopes |= {f"outlet:{each}" for each in self._outlets}
        sealers = list(self.sealers) or [sealer]
        if all(each.name != sealer.name for each in sealers):
            sealers.append(sealer)
        return Screen(self._database, self.version, sealers, entries, scopes, self._holds, self._held_threads)

    def copy(self, url: str) -> Entry | None:
        """Return the entry that forbids to store this copy's words; None where there is none, or a legal hold is on
        it."""
        if self.is_empty or self.hold_on_copy(url) is not None:
            return None
        return self._first((sealer.seal("url", url) for sealer in self.sealers), self._entries)

    def thread(self, id_: str) -> Entry | None:
        """Return the entry that forbids to store this thread's words; None where there is none, or a legal hold is on
        it."""
        if self.is_empty or id_ in self._held_threads or self.hold_on("thread", id_) is not None:
            return None
        return self._first((sealer.seal("thread", id_) for sealer in self.sealers), self._entries)

    def ends_visits(self, id_: str) -> bool:
        """Return whether a copy or a thread was erased, so that nothing that a visit brings could be stored.

        :param id_: of the calendar's entry, ``copy:<url>`` or ``thread:<id>``
        """
        kind, _, subject = id_.partition(":")
        found = self.copy(subject) if kind == "copy" else self.thread(subject) if kind == "thread" else None
        return found is not None and found.how == "erased"

    def comment(self, comment: Mapping[str, Any], marks: Mapping[str, Entry] | None = None) -> Entry | None:
        """Return the entry that forbids to store this comment's words; None where there is none, or a hold is on it.

        :param comment: a comment's document, or its item as a dictionary
        :param marks: of erased comments, see :meth:`marks`
        """
        if (self.is_empty and not marks) or not isinstance(comment.get("thread"), str):
            return None
        found = None if self.is_empty else self._found(comment)
        if found is None and marks:
            found = self.mark(identity(comment), marks)
        return None if found is None or self.hold(comment) is not None else found

    def author(self, value: str, platform: str | None = None) -> Entry | None:
        """Return the entry for a commenter's name, id or address, in any place."""
        scopes = ["", *(f"outlet:{outlet}" for outlet in self._outlets)]
        scopes += [f"platform:{name}" for name in self._platforms if platform in (None, name)]
        return self._first(
            (sealer.seal("author", value, scope) for sealer in self.sealers for scope in scopes), self._entries
        )

    def marks(self, identities: Sequence[str]) -> dict[str, Entry]:
        """Look up which of these comments were erased for their author: entries by keyed hash."""
        seals = [sealer.seal("mark", each) for sealer in self.sealers for each in identities]
        if not seals:
            return {}
        found = _list(self._database).find({"_id": {"$in": seals}})
        return {each["_id"]: Entry(each["how"], each["at"], "mark") for each in found}

    def mark(self, identity: str, marks: Mapping[str, Entry]) -> Entry | None:
        """Return the mark of a comment or an entry of quarantine among those that were looked up."""
        return self._first((sealer.seal("mark", identity) for sealer in self.sealers), marks)

    def hold(self, comment: Mapping[str, Any]) -> str | None:
        """Return the reason of a legal hold on this comment; None where there is none."""
        if not self._holds and not self._held_threads:
            return None
        thread = comment["thread"]
        if thread in self._held_threads:
            return self._held_threads[thread]
        for sealer in self.sealers:
            seals = [sealer.seal("thread", thread), sealer.seal("comment", identity(comment))]
            seals += [sealer.seal("author", value) for value in authors_of(comment)]
            for seal in seals:
                if seal in self._holds:
                    return self._holds[seal]
        return None

    def hold_on_copy(self, url: str, key: str | None = None) -> str | None:
        """Return the reason of a legal hold on this copy or its story's key; None where there is none."""
        for sealer in self.sealers if self._holds else ():
            for seal in (sealer.seal("url", url), sealer.seal("key", key or "")):
                if seal in self._holds:
                    return self._holds[seal]
        return None

    def hold_on(self, kind: Kind, value: str) -> str | None:
        """Return the reason of a legal hold on exactly this selector; None where there is none."""
        for sealer in self.sealers:
            if (reason := self._holds.get(sealer.seal(kind, value))) is not None:
                return reason
        return None

    def pseudonymous(self, author: Mapping[str, Any] | None) -> Document | None:
        """Return the author under pseudonyms; without a secret, which somebody has removed, none."""
        return self.sealers[0].pseudonymous(author) if self.sealers else None

    def _found(self, comment: Mapping[str, Any]) -> Entry | None:
        thread, source = comment["thread"], comment.get("source")
        authors = list(authors_of(comment))
        for sealer in self.sealers:
            found = self._first(self._seals(sealer, comment, authors), self._entries)
            if found is None:
                found = self._of_outlet(sealer, authors, thread, source)
            if found is not None:
                return found
        return None

    def _seals(self, sealer: Sealer, comment: Mapping[str, Any], authors: Sequence[str]) -> list[str]:
        """Return the hashes of a comment's selectors, without those that hold for one outlet alone."""
        platform, source = comment.get("platform"), comment.get("source")
        scopes = ["", f"platform:{platform}"] if platform in self._platforms else [""]
        seals = [sealer.seal("author", value, scope) for value in authors for scope in scopes]
        seals += [sealer.seal("thread", comment["thread"]), sealer.seal("comment", identity(comment))]
        if self._has_urls and isinstance(source, str):
            seals.append(sealer.seal("url", source))
        return seals

    def _of_outlet(self, sealer: Sealer, authors: Sequence[str], thread: str, source: str | None) -> Entry | None:
        """Return the entry for an author within the outlet of the comment."""
        for outlet in self._outlets:
            seals = (sealer.seal("author", value, f"outlet:{outlet}") for value in authors)
            found = self._first(seals, self._entries)
            if found is not None and self._outlet(thread, source) == outlet:
                return found
        return None

    def _outlet(self, thread: str, source: str | None) -> str:
        if thread not in self._copies:
            found = self._database["threads"].find_one({"_id": thread}, {"copyUrl": 1})
            if found is None:
                # A thread is stored after its comments: until then, the address of their page names the outlet.
                return outlet_of(source or "")
            self._copies[thread] = found["copyUrl"]
        return outlet_of(self._copies[thread])

    def _first(self, seals: Iterable[str], entries: Mapping[str, Entry]) -> Entry | None:
        return next((entries[seal] for seal in seals if seal in entries), None)


def identity(comment: Mapping[str, Any]) -> str:
    """Return ``_id`` of a comment's document or item."""
    return str(comment.get("_id") or f"{comment.get('thread')}#{comment.get('nativeId')}")


def authors_of(comment: Mapping[str, Any]) -> Iterator[str]:
    """Yield names, ids and addresses of a comment's author, now and before."""
    said = [comment.get("author"), *(each.get("author") for each in comment.get("observations") or ())]
    for author in said:
        if isinstance(author, Mapping):
            yield from (value for name in ("name", "id", "url") if isinstance(value := author.get(name), str))


# --- what writers ask ------------------------------------------------------------------------------------------------


def current(database: Database[Document]) -> Screen:
    """Return the screen that this process knows; the first call reads it."""
    with _lock:
        known = _screens.setdefault(database.client, {}).get(database.name)
    return _load(database) if known is None else known.through(database)


def refreshed(database: Database[Document], known: Screen) -> Screen:
    """Return ``known`` while the list is of its version, else the list as it is now. One read of a tiny document."""
    return known if _version(database) == known.version else _load(database)


def _version(database: Database[Document]) -> int:
    found = database["meta"].find_one({"_id": "suppression"}, {"version": 1})
    return 0 if found is None else int(found["version"])


def _load(database: Database[Document]) -> Screen:
    # The version first: an entry that is added between the two reads is read again, and never missed.
    version = _version(database)
    entries: dict[str, Entry] = {}
    scopes: set[str] = set()
    holds: list[Document] = []
    if version:
        for each in _list(database).find({"kind": {"$in": ["author", "url", "thread", "comment"]}}):
            entries[each["_id"]] = Entry(each["how"], each["at"], each["kind"])
            scopes.add(each["scope"])
        holds = list(database["holds"].find())
    sealers = secrets_of(database) if version else []
    screen = Screen(
        database,
        version,
        sealers,
        entries,
        scopes,
        {each["_id"]: each["reason"] for each in holds},
        _threads(database, holds),
    )
    with _lock:
        _screens.setdefault(database.client, {})[database.name] = screen
    return screen


def _threads(database: Database[Document], holds: Sequence[Document]) -> dict[str, str]:
    """Return the threads under held addresses and stories, with the reason."""
    reasons = {each["value"]: each["reason"] for each in holds if each["kind"] == "url"}
    keys = {each["value"]: each["reason"] for each in holds if each["kind"] == "key"}
    for copy in database["copies"].find({"story": {"$in": list(keys)}}, {"story": 1}) if keys else ():
        reasons[copy["_id"]] = keys[copy["story"]]
    found = database["threads"].find({"copyUrl": {"$in": list(reasons)}}, {"copyUrl": 1}) if reasons else ()
    return {thread["_id"]: reasons[thread["copyUrl"]] for thread in found}


def _list(database: Database[Document]) -> Collection[Document]:
    return database["suppressions"].with_options(codec_options=_AWARE)


# --- what the commands do --------------------------------------------------------------------------------------------


def put(
    database: Database[Document],
    sealer: Sealer,
    selectors: Iterable[tuple[Kind, str, str]],
    how: How,
    erasure: str,
    at: datetime,
) -> int:
    """Add selectors ``(kind, value, scope)`` to the list; returns the number of new ones. Call :func:`bump`
    afterwards."""
    added = 0
    operations: list[UpdateOne] = []

    def send() -> int:
        done = database["suppressions"].bulk_write(operations, ordered=False) if operations else None
        operations.clear()
        return 0 if done is None else done.upserted_count

    for kind, value, scope in selectors:
        fields = {
            **{"schemaVersion": SCHEMA_VERSION, "kind": kind, "scope": scope},
            **{"secret": sealer.name, "erasure": erasure, "at": at},
        }
        # A later request for a pseudonym does not bring erased words back.
        change: Document = {"$setOnInsert": fields}
        change |= {"$set": {"how": how}} if how == "erased" else {"$setOnInsert": {**fields, "how": how}}
        operations.append(UpdateOne({"_id": sealer.seal(kind, value, scope)}, change, upsert=True))
        if len(operations) == _CHUNK:
            added += send()
    return added + send()


def bump(database: Database[Document]) -> int:
    """Announce to every writer that the list or the holds have changed; returns the new version."""
    found = database["meta"].find_one_and_update(
        {"_id": "suppression"}, {"$inc": {"version": 1}}, upsert=True, return_document=ReturnDocument.AFTER
    )
    with _lock:
        _screens.get(database.client, {}).pop(database.name, None)
    assert found is not None
    return int(found["version"])


def secrets_of(database: Database[Document]) -> list[Sealer]:
    """Return the secrets that hashes may have been made with, the one for new hashes first.

    :raises StorageError: when the server does not let this user read them
    """
    with _Reachable():
        found = list(database.client[PRIVATE]["secrets"].find())
    found.sort(key=lambda each: each["_id"] != _SECRET)
    return [Sealer(bytes(each["key"])) for each in found]


def keys_of(database: Database[Document]) -> list[bytes]:
    """Return the secrets themselves, for a backup.

    :raises StorageError: when the server does not let this user read them
    """
    with _Reachable():
        return [bytes(each["key"]) for each in database.client[PRIVATE]["secrets"].find()]


def current_sealer(database: Database[Document]) -> Sealer:
    """Return the secret for new hashes; the first call makes it.

    :raises StorageError: when the server does not let this user read or write it
    """
    with _Reachable():
        stored = database.client[PRIVATE]["secrets"]
        if stored.find_one({"_id": _SECRET}) is None:
            with suppress(DuplicateKeyError):  # another process was faster
                stored.insert_one({"_id": _SECRET, "key": secrets.token_bytes(32), "made": datetime.now(UTC)})
        found = stored.find_one({"_id": _SECRET})
    assert found is not None
    return Sealer(bytes(found["key"]))


def adopt(database: Database[Document], keys: Iterable[bytes]) -> None:
    """Add secrets of another cluster, from its backup."""
    with _Reachable():
        stored = database.client[PRIVATE]["secrets"]
        known = {bytes(each["key"]) for each in stored.find()}
        for key in keys:
            if key in known:
                continue
            name = f"{_SECRET}:{Sealer(key).name}" if known else _SECRET
            stored.update_one({"_id": name}, {"$setOnInsert": {"key": key, "made": datetime.now(UTC)}}, upsert=True)
            known.add(key)


class _Reachable:
    """Names the remedy where the server refuses this user the secret."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: Any) -> None:
        if isinstance(error, OperationFailure) and error.code == _UNAUTHORIZED:
            raise StorageError(
                f"the user of MONGODB_URI may not use {PRIVATE}.secrets, the key of the suppression list: bring its "
                "role up to date with `python deploy/mongo_users.py`"
            ) from error
