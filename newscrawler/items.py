"""Items: spiders yield them, pipelines clean them, MongoDB stores them.

Names come from IPTC ninjs 3 and schema.org. An unknown value is ``None`` (or an empty list), never ``0`` or ``""``.
Handle the items through :class:`itemadapter.ItemAdapter`, as with any Scrapy item.

**This is the one list of fields.** The rules of the database, the documents that are written, the read API and the
tables of ``docs/collections`` are derived from the attributes below. To add a field, add an attribute with a default
and a docstring here, then run ``python -m tools.make_collections``. The type says which values the store takes;
:class:`Stored` says what a type cannot say. A docstring states format, unit and source; its last sentence says what
absence means, as ``None: …``, ``Empty: …`` or ``Absent: …``. Stored documents may lack a field that was added
later: it is then read as its default.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Annotated, Any, Literal, Self

from newscrawler.spelling import composed
from newscrawler.urls import web_address

__all__ = [
    "APART",
    "Author",
    "Block",
    "BlockKind",
    "Comment",
    "CommentState",
    "Comments",
    "Copy",
    "Dateline",
    "Gone",
    "ListHints",
    "ListKind",
    "ListOutcome",
    "ListRead",
    "Listed",
    "PartialReason",
    "Precision",
    "Printing",
    "PubStatus",
    "Rejection",
    "Representation",
    "Stored",
    "Story",
    "Thread",
    "Unchanged",
    "WireStage",
    "WireVersion",
    "body_of",
]

Precision = Literal["exact", "local", "day", "relative"]
"""Known part of a point in time.

``exact``: to the minute or better. ``local``: a clock in an unknown time zone, read as UTC; up to 14 hours from the
true time. ``day``: to the day. ``relative``: counted back from "3 hours ago".
"""

PubStatus = Literal["usable", "withheld", "canceled"]
"""ninjs ``pubstatus``."""

Representation = Literal["full", "partial"]
"""ninjs ``representationtype``: the whole text, or a teaser of it."""

BlockKind = Literal["lead", "paragraph", "subhead", "list", "quote", "post", "table", "note", "credit"]
"""Kind of a block of text.

``lead``: a summary above the text that belongs to it (standfirst). ``paragraph``: running text, and whatever is no
other kind. ``subhead``: a heading between paragraphs. ``list``: one item of a list. ``quote``: a quotation set apart.
``post``: a social post that is shown in the text, or the line that names its author and date. ``table``: one cell, or
a row where the page has no cells. ``note``: the outlet about the text (a correction, an editor's note, a writer's
biography, a box of key points). ``credit``: who wrote, edited or owns the text, in a line of its own.
"""

APART: frozenset[BlockKind] = frozenset(("note", "credit"))
"""Kinds of blocks that are printed with a story and are not its text: they are not part of ``body``."""

PartialReason = Literal["expired", "stated", "wall", "reserved", "pages"]
"""Why a copy holds a part of its text.

``expired``: the page says that the text is no longer available. ``stated``: the page states that it is not free, and
its text is cut. ``wall``: below a text that is cut the page asks to subscribe or to log in. ``reserved``: the outlet
reserves its text and the operator obeys that (``OBEY_RESERVATIONS``): it is not stored.
"""

WireStage = Literal[
    "flash", "repeat", "lead", "update", "wrapup", "refile", "clarification", "correction", "withdrawal"
]
"""Stage of a wire text, as its desk labels it.

