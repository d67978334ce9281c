"""Evidence that each copy of a story gives, and the choice of the copies that the story shows. Pure functions.

A page can print any time, any status, any credit and any text. So a story does not show the copy with the most
promising words: it follows evidence that one copy cannot forge alone. The evidence is, in this order:

1. a copy that was fetched live, before one from an archive, whose address anybody may have written;
2. the agency's own outlet, then the operator's order of outlets (:class:`~newscrawler.storage.trust.Trust`);
3. the same text on other sites; copies of one site count once, and so do pages at one service for everybody;
4. the first sighting of the text, by our own clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any

from newscrawler.dedupe import near_identical
from newscrawler.dedupe.occurrence import WINDOW_SAME_TEXT
from newscrawler.sites import outlet_of, registrant_of, site_of
from newscrawler.storage._documents import Document, is_future
from newscrawler.storage.trust import Trust

__all__ = [
    "MAX_COPIES",
    "MAX_OF_SITE",
    "admits",
    "date_source",
    "evidence_of",
    "is_archived",
    "merged",
    "rank_keys",
    "ranked",
    "status",
]

MAX_COPIES = 400
"""Copies that a story lists and weighs. The most printed wire stories are run by some 200 outlets; 400 addresses of the
greatest length, listed twice, are 3.4 MB, which leaves room for the text. Outlets that the operator declared, and the
agency's own, are listed beyond that."""

MAX_OF_SITE = 4
"""Copies of one site that a story lists and weighs: a page, its mobile and its print version, and another edition. More
would let one site fill the list and keep others out of it."""

_PRECISIONS = {"exact": 0, "local": 1, "day": 2, "relative": 3}
"""Order of trust in the dates of copies that were seen within a millisecond."""

_UNDATED = 4

_MAY_JOIN = WINDOW_SAME_TEXT + timedelta(days=1)
"""The greatest distance between the dates of two copies of a story, one of which may name a day only."""

_NEVER = datetime.max.replace(tzinfo=UTC)


def is_archived(document: Document) -> bool:
    """Return whether a copy was read from an archive, not from its outlet."""
    return (document.get("discoveredVia") or "").startswith("archive:")


def evidence_of(copy: Document) -> Document:
    """Return the evidence of a copy's document: an entry of the story's ``evidence``."""
    seen = copy["firstSeen"]
    if is_future(seen):
        seen = copy["lastChanged"] if not is_future(copy["lastChanged"]) else datetime.now(UTC)
    signature, short = copy["signature"], _short_text(copy)
    return {
        "copy": copy["_id"],
        "outlet": copy["outlet"],
        "host": outlet_of(copy["_id"]),
        "site": site_of(copy["_id"]) or f"({copy['outlet']})",
        "live": not is_archived(copy),
        **({"erased": True} if copy.get("erasure") else {}),
        "full": copy["representation"] == "full" and bool(copy["body"]),
        "seen": seen,
        "textSeen": seen if copy["revision"] == 0 else copy["lastChanged"],
        "signature": signature,
        "shortText": short,
        "firstSignature": signature,
        "firstShortText": short,
        "datePublished": copy["datePublished"],
        "datePublishedPrecision": copy["datePublishedPrecision"],
        "firstDate": copy["datePublished"],
        "firstDatePrecision": copy["datePublishedPrecision"],
        "agency": copy.get("agency"),
        "pubStatus": copy.get("pubStatus", "usable"),
    }


def merged(before: Document, now: Document) -> Document:
    """Return the entry of a copy that is seen again with other content.

    The first sightings of the copy and of its text stay, and so does the date that it first printed. A text that
    differs from the text of its first sighting (it may have changed in many small steps) begins anew. A copy from an
    archive begins anew when its outlet itself is asked; the archive's date, which the stored copy has as its first
    visit, makes nothing older.
    """
    if before["live"] != now["live"]:
        return now if now["live"] else before
    kept: Document = {name: before[name] for name in ("firstDate", "firstDatePrecision")}
    kept["seen"] = before["seen"] if now["live"] else min(before["seen"], now["seen"])
    first_text = {"signature": before["firstSignature"], "shortText": before["firstShortText"]}
    if same_text(first_text, now):
        kept |= {name: before[name] for name in ("firstSignature", "firstShortText")}
        kept["textSeen"] = before["textSeen"] if now["live"] else min(before["textSeen"], now["textSeen"])
    return {**now, **kept}


def admits(evidence: Sequence[Document], entry: Document, trust: Trust) -> bool:
    """Return whether a story lists and weighs one more copy; otherwise the copy is stored and counted, and proves
    nothing."""
    site = entry["site"]
    if sum(each["site"] == site for each in evidence) >= MAX_OF_SITE:
        return False
    declared = trust.place(entry["host"]) is not None or trust.is_agencys_own(entry["host"], entry["agency"])
    return declared or len(evidence) < MAX_COPIES


def same_text(one: Document, other: Document) -> bool:
    """Return whether two entries are of the same text, but for a cut, an addition or typography."""
    if one["signature"] is None and other["signature"] is None:
        return one["shortText"] is not None and one["shortText"] == other["shortText"]
    return near_identical(one["signature"], other["signature"])


