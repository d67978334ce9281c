"""Digests, recognised by their neighbours: texts that carry several stories without a sentence in common."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from newscrawler.clusters.links import Link

__all__ = ["digests_of"]

_ITEM_RUNS = 40
"""Runs outside of quotations of two stories that a digest prints at least: about three sentences each. A teaser of one
sentence is no evidence, because a late version of a story carries the teasers of its early ones."""
_SMALL_ITEM_RUNS = 15
"""The same of three stories: a sentence each."""
_MANY = 3

_JOINING = ("copy", "excerpt", "update")


def digests_of(links: Iterable[Link]) -> set[str]:
    """Return the ids of stories that are digests by the evidence of their links.

    A digest prints the openings of stories that share no sentence, and that are not versions of one story either, as
    the first and the last of a long day may be. A digest is named or unnamed: "News in Brief", a page of teasers, or an
    own story with an agency's brief above it.
    """
    neighbours: defaultdict[str, dict[str, Link]] = defaultdict(dict)
    for each in links:
        neighbours[each.a][each.b] = each
        neighbours[each.b][each.a] = each
    return {id_ for id_ in neighbours if _is_digest(id_, neighbours)}


def _is_digest(id_: str, neighbours: Mapping[str, Mapping[str, Link]]) -> bool:
    """Return whether a text prints two stories or many small ones that are strangers to each other."""
    links = neighbours[id_]
    own = {other for other, each in links.items() if each.kind == "copy"} | {id_}
    items = (other for other, each in links.items() if other not in own and _is_item(other, each))
    strangers: list[str] = []
    reached: set[str] = set()
    for item in sorted(items, key=lambda other: (-links[other].prose, other)):
        if item in reached or not neighbours[item].keys().isdisjoint(strangers):
            continue
        strangers.append(item)
        if len(strangers) == _MANY or (len(strangers) > 1 and links[item].prose >= _ITEM_RUNS):
            return True
        reached |= _reached(item, neighbours, own)
    return False


def _is_item(id_: str, each: Link) -> bool:
    """Return whether the other story of a link prints the opening of this one."""
    return each.prose >= _SMALL_ITEM_RUNS and each.opens in ("both", "a" if id_ == each.a else "b")


def _reached(start: str, neighbours: Mapping[str, Mapping[str, Link]], without: set[str]) -> set[str]:
    """Return the stories that are printings of one story with ``start``, found without the ones given."""
    reached, open_ = {start}, [start]
    while open_:
        for other, each in neighbours[open_.pop()].items():
            if each.kind in _JOINING and other not in reached and other not in without:
                reached.add(other)
                open_.append(other)
    return reached
