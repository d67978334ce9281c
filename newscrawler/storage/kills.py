"""Killed stories and the copies that still run them.

Nothing of it is stored: it follows from the copies each time, so that a copy that withdraws the story too, a page that
is gone, and a kill that is lifted need no mark to be removed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bson.codec_options import CodecOptions
from pymongo.database import Database

from newscrawler.sites import outlet_of, registrant_of, site_of
from newscrawler.storage.trust import NO_TRUST, Trust

__all__ = ["AfterKill", "Kill", "kill_of", "still_running"]

Document = dict[str, Any]

_AWARE: CodecOptions[Document] = CodecOptions(tz_aware=True, tzinfo=UTC)

_NEEDED = dict.fromkeys(
    ("outlet", "headline", "agency", "pubStatus", "story", "gone", "lastChanged", "lastSeen", "discoveredVia"), 1
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kill:
    """Withdrawal of a wire text that is proven."""

    since: datetime
    """The visit that proved it: to the agency's own page, or to the second outlet."""
    by: tuple[str, ...]
    """Outlets that withdraw it, in alphabetical order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AfterKill:
    """A copy that still runs a killed story."""

    url: str
    outlet: str
    headline: str
    story: str
    """Id of the copy's own story."""
    since: datetime
    """See :attr:`Kill.since`."""
    by: tuple[str, ...]
    lastSeen: datetime
    """The last visit to the copy: it may be before the kill."""

    @property
    def seenAfter(self) -> bool:  # noqa: N802 - a field, named as stored ones are
        """Whether a visit after the kill found the text still there."""
        return self.lastSeen > self.since


def kill_of(copies: Sequence[Document], trust: Trust = NO_TRUST) -> Kill | None:
    """Return the kill that the copies of one wire text prove; None where they prove none.

    The outlet of an agency that a copy credits proves it alone; others prove it where at least two sites withdraw.
    Copies from an archive prove nothing, because anybody may have written their addresses.

    :param copies: documents of ``copies``: of one story, or of all stories of a cluster
    """
    claims = [each for each in copies if each.get("pubStatus") == "canceled" and not _is_archived(each)]
    credited = {each.get("agency") for each in copies} - {None}
    own = [
        each["lastChanged"]
        for each in claims
        if any(trust.is_agencys_own(outlet_of(each["_id"]), agency) for agency in credited)
    ]
    first: dict[str, datetime] = {}
    for each in claims:
        site = registrant_of(site_of(each["_id"]) or each["outlet"])
        first[site] = min(each["lastChanged"], first.get(site, each["lastChanged"]))
    proven = [*own, *sorted(first.values())[1:2]]
    return Kill(since=min(proven), by=tuple(sorted({each["outlet"] for each in claims}))) if proven else None


def still_running(database: Database[Document], trust: Trust = NO_TRUST) -> Iterator[AfterKill]:
    """Yield the copies that still run a killed story, kill by kill; the copies of a kill by their URLs.

    A kill counts for all stories of its cluster, whatever their headlines.
    """
    database = database.with_options(codec_options=_AWARE)
    withdrawn = database["copies"].distinct("story", {"pubStatus": "canceled"})
    done: set[str] = set()
    for story in sorted(withdrawn):
        if story in done:
            continue
        together = _stories_of_cluster(database, story)
        done |= set(together)
        copies = list(database["copies"].find({"story": {"$in": together}}, _NEEDED).sort("_id", 1))
        if (kill := kill_of(copies, trust)) is not None:
            yield from _running(copies, kill)


def _stories_of_cluster(database: Database[Document], story: str) -> list[str]:
    """Return the stories of a story's cluster; the story alone where it is in none."""
    stored = database["stories"].find_one({"_id": story}, {"cluster": 1})
    if stored is None or not stored.get("cluster"):
        return [story]
    return [each["_id"] for each in database["stories"].find({"cluster": stored["cluster"]}, {"_id": 1})]


def _running(copies: Iterable[Document], kill: Kill) -> Iterator[AfterKill]:
    for each in copies:
        if each.get("pubStatus") != "canceled" and each.get("gone") is None and not _is_archived(each):
            yield AfterKill(
                url=each["_id"],
                outlet=each["outlet"],
                headline=each.get("headline") or "",
                story=each["story"],
                since=kill.since,
                by=kill.by,
                lastSeen=each["lastSeen"],
            )


def _is_archived(copy: Document) -> bool:
    return (copy.get("discoveredVia") or "").startswith("archive:")
