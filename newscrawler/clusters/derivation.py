"""Clusters that follow from links. The links are the data: a cluster can be derived again after a link was cut."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from newscrawler.clusters.digests import digests_of
from newscrawler.clusters.leads import lead_of, most_named, printed_by_others
from newscrawler.clusters.links import Link
from newscrawler.clusters.texts import Text

__all__ = ["Cluster", "derive"]

_JOINING = ("copy", "excerpt")


@dataclass(frozen=True, slots=True)
class Cluster:
    """Stories that print one wire text."""

    lead: str
    """Id of the story that is nearest to the agency's text (:mod:`newscrawler.clusters.leads`)."""
    stories: tuple[str, ...]
    """Ids of all its stories, the lead's among them, sorted. Two or more."""


def derive(texts: Iterable[Text], links: Iterable[Link], cuts: Collection[tuple[str, str]] = ()) -> list[Cluster]:
    """Return the clusters of two or more stories, sorted by lead. Their order of arrival does not matter.

    1. A digest joins other digests only.
    2. Stories that copies and excerpts connect are one part; ``derived`` never joins.
    3. The part with most stories is the core of a cluster, and takes in the parts that have an update link to it. A
       part that was taken in takes in no others: a chain of updates would join stories that share nothing. The largest
       part is the core, not the latest version, because it stands between the first and the latest version. Parts of
       two agencies do not take in each other, though a copy that names none may have an update link to both.

    Two stories whose link was cut are never in one cluster, whatever connects them: links are followed from the
    strongest on, and the link that would bring the two together is left out.

    :param texts: the stories; a link to a story that is not among them is ignored
    :param cuts: pairs of ids whose link was cut by hand, in any order
    """
    by_id = {text.id: text for text in texts}
    known = [each for each in links if each.a in by_id and each.b in by_id]
    digests = digests_of(known)
    valid = sorted(
        (each for each in known if not _is_of_digest(each, digests)),
        key=lambda each: (-each.containment, -each.shared, each.a, each.b),
    )
    parts = _Parts(by_id.values(), cuts)
    for each in valid:
        if each.kind in _JOINING:
            parts.join(each.a, each.b)
    updates = [each for each in valid if each.kind == "update"]
    _take_in(parts, [each for each in updates if each.headline])
    _take_in(parts, updates)
    complete = printed_by_others(valid)
    found = [Cluster(lead_of(part, by_id, complete), tuple(sorted(part))) for part in parts.all() if len(part) > 1]
    return sorted(found, key=lambda cluster: cluster.lead)


def _is_of_digest(each: Link, digests: Collection[str]) -> bool:
    """Return whether a link leads from a digest to one of its stories. A copy of a digest, and one that has its
    headline, is a digest too, and a running file is told by its form.
    """
    return (
        each.kind != "copy"
        and not each.headline
        and each.form == "story"
        and (each.a in digests) != (each.b in digests)
    )


class _Parts:
    """Disjoint sets of stories that grow together, but never across a cut."""

    def __init__(self, texts: Iterable[Text], cuts: Iterable[tuple[str, str]]) -> None:
        self._agency = {text.id: text.agency for text in texts}
        self._part = {id_: {id_} for id_ in self._agency}
        self._apart: defaultdict[str, set[str]] = defaultdict(set)
        for first, second in cuts:
            self._apart[first].add(second)
            self._apart[second].add(first)

    def of(self, id_: str) -> set[str]:
        return self._part[id_]

    def are_of_two_agencies(self, first: str, second: str) -> bool:
        """Return whether most stories of two parts that name an agency name two."""
        one, other = (most_named(self._agency[id_] for id_ in self._part[of]) for of in (first, second))
        return one is not None and other is not None and one != other

    def all(self) -> list[set[str]]:
        """Return each part once."""
        return list({id(part): part for part in self._part.values()}.values())

    def join(self, first: str, second: str) -> None:
        """Make one part of two, unless a cut lies between them."""
        small, large = sorted((self._part[first], self._part[second]), key=len)
        if small is large or any(self._apart[id_] & large for id_ in small if id_ in self._apart):
            return
        large |= small
        for id_ in small:
            self._part[id_] = large


def _take_in(parts: _Parts, updates: list[Link]) -> None:
    """Join parts that are versions of one story: the largest first, then the one with most updates."""
    name = {id_: min(parts.of(id_)) for each in updates for id_ in (each.a, each.b)}
    size = {part: len(parts.of(part)) for part in name.values()}
    linked: defaultdict[str, set[str]] = defaultdict(set)
    for each in updates:
        first, second = name[each.a], name[each.b]
        if first != second:
            linked[first].add(second)
            linked[second].add(first)
    taken: set[str] = set()
    reach = {part: size[part] + sum(size[other] for other in others) for part, others in linked.items()}
    for core in sorted(linked, key=lambda part: (-reach[part], -size[part], part)):
        if core not in taken:
            taken.add(core)
            for other in sorted(linked[core] - taken, key=lambda part: (-size[part], part)):
                if not parts.are_of_two_agencies(core, other):
                    parts.join(core, other)
                    taken.add(other)
