"""Change of a stored copy by a visit: whether it makes a revision, fields for flip-flops and lost pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Set
from dataclasses import dataclass
from datetime import datetime

from pymongo import DESCENDING, UpdateOne
from pymongo.database import Database

from newscrawler.language.furniture import is_title
from newscrawler.storage._documents import COPY, Document
from newscrawler.versions import READ, Change, changed_lines, compare, folded, is_flip_flop, lines_of_slots

__all__ = ["Difference", "difference", "gone_update", "is_back"]

_LOOKED_AT = 60
"""Other copies of an outlet that a line is looked for in: the latest, as furniture is of its day."""
_IN_TEXTS = 2
"""Other stories of the outlet in whose text a line without a full stop stands: it is furniture from then on."""
_SENTENCE_IN_TEXTS = 5
"""The same of a line that ends as a sentence does: two stories of one event share a sentence of background."""
_SENTENCE_SHARE = 5
"""And it stands in at least one of this many of the copies that were looked at."""
_MOST_HEADLINES = 20
"""Headlines of a copy that are remembered; a test of headlines tries two or three."""
_PRECISIONS = {"exact": 0, "local": 1, "day": 2, "relative": 3}


@dataclass(frozen=True, slots=True)
class Difference:
    """Comparison of a visit's content with the stored one."""

    change: Change | None
    """None: a reader would say that nothing changed, and there is no revision."""
    fields: Document
    """The store's own fields that note it: the headlines that were seen."""
    counts: Document
    """Numbers that grow by it: ``flipFlops``."""
    kept: tuple[str, ...] = ()
    """Fields of the stored content that stay: a date in a less precise form."""


def difference(
    database: Database[Document], stored: Document, content: Document, labelled: Collection[str] = ()
) -> Difference:
    """Compare a stored copy with the content of a visit.

    :param content: of the visit, without ``gone``
    :param labelled: :attr:`newscrawler.items.Copy.labelled`
    """
    headlines = _headlines(database, stored, content)
    others = _other_fields(stored, content)
    known = lines_of_slots(stored, content, labelled) | {folded(line) for line in stored.get("labelled") or ()}
    change = compare(stored, content, headlines=headlines, furniture=known, fields=others)
    if change is not None and change.kind in ("text", "update", "typo"):
        furniture = _furniture(database, stored, changed_lines(stored, content) - known)
        if furniture:
            change = compare(stored, content, headlines=headlines, furniture=known | furniture, fields=others)
    fields: Document = {}
    counts: Document = {}
    if is_flip_flop(stored, content, headlines):
        counts["flipFlops"] = 1
        fields["headlines"] = headlines
    elif change is not None and change.headline:
        fields["headlines"] = [*headlines, content["headline"]][-_MOST_HEADLINES:]
    return Difference(change, fields, counts, () if change is not None else _kept_date(stored, content))


def _other_fields(stored: Document, content: Document) -> list[str]:
    """Return the fields of the content that the comparison of versions does not know, and that differ."""
    unread = [name for name in COPY.content if name not in READ]
    return [name for name in unread if content.get(name) != stored.get(name, COPY.defaults[name]())]


def _headlines(database: Database[Document], stored: Document, content: Document) -> list[str]:
    """Return the headlines that the copy had, the stored one last; none where the headline stays."""
    if folded(stored["headline"]) == folded(content["headline"]):
        return []
    known: list[str] = list(stored.get("headlines") or ())
    if not known:
        # Stored before headlines were noted.
        known = sorted(set(database["revisions"].distinct("headline", {"url": stored["_id"]})) - {stored["headline"]})
        known.append(stored["headline"])
    return known


def _furniture(database: Database[Document], stored: Document, lines: Set[str]) -> set[str]:
    """Return those of the lines that other stories of the outlet show in their text, or have as their headline."""
    if not lines:
        return set()
    others = (
        database["copies"]
        .find({"outlet": stored["outlet"]}, {"headline": 1, "blocks.text": 1, "story": 1})
        .sort("lastChanged", DESCENDING)
        .limit(_LOOKED_AT)
    )
    found: Counter[str] = Counter()
    headings: set[str] = set()
    stories = 0
    for other in others:
        if other["story"] == stored["story"]:
            continue
        stories += 1
        headings.add(folded(other["headline"]))
        found.update({folded(block["text"]) for block in other.get("blocks") or ()} & lines)
    least = max(_SENTENCE_IN_TEXTS, stories // _SENTENCE_SHARE)
    return {line for line in lines if line in headings or found[line] >= (_IN_TEXTS if is_title(line) else least)}


def _kept_date(stored: Document, content: Document) -> tuple[str, ...]:
    """Return the names of the date's fields where the visit states the same date less precisely."""
    before, after = (each.get("datePublishedPrecision") or "" for each in (stored, content))
    if not before or _PRECISIONS.get(before, 0) > _PRECISIONS.get(after, len(_PRECISIONS)):
        return ()
    return ("datePublished", "datePublishedRaw", "datePublishedPrecision")


# --- pages that are not there any more -------------------------------------------------------------------------------


def is_back(stored: Document, at: datetime) -> bool:
    """Return whether a visit finds a page again that was gone."""
    gone = stored.get("gone")
    return gone is not None and at > gone["last"]


def gone_update(stored: Document, at: datetime, status: int) -> UpdateOne:
    """Return what notes that a stored page is not there: the first and the last visit that found it so.

    It matches nothing where the page was seen later, by another worker.
    """
    if stored.get("gone") is not None:
        guard = {"_id": stored["_id"], "gone": {"$exists": True}}
        return UpdateOne(guard, {"$max": {"gone.last": at}, "$min": {"gone.at": at}})
    guard = {"_id": stored["_id"], "gone": {"$exists": False}, "lastSeen": {"$lt": at}}
    note = {"at": at, "last": at, "status": status}
    return UpdateOne(guard, {"$set": {"gone": note}, "$unset": {"afterKill": ""}, "$max": {"lastChanged": at}})
