"""Killed stories and the copies that still run them.

The linker marks the copies (``afterKill``) in the transaction in which it derives the clusters, and removes the marks
when the kill is lifted. A copy that withdraws the story too, or is gone, loses its mark in its own write.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bson import ObjectId
from bson.codec_options import CodecOptions
from pymongo.client_session import ClientSession
from pymongo.database import Database

from newscrawler.sites import outlet_of, registrant_of, site_of
from newscrawler.storage._documents import moment
from newscrawler.storage._entries import wake
from newscrawler.storage.trust import NO_TRUST, Trust

__all__ = ["AfterKill", "Kill", "kill_of", "leave_kills", "mark_copies", "still_running", "stories_of_kills"]

Document = dict[str, Any]

_AWARE: CodecOptions[Document] = CodecOptions(tz_aware=True, tzinfo=UTC)

_NEEDED = dict.fromkeys(
    (
        *("outlet", "headline", "agency", "pubStatus", "story", "discoveredVia"),
        *("gone", "afterKill", "lastChanged", "lastSeen"),
    ),
    1,
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
    """:attr:`Kill.since`, as it was when the kill was first seen."""
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
    claims = _claims(copies)
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
    return Kill(since=min(proven), by=_outlets(claims)) if proven else None


def still_running(database: Database[Document]) -> Iterator[AfterKill]:
    """Yield the copies that are marked as still running a killed story, kill by kill; those of a kill by their URLs.

    A kill counts for all stories of its cluster, whatever their headlines.
    """
    database = database.with_options(codec_options=_AWARE)
    marked = database["copies"].distinct("story", {"afterKill.since": {"$exists": True}})
    done: set[str] = set()
    for story in sorted(marked):
        if story in done:
            continue
        together = _stories_of_cluster(database, story)
        done |= set(together)
        either = [{"pubStatus": "canceled"}, {"afterKill.since": {"$exists": True}}]
        copies = list(database["copies"].find({"story": {"$in": together}, "$or": either}, _NEEDED).sort("_id", 1))
        by = _outlets(_claims(copies))
        yield from (_after_kill(each, by) for each in copies if "afterKill" in each)


def stories_of_kills(
    database: Database[Document], ids: Collection[str], session: ClientSession | None = None
) -> set[str]:
    """Return those of the stories that have a copy which withdraws them, or a copy that is marked."""
    wanted = {"story": {"$in": list(ids)}}
    found = [
        *database["copies"].find({"pubStatus": "canceled", **wanted}, {"story": 1}, session=session),
        *database["copies"].find({"afterKill.since": {"$exists": True}, **wanted}, {"story": 1}, session=session),
    ]
    return {each["story"] for each in found}


def mark_copies(database: Database[Document], ids: Collection[str], trust: Trust, session: ClientSession) -> None:
    """Mark the copies of some stories that still run a killed text, and remove the marks of others. In the transaction
    that derived the stories' clusters.

    :param ids: stories; all of their clusters are looked at
    """
    together = _grouped(database, ids, session)
    concerned = stories_of_kills(database, {id_ for group in together for id_ in group}, session)
    for group in together:
        if not concerned.isdisjoint(group):
            _mark_group(database, group, trust, session)


def leave_kills(database: Database[Document], ids: Collection[str], session: ClientSession) -> None:
    """Leave the marks of some stories to the next writer, which knows the outlets that the operator declares."""
    wanted = {"_id": {"$in": sorted(stories_of_kills(database, ids, session))}}
    database["stories"].update_many(wanted, {"$set": {"linkDue": ObjectId()}}, session=session)


def _grouped(database: Database[Document], ids: Collection[str], session: ClientSession) -> list[list[str]]:
    """Return the stories, each with the others of its cluster."""
    found = list(database["stories"].find({"_id": {"$in": list(ids)}}, {"cluster": 1}, session=session))
    names = sorted({each["cluster"] for each in found if each.get("cluster")})
    clusters: defaultdict[str, list[str]] = defaultdict(list)
    members = database["stories"].find({"cluster": {"$in": names}}, {"cluster": 1}, session=session) if names else ()
    for each in members:
        clusters[each["cluster"]].append(each["_id"])
    return [*clusters.values(), *([each["_id"]] for each in found if not each.get("cluster"))]


def _mark_group(database: Database[Document], group: list[str], trust: Trust, session: ClientSession) -> None:
    copies = list(database["copies"].find({"story": {"$in": group}}, _NEEDED, session=session).sort("_id", 1))
    kill = kill_of(copies, trust)
    running = [each for each in copies if _runs(each)] if kill is not None else []
    marked = [each for each in copies if "afterKill" in each]
    # A notice that is edited later makes the kill no later.
    known = [each["afterKill"]["since"] for each in marked]
    since = min([*known, *([] if kill is None else [kill.since])], default=None)
    added = [each for each in running if each.get("afterKill") != {"since": since}]
    kept = {each["_id"] for each in running}
    removed = [each for each in marked if each["_id"] not in kept]
    if not added and not removed:
        return
    _lock(database, group, session)
    now = {"lastChanged": moment(datetime.now(UTC))}
    changes: list[tuple[list[Document], Document]] = [
        (added, {"$set": {"afterKill": {"since": since}}}),
        (removed, {"$unset": {"afterKill": ""}}),
    ]
    for changed, change in changes:
        concerned = {"_id": {"$in": [each["_id"] for each in changed]}}
        database["copies"].update_many(concerned, {**change, "$max": now}, session=session)
    # Their outlets may withdraw them any moment now.
    wake(database, (f"copy:{each['_id']}" for each in added), "killed", session)
    stories = sorted({each["story"] for each in (*added, *removed)})
    database["stories"].update_many({"_id": {"$in": stories}}, {"$max": now}, session=session)


def _lock(database: Database[Document], stories: Collection[str], session: ClientSession) -> None:
    """Keep a worker whose copy lifts the kill from missing marks that are being written: it writes one of the stories
    too. Only the conflict matters, so the field is removed at once."""
    wanted = {"_id": {"$in": list(stories)}}
    database["stories"].update_many(wanted, {"$set": {"lock": ObjectId()}}, session=session)
    database["stories"].update_many(wanted, {"$unset": {"lock": ""}}, session=session)


def _stories_of_cluster(database: Database[Document], story: str) -> list[str]:
    """Return the stories of a story's cluster; the story alone where it is in none."""
    stored = database["stories"].find_one({"_id": story}, {"cluster": 1})
    if stored is None or not stored.get("cluster"):
        return [story]
    return [each["_id"] for each in database["stories"].find({"cluster": stored["cluster"]}, {"_id": 1})]


def _after_kill(copy: Document, by: tuple[str, ...]) -> AfterKill:
    return AfterKill(
        url=copy["_id"],
        outlet=copy["outlet"],
        headline=copy.get("headline") or "",
        story=copy["story"],
        since=copy["afterKill"]["since"],
        by=by,
        lastSeen=copy["lastSeen"],
    )


def _runs(copy: Document) -> bool:
    return copy.get("pubStatus") != "canceled" and copy.get("gone") is None and not _is_archived(copy)


def _claims(copies: Sequence[Document]) -> list[Document]:
    return [each for each in copies if each.get("pubStatus") == "canceled" and not _is_archived(each)]


def _outlets(copies: Sequence[Document]) -> tuple[str, ...]:
    return tuple(sorted({each["outlet"] for each in copies}))


def _is_archived(copy: Document) -> bool:
    return (copy.get("discoveredVia") or "").startswith("archive:")
