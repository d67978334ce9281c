"""What a story is, given its copies. Every rule here gives the same story whatever order the copies arrive in.

The *lead* is the copy whose fields the story shows: full text before partial, then the earliest printing, then the
smallest URL. Dates come from the earliest exact one among all copies. Both orders are kept in the document as strings
that the server compares, so that a copy joins with one atomic update and no reading.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from pymongo import UpdateOne

from newscrawler.dedupe import Occurrence
from newscrawler.storage._documents import Document, seen
from newscrawler.storage.migrations import SCHEMA_VERSION

__all__ = ["OCCURRENCE_FIELDS", "join", "known_occurrence", "new_story", "of_copies", "remember", "story_id"]

_DATES = ("datePublished", "datePublishedRaw", "datePublishedPrecision")

_SHOWN = (
    "headline",
    "byline",
    "authors",
    "agency",
    "creditText",
    "dateline",
    "body",
    "inLanguage",
    "dateModified",
    "dateModifiedRaw",
    "version",
    "pubStatus",
    "edNote",
    "copyrightHolder",
    "copyrightNotice",
    "copyrightYear",
)
"""Fields of the lead that the story shows."""

OCCURRENCE_FIELDS = {"key": 1, "occurrence": 1, "datePublished": 1, "datePublishedPrecision": 1, "signatures": 1}
"""What :func:`known_occurrence` needs."""

_EPOCH = datetime(1, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)

_PRECISIONS = {"exact": "0", "day": "1", "relative": "2"}
_UNDATED = "3"


def story_id(key: str, occurrence: int) -> str:
    """``<key>.<occurrence>``."""
    return f"{key}.{occurrence}"


def new_story(copy: Document, occurrence: int) -> Document:
    """The story of a first copy, from the copy's document."""
    return {
        "_id": story_id(copy["key"], occurrence),
        "key": copy["key"],
        "occurrence": occurrence,
        **_lead_of(copy),
        **_dates_of(copy),
        "cluster": None,
        "copies": [copy["_id"]],
        "outlets": [copy["outlet"]],
        "signatures": [] if copy["signature"] is None else [copy["signature"]],
        **seen(copy["firstSeen"]),
    }


def join(copy: Document) -> UpdateOne:
    """The update that lets a copy join the story that it names; changes nothing when it already did."""
    at = copy["retrieved"]
    lead, dates = _lead_of(copy), _dates_of(copy)
    merged: list[Any] = [
        "$$ROOT",
        {
            "copies": {"$setUnion": ["$copies", [{"$literal": copy["_id"]}]]},
            "outlets": {"$setUnion": ["$outlets", [{"$literal": copy["outlet"]}]]},
            "firstSeen": {"$min": ["$firstSeen", at]},
            "lastSeen": {"$max": ["$lastSeen", at]},
            "lastChanged": {"$max": ["$lastChanged", at]},
        },
        {"$cond": [{"$lt": [{"$literal": lead["leadRank"]}, "$leadRank"]}, {"$literal": lead}, {}]},
        {"$cond": [{"$lt": [{"$literal": dates["dateRank"]}, "$dateRank"]}, {"$literal": dates}, {}]},
    ]
    if copy["signature"] is not None:
        merged.append({"signatures": {"$setUnion": ["$signatures", [copy["signature"]]]}})
    return UpdateOne({"_id": copy["story"]}, [{"$replaceWith": {"$mergeObjects": merged}}])


def of_copies(story: Document, copies: Sequence[Document]) -> Document:
    """The fields that a story takes from its stored copies, after one of them changed.

    A copy that is joining right now is in the story and not yet in ``copies``: where it leads, it goes on leading.
    """
    stored = {copy["_id"] for copy in copies}
    lead = min(map(_lead_of, copies), key=lambda found: str(found["leadRank"]))
    dates = min(map(_dates_of, copies), key=lambda found: str(found["dateRank"]))
    fields = {}
    if story["lead"] in stored or lead["leadRank"] < story["leadRank"]:
        fields.update(lead)
    if set(story["copies"]) <= stored or dates["dateRank"] < story["dateRank"]:
        fields.update(dates)
    found = {copy["signature"] for copy in copies if copy["signature"] is not None}
    fields["signatures"] = sorted(found | set(story["signatures"]))
    fields["schemaVersion"] = SCHEMA_VERSION
    return fields


def known_occurrence(story: Document) -> Occurrence:
    """A stored story as the choice of an occurrence sees it."""
    return Occurrence(
        occurrence=story["occurrence"],
        datePublished=story["datePublished"],
        precision=story["datePublishedPrecision"],
        signatures=list(story["signatures"]),
    )


def remember(known: Occurrence, copy: Document) -> None:
    """A copy joined in this batch, before the store says so."""
    if copy["signature"] is not None:
        known.signatures.append(copy["signature"])
    if _rank_of_date(copy) < _rank(known.datePublished, known.precision):
        known.datePublished, known.precision = copy["datePublished"], copy["datePublishedPrecision"]


def _lead_of(copy: Document) -> Document:
    # A copy that was stored before a field was added does not have it.
    lead = {name: copy.get(name) for name in _SHOWN}
    lead["lead"] = copy["_id"]
    # A URL cannot hold a blank, so that it ends what stands before it.
    shown = "0" if copy["representation"] == "full" else "1"
    lead["leadRank"] = f"{shown} {_rank_of_date(copy)} {copy['_id']}"
    return lead


def _dates_of(copy: Document) -> Document:
    dates = {name: copy[name] for name in _DATES}
    dates["dateRank"] = f"{_rank_of_date(copy)} {copy['_id']}"
    return dates


def _rank_of_date(copy: Document) -> str:
    return _rank(copy["datePublished"], copy["datePublishedPrecision"])


def _rank(at: datetime | None, precision: str | None) -> str:
    if at is None:
        return _UNDATED
    return f"{_PRECISIONS.get(precision or 'exact', '2')}{(at - _EPOCH) // _MILLISECOND:015d}"
