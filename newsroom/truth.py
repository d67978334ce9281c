"""Expected items of a crawl, derived from the edition and not from pages.

    expected = {copy.url: copy for copy in truth.copies(room.edition)}

Texts are as the outlet prints them, without markup: The Harbor Light, for example, has curly quotes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from newsroom.edition import HARBORLIGHT, JAPANTODAY, MORNINGTIDE, PLAINPRESS, Edition, Printed, curly
from newsroom.readers import Remark

__all__ = ["ExpectedComment", "ExpectedCopy", "ExpectedThread", "copies", "copy_of", "stories"]

_PUBLISHERS = {
    JAPANTODAY: "GPlusMedia Inc.",
    HARBORLIGHT: "The Harbor Light",
    PLAINPRESS: "Plain Press",
    MORNINGTIDE: "The Morning Tide",
}


@dataclass(frozen=True, slots=True)
class ExpectedComment:
    """One comment. A field that the outlet does not show is None."""

    nativeId: str
    author: str | None
    text: str | None
    """Paragraphs separated by a blank line; a quoted paragraph comes first, marked ``> ``. None for a placeholder."""
    dateCreated: datetime | None
    upvoteCount: int | None
    downvoteCount: int | None
    score: int | None
    parentItem: str | None
    """Also set when the parent is no longer shown (state ``orphaned``)."""
    depth: int | None
    """0 at the top level; None where the outlet's threads are flat, and for an orphan."""
    state: Literal["visible", "removed", "orphaned"]


@dataclass(frozen=True, slots=True)
class ExpectedThread:
    """The comment section of one copy."""

    platform: Literal["japantoday", "wordpress", "hypertext"]
    siteId: str
    """The story's id within its site; the story's path at Plain Press, which has no ids."""
    declaredCount: int
    closed: bool | None
    comments: tuple[ExpectedComment, ...]
    """Oldest first."""


@dataclass(frozen=True, slots=True)
class ExpectedCopy:
    """One printing."""

    story: str
    """Name of the wire story. Copies with the same name belong to one story, but for those under a headline of the
    outlet's own (``rewritten``)."""
    rewritten: bool
    url: str
    """Address in the page's canonical link."""
    outlet: str
    publisher: str | None
    headline: str
    byline: str | None
    """As printed, without "By"."""
    authors: tuple[str, ...]
    agency: str | None
    datelineLocated: str | None
    datelineDate: str | None
    datelinePrefix: str
    """Text before the first words of ``body[0]``; empty where the dateline is an element of its own or missing."""
    body: tuple[str, ...]
    """Paragraphs without the dateline prefix, correction note and rights line; empty for an expired article."""
    printedBody: tuple[str, ...]
    """The body as a reader sees it: correction note first, dateline prefix included."""
    section: str
    """Section as in the outlet's URLs, ``features/food``; pages print its last part with a capital letter."""
    inLanguage: str
    datePublished: datetime
    dateModified: datetime | None
    version: int | None
    edNote: str | None
    pubStatus: Literal["usable", "canceled"]
    representation: Literal["full", "partial"]
    copyrightHolder: str | None
    copyrightNotice: str
    copyrightYear: int | None
    thread: ExpectedThread | None
    """None: the outlet has no comments."""


def copies(edition: Edition) -> list[ExpectedCopy]:
    """Return all copies that the outlets show, without the troubles and without pages that were taken down."""
    return [copy_of(printed) for printed in edition.printed if not printed.gone]


def stories(edition: Edition) -> dict[str, list[ExpectedCopy]]:
    """Return copies by the name of their story, without those under a headline of the outlet's own."""
    found: dict[str, list[ExpectedCopy]] = {}
    for copy in copies(edition):
        if not copy.rewritten:
            found.setdefault(copy.story, []).append(copy)
    return found