``flash``: a line before the first text (``URGENT``). ``repeat``: the same text again (``RPT-``). ``lead``: a new
beginning, or the text written through (``2nd LD``). ``update``: with new facts (``UPDATE 2-``). ``wrapup``: one text
out of several (``WRAPUP 3-``). ``refile``: sent again for a slip of form (``REFILE-``). ``clarification`` and
``correction``: what was unclear or wrong is put right (``CORRECTED-``). ``withdrawal``: not to be used (``KILL``).
"""

ListKind = Literal["feed", "sitemap", "section"]
"""Kind of a list of stories: an RSS, Atom or JSON feed; a sitemap or an index of sitemaps; a list page."""

ListOutcome = Literal["read", "unchanged", "failed"]
"""Outcome of a visit to a list: ``unchanged`` is an answer 304, ``failed`` gave no list."""

CommentState = Literal["visible", "edited", "removed", "vanished", "orphaned"]
"""State of a comment as a reader of the outlet sees it; ``removed`` is a tombstone, ``vanished`` left no trace."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """Form in which the store keeps an attribute, where its type does not say it: an argument of
    :data:`typing.Annotated`."""

    filled: bool = False
    """Never null and never empty in the store, also where the item may lack it on its way there."""

    minimum: int | None = None
    """The smallest number that the store takes. None: any."""

    content: bool = True
    """Whether another value is a change: it is part of ``contentHash``, and the former value is kept."""

    kept: bool = True
    """Whether the attribute is stored at all."""

    hashed: bool = True
    """Whether another value changes ``contentHash`` by itself. False: the store hashes only what no other attribute
    holds (:func:`newscrawler.storage._documents.copy_content`)."""


_FILLED = Stored(filled=True)
_COUNT = Stored(minimum=0)
_BESIDE = Stored(content=False)


@dataclass(slots=True, kw_only=True)
class Dateline:
    """Place and date of writing, as the text states them: ``TOKYO, Aug 17 (Reuters) -``."""

    located: str
    """Place as printed (ninjs ``located``): ``TOKYO``."""

    date: str | None = None
    """Date as printed, without a guess at the year: ``Aug 17``. None: no date is printed."""


@dataclass(slots=True, kw_only=True)
class Block:
    """A paragraph, item, cell or line of a story's text, and its kind."""

    kind: BlockKind = "paragraph"
    """``lead``, ``paragraph``, ``subhead``, ``list``, ``quote``, ``post`` (of a social network), ``table``, ``note`` or
    ``credit``."""

    text: str
    """Its words, white space collapsed; never empty."""


def body_of(blocks: Iterable[Block]) -> list[str]:
    """Return the body that blocks give: the texts of all blocks in order, except notes and credits.

    This is the only rule by which a body follows from blocks. A note or a credit speaks about the story: a reader of
    its text does not need it, and a comparison of two outlets' texts must not see it. All other kinds are its text,
    because most readers want leads, lists, tables and quoted posts; who does not leaves them out by their kind.
    """
    return [block.text for block in blocks if block.kind not in APART]


@dataclass(slots=True, kw_only=True)
class WireVersion:
    """Version of a wire text, as its headline or the desk's note states it: ``CORRECTED-UPDATE 2-``."""

    kind: WireStage
    """``flash``, ``repeat``, ``lead``, ``update``, ``wrapup``, ``refile``, ``clarification``, ``correction`` or
    ``withdrawal``; of several labels the one that says most of the text before."""

    number: Annotated[int | None, Stored(minimum=0)] = None
    """Number of the version: 2 in ``CORRECTED-UPDATE 2-``. None: the label has no number."""


@dataclass(slots=True, kw_only=True)
class Author:
    """Author of a comment, as the platform names them."""

    name: str | None = None
    """Display name, with composed letters (NFC). None: a deleted account, or a text dump."""

    id: str | None = None
    """The platform's own id of the account."""

    url: str | None = None
    """Profile or home page: http or https, without a user's name or password. None: not stated, or another address (a
    script, a file, a relative address)."""

    def __post_init__(self) -> None:
        if self.url is not None and web_address(self.url) is None:
            self.url = None
        # One reader is one name, or an erasure by name would miss what another platform sends decomposed.
        if isinstance(self.name, str):
            self.name = composed(self.name)


