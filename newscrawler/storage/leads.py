"""Ranks of a story's copies: which of them leads, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from bson.codec_options import CodecOptions
from pymongo.database import Database

from newscrawler.storage._evidence import rank_keys, ranked
from newscrawler.storage._fields import Document
from newscrawler.storage.trust import Trust

__all__ = ["Rank", "Tier", "ranks"]

Tier = Literal["declared", "confirmed", "declared teaser", "alone", "teaser", "archive"]
"""Tier of a copy, the first is the highest (docs/dedupe.md, "What a story shows"): the full text of the agency's own or
a declared outlet; a full text that another site prints too; a teaser of a declared outlet; a full text that no other
site prints; any other teaser; from an archive while another copy is live."""

_TIERS: tuple[Tier, ...] = ("declared", "confirmed", "declared teaser", "alone", "teaser")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rank:
    """Rank of one copy among those of its story."""

    url: str
    place: int
    """From 1, which leads."""
    tier: Tier
    isAgencysOwn: bool
    otherSites: int
    """Other sites that print its text."""
    textSeen: datetime
    """First sighting of its text, on any of the copies that have it."""


def ranks(database: Database[Document], story: str, trust: Trust) -> dict[str, Rank]:
    """Return the ranks of a story's listed copies by URL, the leading one first; empty where the story is not stored or
    was written before schema version 2.

    :param story: its id
    :param trust: as the crawls have it
    """
    aware: CodecOptions[Document] = CodecOptions(tz_aware=True, tzinfo=UTC)
    document = database["stories"].with_options(codec_options=aware).find_one({"_id": story}, {"evidence": 1})
    evidence = ((document or {}).get("evidence") or {}).get("copies") or []
    keys = rank_keys(evidence, trust) if evidence else {}
    return {
        entry["copy"]: _rank(entry, place, keys.get(entry["copy"]), trust)
        for place, entry in enumerate(ranked(evidence, trust), start=1)
    }


def _rank(entry: Document, place: int, key: tuple[int, int, int, datetime] | None, trust: Trust) -> Rank:
    tier, _, sites, seen, *_ = (None, 0, 0, entry["textSeen"]) if key is None else key
    return Rank(
        url=entry["copy"],
        place=place,
        tier="archive" if tier is None else _TIERS[tier],
        isAgencysOwn=trust.is_agencys_own(entry["host"], entry["agency"]),
        otherSites=-sites,
        textSeen=seen,
    )
