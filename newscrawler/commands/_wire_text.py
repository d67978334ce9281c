"""Printings of one wire text, side by side, as lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from newscrawler.commands._rendering import short_id
from newscrawler.commands._terminal import date, one_line, wrap
from newscrawler.storage.printings import Printing, change_words, share_words
from newscrawler.storage.reader import StoredCluster, StoredCopy

__all__ = ["cluster_fields", "cluster_lines"]


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
    facts = [published, one_line(stored.copy.outlet), share_words(printing), *change_words(printing), *_state(stored)]
    yield from wrap(" · ".join(facts), room)
    yield from wrap(f'"{one_line(stored.copy.headline)}"', room, indent="  ")
    yield f"  {one_line(stored.copy.url)}"  # not wrapped, so that it can be copied
    yield f"  story {short_id(stored.story)}"
    yield ""


def _state(stored: StoredCopy) -> Iterator[str]:
    if stored.gone is not None:
        yield f"gone since {date(stored.gone.at)}"
    if stored.afterKill is not None:
        yield f"killed {date(stored.afterKill.since)}"