@dataclass(slots=True, kw_only=True)
class Printing:
    """The fields that stories and copies share, as one page prints them. Extraction returns this."""

    headline: Annotated[str | None, _FILLED] = None
    """The printed headline, without the outlet's suffix; wire prefixes (``UPDATE 2-``) stay, and dedupe ignores
    them."""

    byline: str | None = None
    """As printed, without the leading "By": ``David Brunnstrom and Phil Stewart``. None: no byline is printed."""

    authors: list[str] = field(default_factory=list)
    """Names of the people in the byline, in printed order. Empty: a staff byline, or no byline."""

    agency: str | None = None
    """Canonical name of the wire agency: ``Reuters``, ``AP``, ``AFP``, ``Kyodo``, … None: no agency is named."""

    creditText: str | None = None
    """The words that name the agency, as printed: ``(Reuters)``, a byline, a credit or rights line (schema.org
    ``creditText``). None: no agency is named."""

    dateline: Dateline | None = None
    """Place and date of writing. None: the text has no dateline."""

    body: list[str] = field(default_factory=list)
    """Paragraphs in order, white space collapsed, without boilerplate: the texts of ``blocks`` that are neither notes
    nor credits (:func:`body_of`). Empty: an expired page (representation ``partial``) that still has its comments, or
    an erased copy."""

    blocks: Annotated[list[Block], Stored(hashed=False)] = field(default_factory=list)
    """The text in typed blocks, in order. Where only a body is known, each of its paragraphs is a block of kind
    ``paragraph``. Empty: as ``body``."""

    inLanguage: str | None = None
    """BCP 47 tag that the page states: ``en``, ``ja-JP``. None: the page states no language."""

    datePublished: datetime | None = None
    """Time of publication. With precision ``day`` it is that day's midnight in the *outlet's* time zone, so that the
    date in UTC may be the day before. None: no date is printed."""

    datePublishedRaw: str | None = None
    """The string that ``datePublished`` was parsed from. None: no date is printed."""

    datePublishedPrecision: Precision | None = None
    """``exact`` (to the minute or better), ``local`` (a clock in an unknown time zone, read as UTC), ``day``, or
    ``relative`` (counted back from "3 hours ago"). None: ``datePublished`` is null."""

    dateModified: datetime | None = None
    """Time of the last change that the outlet states. None: the outlet states no change."""

    dateModifiedRaw: str | None = None
    """The string that ``dateModified`` was parsed from. None: the outlet states no change."""

    version: int | None = None
    """Wire version: ``UPDATE 2-`` is 2. None: the text states no version."""

    wireVersion: Annotated[WireVersion | None, Stored(hashed=False)] = None
    """Stage and number of the wire text, as the labels of the headline or the desk's note state them. None: neither
    states a version, or the copy was stored before this was kept."""

    pubStatus: PubStatus = "usable"
    """ninjs ``pubstatus``; ``canceled`` when the text says that the story was withdrawn, ``withheld`` when a copy was
    erased."""

    edNote: str | None = None
    """Correction or editor's note, as printed. None: there is no note."""

    copyrightHolder: str | None = None
    """Holder of the rights: ``Thomson Reuters``. None: no rights line names a holder."""

    copyrightNotice: str | None = None
    """The rights line as printed. None: there is no rights line."""

    copyrightYear: int | None = None
    """Year in the rights line. None: it states no year."""

    def __post_init__(self) -> None:
        if self.body == [] and self._is_text():
            self.body = body_of(self.blocks)
        self.settle_blocks()

    def settle_blocks(self) -> None:
        """Replace blocks that do not give the body by its paragraphs.

        The body counts: a pipeline may have changed it, and a worker that knows no blocks may have stored it. Values of
        other types are left for the store, which refuses them with the reason.
        """
        if self._is_text() and body_of(self.blocks) != self.body:
            self.blocks = [Block(text=text) for text in self.body or ()]

    def _is_text(self) -> bool:
        """Return whether body and blocks have their types: an item may come from a broken spool."""
        return (
            isinstance(self.body, list | None)
            and isinstance(self.blocks, list)
            and all(isinstance(block, Block) for block in self.blocks)
        )


