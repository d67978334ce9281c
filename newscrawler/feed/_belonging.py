"""The outlet, story and thread that changed documents belong to, looked up for a whole batch at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from pymongo.database import Database

__all__ = ["Belonging"]

Document = dict[str, Any]
Key = tuple[str, str]
"""Collection and id of a document."""

_OWN = {"copies": ("outlet", "story"), "threads": ("copyUrl",), "comments": ("thread",)}
"""Fields by which a document names what it belongs to."""

_REMEMBERED = 50_000
"""Threads whose copies are remembered: 10 MB. Comments come by the thousand from the same threads."""


class Belonging:
    """Look-ups that remember which copy a thread belongs to."""

    def __init__(self, database: Database[Document]) -> None:
        self._database = database
        self._copy_of: dict[str, str] = {}

    def of(self, documents: Iterable[tuple[str, str, Mapping[str, Any]]]) -> dict[Key, Document]:
        """Return ``outlet``, ``story`` and ``thread`` of documents, each where it is known.

        :param documents: collection, id, and the fields that are known already
        """
        own: dict[Key, Document] = {(collection, id): {**known} for collection, id, known in documents}
        self._read_own(own)
        self._copy_of |= {key[1]: known["copyUrl"] for key, known in own.items() if known.get("copyUrl")}
        self._find_copies({thread for key, known in own.items() if (thread := _thread(key, known)) is not None})
        urls = {url for key, known in own.items() if (url := self._url(key, known)) is not None}
        copies = {id: known for (collection, id), known in own.items() if collection == "copies" and "story" in known}
        copies |= self._read("copies", {url for url in urls if url not in copies})
        return {key: self._found(key, known, copies) for key, known in own.items()}

    def _read_own(self, own: dict[Key, Document]) -> None:
        for collection, names in _OWN.items():
            missing = {id for (of, id), known in own.items() if of == collection and not all(n in known for n in names)}
            for id, found in self._read(collection, missing).items():
                own[collection, id] |= found

    def _find_copies(self, threads: Collection[str]) -> None:
        """Learn the copies of threads. A thread is stored after its comments: until then, its page's claim names it."""
        if len(self._copy_of) > _REMEMBERED:
            self._copy_of.clear()
        for collection in ("threads", "claims"):
            missing = {thread for thread in threads if thread not in self._copy_of}
            found = self._read(collection, missing, ("copyUrl",))
            self._copy_of |= {thread: each["copyUrl"] for thread, each in found.items() if "copyUrl" in each}

    def _url(self, key: Key, known: Mapping[str, Any]) -> str | None:
        if key[0] == "copies":
            return key[1]
        return known.get("copyUrl") or self._copy_of.get(_thread(key, known) or "")

    def _found(self, key: Key, known: Mapping[str, Any], copies: Mapping[str, Mapping[str, Any]]) -> Document:
        collection, id = key
        if collection == "stories":
            return {"story": id}
        copy = copies.get(self._url(key, known) or "", {})
        found = {"outlet": copy.get("outlet"), "story": copy.get("story"), "thread": _thread(key, known)}
        return {name: value for name, value in found.items() if value is not None and collection != "clusters"}

    def _read(self, collection: str, ids: Collection[str], names: tuple[str, ...] = ()) -> dict[str, Document]:
        if not ids:
            return {}
        wanted = dict.fromkeys(names or _OWN[collection], 1)
        return {each["_id"]: each for each in self._database[collection].find({"_id": {"$in": list(ids)}}, wanted)}


def _thread(key: Key, known: Mapping[str, Any]) -> str | None:
    return key[1] if key[0] == "threads" else known.get("thread") if key[0] == "comments" else None
