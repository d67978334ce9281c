"""One event of the feed, and its kind."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from newscrawler.storage._erasing import ERASED
from newscrawler.storage.changes import What

__all__ = ["KINDS", "Event", "Kind", "kind_of"]

Kind = Literal["added", "changed", "removed", "linked", "killed", "erased", "resync"]
"""Kind of an event. ``linked``: a story joined, changed or left a cluster, and nothing else changed. ``killed``: a copy
or story was withdrawn, or a copy still runs a killed story. ``erased``: words or names were removed from the store.
``resync``: the server's change stream was lost before this event."""

KINDS: tuple[Kind, ...] = get_args(Kind)

Document = dict[str, Any]

_OF_ERASURES = frozenset({"erasure", "expired"})
"""Marks of a comment or copy that words were removed: on request, or by retention."""

_BESIDE_A_LINK = frozenset({"lastChanged", "linkDue", "lock", "schemaVersion"})
"""Fields that the linker moves together with the name of the cluster."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One entry of the feed."""

    number: int
    """From 1, without gaps."""
    at: datetime
    """Time at which the server applied the change, by its clock. Of a document that is told after ``resync``: when it
    was read again."""
    kind: str
    """One of :data:`KINDS`, or a kind of a newer version: ignore what you do not know."""
    collection: str | None = None
    """Collection of the document; None for a ``resync`` of all collections."""
    id: str | None = None
    """``_id`` of the document; None for ``resync``."""
    fields: tuple[str, ...] = ()
    """Top-level fields that changed, sorted; empty for an addition, a removal, and what follows ``resync``."""
    outlet: str | None = None
    """Outlet of the copy, or of the copy that the thread or comment belongs to. None: not known, or a story or
    cluster."""
    story: str | None = None
    """Id of the story that the document is or belongs to. None: not known, or a cluster."""
    thread: str | None = None
    """Id of the thread that the document is or belongs to. None: not known, or neither thread nor comment."""
    since: datetime | None = None
    """Of ``resync``: documents that changed then or later are told next. None: nothing before is in the feed."""

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Event:
        """Return the event of a stored document, whose dates are aware."""
        known = {name: document.get(name) for name in ("collection", "id", "outlet", "story", "thread", "since")}
        return cls(
            number=int(document["_id"]),
            at=document["at"],
            kind=document["kind"],
            fields=tuple(document.get("fields", ())),
            **known,
        )


def kind_of(
    collection: str, what: What, fields: Collection[str], written: Collection[str], values: Mapping[str, Any]
) -> Kind:
    """Return the kind of an event that is no visit without a change: the gravest that applies.

    :param fields: top-level fields that changed
    :param written: those among them that have a value now
    :param values: new values of ``pubStatus`` and ``headline``, where they changed
    """
    if what == "added" or what == "removed":
        return what
    if not _OF_ERASURES.isdisjoint(written) or values.get("headline") == ERASED:
        return "erased"
    if values.get("pubStatus") == "canceled" or "afterKill" in written:
        return "killed"
    if collection == "stories" and "cluster" in fields and _BESIDE_A_LINK.issuperset({*fields} - {"cluster"}):
        return "linked"
    return "changed"


def kind_of_state(document: Mapping[str, Any], since: datetime) -> Kind:
    """Return the kind of an event that tells a document again: by what it is now, because its changes are not known.

    :param since: a document that was first seen then or later counts as added
    """
    if not _OF_ERASURES.isdisjoint(document) or document.get("headline") == ERASED:
        return "erased"
    if document.get("pubStatus") == "canceled" or "afterKill" in document:
        return "killed"
    first = document.get("firstSeen")
    return "added" if first is not None and first >= since else "changed"
