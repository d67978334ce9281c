"""The export itself: one day after the other, each whole or absent.

The files of a day are written apart, moved to their places, and then named in the manifest. A run that is killed loses
the day that it was writing, and no other: the same command goes on with it.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bson.codec_options import CodecOptions
from pymongo.database import Database
from pymongo.read_concern import ReadConcern

from newscrawler.export.card import CARD, card
from newscrawler.export.columns import TABLES, TableName, row_of
from newscrawler.export.days import Span, batches_of, next_day
from newscrawler.export.formats import ENDINGS, Format, open_rows
from newscrawler.export.manifest import (
    MANIFEST,
    Day,
    ExportError,
    File,
    Manifest,
    differences,
    locked,
    now_text,
)
from newscrawler.interchange.ninjs import ninjs
from newscrawler.storage._fields import Document
from newscrawler.storage._stored import StoredCopy, stored_copy, stored_story
from newscrawler.storage.clock import server_time
from newscrawler.storage.pseudonyms import AuthorNames

__all__ = ["Day", "Export", "Request", "export"]

_UNFINISHED = ".unfinished"
"""Folder of the day that is being written."""

_COMMENTS = 2_000
"""Comments that are held in memory at once: some 4 MB."""

_SHOWN_VOTES = frozenset({"at", "upvoteCount", "downvoteCount", "score", "state"})
"""Fields of an observation without anybody's words or name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Choice of what an export writes, and in which form."""

    span: Span
    format: Format
    comments: bool = False
    """Threads and comments too."""
    pseudonymous: bool = False
    """Commenters appear under keyed pseudonyms, without links to them and without earlier texts."""

    @property
    def tables(self) -> tuple[TableName, ...]:
        if self.format == "ninjs":
            return ("stories",)
        return ("stories", "copies", *(("threads", "comments") if self.comments else ()))

    def as_json(self) -> dict[str, Any]:
        """Return the request as the manifest keeps it."""
        span = self.span
        return {
            "format": self.format,
            "since": None if span.since is None else now_text(span.since),
            "until": None if span.until is None else now_text(span.until),
            "outlet": span.outlet,
            "agency": span.agency,
            "comments": self.comments,
            "pseudonymous": self.pseudonymous,
        }


@dataclass(slots=True, kw_only=True)
class Export:
    """Result of an export."""

    manifest: Manifest
    kept: int
    """Days that an earlier run had written."""
    damaged: list[str]
    """Files of an earlier run that were missing or changed, and were written again."""


def export(
    database: Database[Document],
    folder: Path,
    request: Request,
    names: AuthorNames,
    *,
    told: Callable[[Day], None] = lambda day: None,
) -> Export:
    """Write what the request asks for into a folder, or go on where an earlier run of it stopped.

    :param names: the rule for commenters' names; used where the request is pseudonymous
    :param told: called with each day that is written
    :raises ExportError: the folder holds something else, or another export is writing into it
    :raises MissingExtraError: packages of the extra ``[export]`` are not installed
    """
    database = database.with_options(codec_options=CodecOptions(tz_aware=True), read_concern=ReadConcern("majority"))
    with locked(folder):
        manifest = _manifest(database, folder, request)
        done, damaged = manifest.whole(folder)
        shutil.rmtree(folder / _UNFINISHED, ignore_errors=True)
        if manifest.finished is not None and not damaged:
            return Export(manifest=manifest, kept=len(done), damaged=damaged)
        manifest.finished = None
        manifest.save(folder)
        day = None
        while (day := next_day(database, request.span, day)) is not None:
            if day in done:
                continue
            written = _write_day(database, folder, request, names, day)
            manifest.days = sorted([*manifest.days, written], key=lambda each: each.day)
            manifest.save(folder)
            told(written)
        manifest.finished = now_text(server_time(database))
        (folder / CARD).write_text(card(manifest, request.tables), encoding="utf-8")
        manifest.save(folder)
        return Export(manifest=manifest, kept=len(done), damaged=damaged)


