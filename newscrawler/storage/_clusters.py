"""Derive the clusters around stories from their links, and write what changed. In the caller's transaction."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession
from pymongo.database import Database

from newscrawler.clusters import Cluster, Link, Printed, Text, derive, printed
from newscrawler.sites import site_of
from newscrawler.storage._documents import moment
from newscrawler.storage._fields import Document
from newscrawler.storage._fingerprints import TEXT_NEEDED
from newscrawler.storage.migrations import SCHEMA_VERSION

__all__ = ["JOINING", "MAX_LISTED", "MAX_LISTED_OF_OUTLET", "regroup"]

MAX_LISTED = 400
"""Stories that a cluster lists, as a story lists copies. An entry is some 150 bytes; ``storiesCount`` counts all."""

MAX_LISTED_OF_OUTLET = 10
"""Stories led by one outlet that a cluster lists: more would let one outlet fill the list."""

MAX_OUTLETS = 1_000
"""Outlets that a cluster lists, 253 characters each at most. ``spread`` counts all."""

MAX_FORMERLY = 1_000
"""Names of clusters that a cluster took in and that still lead to it, the latest first."""

MAX_AROUND = 2_000
"""Stories whose links are followed. The stories of one event share background paragraphs, so that links connect several
hundred; beyond this number links of the kind ``derived`` are not followed further."""

JOINING = ("copy", "excerpt", "update")
_KNOWN = tuple(Link.__dataclass_fields__)


def regroup(
    database: Database[Document], seeds: Collection[str], session: ClientSession, *, joins: bool = True
) -> tuple[int, set[str]]:
    """Derive the clusters of stories whose links changed, and of those that they may concern.

    :param joins: False where nothing changed but links that join nothing. They may show that a story is a digest,
        which matters only where links around it join.
    :returns: number of clusters that were added, changed or removed, and ids of the stories that were looked at
    """
    if not seeds:
        return 0, set()
    around = _Around(database, session)
    concerned = around.grown(around.neighbours(around.grown(set(seeds))))
    if not joins and not around.joins:
        _lock(database, around.reached, session)
        return 0, set()
    around.grown(around.neighbours(concerned))
    _lock(database, concerned, session)
    members = {
        each["_id"]: each
        for each in database["stories"].find({"_id": {"$in": sorted(concerned)}}, TEXT_NEEDED, session=session)
    }
    texts = {id_: Text.of(story) for id_, story in members.items()}
    # Others only show what the concerned stories are: their own text does not matter.
    others = [Text(id=id_, outlet="") for id_ in around.reached - concerned]
    derived = derive([*map(_believed, texts.values()), *others], around.links(), around.cuts())
    found = [each for each in derived if not texts.keys().isdisjoint(each.stories)]
    return _Writing(database, session, members, texts, concerned).write(found), concerned


def _believed(text: Text) -> Text:
    """Return a text as the choice of the lead may believe it: with the first visit in place of the time that a page
    prints, and the outlet's site in place of a host that may be called like an agency."""
    return replace(text, published=None, outlet=site_of(f"https://{text.outlet}/") or text.outlet)


def _lock(database: Database[Document], ids: Collection[str], session: ClientSession) -> None:
    """Have two workers whose clusters touch come one after the other."""
    database["fingerprints"].update_many({"_id": {"$in": sorted(ids)}}, {"$set": {"lock": ObjectId()}}, session=session)


class _Around:
    """Links around some stories, read as they are followed."""

    def __init__(self, database: Database[Document], session: ClientSession) -> None:
        self._database = database
        self._session = session
        self._links: dict[str, Document] = {}
        self._asked: set[str] = set()
        self._others: defaultdict[str, dict[str, bool]] = defaultdict(dict)
        self.reached: set[str] = set()
        """Every story that was met."""

    @property
    def joins(self) -> bool:
        """Whether a link that was met may join."""
        return any(each.get("kind") in JOINING for each in self._links.values())

    def _ask(self, ids: Collection[str]) -> None:
        new = sorted(set(ids) - self._asked)
        self._asked |= set(new)
        self.reached |= set(new)
        if not new:
            return
        wanted = {"$in": new}
        query: Document = {"$or": [{"a": wanted}, {"b": wanted}]}
        for each in self._database["links"].find(query, session=self._session):
            self._links[each["_id"]] = each
            if "kind" in each:
                joins = each["kind"] in JOINING
                self._others[each["a"]][each["b"]] = self._others[each["b"]][each["a"]] = joins

    def grown(self, ids: set[str]) -> set[str]:
        """Return the stories with all that links connect which may join."""
        grown, edge = set(ids), set(ids)
        while edge:
            self._ask(edge)
            edge = {other for id_ in edge for other, joins in self._others[id_].items() if joins} - grown
            grown |= edge
        return grown

    def neighbours(self, ids: set[str]) -> set[str]:
        """Return the stories with all that are linked with them in any way."""
        if len(ids) > MAX_AROUND:
            return ids
        return ids | {other for id_ in ids for other in self._others[id_]}

    def links(self) -> list[Link]:
        """Return the links, those that were cut among them: they still show what a story is."""
        return [
            Link(**{name: each[name] for name in _KNOWN if name in each})
            for _, each in sorted(self._links.items())
            if "kind" in each
        ]

    def cuts(self) -> list[tuple[str, str]]:
        return [(each["a"], each["b"]) for each in self._links.values() if "cut" in each]


