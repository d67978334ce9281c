"""The nouns of newscrawler: what spiders yield, pipelines clean and MongoDB keeps.

Names come from IPTC ninjs 3 and schema.org. Every attribute has a docstring with its format, its source
and what absence means: an unknown value is ``None`` (or an empty list), never ``0`` or ``""``.
Handle the items through :class:`itemadapter.ItemAdapter`, as with any Scrapy item.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from newscrawler.spelling import composed
from newscrawler.urls import web_address

__all__ = [
    "Author",
    "Comment",
    "CommentState",
    "Comments",
    "Copy",
    "Dateline",
    "Precision",
    "Printing",
    "PubStatus",
    "Rejection",
    "Representation",
    "Story",
    "Thread",
    "Unchanged",
]

Precision = Literal["exact", "day", "relative"]
"""How much of a point in time is known: to the minute or better, to the day, or counted back from "3 hours ago"."""

PubStatus = Literal["usable", "withheld", "canceled"]
"""ninjs ``pubstatus``."""

Representation = Literal["full", "partial"]
"""ninjs ``representationtype``: the whole text, or a teaser of it."""

CommentState = Literal["visible", "edited", "removed", "vanished", "orphaned"]
"""What a reader of the outlet sees of a comment; ``removed`` is a tombstone, ``vanished`` left no trace."""


@dataclass(slots=True, kw_only=True)
class Dateline:
    """Where and when the text says it was written: ``TOKYO, Aug 17 (Reuters) -``."""

    located: str
    """Place as printed (ninjs ``located``), e.g. ``TOKYO``."""

    date: str | None = None
    """Date as printed, without a guess at the year, e.g. ``Aug 17``."""


@dataclass(slots=True, kw_only=True)
class Author:
    """Who wrote a comment, as the platform names them."""

    name: str | None = None
    """Display name, with composed letters (NFC); None for a deleted account or a text dump."""

    id: str | None = None
    """The platform's own id of the account."""

    url: str | None = None
    """Profile or home page: http or https, without a user's name or password. Whatever else a platform or a page gives (a
    script, a file, a relative address) is None."""

    def __post_init__(self) -> None:
        if self.url is not None and web_address(self.url) is None:
            self.url = None
        # One reader is one name, or an erasure by name would miss what another platform sends decomposed.
        if isinstance(self.name, str):
            self.name = composed(self.name)


@dataclass(slots=True, kw_only=True)
class Printing:
    """A story as it stands on one page: what extraction returns, and what stories and copies share."""

    headline: str | None = None
    """The printed headline without the outlet's suffix; wire prefixes stay (dedupe looks past them)."""

    byline: str | None = None
    """As printed, without the leading "By": ``David Brunnstrom and Phil Stewart``."""

    authors: list[str] = field(default_factory=list)
    """Names of the people in the byline, in printed order; empty for a staff byline."""

    agency: str | None = None
    """Canonical name of the wire agency (``Reuters``, ``AP``, ``AFP``, ``Kyodo``, …)."""

    creditText: str | None = None
    """The words that name the agency, as printed: ``(Reuters)``, a byline, a credit or rights line (schema.org ``creditText``)."""

    dateline: Dateline | None = None

    body: list[str] = field(default_factory=list)
    """Paragraphs in order, whitespace folded, no boilerplate."""

    inLanguage: str | None = None
    """BCP 47 tag as the page states it, e.g. ``en`` or ``ja-JP``."""

    datePublished: datetime | None = None
    """Aware datetime. With precision ``day`` it is that day's midnight in the outlet's time zone."""

    datePublishedRaw: str | None = None
    """The string that ``datePublished`` was parsed from."""

    datePublishedPrecision: Precision | None = None

    dateModified: datetime | None = None
    """Aware datetime of the last change that the outlet states."""

    dateModifiedRaw: str | None = None

    version: int | None = None
    """Wire version where the text states one: ``UPDATE 2-`` is 2."""

    pubStatus: PubStatus = "usable"
    """``canceled`` when the text says that the story was withdrawn."""

    edNote: str | None = None
    """Correction or editor's note, as printed."""

    copyrightHolder: str | None = None
    """E.g. ``Thomson Reuters``."""

    copyrightNotice: str | None = None
    """The rights line as printed."""

    copyrightYear: int | None = None


@dataclass(slots=True, kw_only=True)
class Story(Printing):
    """The wire story itself, once, however many outlets run it. Read from the store; spiders yield copies."""

    key: str
    """Hash of the normalised headline and byline (:func:`newscrawler.dedupe.story_key`), 32 hex digits."""

    occurrence: int
    """Which printing of that key in time, from 0: recurring headlines have several."""

    cluster: str | None = None
    """Joins near-duplicate stories under other headlines; None until clustering is done."""


@dataclass(slots=True, kw_only=True)
class Copy(Printing):
    """One outlet's printing of a story: the fields of :class:`Printing` are *as printed there*."""

    url: str
    """Canonical URL, or ``urn:sha256:<hex>`` of the record where the input has no URL. Identity of the copy."""

    outlet: str
    """Host without ``www.``, e.g. ``japantoday.com``; for a text dump without URL, the publisher's name or ``unknown``."""

    retrieved: datetime
    """When the bytes were fetched (for an archive: when they were archived, if it says so). Aware."""

    publisher: str | None = None
    """Organisation behind the outlet, e.g. ``GPlusMedia Inc.``."""

    section: str | None = None
    """The outlet's section or category, e.g. ``world``."""

    etag: str | None = None
    """HTTP validator of the page, for the next conditional request."""

    lastModified: str | None = None
    """HTTP validator of the page, for the next conditional request."""

    discoveredVia: str | None = None
    """What led here: a feed's, sitemap's or list page's URL, ``argument``, or ``archive:<file>``."""

    representation: Representation = "full"

    commentPlatform: str | None = None
    """Name of the comment platform whose section the page has; None where it has none. A stored copy that names one and
    has no thread is one whose visit was cut short."""

    key: str | None = None
    """Set by the dedupe pipeline; None before it."""

    signature: int | None = None
    """64-bit near-duplicate signature of the body, set by the dedupe pipeline; None for a body too short to have one."""


