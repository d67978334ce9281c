"""Clusters that follow from links. The links are the data: a cluster can be derived again after a link was cut."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from newscrawler.clusters.links import Link
from newscrawler.clusters.texts import Text

__all__ = ["Cluster", "derive"]

_JOINING = ("copy", "excerpt")
_LATE = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Cluster:
    """Stories that print one wire text."""

    lead: str
    """Id of the story that is nearest to the agency's text."""
    stories: tuple[str, ...]
    """Ids of all its stories, the lead's among them, sorted. Two or more."""


def derive(texts: Iterable[Text], links: Iterable[Link], cuts: Collection[tuple[str, str]] = ()) -> list[Cluster]:
    """Return the clusters of two or more stories, sorted by lead. Their order of arrival does not matter.

    Copies and excerpts join; an update joins only to the lead of a cluster, so that a chain of updates does not join
    the stories of its two ends; ``derived`` never joins.

    :param texts: the stories; a link to a story that is not among them is ignored
    :param cuts: pairs of ids whose link was cut by hand, in any order
    """
    by_id = {text.id: text for text in texts}
    valid = _valid(links, by_id, {frozenset(cut) for cut in cuts})
    whole = {_lead(part, by_id): part for part in _joined(by_id, [each for each in valid if each.kind in _JOINING])}
    updates = [each for each in valid if each.kind == "update" and each.a in whole and each.b in whole]
    parts = [sorted(id_ for lead in leads for id_ in whole[lead]) for leads in _joined(whole, updates)]
    found = [Cluster(_lead(part, by_id), tuple(part)) for part in parts if len(part) > 1]
    return sorted(found, key=lambda cluster: cluster.lead)


def _valid(links: Iterable[Link], by_id: Mapping[str, Text], cuts: Collection[frozenset[str]]) -> list[Link]:
    """Return the links of known stories that were not cut."""
    return [each for each in links if each.a in by_id and each.b in by_id and frozenset((each.a, each.b)) not in cuts]


def _joined(ids: Iterable[str], links: Iterable[Link]) -> list[list[str]]:
    """Return the connected components."""
    root = {id_: id_ for id_ in ids}

    def find(id_: str) -> str:
        while root[id_] != id_:
            root[id_] = root[root[id_]]
            id_ = root[id_]
        return id_

    for each in links:
        first, second = sorted((find(each.a), find(each.b)))
        root[second] = first
    parts: dict[str, list[str]] = {}
    for id_ in sorted(root):
        parts.setdefault(find(id_), []).append(id_)
    return list(parts.values())


def _lead(ids: Iterable[str], by_id: Mapping[str, Text]) -> str:
    """Return the id of the lead: a text that names its agency, then the longest, then the earliest."""

    def rank(id_: str) -> tuple[bool, int, datetime, str]:
        text = by_id[id_]
        at = text.published or text.firstSeen or _LATE
        return text.agency is None, -sum(map(len, text.paragraphs)), at if at.tzinfo else at.replace(tzinfo=UTC), id_

    return min(ids, key=rank)
