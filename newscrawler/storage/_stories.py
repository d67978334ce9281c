"""State of a story, derived from the evidence of its copies (:mod:`newscrawler.storage._evidence`).

The evidence is part of the story's document, so that a copy joins with one update that a version guards: a worker
that was overtaken reads the story again. The content of the story follows from the evidence by one function,
whichever worker calls it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from bson import ObjectId

from newscrawler.dedupe import Occurrence
from newscrawler.storage._documents import PRINTING, Document, content_hash, is_future, seen
from newscrawler.storage._evidence import admits, anchor, date_source, evidence_of, merged, ranked, status
from newscrawler.storage.migrations import SCHEMA_VERSION
from newscrawler.storage.trust import Trust

__all__ = ["MAX_SIGNATURES", "STORY_NEEDED", "StoryState", "story_id"]

_DATES = ("datePublished", "datePublishedRaw", "datePublishedPrecision")

_SHOWN = {name: default for name, default in PRINTING.defaults.items() if name not in {*_DATES, "pubStatus", "edNote"}}
"""Fields of the lead that the story shows as they are, each with the maker of its default. The others are dates, status
and the note that belongs to the status."""

STORY_NEEDED = dict.fromkeys(
    (
        "key",
        "occurrence",
        "copies",
        "copiesCount",
        "outlets",
        "signatures",
        "evidence",
        "lead",
        "lastSeen",
        "pubStatus",
        "cluster",
        *_DATES,
    ),
    1,
)
"""Fields of a stored story that :class:`StoryState` needs."""

MAX_SIGNATURES = 1_000
"""Signatures of texts that a story's copies have or had: two for each copy and some more. A copy with another text
every hour must not fill the document."""

_KILLING = ("pubStatus", "live", "agency")
"""Fields of the evidence by which a copy proves a kill, or still runs a killed story."""

_CHOSEN_ELSEWHERE = {"leadRank": "!", "dateRank": "!"}
"""For workers of schema version 1, which let the smallest rank lead: no rank of theirs is smaller."""


def story_id(key: str, occurrence: int) -> str:
    """Return ``<key>.<occurrence>``."""
    return f"{key}.{occurrence}"


class StoryState:
    """A story while copies are joining it: its stored fields, and the additions of a writer.

    :param document: with the fields of :data:`STORY_NEEDED`; without ``lead`` when it is not stored yet
    :param copies: documents of copies that the story names and its evidence does not, as a worker of schema version 1
        leaves them
    """

    def __init__(self, document: Document, trust: Trust, copies: Iterable[Document] = ()) -> None:
        self.document = document
        self.id: str = document["_id"]
        self._trust = trust
        self.is_new = "lead" not in document
        evidence = document.get("evidence") or {}
        self._version: str | None = evidence.get("version")
        self.evidence: list[Document] = list(evidence.get("copies", ()))
        self._without: set[str] = set()
        self._before = None if self.is_new else self._roles()
        self._contents: dict[str, Document] = {}
        self._outlets: list[str] = []
        self._copies: list[str] = []
        self._signatures: set[int] = set()
        self._times: list[datetime] = []
        self._quiet_times: list[datetime] = []
        self.unlisted = False
        self.link_due = False
        """Whether the change that was made marks the story as due to be linked."""
        self.back = False
        """Whether the page of a copy is there again."""
        self._changed = False
        self._killing = False
        self._withdrawn = any(entry["pubStatus"] == "canceled" for entry in self.evidence)
        self._told = False
        for copy in copies:
            self._admit(evidence_of(copy))

    @classmethod
    def new(cls, key: str, occurrence: int, trust: Trust) -> StoryState:
        """Return a story that is not stored yet; the first copy that is added gives it its place in time."""
        return cls({"_id": story_id(key, occurrence), "key": key, "occurrence": occurrence}, trust)

    @property
    def number(self) -> int:
        """Its occurrence among the stories of its key."""
        return int(self.document["occurrence"])

    def names(self, url: str) -> bool:
        """Return whether the story already names the copy."""
        return url in self.document.get("copies", ()) or url in self._copies

    def unknown(self) -> list[str]:
        """Return the copies that the story names without evidence: a worker of schema version 1 wrote them."""
        if self.is_new:
            return []
        known = {entry["copy"] for entry in self.evidence}
        return [url for url in self.document["copies"] if url not in known]

    def occurrence(self) -> Occurrence:
        """The story as the choice of an occurrence sees it: its place in time is that of its first dated copy."""
        at, precision = anchor(self.evidence)
        if at is None:
            source = date_source(ranked(self.evidence, self._trust), None)
            if source is not None:
                at, precision = source["datePublished"], source["datePublishedPrecision"]
        signatures = {*self.document.get("signatures", ()), *self._signatures}
        return Occurrence(occurrence=self.number, datePublished=at, precision=precision, signatures=sorted(signatures))

    def add(self, copy: Document, *, again: bool = False, at: datetime | None = None, quiet: bool = False) -> None:
        """A copy joins, or is there with other content.

        :param again: this writer has just tried: where the evidence holds the copy, the story shows it as it is
        :param at: time of the visit; None: that of the copy's content
        :param quiet: the content differs in nothing that a reader would call a change
        """
        entry = evidence_of(copy)
        self._contents[copy["_id"]] = copy
        self._told |= not again
        if self._admit(entry):
            self._copies.append(copy["_id"])
            self._outlets.append(copy["outlet"])
            if copy["signature"] is not None:
                self._signatures.add(copy["signature"])
        else:
            self.unlisted = True
        (self._quiet_times if quiet else self._times).append(at or copy["retrieved"])

    def _admit(self, entry: Document) -> bool:
        for position, before in enumerate(self.evidence):
            if before["copy"] == entry["copy"]:
                after = merged(before, entry)
                self._changed |= after != before
                self._note_status(before, after)
                self.evidence[position] = after
                return True
        if not admits(self.evidence, entry, self._trust):
            return False
        self.evidence.append(entry)
        self._changed = True
        self._note_status(None, entry)
        return True

    def _note_status(self, before: Document | None, after: Document) -> None:
        """Note whether a copy may prove or lift a kill, or be one that still runs a killed story."""
        self._withdrawn |= after["pubStatus"] == "canceled"
        self._killing |= before is None or any(before[name] != after[name] for name in _KILLING)

    @property
    def may_be_killed(self) -> bool:
        """Whether the story, or another of its cluster, may be killed, so that marks of its copies may have to move."""
        return bool(self.document.get("cluster")) or self._withdrawn or self.unlisted or self.back

    @property
    def cut(self) -> bool:
        """Whether there are more copies than the story lists, so that they have to be counted."""
        return self.unlisted or self.document.get("copiesCount", 0) > len(self.document.get("copies", ()))

    def remove(self, url: str) -> None:
        """Remove a copy that does not belong to this story after all."""
        self.evidence = [entry for entry in self.evidence if entry["copy"] != url]
        self._changed = True

    # --- what is written ------------------------------------------------------------------------------------------

    def wanted(self) -> list[str]:
        """Return the copies whose contents are needed beside the added ones, because the story now shows a part of
        them."""
        roles = self._roles()
        if not self._shows_other(roles):
            return []
        return [url for url in dict.fromkeys(roles[:3]) if url is not None and url not in self._contents]

    def learn(self, contents: Mapping[str, Document]) -> None:
        """Take contents of copies that were :meth:`wanted`. A copy that is missing is being inserted right now, or
        its writer was killed: it proves nothing yet."""
        wanted = self.wanted()
        self._without |= {url for url in wanted if url not in contents}
        self._contents |= {url: contents[url] for url in wanted if url in contents}

    @property
    def postponed(self) -> bool:
        """Whether a copy that should be shown was not there yet."""
        return bool(self._without)

    def inserted(self) -> Document:
        """Return the document of a story that is not stored yet."""
        return {
            **self.document,
            **self._shown(self._roles()),
            **_CHOSEN_ELSEWHERE,
            "cluster": None,
            **self._link_due(),
            "copies": sorted(self._copies),
            "copiesCount": len(self._copies),
            "outlets": self.outlets,
            "signatures": sorted(self._signatures),
            "evidence": self._evidence(),
            **seen(max(self._times)),
            "firstSeen": min(self._times),
        }

    def update(self) -> tuple[Document, Document] | None:
        """Return filter and update that bring the stored story up to date; None when nothing is new. The filter matches
        nothing where another worker was faster."""
        roles = self._roles()
        told = self._changed or self.unlisted or self.back
        if not (told or self._version is None or self._shows_other(roles)):
            return None
        lists = self._additions()
        limits: Document = {"copiesCount": len(self.evidence)}
        change: Document = {"$max": limits, "$set": {"schemaVersion": SCHEMA_VERSION}}
        if lists:
            change["$push"] = {name: {"$each": values, "$sort": 1} for name, values in lists.items()}
        self._move_times(change, roles)
        change["$set"] |= {**_CHOSEN_ELSEWHERE, "evidence": self._evidence()}
        guard: Document = {"_id": self.id, "evidence.version": self._version}
        if self._shows_other(roles):
            change["$set"] |= {**self._shown(roles), **self._link_due()}
        elif self._killing or self.unlisted or self.back:
            # Its cluster counts the outlet, and kills for all its stories; a story that joins a cluster meanwhile is
            # read again.
            guard["cluster"] = self.document.get("cluster")
            change["$set"] |= self._link_due() if self.may_be_killed else {}
        return guard, change

    def _link_due(self) -> Document:
        """Return the mark by which any worker will link the story with others that print its text. It is part of the
        story's own write, so that a kill loses neither or both. Its value tells this write from later ones."""
        self.link_due = True
        return {"linkDue": ObjectId()}

    def _move_times(self, change: Document, roles: tuple[str | None, str | None, str | None, str]) -> None:
        """Let an update move the times of the story. Another lead, status or date is a change, whatever brought it."""
        times = [*self._times, *self._quiet_times]
        if not times:
            return
        latest = max(times)
        change["$min"] = {"firstSeen": min(times)}
        if self._times or roles != self._before:
            change["$max"]["lastChanged"] = latest
        if is_future(self.document["lastSeen"]):
            change["$set"]["lastSeen"] = latest
        else:
            change["$max"]["lastSeen"] = latest

    @property
    def outlets(self) -> list[str]:
        """Outlets of the copies that the story lists."""
        return sorted({entry["outlet"] for entry in self.evidence})

    def _additions(self) -> dict[str, list[Any]]:
        additions: dict[str, list[Any]] = {
            "copies": [url for url in self._copies if url not in self.document["copies"]],
            "outlets": [outlet for outlet in dict.fromkeys(self._outlets) if outlet not in self.document["outlets"]],
        }
        room = MAX_SIGNATURES - len(self.document["signatures"])
        additions["signatures"] = sorted(self._signatures - set(self.document["signatures"]))[: max(room, 0)]
        return {name: values for name, values in additions.items() if values}

    def _evidence(self) -> Document:
        """Return the entries in the order of their addresses, and their hash as the version that guards the next
        change."""
        entries = sorted(self.evidence, key=lambda entry: str(entry["copy"]))
        return {"version": content_hash({"copies": entries}), "copies": entries}

    def _roles(self) -> tuple[str | None, str | None, str | None, str]:
        """Return the copies whose text, date and note the story shows, and its status."""
        entries = [entry for entry in self.evidence if entry["copy"] not in self._without]
        # An erased copy is shown only where there is no other.
        entries = [entry for entry in entries if "erased" not in entry] or entries
        if not entries:
            return None, None, None, "usable"
        order = ranked(entries, self._trust)
        value, stated_by = status(order, self._trust)
        dated = date_source(order, anchor(entries)[0])
        return order[0]["copy"], None if dated is None else dated["copy"], stated_by["copy"], value

    def _shows_other(self, roles: tuple[str | None, str | None, str | None, str]) -> bool:
        if self.is_new or roles != self._before or roles[0] != self.document["lead"]:
            return True
        return (self._told or self._changed) and any(url in self._contents for url in roles[:3])

    def _shown(self, roles: tuple[str | None, str | None, str | None, str]) -> Document:
        lead_url, dated_url, stated_url, value = roles
        if lead_url is None or stated_url is None:
            return {}
        lead, stated = self._contents[lead_url], self._contents[stated_url]
        # A copy that was stored before a field was added does not have it.
        fields: Document = {name: lead[name] if name in lead else default() for name, default in _SHOWN.items()}
        fields["lead"] = lead_url
        fields["pubStatus"] = value
        # The note of a withdrawal would withdraw the story, even where its status does not.
        fields["edNote"] = stated.get("edNote") if stated["pubStatus"] == value else None
        dated = None if dated_url is None else self._contents[dated_url]
        fields |= {name: None if dated is None else dated[name] for name in _DATES}
        return fields
