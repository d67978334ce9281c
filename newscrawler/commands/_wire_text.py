"""Printings of one wire text, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from newscrawler.clusters import Printed, Text, printed
from newscrawler.commands._rendering import short_id
from newscrawler.commands._terminal import date, one_line, wrap
from newscrawler.dedupe.headline import normalise_headline
from newscrawler.items import Copy
from newscrawler.storage.reader import StoredCluster, StoredCopy

__all__ = ["Printing", "cluster_fields", "cluster_lines", "printing_fields", "printings_of"]

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
    """How much it prints of the latest of these versions, or of the latest of all."""
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
    ordered = sorted(copies, key=lambda stored: (_time(stored), stored.copy.url))
    return [_beside(texts, skipped, stored, is_lead=stored.copy.url == lead) for stored in ordered]


def _time(stored: StoredCopy) -> tuple[bool, Any]:
    return stored.copy.datePublished is None, stored.copy.datePublished or stored.firstSeen


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


def cluster_lines(
    cluster: StoredCluster, headline: str, printings: Sequence[Printing], shown: Sequence[Printing], room: int
) -> Iterator[str]:
    """Yield the lines of a cluster: the headline of the original, what is known of all, then each printing that is
    shown.
    """
    yield from wrap(headline or "(no headline)", room)
    counts = [
        one_line(cluster.agency) or "no agency",
        _count(cluster.spread, "outlet", "outlets"),
        _count(cluster.storiesCount, "story", "stories"),
        _count(len(printings), "copy", "copies"),
    ]
    yield from wrap(" · ".join(counts), room)
    yield f"cluster {cluster.id}"
    yield ""
    for printing in shown:
        yield from _lines(printing, room)


def cluster_fields(cluster: StoredCluster) -> dict[str, Any]:
    """Return a cluster as JSON."""
    return asdict(cluster)


def _count(number: int, one: str, several: str) -> str:
    return f"{number:,} {one if number == 1 else several}"


def _lines(printing: Printing, room: int) -> Iterator[str]:
    """Yield the lines of one copy: when, where, how much, what it changed, its headline, its address."""
    stored = printing.stored
    published = date(stored.copy.datePublished, stored.copy.datePublishedPrecision)
    facts = [published, one_line(stored.copy.outlet), _share(printing), *_changes(printing), *_state(stored)]
    yield from wrap(" · ".join(facts), room)
    yield from wrap(f'"{one_line(stored.copy.headline)}"', room, indent="  ")
    yield f"  {one_line(stored.copy.url)}"  # not wrapped, so that it can be copied
    yield f"  story {short_id(stored.story)}"
    yield ""


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


def _share(printing: Printing) -> str:
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


def _changes(printing: Printing) -> Iterator[str]:
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


def _state(stored: StoredCopy) -> Iterator[str]:
    if stored.gone is not None:
        yield f"gone since {date(stored.gone.at)}"
    if stored.afterKill is not None:
        yield f"killed {date(stored.afterKill.since)}"