def copy_of(printed: Printed) -> ExpectedCopy:
    """Return the expected copy of one printing."""
    located, _, date = (printed.dateline or "").partition(", ")
    byline = printed.byline
    if byline and byline[:3].lower() == "by ":
        byline = byline[3:]
    texts = [printed.dateline_prefix + printed.body[0], *printed.body[1:]] if printed.body else []
    if printed.ednote and texts:
        texts.insert(0, printed.ednote)
    locale = {"en": "en-US", "de": "de-DE", "fr": "fr-FR", "es": "es-ES"}.get(printed.language, printed.language)
    return ExpectedCopy(
        story=printed.story,
        rewritten=printed.outlet == MORNINGTIDE,
        url=printed.url,
        outlet=printed.outlet,
        publisher=_PUBLISHERS.get(printed.outlet),
        headline=printed.headline,
        byline=byline,
        authors=tuple(printed.authors),
        agency=printed.agency,
        datelineLocated=located or None,
        datelineDate=date or None,
        datelinePrefix=printed.dateline_prefix,
        body=tuple(printed.body),
        printedBody=tuple(texts),
        section=printed.section,
        inLanguage=locale if printed.outlet == HARBORLIGHT else printed.language,
        datePublished=printed.published,
        # The SEO plugin states a time of change for every post, even without a change.
        dateModified=printed.modified or (printed.published if printed.outlet == HARBORLIGHT else None),
        version=printed.version,
        edNote=printed.ednote,
        pubStatus="canceled" if printed.canceled else "usable",
        representation="partial" if printed.expired else "full",
        copyrightHolder=printed.holder,
        copyrightNotice=printed.notice,
        copyrightYear=printed.year,
        thread=_thread(printed) if printed.outlet != MORNINGTIDE else None,
    )


def _thread(printed: Printed) -> ExpectedThread:
    # Trashed comments are not shown; removed comments leave a placeholder.
    shown = [remark for remark in printed.remarks if remark.state != "trashed"]
    ids = {remark.id for remark in shown}
    depths: dict[int, int | None] = {}
    for remark in shown:
        if remark.parent is None:
            depths[remark.id] = 0
        else:
            above = depths.get(remark.parent)
            depths[remark.id] = above + 1 if above is not None else None
    platforms: dict[str, Literal["japantoday", "wordpress", "hypertext"]] = {
        HARBORLIGHT: "wordpress",
        PLAINPRESS: "hypertext",
    }
    platform = platforms.get(printed.outlet, "japantoday")
    return ExpectedThread(
        platform=platform,
        siteId=printed.path if platform == "hypertext" else str(printed.id),
        declaredCount=len(shown),
        # WordPress alone shows a form when comments are open; Plain Press prints a notice when they are closed.
        closed=printed.closed if platform == "wordpress" else printed.closed or None,
        comments=tuple(_comment(printed, remark, ids, depths) for remark in shown),
    )


def _comment(printed: Printed, remark: Remark, ids: set[int], depths: dict[int, int | None]) -> ExpectedComment:
    flat = printed.outlet == JAPANTODAY
    parent = None if flat or remark.parent is None else str(remark.parent)
    depth = None if flat else depths[remark.id]
    if remark.state == "removed":
        return ExpectedComment(
            nativeId=str(remark.id),
            author=None,
            text=None,
            dateCreated=None,
            upvoteCount=None,
            downvoteCount=None,
            score=None,
            parentItem=parent,
            depth=depth,
            state="removed",
        )
    words = curly if printed.outlet == HARBORLIGHT else str
    paragraphs = [*([f"> {remark.quote}"] if remark.quote else []), *remark.paragraphs]
    orphaned = parent is not None and remark.parent not in ids
    return ExpectedComment(
        nativeId=str(remark.id),
        author=remark.author,
        text="\n\n".join(words(paragraph) for paragraph in paragraphs),
        dateCreated=remark.at,
        upvoteCount=remark.up if printed.votes else None,
        downvoteCount=remark.down if printed.votes else None,
        score=remark.rating if printed.votes else None,
        parentItem=parent,
        depth=depth,
        state="orphaned" if orphaned else "visible",
    )