@dataclass(slots=True, kw_only=True)
class Story(Printing):
    """The wire story itself, once, however many outlets print it. Read from the store; spiders yield copies."""

    key: Annotated[str, _FILLED]
    """Hash of the normalised headline and byline (:func:`newscrawler.dedupe.story_key`), 32 hex digits."""

    occurrence: Annotated[int, _COUNT]
    """Number of this printing of the key in time, from 0: recurring headlines (``Tokyo stocks close higher``) have
    several."""

    cluster: str | None = None
    """Name of the cluster of stories that print the same wire text under other headlines. None: no other story is known
    to print its text."""


@dataclass(slots=True, kw_only=True)
class Copy(Printing):
    """One outlet's printing of a story: the fields of :class:`Printing` are *as printed there*."""

    url: Annotated[str, Stored(filled=True, content=False)]
    """Canonical URL, or ``urn:sha256:<hex>`` of the record where the input has no URL. Identity of the copy."""

    outlet: Annotated[str, _FILLED]
    """Host without ``www.``: ``japantoday.com``; for a text dump without URL, the publisher's name or ``unknown``."""

    retrieved: Annotated[datetime, _BESIDE]
    """Time at which the bytes were fetched (for an archive: archived, if it says so), of the visit that wrote this
    content. Aware."""

    publisher: str | None = None
    """Organisation behind the outlet: ``GPlusMedia Inc.`` None: the page names no publisher."""

    section: str | None = None
    """The outlet's section or category: ``world``. None: the page names no section."""

    etag: Annotated[str | None, _BESIDE] = None
    """HTTP validator of the page, for the next conditional request. None: the outlet sends no ``ETag``."""

    lastModified: Annotated[str | None, _BESIDE] = None
    """HTTP validator of the page, for the next conditional request. None: the outlet sends no ``Last-Modified``."""

    discoveredVia: Annotated[str | None, _BESIDE] = None
    """Place where the link to the page was found: URL of a feed, sitemap or list page, ``argument``, or
    ``archive:<file>`` for a copy that was read from an archive and never fetched from its outlet. None: unknown."""

    representation: Representation = "full"
    """The whole text, or a teaser of it."""

    partialReason: Annotated[PartialReason | None, _BESIDE] = None
    """Why the text is partial: ``expired`` (no longer available), ``stated`` (the page states that it is not free, and
    its text is cut), ``wall`` (the page asks to subscribe or to log in below a text that is cut), ``reserved`` (not
    stored, by ``OBEY_RESERVATIONS``) or ``pages`` (further pages of the story did not come, or are beyond
    ``PAGES_PER_STORY``). None: the text is whole, or the copy was stored before this was kept."""

    isAccessibleForFree: Annotated[bool | None, _BESIDE] = None
    """Whether everybody may read the whole text, as the page states it (schema.org). A page that states false may
    print all of it. None: the page does not say."""

    noarchive: Annotated[bool | None, _BESIDE] = None
    """True: the page asks by ``robots`` (meta or ``X-Robots-Tag``) that no copy of it is shown. None: it does not."""

    tdmReservation: Annotated[bool | None, _BESIDE] = None
    """Whether the outlet reserves text and data mining (W3C TDMRep): true or false, from the page's header or
    metadata, or from its ``/.well-known/tdmrep.json`` where that was read. None: nothing is stated or was read."""

    tdmPolicy: Annotated[str | None, _BESIDE] = None
    """URL of the outlet's terms of text and data mining: http or https. None: the outlet states none."""

    commentPlatform: Annotated[str | None, _BESIDE] = None
    """Name of the comment platform whose section the page has. A stored copy that names a platform and has no
    :class:`Thread` is one whose visit was cut short. None: the page has no comment section."""

    key: Annotated[str | None, Stored(filled=True, content=False)] = None
    """Hash of the normalised headline and byline at the first visit: the key of its story. Set by the dedupe
    pipeline."""

    signature: Annotated[int | None, _BESIDE] = None
    """64-bit near-duplicate signature of the body, set by the dedupe pipeline; internal to deduplication. None: the
    body is too short for a signature."""

    labelled: Annotated[list[str], _BESIDE] = field(default_factory=list)
    """Short lines of the text right below a label of an advertisement or of related stories, which was itself left
    out: a visit that differs in them alone makes no revision. Empty: there is no such label."""

    asked: Annotated[str | None, Stored(content=False, kept=False)] = None
    """Address that was asked for, where the page states another as its own. It is not stored: by it the calendar knows
    which of its entries was visited. None: ``url`` was asked for, or it is unknown."""

    @classmethod
    def printed(cls, printing: Printing, **own: Any) -> Self:
        """Return a copy with the fields of ``printing``.

        :param own: the attributes that a copy has beside those
        """
        return cls(**{each.name: getattr(printing, each.name) for each in fields(Printing)}, **own)


