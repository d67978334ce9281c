"""The first calendar of a database: entries of the copies and threads that were stored before there was one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bson.codec_options import CodecOptions
from pymongo import UpdateOne
from pymongo.database import Database

from newscrawler.calendar import Entry
from newscrawler.calendar.clock import number_of
from newscrawler.calendar.copies import END
from newscrawler.sites import outlet_of
from newscrawler.storage._entries import address_asked, adopted, document_of
from newscrawler.storage._evidence import is_archived
from newscrawler.storage._fields import Document
from newscrawler.storage.clock import server_time
from newscrawler.urls import host_of

__all__ = ["begin_calendar"]

_SPREAD = timedelta(hours=24)
"""Time over which the first visits are spread, so that no host has a day's requests at once."""

_AT_ONCE = 1_000

_NEEDED = ("revision", "firstSeen", "lastSeen", "outlet", "datePublished", "datePublishedPrecision", "discoveredVia")
_AWARE: CodecOptions[Document] = CodecOptions(tz_aware=True, tzinfo=UTC)


def begin_calendar(database: Database[Document]) -> None:
    """Insert entries of young copies and of their threads; those that are there stay as they are."""
    database = database.with_options(codec_options=_AWARE)
    now = server_time(database)
    young = {"firstSeen": {"$gte": now - END}}
    copies = database["copies"].find(young, dict.fromkeys(_NEEDED, 1))
    _insert(database, _entries_of_copies(copies, now))
    threads = database["threads"].find(young, {"copyUrl": 1, "platform": 1, "cursor.url": 1, "firstSeen": 1})
    _insert(database, _entries_of_threads(threads, now))


def _entries_of_copies(copies: Iterable[Document], now: datetime) -> Iterator[Document]:
    for each in copies:
        if host_of(each["_id"]) and not is_archived(each):
            entry, beside = adopted(each, now)
            yield document_of(_spread(entry, now), beside)


def _entries_of_threads(threads: Iterable[Document], now: datetime) -> Iterator[Document]:
    for each in threads:
        url = address_asked(each.get("cursor"), each["copyUrl"])
        if host_of(url):
            entry = Entry.for_thread(
                each["_id"],
                url=url,
                outlet=outlet_of(each["copyUrl"]),
                host=host_of(url),
                platform=each["platform"],
                at=min(each["firstSeen"], now),
            )
            yield document_of(_spread(entry, now), {})


def _spread(entry: Entry, now: datetime) -> Entry:
    return replace(entry, due=now + _SPREAD * (number_of(entry.id) / 2**63))


def _insert(database: Database[Document], documents: Iterable[Document]) -> None:
    operations: list[UpdateOne] = []
    for each in documents:
        operations.append(UpdateOne({"_id": each["_id"], "host": each["host"]}, {"$setOnInsert": each}, upsert=True))
        if len(operations) >= _AT_ONCE:
            database["calendar"].bulk_write(operations, ordered=False)
            operations = []
    if operations:
        database["calendar"].bulk_write(operations, ordered=False)
