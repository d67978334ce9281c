"""Spider that reads saved input without the network: text dumps, WET, WARC, folders of HTML."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

import scrapy
from scrapy.http import Response
from scrapy.settings import BaseSettings

from newscrawler.archives import BadRecord, Record, read_archive
from newscrawler.archives.records import beginning
from newscrawler.comments import CommentSection, ThreadProgress, detect, platforms
from newscrawler.discovery.canonical import canonical_url, normalise_url
from newscrawler.discovery.links import DiscoveryError
from newscrawler.extensions.callback_errors import one_line
from newscrawler.extraction import extract_html
from newscrawler.extraction.access import access_fields
from newscrawler.extraction.reservations import read_reservations, reservation_fields
from newscrawler.html.page import Page, PageError
from newscrawler.items import Author, Comment, Copy, Printing, Rejection, Thread
from newscrawler.language.dates.zones import zone_of
from newscrawler.limits import CLOCK_SKEW, FRAGMENT_CHARACTERS
from newscrawler.sites import outlet_of
from newscrawler.spiders.syndication import ArgumentError, Item, now, together, unknown_arguments
from newscrawler.textdumps import TextDump, read_text_dump
from newscrawler.urls import host_of, unaskable

__all__ = ["ArchiveSpider"]

_FIRST_PAGE = datetime(1990, 12, 20, tzinfo=UTC)
"""Day of the first page of the web, at CERN."""
_PLATFORMS = platforms(render=False)
"""A browser would ask the network for what the archive does not hold."""


class ArchiveSpider(scrapy.Spider):
    """``scrapy crawl archive -a path=FILE_OR_FOLDER [-a limit=N]``.

    Nothing is fetched. Comments that the saved page does not hold are missing: the thread is incomplete and has that
    reason.
    """

    name = "archive"
    arguments: ClassVar[frozenset[str]] = frozenset({"path", "limit"})

    def __init__(self, name: str | None = None, **arguments: str) -> None:
        super().__init__(name)
        self.check_arguments(arguments)
        self.given = arguments
        self.path = arguments["path"]
        self.limit = int(arguments["limit"]) if "limit" in arguments else None

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Remove all ways to the network. The only request, ``data:,``, needs no other handler."""
        super().update_settings(settings)
        handlers = {
            "http": None,
            "https": None,
            "data": "scrapy.core.downloader.handlers.datauri.DataURIDownloadHandler",
        }
        settings.set("DOWNLOAD_HANDLERS", {**settings.getdict("DOWNLOAD_HANDLERS"), **handlers}, priority="spider")
        middlewares = {**settings.getdict("DOWNLOADER_MIDDLEWARES"), "newscrawler.downloader.guard.WebAddresses": None}
        settings.set("DOWNLOADER_MIDDLEWARES", middlewares, priority="spider")

    @classmethod
    def check_arguments(cls, arguments: dict[str, str]) -> None:
        """Refuse unusable arguments before the replay starts.

        :raises ArgumentError: names the argument and the remedy
        """
        if unknown := unknown_arguments(arguments, cls.arguments):
            raise ArgumentError(f"archive has no argument {', '.join(sorted(unknown))!r}; it takes path and limit")
        if "path" not in arguments:
            raise ArgumentError("archive needs what to replay: -a path=FILE_OR_FOLDER (.txt, .wet, .warc, .html, .gz)")
        if not arguments.get("limit", "1").isdigit():
            raise ArgumentError(f"limit={arguments['limit']!r} is not a whole number, e.g. limit=10")
        try:
            read_archive(arguments["path"])
        except DiscoveryError as error:
            raise ArgumentError(f"path={arguments['path']!r}: {error}") from None

    async def start(self) -> AsyncIterator[Any]:
        # Items of a callback wait until they are stored, items of start() do not. So memory is bounded on any archive.
        yield scrapy.Request("data:,", callback=self.replay, meta={"dont_obey_robotstxt": True})

    def replay(self, response: Response) -> Iterator[Item]:
        """Yield the items of every record of the archive, one record after the other."""
        archive = read_archive(self.path)
        for count, record in enumerate(archive):
            # A stop (SIGTERM) must not wait for the rest of a large archive.
            if count == self.limit or not self.crawler.engine or not self.crawler.engine.running:
                break
            if isinstance(record, BadRecord):
                yield self._rejected(record.url or record.name, record.reason, record.fragment)
            else:
                yield from self._items(record)
        for kind, skipped in archive.skipped.items():
            self.logger.info("%s: %d records of kind %s left out", self.path, skipped, kind)

    def _items(self, record: Record) -> Iterator[Item]:
        if (reason := _untrue(record)) is not None:
            yield self._rejected(record.url or record.name, reason, beginning(record.body))
            return
        try:
            yield from _from_html(record) if record.kind == "html" else _from_text(record)
        except PageError as error:
            fragment = beginning(record.body)
            yield self._rejected(record.url or record.name, str(error), fragment)
        except Exception as error:
            # An unforeseen error in one record must not keep the others from being read.
            self.logger.exception("%s: the record cannot be read", record.url or record.name)
            fragment = beginning(record.body)
            yield self._rejected(record.url or record.name, f"raised {one_line(error)}", fragment)

    def _rejected(self, url: str, reason: str, fragment: str | None) -> Rejection:
        self.logger.warning("%s: %s (quarantined)", url, reason)
        return Rejection(url=url, stage="archive", reason=reason, retrieved=now(), fragment=fragment)


