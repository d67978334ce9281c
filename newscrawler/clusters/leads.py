"""The lead of a cluster: the story whose text is nearest to what the agency sent.

Evidence, the strongest first:

1. *The agency's own text*: the outlet is the agency's, or else the text names the agency (dateline, byline or credit).
   Outlets that print a wire under their own name have rewritten it more often.
2. *Completeness*: how much of the wire it prints. Only text that another story prints too is counted, so that a page's
   own paragraphs and furniture count for nothing. A tenth less is no less complete.
3. *Time*: who printed it first is nearer to the agency. Times come last, because half of all pages print a day only and
   a first visit says more about the crawl than about the outlet.

The agency is the one that most of the cluster's stories name. A single story that names another has mixed two.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime

from newscrawler.clusters.links import Link
from newscrawler.clusters.texts import Text, aware
from newscrawler.language.agencies import AGENCIES

__all__ = ["lead_of", "most_named", "printed_by_others"]

_AS_COMPLETE = 0.9
"""Part of the most complete text from which on a text is as complete."""
_LATE = datetime.max.replace(tzinfo=UTC)


def printed_by_others(links: Iterable[Link]) -> Counter[str]:
    """Return for each story how many of its runs some other story prints: the most of any one."""
    most: Counter[str] = Counter()
    for each in links:
        most[each.a] = max(most[each.a], each.shared)
        most[each.b] = max(most[each.b], each.shared)
    return most


def lead_of(ids: Collection[str], texts: Mapping[str, Text], complete: Mapping[str, int]) -> str:
    """Return the id of the lead of the stories of a cluster.

    :param complete: runs of each story that others print, as :func:`printed_by_others` counts them
    """
    agency = most_named(texts[id_].agency for id_ in ids)
    most = max(complete.get(id_, 0) for id_ in ids)

    def rank(id_: str) -> tuple[bool, bool, bool, datetime, str]:
        text = texts[id_]
        is_complete = complete.get(id_, 0) >= _AS_COMPLETE * most
        return not _is_own(text, agency), text.agency != agency, not is_complete, _time(text), id_

    return min(ids, key=rank)


def most_named(agencies: Iterable[str | None]) -> str | None:
    """Return the agency that is named most; of two named as often, the first by name. None: none is named."""
    named = Counter(agency for agency in agencies if agency is not None)
    return min(named, key=lambda agency: (-named[agency], agency), default=None)


def _is_own(text: Text, agency: str | None) -> bool:
    """Return whether the outlet is the agency's: ``reuters.com``, ``english.kyodonews.net``."""
    if agency is None:
        return False
    names = AGENCIES.get(agency)
    spellings = {_joined(name) for name in (agency, *(names.full + names.short if names else ()))}
    return not spellings.isdisjoint(map(_joined, text.outlet.split(".")))


def _joined(name: str) -> str:
    return "".join(filter(str.isalnum, name.casefold()))


def _time(text: Text) -> datetime:
    at = text.published or text.firstSeen or _LATE
    return aware(at)
