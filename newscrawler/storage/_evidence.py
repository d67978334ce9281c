"""Evidence that each copy of a story gives, and what the story shows because of it. Pure functions.

A page can print any time, any status, any credit and any text. So a story is not what the copy with the most promising
words says: it is what evidence says that one copy cannot forge alone. That is, in this order:

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

_PRECISIONS = {"exact": 0, "day": 1, "relative": 2}
_MAY_JOIN = WINDOW_SAME_TEXT + timedelta(days=1)
"""The greatest distance between the dates of two copies of a story, one of which may name a day only."""

_NEVER = datetime.max.replace(tzinfo=UTC)


def is_archived(document: Document) -> bool:
    """Whether a copy was read from an archive, not from its outlet."""
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
    """The entry of a copy that is seen again with other content.

    The first sightings stay, of the copy and of its text, and the date that it first printed. A text that is not any more the
    one of that sighting (it may have been changed in many small steps) begins anew. What was in an archive begins anew when
    its outlet itself is asked, and an archive's date, which the stored copy has as that of its first visit, makes nothing older.
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
    """Whether a story lists and weighs one copy more; else the copy is stored and counted, and proves nothing."""
    site = entry["site"]
    if sum(each["site"] == site for each in evidence) >= MAX_OF_SITE:
        return False
    declared = trust.place(entry["host"]) is not None or trust.is_agencys_own(entry["host"], entry["agency"])
    return declared or len(evidence) < MAX_COPIES


def same_text(one: Document, other: Document) -> bool:
    """Whether two entries are of the same text but for a cut, an addition or typography."""
    if one["signature"] is None and other["signature"] is None:
        return one["shortText"] is not None and one["shortText"] == other["shortText"]
    return near_identical(one["signature"], other["signature"])


def ranked(evidence: Sequence[Document], trust: Trust) -> list[Document]:
    """The entries, the one that should lead the story first.

    Full texts come before partial ones, but for this: an outlet that the operator declared goes with its teaser before
    a full text that no other site prints.
    """
    if len(evidence) < 2:
        return list(evidence)
    weighed = [each for each in evidence if each["live"]] or list(evidence)
    rest = [each for each in evidence if not each["live"]] if len(weighed) < len(evidence) else []
    by_text: dict[tuple[int | None, str | None], list[Document]] = {}
    for each in weighed:
        by_text.setdefault((each["signature"], each["shortText"]), []).append(each)
    keys: dict[str, tuple[Any, ...]] = {}
    for entries in by_text.values():
        alike = [each for others in by_text.values() if same_text(entries[0], others[0]) for each in others]
        for entry in entries:
            keys[entry["copy"]] = _rank(entry, alike or [entry], entries, trust)
    order = sorted(weighed, key=lambda each: keys[each["copy"]])
    return order + sorted(rest, key=lambda each: _sighting(each, "datePublished"))


def _rank(entry: Document, alike: Sequence[Document], exactly: Sequence[Document], trust: Trust) -> tuple[Any, ...]:
    """The smallest leads.

    :param alike: entries of the same text, a cut or an addition apart; this one among them
    :param exactly: those of them with no difference
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
    """Return whose word the entries are: their sites, with all sites of one service for everybody counted as one."""
    return {registrant_of(each["site"]) for each in entries}


def _sighting(entry: Document, date: str) -> tuple[Any, ...]:
    """Order of the first sightings. Where they are of the same millisecond, as in a dump, the printed times decide."""
    at = entry[date]
    precision = 3 if at is None else _PRECISIONS.get(entry[f"{date}Precision"], 0)
    return entry["seen"], precision, at or _NEVER, entry["copy"]


def anchor(evidence: Sequence[Document]) -> tuple[datetime | None, Any]:
    """The date that the story's first copy printed when it was first seen, and its precision: the window of the occurrence
    counts from there. It does not move with later copies, whatever they print, nor when the first copy changes its date."""
    weighed = [each for each in evidence if each["live"]] or evidence
    if not weighed:
        return None, None
    first = min(weighed, key=lambda each: _sighting(each, "firstDate"))
    return first["firstDate"], first["firstDatePrecision"]


def date_source(order: Sequence[Document], counted_from: datetime | None) -> Document | None:
    """The entry whose ``datePublished`` the story shows: the first of the order that has one.

    Where several sites print the story, a time with which a copy could not have joined it is passed over: it was changed
    afterwards.

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
    """The story's ``pubStatus``, and the entry that states it.

    A story that several sites print is withdrawn by the agency's own outlet or by two sites; what one site alone prints
    is what that site says.
    """
    lead = order[0]
    weighed = [each for each in order if each["live"] == lead["live"]]
    alone = len(_witnesses(weighed)) == 1
    for value in ("canceled", "withheld"):
        claims = [each for each in weighed if each["pubStatus"] == value]
        own = any(trust.is_agencys_own(each["host"], each["agency"]) for each in claims)
        if own or len(_witnesses(claims)) > 1 or (alone and lead["pubStatus"] == value):
            return value, lead if lead in claims else claims[0]
    return "usable", lead


def _short_text(copy: Document) -> str | None:
    """Hash of a text that is too short for a signature: letters and digits alone, as typography differs."""
    if copy["signature"] is not None or not copy["body"]:
        return None
    letters = "".join(filter(str.isalnum, "".join(copy["body"]).casefold()))
    return blake2b(letters.encode("utf-8", "replace"), digest_size=8).hexdigest() if letters else None
