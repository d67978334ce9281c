"""Printings of one wire text, side by side, as data for people and programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from newscrawler.clusters import Printed, Text, printed
from newscrawler.dedupe.headline import normalise_headline
from newscrawler.items import Copy
from newscrawler.storage.reader import Reader, StoredCluster, StoredCopy

__all__ = ["Printing", "change_words", "printing_fields", "printings_of", "printings_of_cluster", "share_words"]

_MOST_VERSIONS = 10
"""Versions of the wire text that printings are compared with: the latest. A comparison takes about a millisecond."""

_WHOLE = 0.99
"""Part of a version that is printed where a printing is that version, and no later one from which something was cut."""

_OWN_TEXT = 0.5
"""Part of a printing's words that must be the wire's; below it the printing is of no version."""


@dataclass(frozen=True, slots=True)
class Printing:
    """One copy beside the wire text."""

    stored: StoredCopy
    is_lead: bool
    """Whether it is the copy that the wire text is read from."""
    versions: tuple[int, ...]
    """Versions of the wire text that it may be, from 1; several where they do not differ in what it prints. Empty: most
    of it is its own text."""
    of: int
    """Number of versions of the wire text."""
    printed: Printed
    """Share that it prints of the latest of these versions, or of the latest of all."""
    ownHeadline: bool
    """Whether its headline is another one than the wire's; a label of the wire (``UPDATE 2-``) makes no difference."""


def printings_of(versions: Sequence[Copy], lead: str, copies: Sequence[StoredCopy]) -> list[Printing]:
    """Return the copies beside the wire text, the first printed first.

    :param versions: what the lead said, oldest first; the version that withdraws it is left out
    :param lead: URL of the lead
    """
    usable = [copy for copy in versions if copy.pubStatus != "canceled"] or list(versions)
    texts = [_text(copy) for copy in usable[-_MOST_VERSIONS:]]
    skipped = len(usable) - len(texts)
    ordered = sorted(copies, key=_time)
    return [_beside(texts, skipped, stored, is_lead=stored.copy.url == lead) for stored in ordered]


def printings_of_cluster(
    reader: Reader, cluster: StoredCluster, *, skip: int = 0, limit: int | None = None
) -> tuple[list[Printing], int]:
    """Return copies of a cluster beside its wire text, the first printed first, and the number of all.

    :param skip: copies at the beginning that are left out
    :param limit: most copies that are compared; None for all
    """
    copies = sorted(reader.copies(*(each.story for each in cluster.stories)), key=_time)
    lead = reader.stored_story(cluster.lead).lead
    versions = [] if lead is None else [earlier.copy for earlier in reader.revisions(lead)]
    versions += [stored.copy for stored in copies if stored.copy.url == lead]
    end = None if limit is None else skip + limit
    return printings_of(versions, lead or "", copies[skip:end]), len(copies)


def _time(stored: StoredCopy) -> tuple[bool, datetime, str]:
    return stored.copy.datePublished is None, stored.copy.datePublished or stored.firstSeen, stored.copy.url


def _text(copy: Copy) -> Text:
    return Text(
        id=copy.url,
        outlet=copy.outlet,
        headline=copy.headline or "",
        byline=copy.byline,
        agency=copy.agency,
        language=copy.inLanguage,
        paragraphs=tuple(copy.body),
    )


def _beside(texts: Sequence[Text], skipped: int, stored: StoredCopy, *, is_lead: bool) -> Printing:
    text = _text(stored.copy)
    # How much of the copy is the version's, and not the other way round: an outlet that cuts a story prints little of
    # every version, but all that it prints is of one.
    shares = [printed(text, version).share for version in texts]
    best = max(shares)
    likely = [number for number, share in enumerate(shares) if share == best] if best >= _OWN_TEXT else []
    whole = [number for number in likely if printed(texts[number], text).share >= _WHOLE]
    likely = whole[-1:] or likely
    wire = texts[likely[-1] if likely else -1]
    return Printing(
        stored=stored,
        is_lead=is_lead,
        versions=tuple(number + skipped + 1 for number in likely),
        of=len(texts) + skipped,
        printed=printed(wire, text),
        ownHeadline=normalise_headline(wire.headline) != normalise_headline(text.headline),
    )


def printing_fields(printing: Printing) -> dict[str, Any]:
    """Return one copy as JSON."""
    stored = printing.stored
    return {
        "url": stored.copy.url,
        "outlet": stored.copy.outlet,
        "story": stored.story,
        "headline": stored.copy.headline,
        "datePublished": stored.copy.datePublished,
        "datePublishedPrecision": stored.copy.datePublishedPrecision,
        "pubStatus": stored.copy.pubStatus,
        "gone": None if stored.gone is None else asdict(stored.gone),
        "afterKill": None if stored.afterKill is None else asdict(stored.afterKill),
        "revision": stored.revision,
        "isLead": printing.is_lead,
        "versions": printing.versions,
        "ofVersions": printing.of,
        **asdict(printing.printed),
        "headlineRewritten": printing.ownHeadline,
    }


def share_words(printing: Printing) -> str:
    """Return how much of the wire text a copy prints, and of which version, in words."""
    if printing.stored.copy.pubStatus == "canceled":
        return "withdrawn"
    if not printing.versions:
        return f"mostly its own text, {printing.printed.share:.0%} of the wire"
    share = f"{printing.printed.share:.0%} of the wire"
    if printing.of == 1:
        return share
    first, last = printing.versions[0], printing.versions[-1]
    which = str(first) if first == last else f"{first} to {last}"
    return f"{share}, version {which} of {printing.of}"


def change_words(printing: Printing) -> Iterator[str]:
    """Yield what a copy changed of the wire text, each in some words."""
    if printing.is_lead:
        yield "taken as the original"
    if printing.stored.copy.pubStatus == "canceled":
        return
    changes = printing.printed
    if printing.ownHeadline:
        yield "own headline"
    if changes.paragraphsCut:
        yield f"{changes.paragraphsCut:,} paragraph{'' if changes.paragraphsCut == 1 else 's'} cut"
    if changes.ownWords:
        yield f"{changes.ownWords:,} own word{'' if changes.ownWords == 1 else 's'}"