def _untrue(record: Record) -> str | None:
    """Return why the record's address or time cannot be true; None where both can."""
    if record.url is not None and (why := unaskable(record.url)) is not None:
        return f"no page is at the address that the archive states: {why}"
    if record.archived is None:
        return None
    if record.archived > now() + CLOCK_SKEW:
        return f"WARC-Date {record.archived.isoformat()} lies in the future: the archive's date is wrong, or this clock"
    if record.archived < _FIRST_PAGE:
        stated = f"WARC-Date {record.archived.isoformat()}"
        return f"{stated} lies before the first page of the web: the archive's date is wrong"
    return None


def _from_html(record: Record) -> Iterator[Item]:
    retrieved = record.archived or now()
    page = Page(record.url or "", record.body, content_type=record.content_type, retrieved=retrieved)
    found = extract_html(page)
    url = canonical_url(page, found.printing.headline) if record.url else _urn(record)
    copy = _copy(found.printing, record, url, retrieved, publisher=found.publisher, section=found.section)
    for name, value in {**access_fields(found.access), **reservation_fields(read_reservations(page))}.items():
        setattr(copy, name, value)
    section = _readable_section(page, url)
    copy.commentPlatform = section.thread.platform if section else None
    yield copy
    if section is not None:
        yield from _from_section(section)


def _readable_section(page: Page, url: str) -> CommentSection | None:
    """Return the first section with comments on the page, because no platform's endpoint can be asked here."""
    section = detect(page, url, _PLATFORMS)
    if section is None:
        return None
    return next((each for each in (section, *section.alternatives) if each.result.comments), section)


def _from_section(section: CommentSection) -> Iterator[Item]:
    progress, comments = ThreadProgress.start(section)
    progress.thread.archived = True
    for comment in comments:
        comment.archived = True
    yield from together(progress.thread, comments)
    if progress.pending:
        progress.fail("the archive holds the page, not the answers of its comment platform")
    if (thread := progress.finished()) is not None:
        yield thread


def _from_text(record: Record) -> Iterator[Item]:
    retrieved = record.archived or now()
    dump = read_text_dump(_decoded(record), now=retrieved, zone=zone_of(host_of(record.url or ""), None))
    url = normalise_url(record.url) if record.url else _urn(record)
    copy = _copy(dump.printing, record, url, retrieved, publisher=dump.publisher, section=None)
    copy.commentPlatform = "textdump" if dump.comments or dump.leftover else None
    yield copy
    thread = Thread(
        platform="textdump",
        nativeId=url,
        copyUrl=url,
        retrieved=retrieved,
        # A dump does not say how many comments there were, but nothing more can be read from it.
        complete=dump.leftover is None,
        reason=None if dump.leftover is None else "text below the story may be a comment",
        collectedCount=len(dump.comments),
        archived=True,
    )
    if dump.comments or dump.leftover:
        yield from together(thread, list(_dump_comments(dump, thread)))
        yield thread
    if dump.leftover:
        yield Rejection(
            url=url,
            stage="comments",
            reason="text below the story may be a comment",
            retrieved=retrieved,
            fragment=dump.leftover[:FRAGMENT_CHARACTERS],
        )


def _dump_comments(dump: TextDump, thread: Thread) -> Iterator[Comment]:
    for position, comment in enumerate(dump.comments):
        digest = hashlib.sha256(comment.text.encode()).hexdigest()[:16]
        yield Comment(
            platform=thread.platform,
            thread=thread.id,
            nativeId=f"{position}-{digest}",
            retrieved=thread.retrieved,
            text=comment.text or None,
            author=Author(name=comment.author) if comment.author else None,
            dateCreated=comment.date,
            dateCreatedRaw=comment.dateRaw,
            dateCreatedPrecision=comment.datePrecision,
            upvoteCount=comment.upvoteCount,
            downvoteCount=comment.downvoteCount,
            score=comment.score,
            position=position,
            state="visible" if comment.text else "removed",
            source=thread.copyUrl,
            archived=True,
        )


def _copy(
    printing: Printing, record: Record, url: str, retrieved: datetime, *, publisher: str | None, section: str | None
) -> Copy:
    return Copy.printed(
        printing,
        url=url,
        outlet=(outlet_of(url) if record.url else "") or publisher or "unknown",
        publisher=publisher,
        section=section,
        retrieved=retrieved,
        discoveredVia=f"archive:{Path(record.name.rpartition('#')[0]).name}",
    )


def _urn(record: Record) -> str:
    return f"urn:sha256:{hashlib.sha256(record.body).hexdigest()}"


def _decoded(record: Record) -> str:
    try:
        return record.body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return Page(record.url or "", record.body, content_type=record.content_type, retrieved=now()).text
