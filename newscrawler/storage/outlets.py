"""The operators' list of outlets that ``scrapy crawl follow`` follows: collection ``outlets``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import Any, Literal, Self

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from newscrawler.storage.clock import server_time
from newscrawler.storage.migrations import SCHEMA_VERSION

__all__ = ["FollowedOutlet", "OutletState", "OutletsError", "add", "followed", "remove", "set_state"]

Document = dict[str, Any]

OutletState = Literal["active", "paused"]


class OutletsError(Exception):
    """The list of outlets cannot be changed as asked; the message names the outlet and the remedy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedOutlet:
    """An outlet of the list, as it is stored; the fields are described in docs/collections/outlets.md."""

    name: str
    """The spider's name, or the host of an outlet without a spider. ``_id`` of the document."""
    outlet: str
    """Host without ``www.``."""
    spider: str | None = None
    """Spider whose declarations are used. None: those below are used."""
    state: OutletState = "active"
    mostPerHour: int | None = None
    """Most requests an hour to each of its hosts. None: as many as its delay allows."""
    feeds: list[str] = field(default_factory=list)
    sitemaps: list[str] = field(default_factory=list)
    sections: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    country: str | None = None
    timeZone: str | None = None
    publisher: str | None = None
    storyUrl: str | None = None
    commentPlatforms: list[str] = field(default_factory=list)
    added: datetime | None = None
    """None: not stored yet."""
    changed: datetime | None = None

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Self:
        """Build an outlet from its document. Unknown fields, written by a newer version, are ignored."""
        known = {each.name: document[each.name] for each in fields(cls) if each.name in document}
        return cls(name=document["_id"], **known)

    def to_document(self) -> Document:
        """Return the outlet as a document without its times."""
        document = asdict(self)
        for name in ("added", "changed"):
            del document[name]
        return {"_id": document.pop("name"), "schemaVersion": SCHEMA_VERSION, **document}


def followed(database: Database[Document]) -> list[FollowedOutlet]:
    """Return all outlets of the list, by name."""
    return [FollowedOutlet.of(document) for document in database["outlets"].find().sort("_id", 1)]


def add(database: Database[Document], outlet: FollowedOutlet) -> None:
    """Add an outlet.

    :raises OutletsError: it is there, or another name has its host
    """
    other = database["outlets"].find_one({"outlet": outlet.outlet, "_id": {"$ne": outlet.name}}, {"_id": 1})
    if other is not None:
        raise OutletsError(f"{outlet.outlet} is followed as {other['_id']!r} already; remove that first")
    now = server_time(database)
    try:
        database["outlets"].insert_one({**outlet.to_document(), "added": now, "changed": now})
    except DuplicateKeyError:
        raise OutletsError(f"{outlet.name!r} is in the list already; pause or remove it by its name") from None


def set_state(database: Database[Document], name: str, state: OutletState) -> bool:
    """Pause or resume an outlet; returns False where it is in that state already.

    :raises OutletsError: it is not in the list
    """
    change = {"$set": {"state": state, "changed": server_time(database)}}
    if database["outlets"].update_one({"_id": name, "state": {"$ne": state}}, change).matched_count:
        return True
    if database["outlets"].find_one({"_id": name}, {"_id": 1}) is None:
        raise _not_there(database, name)
    return False


def remove(database: Database[Document], name: str) -> FollowedOutlet:
    """Take an outlet off the list and return it; its stored stories stay.

    :raises OutletsError: it is not in the list
    """
    document = database["outlets"].find_one_and_delete({"_id": name})
    if document is None:
        raise _not_there(database, name)
    return FollowedOutlet.of(document)


def _not_there(database: Database[Document], name: str) -> OutletsError:
    names = ", ".join(outlet.name for outlet in followed(database)) or "it is empty"
    return OutletsError(f"there is no outlet {name!r} in the list ({names}); add it first")
