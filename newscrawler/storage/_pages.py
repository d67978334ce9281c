"""Lists of the store page by page, newest first, each page by an index and with bounded work."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Literal, TypeVar

from pymongo.database import Database

from newscrawler.storage._fields import Document
from newscrawler.storage._keyset import Key, Keyset
from newscrawler.storage._search import SearchState, Wanted, find, search_state
from newscrawler.storage._stored import (
    QuarantineEntry,
    StoredCluster,
    StoredComment,
    StoredStory,
    quarantine_entry,
    stored_cluster,
    stored_comment,
    stored_story,
)

__all__ = ["BY_DATE", "LONGEST_PAGE", "STORY_INDEXES", "Order", "Page", "Pages", "aware", "between", "page_of"]

LONGEST_PAGE = 1_000
"""Items. A page of 1,000 stories is 4 MB, which a server sends in a fifth of a second."""

Order = Literal["spread", "firstSeen", "lastChanged"]
"""Order of :meth:`Pages.clusters_page`."""

_ID_DESC, _ID_ASC = Key("_id", "text", descending=True), Key("_id", "text")

# Names of the indexes, which newscrawler.storage.schema explains
_BY_ID = "_id_"
STORY_INDEXES: Mapping[tuple[str, ...], str] = {
    (): "datePublished_-1__id_-1",
    ("outlets",): "outlets_1_datePublished_-1__id_-1",
    ("agency",): "agency_1_datePublished_-1__id_-1",
    ("outlets", "agency"): "agency_1_outlets_1_datePublished_-1__id_-1",
    ("cluster",): "cluster_1_datePublished_-1__id_-1",
}
_CHANGED = "lastChanged_-1__id_-1"
_CLUSTER_INDEXES: Mapping[Order, str] = {
    "spread": "spread_-1_storiesCount_-1__id_-1",
    "firstSeen": "firstSeen_-1__id_-1",
    "lastChanged": _CHANGED,
}

BY_DATE = (Key("datePublished", "date or null", descending=True), _ID_DESC)
_BY_CHANGE = (Key("lastChanged", "date"), _ID_ASC)
_CLUSTERS: Mapping[Order, tuple[Key, ...]] = {
    "spread": (
        Key("spread", "number", descending=True),
        Key("storiesCount", "number", descending=True),
        _ID_DESC,
    ),
    "firstSeen": (Key("firstSeen", "date", descending=True), _ID_DESC),
    "lastChanged": _BY_CHANGE,
}

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[_Item]):
    """One page of a list."""

    items: tuple[_Item, ...]
    """At most as many as were asked for. Fewer, even none, before the end of the list where few items match: the work
    for one page is bounded."""
    next: str | None
    """Cursor of the next page. None: this is the end of the list."""


def page_of(keyset: Keyset, limit: int, after: str | None, item: Callable[[Document], _Item]) -> Page[_Item]:
    """Return a page of a list.

    :param after: cursor that the page before it came with; None for the first page
    :param item: makes an item of a document
    :raises ValueError: for a limit out of range, or a cursor that does not belong to the list
    """
    documents, following = keyset.page(checked_limit(limit), after)
    return Page(items=tuple(map(item, documents)), next=following)


def checked_limit(limit: int) -> int:
    """Return the limit.

    :raises ValueError: when it is out of range
    """
    if not 1 <= limit <= LONGEST_PAGE:
        raise ValueError(f"limit {limit}: must be 1 to {LONGEST_PAGE:,}; follow the page's cursor for more")
    return limit


def aware(name: str, value: datetime | None) -> datetime | None:
    """Return the time.

    :raises ValueError: when it has no time zone
    """
    if value is not None and value.tzinfo is None:
        raise ValueError(f"{name} {value.isoformat()} has no time zone")
    return value


class Pages:
    """The lists that a reader returns page by page.

    A list may be walked while others write: what is in it from the beginning to the end of the walk comes exactly
    once, except that an item whose sort value grows comes again in a list that is sorted by it in rising order.
    """

    _database: Database[Document]

    def stories_page(
        self,
        *,
        outlet: str | None = None,
        agency: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        changed_since: datetime | None = None,
        cluster: str | None = None,
        query: str | None = None,
        limit: int = 50,
        after: str | None = None,
    ) -> Page[StoredStory]:
        """Return a page of stories, newest first by ``datePublished`` (undated ones last), or with ``changed_since``
        by ``lastChanged``, the earliest first, so that a story that changes meanwhile comes again.

        :param outlet: only stories that this outlet printed, e.g. ``japantoday.com``
        :param agency: canonical name, e.g. ``Reuters``
        :param since: aware; published then or later (undated stories are left out)
        :param until: aware; published before then (undated stories are left out)
        :param changed_since: aware; added or changed then or later
        :param cluster: only stories of this cluster: :attr:`StoredCluster.id`
        :param query: only stories with all these words in headline or body, and with "words in quotation marks" side by
            side; with outlet, agency and dates, but not with ``changed_since`` and ``cluster``. docs/search.md says
            what is found.
        :param limit: maximum number, 1 to 1,000
        :param after: :attr:`Page.next` of the page before, with the same filters; None for the first page
        :raises ValueError: for a naive datetime, a query without words, filters that exclude each other, a limit out of
            range or a cursor that does not fit
        """
        if query is not None:
            for name, value in (("changed_since", changed_since), ("cluster", cluster)):
                if value is not None:
                    raise ValueError(f"query and {name} exclude each other; leave one of them out")
            wanted = Wanted(
                query=query, outlet=outlet, agency=agency, since=aware("since", since), until=aware("until", until)
            )
            found = find(self._database, wanted, checked_limit(limit), after)
            return Page(items=tuple(map(stored_story, found.stories)), next=found.next)
        filters: Document = {
            "outlet": outlet,
            "agency": agency,
            "since": aware("since", since),
            "until": aware("until", until),
            "changed_since": aware("changed_since", changed_since),
            "cluster": cluster,
        }
        equal = {"outlets": outlet, "agency": agency, "cluster": cluster}
        keyset = Keyset(
            collection=self._database["stories"],
            name="stories",
            filters=filters,
            keys=BY_DATE if changed_since is None else _BY_CHANGE,
            **_story_query({name: value for name, value in equal.items() if value is not None}, filters),
        )
        return page_of(keyset, limit, after, stored_story)

    def search_state(self) -> SearchState | None:
        """Return how far the index of words is; None where nothing was ever indexed."""
        return search_state(self._database)

    def clusters_page(
        self, *, order: Order = "spread", agency: str | None = None, limit: int = 50, after: str | None = None
    ) -> Page[StoredCluster]:
        """Return a page of clusters.

        :param order: ``spread`` (printed by most outlets first: a ranking, in which a cluster that grows between two
            pages may be missed), ``firstSeen`` (newest first), or ``lastChanged`` (the earliest first, so that a
            cluster that changes comes again)
        :param agency: only those whose lead names this agency
        :param limit: maximum number, 1 to 1,000
        :param after: :attr:`Page.next` of the page before, with the same order and agency
        :raises ValueError: for an unknown order, a limit out of range or a cursor that does not fit
        """
        if order not in _CLUSTERS:
            raise ValueError(f"order {order!r} is not one of {', '.join(_CLUSTERS)}")
        keyset = Keyset(
            collection=self._database["clusters"],
            name="clusters",
            filters={"order": order, "agency": agency},
            keys=_CLUSTERS[order],
            index=_CLUSTER_INDEXES[order],
            rest={} if agency is None else {"agency": agency},
        )
        return page_of(keyset, limit, after, stored_cluster)

    def comments_page(self, thread_id: str, *, limit: int = 50, after: str | None = None) -> Page[StoredComment]:
        """Return a page of the comments of a thread, flat, by their ids: no later visit moves them.

        ``parentItem``, ``depth`` and ``position`` say where each belongs; :meth:`Reader.comments` returns the tree.

        :param limit: maximum number, 1 to 1,000
        :param after: :attr:`Page.next` of the page before, of the same thread
        :raises ValueError: for a limit out of range or a cursor that does not fit
        """
        keyset = Keyset(
            collection=self._database["comments"],
            name="comments",
            filters={"thread": thread_id},
            keys=(_ID_ASC,),
            index=_BY_ID,
            # An id is the thread's id, a # and the comment's own, so that the index of ids has them side by side. The
            # character after # is $: whatever the platform's ids begin with is between.
            bounds={"$gte": f"{thread_id}#", "$lt": f"{thread_id}$"},
            rest={"thread": thread_id},
        )
        return page_of(keyset, limit, after, stored_comment)

    def quarantine_page(
        self, *, stage: str | None = None, oldest_first: bool = False, limit: int = 50, after: str | None = None
    ) -> Page[QuarantineEntry]:
        """Return a page of the inputs that could not be stored.

        :param stage: only this :attr:`~newscrawler.items.Rejection.stage`
        :param oldest_first: the entries that were met longest ago first: an entry that is met again comes again, and
            none is missed. False: the latest first; an entry that is met again moves to the first page.
        :param limit: maximum number, 1 to 1,000
        :param after: :attr:`Page.next` of the page before, of the same stage and order
        :raises ValueError: for a limit out of range or a cursor that does not fit
        """
        descending = not oldest_first
        keyset = Keyset(
            collection=self._database["quarantine"],
            name="quarantine",
            filters={"stage": stage, "oldest_first": oldest_first},
            keys=(Key("lastSeen", "date", descending=descending), Key("_id", "text", descending=descending)),
            index="lastSeen_-1__id_-1" if stage is None else "stage_1_lastSeen_-1__id_-1",
            equal={} if stage is None else {"stage": stage},
        )
        return page_of(keyset, limit, after, quarantine_entry)


def _story_query(equal: Mapping[str, Any], filters: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an index finds and what is compared afterwards, as arguments of :class:`Keyset`.

    The indexes hold outlet, agency, both, and cluster, each by date of publication.
    """
    published = between(filters["since"], filters["until"])
    if (changed := filters["changed_since"]) is not None:
        rest = {**equal, **({"datePublished": published} if published else {})}
        return {"index": _CHANGED, "bounds": {"$gte": changed}, "rest": rest}
    by = ("cluster",) if "cluster" in equal else tuple(equal)
    return {
        "index": STORY_INDEXES[by],
        "equal": {name: equal[name] for name in by},
        "bounds": published,
        "rest": {name: value for name, value in equal.items() if name not in by},
    }


def between(since: datetime | None, until: datetime | None) -> Document:
    """Return the condition that a date is ``since`` or later and before ``until``; empty where both are None."""
    stated = {"$gte": since, "$lt": until}
    return {operator: value for operator, value in stated.items() if value is not None}