class _Writing:
    """The stored clusters of some stories, and what they become.

    :param members: documents of the stories by id
    :param concerned: ids of the stories, those that are not stored any more among them
    """

    def __init__(
        self,
        database: Database[Document],
        session: ClientSession,
        members: Mapping[str, Document],
        texts: Mapping[str, Text],
        concerned: Collection[str],
    ) -> None:
        self._database = database
        self._session = session
        self._members = members
        self._texts = texts
        self._now = moment(datetime.now(UTC))
        names = {each["cluster"] for each in members.values() if each.get("cluster")}
        gone = sorted(set(concerned) - members.keys())
        query: Document = {"_id": {"$in": sorted(names)}}
        if gone:
            query = {"$or": [query, {"stories.story": {"$in": gone}}]}
        self._stored: dict[str, Document] = {
            each["_id"]: each for each in database["clusters"].find(query, session=session)
        }

    def write(self, clusters: list[Cluster]) -> int:
        """Write the clusters and the stories' names for them; returns the number of clusters that changed."""
        names = self._names(clusters)
        changed = 0
        new_name: dict[str, str | None] = dict.fromkeys(self._members)
        for cluster, (name, formerly) in zip(clusters, names, strict=True):
            new_name |= dict.fromkeys(cluster.stories, name)
            changed += self._write_cluster(name, formerly, cluster)
        over = sorted(self._stored.keys() - {name for name, _ in names})
        if over:
            changed += (
                self._database["clusters"].delete_many({"_id": {"$in": over}}, session=self._session).deleted_count
            )
        self._name_stories(new_name)
        return changed

    def _order(self, ids: Iterable[str]) -> list[Any]:
        """Return ids in the order in which the stories were first seen."""
        return sorted(
            (id_ for id_ in ids if id_ in self._members), key=lambda id_: (self._members[id_]["firstSeen"], id_)
        )

    def _names(self, clusters: list[Cluster]) -> list[tuple[str, list[str]]]:
        """Return the name of each cluster, and the former names that lead to it.

        A cluster keeps its name. Of a cluster that fell apart, the part with most of its stories keeps it; of several
        that became one, that which was seen first. A new cluster has the name of its first story.
        """
        held: dict[str, int] = {}
        counts = [
            Counter(filter(None, (self._members[id_].get("cluster") for id_ in each.stories if id_ in self._members)))
            for each in clusters
        ]
        for name in self._stored:
            best = max(range(len(clusters)), key=lambda number: (counts[number][name], -number), default=None)
            if best is not None and counts[best][name]:
                held[name] = best
        found: list[tuple[str, list[str]]] = []
        taken = set(held)
        for number, cluster in enumerate(clusters):
            own = sorted(
                (name for name, holder in held.items() if holder == number),
                key=lambda name: (self._stored[name]["firstSeen"], name),
            )
            if own:
                former = [*own[1:], *(old for name in own for old in self._stored[name].get("formerly", ()))]
                found.append((own[0], list(dict.fromkeys(former))[:MAX_FORMERLY]))
                continue
            name = self._free_name(cluster, taken)
            taken.add(name)
            found.append((name, []))
        return found

    def _free_name(self, cluster: Cluster, taken: Collection[str]) -> str:
        ids = self._order(cluster.stories) or list(cluster.stories)
        elsewhere = self._database["clusters"].find({"_id": {"$in": ids}}, {"_id": 1}, session=self._session)
        used = {each["_id"] for each in elsewhere} - self._stored.keys() | set(taken)
        return next((id_ for id_ in ids if id_ not in used), f"{ids[0]}+{ObjectId()}")

    def _write_cluster(self, name: str, formerly: list[str], cluster: Cluster) -> bool:
        stored = self._stored.get(name)
        document = {"_id": name, "schemaVersion": SCHEMA_VERSION, **self._content(cluster), "formerly": formerly}
        if stored is not None and {**document, "lastChanged": stored["lastChanged"]} == stored:
            return False
        document["lastChanged"] = self._now
        self._database["clusters"].replace_one({"_id": name}, document, upsert=True, session=self._session)
        return True

    def _content(self, cluster: Cluster) -> Document:
        ids = self._order(cluster.stories)
        listed = self._listed(cluster.lead, ids)
        lead = self._texts[cluster.lead]
        outlets = sorted({outlet for id_ in ids for outlet in self._members[id_]["outlets"]})
        return {
            "lead": cluster.lead,
            "agency": lead.agency,
            "stories": [{"story": id_, **asdict(_printed(lead, self._texts[id_]))} for id_ in listed],
            "storiesCount": len(ids),
            "outlets": outlets[:MAX_OUTLETS],
            "spread": len(outlets),
            "firstSeen": min(self._members[id_]["firstSeen"] for id_ in ids),
        }

    def _listed(self, lead: str, ids: list[str]) -> list[str]:
        """Return the stories that the cluster lists: its lead, then the others in the order of their first visits."""
        of_outlet: Counter[str] = Counter()
        listed = []
        for id_ in [lead, *(each for each in ids if each != lead)]:
            of_outlet[self._texts[id_].outlet] += 1
            if of_outlet[self._texts[id_].outlet] <= MAX_LISTED_OF_OUTLET:
                listed.append(id_)
        return listed[:MAX_LISTED]

    def _name_stories(self, new_name: Mapping[str, str | None]) -> None:
        by_name: defaultdict[str | None, list[str]] = defaultdict(list)
        for id_, name in new_name.items():
            if id_ in self._members and self._members[id_].get("cluster") != name:
                by_name[name].append(id_)
        for name, ids in sorted(by_name.items(), key=lambda each: str(each[0])):
            change = {"$set": {"cluster": name}, "$max": {"lastChanged": self._now}}
            self._database["stories"].update_many({"_id": {"$in": ids}}, change, session=self._session)


@lru_cache(maxsize=512)
def _printed(lead: Text, other: Text) -> Printed:
    """Return what a story prints of the lead. A cluster that grows asks this again for all its stories."""
    return printed(lead, other)