@dataclass(slots=True, kw_only=True)
class Thread:
    """The comment section of one copy, as far as this visit read it."""

    platform: str
    """Name of the comment platform module, e.g. ``japantoday``, ``wordpress``, ``hypertext``, ``textdump``."""

    nativeId: str
    """The platform's own id; where it is only unique per site, prefixed with the host: ``blog.example/4``."""

    copyUrl: str
    """``url`` of the copy that the thread hangs under."""

    retrieved: datetime

    complete: bool
    """True only when every comment that the platform offers was read in this visit."""

    reason: str | None = None
    """Why ``complete`` is False, e.g. ``page 3: HTTP 500``; None when it is True."""

    declaredCount: int | None = None
    """How many comments the outlet says there are."""

    collectedCount: int = 0
    """How many distinct comments this visit yielded."""

    closed: bool | None = None
    """Whether new comments are refused; None when the page does not say."""

    etag: str | None = None
    """HTTP validator of the answer, kept only where a single answer held the whole thread."""

    lastModified: str | None = None
    """As ``etag``."""

    cursor: dict[str, Any] | None = None
    """What a later visit needs to ask this thread again without reading its story page: the first request,
    as ``{"url", "method", "headers", "body", "state"}``. None where comments are part of the story page."""

    archived: bool = False
    """Read from an archive, not from its outlet: it never takes the place of what was."""

    @property
    def id(self) -> str:
        """Identity across the store: ``<platform>:<nativeId>``."""
        return f"{self.platform}:{self.nativeId}"


@dataclass(slots=True, kw_only=True)
class Comment:
    """One reader comment. Identity: ``(platform, thread, nativeId)``."""

    platform: str
    thread: str
    """:attr:`Thread.id` of its thread."""

    nativeId: str
    """The platform's own id; for a text dump ``<position>-<hash of the text>``."""

    retrieved: datetime
    text: str | None = None
    """Readable text, paragraphs separated by a blank line; None for a tombstone."""

    html: str | None = None
    """The comment's own markup reduced to a safe subset; None where the source has no markup."""

    author: Author | None = None
    dateCreated: datetime | None = None
    """Aware datetime."""

    dateCreatedRaw: str | None = None
    """As printed or stated, also where it could not be read."""
    dateCreatedPrecision: Precision | None = None

    upvoteCount: int | None = None
    downvoteCount: int | None = None
    """Not negative: the number of down votes."""

    score: int | None = None
    """Up minus down, or the single counter that the platform shows; may be negative."""

    parentItem: str | None = None
    """``nativeId`` of the comment that this one answers; None at the top level or where unknown."""

    depth: int | None = None
    """0 at the top level; None in a flat thread that states no structure."""

    position: int | None = None
    """Order in the thread as read, from 0."""

    state: CommentState = "visible"
    source: str | None = None
    """URL of the answer or page that the comment was read from."""

    archived: bool = False
    """Read from an archive, not from its outlet."""

    copyUrl: str | None = None
    """:attr:`Thread.copyUrl` of the thread that it was read for, set on the way to the store. Not stored: by it the store
    tells whether the page may write to the thread. None where nobody says."""

    @property
    def id(self) -> str:
        """Identity across the store: ``<thread id>#<nativeId>``."""
        return f"{self.thread}#{self.nativeId}"


@dataclass(slots=True, kw_only=True)
class Rejection:
    """What could not become an item: goes to quarantine with its reason, so that nothing is swallowed."""

    url: str
    """Where the bytes came from: a URL, ``urn:sha256:…`` or ``file path#record``."""

    stage: Literal["fetch", "discovery", "extraction", "comments", "validation", "archive", "storage"]
    reason: str
    """One line for a person: what is wrong and, where known, the mend."""

    retrieved: datetime
    item: dict[str, Any] | None = None
    """The item as far as it got, with its class name under ``_type``."""

    fragment: str | None = None
    """The offending bytes, decoded and cut to a few kilobytes."""


@dataclass(slots=True, kw_only=True)
class Comments:
    """The comments of one thread that one page or answer held: how they travel from the spider to the store.

    One item and not many, because an item costs Scrapy as much time as reading three comments does.
    """

    thread: str
    """:attr:`Thread.id` of them all."""

    retrieved: datetime
    comments: list[Comment]
    rejections: list[Rejection] = field(default_factory=list)
    """What validation found among them that is no comment."""

    copyUrl: str | None = None
    """:attr:`Thread.copyUrl` of that thread."""


@dataclass(slots=True, kw_only=True)
class Unchanged:
    """The outlet answered 304: what is stored for this copy or thread still holds, only ``lastSeen`` moves."""

    kind: Literal["copy", "thread"]
    id: str
    """``Copy.url`` or ``Thread.id``."""

    retrieved: datetime