@dataclass(slots=True, kw_only=True)
class Thread:
    """The comment section of one copy, as far as this visit read it."""

    platform: Annotated[str, _FILLED]
    """Name of the comment platform module: ``japantoday``, ``wordpress``, ``hypertext``, ``textdump``, …"""

    nativeId: Annotated[str, _FILLED]
    """The platform's own id; where it is only unique per site, prefixed with the host: ``blog.example/4``."""

    copyUrl: Annotated[str, _FILLED]
    """:attr:`Copy.url` of the copy that the thread belongs to: the first whose page named it."""

    retrieved: Annotated[datetime, _BESIDE]
    """Time of the visit that wrote this content. Aware."""

    complete: bool
    """True only when every comment that the platform offers was read in one visit."""

    reason: str | None = None
    """Why ``complete`` is false: ``page 3: HTTP 500``. None: ``complete`` is true."""

    declaredCount: Annotated[int | None, _COUNT] = None
    """Number of comments that the outlet states. None: the outlet states no number."""

    collectedCount: Annotated[int, _COUNT] = 0
    """Number of distinct comments that the visit yielded."""

    closed: bool | None = None
    """Whether new comments are refused. None: the page does not say."""

    etag: Annotated[str | None, _BESIDE] = None
    """HTTP validator of the answer, kept only where a single answer held the whole thread. None: several answers, or
    the outlet sends no ``ETag``."""

    lastModified: Annotated[str | None, _BESIDE] = None
    """HTTP validator of the answer, as ``etag``. None: as ``etag``."""

    cursor: Annotated[dict[str, Any] | None, _BESIDE] = None
    """The first request, by which a later visit asks this thread again without reading its story page: ``url``,
    ``method``, ``headers``, ``body``, ``state``, and ``render`` where a browser has to show it. None: the comments
    are part of the story page."""

    archived: Annotated[bool, _BESIDE] = False
    """Read from an archive, not from its outlet: it never takes the place of content that was read from the outlet.
    Absent: written before schema version 2."""

    @property
    def id(self) -> str:
        """Identity across the store: ``<platform>:<nativeId>``."""
        return f"{self.platform}:{self.nativeId}"


