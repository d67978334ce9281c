"""Look up what is stored: the text of copies, and the HTTP validators of copies and threads.

Look-ups of validators that arrive together are one query.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from pymongo.database import Database
from pymongo.errors import PyMongoError

from newscrawler.items import Thread
from newscrawler.storage._documents import Document
from newscrawler.storage.errors import StorageError, first_clause

__all__ = ["KnownCopy", "ValidatorLookups", "Validators", "stored_copies", "thread_of"]

_log = logging.getLogger(__name__)

_VARIANTS = 50
"""Stored addresses with parameters that are looked at for each address without any."""

_COPIES = 200
"""Copies of a story that are compared with a page; the largest wire stories have some hundred."""

_THREAD_FIELDS = tuple(Thread.__dataclass_fields__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """Validators of a stored copy or thread, for a conditional request."""

    etag: str | None
    lastModified: str | None
    threads: tuple[Thread, ...] = ()
    """The threads of a copy, as stored."""
    hasVariants: bool = False
    """Whether the address is not stored, and others are that differ by parameters only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownCopy:
    """Text of a stored copy, for a comparison with a page that came for its address."""

    url: str
    headline: str | None
    body: tuple[str, ...]


def stored_copies(database: Database[Document], url: str, key: str | None, outlet: str) -> list[KnownCopy]:
    """Return the stored copy of an address, and the outlet's other copies of the story with that key.

    :param key: :attr:`newscrawler.items.Copy.key`; None to ask for the address alone
    """
    within = [url]
    if key is not None:
        for story in database["stories"].find({"key": key}, {"copies": {"$slice": _COPIES}}):
            within += story["copies"]
    shown = {"headline": 1, "body": 1, "outlet": 1}
    found = database["copies"].find({"_id": {"$in": within[: _COPIES + 1]}}, shown)
    return [
        KnownCopy(url=copy["_id"], headline=copy.get("headline"), body=tuple(copy.get("body") or ()))
        for copy in found
        if copy["_id"] == url or copy["outlet"] == outlet
    ]


class ValidatorLookups:
    """Look-ups in the store, answered in batches. They belong to one event loop.

    :param thread: in which the query is run
    """

    def __init__(self, database: Database[Document], thread: ThreadPoolExecutor) -> None:
        self._database = database
        self._thread = thread
        self._waiting: dict[str, asyncio.Future[Validators | None]] = {}
        self._answering: asyncio.Task[None] | None = None

    async def get(self, identity: str) -> Validators | None:
        """See :meth:`newscrawler.storage.Writer.validators`.

        :raises StorageError: when the server does not answer
        """
        answer = self._waiting.get(identity)
        if answer is None:
            answer = self._waiting[identity] = asyncio.get_running_loop().create_future()
        if self._answering is None:
            self._answering = asyncio.create_task(self._answer_all())
        return await asyncio.shield(answer)

    async def _answer_all(self) -> None:
        try:
            while self._waiting:
                # One turn of the loop: the same query answers every look-up that is made in it.
                await asyncio.sleep(0)
                waiting, self._waiting = self._waiting, {}
                await self._answer(waiting)
        finally:
            self._answering = None

    async def _answer(self, waiting: Mapping[str, asyncio.Future[Validators | None]]) -> None:
        loop = asyncio.get_running_loop()
        try:
            found = await loop.run_in_executor(self._thread, self._look_up, list(waiting))
        except Exception as error:
            # Whatever it was, no look-up must wait for ever.
            reason = first_clause(error)
            if not isinstance(error, PyMongoError):
                _log.exception("a look-up failed")
                reason = f"{type(error).__name__}: {reason}"
            failure = StorageError(f"MongoDB does not answer: {reason}")
            for answer in waiting.values():
                answer.set_exception(failure)
                answer.exception()  # seen: a caller that was cancelled will not ask
        else:
            for identity, answer in waiting.items():
                answer.set_result(found.get(identity))

    def _look_up(self, identities: list[str]) -> dict[str, Validators]:
        within = {"$in": identities}
        found: dict[str, Validators] = {}
        under: dict[str, list[Document]] = {}
        for document in self._database["threads"].find({"$or": [{"_id": within}, {"copyUrl": within}]}):
            found[document["_id"]] = Validators(etag=document.get("etag"), lastModified=document.get("lastModified"))
            under.setdefault(document["copyUrl"], []).append(document)
        wanted = {"etag": 1, "lastModified": 1, "commentPlatform": 1, "lastSeen": 1}
        for document in self._database["copies"].find({"_id": within}, wanted):
            threads = under.get(document["_id"], [])
            if _comments_were_read(document, threads):
                found[document["_id"]] = Validators(
                    etag=document.get("etag"),
                    lastModified=document.get("lastModified"),
                    threads=tuple(thread_of(thread) for thread in threads),
                )
        for url in self._plain_of_variants([each for each in identities if each not in found]):
            found[url] = Validators(etag=None, lastModified=None, hasVariants=True)
        return found

    def _plain_of_variants(self, urls: Iterable[str]) -> set[str]:
        """Return those addresses without parameters of which the store has others, with parameters."""
        # Both signs that begin parameters lie between these two.
        plain = [url for url in urls if url.startswith("http") and ";" not in url and "?" not in url]
        ranges = [{"_id": {"$gte": f"{url};", "$lt": f"{url}@"}} for url in plain]
        if not ranges:
            return set()
        variants = self._database["copies"].find({"$or": ranges}, {"_id": 1}).limit(_VARIANTS * len(ranges))
        return {re.split("[;?]", copy["_id"], maxsplit=1)[0] for copy in variants}


def _comments_were_read(copy: Document, threads: list[Document]) -> bool:
    """Return whether the comments of a copy have been read as late as the copy.

    A section with an endpoint of its own is requested at every visit; a section on the page is read with the page,
    or not at all.
    """
    if "commentPlatform" not in copy:
        # Written by a version that did not note the platform: one full answer settles the question.
        return False
    if copy["commentPlatform"] is None:
        return True
    on_page = [thread for thread in threads if thread.get("cursor") is None]
    return bool(threads) and all(thread["complete"] and thread["lastSeen"] >= copy["lastSeen"] for thread in on_page)


def thread_of(document: Document) -> Thread:
    """Return a stored thread as an item."""
    return Thread(**{name: document[name] for name in _THREAD_FIELDS if name in document})