def ranked(evidence: Sequence[Document], trust: Trust) -> list[Document]:
    """Return the entries, the one that should lead the story first.

    Full texts come before partial ones, with one exception: the teaser of an outlet that the operator declared comes
    before a full text that no other site prints.
    """
    if len(evidence) < 2:
        return list(evidence)
    weighed = _weighed(evidence)
    rest = [each for each in evidence if not each["live"]] if len(weighed) < len(evidence) else []
    keys = _ranks(weighed, trust)
    order = sorted(weighed, key=lambda each: keys[each["copy"]])
    return order + sorted(rest, key=lambda each: _sighting(each, "datePublished"))


def rank_keys(evidence: Sequence[Document], trust: Trust) -> dict[str, tuple[Any, ...]]:
    """Return the rank of each copy that was weighed, by its URL: tier, place among declared outlets, number of other
    sites with its text (negative), first sighting of the text, and what decides between equals."""
    return _ranks(_weighed(evidence), trust)


def _weighed(evidence: Sequence[Document]) -> list[Document]:
    """Return the copies that were fetched live; all copies where none was."""
    return [each for each in evidence if each["live"]] or list(evidence)


def _ranks(weighed: Sequence[Document], trust: Trust) -> dict[str, tuple[Any, ...]]:
    by_text: dict[tuple[int | None, str | None], list[Document]] = {}
    for each in weighed:
        by_text.setdefault((each["signature"], each["shortText"]), []).append(each)
    keys: dict[str, tuple[Any, ...]] = {}
    for entries in by_text.values():
        alike = [each for others in by_text.values() if same_text(entries[0], others[0]) for each in others]
        for entry in entries:
            keys[entry["copy"]] = _rank(entry, alike or [entry], entries, trust)
    return keys


def _rank(entry: Document, alike: Sequence[Document], exactly: Sequence[Document], trust: Trust) -> tuple[Any, ...]:
    """Return the rank of an entry; the smallest leads.

    :param alike: entries of the same text, but for a cut or an addition; this entry is among them
    :param exactly: entries of exactly the same text
    """
    others = _witnesses(alike) - _witnesses([entry])
    others_exactly = _witnesses(each for each in exactly if same_text(each, entry)) - _witnesses([entry])
    place = -1 if trust.is_agencys_own(entry["host"], entry["agency"]) else trust.place(entry["host"])
    if place is not None:
        tier = 0 if entry["full"] else 2
    elif entry["full"]:
        tier = 1 if others else 3
    else:
        tier = 4
    return (
        tier,
        0 if place is None else place,
        -len(others),
        min(each["textSeen"] for each in alike),
        -len(others_exactly),
        *_sighting(entry, "datePublished"),
    )


def _witnesses(entries: Iterable[Document]) -> set[str]:
    """Return the sites of the entries; all sites of one service for everybody count as one."""
    return {registrant_of(each["site"]) for each in entries}


def _sighting(entry: Document, date: str) -> tuple[Any, ...]:
    """Return the place in the order of first sightings. Within a millisecond, as in a dump, the printed times
    decide."""
    at = entry[date]
    precision = _UNDATED if at is None else _PRECISIONS.get(entry[f"{date}Precision"], 0)
    return entry["seen"], precision, at or _NEVER, entry["copy"]


def anchor(evidence: Sequence[Document]) -> tuple[datetime | None, Any]:
    """Return the date that the story's first copy printed when it was first seen, and its precision.

    The window of the occurrence counts from this date. Later copies do not move it, whatever they print, and neither
    does a change of the first copy's date.
    """
    weighed = _weighed(evidence)
    if not weighed:
        return None, None
    first = min(weighed, key=lambda each: _sighting(each, "firstDate"))
    return first["firstDate"], first["firstDatePrecision"]


def date_source(order: Sequence[Document], counted_from: datetime | None) -> Document | None:
    """Return the entry whose ``datePublished`` the story shows: the first in order that has a date.

    Where several sites print the story, a date with which a copy could not have joined the story is skipped: it was
    changed afterwards.

    :param counted_from: see :func:`anchor`
    """
    dated = [each for each in order if each["datePublished"] is not None]
    if not dated:
        return None
    if counted_from is not None and len(_witnesses(order)) > 1:
        near = [each for each in dated if abs(each["datePublished"] - counted_from) <= _MAY_JOIN]
        dated = near or dated
    return dated[0]


def status(order: Sequence[Document], trust: Trust) -> tuple[str, Document]:
    """Return the story's ``pubStatus``, and the entry that states it.

    A story that several sites print is withdrawn by the agency's own outlet or by two sites. A story that one site
    prints has the status that this site states.
    """
    lead = order[0]
    weighed = [each for each in order if each["live"] == lead["live"]]
    alone = len(_witnesses(weighed)) == 1
    for value in ("canceled", "withheld"):
        claims = [each for each in weighed if each["pubStatus"] == value]
        if _is_proven(claims, trust) or (alone and lead["pubStatus"] == value):
            return value, lead if lead in claims else claims[0]
    return "usable", lead


def _is_proven(claims: Sequence[Document], trust: Trust) -> bool:
    """Return whether two sites, or the agency's own outlet, state the status."""
    own = any(trust.is_agencys_own(each["host"], each["agency"]) for each in claims)
    return own or len(_witnesses(claims)) > 1


def _short_text(copy: Document) -> str | None:
    """Hash of a text that is too short for a signature: letters and digits alone, as typography differs."""
    if copy["signature"] is not None or not copy["body"]:
        return None
    letters = "".join(filter(str.isalnum, "".join(copy["body"]).casefold()))
    return blake2b(letters.encode("utf-8", "replace"), digest_size=8).hexdigest() if letters else None