@dataclass(slots=True, kw_only=True)
class Comment:
    """One reader comment. Identity: ``(platform, thread, nativeId)``."""

    platform: Annotated[str, _FILLED]
    """Name of the comment platform module, as in its thread."""

    thread: Annotated[str, _FILLED]
    """:attr:`Thread.id` of its thread."""

    nativeId: Annotated[str, _FILLED]
    """The platform's own id; for a text dump ``<position>-<hash of the text>``."""

    retrieved: Annotated[datetime, _BESIDE]
    """Time of the visit that wrote this content. Aware."""

    text: str | None = None
    """Readable text, paragraphs separated by a blank line. None: a tombstone, or a picture without words."""

    html: str | None = None
    """The comment's own markup, reduced to a safe subset; links are absolute, http or https, and marked
    ``rel="nofollow ugc noopener"``. None: the source has no markup."""

    author: Author | None = None
    """Author as the platform names them; each value may be null. None: unknown."""

    dateCreated: datetime | None = None
    """Time of writing. Aware. None: unknown."""

    dateCreatedRaw: str | None = None
    """Time as printed or stated, also where it could not be parsed. None: no time is printed."""

    dateCreatedPrecision: Precision | None = None
    """``exact`` (to the minute or better), ``local`` (a clock in an unknown time zone, read as UTC), ``day``, or
    ``relative`` (counted back from "3 hours ago"). None: ``dateCreated`` is null."""

    upvoteCount: Annotated[int | None, _COUNT] = None
    """Number of up votes, not negative. None: the platform does not show them."""

    downvoteCount: Annotated[int | None, _COUNT] = None
    """Number of down votes, not negative. None: the platform does not show them."""

    score: int | None = None
    """Up votes minus down votes, or the single counter that the platform shows; may be negative. None: the platform
    shows no counter."""

    parentItem: str | None = None
    """``nativeId`` of the comment that this comment answers. The parent may not be stored: the comment is then an
    orphan. None: top level, or unknown."""

    depth: Annotated[int | None, _COUNT] = None
    """0 at the top level. None: a flat thread that states no structure."""

    position: Annotated[int | None, Stored(minimum=0, content=False)] = None
    """Order in the thread as read, from 0. None: unknown."""

    state: CommentState = "visible"
    """State as a reader of the outlet sees it; ``removed`` is a tombstone, ``vanished`` left no trace, ``orphaned``
    answers a comment that nobody can see."""

    source: Annotated[str | None, _BESIDE] = None
    """URL of the answer or page that the comment was read from. None: an archive without URL."""

    archived: Annotated[bool, _BESIDE] = False
    """True: read from an archive, never from its outlet. Absent: read from its outlet, or written before schema
    version 2."""

    copyUrl: Annotated[str | None, Stored(content=False, kept=False)] = None
    """:attr:`Thread.copyUrl` of the thread that it was read for, set by the pipeline. It is not stored: by it the store
    decides whether the page may write to the thread. None: unknown."""

    @property
    def id(self) -> str:
        """Identity across the store: ``<thread id>#<nativeId>``."""
        return f"{self.thread}#{self.nativeId}"


@dataclass(slots=True, kw_only=True)
class Rejection:
    """An input that could not become an item: goes to quarantine with its reason, so that nothing is swallowed."""

    url: str
    """Source of the bytes: a URL, ``urn:sha256:…`` or ``file path#record``; cut to 2,083 characters in the
    store."""

    stage: Literal["fetch", "discovery", "extraction", "comments", "validation", "archive", "storage"]
    """Stage at which it failed."""

    reason: str
    """One line for a person: what is wrong and, where known, the remedy; cut to 2,000 characters in the store."""

    retrieved: datetime
    """Time of the visit that met it last. Aware."""

    item: dict[str, Any] | None = None
    """The item as far as it got, with its class name under ``_type``: a replay starts from it. An item that is
    larger than 1 MB, nested in more than 50 levels, or cannot be stored is cut to its beginning, under ``shown``.
    None: there was no item, and the page has to be fetched again."""

    fragment: str | None = None
    """The offending bytes, decoded and cut to at most 8,000 characters. None: nothing was kept."""

    asked: Annotated[str | None, Stored(kept=False)] = None
    """Address of the story that was asked for. It is not stored: by it the calendar knows which of its entries was
    visited. None: the address of ``url``, or no story."""


@dataclass(slots=True, kw_only=True)
class Comments:
    """The comments of one thread in one page or answer, on their way from the spider to the store.

    One item for all of them, because an item costs Scrapy as much time as reading three comments does.
    """

    thread: str
    """:attr:`Thread.id` of all of them."""

    retrieved: datetime
    comments: list[Comment]
    rejections: list[Rejection] = field(default_factory=list)
    """Entries that validation found not to be comments."""

    copyUrl: str | None = None
    """:attr:`Thread.copyUrl` of that thread."""


@dataclass(slots=True, kw_only=True)
class Unchanged:
    """The outlet answered 304: the stored copy or thread is still valid, only ``lastSeen`` moves."""

    kind: Literal["copy", "thread"]
    id: str
    """``Copy.url`` or ``Thread.id``."""

    retrieved: datetime