def _manifest(database: Database[Document], folder: Path, request: Request) -> Manifest:
    """Return the manifest of an earlier run of the request, or a new one.

    :raises ExportError: the folder holds something else
    """
    manifest = Manifest.load(folder)
    asked = request.as_json()
    if manifest is None:
        strangers = sorted(each.name for each in folder.iterdir() if not each.name.startswith("."))
        if strangers:
            raise ExportError(
                f"{folder} holds {strangers[0]!r} and no {MANIFEST}: name a new or empty folder with --out"
            )
        return Manifest(request=asked, begun=now_text(server_time(database)))
    if other := differences(asked, manifest.request):
        raise ExportError(
            f"{folder} holds an export with another {', '.join(other)}: repeat the options of its {MANIFEST}, or name "
            "another folder with --out"
        )
    return manifest


def _write_day(database: Database[Document], folder: Path, request: Request, names: AuthorNames, day: str) -> Day:
    unfinished = folder / _UNFINISHED
    unfinished.mkdir(mode=0o700)
    ending = ENDINGS[request.format]
    paths = {table: unfinished / f"{table}.{ending}" for table in request.tables}
    counts: dict[TableName, int] = dict.fromkeys(request.tables, 0)
    with ExitStack() as files:
        opened = {table: files.enter_context(open_rows(request.format, table, path)) for table, path in paths.items()}
        for table, rows in _rows_of(database, request, names, day):
            opened[table].write(rows)
            counts[table] += len(rows)
    written = []
    for table in TABLES:
        # A killed run may have left files of tables that have no rows of this day any more.
        shutil.rmtree(folder / table / f"day={day}", ignore_errors=True)
    for table, path in paths.items():
        if counts[table] or table == "stories":
            place = folder / table / f"day={day}" / f"part-0.{ending}"
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            written.append(File.of(folder, path.replace(place), table, counts[table]))
    shutil.rmtree(unfinished)
    return Day(day=day, files=tuple(written))


def _rows_of(
    database: Database[Document], request: Request, names: AuthorNames, day: str
) -> Iterator[tuple[TableName, list[Document]]]:
    for stories in batches_of(database, request.span.query(day)):
        ids = [story["_id"] for story in stories]
        copies = list(database["copies"].find({"story": {"$in": ids}}).sort("_id", 1))
        if request.format == "ninjs":
            yield "stories", _ninjs(stories, copies)
            continue
        yield "stories", [row_of("stories", story) for story in stories]
        yield "copies", [row_of("copies", copy) for copy in copies]
        if request.comments:
            yield from _discussion(database, request, names, [copy["_id"] for copy in copies])


def _ninjs(stories: Sequence[Document], copies: Sequence[Document]) -> list[Document]:
    copies_of: dict[str, list[StoredCopy]] = {}
    for copy in copies:
        copies_of.setdefault(copy["story"], []).append(stored_copy(copy))
    return [ninjs(stored_story(story), copies_of.get(story["_id"], ())) for story in stories]


def _discussion(
    database: Database[Document], request: Request, names: AuthorNames, urls: Sequence[str]
) -> Iterator[tuple[TableName, list[Document]]]:
    threads = list(database["threads"].find({"copyUrl": {"$in": list(urls)}}).sort("_id", 1))
    yield "threads", [row_of("threads", thread) for thread in threads]
    for thread in threads:
        found = database["comments"].find({"thread": thread["_id"]}).sort([("thread", 1), ("position", 1)])
        rows: list[Document] = []
        for document in found:
            if request.pseudonymous:
                _hide_person(document, names)
            rows.append(row_of("comments", document))
            if len(rows) >= _COMMENTS:
                yield "comments", rows
                rows = []
        if rows:
            yield "comments", rows


def _hide_person(document: Document, names: AuthorNames) -> None:
    """Replace names and ids by pseudonyms, in place; drop links to people, what was said before it was changed, and
    what nobody can read any more."""
    names.apply_stored(document)
    document["html"] = None
    if document["state"] == "vanished":
        # The store keeps its last text for some weeks, the outlet shows it no longer.
        document.update(text=None, author=None)
    document["observations"] = [
        {name: value for name, value in observation.items() if name in _SHOWN_VOTES}
        for observation in document["observations"]
    ]
