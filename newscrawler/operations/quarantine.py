"""Replay and purge of quarantine: items that could not be stored pass the pipelines again, or are removed."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from pymongo.database import Database
from scrapy.settings import BaseSettings
from scrapy.spiderloader import get_spider_loader

from newscrawler.items import Comment, Copy, Rejection, Thread
from newscrawler.pipelines.boilerplate import BoilerplatePipeline
from newscrawler.pipelines.dedupe import DedupePipeline
from newscrawler.pipelines.validation import ValidationPipeline
from newscrawler.printable import escaped
from newscrawler.program import program
from newscrawler.storage import CannotWriteError, QuarantineEntry, Trust, write_batch
from newscrawler.storage.pseudonyms import AuthorNames
from newscrawler.storage.retention import purge_quarantine
from newscrawler.urls import parts_of
from newscrawler.writer_registry import declared_trust

__all__ = ["Replayed", "purge", "refetch_command", "replay"]

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Replayed:
    """Result of the replay of one entry."""

    entry: QuarantineEntry
    result: Literal["stored", "refused", "bare"]
    """``bare``: no item was kept, so the page has to be fetched again."""
    reason: str | None = None
    """Why it is refused again."""


class _RefusedAgainError(Exception):
    """The item still cannot be stored; the message gives the reason."""


def replay(
    database: Database[Document], settings: BaseSettings, entries: Iterable[QuarantineEntry]
) -> Iterator[Replayed]:
    """Pass the items of entries through the pipelines again, store those that are valid now, and remove their entries.

    :param database: prepared
    :param settings: of the project: names of commenters and trusted outlets are treated as in a crawl
    :raises CannotWriteError: MongoDB does not accept a write now; the entry stays, and the message names it
    """
    names = AuthorNames.from_environment(settings.get("AUTHOR_NAMES", "plain"))
    names.check()
    trust = declared_trust(settings)
    for entry in entries:
        yield _replayed(database, entry, names, trust)


def _replayed(database: Database[Document], entry: QuarantineEntry, names: AuthorNames, trust: Trust) -> Replayed:
    try:
        item = entry.item()
        if item is None:
            return Replayed(entry, "bare")
        _store(database, entry, item, names, trust)
    except CannotWriteError as error:
        raise CannotWriteError(
            f"MongoDB did not accept {entry.id[:8]}: {error}; it stays in quarantine; replay it again"
        ) from error
    except (_RefusedAgainError, ValueError) as error:
        return Replayed(entry, "refused", str(error))
    return Replayed(entry, "stored")


def _store(
    database: Database[Document],
    entry: QuarantineEntry,
    item: Copy | Thread | Comment,
    names: AuthorNames,
    trust: Trust,
) -> None:
    passed: Any = item
    names.apply([item])
    try:
        for pipeline in (BoilerplatePipeline(), ValidationPipeline(), DedupePipeline()):
            passed = pipeline.process_item(passed)
    except Exception as error:
        # A kept item can have any shape, which may be the reason why it was quarantined.
        raise _RefusedAgainError(f"{type(error).__name__}: {error}") from error
    if isinstance(passed, Rejection):
        raise _RefusedAgainError(passed.reason)
    if write_batch(database, [passed], trust).outcomes == ["quarantined"]:
        raise _RefusedAgainError("MongoDB did not accept it; see the entry of stage storage")
    # After the write is durable: an interrupted replay can be repeated and finds the item stored.
    database["quarantine"].delete_one({"_id": entry.id})


def refetch_command(rejection: Rejection, settings: BaseSettings) -> str:
    """Return the command that fetches the same input again. Strangers chose its address: it runs nothing else in a
    shell, and does not drive a terminal."""
    return escaped(_refetch_command(rejection, settings))


def _refetch_command(rejection: Rejection, settings: BaseSettings) -> str:
    if not rejection.url.startswith(("http://", "https://")):
        path = rejection.url.partition("#")[0]
        known = rejection.stage == "archive" and not path.startswith("urn:")
        return f"{program()} crawl archive -a path={shlex.quote(path) if known else 'FILE_OR_FOLDER'}"
    parts = parts_of(rejection.url)
    spiders = get_spider_loader(settings)
    host = (parts.hostname or "").removeprefix("www.")
    own = [name for name in spiders.list() if host and getattr(spiders.load(name), "outlet", None) == host]
    if rejection.stage in ("discovery", "comments") and host:
        # A list or an answer of a comment platform: crawling the outlet leads there again.
        return (
            f"{program()} crawl {own[0]}"
            if own
            else f"{program()} crawl outlet -a url={shlex.quote(f'{parts.scheme}://{parts.netloc}/')}"
        )
    return f"{program()} crawl {own[0] if own else 'outlet'} -a url={shlex.quote(rejection.url)}"


def purge(
    database: Database[Document], *, ids: Iterable[str] | None = None, older_than: int | None = None
) -> tuple[int, int]:
    """Remove entries of quarantine; return the numbers of those that are removed and those that a legal hold keeps.

    :param ids: only these entries
    :param older_than: only entries that were not met for this many days; None for all
    """
    query: Document = {}
    if ids is not None:
        query["_id"] = {"$in": list(ids)}
    if older_than is not None:
        query["lastSeen"] = {"$lt": datetime.now(UTC) - timedelta(days=older_than)}
    return purge_quarantine(database, query)