@dataclass(slots=True, kw_only=True)
class Gone:
    """The outlet answered that a story's page is not there; what was stored of it stays."""

    url: str
    """:attr:`Copy.url` of the copy; nothing is noted of a page that is not stored."""

    status: int
    """HTTP status: 404, 410, or 200 where the page itself says so."""

    retrieved: datetime
    """Time of the visit. Aware."""


@dataclass(slots=True, kw_only=True)
class Listed:
    """A story, or a sitemap of an index, as a list names it."""

    url: str
    """Its address, normalised; for a sitemap as it is asked for."""

    published: datetime | None = None
    """Time at which the list says that it was published: a hint. Aware. None: the list does not say."""

    modified: datetime | None = None
    """Time at which the list says that it was changed last: ``lastmod``, ``updated``. Aware. None: the list does not
    say."""

    headline: str | None = None
    """Headline as the list shows it. It is compared with that of the next reading, and not stored. None: the list shows
    none."""


@dataclass(slots=True, kw_only=True)
class ListHints:
    """The outlet's wishes about the next visit to a list, as the list or its answer states them."""

    ttl: int | None = None
    """Seconds for which the list may be kept: RSS ``ttl``. None: not stated."""

    updatePeriod: int | None = None
    """Seconds between two updates: ``sy:updatePeriod`` divided by ``sy:updateFrequency``. None: not stated."""

    skipHours: list[int] = field(default_factory=list)
    """Hours of the day in UTC in which nobody should ask: RSS ``skipHours``, 0 to 23. Empty: not stated."""

    skipDays: list[int] = field(default_factory=list)
    """Days of the week in UTC on which nobody should ask: RSS ``skipDays``, 0 is Monday. Empty: not stated."""

    maxAge: int | None = None
    """Seconds for which the answer may be kept: ``max-age`` of ``Cache-Control``. None: not stated."""

    retryAfter: int | None = None
    """Seconds in which nobody should ask again: ``Retry-After``. None: not stated."""


@dataclass(slots=True, kw_only=True)
class ListRead:
    """A visit to a feed, a sitemap or a list page: the stories that it names, or why it could not be read.

    The store derives from it when the list is due again (``calendar``), which stories are new, and what was missed.
    """

    url: str
    """Address of the list, as the outlet's declaration or the list that led to it has it. Identity of the list."""

    outlet: str
    """Host without ``www.`` of the outlet: ``japantoday.com``."""

    kind: ListKind
    """``feed``, ``sitemap`` or ``section``."""

    retrieved: datetime
    """Time of the visit. Aware."""

    outcome: ListOutcome
    """``read``, ``unchanged`` (the outlet answered 304) or ``failed``."""

    partOf: str | None = None
    """Address of the list whose page or index led here: the first page of a list page, the index of a sitemap. None:
    the outlet declares the list."""

    status: int | None = None
    """HTTP status of the answer. None: there was no answer."""

    reason: str | None = None
    """Why it failed, in one line. None: it did not fail."""

    links: list[Listed] = field(default_factory=list)
    """The outlet's stories in the order of the list, each address once. A crawl that takes only some of them lists all.
    Empty: an index, or the visit did not read it."""

    sitemaps: list[Listed] = field(default_factory=list)
    """Sitemaps that an index names. Empty: it is no index."""

    leftOut: dict[str, int] = field(default_factory=dict)
    """Number of entries that are not in ``links``, by reason: ``no_link``, ``no_address``, ``other_site``,
    ``no_story``, ``cut_entry``, or the name of a limit. Empty: all are."""

    hints: ListHints = field(default_factory=ListHints)
    """The outlet's wishes about the next visit."""

    hub: str | None = None
    """Address of the WebSub hub that tells of changes. None: the list names no hub."""

    etag: str | None = None
    """HTTP validator of the answer, for the next conditional request. None: the outlet sends no ``ETag``."""

    lastModified: str | None = None
    """HTTP validator of the answer, for the next conditional request. None: the outlet sends no ``Last-Modified``."""

    @property
    def id(self) -> str:
        """The address."""
        return self.url
